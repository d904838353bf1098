"""Paragraphs and tables of a body, a cell, a text box, a header or a note, in their order."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from ..limits import Limits, TooMuch
from ..outline import CellText
from .names import ALTERNATE, CELL, MC, PARAGRAPH, ROW, SECTION, TABLE, VAL, R, W, is_on, value, whole
from .numbering import Numbering
from .runs import PAGE, Runs
from .styles import Style, Styles, level_in

TRANSPARENT = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}
"""What only stands around paragraphs, rows or cells."""
CHUNK = f"{W}altChunk"
WIDEST = 100
"""Columns that a cell may go over; a table of the program itself has 63 at most."""
AT_RIGHT = 2400
"""Twentieths of a point from which a paragraph that is moved in stands at the right."""
AT_RIGHT_CHARACTERS = 800
INDENT = "\u3000" * 4
"""What such a paragraph begins with in the text."""
CONTINUOUS = ("continuous", "nextColumn")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its number before it."""

    text: str
    level: int = 0
    """Of a heading, from 1."""
    numbers_page: bool = False
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its rows by place."""

    rows: list[list[CellText | None]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A file of another format that stands in for paragraphs."""

    target: str
    """By which the document calls it."""


Block = Paragraph | Table | Chunk


class Story:
    """Reads what a document tells, in one or several places; numbers run on from one to the next."""

    def __init__(self, styles: Styles, numbering: Numbering, runs: Runs, limits: Limits, *, rendered: bool) -> None:
        self._styles = styles
        self._numbering = numbering
        self._runs = runs
        self._limits = limits
        self._rendered = rendered
        self._cells = 0
        self._breaks: dict[Any, bool] = {}
        self._new_page = False
        """Whether a page begins with the next paragraph."""
        self._begun = False

    def body(self, body: Any) -> Iterator[Block]:
        """What stands in the body of a document, whose sections may begin pages."""
        self._breaks = {} if self._rendered else page_breaks(body)
        yield from self.blocks(body)

    def blocks(self, container: Any) -> Iterator[Block]:
        """What stands in a container, text boxes beside the paragraph that they hang on.

        Raises TooMuch for too many cells.
        """
        waiting = ""  # the words of a paragraph whose end is deleted or hidden: they belong to the next
        for element in _children(container):
            if element.tag == TABLE:
                yield Table(self._rows(element))
            elif element.tag == CHUNK:
                yield Chunk(element.get(f"{R}id", ""))
            elif element.tag == PARAGRAPH:
                waiting = yield from self._paragraph(element, waiting)
        if waiting.strip():
            yield Paragraph(waiting)

    def _paragraph(self, element: Any, waiting: str) -> Generator[Block, None, str]:
        """A paragraph with what hangs on it; hands back the words that wait for the next one."""
        properties = element.find(f"{W}pPr")
        style = self._styles.of(value(properties, "pStyle"))
        words = self._runs.read(element, hidden=style.hidden)
        for box in words.before:
            yield from self.blocks(box)
        text = waiting + words.text
        ends = not _is_gone(properties)
        if ends and not style.is_contents:
            yield Paragraph(
                self._opening(properties, style) + self._numbered(properties, style, text),
                _level(properties, style),
                words.numbers_page,
                style.is_title,
            )
        self._new_page |= self._breaks.get(element, False)
        for box in words.after:
            yield from self.blocks(box)
        return "" if ends else text

    def _numbered(self, properties: Any, style: Style, text: str) -> str:
        own = properties.find(f"{W}numPr") if properties is not None else None
        number = value(own, "numId") or style.number
        if number is None or number == "0":
            return text
        depth = whole(value(own, "ilvl"))
        if depth is None and value(own, "numId") is None:
            depth = style.depth if style.depth is not None else self._numbering.depth_of(number, style.numbered_by)
        label = self._numbering.label(number, max(depth or 0, 0))
        bare = text.lstrip(PAGE)
        return text[: len(text) - len(bare)] + label + bare.lstrip(" \u3000\t") if bare.strip() and label else text

    def _opening(self, properties: Any, style: Style) -> str:
        """What stands before the words of a paragraph: a page that it begins, and blanks where it stands at the right."""
        own = is_on(properties, "pageBreakBefore")
        new_page = not self._rendered and (style.new_page if own is None else own)
        new_page, self._new_page = self._begun and (new_page or self._new_page), False
        self._begun = True
        return PAGE * new_page + INDENT * _stands_right(properties)

    def words(self, container: Any) -> str:
        """The words in a cell, a paragraph a line; of a table within, a row a line."""
        return "\n".join(line for block in self.blocks(container) for line in _lines(block) if line.strip())

    # -- tables

    def _rows(self, table: Any) -> list[list[CellText | None]]:
        found = _Merged()
        for row in _children(table):
            if row.tag != ROW or _is_row_gone(row):
                continue
            properties = row.find(f"{W}trPr")
            found.begin(min(whole(value(properties, "gridBefore")) or 0, WIDEST))
            for cell in _children(row):
                if cell.tag == CELL:
                    self._cell(cell, found)
            self._cells += found.width
            if self._cells > self._limits.cells:
                raise TooMuch("cells", self._limits.cells)
        return found.rows()

    def _cell(self, cell: Any, found: _Merged) -> None:
        properties = cell.find(f"{W}tcPr")
        if properties is not None and properties.find(f"{W}cellDel") is not None:
            return
        columns = max(1, min(whole(value(properties, "gridSpan")) or 1, WIDEST))
        down, across = (_merge(properties, name) for name in ("vMerge", "hMerge"))
        if across == "continue" and found.widen(columns):
            return
        if down == "continue" and found.lengthen(columns):
            return
        found.add(self.words(cell), columns, begins=down == "restart")


@dataclass(slots=True)
class _Place:
    """A cell that may go on in the rows below."""

    text: str
    columns: int
    rows: int = 1
    begins: bool = False
    """Whether cells below may belong to it."""


class _Merged:
    """The rows of a table with what is merged in them."""

    def __init__(self) -> None:
        self._rows: list[list[_Place | None]] = []
        self._above: dict[int, _Place] = {}
        """The cells that go on below, by their columns."""

    @property
    def width(self) -> int:
        """Columns of the last row."""
        return len(self._rows[-1])

    def begin(self, before: int) -> None:
        """A row begins, behind columns that it leaves out."""
        self._rows.append([None] * before)

    def add(self, text: str, columns: int, *, begins: bool) -> None:
        """A cell of its own."""
        place = _Place(text, columns, begins=begins)
        self._above[self.width] = place
        self._rows[-1] += [place, *[None] * (columns - 1)]

    def lengthen(self, columns: int) -> bool:
        """Makes the cell above go on here; whether there is one that may."""
        place = self._above.get(self.width)
        if place is None or not place.begins:
            return False
        place.rows += 1
        self._rows[-1] += [None] * columns
        return True

    def widen(self, columns: int) -> bool:
        """Makes the cell to the left go on here; whether there is one."""
        place = next((one for one in reversed(self._rows[-1]) if one), None)
        if place is None:
            return False
        place.columns += columns
        self._rows[-1] += [None] * columns
        return True

    def rows(self) -> list[list[CellText | None]]:
        """The rows, by place."""
        return [[CellText(one.text, one.rows, one.columns) if one else None for one in row] for row in self._rows]


def _children(container: Any) -> Iterator[Any]:
    """The paragraphs, tables, rows or cells in an element, those in controls and other wrappings too."""
    for child in container:
        if child.tag in TRANSPARENT:
            yield from _children(child)
        elif child.tag == ALTERNATE:
            form = child.find(f"{MC}Choice")
            form = child.find(f"{MC}Fallback") if form is None or not len(form) else form
            yield from _children(form) if form is not None else ()
        else:
            yield child


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text.replace("\t", " ")
    elif isinstance(block, Table):
        for row in block.rows:
            yield " ".join(" ".join(cell.text.split("\n")) for cell in row if cell and cell.text.strip())


def _is_gone(properties: Any) -> bool:
    """Whether the end of a paragraph is deleted, moved elsewhere or hidden."""
    mark = properties.find(f"{W}rPr") if properties is not None else None
    if mark is None:
        return False
    return any(mark.find(W + name) is not None for name in ("del", "moveFrom")) or bool(is_on(mark, "vanish"))


def _is_row_gone(row: Any) -> bool:
    properties = row.find(f"{W}trPr")
    return properties is not None and (properties.find(f"{W}del") is not None or bool(is_on(properties, "hidden")))


def _merge(properties: Any, name: str) -> str | None:
    element = properties.find(W + name) if properties is not None else None
    return None if element is None else str(element.get(VAL, "continue"))


def _level(properties: Any, style: Style) -> int:
    own = level_in(properties)
    return style.level if own is None else own


def _stands_right(properties: Any) -> bool:
    if properties is None:
        return False
    indent = properties.find(f"{W}ind")
    moved = 0
    if indent is not None:
        left = indent.get(f"{W}left") or indent.get(f"{W}start")
        characters = indent.get(f"{W}leftChars") or indent.get(f"{W}startChars")
        moved = max((whole(left) or 0) // AT_RIGHT, (whole(characters) or 0) // AT_RIGHT_CHARACTERS)
    return moved > 0 or value(properties, "jc") in ("right", "end")


def page_breaks(body: Any) -> dict[Any, bool]:
    """For each paragraph that ends a section whether the next section begins a page."""
    sections = [*body.iter(SECTION)]
    kinds = [value(section, "type") for section in sections]
    return {
        section.getparent().getparent(): kind not in CONTINUOUS
        for section, kind in zip(sections, kinds[1:], strict=False)
        if section.getparent().tag == f"{W}pPr"
    }
