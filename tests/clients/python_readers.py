"""How the libraries of Python read a feed: each gives what it shows until a day, and raises where it finds an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from importlib.util import find_spec
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from ical.calendar_stream import IcsCalendarStream

from rules import Span

from .desk import Seen, moment

CHINA = ZoneInfo("Asia/Shanghai")


def day_or_moment(when: date) -> str:
    """A day or a moment, in China's time, as it stands in a feed."""
    return moment(when.astimezone(CHINA) if isinstance(when, datetime) else when)


def with_icalendar(data: bytes, _: Span) -> Iterator[Seen]:
    """What icalendar reads; it repeats nothing."""
    calendar: Any = icalendar.Calendar.from_ical(data)
    assert [error for part in calendar.walk() for error in part.errors] == []
    calendar.validate()
    for event in calendar.events:
        yield _seen(event)
    for todo in calendar.todos:
        yield Seen("todo", day_or_moment(_at(todo, "DUE")), "", str(todo["SUMMARY"]))


def with_recurring_ical_events(data: bytes, window: Span) -> Iterator[Seen]:
    """The instances of recurring-ical-events."""
    calendar = icalendar.Calendar.from_ical(data)
    found = recurring_ical_events.of(calendar, components=["VEVENT"]).between(window.first, window.last + timedelta(1))
    for event in found:
        yield _seen(event)
    due = recurring_ical_events.of(calendar, components=["VTODO"]).between(window.first, window.last + timedelta(1))
    for todo in due:
        yield Seen("todo", day_or_moment(_at(todo, "DUE")), "", str(todo["SUMMARY"]))


def _seen(event: Any) -> Seen:
    first, end = day_or_moment(_at(event, "DTSTART")), day_or_moment(_at(event, "DTEND"))
    return Seen("event", first, end, str(event["SUMMARY"]))


def _at(part: Any, name: str) -> date:
    found: date = part[name].dt
    return found


def with_ical(data: bytes, window: Span) -> Iterator[Seen]:
    """The timeline of ical, the strictest of them (Home Assistant)."""
    calendar = IcsCalendarStream.calendar_from_ics(data.decode())
    for event in calendar.timeline_tz(CHINA).overlapping(window.first, window.last + timedelta(1)):
        yield Seen("event", day_or_moment(event.start), day_or_moment(event.end), str(event.summary))
    for todo in calendar.todos:
        assert todo.due
        yield Seen("todo", day_or_moment(todo.due), "", str(todo.summary))


def with_ics(data: bytes, _: Span) -> Iterator[Seen]:
    """What ics reads; it repeats nothing."""
    import ics

    calendar = ics.Calendar(data.decode())
    for event in calendar.events:
        first, end = (when.date() if event.all_day else when.datetime for when in (event.begin, event.end))
        yield Seen("event", day_or_moment(first), day_or_moment(end), event.name)
    whole = {str(todo["UID"]): not isinstance(_at(todo, "DUE"), datetime) for todo in _todos(data)}
    for todo in calendar.todos:
        due = todo.due.date() if whole[todo.uid] else todo.due.datetime
        yield Seen("todo", day_or_moment(due), "", todo.name)


def _todos(data: bytes) -> list[Any]:
    """The tasks; ics itself does not tell whole days from midnight."""
    return list(icalendar.Calendar.from_ical(data).todos)


def with_vobject(data: bytes, window: Span) -> Iterator[Seen]:
    """The instances of vobject (khal's elder, Radicale)."""
    import vobject

    calendar = vobject.readOne(data.decode())
    assert calendar.validate(raiseException=True)
    events = calendar.contents.get("vevent", [])
    moved = {(e.uid.value, _begin(e.recurrence_id.value)) for e in events if "recurrence-id" in e.contents}
    for event in events:
        first, length = event.dtstart.value, event.dtend.value - event.dtstart.value
        for start in _starts(event, window):
            if "rrule" in event.contents and (event.uid.value, _begin(start)) in moved:
                continue
            begin = start if isinstance(first, datetime) else _begin(start).date()
            yield Seen("event", day_or_moment(begin), day_or_moment(begin + length), event.summary.value)
    for todo in calendar.contents.get("vtodo", []):
        yield Seen("todo", day_or_moment(todo.due.value), "", todo.summary.value)


def _starts(event: Any, window: Span) -> list[date]:
    first = event.dtstart.value
    if "rrule" not in event.contents:
        return [first]
    last = datetime.combine(window.last, time(23, 59), getattr(first, "tzinfo", None))
    found: list[date] = event.getrruleset(addRDate=True).between(_begin(first), last, inc=True)
    return found


def _begin(when: date) -> datetime:
    return when if isinstance(when, datetime) else datetime.combine(when, time())


Reader = Callable[[bytes, Span], Iterator[Seen]]
READERS: dict[str, Reader] = {
    "icalendar": with_icalendar,
    "recurring-ical-events": with_recurring_ical_events,
    "ical": with_ical,
    "ics": with_ics,
    "vobject": with_vobject,
}
REPEAT_NOTHING = {"icalendar", "ics"}
"""Those that give an event that repeats once."""


def is_missing(name: str) -> bool:
    """Whether the library is not installed."""
    return find_spec(name.replace("-", "_")) is None
