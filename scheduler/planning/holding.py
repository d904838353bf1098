"""Until when a reminder waits: quiet hours, days of rest, the digest of the next day. It is held, and never dropped."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from rules import Reckoning, UnknownYear, shift

from ..recipients import Recipient
from ..reminders import CHINA

SATURDAY = 5
LONGEST_REST = 62
"""Steps in which a free minute is found: days off in a row were never as many."""


def free_from(moment: datetime, recipient: Recipient, reckoning: Reckoning) -> datetime:
    """The first minute from the moment on that lies neither in the recipient's quiet hours nor on a day of rest of his."""
    quiet = recipient.quiet
    for _ in range(LONGEST_REST):
        if recipient.rest and is_rest(moment.date(), reckoning):
            moment = _next_day(moment, time())
        elif quiet and quiet.holds(moment.time()):
            today = moment.time() < quiet.last
            moment = datetime.combine(moment.date(), quiet.last, CHINA) if today else _next_day(moment, quiet.last)
        else:
            break
    return moment


def is_rest(day: date, reckoning: Reckoning) -> bool:
    """Whether nobody works on the day; of years that are not announced yet Saturdays and Sundays."""
    try:
        return not reckoning.workdays.is_workday(day)
    except UnknownYear:
        return day.weekday() >= SATURDAY


def brought_forward(moment: datetime, due: date, recipient: Recipient, reckoning: Reckoning) -> datetime:
    """The moment, or where the recipient rests then and until after the day that matters, that of the last day of work before.

    Held until he works again it would come too late.
    """
    if not recipient.rest or not is_rest(moment.date(), reckoning):
        return moment
    if free_from(moment, recipient, reckoning).date() <= due:
        return moment
    day = moment.date()
    for _ in range(LONGEST_REST):
        day = shift(day, -1)
        if not is_rest(day, reckoning):
            return datetime.combine(day, moment.timetz())
    return moment


def next_digest(now: datetime, at: time, *, by_minute: bool, spoken: bool) -> datetime:
    """When what is not urgent goes out: now, or with the next digest of the reader.

    `spoken` says whether he had today's already. A service keeps to the time of day, a daily run may come at any hour.
    """
    if spoken:
        return _next_day(now, at if by_minute else time())
    today = datetime.combine(now.date(), at, CHINA)
    return max(now, today) if by_minute else now


def _next_day(moment: datetime, at: time) -> datetime:
    return datetime.combine(moment.date() + timedelta(1), at, CHINA)
