"""English substitutes: if Sunday then the next Monday, if a day off then also the 2nd working day after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ...clock import Clock
from ...kinds import Case, EachDay, Instead, Weekly
from ..grammar import Phrase
from ..meanings import Swap, Swapped, Weekdays
from .clocks import Clocks
from .exceptions import NAMED, where
from .joints import listed
from .names import WEEKDAYS
from .numbers import place
from .offsets import sort_of_day
from .text import Subject, cue, same, sign, word
from .writing import hours, words

STAYS = Swap(None)
"""The day that stays, for a case that changes its time alone."""
SIGNS = (
    sign("left out", r" ?\(not (?:on )?", cue("NOT_ON")),
    sign("substitutes", r" ?\(substitutes only\)", cue("SUBSTITUTES_ONLY")),
)
WORDS = (
    word("next", "next", cue("NEXT")),
    word("previous", "previous|preceding", cue("PREVIOUS")),
    word("then", "then|observed", cue("THEN")),
    word("also", "also", cue("ALSO")),
    word(
        "moved",
        r"(?:(?:it )?(?:is )?|be )(?:moved|shifted|postponed|pushed|deferred|brought|put|advanced)"
        r"(?: (?:back|forward|up|on|off))?(?: to)?",
        cue("MOVED"),
    ),
    word("instead", "instead", cue("INSTEAD")),
)


def case(when: Any, target: Swap) -> Swap:
    """If Sunday then the next Monday."""
    return replace(target, when=Weekdays(when) if isinstance(when, tuple) else when)


def behind(target: Swap, when: Any) -> Swap:
    """Or the next Monday if it falls on a Sunday."""
    return case(when, target)


NEAR = {4: -1, 0: 1}
"""Where a weekend gives way to: back to Friday, on to Monday."""


def nearest(weekday: int, when: Any) -> Swap | None:
    """Moved to Monday if it falls on a weekend: to the Friday before it or to the Monday after it, whatever the verb."""
    weekend = when == (5, 6) or when == Weekdays((5, 6))
    return case(when, to_weekday(NEAR[weekday], (weekday,))) if weekend and weekday in NEAR else None


def to_weekday(count: int, weekdays: Sequence[int]) -> Swap:
    """The next Monday, the previous Friday, the 2nd Monday after it."""
    return Swap(None, count, "weekdays", tuple(weekdays))


def to_unit(count: int, unit: str) -> Swap | None:
    """The next day, the 2nd working day after it."""
    return Swap(None, count, unit + "s") if unit in ("day", "workday", "rest-day") else None


def at(swap: Swap, clocks: Clocks) -> Swap:
    """The next Monday at 10:00."""
    return replace(swap, start=clocks[0], end=clocks[1])


RULES = "DAY_RULE|SPAN|WEEKDAYS|FREQUENCY|DUE|ABOUT|LUNAR_DAY|OPENING|MODIFIED|FILTERED"
PHRASES = (
    Phrase("TARGET", "_NEXT WEEKDAY_LIST", lambda days: to_weekday(1, days)),
    Phrase("TARGET", "_PREVIOUS WEEKDAY_LIST", lambda days: to_weekday(-1, days)),
    Phrase("TARGET", "_NEXT UNIT", lambda unit: to_unit(1, unit)),
    Phrase("TARGET", "_PREVIOUS UNIT", lambda unit: to_unit(-1, unit)),
    Phrase("TARGET", "ORDINAL WEEKDAY_LIST _AFTER", to_weekday),
    Phrase("TARGET", "ORDINAL WEEKDAY_LIST _BEFORE", lambda count, days: to_weekday(-count, days)),
    Phrase("TARGET", "ORDINAL UNIT _AFTER", to_unit),
    Phrase("TARGET", "ORDINAL UNIT _BEFORE", lambda count, unit: to_unit(-count, unit)),
    Phrase("TARGET", "WEEKDAY_LIST _AFTER", lambda days: to_weekday(1, days)),
    Phrase("TARGET", "WEEKDAY_LIST _BEFORE", lambda days: to_weekday(-1, days)),
    Phrase("TARGET", "UNIT _AFTER", lambda unit: to_unit(1, unit)),
    Phrase("TARGET", "UNIT _BEFORE", lambda unit: to_unit(-1, unit)),
    Phrase("TARGET", "TARGET _NOT_ON WEEKDAY_LIST _CLOSE_BRACKET", lambda swap, days: replace(swap, omit=tuple(days))),
    Phrase("TARGET", "TARGET _AT? CLOCK", lambda swap, clock: at(swap, (clock, None))),
    Phrase("TARGET", "TARGET _AT? CLOCK_SPAN", at),
    Phrase("TARGET", "_AT CLOCK", lambda clock: at(STAYS, (clock, None))),
    Phrase("TARGET", "_AT CLOCK_SPAN", lambda clocks: at(STAYS, clocks)),
    Phrase("TARGET", "_ALSO TARGET", lambda swap: replace(swap, also=True)),
    Phrase("TARGET", "TARGET _INSTEAD", same),
    Phrase("CASE", f"_IF _FALLS_ON? _ON? {NAMED} _COMMA? _THEN? _ON? TARGET", case),
    Phrase("CASE", f"_IF _FALLS_ON? _ON? {NAMED} _COMMA? _MOVED TARGET", case),
    Phrase("CASE", f"_IF _FALLS_ON? _ON? {NAMED} _COMMA? _MOVED WEEKDAY", lambda when, day: nearest(day, when)),
    Phrase("CASE", f"_OR|_MOVED|_THEN _ON? TARGET _COMMA? _IF _FALLS_ON? _ON? {NAMED}", behind),
    Phrase("CASE", f"_MOVED|_THEN _ON? WEEKDAY _COMMA? _IF _FALLS_ON? _ON? {NAMED}", nearest),
    Phrase("CASES", "_COMMA? CASE", lambda one: (one,)),
    Phrase("CASES", "CASES _COMMA? CASE", lambda cases, one: (*cases, one)),
    Phrase("SUBSTITUTED", f"{RULES} CASES", Swapped),
    Phrase("SUBSTITUTED", "SUBSTITUTED _SUBSTITUTES_ONLY", lambda swapped: replace(swapped, only=True)),
)
SUBJECT = Subject(SIGNS, WORDS, PHRASES)

# ------------------------------------------------------------------ written


@words.register
def _(rule: Instead, clock: Clock | None = None) -> str:
    base = words(rule.base, clock)
    if isinstance(rule.base, Instead):
        base = f"({base})"
    return base + "".join(map(_case, rule.cases)) + (" (substitutes only)" if rule.only else "")


def _case(case: Case) -> str:
    match case.when:
        case Weekly():
            when = listed((WEEKDAYS[day] for day in case.when.weekdays), "or")
        case EachDay():
            when = "a working day" if case.when.which == "workdays" else "a day off"
        case _:
            when = where(case.when)
    return f", if {when} then {'also ' if case.also else ''}{_target(case)}"


def _target(case: Case) -> str:
    parts = [_day(case)] if case.n else []
    if case.omit:
        parts.append(f"(not on {listed((WEEKDAYS[day] for day in case.omit), 'or')})")
    if case.clock:
        start, end = hours(case.clock)
        parts.append(f"at {start}–{end}" if end else f"at {start}")
    return " ".join(parts)


def _day(case: Case) -> str:
    sort = sort_of_day(case.unit, case.weekdays)
    if abs(case.n) == 1:
        return f"the {'next' if case.n > 0 else 'previous'} {sort}"
    return f"the {place(abs(case.n))} {sort} {'after' if case.n > 0 else 'before'} it"
