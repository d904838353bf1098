"""Days that come round by arithmetic alone: the closed forms to which most rules come down.

A stride says without looking at any other day which day comes next, so the answer costs the same for a rule of 1996 and
for one of yesterday. Days are ordinals (`date.toordinal`: 1 is Monday, 1 January of the year 1); months are counted from
January of the year 0.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from heapq import merge
from itertools import accumulate, chain
from math import gcd

FIRST, LAST = date.min.toordinal(), date.max.toordinal()
FIRST_MONTH, LAST_MONTH = 12, 9999 * 12 + 11
_NEAR_FIRST, _NEAR_BEHIND = 1900 * 12, 2101 * 12
"""The months whose first days are kept in a list, from the one to that before the other."""


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Every `step`-th day, told from `phase`, the ordinal of one of them: a weekday is a step of 7.

    >>> EveryDays(7, 1).after(8)
    15
    """

    step: int
    phase: int

    def days(self, first: int, last: int) -> range:
        """Its days from first to last, both included, in order."""
        return range(first + (self.phase - first) % self.step, last + 1, self.step)

    def packed(self) -> tuple[int, int, int, int, int]:
        """Its place in STRIDES and its fields; 0 for what it has not."""
        return 0, self.step, self.phase, 0, 0

    def after(self, day: int) -> int | None:
        """The first of its days behind the day; None beyond the year 9999."""
        found = day + 1 + (self.phase - day - 1) % self.step
        return found if found <= LAST else None

    def before(self, day: int) -> int | None:
        """The last of its days before the day; None before the year 1."""
        found = day - 1 - (day - 1 - self.phase) % self.step
        return found if found >= FIRST else None


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of every `step`-th month, told from `phase`, the number of such a month; -1 is the month's last day.

    A month that lacks the day is passed over.

    >>> date.fromordinal(MonthDay(12, 1, 29).after(date(2025, 1, 1).toordinal()))
    datetime.date(2028, 2, 29)
    """

    step: int
    phase: int
    day: int

    def days(self, first: int, last: int) -> list[int]:
        """Its days from first to last, both included, in order."""
        if 0 < self.day <= 28 and _NEAR[0] <= first <= last < _NEAR[-1]:  # what most are, on the shortest way
            low, ahead = bisect_right(_NEAR, first) - 1, self.day - 1
            low += (self.phase - _NEAR_FIRST - low) % self.step
            return _trimmed(
                [begin + ahead for begin in _NEAR[low : bisect_right(_NEAR, last) : self.step]], first, last
            )
        begins, ends = _edges(self.step, self.phase, first, last)
        if 0 < self.day <= 28:
            ahead = self.day - 1
            found = [begin + ahead for begin in begins]
        elif self.day > 0:
            ahead = self.day - 1
            found = [begin + ahead for begin, end in zip(begins, ends, strict=True) if begin + ahead < end]
        else:
            found = [end + self.day for begin, end in zip(begins, ends, strict=True) if end + self.day >= begin]
        return _trimmed(found, first, last)

    def packed(self) -> tuple[int, int, int, int, int]:
        """Its place in STRIDES and its fields; 0 for what it has not."""
        return 1, self.step, self.phase, self.day, 0

    def place(self, begin: int, end: int) -> int:
        """The day of the month that runs from begin to the day before end; 0 where the month lacks it."""
        found = begin + self.day - 1 if self.day > 0 else end + self.day
        return found if begin <= found < end else 0

    def after(self, day: int) -> int | None:
        """The first of its days behind the day; None where there is none up to the year 9999."""
        if 0 < self.day <= 28 and _NEAR[0] <= day < _NEAR[-1]:  # what most are, on the shortest way
            at = bisect_right(_NEAR, day) - 1
            at += (self.phase - _NEAR_FIRST - at) % self.step
            if at + self.step < len(_NEAR):
                found = _NEAR[at] + self.day - 1
                return found if found > day else _NEAR[at + self.step] + self.day - 1
        return _after(self, day)

    def before(self, day: int) -> int | None:
        """The last of its days before the day; None where there is none from the year 1 on."""
        return _before(self, day)


@dataclass(frozen=True, slots=True)
class MonthWeekday:
    """The nth weekday (Monday is 0) of every `step`-th month, told from `phase`; n counts from the end where negative.

    >>> date.fromordinal(MonthWeekday(12, 8, 3, 5).after(date(2026, 1, 1).toordinal()))
    datetime.date(2026, 9, 19)
    """

    step: int
    phase: int
    n: int
    weekday: int

    def days(self, first: int, last: int) -> list[int]:
        """Its days from first to last, both included, in order."""
        begins, ends = _edges(self.step, self.phase, first, last)
        turn, weeks = self.weekday + 1, 7 * (self.n - 1)
        if 0 < self.n < 5:
            found = [begin + (turn - begin) % 7 + weeks for begin in begins]
        elif -5 < self.n < 0:
            turn, weeks = self.weekday + 2, 7 * (self.n + 1) - 1
            found = [end - (end - turn) % 7 + weeks for end in ends]
        else:
            found = [day for begin, end in zip(begins, ends, strict=True) if (day := self.place(begin, end))]
        return _trimmed(found, first, last)

    def packed(self) -> tuple[int, int, int, int, int]:
        """Its place in STRIDES and its fields; 0 for what it has not."""
        return 2, self.step, self.phase, self.n, self.weekday

    def place(self, begin: int, end: int) -> int:
        """The day of the month that runs from begin to the day before end; 0 where the month lacks it."""
        if self.n > 0:
            found = begin + (self.weekday + 1 - begin) % 7 + 7 * (self.n - 1)
        else:
            found = end - 1 - (end - self.weekday - 2) % 7 + 7 * (self.n + 1)
        return found if begin <= found < end else 0

    def after(self, day: int) -> int | None:
        """The first of its days behind the day; None where there is none up to the year 9999."""
        if -5 < self.n < 5 and _NEAR[0] <= day < _NEAR[-1]:  # every month has it: this turn, or the next
            at = bisect_right(_NEAR, day) - 1
            at += (self.phase - _NEAR_FIRST - at) % self.step
            while at < len(_NEAR) - 1:
                if self.n > 0:
                    begin = _NEAR[at]
                    found = begin + (self.weekday + 1 - begin) % 7 + 7 * (self.n - 1)
                else:
                    end = _NEAR[at + 1]
                    found = end - 1 - (end - self.weekday - 2) % 7 + 7 * (self.n + 1)
                if found > day:
                    return found
                at += self.step
        return _after(self, day)

    def before(self, day: int) -> int | None:
        """The last of its days before the day; None where there is none from the year 1 on."""
        return _before(self, day)


@dataclass(frozen=True, slots=True)
class Listed:
    """Days that a table gives, in order: those of the lunar calendar, or of a solar term.

    >>> Listed((3, 8, 15)).after(8)
    15
    """

    ordinals: tuple[int, ...]

    def days(self, first: int, last: int) -> Sequence[int]:
        """Its days from first to last, both included, in order."""
        return self.ordinals[bisect_left(self.ordinals, first) : bisect_right(self.ordinals, last)]

    def after(self, day: int) -> int | None:
        """The first of its days behind the day; None behind the table."""
        at = bisect_right(self.ordinals, day)
        return self.ordinals[at] if at < len(self.ordinals) else None

    def before(self, day: int) -> int | None:
        """The last of its days before the day; None before the table."""
        at = bisect_left(self.ordinals, day)
        return self.ordinals[at - 1] if at else None


Cyclic = EveryDays | MonthDay | MonthWeekday
"""What comes round by arithmetic alone."""
Stride = Cyclic | Listed
STRIDES = (EveryDays, MonthDay, MonthWeekday)


def days_of(strides: Sequence[Stride], first: int, last: int) -> Sequence[int]:
    """The days of all the strides from first to last, both included, in order and each once."""
    if len(strides) == 1:
        return strides[0].days(first, last)
    return list(dict.fromkeys(merge(*(stride.days(first, last) for stride in strides))))


def folded(strides: Sequence[Stride]) -> tuple[Stride, ...]:
    """The same days by as few strides as may be: those that lie equally far apart become one.

    >>> folded([MonthDay(12, month, 10) for month in (0, 3, 6, 9)])
    (MonthDay(step=3, phase=0, day=10),)
    """
    alike: dict[Cyclic, set[int]] = {}
    listed = [stride for stride in strides if isinstance(stride, Listed)]
    for stride in strides:
        if isinstance(stride, Listed):
            continue
        alike.setdefault(replace(stride, phase=0), set()).add(stride.phase % stride.step)
    found: list[Stride] = [*listed]
    for shape, phases in alike.items():
        apart = shape.step // len(phases)
        if phases == set(range(min(phases), shape.step, apart)) and apart * len(phases) == shape.step:
            found.append(replace(shape, step=apart, phase=min(phases)))
        else:
            found += (replace(shape, phase=phase) for phase in sorted(phases))
    return tuple(found)


def next_of(strides: Sequence[Stride], day: int) -> int | None:
    """The first day of the strides behind the day."""
    if len(strides) == 1:
        return strides[0].after(day)
    first = None
    for stride in strides:
        found = stride.after(day)
        if found is not None and (first is None or found < first):
            first = found
    return first


def previous_of(strides: Sequence[Stride], day: int) -> int | None:
    """The last day of the strides before the day."""
    return max((found for stride in strides if (found := stride.before(day)) is not None), default=None)


def month_of(day: int) -> int:
    """The number of the month that holds the day.

    >>> month_of(date(2026, 3, 1).toordinal()) == 2026 * 12 + 2
    True
    """
    if _NEAR[0] <= day < _NEAR[-1]:
        return _NEAR_FIRST + bisect_right(_NEAR, day) - 1
    when = date.fromordinal(day)
    return when.year * 12 + when.month - 1


def start_of(month: int) -> int:
    """The first day of the month of that number; the month behind December 9999 begins behind the last day."""
    if _NEAR_FIRST <= month <= _NEAR_BEHIND:
        return _NEAR[month - _NEAR_FIRST]
    return _start(month)


def starts_of(first: int, count: int) -> list[int]:
    """The first days of so many months from that of the number on."""
    if first >= _NEAR_FIRST and first + count <= _NEAR_BEHIND:
        return _NEAR[first - _NEAR_FIRST : first - _NEAR_FIRST + count]
    return [start_of(min(month, LAST_MONTH + 1)) for month in range(first, first + count)]


def _start(month: int) -> int:
    return LAST + 1 if month > LAST_MONTH else date(month // 12, month % 12 + 1, 1).toordinal()


def _lengths(year: int) -> tuple[int, ...]:
    """How many days the months of the year have."""
    return 31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31


_NEAR = list(accumulate(chain.from_iterable(map(_lengths, range(1900, 2101))), initial=_start(_NEAR_FIRST)))


def _edges(step: int, phase: int, first: int, last: int) -> tuple[list[int], list[int]]:
    """The first days of every step-th month that shares a day with first…last, and the days behind their ends."""
    low, high = month_of(first), month_of(last)
    low += (phase - low) % step
    if low > high:
        return [], []
    if low >= _NEAR_FIRST and high < _NEAR_BEHIND:
        low, high = low - _NEAR_FIRST, high - _NEAR_FIRST
        return _NEAR[low : high + 1 : step], _NEAR[low + 1 : high + 2 : step]
    months = range(low, high + 1, step)
    return [start_of(month) for month in months], [start_of(month + 1) for month in months]


def _trimmed(days: list[int], first: int, last: int) -> list[int]:
    if days and days[0] < first:
        del days[0]
    if days and days[-1] > last:
        del days[-1]
    return days


def _after(stride: MonthDay | MonthWeekday, day: int) -> int | None:
    step = stride.step
    if _NEAR[0] <= day < _NEAR[-1]:  # the usual case on the short way: this turn, or the next
        at = bisect_right(_NEAR, day) - 1
        at += (stride.phase - _NEAR_FIRST - at) % step
        if at + step < len(_NEAR) - 1:
            found = stride.place(_NEAR[at], _NEAR[at + 1])
            if found > day:
                return found
            if found := stride.place(_NEAR[at + step], _NEAR[at + step + 1]):
                return found
    month = month_of(min(max(day, FIRST), LAST))
    month += (stride.phase - month) % step
    for at in range(month, min(LAST_MONTH, month + _reach(step)) + 1, step):
        found = stride.place(start_of(at), start_of(at + 1))
        if found > day:
            return found
    return None


def _before(stride: MonthDay | MonthWeekday, day: int) -> int | None:
    step = stride.step
    month = month_of(day)
    month -= (month - stride.phase) % step
    for at in range(month, max(FIRST_MONTH, month - _reach(step)) - 1, -step):
        if 0 < (found := stride.place(start_of(at), start_of(at + 1))) < day:
            return found
    return None


def _reach(step: int) -> int:
    """Months within which a day comes round if it ever does: the calendar repeats after 400 years (4,800 months)."""
    return step * (4800 // gcd(step, 4800) + 1)


_BLOCK = 4096


@lru_cache(maxsize=8)
def _strip(low: int, high: int) -> tuple[int, list[date]]:
    """The dates of the blocks low…high in one row, and the ordinal of its first."""
    first, last = max(low * _BLOCK, FIRST), min(high * _BLOCK + _BLOCK - 1, LAST)
    return first, list(map(date.fromordinal, range(first, last + 1)))


def dates(days: Sequence[int]) -> list[date]:
    """The days as dates; those of a few decades are taken from a row that is kept, which is faster than making them.

    >>> dates([737940])
    [datetime.date(2021, 5, 30)]
    """
    if not days:
        return []
    low, high = days[0] // _BLOCK, days[-1] // _BLOCK
    if high - low > 16:
        return list(map(date.fromordinal, days))
    zero, row = _strip(low, high)
    if isinstance(days, range):  # of one step
        return row[days[0] - zero : days[-1] - zero + 1 : days.step]
    return [row[day - zero] for day in days]
