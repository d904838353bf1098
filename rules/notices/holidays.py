"""Days off that a notice speaks of by their feast: 清明小长假停运, 元旦节前发放, 节前最后一天, 节后第一个工作日.

A feast has its days off by the State Council's notice of the year. 节 and 假 by themselves are those of the feast that was
named last. Years whose notice is not known give no days; then the words stay counted from an event.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

from ..errors import UnknownYear
from ..languages import parse
from ..languages.grammar import Reading
from ..languages.meanings import By, Counted, Range
from ..languages.points import point_of
from ..languages.zh import running_grammar
from ..observances import names, spoken_names
from ..reckoning import RECKONING
from ..reckoning.statute import statutory_days
from ..spans import Span, shift
from .clocks import LONGEST_CLOCK
from .words import vocabulary

FURTHEST = 400
"""Characters behind the name of a feast within which 节 is that feast."""
CLAUSES = re.compile("[，,。；;：:\n]")
QUOTES = '”"'
LONGEST_FEAST, SHORT_FEAST = 6, 2
"""Characters of the name of a feast with days off and its quotes, and of one like 七一."""
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
    words, at = vocabulary(), 0
    while sign := words.place(text, "holiday_sign", at, len(text)):
        at = sign[0]
        begin = _name_start(text, at)
        whole = text[begin : at + 1].strip(QUOTES) in words.classes["feast"]  # 国庆节, of which 节 is a part
        at += whole
        name = text[begin:at].strip(QUOTES)
        stay = words.begins(text, "days_off_of", at)
        edge = words.begins(text, "holiday_edge", at + len(stay))
        if whole and not stay and (edge in words.classes["holiday_before"] or edge in words.classes["holiday_vague"]):
            continue  # 国庆节前, which the grammar reads
        vague = edge in words.classes["holiday_vague"]
        end = at + len(stay) + len(edge)
        if name and ((edge in words.classes["holiday_before"] and (stay or vague)) or ((stay or edge) and not vague)):
            yield Named(begin, end, name, edge)  # 端午小长假前, 元旦节前, 清明小长假, 五一节后第一天
        elif not name and edge and (not vague or _is_due_alone(text, at, end)) and (feast := feast_before(text, at)):
            yield Named(at, end, feast, edge)
        at = max(end, at + 1)


def day_from(feast: str, counted: Counted, day: date) -> date | None:
    """The day so long from the days off of a feast, the next ones from a day on; None where no notice says which they are.

    >>> from rules.languages.meanings import Length
    >>> day_from("国庆节", Counted(1, Length(3, "workdays")), date(2025, 9, 1))
    datetime.date(2025, 10, 11)
    """
    days, count = _days_off(feast, day, told=False), counted.length.amount
    if not days or not count:
        return None
    begin = days.last if counted.sign > 0 else days.first
    try:
        if counted.length.unit == "workdays":
            return RECKONING.workdays.step(begin, counted.sign * count)
        return shift(begin, counted.sign * count) if counted.length.unit == "days" else None
    except UnknownYear:
        return None


def _name_start(text: str, at: int) -> int:
    """Where the name of a feast with days off begins that ends there, quotes included; the place itself for none."""
    bare = text[max(at - LONGEST_FEAST, 0) : at].rstrip(QUOTES)
    name = vocabulary().ends(bare, "feast")
    quoted = at - len(text[max(at - LONGEST_FEAST, 0) : at]) + len(bare)
    return at if not name else quoted - len(name) - (text[quoted - len(name) - 1 : quoted - len(name)] in tuple(QUOTES))


def _is_due_alone(text: str, at: int, end: int) -> bool:
    """Whether 节前 begins a clause: what is said there is due by the last day before the feast."""
    begins = not at or not text[at - 1].isalpha()
    return text[at:end] in vocabulary().classes["holiday_due"] and begins and not _makes_another(text[end : end + 1])


def _makes_another(char: str) -> bool:
    """Whether a character behind 节前 makes other words of it: 节前一周, 节前的材料."""
    return char.isdecimal() or char in ("的", "后") or char in vocabulary().classes["numeral"]


def feast_before(text: str, at: int) -> str:
    """The name of the feast that a text named last before a place, as it stands there; "" for none."""
    found = deque(_feasts().finditer(text, max(at - FURTHEST, 0), at), maxlen=1)
    return found[0].group() if found else ""


@cache
def _feasts() -> re.Pattern[str]:
    """The names of single days that notices call feasts: 国庆节, 七一, 科技工作者日."""
    named = {*vocabulary().classes["feast"], *(name for name in (*names("zh"), *spoken_names()) if name[-1] in "节日")}
    short = {name for name in spoken_names() if len(name) == SHORT_FEAST}
    return re.compile("|".join(map(re.escape, sorted(named | short, key=len, reverse=True))))


def _says_again(named: Named, text: str, ends: Container[int]) -> bool:
    """Whether words stand in brackets behind a date that they say once more: 1月28日（节后第一天）."""
    return text[named.start - 1 : named.start] in ("（", "(") and named.start - 1 in ends


def _read(named: Named, text: str, day: date) -> Reading | None:
    """The days that are named; None where no notice says which they are."""
    words, edge = vocabulary(), named.edge
    before, after = text[max(named.start - ABOUT_A_CLAUSE, 0) : named.start], text[named.end :][:ABOUT_A_CLAUSE]
    told = words.has(CLAUSES.split(before)[-1] + CLAUSES.split(after, maxsplit=1)[0], "aspect", "no_aspect")
    try:
        if edge in words.classes["feast_itself"]:
            feasts = [
                span for year in (day.year - 1, day.year, day.year + 1) if (span := _feast_day(named.feast, year))
            ]
            near = min((span.first for span in feasts), key=lambda feast: abs((feast - day).days), default=None)
            return _day(named, text, near) if near else None
        days = _days_off(named.feast, day, told=told)
        if not days:
            return None
        if not edge:
            return Reading(named.start, named.end, "SPAN", Range(point_of(days.first), point_of(days.last)))
        if edge in words.classes["holiday_before"] or edge in words.classes["holiday_due"]:
            last = days.last if edge in words.classes["holiday_end"] else shift(days.first, -1)
            return Reading(named.start, named.end, "DUE", By(point_of(last), "stated"))
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
        return Reading(named.start, named.end, "POINT", point_of(day))
    return replace(found, start=named.start, end=named.end + found.end - len(said))


def _days_off(feast: str, day: date, *, told: bool) -> Span | None:
    """The days off in a row around a feast, the next ones that are not over, or the last ones where they are told."""
    years = (day.year, day.year - 1) if told else (day.year, day.year + 1)
    blocks = (block for year in years if (block := _block(feast, year)))
    return next((block for block in blocks if (block.first <= day if told else block.last >= day)), None)


def _block(feast: str, year: int) -> Span | None:
    """The days off in a row around the days that the regulation grants for a feast; of another feast the day itself.

    None for a year whose notice is not known.
    """
    spoken = spoken_names().get(feast)
    full = vocabulary().full.get(feast) or (spoken.zh if spoken else feast)
    granted = [day for name, day in statutory_days(year) if name == full]
    if not granted:
        return _feast_day(feast, year)
    if year not in RECKONING.workdays.years:
        return None
    first, last = granted[0], granted[-1]
    while not RECKONING.workdays.is_workday(shift(first, -1)):
        first = shift(first, -1)
    while not RECKONING.workdays.is_workday(shift(last, 1)):
        last = shift(last, 1)
    return Span(first, last)


def _feast_day(feast: str, year: int) -> Span | None:
    """The day of a feast in a year."""
    day = names("zh").get(feast) or spoken_names().get(feast)
    found = parse(day.rule).next(shift(date(year, 1, 1), -1)) if day and day.rule else None
    return found.span if found and found.span.first.year == year and found.span.days == 1 else None
