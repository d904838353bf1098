"""Events -> an iCalendar file that holds each as a rule: for taking everything along, where a feed publishes dates.

Any client reads the VEVENTs; the property X-YUELING of each holds the whole event, so that an import here loses nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from rules import RECKONING, Message, Occurrence, Reckoning, Span, shift

from ..captions import MOST_TITLE
from ..duties.states import NOTHING_SAID, DutyState
from ..events import DUE_KINDS, Entry, Event, Lead
from ..feeds import PRODID, VTIMEZONE, ZONE, Style, categories, description, stamps, standing, uri, whereabouts
from ..lines import escaped, folded, one_line, text_line
from .alarms import sound_lines
from .records import to_record
from .series import Instance, Moment, Series, Times, begun, series_of, versions
from .words import PROGRESS, WHERE
from .zone_blocks import zone_block

OURS = "@yueling"
WHOLE, PART, WINDOW = "X-YUELING", "X-YUELING-PART", "X-YUELING-WINDOW"
"""The event as JSON; the number of a later version; the days of which every occurrence is listed."""


def to_ics(
    events: Iterable[Event],
    window: Span,
    reckoning: Reckoning = RECKONING,
    lang: str = "zh",
    *,
    todo: bool = False,
    states: Mapping[str, DutyState] = MappingProxyType({}),
) -> bytes:
    """The events as an iCalendar file; the same events and window give the same bytes.

    A rule that no RRULE says is given by its dates in the window, and the event says so. What came as a task goes as one
    (VTODO); with `todo` all that is due does.
    """
    title = Message("Yueling: all events").say(lang)
    taken, zones = set[str](), dict[str, int]()
    blocks = [
        block
        for event in events
        for block in _blocks(
            Shape(event, lang, _is_task(event, todo), states.get(event.uid, NOTHING_SAID)),
            _uid(event, taken),
            window,
            reckoning,
            zones,
        )
    ]
    head = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        folded(f"PRODID:{PRODID}"),
        b"CALSCALE:GREGORIAN\r\n",
        text_line("NAME", title),
        text_line("X-WR-CALNAME", title),
        folded(f"X-WR-TIMEZONE:{ZONE}"),
    )
    clocks = (zone_block(key, year) for key, year in sorted(zones.items()))
    return b"".join((*head, VTIMEZONE, *clocks, *blocks, b"END:VCALENDAR\r\n"))


@dataclass(frozen=True, slots=True)
class Shape:
    """An event as it goes into the file."""

    event: Event
    lang: str
    task: bool
    state: DutyState = NOTHING_SAID
    """What was noted of it beside that it is done."""

    @property
    def name(self) -> str:
        """The component that it becomes."""
        return "VTODO" if self.task else "VEVENT"


def _is_task(event: Event, todo: bool) -> bool:
    return (event.origin is not None and event.origin.task) or (todo and event.kind in DUE_KINDS)


def _uid(event: Event, taken: set[str]) -> str:
    """The UID in the file: that of the calendar from which it came, where no other event of the file has it."""
    uid = event.origin.uid if event.origin else ""
    if not uid.strip() or not uid.isprintable() or uid in taken:
        uid = event.uid + OURS
    taken.add(uid)
    return uid


def _blocks(shape: Shape, uid: str, window: Span, reckoning: Reckoning, zones: dict[str, int]) -> Iterator[bytes]:
    """The components of an event: a VEVENT (VTODO) for each version, behind each its exceptions.

    `zones` takes the zones that they name, each with the first year in which it is needed.
    """
    event = shape.event
    whole, shown = _whole(event, shape.state), replace(event, sequence=sequence_out(event))
    made = 0
    for number, version in enumerate(versions(event.recurrence), 1):
        if series := series_of(event, version, window, reckoning):
            name = uid if not made else f"{event.uid}.{number}{OURS}"
            own = whole if not made else folded(f"{PART}:{number}") + _text("RELATED-TO", uid)
            done = {one.original: one for one in begun(event, version, series, reckoning)} if shape.task else {}
            yield from _events(replace(shape, event=shown), name, series, own, done)
            made += 1
            if series.zone:
                year = series.occurrence.span.first.year
                zones[series.zone] = min(year, zones.get(series.zone, year))
    if not made:  # a rule without any date: an entry of a journal needs none
        words = (_text("UID", uid), stamps(shown), _text("SUMMARY", one_line(event.title, MOST_TITLE)), whole)
        yield b"".join((b"BEGIN:VJOURNAL\r\n", *words, b"END:VJOURNAL\r\n"))


def sequence_out(event: Event) -> int:
    """The SEQUENCE in the file: never below that of the calendar from which the event came."""
    return event.sequence + (event.origin.sequence if event.origin else 0)


def _whole(event: Event, state: DutyState) -> bytes:
    """The event as JSON in a property of text; what a reader of calendars might drop is escaped twice."""
    record = json.dumps(to_record(event, state=state), ensure_ascii=False, separators=(",", ":"))
    if not record.isprintable():
        record = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in record)
    return _text(WHOLE, record)


def _text(name: str, content: str) -> bytes:
    return folded(f"{name}:{escaped(content)}")


def _events(shape: Shape, uid: str, series: Series, own: bytes, done: Mapping[Moment, Instance]) -> Iterator[bytes]:
    """The VEVENT (VTODO) of a series and those of its exceptions; `done` are dates that are done, or begun, by when they were.

    An event (VEVENT) has no done: there it stands in X-YUELING alone.
    """
    begin, words = folded(f"BEGIN:{shape.name}") + _text("UID", uid), _words(shape, series)
    end, event = folded(f"END:{shape.name}"), shape.event
    repeats = bool(series.lines or series.rrule or series.listed)
    when = _due(series.occurrence, repeats) if shape.task else _when(series.times)
    yield b"".join((
        begin,
        *(map(folded, series.lines) if series.lines else (when,)),
        folded(f"RRULE:{series.rrule}") if series.rrule else b"",
        _stamped("RDATE", *series.listed),
        _stamped("EXDATE", *series.without),
        words,
        _limited(series, shape.lang),
        own,
        *(_due_alarms if shape.task and not repeats else _alarms)(event, series),
        end,
    ))  # fmt: skip
    others = dict(series.others) | ({original: one.times for original, one in done.items()} if repeats else {})
    for original, times in sorted(others.items(), key=lambda row: row[0].isoformat()):
        moved, one = _till(times) if shape.task else _when(times), done.get(original)
        told = _words(shape, series, one.occurrence) if one else words
        yield b"".join((begin, _stamped("RECURRENCE-ID", original), moved, told, end))


def _words(shape: Shape, series: Series, one: Occurrence | None = None) -> bytes:
    """What is said of every occurrence, with how far a single `one` is; what the calendar from which it came said stands."""
    event, lang = shape.event, shape.lang
    entry, lines = Entry(event, series.occurrence), theirs(event)
    if shape.task:
        own = PROGRESS if event.origin and event.origin.task else (*PROGRESS, "TRANSP")
        lines = tuple(line for line in lines if _name(line) not in own)
    ours = {field: getattr(event, field) for field in WHERE}
    for field, name in WHERE.items():  # as it came, unless somebody has changed it since
        if event.origin and ours[field] == (" ".join(event.origin.said(name).split()) or None):
            ours[field] = None
        else:
            lines = tuple(line for line in lines if _name(line) != name)
    named = {_name(line) for line in lines}
    return b"".join((
        stamps(event),
        text_line("SUMMARY", one_line(event.title, MOST_TITLE)),
        categories(event.kind, event.tags, lang),
        b"" if "DESCRIPTION" in named else text_line("DESCRIPTION", *description(entry, Style(lang, command=True))),
        *whereabouts(ours["place"], uri(ours["url"]), ours["contact"]),
        _how_far(shape, series, one) if shape.task else b"" if "STATUS" in named else folded(f"STATUS:{entry.status}"),
        b"" if "TRANSP" in named or shape.task else b"TRANSP:TRANSPARENT\r\n",
        *map(folded, lines),
    ))  # fmt: skip


def _how_far(shape: Shape, series: Series, one: Occurrence | None) -> bytes:
    """How far a task is; one that comes again as a whole is not, but each of its dates may be."""
    event = shape.event
    if not one and (series.lines or series.rrule or series.listed):
        event = replace(event, completions=())
    return standing(Entry(event, one or series.occurrence))


def _name(line: str) -> str:
    """The name of the property that a content line holds."""
    return re.split("[:;]", line, maxsplit=1)[0].upper()


def theirs(event: Event, *, alarms: bool = False) -> tuple[str, ...]:
    """The properties that an imported event brought, or the alarms below it."""
    lines = event.origin.lines if event.origin else ()
    begin = next((n for n, line in enumerate(lines) if line.startswith("BEGIN:")), len(lines))
    return lines[begin:] if alarms else lines[:begin]


def _limited(series: Series, lang: str) -> bytes:
    """That, and of which days, dates are listed in place of a rule."""
    if not series.window:
        return b""
    first, last = series.window.first, series.window.last
    said = Message(
        "No RRULE says this rule: the dates from {first} to {last} are listed.", first=str(first), last=str(last)
    )
    return text_line("COMMENT", said.say(lang)) + folded(f"{WINDOW}:{first:%Y%m%d}/{last:%Y%m%d}")


def _due_alarms(event: Event, series: Series) -> Iterator[bytes]:
    """The alarms of a task that is only due: they count from its end."""
    yield from _alarms(event, series, ";RELATED=END")


def _alarms(event: Event, series: Series, related: str = "") -> Iterator[bytes]:
    """The alarms that the event brought, else one for each of its leads in days or hours."""
    if lines := theirs(event, alarms=True):
        yield from map(folded, sound_lines(lines))
        return
    start = _due_moment(series.occurrence) if related else series.times[0]
    for lead in event.leads or ():
        if lead.unit == "days" or (lead.unit == "hours" and isinstance(start, datetime)):
            words = (
                text_line("DESCRIPTION", one_line(event.title, MOST_TITLE)),
                folded(f"TRIGGER{related}:{_trigger(lead, start)}"),
            )
            yield b"".join((b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n", *words, b"END:VALARM\r\n"))


def _trigger(lead: Lead, start: Moment) -> str:
    """How long before (after: without a minus) the start the lead is due; without a time of day at the start's."""
    begins = start.hour * 60 + start.minute if isinstance(start, datetime) else 0
    at = lead.at.hour * 60 + lead.at.minute if lead.at else begins
    minutes = at - begins - lead.amount * (60 if lead.unit == "hours" else 1440)
    days, rest = divmod(abs(minutes), 1440)
    clock = f"T{rest // 60}H{rest % 60}M".replace("H0M", "H") if rest else ""
    return f"{'-' if minutes < 0 else ''}P{f'{days}D' if days or not rest else ''}{clock}"


def _when(times: Times) -> bytes:
    """DTSTART and DTEND: of whole days the day after the last."""
    first, last = times
    return _stamped("DTSTART", first) + _stamped("DTEND", last if isinstance(last, datetime) else shift(last, 1))


def _due(occurrence: Occurrence, repeats: bool) -> bytes:
    """When a task is due; with its beginning where it has one, or comes again and counts from there."""
    begin, _, whole = occurrence.times
    due = _due_moment(occurrence)
    start = date.fromisoformat(begin) if whole else datetime.fromisoformat(begin)
    if start == due:
        return _stamped("DTSTART" if repeats else "DUE", due)
    return _stamped("DTSTART", start) + _stamped("DUE", due)


def _due_moment(occurrence: Occurrence) -> Moment:
    _, until, whole = occurrence.times
    return date.fromisoformat(until) if whole else datetime.fromisoformat(until)


def _till(times: Times) -> bytes:
    """When a single instance of a task that comes again begins and is due."""
    first, last = times
    return _stamped("DTSTART", first) + (_stamped("DUE", last) if last > first else b"")


def _stamped(name: str, *moments: Moment) -> bytes:
    """The property with days or moments; nothing for none."""
    if not moments:
        return b""
    if isinstance(moments[0], datetime):
        return folded(f"{name};TZID={ZONE}:{','.join(f'{moment:%Y%m%dT%H%M%S}' for moment in moments)}")
    return folded(f"{name};VALUE=DATE:{','.join(f'{day:%Y%m%d}' for day in moments)}")
