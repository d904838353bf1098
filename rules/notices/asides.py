"""What stands beside a date and is said of it: a roll or an exception behind a comma, 前 behind the last of a list."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..languages.grammar import Reading
from ..languages.meanings import DAY, Bounded, By, Kept, Point, Run
from ..languages.rhythms import Spanned
from ..languages.zh import running_grammar
from .bounds import with_rule
from .clocks import on_day
from .gone import moves
from .names import is_who, without_leads
from .nearby import follows
from .place import joins
from .scene import head_of
from .words import vocabulary

WIDEST = 60
"""Characters between a rule and a clause that is said of it."""
SHORTEST, LONGEST, BESIDE = 2, 20, 12
"""Characters of what a day falls on, and beside the verb that moves it."""
LONGEST_CLAUSE = 200
"""Characters of a clause that is said of a reading, at most."""
LONGEST_EXCEPTION = 16
"""Characters of what is left out of a rule."""
OPENS = re.compile("[，,；;（(]")
"""A sign before a clause that may be said of the rule in front."""
RUN = re.compile("[^，,。；;）)\n]{0,60}")
"""The clause that goes on there; one that is longer is never said of a rule."""
BARE_RUN = re.compile("[^，,。；;（(）)\n]{0,20}")
"""The same, up to a bracket, and no longer than any exception."""
STOPS = re.compile("[。\n！？]")
LONGEST_MOVE = 60
"""Characters behind a day in which its new time stands."""
LONGEST_FORMER = 6
"""Characters of 由原定的 and the like."""
LONGEST_WHO = 14
"""Characters of who stands between two days of a row."""
SOME_DAY = Point(month=1, day=1)


def with_asides(readings: Sequence[Reading], text: str) -> list[Reading]:
    """The readings with the clauses behind them that are said of them; what was read in such a clause is left out."""
    return _each_due(_retime(_with_clauses(readings, text), text), text)


def without_length(reading: Reading, text: str) -> Reading:
    """A beginning without how long something else takes in front of it: 公示期5天，3月1日起受理; 为期5天，自3月1日起 is one."""
    words, told = vocabulary(), text[reading.start : reading.end]
    comma = max(told.find(sign) for sign in "，,")
    if not isinstance(reading.meaning, Run) or comma < 1 or words.has(told[:comma], "onwards"):
        return reading
    if words.begins(told, "lasts") or words.ends(text[max(reading.start - SHORTEST * 2, 0) : reading.start], "lasts"):
        return reading
    found = next(iter(running_grammar().readings(told[comma + 1 :])), None)
    return replace(found, start=reading.start + comma + 1, end=reading.end) if found else reading


def _with_clauses(readings: Sequence[Reading], text: str) -> list[Reading]:
    starts, ends = [reading.start for reading in readings], [reading.end for reading in readings]
    whole: dict[int, Reading] = {}
    inside: set[int] = set()
    for start, end in _clauses(text, starts, ends):
        place = bisect_left(ends, start + 1) - 1
        if place < 0 or start - ends[place] > WIDEST or STOPS.search(text, ends[place], start):
            continue
        if found := _with_clause(readings[place], text, text[start + 1 : end]):
            whole[place] = found
            inside.update(range(bisect_left(starts, start), bisect_left(starts, end)))
    return [whole.get(place, reading) for place, reading in enumerate(readings) if place not in inside]


def _clauses(text: str, starts: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From where to where a clause goes that may be said of the rule in front of it, with the sign before it.

    Only what stands near a reading is looked at.
    """
    at = 0
    while sign := OPENS.search(text, at):
        at = sign.end()
        near = bisect_left(ends, at - WIDEST)
        if near == len(ends):
            return
        if starts[near] > at + LONGEST_CLAUSE:
            at = starts[near] - LONGEST_CLAUSE
        elif end := _roll_end(text, at) or _exception_end(text, at):
            yield sign.start(), end
            at = end


def _roll_end(text: str, at: int) -> int:
    """Where a clause ends that moves a day which falls on another: 如遇节假日，顺延至下一工作日; 0 where none begins."""
    words = vocabulary()
    at += len(words.begins(text, "condition", at))
    meets = words.begins(text, "meets", at)
    if not meets:
        return 0
    at += len(meets)
    end = _run_end(text, at)
    if not SHORTEST <= end - at <= LONGEST:
        return 0
    if text[end : end + 1] in tuple("，,"):
        further = _run_end(text, end + 1)
        rolls = follows(text[end + 1 : further], "rolls", BESIDE)
        if any(further - end - 1 - stop <= BESIDE for _, stop in rolls):
            return further
    return end


def _run_end(text: str, at: int) -> int:
    run = RUN.match(text, at)
    return run.end() if run else at


def _exception_end(text: str, at: int) -> int:
    """Where a clause ends that leaves something out: 7月除外, 除寒暑假外, 仅限工作日; 0 where none begins."""
    run = BARE_RUN.match(text, at)
    if not run or text[run.end() : run.end() + 1] in tuple("（("):
        return 0
    words, clause = vocabulary(), run.group()
    fits = (
        words.ends(clause, "excepted") or words.begins(clause, "only") or (clause[:1] == "除" and clause[-1:] == "外")
    )
    return run.end() if fits and 1 <= len(clause) - 2 <= LONGEST_EXCEPTION else 0


def _with_clause(reading: Reading, text: str, clause: str) -> Reading | None:
    """The reading with the clause, where the two together are a rule: 每周一召开例会，7月除外."""
    words = f"{text[reading.start : reading.end]}，{clause}"
    found = next(iter(running_grammar().readings(words)), None)
    fits = found is not None and found.category in ("COMPOSED", "ROLLED")
    if not fits and isinstance(reading.meaning, Bounded | Spanned):
        return _within_bounds(reading, reading.meaning, clause)
    return replace(found, start=reading.start, end=reading.end) if found and fits else None


def _within_bounds(reading: Reading, bounds: Bounded | Spanned, clause: str) -> Reading | None:
    """12月1日至15日每天9:00，12月7日除外: the clause is said of the rule within its bounds."""
    found = next(iter(running_grammar().readings(f"每天，{clause}")), None)
    kept = found.meaning if found else None
    if not isinstance(kept, Kept):
        return None
    rule = bounds.base if isinstance(bounds, Spanned) else bounds.rule
    return replace(reading, meaning=with_rule(bounds, replace(kept, base=rule)))


def _retime(readings: Sequence[Reading], text: str) -> list[Reading]:
    """12月3日上午9点的会议改为下午2点: the day with the time that it has now, which is no reading of its own."""
    found: list[Reading] = []
    now = 0
    for reading in readings:
        if reading.start < now:
            continue
        day, clock = reading.meaning, _clock_now(reading, text)
        if clock and isinstance(day, Point):
            point, now = head_of(clock.meaning), clock.end
            found.append(replace(reading, meaning=replace(day, clock=point.clock, half=point.half)))
        else:
            found.append(reading)
    return found


def _clock_now(reading: Reading, text: str) -> Reading | None:
    """The time to which a day is moved, in the same clause; None for none, and where only the old day stands there (原定)."""
    day = reading.meaning
    if not isinstance(day, Point) or day.grains[1] < DAY:
        return None
    if vocabulary().ends(text[max(reading.start - LONGEST_FORMER, 0) : reading.start], "former"):
        return None
    stop = reading.end + LONGEST_MOVE
    starts = (reading.end + at for at in moves(text[reading.end : stop]))
    return next(filter(None, (on_day(SOME_DAY, text, at, stop) for at in starts)), None)


def _goes_on(between: str) -> bool:
    """Whether a day stands in a row with the one before it, for somebody else: 6月10日、退休教职工须在6月17日前."""
    if joins(between):
        return True
    name = without_leads(between[1:]) if between[:1] == "、" and len(between) <= LONGEST_WHO else ""
    return is_who(name)


def _each_due(readings: list[Reading], text: str) -> list[Reading]:
    """12月3日、4日前: what is due by the last of a row of days is due by each of them."""
    for place in range(len(readings) - 2, -1, -1):
        here, after = readings[place : place + 2]
        due, day = after.meaning, here.meaning
        if not (isinstance(due, By) and isinstance(due.base, Point) and isinstance(day, Point)):
            continue
        if day.grains[1] == due.base.grains[1] == DAY and _goes_on(text[here.end : after.start]):
            readings[place] = replace(here, category="DUE", meaning=By(day, due.inclusive))
    return readings
