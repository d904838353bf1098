"""What becomes of dates when a year's days off are announced: provisional ones settle, some of them on other days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rules import Occurrence, Reckoning, Span

from .events import DUE_KINDS, Event


@dataclass(frozen=True, slots=True)
class Settled:
    """One occurrence of an event before and after; None where it was not there, or is no longer."""

    event: Event
    before: Occurrence | None
    after: Occurrence | None

    @property
    def moved(self) -> bool:
        """Whether the day that matters is another one, not only more certain."""
        return self.day(self.before) != self.day(self.after)

    def day(self, occurrence: Occurrence | None) -> date | None:
        """The day that matters: the last for what is due, the first for what happens."""
        if occurrence is None:
            return None
        return occurrence.span.last if self.event.kind in DUE_KINDS else occurrence.span.first


def around(year: int) -> Span:
    """The days on which the days off of a year can tell: itself and its neighbours.

    >>> around(2027).last
    datetime.date(2028, 12, 31)
    """
    return Span(date(max(year - 1, 1), 1, 1), date(min(year + 1, 9999), 12, 31))


def settle(events: Iterable[Event], before: Reckoning, after: Reckoning, window: Span) -> list[Settled]:
    """Every occurrence in the window that the new reckoning changes, in the order of the events.

    Occurrences are the same where their keys are, wherever they moved; those that have no partner of the same key are
    paired in their order.

    >>> from rules import RECKONING
    >>> settle([], RECKONING, RECKONING, around(2027))
    []
    """
    return [change for event in events for change in _of_event(event, before, after, window)]


def _of_event(event: Event, before: Reckoning, after: Reckoning, window: Span) -> list[Settled]:
    old, new = (event.recurrence.between(window.first, window.last, reckoning) for reckoning in (before, after))
    if old == new:
        return []
    left, right = {one.key: one for one in old}, {one.key: one for one in new}
    shared = [(left[key], right[key]) for key in left if key in right]
    lost = [one for one in old if one.key not in right]
    found = [one for one in new if one.key not in left]
    pairs: list[tuple[Occurrence | None, Occurrence | None]] = [*shared]
    longest = max(len(lost), len(found))
    pairs += [(lost[n] if n < len(lost) else None, found[n] if n < len(found) else None) for n in range(longest)]
    return [Settled(event, *pair) for pair in pairs if pair[0] != pair[1]]
