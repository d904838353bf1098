"""Days, months and periods of the civil (Gregorian) year."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar

from ..errors import RuleError
from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Rule, Sort
from ..spans import Span
from ..strides import MonthDay, next_of
from .families import Simple

LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MIN_YEAR, MAX_YEAR = date.min.year, date.max.year
PARTS = {"first": (1, 10), "middle": (11, 20), "last": (21, -1), "start": (1, 10), "end": (-1, -1),
         "first-middle": (1, 20), "middle-last": (11, -1), "first-half": (1, 15), "second-half": (16, -1)}  # fmt: skip
"""上旬, 中旬, 下旬; 月初 is read as the first ten days, 月底 as the last day."""


def month_days(year: int, month: int) -> int:
    """How many days the month has.

    >>> month_days(2020, 2)
    29
    """
    return calendar.monthrange(year, month)[1]


def day_of(year: int, month: int, day: int) -> date | None:
    """The day of the month, counted from its end where negative (-1 is the last).

    None where the month lacks it, and after the last year there is.
    """
    if year > date.max.year:
        return None
    if day < 0:
        day += month_days(year, month) + 1
    elif day > LONGEST[month - 1] or day > month_days(year, month):
        return None
    return date(year, month, day) if day > 0 else None


def check_month(month: int) -> None:
    """Raises RuleError where there is no such month."""
    if not 1 <= month <= 12:
        raise RuleError(Message("there is no month {month}", month=month), Message("months run from 1 to 12"))


def check_day(month: int, day: int) -> None:
    """Raises RuleError where the month never has the day; month 0 stands for any month."""
    longest = LONGEST[month - 1] if month else 31
    if not (1 <= day <= longest or -longest <= day <= -1):
        said = Message("there is no day {day} in month {month}", day=day, month=month)
        if not month:
            said = Message("no month has a day {day}", day=day)
        raise RuleError(said, Message("its days run from 1 to {last}", last=longest))


def check_interval(interval: int) -> None:
    """Raises RuleError for an interval below 1."""
    if interval < 1:
        raise RuleError(Message("an interval of {n} never comes round", n=interval), Message("it must be 1 or more"))


def years_of(window: Span) -> range:
    """The civil years of a window and one more on each side, for spans that lie across New Year."""
    return range(max(window.first.year - 1, MIN_YEAR), min(window.last.year + 1, MAX_YEAR) + 1)


START_BY_YEAR = Message("the year in which the cycle starts is not stated; add it, as in 自2024年起 (from 2024)")
START_BY_MONTH = Message(
    "the month in which the cycle starts is not stated; add it, as in 自2026年3月起 (from March 2026)"
)
START_BY_DAY = Message(
    "the day on which the cycle starts is not stated; add it, as in 自2026年3月2日起 (from 2 March 2026)"
)
STARTS = {"day": START_BY_DAY, "week": START_BY_DAY, "year": START_BY_YEAR}
"""What is missing where a cycle of that period has no phase; a month for the others."""


@dataclass(frozen=True, slots=True)
class Fixed(Simple):
    """One dated span; without a last day it is open: something begins and no end is stated.

    >>> Fixed(date(2020, 9, 19), date(2020, 9, 25)).value()
    '2020-09-19/2020-09-25'
    """

    kind: ClassVar[str] = "fixed"
    sort: ClassVar[Sort] = Sort.DATED
    first: date
    last: date | None
    third: bool = field(default=False, compare=False, repr=False)
    """Whether it was called a third of a month (10月中旬), as which it then is written; the days are the same."""

    def is_third(self) -> bool:
        return self.third

    def __post_init__(self) -> None:
        if self.last and self.last < self.first:
            raise RuleError(
                Message("it ends on {last}, before it begins on {first}", last=str(self.last), first=str(self.first)),
                Message("the first day comes first"),
            )

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        span = Span(self.first, self.last or self.first)
        if span.overlaps(window):
            yield span

    def key(self, span: Span) -> str:
        return "once"

    def single_span(self, reckoning: Reckoning = RECKONING) -> Span:
        return Span(self.first, self.last or self.first)

    def extent(self) -> tuple[date, date]:
        return self.first, self.last or self.first

    def one_day(self) -> bool:
        return self.first == self.last

    def takes_length(self) -> bool:
        return self.one_day()

    def takes_week(self) -> bool:
        return self.one_day()

    def ends_runs(self) -> bool:
        return not self.is_open()

    def is_open(self) -> bool:
        return self.last is None

    def last_day(self) -> Fixed:
        if not self.last:
            raise RuleError(Message("a deadline needs a day"))
        return Fixed(self.last, self.last)

    def missing_day(self) -> None:
        return None

    def value(self) -> str:
        if not self.last:
            return f"{self.first}/.."
        return write_span(self.first, self.last)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return (Message("the date is given in full: {value}", value=self.value()),)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Fixed:
        last = fields.get("last")
        third = fields.get("third", False)
        return cls(date.fromisoformat(fields["first"]), date.fromisoformat(last) if last else None, third)


def write_span(first: date, last: date) -> str:
    """A span in the shortest ISO 8601 form that is exactly it: a day, a month, a year, or a range of them.

    >>> write_span(date(2020, 7, 1), date(2020, 9, 30))
    '2020-07/2020-09'
    """
    if first == last:
        return first.isoformat()
    if first.day == 1 and last.day == month_days(last.year, last.month):
        if first.month == 1 and last.month == 12:
            return f"{first:%Y}" if first.year == last.year else f"{first:%Y}/{last:%Y}"
        same = (first.year, first.month) == (last.year, last.month)
        return f"{first:%Y-%m}" if same else f"{first:%Y-%m}/{last:%Y-%m}"
    return f"{first}/{last}"


def _numbered(month: int, day: int) -> int:
    """A day counted from the end by its number; February keeps it, which has two lengths."""
    return day if day > 0 or month == 2 else LONGEST[month - 1] + day + 1


@dataclass(frozen=True, slots=True)
class Yearly(Rule):
    """A day or a run of days of each year (每年5月30日, 9月, 第三季度): from a month and day to a month and day.

    Days count from the end of the month where negative: 9月 is 9-1 to 9 - -1. A run may cross New Year; it belongs to the
    year in which it begins. A day that a year lacks (2月29日) is skipped in that year. With an interval above 1 only the
    years that lie whole intervals from `phase` count; without a phase no date can be told.

    >>> Yearly(9, 1, 9, -1).value(), Yearly(5, 30).rrule()
    ('R/P1Y/09', 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30')
    """

    kind: ClassVar[str] = "yearly"
    sort: ClassVar[Sort] = Sort.RECURRING
    month: int
    day: int
    to_month: int = 0
    to_day: int = 0
    interval: int = 1
    phase: int | None = None
    third: bool = field(default=False, compare=False, repr=False)
    """As of Fixed."""

    def __post_init__(self) -> None:
        if not self.to_month:
            object.__setattr__(self, "to_month", self.month)
            object.__setattr__(self, "to_day", self.day)
        for month, day in ((self.month, self.day), (self.to_month, self.to_day)):
            check_month(month)
            check_day(month, day)
        check_interval(self.interval)
        self._even()

    def _even(self) -> None:
        """Days counted from the end as their numbers where the month always has them; the end of months and thirds as -1."""
        first, last = _numbered(self.month, self.day), _numbered(self.to_month, self.to_day)
        to_the_end = last in (-1, LONGEST[self.to_month - 1]) and self.to_month != 2
        if to_the_end and not self.single and (first == 1 or (first == 21 and self.month == self.to_month)):
            last = -1
        object.__setattr__(self, "day", first)
        object.__setattr__(self, "to_day", last)

    @property
    def single(self) -> bool:
        """Whether it is one day, not a run."""
        return (self.month, self.day) == (self.to_month, self.to_day)

    def one_day(self) -> bool:
        return self.single

    def of_year(self, year: int) -> Span | None:
        """The span that begins in the year; None where the year lacks one of its days."""
        first = day_of(year, self.month, self.day)
        if not first:
            return None
        if self.single:
            return Span(first, first)
        last = day_of(year, self.to_month, self.to_day)
        if last and last < first:
            last = day_of(year + 1, self.to_month, self.to_day) if year < MAX_YEAR else None
        return Span(first, last) if last else None

    def start_missing(self) -> Message | None:
        return START_BY_YEAR if self.interval > 1 and self.phase is None else None

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        if self.interval > 1 and self.phase is None:
            return
        for year in years_of(window):
            if self.interval > 1 and (year - (self.phase or 0)) % self.interval:
                continue
            span = self.of_year(year)
            if span and span.overlaps(window):
                yield span

    def strides(self) -> tuple[MonthDay, ...] | None:
        if not self.single:
            return None
        if self.interval > 1 and self.phase is None:
            return ()
        return (MonthDay(12 * self.interval, 12 * (self.phase or 0) + self.month - 1, self.day),)

    def never(self) -> Message | None:
        if self.strides() and next_of(self.strides() or (), 0) is None:
            return Message("no year of the cycle has a 29 February")
        return None

    def key(self, span: Span) -> str:
        return str(span.first.year)

    def single_span(self, reckoning: Reckoning = RECKONING) -> None:
        return None

    def months(self) -> tuple[int, ...]:
        if self.single or self.interval > 1 or self.day != 1 or not _ends_month(self.to_month, self.to_day):
            return ()
        return tuple(sorted((self.month - 1 + n) % 12 + 1 for n in range((self.to_month - self.month) % 12 + 1)))

    def day_left_open(self) -> bool:
        return False

    def takes_length(self) -> bool:
        return self.single

    def takes_week(self) -> bool:
        return not self.months()

    def ends_runs(self) -> bool:
        return True

    def is_open(self) -> bool:
        return False

    def in_year(self, year: int) -> Rule:
        span = self.of_year(year)
        return Fixed(span.first, span.last, self.third) if span else self

    def every_year(self) -> Rule:
        return self

    def with_phase(self, old: date | None, new: date | None) -> Rule:
        if self.phase != (old.year if old else None) or (old is None and self.interval == 1):
            return self
        return replace(self, phase=new.year if new else None)

    def counts_from(self, day: date) -> bool:
        return self.interval > 1 and (self.phase, self.month, self.day) == (day.year, day.month, day.day)

    def first_day(self) -> Yearly:
        """The day on which its runs begin."""
        return Yearly(self.month, self.day, interval=self.interval, phase=self.phase)

    def last_day(self) -> Yearly:
        if self.single:
            return self
        return Yearly(self.to_month, self.to_day, interval=self.interval, phase=self.phase)

    def missing_day(self) -> Message | None:
        if (2, 29) in ((self.month, abs(self.day)), (self.to_month, abs(self.to_day))):
            return Message("years without 29 February are left out")
        return None

    def value(self) -> str:
        head = f"R/P{self.interval}Y"
        if self.single:
            return f"{head}/{self.month:02d}-{self._last_form(self.month, self.day):02d}"
        if self.day == 1 and self.to_day == -1:
            if self.month == self.to_month:
                return f"{head}/{self.month:02d}"
            if (self.month, self.to_month) == (1, 12):
                return head
        a = f"{self.month:02d}-{self._last_form(self.month, self.day):02d}"
        b = f"{self.to_month:02d}-{self._last_form(self.to_month, self.to_day):02d}"
        return f"{head}/{a}/{b}"

    @staticmethod
    def _last_form(month: int, day: int) -> int:
        return day if day > 0 else (28 if month == 2 else LONGEST[month - 1]) + day + 1

    def rrule(self) -> str | None:
        if (self.interval > 1 and self.phase is None) or (not self.single and self._uneven()):
            return None
        every = f";INTERVAL={self.interval}" if self.interval > 1 else ""
        return f"FREQ=YEARLY{every};BYMONTH={self.month};BYMONTHDAY={self.day}"

    def _uneven(self) -> bool:
        """Whether the run is longer in some years, or ends on a day that some lack, so that no single DURATION fits it."""
        begun = (y for y in (2023, 2024, 2025, 2027) if day_of(y, self.month, self.day))
        return len({s.days if (s := self.of_year(y)) else 0 for y in begun}) > 1

    def doubts(self) -> tuple[Message, ...]:
        missing = self.start_missing()
        return (missing,) if missing else ()

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        if self.single:
            return (Message("day {day} of month {month} in {year}", day=span.first.day, month=self.month,
                            year=span.first.year),)  # fmt: skip
        return (Message("from {first} to {last}, both included", first=str(span.first), last=str(span.last)),)


def _ends_month(month: int, day: int) -> bool:
    return day == -1 or (month != 2 and day == LONGEST[month - 1])


@dataclass(frozen=True, slots=True)
class Monthly(Simple):
    """A day, or a run of days, of each month (每月10日, 每月上旬), counted from the end where negative.

    A day that a month lacks is skipped in that month, as RFC 5545 does.

    >>> Monthly(10).value()
    'R/P1M/10'
    """

    kind: ClassVar[str] = "monthly"
    day: int
    to_day: int = 0
    third: bool = field(default=False, compare=False, repr=False)
    """As of Fixed."""

    def __post_init__(self) -> None:
        if not self.to_day:
            object.__setattr__(self, "to_day", self.day)
        check_day(0, self.day)
        check_day(0, self.to_day)
        if self.to_day > 0 and not 0 < self.day <= self.to_day:
            raise RuleError(Message("day {last} comes before day {first}", first=self.day, last=self.to_day))

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        for year, month in months_of(window):
            first, last = day_of(year, month, self.day), day_of(year, month, self.to_day)
            if first and last and last >= first and window.first <= last and first <= window.last:
                yield Span(first, last)

    def one_day(self) -> bool:
        return self.day == self.to_day

    def strides(self) -> tuple[MonthDay, ...] | None:
        return (MonthDay(1, 0, self.day),) if self.day == self.to_day else None

    def key(self, span: Span) -> str:
        return span.first.isoformat()[:7]

    def missing_day(self) -> Message | None:
        return Message("months without that day are left out") if max(abs(self.day), abs(self.to_day)) > 28 else None

    def value(self) -> str:
        if self.day == self.to_day:
            return f"R/P1M/{self.day:02d}"
        return f"R/P1M/{self.day:02d}/{self.to_day:02d}"

    def rrule(self) -> str | None:
        even = self.day == self.to_day or 0 < self.to_day <= 28
        return f"FREQ=MONTHLY;BYMONTHDAY={self.day}" if even else None

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return (Message("day {day} of {month}", day=span.first.day, month=f"{span.first:%Y-%m}"),)


def months_of(window: Span) -> Iterator[tuple[int, int]]:
    """The (year, month) pairs that a window touches."""
    months = window.first.year * 12 + window.first.month - 1
    until = window.last.year * 12 + window.last.month - 1
    return ((m // 12, m % 12 + 1) for m in range(months, until + 1))
