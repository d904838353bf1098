"""Days that give way to others where they fall on certain days (若逢周日则改为下周一)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..clock import Clock
from ..errors import RuleError
from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Json, Rule, Timed, rule_from_json
from ..spans import Span, shift
from .counting import check_count, counted, nth_day, reach_of, untold
from .families import Derived, unique
from .filters import held


@dataclass(frozen=True, slots=True)
class Case:
    """Where a day falls inside `when`, what comes of it: the nth day of a unit after or before it, or another time of day.

    n is 0 where the day stays and only its clock changes. `also` keeps the day itself beside the other. A day reached that is
    one of the weekdays `omit` gives way to the next in the same direction.
    """

    when: Rule
    n: int = 0
    unit: str = "weekdays"
    weekdays: tuple[int, ...] = ()
    clock: Clock | None = None
    also: bool = False
    omit: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.n:
            check_count(self.n, self.unit, self.weekdays)
        elif self.also or not self.clock:
            raise RuleError(
                Message("a case moves the day or changes its clock"), Message("write 改为下周一 or 改为14:00")
            )
        if len(set(self.omit)) > 6:
            raise ValueError("not every weekday can be left out")

    def moved(self, span: Span, reckoning: Reckoning) -> Span | None:
        """The span that comes in place of one of the base, as long as that; None beyond the years 1 to 9999."""
        if not self.n:
            return span
        first = nth_day(span.first, self.n, self.unit, self.weekdays, reckoning)
        if first and first.weekday() in self.omit:
            others = tuple(day for day in range(7) if day not in self.omit)
            first = nth_day(first, 1 if self.n > 0 else -1, "weekdays", others, reckoning)
        return Span(first, shift(first, span.days - 1)) if first else None

    def to_json(self) -> dict[str, Json]:
        """The case as plain JSON; `Case.from_json` reads it back."""
        record: dict[str, Json] = {"when": self.when.to_json()}
        if self.n:
            record |= {"n": self.n, "unit": self.unit}
        for name in ("weekdays", "omit"):
            if days := getattr(self, name):
                record[name] = list(days)
        if self.clock:
            record["clock"] = self.clock.write()
        return record | ({"also": True} if self.also else {})

    @classmethod
    def from_json(cls, record: Mapping[str, Json]) -> Case:
        """The case that `to_json` wrote."""
        fields = dict(record) | {name: tuple(record.get(name, ())) for name in ("weekdays", "omit")}
        clock = record.get("clock")
        return cls(**fields | {"when": rule_from_json(record["when"]), "clock": Clock.read(clock) if clock else None})


Made = tuple[str, Span, Span, Case | None]
"""A key, the base's span, the span that comes of it, and by which case."""


@dataclass(frozen=True, slots=True)
class Instead(Derived):
    """Another rule, its days replaced where they fall on certain days; the first case that fits the day decides.

    `only` leaves out the days that no case fits: the substitutes alone. The key is the base's; an additional day has it with a
    + behind.

    >>> from datetime import date
    >>> from rules.kinds import Weekly, Yearly
    >>> rule = Instead(Yearly(1, 1), (Case(Weekly((6,)), 1, "weekdays", (0,)),))
    >>> [str(span.first) for span in rule.spans(Span(date(2023, 1, 1), date(2024, 1, 31)), RECKONING)]
    ['2023-01-02', '2024-01-01']
    """

    kind: ClassVar[str] = "instead"
    base: Rule
    cases: tuple[Case, ...]
    only: bool = False

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        """The spans of the window with their keys, and the clock where the case has one of its own."""
        return ((key, span, case.clock if case else None) for key, _, span, case in self._made(window, reckoning))

    def _made(self, window: Span, reckoning: Reckoning) -> list[Made]:
        reach = max(reach_of(case.n, case.unit) for case in self.cases)
        wide = Span(shift(window.first, -reach), shift(window.last, reach))
        made = (
            one for key, span, _ in self.base.timed(wide, reckoning) for one in self._of(key, span, reckoning)
            if one[2].overlaps(window)
        )  # fmt: skip
        return sorted(made, key=lambda one: one[2].first)

    def _of(self, key: str, span: Span, reckoning: Reckoning) -> Iterator[Made]:
        first = Span(span.first, span.first)
        case = next((case for case in self.cases if held(case.when, first, reckoning)), None)
        if not self.only and (case is None or case.also):
            yield key, span, span, None
        if case and (moved := case.moved(span, reckoning)):
            yield key + ("+" if case.also and not self.only else ""), span, moved, case

    def becomes(self, span: Span, reckoning: Reckoning) -> Span | None:
        return next((made for _, _, made, _ in self._of("", span, reckoning)), None)

    def one_day(self) -> bool:
        return self.base.one_day()

    def leans_on(self) -> frozenset[str]:
        tables = {table for case in self.cases for table in case.when.leans_on()}
        counts = {"workdays" for case in self.cases if case.n and case.unit in ("workdays", "rest-days")}
        return self.base.leans_on() | tables | counts

    def value(self) -> None:
        return None

    def _source(self, span: Span, reckoning: Reckoning) -> tuple[Span, Case | None] | None:
        return next(((origin, case) for _, origin, made, case in self._made(span, reckoning) if made == span), None)

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        source = self._source(span, reckoning)
        if not source:
            return self.doubts()
        origin, by = source
        asked = self.cases[: self.cases.index(by) + 1] if by else self.cases
        found = [reason for case in asked for reason in case.when.reasons(origin, reckoning)]
        counts = untold(origin.first, by.n, by.unit, span, reckoning) if by and by.n else ()
        return unique((*self.base.reasons(origin, reckoning), *found, *counts))

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        origin, by = self._source(span, reckoning) or (span, None)
        steps = list(self.base.why(origin, reckoning))
        if by and (there := held(by.when, origin, reckoning)):
            steps += by.when.why(Span(origin.first, origin.first) if origin.first in there else there, reckoning)
        if by and by.n:
            unit = counted(by.unit, by.weekdays)
            after, before = Message("number {n} of {unit} after it"), Message("number {n} of {unit} before it")
            said = Message((after if by.n > 0 else before).text, n=abs(by.n), unit=unit)
            steps.append(Message("it gives way to {said}: {day}", said=said, day=str(span.first)))
        return tuple(steps)

    def to_json(self) -> Json:
        record: dict[str, Any] = {"kind": self.kind, "base": self.base.to_json()}
        record["cases"] = [case.to_json() for case in self.cases]
        return record | ({"only": True} if self.only else {})

    @classmethod
    def from_fields(cls, fields: Mapping[str, Json]) -> Instead:
        cases = tuple(Case.from_json(case) for case in fields["cases"])
        return cls(rule_from_json(fields["base"]), cases, fields.get("only", False))
