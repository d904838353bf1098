"""What stands in a window of days: the entries, as many as a grid can bear."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rules import Reckoning, Span, between_all

from ..events import Entry, Event

MOST_MADE = 20_000
"""Entries that are made for one grid; beyond them what comes round most often is only counted."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The entries of a window with how often the event of each comes round in it."""

    entries: list[tuple[Entry, int]]
    left_out: int = 0
    """How many entries were counted and not made."""


def gather(events: Iterable[Event], window: Span, reckoning: Reckoning, turns: int | None = None) -> Gathered:
    """The entries of public events that share a day with the window; those of an event that has more than `turns` are
    left out, and the most frequent ones where there are too many.
    """
    public = [event for event in events if not event.is_private]
    found = between_all([event.recurrence for event in public], window.first, window.last, reckoning)
    counts = [len(occurrences) for occurrences in found]
    bound = _bound(counts, turns)
    made = [
        (Entry(event, occurrence), count)
        for event, occurrences, count in zip(public, found, counts, strict=True)
        if 0 < count <= bound
        for occurrence in occurrences
    ]
    left = sum(counts) - len(made)
    if len(made) > MOST_MADE:  # so many of them come but once
        left, made = left + len(made) - MOST_MADE, made[:MOST_MADE]
    return Gathered(made, left)


def _bound(counts: list[int], turns: int | None) -> int:
    """How often an event may come for its entries to be made."""
    bound = max(counts, default=0) if turns is None else turns
    total = sum(count for count in counts if count <= bound)
    while total > MOST_MADE and bound > 1:
        bound = max((count for count in counts if count < bound), default=1)
        total = sum(count for count in counts if count <= bound)
    return bound
