"""Roll conventions: where a day goes that falls on a day off.

A day that is worked stays, a Sunday worked by arrangement too; a block of days off is passed whole.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ..spans import shift
from .workdays import Workdays

ROLLS = ("none", "following", "preceding", "modified-following", "nearest")
"""`none` stays · the next day that is no day off · the one before · the next, but the one before where the next lies in
another month · whichever is fewer days away, the next where both are as far."""

RESTS = ("rest-days", "statutory", "weekends")
"""What counts as a day off: every day that is not worked, the days of a named set alone (weekends stay), or every Saturday and
Sunday and no other day, worked or not."""

REACH = 100
"""No block of days off is longer, in days."""


def roll(
    day: date,
    how: str,
    workdays: Workdays,
    rests: str = "rest-days",
    statutory: Callable[[date], bool] | None = None,
) -> date:
    """The day itself where it is no day off, else the day to which the convention moves it (a name in ROLLS).

    With `rests="statutory"` only the days for which `statutory` answers True are days off, and no table is asked.

    >>> from .workdays import WORKDAYS
    >>> [str(roll(date(2026, 10, 3), how, WORKDAYS)) for how in ("following", "preceding", "nearest")]
    ['2026-10-08', '2026-09-30', '2026-09-30']
    >>> str(roll(date(2026, 9, 20), "following", WORKDAYS))   # a Sunday worked by arrangement
    '2026-09-20'

    Raises UnknownYear where the way leads through a year without a table, ValueError for an unknown name, for
    `statutory` days that nobody named, and for a block of days off longer than REACH days.
    """
    if how not in ROLLS:
        raise ValueError(f"no roll convention {how!r}, one of {', '.join(ROLLS)}")
    rest = _rest(workdays, rests, statutory)
    if how == "none" or not rest(day):
        return day
    if how == "preceding":
        return _first_free(day, -1, rest)
    after = _first_free(day, 1, rest)
    if how == "following" or (how == "modified-following" and _same_month(day, after)):
        return after
    before = _first_free(day, -1, rest)
    return after if how == "nearest" and after - day <= day - before else before


def _rest(workdays: Workdays, rests: str, statutory: Callable[[date], bool] | None) -> Callable[[date], bool]:
    if rests not in RESTS:
        raise ValueError(f"no kind of days off {rests!r}, one of {', '.join(RESTS)}")
    if rests == "rest-days":
        return lambda day: not workdays.is_workday(day)
    if rests == "weekends":
        return lambda day: day.weekday() >= 5
    if statutory is None:
        raise ValueError("days off are the statutory ones alone, but nobody says which they are")
    return statutory


def _first_free(day: date, way: int, rest: Callable[[date], bool]) -> date:
    for step in range(1, REACH + 1):
        at = shift(day, step * way)
        if not rest(at):
            return at
    raise ValueError(f"from {day} on there are more than {REACH} days off in a row")


def _same_month(day: date, other: date) -> bool:
    return (day.year, day.month) == (other.year, other.month)
