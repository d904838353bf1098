"""What stands beside a date and is said of it: a roll or an exception behind a comma, 前 behind the last of a list."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from ..languages.grammar import Reading
from ..languages.meanings import DAY, Bounded, By, Kept, Point
from ..languages.rhythms import Spanned
from ..languages.zh import running_grammar
from .bounds import with_rule
from .cues import MOVES
from .place import ROW

WIDEST = 60
"""Characters between a rule and a clause that is said of it."""
BEHIND = "[^，,。；;）)\\n]"
ROLLS = (
    f"(?:如|若|凡)?果?(?:恰|正)?(?:遇|逢|碰){BEHIND}{{2,20}}"
    f"(?:[，,]{BEHIND}{{0,12}}(?:顺延|提前|调整|推迟|延后){BEHIND}{{0,12}})?"
)
KEEPS = "[^，,。；;（(）)\n]{1,16}除外|除[^，,。；;（(）)\n]{1,16}外|(?:仅限|只限|限于)[^，,。；;（(）)\n]{1,16}"
CLAUSE = re.compile(rf"[，,；;（(](?P<clause>{ROLLS}|{KEEPS})(?=[）)，,。；;\n]|$)")
RETIMED = re.compile(
    rf"[^，,。；;：:\n]{{0,16}}?(?:{MOVES})(?:为|至|到|在|于)"
    r"(?P<clock>(?:上午|下午|晚上|中午|早上)?\d{1,2}(?:[:：]\d\d|[时点](?:\d{1,2}分|半)?))"
)
STOPS = re.compile("[。\n！？]")


def with_asides(readings: Sequence[Reading], text: str) -> list[Reading]:
    """The readings with the clauses behind them that are said of them; what was read in such a clause is left out."""
    return _each_due([_retimed(reading, text) for reading in _with_clauses(readings, text)], text)


def _with_clauses(readings: Sequence[Reading], text: str) -> list[Reading]:
    starts, ends = [reading.start for reading in readings], [reading.end for reading in readings]
    whole: dict[int, Reading] = {}
    inside: set[int] = set()
    for match in CLAUSE.finditer(text):
        start, end = match.span()
        place = bisect_left(ends, start + 1) - 1
        if place < 0 or start - ends[place] > WIDEST or STOPS.search(text, ends[place], start):
            continue
        if found := _said_of(readings[place], text, match["clause"]):
            whole[place] = found
            inside.update(range(bisect_left(starts, start), bisect_left(starts, end)))
    return [whole.get(place, reading) for place, reading in enumerate(readings) if place not in inside]


def _said_of(reading: Reading, text: str, clause: str) -> Reading | None:
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


def _retimed(reading: Reading, text: str) -> Reading:
    """12月3日上午9点的会议改为下午2点: the day with the time that it has now."""
    day, match = reading.meaning, RETIMED.match(text, reading.end)
    if not match or not isinstance(day, Point) or day.grains[1] < DAY:
        return reading
    found = next(iter(running_grammar().readings(f"1月1日{match['clock']}")), None)
    told = found.meaning if found else None
    if not isinstance(told, Point) or told.clock is None:
        return reading
    return replace(reading, meaning=replace(day, clock=told.clock, half=told.half))


def _each_due(readings: list[Reading], text: str) -> list[Reading]:
    """12月3日、4日前: what is due by the last of a row of days is due by each of them."""
    for place in range(len(readings) - 2, -1, -1):
        here, after = readings[place : place + 2]
        due, day = after.meaning, here.meaning
        if not (isinstance(due, By) and isinstance(due.base, Point) and isinstance(day, Point)):
            continue
        if day.grains[1] == due.base.grains[1] == DAY and ROW.fullmatch(text[here.end : after.start]):
            readings[place] = replace(here, category="DUE", meaning=By(day, due.inclusive))
    return readings
