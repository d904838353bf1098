"""What stands in a window of days: the entries, as many as a grid can bear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules import Occurrence, Reckoning, Span, between_all

from ..events import Entry, Event

MOST_MADE = 20_000
"""Entries that are made for one grid; beyond them what comes round most often is only counted."""
PART = 10_000
"""Events whose days are in memory together; of those that come round too often only the number stays."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The entries of a window with how often the event of each comes round in it."""

    entries: list[tuple[Entry, int]]
    left_out: int = 0
    """How many entries were counted and not made."""


def gather(events: Iterable[Event], window: Span, reckoning: Reckoning, turns: int = MOST_MADE) -> Gathered:
    """The entries of public events that share a day with the window; those of an event that has more than `turns` are
    left out, and the most frequent ones where there are too many.
    """
    public = [event for event in events if not event.is_private]
    held: list[tuple[Event, Sequence[Occurrence]]] = []
    total = 0
    for start in range(0, len(public), PART):
        part = public[start : start + PART]
        found = between_all([event.recurrence for event in part], window.first, window.last, reckoning)
        total += sum(map(len, found))
        held += ((event, days) for event, days in zip(part, found, strict=True) if 0 < len(days) <= turns)
        held = _lightest(held)
    made = [(Entry(event, one), len(days)) for event, days in held for one in days]
    return Gathered(made, total - len(made))


def _lightest(held: list[tuple[Event, Sequence[Occurrence]]]) -> list[tuple[Event, Sequence[Occurrence]]]:
    """Those that are made: where there are too many entries, all that come round as often as the most frequent are left out."""
    while sum(len(days) for _, days in held) > MOST_MADE:
        often = max(len(days) for _, days in held)
        if often == 1:
            return held[:MOST_MADE]
        held = [pair for pair in held if len(pair[1]) < often]
    return held
