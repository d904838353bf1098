"""What calendar programs make of a fault: only what was measured with them or stands in their documentation or reports.

The names are those of `Fault.effect`. A fault that has none here has not been tried with any program.
"""

from __future__ import annotations

from rules import Message

Effect = tuple[tuple[str, ...], Message]
"""The programs, by the names that people know, and what becomes of the calendar in them."""

THUNDERBIRD, GNOME, KDE, OUTLOOK, GOOGLE = "Thunderbird", "GNOME", "KDE", "Outlook", "Google"
ANDROID, VDIRSYNCER, CALCURSE, MIUI = "Android (ICSx5)", "vdirsyncer", "calcurse", "MIUI"
ICAL, ICS, VOBJECT, ICALENDAR = "ical", "ics.py", "vobject", "icalendar"
LIBICAL, ICAL_JS, NODE_ICAL, TS_ICS, INSTANCES = "libical", "ical.js", "node-ical", "ts-ics", "recurring-ical-events"

_ERROR, _REFUSED = Message("reports an error"), Message("refuses the calendar")
_EMPTY, _NO_REPEATS = Message("shows no event at all"), Message("shows only the first date, the repeats are lost")
_LOST = Message("shows one of the events, the other is lost")

EFFECTS: dict[str, tuple[Effect, ...]] = {
    "nobody": (),
    "bom": (((ICAL, ICS, VOBJECT, ICAL_JS, TS_ICS, VDIRSYNCER), _REFUSED),),
    "encoding": (
        ((ICAL, ICS, VOBJECT, VDIRSYNCER), _REFUSED),
        ((THUNDERBIRD, GNOME), Message("shows garbled characters")),
    ),
    "raw line break": (((THUNDERBIRD,), _EMPTY), ((ICALENDAR, ICAL, ICS, VOBJECT, LIBICAL, ICAL_JS), _ERROR)),
    "not ended": (((THUNDERBIRD, GNOME, KDE), _EMPTY), ((ICAL,), Message("may read no event and say nothing"))),
    "bad RRULE": (
        ((THUNDERBIRD,), _EMPTY),
        ((GNOME, KDE), _NO_REPEATS),
        ((ICALENDAR, ICAL, LIBICAL, ICAL_JS, NODE_ICAL), _ERROR),
    ),
    "COUNT and UNTIL": (((GNOME, KDE, LIBICAL), _NO_REPEATS),),
    "RSCALE": (
        ((GNOME,), Message("may show the day twice, or a day off")),
        ((THUNDERBIRD, KDE, ICAL_JS, ICAL), Message("ignores it and repeats on the day of the civil calendar")),
        ((INSTANCES,), _ERROR),
    ),
    "RDATE": (
        ((OUTLOOK,), Message("ignores the event unless an RRULE stands beside it")),
        ((CALCURSE,), Message("loses all of these dates")),
        ((ANDROID,), Message("may show nothing")),
        ((GOOGLE,), Message("shows those after UNTIL wrongly")),
    ),
    "no such day": (
        ((THUNDERBIRD,), Message("shows another day: 2 March for 30 February")),
        ((ICALENDAR, ICAL, ICS, VOBJECT), _ERROR),
    ),
    "no VALUE=DATE": (((VOBJECT, ICAL_JS), _ERROR),),
    "end not after the start": (((GNOME, THUNDERBIRD), Message("shows an event without any length")),),
    "end of another type": (((ICAL,), _ERROR),),
    "end and DURATION": (((GNOME,), Message("drops the end")), ((ICAL, ICS, VOBJECT), _ERROR)),
    "floating": (((GOOGLE,), Message("may show it at another time, in the zone of whoever reads it")),),
    "UID taken": (((THUNDERBIRD, GNOME, KDE, ICAL_JS, NODE_ICAL, INSTANCES), _LOST),),
    "override without its series": (
        ((THUNDERBIRD,), Message("shows an event without a title")),
        ((KDE, ANDROID), Message("does not show the event")),
    ),
    "SUMMARY twice": (((ICAL, ICS, VOBJECT, LIBICAL), _ERROR),),
    "no UID": (((VOBJECT,), _ERROR),),
    "no DTSTAMP": (((ICS, VOBJECT), _ERROR),),
    "no PRODID": (((ICS, VOBJECT, LIBICAL), _ERROR),),
    "no VERSION": (((KDE,), _EMPTY), ((LIBICAL,), _ERROR)),
    "head UID": (((VDIRSYNCER,), Message("takes the whole calendar for one event")),),
    "head METHOD": (((LIBICAL,), Message("reports an error where there is no ORGANIZER")),),
    "late head": (((OUTLOOK,), Message("ignores the line")),),
    "alarm": (((ICAL, ICS), _ERROR),),
    "STATUS": (((ICAL, ICS), _ERROR),),
    "duration": (((MIUI,), _REFUSED),),
    "no calendar": (((THUNDERBIRD, GNOME), Message("deletes all events that it showed")),),
    "answered with an error": (((THUNDERBIRD, GNOME), Message("keeps the events that it has")),),
    "no condition": (((THUNDERBIRD, GNOME, ANDROID), Message("fetches the whole calendar each time")),),
}


def effects_of(effect: str) -> tuple[Effect, ...] | None:
    """What programs make of a fault, the worst first; empty where none that was tried minds it, None where none was."""
    return EFFECTS.get(effect)
