"""The Chinese lunar calendar (农历) of the lunar years 1900 to 2100, from the package's own table.

All civil days are days of Beijing time (UTC+8; GB/T 33661-2017). Source and making: `rules/tables/lunar.toml`. A lunar
year bears the number of the civil year in which it begins; its last days lie in the next one.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, total_ordering
from itertools import chain, repeat, starmap
from pathlib import Path

from ..errors import UnknownLunarYear
from ..messages import Message

TABLE = Path(__file__).parent.parent / "tables" / "lunar.toml"
FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST = date(1900, 1, 31)
"""The first civil day with an answer, 1900 正月初一; January 1900 belongs to lunar 1899 and is unknown."""
LAST = date(2101, 1, 28)
"""The last civil day with an answer, the eve of the new year 2101."""

STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ANIMALS = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
MONTHS = ("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "腊月")
DAYS = "初一初二初三初四初五初六初七初八初九初十十一十二十三十四十五十六十七十八十九二十廿一廿二廿三廿四廿五廿六廿七廿八廿九三十"


@total_ordering
@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the lunar calendar; in order of time, a leap month (闰月) behind the month whose number it bears.

    A plain value: whether there is such a day `civil_of` says.

    >>> LunarDate(2025, 6, 30) < LunarDate(2025, 6, 1, leap=True) < LunarDate(2025, 7, 1)
    True
    """

    year: int
    month: int
    day: int
    leap: bool = False

    def __lt__(self, other: LunarDate) -> bool:
        return (self.year, self.month, self.leap, self.day) < (other.year, other.month, other.leap, other.day)


@dataclass(frozen=True, slots=True)
class _Doubt:
    first: date
    last: date
    reason: Message


@dataclass(frozen=True, slots=True)
class _Table:
    starts: list[int]
    """Ordinals of the first day of each month, and of the day behind the last month."""
    months: list[tuple[int, int, bool]]
    """Year, month, leap of each."""
    places: dict[tuple[int, int, bool], int]
    """Where a month stands in the two lists."""
    leaps: dict[int, int]


def lunar_of(day: date) -> LunarDate:
    """The lunar date of a civil day.

    >>> lunar_of(date(2027, 2, 6))
    LunarDate(year=2027, month=1, day=1, leap=False)

    Raises UnknownLunarYear before FIRST and after LAST.
    """
    table = _table()
    ordinal = day.toordinal()
    place = _place(table, ordinal)
    year, month, leap = table.months[place]
    return LunarDate(year, month, ordinal - table.starts[place] + 1, leap)


def lunar_range(first: date, last: date) -> Iterator[LunarDate]:
    """The lunar dates of the civil days first…last, both included, in order: the quick way to many.

    >>> [words(lunar) for lunar in lunar_range(date(2027, 2, 5), date(2027, 2, 7))]
    ['腊月廿九', '正月初一', '正月初二']

    Raises UnknownLunarYear where a day lies outside FIRST…LAST; where last lies before first there are none.
    """
    table = _table()
    start, end = first.toordinal(), last.toordinal() + 1
    if end <= start:
        return iter(())
    places = range(_place(table, start), _place(table, end - 1) + 1)
    return chain.from_iterable(_days(table, place, start, end) for place in places)


def _days(table: _Table, place: int, start: int, end: int) -> Iterator[LunarDate]:
    year, month, leap = table.months[place]
    zero = table.starts[place] - 1
    numbers = range(max(start - zero, 1), min(end, table.starts[place + 1]) - zero)
    return starmap(LunarDate, zip(repeat(year), repeat(month), numbers, repeat(leap), strict=False))


def civil_of(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """The civil day of a lunar date; day -1 is the last of its month.

    None where the year has no such leap month, or the month has no day 30.

    >>> civil_of(2027, 1, 1), civil_of(2026, 12, -1), civil_of(2026, 12, 30), civil_of(2026, 3, 1, leap=True)
    (datetime.date(2027, 2, 6), datetime.date(2027, 2, 5), None, None)

    Raises UnknownLunarYear outside 1900…2100; ValueError where no year has such a month (1…12) or day (1…30, -1).
    """
    if day != -1 and not 1 <= day <= 30:
        raise ValueError(f"no day of a lunar month: {day}")
    length = month_days(year, month, leap)
    if length is None or day > length:
        return None
    table = _table()
    start = table.starts[table.places[year, month, leap]]
    return date.fromordinal(start + (length if day == -1 else day) - 1)


@cache
def days_of_months(month: int, day: int, leap: bool = False) -> tuple[int, ...]:
    """The ordinals of a day in every lunar month of that number (0 for all, leap months too) of the table, in order.

    >>> date.fromordinal(days_of_months(1, 1)[127])
    datetime.date(2027, 2, 6)
    """
    table = _table()
    begins, ends = table.starts, table.starts[1:]
    months = zip(table.months, begins, ends, strict=False)
    alike = (
        (begin, end) for (_, number, is_leap), begin, end in months if not month or (number, is_leap) == (month, leap)
    )
    found = ((begin if day > 0 else end + 1) + day - 1 if begin + day <= end else 0 for begin, end in alike)
    return tuple(ordinal for ordinal in found if ordinal)


def month_days(year: int, month: int, leap: bool = False) -> int | None:
    """How many days the lunar month has, 29 or 30; None where the year has no such leap month.

    >>> month_days(2026, 12), month_days(2025, 6, leap=True), month_days(2026, 6, leap=True)
    (29, 29, None)

    Raises UnknownLunarYear outside 1900…2100, ValueError for a month outside 1…12.
    """
    if not 1 <= month <= 12:
        raise ValueError(f"no lunar month: {month}")
    table = _known(year)
    place = table.places.get((year, month, leap))
    return None if place is None else table.starts[place + 1] - table.starts[place]


def leap_month(year: int) -> int:
    """The number of the leap month (闰月) of a lunar year, 0 where it has none.

    >>> leap_month(2025), leap_month(2026), leap_month(2033)
    (6, 0, 11)

    Raises UnknownLunarYear outside 1900…2100.
    """
    return _known(year).leaps[year]


def new_year(year: int) -> date:
    """The first day of a lunar year (正月初一, 春节); a day in January or February of the same civil year.

    >>> new_year(2027)
    datetime.date(2027, 2, 6)

    Raises UnknownLunarYear outside 1900…2100.
    """
    return date.fromordinal(_known(year).starts[_table().places[year, 1, False]])


def eve(year: int) -> date:
    """The day before the first of a lunar year (除夕): itself the last day of the year before, 腊月廿九 or 三十.

    >>> eve(2027)
    datetime.date(2027, 2, 5)

    Raises UnknownLunarYear outside 1900…2101, the eve of 2101 being LAST.
    """
    return LAST if year == LAST_YEAR + 1 else date.fromordinal(new_year(year).toordinal() - 1)


def cycle(year: int) -> tuple[str, str]:
    """The name of a lunar year in the cycle of sixty (干支) and its animal (生肖); counted, so for any year.

    >>> cycle(2026)
    ('丙午', '马')
    """
    place = (year - 4) % 60
    return STEMS[place % 10] + BRANCHES[place % 12], ANIMALS[place % 12]


def words(lunar: LunarDate) -> str:
    """Month and day in words, without the year.

    >>> words(LunarDate(2025, 6, 1, leap=True)), words(LunarDate(2026, 12, 23)), words(LunarDate(2026, 1, 15))
    ('闰六月初一', '腊月廿三', '正月十五')
    """
    day = DAYS[2 * lunar.day - 2 : 2 * lunar.day]
    return f"{'闰' if lunar.leap else ''}{MONTHS[lunar.month - 1]}{day}"


def uncertain(day: date) -> Message | None:
    """Why the lunar date of a civil day is not settled yet, or None: three months of 2057, 2089 and 2097.

    >>> uncertain(date(2026, 11, 22)) is None
    True
    """
    return next((doubt.reason for doubt in _doubts() if doubt.first <= day <= doubt.last), None)


def _place(table: _Table, ordinal: int) -> int:
    if not table.starts[0] <= ordinal < table.starts[-1]:
        day = date.fromordinal(ordinal)
        raise UnknownLunarYear(FIRST_YEAR - 1 if day.year == FIRST_YEAR else day.year, FIRST, LAST)
    return bisect_right(table.starts, ordinal) - 1


def _known(year: int) -> _Table:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnknownLunarYear(year, FIRST, LAST)
    return _table()


@cache
def _table() -> _Table:
    table = _Table([], [], {}, {})
    end = 0
    for line in tomllib.loads(TABLE.read_text(encoding="utf-8"))["years"].split("\n")[:-1]:
        name, start, leap, lengths = line.split()
        year = int(name)
        table.leaps[year] = int(leap)
        end = date(year, int(start[:2]), int(start[2:])).toordinal()
        for month, length in zip(_numbers(int(leap)), lengths, strict=True):
            table.starts.append(end)
            table.places[year, *month] = len(table.months)
            table.months.append((year, *month))
            end += 29 + int(length)
    table.starts.append(end)
    return table


def _numbers(leap: int) -> list[tuple[int, bool]]:
    months = [(month, False) for month in range(1, 13)]
    if leap:
        months.insert(leap, (leap, True))
    return months


@cache
def _doubts() -> tuple[_Doubt, ...]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["doubts"]
    return tuple(_Doubt(r["first"], r["last"], _reason(r["midnight"], r["seconds"], r["apart"])) for r in rows)


def _reason(midnight: date, seconds: int, apart: bool) -> Message:
    day = midnight.isoformat()
    if apart:
        return Message(
            "the Hong Kong Observatory prints this lunar month a day apart:"
            " its new moon falls within {seconds} seconds of the midnight that begins {day}",
            seconds=seconds,
            day=day,
        )
    return Message(
        "this lunar month may yet be printed a day later:"
        " its new moon falls within {seconds} seconds of the midnight that begins {day}",
        seconds=seconds,
        day=day,
    )
