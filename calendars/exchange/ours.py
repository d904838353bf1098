"""Events of our own exports: as they were written, unless another program has changed them since."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from rules import Recurrence, Span

from ..completions import Report
from ..duties.states import DutyState
from ..events import Event
from ..ical.components import Component, logical, parse, physical
from .calendar_file import OURS, WHOLE, WINDOW, sequence_out, to_ics
from .records import BadRecord, duty_of_record, from_record
from .revisions import modified, sequence
from .words import WHERE, said, unescaped

_DATES = ("DTSTART", "DTEND", "DUE", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")


def written_event(component: Component) -> tuple[Event, DutyState] | None:
    """The event that the component holds as a whole, and what was noted of it; None where it holds none that can be read."""
    prop = component.one(WHOLE)
    if not prop:
        return None
    try:
        record = json.loads(unescaped(prop.value))
        return from_record(record), duty_of_record(record)
    except (BadRecord, ValueError, RecursionError):
        return None


def is_touched(component: Component, event: Event) -> bool:
    """Whether another program has changed the component since: its SEQUENCE or LAST-MODIFIED says so."""
    stamp, last = modified(component), event.updated or event.created
    return sequence(component) != sequence_out(event) or bool(stamp and (not last or stamp > last))


def same_dates(group: Iterable[Component], event: Event) -> bool:
    """Whether the components still have the dates that the event had when it was written."""
    group = list(group)
    window = next((_window(prop.value) for each in group if (prop := each.one(WINDOW))), None)
    window, todo = window or Span(date(2026, 1, 1), date(2026, 1, 1)), group[0].name == "VTODO"
    again, _ = parse(logical(physical(to_ics([event], window, todo=todo))))
    uid = group[0].one("UID")
    wrote = [each for each in again.children[0].children if (own := each.one("UID")) and uid and own.value == uid.value]
    return _dates(group) == _dates(wrote)


def _dates(group: Iterable[Component]) -> list[tuple[str, str]]:
    dated = (each for each in group if not _is_report(each))
    return sorted((prop.name, prop.value) for each in dated for prop in each.properties if prop.name in _DATES)


def _is_report(component: Component) -> bool:
    """Whether it only says how far one date of a series of tasks is, which takes place when the series has it."""
    named, start = component.one("RECURRENCE-ID"), component.one("DTSTART")
    if component.name != "VTODO" or not named or (start and start.value != named.value):
        return False
    return bool(component.one("COMPLETED")) or said(component, "STATUS").upper() in ("COMPLETED", "IN-PROCESS")


def own_reports(event: Event, read: Event) -> tuple[Report, ...]:
    """How far another program says that the dates of our event are, by the keys that they have here."""
    found = read.origin.progress if read.origin else ()
    if event.recurrence == read.recurrence:
        return found
    return tuple(replace(one, key=_own_key(event.recurrence, one.key)) for one in found)


def _own_key(recurrence: Recurrence, key: str) -> str:
    """The key of the date that a calendar names by its day."""
    try:
        first = date.fromisoformat(key[:8])  # 20260417, 20260417T100000Z
    except ValueError:
        return key
    found = replace(recurrence, moved=()).between(first, first)
    return next((one.key for one in found if one.span.first == first), key)


def _window(text: str) -> Span | None:
    match = re.fullmatch(r"(\d{8})/(\d{8})", text.strip(), re.ASCII)
    try:
        return Span(date.fromisoformat(match[1]), date.fromisoformat(match[2])) if match else None
    except ValueError:
        return None


def changed_event(event: Event, component: Component, title: str, read: Event, group: Iterable[Component]) -> Event:
    """The event with what another program changed in its calendar: title, place and the like, and the dates where they differ."""
    recurrence = event.recurrence if same_dates(group, event) else read.recurrence
    number = max(sequence(component) - (event.origin.sequence if event.origin else 0), event.sequence)
    stamp = modified(component) or event.updated
    where = {name: getattr(read, name) or getattr(event, name) for name in WHERE}
    return replace(event, title=title or event.title, recurrence=recurrence, sequence=number, updated=stamp, **where)


def own_uid(uid: str) -> str | None:
    """The UID of an event of ours in the UID of a calendar file.

    >>> own_uid("edc20de4ef3f2fe7@yueling"), own_uid("x@example.org")
    ('edc20de4ef3f2fe7', None)
    """
    match = re.fullmatch(rf"([0-9a-f]{{16}}){re.escape(OURS)}", uid)
    return match[1] if match else None
