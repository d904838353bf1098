"""The words in the cells of a ruled table, and tables that go on over a page."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..outline import PAGE, CellText
from ..shapes import ENDS, squeezed
from .grids import Box, Ruled
from .plane import Strip
from .strips import bands, joined
from .wrapping import PAUSES, SLACK, SPACED, is_marked, joint

PADDING = 0.8
"""Characters between the edge of a cell and its words, at most."""
SAME_COLUMN = 5.0
"""Points by which the lines of a table may stand elsewhere on its next page."""

Rows = list[list[CellText | None]]


@dataclass(slots=True)
class Table:
    """A table with its words; what a merged cell covers is None."""

    xs: list[float]
    rows: Rows


def table_of(ruled: Ruled) -> Table:
    """The words of a table."""
    rows: Rows = [[None] * (len(ruled.xs) - 1) for _ in range(len(ruled.ys) - 1)]
    for box in ruled.boxes:
        rows[box.row][box.column] = CellText(words_of(box), box.rows, box.columns)
    return Table(ruled.xs, rows)


def words_of(box: Box) -> str:
    """What stands in a cell, lines that were broken for its width made whole."""
    lines = [joined(band) for band in bands(box.glyphs)]
    if not lines:
        return ""
    paddings = [min(line.left - box.left, box.right - line.right) for line in lines]
    padding = max(min(*paddings, PADDING * lines[0].size), 0.0)
    room = box.right - box.left - 2 * padding
    start = min(line.left for line in lines)
    pitch = min((b.bottom - a.bottom for a, b in itertools.pairwise(lines)), default=0.0)
    parts = [lines[0].text]
    for above, below in itertools.pairwise(lines):
        indent = above.left - start if above.left > below.left + above.size / 2 >= start else 0.0
        if _goes_on(above, below, room - indent, pitch):
            parts[-1] = joint(parts[-1], below.text)
        else:
            parts.append(below.text)
    return "\n".join(parts)


def _goes_on(above: Strip, below: Strip, room: float, pitch: float) -> bool:
    if room - (above.right - above.left) >= below.first + SLACK * above.size:
        return False
    if below.bottom - above.bottom > SPACED * pitch:
        return False
    if is_marked(below.text) and above.text[-1] in ENDS + PAUSES:
        return False
    return not (above.text[-1] in ENDS and below.left > above.left + above.size)


def goes_on_below(table: Table, other: Table) -> bool:
    """Whether a table at the end of a page goes on with one at the beginning of the next."""
    if len(table.xs) != len(other.xs):
        return False
    shift = other.xs[0] - table.xs[0]
    return all(abs(b - a - shift) <= SAME_COLUMN for a, b in zip(table.xs, other.xs, strict=True))


def add_below(table: Table, other: Table, sign: str) -> None:
    """Makes two parts of a table one; heads that are there again are left out, cells that were cut are made whole.

    The sign goes before the last character of the first part: at the end of a cell it would be a blank.
    """
    row, column = max((r, c) for r, row in enumerate(table.rows) for c, cell in enumerate(row) if cell and cell.text)
    last = table.rows[row][column]
    if last:
        table.rows[row][column] = replace(last, text=f"{last.text[:-1]}{sign}{last.text[-1]}")
    rows = other.rows
    again = 0
    while again < min(len(rows), len(table.rows)) and _words(rows[again]) == _words(table.rows[again]) != []:
        again += 1
    rows = rows[again:]
    if rows and table.rows:
        _mend(table.rows, rows)
    table.rows += rows


def _words(row: Sequence[CellText | None]) -> list[str]:
    return [squeezed(cell.text).replace(PAGE, "") for cell in row if cell and cell.text]


def _mend(above: Rows, below: Rows) -> None:
    """Makes a row whole that was cut by the end of a page, and lets merged cells go on."""
    first = below[0]
    for column, cell in enumerate(first):
        if not cell or cell.text:
            continue
        owner = next((n for n in range(len(above) - 1, -1, -1) if above[n][column]), None)
        if owner is None or not (over := above[owner][column]) or over.columns != cell.columns:
            continue
        if over.text and owner + over.rows == len(above) and (over.rows > 1 or cell.rows > 1):
            above[owner][column] = replace(over, rows=over.rows + cell.rows)
            first[column] = None
    if _is_rest(above[-1], first):
        for column, cell in enumerate(first):
            last = above[-1][column]
            if cell and last and cell.text:
                above[-1][column] = replace(last, text=joint(last.text, cell.text))
        del below[0]


def _is_rest(above: Sequence[CellText | None], first: Sequence[CellText | None]) -> bool:
    """Whether a row is what had no place any more of the row above it."""
    pairs = [(a, b) for a, b in zip(above, first, strict=True) if b]
    filled = [(a, b) for a, b in pairs if b and b.text]
    blank = [(a, b) for a, b in pairs if b and not b.text]
    if not filled or not any(a and a.text for a, _ in blank):
        return False
    return all(a and a.text and a.rows == 1 and a.text[-1] not in ENDS for a, _ in filled)
