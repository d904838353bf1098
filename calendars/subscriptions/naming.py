"""What a person writes of a subscription: its name, and how often it is looked at."""

from __future__ import annotations

from collections.abc import Collection

from rules import Message, YuelingError

from ..lines import one_line
from ..store.subscribed import LEAST, MOST

LONGEST = 60
"""Characters of a name."""
UNITS = {
    "m": 1,
    "min": 1,
    "分钟": 1,
    "h": 60,
    "小时": 60,
    "个小时": 60,
    "d": 1440,
    "天": 1440,
    "日": 1440,
    "w": 10080,
    "周": 10080,
}
"""Words for lengths of time, with their minutes."""


class BadName(YuelingError):
    """A name that no subscription can have."""


class BadInterval(YuelingError):
    """Words that say no time between two looks, or one that is too short or too long."""


def checked_name(name: str) -> str:
    """The name without white space around it.

    Raises BadName where it is empty, too long, or has characters that are not shown.
    """
    name = name.strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        said = Message("“{name}” is no name of a subscription", name=one_line(name, 30))
        raise BadName(said, Message("a name has 1 to {most} characters that are shown", most=LONGEST))
    return name


def name_for(title: str, host: str, taken: Collection[str]) -> str:
    """A free name for a calendar of that title: the title, else where it lies.

    >>> name_for("校历", "example.org", ()), name_for("校历", "example.org", ("校历",)), name_for("", "example.org", ())
    ('校历', '校历 2', 'example.org')
    """
    plain = "".join(char if char.isprintable() else " " for char in title or host)
    base = " ".join(plain.split())[: LONGEST - 4].strip() or host[:LONGEST]
    numbers = (f"{base} {n}" for n in range(2, len(taken) + 3))
    return base if base not in taken else next(name for name in numbers if name not in taken)


def interval_of(text: str) -> int:
    """The minutes that are meant by 90m, 12h, 1d, 1w or 12小时.

    >>> interval_of("12h"), interval_of("2天"), interval_of("周")
    (720, 2880, 10080)

    Raises BadInterval where it is none, or not from an hour to a week.
    """
    words = text.strip().lower()
    unit = words.lstrip("0123456789")
    number = words.removesuffix(unit)
    remedy = Message("write it as 12h, 1d or 1w, from an hour to a week")
    if unit.strip() not in UNITS or len(number) > 6:
        raise BadInterval(Message("“{text}” is no time between two looks", text=one_line(text, 30)), remedy)
    found = int(number or 1) * UNITS[unit.strip()]
    if not LEAST <= found <= MOST:
        raise BadInterval(
            Message("{text} is too short or too long a time between two looks", text=one_line(text, 30)), remedy
        )
    return found
