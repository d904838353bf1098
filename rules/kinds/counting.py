"""Rules counted from another rule's days: the nth weekday after one (11月1日起第二个星期日), so long from one (起一周)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from ..clock import Clock
from ..errors import RuleError, UnknownYear, YuelingError
from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Rule, rule_from_json
from ..spans import LAST_DAY, Span, shift
from .civil import LONGEST, Monthly, Yearly
from .derived import MOST, REACH, add_months, once_of
from .families import CountedFrom
from .offsets import check_days
from .weeks import BYDAY, weekday_name
from .working import provisional, unknown_years

UNITS = ("weekdays", "days", "workdays", "rest-days")
"""What is counted: weekdays of a set, calendar days, working days (工作日), days off (休息日)."""
SLACK = 31
"""Days by which a window is widened beyond the count itself: no block of days off, or of days worked, is longer."""


def nth_day(day: date, n: int, unit: str, weekdays: tuple[int, ...], reckoning: Reckoning) -> date | None:
    """The nth day of the unit after the day, before it where n is negative; the day itself is not counted.

    None beyond the years 1 to 9999. Years without a table of working days are told from weekdays and statutory days.

    >>> nth_day(date(2026, 11, 1), 2, "weekdays", (6,), RECKONING)
    datetime.date(2026, 11, 15)
    """
    if unit == "days":
        return _shifted(day, n)
    if unit == "workdays":
        return _nth_worked(day, n, reckoning)
    way, left, there = (1 if n > 0 else -1), abs(n), _shifted(day, 0)
    if unit == "weekdays":
        weeks, left = divmod(left - 1, len(weekdays))
        there, left = _shifted(day, 7 * weeks * way), left + 1
    while left and there:
        there = _shifted(there, way)
        if there:
            left -= there.weekday() in weekdays if unit == "weekdays" else not is_worked(there, reckoning)
    return there


def _shifted(day: date, days: int) -> date | None:
    there = shift(day, days)
    return there if (there - day).days == days else None


def _nth_worked(day: date, n: int, reckoning: Reckoning) -> date | None:
    try:
        return reckoning.workdays.step(day, n)
    except UnknownYear:
        try:
            return reckoning.workdays.provisional().step(day, n)
        except UnknownYear:
            return None


def is_worked(day: date, reckoning: Reckoning) -> bool:
    """Whether the day is worked, told from weekdays and statutory days where its year has no table."""
    try:
        return reckoning.workdays.is_workday(day)
    except UnknownYear:
        return reckoning.workdays.provisional().is_workday(day)


def untold(start: date, n: int, unit: str, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
    """Why a count of working days or days off from the start to the span is provisional; empty where it is certain."""
    if unit == "workdays":
        try:
            reckoning.workdays.step(start, n)
        except UnknownYear as error:
            return (provisional(error.said),)
    if unit == "rest-days":
        return unknown_years(Span(min(start, span.first), max(start, span.first)), reckoning)
    return ()


@dataclass(frozen=True, slots=True)
class NthFrom(CountedFrom):
    """The nth weekday, day, working day or day off after (n above 0) or before another rule's day.

    `including` counts the day itself: on or after, on or before. After counts from the base's last day, before from its
    first; on or after from its first, on or before from its last. `weekdays` is the set that is counted where the unit is
    weekdays, Monday is 0.

    >>> from rules.kinds import Yearly
    >>> day = NthFrom(Yearly(11, 1), 2, "weekdays", (6,), including=True)
    >>> [str(span.first) for span in day.spans(Span(date(2026, 1, 1), date(2026, 12, 31)), RECKONING)]
    ['2026-11-08']
    """

    kind: ClassVar[str] = "nth-from"
    base: Rule
    n: int
    unit: str
    weekdays: tuple[int, ...] = ()
    including: bool = False

    def __post_init__(self) -> None:
        check_count(self.n, self.unit, self.weekdays)
        object.__setattr__(self, "weekdays", tuple(sorted(set(self.weekdays))))

    @property
    def reach(self) -> int:
        return reach_of(self.n, self.unit)

    def becomes(self, span: Span, reckoning: Reckoning) -> Span | None:
        day = nth_day(self._edge(span), self.n, self.unit, self.weekdays, reckoning)
        return Span(day, day) if day else None

    def _edge(self, span: Span) -> date:
        """The day from which is counted, itself not counted."""
        if self.n > 0:
            return shift(span.first, -1) if self.including else span.last
        return shift(span.last, 1) if self.including else span.first

    def value(self) -> str | None:
        return once_of(self, self.base)

    def rrule(self) -> str | None:
        """A weekday among seven days of one month: BYDAY with their BYMONTHDAY; else None."""
        base = self.base
        if self.unit != "weekdays" or len(self.weekdays) > 1 or not isinstance(base, Yearly | Monthly):
            return None
        if not base.one_day() or base.day < 1 or (head := base.rrule()) is None:
            return None
        longest = LONGEST[base.month - 1] if isinstance(base, Yearly) and base.month != 2 else 28
        far = 7 * (abs(self.n) - 1) + (0 if self.including else 1)
        first = base.day + far if self.n > 0 else base.day - far - 6
        if base.day > longest or not 1 <= first <= longest - 6:
            return None
        days = ",".join(str(day) for day in range(first, first + 7))
        return f"{head.partition(';BYMONTHDAY')[0]};BYMONTHDAY={days};BYDAY={BYDAY[self.weekdays[0]]}"

    def own_reasons(self, origin: Span, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        return untold(self._edge(origin), self.n, self.unit, span, reckoning)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        origin = self.origin(span, reckoning)
        if not origin:
            return ()
        side = _SIDES[self.n > 0, self.including]
        said = Message(
            "number {n} of {unit} {side} {from}: {day}",
            n=abs(self.n), unit=counted(self.unit, self.weekdays), side=side,
            day=str(span.first), **{"from": str(origin.last if (self.n > 0) != self.including else origin.first)},
        )  # fmt: skip
        return (*self.base.why(origin, reckoning), said)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> NthFrom:
        weekdays = tuple(fields.get("weekdays", ()))
        base = rule_from_json(fields["base"])
        return cls(base, fields["n"], fields["unit"], weekdays, fields.get("including", False))


_SIDES = {
    (True, False): Message("after"),
    (True, True): Message("on or after"),
    (False, False): Message("before"),
    (False, True): Message("on or before"),
}


def counted(unit: str, weekdays: tuple[int, ...]) -> Message:
    """What is counted, in words: working days; Monday; Saturday, Sunday."""
    if unit != "weekdays":
        return {"days": Message("days"), "workdays": Message("working days"), "rest-days": Message("days off")}[unit]
    names = weekday_name(weekdays[0])
    for weekday in weekdays[1:]:
        names = Message("{a}, {b}", a=names, b=weekday_name(weekday))
    return names


def check_count(n: int, unit: str, weekdays: tuple[int, ...]) -> None:
    """Raises RuleError for a count of 0 or beyond MOST, or weekdays that are none; ValueError for an unknown unit."""
    if unit not in UNITS:
        raise ValueError(f"no unit {unit!r}, one of {', '.join(UNITS)}")
    if not 1 <= abs(n) <= MOST:
        raise RuleError(
            Message("a date cannot be moved by {n}", n=n), Message("give a count from 1 to {most}", most=MOST)
        )
    if (unit == "weekdays") != bool(weekdays) or any(not 0 <= day <= 6 for day in weekdays):
        raise RuleError(Message("no such weekday"), Message("weekdays run from Monday to Sunday"))


def reach_of(n: int, unit: str) -> int:
    """How many calendar days a count may lead away."""
    return abs(n) * {"days": 1, "workdays": 3}.get(unit, 7) + SLACK


@dataclass(frozen=True, slots=True)
class Lasting(CountedFrom):
    """So long from another rule's first day, that day counted (9月第三个双休日起一周, 5月30日起10天, 起5个工作日).

    Months and years end on the day before the corresponding day. Of working days the run ends on the last; where the
    first day is off it still begins there.

    >>> from rules.kinds import Yearly
    >>> Lasting(Yearly(5, 30), 10, "days").value()
    'R/P1Y/05-30/06-08'
    """

    kind: ClassVar[str] = "lasting"
    base: Rule
    amount: int
    unit: str

    def __post_init__(self) -> None:
        check_days(self.unit)
        if not 1 <= self.amount <= MOST:
            raise RuleError(
                Message("a period of {n} has no length", n=self.amount),
                Message("give a count from 1 to {most}", most=MOST),
            )

    @property
    def reach(self) -> int:
        return self.amount * REACH[self.unit] + SLACK

    def over_midnight(self, clock: Clock) -> bool:
        """Whether it is a run of hours that ends on the next day: 22:00至次日6:00."""
        hours = clock.start is not None and clock.end is not None and clock.end <= clock.start
        return hours and (self.amount, self.unit) == (2, "days")

    def becomes(self, span: Span, reckoning: Reckoning) -> Span:
        first = span.first
        if self.unit == "workdays":
            return Span(first, _nth_worked(shift(first, -1), self.amount, reckoning) or LAST_DAY)
        if self.unit in ("days", "weeks"):
            return Span(first, shift(first, self.amount * REACH[self.unit] - 1))
        try:
            return Span(first, shift(add_months(first, self.amount * (12 if self.unit == "years" else 1)), -1))
        except YuelingError:  # beyond the last year
            return Span(first, LAST_DAY)

    def one_day(self) -> bool:
        return (self.amount, self.unit) == (1, "days")

    def value(self) -> str | None:
        base = self.base
        if not isinstance(base, Yearly) or not base.single or self.unit not in ("days", "weeks"):
            return once_of(self, base)
        ends = {f"{self.becomes(span, RECKONING).last:%m-%d}" for y in (2023, 2024) if (span := base.of_year(y))}
        return f"{base.value()}/{ends.pop()}" if len(ends) == 1 else None

    def rrule(self) -> str | None:
        """That of the base's first days, where every run is as long as the others."""
        return self.base.rrule() if self.unit in ("days", "weeks") else None

    def own_reasons(self, origin: Span, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        return untold(shift(origin.first, -1), self.amount, self.unit, span, reckoning)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        origin = self.origin(span, reckoning)
        said = Message("from {first} to {last}, both included", first=str(span.first), last=str(span.last))
        return (*self.base.why(origin, reckoning), said) if origin else (said,)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Lasting:
        return cls(rule_from_json(fields["base"]), fields["amount"], fields["unit"])
