"""Runs of days that begin with one rule's day and end with another's: a season, a lunar month, 春节至元宵节."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Rule, rule_from_json
from ..spans import Span, shift

LONGEST_RUN = 800
"""Days: an end further off than two years belongs to another year's beginning."""


@dataclass(frozen=True, slots=True)
class Through(Rule):
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

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        return (span for _, span in self.keyed(window, reckoning))

    def keyed(self, window: Span, reckoning: Reckoning) -> Iterator[tuple[str, Span]]:
        wide = Span(shift(window.first, -LONGEST_RUN), window.last)
        for key, start in self.first.keyed(wide, reckoning):
            ahead = Span(start.first, shift(start.first, LONGEST_RUN))
            end = next((span for span in self.last.spans(ahead, reckoning) if span.last >= start.first), None)
            if end and end.last >= window.first:
                yield key, Span(start.first, end.last)

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


@dataclass(frozen=True, slots=True)
class Lengths(Rule):
    """A length of time between two others (3天至8天), or at most so long (6个月以下): it names no day.

    >>> from rules.kinds import Duration
    >>> Lengths(Duration(3, "days"), Duration(8, "days")).value()
    'P3D/P8D'
    """

    kind: ClassVar[str] = "lengths"
    least: Rule | None
    most: Rule

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        return iter(())

    def value(self) -> str:
        return "/".join((bound and bound.value()) or ".." for bound in (self.least, self.most))

    def doubts(self) -> tuple[Message, ...]:
        return (Message("a length of time without a start names no day"),)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Lengths:
        least = fields.get("least")
        return cls(rule_from_json(least) if least else None, rule_from_json(fields["most"]))
