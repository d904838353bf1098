"""The periods of the calendar, once in each or in every so many of which something takes place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Rule, Sort
from ..spans import LAST_DAY, Span, shift
from ..strides import EveryDays
from .civil import START_BY_MONTH, STARTS, check_interval, month_days
from .families import Simple

PERIODS = {"day": "P{}D", "week": "P{}W", "month": "P{}M", "quarter": "P{}M", "half": "P{}M", "year": "P{}Y"}
"""The calendar periods by name; a quarter is three months and a half year six."""
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Periodic(Simple):
    """Once in each calendar period, on a day that the text leaves open (按季度, 每年, 每半年): the span is the whole period.

    With an interval above 1 only every n-th period counts, told from `phase`, a day of one that counts; without it no
    date can be told.

    >>> Periodic("quarter").value(), Periodic("year", 2).value()
    ('R/P3M', 'R/P2Y')
    """

    kind: ClassVar[str] = "periodic"
    sort: ClassVar[Sort] = Sort.PERIOD
    period: str
    interval: int = 1
    phase: date | None = None

    def __post_init__(self) -> None:
        if self.period not in PERIODS:
            raise ValueError(f"no period: {self.period!r}, one of {', '.join(PERIODS)}")
        check_interval(self.interval)

    def number(self, day: date) -> int:
        """Which period the day lies in, counted from the year 1."""
        if months := MONTHS.get(self.period):
            return ((day.year - 1) * 12 + day.month - 1) // months
        return (day.toordinal() - 1) // (7 if self.period == "week" else 1)

    def of_number(self, number: int) -> Span:
        """The period of that number."""
        if months := MONTHS.get(self.period):
            start, end = number * months, number * months + months - 1
            last = date(end // 12 + 1, end % 12 + 1, 1)
            return Span(date(start // 12 + 1, start % 12 + 1, 1), last.replace(day=month_days(last.year, last.month)))
        length = 7 if self.period == "week" else 1
        first = date.fromordinal(number * length + 1)
        return Span(first, shift(first, length - 1))

    def start_missing(self) -> Message | None:
        unstated = self.interval > 1 and self.phase is None
        return STARTS.get(self.period, START_BY_MONTH) if unstated else None

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        if self.interval > 1 and self.phase is None:
            return
        phase = self.number(self.phase) if self.phase else 0
        for number in range(self.number(window.first), self.number(min(window.last, LAST_DAY)) + 1):
            if (number - phase) % self.interval == 0:
                yield self.of_number(number)

    def strides(self) -> tuple[EveryDays, ...] | None:
        if self.period != "day" or (self.interval > 1 and self.phase is None):
            return None
        return (EveryDays(self.interval, self.phase.toordinal() if self.phase else 1),)

    def one_day(self) -> bool:
        return self.period == "day"

    def day_left_open(self) -> bool:
        return not self.one_day()

    def takes_week(self) -> bool:
        return self.one_day()

    def with_phase(self, old: date | None, new: date | None) -> Rule:
        if self.phase != self._beginning(old) or (old is None and self.interval == 1):
            return self
        return replace(self, phase=self._beginning(new))

    def _beginning(self, day: date | None) -> date | None:
        """The day as the phase has it: of a cycle of years the first of its year."""
        return day.replace(month=1, day=1) if day and self.period == "year" else day

    def counts_from(self, day: date) -> bool:
        return self.interval > 1 and self.phase == day

    def missing_day(self) -> None:
        return None

    def key(self, span: Span) -> str:
        return span.first.isoformat()[:7] if self.period in MONTHS else span.first.isoformat()

    def value(self) -> str:
        return "R/" + PERIODS[self.period].format(self.interval * {"quarter": 3, "half": 6}.get(self.period, 1))

    def rrule(self) -> str | None:
        if self.period != "day" or self.doubts():
            return None
        return "FREQ=DAILY" + (f";INTERVAL={self.interval}" if self.interval > 1 else "")

    def doubts(self) -> tuple[Message, ...]:
        if missing := self.start_missing():
            return (missing,)
        if self.period == "day":
            return ()
        return (Message("the text names the period and leaves its day open; it is kept as the whole period"),)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return (Message("the period from {first} to {last}", first=str(span.first), last=str(span.last)),)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Periodic:
        phase = fields.get("phase")
        return cls(fields["period"], fields.get("interval", 1), date.fromisoformat(phase) if phase else None)
