"""The tables of a page, by place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ..limits import Limits, TooMuch
from ..outline import LONGEST_CELL, CellText
from .outside import Mass, is_hidden

GROUPS = ("thead", "tbody", "tfoot")
WIDEST, TALLEST = 1000, 65_534
"""Columns and rows that a cell may go over, as the standard has it."""
FIGURES = re.compile(r"\s*\+?(\d{1,9})")


def lays_out(table: Any, mass: Mass | None) -> bool:
    """Whether a table only parts a page: another stands in it, or a whole text in one of its cells."""
    if table.get("role") in ("presentation", "none"):
        return True
    return mass is None or mass.tables > 1 or mass.longest > LONGEST_CELL or mass.heads > 0


def rows_of(table: Any, words: Callable[[Any], str], limits: Limits) -> list[list[CellText | None]]:
    """The rows of a table, its cells read by `words`; what a merged cell covers is None.

    Raises TooMuch for too many cells.
    """
    found: list[list[CellText | None]] = []
    rows = [*_rows(table)]
    above: dict[int, int] = {}
    """How many rows more the column is covered from above."""
    count = 0
    for number, row in enumerate(rows):
        line: list[CellText | None] = []
        for cell in row:
            if cell.tag not in ("td", "th") or is_hidden(cell):
                continue
            _covered(line, above)
            across = min(max(_number(cell.get("colspan")), 1), WIDEST)
            down = _number(cell.get("rowspan"), nothing=1) or len(rows)
            down = min(max(down, 1), TALLEST, len(rows) - number)
            if count + len(line) + across > limits.cells:
                raise TooMuch("cells", limits.cells)
            for column in range(len(line), len(line) + across):
                if down > 1:
                    above[column] = down
            line += [CellText(words(cell), down, across), *[None] * (across - 1)]
        _covered(line, above)
        above = {column: left - 1 for column, left in above.items() if left > 1}
        count += len(line)
        found.append(line)
    return found


def _covered(line: list[CellText | None], above: dict[int, int]) -> None:
    """Leaves out the next columns of a row that cells above cover."""
    while above.get(len(line), 0) > 0:
        line.append(None)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == "tr":
            if not is_hidden(child):
                yield child
        elif child.tag in GROUPS and not is_hidden(child):
            yield from (row for row in child if row.tag == "tr" and not is_hidden(row))


def _number(text: str | None, *, nothing: int = 0) -> int:
    match = FIGURES.match(text or "")
    return int(match[1]) if match else nothing
