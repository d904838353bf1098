"""Dates that somebody announces each year: what was announced is certain, what a rule says of the other years is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from heapq import merge
from typing import Any, ClassVar

from ..errors import RuleError
from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Rule, Timed, rule_from_json
from ..spans import Span, shift
from .civil import Fixed, write_span
from .families import Simple, first_said

PREDICTED = Message("predicted by rule; the dates are announced each year")
NOT_YET = Message("the dates are announced each year; there are none until then")
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Announced(Simple):
    """Once a year, on dates that are announced (全国科普日): `held` lists them as first and last days, one pair a year.

    Other years come from the base rule, which only predicts; without one they have no dates. The key is the year in
    both cases, so that an announcement moves the occurrence and makes no second one.

    >>> from rules.kinds import NthWeekday
    >>> rule = Announced(NthWeekday(9, 3, 5), ((date(2021, 9, 11), date(2021, 9, 17)),))
    >>> [str(span.first) for span in rule.spans(Span(date(2020, 1, 1), date(2022, 12, 31)), RECKONING)]
    ['2020-09-19', '2021-09-11', '2022-09-17']

    Raises RuleError where a pair ends before it begins or a year has two.
    """

    kind: ClassVar[str] = "announced"
    base: Rule | None = None
    held: tuple[Days, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "held", tuple(sorted(self.held)))
        for first, last in self.held:
            if last < first:
                raise RuleError(
                    Message("it ends on {last}, before it begins on {first}", last=str(last), first=str(first)),
                    Message("the first day comes first"),
                )
        years = [first.year for first, _ in self.held]
        if twice := next((year for year in years if years.count(year) > 1), None):
            raise RuleError(Message("two dates are announced for {year}", year=twice), Message("a year has one"))

    def announce(self, first: date, last: date) -> Announced:
        """The rule with these dates announced for the year of the first day, in place of what that year had."""
        others = (days for days in self.held if days[0].year != first.year)
        return replace(self, held=(*others, (first, last)))

    def predicted(self, year: int, reckoning: Reckoning = RECKONING) -> Span | None:
        """What the base rule says of the year; None without a base or where it leaves the year out."""
        if not self.base:
            return None
        window = Span(shift(date(year, 1, 1), -60), shift(date(year, 12, 31), 60))
        return next((span for key, span, _ in self.base.timed(window, reckoning) if _year(key, span) == year), None)

    def in_year(self, year: int) -> Rule:
        """The announced dates of the year, else the prediction for it."""
        held = next((days for days in self.held if days[0].year == year), None)
        if held:
            return Fixed(*held)
        return Announced(self.base.in_year(year)) if self.base else self

    def missing_day(self) -> Message | None:
        return first_said(self)

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        """The spans of the window with their years, in order of first days."""
        announced = (Span(*days) for days in self.held)
        certain = ((span, str(span.first.year)) for span in announced if span.overlaps(window))
        return ((key, span, None) for span, key in merge(certain, self._expected(window, reckoning)))

    def _expected(self, window: Span, reckoning: Reckoning) -> Iterator[tuple[Span, str]]:
        if not self.base:
            return
        settled = {first.year for first, _ in self.held}
        for key, span, _ in self.base.timed(window, reckoning):
            if (year := _year(key, span)) not in settled:
                yield span, str(year)

    def key(self, span: Span) -> str:
        return str(span.first.year)

    def value(self) -> str | None:
        return self.base.value() if self.base else "R/P1Y"

    def doubts(self) -> tuple[Message, ...]:
        return (*self.base.doubts(), PREDICTED) if self.base else (NOT_YET,)

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        if (span.first, span.last) in self.held or not self.base:
            return ()
        return (*self.base.reasons(span, reckoning), PREDICTED)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        if (span.first, span.last) not in self.held:
            return self.base.why(span, reckoning) if self.base else ()
        said = Message("announced for {year}: {days}", year=span.first.year, days=write_span(span.first, span.last))
        expected = self.predicted(span.first.year, reckoning)
        if not expected:
            return (said,)
        days = write_span(expected.first, expected.last)
        return (said, Message("the rule had predicted {days}", days=days))

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Announced:
        base = fields.get("base")
        held = ((date.fromisoformat(first), date.fromisoformat(last)) for first, last in fields.get("held", ()))
        return cls(rule_from_json(base) if base else None, tuple(held))


def announcement(rule: Rule) -> Announced | None:
    """The rule itself where its dates are announced each year, else None."""
    return rule if isinstance(rule, Announced) else None


def _year(key: str, span: Span) -> int:
    """The year that an occurrence belongs to: that of its key, else of its first day."""
    match = re.fullmatch(r"L?(\d{4})\+?", key)
    return int(match[1]) if match else span.first.year
