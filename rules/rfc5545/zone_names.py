"""Which time zone of the IANA a name means, whoever wrote it."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

TABLE = Path(__file__).parent.parent / "tables" / "zones.toml"
_MICROSOFT = "tzone://microsoft/"
_DISPLAYED = re.compile(r"\((?:utc|gmt)\s*(?:([+-])(\d\d?)(?:[:.]?(\d\d))?)?\)\s*(.+)")
"""(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi."""


def key_of(name: str) -> str | None:
    """The IANA name behind a TZID: itself, the end of a path, or the name that Windows or China gives the zone.

    >>> key_of("/mozilla.org/20050126_1/Asia/Shanghai"), key_of("China Standard Time"), key_of("北京时间")
    ('Asia/Shanghai', 'Asia/Shanghai', 'Asia/Shanghai')
    >>> key_of("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna")
    'Europe/Amsterdam'
    """
    words = name.strip(" \t\"'\0").casefold().removeprefix(_MICROSOFT)
    parts = words.split("/")
    ends = ["/".join(parts[-count:]) for count in (3, 2) if len(parts) >= count]
    for candidate in (words, *ends, words.replace("_", "/", 1)):
        if key := keys().get(candidate.strip("/")):
            return key
    if displayed := _DISPLAYED.fullmatch(words):
        return _displayed(*displayed.groups())
    names = _names()
    return names.get(words) or names.get(re.sub(r"\s*\d+$", "", words)) or names.get(words.partition(",")[0])


def _displayed(sign: str | None, hours: str | None, minutes: str | None, places: str) -> str | None:
    """The zone of the first of the places that is known and has the offset."""
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    for place in (places, *re.split(r",\s*", places)):
        key = _names().get(place) or _cities().get(place)
        if key and offset == _standard(key):
            return key
    return None


def _standard(key: str) -> timedelta:
    """The offset of a zone outside summer time."""
    zone = ZoneInfo(key)
    return min(datetime(2026, month, 1, tzinfo=zone).utcoffset() or timedelta() for month in (1, 7))


@cache
def keys() -> dict[str, str]:
    """The names of the IANA in any case."""
    return {key.casefold(): key for key in available_timezones() if "/" in key or key.isupper()}


@cache
def _cities() -> dict[str, str]:
    """The zones by the cities that they are named after."""
    return {key.rpartition("/")[2].replace("_", " ").casefold(): key for key in sorted(keys().values(), reverse=True)}


@cache
def windows() -> dict[str, str]:
    """The zones by the names that Windows gives them."""
    return _named("windows")


def _named(part: str) -> dict[str, str]:
    return {str(name): str(key) for name, key in tomllib.loads(TABLE.read_text("utf-8"))[part].items()}


@cache
def _names() -> dict[str, str]:
    """Those and other names, in lower case."""
    return {name.casefold(): key for name, key in windows().items()} | _named("others")
