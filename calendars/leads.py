"""The day on which a lead falls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from rules import RECKONING, Message, Reckoning, UnknownYear, shift

from .events import Lead

HOURS_OF_A_DAY = 24
LATE = timedelta(hours=49)
"""After so long without a pass over the reminders a daily run has failed at least once."""


def reach(lead: Lead) -> int:
    """The most calendar days that a lead goes back from the day that matters.

    >>> reach(Lead(7)), reach(Lead(0, "workdays")), reach(Lead(30, "hours"))
    (7, 11, 2)
    """
    if lead.unit == "hours":
        return -(-lead.amount // HOURS_OF_A_DAY)
    return longest_way(max(lead.amount, 1)) if lead.unit == "workdays" else lead.amount


def farthest(leads: Iterable[Lead]) -> int:
    """The most calendar days that one of the leads goes back; 0 for none."""
    return max(map(reach, leads), default=0)


def lead_day(lead: Lead, due: date, reckoning: Reckoning = RECKONING) -> tuple[date, Message | None]:
    """The day that lies the lead before `due`, and why it is not certain.

    No working days before is the day itself where it is worked, else the working day before it. Where the working days
    of a year are not known, the day lies at least as early as they could make it. Hours are counted from a clock; of what
    has none it is said on the day itself.

    >>> lead_day(Lead(3, "workdays"), date(2026, 10, 8))
    (datetime.date(2026, 9, 28), None)
    """
    if lead.unit != "workdays":
        return shift(due, -lead.amount if lead.unit == "days" else 0), None
    workdays = reckoning.workdays
    try:
        if not lead.amount:
            return (due if workdays.is_workday(due) else workdays.step(due, -1)), None
        return workdays.step(due, -lead.amount), None
    except UnknownYear as unknown:
        reason = Message(
            "the working days of {year} are not known yet, so this comes early enough for any holidays",
            year=unknown.year,
        )
        return shift(due, -reach(lead)), reason
    except OverflowError:
        return shift(due, -lead.amount), None


def longest_way(workdays: int) -> int:
    """The most calendar days that so many working days ever took: weekends, and feasts of ten days.

    >>> longest_way(1), longest_way(5), longest_way(20)
    (11, 15, 46)
    """
    weeks, feasts = (workdays - 1) // 5, 1 + (workdays - 1) // 18
    return workdays + 2 * weeks + 10 * feasts
