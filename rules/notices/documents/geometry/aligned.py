"""Tables without upright lines: under a row of short heads everything stands in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ..outline import CellText
from .cells import Table
from .plane import Strip
from .strips import Band
from .wrapping import SLACK, joint

HEAD_WORD = 8
"""Characters of a head at most."""
NEAR = 0.6
"""Characters within which what stands in a column begins."""
GUTTER = 1.4
"""Characters between a cell that is full and the next column."""
FARTHEST = 3.5
"""Heights of a character between the lines of a table."""
NO_HEAD = "：:，。；、"


def parted(found: Sequence[Band]) -> Iterator[list[Band] | Table]:
    """The lines, and between them the tables that they make."""
    plain: list[Band] = []
    right = max((band[-1].right for band in found), default=0.0)
    at = 0
    while at < len(found):
        table, behind = _table(found, at, right) if _is_head(found[at]) else (None, at)
        if not table:
            plain.append(found[at])
            at += 1
            continue
        if plain:
            yield plain
        yield table
        plain, at = [], behind
    if plain:
        yield plain


def _is_head(band: Band) -> bool:
    """Whether a line has nothing but short words apart from one another."""
    return len(band) > 1 and all(
        len(piece.text) <= HEAD_WORD and not any(char.isdigit() or char in NO_HEAD for char in piece.text)
        for piece in band
    )


Rows = list[list[list[Strip]]]
"""The lines of each cell, row by row."""


def _table(found: Sequence[Band], at: int, right: float) -> tuple[Table | None, int]:
    """The table under a row of heads, and the line behind it."""
    heads = found[at]
    edges = [*(piece.left for piece in heads), right]
    lines: list[dict[int, Strip]] = []
    for above, band in pairwise(found[at:]):
        placed = _placed(band, edges)
        if not placed or band[0].bottom - above[0].bottom > FARTHEST * heads[0].size:
            break
        lines.append(placed)
    edges[-1] = max([piece.right for placed in lines for piece in placed.values()] + [heads[-1].right])
    rows: Rows = [[[piece] for piece in heads]]
    n = at + 1
    for placed in lines:
        if _goes_on(rows[-1], placed, edges):
            for column, piece in placed.items():
                rows[-1][column].append(piece)
        elif len(placed) > 1 or 0 not in placed:
            rows.append([[placed[column]] if column in placed else [] for column in range(len(heads))])
        else:
            break
        n += 1
    whole = sum(1 for row in rows if all(row))
    if whole < (2 if len(heads) > 2 else 3):
        return None, at
    return Table(edges, _merged([[CellText(_text(cell)) for cell in row] for row in rows])), n


def _merged(rows: list[list[CellText]]) -> list[list[CellText | None]]:
    """The rows, where empty cells at the beginning of one belong to the cell above them."""
    result: list[list[CellText | None]] = [[*row] for row in rows]
    for number, row in enumerate(rows):
        empty = next((n for n, cell in enumerate(row) if cell.text), 0)
        for column in range(empty if number else 0):
            owner = next(n for n in range(number - 1, -1, -1) if result[n][column])
            above = result[owner][column]
            result[owner][column] = above and replace(above, rows=above.rows + 1)
            result[number][column] = None
    return result


def _placed(band: Band, edges: Sequence[float]) -> dict[int, Strip] | None:
    """The pieces of a line by their columns; None where one stands in no column, or reaches into the next."""
    result: dict[int, Strip] = {}
    for piece in band:
        near = NEAR * piece.size
        column = next((n for n, edge in enumerate(edges[:-1]) if abs(piece.left - edge) <= near), None)
        if column is None or column in result or (column < len(edges) - 2 and piece.right > edges[column + 1]):
            return None
        result[column] = piece
    return result


def _goes_on(row: Sequence[Sequence[Strip]], placed: dict[int, Strip], edges: Sequence[float]) -> bool:
    """Whether every piece of a line goes on with a cell of the row above that was full."""
    if len(placed) == len(row):
        return False
    for column, piece in placed.items():
        if not row[column]:
            return False
        last = column == len(row) - 1
        room = edges[column + 1] - row[column][-1].right
        if room >= piece.first + (SLACK if last else GUTTER) * piece.size:
            return False
    return True


def _text(cell: Sequence[Strip]) -> str:
    text = cell[0].text if cell else ""
    for strip in cell[1:]:
        text = joint(text, strip.text)
    return text
