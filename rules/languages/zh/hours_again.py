"""Hours that take their day from what was read before them: 6月4日上午8:30-12:00，下午14:00-17:00.

Other words may stand between the two (…试机，下午…正式比赛), so no row joins them: the hours are a reading of their own, which
goes on where the reading in front has a time, within the same sentence, and is none anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..grammar import Grammar, Reading
from ..meanings import CLOCK, DAY, Point, Range, Timed, Weekdays
from ..rhythms import Spanned
from .clocks import at_times, between_hours, of_weekdays, weekdays_at

FURTHEST = 40
"""Characters between the hours and what they go on with."""
APART = re.compile("[。！？\\n]|改|调整|推迟|提前|延[期长]")
"""What ends a sentence, or says that the hours are others in place of those in front."""


@dataclass(frozen=True, slots=True)
class Hours:
    """From a time of day to another, of a day that is told in front."""

    first: Point
    last: Point


class RunningGrammar(Grammar):
    """A grammar whose hours without a day go on with the day in front."""

    def scan(self, text: str) -> list[Reading]:
        return list(going_on(super().scan(text), text))


def going_on(readings: Iterable[Reading], text: str) -> Iterator[Reading]:
    """The readings; hours without a day get that of the reading in front, or are left out."""
    before: Reading | None = None
    for reading in readings:
        whole = _whole(reading, before, text) if isinstance(reading.meaning, Hours) else reading
        if whole:
            yield whole
            before = whole


def _whole(reading: Reading, before: Reading | None, text: str) -> Reading | None:
    """Hours with the day in front."""
    if not before or not _near(text[before.end : reading.start]):
        return None
    meaning = again(before.meaning, reading.meaning)
    category = "SPAN" if isinstance(meaning, Range) else before.category
    return replace(reading, category=category, meaning=meaning) if meaning else None


def _near(between: str) -> bool:
    return len(between) <= FURTHEST and not APART.search(between)


def again(told: Any, hours: Hours) -> Any | None:
    """What has a time, at other hours of the same days."""
    match told:
        case Range(first=Point() as day, last=Point(clock=int())) if day.clock is not None and day.grains[0] <= DAY:
            return between_hours(_unclocked(day), hours.first, hours.last)
        case Point(clock=int()) if told.grains[0] <= DAY:
            return between_hours(_unclocked(told), hours.first, hours.last)
        case Weekdays(clock=int(), to_clock=int(), later=0):
            days = replace(told, clock=None, to_clock=None)
            return weekdays_at(days, hours.first, hours.last) or of_weekdays(days, hours.first, hours.last)
        case Timed(start=int(), end=int()):
            return at_times(told.base, hours.first, hours.last)
        case Spanned(base=Timed(start=int(), end=int())):
            base = again(told.base, hours)
            return replace(told, base=base) if base else None
        case _:
            return None


def _unclocked(day: Point) -> Point:
    return replace(day, clock=None, half=False, early=False, note=None)


def hours(first: Point, last: Point) -> Hours | None:
    """8:30-12:00, 下午2点至4点; an end with its day is that of another range."""
    bare = first.grains[0] == CLOCK and replace(last, day_shift=None).grains[0] == CLOCK
    return Hours(first, last) if bare else None
