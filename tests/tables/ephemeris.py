"""New moons and solar terms computed anew from JPL DE406 and ERFA, and lunar years by the rules of GB/T 33661-2017.

Needs the extra `tables` (de406 is 190 MB). Instants are Julian days; TT stands for the ephemeris' TDB (2 ms apart). Civil
days are those of UT1+8, with the difference of DELTA.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import de406
import erfa
import numpy as np

Array = Any
Year = tuple[int, date, int, str]
NAMES = (
    "小寒 大寒 立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 "
    "小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至"
).split(" ")
SYNODIC, TROPICAL = 29.530588861, 365.2421897
FIRST_JD = 625360.5
"""Where DE406 begins."""
EARTH_SHARE = 1 / (1 + 81.30056)
"""What part of the way from the earth to the moon their common centre lies (DE406's EMRAT)."""
LIGHT = 299792.458 * 86400
"""Kilometres a day."""
UNIX = 2440587.5
DELTA = """
-1.2 5.7 11.8 17.9 22.0 24.0 24.5 24.0 24.7 27.2 29.1 30.5 33.3 35.6 40.4 46.0 51.0 54.6 57.2 61.3 64.0 64.8 66.2 67.9 69.4
69.1 69.0 69.3 69.7 70.4 71.4 72.8 74.5 76.3 78.2 80.7 83.3 86.1 89.2 92.7 96.3
"""
"""TT less UT1 in seconds in the middle of 1900, 1905, … 2100: as observed until 2025, then as Skyfield foretells (a spline
that runs into the parabola of Stephenson, Morrison and Hohenkerk, 2016)."""
MOONS_AS_ISSUED = {
    date(1914, 11, 18): date(1914, 11, 17),
    date(1916, 2, 4): date(1916, 2, 3),
    date(1920, 11, 11): date(1920, 11, 10),
}
"""Computed and issued first days of months: until 1928 the calendar went by the mean solar time of Beijing."""
TERMS_AS_ISSUED = {
    "1912 小雪": date(1912, 11, 23),
    "1913 秋分": date(1913, 9, 24),
    "1917 大雪": date(1917, 12, 7),
    "1927 白露": date(1927, 9, 8),
    "1928 夏至": date(1928, 6, 21),
    "1979 大寒": date(1979, 1, 21),
}


def new_moons() -> list[date]:
    """The days of the new moons from December 1898 to January 2103."""
    guess = 2451550.09766 + SYNODIC * np.arange(-1250, 1275)
    return _civil(_solve(guess, SYNODIC, lambda tt: _longitude("moon", tt) - _longitude("sun", tt)))


def terms() -> dict[int, dict[str, date]]:
    """The days of the 24 terms of 1899 to 2101, by year and name, as computed."""
    steps = np.arange(24 * 203)
    guess = 2451550.0 + TROPICAL * (steps / 24 - 101) - 4.5  # about 小寒, 5 January
    wanted = np.radians(285 + 15 * steps)
    days = _civil(_solve(guess, TROPICAL, lambda tt: _longitude("sun", tt) + _nutation(tt) - wanted))
    return {1899 + n // 24: dict(zip(NAMES, days[n : n + 24], strict=True)) for n in range(0, len(days), 24)}


def lunar_years() -> list[Year]:
    """The lunar years 1900 to 2100: number, new year's day, leap month, lengths of the months."""
    sun = terms()
    principal = sorted(day for days in sun.values() for day in list(days.values())[1::2])
    moons = [MOONS_AS_ISSUED.get(day, day) for day in new_moons()]
    years: dict[int, list[tuple[date, int, bool, int]]] = {1899: []}
    for year in range(1899, 2101):
        begin, end = (bisect_right(moons, sun[y]["冬至"]) - 1 for y in (year, year + 1))
        months = list(pairwise(moons[begin : end + 1]))
        for (first, behind), (number, leap) in zip(months, _numbered(months, principal), strict=True):
            if (number, leap) == (1, False):
                years[max(years) + 1] = []
            years[max(years)].append((first, number, leap, (behind - first).days))
    return [_year(year, years[year]) for year in range(1900, 2101)]


def _numbered(months: list[tuple[date, date]], principal: list[date]) -> list[tuple[int, bool]]:
    """Number and leap of the months from one that holds a winter solstice to the one before the next such."""
    leap = len(months)
    if leap == 13:
        leap = next(n for n, (first, behind) in enumerate(months) if not _holds(first, behind, principal))
    return [((n - (n >= leap) + 10) % 12 + 1, n == leap) for n in range(len(months))]


def _holds(first: date, behind: date, days: list[date]) -> bool:
    return bisect_left(days, first) < bisect_left(days, behind)


def _year(year: int, months: list[tuple[date, int, bool, int]]) -> Year:
    leap = next((number for _, number, leap, _ in months if leap), 0)
    return year, months[0][0], leap, "".join(str(length - 29) for *_, length in months)


def _solve(guess: Array, period: float, angle: Any) -> Array:
    """The instants near the guesses at which the angle is 0, to a thousandth of a second."""
    tt = guess.astype(float)
    for _ in range(14):
        away = (angle(tt) + np.pi) % (2 * np.pi) - np.pi
        tt = tt - away * period / (2 * np.pi)
        if np.abs(away).max() < 1e-10:
            break
    return tt


def delta_t(tt: Array) -> Array:
    """TT less UT1 in seconds."""
    return np.interp(2000 + (tt - 2451545) / 365.25, np.arange(1900.5, 2101, 5), np.array(DELTA.split(), float))


def _civil(tt: Array) -> list[date]:
    days = np.floor(tt - delta_t(tt) / 86400 + 8 / 24 - UNIX).astype(int)
    return [date.fromordinal(719163 + int(day)) for day in days]


def _longitude(body: str, tt: Array) -> Array:
    """Apparent geocentric ecliptic longitude of date without nutation, radians."""
    seen = _geocentric(body, tt)
    for _ in range(2):
        seen = _geocentric(body, tt - np.linalg.norm(seen, axis=1) / LIGHT)
    x, y, _ = np.einsum("nij,nj->in", erfa.ecm06(tt, 0.0), seen)
    return np.arctan2(y, x)


def _nutation(tt: Array) -> Array:
    return erfa.nut06a(tt, 0.0)[0]


def _geocentric(body: str, tt: Array) -> Array:
    moon = _position("moon", tt)
    return moon if body == "moon" else _position("sun", tt) - _position("earthmoon", tt) + moon * EARTH_SHARE


def _position(body: str, tt: Array) -> Array:
    """Kilometres: of the moon from the earth, of the others from the centre of the solar system."""
    coefficients = np.load(Path(de406.__file__).parent / f"jpl-{body}.npy", mmap_mode="r")
    length = 2191488 / len(coefficients)
    place, within = np.divmod(tt - FIRST_JD, length)
    chosen = np.moveaxis(np.asarray(coefficients[place.astype(int)]), 2, 0)
    return np.polynomial.chebyshev.chebval((2 * within / length - 1)[:, None], chosen, tensor=False)
