"""Weekdays of every second week by the number of the week: 单周周二, 双周周三. No kind of ours has them; an RRULE does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ..kinds import Rfc5545
from ..kinds.weeks import BYDAY
from ..recurrence import Recurrence
from .points import Frame
from .resolve import recurrence


@dataclass(frozen=True, slots=True)
class WeeksByParity:
    """Weekdays of the odd or the even weeks of the year, with a time of day where given; which weeks is a convention."""

    odd: bool
    days: tuple[int, ...]
    clock: int | None = None
    note: str = "week"


@recurrence.register
def _(meaning: WeeksByParity, frame: Frame) -> Recurrence:
    """An RRULE of the weeks that ISO 8601 gives such numbers; where a year has 53, two odd ones follow each other."""
    from ..rfc5545.rrule import RRule

    weeks = ",".join(str(week) for week in range(1 if meaning.odd else 2, 54, 2))
    days = ",".join(BYDAY[day] for day in sorted(meaning.days))
    told = f"FREQ=YEARLY;BYWEEKNO={weeks};BYDAY={days}"
    if meaning.clock is None:
        return Recurrence(Rfc5545(date(1, 1, 1), rules=(RRule.read(told),)))
    hour, minute = divmod(meaning.clock, 60)
    return Recurrence(
        Rfc5545(datetime(1, 1, 1), rules=(RRule.read(f"{told};BYHOUR={hour};BYMINUTE={minute};BYSECOND=0"),))
    )
