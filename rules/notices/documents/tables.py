"""Tables in a text: parted by tabs, by bars, or by blanks that stand one under another."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..words import vocabulary
from .lines import BLANKS, BREAK, Line, line_at
from .outline import Grid

FEWEST_ROWS = 2
LONGEST_CELL = 400
"""Characters; what is longer is a paragraph with a tab in it."""
RULE = re.compile(r"[\s|:+=-]*")
"""A line that only rules a table: |---|:---:|."""
BARS = re.compile(r"[|｜]")
TAB = re.compile(r"\t")
WIDE = re.compile(rf"[{BLANKS}]{{2,}}|\t+")
NARROW = re.compile(rf"[{BLANKS}]+")
FIGURES = re.compile(r"\d++\s*+(?=\S)")
PARTING = ".:：/-"
"""Signs between the numbers of a date or a time of day."""
HEAD_WORD = 8
"""Characters of a cell in the first row of a table that is parted by single blanks."""


@dataclass(frozen=True, slots=True)
class Table:
    """A run of lines that is a table, with its rows of cells; an empty cell is None."""

    first: int
    last: int
    """The numbers of its lines."""
    rows: tuple[tuple[Line | None, ...], ...]
    """A cell that reaches over several rows or columns stands in each."""
    spans: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """Over how many rows and columns the cells go that go over more than one, by where they begin."""

    def heads(self) -> list[int | None]:
        """For each row the number of the row that heads it: the last above that is one of heads, else the first."""
        found: list[int | None] = []
        last: int | None = None
        for number, row in enumerate(self.rows):
            if not number or is_head(row):
                last = number
                found.append(None)
            else:
                found.append(last)
        return found


def gridded(text: str, found: Sequence[Line], grids: Sequence[Grid]) -> list[Table]:
    """The tables that a file says there are, and those that show in the lines between them, in order."""
    starts, result, at = [line.start for line in found], list[Table](), 0
    for grid in grids:
        first, behind = bisect_right(starts, grid.start) - 1, bisect_left(starts, grid.end)
        result += _shifted(tables(text, found[at:first]), at)
        result.append(_of_grid(text, first, behind - 1, grid))
        at = behind
    return [*result, *_shifted(tables(text, found[at:]), at)]


def _shifted(found: Sequence[Table], by: int) -> Iterator[Table]:
    return (replace(table, first=table.first + by, last=table.last + by) for table in found)


def _of_grid(text: str, first: int, last: int, grid: Grid) -> Table:
    """The table of a grid, whose cells stand wherever they reach."""
    height = max(cell.row for cell in grid.cells) + 1
    width = max(cell.column + cell.columns for cell in grid.cells)
    rows: list[list[Line | None]] = [[None] * width for _ in range(height)]
    for cell in grid.cells:
        line = line_at(text, cell.start, cell.end)
        for row in rows[cell.row : cell.row + cell.rows]:
            row[cell.column : cell.column + cell.columns] = [line] * cell.columns
    spans = {c.start: (c.rows, c.columns) for c in grid.cells if c.rows > 1 or c.columns > 1}
    return Table(first, last, tuple(map(tuple, rows)), spans)


def tables(text: str, found: Sequence[Line]) -> list[Table]:
    """The tables that show in the lines, in order."""
    result: list[Table] = []
    at = barred = stacked = 0
    while at < len(found):
        table: Table | None = None
        words = found[at].text
        if at >= barred and BARS.search(words):  # what is no table from its first line on is none from a later one
            table, barred = _barred(text, found, at)
        if not table and at >= stacked and (words[0] in "|｜" or _bar_follows(text, found, at)):
            table, stacked = _stacked(text, found, at)
        if not table and NARROW.search(words):
            table = _aligned(text, found, at)
        if table:
            result.append(table)
        at = table.last + 1 if table else at + 1
    return result


def _cells(text: str, start: int, end: int, parts: re.Pattern[str]) -> tuple[Line | None, ...]:
    """The cells of a line that the pattern parts."""
    cells, begin = [], start
    for match in parts.finditer(text, start, end):
        cells.append(line_at(text, begin, match.start()))
        begin = match.end()
    return (*cells, line_at(text, begin, end))


def _line_end(text: str, line: Line) -> int:
    """Where the line of the text ends in which a line stands, blanks and closing bars included."""
    broken = BREAK.search(text, line.end)
    return broken.start() if broken else len(text)


def _line_start(text: str, line: Line) -> int:
    start = line.start
    while start and not BREAK.match(text, start - 1):
        start -= 1
    return start


def _barred(text: str, found: Sequence[Line], at: int) -> tuple[Table | None, int]:
    """| 序号 | 内容 | 时限 |, with or without bars at the ends; and the first line behind those with bars."""
    rows: list[tuple[Line | None, ...]] = []
    place = at
    while place < len(found):
        line = found[place]
        if line.cut or (place + 1 < len(found) and found[place + 1].cut):
            break  # what was cut is no row
        start, end = _line_start(text, line), _line_end(text, line)
        marks = len(BARS.findall(text, start, end))
        if marks < 1 or (marks == 1 and (line.text[0] in "|｜" or line.text[-1] in "|｜")):
            break
        if not RULE.fullmatch(text, start, end):  # a line that only rules the table
            row = _cells(text, start, end, BARS)
            row = row[1:] if row[0] is None and text[start:end].lstrip()[:1] in "|｜" else row
            row = row[:-1] if row[-1] is None and text[start:end].rstrip()[-1:] in "|｜" else row
            rows.append(row)
        place += 1
    if len(rows) < FEWEST_ROWS or max(map(len, rows)) < 2:
        return None, place
    return _merged(at, place - 1, rows), place


def _merged(first: int, last: int, rows: Sequence[tuple[Line | None, ...]]) -> Table:
    """The table of those rows, where empty cells at the beginning of a row belong to the cell above them."""
    made: list[tuple[Line | None, ...]] = []
    spans: dict[int, tuple[int, int]] = {}
    for row in rows:
        empty = next((n for n, cell in enumerate(row) if cell), 0)
        above = made[-1][:empty] if made else ()
        for cell in above:
            if cell:
                spans[cell.start] = (spans.get(cell.start, (1, 1))[0] + 1, 1)
        made.append((*above, *row[len(above) :]))
    return Table(first, last, tuple(made), spans)


def _stacked(text: str, found: Sequence[Line], at: int) -> tuple[Table | None, int]:
    """A cell a line, a bar before each but the first of a row, and a bar alone behind the row; and the line behind."""
    rows: list[tuple[Line | None, ...]] = []
    row: list[Line | None] = []
    place, alone = at, 0
    while place < len(found):
        line = found[place]
        bar = text[line.start] in "|｜"
        if bar and line.end - line.start == 1:
            alone += 1
            if row:
                rows.append(tuple(row))
            row = []
        elif bar:
            row.append(line_at(text, line.start + 1, line.end))
        elif not row and (alone or _bar_follows(text, found, place)):
            row.append(line)
        else:
            break
        place += 1
    if row and len(row) > 1:
        rows.append(tuple(row))
    if alone < FEWEST_ROWS or len(rows) < FEWEST_ROWS:
        return None, place
    if row and len(row) == 1:
        place -= 1  # the last line is no cell: the text goes on with it
    return Table(at, place - 1, tuple(_under_heads(rows))), place


def _under_heads(rows: Sequence[tuple[Line | None, ...]]) -> Iterator[tuple[Line | None, ...]]:
    """The rows, short ones moved to the right until their date stands under the head for times.

    A cell over several rows stands in the first of them alone.
    """
    head: tuple[Line | None, ...] = ()
    times: list[int] = []
    for row in rows:
        if row is rows[0] or is_head(row):
            head = row
            times = [n for n, cell in enumerate(head) if cell and vocabulary().ends(cell.text, "time")]
        dates = [n for n, cell in enumerate(row) if cell and _begins_date(cell.text)] if len(row) < len(head) else []
        missing = times[-1] - dates[-1] if times and dates else 0
        yield (None,) * missing + row


def _is_of_date(figures: re.Match[str]) -> bool:
    text, end = figures.string, figures.end()
    return text[end] in PARTING or bool(vocabulary().begins(text, "date_part", end))


def _begins_date(text: str) -> bool:
    """Whether the text begins as a date or a time of day does: 3月, 2026-, 9:"""
    figures = FIGURES.match(text)
    return bool(figures and _is_of_date(figures))


def has_date(text: str) -> bool:
    """Whether a date or a time of day begins anywhere in the text."""
    return any(map(_is_of_date, FIGURES.finditer(text)))


def _bar_follows(text: str, found: Sequence[Line], place: int) -> bool:
    return place + 1 < len(found) and text[found[place + 1].start] in "|｜"


def _aligned(text: str, found: Sequence[Line], at: int) -> Table | None:
    """Cells parted by tabs or by two blanks and more; under a row of column heads by single blanks too."""
    for parts, fewest in ((TAB, 2), (WIDE, 2), (NARROW, 3)):
        first = _row(text, found[at], parts)
        tabbed = parts is TAB and "\t" not in text[_line_start(text, found[at]) : found[at].start]
        if len(first) < fewest or (parts is NARROW and (found[at].level or not is_head(first))):
            continue  # 二、近 期 日 程
        if parts is WIDE and len(first) == 2 and not is_head(first):
            continue  # two columns without a head are as likely two halves of a line
        rows, place = [first], at + 1
        while place < len(found):
            row = _row(text, found[place], parts, whole=tabbed)
            if len(row) < 2 or (parts is not NARROW and abs(len(row) - len(first)) > 1 and parts is WIDE):
                break
            if parts is NARROW:
                if len(row) < len(first):
                    break
                row = _fitted(text, row, first)
            rows.append(row)
            place += 1
        if len(rows) >= FEWEST_ROWS:
            if parts is WIDE:
                rows[0] = _head_like(text, found[at], rows)
            return _merged(at, place - 1, rows) if tabbed else Table(at, place - 1, tuple(rows))
    return None


def _head_like(text: str, line: Line, rows: Sequence[tuple[Line | None, ...]]) -> tuple[Line | None, ...]:
    """The first row, parted by single blanks where that gives it as many cells as the rows below have."""
    cells = _row(text, line, NARROW)
    fewest = min(len(row) for row in rows[1:])
    return cells if len(rows[0]) < fewest == len(cells) else rows[0]


def _row(text: str, line: Line, parts: re.Pattern[str], *, whole: bool = False) -> tuple[Line | None, ...]:
    """The cells of a line; with `whole` from its very beginning: a tab there stands behind an empty cell."""
    if line.cut or len(line.text) > LONGEST_CELL:
        return ()
    start = _line_start(text, line) if whole else line.start
    if not parts.search(text, start, line.end):
        return ()
    cells = _cells(text, start, line.end, parts)
    return cells if all(cell is None or len(cell.text) <= LONGEST_CELL for cell in cells) else ()


def is_head(row: Sequence[Line | None]) -> bool:
    """Whether the cells are short and one of them heads a column of times."""
    words = [cell.text for cell in row if cell]
    plain = all(len(word) <= HEAD_WORD and not has_date(word) for word in words)
    return len(words) == len(row) and plain and any(
        vocabulary().ends(word, "time") for word in words
    )  # fmt: skip


def _fitted(text: str, row: tuple[Line | None, ...], head: tuple[Line | None, ...]) -> tuple[Line | None, ...]:
    """The cells of a row that has more of them than its head: what is left over belongs to the last."""
    if len(row) <= len(head):
        return row
    rest = [cell for cell in row[len(head) - 1 :] if cell]
    return (*row[: len(head) - 1], line_at(text, rest[0].start, rest[-1].end) if rest else None)
