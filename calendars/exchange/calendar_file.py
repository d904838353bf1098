"""Events -> an iCalendar file that holds each as a rule: for taking everything along, where a feed publishes dates.

Any client reads the VEVENTs; the property X-YUELING of each holds the whole event, so that an import here loses nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from rules import RECKONING, Message, Reckoning, Span, shift

from ..captions import MOST_TITLE
from ..events import Entry, Event, Lead
from ..feeds import PRODID, VTIMEZONE, ZONE, Style, categories, description, stamps, uri, whereabouts
from ..lines import escaped, folded, one_line, text_line
from .records import to_record
from .series import Moment, Series, Times, series_of, versions
from .words import WHERE
from .zone_blocks import zone_block

OURS = "@yueling"
WHOLE, PART, WINDOW = "X-YUELING", "X-YUELING-PART", "X-YUELING-WINDOW"
"""The event as JSON; the number of a later version; the days of which every occurrence is listed."""


def to_ics(events: Iterable[Event], window: Span, reckoning: Reckoning = RECKONING, lang: str = "zh") -> bytes:
    """The events as an iCalendar file; the same events and window give the same bytes.

    A rule that no RRULE says is given by its dates in the window, and the event says so.
    """
    title = Message("Yueling: all events").say(lang)
    taken, zones = set[str](), dict[str, int]()
    blocks = [block for event in events for block in _blocks(event, _uid(event, taken), window, reckoning, lang, zones)]
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


def _uid(event: Event, taken: set[str]) -> str:
    """The UID in the file: that of the calendar from which it came, where no other event of the file has it."""
    uid = event.origin.uid if event.origin else ""
    if not uid.strip() or not uid.isprintable() or uid in taken:
        uid = event.uid + OURS
    taken.add(uid)
    return uid


def _blocks(
    event: Event, uid: str, window: Span, reckoning: Reckoning, lang: str, zones: dict[str, int]
) -> Iterator[bytes]:
    """The components of an event: a VEVENT for each version, behind each its exceptions.

    `zones` takes the zones that they name, each with the first year in which it is needed.
    """
    whole, shown = _whole(event), replace(event, sequence=sequence_out(event))
    made = 0
    for number, version in enumerate(versions(event.recurrence), 1):
        if series := series_of(event, version, window, reckoning):
            name = uid if not made else f"{event.uid}.{number}{OURS}"
            own = whole if not made else folded(f"{PART}:{number}") + _text("RELATED-TO", uid)
            yield from _events(shown, name, series, own, lang)
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


def _whole(event: Event) -> bytes:
    """The event as JSON in a property of text; what a reader of calendars might drop is escaped twice."""
    record = json.dumps(to_record(event), ensure_ascii=False, separators=(",", ":"))
    if not record.isprintable():
        record = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in record)
    return _text(WHOLE, record)


def _text(name: str, content: str) -> bytes:
    return folded(f"{name}:{escaped(content)}")


def _events(event: Event, uid: str, series: Series, own: bytes, lang: str) -> Iterator[bytes]:
    """The VEVENT of a series and those of its exceptions."""
    begin, words, start = b"BEGIN:VEVENT\r\n" + _text("UID", uid), _words(event, series, lang), series.times[0]
    yield b"".join((
        begin,
        *(map(folded, series.lines) if series.lines else (_when(series.times),)),
        folded(f"RRULE:{series.rrule}") if series.rrule else b"",
        _stamped("RDATE", *series.listed),
        _stamped("EXDATE", *series.without),
        words,
        _limited(series, lang),
        own,
        *_alarms(event, start),
        b"END:VEVENT\r\n",
    ))  # fmt: skip
    for original, times in series.others:
        yield b"".join((begin, _stamped("RECURRENCE-ID", original), _when(times), words, b"END:VEVENT\r\n"))


def _words(event: Event, series: Series, lang: str) -> bytes:
    """What is said of every occurrence; where the calendar from which the event came said something, that stands."""
    entry, lines = Entry(event, series.occurrence), theirs(event)
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
        b"" if "STATUS" in named else folded(f"STATUS:{entry.status}"),
        b"" if "TRANSP" in named else b"TRANSP:TRANSPARENT\r\n",
        *map(folded, lines),
    ))  # fmt: skip


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


def _alarms(event: Event, start: Moment) -> Iterator[bytes]:
    """The alarms that the event brought, else one for each of its leads in days."""
    if lines := theirs(event, alarms=True):
        yield from map(folded, lines)
        return
    for lead in event.leads or ():
        if lead.unit == "days":
            words = (
                text_line("DESCRIPTION", one_line(event.title, MOST_TITLE)),
                folded(f"TRIGGER:{_trigger(lead, start)}"),
            )
            yield b"".join((b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n", *words, b"END:VALARM\r\n"))


def _trigger(lead: Lead, start: Moment) -> str:
    """How long before (after: without a minus) the start the lead is due; without a time of day at the start's."""
    begins = start.hour * 60 + start.minute if isinstance(start, datetime) else 0
    at = lead.at.hour * 60 + lead.at.minute if lead.at else begins
    minutes = at - begins - lead.amount * 1440
    days, rest = divmod(abs(minutes), 1440)
    clock = f"T{rest // 60}H{rest % 60}M".replace("H0M", "H") if rest else ""
    return f"{'-' if minutes < 0 else ''}P{f'{days}D' if days or not rest else ''}{clock}"


def _when(times: Times) -> bytes:
    """DTSTART and DTEND: of whole days the day after the last."""
    first, last = times
    return _stamped("DTSTART", first) + _stamped("DTEND", last if isinstance(last, datetime) else shift(last, 1))


def _stamped(name: str, *moments: Moment) -> bytes:
    """The property with days or moments; nothing for none."""
    if not moments:
        return b""
    if isinstance(moments[0], datetime):
        return folded(f"{name};TZID={ZONE}:{','.join(f'{moment:%Y%m%dT%H%M%S}' for moment in moments)}")
    return folded(f"{name};VALUE=DATE:{','.join(f'{day:%Y%m%d}' for day in moments)}")
