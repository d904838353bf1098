"""Teaching weeks: 第3—5周 of a term whose first week the notice tells (9月7日开学, 2月29日开学，算第1周).

The first week is the one, from Monday on, in which that day lies. Without such a day the weeks of a term are no dates.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ..languages.grammar import Reading
from ..languages.meanings import DAY, Point, Range
from ..languages.points import point_of
from ..languages.zh.weeks import numbered_days_in, weekdays_in, weeks_of_a_term
from ..spans import shift
from .clocks import on_day, starts_time
from .words import vocabulary

WEEK, WEEKDAYS = 7, "一二三四五六日"
LONGEST_TERM = 30
"""Weeks of a term."""
LONGEST_TIME = 24
"""Characters of a time of day."""
BESIDE = 24
"""Characters between the first day of a term and the words for that."""
ASIDE = re.compile("[（(][^（）()\n]{1,12}[）)]")
"""What stands in brackets behind a day."""
BEHIND_A_DAY = "，。；、！,;!.)）(（的\n"
STOP = re.compile("[。；;\n]")


def with_weeks(readings: Sequence[Reading], text: str, day: date | None) -> list[Reading]:
    """The readings in order, with the weeks of a term as days; `day` is that of the notice, whose term is the nearest.

    Years run over: week 18 of a term that begins in September may lie in January.
    """
    found = list(weeks_of_a_term(text))
    monday = _first_week(readings, text, day) if found and day else None
    if not monday:
        return list(readings)
    weeks = [_weeks(named, monday, text) for named in found if 1 < named[2] <= named[3] <= LONGEST_TERM]
    starts = [reading.start for reading in weeks]

    def apart(reading: Reading) -> bool:
        before = bisect_left(starts, reading.end) - 1
        return before < 0 or weeks[before].end <= reading.start

    return sorted([*filter(apart, readings), *weeks], key=lambda reading: reading.start)


def with_days_alone(readings: Sequence[Reading], text: str, day: date | None) -> list[Reading]:
    """The readings in order, with what by itself is no day where something is moved to it or was planned for it.

    周五 is the coming one, counted from the day of the notice, itself included: 会议调整至周五. 17号 may be a house as well,
    and is a day of a month where nothing follows of which it could be the number: 培训改到17号. Without the day of the notice
    they are no dates.
    """
    if day is None:
        return list(readings)
    taken = [(reading.start, reading.end) for reading in readings]
    alone, inside = [], set()
    for begin, close, weekday in weekdays_in(text):
        before = text[max(begin - BESIDE, 0) : begin]
        moved = vocabulary().ends(before, "moved", "fixed_on", "former")
        if moved and (dated := _dated_aside(readings, text, close, shift(day, (weekday - day.weekday()) % WEEK))):
            alone.append(replace(dated[1], start=begin))
            inside.add(dated[0].start)
        elif vocabulary().ends(before, "moved", "fixed_on", "former"):
            coming = shift(day, (weekday - day.weekday()) % WEEK)
            if vocabulary().ends(before, "former") and not vocabulary().ends(before, "moved"):
                coming = shift(day, weekday - day.weekday())  # 原定周三 is that of the same week
            alone.append(Reading(begin, close, "POINT", point_of(coming)))
    for begin, close, number in numbered_days_in(text):
        if vocabulary().ends(text[max(begin - BESIDE, 0) : begin], "moved", "fixed_on", "former") and _is_alone(
            text, close
        ):
            alone.append(Reading(begin, close, "POINT", Point(day=number)))
    readings = [one for one in readings if one.start not in inside]
    taken = [(reading.start, reading.end) for reading in readings]
    apart = [one for one in alone if not any(start < one.end and one.start < end for start, end in taken)]
    return sorted([*readings, *(_with_time(one, text) for one in apart)], key=lambda reading: reading.start)


def _dated_aside(readings: Sequence[Reading], text: str, end: int, coming: date) -> tuple[Reading, Reading] | None:
    """The day in brackets behind a weekday, and the same with the time behind the brackets: 周五（27日）上午10点."""
    aside = ASIDE.match(text, end)
    if not aside or not starts_time(text, aside.end()):
        return None
    for day in readings:
        if aside.start() < day.start and day.end < aside.end() and isinstance(day.meaning, Point):
            same = day.meaning.month is None and day.meaning.day == coming.day  # （27日）
            point = point_of(coming) if same else day.meaning
            timed = on_day(point, text, aside.end(), aside.end() + LONGEST_TIME)
            return (day, timed) if timed else None
    return None


def _is_alone(text: str, end: int) -> bool:
    """Whether nothing stands behind a number that it could be the number of: a sign, 的, or what takes place."""
    after = text[end : end + BESIDE].lstrip(" ")
    return not after or after[0] in BEHIND_A_DAY or bool(vocabulary().begins(after, "hold"))


def _with_time(reading: Reading, text: str) -> Reading:
    """A day with the time of day right behind it."""
    if not isinstance(reading.meaning, Point) or not starts_time(text, reading.end):
        return reading
    timed = on_day(reading.meaning, text, reading.end, reading.end + LONGEST_TIME)
    return replace(timed, start=reading.start) if timed else reading


def _weeks(named: tuple[int, int, int, int], monday: date, text: str) -> Reading:
    """The days of the weeks that are named, from Monday to Sunday.

    The first week by itself is none: its words say which it is and when the term begins.
    """
    start, end, first, last = named
    weekday = WEEKDAYS.find(text[end + 1 : end + 2]) if text.startswith("周", end) else -1
    if first == last and weekday >= 0 and text[end + 1 : end + 2]:  # 第8周周三
        return Reading(start, end + 2, "POINT", point_of(shift(monday, WEEK * (first - 1) + weekday)))
    begin, close = shift(monday, WEEK * (first - 1)), shift(monday, WEEK * last - 1)
    return Reading(start, end, "SPAN", Range(point_of(begin), point_of(close)))


def _first_week(readings: Sequence[Reading], text: str, day: date | None) -> date | None:
    """The Monday of the first week of the term, by the day on which the term begins; None where no day is told."""
    for reading in readings:
        point = reading.meaning
        point = point.first if isinstance(point, Range) and point.last is None else point  # 第1周自9月4日起算
        if not isinstance(point, Point) or not (point.month and point.day) or point.grains[0] > DAY:
            continue
        if point.yearly or point.monthly or not _begins_term(reading, text):
            continue
        if begin := _nearest(point, day):
            return shift(begin, -begin.weekday())
    return None


def _begins_term(reading: Reading, text: str) -> bool:
    """Whether a day is said to be the first of a term, or to lie in its first week."""
    words = vocabulary()
    after = text[reading.end : reading.end + BESIDE]
    before = text[max(reading.start - BESIDE, 0) : reading.start]
    if words.begins(after.lstrip("（(星期周一二三四五六日) ）"), "term_begins"):
        return True
    near = (STOP.split(before)[-1], STOP.split(after)[0])
    first = any(named[2:] == (1, 1) for part in near for named in weeks_of_a_term(part))
    return first and any(words.has(part, "counts_from") for part in near)


def _nearest(point: Point, day: date | None) -> date | None:
    """The day of the point, in the year in which it lies nearest to the notice where it has none."""
    assert point.month
    assert point.day
    years = [point.year] if point.year else [day.year + more for more in (-1, 0, 1)] if day else []
    days = list(_valid(years, point.month, point.day))
    return min(days, key=lambda found: abs((found - day).days) if day else 0, default=None)


def _valid(years: Sequence[int], month: int, number_of_day: int) -> Iterator[date]:
    for year in years:
        try:
            yield date(year, month, number_of_day)
        except ValueError:
            continue
