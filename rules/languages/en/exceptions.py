"""English exceptions: only on Saturdays, except in July, if it falls on a day off, every Monday of September."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...clock import Clock
from ...kinds import EachDay, Filtered, LeapYears, Periodic, Together, Weekly
from ...messages import Message
from ...rule import Rule
from ..grammar import Phrase
from ..meanings import HALF, MONTH, Bounded, Frequency, Kept, Point, Refused, Several, Weekdays
from .clocks import timed
from .joints import listed
from .names import MONDAY_TO_FRIDAY, MONTHS, WEEKDAYS
from .periods import cycle, often
from .text import Subject, cue, same, sign, word
from .workdays import each_day
from .writing import leant_on, words

NAMED = "DAY_RULE|SPAN|WEEKDAYS|FREQUENCY|PHASED_FREQUENCY|LUNAR_DAY|OPENING|WEEKDAY_LIST|SORT_OF_YEARS|SORT_OF_DAY"
"""What may follow only, except and if: nothing of which more is said behind it."""
DAY_ITSELF = r"(?:it|they|that|this|(?:(?:that|this|due) )?(?:day|date)|\d{1,2}(?:st|nd|rd|th))"
"""The day of which a condition speaks."""
WORDS = (
    word("only", "only", cue("ONLY")),
    word("except", r"except(?: for)?|excluding|but not|unless|save(?: for)?|apart from|other than", cue("EXCEPT")),
    sign("if behind a full stop", r" ?\.,? ?if(?!\w)", cue("IF")),
    word("holidays", r"(?:(?:public|bank|legal|national|statutory|official) )*holidays?", cue("HOLIDAYS")),
    word("if", "if|when|where", cue("IF")),
    word("fall", rf"(?:{DAY_ITSELF} )?(?:(?:is|are)(?: on)?|falls?(?: on)?)|falling on", cue("FALLS_ON")),
    word("fall not", r"(?:it |they )?(?:does not|do not|doesn't|don't) fall(?: on)?", cue("FALLS_NOT_ON")),
)


def kept(*, inside: bool) -> Callable[[Any, Any], Kept | None]:
    """Only on, or except on, the days that something names."""

    def build(base: Any, by: Any) -> Kept | None:
        if isinstance(base, Frequency) and base.period != "day" and isinstance(by, Point) and by.grains[1] > MONTH:
            return None  # a period leaves its day open
        return None if timed(by) else Kept(base, Weekdays(by) if isinstance(by, tuple) else by, inside)

    return build


def asked(*, inside: bool) -> Callable[[Any, Any, Any], Kept | None]:
    """If other days fall on certain days; a bare number is the day itself."""

    def build(base: Any, of: Any, by: Any) -> Kept | None:
        if isinstance(of, Point) and of == Point(day=of.day):
            return None  # the 25th, if the 25th is a weekend
        return Kept(base, Weekdays(by) if isinstance(by, tuple) else by, inside, _parts(of))

    return build


def _parts(meaning: Any) -> tuple[Any, ...]:
    return meaning.parts if isinstance(meaning, Several) else (meaning,)


def in_months(days: Any, point: Any) -> Kept | None:
    """Every Monday of September, every working day in July and August, every day in February, every Monday in Q1."""
    if isinstance(days, Frequency) and days != Frequency(1, "day"):
        return None
    months = _parts(point)
    grains = {(MONTH, MONTH), (HALF, HALF)} if isinstance(days, Weekdays | EachDay) else {(MONTH, MONTH)}
    whole = all(isinstance(month, Point) and month.grains in grains for month in months)
    return Kept(days, point) if whole else None


HOLIDAYS = Refused(
    Message("the holidays are known only as days off, among which is every Saturday and Sunday"),
    Message("write except on days off, or name the holidays"),
)


def not_on(base: Any, days: int | tuple[int, ...]) -> Kept:
    """Every Tuesday except the 22nd, and except the 22nd and the 29th."""
    points = [Point(day=day, monthly=True) for day in ((days,) if isinstance(days, int) else days)]
    return Kept(base, points[0] if len(points) == 1 else Several(tuple(points)), inside=False)


def within_bounds(build: Callable[..., Kept | None]) -> Callable[..., Bounded | None]:
    """Tuesdays in December 2026 except the 22nd: of the rule within its bounds."""

    def filtered(held: Bounded, *by: Any) -> Bounded | None:
        rule = build(held.rule, *by)
        return replace(held, rule=rule) if rule else None

    return filtered


def without_holidays(base: Any) -> Kept | None:
    """Weekdays except holidays: from Monday to Friday a holiday is a day off."""
    fits = isinstance(base, Weekdays) and set(base.days) <= set(MONDAY_TO_FRIDAY)
    return Kept(base, EachDay("rest-days"), inside=False) if fits else None


def holidays_unclear(base: Any) -> Refused | None:
    """Saturdays except holidays."""
    base = base.rule if isinstance(base, Bounded) else base
    return None if without_holidays(base) else HOLIDAYS


NO = "_COMMA? _EXCEPT _FALLS_ON? _ON?"
PHRASES = (
    Phrase("FILTERED", f"RULE {NO} ORDINAL|ORDINALS", not_on),
    Phrase("BOUNDED", f"BOUNDED {NO} ORDINAL|ORDINALS", within_bounds(not_on)),
    Phrase("BOUNDED", f"BOUNDED {NO} {NAMED}", within_bounds(kept(inside=False))),
    Phrase("FILTERED", f"RULE {NO} _ARTICLE? _HOLIDAYS", without_holidays),
    Phrase("BOUNDED", f"BOUNDED {NO} _ARTICLE? _HOLIDAYS", within_bounds(without_holidays)),
    Phrase("REFUSED", f"RULE|BOUNDED {NO} _ARTICLE? _HOLIDAYS", holidays_unclear),
    Phrase("FILTERED", f"RULE _COMMA? _ON? {NAMED} _ONLY", kept(inside=True)),
    Phrase("WEEKDAYS", "WEEKDAYS _ONLY", same),
    Phrase("FILTERED", "WEEKDAYS|EACH_DAY|FREQUENCY _OF? POINT|SEVERAL", in_months),
    Phrase("FILTERED", "POINT|SEVERAL _COMMA? WEEKDAYS|EACH_DAY|FREQUENCY", lambda point, days: in_months(days, point)),
    Phrase("FILTERED", f"RULE _COMMA? _ONLY _ON? {NAMED}", kept(inside=True)),
    Phrase("FILTERED", f"RULE {NO} {NAMED}", kept(inside=False)),
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
