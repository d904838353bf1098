"""English days counted from others: 3 days before Easter, the 2nd Monday after 1 May, 6 months before “the end of the term”."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ...clock import Clock
from ...kinds import Anchored, Moved, NthFrom
from ..grammar import Phrase
from ..meanings import MONTH, YEAR, Counted, Length, Nth, Off, Point
from .dates import day_at_end, of_day
from .joints import listed
from .lengths import length
from .names import MONDAY_TO_FRIDAY, WEEKDAYS
from .numbers import place
from .text import Meanings, Subject, cue, sign, word
from .writing import Name, leant_on_at, named, words

# ------------------------------------------------------------------ words


def _event(words: str) -> Meanings:
    name = re.sub(r"\s+", " ", words).strip(' “”"')
    return {"EVENT_NAME": name} if name and not re.search(r"[()]", name) else {}


SIGNS = (sign("event", r'“.*”$|“[^”]*”|"[^"]*"', _event),)
WORDS = (
    word("on or before", "on or before", cue("NOT_LATER_THAN", "ON_OR_BEFORE")),
    word("on or after", "on or after", cue("ON_OR_AFTER")),
    word("before", "before(?: it)?", cue("BEFORE")),
    word("after", "after(?: it)?", cue("AFTER")),
    word("following", "following", cue("AFTER", "NEXT")),
    word("within", "within", cue("WITHIN")),
    word("eve of", "(?:on )?eve of", cue("EVE_OF")),
)

# ------------------------------------------------------------------ phrases


def from_event(sign: int, size: Length, name: str) -> Counted | None:
    """6 months before “the end of the term”."""
    return Counted(sign, size, name) if size.amount < 1000 else None


def moved(sign: int, *, within: bool = False) -> Callable[[Length, Any], Off | None]:
    """10 working days before or after a day."""

    def build(size: Length, base: Any) -> Off | None:
        base = day_at_end(base)
        told = isinstance(base, Point) and (base.yearly or base.year or base.among)
        after_month = told and sign > 0 and base.grains[1] == MONTH
        fits = not isinstance(base, Point) or of_day(base) or after_month
        return Off(base, sign, replace(size, within=within)) if fits and size.unit != "hours" else None

    return build


def from_day(sign: int, *, including: bool = False) -> Callable[[int, Sequence[int], Any], Nth | None]:
    """The 2nd Monday after a day; the last before it is the first on the way back."""

    def build(count: int, weekdays: Sequence[int], base: Any) -> Nth | None:
        base = day_at_end(base)
        if (count < 1 and (count, sign) != (-1, -1)) or (isinstance(base, Point) and base.grains[1] == YEAR):
            return None
        return Nth(base, abs(count) * sign, "weekdays", tuple(weekdays), including)

    return build


def unit_from_day(sign: int, *, including: bool = False) -> Callable[[int, str, Any], Nth | None]:
    """The 3rd working day after a day, the first day off on or before it."""

    def build(count: int, unit: str, base: Any) -> Nth | None:
        if unit not in ("day", "workday", "rest-day") or (count < 1 and (count, sign) != (-1, -1)):
            return None
        return Nth(day_at_end(base), abs(count) * sign, unit + "s", (), including)

    return build


def the_day(sign: int) -> Callable[[str, Any], Off | None]:
    """The day before Easter."""
    return lambda unit, base: moved(sign)(Length(1, "days"), base) if unit == "day" else None


def the_next(sign: int) -> Callable[[str, Any], Nth | None]:
    """The working day after the 10th, the next business day after it."""
    return lambda unit, base: unit_from_day(sign)(1, unit, base) if unit in ("workday", "rest-day") else None


PHRASES = (
    Phrase("EVENT_OFFSET", "LENGTH _BEFORE EVENT_NAME", lambda size, name: from_event(-1, size, name)),
    Phrase("EVENT_OFFSET", "_WITHIN? LENGTH _AFTER|_FROM EVENT_NAME", lambda size, name: from_event(1, size, name)),
    Phrase("SHIFTED", "LENGTH _BEFORE DAY_RULE|WEEKDAYS", moved(-1)),
    Phrase("SHIFTED", "LENGTH _AFTER|_FROM DAY_RULE|WEEKDAYS", moved(1)),
    Phrase("SHIFTED", "_WITHIN LENGTH _AFTER|_OF DAY_RULE", moved(1, within=True)),
    Phrase("NTH_FROM", "ORDINAL WEEKDAY_LIST _AFTER DAY_RULE", from_day(1)),
    Phrase("NTH_FROM", "ORDINAL WEEKDAY_LIST _ON_OR_AFTER DAY_RULE", from_day(1, including=True)),
    Phrase("NTH_FROM", "ORDINAL WEEKDAY_LIST _BEFORE DAY_RULE", from_day(-1)),
    Phrase("NTH_FROM", "ORDINAL WEEKDAY_LIST _ON_OR_BEFORE DAY_RULE", from_day(-1, including=True)),
    Phrase("NTH_FROM", "WEEKDAY_LIST _AFTER DAY_RULE", lambda days, base: from_day(1)(1, days, base)),
    Phrase("NTH_FROM", "WEEKDAY_LIST _BEFORE DAY_RULE", lambda days, base: from_day(-1)(1, days, base)),
    Phrase("NTH_FROM", "ORDINAL UNIT _AFTER DAY_RULE", unit_from_day(1)),
    Phrase("NTH_FROM", "ORDINAL UNIT _ON_OR_AFTER DAY_RULE", unit_from_day(1, including=True)),
    Phrase("NTH_FROM", "ORDINAL UNIT _BEFORE DAY_RULE", unit_from_day(-1)),
    Phrase("NTH_FROM", "ORDINAL UNIT _ON_OR_BEFORE DAY_RULE", unit_from_day(-1, including=True)),
    Phrase("NTH_FROM", "_NEXT? UNIT _AFTER DAY_RULE", the_next(1)),
    Phrase("NTH_FROM", "_PREVIOUS? UNIT _BEFORE DAY_RULE", the_next(-1)),
    Phrase("NTH_FROM", "_NEXT WEEKDAY_LIST _AFTER DAY_RULE", lambda days, base: from_day(1)(1, days, base)),
    Phrase("SHIFTED", "UNIT _AFTER DAY_RULE|WEEKDAYS", the_day(1)),
    Phrase("SHIFTED", "UNIT _BEFORE DAY_RULE|WEEKDAYS", the_day(-1)),
    Phrase("SHIFTED", "_EVE_OF POINT|OBSERVANCE", lambda base: moved(-1)(Length(1, "days"), base)),
)
SUBJECT = Subject(SIGNS, WORDS, PHRASES)

# ------------------------------------------------------------------ written

SORTS = {"days": "day", "workdays": "working day", "rest-days": "day off"}


def sort_of_day(unit: str, weekdays: Sequence[int]) -> str:
    """What is counted: Monday, working day."""
    if unit == "weekdays":
        return "weekday" if tuple(weekdays) == MONDAY_TO_FRIDAY else listed((WEEKDAYS[day] for day in weekdays), "or")
    return SORTS[unit]


@named.register
def _(rule: Anchored) -> Name:
    return Name(f"{length(abs(rule.amount), rule.unit)} {'before' if rule.amount < 0 else 'after'} “{rule.anchor}”")


@words.register
def _(rule: Moved, clock: Clock | None = None) -> str:
    side = "before" if rule.amount < 0 else "after"
    return f"{length(abs(rule.amount), rule.unit)} {side} {leant_on_at(rule.base, clock)}"


@words.register
def _(rule: NthFrom, clock: Clock | None = None) -> str:
    side = ("on or " if rule.including else "") + ("before" if rule.n < 0 else "after")
    return f"the {place(abs(rule.n))} {sort_of_day(rule.unit, rule.weekdays)} {side} {leant_on_at(rule.base, clock)}"
