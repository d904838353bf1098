"""Days, moments and lengths of time as RFC 5545 wants them written."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from ..components import Property

_MOMENT = re.compile(r"[0-9]{8}(?:T[0-9]{6}Z?)?")
_DURATION = re.compile(
    r"[+-]?P(?:[0-9]+W|[0-9]+D(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?|T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)"
)


@lru_cache(maxsize=1024)
def moment_of(value: str) -> datetime | None:
    """The date or moment of a value; None where there is no such day or time."""
    try:
        return datetime.fromisoformat(value.removesuffix("Z")) if _MOMENT.fullmatch(value) else None
    except ValueError:
        return None


def is_utc(value: str) -> bool:
    """Whether the value is a moment in UTC."""
    return value.endswith("Z") and moment_of(value) is not None


def is_duration(value: str) -> bool:
    """Whether the value is a length of time.

    >>> is_duration("PT1H"), is_duration("P1H"), is_duration("P1DT")
    (True, False, False)
    """
    return bool(_DURATION.fullmatch(value))


def form(prop: Property, value: str = "") -> str:
    """What sort of time a property has: `date`, `utc`, `zone` or `floating`."""
    value = value or prop.value
    if len(value) == 8:
        return "date"
    return "utc" if value.endswith("Z") else "zone" if "TZID" in prop.params else "floating"
