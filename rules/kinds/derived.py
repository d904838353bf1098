"""Rules counted or moved from another rule: n days or working days off, rolled off days off, the week around a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from ..errors import RuleError, UnknownYear, YuelingError
from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..reckoning.periods import RULE_SETS, Counted, count_or_provisional
from ..reckoning.rolls import ROLLS, roll
from ..rule import Rule, Sort, rule_from_json
from ..spans import Span, shift
from .civil import month_days, write_span
from .families import CountedFrom, Shifted, Simple, unique
from .offsets import check_days
from .working import provisional, unknown_years

MOST = 36_600
"""Days, or working days, that a rule may be moved by."""
OFF = ("rest-days", "weekends")
"""What a rule is moved off: days that are not worked, or Saturdays and Sundays alone."""
REACH = {"days": 1, "weeks": 7, "workdays": 3, "months": 31, "years": 366, "hours": 1}
"""Calendar days at most in one unit, so that the window of the base rule is wide enough; a working day counts three."""


def once_of(rule: Rule, base: Rule) -> str | None:
    """The one span of a rule whose base is dated, in ISO 8601; None where it recurs."""
    value = base.value() or "R/"
    if value.startswith(("R/", "+", "-", "P")):
        return None
    near = re.findall(r"\d{4}", value)
    window = Span(date(max(int(near[0]) - 1, 1), 1, 1), date(min(int(near[-1]) + 1, 9999), 12, 31))
    span = next(iter(rule.spans(window, Reckoning())), None) or rule.single_span(Reckoning())
    return ("../" if value.startswith("../") else "") + write_span(span.first, span.last) if span else None


@dataclass(frozen=True, slots=True)
class Moved(CountedFrom):
    """So many days, working days, weeks or months before (negative) or after another rule's day (清明节前10个工作日).

    The day itself is not counted. Before counts from the base's first day, after from its last. A day of the month that
    the month arrived at lacks becomes its last day (民法典 202). Where working days of a year are not known the day is
    provisional and says so.
    """

    kind: ClassVar[str] = "moved"
    sort: ClassVar[Sort] = Sort.COUNTED
    base: Rule
    amount: int
    unit: str

    def __post_init__(self) -> None:
        check_days(self.unit)
        if not 1 <= abs(self.amount) <= MOST:
            raise RuleError(
                Message("a date cannot be moved by {n}", n=self.amount),
                Message("give a count from 1 to {most}", most=MOST),
            )

    def ends_runs(self) -> bool:
        return True

    @property
    def reach(self) -> int:
        return abs(self.amount) * REACH[self.unit] + 31

    def becomes(self, span: Span, reckoning: Reckoning) -> Span | None:
        try:
            day = self.day_of(span, reckoning)
        except YuelingError:  # beyond the years 1 to 9999
            return None
        return Span(day, day)

    def day_of(self, span: Span, reckoning: Reckoning) -> date:
        """The day that belongs to one span of the base.

        Raises YuelingError where it lies beyond the years 1 to 9999, or in a year whose working days cannot be told.
        """
        start = span.first if self.amount < 0 else span.last
        match self.unit:
            case "workdays":
                try:
                    return reckoning.workdays.step(start, self.amount)
                except UnknownYear:
                    return reckoning.workdays.provisional().step(start, self.amount)
            case "months" | "years":
                return add_months(start, self.amount * (12 if self.unit == "years" else 1))
            case _:
                days = self.amount * REACH[self.unit]
                there = shift(start, days)
                if (there - start).days != days:
                    raise YuelingError(BEYOND)
                return there

    def value(self) -> str | None:
        return once_of(self, self.base)

    def own_reasons(self, origin: Span, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        if self.unit != "workdays":
            return ()
        try:  # the way back, which leads through every year that the count has touched
            reckoning.workdays.step(span.first, -self.amount)
        except UnknownYear as error:
            return (provisional(error.said),)
        return ()

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        words = {
            "days": Message("days"), "weeks": Message("weeks"), "workdays": Message("working days"),
            "months": Message("months"), "years": Message("years"),
        }[self.unit]  # fmt: skip
        said = Message(
            "{n} {unit} before, that day not counted: {day}", n=-self.amount, unit=words, day=str(span.first)
        )
        if self.amount > 0:
            said = Message(
                "{n} {unit} after, that day not counted: {day}", n=self.amount, unit=words, day=str(span.first)
            )
        return (*self.why_base(span, reckoning), said)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Moved:
        return cls(rule_from_json(fields["base"]), fields["amount"], fields["unit"])


BEYOND = Message("it lies beyond the years 1 to 9999")


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months on; the last of the month where it lacks the day.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    if not 1 <= year <= date.max.year:
        raise RuleError(Message("the year {year} is beyond the calendar", year=year))
    return date(year, month, min(day.day, month_days(year, month)))


@dataclass(frozen=True, slots=True)
class Rolled(Shifted):
    """Another rule, its days moved off days off (遇法定节假日顺延): following, preceding, modified-following or nearest.

    A working day stays, also a Sunday worked by arrangement. Where the year is not known the day is provisional. With
    `off="weekends"` it is moved off Saturdays and Sundays, whether they are worked or not, and off no other day (遇周末提前).
    """

    kind: ClassVar[str] = "rolled"
    base: Rule
    how: str = "following"
    off: str = "rest-days"

    def __post_init__(self) -> None:
        if self.how not in ROLLS:
            raise ValueError(f"no roll {self.how!r}, one of {', '.join(ROLLS)}")
        if self.off not in OFF:
            raise ValueError(f"no kind of days off {self.off!r}, one of {', '.join(OFF)}")

    def one_day(self) -> bool:
        return self.base.one_day()

    def deadline(self) -> str | None:
        return self.base.deadline()

    def leans_on(self) -> frozenset[str]:
        return self.base.leans_on() | ({"workdays"} if self.off == "rest-days" else frozenset())

    @property
    def reach(self) -> int:
        return 31

    def becomes(self, span: Span, reckoning: Reckoning) -> Span:
        last = self._roll(span.last, reckoning)
        return Span(last, last) if span.days == 1 else Span(min(span.first, last), last)

    def _roll(self, day: date, reckoning: Reckoning) -> date:
        try:
            return roll(day, self.how, reckoning.workdays, self.off)
        except UnknownYear:
            return roll(day, self.how, reckoning.workdays.provisional())

    def value(self) -> str | None:
        return once_of(self, self.base)

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        origin = self.origin(span, reckoning)
        if not origin:
            return self.doubts()
        way = Span(min(origin.last, span.last), max(origin.last, span.last))
        unknown = unknown_years(way, reckoning) if self.off == "rest-days" else ()
        return unique((*self.base.reasons(origin, reckoning), *unknown))

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        origin, day = self.origin(span, reckoning), str(span.last)
        stays = Message("{day} is a working day", day=day)
        moved = Message("moved off days off ({how}): {day}", how=self.how, day=day)
        if self.off == "weekends":
            stays = Message("{day} is no Saturday or Sunday", day=day)
            moved = Message("moved off weekends ({how}): {day}", how=self.how, day=day)
        if self.how == "none":
            return self.why_base(span, reckoning)
        return (*self.why_base(span, reckoning), stays if origin and origin.last == span.last else moved)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Rolled:
        return cls(rule_from_json(fields["base"]), fields.get("how", "following"), fields.get("off", "rest-days"))


@dataclass(frozen=True, slots=True)
class WeekOf(Shifted):
    """The week, Monday to Sunday, that holds another rule's first day (每年5月15日所在周)."""

    kind: ClassVar[str] = "week-of"
    base: Rule

    @property
    def reach(self) -> int:
        return 7

    def becomes(self, span: Span, reckoning: Reckoning) -> Span:
        monday = shift(span.first, -span.first.weekday())
        return Span(monday, shift(monday, 6))

    def takes_week(self) -> bool:
        return False

    def value(self) -> str | None:
        return once_of(self, self.base)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        said = Message("the week from Monday {first} to Sunday {last}", first=str(span.first), last=str(span.last))
        return (*self.why_base(span, reckoning), said)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> WeekOf:
        return cls(rule_from_json(fields["base"]))


@dataclass(frozen=True, slots=True)
class Elapsed(Simple):
    """The last day of a period that runs from a given day, counted under a named rule-set (自2026年4月1日起15个工作日内).

    The rule-set says whether the first day counts and what happens where the last is a day off; `why` cites its articles.
    """

    kind: ClassVar[str] = "elapsed"
    sort: ClassVar[Sort] = Sort.COUNTED
    start: date
    amount: int
    unit: str
    rule_set: str = "civil-code"

    def __post_init__(self) -> None:
        if self.rule_set not in RULE_SETS:
            raise ValueError(f"no rule-set {self.rule_set!r}, one of {', '.join(RULE_SETS)}")
        check_days(self.unit)
        if not 1 <= self.amount <= MOST:
            raise RuleError(
                Message("a period of {n} has no length", n=self.amount),
                Message("give a count from 1 to {most}", most=MOST),
            )

    def counted(self, reckoning: Reckoning) -> Counted:
        """The last day with the steps that lead to it."""
        return count_or_provisional(
            self.start, self.amount, self.unit, rule_set=self.rule_set, workdays=reckoning.workdays
        )

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        day = self.counted(reckoning).day
        if day in window:
            yield Span(day, day)

    def leans_on(self) -> frozenset[str]:
        return frozenset({"workdays"})

    def key(self, span: Span) -> str:
        return "once"

    def value(self) -> str:
        return f"../{self.counted(Reckoning()).day}"

    def single_span(self, reckoning: Reckoning = RECKONING) -> Span:
        day = self.counted(reckoning).day
        return Span(day, day)

    def missing_day(self) -> None:
        return None

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        return self.counted(reckoning).reasons

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return self.counted(reckoning).steps

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Elapsed:
        start = date.fromisoformat(fields["start"])
        return cls(start, fields["amount"], fields["unit"], fields.get("rule_set", "civil-code"))
