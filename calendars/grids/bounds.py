"""Which months and years can be shown, and how they are named in an address."""

from __future__ import annotations

import re
from datetime import date

from rules import ALMANAC, Message, YuelingError

from ..lines import one_line

MONTHS_KNOWN = (ALMANAC.first.replace(day=1), ALMANAC.last.replace(day=1))
"""The first day of the first month and of the last month of which the tables say everything."""
YEARS_KNOWN = (ALMANAC.first.year, ALMANAC.last.year)
_MONTH = re.compile(r"(\d{4})-?(\d{1,2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


class NoMonth(YuelingError):
    """Words that name no month which the tables hold."""

    def __init__(self, text: str) -> None:
        facts = {"first": f"{MONTHS_KNOWN[0]:%Y-%m}", "last": f"{MONTHS_KNOWN[1]:%Y-%m}"}
        super().__init__(
            Message("“{text}” is no month that can be shown", text=one_line(text, 40)),
            Message("write year and month as in 2026-12, from {first} to {last}", **facts),
        )


class NoYear(YuelingError):
    """Words that name no year which the tables hold."""

    def __init__(self, text: str) -> None:
        first, last = YEARS_KNOWN
        super().__init__(
            Message("“{text}” is no year that can be shown", text=one_line(text, 40)),
            Message("write the year with four digits, from {first} to {last}", first=first, last=last),
        )


def month_named(text: str) -> date:
    """The first day of the month that is written as 2026-12 (also 2026-7, 202612).

    >>> str(month_named("2026-7"))
    '2026-07-01'

    Raises NoMonth.
    """
    match = _MONTH.fullmatch(text.strip())
    if not match or not 1 <= int(match[2]) <= 12 or not YEARS_KNOWN[0] <= int(match[1]) <= YEARS_KNOWN[1]:
        raise NoMonth(text)
    return date(int(match[1]), int(match[2]), 1)


def year_named(text: str) -> int:
    """The year that is written as 2026; raises NoYear."""
    found = _YEAR.fullmatch(text.strip())
    if not found or not YEARS_KNOWN[0] <= int(text) <= YEARS_KNOWN[1]:
        raise NoYear(text)
    return int(text)


def near_month(first: date, months: int) -> date | None:
    """The first day of the month so many months away; None where the tables do not reach that far.

    >>> str(near_month(date(2026, 12, 1), 1)), near_month(date(1901, 1, 1), -1)
    ('2027-01-01', None)
    """
    number = first.year * 12 + first.month - 1 + months
    found = (number // 12, number % 12 + 1)
    reached = YEARS_KNOWN[0] <= found[0] <= YEARS_KNOWN[1]
    return date(*found, 1) if reached else None
