"""Tables in a text: parted by tabs, by bars, or by blanks that stand one under another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..words import vocabulary
from .lines import BLANKS, Line, line_at

FEWEST_ROWS = 2
LONGEST_CELL = 400
"""Characters; what is longer is a paragraph with a tab in it."""
RULE = re.compile(r"[\s|:+=-]*")
"""A line that only rules a table: |---|:---:|."""
WIDE = re.compile(rf"[{BLANKS}]{{2,}}|\t+")
NARROW = re.compile(rf"[{BLANKS}]+")
DATE = re.compile(r"\d{1,4}\s*[年月日.:：/-]")
HEAD_WORD = 8
"""Characters of a cell in the first row of a table that is parted by single blanks."""


@dataclass(frozen=True, slots=True)
class Table:
    """A run of lines that is a table, with its rows of cells; an empty cell is None."""

    first: int
    last: int
    """The numbers of its lines."""
    rows: tuple[tuple[Line | None, ...], ...]

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


def tables(text: str, found: Sequence[Line]) -> list[Table]:
    """The tables among the lines, in order."""
    result: list[Table] = []
    at = 0
    while at < len(found):
        table = _barred(text, found, at) or _stacked(text, found, at) or _aligned(text, found, at)
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
    end = line.end
    while end < len(text) and text[end] not in "\r\n":
        end += 1
    return end


def _line_start(text: str, line: Line) -> int:
    start = line.start
    while start and text[start - 1] not in "\r\n":
        start -= 1
    return start


def _barred(text: str, found: Sequence[Line], at: int) -> Table | None:
    """| 序号 | 内容 | 时限 |, with or without bars at the ends."""
    rows: list[tuple[Line | None, ...]] = []
    place = at
    bars = re.compile(r"[|｜]")
    while place < len(found):
        line = found[place]
        start, end = _line_start(text, line), _line_end(text, line)
        marks = len(bars.findall(text, start, end))
        if marks < 1 or line.cut or (marks == 1 and (line.text[0] in "|｜" or line.text[-1] in "|｜")):
            break
        if not RULE.fullmatch(text, start, end):  # a line that only rules the table
            row = _cells(text, start, end, bars)
            row = row[1:] if row[0] is None and text[start:end].lstrip()[:1] in "|｜" else row
            row = row[:-1] if row[-1] is None and text[start:end].rstrip()[-1:] in "|｜" else row
            rows.append(row)
        place += 1
    if len(rows) < FEWEST_ROWS or max(map(len, rows)) < 2:
        return None
    return Table(at, place - 1, tuple(rows))


def _stacked(text: str, found: Sequence[Line], at: int) -> Table | None:
    """A cell a line, a bar before each but the first of a row, and a bar alone behind the row."""
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
        return None
    if row and len(row) == 1:
        place -= 1  # the last line is no cell: the text goes on with it
    return Table(at, place - 1, tuple(_under_heads(rows)))


def _under_heads(rows: Sequence[tuple[Line | None, ...]]) -> Iterator[tuple[Line | None, ...]]:
    """The rows, short ones moved to the right until their date stands under the head for times.

    A cell over several rows stands in the first of them alone.
    """
    head: tuple[Line | None, ...] = rows[0]
    for row in rows:
        if row is rows[0] or is_head(row):
            head = row
        elif len(row) < len(head):
            times = [n for n, cell in enumerate(head) if cell and vocabulary().ends(cell.text, "time")]
            dates = [n for n, cell in enumerate(row) if cell and DATE.match(cell.text)]
            if times and dates and times[-1] > dates[-1]:
                row = (None,) * (times[-1] - dates[-1]) + row
        yield row


def _bar_follows(text: str, found: Sequence[Line], place: int) -> bool:
    return place + 1 < len(found) and text[found[place + 1].start] in "|｜"


def _aligned(text: str, found: Sequence[Line], at: int) -> Table | None:
    """Cells parted by tabs or by two blanks and more; under a row of column heads by single blanks too."""
    for parts, fewest in ((re.compile(r"\t"), 2), (WIDE, 2), (NARROW, 3)):
        first = _row(text, found[at], parts)
        if len(first) < fewest or (parts is NARROW and not is_head(first)):
            continue
        rows, place = [first], at + 1
        while place < len(found):
            row = _row(text, found[place], parts)
            if len(row) < 2 or (parts is not NARROW and abs(len(row) - len(first)) > 1 and parts is WIDE):
                break
            if parts is NARROW:
                if len(row) < len(first):
                    break
                row = _fitted(text, row, first)
            rows.append(row)
            place += 1
        if len(rows) >= FEWEST_ROWS and (parts is not WIDE or len(first) > 2 or is_head(first)):
            return Table(at, place - 1, tuple(rows))
    return None


def _row(text: str, line: Line, parts: re.Pattern[str]) -> tuple[Line | None, ...]:
    if line.cut or len(line.text) > LONGEST_CELL:
        return ()
    cells = _cells(text, line.start, line.end, parts)
    return cells if all(cell is None or len(cell.text) <= LONGEST_CELL for cell in cells) else ()


def is_head(row: Sequence[Line | None]) -> bool:
    """Whether the cells are short and one of them heads a column of times."""
    words = [cell.text for cell in row if cell]
    plain = all(len(word) <= HEAD_WORD and not DATE.search(word) for word in words)
    return len(words) == len(row) and plain and any(
        vocabulary().ends(word, "time") for word in words
    )  # fmt: skip


def _fitted(text: str, row: tuple[Line | None, ...], head: tuple[Line | None, ...]) -> tuple[Line | None, ...]:
    """The cells of a row that has more of them than its head: what is left over belongs to the last."""
    if len(row) <= len(head):
        return row
    last = row[len(head) - 1]
    end = next(cell for cell in reversed(row) if cell)
    return (*row[: len(head) - 1], line_at(text, last.start, end.end) if last else end)
