"""The yearly arrangement of days off: read from the State Council's notice, from JSON or from a calendar file.

Source: 《国务院办公厅关于部分节假日安排的通知》 of each year. What was read is checked against itself and against the
regulation (`holiday_checks`), because a notice copied from somewhere may be corrupt; nothing doubtful passes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..errors import YuelingError
from ..messages import Message
from . import holiday_checks as checks
from .holiday_checks import Part
from .holiday_text import read_text
from .statute import statutory_days

Named = tuple[tuple[str, tuple[date, ...]], ...]


MOST_SAID = 5
"""Failures that an error says; all of them are in `failures`."""


class HolidayError(YuelingError):
    """An arrangement that contradicts itself or the regulation: which checks fail, where, what would be right."""

    def __init__(self, failures: Sequence[checks.Failure]) -> None:
        said = failures[0].said
        for failure in failures[1:MOST_SAID]:
            said = Message("{one}; {other}", one=said, other=failure.said)
        if (more := len(failures) - MOST_SAID) > 0:
            said = Message("{one}; {n} more", one=said, n=more)
        super().__init__(said, Message("compare the text with the notice on www.gov.cn and copy it again"))
        self.failures = tuple(failures)


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """The days off and the weekend days worked of a civil year, by festival; 元旦 may reach back into December."""

    year: int
    off: Named
    work: Named
    number: str | None = None
    """The document number (文号)."""
    issued: date | None = None
    statutory: tuple[tuple[str, date], ...] = ()
    """The days that the regulation grants in this year, by festival."""
    granted: int = 0
    """Weekdays off beyond the regulation, for which nobody works: two in 2020."""

    @property
    def days_off(self) -> frozenset[date]:
        """Every day off that is named, weekends among them."""
        return frozenset(day for _, days in self.off for day in days)

    @property
    def days_worked(self) -> frozenset[date]:
        """The Saturdays and Sundays that are worked."""
        return frozenset(day for _, days in self.work for day in days)

    def to_json(self) -> dict[str, Any]:
        """The year as plain JSON; `HolidayYear.from_json` reads it back to an equal one."""
        return {
            "year": self.year,
            "number": self.number,
            "issued": self.issued.isoformat() if self.issued else None,
            "off": {name: [day.isoformat() for day in days] for name, days in self.off},
            "work": {name: [day.isoformat() for day in days] for name, days in self.work},
            "granted": self.granted,
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> HolidayYear:
        """The year that `to_json` wrote; ValueError, KeyError or TypeError where the record is none."""
        issued = record.get("issued")
        off, work = (
            tuple((name, tuple(map(date.fromisoformat, days))) for name, days in record[key].items())
            for key in ("off", "work")
        )
        day = date.fromisoformat(issued) if issued else None
        year = int(record["year"])
        return cls(year, off, work, record.get("number"), day, statutory_days(year), int(record.get("granted", 0)))


def read_holidays(text: str, year: int | None = None, before: HolidayYear | None = None) -> HolidayYear:
    """The arrangement that a notice sets, from its pasted text; with `before` the text may be a change of that one.

    The year is that of the title; `year` says it where the text does not, and must not contradict it.

    >>> try:
    ...     read_holidays("关于2027年部分节假日安排的通知 一、元旦：1月1日（周四）放假，与周末连休。")
    ... except HolidayError as error:
    ...     print(error.failures[0].said)
    元旦: “1月1日(周四)”: 2027-01-01 is 星期五

    Raises HolidayError, with every check that fails.
    """
    found = read_text(text, year or (before.year if before else None), parts_of(before) if before else None)
    if found.failures:
        raise HolidayError(found.failures)
    assert found.year is not None
    return _checked(found.year, found.parts, found.number, found.issued, found.granted)


def holidays_from_json(text: str, year: int | None = None) -> HolidayYear:
    """The arrangement from JSON in the manner of holiday-cn: `{year, papers, days: [{name, date, isOffDay}]}`.

    Raises HolidayError.
    """
    try:
        record = json.loads(text)
        days = [(str(day["name"]), date.fromisoformat(day["date"]), bool(day["isOffDay"])) for day in record["days"]]
        stated = int(record["year"])
    except (ValueError, KeyError, TypeError) as error:
        shape = '{"year": 2026, "days": [{"name": "元旦", "date": "2026-01-01", "isOffDay": true}]}'
        said = Message("this is not {shape}: {reason}", shape=shape, reason=str(error)[:200])
        raise HolidayError([checks.Failure("dates", said)]) from error
    if year not in (None, stated):
        raise HolidayError([checks.wrong_year(str(stated), year or 0)])
    return _checked(stated, _parts(days), None, None)


def holidays_from_ics(text: str, year: int | None = None) -> HolidayYear:
    """The arrangement from a calendar file whose titles say 休, 放假 or 假期 for days off, 班 for days worked.

    Without `year` it is the year of most days. Raises HolidayError.
    """
    days: list[tuple[str, date, bool]] = []
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    for entry in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", unfolded, re.DOTALL):
        days += _of_entry(entry)
    if not days:
        raise HolidayError([checks.Failure("dates", Message("the calendar file holds no days off"))])
    years = [day.year for _, day, _ in days]
    most = year or max(set(years), key=years.count)
    return _checked(most, _parts([day for day in days if _belongs(day, most)]), None, None)


def _belongs(named: tuple[str, date, bool], year: int) -> bool:
    name, day, _ = named
    next_year = "元旦" in name and day.month == 12
    return day.year + next_year == year


def _of_entry(entry: str) -> Iterable[tuple[str, date, bool]]:
    fields = dict(re.findall(r"^([A-Z]+)(?:;[^:\n]*)?:(.*?)\r?$", entry, re.MULTILINE))
    title, begin = fields.get("SUMMARY", ""), fields.get("DTSTART", "")[:8]
    try:
        first = date.fromisoformat(begin)
        last = date.fromisoformat(fields["DTEND"][:8]) - timedelta(1) if "DTEND" in fields else first
    except ValueError:
        raise HolidayError([checks.Failure("dates", Message("“{text}” is no date", text=begin))]) from None
    name = re.sub(r"[（(\[]?(?:放假|假期|休假|调休|补班|上班|休|班)+[）)\]]?|[\s:：\-]+", "", title)
    works = "班" in title
    if not works and not re.search("休|假", title):
        said = Message("“{text}” says neither day off (休) nor working day (班)", text=title)
        raise HolidayError([checks.Failure("dates", said)])
    return [(name, first + timedelta(n), not works) for n in range(min((last - first).days + 1, 31))]


def _parts(days: Iterable[tuple[str, date, bool]]) -> list[Part]:
    parts: dict[str, Part] = {}
    for name, day, off in sorted(days, key=lambda named: named[1]):
        part = parts.setdefault(name, Part(name))
        (part.off if off else part.work).append(day)
    return list(parts.values())


def parts_of(year: HolidayYear) -> list[Part]:
    """The festivals of an arrangement as the checks and a later change take them."""
    work = dict(year.work)
    return [Part(name, list(days), list(work.get(name, ()))) for name, days in year.off]


def _checked(
    year: int, parts: Sequence[Part], number: str | None, issued: date | None, granted: int = 0
) -> HolidayYear:
    failures = [*checks.failures(year, parts, granted)]
    if failures:
        raise HolidayError(failures)
    off = tuple((part.name, tuple(sorted(part.off))) for part in parts)
    work = tuple((part.name, tuple(sorted(part.work))) for part in parts if part.work)
    return HolidayYear(year, off, work, number, issued, statutory_days(year), granted)
