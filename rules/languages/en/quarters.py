"""English quarters and half years, and the months that are the first or the last of theirs."""

from __future__ import annotations

import re

from ...kinds import Monthly
from ...kinds.filters import in_quarter, last_days
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
    count = ordinal(words.split(" ", maxsplit=1)[0])
    place = length if count == -1 else count
    return {"MONTH_OF_QUARTER": in_quarter(Monthly(1), place, period).by} if place <= length else {}


SIXTH = r"(?:first|second|third|fourth|fifth|sixth|last|[1-6](?:st|nd|rd|th))"
WORDS = (
    word("month of a quarter", rf"{SIXTH} month of (?:each|every) (?:quarter|half[- ]year)", _month_of_period),
    word("quarter's end", "quarter[- ]end", constant(EACH_DAY=last_days("quarter"))),
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
    Phrase("MODIFIED", "POINT _OF MONTH_OF_QUARTER", of_quarter),
    Phrase("EACH_DAY", "POINT _OF? FREQUENCY", ends_of),
    Phrase("EACH_DAY", "FREQUENCY _COMMA? _ON? POINT", lambda frequency, point: ends_of(point, frequency)),
)
SUBJECT = Subject(words=WORDS, phrases=PHRASES)
