"""Days and moments as a calendar file writes them, and where they lie in Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from icalendar import vDDDTypes

from rules import Clock, Message, Span, YuelingError

from ..ical.components import Component, Property
from .zones import SHANGHAI, UnknownZone, Zones

DAY = timedelta(days=1)
DAY_END = 1440
UNSURE, UNREAD = "zone", "unread"
"""The doubts about an event whose time zone nobody knows, and of whose dates something could not be read."""


def value_of(text: str) -> object:
    """What a value says: a day, a moment, a length of time; ValueError or TypeError where it is none of them."""
    read: Any = vDDDTypes.from_ical
    return read(text.strip())


class BadEvent(YuelingError):
    """A component that cannot be taken as an event; `line` is that of the file."""

    def __init__(self, line: int, said: Message, remedy: Message | None = None) -> None:
        super().__init__(said, remedy)
        self.line = line


@dataclass(frozen=True, slots=True)
class Times:
    """When something begins and how long it lasts: a day, or a moment with its zone."""

    start: date
    lasts: timedelta | None
    """None where a moment has no end."""

    @property
    def zone(self) -> tzinfo | None:
        """The zone of a moment; None for whole days."""
        return self.start.tzinfo if isinstance(self.start, datetime) else None

    def days(self) -> tuple[Span, Clock | None]:
        """The days in Asia/Shanghai, and from and until what minutes of them."""
        if not isinstance(self.start, datetime):
            return Span(self.start, self.start + (self.lasts or DAY) - DAY), None
        begin = local(self.start)
        if not self.lasts:
            return Span(begin.date(), begin.date()), Clock(minutes(begin))
        end = local(self.start.astimezone(UTC) + self.lasts)
        if minutes(end) == 0 and end.date() > begin.date():
            return Span(begin.date(), (end - DAY).date()), Clock(minutes(begin), DAY_END)
        return Span(begin.date(), end.date()), Clock(minutes(begin), minutes(end))


def local(moment: datetime) -> datetime:
    """The moment on the clocks of Asia/Shanghai, without a zone."""
    return moment.astimezone(SHANGHAI).replace(tzinfo=None)


def minutes(moment: datetime) -> int:
    """Minutes after midnight; seconds are cut off."""
    return moment.hour * 60 + moment.minute


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the values of one calendar: its zones, and the one that times without a zone are in."""

    zones: Zones
    floating: tzinfo
    remarks: list[Message] = field(default_factory=list)
    """What was put right on the way, for whoever takes the event."""
    doubts: list[str] = field(default_factory=list)
    """What makes the dates doubtful: names in `rules.DOUBTS`."""

    def beside(self, start: date) -> Reader:
        """The reader of what stands beside a start: times without a zone are by the clocks of that start."""
        zone = start.tzinfo if isinstance(start, datetime) else None
        return replace(self, floating=zone) if zone else self

    def day_of(self, moment: date) -> date:
        """The day that a moment means beside whole days.

        Programs write the midnight of their own zone in UTC: it is the day that begins with it where the calendar is at home,
        in a zone that the file defines, or here; else the day that the moment itself names.
        """
        if not isinstance(moment, datetime):
            return moment
        if moment.tzinfo == UTC and moment.time() != time():
            for zone in (self.floating, *self._homes(), SHANGHAI):
                there = moment.astimezone(zone)
                if there.time() == time():
                    return there.date()
        return moment.date()

    def _homes(self) -> Iterator[tzinfo]:
        """The zones that the file defines, as far as they are understood."""
        for name in self.zones.defined:
            with suppress(UnknownZone):
                yield self.zones.find(name)

    def one(self, prop: Property) -> date:
        """The day or moment of a property.

        Raises BadEvent.
        """
        found = list(self.all(prop))
        if len(found) != 1 or found[0].lasts:
            raise _unread(prop)
        return found[0].start

    def all(self, prop: Property) -> Iterator[Times]:
        """The days, moments or periods of a property that lists some.

        Raises BadEvent.
        """
        for text in filter(None, map(str.strip, prop.value.split(","))):
            try:
                yield self._times(prop, text)
            except (ValueError, TypeError, OverflowError) as error:
                raise _unread(prop) from error
            except YuelingError as error:
                raise BadEvent(prop.line, error.said, error.remedy) from error

    def _times(self, prop: Property, text: str) -> Times:
        if "/" not in text:
            return Times(self._placed(prop, value_of(text)), None)
        begin, _, end = text.partition("/")
        start, until = self._placed(prop, value_of(begin)), value_of(end)
        if not isinstance(until, timedelta):
            until = self._placed(prop, until) - start
        if until <= timedelta():
            raise ValueError(f"a period ends before it begins: {text}")
        return Times(start, until)

    def _placed(self, prop: Property, moment: object) -> date:
        """The day, or the moment in its zone."""
        if isinstance(moment, datetime):
            if moment.tzinfo:
                return moment.replace(tzinfo=UTC)
            name = prop.params.get("TZID")
            return moment.replace(tzinfo=self._zone(name) if name else self.floating)
        if isinstance(moment, date):
            return moment
        raise ValueError(f"no day or time: {moment}")

    def _zone(self, name: str) -> tzinfo:
        """The zone of that name; one that nobody knows is taken for that of the calendar, and every date is doubtful then."""
        try:
            return self.zones.find(name)
        except UnknownZone as error:
            if UNSURE not in self.doubts:
                self.doubts.append(UNSURE)
                said = Message(
                    "{said}; its times are taken as those of {zone}", said=error.said, zone=str(self.floating)
                )
                self.remarks.append(said)
            return self.floating

    def readable(self, prop: Property) -> Iterator[Times]:
        """What `all` gives, but for what cannot be read: it is left out, said, and makes the dates doubtful."""
        for text in filter(None, map(str.strip, prop.value.split(","))):
            try:
                yield from self.all(replace(prop, value=text))
            except BadEvent as error:
                self.leave_out(Message("{said}: it is left out", said=error.said))

    def leave_out(self, said: Message) -> None:
        """Says that something of the dates is left out, which makes them doubtful."""
        self.remarks.append(said)
        if UNREAD not in self.doubts:
            self.doubts.append(UNREAD)

    def times(self, component: Component) -> Times:
        """When a component begins and how long it lasts; one day, or no time at all, where it does not say.

        Raises BadEvent.
        """
        begins = component.one("DTSTART")
        if not begins:
            raise BadEvent(component.line, Message("no DTSTART"))
        ends, lasting = component.one("DTEND"), component.one("DURATION")
        due = component.name == "VTODO"  # of a task its end is the date that matters
        if ends and "TZID" in ends.params and "TZID" not in begins.params and not ends.value.endswith("Z"):
            begins = replace(begins, params={**begins.params, "TZID": ends.params["TZID"]})
        start = self.one(begins)
        whole = not isinstance(start, datetime)
        try:
            lasts = self.beside(start)._until(ends, start) if ends else _duration(lasting) if lasting else timedelta()
        except BadEvent as error:
            if due:
                raise
            self.leave_out(Message("{said}: the end is left out", said=error.said))
            lasts = timedelta()
        if lasts < timedelta():
            self.remarks.append(Message("it ends before it begins: the end is left out"))
            lasts = timedelta()
        if whole:
            return Times(start, max(DAY, timedelta(lasts.days)))  # an end on the first day is a frequent slip
        return Times(start, lasts or None)

    def _until(self, prop: Property, start: date) -> timedelta:
        end = self.one(prop)
        if isinstance(end, datetime) != isinstance(start, datetime):
            self.remarks.append(
                Message("{name} is of another type than DTSTART: it is read as one of the same", name=prop.name)
            )
            end = datetime.combine(end, time(), start.tzinfo) if isinstance(start, datetime) else self._last_day(end)
        if isinstance(end, datetime) and isinstance(start, datetime):
            return end.astimezone(UTC) - start.astimezone(UTC)
        return end - start

    def _last_day(self, end: date) -> date:
        """The day behind whole days that a moment ends."""
        day = self.day_of(end)
        return day if isinstance(end, datetime) and (end.time() == time() or day != end.date()) else day + DAY


def _duration(prop: Property) -> timedelta:
    try:
        lasts = value_of(prop.value)
    except ValueError as error:
        raise _unread(prop) from error
    if not isinstance(lasts, timedelta):
        raise _unread(prop)
    return lasts


def _unread(prop: Property) -> BadEvent:
    said = Message("{name} cannot be {value}", name=prop.name, value=prop.value[:40] or "-")
    if prop.name == "DURATION":
        return BadEvent(prop.line, said, Message("lengths are written PT1H30M, P2D or P1W"))
    return BadEvent(prop.line, said, Message("days are written 20260530, moments 20260530T090000"))
