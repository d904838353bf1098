"""Working days (工作日) by the State Council's yearly notices, 调休 included.

A civil year is known where its own notice has been published. The notice of a year may name days of its neighbours (the
turn of the year), and those are kept with the day, not with the year.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from ..errors import UnknownYear

TABLES = Path(__file__).parent.parent / "tables" / "workdays"


@dataclass(frozen=True)
class Workdays:
    """Which days are worked: the years that are known, weekdays off, weekend days worked.

    >>> WORKDAYS.is_workday(date(2026, 2, 14))   # a Saturday worked for the Spring Festival
    True
    """

    folder: Path | None = None
    more: tuple[tuple[int, frozenset[date], frozenset[date]], ...] = ()
    """Years beside those of the folder: (year, days off, days worked)."""

    @cached_property
    def _tables(self) -> tuple[frozenset[int], frozenset[date], frozenset[date]]:
        years, off, work = set(), set[date](), set[date]()
        for year, free, worked in (*_read(self.folder), *self.more):
            years.add(year)
            off |= free
            work |= worked
        return frozenset(years), frozenset(off), frozenset(work)

    @property
    def years(self) -> frozenset[int]:
        """The civil years whose notice is known."""
        return self._tables[0]

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked.

        Raises UnknownYear where the day's civil year has no table.
        """
        years, off, work = self._tables
        if day.year not in years:
            raise UnknownYear(day.year)
        return day in work or (day.weekday() < 5 and day not in off)

    def step(self, day: date, count: int) -> date:
        """The count-th working day after the day (before it where negative); the day itself is not counted.

        >>> WORKDAYS.step(date(2026, 10, 8), -3)
        datetime.date(2026, 9, 28)

        Raises UnknownYear where the way leads through a year without a table, ValueError for a count of 0.
        """
        if not count:
            raise ValueError("a step of no working days leads nowhere: give a count other than 0")
        one, left = timedelta(1 if count > 0 else -1), abs(count)
        while left:
            day += one
            left -= self.is_workday(day)
        return day

    def count(self, first: date, last: date) -> int:
        """How many working days lie in first…last, both included; UnknownYear as above."""
        return sum(self.is_workday(first + timedelta(n)) for n in range((last - first).days + 1))

    def with_year(self, year: int, off: Iterable[date], work: Iterable[date]) -> Workdays:
        """The same working days and one more year."""
        return Workdays(self.folder, (*self.more, (year, frozenset(off), frozenset(work))))


def _read(folder: Path | None) -> Iterator[tuple[int, frozenset[date], frozenset[date]]]:
    for file in sorted(folder.glob("*.toml")) if folder else ():
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        off = frozenset(day for days in table["off"].values() for day in days)
        yield table["year"], off, frozenset(day for days in table["work"].values() for day in days)


WORKDAYS = Workdays(TABLES)
"""The years that the package ships, with their official sources in `rules/tables/workdays/`."""
