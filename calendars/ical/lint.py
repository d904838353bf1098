"""What breaks calendar programs, found in the bytes of a feed.

Our own and not a library's, because readers differ: of 29 broken files no reader noticed more than 17, and one event
with a bad line empties some calendars altogether.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice

from rules import Message

from ..lines import WIDTH
from .components import MOST_FAULTS, Component, Fault, Property, logical, parse, physical

__all__ = ["Fault", "lint"]


def lint(data: bytes) -> list[Fault]:
    """The faults of an iCalendar file, by line, at most 1,000; an empty list is a clean bill.

    >>> [fault.law for fault in lint(b"BEGIN:VCALENDAR\\r\\nVERSION:2.0\\r\\nEND:VCALENDAR\\r\\n")]
    ['head', 'head']
    """
    lines = physical(data)
    faults = list(islice(_byte_faults(data, lines), MOST_FAULTS))
    tree, broken = parse(logical(lines))
    faults += broken
    faults += islice(_law_faults(tree), MOST_FAULTS)
    return sorted(faults, key=lambda fault: fault.line)[:MOST_FAULTS]


def _byte_faults(data: bytes, lines: list[bytes]) -> Iterator[Fault]:
    if data.startswith(b"\xef\xbb\xbf"):
        yield Fault(1, "bom", Message("the file begins with a byte order mark"))
    if not data.endswith(b"\r\n"):
        yield Fault(len(lines) or 1, "line end", Message("the last line has no CRLF"))
    for number, line in enumerate(lines, 1):
        yield from _line_faults(number, line)


_CONTROL = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


def _line_faults(number: int, line: bytes) -> Iterator[Fault]:
    if len(line) > WIDTH:
        said = Message("the line has {n} octets, more than {most}; fold it", n=len(line), most=WIDTH)
        yield Fault(number, "folding", said)
    if b"\n" in line or b"\r" in line:
        yield Fault(number, "line end", Message("a bare line feed or carriage return; lines end with CRLF"))
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        said = Message("no UTF-8 at octet {n}: another encoding, or folded inside a character", n=error.start + 1)
        yield Fault(number, "utf-8", said)
        return
    if control := _CONTROL.search(text):
        yield Fault(number, "control", Message("a control character: {code}", code=f"U+{ord(control[0]):04X}"))
    if not text.strip():
        yield Fault(number, "line", Message("an empty line"))


# Laws of the tree.


def _law_faults(root: Component) -> Iterator[Fault]:
    calendars = [child for child in root.children if child.name == "VCALENDAR"]
    if len(calendars) != 1 or len(root.children) != 1:
        yield Fault(1, "head", Message("a feed is one VCALENDAR, here are {n}", n=len(calendars)))
    for calendar in calendars:
        yield from _head_faults(calendar)
        yield from _uid_faults(calendar)
        yield from _zone_faults(calendar)
        for component in calendar.walk():
            yield from _text_faults(component)
            yield from _duration_faults(component)
            for law in _LAWS.get(component.name, ()):
                yield from law(component)


def _head_faults(calendar: Component) -> Iterator[Fault]:
    for name in ("VERSION", "PRODID"):
        if len(calendar.all(name)) != 1:
            said = Message("{name} must stand in the head once, not {n} times", name=name, n=len(calendar.all(name)))
            yield calendar.fault("head", said)
    for prop in calendar.all("METHOD", "UID"):
        yield prop.fault("head", Message("a published feed has no {name}", name=prop.name))
    version = calendar.one("VERSION")
    if version and version.value != "2.0":
        yield version.fault("head", Message("VERSION is 2.0, not {value}", value=version.value[:20]))
    if not calendar.children:
        yield calendar.fault("head", Message("a calendar has at least one component"))


def _uid_faults(calendar: Component) -> Iterator[Fault]:
    seen: set[tuple[str, str | None]] = set()
    masters: set[str] = set()
    overrides: list[Property] = []
    for component in calendar.children:
        uid, override = component.one("UID"), component.one("RECURRENCE-ID")
        if component.name not in ("VEVENT", "VTODO", "VJOURNAL"):
            continue
        if not uid or not uid.value:
            yield component.fault("uid", Message("no UID"))
            continue
        at = (uid.value, override.value if override else None)
        if at in seen:
            yield uid.fault("uid", Message("the UID {uid} is taken; one of the two is lost", uid=uid.value[:60]))
        seen.add(at)
        if override:
            overrides.append(uid)
        else:
            masters.add(uid.value)
    for uid in overrides:
        if uid.value not in masters:
            yield uid.fault("uid", Message("an override without the event that it overrides"))


def _zone_faults(calendar: Component) -> Iterator[Fault]:
    zones: set[str] = set()
    for zone in calendar.children:
        if zone.name != "VTIMEZONE":
            continue
        name = (tzid := zone.one("TZID")) and tzid.value
        if not name or name in zones:
            yield zone.fault("zone", Message("each time zone has its own TZID and one block"))
        zones.add(name or "")
        if not any(part.name in ("STANDARD", "DAYLIGHT") for part in zone.children):
            yield zone.fault("zone", Message("a time zone without a STANDARD part"))
    for component in calendar.walk():
        for prop in component.properties:
            if (tzid_ := prop.params.get("TZID")) is not None and tzid_ not in zones:
                yield prop.fault("zone", Message("the time zone {name} is not defined", name=tzid_[:60]))


_TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"}
_LISTS = {"CATEGORIES", "RESOURCES"}
_UNESCAPED = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
_UNESCAPED_LIST = re.compile(r"(?:[^\\;]|\\[\\;,nN])*")


def _text_faults(component: Component) -> Iterator[Fault]:
    for prop in component.properties:
        pattern = _UNESCAPED if prop.name in _TEXTS else _UNESCAPED_LIST if prop.name in _LISTS else None
        if pattern and not pattern.fullmatch(prop.value):
            yield prop.fault(
                "escape", Message("a backslash, comma or semicolon in {name} is not escaped", name=prop.name)
            )


_DURATION = re.compile(r"[+-]?P(?:\d+W|\d+D(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?|T(?:\d+H)?(?:\d+M)?(?:\d+S)?)")
_DURATIONS = {"DURATION", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"}
_VALUED = {"REFRESH-INTERVAL": "DURATION", "SOURCE": "URI"}


def _duration_faults(component: Component) -> Iterator[Fault]:
    for prop in component.properties:
        trigger = prop.name == "TRIGGER" and prop.params.get("VALUE", "DURATION").upper() == "DURATION"
        if (prop.name in _DURATIONS or trigger) and (not _DURATION.fullmatch(prop.value) or prop.value.endswith("T")):
            said = Message("“{value}” is no duration; hours are written PT1H", value=prop.value[:20])
            yield prop.fault("duration", said)
        wanted = _VALUED.get(prop.name)
        if wanted and prop.params.get("VALUE", "").upper() != wanted:
            yield prop.fault("value", Message("{name} requires VALUE={value}", name=prop.name, value=wanted))


# Laws of one event (and task).

_ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "DUE", "DURATION", "SUMMARY", "DESCRIPTION", "STATUS", "TRANSP", "CLASS",
         "CREATED", "LAST-MODIFIED", "SEQUENCE", "LOCATION", "URL", "RECURRENCE-ID", "RRULE", "COLOR")  # fmt: skip


def _once_faults(event: Component) -> Iterator[Fault]:
    for name in _ONCE:
        for prop in event.all(name)[1:]:
            yield prop.fault("twice", Message("{name} stands here more than once", name=name))


_STAMP = re.compile(r"\d{8}T\d{6}Z")


def _stamp_faults(event: Component) -> Iterator[Fault]:
    if not event.one("DTSTAMP"):
        yield event.fault("stamp", Message("no DTSTAMP"))
    for prop in event.all("DTSTAMP", "CREATED", "LAST-MODIFIED"):
        if not _STAMP.fullmatch(prop.value) or _moment(prop.value) is None:
            yield prop.fault("stamp", Message("{name} is a moment in UTC, as 20260101T000000Z", name=prop.name))
    sequence = event.one("SEQUENCE")
    if sequence and not re.fullmatch(r"[0-9]{1,9}", sequence.value):
        yield sequence.fault("stamp", Message("SEQUENCE is a whole number"))


_MOMENT = re.compile(r"[0-9]{8}(?:T[0-9]{6}Z?)?")


@lru_cache(maxsize=1024)
def _moment(value: str) -> datetime | None:
    """The date or moment of a value; None where there is no such day or time."""
    try:
        return datetime.fromisoformat(value.removesuffix("Z")) if _MOMENT.fullmatch(value) else None
    except ValueError:
        return None


_TIMES = ("DTSTART", "DTEND", "DUE", "RECURRENCE-ID")


def _time_faults(event: Component) -> Iterator[Fault]:
    for prop in event.all(*_TIMES):
        yield from _one_time_faults(prop)
    start = event.one("DTSTART")
    if not start and event.name == "VEVENT":
        yield event.fault("time", Message("no DTSTART"))
    for end in event.all("DTEND", "DUE"):
        yield from _end_faults(start, end)
        if event.one("DURATION"):
            yield end.fault("time", Message("{name} beside DURATION; one of them is enough", name=end.name))


def _one_time_faults(prop: Property) -> Iterator[Fault]:
    if _moment(prop.value) is None:
        said = Message("“{value}” is no day or time of the calendar", value=prop.value[:20])
        yield prop.fault("time", said)
        return
    is_date, says_date = len(prop.value) == 8, prop.params.get("VALUE", "").upper() == "DATE"
    if is_date != says_date:
        yield prop.fault("time", Message("a date is marked VALUE=DATE, a time is not"))
    if not is_date and not prop.value.endswith("Z") and "TZID" not in prop.params:
        yield prop.fault("time", Message("a floating time: neither UTC nor with a time zone"))


def _end_faults(start: Property | None, end: Property) -> Iterator[Fault]:
    if not start:
        return
    first, last = _moment(start.value), _moment(end.value)
    if len(start.value) != len(end.value) or start.params.get("VALUE") != end.params.get("VALUE"):
        yield end.fault("time", Message("{name} is of another type than DTSTART", name=end.name))
    elif first and last and last <= first:
        said = Message("{name} is not after DTSTART; the end of whole days is the day after the last", name=end.name)
        yield end.fault("time", said)


_FREQUENCIES = {"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_RULE_PARTS = {"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY",
               "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"}  # fmt: skip


def _repeat_faults(event: Component) -> Iterator[Fault]:
    for prop in event.all("RDATE"):
        yield prop.fault("repeat", Message("RDATE is lost in several clients; write one event for each date"))
    for prop in event.all("RRULE"):
        yield from _rule_faults(prop, event.one("DTSTART"))


def _rule_faults(prop: Property, start: Property | None) -> Iterator[Fault]:
    parts = dict(part.partition("=")[::2] for part in prop.value.upper().split(";"))
    unknown = parts.keys() - _RULE_PARTS
    if unknown:
        yield prop.fault("repeat", Message("RRULE has no part {part}", part=min(unknown)[:20] or "-"))
    if parts.get("FREQ") not in _FREQUENCIES or not all(parts.values()):
        yield prop.fault("repeat", Message("“{value}” is no RRULE", value=prop.value[:40]))
    if "COUNT" in parts and "UNTIL" in parts:
        yield prop.fault("repeat", Message("COUNT and UNTIL exclude each other"))
    until = parts.get("UNTIL")
    if until and start and (_moment(until) is None or (len(until) == 8) != (len(start.value) == 8)):
        yield prop.fault("repeat", Message("UNTIL is of another type than DTSTART"))


_STATUS = {"VEVENT": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
           "VTODO": {"NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "CANCELLED"}}  # fmt: skip


def _status_faults(event: Component) -> Iterator[Fault]:
    status, transp = event.one("STATUS"), event.one("TRANSP")
    if status and status.value.upper() not in _STATUS[event.name]:
        yield status.fault("status", Message("there is no STATUS {value}", value=status.value[:20]))
    if transp and transp.value.upper() not in ("OPAQUE", "TRANSPARENT"):
        yield transp.fault("status", Message("there is no TRANSP {value}", value=transp.value[:20]))


def _alarm_faults(alarm: Component) -> Iterator[Fault]:
    action = alarm.one("ACTION")
    wanted = ["ACTION", "TRIGGER"]
    if not action or action.value.upper() in ("DISPLAY", "EMAIL"):
        wanted.append("DESCRIPTION")
    for name in wanted:
        if not alarm.one(name):
            yield alarm.fault("alarm", Message("an alarm without {name}", name=name))


_Law = Callable[[Component], Iterator[Fault]]
_EVENT_LAWS: tuple[_Law, ...] = (_once_faults, _stamp_faults, _time_faults, _repeat_faults, _status_faults)
_LAWS: dict[str, tuple[_Law, ...]] = {"VEVENT": _EVENT_LAWS, "VTODO": _EVENT_LAWS, "VALARM": (_alarm_faults,)}
