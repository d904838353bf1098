"""The day to which a text returns without naming it: 科普日当天的流程, 日期见标题, 听证会当天."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple

from ..languages.grammar import Reading
from ..languages.meanings import Point, Range
from ..languages.points import inherited
from .clocks import CLAUSE, STOP, day_of, day_of_point, on_day, starts_time
from .documents import Block, BlockKind, Document
from .documents.shapes import COLONS
from .nearby import STOPS
from .words import vocabulary

SENTENCE = re.compile(r"[。！？!?\n]")
CLAUSES = re.compile(r"[，,；;：:、]")
AROUND = 80
"""Characters of its sentence before and behind a date in which it says what takes place."""
REMEMBERED = 200
"""Days that are remembered with what was said of them."""
SHORTEST_NAME, LONGEST_NAME = 2, 8
FILLS = "在于的是，"
"""Characters beside the name of what takes place."""
HEADS = (BlockKind.TITLE, BlockKind.PAGE)


@dataclass(slots=True)
class Days:
    """The days of a document up to here, and what its text says of each."""

    document: Document
    title_day: Point | None = None
    title: str = ""
    mentions: deque[tuple[str, str, Point]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    """Clause, sentence and day of the last dates below the title."""

    def keep(self, reading: Reading, block: Block) -> None:
        """Keeps a day with the clause and the sentence that tell it."""
        point, text = day_of(reading), self.document.text
        if point is None:
            return
        if not self.title_day and (block.kind is BlockKind.TITLE or is_subject(text[block.start : block.end])):
            self.title_day, self.title = point, text[block.start : block.end]
        elif block.kind not in HEADS:
            before = SENTENCE.split(text[max(block.start, reading.start - AROUND) : reading.start])[-1]
            behind = SENTENCE.split(text[reading.end : min(block.end, reading.end + AROUND)], maxsplit=1)[0]
            said = CLAUSES.split(behind, maxsplit=1)[0]
            if not (vocabulary().ends(before, "former") or vocabulary().has(said, "nothing_held")):  # 原定12月25日
                self.mentions.append(
                    (CLAUSES.split(before)[-1] + CLAUSES.split(behind, maxsplit=1)[0], before + behind, point)
                )

    def returned_to(self, words: str, *, heads: bool) -> Point | None:
        """The day to which words before 当天 return: that of the title, or the last one said with their name.

        Without a name it is the day of the title where the words head a programme, else the last day above.
        """
        name = words.strip(FILLS)[-LONGEST_NAME:]
        if len(name) < SHORTEST_NAME:
            last = self.mentions[-1][2] if self.mentions else None
            return (self.title_day or last) if heads else (last or self.title_day)
        if self.title_day and name in self.title:
            return self.title_day
        near = (point for clause, _, point in reversed(self.mentions) if name in clause)
        far = (point for _, sentence, point in reversed(self.mentions) if name in sentence)
        return next(chain(near, far), None)


def is_subject(line: str) -> bool:
    """Whether a line says what a letter is about: 主题：…

    >>> is_subject("主题：关于2020-09-19接种的安排"), is_subject("主题突出")
    (True, False)
    """
    label = vocabulary().begins(line, "subject")
    return bool(label) and line[len(label) : len(label) + 1] in tuple(COLONS)


class Return(NamedTuple):
    """A place where a text returns to a day."""

    end: int
    """Behind which words it does."""
    day: Point
    stays: bool
    """Whether what stands below is of that day too."""


def returns(block: Block, inside: Iterable[Reading], days: Days, *, heads: bool) -> Return | None:
    """Where a block, which `heads` others or not, returns to a day; None where it tells a day of its own before."""
    text, words = days.document.text, vocabulary()
    begin = block.start + block.mark
    if titled := words.place(text, "as_titled", begin, block.end):
        (start, end), day, heads = titled, days.title_day, True
    elif that := words.place(text, "on_that_day", begin, block.end):
        start, end = that
        name = text[max([begin, *(text.rfind(sign, begin, start) + 1 for sign in STOPS)]) : start]
        day = days.returned_to(name, heads=heads)
    else:
        return None
    told = any(reading.start < start for reading in inside if (point := day_of(reading)) and not point.weak)
    return Return(end, day, heads) if day and not told else None


def edges_of(span: Range | None, block: Block, inside: Iterable[Reading], text: str) -> Iterator[Reading]:
    """The times of the first or the last of several days: 2月24—28日开放，首日零时开通，末日24时关闭.

    The days are those of `span` above the block until the block names its own.
    """
    words, at = vocabulary(), block.start + block.mark
    dates = [*(one for one in inside if isinstance(one.meaning, Point | Range)), None]
    for one in dates:
        stop = one.start if one else block.end
        while span and (edge := words.place(text, "edge_day", at, stop)):
            at = edge[1]
            last = text[slice(*edge)] in words.classes["last_day"]
            day = day_of_point(inherited(span.first, span.last) if last and span.last else span.first)
            if day and starts_time(text, at) and (found := on_day(day, text, at, stop)):
                yield replace(found, start=edge[0])
        at = one.end if one else at
        span = one.meaning if one and isinstance(one.meaning, Range) and one.meaning.last else span


def times_behind(start: int, day: Point, block: Block, inside: Iterable[Reading], text: str) -> Iterator[Reading]:
    """The times of a block that begin a clause behind a place, up to the next day of its own: 当天8:00集合，9:00出发."""
    stop = min((one.start for one in inside if one.start >= start and day_of(one)), default=block.end)
    at = start
    while at < stop:
        begins = at == start or CLAUSE.match(text, at - 1)
        office = begins and vocabulary().has(STOP.split(text[start:at])[-1], "office")
        found = on_day(day, text, at, stop) if begins and not office and starts_time(text, at) else None
        if found:
            yield found
        at = found.end if found else at + 1
