"""A year at a glance: twelve small months, and its big days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

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
    by_day: dict[date, list[_Item]] = {}
    for entry, count in gather(events, window, reckoning, TURNS).entries:
        by_day.setdefault(days_of(entry).first, []).append(_Item.of(entry, count))
    for items in by_day.values():
        items.sort(key=_rank)
    almanac = almanac_of(window, reckoning)
    big = _big_days(almanac, lang)
    table = _Table(almanac, by_day, today, lang)
    return Year(
        year,
        tuple(table.month(date(year, month, 1), big) for month in range(1, 13)),
        year in reckoning.workdays.years,
        tuple(lunar_years(window.first, window.last)),
    )


class _Item(NamedTuple):
    """An entry with what decides its place on its day: what is due before what happens, what comes round monthly last."""

    routine: bool
    happens: bool
    title: str
    uid: str
    entry: Entry

    @classmethod
    def of(cls, entry: Entry, count: int) -> _Item:
        return cls(count > LISTED_TURNS, not is_due(entry.event), entry.event.title, entry.event.uid, entry)


def _rank(item: _Item) -> tuple[object, ...]:
    return item[:4]


@dataclass(frozen=True, slots=True)
class _Table:
    """What the small months are made of."""

    almanac: Mapping[date, AlmanacDay]
    by_day: Mapping[date, Sequence[_Item]]
    today: date | None
    lang: str

    def month(self, first: date, big: Sequence[BigDay]) -> SmallMonth:
        """The month that begins on the day."""
        weeks = tuple(tuple(self.day(day, first) for day in days) for days in weeks_of(first))
        own = [cell.day for week in weeks for cell in week if cell.inside]
        items = [item for day in own for item in self.by_day.get(day, ()) if not item.routine]
        lines = tuple(line_of(item.entry, self.lang, routine=False) for item in items[:MOST_LISTED])
        held = tuple(one for one in big if own[0] <= one.span.first <= own[-1])
        return SmallMonth(first, weeks, held, lines, max(len(items) - MOST_LISTED, 0))

    def day(self, day: date, first: date) -> SmallDay:
        """A day in the month that begins on `first`."""
        inside = day.month == first.month
        items = self.by_day.get(day, ()) if inside else ()
        due = sum(not item.happens for item in items)
        lines = tuple(line_of(item.entry, self.lang, routine=item.routine) for item in items[:DAY_LINES])
        return SmallDay(
            day, inside, inside and day == self.today, self.almanac.get(day), due, len(items) - due, lines
        )  # fmt: skip


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
