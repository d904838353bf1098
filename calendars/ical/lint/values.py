"""Laws of values, wherever they stand: texts, lengths of time, numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules import Message

from ..components import Component, Fault, Property
from .moments import is_duration

_TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"}
_LISTS = {"CATEGORIES", "RESOURCES"}
_UNESCAPED = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*+")
_UNESCAPED_LIST = re.compile(r"(?:[^\\;]|\\[\\;,nN])*+")
_DURATIONS = {"DURATION", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"}
_VALUED = {"REFRESH-INTERVAL": "DURATION", "SOURCE": "URI"}
_NUMBERS = {"PERCENT-COMPLETE": 100, "PRIORITY": 9, "REPEAT": 2**31 - 1}
_GEO = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?;[+-]?[0-9]+(?:\.[0-9]+)?")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.+")


def value_faults(component: Component) -> Iterator[Fault]:
    """What is wrong with single values of a component."""
    for prop in component.properties:
        yield from _text_faults(prop)
        yield from _duration_faults(prop)
        yield from _number_faults(prop)


def _text_faults(prop: Property) -> Iterator[Fault]:
    pattern = _UNESCAPED if prop.name in _TEXTS else _UNESCAPED_LIST if prop.name in _LISTS else None
    if pattern and not pattern.fullmatch(prop.value):
        said = Message("a backslash, comma or semicolon in {name} is not escaped", name=prop.name)
        yield prop.fault("escape", said, "nobody")


def _duration_faults(prop: Property) -> Iterator[Fault]:
    trigger = prop.name == "TRIGGER" and prop.params.get("VALUE", "DURATION").upper() == "DURATION"
    if (prop.name in _DURATIONS or trigger) and not is_duration(prop.value):
        said = Message("“{value}” is no duration; hours are written PT1H", value=prop.value[:20])
        yield prop.fault("duration", said, "duration")
    elif prop.name == "DURATION" and prop.value.startswith("-"):
        yield prop.fault("duration", Message("a duration is positive, as in PT1H30M or P2D"))
    wanted = _VALUED.get(prop.name)
    if wanted and prop.params.get("VALUE", "").upper() != wanted:
        yield prop.fault("value", Message("{name} requires VALUE={value}", name=prop.name, value=wanted))


def _number_faults(prop: Property) -> Iterator[Fault]:
    most = _NUMBERS.get(prop.name)
    if most is not None and not (re.fullmatch(r"[0-9]{1,10}", prop.value) and int(prop.value) <= most):
        yield prop.fault("value", Message("{name} is a whole number from 0 to {most}", name=prop.name, most=most))
    if prop.name == "GEO" and not _is_place(prop.value):
        yield prop.fault("value", Message("GEO is a latitude and a longitude, as 39.9;116.4"))
    if prop.name in ("ORGANIZER", "ATTENDEE") and not _ADDRESS.fullmatch(prop.value):
        yield prop.fault("value", Message("{name} is an address, as mailto:a@example.cn", name=prop.name))


def _is_place(value: str) -> bool:
    if not _GEO.fullmatch(value):
        return False
    latitude, longitude = map(float, value.split(";"))
    return abs(latitude) <= 90 and abs(longitude) <= 180
