"""Rules made of other rules: several at once (每月1日和15日), or only those days that another rule holds or leaves out."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import merge
from typing import Any, ClassVar

from ..clock import Clock
from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Json, Rule, Sort, Timed, rule_from_json
from ..spans import Span, shift
from ..strides import EveryDays, Listed, MonthDay, MonthWeekday, Stride
from .civil import Monthly, Yearly
from .counting import is_worked
from .families import Derived, Simple, first_said, unique
from .offsets import Due
from .periodic import Periodic
from .weeks import BYDAY, Weekly
from .working import unknown_years

EACH = ("workdays", "rest-days")
NEAR = 183
"""Days within which the day of another rule is the near one: half a year."""


@dataclass(frozen=True, slots=True)
class EachDay(Simple):
    """Every working day (每个工作日), or every day off (每个休息日: weekends not worked, and days off by arrangement)."""

    kind: ClassVar[str] = "each-day"
    which: str

    def __post_init__(self) -> None:
        if self.which not in EACH:
            raise ValueError(f"no sort of day {self.which!r}, one of {', '.join(EACH)}")

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        day = window.first
        while True:
            if is_worked(day, reckoning) == (self.which == "workdays"):
                yield Span(day, day)
            if day >= window.last:
                return
            day = shift(day, 1)

    def one_day(self) -> bool:
        return True

    def leans_on(self) -> frozenset[str]:
        return frozenset({"workdays"})

    def missing_day(self) -> None:
        return None

    def value(self) -> None:
        return None

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        return unknown_years(span, reckoning)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        if is_worked(span.first, reckoning):
            return (Message("{day} is a working day", day=str(span.first)),)
        return (Message("{day} is a day off", day=str(span.first)),)


@dataclass(frozen=True, slots=True)
class LeapYears(Simple):
    """Every leap year (闰年), or every common one (平年), as a span of the whole year."""

    kind: ClassVar[str] = "leap-years"
    common: bool = False

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        for year in range(window.first.year, window.last.year + 1):
            if calendar.isleap(year) != self.common:
                first = window.first.replace(year=year, month=1, day=1)
                yield Span(first, first.replace(month=12, day=31))

    def key(self, span: Span) -> str:
        return str(span.first.year)

    def missing_day(self) -> None:
        return None

    def value(self) -> None:
        return None

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        if self.common:
            return (Message("{year} is a common year", year=span.first.year),)
        return (Message("{year} is a leap year", year=span.first.year),)


@dataclass(frozen=True, slots=True)
class Together(Simple):
    """Several rules at once (每月1日和15日, 清明、冬至): their days in order, those that coincide once.

    The key says which of the rules it is of, so that two days of one month keep apart.
    """

    kind: ClassVar[str] = "together"
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        if len(self.rules) < 2:
            raise ValueError("it takes two rules or more to be together")

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        same: list[Span] = []
        for one in merge(*(self._part(n, window, reckoning) for n in range(len(self.rules))), key=_days):
            if same and same[0].first != one[1].first:
                same = []
            if one[1] not in same:
                same.append(one[1])
                yield one

    def _part(self, n: int, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        return ((f"{key}#{n + 1}", span, clock) for key, span, clock in self.rules[n].timed(window, reckoning))

    def key(self, span: Span) -> str:
        n = self._source(span, RECKONING)
        return f"{self.rules[n].key(span)}#{n + 1}"

    def strides(self) -> tuple[Stride, ...] | None:
        found = [rule.strides() for rule in self.rules]
        return tuple(stride for strides in found for stride in strides or ()) if all(found) else None

    def clock_on(self, day: date) -> Clock | None:
        span = Span(day, day)
        return self.rules[self._source(span, RECKONING)].clock_on(day)

    def start_missing(self) -> Message | None:
        missing = [rule.start_missing() for rule in self.rules]
        return missing[0] if all(missing) else None

    def one_day(self) -> bool:
        return all(rule.one_day() for rule in self.rules)

    def months(self) -> tuple[int, ...]:
        parts = [rule.months() for rule in self.rules]
        return tuple(sorted({month for part in parts for month in part})) if all(parts) else ()

    def takes_length(self) -> bool:
        return not self.months()

    def takes_week(self) -> bool:
        return not self.months()

    def in_year(self, year: int) -> Together:
        return self.with_inner(lambda rule: rule.in_year(year))

    def with_phase(self, old: date | None, new: date | None) -> Together:
        return self.with_inner(lambda rule: rule.with_phase(old, new))

    def last_day(self) -> Together:
        return self.with_inner(lambda rule: rule.last_day())

    def missing_day(self) -> Message | None:
        return first_said(self)

    def value(self) -> str | None:
        """One value where those of the parts differ in their days or months alone: R/P1M/01,15; else None."""
        values = [rule.value() or "" for rule in self.rules]
        parts = [value.split("/") for value in values]
        if any(len(part) != 3 or part[0] != "R" for part in parts) or len({part[1] for part in parts}) > 1:
            return None
        return f"R/{parts[0][1]}/{','.join(part[2] for part in parts)}"

    def rrule(self) -> str | None:
        """One RRULE where those of the parts differ in one list alone, else None."""
        parts = [dict(part.split("=") for part in (rule.rrule() or "").split(";") if part) for rule in self.rules]
        if not all(parts) or any(part.keys() != parts[0].keys() for part in parts) or not self.one_day():
            return None
        differ = [name for name in parts[0] if len({part[name] for part in parts}) > 1]
        if len(differ) != 1 or not differ[0].startswith("BY"):
            return None
        together = ",".join(part[differ[0]] for part in parts)
        return ";".join(f"{name}={together if name in differ else value}" for name, value in parts[0].items())

    def doubts(self) -> tuple[Message, ...]:
        found = [rule.doubts() for rule in self.rules]
        return unique(doubt for doubts in found for doubt in doubts) if all(found) else ()

    def _source(self, span: Span, reckoning: Reckoning) -> int:
        """Which of the rules a span comes of."""
        return next((n for n, rule in enumerate(self.rules) if span in rule.spans(span, reckoning)), 0)

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        return self.rules[self._source(span, reckoning)].reasons(span, reckoning)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return self.rules[self._source(span, reckoning)].why(span, reckoning)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Json]) -> Together:
        return cls(tuple(rule_from_json(rule) for rule in fields["rules"]))


def _days(timed: Timed) -> Any:
    return timed[1]


def months_rule(months: Iterable[int]) -> Rule:
    """The rule whose spans are these whole months of every year.

    >>> months_rule((7, 8)).months()
    (7, 8)
    """
    rules = tuple(Yearly(month, 1, month, -1) for month in sorted(set(months)))
    return Together(rules) if len(rules) > 1 else rules[0]


def in_quarter(rule: Rule, place: int, period: str = "quarter") -> Filtered:
    """A monthly rule kept to one month of each quarter or half year: the first is 1, the last 3 or 6.

    >>> from rules.kinds import Monthly
    >>> in_quarter(Monthly(10), 1).by.months()
    (1, 4, 7, 10)
    """
    return Filtered(rule, months_rule(range(place, 13, {"quarter": 3, "half": 6}[period])))


def last_days(period: str) -> Rule:
    """The last day of each month, quarter, half year or year, as a rule.

    >>> last_days("year").value()
    'R/P1Y/12-31'
    """
    if period == "year":
        return Yearly(12, 31)
    return Monthly(-1) if period == "month" else in_quarter(Monthly(-1), {"quarter": 3, "half": 6}[period], period)


@dataclass(frozen=True, slots=True)
class Filtered(Derived):
    """Another rule kept to the days that `by` holds, or where not `inside` to those that it leaves out.

    By may be any rule: 仅限周六、周日, 除7月和8月外, 仅限工作日, 闰年, every third year (a Periodic with its phase). It is the
    first day of an occurrence that counts. With `of` the days of those rules count instead, each the one nearest:
    9月22日，若9月21日和9月23日均为节假日.

    >>> from rules.kinds import Yearly
    >>> kept = Filtered(Yearly(5, 30), Weekly((5, 6)))
    >>> kept.rrule()
    'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30;BYDAY=SA,SU'
    """

    kind: ClassVar[str] = "filtered"
    sort: ClassVar[Sort] = Sort.RECURRING
    base: Rule
    by: Rule
    inside: bool = True
    of: tuple[Rule, ...] = ()

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        if self.start_missing() or self._lets_nothing_through():
            return iter(())
        return (one for one in self.base.timed(window, reckoning) if self.keeps(one[1], reckoning))

    def start_missing(self) -> Message | None:
        """What its base lacks, or the filter; a filter that leaves out days leaves out none without its start."""
        return self.base.start_missing() or (self.by.start_missing() if self.inside else None)

    def never(self) -> Message | None:
        nothing = Message("the filter lets none of its days through") if self._lets_nothing_through() else None
        return nothing or self.base.never()

    def _lets_nothing_through(self) -> bool:
        """Whether that is plain from the rules alone: 每周一，周一除外."""
        if self.of:
            return False
        match self.base, self.by:
            case base, by if base == by:
                return not self.inside
            case Weekly(weekdays=days), Weekly(weekdays=asked):
                return not any((day in asked) == self.inside for day in days)
            case Yearly(month=2, day=29), LeapYears(common=common):
                return common == self.inside
            case Yearly(month=month), by if months := by.months():
                return (month in months) != self.inside
            case _:
                return False

    def keeps(self, span: Span, reckoning: Reckoning) -> bool:
        """Whether the filter lets a span of the base through."""
        days = self._asked(span, reckoning)
        return bool(days) and all((held(self.by, day, reckoning) is not None) == self.inside for day in days)

    def _asked(self, span: Span, reckoning: Reckoning) -> list[Span]:
        """The days that are looked at; none where one of the other rules has no day near."""
        if not self.of:
            return [Span(span.first, span.first)]
        near = Span(shift(span.first, -NEAR), shift(span.first, NEAR))
        found = []
        for rule in self.of:
            day = min(rule.spans(near, reckoning), key=lambda s: abs(s.first - span.first), default=None)
            if day is None:
                return []
            found.append(Span(day.first, day.first))
        return found

    def one_day(self) -> bool:
        return self.base.one_day()

    def strides(self) -> tuple[Stride, ...] | None:
        """The base's, each thinned by the filter, where that is a cycle with its phase or whole months of the year."""
        found = None if self.of else self.base.strides()
        if found is None:
            return None
        if isinstance(self.by, Periodic):
            thinned = [_thinned(stride, self.by) if self.inside else None for stride in found]
        else:
            months = self.by.months()
            kept = [month for month in range(1, 13) if (month in months) == self.inside]
            thinned = [_in_months(stride, kept) if months else None for stride in found]
        parts = [part for part in thinned if part is not None]
        return tuple(stride for part in parts for stride in part) if len(parts) == len(thinned) else None

    def key(self, span: Span) -> str:
        return self.base.key(span)

    def becomes(self, span: Span, reckoning: Reckoning) -> Span | None:
        return span if self.keeps(span, reckoning) else None

    def day_left_open(self) -> bool:
        return self.base.day_left_open()

    def takes_week(self) -> bool:
        return self.base.one_day()

    def with_phase(self, old: date | None, new: date | None) -> Filtered:
        return replace(self, base=self.base.with_phase(old, new), by=self.by.with_phase(old, new))

    def counts_from(self, day: date) -> bool:
        return self.base.counts_from(day) or self.by.counts_from(day)

    def from_anniversary(self, day: date) -> tuple[Rule, date]:
        """Where a cycle thins it: that begins with its first turn."""
        if not isinstance(self.by, Periodic):
            return self, day.replace(year=day.year + 1)
        turn = day.replace(year=day.year + self.by.interval)
        return replace(self, by=replace(self.by, phase=turn)), turn

    def value(self) -> str | None:
        """A day of some months, or each nth: R/P1Y/03-31,06-30, R/P2W/Wed; None where the notation has no words for it."""
        unit = {"week": "W", "month": "M", "year": "Y"}.get(self.by.period) if isinstance(self.by, Periodic) else None
        if unit and isinstance(self.by, Periodic) and self.inside and not self.of:
            head, base = f"R/P1{unit}/", self.base.value() or ""
            return f"R/P{self.by.interval}{unit}/{base.removeprefix(head)}" if base.startswith(head) else None
        months = self.by.months()
        if not isinstance(self.base, Monthly) or not self.base.one_day() or not months or self.of or not self.inside:
            return None
        day = self.base.day
        if day == -1 and (every := {(3, 6, 9, 12): "R/P3M", (6, 12): "R/P6M"}.get(tuple(sorted(months)))):
            return every  # 每季度末, 每半年末
        if day < -1 or (2 in months and not 0 < day < 29):
            return None
        days = [(month, day if day > 0 else calendar.monthrange(2001, month)[1]) for month in sorted(months)]
        return "R/P1Y/" + ",".join(f"{month:02d}-{last:02d}" for month, last in days)

    def rrule(self) -> str | None:
        """The base's, limited by BYDAY, BYMONTH or INTERVAL where one of them says the filter exactly."""
        head = self.base.rrule()
        if head is None or self.of or not self.base.one_day():
            return None
        names = {part.partition("=")[0] for part in head.split(";")}
        match self.by:
            case Weekly() if {"BYMONTHDAY"} <= names or head == "FREQ=DAILY":
                days = [day for day in range(7) if (day in self.by.weekdays) == self.inside]
                return None if "BYDAY" in names else f"{head};BYDAY=" + ",".join(BYDAY[day] for day in days)
            case Periodic(interval=n, phase=phase) if self.inside and phase and "INTERVAL" not in names:
                unit = {"year": "YEARLY", "month": "MONTHLY", "week": "WEEKLY", "day": "DAILY"}.get(self.by.period)
                return head.replace(f"FREQ={unit}", f"FREQ={unit};INTERVAL={n}") if f"FREQ={unit}" in head else None
            case _ if (months := self.by.months()) and not names & {"BYMONTH", "INTERVAL"}:
                kept = [month for month in range(1, 13) if (month in months) == self.inside]
                return f"{head};BYMONTH=" + ",".join(map(str, kept)) if kept else None
            case _:
                return None

    def doubts(self) -> tuple[Message, ...]:
        return unique((*self.base.doubts(), *self._by_doubts()))

    def _by_doubts(self) -> tuple[Message, ...]:
        """The filter's own doubts; that a period leaves its day open is none here."""
        open_day = isinstance(self.by, Periodic) and (self.by.interval == 1 or self.by.phase)
        return () if open_day else self.by.doubts()

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        asked = () if isinstance(self.by, Periodic) else self._asked(span, reckoning)
        found = [reason for day in asked for reason in self.by.reasons(day, reckoning)]
        return unique((*self.base.reasons(span, reckoning), *found))

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        steps = list(self.base.why(span, reckoning))
        for day in self._asked(span, reckoning):
            there = held(self.by, day, reckoning)
            steps += self.by.why(there, reckoning) if there else [Message("{day} is not left out", day=str(day.first))]
        return tuple(steps)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Json]) -> Filtered:
        of = tuple(rule_from_json(rule) for rule in fields.get("of", ()))
        return cls(rule_from_json(fields["base"]), rule_from_json(fields["by"]), fields.get("inside", True), of)


def _thinned(stride: Stride, cycle: Periodic) -> tuple[Stride, ...] | None:
    """The stride in every n-th of the periods that a cycle counts; None where no closed form says it."""
    if cycle.phase is None:
        return None
    start, n = cycle.of_number(cycle.number(cycle.phase)).first, cycle.interval
    match stride:
        case EveryDays(step=7) if cycle.period == "week":
            monday = start.toordinal()
            return (EveryDays(7 * n, monday + (stride.phase - monday) % 7),)
        case MonthDay(step=1) | MonthWeekday(step=1) if cycle.period == "month":
            return (replace(stride, step=n, phase=12 * start.year + start.month - 1),)
        case MonthDay(step=12) | MonthWeekday(step=12) if cycle.period == "year":
            return (replace(stride, step=12 * n, phase=12 * start.year + stride.phase % 12),)
        case _:
            return None


def _in_months(stride: Stride, months: Sequence[int]) -> tuple[Stride, ...] | None:
    """A monthly stride in some months of the year."""
    if isinstance(stride, EveryDays | Listed) or stride.step != 1:
        return None
    return tuple(replace(stride, step=12, phase=month - 1) for month in months)


def held(rule: Rule, day: Span, reckoning: Reckoning) -> Span | None:
    """The span of the rule that holds the day, or None."""
    return next((span for span in rule.spans(day, reckoning) if day.first in span), None)


def filtered(base: Rule, by: Rule, *, inside: bool = True, of: tuple[Rule, ...] = ()) -> Rule:
    """The base filtered; in the one form that a cycle of years and a list of months have.

    >>> filtered(Yearly(5, 30), Periodic("year", 2))
    Yearly(month=5, day=30, to_month=5, to_day=30, interval=2, phase=None)
    """
    if isinstance(by, Periodic) and by.period == "year" and inside and not of:
        match base:
            case Yearly(interval=1):
                return replace(base, interval=by.interval, phase=by.phase.year if by.phase else None)
            case Due(base=Yearly(interval=1)):
                return replace(base, base=filtered(base.base, by))
    if months := by.months():
        by = months_rule(months)
    return Filtered(base, by, inside, of)
