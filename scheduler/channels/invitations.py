"""A calendar as messages between calendar programs (iTIP, RFC 5546), to stand in a letter (iMIP, RFC 6047).

One date goes out as REQUEST, which is what mail programs act on: they show it with its day and keep it under its UID, so
that a later one moves it. Its answer is not asked for. Several dates are PUBLISH: a REQUEST holds a single UID. What is
called off is CANCEL, each by itself, for the same reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from calendars.lines import folded

from .letter_fields import mailto

MOST_CANCELLED = 20
"""How many dates that are called off have a message of their own."""
EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", re.DOTALL | re.MULTILINE)
ZONE = re.compile(rb"BEGIN:VTIMEZONE\r\n.*?^END:VTIMEZONE\r\n", re.DOTALL | re.MULTILINE)
CALLED_OFF = b"\r\nSTATUS:CANCELLED\r\n"
OPEN, CLOSED, END = b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n", b"END:VEVENT\r\n"


class Invitation(NamedTuple):
    """A calendar with its method."""

    method: str
    calendar: bytes


def invitations(calendar: bytes, sender: str, reader: str) -> Iterator[Invitation]:
    """What a calendar of our own writing says to a calendar program: the dates that stand first, then what is called off."""
    events = EVENT.findall(calendar)
    standing = [event for event in events if CALLED_OFF not in event]
    if standing:
        yield _invitation("REQUEST" if len(standing) == 1 else "PUBLISH", standing, calendar, sender, reader)
    for event in [event for event in events if CALLED_OFF in event][:MOST_CANCELLED]:
        yield _invitation("CANCEL", [event], calendar, sender, reader)


def _invitation(method: str, events: list[bytes], calendar: bytes, sender: str, reader: str) -> Invitation:
    people = folded(f"ORGANIZER:{mailto(sender)}")
    if method != "PUBLISH":  # which is for nobody in particular
        people += folded(f"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:{mailto(reader)}")
    zones = ZONE.findall(calendar) if any(b";TZID=" in event for event in events) else []
    head = calendar[: calendar.index(b"BEGIN:V", len(OPEN))]
    named = [event[: -len(END)] + people + END for event in events]
    return Invitation(method, b"".join((head, folded(f"METHOD:{method}"), *zones, *named, CLOSED)))
