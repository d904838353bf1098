"""A time zone as a calendar file defines it (VTIMEZONE), from the tables of the IANA."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ..lines import folded

LAST_YEAR = 2037
"""Programs know the zones of the IANA themselves; a definition that reaches so far is enough for those that do not."""
SECOND, DAY = timedelta(seconds=1), timedelta(1)
Clock = tuple[timedelta, str]
"""How far from UTC, and the abbreviation."""


def zone_block(key: str, first_year: int) -> bytes:
    """The VTIMEZONE of a zone from that year to 2037: its clocks at the beginning, then each kind of change with its moments.

    A change is told by the clocks before it, as RFC 5545 (3.6.5) wants.

    >>> zone_block("Asia/Tokyo", 2026).decode().splitlines()[2:4]
    ['BEGIN:STANDARD', 'DTSTART:20260101T000000']
    """
    zone = ZoneInfo(key)
    begin = datetime(first_year, 1, 1, tzinfo=UTC)
    offset, name = _clock(zone, begin)
    parts = [_part(offset, offset, name, [datetime(first_year, 1, 1)], summer=False)]
    kinds: dict[tuple[timedelta, timedelta, str], list[datetime]] = {}
    for moment in _changes(zone, begin):
        (before, _), (after, word) = _clock(zone, moment - SECOND), _clock(zone, moment)
        kinds.setdefault((before, after, word), []).append((moment + before).replace(tzinfo=None))
    parts += [_part(*kind, moments, summer=kind[1] > kind[0]) for kind, moments in kinds.items()]
    return b"".join((b"BEGIN:VTIMEZONE\r\n", folded(f"TZID:{key}"), *parts, b"END:VTIMEZONE\r\n"))


def _clock(zone: ZoneInfo, moment: datetime) -> Clock:
    local = moment.astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname() or ""


def _changes(zone: ZoneInfo, begin: datetime) -> Iterator[datetime]:
    """The moments at which the clocks change, to the second."""
    day, end = begin, datetime(LAST_YEAR, 12, 31, tzinfo=UTC)
    while day < end:
        if _clock(zone, day) != _clock(zone, day + DAY):
            low, high = day, day + DAY
            while high - low > SECOND:
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if _clock(zone, middle) == _clock(zone, low) else (low, middle)
            yield high
        day += DAY


def _part(before: timedelta, after: timedelta, name: str, moments: list[datetime], *, summer: bool) -> bytes:
    kind = "DAYLIGHT" if summer else "STANDARD"
    first, *rest = [f"{moment:%Y%m%dT%H%M%S}" for moment in moments]
    lines = [f"BEGIN:{kind}", f"DTSTART:{first}", *([f"RDATE:{','.join(rest)}"] if rest else [])]
    lines += [f"TZOFFSETFROM:{_offset(before)}", f"TZOFFSETTO:{_offset(after)}", f"TZNAME:{name}", f"END:{kind}"]
    return b"".join(map(folded, lines))


def _offset(offset: timedelta) -> str:
    minutes, seconds = divmod(abs(round(offset.total_seconds())), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{minutes // 60:02d}{minutes % 60:02d}" + (f"{seconds:02d}" if seconds else "")
