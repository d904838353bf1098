"""What breaks calendar programs, found in the bytes of a feed; a file a subject, and what programs make of it (`effects`).

Our own and not a library's, because readers differ: of 29 broken files no reader noticed more than 17, and one event
with a bad line empties some calendars altogether.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from rules import Message

from ..components import MOST_FAULTS, Component, Fault, logical, parse, physical
from .events import alarm_faults, once_faults, stamp_faults, status_faults, time_faults
from .octets import byte_faults
from .repeats import repeat_faults
from .structure import head_faults, place_faults, uid_faults
from .values import value_faults
from .zones import zone_faults

__all__ = ["Fault", "lint"]

_Law = Callable[[Component], Iterator[Fault]]
_EVENT_LAWS: tuple[_Law, ...] = (once_faults, stamp_faults, time_faults, repeat_faults, status_faults)
_LAWS: dict[str, tuple[_Law, ...]] = {
    "VEVENT": _EVENT_LAWS,
    "VTODO": _EVENT_LAWS,
    "VJOURNAL": _EVENT_LAWS,
    "VFREEBUSY": (stamp_faults,),
    "VALARM": (once_faults, alarm_faults),
}


def lint(data: bytes) -> list[Fault]:
    """The faults of an iCalendar file, by line, at most 1,000; an empty list is a clean bill.

    >>> [fault.law for fault in lint(b"BEGIN:VCALENDAR\\r\\nVERSION:2.0\\r\\nEND:VCALENDAR\\r\\n")]
    ['head', 'head']
    """
    lines = physical(data)
    faults = list(islice(byte_faults(data, lines), MOST_FAULTS))
    tree, broken = parse(logical(lines))
    faults += broken
    faults += islice(_law_faults(tree), MOST_FAULTS)
    return sorted(faults, key=lambda fault: fault.line)[:MOST_FAULTS]


def _law_faults(root: Component) -> Iterator[Fault]:
    """The laws of the tree."""
    calendars = [child for child in root.children if child.name == "VCALENDAR"]
    if len(calendars) != 1 or len(root.children) != 1:
        yield Fault(1, "head", Message("a feed is one VCALENDAR, here are {n}", n=len(calendars)))
    for child in root.children:
        if child.name != "VCALENDAR":
            yield child.fault("nesting", Message("{name} outside of VCALENDAR", name=child.name[:40] or "-"))
    for calendar in calendars:
        yield from head_faults(calendar)
        yield from uid_faults(calendar)
        yield from zone_faults(calendar)
        for component in calendar.walk():
            yield from place_faults(component)
            yield from value_faults(component)
            for law in _LAWS.get(component.name, ()):
                yield from law(component)
