"""Several times of one day: 每天8点、12点、18点, every day at 8:00 and 18:00. No kind of ours has them; an RRULE does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from ..kinds import Rfc5545
from ..messages import Message
from ..recurrence import Recurrence
from .meanings import Frequency, LunarDay, Point, Weekdays
from .points import Frame, Unclear
from .resolve import recurrence

START = datetime(1, 1, 1)
"""From when such rules hold: they name no beginning."""


@dataclass(frozen=True, slots=True)
class AtHours:
    """What recurs, at several times of its days: minutes after midnight, in their order."""

    base: object
    times: tuple[int, ...]


def at_hours(base: object, times: Iterable[int]) -> AtHours | None:
    """每周一8点、18点; of a date with its year, or of what has a time already, nothing."""
    minutes = tuple(times)
    if any(one >= other for one, other in pairwise(minutes)) or minutes[-1] >= 24 * 60:
        return None
    match base:
        case Frequency():
            fits = base == Frequency(1, "day")
        case Weekdays():
            fits = base.clock is None
        case Point():
            fits = bool(base.monthly or base.yearly == 1) and base.clock is None and bool(base.day or base.nth)
        case _:
            fits = not isinstance(base, LunarDay)
    return AtHours(base, minutes) if fits else None


@recurrence.register
def _(meaning: AtHours, frame: Frame) -> Recurrence:
    """An RRULE, one for each minute of the hour."""
    from ..rfc5545.rrule import RRule

    base = recurrence(meaning.base, frame)
    told = base.rule.rrule()
    if not told or base.clock or "INTERVAL" in told:
        raise Unclear(
            Message("several times of such a day are several rules"), Message("write a rule for each of the times")
        )
    every = RRule.read(told)
    hours: dict[int, list[int]] = {}
    for minutes in meaning.times:
        hours.setdefault(minutes % 60, []).append(minutes // 60)
    rules = (replace(every, by_hour=tuple(by_hour), by_minute=(minute,)) for minute, by_hour in hours.items())
    return replace(base, rule=Rfc5545(START, rules=tuple(rules)))
