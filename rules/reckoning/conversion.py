"""Days told in both calendars at once: the civil day, its lunar date in words, and what of it is not settled yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..messages import Message
from . import lunar, terms


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A civil day with its lunar date."""

    day: date
    lunar: lunar.LunarDate
    doubts: tuple[Message, ...] = ()
    """Why the lunar date is not settled yet; none where it is certain."""

    @property
    def words(self) -> str:
        """Month and day in words: 正月初一."""
        return lunar.words(self.lunar)

    @property
    def cycle(self) -> tuple[str, str]:
        """The name of the lunar year in the cycle of sixty (干支) and its animal (生肖)."""
        return lunar.cycle(self.lunar.year)

    @property
    def term(self) -> str | None:
        """The solar term (节气) that falls on the day, or None."""
        return terms.term_on(self.day) if self.day.year <= lunar.LAST_YEAR else None


def lunar_day(day: date) -> LunarDay:
    """The civil day with its lunar date.

    >>> found = lunar_day(date(2027, 2, 6))
    >>> found.words, found.cycle, found.term
    ('正月初一', ('丁未', '羊'), None)

    Raises UnknownLunarYear before 1900-01-31 and after 2101-01-28.
    """
    doubt = lunar.uncertain(day)
    return LunarDay(day, lunar.lunar_of(day), (doubt,) if doubt else ())


def day_of_lunar(year: int, month: int, day: int, leap: bool = False) -> LunarDay | None:
    """The civil day of a lunar date; day -1 is the last of its month. None where the year has no such month or day.

    >>> found = day_of_lunar(2026, 12, -1)
    >>> str(found.day), found.words
    ('2027-02-05', '腊月廿九')
    >>> day_of_lunar(2026, 3, 1, leap=True) is None
    True

    Raises UnknownLunarYear outside 1900…2100; ValueError where no year has such a month (1…12) or day (1…30, -1).
    """
    found = lunar.civil_of(year, month, day, leap)
    return lunar_day(found) if found else None
