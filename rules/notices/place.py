"""Where a reading stands: its sentence, its clause, and the words before and behind it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..languages.grammar import Reading
from ..languages.meanings import YEAR, Point

DATES = ("YEARS", "BY", "TILL", "ABOUT", "R", "P", "WDS", "F", "X")
ROW = re.compile(r"\s*[、和及与]\s*")
RUNS_ON = "，,、：:于为在至以的和与及将把由自从到（("
"""A line that ends so goes on in the next: the break is no end of a sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """The surroundings of a reading in a text; all offsets in code points."""

    text: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    left: int = 0
    """Where the date before it ends."""
    right: int = 1 << 62
    """Where the date after it begins."""
    words_to: int = 0
    """Where the words before it end: before the first of several dates in a row."""
    words_from: int = 0
    """Where the words behind it begin: behind the last of several dates in a row."""

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
    def words_before(self) -> str:
        """What stands before it in its sentence, back to the last date."""
        return self.text[max(self.sentence_start, self.left) : self.words_to or self.start]

    @property
    def words_after(self) -> str:
        """What follows it in its sentence, up to the next date."""
        return self.text[max(self.end, self.words_from) : min(self.sentence_end, self.right)]


def _only_a_year(reading: Reading) -> bool:
    point = reading.meaning
    return isinstance(point, Point) and point.grains == (YEAR, YEAR)


def _row_starts(dates: Sequence[Reading], text: str) -> dict[int, int]:
    """For each date the start of the row of dates (2月14日、2月28日) that it stands in."""
    starts: dict[int, int] = {}
    for before, date in zip((None, *dates), dates, strict=False):
        joined = before and ROW.fullmatch(text[before.end : date.start])
        starts[date.start] = starts[before.start] if before and joined else date.start
    return starts


class Places:
    """The sentences of a text, found once."""

    def __init__(self, text: str) -> None:
        self.text = text
        starts = [0]
        for match in re.finditer(r"[。；;！？]|\r?\n", text):
            line_end = match.group()[-1] == "\n"
            if line_end and text[: match.start()].rstrip(" \t\r")[-1:] in tuple(RUNS_ON):
                continue
            starts.append(match.end())
        self.starts: Sequence[int] = starts

    def of(self, reading: Reading, left: int = 0, right: int = 1 << 62) -> Place:
        """The place of a reading; its sentence runs from one full stop, semicolon or end of line to the next."""
        number = bisect_right(self.starts, reading.start) - 1
        end = next((s for s in self.starts[number + 1 :] if s >= reading.end), len(self.text))
        return Place(self.text, reading.start, reading.end, self.starts[number], end, left, right)

    def around(self, readings: Sequence[Reading]) -> list[Place]:
        """The places of readings in order, each bounded by the dates before and after it.

        Dates in a row (2月14日、2月28日上班) share the words behind the last.
        """
        dates = [r for r in readings if r.category in DATES and not _only_a_year(r)]
        starts = _row_starts(dates, self.text)
        ends = [r.end for r in dates]
        places = []
        for reading in readings:
            later = bisect_right(ends, reading.end)
            before = bisect_left(ends, reading.end) - 1
            while before >= 0 and starts[dates[before].start] == starts.get(reading.start):
                before -= 1
            end = reading.end
            while later < len(dates) and ROW.fullmatch(self.text[end : dates[later].start]):
                end, later = dates[later].end, later + 1
            right = dates[later].start if later < len(dates) else 1 << 62
            place = self.of(reading, ends[before] if before >= 0 else 0, right)
            places.append(replace(place, words_from=end, words_to=starts.get(reading.start, reading.start)))
        return places
