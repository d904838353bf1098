"""On which days of a year a rule falls, as a mask of bits for each year; the next, the last, all, the nth day of such a set.

Years are alike: a Gregorian one has 14 shapes, and what INTERVAL lets pass in it depends on one small number more, its
phase. So a rule is expanded for a few years only, and looking for a day is looking for a bit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from math import gcd
from typing import Protocol

from .rrule import Month, RRule
from .scales import Scale, Shape, scale

CYCLE = 146097
"""After so many days, 400 years, the civil calendar comes again with its weekdays."""
KEPT = 1024
"""Masks kept for a rule."""


class DaySet(Protocol):
    """Days by years: the mask of each, and which years are worth a look."""

    scale: Scale
    cycle: int
    """After so many years the masks come again; no year beyond needs a look."""

    def mask(self, place: int) -> int:
        """The days of the year at that place, bit 0 its first."""

    def ahead(self, place: int) -> int:
        """The first place from here on whose year may have days."""

    def back(self, place: int) -> int:
        """The last place up to here whose year may have days."""


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, upwards.

    >>> list(bits(0b1001))
    [0, 3]
    """
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Aligned:
    """Those days of a set whose number leaves one of some remainders when divided: what INTERVAL leaves of days."""

    __slots__ = ("_combs", "_days", "_residues", "_step", "cycle", "scale")

    def __init__(self, days: DaySet, step: int, residues: Iterable[int]) -> None:
        self.scale, self._days, self._step = days.scale, days, step
        self.cycle = days.cycle * step // gcd(CYCLE, step)
        self._residues = sorted(residues)
        self._combs: dict[int, int] = {}

    def mask(self, place: int) -> int:
        mask = self._days.mask(place)
        return mask & self._comb(self.scale.starts[place] % self._step) if mask else 0

    def _comb(self, phase: int) -> int:
        found = self._combs.get(phase)
        if found is None:
            found = 0
            step, residues = self._step, self._residues
            if step < 400:
                for residue in residues:
                    found |= _every(step, (residue - phase) % step)
            else:
                for low, away in ((phase, 0), (0, step - phase)):
                    for nth in range(bisect_left(residues, low), bisect_right(residues, low + 400)):
                        if 0 <= (day := residues[nth] - low + away) < 400:
                            found |= 1 << day
            if len(self._combs) >= KEPT:
                self._combs.clear()
            self._combs[phase] = found
        return found

    def ahead(self, place: int) -> int:
        place = self._days.ahead(place)
        if self._step < 400 or not self._residues or place >= len(self.scale.kinds):
            return place if self._residues else len(self.scale.kinds)
        day = self.scale.starts[place]
        nth = bisect_left(self._residues, day % self._step)
        residue = self._residues[nth] if nth < len(self._residues) else self._residues[0] + self._step
        return self.scale.place(day - day % self._step + residue)

    def back(self, place: int) -> int:
        place = self._days.back(place)
        if self._step < 400 or not self._residues or place < 0:
            return place if self._residues else -1
        day = self.scale.starts[place + 1] - 1
        nth = bisect_right(self._residues, day % self._step) - 1
        residue = self._residues[nth] if nth >= 0 else self._residues[-1] - self._step
        return self.scale.place(day - day % self._step + residue)


@lru_cache(maxsize=2048)
def _every(step: int, first: int) -> int:
    return sum(1 << bit for bit in range(first, 400, step))


def next_day(days: DaySet, day: int) -> int | None:
    """The first day of a set from this one on."""
    starts = days.scale.starts
    end = len(starts) - 1
    place = max(bisect_right(starts, day) - 1, 0)
    if place < end and day > starts[place]:
        inside = day - starts[place]
        if mask := days.mask(place) >> inside:
            return day + (mask & -mask).bit_length() - 1
        place += 1
    end = min(end, place + days.cycle)
    while (place := days.ahead(place)) < end:
        if mask := days.mask(place):
            return starts[place] + (mask & -mask).bit_length() - 1
        place += 1
    return None


def last_day(days: DaySet, day: int) -> int | None:
    """The last day of a set up to this one."""
    starts = days.scale.starts
    place = min(bisect_right(starts, day), len(starts) - 1) - 1
    if place >= 0:
        inside = day - starts[place] + 1
        if mask := days.mask(place) & (1 << inside) - 1:
            return starts[place] + mask.bit_length() - 1
        place -= 1
    begin = max(0, place - days.cycle + 1)
    while (place := days.back(place)) >= begin:
        if mask := days.mask(place):
            return starts[place] + mask.bit_length() - 1
        place -= 1
    return None


def days_from(days: DaySet, day: int) -> Iterator[int]:
    """The days of a set from this one on."""
    starts = days.scale.starts
    end = len(starts) - 1
    place = max(bisect_right(starts, day) - 1, 0)
    here, hidden = place, (1 << max(day - starts[place], 0)) - 1
    while (place := days.ahead(place)) < end:
        mask, start = days.mask(place), starts[place]
        if place == here:
            mask &= ~hidden
        while mask:
            low = mask & -mask
            yield start + low.bit_length() - 1
            mask ^= low
        place += 1


def nth_day(days: DaySet, day: int, nth: int) -> int | None:
    """The day with so many days of the set before it, counted from this day on: 0 is the first."""
    starts = days.scale.starts
    end = len(starts) - 1
    place = max(bisect_right(starts, day) - 1, 0)
    here, hidden = place, (1 << max(day - starts[place], 0)) - 1
    while (place := days.ahead(place)) < end:
        mask = days.mask(place)
        if place == here:
            mask &= ~hidden
        if nth < (count := mask.bit_count()):
            return starts[place] + next(islice(bits(mask), nth, None))
        nth -= count
        place += 1
    return None


BIAS = 70
"""Bit 70 of a period's mask is the first day of its year; a multiple of 7. Days moved out of the year have room on both sides."""
WEEKLY = tuple(sum(1 << 7 * week + day for week in range(80)) for day in range(7))
"""Every seventh bit, from bit 0 to 6 on."""
PERIODS = {"YEARLY": 400, "MONTHLY": 4800, "WEEKLY": 20871, "DAILY": CYCLE}
"""How many of each 400 Gregorian years have; then dates and weekdays come again."""
Picks = dict[int, tuple[int, ...]]
"""Days of a year, and which of the day's times BYSETPOS has chosen."""


def choose(count: int, positions: Iterable[int]) -> list[int]:
    """The places that BYSETPOS means among so many, in order.

    >>> choose(5, (1, -1, 7))
    [0, 4]
    """
    places = {position - 1 if position > 0 else count + position for position in positions}
    return sorted(place for place in places if 0 <= place < count)


class Days:
    """The days of a rule whose parts are complete (see `series.complete`), `times` being how many times each day has.

    The anchor is what INTERVAL counts from: a year's place, the number of a month, the first day of a week.
    """

    __slots__ = ("_alike", "_anchor", "_kept", "_limits", "_picks", "_rule", "_times", "_wide", "cycle", "scale")

    def __init__(self, rule: RRule, anchor: int, times: int) -> None:
        self.scale: Scale = scale(rule.rscale)
        self._rule, self._anchor, self._times = rule, anchor, times
        self._wide = bool(rule.skip != "OMIT" or rule.by_week_no or (rule.freq == "WEEKLY" and rule.by_set_pos))
        self._alike = rule.interval == 1 and not self._wide
        self.cycle = len(self.scale.kinds)
        if rule.rscale == "GREGORIAN":
            self.cycle = 400 * rule.interval // gcd(PERIODS[rule.freq], rule.interval)
        self._kept: dict[object, int] = {}
        self._picks: dict[object, Picks] = {}
        self._limits: dict[int, int] = {}

    def mask(self, place: int) -> int:
        key = self.scale.kinds[place] if self._alike else self._key(place)
        found = self._kept.get(key)
        return self._make(key, place) if found is None else found

    def picks(self, place: int) -> Picks:
        """Which of its times BYSETPOS has left to each day; empty where days have but one."""
        key = self._key(place)
        if key not in self._picks:
            self._make(key, place)
        return self._picks.get(key, {})

    def _key(self, place: int) -> object:
        """All that decides what the year's mask is."""
        kinds = self.scale.kinds
        kind: object = kinds[place]
        if self._wide:
            kind = (kind, kinds[place - 1] if place else -1, kinds[place + 1] if place + 1 < len(kinds) else -1)
        return kind if self._rule.interval == 1 else (kind, self._phase(place))

    def _phase(self, place: int) -> int:
        freq, interval = self._rule.freq, self._rule.interval
        if freq == "YEARLY":
            return (place - self._anchor) % interval
        if freq == "MONTHLY":
            return (self._anchor - self.scale.months[place]) % interval
        return (self._anchor - self.scale.starts[place]) % (7 * interval)

    def ahead(self, place: int) -> int:
        freq, interval, spill = self._rule.freq, self._rule.interval, int(self._wide)
        if freq == "YEARLY":
            begin = place - spill
            return max(place, begin + (self._anchor - begin) % interval - spill)
        if freq == "MONTHLY" and interval > 12:
            if place >= len(self.scale.months):
                return place
            begin = self.scale.months[place] - spill
            month = begin + (self._anchor - begin) % interval - spill
            return max(place, bisect_right(self.scale.months, month) - 1 + (month >= self._months_end()))
        if freq == "WEEKLY" and interval > 53 and place < len(self.scale.kinds):
            begin = self.scale.starts[place] - 6
            return max(place, self.scale.place(begin + (self._anchor - begin) % (7 * interval)))
        return place

    def _months_end(self) -> int:
        shape = self.scale.shape(len(self.scale.kinds) - 1)
        return self.scale.months[-1] + (len(shape.months) if shape else 0)

    def back(self, place: int) -> int:
        freq, interval, spill = self._rule.freq, self._rule.interval, int(self._wide)
        if freq == "YEARLY":
            begin = place + spill
            return min(place, begin - (begin - self._anchor) % interval + spill)
        if freq == "MONTHLY" and interval > 12 and place >= 0:
            begin = (
                (self.scale.months[place + 1] if place + 1 < len(self.scale.months) else self._months_end()) - 1 + spill
            )
            month = begin - (begin - self._anchor) % interval + spill
            return min(place, bisect_right(self.scale.months, month) - 1)
        if freq == "WEEKLY" and interval > 53 and place >= 0:
            begin = self.scale.starts[place + 1] - 1
            return min(place, self.scale.place(begin - (begin - self._anchor) % (7 * interval) + 6))
        return place

    def _make(self, key: object, place: int) -> int:
        if len(self._kept) >= KEPT:
            self._kept.clear()
            self._picks.clear()
        shape = self.scale.shapes[self.scale.kinds[place]]
        full = (1 << shape.length) - 1
        mask, picks = 0, dict[int, tuple[int, ...]]()
        for period in self._periods(place, shape):
            chosen = self._select(period, picks)
            mask |= chosen
        mask = (mask >> BIAS) & full
        self._kept[key] = mask
        if self._times > 1:
            self._picks[key] = {bit - BIAS: times for bit, times in picks.items() if 0 <= bit - BIAS < shape.length}
        return mask

    def _select(self, period: int, picks: Picks) -> int:
        """What BYSETPOS leaves of a period; where days have several times, `picks` takes which."""
        positions, times = self._rule.by_set_pos, self._times
        if not positions or not period:
            return period
        days = list(bits(period))
        chosen = 0
        for place in choose(len(days) * times, positions):
            day, time = days[place // times], place % times
            chosen |= 1 << day
            if times > 1:
                picks[day] = tuple(sorted({*picks.get(day, ()), time}))
        return chosen

    def _periods(self, place: int, shape: Shape) -> Iterator[int]:
        """The masks, with BIAS, of the periods of FREQ that may have days in the year."""
        freq = self._rule.freq
        if freq == "YEARLY":
            yield from self._years(place)
        elif freq == "MONTHLY":
            yield from self._months(place, shape)
        elif freq == "WEEKLY":
            yield from self._weeks(place, shape)
        else:
            yield self._limit(place) << BIAS

    def _years(self, place: int) -> Iterator[int]:
        expand = self._week_year if self._rule.by_week_no else self._year
        for near in (place - 1, place, place + 1) if self._wide else (place,):
            shape = self.scale.shape(near)
            if shape and (near - self._anchor) % self._rule.interval == 0:
                period = expand(near, shape)
                away = self.scale.starts[near] - self.scale.starts[place]
                yield period << away if away > 0 else period >> -away

    def _year(self, place: int, shape: Shape) -> int:
        rule = self._rule
        months = self._months_of_year(place, shape)
        mask = spans(months)
        if rule.by_year_day:
            mask &= self._year_days(shape) if rule.by_month else -1
            mask = mask if rule.by_month else self._year_days(shape)
        if rule.by_month_day:
            days = 0
            for start, length in months:
                days |= self._month_days(start, length)
            mask = mask & days if rule.by_year_day else days
        if rule.by_day:
            mask &= self._weekdays(shape, months if rule.by_month else [(BIAS, shape.length)])
        return mask

    def _months_of_year(self, place: int, shape: Shape) -> list[tuple[int, int]]:
        """Start (with BIAS) and length of the months that BYMONTH names, after SKIP; of all where it names none."""
        if not self._rule.by_month:
            return [(BIAS + start, length) for start, (_, length) in zip(shape.starts, shape.months, strict=False)]
        names = [month for month, _ in shape.months]
        found = set()
        for month in self._rule.by_month:
            if month in names:
                found.add(names.index(month))
            elif month.leap and self._rule.skip != "OMIT":
                found.add(names.index(Month(month.number)) + (self._rule.skip == "FORWARD"))
        months = [(BIAS + shape.starts[nth], shape.months[nth][1]) for nth in sorted(found) if nth < len(names)]
        if len(names) in found and (behind := self.scale.shape(place + 1)):
            months.append((BIAS + shape.length, behind.months[0][1]))
        return months

    def _year_days(self, shape: Shape) -> int:
        return moved(self._rule.by_year_day, BIAS, shape.length, self._rule.skip)

    def _month_days(self, start: int, length: int) -> int:
        return moved(self._rule.by_month_day, start, length, self._rule.skip)

    def _weekdays(self, shape: Shape, scopes: Sequence[tuple[int, int]]) -> int:
        """The days that BYDAY names; numbers count in each of the scopes (start with BIAS, length)."""
        mask = 0
        for n, weekday in self._rule.by_day:
            every = WEEKLY[(weekday - shape.weekday) % 7]
            if not n:
                mask |= every
                continue
            for start, length in scopes:
                first = start + (weekday - shape.weekday - start) % 7
                last = start + length - 1
                last -= (last - (weekday - shape.weekday)) % 7
                day = first + 7 * (n - 1) if n > 0 else last + 7 * (n + 1)
                if start <= day < start + length:
                    mask |= 1 << day
        return mask

    def _week_year(self, place: int, shape: Shape) -> int:
        """The days of the weeks that BYWEEKNO names: a week belongs to the year that has most of its days."""
        first, count = week_one(shape, self._rule.wkst)
        mask = 0
        for number in self._rule.by_week_no:
            week = number - 1 if number > 0 else count + number
            if 0 <= week < count:
                mask |= 0b1111111 << BIAS + first + 7 * week
        limits = self._limit(place) << BIAS
        if before := self.scale.shape(place - 1):
            limits |= self._limit(place - 1) << BIAS >> before.length
        if self.scale.shape(place + 1):
            limits |= self._limit(place + 1) << BIAS + shape.length
        return mask & limits

    def _months(self, place: int, shape: Shape) -> Iterator[int]:
        rule, number = self._rule, self.scale.months[place]
        for nth, (month, length) in enumerate(shape.months):
            if (number + nth - self._anchor) % rule.interval == 0:
                yield self._month(shape, month, BIAS + shape.starts[nth], length)
        if self._wide:
            before, behind = self.scale.shape(place - 1), self.scale.shape(place + 1)
            if before and (number - 1 - self._anchor) % rule.interval == 0:
                month, length = before.months[-1]
                yield self._month(shape, month, BIAS - length, length)
            if behind and (number + len(shape.months) - self._anchor) % rule.interval == 0:
                month, length = behind.months[0]
                yield self._month(shape, month, BIAS + shape.length, length)

    def _month(self, shape: Shape, month: Month, start: int, length: int) -> int:
        rule = self._rule
        if rule.by_month and month not in rule.by_month:
            return 0
        mask = self._month_days(start, length) if rule.by_month_day else span(start, length)
        return mask & self._weekdays(shape, [(start, length)]) if rule.by_day else mask

    def _weeks(self, place: int, shape: Shape) -> Iterator[int]:
        interval = self._rule.interval
        mask = self._limit(place) << BIAS
        if not self._wide and interval == 1:
            yield mask
            return
        if self._wide:
            if before := self.scale.shape(place - 1):
                mask |= self._limit(place - 1) << BIAS >> before.length
            if self.scale.shape(place + 1):
                mask |= self._limit(place + 1) << BIAS + shape.length
        first = BIAS - 6 + (self._anchor - self.scale.starts[place] + 6) % (7 * interval)
        for start in range(first, BIAS + shape.length, 7 * interval):
            yield mask & 0b1111111 << start

    def _limit(self, place: int) -> int:
        """The days of the year that pass every part on days as a filter."""
        kind = self.scale.kinds[place]
        if kind not in self._limits:
            self._limits[kind] = limit(self._rule, self.scale.shapes[kind])
        return self._limits[kind]


def limit(rule: RRule, shape: Shape) -> int:
    """The days of a year that pass BYMONTH, BYMONTHDAY, BYYEARDAY and BYDAY as filters, without BIAS."""
    mask = (1 << shape.length) - 1
    if rule.by_year_day:
        mask &= moved(rule.by_year_day, 0, shape.length, "OMIT")
    if rule.by_month or rule.by_month_day:
        days = 0
        for start, (month, length) in zip(shape.starts, shape.months, strict=False):
            if not rule.by_month or month in rule.by_month:
                days |= moved(rule.by_month_day, start, length, "OMIT") if rule.by_month_day else span(start, length)
        mask &= days
    if rule.by_day:
        weekdays = 0
        for _, weekday in rule.by_day:
            weekdays |= WEEKLY[(weekday - shape.weekday) % 7]
        mask &= weekdays
    return mask


def span(start: int, length: int) -> int:
    """So many bits in a row."""
    return (1 << length) - 1 << start


def spans(months: Iterable[tuple[int, int]]) -> int:
    """The bits of several runs."""
    mask = 0
    for start, length in months:
        mask |= span(start, length)
    return mask


def moved(numbers: Iterable[int], start: int, length: int, skip: str) -> int:
    """The days of a month or year by their numbers, from the end where negative; one that it lacks goes where SKIP says."""
    mask = 0
    for number in numbers:
        day = number - 1 if number > 0 else length + number
        if not 0 <= day < length:
            if skip == "OMIT":
                continue
            day = {(True, "FORWARD"): length, (True, "BACKWARD"): length - 1, (False, "FORWARD"): 0,
                   (False, "BACKWARD"): -1}[number > 0, skip]  # fmt: skip
        mask |= 1 << start + day
    return mask


def week_one(shape: Shape, wkst: int) -> tuple[int, int]:
    """Where week 1 begins, in days from the first of the year, and how many weeks the year has (ISO 8601 for Monday)."""
    first = -((shape.weekday - wkst) % 7)
    first += 7 if first < -3 else 0
    behind = -((shape.weekday + shape.length - wkst) % 7)
    behind += 7 if behind < -3 else 0
    return first, (shape.length + behind - first) // 7
