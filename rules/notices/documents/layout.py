"""The lines of a text on their way to be blocks: each gets its kind from the head, the foot, a table or the body."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace

from ..words import vocabulary
from .blocks import BlockKind
from .glued import cut
from .lines import Line, line_at, lines
from .outline import Outline
from .spans import Span, Spans
from .tables import gridded

RUNS_ON = "，,、：:于为在至以的和与及将把由自从到（(《“—-–"
"""A line whose last character is one of these goes on in the next one, but for words that end so: 参与."""
LATIN = re.compile(r"[A-Za-z0-9 ,./|()-]+")
"""The day once more in English, behind a date."""


def runs_on(text: str) -> bool:
    """Whether the last word of a line leads to the next line.

    >>> runs_on("请各分会于"), runs_on("全员参与")
    (True, False)
    """
    return text[-1] in RUNS_ON and not vocabulary().ends(text, "line_end", "happen")


class Layout:
    """The lines of a text with what is known of each; `kinds` has those that were told apart, by number of line."""

    def __init__(self, outline: Outline, days: Spans, short: Spans) -> None:
        self.text = text = outline.text
        self.days = days
        self.short = short
        self.lines = _headed(cut(text, lines(text), days), dict(outline.headings))
        self.tables = gridded(text, self.lines, outline.tables)
        self.kinds = {n: BlockKind.CELL for table in self.tables for n in range(table.first, table.last + 1)}

    def day_of(self, line: Line) -> Span | None:
        """Where the first full date of a line stands; None for none."""
        return self.days.first(line.start, line.end)

    def around(self, line: Line, day: Span) -> tuple[str, str]:
        """What stands before a day in its line and behind it, the day once more in English left out."""
        before = self.text[line.start : day[0]]
        after = self.text[day[1] : line.end].strip(" ）)。.　\t")
        return before, "" if LATIN.fullmatch(after) else after

    def is_day(self, line: Line) -> bool:
        """Whether a line holds a full date and nothing besides."""
        if not (day := self.day_of(line)):
            return False
        before, after = self.around(line, day)
        return not after and not before.strip("（( 日期：:")

    def is_short_day(self, line: Line) -> bool:
        """Whether a line holds a day without its year and nothing besides."""
        day = self.short.first(line.start, line.end)
        return day is not None and not (self.text[line.start : day[0]] + self.text[day[1] : line.end]).strip()

    def split(self, n: int, place: int) -> None:
        """Makes two lines of one."""
        line = self.lines[n]
        parts = line_at(self.text, line.start, place), line_at(self.text, place, line.end, cut=True)
        new = [part for part in parts if part]
        self.lines[n : n + 1] = new
        shift = len(new) - 1
        self.kinds = {k + shift if k > n else k: kind for k, kind in self.kinds.items()}
        self.tables = [
            replace(t, first=t.first + shift, last=t.last + shift) if t.first > n else t for t in self.tables
        ]


def _headed(found: list[Line], levels: Mapping[int, int]) -> list[Line]:
    """The lines, those that their file says are headings with its level."""
    starts, result = [line.start for line in found], list(found)
    for start, level in levels.items():
        if (n := bisect_left(starts, start)) < len(found):
            result[n] = replace(found[n], sharps=level)
    return result
