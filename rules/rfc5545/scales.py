"""The calendars in which a rule may count (RFC 7529: RSCALE): where their years begin and how long their months are."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import accumulate, pairwise

from ..reckoning import lunar
from .rrule import Month

MonthLengths = tuple[tuple[Month, int], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a year is made: the weekday of its first day (Monday is 0) and its months with their lengths."""

    weekday: int
    months: MonthLengths
    starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Where each month begins, in days from the first; one more for the end."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", (0, *accumulate(length for _, length in self.months)))

    @property
    def length(self) -> int:
        """How many days the year has."""
        return self.starts[-1]


@dataclass(frozen=True, slots=True)
class Scale:
    """A calendar: its years in a row, each with its first day as an ordinal, its shape, and the months before it.

    Years are told by their place in the row, not by their number: no rule depends on the number.

    >>> scale("HEBREW").month_of(date(2014, 2, 5).toordinal())[:2]
    (Month(number=5, leap=True), 5)
    """

    name: str
    starts: tuple[int, ...]
    """First days; one more for the end of the last year."""
    kinds: tuple[int, ...]
    """For each year which of the shapes it has."""
    shapes: tuple[Shape, ...]
    months: tuple[int, ...]
    """How many months lie before each year, counted from any point."""
    first: int
    """The number of the first year, where anybody asks."""

    def place(self, day: int) -> int:
        """The place of the year that holds the day; -1 before the first, the number of years behind the last."""
        return bisect_right(self.starts, day) - 1

    def shape(self, place: int) -> Shape | None:
        """The shape of the year; None outside the row."""
        return self.shapes[self.kinds[place]] if 0 <= place < len(self.kinds) else None

    def month_of(self, day: int) -> tuple[Month, int, int] | None:
        """The month of a day, its day in the month, and the number of the month in the row of all months."""
        place = self.place(day)
        shape = self.shape(place)
        if not shape:
            return None
        inside = day - self.starts[place]
        nth = bisect_right(shape.starts, inside) - 1
        return shape.months[nth][0], inside - shape.starts[nth] + 1, self.months[place] + nth


@cache
def scale(name: str) -> Scale:
    """The calendar of that name, one of RSCALES."""
    return MAKERS[name](name)


def _row(name: str, first: int, years: Iterable[tuple[int, MonthLengths]]) -> Scale:
    """The calendar of such years: (first day, months), in order and without gaps."""
    starts, kinds, months, end, count = [], [], [], 0, 0
    shapes: dict[tuple[int, MonthLengths], int] = {}
    lengths: dict[int, int] = {}
    for start, inside in years:
        starts.append(start)
        months.append(count)
        kind = shapes.setdefault(((start - 1) % 7, inside), len(shapes))
        kinds.append(kind)
        if kind not in lengths:
            lengths[kind] = sum(length for _, length in inside)
        end = start + lengths[kind]
        count += len(inside)
    return Scale(name, (*starts, end), tuple(kinds), tuple(Shape(*shape) for shape in shapes), tuple(months), first)


def _plain(lengths: Iterable[int]) -> MonthLengths:
    return tuple((Month(number), length) for number, length in enumerate(lengths, 1))


COMMON = _plain((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31))
LEAP = _plain((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31))


def _gregorian(name: str) -> Scale:
    """The years 1 to 9999, as Python's dates have them."""
    cycle = [366 if y % 4 == 0 and (y % 100 or y % 400 == 0) else 365 for y in range(1, 401)]
    lengths = (cycle * 25)[:9999]
    starts = tuple(accumulate(lengths, initial=1))
    kinds = tuple([(start - 1) % 7 + 7 * (length - 365) for start, length in zip(starts, lengths, strict=False)])
    shapes = tuple(Shape(weekday, months) for months in (COMMON, LEAP) for weekday in range(7))
    return Scale(name, starts, kinds, shapes, tuple(range(0, 12 * 9999, 12)), 1)


def _chinese(name: str) -> Scale:
    """The years of the lunar table, and those after it as they are foretold."""
    return _row(name, lunar.FIRST_YEAR, [*_table("lunar").values(), *_table("lunar_later").values()])


def _dangi(name: str) -> Scale:
    """The years of the lunar table, as far as Korea had or will have the same."""
    return _row(name, lunar.FIRST_YEAR, (_table("lunar") | _table("dangi")).values())


def _table(name: str) -> dict[int, tuple[int, MonthLengths]]:
    """The years of a table in the form of lunar.toml: first day and months of each."""
    years = {}
    for line in tomllib.loads((lunar.TABLE.parent / f"{name}.toml").read_text("utf-8"))["years"].split("\n")[:-1]:
        number, start, leap, lengths = line.split()
        months = [Month(month) for month in range(1, 13)]
        if leap != "0":
            months.insert(int(leap), Month(int(leap), True))
        day = date(int(number), int(start[:2]), int(start[2:])).toordinal()
        years[int(number)] = day, tuple((month, 29 + int(more)) for month, more in zip(months, lengths, strict=True))
    return years


HEBREW_EPOCH = -1373427
"""The day before the first of Tishri of the year 1, as an ordinal."""


def _hebrew(name: str) -> Scale:
    """The years by the molad and its four postponements; 1 is Tishri, 5L Adar I, 6 Adar or Adar II, 12 Elul."""
    first, last = 3762, 13760
    starts = [HEBREW_EPOCH + _hebrew_new_year(year) for year in range(first, last + 2)]
    return _row(name, first, ((start, _hebrew_months(end - start)) for start, end in pairwise(starts)))


def _hebrew_new_year(year: int) -> int:
    """Days from the epoch to the first of Tishri."""
    first = _molad_day(year)
    if _molad_day(year + 1) - first == 356:  # a common year of 356 days would be too long
        return first + 2
    if first - _molad_day(year - 1) == 382:  # and a leap year before of 382 too short
        return first + 1
    return first


def _molad_day(year: int) -> int:
    months = (235 * year - 234) // 19
    parts = 12084 + 13753 * months
    day = 29 * months + parts // 25920
    return day + 1 if 3 * (day + 1) % 7 < 3 else day  # no new year on Sunday, Wednesday, Friday


@cache
def _hebrew_months(days: int) -> MonthLengths:
    leap = days > 380
    extra = days - (383 if leap else 353)  # 0 short, 1 regular, 2 full
    lengths = [30, 30 if extra == 2 else 29, 29 if extra == 0 else 30, 29, 30, 29, 30, 29, 30, 29, 30, 29]
    months = list(_plain(lengths))
    if leap:
        months.insert(5, (Month(5, True), 30))
    return tuple(months)


def _ethiopic(name: str) -> Scale:
    """Twelve months of 30 days and a thirteenth of 5 or 6."""

    def start(year: int) -> int:
        return 2796 + 365 * (year - 1) + year // 4

    short, long = _plain([30] * 12 + [5]), _plain([30] * 12 + [6])
    return _row(name, 1, ((start(y), long if y % 4 == 3 else short) for y in range(1, 9993)))


def _islamic(name: str) -> Scale:
    """The arithmetical calendar of thirty-year cycles, counted from a Friday."""

    def start(year: int) -> int:
        return 227015 + 354 * (year - 1) + (3 + 11 * year) // 30

    short, long = (_plain([30, 29] * 5 + [30, last]) for last in (29, 30))
    return _row(name, 1, ((start(y), long if (14 + 11 * y) % 30 < 11 else short) for y in range(1, 9667)))


MAKERS: dict[str, Callable[[str], Scale]] = {
    "GREGORIAN": _gregorian,
    "CHINESE": _chinese,
    "DANGI": _dangi,
    "HEBREW": _hebrew,
    "ETHIOPIC": _ethiopic,
    "ISLAMIC-CIVIL": _islamic,
}
