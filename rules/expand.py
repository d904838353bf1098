"""Many rules over one window at once: arrays of day numbers.

Rules that come round by arithmetic are gathered by their kind of stride and reckoned together; each kind is one matrix,
a row a rule and a column a month or a turn. The others are expanded one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from .reckoning import RECKONING, Reckoning
from .recurrence import Recurrence
from .strides import LAST_MONTH, EveryDays, MonthDay, MonthWeekday, month_of, start_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int32]


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
    low, high = first.toordinal(), last.toordinal()
    alike: dict[type, tuple[list[int], list[bytes]]] = {kind: ([], []) for kind in (EveryDays, MonthDay, MonthWeekday)}
    blocks: list[_Block] = []
    for index, recurrence in enumerate(recurrences):
        if packed := recurrence.packed:
            indexes, rows = alike[packed[0]]
            indexes.append(index)
            rows.append(packed[1])
        elif days := _days(recurrence, low, high, reckoning):
            blocks.append(_Block(np.array([index]), np.array([len(days)]), np.array(days, dtype=np.int32)))
    for kind, (indexes, rows) in alike.items():
        if rows:
            table = np.frombuffer(b"".join(rows), dtype=np.int32).reshape(len(rows), -1)
            blocks += _of_kind(kind, np.array(indexes), table, low, high)
    return _joined(blocks, len(recurrences))


def _days(recurrence: Recurrence, low: int, high: int, reckoning: Reckoning) -> Sequence[int]:
    found = recurrence.days(date.fromordinal(low), date.fromordinal(high), reckoning)
    return [day.toordinal() for day in found]


class _Block(NamedTuple):
    """Days of some rules: the number of each, how many days each has, and the days in the order of the rules."""

    rules: Numbers
    counts: Numbers
    days: Numbers


def _of_kind(kind: type, rules: Numbers, table: Numbers, low: int, high: int) -> Iterator[_Block]:
    """The days of strides of one kind; a row of the table is what `Recurrence.packed` packs."""
    import numpy as np

    for step in np.unique(table[:, 2]):
        chosen = table[:, 2] == step
        rows = table[chosen]
        days, there = (_turns if kind is EveryDays else _months)(kind, rows, int(step), low, high)
        there &= days >= np.maximum(rows[:, 0:1], low)
        there &= days <= np.minimum(rows[:, 1:2], high)
        yield _Block(rules[chosen], there.sum(axis=1, dtype=np.int32), days[there])


def _turns(kind: type, rows: Numbers, step: int, low: int, high: int) -> tuple[Numbers, NDArray[np.bool_]]:
    import numpy as np

    start = low + (rows[:, 3:4] - low) % step
    turns: Numbers = np.arange(0, high - low + 1, step, dtype=np.int32)
    days = start + turns
    return days, np.ones(days.shape, dtype=np.bool_)


def _months(kind: type, rows: Numbers, step: int, low: int, high: int) -> tuple[Numbers, NDArray[np.bool_]]:
    """A column a month of the cycle; where the day is in each, and whether the month has it."""
    import numpy as np

    zero = month_of(low)
    turns = np.arange(0, month_of(high) - zero + 1, step, dtype=np.int32)
    places = (rows[:, 3:4] - zero) % step + turns
    edges = np.fromiter(
        (start_of(min(month, LAST_MONTH + 1)) for month in range(zero, zero + int(places.max()) + 2)), np.int32
    )
    begin, end, nth = edges[places], edges[places + 1], rows[:, 4:5]
    ahead = nth > 0
    days: Numbers
    if kind is MonthDay:
        days = np.where(ahead, begin - 1, end) + nth
    else:
        weekday = rows[:, 5:6]
        days = np.where(
            ahead,
            begin + (weekday + 1 - begin) % 7 + 7 * (nth - 1),
            end - 1 - (end - weekday - 2) % 7 + 7 * (nth + 1),
        )
    return days, (days >= begin) & (days < end)


def _joined(blocks: Sequence[_Block], size: int) -> tuple[Numbers, Numbers]:
    """The blocks as one row of (rule, day), in order; each rule stands in one block."""
    import numpy as np

    counts = np.zeros(size, dtype=np.int32)
    for block in blocks:
        counts[block.rules] = block.counts
    begins = np.cumsum(counts, dtype=np.int32) - counts
    days = np.empty(int(counts.sum()), dtype=np.int32)
    for block in blocks:
        inside = np.cumsum(block.counts, dtype=np.int32) - block.counts
        places = np.repeat(begins[block.rules] - inside, block.counts)
        places += np.arange(len(places), dtype=np.int32)
        days[places] = block.days
    return np.repeat(np.arange(size, dtype=np.int32), counts), days
