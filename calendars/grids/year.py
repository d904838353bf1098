"""A year at a glance: twelve small months, and its big days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from rules import AlmanacDay, Reckoning, Rest, Span, lunar_years, shift

from ..captions import is_due
from ..events import Entry, Event
from .calendar import almanac_of, weeks_of
from .gather import gather
from .line import Line, days_of, line_of

TURNS, LISTED_TURNS = 12, 4
"""What comes round more often in a year is neither marked nor counted; more often than the second, marked and not listed."""
MOST_LISTED, DAY_LINES = 12, 3
"""Lines of a month in the list of big days, and of a day."""


@dataclass(frozen=True, slots=True)
class SmallDay:
    """A day in a small month."""

    day: date
    inside: bool
    today: bool
    almanac: AlmanacDay | None
    due: int
    """How many things are due on it."""
    events: int
    """How many others begin on it."""
    lines: tuple[Line, ...]
    """The first of them, as many as a large sheet holds: what is due before what happens, monthly work last."""


@dataclass(frozen=True, slots=True)
class BigDay:
    """Days off in a row, or days that are worked for them."""

    span: Span
    rest: Rest
    names: tuple[str, ...]
    """The festivals within, in the reader's language; empty for days worked."""
    settled: bool


@dataclass(frozen=True, slots=True)
class SmallMonth:
    """A month in a year: six weeks, its holidays and its lines."""

    first: date
    weeks: tuple[tuple[SmallDay, ...], ...]
    big: tuple[BigDay, ...]
    lines: tuple[Line, ...]
    """What stands on its days, by day, without what comes round often; as many as the list holds."""
    more: int


@dataclass(frozen=True, slots=True)
class Year:
    """A civil year."""

    year: int
    months: tuple[SmallMonth, ...]
    settled: bool
    """Whether its notice on days off is known."""
    lunar_years: tuple[str, ...]


def year_of(year: int, events: Iterable[Event], today: date | None, reckoning: Reckoning, lang: str) -> Year:
    """The year with its days off and what is due; events that are private are left out.

    What comes round more than monthly is not shown in a year; without `today` no day is marked, as on paper.
    """
    window = Span(date(year, 1, 1), date(year, 12, 31))
    gathered = gather(events, window, reckoning, TURNS)
    almanac = almanac_of(window, reckoning)
    by_day: dict[date, list[tuple[Entry, int]]] = {}
    for entry, count in gathered.entries:
        by_day.setdefault(days_of(entry).first, []).append((entry, count))
    big = _big_days(almanac, lang)
    months = tuple(_small_month(date(year, month, 1), almanac, by_day, big, today, lang) for month in range(1, 13))
    settled = year in reckoning.workdays.years
    return Year(year, months, settled, tuple(lunar_years(window.first, window.last)))


def _small_month(
    first: date,
    almanac: Mapping[date, AlmanacDay],
    by_day: Mapping[date, Sequence[tuple[Entry, int]]],
    big: Sequence[BigDay],
    today: date | None,
    lang: str,
) -> SmallMonth:
    weeks = tuple(
        tuple(_small_day(day, first, almanac, by_day, today, lang) for day in days) for days in weeks_of(first)
    )
    month = Span(first, shift(shift(first, 31).replace(day=1), -1))
    listed = [
        pair
        for day in sorted(by_day)
        if day in month
        for pair in sorted(by_day[day], key=_urgency)
        if pair[1] <= LISTED_TURNS
    ]
    lines = tuple(line_of(entry, lang, routine=False) for entry, _ in listed[:MOST_LISTED])
    own = tuple(one for one in big if one.span.first in month)
    return SmallMonth(first, weeks, own, lines, max(len(listed) - MOST_LISTED, 0))


def _small_day(
    day: date,
    first: date,
    almanac: Mapping[date, AlmanacDay],
    by_day: Mapping[date, Sequence[tuple[Entry, int]]],
    today: date | None,
    lang: str,
) -> SmallDay:
    inside = day.month == first.month
    entries = by_day.get(day, ()) if inside else ()
    due = sum(is_due(entry.event) for entry, _ in entries)
    first_ones = nsmallest(DAY_LINES, entries, key=_urgency)
    lines = tuple(line_of(entry, lang, routine=count > LISTED_TURNS) for entry, count in first_ones)
    return SmallDay(day, inside, inside and day == today, almanac.get(day), due, len(entries) - due, lines)


def _urgency(pair: tuple[Entry, int]) -> tuple[bool, bool, str, str]:
    """What is due before what happens, and what comes round monthly last."""
    entry, count = pair
    return count > LISTED_TURNS, not is_due(entry.event), entry.event.title, entry.event.uid


def _big_days(almanac: Mapping[date, AlmanacDay], lang: str) -> list[BigDay]:
    """The runs of days off and of days worked, in order."""
    found: list[BigDay] = []
    for one in almanac.values():
        if one.rest is None:
            continue
        names = tuple(each.name(lang) for each in one.granted)
        last = found[-1] if found else None
        if last and last.rest is one.rest and last.span.last == shift(one.day, -1):
            found[-1] = BigDay(
                Span(last.span.first, one.day), one.rest, tuple(dict.fromkeys(last.names + names)), one.settled
            )
        else:
            found.append(BigDay(Span.of(one.day), one.rest, names, one.settled))
    return found
