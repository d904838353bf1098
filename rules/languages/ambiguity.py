"""What else a text may fairly mean: the readings beside the one that is taken.

Two sources, each a table in sight. `PAIRS` has the categories of a grammar that a careful person may mean by the same
words. `CONVENTIONS` has the conventions on which a reading rests, with what it is by the others. What stands in neither is
no reading: 9月 is no length, 30~90日 no run of days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from ..errors import RuleError
from ..kinds import Fixed, Weekly
from ..kinds.conventions import by_others
from ..notations.rfc5545 import is_rfc5545, read_lines
from ..recurrence import Recurrence
from ..rfc5545.disputed import disputes
from ..rule import Rule, Sort
from ..spans import shift
from .grammar import Reading
from .meanings import MONTH, By, Point, Range, Several
from .parsing import meanings, tongues_of
from .points import Frame
from .reader import read_or_suggest
from .relative import resolve_noted
from .resolve import with_hours
from .zh.clocks import AFTERNOON_END
from .zh.weeks import CONVENTION_NOTES

PAIRS = (
    frozenset({"POINT", "LENGTH"}),  # 30日: a day of the month, or thirty days
    frozenset({"POINT", "AMOUNT"}),
    frozenset({"SHORT_YEAR", "AMOUNT"}),  # 24年: the year 2024, or 24 years
    frozenset({"RELATIVE", "LENGTH"}),  # 60日内: from today on, or a length
    frozenset({"RELATIVE", "AMOUNT"}),
    frozenset({"RELATIVE", "LENGTHS"}),  # 27年至28年
    frozenset({"DUE", "RELATIVE"}),  # 30日前: by the 30th, or 30 days ago
    frozenset({"RELATIVE", "BARE_WEEKDAYS"}),  # 周一到周五: the days of one week, or of every week
    frozenset({"LENGTHS", "SPAN"}),  # 10~20日: from the 10th to the 20th, or ten to twenty days
)
"""Categories that the same words may fairly have."""


def readings(text: str, lang: str | None = None, reference: date | None = None) -> tuple[Recurrence, ...]:
    """Every recurrence that the text may fairly name, the one that `parse` takes first.

    >>> from rules import write
    >>> [write(reading) for reading in readings("9月第三个双休日")]
    ['每年9月第三个双休日', '每年9月第三个星期六']

    Raises UnreadRule and RuleError as `parse` does; words that are refused for their two senses are named in the error.
    """
    text = text.strip()
    taken = read_or_suggest(text, reference, lang)
    found = {_without_notes(taken): taken}
    in_words = _by_notation(text) if is_rfc5545(text) else _in_words(text, lang, reference)
    for other in chain(in_words, _by_convention(text, taken, reference)):
        found.setdefault(_without_notes(other), other)
    return tuple(found.values())


def other_readings(text: str, lang: str | None = None, reference: date | None = None) -> list[Recurrence]:
    """The readings of a text beside the one that is taken; `write` says how each is written so that it is meant.

    >>> from rules import write
    >>> [write(reading) for reading in other_readings("30日")]
    ['30天']

    Raises RuleError as `parse` does.
    """
    return list(readings(text, lang, reference)[1:])


def _by_notation(text: str) -> Iterator[Recurrence]:
    """What others read an RRULE as."""
    return (read_lines(other) for _, other in disputes(text) if other)


def _without_notes(recurrence: Recurrence) -> Recurrence:
    return replace(recurrence, notes=())


def _in_words(text: str, lang: str | None, reference: date | None) -> Iterator[Recurrence]:
    """What the words name as well: by a category that is as fair, by another sense of their meaning, once instead of yearly."""
    understood = _understood(text, lang, reference)
    if not understood:
        return
    taken, recurrence = understood[0]
    yield from (other for one, other in understood[1:] if frozenset({taken.category, one.category}) in PAIRS)
    yield from (resolve_noted(one, Frame(day=reference)) for one in _other_senses(taken.meaning))
    if reference and _has_no_year(taken.meaning) and (coming := recurrence.upcoming(reference, 1)):
        yield resolve_noted(taken.meaning, Frame(year=coming[0].span.first.year))


def _other_senses(meaning: object) -> Iterator[object]:
    """What a meaning may be as well: 元旦前 is by that day, or by the day before it."""
    yield from getattr(meaning, "others", ())
    if isinstance(meaning, By) and meaning.inclusive == "unstated" and isinstance(meaning.base, str):
        yield replace(meaning, inclusive="excluded")


def _understood(text: str, lang: str | None, reference: date | None) -> list[tuple[Reading, Recurrence]]:
    """The readings of the words that name something, with what they name, in the first language that has any."""
    for tongue in tongues_of(text, lang):
        found: list[tuple[Reading, Recurrence]] = []
        for reading in meanings(text, tongue):
            try:
                found.append((reading, resolve_noted(reading.meaning, Frame(day=reference))))
            except RuleError:
                continue
        if found:
            return found
    return []


def _has_no_year(meaning: object) -> bool:
    """Whether it is a civil day that leaves its year open: 12月18日下午2点 may be meant every year, or once."""
    if isinstance(meaning, By | Range):
        return _has_no_year(meaning.base if isinstance(meaning, By) else meaning.first)
    if isinstance(meaning, Several):
        return _has_no_year(meaning.parts[0])
    return isinstance(meaning, Point) and bool(meaning.month and meaning.day) and meaning.grains[0] == MONTH


# ------------------------------------------------------------------ conventions


def _by_convention(text: str, taken: Recurrence, reference: date | None) -> Iterator[Recurrence]:
    for pattern, convention in CONVENTIONS:
        if re.search(pattern, text, re.IGNORECASE):
            yield from (replace(taken, rule=rule, notes=()) for rule in by_others(taken.rule, convention))
    yield from _over_midnight(taken)
    if reference:
        yield from (replace(taken, rule=rule, notes=()) for rule in _weeks_from_sunday(text, taken.rule, reference))


def _over_midnight(taken: Recurrence) -> Iterator[Recurrence]:
    """9点到5点 as until 5 in the morning of the next day."""
    clock = taken.clock
    if AFTERNOON_END in taken.notes and clock and clock.start is not None and clock.end is not None:
        yield with_hours(replace(taken, notes=()), clock.start, clock.end - 720)


_WEEK_NOTES = "|".join(rf"\({note}\)" for note in CONVENTION_NOTES.values())

CONVENTIONS: tuple[tuple[str, str], ...] = (
    (rf"^(?!.*(?:{_WEEK_NOTES}|\(weeks|\(seven)).*(?:周|星期|week)", "nth week"),
    (r"双休日|周末|公休日|休息日|weekend", "weekend"),
    (r"^(?!.*前).*[月年季度][底末]|(?<!by )(?:month|year)[- ]end|^(?!by ).*\bend of", "last third"),
    (r"[月年份季度]初(?![一二三四五六七八九十])", "first day"),
    (r"^\d{1,2}/\d{1,2}$", "day first"),
    (r"^(?:每年)?[一二三四五六七八九十]+月(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])$", "other calendar"),
    (r"\bweekdays?\b", "working days"),
)
"""Words that rest on a convention, and its name in `kinds.conventions`; written otherwise they do not."""


def _weeks_from_sunday(text: str, rule: Rule, reference: date) -> list[Rule]:
    """下周日, 下周一 where weeks are counted from Sunday; 周三 alone as every Wednesday, 周末 as every weekend."""
    if text == "周末":
        return [Weekly((5, 6))]
    span = rule.single_span() if rule.sort is Sort.DATED and rule.one_day() else None
    if not span or not re.fullmatch(WEEK_AWAY, text):
        return []
    if text[0] in "周星礼":
        return [Weekly((span.first.weekday(),))]
    day = shift(span.first, 7 * ((reference.weekday() == 6) - (span.first.weekday() == 6)))
    return [Fixed(day, day)] if day != span.first else []


WEEK_AWAY = "(?:[上下]+一?个?|本|这个?)?(?:周|星期|礼拜)[一二三四五六日天]"
