"""Weeks and days of a year by their number: week 12 by ISO 8601, the 256th day."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..errors import RuleError
from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Rule
from ..spans import Span, shift
from .civil import Fixed
from .families import Simple
from .weeks import BYDAY

WEEKS, DAYS = 53, 366


class OfYear(Simple):
    """One of every year, by its number in it."""

    __slots__ = ()

    @abstractmethod
    def of_year(self, year: int) -> Span | None:
        """The week or the day of that year; None where the year has none of that number."""

    def in_year(self, year: int) -> Rule:
        span = self.of_year(year)
        return Fixed(span.first, span.last) if span else self

    def ends_runs(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class IsoWeek(OfYear):
    """Week n of each year by ISO 8601, or one weekday of it (每年第12周, 每年第12周的周三); from the end where negative.

    The weeks begin on Monday, and the first is that of the year's first Thursday; so it may begin in the year before.

    >>> IsoWeek(12).of_year(2026), IsoWeek(1, 0).rrule()
    (Span(first=datetime.date(2026, 3, 16), last=datetime.date(2026, 3, 22)), 'FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO')
    """

    kind: ClassVar[str] = "iso-week"
    n: int
    weekday: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= abs(self.n) <= WEEKS:
            raise RuleError(Message("no year has a week {n}", n=self.n), Message("a year has 52 or 53 weeks"))
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise RuleError(Message("no such weekday"), Message("weekdays run from Monday to Sunday"))

    def one_day(self) -> bool:
        return self.weekday is not None

    def of_year(self, year: int) -> Span | None:
        """The week or the day of that year; None where the year has no such week."""
        last = date(year, 12, 28).isocalendar().week
        number = self.n if self.n > 0 else last + 1 + self.n
        if not 1 <= number <= last:
            return None
        monday = date.fromisocalendar(year, number, 1)
        if self.weekday is None:
            return Span(monday, shift(monday, 6))
        day = shift(monday, self.weekday)
        return Span(day, day)

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        for year in range(max(window.first.year - 1, 1), min(window.last.year + 1, date.max.year) + 1):
            span = self.of_year(year)
            if span and span.overlaps(window):
                yield span

    def key(self, span: Span) -> str:
        return str(span.first.isocalendar().year)

    def missing_day(self) -> Message | None:
        return Message("years of 52 weeks are left out") if abs(self.n) == WEEKS else None

    def value(self) -> str:
        return f"R/P1Y/W{self.n}" + ("" if self.weekday is None else f"-{self.weekday + 1}")

    def rrule(self) -> str | None:
        if abs(self.n) >= WEEKS - 1:  # clients differ where the week lies in two years
            return None
        return f"FREQ=YEARLY;BYWEEKNO={self.n};BYDAY={BYDAY[self.weekday or 0]}"

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        year, week, _ = span.first.isocalendar()
        return (Message("{day} lies in week {n} of {year} by ISO 8601", day=str(span.first), n=week, year=year),)


@dataclass(frozen=True, slots=True)
class DayOfYear(OfYear):
    """Day n of each year (每年第256天), from the end where negative; day 366 is one of leap years alone.

    Words for the first and the last 31 days are read as dates of January and December, which are the same days.

    >>> DayOfYear(256).of_year(2026), DayOfYear(256).rrule()
    (Span(first=datetime.date(2026, 9, 13), last=datetime.date(2026, 9, 13)), 'FREQ=YEARLY;BYYEARDAY=256')
    """

    kind: ClassVar[str] = "nth-day-of-year"
    n: int

    def __post_init__(self) -> None:
        if not 1 <= abs(self.n) <= DAYS:
            raise RuleError(Message("no year has a day {n}", n=self.n), Message("a year has 365 or 366 days"))

    def one_day(self) -> bool:
        return True

    def of_year(self, year: int) -> Span | None:
        """The day of that year; None where the year has no such day."""
        length = date(year, 12, 31).timetuple().tm_yday
        number = self.n if self.n > 0 else length + 1 + self.n
        if not 1 <= number <= length:
            return None
        day = shift(date(year, 1, 1), number - 1)
        return Span(day, day)

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        for year in range(window.first.year, window.last.year + 1):
            span = self.of_year(year)
            if span and span.overlaps(window):
                yield span

    def key(self, span: Span) -> str:
        return str(span.first.year)

    def missing_day(self) -> Message | None:
        return Message("years without 29 February are left out") if abs(self.n) == DAYS else None

    def value(self) -> str:
        return f"R/P1Y/D{self.n}"

    def rrule(self) -> str:
        return f"FREQ=YEARLY;BYYEARDAY={self.n}"

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return (Message("{day} is day {n} of the year", day=str(span.first), n=span.first.timetuple().tm_yday),)
