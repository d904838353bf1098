"""Laws of time zones: each that is named is defined, once, and says how far its clocks are from UTC."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules import Message, RRule, RuleError

from ..components import Component, Fault, Property
from .moments import moment_of

_OFFSET = re.compile(r"[+-](?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?")


def zone_faults(calendar: Component) -> Iterator[Fault]:
    """What is wrong with the time zones of a calendar, and with the lines that name one."""
    zones: set[str] = set()
    for zone in calendar.children:
        if zone.name == "VTIMEZONE":
            name = (tzid := zone.one("TZID")) and tzid.value
            if not name or name in zones or len(zone.all("TZID")) > 1:
                yield zone.fault("zone", Message("each time zone has its own TZID and one block"))
            zones.add(name or "")
            yield from _block_faults(zone)
    for component in calendar.walk():
        for prop in component.properties:
            yield from _naming_faults(prop, zones)


def _naming_faults(prop: Property, zones: set[str]) -> Iterator[Fault]:
    name = prop.params.get("TZID")
    if name is None:
        return
    if name not in zones:
        yield prop.fault("zone", Message("the time zone {name} is not defined", name=name[:60] or "-"), "nobody")
    if prop.value.endswith("Z"):
        yield prop.fault("zone", Message("a time in UTC (Z) has no TZID"))
    elif moment_of(prop.value) and len(prop.value) == 8:
        yield prop.fault("zone", Message("a date has no TZID"))


def _block_faults(zone: Component) -> Iterator[Fault]:
    parts = [part for part in zone.children if part.name in ("STANDARD", "DAYLIGHT")]
    if not parts:
        yield zone.fault("zone", Message("a time zone without a STANDARD part"))
    for part in parts:
        for name in ("TZOFFSETFROM", "TZOFFSETTO"):
            yield from _offset_faults(part, name)
        yield from _onset_faults(part)


def _offset_faults(part: Component, name: str) -> Iterator[Fault]:
    found = part.all(name)
    if not found:
        yield part.fault("zone", Message("{part} without {name}", part=part.name, name=name))
    for prop in found[1:]:
        yield prop.fault("twice", Message("{name} stands here more than once", name=name))
    for prop in found:
        if not _OFFSET.fullmatch(prop.value) or prop.value in ("-0000", "-000000"):
            said = Message("“{value}” is no offset; eight hours are written +0800", value=prop.value[:20])
            yield prop.fault("zone", said)


def _onset_faults(part: Component) -> Iterator[Fault]:
    starts = part.all("DTSTART")
    if len(starts) != 1:
        yield part.fault("zone", Message("{part} has one DTSTART", part=part.name))
    for prop in starts:
        if moment_of(prop.value) is None or len(prop.value) != 15 or "TZID" in prop.params:
            said = Message("the start of {part} is a time without a zone, as 20260101T000000", part=part.name)
            yield prop.fault("zone", said)
    for prop in part.all("RRULE"):
        try:
            rule = RRule.read(prop.value)
        except RuleError as error:
            yield prop.fault("repeat", Message("no RRULE: {said}", said=error.said))
            continue
        if rule.until and not prop.value.upper().partition("UNTIL=")[2].partition(";")[0].endswith("Z"):
            yield prop.fault("repeat", Message("UNTIL within a time zone is a moment in UTC"))
