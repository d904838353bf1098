"""English exceptions: only on Saturdays, except in July, if it falls on a day off, every Monday of September."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...clock import Clock
from ...kinds import EachDay, Filtered, LeapYears, Periodic, Together, Weekly
from ...rule import Rule
from ..grammar import Phrase
from ..meanings import MONTH, Frequency, Kept, Point, Several, Weekdays
from .clocks import timed
from .joints import listed
from .names import MONTHS, WEEKDAYS
from .periods import cycle, often
from .text import Subject, cue, word
from .workdays import each_day
from .writing import leant_on, words

NAMED = "DAY_RULE|SPAN|WEEKDAYS|FREQUENCY|PHASED_FREQUENCY|LUNAR_DAY|OPENING|WEEKDAY_LIST|SORT_OF_YEARS|SORT_OF_DAY"
"""What may follow only, except and if: nothing of which more is said behind it."""
WORDS = (
    word("only", "only", cue("ONLY")),
    word("except", r"except(?: for)?|excluding|but not", cue("EXCEPT")),
    word("if", "if|when", cue("IF")),
    word("fall", r"(?:it |they )?(?:(?:is|are)(?: on)?|falls?(?: on)?)|falling on", cue("FALLS_ON")),
    word("fall not", r"(?:it |they )?(?:does not|do not|doesn't|don't) fall(?: on)?", cue("FALLS_NOT_ON")),
)


def kept(*, inside: bool) -> Callable[[Any, Any], Kept | None]:
    """Only on, or except on, the days that something names."""

    def build(base: Any, by: Any) -> Kept | None:
        return None if timed(by) else Kept(base, Weekdays(by) if isinstance(by, tuple) else by, inside)

    return build


def asked(*, inside: bool) -> Callable[[Any, Any, Any], Kept]:
    """If other days fall on certain days."""
    return lambda base, of, by: Kept(base, Weekdays(by) if isinstance(by, tuple) else by, inside, _parts(of))


def _parts(meaning: Any) -> tuple[Any, ...]:
    return meaning.parts if isinstance(meaning, Several) else (meaning,)


def in_months(days: Any, point: Any) -> Kept | None:
    """Every Monday of September, every working day in July and August, every day in February."""
    if isinstance(days, Frequency) and days != Frequency(1, "day"):
        return None
    months = _parts(point)
    whole = all(isinstance(month, Point) and month.grains == (MONTH, MONTH) for month in months)
    return Kept(days, point) if whole else None


PHRASES = (
    Phrase("FILTERED", "WEEKDAYS|EACH_DAY|FREQUENCY _OF? POINT|SEVERAL", in_months),
    Phrase("FILTERED", "POINT|SEVERAL _COMMA? WEEKDAYS|EACH_DAY|FREQUENCY", lambda point, days: in_months(days, point)),
    Phrase("FILTERED", f"RULE _COMMA? _ONLY _ON? {NAMED}", kept(inside=True)),
    Phrase("FILTERED", f"RULE _COMMA? _EXCEPT _ON? {NAMED}", kept(inside=False)),
    Phrase("FILTERED", f"RULE _OPEN_BRACKET _ONLY _ON? {NAMED} _CLOSE_BRACKET", kept(inside=True)),
    Phrase("FILTERED", f"RULE _OPEN_BRACKET _EXCEPT _ON? {NAMED} _CLOSE_BRACKET", kept(inside=False)),
    Phrase("MODIFIED", "RULE _COMMA? _ON SORT_OF_YEARS", kept(inside=True)),
    Phrase("MODIFIED", "_ON? SORT_OF_YEARS _COMMA? DAY_RULE", lambda years, base: kept(inside=True)(base, years)),
    Phrase("MODIFIED", f"RULE _COMMA? _IF DAY_RULE _FALLS_ON _ON? {NAMED}", asked(inside=True)),
    Phrase("MODIFIED", f"RULE _COMMA? _IF DAY_RULE _FALLS_NOT_ON _ON? {NAMED}", asked(inside=False)),
    Phrase("SORT_OF_DAY", "_ARTICLE? UNIT", each_day),
    Phrase("SORT_OF_DAY", "_ARTICLE? _WEEKEND", lambda: Weekdays((5, 6))),
)
SUBJECT = Subject(words=WORDS, phrases=PHRASES)

# ------------------------------------------------------------------ written


@words.register
def _(rule: Filtered, clock: Clock | None = None) -> str:
    if rule.of:
        days = leant_on(Together(rule.of) if len(rule.of) > 1 else rule.of[0])
        return f"{words(rule.base, clock)}, if {days} {'fall' if rule.inside else 'do not fall'} {where(rule.by)}"
    text = cycle(rule.base, rule.by, clock) if rule.inside else None
    return text or f"{words(rule.base, clock)}, {'only' if rule.inside else 'except'} {where(rule.by)}"


def where(by: Rule) -> str:
    """The days that a filter names, with their preposition: on Saturdays and Sundays, in July."""
    match by:
        case Weekly():
            return "on " + listed(f"{WEEKDAYS[day]}s" for day in by.weekdays)
        case EachDay():
            return f"on {'working days' if by.which == 'workdays' else 'days off'}"
        case Periodic() | LeapYears() if often(by).certain:
            return often(by).text
        case _ if months := by.months():
            return "in " + listed(MONTHS[month - 1] for month in months)
        case _:
            return "on " + leant_on(by)
