"""Days off that a notice speaks of by their feast: 清明小长假停运, 元旦节前发放, 节前最后一天, 节后第一个工作日.

A feast has its days off by the State Council's notice of the year. 节 and 假 by themselves are those of the feast that was
named last. Years whose notice is not known give no days; then the words stay counted from an event.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ..errors import UnknownYear
from ..languages.grammar import Reading
from ..languages.meanings import By, Point, Range
from ..languages.zh import running_grammar
from ..reckoning import RECKONING
from ..reckoning.statute import statutory_days
from ..spans import Span, shift
from .clocks import LONGEST_CLOCK
from .words import vocabulary

FURTHEST = 400
"""Characters behind the name of a feast within which 节 is that feast."""
CLAUSES = re.compile("[，,。；;：:\n]")
QUOTES = '”"'
LEANING = ("节", "假")
"""Characters with which words begin for a time beside the days off that were named."""
ABOUT_A_CLAUSE = 24
"""Characters of a clause in which it tells what is over."""


class Named(NamedTuple):
    """Words that name days off, or a day beside them."""

    start: int
    end: int
    feast: str
    edge: str
    """What is said behind the name of the days off: a word of the classes of edges; "" for the days themselves."""


def with_holidays(readings: Sequence[Reading], text: str, day: date | None) -> list[Reading]:
    """The readings in order, with the days off and the days beside them; `day` is that of the notice, they are the next ones.

    What the text tells as over are the last ones.
    """
    ends = {reading.end for reading in readings}
    apart_named = (named for named in _named(text) if not _says_again(named, text, ends))
    found = [reading for named in apart_named if day and (reading := _read(named, text, day))]
    starts = [reading.start for reading in found]

    def apart(reading: Reading) -> bool:
        before = bisect_left(starts, reading.end) - 1
        return before < 0 or found[before].end <= reading.start

    return sorted([*filter(apart, readings), *found], key=lambda reading: reading.start)


def _named(text: str) -> Iterator[Named]:
    """The days off that a text speaks of."""
    words = vocabulary()
    if not any(sign in text for sign in ("节", "假")):
        return
    last, last_end, at = "", -FURTHEST, 0
    while at < len(text):
        name = words.begins(text, "feast", at)
        end = at + len(name)
        if name:
            last, last_end = words.full.get(name, name), end
            end += text[end : end + 1] in tuple(QUOTES)
        stay = words.begins(text, "days_off_of", end)
        edge = words.begins(text, "holiday_edge", end + len(stay))
        vague = edge in words.classes["holiday_vague"]
        due = edge in words.classes["holiday_before"] and name and (stay or vague)  # 端午小长假前, 元旦节前
        leans = not name and edge and at - last_end <= FURTHEST and (stay or text[at] in LEANING)
        if due or ((stay or edge[:1] in LEANING) and name and not vague) or (leans and not vague):
            yield Named(at, end + len(stay) + len(edge), last, edge)
            at = end + len(stay) + len(edge)
        else:
            at = max(end, at + 1)


def _says_again(named: Named, text: str, ends: Container[int]) -> bool:
    """Whether words stand in brackets behind a date that they say once more: 1月28日（节后第一天）."""
    return text[named.start - 1 : named.start] in ("（", "(") and named.start - 1 in ends


def _read(named: Named, text: str, day: date) -> Reading | None:
    """The days that are named; None where no notice says which they are."""
    words, edge = vocabulary(), named.edge
    before, after = text[max(named.start - ABOUT_A_CLAUSE, 0) : named.start], text[named.end :][:ABOUT_A_CLAUSE]
    told = words.has(CLAUSES.split(before)[-1] + CLAUSES.split(after, maxsplit=1)[0], "aspect", "no_aspect")
    try:
        days = _days_off(named.feast, day, told=told)
        if not days:
            return None
        if not edge:
            return Reading(named.start, named.end, "SPAN", Range(_point(days.first), _point(days.last)))
        if edge in words.classes["holiday_before"]:
            last = days.last if edge in words.classes["holiday_end"] else shift(days.first, -1)
            return Reading(named.start, named.end, "DUE", By(_point(last), "stated"))
        return _day(named, text, _beside(days, edge))
    except UnknownYear:
        return None


def _beside(days: Span, edge: str) -> date:
    """The day beside days off: the last one before them, the first one behind, or a working day."""
    ahead, worked = "前" in edge, edge in vocabulary().classes["holiday_workday"]
    if worked:
        return RECKONING.workdays.step(days.first if ahead else days.last, -1 if ahead else 1)
    return shift(days.first, -1) if ahead else shift(days.last, 1)


def _day(named: Named, text: str, day: date) -> Reading | None:
    """The reading of a day with what is said behind its words: 上午9点, 起, 前."""
    said = f"{day.year}年{day.month}月{day.day}日"
    found = next(iter(running_grammar().scan(said + text[named.end : named.end + LONGEST_CLOCK])), None)
    if not found or found.start or found.end < len(said):
        return Reading(named.start, named.end, "POINT", _point(day))
    return replace(found, start=named.start, end=named.end + found.end - len(said))


def _days_off(feast: str, day: date, *, told: bool) -> Span | None:
    """The days off in a row around a feast, the next ones that are not over, or the last ones where they are told."""
    years = (day.year, day.year - 1) if told else (day.year, day.year + 1)
    blocks = (block for year in years if (block := _block(feast, year)))
    return next((block for block in blocks if (block.first <= day if told else block.last >= day)), None)


def _block(feast: str, year: int) -> Span | None:
    """The days off in a row around the days that the regulation grants for a feast; UnknownYear for a year without its notice."""
    granted = [day for name, day in statutory_days(year) if name == feast]
    if not granted or year not in RECKONING.workdays.years:
        return None
    first, last = granted[0], granted[-1]
    while not RECKONING.workdays.is_workday(shift(first, -1)):
        first = shift(first, -1)
    while not RECKONING.workdays.is_workday(shift(last, 1)):
        last = shift(last, 1)
    return Span(first, last)


def _point(day: date) -> Point:
    return Point(year=day.year, month=day.month, day=day.day)
