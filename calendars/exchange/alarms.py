"""Alarms (VALARM) of other programs: which can be passed on, and which would make a reader refuse the whole file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from ..ical.components import Component, logical, parse
from .moments import value_of


def is_sound(alarm: Component) -> bool:
    """Whether an alarm says what happens and when, in a way that others read.

    >>> bad, _ = parse(logical([b"BEGIN:VALARM", b"ACTION:DISPLAY", b"TRIGGER:PT-2H", b"END:VALARM"]))
    >>> is_sound(bad.children[0])
    False
    """
    trigger = alarm.one("TRIGGER")
    if alarm.broken or not trigger or not alarm.one("ACTION"):
        return False
    try:
        lengths = [value_of(prop.value) for prop in alarm.all("DURATION")]
        at = value_of(trigger.value)
    except (ValueError, TypeError, OverflowError):
        return False
    wanted = datetime if trigger.params.get("VALUE", "").upper() == "DATE-TIME" else timedelta
    return isinstance(at, wanted) and all(isinstance(length, timedelta) for length in lengths)


def sound_lines(lines: Sequence[str]) -> Iterator[str]:
    """The content lines of components below an event, without the alarms that cannot be read."""
    tree, _ = parse(logical(line.encode("utf-8", "replace") for line in lines))
    ends = [child.line for child in tree.children[1:]] + [len(lines) + 1]
    for child, end in zip(tree.children, ends, strict=True):
        if child.name != "VALARM" or is_sound(child):
            yield from lines[child.line - 1 : end - 1]
