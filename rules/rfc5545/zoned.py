"""A series in a time zone: its local times as instants (UTC), ordered, each once.

RFC 5545 (3.3.5): a local time that clocks leap over is told by the offset before the leap; one that comes twice is its first.
Two local times may so be one instant, and COUNT counts instants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush
from itertools import chain
from zoneinfo import ZoneInfo

from .plans import DAY
from .rrule import RRule
from .series import END, EPOCH, Series, stamp

SECOND, WIDE = timedelta(seconds=1), timedelta(days=2)
FIRST, LAST = (EPOCH + 2 * WIDE).replace(tzinfo=UTC), (END - 2 * WIDE).replace(tzinfo=UTC)
"""Zones are asked only within the years of `datetime`, some days from their ends."""
LATEST = END - WIDE


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


@lru_cache(maxsize=8192)
def steady(day: int, zone: ZoneInfo) -> int | None:
    """By how many seconds clocks in the zone are ahead of UTC on a day (an ordinal) and beside it; None where they change.

    >>> steady(date(2026, 5, 30).toordinal(), ZoneInfo("Asia/Shanghai"))
    28800
    """
    if not FIRST.toordinal() + 2 < day < LAST.toordinal() - 2:
        return None
    before, behind = (_offset(datetime.fromordinal(day + days).replace(tzinfo=UTC), zone) for days in (-2, 2))
    return before // SECOND if before == behind and not before.microseconds else None


Gap = tuple[datetime, datetime]
"""What clocks leap over: the local time at which they leap, and the one that they show then."""
APART = timedelta(days=5)
"""Clocks change at most once in so many days."""


def gaps(first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[Gap]:
    """Every leap of the clocks that begins between two local times.

    >>> [str(begin) for begin, _ in gaps(datetime(2026, 1, 1), datetime(2026, 12, 31), ZoneInfo("Europe/London"))]
    ['2026-03-29 01:00:00']
    """
    years = range(max(first.year, FIRST.year + 1), min(last.year, LAST.year - 1) + 1)
    return (gap for gap in chain.from_iterable(_gaps(year, zone) for year in years) if first <= gap[0] <= last)


@lru_cache(maxsize=4096)
def _gaps(year: int, zone: ZoneInfo) -> tuple[Gap, ...]:
    """Those of a year."""
    found = []
    at, end = datetime(year, 1, 1, tzinfo=UTC) - APART, datetime(year + 1, 1, 1, tzinfo=UTC) + APART
    offset = _offset(at, zone)
    while at < end:
        step, then = at + APART, _offset(at + APART, zone)
        if then > offset:
            begin = _change(at, step, zone).replace(tzinfo=None) + offset
            if begin.year == year:
                found.append((begin, begin + (then - offset)))
        at, offset = step, then
    return tuple(found)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The first second of the new offset."""
    before = _offset(early, zone)
    while late - early > SECOND:
        middle = early + (late - early) // 2 // SECOND * SECOND
        early, late = (middle, late) if _offset(middle, zone) == before else (early, middle)
    return late


class ZonedSeries:
    """The instants of a rule whose start is a local time in a zone; an UNTIL in UTC is compared as an instant."""

    __slots__ = ("_count", "_ends", "_last", "_series", "_start", "_zone")

    def __init__(self, rule: RRule, start: datetime, zone: ZoneInfo) -> None:
        self._zone, self._start, self._count, self._last = zone, start, rule.count, LAST
        self._ends: int | None = None
        if isinstance(rule.until, datetime) and rule.until.tzinfo:
            self._last = min(rule.until, LAST)
            rule = replace(rule, until=local_of(self._last, zone) + WIDE)
        self._series = Series(replace(rule, count=None) if rule.count else rule, start)

    @property
    def _until(self) -> datetime:
        """The instant after which there is none; where COUNT ends is looked for when it is first asked."""
        if self._count is not None:
            self._last, self._count = self._end_of(self._count), None
        return self._last

    def _end_of(self, count: int) -> datetime:
        """The count-th instant: as many local times on as two of them are one."""
        passed, whole, part = self._start, 0, 0
        while True:
            before = whole + part
            local, part = self._series.nth(count + before), 0
            if not isinstance(local, datetime) or local > LATEST:
                return LAST
            for gap in gaps(passed, local, self._zone):
                if gap[1] + (gap[1] - gap[0]) > local:
                    part += self._twice(gap, local)
                else:
                    whole, passed = whole + self._twice(gap, local), gap[1]
            if whole + part == before:
                break
        for begin, end in gaps(local - WIDE, local, self._zone):
            behind = end + (end - begin) - SECOND
            if local <= behind:  # here the order of local times is not that of instants
                return self._instants(begin, behind)[len(self._instants(begin, local)) - 1]
        return instant(local, self._zone)

    def _twice(self, gap: Gap, last: datetime) -> int:
        """How many of the local times that clocks leap over are the instants of others up to the last."""
        begin, end = gap
        leapt = self._series.between(begin, min(end - SECOND, last - (end - begin)))
        return sum(self._series.has(local + (end - begin)) for local in leapt)

    def _instants(self, first: datetime, last: datetime) -> list[datetime]:
        """The instants of the local times from first to last, each once, in order."""
        found = self._series.between(first, last)
        return sorted({instant(local, self._zone) for local in found if isinstance(local, datetime)})

    def walk(self, first: datetime) -> Iterator[datetime]:
        """The instants from this one on."""
        begin = local_of(first, self._zone) - max(leap(first, self._zone), timedelta())
        last: datetime | None = None
        until = self._until
        for moment in self._ordered(begin):
            if moment > until:
                return
            if moment >= first and moment != last:
                yield moment
                last = moment

    def _ordered(self, begin: datetime) -> Iterator[datetime]:
        """All instants from a local time on; those of a leap wait for their turn."""
        waiting: list[datetime] = []
        for local in self._series.between(begin, LATEST):
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
        zone = self._zone
        if FIRST < moment < LAST and not _leap(moment.toordinal(), zone):
            local = self._series.after(moment.astimezone(zone).replace(tzinfo=None))
            if local is None or local > LATEST:
                return None
            assert isinstance(local, datetime)
            found = local.replace(tzinfo=zone).astimezone(UTC)
            if not _leap(found.toordinal(), zone):  # no leap where it lies, so nothing overtakes it
                return found if found <= self._until else None
        return next(self.walk(moment + SECOND), None)

    def ceil(self, moment: int) -> int | None:
        """The first instant from this one on, both in seconds of UTC as `stamp` has them.

        None as well where it is not so near to tell, for clocks change about there: then `after` knows.
        """
        zone = self._zone
        ahead = steady(moment // DAY, zone)
        found = None if ahead is None else self._series.ceil(moment + ahead)
        if found is None or (ahead := steady(found // DAY, zone)) is None:
            return None
        if self._count is not None or self._ends is None:
            self._ends = stamp(self._until)
        return found - ahead if found - ahead <= self._ends else None

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
