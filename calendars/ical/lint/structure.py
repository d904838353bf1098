"""Laws of the whole: the head of a calendar, what stands within what, and which UIDs there are."""

from __future__ import annotations

from collections.abc import Iterator

from rules import Message

from ..components import Component, Fault, Property
from .moments import form

PARENTS = {
    "VEVENT": ("VCALENDAR",),
    "VTODO": ("VCALENDAR",),
    "VJOURNAL": ("VCALENDAR",),
    "VFREEBUSY": ("VCALENDAR",),
    "VTIMEZONE": ("VCALENDAR",),
    "VALARM": ("VEVENT", "VTODO", "VALARM"),
    "STANDARD": ("VTIMEZONE",),
    "DAYLIGHT": ("VTIMEZONE",),
}
"""Within what each component stands (RFC 5545, 3.6; RFC 9074 for alarms in alarms)."""


def place_faults(outer: Component) -> Iterator[Fault]:
    """Components that stand where they may not."""
    for inner in outer.children:
        wanted = PARENTS.get(inner.name)
        if inner.name == "VCALENDAR" or (wanted and outer.name not in wanted):
            yield inner.fault(
                "nesting", Message("{name} within {outer}", name=inner.name, outer=outer.name[:40] or "-")
            )


def head_faults(calendar: Component) -> Iterator[Fault]:
    """What is wrong with the head of a calendar."""
    for name in ("VERSION", "PRODID"):
        if len(calendar.all(name)) != 1:
            said = Message("{name} must stand in the head once, not {n} times", name=name, n=len(calendar.all(name)))
            yield calendar.fault("head", said, f"no {name}" if not calendar.one(name) else "")
    for prop in calendar.all("METHOD", "UID"):
        yield prop.fault("head", Message("a published feed has no {name}", name=prop.name), f"head {prop.name}")
    for name in ("METHOD", "CALSCALE"):
        for prop in calendar.all(name)[1:]:
            yield prop.fault("twice", Message("{name} stands here more than once", name=name))
    version, scale = calendar.one("VERSION"), calendar.one("CALSCALE")
    if version and version.value != "2.0":
        yield version.fault("head", Message("VERSION is 2.0, not {value}", value=version.value[:20]))
    if scale and scale.value.upper() != "GREGORIAN":
        yield scale.fault("head", Message("CALSCALE is GREGORIAN, not {value}", value=scale.value[:20]))
    if not calendar.children:
        yield calendar.fault("head", Message("a calendar has at least one component"))


def uid_faults(calendar: Component) -> Iterator[Fault]:
    """UIDs that are missing, taken, or those of overrides without their series."""
    seen: set[tuple[str, str, str | None]] = set()
    masters: dict[tuple[str, str], Component] = {}
    overrides: list[tuple[Component, Property, Property]] = []
    for component in calendar.children:
        uid, override = component.one("UID"), component.one("RECURRENCE-ID")
        if component.name not in ("VEVENT", "VTODO", "VJOURNAL"):
            continue
        if not uid or not uid.value.strip():
            yield component.fault("uid", Message("no UID"), "no UID")
            continue
        at = ("" if component.name == "VEVENT" else component.name, uid.value, override.value if override else None)
        if at in seen:
            said = Message("the UID {uid} is taken; one of the two is lost", uid=uid.value[:60])
            yield uid.fault("uid", said, "UID taken")
        seen.add(at)
        if override:
            overrides.append((component, uid, override))
        else:
            masters[component.name, uid.value] = component
    for component, uid, override in overrides:
        master = masters.get((component.name, uid.value))
        if not master:
            said = Message("an override without the event that it overrides")
            yield uid.fault("uid", said, "override without its series")
        elif (start := master.one("DTSTART")) and (form(override) == "date") != (form(start) == "date"):
            said = Message("{name} is of another type than DTSTART of the series", name="RECURRENCE-ID")
            yield override.fault("repeat", said)
