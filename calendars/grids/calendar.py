"""The weeks of a month, Monday first."""

from __future__ import annotations

from datetime import date

from rules import ALMANAC, AlmanacDay, Reckoning, Rest, Span, almanac, shift, weekday_name

from ..captions import MONTHS

SIGNS = {"off": "休", "maybe": "休", "work": "班"}
"""What stands in the corner of a day, as every wall calendar has it, in either language."""
ROWS = 6
"""Weeks that a month touches at most; every month is laid out in so many."""


def weeks_of(first: date, rows: int = ROWS) -> list[list[date]]:
    """The days of the weeks from the one in which the month begins, Monday first; 42 days.

    >>> weeks = weeks_of(date(2026, 12, 1))
    >>> str(weeks[0][0]), str(weeks[5][6])
    ('2026-11-30', '2027-01-10')
    """
    monday = shift(first, -first.weekday())
    return [[shift(monday, 7 * row + column) for column in range(7)] for row in range(rows)]


def rows_of(first: date) -> int:
    """How many weeks share a day with the month.

    >>> rows_of(date(2026, 2, 1)), rows_of(date(2026, 8, 1)), rows_of(date(2027, 2, 1))
    (5, 6, 4)
    """
    days = (shift(first, 31).replace(day=1) - first).days
    return -(-(first.weekday() + days) // 7)


def weekdays(lang: str) -> list[tuple[str, str]]:
    """The heads of the columns, Monday first: as short as a cell has them, and in full.

    >>> weekdays("zh")[0], weekdays("en")[6]
    (('一', '星期一'), ('Sun', 'Sunday'))
    """
    names = [weekday_name(number).say(lang) for number in range(7)]
    return [(name[-1] if lang == "zh" else name[:3], name) for name in names]


def weekday_words(day: date, lang: str) -> str:
    """The weekday of the day in full."""
    return weekday_name(day.weekday()).say(lang)


def month_title(first: date, lang: str) -> str:
    """The month as a heading.

    >>> month_title(date(2026, 5, 1), "zh"), month_title(date(2026, 5, 1), "en")
    ('2026年5月', 'May 2026')
    """
    return f"{first.year}年{first.month}月" if lang == "zh" else f"{MONTHS[first.month - 1]} {first.year}"


def month_name(first: date, lang: str) -> str:
    """The month without its year."""
    return f"{first.month}月" if lang == "zh" else MONTHS[first.month - 1]


def rest_name(rest: Rest | None, settled: bool) -> str:
    """`off`, `work`, `maybe` for a day off by law in a year without a notice, or nothing; a key of SIGNS.

    >>> rest_name(Rest.OFF, settled=False), rest_name(None, settled=True)
    ('maybe', '')
    """
    return "maybe" if rest is Rest.OFF and not settled else str(rest or "")


def almanac_of(window: Span, reckoning: Reckoning) -> dict[date, AlmanacDay]:
    """What the almanac says of the days of the window that the tables hold."""
    first, last = max(window.first, ALMANAC.first), min(window.last, ALMANAC.last)
    return {one.day: one for one in almanac(first, last, reckoning)} if first <= last else {}
