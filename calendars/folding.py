"""What is coming, with what comes round often on one line; as few occurrences are made as are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules import RECKONING, Message, Occurrence, Reckoning, Recurrence, Span, YuelingError, first_all, shift

from .events import Entry, Event, agenda, in_order
from .feeds import MOST_ENTRIES as FEED_ENTRIES
from .feeds import Feed, shares, stays
from .views import Table, agenda_rows, day_words

OFTEN = 3
"""As many dates in the window make one line of an event."""
MOST_ENTRIES = 100_000
"""Entries of an agenda that is made whole."""


MANY = 250_000
"""Entries that are all made where a part of them would do."""


class TooMuch(YuelingError):
    """A window with more entries than can be handed out."""

    def __init__(self, count: int, window: Span, most: int) -> None:
        facts: dict[str, str | int] = {
            "n": count,
            "first": str(window.first),
            "last": str(window.last),
            "most": most,
        }
        super().__init__(
            Message("from {first} to {last} there are {n} entries, {most} at most can be listed", **facts),
            Message("ask for fewer days, or with --kind or --tag for fewer events"),
        )


@dataclass(frozen=True, slots=True)
class Fold:
    """A line of what is coming: an entry, and how many of its event it stands for."""

    entry: Entry
    count: int = 1
    running: bool = False
    """Whether it began before today and goes on."""

    def following(self, reckoning: Reckoning = RECKONING) -> Occurrence | None:
        """The occurrence of its event after this one."""
        return self.entry.event.recurrence.next(self.entry.span.first, reckoning)


def folds(
    events: Iterable[Event], window: Span, today: date, reckoning: Reckoning = RECKONING, *, unfold: bool = False
) -> list[Fold]:
    """The lines of the window in order, what goes on already behind; without `unfold` one for what comes round often.

    Raises TooMuch.
    """
    found, once = [], []
    events = list(events)
    firsts = first_all([event.recurrence for event in events], window.first, window.last, reckoning)
    for event, (count, first) in zip(events, firsts, strict=True):
        if first and (count == 1 or (count >= OFTEN and not unfold)):
            found.append(Fold(Entry(event, first), count, _running(first, today)))
        elif first:
            once.append(event)
    _bounded(sum(count for event, (count, _) in zip(events, firsts, strict=True)) if unfold else 0, window)
    found += (Fold(entry, 1, _running(entry.occurrence, today)) for entry in agenda(once, window, reckoning))
    return sorted(found, key=_order)


def nearest(
    events: Iterable[Event],
    window: Span,
    today: date,
    most: int,
    reckoning: Reckoning = RECKONING,
    many: int = MANY,
) -> tuple[list[Entry], int]:
    """The agenda of the window and how many entries it has; of more than `many` of each event only so many as a feed may keep.

    Of these `feeds.trim_to` chooses as it would of all: each event has the nearest that it may have and, where it has more,
    one beyond them at least, so that it shows which are not whole.
    """
    events = list(events)
    alike = list(dict.fromkeys(event.recurrence for event in events))  # rules that are the same are reckoned once
    firsts = zip(alike, first_all(alike, window.first, window.last, reckoning), strict=True)
    number = {recurrence: count for recurrence, (count, _) in firsts}
    counts = [number[event.recurrence] for event in events]
    total = sum(counts)
    if total <= many:
        return agenda(events, window, reckoning), total
    kept, others = shares(zip(events, counts, strict=True), most)
    pivot = min(max(today.replace(day=1), window.first), window.last)
    room = {True: kept + 2, False: others + 2}
    wanted = dict.fromkeys((event.recurrence, stays(event)) for event in events)
    near = {(one, due): _nearest_of(one, window, pivot, room[due], reckoning) for one, due in wanted}
    found = (Entry(event, one) for event in events for one in near[event.recurrence, stays(event)])
    return sorted(found, key=in_order), total


def _nearest_of(recurrence: Recurrence, window: Span, pivot: date, most: int, reckoning: Reckoning) -> list[Occurrence]:
    """The occurrences nearest to the pivot: what is to come before what is past."""
    ahead = recurrence.between(pivot, window.last, reckoning)[:most]
    room = most - len(ahead)
    past: Sequence[Occurrence] = ()
    if room and pivot > window.first:
        before = recurrence.between(window.first, shift(pivot, -1), reckoning)
        past = [one for one in before if one.span.last < pivot][-room:]
    return [*past, *ahead]


def entries_of(
    feed: Feed,
    stock: tuple[list[Entry], int],
    events: Iterable[Event],
    window: Span,
    today: date,
    reckoning: Reckoning,
) -> tuple[list[Entry], int | None]:
    """The entries from which a feed chooses, and their number where not all were made; `stock` is that of all events."""
    if stock[1] <= MANY:
        return stock[0], None
    return nearest((event for event in events if feed.holds(event)), window, today, FEED_ENTRIES, reckoning)


def bounded_agenda(
    events: Iterable[Event], window: Span, reckoning: Reckoning = RECKONING, most: int = MOST_ENTRIES
) -> list[Entry]:
    """The agenda, counted before it is made; raises TooMuch."""
    events = list(events)
    firsts = first_all([event.recurrence for event in events], window.first, window.last, reckoning)
    _bounded(sum(count for count, _ in firsts), window, most)
    return agenda((event for event, (count, _) in zip(events, firsts, strict=True) if count), window, reckoning)


def _bounded(count: int, window: Span, most: int = MOST_ENTRIES) -> None:
    if count > most:
        raise TooMuch(count, window, most)


def _running(occurrence: Occurrence, today: date) -> bool:
    return occurrence.span.first < today <= occurrence.span.last


def _order(line: Fold) -> tuple[bool, date, int, date, int, str, str]:
    """What begins first before the rest; of what goes on already, what ends first. What has no time comes first of its day."""
    occurrence, event = line.entry.occurrence, line.entry.event
    (first, last), clock = occurrence.span, occurrence.clock
    start = -1 if not clock or clock.start is None else clock.start
    end = -1 if not clock or clock.end is None else clock.end
    if line.running:
        return True, last, end, first, start, event.title, event.uid
    return False, first, start, last, end, event.title, event.uid


def fold_rows(lines: Iterable[Fold], today: date, lang: str, reckoning: Reckoning = RECKONING) -> Table:
    """What is coming as a table; behind the title of what comes round often its next date and how many there are."""
    lines = list(lines)
    heads, rows = agenda_rows((line.entry for line in lines), today, lang)
    for row, line in zip(rows, lines, strict=True):
        if line.count > 1:
            following = line.following(reckoning)
            facts: dict[str, str | int] = {
                "title": row[2],
                "n": line.count,
                "day": day_words(following.span.first, lang) if following else "",
            }
            row[2] = Message("{title} (next {day}, {n} in all)", **facts).say(lang)
    return heads, rows
