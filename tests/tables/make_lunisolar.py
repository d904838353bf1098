"""Makes rules/tables/dangi.toml and lunar_later.toml: `python tests/tables/make_lunisolar.py` (extra `tables`).

The Korean calendar differs from the Chinese one where a new moon or a principal term falls between the two midnights. The
years after 2100 are foretold only: how the rotation of the earth slows is not known to the minute. With --check the tables
are compared, not written.
"""

from __future__ import annotations

import importlib
import sys
from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
ephemeris: Any = importlib.import_module("tests.tables.ephemeris")
TABLES = ROOT / "rules" / "tables"
Array = Any
Year = tuple[int, date, int, str]
DANGI_HEAD = '''\
# The lunisolar calendar of Korea (RFC 7529: RSCALE=DANGI): the lunar years of 1900 to 2100 that differ from the Chinese table
# lunar.toml, in its form. Made by tests/tables/make_lunisolar.py.
source = """
Computed from JPL DE406 and ERFA by the rules of GB/T 33661-2017, days by the legal time of Korea: UTC+8:28 until March 1908,
UTC+8:30 until 1911 and from 21 March 1954 to 9 August 1961, else UTC+9."""
years = """
'''
LATER_HEAD = '''\
# The Chinese lunar years 2101 to 2199, foretold, in the form of lunar.toml: only RSCALE=CHINESE looks here, and its dates are
# tentative. Made by tests/tables/make_lunisolar.py.
source = """
Computed from JPL DE406 and ERFA by the rules of GB/T 33661-2017 (Beijing time); TT less UT1 grows from 96 seconds in 2100 to
137 in 2200 (Stephenson, Morrison and Hohenkerk, 2016: the parabola)."""
years = """
'''
KOREA = (
    (date(1, 1, 1), 8 + 28 / 60),
    (date(1908, 4, 1), 8.5),
    (date(1912, 1, 1), 9.0),
    (date(1954, 3, 21), 8.5),
    (date(1961, 8, 10), 9.0),
)
"""From which day on clocks in Korea were how many hours ahead of Greenwich."""


def beijing(days: Array) -> Array:
    """Hours ahead of Greenwich."""
    return np.full(len(days), 8.0)


def seoul(days: Array) -> Array:
    """Hours ahead of Greenwich on such days of UNIX time."""
    begins = [(day - date(1970, 1, 1)).days for day, _ in KOREA]
    return np.array([hours for _, hours in KOREA])[np.searchsorted(begins, days, "right") - 1]


def later_delta(tt: Array) -> Array:
    """TT less UT1 in seconds, also after 2100."""
    year = 2000 + (tt - 2451545) / 365.25
    return np.where(year < 2100.5, ephemeris.delta_t(tt), 96.3 + (year - 2100.5) * (137 - 96.3) / 100)


def lunar_years(first: int, last: int, offset: Callable[[Array], Array]) -> list[Year]:
    """The lunar years by the days of that offset: number, new year's day, leap month, lengths of the months."""
    count = last - first + 4
    moons = _days(
        ephemeris._solve(
            2451550.09766 + ephemeris.SYNODIC * np.arange((first - 2001) * 12.3685 // 1, (last - 1997) * 12.3685 // 1),
            ephemeris.SYNODIC,
            lambda tt: ephemeris._longitude("moon", tt) - ephemeris._longitude("sun", tt),
        ),
        offset,
    )
    steps = np.arange(12 * count)
    guess = 2451550.0 + 14.7 + ephemeris.TROPICAL * (steps / 12 + first - 1 - 2000) - 4.5  # about 大寒
    wanted = np.radians(300 + 30 * steps)
    principal = _days(
        ephemeris._solve(
            guess,
            ephemeris.TROPICAL,
            lambda tt: ephemeris._longitude("sun", tt) + ephemeris._nutation(tt) - wanted,
        ),
        offset,
    )
    solstices = principal[11::12]
    years: dict[int, list[tuple[date, int, bool, int]]] = {first - 1: []}
    for near, behind in pairwise(solstices[:-1]):
        begin, end = bisect_right(moons, near) - 1, bisect_right(moons, behind) - 1
        months = list(pairwise(moons[begin : end + 1]))
        for (start, stop), (number, leap) in zip(months, ephemeris._numbered(months, principal), strict=True):
            if (number, leap) == (1, False):
                years[start.year] = []
            years[max(years)].append((start, number, leap, (stop - start).days))
    return [ephemeris._year(year, years[year]) for year in range(first, last + 1)]


def _days(tt: Array, offset: Callable[[Array], Array]) -> list[date]:
    greenwich = tt - later_delta(tt) / 86400 - ephemeris.UNIX
    days = np.floor(greenwich + offset(greenwich) / 24).astype(int)
    return [date.fromordinal(719163 + int(day)) for day in days]


def _lines(years: list[Year]) -> str:
    return "".join(f"{year} {start:%m%d} {leap} {lengths}\n" for year, start, leap, lengths in years) + '"""\n'


def texts() -> dict[str, str]:
    """Both tables by their names."""
    chinese = ephemeris.lunar_years()
    korean = [year for year in lunar_years(1900, 2100, seoul) if year not in chinese]
    return {
        "dangi.toml": DANGI_HEAD + _lines(korean),
        "lunar_later.toml": LATER_HEAD + _lines(lunar_years(2101, 2199, beijing)),
    }


def main(arguments: list[str]) -> int:
    """Writes both tables, or with --check says which differ and returns 1 for that."""
    different = 0
    for name, text in texts().items():
        file = TABLES / name
        if not file.exists() or file.read_text("utf-8") != text:
            different = 1
            print(f"{name}: {'differs' if '--check' in arguments else 'changed'}")
            if "--check" not in arguments:
                file.write_text(text, "utf-8")
    return different if "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
