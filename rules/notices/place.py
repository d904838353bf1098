"""Where a reading stands: its sentence, its clause, and the words before and behind it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..languages.grammar import Reading
from ..languages.meanings import YEAR, Point
from ..lazy import Lazy
from .documents import Block, Document
from .saying import Saying
from .sentence import Sentence
from .situation import Situation
from .words import vocabulary

FAR = 1500
"""Characters of its sentence on either side of a date that say something of it: a sentence without end has as many dates as
characters, and each would look at all of them.
"""

DATES = (
    "SINCE_YEAR",
    "DUE",
    "UNTIL_DAY",
    "ABOUT",
    "SPAN",
    "POINT",
    "WEEKDAYS",
    "FREQUENCY",
    "CORRUPT",
    "WEEK_OF_DAY",
    "RELATIVE",
    "SHIFTED",
    "COMPOSED",
)
WIDEST = 400
"""Characters of a sentence that are looked at on either side of a date."""
STOP = re.compile("[。｡；;！？!?]")
"""A sign that ends a sentence."""
BLANKS = re.compile(r"\s*")
BEHIND = 80
"""Characters behind a sentence that are looked at for an address."""


def joins(between: str) -> bool:
    """Whether what stands between two dates joins them in a row: 、, 和.

    >>> joins(" 、"), joins("至")
    (True, False)
    """
    return between.strip() in vocabulary().classes["joins"]


@dataclass(frozen=True)
class Place:
    """The surroundings of a reading in a text; all offsets in code points."""

    text: str
    start: int
    end: int
    number: int
    """Which sentence of the text it stands in."""
    sentence_start: int
    sentence_end: int
    """The sentence, cut where it goes on for more than WIDEST characters."""
    words_to: tuple[int, int]
    """From where the date before it ends to where the row of dates begins that it stands in."""
    words_from: tuple[int, int]
    """From where that row ends to where the next date begins."""
    document: Document
    block: int | None
    """The number of the block it stands in."""
    dates: tuple[tuple[int, int], ...] = ()
    """Where the dates of its sentence stand."""
    title: str = ""
    """The title of the notice."""

    @Lazy
    def saying(self) -> Saying:
        """What its sentence says of it, in frames."""
        first, last = max(self.sentence_start, self.start - FAR), min(self.sentence_end, self.end + FAR)
        low, high = bisect_left(self.dates, (first, first)), bisect_right(self.dates, (last, last))
        others = [span for span in self.dates[low:high] if span[1] <= self.start or span[0] >= self.end]
        sentence = Sentence.of(self.text, first, last, (self.start, self.end), others)
        behind = self.text[self.sentence_end : self.sentence_end + BEHIND]
        return Saying(self.document, self.block, sentence, behind, self.title, self.quote)

    @Lazy
    def situation(self) -> Situation:
        """The same, as it is judged."""
        return Situation(self.saying, self.quote)

    @property
    def within(self) -> Block | None:
        """The block it stands in; None between two blocks."""
        return None if self.block is None else self.document.blocks[self.block]

    @property
    def stands_in_book(self) -> bool:
        """Whether it stands in the title of another document: 《2026年7月工作安排》."""
        before = self.text[max(self.sentence_start, self.start - BEHIND) : self.start]
        return before.rfind("《") > before.rfind("》") and "》" in self.text[self.end : self.end + BEHIND]

    @property
    def lead(self) -> str:
        """What stands before it in its block, behind its number."""
        block = self.within
        return self.text[block.start + block.mark : self.start] if block else ""

    def opens(self, marks: re.Pattern[str] = BLANKS) -> bool:
        """Whether nothing but marks stands before it in its block, behind its number."""
        block = self.within
        if block is None:
            return True
        ahead = marks.match(self.text, block.start + block.mark, self.start)
        return ahead is not None and ahead.end() >= self.start

    @property
    def sign_ahead(self) -> str:
        """The last character before its sentence that is not blank; "" for none."""
        at = self.sentence_start
        while at and self.text[at - 1].isspace():
            at -= 1
        return self.text[at - 1 : at]

    @property
    def quote(self) -> str:
        """The words themselves."""
        return self.text[self.start : self.end]

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self.text[self.sentence_start : self.sentence_end].strip()

    @property
    def before(self) -> str:
        """What stands before it in its sentence."""
        return self.text[self.sentence_start : self.start]

    @property
    def after(self) -> str:
        """What follows it in its sentence."""
        return self.text[self.end : self.sentence_end]

    @property
    def before_row(self) -> str:
        """What stands in its sentence before the row of dates that it is one of."""
        return self.text[self.sentence_start : self.words_to[1]]

    @property
    def after_row(self) -> str:
        """What follows that row in its sentence."""
        return self.text[self.words_from[0] : self.sentence_end]

    @property
    def words_before(self) -> str:
        """What stands before it in its sentence, back to the last date."""
        return self.text[max(self.sentence_start, self.words_to[0]) : self.words_to[1]]

    @property
    def words_after(self) -> str:
        """What follows it in its sentence, up to the next date."""
        return self.text[self.words_from[0] : min(max(self.sentence_end, self.words_from[0]), self.words_from[1])]


def with_bracket(reading: Reading, text: str) -> Reading:
    """The reading with the bracket behind it that closes one of its own: 每月15日（仅限工作日）."""
    words = text[reading.start : reading.end]
    opened = any(words.count(opening) > words.count(closing) for opening, closing in ("()", "（）"))
    return (
        replace(reading, end=reading.end + 1)
        if opened and text[reading.end : reading.end + 1] in tuple(")）")
        else reading
    )


def _only_a_year(reading: Reading) -> bool:
    point = reading.meaning
    return isinstance(point, Point) and point.grains == (YEAR, YEAR)


class Places:
    """The sentences of a text, found once."""

    def __init__(self, document: Document, title: str = "") -> None:
        self.document = document
        self.title = title
        self.text = text = document.text
        starts = [0]
        for block in document.blocks:
            begin = block.start + block.mark
            starts += [begin, *(match.end() for match in STOP.finditer(text, begin, block.end)), block.end]
        self.starts: Sequence[int] = sorted(set(starts))

    def around(self, readings: Sequence[Reading]) -> list[Place]:
        """The places of readings in order, each bounded by the dates before and after it.

        Dates in a row (2月14日、2月28日上班) share the words before the first and behind the last.
        """
        dates = [r for r in readings if r.category in DATES and not _only_a_year(r)]
        rows = self._rows(dates)
        inside: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}  # the dates of one sentence share it
        ends = [r.end for r in dates]
        places = []
        spans = [(r.start, r.end) for r in dates]
        starts = [r.start for r in dates]
        for reading in readings:
            first, last = rows.get(reading.start, (reading.start, reading.end))
            before = bisect_right(ends, first) - 1
            after = bisect_right(ends, last)
            left = ends[before] if before >= 0 else 0
            right = dates[after].start if after < len(dates) else len(self.text)
            begin, end, number = self._sentence(reading)
            low, high = bisect_left(starts, begin), bisect_left(starts, end)
            if (low, high) not in inside:
                inside[low, high] = tuple(spans[low:high])
            block = self.document.number_at(reading.start)
            places.append(
                Place(
                    text=self.text,
                    start=reading.start,
                    end=reading.end,
                    number=number,
                    sentence_start=begin,
                    sentence_end=end,
                    words_to=(left, first),
                    words_from=(last, right),
                    document=self.document,
                    block=block,
                    dates=inside[low, high],
                    title=self.title,
                )
            )
        return places

    def _rows(self, dates: Sequence[Reading]) -> dict[int, tuple[int, int]]:
        """For each date the start and end of the row of dates (2月14日、2月28日) that it stands in."""
        rows: list[list[Reading]] = []
        for date in dates:
            if rows and joins(self.text[rows[-1][-1].end : date.start]):
                rows[-1].append(date)
            else:
                rows.append([date])
        return {date.start: (row[0].start, row[-1].end) for row in rows for date in row}

    def _sentence(self, reading: Reading) -> tuple[int, int, int]:
        """From where to where the sentence of a reading goes, cut where it is too long, and its number."""
        number = bisect_right(self.starts, reading.start) - 1
        following = bisect_left(self.starts, reading.end, number + 1)
        end = self.starts[following] if following < len(self.starts) else len(self.text)
        return max(self.starts[number], reading.start - WIDEST), min(end, reading.end + WIDEST), number
