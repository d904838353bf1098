"""Many rules over one window at once: arrays of day numbers.

Rules that come round by arithmetic are reckoned together: one matrix for all of a kind and step, a row a rule and a column
a month or a turn; rules that are the same are reckoned once. The others are expanded one by one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from .reckoning import RECKONING, Reckoning
from .recurrence import Occurrence, Occurrences, Recurrence
from .rule import Rule, Timed
from .spans import FIRST_DAY, LAST_DAY, Span
from .strides import STRIDES, EveryDays, MonthDay, month_of, starts_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int32]
    Marks = NDArray[np.bool_]

MANY, MANY_MORE = 1000, 10_000
"""Recurrences from which on one table of all is sooner made than each by itself: with numpy loaded, and to load it for it."""
PART = 2000
"""Recurrences whose days are in memory together where only their number and the first are wanted."""
SINCE, UNTIL, KIND, STEP, PHASE, NTH, WEEKDAY = range(7)
"""The columns of what `Recurrence.packed` packs."""


def expand_all(
    recurrences: Sequence[Recurrence], first: date, last: date, reckoning: Reckoning = RECKONING
) -> tuple[Numbers, Numbers]:
    """The first days of the occurrences of all the recurrences that begin in first…last, both included, as two arrays.

    `index` says which recurrence, `day` which day (`date.fromordinal(day)`); in order of recurrences, then of days.

    >>> from rules import parse
    >>> index, day = expand_all([parse("5月30日"), parse("每月10日前")], date(2026, 5, 1), date(2026, 6, 30))
    >>> [(int(i), str(date.fromordinal(int(d)))) for i, d in zip(index, day)]
    [(0, '2026-05-30'), (1, '2026-05-10'), (1, '2026-06-10')]

    Raises ValueError where last lies before first.
    """
    import numpy as np  # loading it takes longer than most answers

    if last < first:
        raise ValueError(f"a window cannot end ({last}) before it begins ({first})")
    keys = [recurrence.packed or recurrence for recurrence in recurrences]
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    rows = [(place, key) for key, place in places.items() if isinstance(key, bytes)]
    table = np.frombuffer(b"".join(row for _, row in rows), dtype=np.int32).reshape(-1, 7)
    blocks = _reckoned(
        np.array([place for place, _ in rows], dtype=np.int32), table, first.toordinal(), last.toordinal()
    )
    for key, place in places.items():
        if isinstance(key, Recurrence):
            days = key.ordinals(first, last, reckoning)
            blocks.append(_Block(np.array([place]), np.array([len(days)]), np.array(days, dtype=np.int32)))
    return _spread(blocks, len(places), np.fromiter(map(places.__getitem__, keys), np.int32, len(keys)))


def between_all(
    recurrences: Sequence[Recurrence], first: date, last: date, reckoning: Reckoning = RECKONING
) -> list[Sequence[Occurrence]]:
    """What `Recurrence.between` says of each, between two days; those that come round by arithmetic all at once.

    >>> from rules import parse
    >>> [len(found) for found in between_all([parse("5月30日"), parse("每月10日前")], date(2026, 5, 1), date(2026, 6, 30))]
    [1, 2]

    Raises ValueError where last lies before first.
    """
    alike = _Alike(first, last, reckoning)
    if len(recurrences) < (MANY if "numpy" in sys.modules else MANY_MORE):
        return [alike.between(recurrence) for recurrence in recurrences]
    cyclic = [place for place, recurrence in enumerate(recurrences) if recurrence.packed]
    index, days = expand_all([recurrences[place] for place in cyclic], first, last, reckoning)
    found = list(map(date.fromordinal, days.tolist()))
    ends = index.searchsorted(range(len(cyclic)), side="right").tolist()
    at_once = {
        place: found[begin:end] for place, begin, end in zip(cyclic, [0, *ends[:-1]] if ends else [], ends, strict=True)
    }
    return [
        Occurrences(at_once[place], partial(recurrence.on, reckoning=reckoning))
        if place in at_once
        else alike.between(recurrence)
        for place, recurrence in enumerate(recurrences)
    ]


def first_all(
    recurrences: Sequence[Recurrence], first: date, last: date, reckoning: Reckoning = RECKONING
) -> list[tuple[int, Occurrence | None]]:
    """Of each how many occurrences share a day with first…last, and the first of them; no other one is made.

    >>> from rules import parse
    >>> [(n, o and o.start) for n, o in first_all([parse("每天"), parse("5月30日")], date(2026, 6, 1), date(2026, 6, 30))]
    [(30, '2026-06-01'), (0, None)]

    Raises ValueError where last lies before first.
    """
    alike = _Alike(first, last, reckoning)
    if len(recurrences) < (MANY if "numpy" in sys.modules else MANY_MORE):
        return [_first(alike.between(recurrence)) for recurrence in recurrences]
    import numpy as np

    found: list[tuple[int, Occurrence | None]] = [(0, None)] * len(recurrences)
    cyclic = [place for place, recurrence in enumerate(recurrences) if recurrence.packed]
    for part in (cyclic[begin : begin + PART] for begin in range(0, len(cyclic), PART)):
        index, days = expand_all([recurrences[place] for place in part], first, last, reckoning)
        counts = np.bincount(index, minlength=len(part))
        begins = (np.cumsum(counts) - counts).tolist()
        for place, begin, count in zip(part, begins, counts.tolist(), strict=True):
            if count:
                found[place] = count, recurrences[place].on(date.fromordinal(int(days[begin])), reckoning)
    for place, recurrence in enumerate(recurrences):
        if not recurrence.packed:
            found[place] = _first(alike.between(recurrence))
    return found


class _Alike:
    """What the rules have in a window that are not reckoned by arithmetic, each rule expanded once however many have it."""

    def __init__(self, first: date, last: date, reckoning: Reckoning) -> None:
        self._window, self._reckoning = Span(first, last), reckoning
        self._seen: set[Rule] = set()
        self._found: dict[Rule, list[Timed]] = {}

    def between(self, recurrence: Recurrence) -> Sequence[Occurrence]:
        """What `Recurrence.between` says of it."""
        rule, window = recurrence.rule, self._window
        if not recurrence.is_expanded or rule not in self._seen:  # most rules come once
            self._seen.add(rule)
            return recurrence.between(*window, self._reckoning)
        found = self._found.get(rule)
        if found is None:
            found = self._found[rule] = list(rule.timed(window, self._reckoning))
        if recurrence.since or recurrence.until:
            since, until = recurrence.since or FIRST_DAY, recurrence.until or LAST_DAY
            found = [one for one in found if since <= one[1].first <= until]
        return Occurrences(found, partial(recurrence.of, reckoning=self._reckoning))


def _first(found: Sequence[Occurrence]) -> tuple[int, Occurrence | None]:
    return len(found), found[0] if found else None


class _Block(NamedTuple):
    """Days of some rules: the place of each rule, how many days it has, and the days in the order of the rules."""

    places: Numbers
    counts: Numbers
    days: Numbers


def _reckoned(places: Numbers, table: Numbers, low: int, high: int) -> list[_Block]:
    """The days of the strides in a table of packed recurrences, a block for each kind and step."""
    import numpy as np

    blocks = []
    groups = table[:, KIND] + len(STRIDES) * table[:, STEP]
    for group in np.unique(groups):
        chosen = groups == group
        rows = table[chosen]
        kind, step = STRIDES[int(group) % len(STRIDES)], int(group) // len(STRIDES)
        days, there = _turns(rows, step, low, high) if kind is EveryDays else _months(kind, rows, step, low, high)
        there &= days >= np.maximum(rows[:, SINCE, None], low)
        there &= days <= np.minimum(rows[:, UNTIL, None], high)
        blocks.append(_Block(places[chosen], there.sum(axis=1, dtype=np.int32), days[there]))
    return blocks


def _turns(rows: Numbers, step: int, low: int, high: int) -> tuple[Numbers, Marks]:
    import numpy as np

    turns: Numbers = np.arange(0, high - low + 1, step, dtype=np.int32)
    days = low + (rows[:, PHASE, None] - low) % step + turns
    return days, np.ones(days.shape, dtype=np.bool_)


def _months(kind: type, rows: Numbers, step: int, low: int, high: int) -> tuple[Numbers, Marks]:
    """A column a month of the cycle: the day in each, and whether the month has it."""
    import numpy as np

    zero = month_of(low)
    turns: Numbers = np.arange(0, month_of(high) - zero + 1, step, dtype=np.int32)
    places = (rows[:, PHASE, None] - zero) % step + turns
    edges = np.array(starts_of(zero, int(places.max()) + 2), dtype=np.int32)
    begin, end, nth = edges[places], edges[places + 1], rows[:, NTH, None]
    days: Numbers
    if kind is MonthDay:
        days = np.where(nth > 0, begin - 1, end) + nth
    else:
        weekday = rows[:, WEEKDAY, None]
        ahead = begin + (weekday + 1 - begin) % 7 + 7 * (nth - 1)
        days = np.where(nth > 0, ahead, end - 1 - (end - weekday - 2) % 7 + 7 * (nth + 1))
    return days, (days >= begin) & (days < end)


def _spread(blocks: Sequence[_Block], size: int, which: Numbers) -> tuple[Numbers, Numbers]:
    """The days of each recurrence, told which place in the blocks is its own: (index, day) in order."""
    import numpy as np

    begins, counts = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
    behind = 0
    for block in blocks:
        begins[block.places] = behind + np.cumsum(block.counts, dtype=np.int32) - block.counts
        counts[block.places] = block.counts
        behind += len(block.days)
    lengths = counts[which]
    ends = np.cumsum(lengths, dtype=np.int32)
    index = np.repeat(np.arange(len(which), dtype=np.int32), lengths)
    places = np.repeat(begins[which] - (ends - lengths), lengths)
    places += np.arange(len(index), dtype=np.int32)
    days = np.concatenate([np.empty(0, dtype=np.int32), *(block.days for block in blocks)])
    return index, days.take(places)
