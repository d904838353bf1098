"""Tables by their ruling lines: which cells there are, and over how many rows and columns each goes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .plane import Glyph, Stroke

NEAR = 3.0
"""Points within which two ends of lines are at the same place."""
SHORTEST = 6.0
"""Points of a line that rules a table."""
MOST = 1_500
"""Lines of one direction on a page; what has more is a drawing."""
FEWEST_COLUMNS = 2

Ends = tuple[float, float]


@dataclass(slots=True)
class Box:
    """A cell with the characters in it."""

    left: float
    right: float
    row: int
    column: int
    rows: int
    columns: int
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class Ruled:
    """A table on a page: the places of its upright and lying lines, and its cells in the order of reading."""

    xs: list[float]
    ys: list[float]
    boxes: list[Box]
    owners: dict[tuple[int, int], Box]

    def box_at(self, x: float, y: float) -> Box | None:
        """The cell at a place; None outside."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        return self.owners.get((row, column))


def grids(strokes: Iterable[Stroke]) -> list[Ruled]:
    """The tables that lines rule, from top to bottom."""
    lying, upright = _merged(strokes, lies=True), _merged(strokes, lies=False)
    if not lying or not upright or max(sum(map(len, side.values())) for side in (lying, upright)) > MOST:
        return []
    found = [ruled for rows, columns in _joined(lying, upright) if (ruled := _ruled(rows, columns))]
    return sorted(found, key=lambda ruled: (ruled.ys[0], ruled.xs[0]))


Lines = dict[float, list[Ends]]
"""Lines of one direction: by where they are, from where to where they go."""


def _merged(strokes: Iterable[Stroke], *, lies: bool) -> Lines:
    """The lines of one direction, those that are one in truth made one."""
    every = sorted(
        ((s.top + s.bottom) / 2, s.left, s.right) if lies else ((s.left + s.right) / 2, s.top, s.bottom)
        for s in strokes
        if s.lies is lies
    )
    groups: list[list[tuple[float, float, float]]] = []
    for one in every:
        if groups and one[0] - groups[-1][-1][0] <= NEAR and one[0] - groups[-1][0][0] <= 2 * NEAR:
            groups[-1].append(one)
        else:
            groups.append([one])
    result = {}
    for group in groups:
        ends: list[Ends] = []
        for start, end in sorted(one[1:] for one in group):
            if ends and start - ends[-1][1] <= NEAR:
                ends[-1] = (ends[-1][0], max(ends[-1][1], end))
            else:
                ends.append((start, end))
        if long := [one for one in ends if one[1] - one[0] >= SHORTEST]:
            result[sum(one[0] for one in group) / len(group)] = long
    return result


def _joined(lying: Lines, upright: Lines) -> Iterator[tuple[Lines, Lines]]:
    """The lines that cross one another, table by table."""
    across = [(y, *ends) for y, every in lying.items() for ends in every]
    down = [(x, *ends) for x, every in sorted(upright.items()) for ends in every]
    places = [x for x, _, _ in down]
    every = across + down
    links: list[list[int]] = [[] for _ in every]
    for n, (y, left, right) in enumerate(across):
        for m in range(bisect_left(places, left - NEAR), bisect_right(places, right + NEAR)):
            if down[m][1] - NEAR <= y <= down[m][2] + NEAR:
                links[n].append(len(across) + m)
                links[len(across) + m].append(n)
    seen: set[int] = set()
    for n in range(len(across)):
        if n in seen:
            continue
        group, ahead = set[int](), [n]
        while ahead:
            if (one := ahead.pop()) not in group:
                group.add(one)
                ahead += links[one]
        seen |= group
        yield (
            _lines(across[m] for m in group if m < len(across)),
            _lines(down[m - len(across)] for m in group if m >= len(across)),
        )


def _lines(every: Iterable[tuple[float, float, float]]) -> Lines:
    result: Lines = {}
    for place, start, end in sorted(every):
        result.setdefault(place, []).append((start, end))
    return result


def _ruled(rows: Lines, columns: Lines) -> Ruled | None:
    """The table of some lines that cross; None for a frame with one cell."""
    if not rows or not columns:
        return None
    _close(rows, columns)
    _close(columns, rows)
    xs, ys = sorted(columns), sorted(rows)
    if len(xs) < 2 or len(ys) < 2 or len(xs) + len(ys) < 5:
        return None
    boxes, owners = _boxes(xs, ys, rows, columns)
    return Ruled(xs, ys, boxes, owners) if len(boxes) > 1 else None


def _close(lines: Lines, others: Lines) -> None:
    """Gives a table that is open at its sides the lines that it lacks there."""
    ends = [one for every in lines.values() for one in every]
    first, last = min(start for start, _ in ends), max(end for _, end in ends)
    whole = [(min(lines), max(lines))]
    if first < min(others) - 3 * NEAR:
        others[first] = whole
    if last > max(others) + 3 * NEAR:
        others[last] = whole


def _boxes(
    xs: Sequence[float], ys: Sequence[float], rows: Lines, columns: Lines
) -> tuple[list[Box], dict[tuple[int, int], Box]]:
    """The cells, each as wide and as high as no line parts it."""
    boxes: list[Box] = []
    owners: dict[tuple[int, int], Box] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in owners:
                continue
            width = 1
            while (
                column + width < len(xs) - 1
                and (row, column + width) not in owners
                and not _covers(columns[xs[column + width]], ys[row], ys[row + 1])
            ):
                width += 1
            height = 1
            while row + height < len(ys) - 1 and not any(
                _covers(rows[ys[row + height]], xs[n], xs[n + 1]) for n in range(column, column + width)
            ):
                height += 1
            box = Box(xs[column], xs[column + width], row, column, height, width)
            boxes.append(box)
            owners |= {(row + r, column + c): box for r in range(height) for c in range(width)}
    return boxes, owners


def _covers(ends: Iterable[Ends], start: float, end: float) -> bool:
    """Whether a line goes by the middle of an edge of a cell."""
    middle = (start + end) / 2
    return any(first <= middle <= last for first, last in ends)
