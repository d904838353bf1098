"""Working days within a period: the nth, the last, the first ten (每月前10个工作日)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from ..errors import RuleError, UnknownYear
from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..reckoning.workdays import Workdays
from ..spans import Span, shift
from .civil import check_month, month_days
from .families import Annual
from .periodic import Periodic
from .weeks import once

LONGEST = {"month": 23, "quarter": 67, "half": 131, "year": 262}


@dataclass(frozen=True, slots=True)
class NthWorkday(Annual):
    """The nth working day (工作日) of each month, quarter, half year or year; counted from the end where negative.

    A month other than 0 keeps it to that month of each year, a year other than 0 to that year. `run` is the run of days
    from the beginning of the period to that working day (每月前10个工作日). Where the year's working days are not known the
    day is provisional and says so.

    >>> NthWorkday("month", -1, month=2, year=2026).value()
    '2026-02-28'
    """

    kind: ClassVar[str] = "nth-workday"
    period: str
    n: int
    month: int = 0
    year: int = 0
    run: bool = False

    def __post_init__(self) -> None:
        if self.month:
            check_month(self.month)
        if self.period not in LONGEST:
            raise ValueError(f"no period: {self.period!r}, one of {', '.join(LONGEST)}")
        if not 1 <= abs(self.n) <= LONGEST[self.period]:
            raise RuleError(
                Message("no such period has a working day number {n}", n=self.n),
                Message("a month has at most 23 working days"),
            )

    def one_day(self) -> bool:
        return not self.run

    def in_year(self, year: int) -> NthWorkday:
        return replace(self, year=year) if self.month or self.period != "month" else self

    def missing_day(self) -> None:
        return None

    def leans_on(self) -> frozenset[str]:
        return frozenset({"workdays"})

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        periods = Periodic(self.period)
        for number in range(periods.number(window.first), periods.number(window.last) + 1):
            period = periods.of_number(number)
            if self.month not in (0, period.first.month) or self.year not in (0, period.first.year):
                continue
            day = self._day(period, workdays_for(period, reckoning))
            span = Span(period.first, day) if day and self.run and self.n > 0 else Span(day, day) if day else None
            if span and span.overlaps(window):
                yield span

    def _day(self, period: Span, workdays: Workdays) -> date | None:
        if workdays.count(period.first, period.last) < abs(
            self.n
        ):  # nor is a year beside it asked for that is not known
            return None
        return workdays.step(shift(period.first, -1) if self.n > 0 else shift(period.last, 1), self.n)

    def key(self, span: Span) -> str:
        if self.year and (self.month or self.period == "year"):
            return "once"
        return span.first.isoformat()[:7]

    def value(self) -> str | None:
        if self.year and self.month:
            first = date(self.year, self.month, 1)
            window = Span(first, first.replace(day=month_days(self.year, self.month)))
            return once(next(self.spans(window, Reckoning()), None))
        if self.year and self.period == "year":
            return once(next(self.spans(Span(date(self.year, 1, 1), date(self.year, 12, 31)), Reckoning()), None))
        every = {"month": "P1M", "quarter": "P3M", "half": "P6M", "year": "P1Y"}[self.period]
        head = f"R/P1Y/{self.month:02d}-" if self.month else f"R/{every}/"
        return head + ("01/" if self.run else "") + f"BD{self.n}"

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        return unknown_years(span, reckoning)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return (Message("working day number {n} of the period is {day}", n=self.n, day=str(span.last)),)


def workdays_for(span: Span, reckoning: Reckoning) -> Workdays:
    """The working days for a span: the official ones, or provisional ones where one of its years is not known."""
    known = {span.first.year, span.last.year} <= reckoning.workdays.years
    return reckoning.workdays if known else reckoning.workdays.provisional()


def unknown_years(span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
    """A reason for each year of a span whose working days are not known."""
    years = sorted({span.first.year, span.last.year} - reckoning.workdays.years)
    return tuple(provisional(UnknownYear(year).said) for year in years)


def provisional(said: Message) -> Message:
    """The reason of a date that was told without the year's table."""
    return Message("{said}, so it is told from weekdays and statutory days and may move", said=said)
