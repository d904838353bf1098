"""English lists of days: 1 and 15 May, the 1st and the 15th of every month, Qingming and Dongzhi."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...clock import Clock
from ...kinds import Monthly, Together
from ..grammar import Phrase
from ..meanings import Point, Several
from .dates import inheriting
from .joints import listed as joined
from .text import Subject, same
from .writing import Name, is_point, named, times, words

PARTS = "POINT|OBSERVANCE|SPAN|BRACKETED|LUNAR_DAY"


def items(*parts: Any) -> tuple[Any, ...]:
    """The beginning of a list; a bare number is a day of the month that is named at its end."""
    first, *rest = (Point(day=part) if isinstance(part, int) else part for part in parts)
    return (*first, *rest) if isinstance(first, tuple) else (first, *rest)


def listed(parts: tuple[Any, ...], last: Any) -> Several | None:
    """1 and 15 May: what stands only with the last holds of the others too."""
    if not isinstance(last, Point):
        return None if Point in map(type, parts) and _bare(parts) else Several((*parts, last))
    if last.month is None and not last.monthly and (_bare(parts) or (last.nth and _by_day(parts))):
        return None
    if last.nth and _bare(parts):  # first and third Friday of May, which are two Fridays
        return None
    whole = [inheriting(part, last) if isinstance(part, Point) else part for part in parts]
    clock = last.clock
    whole = [replace(p, clock=clock) if isinstance(p, Point) and clock and p.clock is None else p for p in whole]
    return Several((*whole, last))


def _by_day(parts: tuple[Any, ...]) -> bool:
    """Whether one is a day by its number."""
    return any(isinstance(part, Point) and part.day is not None for part in parts)


def _bare(parts: tuple[Any, ...]) -> bool:
    """Whether one is a bare number of a day."""
    return any(isinstance(part, Point) and part == Point(day=part.day) for part in parts)


PHRASES = (
    Phrase("ITEMS", f"NUMBER|{PARTS}", items),
    Phrase("ITEMS", f"ITEMS _COMMA NUMBER|{PARTS}", items),
    Phrase("SEVERAL", f"ITEMS _COMMA? _AND {PARTS}", listed),
    Phrase("SEVERAL", "_ON SEVERAL", same),
)
SUBJECT = Subject(phrases=PHRASES)


@words.register
def _(rule: Together, clock: Clock | None = None) -> str:
    points = all(map(is_point, rule.rules))
    parts = [named(part) if is_point(part) else Name(f"({words(part)})") for part in rule.rules]
    tails = {(part.often, part.of, isinstance(one, Monthly)) for part, one in zip(parts, rule.rules, strict=True)}
    shared = len(tails) == 1 and parts[0].often and parts[0].often.period and not any(part.note for part in parts)
    text = joined(part.head for part in parts) + parts[-1].tail if shared else joined(part.text for part in parts)
    if not clock:
        return text
    return (text if points and clock.end is None else f"({text})") + times(clock)
