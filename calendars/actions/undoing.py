"""What was done last, taken back."""

from __future__ import annotations

from datetime import datetime

from ..store import Store
from ..store.history import Step
from .outcomes import NothingToUndo, Stale


def undo(store: Store, now: datetime, count: int = 1, *, seen: int | None = None) -> list[Step]:
    """The steps that were taken back, whole, the latest first: the last `count` that still stand.

    `seen` is the number of the latest step as whoever decided it saw it, those aside in which other calendars changed.

    Raises NothingToUndo where fewer stand, Stale where something was done in the meantime.
    """
    with store.changing(now, "undo") as change:
        latest = next(iter(change.steps(1, refreshed=False)), None)
        if seen is not None and (latest is None or latest.number != seen):
            raise Stale(None)
        steps = change.steps(count, still_open=True)
        if not steps or len(steps) < count:
            raise NothingToUndo(len(steps))
        for step in steps:
            change.take_back(step)
        return steps
