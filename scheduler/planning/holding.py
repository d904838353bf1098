"""Until when a reminder waits: quiet hours, days of rest, the digest of the next day. It is held, and never dropped.

No hold carries anything past the day of which it speaks, or the hour: what would come too late goes out before, or at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from rules import Reckoning, UnknownYear, shift

from ..recipients import Recipient
from ..reminders import CHINA

SATURDAY = 5
MINUTE = timedelta(minutes=1)
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


def free_before(moment: datetime, recipient: Recipient, reckoning: Reckoning) -> datetime:
    """The last minute up to the moment that lies neither in quiet hours nor on a day of rest, which ends at the same time.

    The moment itself where there is none within weeks.
    """
    found, quiet = moment, recipient.quiet
    for _ in range(LONGEST_REST):
        if recipient.rest and is_rest(found.date(), reckoning):
            found = datetime.combine(shift(found.date(), -1), found.timetz())
        elif quiet and quiet.holds(found.time()):
            day = found.date() if found.time() >= quiet.first else shift(found.date(), -1)
            found = datetime.combine(day, quiet.first, CHINA) - MINUTE
        else:
            return found
    return moment


def brought_forward(moment: datetime, end: datetime, recipient: Recipient, reckoning: Reckoning) -> datetime:
    """The moment, or where it would be held until `end` or longer the last one before it at which the recipient may be told.

    `end` is when it begins, or the end of the day that matters: held until then it would come too late.
    """
    free = free_from(moment, recipient, reckoning)
    return free_before(moment, recipient, reckoning) if free > moment and free >= end else moment


def is_pressing(ends: Iterable[datetime], now: datetime, free: datetime, *, by_minute: bool) -> bool:
    """Whether what must be said before the first of `ends` that is still to come cannot wait until `free`.

    A daily run comes again at the same hour, so that what would be too late then cannot wait either.
    """
    next_run = free if by_minute else max(free, now + timedelta(1))
    return any(now < end <= next_run for end in ends)


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
