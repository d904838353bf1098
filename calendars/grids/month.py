"""A month as a table of weeks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import nsmallest

from rules import AlmanacDay, Reckoning, Span, lunar_years, shift

from ..events import Entry, Event
from .calendar import almanac_of, weeks_of
from .gather import gather
from .line import Line, days_of, line_of

SLOTS = 4
"""Lines of a cell on a screen; where there are more the last says how many."""
BARS = 2
"""Lines of a week that bars over several days may take."""
MOST_BAR = 14
"""Days of the longest bar; what lasts longer is listed beside the table."""
DAY_LINES, MOST_RUNNING = 8, 20
"""Lines of a day in the list by days, and of what lasts long."""
OFTEN = 4
"""What comes round so often in the six weeks of the table is routine."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the cell of a day, taken by a line."""

    line: Line
    days: int = 1
    """How many days of this week it fills from here on; 0 where it began on an earlier day of the week."""
    begins: bool = True
    ends: bool = True
    """Whether it begins here and ends in this week, or goes on beyond."""
    tight: bool = False
    """Whether it may take no more than one line, so that a bar below it stands level over all its days."""


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day in the table of a month."""

    day: date
    inside: bool
    """Whether it belongs to the month."""
    today: bool
    almanac: AlmanacDay | None
    """None beyond the tables."""
    slots: tuple[Slot | None, ...]
    """From the top; None for a place that stays free because a bar stands below."""
    more: int
    """How many lines found no place."""
    lines: tuple[Line, ...]
    """All lines of the day, the most urgent first, as many as the list by days holds."""
    total: int
    """How many lines there are."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its lines, each once, the most urgent first."""
        return tuple(dict.fromkeys(line.kind for line in self.lines))


@dataclass(frozen=True, slots=True)
class Week:
    """A row of the table."""

    number: int
    """The number of the week (ISO 8601)."""
    days: tuple[DayCell, ...]

    @property
    def inside(self) -> bool:
        """Whether any of its days belongs to the month."""
        return any(cell.inside for cell in self.days)


@dataclass(frozen=True, slots=True)
class Month:
    """A month: six weeks from the one in which it begins, Monday first."""

    first: date
    weeks: tuple[Week, ...]
    running: tuple[Line, ...]
    """What lasts longer than a bar and shares a day with the month."""
    running_more: int
    left_out: int
    """How many entries of what comes round very often were not made."""
    settled: bool
    """Whether the notice on days off of its year is known."""
    lunar_years: tuple[str, ...]

    @property
    def days(self) -> list[DayCell]:
        """The days of the month itself, in order."""
        return [cell for week in self.weeks for cell in week.days if cell.inside]

    @property
    def last(self) -> date:
        """The last day of the month."""
        return self.days[-1].day


def month_of(
    first: date, events: Iterable[Event], today: date | None, reckoning: Reckoning, lang: str, places: int = SLOTS
) -> Month:
    """The month that begins on the day, with what stands on its days; events that are private are left out.

    A line that comes round often gives way to the others; a bar keeps its place over all days of a week. `places` are the
    lines of a cell; without `today` no day is marked, as on paper.
    """
    weeks = weeks_of(first)
    window, month = Span(weeks[0][0], weeks[-1][-1]), Span(first, shift(shift(first, 31).replace(day=1), -1))
    gathered = gather(events, window, reckoning)
    table = _Table(first, today, almanac_of(window, reckoning), lang, places)
    running: list[Line] = []
    for entry, count in gathered.entries:
        days = days_of(entry)
        if days.days == 1:
            table.by_day.setdefault(days.first, []).append((entry, count))
        elif days.days <= MOST_BAR:
            table.bars.append(line_of(entry, lang, routine=count >= OFTEN))
        elif days.overlaps(month):
            running.append(line_of(entry, lang, routine=count >= OFTEN))
    running.sort(key=lambda line: (line.span.first, line.title, line.uid))
    return Month(
        first,
        tuple(Week(days[0].isocalendar().week, table.row(days)) for days in weeks),
        tuple(running[:MOST_RUNNING]),
        max(len(running) - MOST_RUNNING, 0),
        gathered.left_out,
        first.year in reckoning.workdays.years,
        tuple(lunar_years(month.first, month.last)),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """What the rows are made of."""

    first: date
    today: date | None
    almanac: dict[date, AlmanacDay]
    lang: str
    places: int
    by_day: dict[date, list[tuple[Entry, int]]] = field(default_factory=dict)
    """What stands on one day, with how often its event comes round."""
    bars: list[Line] = field(default_factory=list)

    def row(self, days: Sequence[date]) -> tuple[DayCell, ...]:
        """The cells of a week."""
        week = Span(days[0], days[-1])
        passing = sorted((bar for bar in self.bars if bar.span.overlaps(week)), key=_bar_order)
        lanes = _lanes(passing)
        return tuple(self._cell(day, week, [bar for bar in passing if day in bar.span], lanes) for day in days)

    def _cell(self, day: date, week: Span, over: Sequence[Line], lanes: Sequence[Sequence[Line]]) -> DayCell:
        entries = self.by_day.get(day, ())
        single, total = _lines(entries, self.lang), len(over) + len(entries)
        slots = _slots(day, week, lanes, single, self.places if total <= self.places else self.places - 1)
        return DayCell(
            day,
            (day.year, day.month) == (self.first.year, self.first.month),
            day == self.today,
            self.almanac.get(day),
            slots,
            total - sum(slot is not None for slot in slots),
            tuple(sorted([*over, *single], key=_urgency)[:DAY_LINES]),
            total,
        )


def _bar_order(line: Line) -> tuple[date, int, str, str]:
    return line.span.first, -line.span.days, line.title, line.uid


def _lanes(bars: Sequence[Line]) -> list[list[Line]]:
    """The bars of a week that have a place, lane by lane, none over another."""
    lanes: list[list[Line]] = [[] for _ in range(BARS)]
    for bar in bars:
        free = next((lane for lane in lanes if not any(bar.span.overlaps(other.span) for other in lane)), None)
        if free is not None:
            free.append(bar)
    return [lane for lane in lanes if lane]


def _lines(entries: Sequence[tuple[Entry, int]], lang: str) -> list[Line]:
    """The first lines of a day, the most urgent first; of many entries no more lines are made than are shown."""
    if len(entries) > 4 * DAY_LINES:
        entries = nsmallest(4 * DAY_LINES, entries, key=lambda pair: _rank(pair[0], pair[1]))
    return sorted((line_of(entry, lang, routine=count >= OFTEN) for entry, count in entries), key=_urgency)


def _rank(entry: Entry, count: int) -> tuple[bool, bool, str, str]:
    return count >= OFTEN, entry.event.kind != "deadline", entry.event.title, entry.event.uid


def _urgency(line: Line) -> tuple[bool, bool, bool, str, str, str]:
    """What comes first on a day: what is due, then what happens but once; what comes round often last."""
    return line.routine, line.called_off, not line.due, line.time, line.title, line.uid


def _slots(
    day: date, week: Span, lanes: Sequence[Sequence[Line]], single: Sequence[Line], room: int
) -> tuple[Slot | None, ...]:
    """The places of a cell: bars where their lanes are, the other lines around them, one left for the number of the rest."""
    slots = [_bar_slot(day, week, lane) for lane in lanes]
    while slots and slots[-1] is None:
        slots.pop()
    left = iter(single)
    slots = [slot or _single(left, tight=True) for slot in slots]
    while len(slots) < room and (slot := _single(left)):
        slots.append(slot)
    return tuple(slots)


def _single(left: Iterator[Line], *, tight: bool = False) -> Slot | None:
    line = next(left, None)
    return Slot(line, tight=tight) if line else None


def _bar_slot(day: date, week: Span, lane: Sequence[Line]) -> Slot | None:
    bar = next((bar for bar in lane if day in bar.span), None)
    if not bar:
        return None
    opens = max(bar.span.first, week.first)
    closes = min(bar.span.last, week.last)
    days = (closes - opens).days + 1 if day == opens else 0
    return Slot(bar, days, bar.span.first >= week.first, bar.span.last <= week.last)
