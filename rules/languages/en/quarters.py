"""English quarters and half years, and the months that are the first or the last of theirs."""

from __future__ import annotations

import re

from ...kinds import Monthly
from ...kinds.filters import in_quarter, last_days, months_rule
from ...rule import Rule
from ..grammar import Phrase
from ..joining import every
from ..meanings import DAY, Frequency, Kept, Point
from .numbers import number, ordinal
from .text import Meanings, Subject, constant, point, word

# ------------------------------------------------------------------ words


def _quarter(words: str) -> Meanings:
    count = number(re.sub(r"(?i)^q(?:uarter )?|[- ]quarter$", "", words))
    return point(months=(count * 3 - 2, count * 3)) if 1 <= count <= 4 else {}


def _half(words: str) -> Meanings:
    first = words.lower() in ("h1", "h 1") or words.lower().startswith(("first", "1st"))
    return point(months=(1, 6) if first else (7, 12))


def _month_of_period(words: str) -> Meanings:
    """The months that are the first, the last of their quarters."""
    period, length = ("quarter", 3) if words.lower().endswith("quarter") else ("half", 6)
    first = words.lower().split(" ", maxsplit=1)[0]
    if first == "middle" and period == "half":
        return {}
    count = 2 if first == "middle" else ordinal(first)
    place = length if count == -1 else count
    return {"MONTH_OF_QUARTER": in_quarter(Monthly(1), place, period).by} if place <= length else {}


def _sort_of_months(words: str) -> Meanings:
    """Odd or even months."""
    return {"MONTH_OF_QUARTER": months_rule(range(1 if "odd" in words.lower() else 2, 13, 2))}


SIXTH = r"(?:first|middle|second|third|fourth|fifth|sixth|last|[1-6](?:st|nd|rd|th))"
WORDS = (
    word(
        "month of a quarter",
        rf"{SIXTH} month (?:of|in) (?:(?:each|every|an?) )?(?:quarter|half[- ]year)",
        _month_of_period,
    ),
    word("sort of months", r"(?:(?:each|every) )?(?:odd|even)(?:-numbered)? months?", _sort_of_months),
    word("quarter's end", "(?:(?:each|every) )?quarter[- ]end", constant(EACH_DAY=last_days("quarter"))),
    word("quarter", r"q[1-4]|quarter [1-4]|(?:first|second|third|fourth|[1-4](?:st|nd|rd|th)) quarter", _quarter),
    word("half year", r"(?:first|second|1st|2nd) half(?:[- ]year)?(?: of year)?|h[12]", _half),
)

# ------------------------------------------------------------------ phrases


def of_quarter(point: Point, months: Rule) -> Kept | None:
    """The 10th of the first month of every quarter."""
    whole = every(Frequency(1, "month"), point) if point.grains[0] == DAY else None
    return Kept(whole, months) if whole else None


def ends_of(point: Point, frequency: Frequency) -> Rule | None:
    """The last day of every quarter, the end of every half-year, the first day of every quarter."""
    if frequency.every != 1 or frequency.period not in ("quarter", "half"):
        return None
    if point == Point(day=1):
        return in_quarter(Monthly(1), 1, frequency.period)
    return last_days(frequency.period) if point in (Point(day=-1), Point(part="end")) else None


PHRASES = (
    Phrase("EACH_DAY", "POINT _OF|_ON MONTH_OF_QUARTER", of_quarter),
    Phrase("FILTERED", "WEEKDAYS|EACH_DAY _OF|_ON MONTH_OF_QUARTER", Kept),
    Phrase("EACH_DAY", "POINT _OF? FREQUENCY", ends_of),
    Phrase("EACH_DAY", "POINT _OF? UNIT", lambda point, unit: ends_of(point, Frequency(1, unit))),
    Phrase("EACH_DAY", "FREQUENCY _COMMA? _ON? POINT", lambda frequency, point: ends_of(point, frequency)),
)
SUBJECT = Subject(words=WORDS, phrases=PHRASES)
