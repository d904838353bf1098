"""Runs of days that begin with one rule's day and end with another's: a season, a lunar month, 春节至元宵节."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Rule, Sort, Timed, rule_from_json
from ..spans import Span, shift
from .civil import LONGEST, Yearly
from .families import Simple, Undated, first_said

LONGEST_RUN = 800
"""Days: an end further off than two years belongs to another year's beginning."""


@dataclass(frozen=True, slots=True)
class Through(Simple):
    """From each day of one rule to the first day of another that comes on it or after it, both included.

    A run belongs to the year of its first day, also over New Year. Where the second rule has no day within the next two
    years there is no run.

    >>> from rules.kinds import Yearly
    >>> Through(Yearly(11, 7), Yearly(2, 3)).value()
    'R/P1Y/11-07/02-03'
    """

    kind: ClassVar[str] = "through"
    first: Rule
    last: Rule

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        wide = Span(shift(window.first, -LONGEST_RUN), window.last)
        for key, start, _ in self.first.timed(wide, reckoning):
            ahead = Span(start.first, shift(start.first, LONGEST_RUN))
            end = next((span for span in self.last.spans(ahead, reckoning) if span.last >= start.first), None)
            if end and end.last >= window.first:
                yield key, Span(start.first, end.last), None

    def ends_runs(self) -> bool:
        return True

    def missing_day(self) -> Message | None:
        return first_said(self)

    def value(self) -> str | None:
        first, last = (rule.value() or "" for rule in (self.first, self.last))
        every = re.match(r"R/P\d+[YM]/", first)
        if not every or not last.startswith(every.group()):
            return None
        return first + "/" + last.removeprefix(every.group())

    def doubts(self) -> tuple[Message, ...]:
        return (*self.first.doubts(), *self.last.doubts())

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        ends = ((self.first, span.first), (self.last, span.last))
        return tuple(reason for rule, day in ends for reason in rule.reasons(Span(day, day), reckoning))

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        ends = ((self.first, span.first), (self.last, span.last))
        return tuple(step for rule, day in ends for step in rule.why(Span(day, day), reckoning))

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Through:
        return cls(rule_from_json(fields["first"]), rule_from_json(fields["last"]))


def through(first: Rule, last: Rule) -> Rule:
    """The run that comes round: of a run of civil days that begins or ends it only the outer day is kept.

    >>> through(Yearly(5, 1), Yearly(5, 3)) == Yearly(5, 1, 5, 3)
    True
    """
    if isinstance(first, Yearly):
        first = first.first_day()
    if isinstance(last, Yearly):
        last = Yearly(last.to_month, last.to_day)
    if isinstance(first, Yearly) and isinstance(last, Yearly):
        whole = first.day == 1 and last.day == LONGEST[last.month - 1] and last.month != 2
        return Yearly(first.month, first.day, last.month, -1 if whole else last.day, first.interval, first.phase)
    return Through(first, last)


@dataclass(frozen=True, slots=True)
class Lengths(Undated):
    """A length of time between two others (3天至8天), or at most so long (6个月以下): it names no day.

    >>> from rules.kinds import Duration
    >>> Lengths(Duration(3, "days"), Duration(8, "days")).value()
    'P3D/P8D'
    """

    kind: ClassVar[str] = "lengths"
    sort: ClassVar[Sort] = Sort.LENGTH
    least: Rule | None
    most: Rule

    def value(self) -> str:
        return "/".join((bound and bound.value()) or ".." for bound in (self.least, self.most))

    def doubts(self) -> tuple[Message, ...]:
        return (Message("a length of time without a start names no day"),)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Lengths:
        least = fields.get("least")
        return cls(rule_from_json(least) if least else None, rule_from_json(fields["most"]))
