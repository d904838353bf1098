"""What English calls months and weekdays: names that several subjects read and write."""

from __future__ import annotations

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
"""The days that are weekdays."""
MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in MONTHS) + r"|sept\.?"
"""A pattern for the months, by their names or the first letters of them."""


def place_of(names: tuple[str, ...], words: str) -> int:
    """The place of a name among others, told by its first letters; the first is 1.

    >>> place_of(MONTHS, "sept."), place_of(WEEKDAYS, "tues")
    (9, 2)
    """
    return next(n for n, name in enumerate(names, 1) if name.lower().startswith(words[:3].lower()))
