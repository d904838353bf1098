"""From when, until when and in which days a rule holds, where its notice says so apart from it.

自2027年起，各学会每月5日前…; 每月5日前…，自2027年1月起执行; 展览于5月22日至29日举办，期间每天9:00至17:00. The words that bound
it stay a reading of their own; the rule holds within them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..languages.grammar import Reading
from ..languages.hours import AtHours
from ..languages.meanings import DAY, YEAR, Bounded, Frequency, Kept, Point, Range, Since, Timed, Weekdays
from ..languages.rhythms import Limited, Spanned
from ..languages.zh import running_grammar
from ..languages.zh.running import recurring
from .nearby import STOPS, leads
from .words import vocabulary

WIDEST = 40
"""Characters between a rule and the words from when on it holds."""
FURTHEST = 200
"""Characters between a span and what is said of the days in it."""
CATEGORIES = ("COMPOSED", "SINCE_YEAR", "DUE", "ROLLED")
CLAUSES = re.compile("[^。；;！？\n：:]*")
"""What may stand between: no end of a sentence, and no label."""
OPENS = "。；;！？\n，,：:"
"""Signs behind which a clause begins."""
COMMAS = "，,"
YEAR_END = 6
"""Characters in which a beginning names its year: 自2027年."""
A_WHILE = 12
"""Characters between 期间 and what holds then."""


def with_bounds(readings: Sequence[Reading], text: str) -> list[Reading]:
    """The readings; a rule holds only from, until or within what its sentence or paragraph says."""
    return [_bounded(readings, place, text) for place in range(len(readings))]


def with_days_apart(readings: Sequence[Reading], text: str) -> Iterator[Reading]:
    """The readings; of 3月6日至4月24日，每周一19:00 the days in which a rule holds stand by themselves before it.

    Behind them 每日 without a time says nothing more.
    """
    for reading in readings:
        comma = next((n for n in range(reading.start, reading.end) if text[n] in COMMAS), 0)
        rule = reading.meaning.base if isinstance(reading.meaning, Spanned) and reading.category == "COMPOSED" else None
        span = _span_of(text[reading.start : comma]) if comma and isinstance(rule, Weekdays | Frequency) else None
        if not span:
            yield reading
            continue
        yield replace(span, start=reading.start, end=comma)
        if rule != Frequency(1, "day"):
            yield replace(reading, start=comma + 1)


def _span_of(words: str) -> Reading | None:
    """The days from one to another that words name; None for anything else."""
    return next((one for one in running_grammar().readings(words) if isinstance(one.meaning, Range)), None)


def _bounded(readings: Sequence[Reading], place: int, text: str) -> Reading:
    rule = readings[place]
    if not _open(rule, text):
        return rule
    if place + 1 < len(readings) and (found := _from_behind(rule, readings[place + 1], text)):
        return found
    for before in reversed(readings[max(place - 6, 0) : place]):
        if rule.start - before.end > FURTHEST or "\n" in text[before.end : rule.start]:
            break
        if found := _as_before(before, rule, text):
            return found
        if _bounds(before, rule, text):
            from_now = isinstance(before.meaning, Range) and before.meaning.first.day_shift == 0
            sign = "，" if from_now else ""
            return _joined(f"{text[before.start : before.end]}{sign}{text[rule.start : rule.end]}", rule) or rule
    return rule


def _open(rule: Reading, text: str) -> bool:
    """Whether it recurs, and its own words do not say within what."""
    meaning = rule.meaning
    base = meaning.base if isinstance(meaning, Timed | Kept | AtHours) else meaning
    closed = isinstance(base, Bounded | Since | Limited | Spanned) or _has_year(text[rule.start : rule.end])
    return not closed and recurring(meaning) is not None


def _has_year(words: str) -> bool:
    """Whether a year is written in figures."""
    return any(char == "年" and words[place - 1 : place].isdecimal() for place, char in enumerate(words))


def holds_for_a_while(before: str) -> bool:
    """Whether the words before a rule say that it holds only for a while: 展览期间每天.

    >>> holds_for_a_while("展览期间，"), holds_for_a_while("展览期间举办，讲座，")
    (True, False)
    """
    if leads(before, "lasting", A_WHILE):
        return True
    comma = max(before.rfind(sign) for sign in "，,")
    return (
        comma >= 0
        and len(before) - comma - 1 <= A_WHILE
        and leads(before[:comma], "lasting")
        and _is_clause(before[comma + 1 :])
    )


def _is_clause(words: str) -> bool:
    return not any(sign in words for sign in STOPS)


def _as_before(before: Reading, rule: Reading, text: str) -> Reading | None:
    """自2027年1月起，每周一召开例会，每月5日前报送信息: the beginning holds for both."""
    begins = before.meaning
    open_end = isinstance(begins, Since) or (isinstance(begins, Bounded) and begins.first and not begins.last)
    if not open_end or not _has_year(text[before.start : before.start + YEAR_END]):
        return None
    between = text[before.end : rule.start]
    if len(between) > WIDEST or not CLAUSES.fullmatch(between):
        return None
    return replace(before, start=rule.start, end=rule.end, meaning=replace(begins, rule=rule.meaning))


def _bounds(before: Reading, rule: Reading, text: str) -> bool:
    """Whether what stands in front says when the rule holds."""
    span, between = before.meaning, text[before.end : rule.start]
    near = len(between) <= WIDEST and CLAUSES.fullmatch(between)
    if isinstance(span, Point):
        begins = _opens(text, before.start) and "，" not in between[1:] and not between.startswith(("的", "度"))
        return bool(near and begins and span.grains == (YEAR, YEAR) and span.year)
    if not isinstance(span, Range):
        return False
    if span.last is None:
        return bool(near and span.first.grains[0] == YEAR and span.first.year)
    if span.last.grains[1] != DAY or span.first.yearly or span.first.monthly:
        return False
    if not span.first.month:
        return bool(near and span.first.day_shift == 0 and span.last.month)  # 即日起至3月31日，每周三开放
    return bool(holds_for_a_while(between) or (CLAUSES.match(between + "。") and _daily(rule, between)))


def _opens(text: str, at: int) -> bool:
    """Whether a clause begins there."""
    while at and text[at - 1].isspace() and text[at - 1] not in OPENS:
        at -= 1
    return not at or text[at - 1] in OPENS


def _daily(rule: Reading, between: str) -> bool:
    """Whether it is said of each day, in the same sentence as a span."""
    base = rule.meaning.base if isinstance(rule.meaning, Timed) else rule.meaning
    return base == Frequency(1, "day") and not re.search("[。；;！？\n]", between)


def _from_behind(rule: Reading, behind: Reading, text: str) -> Reading | None:
    """每月5日前…，自2027年1月起执行."""
    span, between = behind.meaning, text[rule.end : behind.start]
    if (
        not isinstance(span, Range)
        or span.last
        or not span.first.year
        or not vocabulary().begins(text, "valid", behind.end)
    ):
        return None
    if len(between) > WIDEST or not CLAUSES.fullmatch(between) or between[-1:] not in tuple("，,（("):
        return None
    return _joined(f"{text[rule.start : rule.end]}，{text[behind.start : behind.end]}", rule)


def _joined(words: str, rule: Reading) -> Reading | None:
    """The rule with what bounds it, at its own place; None where the two together are no rule."""
    found = next(iter(running_grammar().readings(re.sub(r"\s+", "", words))), None)
    if found is None or found.category not in CATEGORIES:
        return None
    meaning = found.meaning
    if isinstance(rule.meaning, Kept):  # the clause behind it stands outside of its words
        if not isinstance(meaning, Bounded | Since | Spanned):
            return None
        meaning = with_rule(meaning, rule.meaning)
    return replace(found, start=rule.start, end=rule.end, meaning=meaning)


def with_rule(bounds: Bounded | Since | Spanned, rule: Any) -> Bounded | Since | Spanned:
    """Another rule within the same bounds."""
    return replace(bounds, base=rule) if isinstance(bounds, Spanned) else replace(bounds, rule=rule)
