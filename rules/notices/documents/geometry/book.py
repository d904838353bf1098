"""Pages as an outline: their lines and tables in the order of reading, what goes on over a page made whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ....messages import Message
from ..outline import PAGE, OutlineWriter
from .cells import Table, add_below, goes_on_below, table_of
from .columns import flows
from .grids import grids
from .plane import Flow, Glyph, Sheet
from .running import running
from .strips import Band, bands
from .wrapping import INDENT, RESIZED, Margins, Paragraph, is_apart, is_full, is_open, margins, paragraphs


@dataclass(slots=True)
class Leaf:
    """A page as lines and tables."""

    width: float = 0.0
    height: float = 0.0
    lines: list[Band] = field(default_factory=list)
    tables: list[tuple[float, Table]] = field(default_factory=list)
    """Each with its top."""
    remark: Message | None = None


@dataclass(slots=True)
class Piece:
    """A paragraph with the margins of its flow."""

    paragraph: Paragraph
    margin: Margins
    first: bool
    last: bool


def leaf_of(sheet: Sheet) -> Leaf:
    """The lines and tables of a page."""
    found = grids(sheet.strokes)
    rest: list[Glyph] = []
    for glyph in sheet.glyphs if found else ():
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        box = next((box for ruled in found if (box := ruled.box_at(x, y))), None)
        (box.glyphs if box else rest).append(glyph)
    filled = [ruled for ruled in found if any(box.glyphs for box in ruled.boxes)]
    return Leaf(
        sheet.width,
        sheet.height,
        bands(rest if found else sheet.glyphs),
        [(ruled.ys[0], table_of(ruled)) for ruled in filled],
    )


def write_sheets(sheets: Iterable[Sheet | Message], out: OutlineWriter) -> None:
    """Writes pages; a message stands for a page that could not be read.

    Raises TooMuch where they pass the limits.
    """
    leaves = [leaf_of(sheet) if isinstance(sheet, Sheet) else Leaf(remark=sheet) for sheet in sheets]
    dropped = running([(leaf.height, leaf.lines) for leaf in leaves])
    for page, leaf in enumerate(leaves):
        leaf.lines = [band for n, band in enumerate(leaf.lines) if (page, n) not in dropped]
    for item in _mended(list(_items(leaves))):
        match item:
            case Leaf():
                out.page()
                if item.remark:
                    out.remark(item.remark)
            case Table():
                out.table(item.rows)
            case Piece():
                if item.paragraph.parted:
                    out.paragraph("")
                out.paragraph(item.paragraph.text)


Item = Leaf | Table | Piece


def _items(leaves: Sequence[Leaf]) -> Iterator[Item]:
    """Each page, and behind it its paragraphs and tables."""
    every = [(leaf, list(_parts(leaf))) for leaf in leaves]
    kin: dict[tuple[int, tuple[int, int]], list[Flow]] = {}
    for leaf, parts in every:
        for part in parts:
            if isinstance(part, Flow):
                kin.setdefault((round(leaf.width), part.column), []).append(part)
    for leaf, parts in every:
        yield leaf
        for part in parts:
            if isinstance(part, Table):
                yield part
                continue
            margin = margins(part, leaf.width, kin[round(leaf.width), part.column])
            found = paragraphs(part.strips, margin)
            for n, paragraph in enumerate(found):
                yield Piece(paragraph, margin, n == 0, n == len(found) - 1)


def _parts(leaf: Leaf) -> Iterator[Flow | Table]:
    """The flows of a page and the tables between them."""
    at = 0
    for top, table in leaf.tables:
        behind = at
        while behind < len(leaf.lines) and leaf.lines[behind][0].middle < top:
            behind += 1
        yield from flows(leaf.lines[at:behind])
        yield table
        at = behind
    yield from flows(leaf.lines[at:])


def _mended(items: Sequence[Item]) -> Iterator[Item]:
    """The same, with what goes on over a page, or over a column, in one; where a page begins within it, there is a form feed."""
    held: Table | Piece | None = None
    pages: list[Leaf] = []
    for item in items:
        if isinstance(item, Leaf):
            if held:
                pages.append(item)
            else:
                yield item
            continue
        if held and not any(page.remark for page in pages) and _takes(held, item, len(pages)):
            pages = []
            continue
        if held:
            yield held
        yield from pages
        held, pages = item, []
    if held:
        yield held
    yield from pages


def _takes(held: Table | Piece, item: Table | Piece, pages: int) -> bool:
    """Joins an item to the one before it where it goes on with that, over so many beginnings of pages."""
    if isinstance(held, Table):
        if not pages or not isinstance(item, Table) or not goes_on_below(held, item):
            return False
        add_below(held, item, PAGE * pages)
        return True
    if isinstance(item, Table) or not (held.last and item.first) or not _goes_over(held, item):
        return False
    held.paragraph.join(item.paragraph, PAGE * pages)
    held.last, held.margin = item.last, item.margin
    return True


def _goes_over(held: Piece, item: Piece) -> bool:
    """Whether the last paragraph of a page or column goes on in the first of the next."""
    above, below = held.paragraph.strips[-1], item.paragraph.strips[0]
    if abs(above.size - below.size) > RESIZED * above.size or not is_full(above, below, held.margin.right):
        return False
    if below.left > item.margin.left + INDENT * below.size:
        return False
    if is_apart(above, below, held.margin):
        return False
    return held.margin.indents or is_open(above, below, held.margin)
