"""What begins after a day, and runs of whole periods: 2019年8月1日之后, 上两周, 去年的前10天, 上半月.

Shared by all languages, as the meanings of `relative.py` are, on which they lean.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ..kinds import Fixed
from ..kinds.civil import month_days
from ..kinds.derived import add_months
from ..messages import Message
from ..recurrence import Recurrence
from ..spans import Span, shift
from .meanings import Point
from .points import Frame, Unclear, filled
from .relative import Amount, Reach
from .resolve import recurrence

MONTHS = {"years": 12, "halves": 6, "quarters": 3, "months": 1}
"""Months in a unit."""


@dataclass(frozen=True, slots=True)
class After:
    """From a day on: it is the first (或之后), or the day after it is (之后), and so with months and years."""

    base: Any
    included: bool = False
    note: str | None = None

    @property
    def others(self) -> tuple[After, ...]:
        """What the words may mean as well: the day, month or year itself begins it."""
        return () if self.included else (After(self.base, included=True),)


@dataclass(frozen=True, slots=True)
class Periods:
    """So many whole periods before (-1) or after that of the day of reference: 上两周, 下三个月, 后三天."""

    sign: int
    count: int
    unit: str

    @property
    def note(self) -> str | None:
        """The convention on which it rests."""
        return "grain" if self.unit in ("years", "quarters", "months", "weeks") else None

    @property
    def others(self) -> tuple[Reach, ...]:
        """What the words may mean as well: so long up to the day of reference, or from it on."""
        how = "coming" if self.sign > 0 else "past"
        if self.unit == "weeks":
            return (Reach(Amount(days=7 * self.count, unit="weeks"), how),)
        months = MONTHS.get(self.unit, 0) * self.count
        return (Reach(Amount(months=months, unit="months"), how),) if self.note else ()


@dataclass(frozen=True, slots=True)
class EdgeOf:
    """The first (1) or last (-1) so many days, weeks or months of a year or a month: 去年的前10天, 今年的最后3周."""

    base: Point
    sign: int
    count: int
    unit: str

    @property
    def note(self) -> str | None:
        """The convention on which it rests."""
        return "week" if self.unit == "weeks" else None


@dataclass(frozen=True, slots=True)
class HalfOf:
    """The first or second half of a week or a month, of the day of reference: 上半月, 下半周."""

    unit: str
    second: bool
    note: str = "part"


@recurrence.register
def _(meaning: After, frame: Frame) -> Recurrence:
    days = _dated_days(meaning.base, frame)
    if not days and frame.day:
        days = _dated_days(meaning.base, replace(frame, year=frame.day.year))
    if not days:
        said = Message("a beginning without its year names no date")
        raise Unclear(said, Message("add the year, as in 自2026年5月1日起"))
    return Recurrence(Fixed(days.first if meaning.included else shift(days.last, 1), None))


def _dated_days(base: Any, frame: Frame) -> Span | None:
    """The days of what is dated and ends; None where it recurs or is open."""
    rule = recurrence(base, frame).rule
    return None if rule.is_open() else rule.single_span()


@recurrence.register
def _(meaning: Periods, frame: Frame) -> Recurrence:
    if frame.day is None:
        raise Unclear(Message("the words lean on a day of reference"), Message("say from which day they are told"))
    first = _begin(frame.day, meaning.unit)
    begin, end = (1, meaning.count + 1) if meaning.sign > 0 else (-meaning.count, 0)
    return _fixed(_ahead(first, begin, meaning.unit), shift(_ahead(first, end, meaning.unit), -1))


def _begin(day: date, unit: str) -> date:
    """The first day of the period that holds the day."""
    if months := MONTHS.get(unit):
        return date(day.year, (day.month - 1) // months * months + 1, 1)
    return shift(day, -day.weekday()) if unit == "weeks" else day


def _ahead(first: date, count: int, unit: str) -> date:
    """The first day of the period so many later."""
    if months := MONTHS.get(unit):
        return add_months(first, count * months)
    return shift(first, count * (7 if unit == "weeks" else 1))


@recurrence.register
def _(meaning: EdgeOf, frame: Frame) -> Recurrence:
    within = _dated_days(filled(meaning.base, frame), frame)
    if not within:
        raise Unclear(Message("the year is not stated"))
    found = _first(within, meaning) if meaning.sign > 0 else _last(within, meaning)
    if found.first < within.first or found.last > within.last:
        raise Unclear(Message("the words name no date"))
    return _fixed(found.first, found.last)


def _first(within: Span, meaning: EdgeOf) -> Span:
    """Weeks are counted from the first Monday on."""
    first = shift(within.first, -within.first.weekday() % 7) if meaning.unit == "weeks" else within.first
    return Span(first, shift(_ahead(first, meaning.count, meaning.unit), -1))


def _last(within: Span, meaning: EdgeOf) -> Span:
    """Weeks are counted back from the last Sunday."""
    last = shift(within.last, -((within.last.weekday() + 1) % 7)) if meaning.unit == "weeks" else within.last
    return Span(_ahead(shift(last, 1), -meaning.count, meaning.unit), last)


@recurrence.register
def _(meaning: HalfOf, frame: Frame) -> Recurrence:
    day = frame.day
    if day is None:
        raise Unclear(Message("the words lean on a day of reference"), Message("say from which day they are told"))
    first = _begin(day, meaning.unit)
    middle, length = (3, 7) if meaning.unit == "weeks" else (15, month_days(day.year, day.month))
    return (
        _fixed(shift(first, middle), shift(first, length - 1))
        if meaning.second
        else _fixed(first, shift(first, middle - 1))
    )


def _fixed(first: date, last: date) -> Recurrence:
    return Recurrence(Fixed(first, last))
