"""The lines of a page in the order in which they are read: one column, or several beside one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .aligned import parted
from .cells import Table
from .plane import Flow, Strip
from .strips import Band, joined

NARROWEST = 12
"""Characters of a column."""
FEWEST = 4
"""Lines of a column."""
FILLED = 0.25
"""The part of the lines of a column that fill it."""
RAGGED = 1.6
"""Characters by which a line may be shorter than its column and still fill it."""
DEEPEST = 4
"""Columns beside one another are looked for so often."""


def flows(found: Sequence[Band], depth: int = 0) -> Iterator[Flow | Table]:
    """The lines in the order of reading: those of a page in two columns are two flows; tables without ruling stand between."""
    parting = _parting(found) if depth < DEEPEST and len(found) >= FEWEST else None
    if not parting:
        for piece in parted(found):
            yield piece if isinstance(piece, Table) else Flow([joined(band) for band in piece])
        return
    first, behind, place = parting
    yield from flows(found[:first], depth + 1)
    sides = [[piece for piece in band if piece.right <= place] for band in found[first:behind]]
    others = [[piece for piece in band if piece.left > place] for band in found[first:behind]]
    left, right = (list(flows([band for band in side if band], depth + 1)) for side in (sides, others))
    for number, part in enumerate((left, right)):
        for flow in part:
            alone = isinstance(flow, Flow) and flow.column == (0, 1)
            yield Flow(flow.strips, (number, 2)) if isinstance(flow, Flow) and alone else flow
    yield from flows(found[behind:], depth + 1)


def _parting(found: Sequence[Band]) -> tuple[int, int, float] | None:
    """The first lines that stand in columns, the line behind the last of them, and where they are parted."""
    size = max((piece.size for band in found for piece in band), default=1.0)
    start = min(band[0].left for band in found)
    lefts = sorted(piece.left for band in found for piece in band if piece.left > start + NARROWEST * size / 2)
    best: tuple[int, int, float] | None = None
    for place in _often(lefts, 0.3 * size):
        gutter = place - 0.3 * size
        for first, behind in _clear(found, gutter):
            if (not best or behind - first > best[1] - best[0]) and _fill_both(found[first:behind], gutter):
                best = first, behind, gutter
    return best


def _often(places: Sequence[float], near: float) -> Iterator[float]:
    """The leftmost of every so many places that are as good as one."""
    at = 0
    while at < len(places):
        end = at
        while end < len(places) and places[end] - places[at] <= near:
            end += 1
        if end - at >= FEWEST - 1:
            yield places[at]
        at = end


def _clear(found: Sequence[Band], gutter: float) -> Iterator[tuple[int, int]]:
    """The runs of lines none of which goes over the gutter."""
    first = 0
    for n in range(len(found) + 1):
        if n == len(found) or any(piece.left < gutter < piece.right for piece in found[n]):
            if n - first >= FEWEST:
                yield first, n
            first = n + 1


def _fill_both(found: Sequence[Band], gutter: float) -> bool:
    """Whether what stands on both sides of the gutter is running text, as wide as its column."""
    sides: tuple[list[Strip], list[Strip]] = ([], [])
    for band in found:
        for piece in band:
            sides[piece.left > gutter].append(piece)
    return all(_fills(side) for side in sides)


def _fills(side: Sequence[Strip]) -> bool:
    if len(side) < FEWEST:
        return False
    size = max(piece.size for piece in side)
    left, right = min(piece.left for piece in side), max(piece.right for piece in side)
    full = sum(1 for piece in side if piece.right >= right - RAGGED * size and piece.left <= left + 2.5 * size)
    return right - left >= NARROWEST * size and full >= max(3, len(side) * FILLED)
