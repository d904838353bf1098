"""The instants of the equinoxes and solstices, from a series good to a minute for 1900 to 2100.

The mean instants and the periodic terms are those of J. Meeus, Astronomical Algorithms, chapter 27; the difference
between dynamical and universal time follows F. Espenak's polynomials. The days are checked against the table of terms.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import cos, radians

SEASONS = ("march", "june", "september", "december")
FIRST_YEAR, LAST_YEAR = 1900, 2100
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_MEAN = {
    "march": (2451623.80984, 365242.37404, 0.05169, -0.00411, -0.00057),
    "june": (2451716.56767, 365241.62603, 0.00325, 0.00888, -0.00030),
    "september": (2451810.21715, 365242.01767, -0.11575, 0.00337, 0.00078),
    "december": (2451900.05952, 365242.74049, -0.06223, -0.00823, 0.00032),
}
"""Julian ephemeris day of the mean instant: powers of millennia from 2000."""
_TERMS = (
    (485, 324.96, 1934.136), (203, 337.23, 32964.467), (199, 342.08, 20.186), (182, 27.85, 445267.112),
    (156, 73.14, 45036.886), (136, 171.52, 22518.443), (77, 222.54, 65928.934), (74, 296.72, 3034.906),
    (70, 243.58, 9037.513), (58, 119.81, 33718.147), (52, 297.17, 150.678), (50, 21.02, 2281.226),
    (45, 247.54, 29929.562), (44, 325.15, 31555.956), (29, 60.93, 4443.417), (18, 155.12, 67555.328),
    (17, 288.79, 4562.452), (16, 198.04, 62894.029), (14, 199.76, 31436.921), (12, 95.39, 14577.848),
    (12, 287.11, 31931.756), (12, 320.81, 34777.259), (9, 227.73, 1222.114), (8, 15.45, 16859.074),
)  # fmt: skip
"""Amplitude in 0.00001 day, phase and motion in degrees a century."""


def season_instant(year: int, season: str) -> datetime:
    """The instant in universal time, good to about a minute.

    >>> season_instant(2026, "march").strftime("%m-%d %H:%M")
    '03-20 14:45'

    Raises ValueError outside 1900…2100 and for what is none of SEASONS.
    """
    if season not in _MEAN or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no {season} of {year}: {', '.join(SEASONS)} of {FIRST_YEAR} to {LAST_YEAR}")
    millennia = (year - 2000) / 1000
    mean = sum(term * millennia**power for power, term in enumerate(_MEAN[season]))
    centuries = (mean - 2451545) / 36525
    angle = radians(35999.373 * centuries - 2.47)
    stretch = 1 + 0.0334 * cos(angle) + 0.0007 * cos(2 * angle)
    swing = sum(size * cos(radians(phase + motion * centuries)) for size, phase, motion in _TERMS)
    days = mean + 0.00001 * swing / stretch - 2451545
    return J2000 + timedelta(days=days, seconds=-_delta(year))


def _delta(year: int) -> float:
    """Dynamical time minus universal time in seconds, in the middle of the year."""
    for last, start, powers in _DELTA:
        if year < last:
            return sum(term * float(year - start) ** power for power, term in enumerate(powers))
    century = (year - 1820) / 100
    return -20 + 32 * century**2 - 0.5628 * (2150 - year)


_DELTA: tuple[tuple[int, int, tuple[float, ...]], ...] = (
    (1920, 1900, (-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197)),
    (1941, 1920, (21.20, 0.84493, -0.076100, 0.0020936)),
    (1961, 1950, (29.07, 0.407, -1 / 233, 1 / 2547)),
    (1986, 1975, (45.45, 1.067, -1 / 260, -1 / 718)),
    (2005, 2000, (63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599)),
    (2050, 2000, (62.92, 0.32217, 0.005589)),
)
"""Up to which year, counted from which, the powers of the years between."""
