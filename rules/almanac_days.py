"""What a wall calendar prints under a day: the lunar day, the solar term, the festival, whether it is off or worked (休, 班)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from .messages import Message
from .observance_dates import occurrences_of
from .observances import Observance, catalogue, observance_named
from .reckoning import RECKONING, Reckoning, lunar, terms
from .reckoning.statute import statutory_days
from .spans import Span, shift

ALMANAC = Span(date(1901, 1, 1), date(2100, 12, 31))
"""The days of which the tables say everything: the lunar calendar and the solar terms."""


class Rest(StrEnum):
    """What the State Council's notice makes of a day."""

    OFF = "off"
    """A day off (休), a weekend day within a holiday too."""
    WORK = "work"
    """A weekend day that is worked (班)."""


@dataclass(frozen=True, slots=True)
class AlmanacDay:
    """What a wall calendar prints under a civil day.

    >>> (day,) = almanac(date(2027, 1, 30), date(2027, 1, 30))
    >>> day.labels(), day.lunar_words
    (('廿三',), '腊月廿三')
    """

    day: date
    lunar: lunar.LunarDate
    term: str | None = None
    """The solar term (节气) that falls on it."""
    festivals: tuple[Observance, ...] = ()
    """Those of the catalogue that wall calendars print, in the order of the catalogue."""
    granted: tuple[Observance, ...] = ()
    """The festivals for which the law grants it as a day off."""
    rest: Rest | None = None
    """None for a day that is worked or free as its weekday says."""
    settled: bool = True
    """Whether the notice of its year has said so; else `rest` is what the law alone grants."""
    doubt: Message | None = None
    """Why its lunar date is not settled yet."""

    @property
    def lunar_words(self) -> str:
        """Its lunar month and day (腊月廿三)."""
        return lunar.words(self.lunar)

    def labels(self, lang: str = "zh") -> tuple[str, ...]:
        """What stands in the cell, the most wanted first: festivals and term, else on 初一 the lunar month, else the lunar day.

        Only festivals have English names; all else is Chinese.
        """
        held = [each.en if lang == "en" else each.printed for each in self.festivals]
        names = dict.fromkeys((*held, *filter(None, [self.term])))
        return tuple(names) or (lunar_label(self.lunar),)

    def label(self, most: int) -> str:
        """The first of the Chinese labels that has at most so many characters, else the lunar day, as a small cell needs it."""
        return next((name for name in self.labels() if len(name) <= most), lunar_label(self.lunar))


def lunar_label(day: lunar.LunarDate) -> str:
    """The lunar day as a cell has it: on 初一 the name of its month.

    >>> lunar_label(lunar.LunarDate(2025, 6, 1, leap=True)), lunar_label(lunar.LunarDate(2026, 12, 23))
    ('闰六月', '廿三')
    """
    words = lunar.words(day)
    return words[:-2] if day.day == 1 else words[-2:]


def almanac(first: date, last: date, reckoning: Reckoning = RECKONING) -> list[AlmanacDay]:
    """The days first…last, both included, in order.

    >>> [(day.day.day, *day.labels(), str(day.rest)) for day in almanac(date(2026, 2, 14), date(2026, 2, 16))]
    [(14, '廿七', 'work'), (15, '廿八', 'off'), (16, '除夕', 'off')]

    Raises UnknownLunarYear or UnknownTermYear where a day lies outside ALMANAC.
    """
    years = range(first.year, last.year + 1)
    named = {day: name for year in years for name, day in terms.terms_of(year)}
    held: dict[date, tuple[Observance, ...]] = {}
    for year in years:
        held |= _festivals(year)
    workdays = reckoning.workdays
    lawful: dict[date, tuple[Observance, ...]] = {}
    for year in years:
        lawful |= _granted(year)
    days = (shift(first, n) for n in range((last - first).days + 1))
    found = []
    for day, moon in zip(days, lunar.lunar_range(first, last), strict=True):
        settled = day.year in workdays.years or day in workdays.off or day in workdays.work
        off = day in workdays.off or (not settled and day in lawful)
        rest = Rest.OFF if off else Rest.WORK if day in workdays.work else None
        facts = (named.get(day), held.get(day, ()), lawful.get(day, ()), rest, settled, lunar.uncertain(day))
        found.append(AlmanacDay(day, moon, *facts))
    return found


def lunar_years(first: date, last: date) -> list[str]:
    """The lunar years that share a day with first…last, as the cycle of sixty names them, with their animals.

    >>> lunar_years(date(2026, 1, 1), date(2026, 12, 31))
    ['乙巳蛇年', '丙午马年']

    Raises UnknownLunarYear.
    """
    years = range(lunar.lunar_of(first).year, lunar.lunar_of(last).year + 1)
    return ["".join(lunar.cycle(year)) + "年" for year in years]


@lru_cache(maxsize=16)
def _festivals(year: int) -> dict[date, tuple[Observance, ...]]:
    """The festivals of a civil year by their days; of one that lasts, its first."""
    found: dict[date, tuple[Observance, ...]] = {}
    for each in catalogue():
        for occurrence in occurrences_of(each, date(year, 1, 1), date(year, 12, 31)) if each.printed else ():
            day = occurrence.span.first
            found[day] = (*found.get(day, ()), each)
    return found


@lru_cache(maxsize=16)
def _granted(year: int) -> dict[date, tuple[Observance, ...]]:
    """The statutory days off of a civil year with the festivals that grant them."""
    found: dict[date, tuple[Observance, ...]] = {}
    for name, day in statutory_days(year):
        found[day] = (*found.get(day, ()), observance_named(name))
    return found
