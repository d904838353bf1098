"""English units and lengths: 20 working days, 6 days to 9 days, at most 9 months, and what lasts so long."""

from __future__ import annotations

from typing import Any

from ...clock import Clock
from ...kinds import Duration, Lasting, Lengths
from ..grammar import Phrase
from ..meanings import Frequency, Length, Run, Timed, Weekdays
from ..relative import Between, amount_of
from .text import Subject, constant, cue, word
from .writing import Name, named, words

WORKDAY = r"(?:work(?:ing)?|business)[- ]?days?"
REST_DAY = r"(?:days? off|rest days?|non-working days?)"
UNITS = {"years": "year", "months": "month", "weeks": "week", "days": "day", "workdays": "working day", "hours": "hour"}

WORDS = (
    word("unit", WORKDAY, constant(UNIT="workday")),
    word("unit", REST_DAY, constant(UNIT="rest-day")),
    word("unit", "half[- ]years?", constant(UNIT="half")),
    *(word(f"unit {unit}", f"{unit}s?", constant(UNIT=unit)) for unit in ("day", "week", "month", "quarter", "year", "hour")),
    word("at most", r"at most|no more than", cue("AT_MOST")),
    word("for", r"for|lasting", cue("FOR")),
    word("starting", r"(?:starting|beginning)(?: from| on)?", cue("STARTING")),
)  # fmt: skip


def length_of(count: int, unit: str) -> Length | None:
    """20 working days; quarters and half years in months."""
    if not 0 < count < (1000 if unit in ("year", "hour") else 100_000) or unit == "rest-day":
        return None
    months = {"quarter": 3, "half": 6}.get(unit)
    return Length(count * months, "months") if months else Length(count, unit + "s")


def between(least: Length | None, most: Length) -> Between:
    """6 days to 9 days, at most 9 months."""
    return Between(amount_of(least) if least else None, amount_of(most))


def lasting(rule: Any, size: Length) -> Run | None:
    """5 May, for 3 days; what comes every week does not last for weeks, what comes every day no days."""
    if rule == Frequency(1, "day") or (isinstance(rule, Timed) and rule.base == Frequency(1, "day")):
        return Run(rule, size) if size.unit == "hours" else None
    return None if isinstance(rule, Weekdays) and size.unit in ("weeks", "months", "years") else Run(rule, size)


PHRASES = (
    Phrase("LENGTH", "NUMBER UNIT", length_of),
    Phrase("LENGTH", "_ARTICLE UNIT", lambda unit: length_of(1, unit)),
    Phrase("LENGTHS", "LENGTH _TO LENGTH", between),
    Phrase("LENGTHS", "_AT_MOST LENGTH", lambda most: between(None, most)),
    Phrase("MODIFIED", "RULE _COMMA? _FOR LENGTH", lasting),
    Phrase("MODIFIED", "LENGTH _STARTING POINT|OBSERVANCE", lambda size, rule: lasting(rule, size)),
)
SUBJECT = Subject(words=WORDS, phrases=PHRASES)


def length(amount: int, unit: str) -> str:
    """So many of a unit: 1 day, 10 working days."""
    return f"{amount} {UNITS[unit]}" + ("s" if amount > 1 else "")


@named.register
def _(rule: Duration) -> Name:
    return Name(length(rule.amount, rule.unit))


@words.register
def _(rule: Lengths, clock: Clock | None = None) -> str:
    most = words(rule.most, clock)
    return f"{words(rule.least, clock)} to {most}" if rule.least else f"at most {most}"


@words.register
def _(rule: Lasting, clock: Clock | None = None) -> str:
    if clock and rule.over_midnight(clock):
        return words(rule.base, clock)  # 22:00–06:00 ends on the next day
    return f"{words(rule.base, clock)}, for {length(rule.amount, rule.unit)}"
