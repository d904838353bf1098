"""A series in a time zone: its local times as instants (UTC), ordered, each once.

RFC 5545 (3.3.5): a local time that clocks leap over is told by the offset before the leap; one that comes twice is its first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

from .rrule import RRule
from .series import END, EPOCH, Series

SECOND, WIDE = timedelta(seconds=1), timedelta(days=2)
FIRST, LAST = (EPOCH + 2 * WIDE).replace(tzinfo=UTC), (END - 2 * WIDE).replace(tzinfo=UTC)
"""Zones are asked only within the years of `datetime`, some days from their ends."""


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a local time.

    >>> str(instant(datetime(2026, 3, 8, 2, 30), ZoneInfo("America/New_York")))
    '2026-03-08 07:30:00+00:00'
    """
    return local.replace(tzinfo=zone).astimezone(UTC)


def local_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in the zone show at an instant."""
    return min(max(moment, FIRST), LAST).astimezone(zone).replace(tzinfo=None)


def leap(moment: datetime, zone: ZoneInfo) -> timedelta:
    """By how much clocks are put forward (back where negative) in the days about the instant."""
    return _leap(min(max(moment, FIRST), LAST).toordinal(), zone)


@lru_cache(maxsize=4096)
def _leap(day: int, zone: ZoneInfo) -> timedelta:
    around = (datetime.fromordinal(day + days).replace(tzinfo=UTC) for days in (-2, 1))
    before, behind = (at.astimezone(zone).utcoffset() or timedelta() for at in around)
    return behind - before


class ZonedSeries:
    """The instants of a rule whose start is a local time in a zone; an UNTIL in UTC is compared as an instant."""

    __slots__ = ("_series", "_until", "_zone")

    def __init__(self, rule: RRule, start: datetime, zone: ZoneInfo) -> None:
        self._zone, self._until = zone, LAST
        if isinstance(rule.until, datetime) and rule.until.tzinfo:
            self._until = min(rule.until, LAST)
            rule = replace(rule, until=local_of(self._until, zone) + WIDE)
        self._series = Series(rule, start)

    def walk(self, first: datetime) -> Iterator[datetime]:
        """The instants from this one on."""
        begin = local_of(first, self._zone) - max(leap(first, self._zone), timedelta())
        last: datetime | None = None
        for moment in self._ordered(begin):
            if moment > self._until:
                return
            if moment >= first and moment != last:
                yield moment
                last = moment

    def _ordered(self, begin: datetime) -> Iterator[datetime]:
        """All instants from a local time on; those of a leap wait for their turn."""
        waiting: list[datetime] = []
        for local in self._series.between(begin, END - WIDE):
            assert isinstance(local, datetime)
            moment = instant(local, self._zone)
            if moment.astimezone(self._zone).replace(tzinfo=None) != local:
                heappush(waiting, moment)
                continue
            while waiting and waiting[0] <= moment:
                yield heappop(waiting)
            yield moment
        while waiting:
            yield heappop(waiting)

    def after(self, moment: datetime) -> datetime | None:
        """The first instant after this one."""
        if not leap(moment, self._zone):
            local = self._series.after(local_of(moment, self._zone))
            if local is None or local > END - WIDE:
                return None
            assert isinstance(local, datetime)
            found = instant(local, self._zone)
            if local_of(found, self._zone) == local:  # no leap where it lies, so nothing overtakes it
                return found if found <= self._until else None
        return next(self.walk(moment + SECOND), None)

    def before(self, moment: datetime) -> datetime | None:
        """The last instant before this one."""
        moment = min(moment, self._until + SECOND)
        back = leap(moment, self._zone)
        local: date | None = local_of(moment, self._zone) + max(-back, timedelta())
        best: datetime | None = None
        while local and (local := self._series.before(local)):
            assert isinstance(local, datetime)
            now = instant(local, self._zone)
            if now < moment:
                best = max(best, now) if best else now
                if local_of(best, self._zone) - local >= max(leap(best, self._zone), timedelta()):
                    break
        return best

    def has(self, moment: datetime) -> bool:
        """Whether the instant is one of them."""
        return self.after(moment - SECOND) == moment

    @property
    def series(self) -> Series:
        """The series of local times."""
        return self._series
