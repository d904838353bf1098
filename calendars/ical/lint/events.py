"""Laws of one event or task, and of its alarms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules import Message

from ..components import Component, Fault, Property
from .moments import form, is_utc, moment_of

_ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "DUE", "DURATION", "SUMMARY", "DESCRIPTION", "STATUS", "TRANSP", "CLASS",
         "CREATED", "LAST-MODIFIED", "SEQUENCE", "LOCATION", "URL", "RECURRENCE-ID", "RRULE", "COLOR", "GEO", "PRIORITY",
         "ORGANIZER", "COMPLETED", "PERCENT-COMPLETE")  # fmt: skip
_ONCE_OF_ALARMS = ("ACTION", "TRIGGER", "DURATION", "REPEAT")
_TIMES = ("DTSTART", "DTEND", "DUE", "RECURRENCE-ID")
_STRANGE = {"VEVENT": ("DUE", "COMPLETED", "PERCENT-COMPLETE"), "VTODO": ("DTEND", "TRANSP"),
            "VJOURNAL": ("DTEND", "DUE", "DURATION", "TRANSP", "COMPLETED")}  # fmt: skip
_STATUS = {"VEVENT": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
           "VTODO": {"NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "CANCELLED"},
           "VJOURNAL": {"DRAFT", "FINAL", "CANCELLED"}}  # fmt: skip


def once_faults(event: Component) -> Iterator[Fault]:
    """Properties that stand more than once, or in the wrong component."""
    for name in _ONCE_OF_ALARMS if event.name == "VALARM" else _ONCE:
        for prop in event.all(name)[1:]:
            effect = "SUMMARY twice" if name == "SUMMARY" else ""
            yield prop.fault("twice", Message("{name} stands here more than once", name=name), effect)
    for prop in event.all(*_STRANGE.get(event.name, ())):
        yield prop.fault("place", Message("{name} has no place in {component}", name=prop.name, component=event.name))


def stamp_faults(event: Component) -> Iterator[Fault]:
    """When it was written and changed."""
    if not event.one("DTSTAMP"):
        yield event.fault("stamp", Message("no DTSTAMP"), "no DTSTAMP")
    for prop in event.all("DTSTAMP", "CREATED", "LAST-MODIFIED", "COMPLETED"):
        if not is_utc(prop.value):
            yield prop.fault("stamp", Message("{name} is a moment in UTC, as 20260101T000000Z", name=prop.name))
    sequence = event.one("SEQUENCE")
    if sequence and not re.fullmatch(r"[0-9]{1,9}", sequence.value):
        yield sequence.fault("stamp", Message("SEQUENCE is a whole number"))


def time_faults(event: Component) -> Iterator[Fault]:
    """When it begins and ends."""
    for prop in event.all(*_TIMES):
        yield from _one_time_faults(prop)
    start, lasting = event.one("DTSTART"), event.one("DURATION")
    if not start and event.name == "VEVENT":
        yield event.fault("time", Message("no DTSTART"))
    for end in event.all("DTEND", "DUE"):
        yield from _end_faults(start, end)
        if lasting:
            said = Message("{name} beside DURATION; one of them is enough", name=end.name)
            yield end.fault("time", said, "end and DURATION")
    if lasting and start and form(start) == "date" and "T" in lasting.value:
        yield lasting.fault("time", Message("whole days last whole days, as P1D"))
    if lasting and not start and event.name == "VTODO":
        yield lasting.fault("time", Message("DURATION needs a DTSTART"))


def _one_time_faults(prop: Property) -> Iterator[Fault]:
    if moment_of(prop.value) is None:
        said = Message("“{value}” is no day or time of the calendar", value=prop.value[:20])
        yield prop.fault("time", said, "no such day")
        return
    is_date, says_date = len(prop.value) == 8, prop.params.get("VALUE", "").upper() == "DATE"
    if is_date != says_date:
        yield prop.fault("time", Message("a date is marked VALUE=DATE, a time is not"), "no VALUE=DATE")
    if form(prop) == "floating":
        yield prop.fault("time", Message("a floating time: neither UTC nor with a time zone"), "floating")
    if prop.name == "RECURRENCE-ID" and prop.params.get("RANGE", "THISANDFUTURE").upper() != "THISANDFUTURE":
        yield prop.fault("repeat", Message("there is no RANGE {value}", value=prop.params["RANGE"][:20]))


def _end_faults(start: Property | None, end: Property) -> Iterator[Fault]:
    if not start:
        return
    first, last = moment_of(start.value), moment_of(end.value)
    if (form(start) == "date") != (form(end) == "date") or start.params.get("VALUE") != end.params.get("VALUE"):
        yield end.fault("time", Message("{name} is of another type than DTSTART", name=end.name), "end of another type")
    elif first and last and last <= first and form(start) == form(end) and _zone(start) == _zone(end):
        said = Message("{name} is not after DTSTART; the end of whole days is the day after the last", name=end.name)
        yield end.fault("time", said, "end not after the start")


def _zone(prop: Property) -> str | None:
    return prop.params.get("TZID")


def status_faults(event: Component) -> Iterator[Fault]:
    """Words that are none of those there are."""
    status, transp = event.one("STATUS"), event.one("TRANSP")
    if status and status.value.upper() not in _STATUS.get(event.name, ()):
        yield status.fault("status", Message("there is no STATUS {value}", value=status.value[:20]), "STATUS")
    if transp and transp.value.upper() not in ("OPAQUE", "TRANSPARENT"):
        yield transp.fault("status", Message("there is no TRANSP {value}", value=transp.value[:20]))


def alarm_faults(alarm: Component) -> Iterator[Fault]:
    """What an alarm does, when, and how often."""
    action, trigger = alarm.one("ACTION"), alarm.one("TRIGGER")
    wanted = ["ACTION", "TRIGGER"]
    if not action or action.value.upper() in ("DISPLAY", "EMAIL"):
        wanted.append("DESCRIPTION")
    for name in wanted:
        if not alarm.one(name):
            yield alarm.fault("alarm", Message("an alarm without {name}", name=name), "alarm")
    if bool(alarm.one("REPEAT")) != bool(alarm.one("DURATION")):
        yield alarm.fault("alarm", Message("REPEAT and DURATION of an alarm go together"))
    if trigger and trigger.params.get("VALUE", "").upper() == "DATE-TIME" and not is_utc(trigger.value):
        yield trigger.fault("alarm", Message("{name} is a moment in UTC, as 20260101T000000Z", name="TRIGGER"))
    if trigger and trigger.params.get("RELATED", "START").upper() not in ("START", "END"):
        yield trigger.fault("alarm", Message("RELATED is START or END"))
