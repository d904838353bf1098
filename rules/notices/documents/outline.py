"""What a reader of a format hands on: the text of a document, and what the file itself says of its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from ...messages import Message
from .limits import LIMITS, Limits, TooMuch

LONGEST_CELL = 400
"""Characters of a cell; a grid with longer ones lays out a page and is no table."""
PAGE = "\f"
"""Where a page begins within what is written."""
AROUND = " \t\n\xa0\u3000"
"""Blanks around the words of a cell."""
STRAY = re.compile(r"[\0-\x08\x0e-\x1f]")
"""Signs that no text has."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table in a file: where its words stand in the text, and over how much of the table it goes."""

    start: int
    end: int
    row: int
    column: int
    """Both counted from 0."""
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a file; cells without words are left out."""

    cells: tuple[GridCell, ...]

    @property
    def start(self) -> int:
        """Where its first words stand."""
        return self.cells[0].start

    @property
    def end(self) -> int:
        """Where its last words end."""
        return self.cells[-1].end


@dataclass(frozen=True, slots=True)
class Outline:
    """A text with what its file says of it; offsets in code points, end excluded.

    A paragraph is a line; so is a row of a table, its cells parted by tabs. What is not said here is told from the text.
    """

    text: str
    tables: tuple[Grid, ...] = ()
    headings: tuple[tuple[int, int], ...] = ()
    """Where a heading begins, and its level from 1."""
    pages: tuple[int, ...] = ()
    """Where each page begins; none where the format has no pages."""
    remarks: tuple[Message, ...] = ()
    """What of the file could not be read, for people: a page that is a picture."""

    def to_json(self) -> dict[str, Any]:
        """The outline as plain JSON; `from_json` reads it back."""
        return {
            "text": self.text,
            "tables": [
                [[c.start, c.end, c.row, c.column, c.rows, c.columns] for c in table.cells] for table in self.tables
            ],
            "headings": [list(heading) for heading in self.headings],
            "pages": list(self.pages),
            "remarks": [remark.to_json() for remark in self.remarks],
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Outline:
        """The outline that `to_json` wrote."""
        return cls(
            record["text"],
            tuple(Grid(tuple(GridCell(*cell) for cell in table)) for table in record["tables"]),
            tuple((start, level) for start, level in record["headings"]),
            tuple(record["pages"]),
            tuple(map(Message.from_json, record["remarks"])),
        )


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell as a reader finds it; a break in its text parts paragraphs."""

    text: str
    rows: int = 1
    columns: int = 1


class OutlineWriter:
    """Builds an outline part by part, in the order in which a person reads it.

    >>> out = OutlineWriter()
    >>> out.paragraph("一、时间安排", level=1)
    >>> out.table([[CellText("事项"), CellText("时间")], [CellText("报名"), CellText("3月2日")]])
    >>> outline = out.done()
    >>> outline.text, outline.headings, [outline.text[cell.start : cell.end] for cell in outline.tables[0].cells]
    ('一、时间安排\\n事项\\t时间\\n报名\\t3月2日\\n', ((0, 1),), ['事项', '时间', '报名', '3月2日'])

    Raises TooMuch where the text, the pages or the cells pass the limits.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._parts: list[str] = []
        self._length = self._count = 0
        self._tables: list[Grid] = []
        self._headings: list[tuple[int, int]] = []
        self._pages: list[int] = []
        self._remarks: list[Message] = []

    def page(self) -> None:
        """A page begins."""
        if len(self._pages) >= self._limits.pages:
            raise TooMuch("pages", self._limits.pages)
        self._pages.append(self._length)

    def paragraph(self, text: str, level: int = 0) -> None:
        """A paragraph, or a heading of that level from 1; a break in it is a new line, an empty one leaves a line blank.

        A page begins at each form feed in it, as in the cells of a table.
        """
        words = even(text)
        if level and words.strip():
            self._headings.append((self._length, level))
        self._write(words.replace("\t", " ").strip("\n") + "\n")

    def table(self, rows: Sequence[Sequence[CellText | None]]) -> None:
        """A table, its rows by place: what a merged cell covers is None.

        One that only lays out the page is paragraphs: with a whole text in a cell, or without two rows of several cells, as
        a letterhead and a foot may stand in.
        """
        self._count += sum(map(len, rows))
        if self._count > self._limits.cells:
            raise TooMuch("cells", self._limits.cells)
        every = [cell for row in rows for cell in row if cell and cell.text.strip()]
        kept = [any(cell and cell.text.strip() for cell in row) for row in rows]
        filled = [_over(row, kept[number:]) for number, row in enumerate(rows) if kept[number]]
        if _rows_of_several(filled) < 2 or any(len(cell.text) > LONGEST_CELL for cell in every):
            for cell in every:
                self.paragraph(cell.text)
            return
        cells = [cell for number, row in enumerate(filled) for cell in self._row(number, row)]
        self._tables.append(Grid(tuple(cells)))

    def _row(self, number: int, row: Sequence[CellText | None]) -> list[GridCell]:
        cells, words = [], [even(cell.text).strip(AROUND).replace("\t", " ") if cell else "" for cell in row]
        starts = accumulate(words, lambda at, text: at + len(text.replace(PAGE, "")) + 1, initial=self._length)
        for column, (cell, word, start) in enumerate(zip(row, words, starts, strict=False)):
            if cell and (text := word.replace(PAGE, "")):
                cells.append(GridCell(start, start + len(text), number, column, cell.rows, cell.columns))
        self._write("\t".join(words) + "\n")
        return cells

    def include(self, other: Outline) -> None:
        """Everything that another outline has, behind what is written."""
        at, text = self._length, other.text if other.text.endswith("\n") else f"{other.text}\n"
        self._count += sum(len(table.cells) for table in other.tables)
        if self._count > self._limits.cells:
            raise TooMuch("cells", self._limits.cells)
        self._tables += [
            Grid(tuple(replace(cell, start=cell.start + at, end=cell.end + at) for cell in table.cells))
            for table in other.tables
        ]
        self._headings += [(start + at, level) for start, level in other.headings]
        self._pages += [start + at for start in other.pages]
        for remark in other.remarks:
            self.remark(remark)
        self._length += len(text)
        if self._length > self._limits.characters:
            raise TooMuch("characters", self._limits.characters)
        self._parts.append(text)

    def remark(self, said: Message) -> None:
        """Says what could not be read."""
        if said not in self._remarks:
            self._remarks.append(said)

    def _write(self, text: str) -> None:
        for number, part in enumerate(text.split(PAGE)):
            if number:
                self.page()
            self._length += len(part)
            if self._length > self._limits.characters:
                raise TooMuch("characters", self._limits.characters)
            self._parts.append(part)

    def done(self) -> Outline:
        """The outline of everything that was written."""
        text = "".join(self._parts)
        return Outline(text, tuple(self._tables), tuple(self._headings), tuple(self._pages), tuple(self._remarks))


def _rows_of_several(rows: Sequence[Sequence[CellText | None]]) -> int:
    """How many rows have several cells with words, those that reach into them from above counted."""
    counts = [0] * len(rows)
    for number, row in enumerate(rows):
        for cell in row:
            if cell and cell.text.strip():
                for reached in range(number, min(number + cell.rows, len(rows))):
                    counts[reached] += 1
    return sum(count > 1 for count in counts)


def _over(row: Sequence[CellText | None], kept: Sequence[bool]) -> Sequence[CellText | None]:
    """A row whose cells go over those rows alone that have words; `kept` says of it and those below whether they have."""
    if all(cell is None or cell.rows == 1 for cell in row):
        return row
    return [cell and CellText(cell.text, sum(kept[: cell.rows]), cell.columns) for cell in row]


def even(text: str) -> str:
    """The text without control signs, its line ends all alike."""
    return STRAY.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\u2028", "\n"))
