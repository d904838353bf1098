"""A document as its readers see it: blocks in the order of the text, each with what it is and where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

BREAKS = str.maketrans("\r\n", "\u200b\u200b")
COLONS = ("：", ":")
CAPTION = 16
"""Characters of a line right above a table that is its heading."""


class BlockKind(StrEnum):
    """What a block of a document is."""

    FRONT = "front matter"
    """Fields before a page (title:, date:), as static sites have them."""
    PAGE = "page head"
    """What a web page says of itself: 发布时间, 来源, 浏览次数, where it stands in the site."""
    LETTERHEAD = "letterhead"
    NUMBER = "document number"
    TITLE = "title"
    SALUTATION = "salutation"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    ATTACHMENT = "attachment"
    SIGNATURE = "signature"
    """Who issued it (发文机关署名), at the foot."""
    DATED = "date of issue"
    """The date of the document (成文日期), at the foot."""
    IMPRINT = "imprint"
    """Who printed it when (印发机关和印发日期)."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell stands in its table."""

    table: int
    row: int
    column: int
    """All three counted from 0."""
    head: int | None = None
    """The row that heads its column; None in such a row, and where no row does."""
    rows: int = 1
    columns: int = 1
    """Over how many of both it goes."""

    def places(self) -> Iterator[tuple[int, int, int]]:
        """The table, row and column of each place that it covers."""
        across = range(self.column, self.column + self.columns)
        return ((self.table, row, column) for row in range(self.row, self.row + self.rows) for column in across)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document; offsets in code points of its text, end excluded."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """How deep a heading stands: 1 for 一、, 2 for （一）, 3 for 1. and so on; of an item the same; 0 for none."""
    mark: int = 0
    """Characters of its number or bullet at its beginning."""
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its blocks, which do not overlap and stand in its order."""

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[int, ...] = ()
    """Where each page begins; none where the format has no pages."""
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _heads: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)
    _leads: tuple[int | None, ...] = field(init=False, repr=False, compare=False)
    _rows: dict[tuple[int, int], list[Block]] = field(init=False, repr=False, compare=False)
    _cells: dict[tuple[int, int, int], Block] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(block.start for block in self.blocks))
        object.__setattr__(self, "_heads", _headings(self.blocks))
        object.__setattr__(self, "_leads", tuple(_leads(self.text, self.blocks)))
        rows: dict[tuple[int, int], list[Block]] = {}
        cells: dict[tuple[int, int, int], Block] = {}
        for block in self.blocks:
            for table, row, column in block.cell.places() if block.cell else ():
                cells[table, row, column] = block
                others = rows.setdefault((table, row), [])
                if not others or others[-1] is not block:
                    others.append(block)
        object.__setattr__(self, "_rows", rows)
        object.__setattr__(self, "_cells", cells)

    def flowing(self) -> str:
        """The text without the numbers of its items and the breaks inside of its paragraphs, for which blanks stand: every
        character stands where it stood."""
        parts: list[str] = []
        at = 0
        for block in self.blocks:
            broken = block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
            if block.level or broken:
                begin = block.start + (block.mark if block.level else 0)
                words = self.text[begin : block.end]
                parts += (self.text[at : block.start], "\u3000" * (begin - block.start))
                parts.append(words.translate(BREAKS) if broken and ("\n" in words or "\r" in words) else words)
                at = block.end
        return "".join((*parts, self.text[at:]))

    def number_at(self, offset: int) -> int | None:
        """The number of the block in which the character stands; None between two blocks."""
        number = bisect_right(self._starts, offset) - 1
        return number if number >= 0 and offset < self.blocks[number].end else None

    def page_at(self, offset: int) -> int | None:
        """The page, counted from 1, on which the character stands; None where the format has no pages."""
        return bisect_right(self.pages, offset) or None

    def row_at(self, offset: int) -> int | None:
        """The row, counted from 1, of the table in which the character stands; None outside of tables."""
        number = self.number_at(offset)
        cell = self.blocks[number].cell if number is not None else None
        return cell.row + 1 if cell else None

    def words(self, block: Block) -> str:
        """The text of a block without its number or bullet."""
        return self.text[block.start + block.mark : block.end]

    def headings(self, number: int) -> list[Block]:
        """The headings under which a block stands, the nearest first."""
        return [self.blocks[head] for head in self._heads[number]]

    def lead(self, number: int) -> Block | None:
        """The line that leads with a colon to the list in which a block stands; None for none."""
        lead = self._leads[number]
        listed = lead is not None and self.blocks[lead + 1].level == self.blocks[number].level
        return self.blocks[lead] if lead is not None and listed else None

    def row(self, block: Block) -> list[Block]:
        """The cells of the row in which a cell begins, those that reach into it from above included."""
        return self._rows[block.cell.table, block.cell.row] if block.cell else []

    def column_head(self, block: Block) -> Block | None:
        """The cell that heads the column of a cell; None where none does."""
        if not block.cell or block.cell.head is None:
            return None
        return self._cells.get((block.cell.table, block.cell.head, block.cell.column))


def _leads(text: str, blocks: tuple[Block, ...]) -> Iterator[int | None]:
    """For each block the number of the last line with a colon at its end above it, where no gap parts them."""
    lead: int | None = None
    for number, block in enumerate(blocks):
        yield lead
        following = blocks[number + 1].start if number + 1 < len(blocks) else len(text)
        words = text[block.start + block.mark : block.end].rstrip()
        if words[-1:] in COLONS:
            lead = lead if words.isascii() else number
        elif block.kind is BlockKind.TITLE or text.count("\n", block.end, following) > 1:
            lead = None


def _headings(blocks: tuple[Block, ...]) -> tuple[tuple[int, ...], ...]:
    """For each block the numbers of the headings above it, the nearest first."""
    open_heads: list[int] = []
    found: list[tuple[int, ...]] = []
    caption: tuple[int, ...] = ()
    for number, block in enumerate(blocks):
        if not block.cell:
            caption = (number,) if block.kind is BlockKind.PARAGRAPH and block.end - block.start <= CAPTION else ()
        if block.kind in (BlockKind.HEADING, BlockKind.ITEM) and block.level:
            while open_heads and blocks[open_heads[-1]].level >= block.level:
                open_heads.pop()
        found.append((*(caption if block.cell else ()), *reversed(open_heads)))
        if block.kind is BlockKind.HEADING:
            open_heads.append(number)
        elif block.kind in (BlockKind.ATTACHMENT, BlockKind.SIGNATURE, BlockKind.DATED):
            open_heads.clear()
    return tuple(found)
