"""The 24 solar terms (节气) of 1900 to 2100 by civil date in Beijing time, from the package's own table.

Source and making: `rules/tables/terms.toml`; where a calendar was issued with another date than one computes today, the
date as issued.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ..errors import UnknownTermYear
from ..messages import Message

TABLE = Path(__file__).parent.parent / "tables" / "terms.toml"
FIRST_YEAR, LAST_YEAR = 1900, 2100
NAMES: tuple[str, ...] = (
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨",
    "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑",
    "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
)  # fmt: skip
"""The terms in the order of the civil year, two a month."""
_PLACES = {name: place for place, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class _Table:
    earliest: tuple[int, ...]
    years: Mapping[int, str]
    """For each year one digit a term: days behind the earliest."""
    doubts: Mapping[tuple[int, str], Message]


def term_day(year: int, name: str) -> date:
    """The civil day of a term in a civil year.

    >>> term_day(2026, "秋分")
    datetime.date(2026, 9, 23)

    Raises UnknownTermYear outside 1900…2100, ValueError for what is none of NAMES.
    """
    if name not in _PLACES:
        raise ValueError(f"no solar term: {name}")
    return _day(_known(year), year, _PLACES[name])


@cache
def days_of(name: str) -> tuple[int, ...]:
    """The ordinals of a term in all the years of the table, in order."""
    table, place = _table(), _PLACES[name]
    return tuple(_day(table, year, place).toordinal() for year in range(FIRST_YEAR, LAST_YEAR + 1))


def terms_of(year: int) -> tuple[tuple[str, date], ...]:
    """The 24 terms of a civil year with their days, 小寒 first.

    >>> terms_of(2026)[-1]
    ('冬至', datetime.date(2026, 12, 22))

    Raises UnknownTermYear outside 1900…2100.
    """
    table = _known(year)
    return tuple((name, _day(table, year, place)) for name, place in _PLACES.items())


def term_on(day: date) -> str | None:
    """The name of the term that falls on a civil day, or None.

    >>> term_on(date(2026, 4, 5)), term_on(date(2026, 4, 6))
    ('清明', None)

    Raises UnknownTermYear outside 1900…2100.
    """
    table = _known(day.year)
    for place in (2 * day.month - 2, 2 * day.month - 1):
        if _day(table, day.year, place).day == day.day:
            return NAMES[place]
    return None


def uncertain(year: int, name: str) -> Message | None:
    """Why the day of a term is not settled yet, or None: 春分 of 2051 and 2084, 立春 of 2083.

    >>> uncertain(2026, "春分") is None
    True
    """
    return _table().doubts.get((year, name))


def _day(table: _Table, year: int, place: int) -> date:
    return date(year, place // 2 + 1, table.earliest[place] + int(table.years[year][place]))


def _known(year: int) -> _Table:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnknownTermYear(year, FIRST_YEAR, LAST_YEAR)
    return _table()


@cache
def _table() -> _Table:
    facts = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    lines = (line.split() for line in facts["years"].split("\n")[:-1])
    return _Table(
        tuple(facts["earliest"]),
        {int(year): digits for year, digits in lines},
        {(row["year"], row["name"]): _reason(row["midnight"], row["seconds"]) for row in facts["doubts"]},
    )


def _reason(midnight: date, seconds: int) -> Message:
    return Message(
        "this solar term may yet be printed a day apart: it falls within {seconds} seconds of the midnight that begins {day}",
        seconds=seconds,
        day=midnight.isoformat(),
    )
