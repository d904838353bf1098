"""English working days and days off: every working day, the first 10 of every month, and days that give way to the next."""

from __future__ import annotations

from typing import Any

from ...clock import Clock
from ...kinds import EachDay, NthWorkday, Rolled
from ..grammar import Phrase
from ..joining import opening
from ..meanings import Frequency, Length, Opening, Roll, Way
from .lengths import WORKDAY
from .numbers import place
from .text import Meanings, Subject, sign
from .weeks import of_months, of_periods
from .writing import Name, named, words

WITHIN_MONTH = (
    r" \(modified following\)"
    r"|,? ?(?:but|though) (?:not|never) (?:beyond|past|after|later than|outside(?: of)?)(?: end of)?(?: same| this)? month"
    r"|,? ?(?:but )?within(?: same)? month|,? ?unless (?:that|it) (?:is|falls|lies) in next month"
)
"""That a day stays in its month, and gives way to the one before where the next lies beyond it."""
HOLIDAY = "(?:(?:public|bank|legal|national|statutory|official) )*holiday"
DAY_OFF = (
    rf"(?:(?:a )?weekend or (?:on )?(?:a )?{HOLIDAY}|(?:a )?{HOLIDAY} or (?:on )?(?:a )?weekend"
    rf"|a day off|a {HOLIDAY}|a non-(?:working|business) day)"
)
FALLS = r"(?:(?:it|that|this|(?:(?:that|this|due) )?(?:day|date)|\d{1,2}(?:st|nd|rd|th)) )?(?:is|falls|is on|falls on)"
IF_OFF = rf",? ?(?:if|when|where) (?:(?:{FALLS} )?(?:{DAY_OFF}|not a {WORKDAY})|{FALLS} no {WORKDAY})"
ROLLING = (
    rf"(?:if (?:not a {WORKDAY}|(?:{FALLS} )?{DAY_OFF}),?"
    r" ?(?:then )?(?:on )?|(?:or|else)(?: on)? |rolled (?:on |forward |back )?(?:to )?|moved to )"
    rf"(?:next|following|previous|preceding|nearest|closest) (?:{WORKDAY}|day that is no weekend)(?:{IF_OFF})?(?:{WITHIN_MONTH})?"
)
SIDES = {"next": "following", "following": "following", "previous": "preceding", "preceding": "preceding",
         "nearest": "nearest", "closest": "nearest"}  # fmt: skip


def _roll(words: str) -> Meanings:
    words = words.lower()
    if "month" in words or "modified" in words:
        return {"ROLL": Way("modified-following", _off(words))}
    return {"ROLL": Way(next(how for side, how in SIDES.items() if side in words), _off(words))}


def _off(words: str) -> str:
    """Off which days: weekends alone where the day that is meant is one that is no weekend."""
    return "weekends" if "no weekend" in words else "rest-days"


def each_day(unit: str) -> EachDay | None:
    """Every working day, every day off."""
    return EachDay(unit + "s") if unit in ("workday", "rest-day") else None


def first_days(nth: int, count: int, unit: str, frequency: Frequency) -> Opening | None:
    """The first 10 working days of every month."""
    return opening(frequency, Length(count, "workdays")) if (nth, unit) == (1, "workday") else None


def rolled(base: Any, way: Way) -> Roll | None:
    """A day that gives way, at most twice in a row."""
    return None if isinstance(base, Roll) and isinstance(base.base, Roll) else Roll(base, way)


PHRASES = (
    Phrase("EACH_DAY", "_EVERY UNIT", each_day),
    Phrase("OPENING", "ORDINAL NUMBER UNIT _OF FREQUENCY", first_days),
    Phrase("MODIFIED", "RULE ROLL", rolled),
)
SUBJECT = Subject(signs=(sign("roll", rf",? ?(?:{ROLLING})(?!\w)|,? ?\((?:{ROLLING})\)", _roll),), phrases=PHRASES)

# ------------------------------------------------------------------ written

# What gives way on Saturdays and Sundays alone is no roll: it is read as a case (`substitutes.py`).
ROLLS = {
    "none": "",
    "following": ", or the next working day",
    "preceding": ", or the previous working day",
    "modified-following": ", or the next working day (modified following)",
    "nearest": ", or the nearest working day",
}
WEEKDAY = "day that is no weekend"
"""Where days go that are moved off weekends alone."""


@named.register
def _(rule: NthWorkday) -> Name:
    head = f"the first {rule.n} working days" if rule.run else f"the {place(rule.n)} working day"
    whole = of_periods(head, rule.period, rule.year)
    name = of_months(head, rule.month, rule.year) if rule.month else whole
    return Name(name.head, name.often, name.of, point=not rule.run)


@named.register
def _(rule: EachDay) -> Name:
    return Name("every working day" if rule.which == "workdays" else "every day off")


@words.register
def _(rule: Rolled, clock: Clock | None = None) -> str:
    told = ROLLS[rule.how]
    return words(rule.base, clock) + (told if rule.off == "rest-days" else told.replace("working day", WEEKDAY))
