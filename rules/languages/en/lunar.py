"""English days of the lunar calendar: day 15 of lunar month 1, the last day of every lunar month."""

from __future__ import annotations

from ...kinds import Lunar, LunarMonthly
from ..grammar import Phrase
from ..joining import lunar_note
from ..meanings import LunarDay, Point
from .text import Subject, constant, cue, in_brackets, sign, word
from .writing import EVERY_YEAR, Name, named

LUNAR_NOTES = {
    "too": "leap months too",
    "backward": "else the day before",
    "forward": "else the day after",
}
"""How a lunar rule writes what a leap month does, and what comes of a day that the month lacks."""
EVE = (12, -1, "skip", "omit")
"""The last day of the year."""

SIGNS = tuple(
    sign(f"lunar: {name}", in_brackets(words), constant(LUNAR_NOTE=name)) for name, words in LUNAR_NOTES.items()
)
WORDS = (
    word("leap", "leap", cue("LEAP")),
    word("lunar", r"lunar|chinese", cue("LUNAR")),
)


def lunar_month(unit: str, count: int) -> tuple[str, int] | None:
    """Lunar month 1."""
    return ("skip", count) if unit == "month" else None


def leap_month(month: tuple[str, int]) -> tuple[str, int]:
    """Leap lunar month 6."""
    return ("only", month[1])


def lunar(point: Point, month: tuple[str, int]) -> Point | None:
    """Day 15 of lunar month 1."""
    return Point(lunar=(month[1], point.day, month[0], "omit")) if point.day and point == Point(day=point.day) else None


def of_lunar_months(point: Point, unit: str) -> LunarDay | None:
    """Day 1 of every lunar month."""
    return LunarDay(point.day) if unit == "month" and point.day and point == Point(day=point.day) else None


PHRASES = (
    Phrase("LUNAR_MONTH", "_LUNAR UNIT NUMBER", lunar_month),
    Phrase("LUNAR_MONTH", "ORDINAL _LUNAR UNIT", lambda count, unit: lunar_month(unit, count)),
    Phrase("LUNAR_MONTH", "_LEAP LUNAR_MONTH", leap_month),
    Phrase("POINT", "POINT _OF? LUNAR_MONTH", lunar),
    Phrase("POINT", "POINT LUNAR_NOTE", lunar_note),
    Phrase("LUNAR_DAY", "POINT _OF? _EVERY _LUNAR UNIT", of_lunar_months),
)
SUBJECT = Subject(SIGNS, WORDS, PHRASES)


@named.register
def _(rule: Lunar) -> Name:
    day = f"day {rule.day}" if rule.day > 0 else "the last day"
    leap = "leap " if rule.leap == "only" else ""
    notes = "".join(f" ({LUNAR_NOTES[name]})" for name in (rule.leap, rule.skip) if name in LUNAR_NOTES)
    head = f"{day} of {leap}lunar month {rule.month}{notes}"
    return Name(f"{head} in {rule.year}", point=True) if rule.year else Name(head, EVERY_YEAR, point=True)


@named.register
def _(rule: LunarMonthly) -> Name:
    day = f"day {rule.day}" if rule.day > 0 else "the last day"
    return Name(f"{day} of every lunar month")
