"""Which day the lines and cells of a timetable are of that begin with a time of day.

10月12日（周一） ⏎ 09:00 报到 ⏎ 14:30 开幕: the day is that of the heading, of the title, of the paragraph right above;
第二天 is the second of the days that were told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ..languages.grammar import Reading
from ..languages.meanings import DAY, Point, Range
from ..languages.parsing import recurrence
from ..languages.points import Frame, point_of
from ..languages.relative import Seven
from ..languages.zh.numbers import number
from ..spans import shift
from .clocks import BLANKS, CLAUSE, HOURS, STOP, day_of, day_of_point, is_bare, on_day, starts_time
from .documents import Block, BlockKind, Document
from .documents.shapes import COLONS
from .names import number_end
from .place import joins
from .that_day import Days, edges_of, returns, times_behind

LONGEST_LEAD = 400
"""Characters from a date to the colon with which its line leads to a timetable."""
SOME_YEAR = 2001
"""A year for days that leave theirs out."""
LONGEST_COUNT = 8
"""Characters of a line in which it says which day of an event it is about."""
SHORT_LEAD = 8
"""Characters before the date in such a line: 【第一天】."""
LONGEST_EVENT = 9
"""Days behind the day of a title of which its days may be."""
LONGEST_ROW = 31
"""Days of a row that are counted."""
RUNNING = (BlockKind.PARAGRAPH, BlockKind.ITEM)
SHORT_LINE = 16
"""Characters beside a date in a line that heads a timetable."""


def timetable(readings: Sequence[Reading], document: Document) -> Iterator[Reading]:
    """The times of day with which lines and cells begin, on the day that heads them."""
    table, place = _Timetable(document, Days(document)), 0
    for count, block in enumerate(document.blocks, 1):
        inside: list[Reading] = []
        while place < len(readings) and readings[place].start < block.end:
            if readings[place].start >= block.start:
                inside.append(readings[place])
            place += 1
        below = document.blocks[count : count + 1]
        yield from table.times(block, inside, timed_below=bool(below) and table.begins_timed(below[0])[1])


def days_in_cells(readings: Sequence[Reading], document: Document, day: date | None) -> list[Reading]:
    """The readings; in a cell of a table 下周一 is a day like any other, which the cells beside it lean on."""
    return [_as_day(reading, document, day) or reading for reading in readings]


def _as_day(reading: Reading, document: Document, day: date | None) -> Reading | None:
    """A weekday of a week that is counted from the notice, as a day of its month; None for everything else."""
    away = reading.meaning
    if not day or not isinstance(away, Seven) or away.weekday is None:
        return None
    number = document.number_at(reading.start)
    if number is None or not document.blocks[number].cell:
        return None
    span = recurrence(away, Frame(day=day)).rule.subject().single_span()
    return replace(reading, category="POINT", meaning=point_of(span.first)) if span else None


@dataclass(slots=True)
class _Timetable:
    """A document, read from block to block, and the days of which its times may be."""

    document: Document
    days: Days
    day: Point | None = None
    """The day that heads the times now."""
    span: Range | None = None
    """The last days from one to another, of which 第二天 is the second."""
    row: list[Point] = field(default_factory=list)
    """The last days in a row, of which 第二天 is the second: 4月20日、25日."""
    beside: list[Point] = field(default_factory=list)
    """The last day, with those that stand in a row before it."""
    row_end: int = 0
    """Where the last day ends."""
    above: Point | None = None
    """The first day of the paragraph right above, or of those above lines of times."""
    month: Point | None = None
    """The last date with its month, for days below that leave it out."""

    listed: bool = False
    """Whether the last block was one of several lines of times."""

    def begins_timed(self, block: Block) -> tuple[int, bool]:
        """Where the words of a block begin, and whether they do with a time of day."""
        text, begin = self.document.text, block.start + block.mark
        while begin < block.end and text[begin] in BLANKS:
            begin += 1
        return begin, starts_time(text, begin)

    def times(self, block: Block, inside: Sequence[Reading], *, timed_below: bool) -> Iterator[Reading]:
        """The times of a block in which those readings stand; keeps what they say of the blocks below."""
        text = self.document.text
        begin, timed = self.begins_timed(block)
        self.listed = timed and (timed_below or self.listed)
        if not any(map(day_of, inside)):
            self._told_by(block, begin, timed=self.listed and not inside)
        heads = timed_below or block.kind is BlockKind.HEADING or _ends_with_colon(text, block.start, block.end)
        yield from edges_of(self.span, block, inside, text)
        if returned := returns(block, inside, self.days, heads=heads):
            yield from times_behind(returned.end, returned.day, block, inside, text)
            self.day = returned.day if returned.stays else self.day
        dated = inside and inside[0].start <= begin and not is_bare(inside[0])
        if self.day and not dated and (read := on_day(self.day, text, begin, block.end)):
            yield read
            yield from _further(self.day, read, text, block.end)
        if not timed:
            days = (point for reading in inside if (point := day_of(reading)) and not point.weak)
            self.above = next(days, None) if block.kind in RUNNING else None
        for reading in inside:
            self._keep(reading, block)

    def _told_by(self, block: Block, begin: int, *, timed: bool) -> None:
        """Takes the day that a block without a date tells: 第二天, a time right below a paragraph."""
        text = self.document.text
        if count := _count_of_day(text[begin : min(block.end, begin + LONGEST_COUNT * 2)]):
            of_row = self.row[count - 1] if count <= len(self.row) > 1 else None
            title = self.days.title_day
            counted = self.span or (Range(title, None) if title else None)
            self.day = of_row or (counted and _nth_day(counted, count)) or self.day
        if self.above and timed:
            self.day = self.above

    def _keep(self, reading: Reading, block: Block) -> None:
        """Keeps what a date says of the blocks below."""
        self.month = _with_month(reading) or self.month
        self.days.keep(reading, block)
        if single := day_of(reading) or _of_month(reading, self.month):
            goes_on = self.beside and joins(self.document.text[self.row_end : reading.start])
            self.beside, self.row_end = [*self.beside, single][:LONGEST_ROW] if goes_on else [single], reading.end
            self.row = self.beside if goes_on else self.row
        if (point := day_of(reading) or _of_month(reading, self.month)) and _heads(reading, block, self.document):
            self.day = point
        if isinstance(reading.meaning, Range) and reading.meaning.last and day_of_point(reading.meaning.first):
            self.span, self.row = reading.meaning, []


def _further(day: Point, first: Reading, text: str, stop: int) -> Iterator[Reading]:
    """The times behind the first one of a line that begin a clause: 8:30集合，9:00典礼开始."""
    for clock in HOURS.finditer(text, first.end, stop):
        if CLAUSE.match(text, clock.start() - 1) and (found := on_day(day, text, clock.start(), stop)):
            yield found


def _with_month(reading: Reading) -> Point | None:
    """The point of a date that has its month."""
    meaning = reading.meaning.first if isinstance(reading.meaning, Range) else reading.meaning
    return meaning if isinstance(meaning, Point) and meaning.month and not meaning.weak else None


def _of_month(reading: Reading, month: Point | None) -> Point | None:
    """A day of the month that the last date told; None for anything else."""
    point = reading.meaning
    if not month or not isinstance(point, Point) or point.grains != (DAY, DAY) or not point.day or point.monthly:
        return None
    return replace(point, month=month.month, year=month.year)


def _count_of_day(line: str) -> int:
    """Which day of an event a line begins with: 第二天 at the hall; 0 for none."""
    words = "".join(line[:LONGEST_COUNT].split()).lstrip("【[（(")
    if not words.startswith("第"):
        return 0
    end = number_end(words[1:])
    return number(words[1 : end + 1]) if end and words[end + 1 : end + 2] == "天" else 0


def _nth_day(span: Range, count: int) -> Point | None:
    """That day of the days from the first to the last; None where there are not so many, or the span leaves out its year."""
    first, last = span.first, span.last
    year = first.year or SOME_YEAR
    try:
        begin = date(year, first.month or 1, first.day or 0)
        end = date(year, last.month or begin.month, last.day or 0) if last else shift(begin, LONGEST_EVENT)
    except ValueError:
        return None
    found = shift(begin, count - 1)
    return replace(first, month=found.month, day=found.day) if begin <= found <= end else None


def _heads(reading: Reading, block: Block, document: Document) -> bool:
    """Whether a date stands in a title, a heading, a cell, or a line with little else."""
    if block.kind in (BlockKind.DATED, BlockKind.PAGE, BlockKind.IMPRINT):
        return False
    if isinstance(reading.meaning, Point) and reading.meaning.weak and reading.start > block.start + block.mark:
        return False  # 8.5折
    if block.kind in (BlockKind.TITLE, BlockKind.HEADING, BlockKind.CELL):
        return True
    if _ends_with_colon(document.text, reading.end, block.end):
        return not STOP.search(document.text, reading.end, block.end)  # 定于7月20日举办说明会，安排如下：
    if reading.start - block.start - block.mark > SHORT_LEAD:
        return False
    rest = len("".join(document.text[block.start : block.end].split())) - (reading.end - reading.start)
    return rest <= SHORT_LINE


def _ends_with_colon(text: str, start: int, end: int) -> bool:
    """Whether a colon is the last sign of a line that does not go on for long."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return start < end <= start + LONGEST_LEAD and text[end - 1] in COLONS
