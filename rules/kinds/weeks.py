"""Weekdays, the nth of a month, and the nth week under a named convention."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from ..errors import RuleError
from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Timed
from ..spans import Span, shift
from ..strides import EveryDays, MonthWeekday
from .civil import check_month, month_days, months_of, write_span
from .families import Annual, Simple
from .periodic import Periodic

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


IN_MONTH = ("", *(f"-{month:02d}" for month in range(1, 13)))
"""What stands behind the year in the key of a month."""


@dataclass(frozen=True, slots=True)
class Weekly(Simple):
    """Weekdays of each week (每周一, 每周三至周日); Monday is 0. The weeks begin on Monday.

    >>> Weekly((0,)).value()
    'R/P1W/Mon'
    """

    kind: ClassVar[str] = "weekly"
    weekdays: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.weekdays or any(not 0 <= day <= 6 for day in self.weekdays):
            raise RuleError(Message("no such weekday"), Message("weekdays run from Monday to Sunday"))
        object.__setattr__(self, "weekdays", tuple(sorted(set(self.weekdays))))

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        wanted = set(self.weekdays)
        for number in range(window.first.toordinal(), window.last.toordinal() + 1):
            if (number - 1) % 7 in wanted:
                day = date.fromordinal(number)
                yield Span(day, day)

    def one_day(self) -> bool:
        return True

    def missing_day(self) -> None:
        return None

    def strides(self) -> tuple[EveryDays, ...]:
        return tuple(EveryDays(7, weekday + 1) for weekday in self.weekdays)

    def value(self) -> str:
        days = self.weekdays
        if len(days) > 1 and days[-1] - days[0] == len(days) - 1:
            return f"R/P1W/{WEEKDAYS[days[0]]}-{WEEKDAYS[days[-1]]}"
        return "R/P1W/" + ",".join(WEEKDAYS[day] for day in days)

    def rrule(self) -> str | None:
        return "FREQ=WEEKLY;BYDAY=" + ",".join(BYDAY[day] for day in self.weekdays)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return (Message("{day} is a {weekday}", day=str(span.first), weekday=weekday_name(span.first.weekday())),)


WEEKDAY_NAMES = tuple(map(Message, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")))


def weekday_name(weekday: int) -> Message:
    """The weekday's name; Monday is 0."""
    return WEEKDAY_NAMES[weekday]


MOST = {"month": 5, "quarter": 14, "half": 27, "year": 53}
"""How often a weekday comes round in a period at most."""
MONTHS_IN = {"quarter": 3, "half": 6, "year": 12}


class OfMonth(Annual):
    """The nth of a month, of every month where `month` is 0; a year alone does not say which month of it is meant then."""

    __slots__ = ()
    month: int

    @abstractmethod
    def of_month(self, year: int, month: int) -> Span | None:
        """The span in that month; None where the month has none."""

    def in_year(self, year: int) -> Self:
        return self.altered(year=year) if self.month else self

    def missing_day(self) -> Message | None:
        return None

    def _named(self, months: Iterable[tuple[int, int]], window: Span) -> Iterator[Timed]:
        """The spans in those of the months that the rule names, as far as they share a day with the window.

        The key is that of the month, though a week may begin in the month before.
        """
        for year, month in months:
            if self.month in (0, month) and self.year in (0, year):
                span = self.of_month(year, month)
                if span and span.overlaps(window):
                    yield self._month_key(year, month), span, None

    def _month_key(self, year: int, month: int) -> str:
        if not self.month:
            return str(year) + IN_MONTH[month]
        return "once" if self.year else str(year)


@dataclass(frozen=True, slots=True)
class NthWeekday(OfMonth):
    """The nth weekday of a month, of every month where month is 0 (5月第二个星期日, 每月最后一个星期五).

    Another `period` is a quarter, a half or a whole year (每年第一个星期一), and month is 0. n counts from the end where
    negative; a year other than 0 keeps it to that year. `days` of 2 is the weekend that begins on that Saturday
    (第三个双休日); that reading is a convention, so its dates are tentative.

    >>> NthWeekday(6, 2, 5).value(), NthWeekday(5, 2, 6).rrule()
    ('R/P1Y/06-Sat2', 'FREQ=YEARLY;BYMONTH=5;BYDAY=2SU')
    """

    kind: ClassVar[str] = "nth-weekday"
    month: int
    n: int
    weekday: int
    days: int = 1
    year: int = 0
    period: str = "month"

    def __post_init__(self) -> None:
        if self.month:
            check_month(self.month)
        if self.period not in MOST or (self.month and self.period != "month"):
            raise ValueError(f"no period: {self.period!r}, one of {', '.join(MOST)}")
        if not 1 <= abs(self.n) <= MOST[self.period]:
            raise RuleError(
                Message("no month has a {weekday} number {n}", weekday=weekday_name(self.weekday), n=self.n)
                if self.period == "month"
                else Message("no such period has a {weekday} number {n}", weekday=weekday_name(self.weekday), n=self.n),
                Message("a weekday comes round 4 or 5 times a month"),
            )

    def one_day(self) -> bool:
        return self.days == 1

    def strides(self) -> tuple[MonthWeekday, ...] | None:
        if self.days > 1 or self.year:
            return None
        if self.period != "month":
            step = MONTHS_IN[self.period]
            return (
                (MonthWeekday(step, 0 if self.n > 0 else step - 1, self.n, self.weekday),) if abs(self.n) < 5 else None
            )
        step, phase = (12, self.month - 1) if self.month else (1, 0)
        return (MonthWeekday(step, phase, self.n, self.weekday),)

    def key(self, span: Span) -> str:
        if self.period != "month":
            return self._period_key(Periodic(self.period).of_number(Periodic(self.period).number(span.first)))
        return self._month_key(span.first.year, span.first.month)

    def of_month(self, year: int, month: int) -> Span | None:
        """The span in that month; None where the month has no such weekday."""
        length = month_days(year, month)
        if self.n > 0:
            day = 1 + (self.weekday - date(year, month, 1).weekday()) % 7 + 7 * (self.n - 1)
        else:
            day = length - (date(year, month, length).weekday() - self.weekday) % 7 + 7 * (self.n + 1)
        if not 1 <= day <= length:
            return None
        first = date(year, month, day)
        return Span(first, shift(first, self.days - 1))

    def of_period(self, period: Span) -> Span | None:
        """The span in that quarter, half or year; None where it has no such weekday."""
        if self.n > 0:
            first = shift(period.first, (self.weekday - period.first.weekday()) % 7 + 7 * (self.n - 1))
        else:
            first = shift(period.last, 7 * (self.n + 1) - (period.last.weekday() - self.weekday) % 7)
        return Span(first, shift(first, self.days - 1)) if first in period else None

    def _period_key(self, period: Span) -> str:
        if self.period == "year":
            return "once" if self.year else str(period.first.year)
        return period.first.isoformat()[:7]

    def _by_period(self, window: Span) -> Iterator[tuple[str, Span]]:
        periods = Periodic(self.period)
        for number in range(periods.number(window.first), periods.number(window.last) + 1):
            period = periods.of_number(number)
            span = self.of_period(period) if self.year in (0, period.first.year) else None
            if span and span.overlaps(window):
                yield self._period_key(period), span

    def in_year(self, year: int) -> Self:
        return self.altered(year=year) if self.month or self.period != "month" else self

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        wide = Span(shift(window.first, 1 - self.days), window.last)
        if self.period != "month":
            return ((key, span, None) for key, span in self._by_period(wide) if span.overlaps(window))
        return self._named(months_of(wide), window)

    def value(self) -> str | None:
        if self.year and self.month:
            return once(self.of_month(self.year, self.month))
        if self.year and self.period == "year":
            return once(self.of_period(Span(date(self.year, 1, 1), date(self.year, 12, 31))))
        day = f"{WEEKDAYS[self.weekday]}{self.n}"
        if self.period != "month":
            return f"R/{'P1Y' if self.period == 'year' else f'P{MONTHS_IN[self.period]}M'}/{day}"
        return f"R/P1Y/{self.month:02d}-{day}" if self.month else f"R/P1M/{day}"

    def rrule(self) -> str | None:
        if self.year:
            return None
        day = f"BYDAY={self.n}{BYDAY[self.weekday]}"
        if self.period == "year":
            return f"FREQ=YEARLY;{day}"
        if self.period != "month":
            step = MONTHS_IN[self.period]
            months = ",".join(str(month) for month in range(1 if self.n > 0 else step, 13, step))
            return f"FREQ=YEARLY;BYMONTH={months};{day}" if abs(self.n) < 5 else None
        return f"FREQ=YEARLY;BYMONTH={self.month};{day}" if self.month else f"FREQ=MONTHLY;{day}"

    def doubts(self) -> tuple[Message, ...]:
        if self.days == 1:
            return ()
        return (
            Message("the nth weekend is read as the pair of days that begins on the nth Saturday; no text defines it"),
        )

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        if self.period != "month":
            weekday = weekday_name(self.weekday)
            said = Message(
                "{weekday} number {n} of the period is {day}", weekday=weekday, n=self.n, day=str(span.first)
            )
            return (said,)
        first = span.first.replace(day=1)
        return (
            Message("{first} is a {weekday}", first=str(first), weekday=weekday_name(first.weekday())),
            Message(
                "{weekday} number {n} of that month is {day}",
                weekday=weekday_name(self.weekday),
                n=self.n,
                day=str(span.first),
            ),
        )


def once(span: Span | None) -> str | None:
    """The one span in ISO 8601; None where that year has none."""
    return write_span(span.first, span.last) if span else None


CONVENTIONS = {
    "monday": Message("the week of the nth Monday"),
    "first": Message("weeks from Monday, the week that holds the 1st is the first"),
    "iso": Message("weeks from Monday, the first week has at least four days of the month"),
    "days": Message("seven days each, counted from the 1st"),
    "saturday": Message("seven days from the nth Saturday"),
    "sunday": Message("seven days from the nth Sunday"),
}
"""Readings of "the nth week of a month": no statute defines it, so a rule names the one that it follows."""


CYCLE = range(2000, 2028)
"""Years in which every month begins on every weekday that it ever does, with every length it has."""


@dataclass(frozen=True, slots=True)
class NthWeek(OfMonth):
    """The nth week of a month, of every month where month is 0 (9月第三周), under a named convention; always tentative.

    n counts from the end where negative; a year other than 0 keeps it to that year.

    >>> NthWeek(9, 3).of_month(2020, 9)
    Span(first=datetime.date(2020, 9, 21), last=datetime.date(2020, 9, 27))
    """

    kind: ClassVar[str] = "nth-week"
    month: int
    n: int
    convention: str = "monday"
    year: int = 0

    def __post_init__(self) -> None:
        if self.month:
            check_month(self.month)
        if self.convention not in CONVENTIONS:
            raise ValueError(f"no convention {self.convention!r}, one of {', '.join(CONVENTIONS)}")
        if not (1 <= self.n <= 6 or -6 <= self.n <= -1):
            raise RuleError(
                Message("no month has a week number {n}", n=self.n), Message("a month touches at most 6 weeks")
            )

    def never(self) -> Message | None:
        """That no month has so many weeks under the convention: after 28 years their lengths and weekdays come again."""
        months = (self.month,) if self.month else range(1, 13)
        if abs(self.n) < 5 or any(self.of_month(year, month) for year in CYCLE for month in months):
            return None
        return Message("no month has a week number {n} under this convention", n=self.n)

    def of_month(self, year: int, month: int) -> Span | None:
        """The week in that month; None where the month has no such week under the convention."""
        length = month_days(year, month)
        opening = date(year, month, 1)
        first = (
            1
            + {
                "monday": -opening.weekday() % 7,
                "first": -opening.weekday(),
                "iso": -opening.weekday() + (7 if opening.weekday() > 3 else 0),
                "days": 0,
                "saturday": (5 - opening.weekday()) % 7,
                "sunday": (6 - opening.weekday()) % 7,
            }[self.convention]
        )
        starts = [d for d in range(first, length + 1, 7) if self.convention != "iso" or d + 3 <= length]
        if not -len(starts) <= self.n <= len(starts):
            return None
        begin = shift(opening, starts[self.n - 1 if self.n > 0 else self.n] - 1)
        end = shift(begin, 6)
        if self.convention == "days":
            end = min(end, opening.replace(day=length))
        return Span(begin, end)

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        return self._named(months_of(Span(shift(window.first, -7), shift(window.last, 7))), window)

    def value(self) -> str | None:
        if self.year and self.month:
            return once(self.of_month(self.year, self.month))
        return f"R/P1Y/{self.month:02d}-W{self.n}" if self.month else f"R/P1M/W{self.n}"

    def doubts(self) -> tuple[Message, ...]:
        return (Message("no text defines the nth week; read here as: {convention}",
                        convention=CONVENTIONS[self.convention]),)  # fmt: skip

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return (
            Message("convention: {convention}", convention=CONVENTIONS[self.convention]),
            Message("week {n} is from {first} to {last}", n=self.n, first=str(span.first), last=str(span.last)),
        )
