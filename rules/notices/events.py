"""Lengths from an event that the words in front name: 会议召开5日前, 会议举办3天前, 节后第一个工作日."""

from __future__ import annotations

import re
from dataclasses import replace

from ..languages.meanings import By, Counted, Length, Point
from .cues import AN_EVENT, BEFORE_THAT
from .place import Place

UNITS = {"workday": "workdays", "day": "days", "week": "weeks"}
LATER = re.compile(r"(?<=[节假会期])后(?:的)?$|(?:结束|闭幕|召开|举办|举行)后(?:的)?$")
"""Words before 第一个工作日 that count it from an event."""


def from_an_event(meaning: object, place: Place) -> tuple[Counted, Place] | None:
    """The length from an event, at its whole place; None where no event is named in front of it."""
    match meaning:
        case By(base=Point() as day) if day == Point(day=day.day) and AN_EVENT.search(place.before):
            return Counted(-1, Length(day.day or 0, "days")), place
        case Length(within=False) if AN_EVENT.search(place.before) and (before := BEFORE_THAT.match(place.after)):
            return Counted(-1, meaning), replace(place, end=place.end + before.end())
        case Point(nth=(int(count), str(unit))) if unit in UNITS and (later := LATER.search(place.before)):
            if meaning != Point(nth=meaning.nth, note=meaning.note) or count < 1:
                return None
            after = later.group().index("后") - len(later.group())
            start = place.start + after
            return Counted(1, Length(count, UNITS[unit])), replace(
                place, start=start, words_to=(place.words_to[0], start)
            )
    return None
