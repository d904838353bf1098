"""Looking for days in sets that are kept as a mask of bits for each year: the next, the last, all, the nth."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from math import gcd
from typing import Protocol

from .scales import Scale

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
