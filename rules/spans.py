"""Runs of whole days, the coin in which every rule pays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple, Self

FIRST_DAY = date.min
LAST_DAY = date.max


class _Ends(NamedTuple):
    first: date
    last: date


class Span(_Ends):
    """A run of civil days, both ends included; spans are in the order of their first days, then of their last ones.

    >>> Span(date(2020, 9, 19), date(2020, 9, 25)).days
    7

    Raises ValueError when the last day lies before the first.
    """

    __slots__ = ()

    def __new__(cls, first: date, last: date) -> Self:
        if last < first:
            raise ValueError(f"a span cannot end ({last}) before it begins ({first})")
        return super().__new__(cls, first, last)

    @classmethod
    def of(cls, day: date) -> Self:
        """The span of one day.

        >>> Span.of(date(2020, 9, 19)).days
        1
        """
        return tuple.__new__(cls, (day, day))

    @property
    def days(self) -> int:
        """How many days the span holds, at least 1."""
        return (self.last - self.first).days + 1

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a day.

        >>> Span(date(2020, 1, 1), date(2020, 1, 3)).overlaps(Span(date(2020, 1, 3), date(2020, 1, 9)))
        True
        """
        return self.first <= other.last and other.first <= self.last

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def shift(day: date, days: int) -> date:
    """The day so many days later (earlier where negative), held inside the years 1 to 9999.

    >>> shift(date(2020, 12, 31), 1)
    datetime.date(2021, 1, 1)
    >>> shift(LAST_DAY, 5) == LAST_DAY
    True
    """
    try:
        return day + timedelta(days)
    except OverflowError:
        return LAST_DAY if days > 0 else FIRST_DAY
