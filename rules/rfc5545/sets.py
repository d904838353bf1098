"""A recurrence set (RFC 5545, 3.8.5): rules and single dates, without what other rules and dates exclude."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from heapq import merge
from typing import Any, Protocol

from ..errors import RuleError
from ..messages import Message

PATIENCE = 20_000
"""Excluded instances in a row, at most, before the search is given up."""
FEWEST = 1000
"""The same where rules are asked for each instance, which takes its time: fewer the more they are, but so many at least."""
Moment = Any
"""A date, a local time or an instant: one and the same throughout a set."""


class Source(Protocol):
    """Moments in order."""

    def after(self, moment: Moment) -> Moment | None:
        """The first after this one."""

    def before(self, moment: Moment) -> Moment | None:
        """The last before this one."""

    def walk(self, first: Moment) -> Iterator[Moment]:
        """All from this one on."""

    def has(self, moment: Moment) -> bool:
        """Whether this is one of them."""


class Single:
    """Single moments, as RDATE gives them."""

    __slots__ = ("_moments",)

    def __init__(self, moments: Sequence[Moment]) -> None:
        self._moments = sorted(set(moments))

    def after(self, moment: Moment) -> Moment | None:
        place = bisect_right(self._moments, moment)
        return self._moments[place] if place < len(self._moments) else None

    def before(self, moment: Moment) -> Moment | None:
        place = bisect_left(self._moments, moment)
        return self._moments[place - 1] if place else None

    def walk(self, first: Moment) -> Iterator[Moment]:
        return iter(self._moments[bisect_left(self._moments, first) :])

    def has(self, moment: Moment) -> bool:
        place = bisect_left(self._moments, moment)
        return self._moments[place : place + 1] == [moment]


class RecurrenceSet:
    """What its sources give, each moment once, without what is excluded: by rule, by moment or by whole day."""

    __slots__ = ("_days", "_excluded", "_open", "_patience", "_rules", "_sources")

    def __init__(self, sources: Sequence[Source], rules: Sequence[Source], excluded: Sequence[Moment],
                 days: Sequence[date]) -> None:  # fmt: skip
        self._sources, self._rules = sources, rules
        self._excluded, self._days = frozenset(excluded), frozenset(days)
        self._open = not (rules or excluded or days)
        self._patience = max(FEWEST, PATIENCE // (1 + 4 * len(rules)) // max(1, len(sources)))

    def _out(self, moment: Moment) -> bool:
        return (
            moment in self._excluded
            or (bool(self._days) and date(moment.year, moment.month, moment.day) in self._days)
            or any(rule.has(moment) for rule in self._rules)
        )

    def after(self, moment: Moment) -> Moment | None:
        """The first moment after this one; RuleError where too many in a row are excluded."""
        for _ in range(self._patience):
            found = [at for source in self._sources if (at := source.after(moment)) is not None]
            if not found:
                return None
            moment = min(found)
            if self._open or not self._out(moment):
                return moment
        raise _lost(self._patience)

    def before(self, moment: Moment) -> Moment | None:
        """The last moment before this one; RuleError where too many in a row are excluded."""
        for _ in range(self._patience):
            found = [at for source in self._sources if (at := source.before(moment)) is not None]
            if not found:
                return None
            moment = max(found)
            if self._open or not self._out(moment):
                return moment
        raise _lost(self._patience)

    def has(self, moment: Moment) -> bool:
        """Whether the moment is one of them."""
        return any(source.has(moment) for source in self._sources) and not self._out(moment)

    def walk(self, first: Moment) -> Iterator[Moment]:
        """All from this one on, in order; RuleError where too many in a row are excluded."""
        last, lost = None, 0
        walks = [source.walk(first) for source in self._sources]
        for moment in walks[0] if len(walks) == 1 else merge(*walks):
            if moment == last:
                continue
            last = moment
            if self._open or not self._out(moment):
                lost = 0
                yield moment
            elif (lost := lost + 1) > self._patience:
                raise _lost(self._patience)


def _lost(n: int) -> RuleError:
    return RuleError(
        Message("more than {n} instances in a row are excluded", n=n),
        Message("end the rule with UNTIL instead of excluding what follows"),
    )
