"""Which time zone a calendar file means: by its name, else by how its clocks go."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

from rules import Message, RRule, Series, YuelingError, key_of, keys, read_moment, windows

from ..feeds import ZONE
from ..ical.components import Component

SHANGHAI = ZoneInfo(ZONE)
AHEAD = 10
"""Years behind the last one that is used over which a zone must go as the file says."""
LAST_YEAR = 2037
NOWADAYS = range(2026, LAST_YEAR + 1)
"""Where the file applies the rules of today to the years before them, these years decide."""
MOST_COMPARED = 30
"""Zones of a file that are looked for by their rules; real ones name a few, and most by their names."""
MOST_CHANGES = 2000
"""Changes of the clocks that are looked at; two a year are usual."""
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")
_PLAIN_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?")
_OFFSET_WITHIN = re.compile(r"\b(?:UTC|GMT)\s*([+-])(\d{1,2})[:.]?(\d\d)?(?!\d)")


class UnknownZone(YuelingError):
    """A time zone that nobody knows and the file does not define in a way that is understood."""

    def __init__(self, name: str, said: Message) -> None:
        super().__init__(said, Message("name the zone as the IANA does, such as Asia/Shanghai"))
        self.name = name


@dataclass(frozen=True, slots=True)
class Observance:
    """One way in which the clocks of a VTIMEZONE go: from which moments on, and by how much they differ from UTC."""

    onsets: tuple[datetime, ...]
    """By the clocks before each change."""
    before: timedelta
    after: timedelta
    name: str
    endless: bool
    """Whether its rule has no end, so that later years are meant too."""


@dataclass(slots=True)
class Zones:
    """The time zones of one file; each name is looked into once.

    >>> Zones({}, range(2026, 2027)).find("China Standard Time").key
    'Asia/Shanghai'
    """

    defined: Mapping[str, Component]
    """The VTIMEZONEs by TZID."""
    years: range
    """The years of the dates in the file."""
    used: Mapping[str, range]
    """The years of the dates that name a zone, where they are known."""
    found: dict[str, tzinfo]
    remarks: dict[str, Message]
    """What to know of zones that were made out in a roundabout way, by their names."""
    compared: int

    def __init__(self, defined: Mapping[str, Component], years: range, used: Mapping[str, range] | None = None) -> None:
        self.defined, self.years, self.used = defined, years, used or {}
        self.found, self.remarks, self.compared = {}, {}, 0

    def find(self, name: str) -> tzinfo:
        """The zone of a TZID: a ZoneInfo, or a fixed offset where no place has it.

        Raises UnknownZone.
        """
        if name not in self.found:
            self.found[name] = self._find(name)
        return self.found[name]

    def _find(self, name: str) -> tzinfo:
        if key := key_of(name):
            return ZoneInfo(key)
        block = self.defined.get(name)
        if not block:
            if (fixed := _fixed(name)) is not None:
                return fixed_zone(fixed)
            if (within := _OFFSET_WITHIN.search(name.upper())) and int(within[2]) < 24:
                self.remarks[name] = Message(
                    "the time zone “{name}” is not known: the offset in its name is taken, without summer time",
                    name=name[:60],
                )
                return fixed_zone(_offset_of(within))
            raise UnknownZone(name, Message("the time zone “{name}” is not known, and the file does not define it",
                                            name=name[:60]))  # fmt: skip
        place = block.one("X-LIC-LOCATION")
        if place and (key := key_of(place.value)):
            return ZoneInfo(key)
        return self._by_rules(name, block)

    def _by_rules(self, name: str, block: Component) -> tzinfo:
        """The zone whose clocks go like those that the file defines, over the years used and some behind them."""
        try:
            years = self.used.get(name, self.years)
            observances = list(_observances(block, years.start - 1))
        except (ValueError, YuelingError) as error:
            raise UnknownZone(name, Message("the time zone “{name}” is defined in a way that is not understood",
                                            name=name[:60])) from error  # fmt: skip
        if not observances:
            raise UnknownZone(name, Message("the time zone “{name}” is defined without STANDARD or DAYLIGHT",
                                            name=name[:60]))  # fmt: skip
        self.compared += 1
        if self.compared > MOST_COMPARED:
            raise UnknownZone(name, Message("the file defines more than {n} time zones of its own", n=MOST_COMPARED))
        clocks = Clocks(observances)
        for first in dict.fromkeys((years.start, years.stop - 1)):
            if key := clocks.like(_compared_years(range(first, years.stop), observances, clocks)):
                return ZoneInfo(key)
        if len(observances) == 1:
            return fixed_zone(observances[0].after)
        if all(each.endless for each in observances) and (key := clocks.like(NOWADAYS)):
            self.remarks[name] = Message(
                "the time zone “{name}” is taken as {key}, which goes so nowadays", name=name[:60], key=key
            )
            return ZoneInfo(key)
        self.remarks[name] = Message(
            "no known time zone goes like “{name}”: its times are taken as the file defines it", name=name[:60]
        )
        return FileZone(name, clocks)


class Clocks:
    """How the clocks of a VTIMEZONE go: its changes in order."""

    def __init__(self, observances: list[Observance]) -> None:
        changes = sorted(((onset - each.before, each) for each in observances for onset in each.onsets), key=_moment)
        self._moments = [at for at, _ in changes]
        self._offsets = [
            observances[0].before if not changes else changes[0][1].before,
            *(each.after for _, each in changes),
        ]
        self.names = {each.name for each in observances if each.name}
        self.last_year = self._moments[-1].year if changes else 1

    def offset(self, moment: datetime) -> timedelta:
        """How far the clocks are from UTC at a moment (UTC, naive)."""
        return self._offsets[bisect_right(self._moments, moment)]

    def like(self, years: range) -> str | None:
        """The zone that goes the same at noon on every day of these years, if possible at every change to the second.

        Not every program writes the moment of a change as RFC 5545 wants it, so an hour there does not count.
        """
        close = list(candidates(self.names))
        for days in (15, 1):
            noons = self._offsets_at(_noons(years, days))
            close = [key for key in close if _agrees(key, noons)]
        steps = (timedelta(seconds=-1), timedelta())
        edges = self._offsets_at(at + step for at in self._moments if at.year in years for step in steps)
        return next((key for key in close if _agrees(key, edges)), close[0] if close else None)

    def _offsets_at(self, moments: Iterable[datetime]) -> list[tuple[datetime, timedelta]]:
        """The moments (UTC) with how far the clocks are from UTC then."""
        return [(at.replace(tzinfo=UTC), self.offset(at)) for at in moments]


class FileZone(tzinfo):
    """A zone that only the file knows: good for telling when something is, not for repeating it for ever."""

    def __init__(self, name: str, clocks: Clocks) -> None:
        self._name, self._clocks = name, clocks

    def utcoffset(self, dt: datetime | None) -> timedelta:
        """How far its clocks are from UTC at that time on them."""
        local = (dt or datetime(2026, 1, 1)).replace(tzinfo=None)
        offsets = [self._clocks.offset(local + timedelta(days)) for days in (-1, 1)]
        return next((away for away in offsets if self._clocks.offset(local - away) == away), offsets[0])

    def fromutc(self, dt: datetime) -> datetime:
        """What its clocks show at the moment."""
        return dt + self._clocks.offset(dt.replace(tzinfo=None))

    def dst(self, dt: datetime | None) -> timedelta:
        """Nothing: the offset says it all."""
        return timedelta()

    def tzname(self, dt: datetime | None) -> str:
        """Its name in the file."""
        return self._name

    def __str__(self) -> str:
        return self._name


def _compared_years(years: range, observances: Sequence[Observance], clocks: Clocks) -> range:
    """The years over which a zone must go as the file says: those used, and some behind them where its rules go on."""
    last = years.stop - 1 + AHEAD
    if not all(observance.endless for observance in observances if observance.onsets):
        last = max(years.stop - 1, clocks.last_year)
    ruled = [each.onsets[0].year for each in observances if len(each.onsets) > 1]
    first = max(years.start, min(years.stop - 1, max(ruled, default=1)))
    return range(first, min(last, max(LAST_YEAR, years.stop - 1)) + 1)


def _agrees(key: str, offsets: Sequence[tuple[datetime, timedelta]]) -> bool:
    """Whether the clocks of a zone go so."""
    zone = ZoneInfo(key)
    return all(at.astimezone(zone).utcoffset() == offset for at, offset in offsets)


def _moment(change: tuple[datetime, Observance]) -> datetime:
    return change[0]


def _noons(years: range, step: int) -> Iterator[datetime]:
    """Noon of every so many days in the years."""
    start = datetime(years.start, 1, 1, 12)
    days = (datetime(years.stop - 1, 12, 31, 12) - start).days
    return (start + timedelta(day) for day in range(0, days + 1, step))


def _observances(block: Component, first_year: int) -> Iterator[Observance]:
    """The parts of a VTIMEZONE, with their changes from that year on and the last one before it."""
    for part in block.children:
        if part.name in ("STANDARD", "DAYLIGHT"):
            rules = [RRule.read(prop.value) for prop in part.all("RRULE")]
            start = _local(_value(part, "DTSTART"))
            dated = {start, *(_local(text) for prop in part.all("RDATE") for text in prop.value.split(","))}
            before, after = (_offset(_value(part, name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
            series = [Series(_to_local(rule, before), start) for rule in rules]
            onsets = sorted(dated | {at for one in series for at in _onsets(one, first_year)})
            endless = not dated - {start} and all(rule.count is None and not rule.until for rule in rules)
            name = said.value if (said := part.one("TZNAME")) else ""
            yield Observance(tuple(onsets), before, after, name, endless and bool(rules or len(block.children) == 1))


def _onsets(series: Series, first_year: int) -> Iterator[datetime]:
    begin = datetime(first_year, 1, 1)
    earlier = series.before(begin)
    found = series.between(begin, datetime(max(LAST_YEAR, first_year + AHEAD) + 1, 12, 31))
    moments = [*([earlier] if earlier else ()), *islice(found, MOST_CHANGES)]
    return (at for at in moments if isinstance(at, datetime))


def _to_local(rule: RRule, before: timedelta) -> RRule:
    """The rule with its UNTIL by the clocks before the change, as its onsets are."""
    until = rule.until
    if isinstance(until, datetime) and until.tzinfo:
        return replace(rule, until=(until + before).replace(tzinfo=None))
    return rule


def _value(part: Component, name: str) -> str:
    prop = part.one(name)
    if not prop:
        raise ValueError(f"no {name}")
    return prop.value


def _local(text: str) -> datetime:
    moment = read_moment(text.strip())
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())  # a day, which some write for its midnight
    return moment.replace(tzinfo=None)


def _offset(text: str) -> timedelta:
    match = _OFFSET.fullmatch(text.strip())
    if not match:
        raise ValueError(f"no offset: {text}")
    sign, hours, minutes, seconds = match.groups()
    size = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    if size >= timedelta(1):
        raise ValueError(f"no offset: {text}")
    return -size if sign == "-" else size


def candidates(names: set[str]) -> list[str]:
    """The zones that a set of rules may be, likely ones first: those that abbreviate as the file does, ours, the large."""
    order = dict.fromkeys((ZONE, *windows().values(), *sorted(keys().values())))
    known = [key for key in order if keys().get(key.casefold()) == key]
    return sorted(known, key=lambda key: not names & _abbreviations(key))


@cache
def _abbreviations(key: str) -> frozenset[str | None]:
    zone = ZoneInfo(key)
    return frozenset(datetime(2026, month, 1, tzinfo=zone).tzname() for month in (1, 7))


def _fixed(name: str) -> timedelta | None:
    """The offset that a name such as UTC+8 says."""
    match = _PLAIN_OFFSET.fullmatch(name.strip().upper())
    return _offset_of(match) if match and int(match[2]) < 24 else None


def _offset_of(match: re.Match[str]) -> timedelta:
    return _offset(f"{match[1]}{int(match[2]):02d}{match[3] or '00'}")


def fixed_zone(offset: timedelta) -> tzinfo:
    """A zone that always has the offset: ours where it is that, else one of those by whole hours, else none with a name."""
    hours, rest = divmod(offset, timedelta(hours=1))
    if hours == 8 and not rest:
        return SHANGHAI
    key = f"Etc/GMT{-hours:+d}"
    return ZoneInfo(key) if not rest and key.casefold() in keys() else timezone(offset)
