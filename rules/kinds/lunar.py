"""Days of the lunar calendar (农历) and of the solar terms (节气), from the tables of `rules/reckoning/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import ClassVar

from ..errors import RuleError, YuelingError
from ..messages import Message
from ..reckoning import RECKONING, Reckoning, lunar, terms
from ..rule import Json, Rule
from ..spans import Span, shift
from ..strides import Listed
from .civil import years_of
from .families import Annual, Simple
from .weeks import once

LEAPS = ("skip", "too", "only")
SKIPS = ("omit", "backward", "forward")
SHORT_MONTHS = Message("lunar months of 29 days are left out")


@dataclass(frozen=True, slots=True)
class Lunar(Annual):
    """A day of the lunar year (农历正月十五, 腊月廿三, 除夕); day -1 is the last of the month, so 除夕 is day -1 of month 12.

    `leap` says what a leap month does: `skip` leaves it out, `too` counts it as well, `only` means it alone (闰六月初一).
    `skip` says, as RFC 7529 does, what comes of a 30th that the month lacks or a leap month that the year lacks: omit,
    backward (the day or month before) or forward. A year other than 0 keeps it to that lunar year, which ends in the next
    civil one: 腊月廿三 of 2026 is 2027-01-30.
    Years outside the table (1900–2100) have no occurrence.

    >>> Lunar(1, 15).of_lunar_year(2026)
    [Span(first=datetime.date(2026, 3, 3), last=datetime.date(2026, 3, 3))]
    """

    kind: ClassVar[str] = "lunar"
    month: int
    day: int
    leap: str = "skip"
    skip: str = "omit"
    year: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise RuleError(Message("there is no month {month}", month=self.month), Message("months run from 1 to 12"))
        if not (1 <= self.day <= 30 or self.day == -1):
            raise RuleError(
                Message("no lunar month has a day {day}", day=self.day), Message("lunar months have 29 or 30 days")
            )
        if self.day == -1:  # every month has a last day
            object.__setattr__(self, "skip", "omit")
        if self.leap not in LEAPS or self.skip not in SKIPS:
            raise ValueError(f"leap is one of {', '.join(LEAPS)}, skip one of {', '.join(SKIPS)}")
        if self.year and not self.of_lunar_year(self.year):
            raise RuleError(
                Message("the lunar year {year} has no such day", year=self.year),
                Message("not every year has a leap month, not every month a 30th; the table runs from 1900 to 2100"),
            )

    def one_day(self) -> bool:
        return True

    def leans_on(self) -> frozenset[str]:
        return frozenset({"lunar"})

    def never(self) -> Message | None:
        return _never(self)

    def missing_day(self) -> Message | None:
        return SHORT_MONTHS if (self.day, self.skip) == (30, "omit") else None

    def of_lunar_year(self, year: int) -> list[Span]:
        """The days of it in the lunar year that begins in this civil year; none outside the table."""
        found = []
        try:
            if self.leap != "only":
                found.append(self._day(year, leap=False))
            if self.leap == "too" and lunar.leap_month(year) == self.month:
                found.append(self._day(year, leap=True))
            elif self.leap == "only":
                found.append(self._leap_day(year))
        except YuelingError:
            return []
        return [Span(day, day) for day in found if day]

    def _leap_day(self, year: int) -> date | None:
        if lunar.leap_month(year) == self.month:
            return self._day(year, leap=True)
        if self.skip == "omit":
            return None
        if self.skip == "backward":
            return self._day(year, leap=False)
        return lunar.civil_of(year + self.month // 12, self.month % 12 + 1, self.day)

    def _day(self, year: int, *, leap: bool) -> date | None:
        day = lunar.civil_of(year, self.month, self.day, leap)
        if day or self.skip == "omit":
            return day
        last = lunar.civil_of(year, self.month, -1, leap)
        return last if self.skip == "backward" or not last else shift(last, 1)

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        for year in (self.year,) if self.year else years_of(window):
            for span in self.of_lunar_year(year):
                if span.overlaps(window):
                    yield span

    def single_span(self, reckoning: Reckoning = RECKONING) -> Span | None:
        return next(iter(self.of_lunar_year(self.year)), None) if self.year else None

    def to_json(self) -> Json:
        record = super(Lunar, self).to_json()
        if self.year:
            record["lunar_year"] = record.pop("year")
        return record

    @classmethod
    def from_fields(cls, fields: Mapping[str, Json]) -> Lunar:
        """A rule from its JSON; a `year` is the civil year in which the day falls, as rules were stored up to 0.1."""
        given = dict(fields)
        civil, given["year"] = given.pop("year", 0), given.pop("lunar_year", 0)
        rule = cls(**given)
        return rule.in_year(civil) if civil else rule

    def in_year(self, year: int) -> Lunar:
        """The rule kept to the lunar year whose day falls in a civil year: 2027年腊八节."""
        for first in (year, year - 1):
            if any(span.first.year == year for span in self.of_lunar_year(first)):
                return replace(self, year=first)
        raise RuleError(
            Message("no such lunar day falls in {year}", year=year),
            Message("not every year has a leap month, not every month a 30th; the table runs from 1900 to 2100"),
        )

    def strides(self) -> tuple[Listed] | None:
        if self.year or self.leap == "only" or self.skip != "omit":
            return None
        days = lunar.days_of_months(self.month, self.day)
        if self.leap == "too":
            days = tuple(sorted((*days, *lunar.days_of_months(self.month, self.day, leap=True))))
        return (Listed(days),)

    def key(self, span: Span) -> str:
        if self.year:
            return "once"
        day = lunar.lunar_of(span.first)
        return f"L{day.year}" + ("+" if day.leap else "")

    def value(self) -> str | None:
        if self.year:
            return once(self.of_lunar_year(self.year)[0])
        return f"R/P1Y/L{self.month:02d}-{self.day:02d}"

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        doubt = lunar.uncertain(span.first)
        return (doubt,) if doubt else ()

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        day = lunar.lunar_of(span.first)
        ganzhi, animal = lunar.cycle(day.year)
        return (
            Message("{day} is {lunar} of the lunar year {year} ({cycle})", day=str(span.first), lunar=lunar.words(day),
                    year=day.year, cycle=ganzhi + animal),
        )  # fmt: skip


@cache
def _never(rule: Lunar) -> Message | None:
    if any(rule.of_lunar_year(year) for year in range(lunar.FIRST_YEAR, lunar.LAST_YEAR + 1)):
        return None
    return Message("no lunar year of the table (1900 to 2100) has that day")


def in_year(rule: Rule, year: int) -> str | None:
    """The one span of a rule that is kept to a year, in ISO 8601; None where that year has none."""
    window = Span(date(year, 1, 1), date(year, 12, 31))
    return once(next(rule.spans(window, Reckoning()), None))


@dataclass(frozen=True, slots=True)
class LunarMonthly(Simple):
    """A day of each lunar month, leap months counted (农历每月初一); a 30th that a month lacks is skipped."""

    kind: ClassVar[str] = "lunar-monthly"
    day: int

    def __post_init__(self) -> None:
        if not (1 <= self.day <= 30 or self.day == -1):
            raise RuleError(
                Message("no lunar month has a day {day}", day=self.day), Message("lunar months have 29 or 30 days")
            )

    def one_day(self) -> bool:
        return True

    def leans_on(self) -> frozenset[str]:
        return frozenset({"lunar"})

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        first, last = max(window.first, lunar.FIRST), min(window.last, lunar.LAST)
        if first > last:
            return
        for year in range(lunar.lunar_of(first).year, lunar.lunar_of(last).year + 1):
            for span in self._of_year(year):
                if span.overlaps(window):
                    yield span

    def strides(self) -> tuple[Listed]:
        return (Listed(lunar.days_of_months(0, self.day)),)

    def _of_year(self, year: int) -> Iterator[Span]:
        for month in range(1, 13):
            for leap in (False, True):
                day = lunar.civil_of(year, month, self.day, leap)
                if day:
                    yield Span(day, day)

    def value(self) -> str:
        return f"R/P1M/L{self.day:02d}"

    def missing_day(self) -> Message | None:
        return SHORT_MONTHS if self.day == 30 else None

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        doubt = lunar.uncertain(span.first)
        return (doubt,) if doubt else ()

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return (Message("{day} is {lunar}", day=str(span.first), lunar=lunar.words(lunar.lunar_of(span.first))),)


@dataclass(frozen=True, slots=True)
class SolarTerm(Annual):
    """The day of a solar term (清明, 冬至, 秋分) by civil date in Beijing time; years outside 1900–2100 have none.

    >>> SolarTerm("冬至", 2026).value()
    '2026-12-22'
    """

    kind: ClassVar[str] = "term"
    name: str
    year: int = 0

    def __post_init__(self) -> None:
        if self.name not in terms.NAMES:
            raise RuleError(
                Message("there is no solar term {name}", name=self.name), Message("they run from 小寒 to 冬至")
            )
        if self.year and in_year(self, self.year) is None:
            raise RuleError(
                Message("the solar terms of {year} are not known here", year=self.year),
                Message("the table runs from 1900 to 2100"),
            )

    def one_day(self) -> bool:
        return True

    def leans_on(self) -> frozenset[str]:
        return frozenset({"terms"})

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        for year in years_of(window):
            try:
                day = terms.term_day(year, self.name)
            except YuelingError:
                continue
            if day in window and self.year in (0, year):
                yield Span(day, day)

    def strides(self) -> tuple[Listed] | None:
        return None if self.year else (Listed(terms.days_of(self.name)),)

    def key(self, span: Span) -> str:
        return "once" if self.year else str(span.first.year)

    def value(self) -> str | None:
        return in_year(self, self.year) if self.year else f"R/P1Y/{self.name}"

    def missing_day(self) -> None:
        return None

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        doubt = terms.uncertain(span.first.year, self.name)
        return (doubt,) if doubt else ()

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return (Message("{term} of {year} is on {day}", term=self.name, year=span.first.year, day=str(span.first)),)
