"""Working days (工作日) by the State Council's yearly notices, make-up days included.

A civil year is known where its own notice has been published. The notice of a year may name days of its neighbours (the
turn of the year), and those are kept with the day, not with the year.
"""

from __future__ import annotations

import tomllib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cached_property
from pathlib import Path

from ..errors import UnknownYear

WORKDAY_TABLES = Path(__file__).parent.parent / "tables" / "workdays"
Year = tuple[int, frozenset[date], frozenset[date]]
"""A year, the days off that its notice names, and the weekend days that it makes working days."""


@dataclass(frozen=True)
class Workdays:
    """Which days are worked: the years that are known, weekdays off, weekend days worked.

    >>> WORKDAYS.is_workday(date(2026, 2, 14))   # a Saturday worked for the Spring Festival
    True
    """

    folder: Path | None = None
    more: tuple[Year, ...] = ()
    """Years beside those of the folder, in place of them where they are the same: (year, days off, days worked)."""
    guessing: bool = False
    """Whether years without a table are Monday to Friday without the statutory days, instead of an error."""

    @cached_property
    def _tables(self) -> tuple[frozenset[int], frozenset[date], frozenset[date]]:
        tables = {year: (off, work) for year, off, work in (*_read(self.folder), *self.more)}
        off = frozenset[date]().union(*(off for off, _ in tables.values()))
        work = frozenset[date]().union(*(work for _, work in tables.values()))
        return frozenset(tables), off, work

    @cached_property
    def _runs(self) -> dict[int, _Run]:
        """By year, the run of known years that it belongs to; years that are guessed are added as they are asked for."""
        return {}

    @property
    def years(self) -> frozenset[int]:
        """The civil years whose notice is known."""
        return self._tables[0]

    @property
    def off(self) -> frozenset[date]:
        """The days that the notices name as off (休), weekends among them."""
        return self._tables[1]

    @property
    def work(self) -> frozenset[date]:
        """The weekend days that the notices make working days (班)."""
        return self._tables[2]

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked.

        Raises UnknownYear where the day's civil year has no table.
        """
        years, off, work = self._tables
        if day.year not in years:
            run = self._run(day.year)
            return run.before(day) < run.before(day, 1)
        return day in work or (day.weekday() < 5 and day not in off)

    def step(self, day: date, count: int) -> date:
        """The count-th working day after the day (before it where negative); the day itself is not counted.

        >>> WORKDAYS.step(date(2026, 10, 8), -3)
        datetime.date(2026, 9, 28)

        The way costs the same however long it is, as far as the years are known.

        Raises UnknownYear where the way leads through a year without a table, ValueError for a count of 0.
        """
        if not count:
            raise ValueError("a step of no working days leads nowhere: give a count other than 0")
        ahead = count > 0
        try:
            run = self._run((day + timedelta(1 if ahead else -1)).year)
        except OverflowError:
            raise UnknownYear(MAXYEAR + 1 if ahead else MINYEAR - 1) from None
        place = run.before(day, 1) + count - 1 if ahead else run.before(day) + count
        while not 0 <= place < len(run.days):
            beyond = place - len(run.days) if ahead else place
            run = self._run(run.last + 1 if ahead else run.first - 1)
            place = beyond if ahead else len(run.days) + beyond
        return date.fromordinal(run.days[place])

    def count(self, first: date, last: date) -> int:
        """How many working days lie in first…last, both included; UnknownYear as above."""
        found, year = 0, first.year
        while year <= last.year and first <= last:
            run = self._run(year)
            found += run.before(last, 1) - run.before(first)
            year = run.last + 1
        return found

    def with_year(self, year: int, off: Iterable[date], work: Iterable[date]) -> Workdays:
        """The same working days and one more year, in place of what was known of that year before."""
        return replace(self, more=(*self.more, (year, frozenset(off), frozenset(work))))

    def provisional(self) -> Workdays:
        """The same, but never asking for a notice: unknown years are Monday to Friday without the statutory days.

        What rests on such a year is tentative; `years` still names only those that are known. Beyond the years 1 to 9999
        there is no day, and UnknownYear is raised.

        >>> WORKDAYS.provisional().is_workday(date(2035, 10, 2))
        False
        """
        return self._provisional

    @cached_property
    def _provisional(self) -> Workdays:
        return replace(self, guessing=True)

    def _run(self, year: int) -> _Run:
        if year in self._runs:
            return self._runs[year]
        years, off, work = self._tables
        if year in years:
            first = last = year
            while first - 1 in years:
                first -= 1
            while last + 1 in years:
                last += 1
            run = _Run(first, last, off, work)
        elif self.guessing and MINYEAR <= year <= MAXYEAR:
            from .statute import statutory_days

            run = _Run(year, year, off.union(day for _, day in statutory_days(year)), work)
        else:
            raise UnknownYear(year)
        self._runs.update(dict.fromkeys(range(run.first, run.last + 1), run))
        return run


class _Run:
    """The working days of consecutive years, as ordinals, and how many lie before each day."""

    __slots__ = ("_sums", "_zero", "days", "first", "last")

    def __init__(self, first: int, last: int, off: frozenset[date], work: frozenset[date]) -> None:
        self.first, self.last = first, last
        self._zero, end = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1
        free, worked = {day.toordinal() for day in off}, {day.toordinal() for day in work}
        # the ordinal 1 is a Monday
        self.days = array(
            "l", [n for n in range(self._zero, end) if n in worked or ((n - 1) % 7 < 5 and n not in free)]
        )
        self._sums = array("l")
        place = 0
        for n in range(self._zero, end + 1):
            self._sums.append(place)
            if place < len(self.days) and self.days[place] == n:
                place += 1

    def before(self, day: date, shift: int = 0) -> int:
        """How many working days of the run lie before the day, or before the day `shift` days after it."""
        return self._sums[min(max(day.toordinal() + shift - self._zero, 0), len(self._sums) - 1)]


def _read(folder: Path | None) -> Iterator[Year]:
    for file in sorted(folder.glob("*.toml")) if folder else ():
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        off = frozenset(day for days in table["off"].values() for day in days)
        yield table["year"], off, frozenset(day for days in table["work"].values() for day in days)


WORKDAYS = Workdays(WORKDAY_TABLES)
"""The years that the package ships, with their official sources in `rules/tables/workdays/`."""
