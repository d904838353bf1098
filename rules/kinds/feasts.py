"""Days of other reckonings: Easter (复活节), the Julian calendar (儒略历), equinoxes and solstices by their instant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import ClassVar
from zoneinfo import ZoneInfo

from ..errors import RuleError
from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..reckoning.easter import civil_of_julian, easter, orthodox_easter
from ..reckoning.seasons import FIRST_YEAR, LAST_YEAR, SEASONS, season_instant
from ..rule import Timed
from ..spans import Span
from .civil import check_day, check_month, years_of
from .families import Annual
from .lunar import in_year

CLOSE = 15
"""Minutes from midnight within which the day of an instant is not sure."""


class OncePerYear(Annual):
    """A rule with one day a year, told by a function of the year; `year` other than 0 keeps it to that year."""

    __slots__ = ()

    def day_of(self, year: int) -> date | None:
        """The civil day of that year's occurrence; None where there is none."""
        raise NotImplementedError

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        for year in years_of(window):
            day = self.day_of(year) if self.year in (0, year) else None
            if day and day in window:
                yield ("once" if self.year else str(year)), Span(day, day), None

    def one_day(self) -> bool:
        return True

    def missing_day(self) -> Message | None:
        return None

    def value(self) -> str | None:
        return in_year(self, self.year) if self.year else None


@dataclass(frozen=True, slots=True)
class Easter(OncePerYear):
    """Easter Sunday (复活节), of the eastern churches where `orthodox` (东正教复活节).

    >>> Easter(year=2026).value(), Easter(orthodox=True, year=2026).value()
    ('2026-04-05', '2026-04-12')
    """

    kind: ClassVar[str] = "easter"
    orthodox: bool = False
    year: int = 0

    def day_of(self, year: int) -> date:
        return orthodox_easter(year) if self.orthodox else easter(year)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        if self.orthodox:
            return (Message("Easter of the eastern churches is on {day}", day=str(span.first)),)
        return (Message("Easter is on {day}", day=str(span.first)),)


@dataclass(frozen=True, slots=True)
class Julian(OncePerYear):
    """A day of the Julian calendar (儒略历12月25日) as a civil day; the year is that of the Julian calendar.

    29 February is left out in the years that lack it.

    >>> [str(Julian(12, 25).day_of(year)) for year in (2015, 2100)]
    ['2016-01-07', '2101-01-08']
    """

    kind: ClassVar[str] = "julian"
    month: int
    day: int
    year: int = 0

    def __post_init__(self) -> None:
        check_month(self.month)
        check_day(self.month, self.day)

    def day_of(self, year: int) -> date | None:
        try:
            return civil_of_julian(year, self.month, self.day)
        except (ValueError, OverflowError):
            return None

    def value(self) -> str | None:
        day = self.day_of(self.year) if self.year else None
        return day.isoformat() if day else None

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return (
            Message("{month}-{day} of the Julian calendar is {civil}", month=self.month, day=self.day,
                    civil=str(span.first)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Equinox(OncePerYear):
    """The day of an equinox or solstice (march, june, september, december) in a time zone: Asia/Tokyo, UTC, +09:00.

    In China the day is the solar term's (春分), by its table. Here the instant is computed, good to a minute; a day is
    tentative where it falls within 15 minutes of midnight. Years outside 1900–2100 have none.

    >>> Equinox("march", "Asia/Tokyo", 2015).value(), Equinox("march", "UTC", 2015).value()
    ('2015-03-21', '2015-03-20')
    """

    kind: ClassVar[str] = "equinox"
    season: str
    zone: str = "UTC"
    year: int = 0

    def __post_init__(self) -> None:
        if self.season not in SEASONS:
            raise ValueError(f"no season {self.season!r}, one of {', '.join(SEASONS)}")
        if zone_of(self.zone) is None:
            raise RuleError(
                Message("there is no time zone {zone}", zone=self.zone),
                Message("write a name as Asia/Tokyo, UTC or an offset as +09:00"),
            )

    def instant(self, year: int) -> datetime | None:
        """The instant in the zone; None outside 1900…2100."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        return season_instant(year, self.season).astimezone(zone_of(self.zone))

    def day_of(self, year: int) -> date | None:
        instant = self.instant(year)
        return instant.date() if instant else None

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        instant = self.instant(span.first.year)
        minute = instant.hour * 60 + instant.minute if instant else 0
        if not instant or CLOSE <= minute < 24 * 60 - CLOSE:
            return ()
        return (Message("it falls at {time}, too near to midnight for the day to be sure", time=f"{instant:%H:%M}"),)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        instant = self.instant(span.first.year)
        said = Message("the instant is {time} in {zone}", time=f"{instant:%Y-%m-%d %H:%M}", zone=self.zone)
        return (said,) if instant else ()


@cache
def zone_of(name: str) -> tzinfo | None:
    """The time zone of a name or an offset; None where there is none.

    >>> zone_of("+09:00"), zone_of("Mars/Olympus") is None
    (datetime.timezone(datetime.timedelta(seconds=32400)), True)
    """
    if name == "UTC":
        return UTC
    if offset := re.fullmatch(r"([+-])(\d\d):?(\d\d)", name):
        minutes = int(offset[2]) * 60 + int(offset[3])
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes)) if minutes < 24 * 60 else None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
