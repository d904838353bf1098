"""The statutory days off (法定节假日) of a year, by the version of the regulation that held in it.

Source: 《全国年节及纪念日放假办法》 in its versions of 1999, 2007, 2013 and 2024, in `tables/statute.toml`.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import YuelingError

TABLE = Path(__file__).parent.parent / "tables" / "statute.toml"
NAMES = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""The festivals, in the order of the regulation."""


@cache
def statutory_days(year: int) -> tuple[tuple[str, date], ...]:
    """The statutory days of the civil year as (festival, day), one for each day that the regulation grants.

    Two festivals may fall on one day (中秋节 on 国庆节); both are listed then. Before 2000 none are known; outside the years
    of the lunar tables only those with a civil date are.

    >>> [str(day) for name, day in statutory_days(2026) if name == "劳动节"]
    ['2026-05-01', '2026-05-02']
    """
    version = version_of(year)
    if version is None:
        return ()
    found = ((name, _day(year, text)) for name in NAMES for text in version.get(name, ()))
    return tuple((name, day) for name, day in found if day)


def version_of(year: int) -> dict[str, Any] | None:
    """The version of the regulation that holds in the year: its `name`, `since` and festivals; None before 2000."""
    held = [version for version in _versions() if version["since"] <= year]
    return held[-1] if held else None


@cache
def _versions() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(TABLE.read_text(encoding="utf-8"))["version"])


def _day(year: int, text: str) -> date | None:
    if civil := re.fullmatch(r"(\d\d)-(\d\d)", text):
        return date(year, int(civil[1]), int(civil[2]))
    from . import lunar, terms

    try:
        if moon := re.fullmatch(r"农历(\d+)-(\d+)", text):
            return lunar.civil_of(year, int(moon[1]), int(moon[2]))
        return lunar.eve(year) if text == "除夕" else terms.term_day(year, text)
    except YuelingError:
        return None
