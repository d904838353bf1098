"""The text of a document: headings, paragraphs, items, attachments; and the blocks of all lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..words import vocabulary
from .blocks import Block, BlockKind, Cell
from .layout import Layout, runs_on
from .lines import Line
from .page import is_owned
from .shapes import COLONS, ENDS, LONGEST_TITLE, SHORT, squeezed
from .tables import Table

NARROWEST, WIDEST, COLUMN = 18, 80, 12
"""Characters of a line that may have been broken for its width; of one in a narrow column, where most lines are."""
RAGGED = 3
"""Characters by which lines that were broken for the same width differ."""
LONGEST_HEADING, LONGEST_LABEL, LONGEST_BULLETED, LONGEST_BARE = 60, 40, 14, 16
LONGEST = 1000
"""Characters, blanks included, from which a line is a paragraph and nothing else."""
LABEL_AT = 40
"""Characters in which the word before a list of attachments stands."""
CLOCK = re.compile(r"\d[:：.]\d")
NARROW = re.compile(r"[\x20-\x7e]")
BETWEEN, BEHIND = "-/.年月", "年月日号时"
"""What stands between the numbers of a date, and behind them."""
NUMERALS = "0123456789０１２３４５６７８９〇零一二三四五六七八九十廿两"
UNITS, BEFORE_NUMBER = "年月日号天周时点", "年月日第至到—前自从于在每、"
"""What stands behind a number of a date, and before one."""
FIGURES_OF_A_YEAR = 4
RULED = re.compile(r"[-—–=_*·.…]{4,}")
"""A line drawn across the page."""
EMPTY_LINE = re.compile(r"\n[ \t\u3000]*\r?\n")


def mark_body(layout: Layout, page: Wrapping) -> None:
    """Gives every line that has no kind yet its own."""
    attached = False
    for n, line in enumerate(layout.lines):
        if n in layout.kinds:
            attached = attached and layout.kinds[n] is not BlockKind.SIGNATURE
            continue
        if is_owned(line.text):
            layout.kinds[n] = BlockKind.PAGE
            continue
        plain = squeezed(line.words) if len(line.text) <= LONGEST else line.words
        if _lists_attachments(line) or (attached and _is_attached(line, plain)):
            layout.kinds[n], attached = BlockKind.ATTACHMENT, True
            continue
        below = layout.lines[n + 1] if n + 1 < len(layout.lines) else None
        broken = page.is_full(line) or (n > 0 and page.goes_on(n - 1)) or bool(below and _is_broken_date(line, below))
        heading = _is_heading(layout, n, plain) and not broken
        layout.kinds[n] = BlockKind.HEADING if heading else BlockKind.ITEM if line.mark else BlockKind.PARAGRAPH
        attached = False


def _lists_attachments(line: Line) -> bool:
    """Whether a list of attachments begins with the line: 附件：1.报名表."""
    plain = squeezed(line.text[:LABEL_AT])
    label = vocabulary().begins(plain, "attachment")
    return bool(label) and (len(label) > 1 or plain[1:2] in tuple(COLONS))


def _is_attached(line: Line, plain: str) -> bool:
    """Whether a line below the first of a list of attachments belongs to it."""
    return line.level in (3, 4, 5) and len(plain) <= LONGEST_TITLE and not any(sign in plain for sign in "。；")


def _is_heading(layout: Layout, n: int, plain: str) -> bool:
    line, last = layout.lines[n], n + 1 == len(layout.lines)
    if not plain or len(plain) > LONGEST_HEADING or plain[-1] in ENDS + "，,、":
        return False
    if line.sharps or (line.text[0] in "【〖" and line.text[-1] in "】〗"):
        return True
    if plain[-1] in COLONS:
        return len(plain) <= LONGEST_LABEL and not last
    if last or layout.day_of(line) or any(sign in plain for sign in "：:。；;"):
        return False
    if line.level == 5:
        return _heads_bullets(line, layout.lines[n + 1], plain)
    if line.level:
        return len(plain) <= SHORT + 6 and not CLOCK.search(plain)
    return _is_bare_heading(line, plain)


def _heads_bullets(line: Line, below: Line, plain: str) -> bool:
    """Whether a line with a bullet stands above lines with another bullet."""
    other = below.level == 5 and below.text[0] != line.text[0]
    return other and len(plain) <= LONGEST_BULLETED and not re.search(r"[，,\d]", plain)


def _is_bare_heading(line: Line, plain: str) -> bool:
    """Whether a short line without a number names a time or a sort of document: 报名时间."""
    if line.mark or len(plain) > LONGEST_BARE or re.search(r"[，,\d]", plain):
        return False
    return bool(vocabulary().ends(plain, "time") or vocabulary().ends(plain, "genre"))


def blocks_of(layout: Layout, page: Wrapping) -> Iterator[Block]:
    """The blocks of the lines, in their order; lines broken for their width are one paragraph."""
    cells = {table.first: (number, table) for number, table in enumerate(layout.tables)}
    above, n = 0, 0
    while n < len(layout.lines):
        line, kind = layout.lines[n], layout.kinds[n]
        if n in cells and kind is BlockKind.CELL:
            number, table = cells[n]
            yield from _cells(number, table)
            n = table.last + 1
            continue
        last, level = n, line.level
        if kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            while page.goes_on(last):
                last += 1
        elif kind is BlockKind.HEADING:
            own = line.level or min(line.sharps, 2)
            level = 4 if own == 5 else own or above + 1
            above = own or above
        yield Block(kind, line.start, layout.lines[last].end, level, line.mark)
        n = last + 1


class Wrapping:
    """How the lines of a text were broken for their width, which is counted in columns or in characters."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        found = ((_width(layout.lines, measure), measure) for measure in (_columns, _characters))
        self.width, self._measure = next((pair for pair in found if pair[0]), (0, _characters))

    def is_full(self, line: Line) -> bool:
        """Whether a line is as wide as those that were broken."""
        return bool(self.width) and self._measure(line) >= self.width - RAGGED

    def goes_on(self, n: int) -> bool:
        """Whether a line is broken and goes on in the next one."""
        kinds, found = self.layout.kinds, self.layout.lines
        if n + 1 >= len(found) or kinds.get(n + 1, BlockKind.PARAGRAPH) is not BlockKind.PARAGRAPH:
            return False
        if kinds.get(n) not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            return False
        line, below = found[n], found[n + 1]
        if (
            below.cut
            or below.mark
            or line.text[-1] in ENDS
            or RULED.fullmatch(line.text)
            or below.indent >= 4 > line.indent + 2
        ):
            return False
        if EMPTY_LINE.search(self.layout.text, line.end, below.start):
            return False  # an empty line parts them
        if _is_broken_date(line, below) or (runs_on(line.text) and line.text[-1] not in COLONS):
            return True
        return self.is_full(line)


def _is_broken_date(line: Line, below: Line) -> bool:
    """Whether a date begins at the end of a line and ends in the next one: 2025/2/⏎20, 25⏎日前, 25日⏎前, 下午⏎2:30."""
    known, end = vocabulary(), line.text
    begun = known.ends(end, "half_day") if below.text[0].isdigit() else ""
    if begun or (end[-1] in BETWEEN and end[-2:-1].isdigit() and below.text[0].isdigit()):
        return True
    if _is_broken_number(end, below.text):
        return True
    part = known.begins(below.text, "date_rest")
    return bool(part) and (
        end[-1].isdigit() if part in BEHIND else end.removesuffix("当")[-1] == "日" and end[-2:-1] in tuple(NUMERALS)
    )


def _is_broken_number(end: str, begin: str) -> bool:
    """Whether a number of a date is broken, or stands apart from its unit: 三月二⏎十日, 八月⏎三日, 提前三⏎天."""
    bare = end.rstrip(NUMERALS)
    goes_on = len(begin) - len(begin.lstrip(NUMERALS))
    if end[-1] == "个" and end[-2:-1] in tuple(NUMERALS) and begin[0] in "工月周":
        return True  # 3个⏎工作日内
    unit, figures = begin[goes_on : goes_on + 1], len(end) - len(bare) + goes_on
    if unit not in tuple(UNITS):
        return False
    if bare and len(bare) < len(end):
        if unit == "年":
            return figures == FIGURES_OF_A_YEAR
        if unit == "月" and begin[goes_on + 1 : goes_on + 2] in tuple(NUMERALS):
            return figures <= 2
        return bare[-1] in tuple(BEFORE_NUMBER) and figures <= (2 if end[-1].isdigit() else 3)
    return bool(goes_on) and end[-1] in "年月" and end[-2:-1] in tuple(NUMERALS)


def _characters(line: Line) -> int:
    """The width of a line where every character counts as one."""
    return len(line.text) + line.indent // 2


def _columns(line: Line) -> int:
    """The width of a line where two Latin characters count as one."""
    return (2 * len(line.text) - len(NARROW.findall(line.text)) + line.indent) // 2


def _width(lines: list[Line], measure: Callable[[Line], int]) -> int:
    """The width of a line that was broken for it; 0 where none was."""
    every = [measure(line) for line in lines]
    for narrowest, least, part in ((NARROWEST, 3, 4), (COLUMN, 8, 2)):
        widths = [width for width in every if width >= narrowest]
        widest = max(widths, default=0)
        full = sum(1 for width in widths if width >= widest - RAGGED)
        if full >= max(least, len(widths) // part) and widest <= WIDEST:
            return widest
    return 0


def _cells(number: int, table: Table) -> Iterator[Block]:
    heads, behind = table.heads(), -1
    for row, line in enumerate(table.rows):
        for column, cell in enumerate(line):
            if cell and cell.start > behind:  # one that reaches into a further row or column is no other cell
                behind = cell.start
                place = Cell(number, row, column, heads[row], *table.spans.get(cell.start, (1, 1)))
                yield Block(BlockKind.CELL, cell.start, cell.end, cell=place)
