"""What days are: worked or not, how many of them, days off of a year, the lunar calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from rules import LunarDay, Message, UnknownYear, Workdays, YuelingError, day_of_lunar, lunar_day

from ..holidays import known_year
from .inquiry import Inquiry, reply

T = TypeVar("T")
MOST_STEPS = 10_000
"""Working days that are counted on at most."""
MOST_YEARS = 100
"""Years over which working days are counted."""


class NoLunarDay(YuelingError):
    """A lunar date that its year does not have."""

    def __init__(self, year: int, month: int, day: int, leap: bool) -> None:
        date_ = Message("leap month {month}, day {day}", month=month, day=day)
        said = date_ if leap else Message("month {month}, day {day}", month=month, day=day)
        super().__init__(
            Message("the lunar year {year} has no {date}", year=year, date=said),
            Message("a lunar month has 29 or 30 days, -1 is the last; `leap` is for the leap month of the year alone"),
        )


class TooFar(YuelingError):
    """Days too far apart to be counted."""


def workday(inquiry: Inquiry, day: date) -> dict[str, Any]:
    """Whether a day is worked, and by what: its weekday, the festival for which it is off, the one for which it is worked.

    A year without a table of days off is told from weekdays and statutory days: `tentative`, with the reason.
    """
    reckoning = inquiry.reckoning
    worked, reasons = _told(reckoning.workdays, lambda days: days.is_workday(day), inquiry.lang)
    off, instead = _festivals(inquiry, day)
    return reply(
        day=day.isoformat(),
        weekday=day.isoweekday(),
        workday=worked,
        off_for=off,
        worked_for=instead,
        tentative=bool(reasons),
        reasons=reasons,
    )


def _told(workdays: Workdays, ask: Callable[[Workdays], T], lang: str) -> tuple[T, list[str]]:
    """The answer of the known years; else that of the provisional ones, and why it is not certain."""
    try:
        return ask(workdays), []
    except UnknownYear as error:
        return ask(workdays.provisional()), [error.said.say(lang)]


def _festivals(inquiry: Inquiry, day: date) -> tuple[str | None, str | None]:
    """The festival for which the day is off, and the one for which it is worked; the turn of a year is in either notice."""
    off, worked = None, None
    for number in (day.year, day.year + 1, day.year - 1):
        try:
            year = known_year(number, inquiry.store)
        except UnknownYear:
            continue
        off = off or next((name for name, days in year.off if day in days), None)
        worked = worked or next((name for name, days in year.work if day in days), None)
    return off, worked


def workdays_add(inquiry: Inquiry, day: date, n: int) -> dict[str, Any]:
    """The n-th working day after a day (before it where n is negative); the day itself is not counted.

    Raises UnknownYear where the way leads out of the years 1 to 9999.
    """
    found, reasons = _told(inquiry.reckoning.workdays, lambda days: days.step(day, n) if n else day, inquiry.lang)
    content = {"from": day.isoformat(), "n": n, "day": found.isoformat()}
    return reply(**content, tentative=bool(reasons), reasons=reasons)


def workdays_count(inquiry: Inquiry, first: date, last: date) -> dict[str, Any]:
    """How many working days lie in first…last, both included; raises TooFar."""
    if last.year - first.year > MOST_YEARS:
        said = Message("from {first} to {last} are more than {n} years", first=str(first), last=str(last), n=MOST_YEARS)
        raise TooFar(said, Message("ask for the parts, and add them up"))
    found, reasons = _told(inquiry.reckoning.workdays, lambda days: days.count(first, last), inquiry.lang)
    content = {"from": first.isoformat(), "to": last.isoformat(), "workdays": found}
    return reply(**content, tentative=bool(reasons), reasons=reasons)


def holidays(inquiry: Inquiry, year: int) -> dict[str, Any]:
    """The days off of a year and the weekend days worked for them, as its notice has them; raises UnknownYear."""
    return reply(**known_year(year, inquiry.store).to_json())


def lunar(inquiry: Inquiry, day: date) -> dict[str, Any]:
    """The lunar date of a civil day; raises UnknownLunarYear."""
    return _lunar_record(lunar_day(day), inquiry.lang)


def from_lunar(inquiry: Inquiry, year: int, month: int, day: int, leap: bool = False) -> dict[str, Any]:
    """The civil day of a lunar date, day -1 being the last of its month; raises UnknownLunarYear, NoLunarDay."""
    found = day_of_lunar(year, month, day, leap) if day else None
    if found is None:
        raise NoLunarDay(year, month, day, leap)
    return _lunar_record(found, inquiry.lang)


def _lunar_record(found: LunarDay, lang: str) -> dict[str, Any]:
    date_, (cycle, animal) = found.lunar, found.cycle
    reasons = [doubt.say(lang) for doubt in found.doubts]
    return reply(
        day=found.day.isoformat(),
        lunar={"year": date_.year, "month": date_.month, "day": date_.day, "leap": date_.leap},
        words=found.words,
        cycle=cycle,
        animal=animal,
        term=found.term,
        tentative=bool(reasons),
        reasons=reasons,
    )
