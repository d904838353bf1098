"""Times of day without their date: a second time behind the first, those of a paragraph of one day.

6月4日上午8:30-12:00，下午14:00-17:00. The day is that of the heading, of the title,
or of the time before; with it the words are read as a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..languages.grammar import Reading
from ..languages.meanings import CLOCK, DAY, By, Point, Range
from ..languages.zh import running_grammar
from .documents import Document
from .names import number_end
from .words import vocabulary

LONGEST_CLOCK = 24
"""Characters of a time or of a span of times."""
HOUR, MINUTES = re.compile(r"\s*\d{1,2}"), re.compile(r"\s*[:：]\s*\d\s?\d")
NOTHING = "\u200b"
"""Stands for a character that is left out, so that the others stay where they are."""
BLANK = re.compile(r"\s*")
STOP = re.compile(r"[。！？!?]")
TWELVE = re.compile(r"(?<=[，,。；;：:、\s（(])(?:1[0-2]|[1-9])[:：][0-5]\d(?!\d)")
"""A time of the clock of twelve hours with which a clause begins."""
CLAUSE = re.compile(r"[，,。；;：:、！!\s（(]")
CLAUSE_WORDS = re.compile(r"[^，,。；;：:！？!?\n]+")
SHORTEST_GROUP, LONGEST_GROUP = 2, 6
"""Characters of the name of a group with which a clause begins: 理工组."""
HOURS = re.compile(r"(?<![\d:：.])(?:2[0-3]|1\d|0?\d)[:：][0-5]\d(?!\d)")
"""A time of day."""
FURTHEST = 70
"""Characters behind a date in which a time of the same day stands."""
BLANKS = " \t\u3000\xa0*•-—–"


def with_clocks(readings: Sequence[Reading], document: Document, times: Iterable[Reading] = ()) -> list[Reading]:
    """The readings in order, with the times of day that lean on a date before them; `times` are those of timetables."""
    found = [*times, *readings, *(_session(reading, document.text) for reading in readings)]
    dates = [reading for reading in readings if isinstance(reading.meaning, Point | Range | By)]
    for reading, following in zip(dates, (*dates[1:], None), strict=False):
        stop = following.start if following else len(document.text)
        found += _second(reading, document.text, stop)
        found += _of_the_day(reading, document, stop)
    days = [reading for reading in dates if not is_bare(reading)]
    for reading, following in zip(days, (*days[1:], None), strict=False):
        found += _of_groups(reading, document, following.start if following else len(document.text))
    taken: list[Reading] = []
    for reading in sorted(filter(None, found), key=lambda r: (r.start, -r.end, is_bare(r))):
        if not taken or (reading.start >= taken[-1].end and not _is_of_feast(reading, taken[-1], document.text)):
            taken.append(reading)
    return taken


def _is_of_feast(reading: Reading, before: Reading, text: str) -> bool:
    """Whether the 当天 of a time is the day of the feast right before it: 端午节当天上午9点."""
    if before.category != "OBSERVANCE" or before.end != reading.start:
        return False
    word = vocabulary().begins(text, "on_that_day", reading.start)
    return bool(word) and reading.end > reading.start + len(word)


def _session(reading: Reading, text: str) -> Reading | None:
    """A date with the time of the session behind it: 1月15日上午场9:00—11:30, 9月14日上午场（9:00—11:00）; None for none."""
    day, end = day_of(reading), reading.end
    half = vocabulary().ends(text[reading.start : end], "half_day") if day and day.clock is None else ""
    if not day or not half or not text.startswith("场", end):
        return None
    at = _skip(text, end + 1)
    at += text[at : at + 1] in tuple("（(")
    found = on_day(day, half + text[at : at + LONGEST_CLOCK], 0, LONGEST_CLOCK)
    if not found or found.start or found.end <= len(half):
        return None
    return replace(found, start=reading.start, end=at + found.end - len(half))


def is_bare(reading: Reading) -> bool:
    """Whether a reading is a time of day and nothing besides: 上午9时."""
    head = reading.meaning.base if isinstance(reading.meaning, By) else reading.meaning
    head = head.first if isinstance(head, Range) else head
    return isinstance(head, Point) and head.grains[0] == CLOCK


def day_of(reading: Reading) -> Point | None:
    """The single day that a reading names."""
    return day_of_point(reading.meaning)


def day_of_point(meaning: object) -> Point | None:
    """The point, where it names a single day."""
    if (
        isinstance(meaning, Point)
        and meaning.month
        and meaning.day
        and meaning.grains[0] <= DAY
        and not (meaning.yearly or meaning.monthly)
    ):
        return meaning
    return None


def _second(reading: Reading, text: str, stop: int) -> Iterator[Reading]:
    """The times that follow a date or a time of the same day in its sentence: …，下午14:00-17:00; 上午场9:00—11:30发…，下午场…"""
    meaning, end = reading.meaning, reading.end
    last = (meaning.last or meaning.first) if isinstance(meaning, Range) else meaning
    if not isinstance(last, Point) or not (last.month and last.day) or last.yearly or last.monthly:
        return
    stop = min(stop, end + FURTHEST)
    heads = vocabulary().heads("half_day")
    while end < stop:
        start = _behind_sign(text, end) if last.clock is not None and end == reading.end else 0
        found = on_day(last, text, start, start + LONGEST_CLOCK) if start else None
        if not found:
            spoken = end > reading.end or last.clock is not None
            places = (n for n in range(end, stop) if text[n] in heads or text[n].isdecimal())
            half = next((n for n in places if _begins_time(text, n, alone=spoken)), None)
            if half is None or (STOP.search(text, end, half) and not _is_session(text, half)):
                return
            found = on_day(last, text, half, half + LONGEST_CLOCK)
            if not found:
                end = half + 1
                continue
        yield found
        end = found.end


def _is_session(text: str, at: int) -> bool:
    """Whether a session of the day begins there, with its time: 上午场9:00."""
    half = vocabulary().begins(text, "half_day", at)
    return half.endswith("场") and _is_clock(text, _skip(text, at + len(half)))


def starts_time(text: str, at: int) -> bool:
    """Whether a time of day stands there: 9:00, 晚8点, 上午9时."""
    half = vocabulary().begins(text, "half_day", at)
    return bool((half or text[at : at + 1].isdecimal()) and _is_clock(text, _skip(text, at + len(half))))


def _begins_time(text: str, at: int, *, alone: bool) -> bool:
    """Whether a part of a day begins there, or a clause with a time of day, where one may stand `alone`."""
    if vocabulary().begins(text, "half_day", at):
        return True
    return alone and bool(CLAUSE.match(text, at - 1) and text[at].isdecimal() and _is_clock(text, at))


def _of_the_day(reading: Reading, document: Document, stop: int) -> Iterator[Reading]:
    """The times in the paragraph of a day that heads it or is an afternoon, where they begin a clause.

    3月6日：踏勘现场。9:00集合，10:30答疑; 23日下午，主楼会议室。2:30抽签，3:30讲规则, by the clock of twelve hours.
    """
    text, day, number = document.text, day_of(reading), document.number_at(reading.start)
    if not day or number is None:
        return
    block = document.blocks[number]
    half = vocabulary().ends(text[reading.start : reading.end], "half_day") if day.note else ""
    if not half and reading.start > block.start + block.mark:
        return
    for clock in (TWELVE if half else HOURS).finditer(text, reading.end, min(stop, block.end)):
        start = _half_before(text, reading.end, clock.start())
        lead = "" if start < clock.start() else half
        if not lead and start == clock.start() and not CLAUSE.match(text, start - 1):
            continue
        said = STOP.split(text[reading.end : start])[-1]
        if vocabulary().has(said, "office"):
            continue  # 办公时间8:30-11:30，14:00-17:00
        found = on_day(day, lead + text[start : start + LONGEST_CLOCK], 0, LONGEST_CLOCK)
        if found and found.start == 0 and found.end > len(lead):
            yield replace(found, start=start, end=start + found.end - len(lead))


def _of_groups(reading: Reading, document: Document, stop: int) -> Iterator[Reading]:
    """The times of groups in the paragraph of a single day: 答辩在6月12日。理工组上午9时开始；农医组安排在14:30—17:00."""
    text, day, number = document.text, day_of(reading), document.number_at(reading.start)
    if not day or day.clock is not None or number is None:
        return
    end = min(stop, document.blocks[number].end)
    for clause in CLAUSE_WORDS.finditer(text, reading.end, end):
        at = clause.start() + len(clause.group()) - len(clause.group().lstrip())
        places = (at + length for length in range(SHORTEST_GROUP, LONGEST_GROUP + 1))
        behind = next((place for place in places if vocabulary().ends(text[at:place], "group_end")), 0)
        if not behind:
            continue
        while lead := vocabulary().begins(text, "leading", behind) or vocabulary().begins(text, "place_lead", behind):
            behind += len(lead)
        if starts_time(text, behind) and (found := on_day(day, text, behind, end)):
            yield found


def _half_before(text: str, floor: int, at: int) -> int:
    """Where the part of a day begins that stands before a time: 上午场 9:00; the time itself for none."""
    before = text[floor:at].rstrip(BLANKS)
    half = vocabulary().ends(before, "half_day")
    return floor + len(before) - len(half) if half else at


def _behind_sign(text: str, end: int) -> int:
    """Where what follows a comma or 和 begins; 0 where none stands there."""
    at = _skip(text, end)
    sign = vocabulary().begins(text, "goes_on", at)
    return _skip(text, at + len(sign)) if sign else 0


def _skip(text: str, at: int) -> int:
    blank = BLANK.match(text, at)
    return blank.end() if blank else at


def _is_clock(words: str, at: int) -> bool:
    """Whether a time of day begins there: 9:00, 14时."""
    hour = HOUR.match(words, at)
    if not hour and (end := number_end(words[at : at + LONGEST_CLOCK])):  # 上午九时
        return bool(vocabulary().begins(words, "hour_sign", at + end))
    return bool(
        hour and (MINUTES.match(words, hour.end()) or vocabulary().begins(words, "hour_sign", _skip(words, hour.end())))
    )


def on_day(day: Point, text: str, start: int, stop: int) -> Reading | None:
    """What a time of day means on a day; None where none stands there."""
    words = text[start : min(stop, start + LONGEST_CLOCK)]
    half = vocabulary().begins(words, "half_day")
    if half.endswith("场"):
        at = _skip(words, len(half))
        again = vocabulary().begins(words, "half_day", at)  # 上午场 上午9时, 下午场 14:30
        kept = half[:-1] if not again and half[:-1] in vocabulary().classes["half_day"] else ""
        half, words = words[: at + len(again)], kept + NOTHING * (at - len(kept)) + words[at:]
    if not _is_clock(words, len(half)):
        return None
    date = (f"{day.year}年" if day.year else "") + f"{day.month}月{day.day}日"
    found = next(iter(running_grammar().scan(date + words)), None)
    if (
        found is None
        or found.start
        or not isinstance(found.meaning, Point | Range | By)
        or found.end <= len(date) + len(half)
    ):
        return None
    if isinstance(found.meaning, Range) and found.meaning.last is None:
        return None
    return replace(found, start=start, end=start + found.end - len(date))
