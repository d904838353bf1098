"""The years of days off as people see them: read in any of their forms, as a table, drawn as a year."""

from __future__ import annotations

import tomllib
from calendar import Calendar
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from rules import (
    HOLIDAY_CHECKS,
    WORKDAY_TABLES,
    HolidayYear,
    Message,
    Reckoning,
    UnknownYear,
    holidays_from_ics,
    holidays_from_json,
    read_holidays,
    stated_year,
    width,
)

from .holiday_moves import Settled
from .views import Table, cell, when

if TYPE_CHECKING:
    from .store import Store

ENGLISH = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ACROSS = 3
"""Months beside one another in a drawing."""


def read_any(text: str, year: int | None, store: Store | None = None) -> HolidayYear:
    """The year that a text sets: JSON, a calendar file, or the words of a notice, which may change a known year.

    Raises HolidayError.
    """
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return holidays_from_json(text.lstrip("\ufeff"), year)
    if "BEGIN:VCALENDAR" in text[:200]:
        return holidays_from_ics(text, year)
    stated = year or stated_year(text)
    try:
        before = known_year(stated, store) if stated else None
    except UnknownYear:
        before = None
    return read_holidays(text, year, before)


def known_year(year: int, store: Store | None = None) -> HolidayYear:
    """The days off of a year: as imported, else as shipped; raises UnknownYear."""
    for imported in store.years() if store else ():
        if imported.year == year:
            return imported
    file = WORKDAY_TABLES / f"{year}.toml"
    if not file.exists():
        raise UnknownYear(year)
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    off, work = ({name: [str(day) for day in days] for name, days in table[part].items()} for part in ("off", "work"))
    issued = str(table["issued"]) if "issued" in table else None
    number = table.get("number")
    record = {"year": year, "number": number, "issued": issued, "off": off, "work": work}
    return HolidayYear.from_json(record)


def with_year(reckoning: Reckoning, year: HolidayYear) -> Reckoning:
    """The reckoning in which the year is as given."""
    return replace(reckoning, workdays=reckoning.workdays.with_year(year.year, year.days_off, year.days_worked))


def year_rows(year: HolidayYear, lang: str) -> Table:
    """The festivals of a year: days off, how many, days worked for them."""
    heads = [Message("Festival"), Message("Off"), Message("Days"), Message("Worked instead")]
    work = dict(year.work)
    return heads, [
        [name, stretches(days, lang), str(len(days)), ", ".join(spoken(day, lang) for day in work.get(name, ()))]
        for name, days in year.off
    ]


def stretches(days: Sequence[date], lang: str) -> str:
    """The runs of consecutive days, each with its weekdays.

    >>> stretches([date(2026, 1, 1), date(2026, 1, 2)], "en")
    '2026-01-01 Thu – 2026-01-02 Fri'
    """
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(" – ".join(spoken(day, lang) for day in dict.fromkeys((run[0], run[-1]))) for run in runs)


def spoken(day: date, lang: str) -> str:
    """A day with its weekday.

    >>> spoken(date(2026, 1, 4), "zh")
    '2026-01-04 周日'
    """
    names = [f"周{name}" for name in "一二三四五六日"] if lang == "zh" else ENGLISH
    return f"{day} {names[day.weekday()]}"


def checks_passed(lang: str) -> list[str]:
    """The names of the checks that a year has passed that was read."""
    return [said.say(lang) for said in HOLIDAY_CHECKS.values()]


def year_records(store: Store) -> list[dict[str, Any]]:
    """The known years as JSON has them: the document, working days, and whether they are shipped or imported."""
    reckoning, imported = store.reckoning(), {year.year for year in store.years()}
    records = []
    for number in sorted(reckoning.workdays.years):
        year = known_year(number, store)
        records.append(
            {
                "year": number,
                "number": year.number,
                "issued": year.issued.isoformat() if year.issued else None,
                "working_days": reckoning.workdays.count(date(number, 1, 1), date(number, 12, 31)),
                "from": "imported" if number in imported else "shipped",
            }
        )
    return records


PLACES = {"imported": Message("imported"), "shipped": Message("shipped")}


def list_rows(store: Store, lang: str) -> Table:
    """The same as a table."""
    heads = [Message("Year"), Message("Document"), Message("Issued"), Message("Working days"), Message("From")]
    return heads, [
        [
            str(year["year"]),
            year["number"] or "",
            year["issued"] or "",
            str(year["working_days"]),
            PLACES[year["from"]].say(lang),
        ]
        for year in year_records(store)
    ]


def drawn(year: HolidayYear, lang: str) -> list[str]:
    """The year as lines of months, days off and days worked marked, then what the marks mean."""
    marks = {True: "休" if lang == "zh" else "- ", False: "班" if lang == "zh" else "+ "}
    lines: list[str] = []
    for first in range(1, 13, ACROSS):
        blocks = [_month(year, month, lang, marks) for month in range(first, first + ACROSS)]
        lines += ["  ".join(parts).rstrip() for parts in zip(*blocks, strict=True)] + [""]
    meaning = Message("{off} day off, {work} Saturday or Sunday worked", off=marks[True], work=marks[False])
    return [*lines, meaning.say(lang)]


def _month(year: HolidayYear, month: int, lang: str, marks: dict[bool, str]) -> list[str]:
    """Eight lines of 28 cells."""
    names = list("一二三四五六日") if lang == "zh" else [name[:2] for name in ENGLISH]
    lines = [f"{year.year}-{month:02d}", "".join(_padded(name) for name in names)]
    weeks = Calendar().monthdatescalendar(year.year, month)
    lines += ["".join(_cell(day, month, year, marks) for day in week) for week in weeks]
    lines += [""] * (8 - len(lines))
    return [line + " " * (28 - width(line)) for line in lines]


def _padded(name: str) -> str:
    return name + " " * (4 - width(name))


def _cell(day: date, month: int, year: HolidayYear, marks: dict[bool, str]) -> str:
    if day.month != month:
        return "    "
    marked = marks[day in year.days_off] if day in year.days_off | year.days_worked else "  "
    return f"{day.day:2d}{marked}"


def moved_rows(settled: Sequence[Settled], lang: str) -> Table:
    """The dates that moved: the event, the day as it was and as it is."""
    heads = [Message("Title"), Message("Before"), Message("Now"), Message("UID")]
    none = Message("none").say(lang)
    return heads, [
        [
            cell(change.event.title),
            when(change.before, lang) if change.before else none,
            when(change.after, lang) if change.after else none,
            change.event.uid,
        ]
        for change in settled
        if change.moved
    ]
