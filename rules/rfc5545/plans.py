"""How instances are found: moments are seconds, of the day's ordinal times 86400, so that seeking is arithmetic."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from math import gcd
from typing import Protocol

from ..errors import RuleError
from ..messages import Message
from .masks import Aligned, Days, DaySet, days_from, last_day, next_day, nth_day

DAY = 86400
PATIENCE = 100_000
"""Days that are looked at one by one, at most, to find where COUNT ends."""


class Plan(Protocol):
    """A rule made ready, without its bounds."""

    def ceil(self, moment: int) -> int | None:
        """The first instance from the moment on."""

    def floor(self, moment: int) -> int | None:
        """The last instance up to the moment."""

    def walk(self, moment: int) -> Iterator[int]:
        """All instances from the moment on, in order."""

    def nth(self, moment: int, count: int) -> int | None:
        """The count-th instance from the moment on; 1 is the first."""


class ByDay:
    """Days from a set, on each the same times (FREQ from YEARLY to DAILY)."""

    __slots__ = ("_days", "_first", "_last", "_times")

    def __init__(self, days: DaySet, times: Sequence[int]) -> None:
        self._days, self._times = days, times
        self._first, self._last = times[0], times[-1]

    def ceil(self, moment: int) -> int | None:
        day, second = divmod(moment, DAY)
        if second > self._last:
            day, second = day + 1, 0
        found = next_day(self._days, day)
        if found is None:
            return None
        if found > day or second <= self._first:
            return found * DAY + self._first
        return day * DAY + self._times[bisect_left(self._times, second)]

    def floor(self, moment: int) -> int | None:
        day, second = divmod(moment, DAY)
        if second < self._first:
            day, second = day - 1, DAY
        found = last_day(self._days, day)
        if found is None:
            return None
        if found < day or second >= self._last:
            return found * DAY + self._last
        return day * DAY + self._times[bisect_right(self._times, second) - 1]

    def walk(self, moment: int) -> Iterator[int]:
        found = next_day(self._days, moment // DAY)
        if found == moment // DAY:
            second = moment % DAY
            yield from (found * DAY + time for time in self._times if time >= second)
            found += 1
        if found is not None:
            yield from self._whole(found)

    def _whole(self, day: int) -> Iterator[int]:
        """All instances from the beginning of a day on."""
        if len(self._times) == 1:
            for found in days_from(self._days, day):
                yield found * DAY + self._first
        else:
            for found in days_from(self._days, day):
                for time in self._times:
                    yield found * DAY + time

    def nth(self, moment: int, count: int) -> int | None:
        day, second = divmod(moment, DAY)
        if next_day(self._days, day) == day:
            left = len(self._times) - bisect_left(self._times, second)
            if count <= left:
                return day * DAY + self._times[count - left - 1]
            count -= left
        found = nth_day(self._days, day + 1, (count - 1) // len(self._times))
        return None if found is None else found * DAY + self._times[(count - 1) % len(self._times)]


class Picked:
    """Days that have several times, of which BYSETPOS has kept other ones on each."""

    __slots__ = ("_days", "_times")

    def __init__(self, days: Days, times: Sequence[int]) -> None:
        self._days, self._times = days, times

    def _of(self, day: int) -> list[int]:
        place = self._days.scale.place(day)
        inside = day - self._days.scale.starts[place]
        return [day * DAY + self._times[nth] for nth in self._days.picks(place)[inside]]

    def ceil(self, moment: int) -> int | None:
        return next(self.walk(moment), None)

    def floor(self, moment: int) -> int | None:
        day: int | None = moment // DAY
        while day is not None and (day := last_day(self._days, day)) is not None:
            if found := [time for time in self._of(day) if time <= moment]:
                return found[-1]
            day -= 1
        return None

    def walk(self, moment: int) -> Iterator[int]:
        for day in days_from(self._days, moment // DAY):
            yield from (time for time in self._of(day) if time >= moment)

    def nth(self, moment: int, count: int) -> int | None:
        starts = self._days.scale.starts
        place = self._days.scale.place(moment // DAY)
        begin = moment
        while (place := self._days.ahead(place)) < len(starts) - 1:
            begin = max(begin, starts[place] * DAY)
            picks = self._days.picks(place)
            inside = begin // DAY - starts[place]
            size = sum(len(times) for day, times in picks.items() if day > inside)
            size += sum(1 for nth in picks.get(inside, ()) if self._times[nth] >= begin % DAY)
            if count <= size:
                return next(islice(self.walk(begin), count - 1, None))
            count -= size
            place += 1
        return None


class Ticks:
    """Hours, minutes or seconds (FREQ from HOURLY to SECONDLY): every interval-th unit of so many seconds.

    Of a day's units only the `slots` that are 1 count (all where None), on days of the set only (all where None); a unit
    has instances at the `tails`, in seconds from its beginning.
    """

    __slots__ = (
        "_days", "_even", "_filter", "_first", "_interval", "_kept", "_per_day", "_slots", "_tails", "_unit", "_zero",
    )  # fmt: skip

    def __init__(self, unit: int, interval: int, first: int, slots: bytes | None, tails: Sequence[int],
                 days: DaySet | None, every_day: DaySet) -> None:  # fmt: skip
        self._unit, self._interval, self._first, self._tails = unit, interval, first, tails
        self._per_day = DAY // unit
        self._slots = slots or (b"\1" * self._per_day if days or slots is not None else None)
        self._filter, self._kept = days, dict[int, bytes]()
        self._days = self._aligned(every_day) if self._slots else None
        self._zero = first * unit + tails[0]
        self._even = 0 if self._slots or len(tails) > 1 else interval * unit
        """Seconds from one instance to the next where all are equally far apart; 0 where they are not."""

    def _aligned(self, every_day: DaySet) -> DaySet | None:
        """The days on which a unit in step with INTERVAL has a slot."""
        shared = gcd(self._per_day, self._interval)
        step = self._interval // shared
        assert self._slots is not None
        fitting = self._slots[self._first % shared :: shared]
        if step <= fitting.count(1):
            residues = {day for day in range(step) if 1 in self._view(day)}
        else:
            inverse, begin = pow(self._per_day // shared, -1, step) if step > 1 else 0, self._first % shared
            slots = (begin + shared * nth for nth, fits in enumerate(fitting) if fits)
            residues = {(self._first - slot) // shared * inverse % step for slot in slots}
        return self._filter if len(residues) == step else Aligned(self._filter or every_day, step, residues)

    def _view(self, day: int) -> bytes:
        """Of the day's units in step with INTERVAL which are slots; the first is at `_phase`."""
        phase = (self._first - day * self._per_day) % self._interval
        found = self._kept.get(phase)
        if found is None:
            assert self._slots is not None
            found = self._slots[phase :: self._interval]
            if len(self._kept) >= 512:
                self._kept.clear()
            self._kept[phase] = found
        return found

    def _slot(self, day: int, least: int) -> int:
        """The first unit of the day from this one on that counts; -1 for none."""
        phase = (self._first - day * self._per_day) % self._interval
        nth = self._view(day).find(1, max(-((phase - least) // self._interval), 0))
        return phase + nth * self._interval if nth >= 0 else -1

    def _last_slot(self, day: int, most: int) -> int:
        phase = (self._first - day * self._per_day) % self._interval
        nth = self._view(day).rfind(1, 0, max((most - phase) // self._interval + 1, 0))
        return phase + nth * self._interval if nth >= 0 else -1

    def _next(self, unit: int) -> int | None:
        if self._slots is None:
            return unit + (self._first - unit) % self._interval
        day, least = divmod(unit, self._per_day)
        found: int | None = day
        while True:
            found = next_day(self._days, day) if self._days else day
            if found is None:
                return None
            slot = self._slot(found, least if found == day else 0)
            if slot >= 0:
                return found * self._per_day + slot
            day, least = found + 1, 0

    def _previous(self, unit: int) -> int | None:
        if self._slots is None:
            return unit - (unit - self._first) % self._interval
        day, most = divmod(unit, self._per_day)
        while True:
            found = last_day(self._days, day) if self._days else day
            if found is None:
                return None
            slot = self._last_slot(found, most if found == day else self._per_day - 1)
            if slot >= 0:
                return found * self._per_day + slot
            day, most = found - 1, self._per_day - 1

    def ceil(self, moment: int) -> int | None:
        if self._even:
            return moment + (self._zero - moment) % self._even
        unit, second = divmod(moment, self._unit)
        if second > self._tails[-1]:
            unit, second = unit + 1, 0
        found = self._next(unit)
        if found is None:
            return None
        tail = self._tails[bisect_left(self._tails, second)] if found == unit else self._tails[0]
        return found * self._unit + tail

    def floor(self, moment: int) -> int | None:
        unit, second = divmod(moment, self._unit)
        if second < self._tails[0]:
            unit, second = unit - 1, self._unit
        found = self._previous(unit)
        if found is None:
            return None
        tail = self._tails[bisect_right(self._tails, second) - 1] if found == unit else self._tails[-1]
        return found * self._unit + tail

    def walk(self, moment: int) -> Iterator[int]:
        unit = self._next(moment // self._unit)
        while unit is not None:
            begin = unit * self._unit
            for tail in self._tails:
                if begin + tail >= moment:
                    yield begin + tail
            unit = unit + self._interval if self._slots is None else self._next(unit + 1)

    def nth(self, moment: int, count: int) -> int | None:
        unit, second = divmod(moment, self._unit)
        if self._next(unit) == unit:
            left = len(self._tails) - bisect_left(self._tails, second)
            if count <= left:
                return unit * self._unit + self._tails[count - left - 1]
            count -= left
        whole, rest = divmod(count - 1, len(self._tails))
        found = self._nth_unit(unit + 1, whole)
        return None if found is None else found * self._unit + self._tails[rest]

    def _nth_unit(self, unit: int, nth: int) -> int | None:
        """The unit with so many before it, counted from this one on."""
        if self._slots is None:
            return unit + (self._first - unit) % self._interval + nth * self._interval
        day, least = divmod(unit, self._per_day)
        today = self._rest(day, least)
        if nth < today:
            return day * self._per_day + self._nth_slot(day, self._count(day) - today + nth)
        nth, day = nth - today, day + 1
        if self._interval % self._per_day == 0 or self._per_day % self._interval == 0 or self._interval > self._per_day:
            each = 1 if self._interval >= self._per_day else self._view(0).count(1)
            if not each:
                return None
            found = nth_day(self._days, day, nth // each) if self._days else day + nth // each
            return None if found is None else found * self._per_day + self._nth_slot(found, nth % each)
        return self._nth_uneven(day, nth)

    def _rest(self, day: int, least: int) -> int:
        """How many units of the day count from this one on."""
        if self._days and next_day(self._days, day) != day:
            return 0
        phase = (self._first - day * self._per_day) % self._interval
        return self._view(day).count(1, max(-((phase - least) // self._interval), 0))

    def _count(self, day: int) -> int:
        return self._view(day).count(1)

    def _nth_slot(self, day: int, nth: int) -> int:
        phase = (self._first - day * self._per_day) % self._interval
        view = self._view(day)
        place = next(islice((place for place, fits in enumerate(view) if fits), nth, None))
        return phase + place * self._interval

    def _nth_uneven(self, day: int, nth: int) -> int | None:
        """The same where days have different numbers of units: whole cycles are skipped, the rest is counted."""
        if self._filter is None:
            shared = gcd(self._per_day, self._interval)
            assert self._slots is not None
            cycle = self._slots[self._first % shared :: shared].count(1)
            if not cycle:
                return None
            day += nth // cycle * (self._interval // shared)
            nth %= cycle
        for _ in range(PATIENCE):
            found = next_day(self._days, day) if self._days else day
            if found is None:
                return None
            if nth < (count := self._count(found)):
                return found * self._per_day + self._nth_slot(found, nth)
            nth, day = nth - count, found + 1
        raise RuleError(
            Message("where this COUNT ends cannot be told in reasonable time"), Message("give the end as UNTIL")
        )
