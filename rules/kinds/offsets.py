"""Rules that lean on something else: due dates, dates around a day, spans counted from an event, bare durations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from ..errors import RuleError
from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Rule, Sort, Timed, rule_from_json
from ..spans import Span, shift
from ..strides import Stride
from .families import Derived, Undated

INCLUSIVE = ("unstated", "stated", "excluded")
WIDTH_OPEN = Message("the text says about that day and leaves the width open")
UNITS = {"years": "Y", "months": "M", "weeks": "W", "days": "D", "workdays": "BD", "hours": "H"}


@dataclass(frozen=True, slots=True)
class Due(Derived):
    """Due by the last day of another rule (4月15日前, 每年3月底前): that day itself, `inclusive` says how sure the text is.

    `stated` where the text includes the day (截止, 至…止), `unstated` for a bare …前, `excluded` where it leaves the day out:
    then the day before is the last.

    >>> from rules.kinds import Yearly
    >>> Due(Yearly(3, 31)).value()
    'R/P1Y/../03-31'
    """

    kind: ClassVar[str] = "due"
    sort: ClassVar[Sort] = Sort.DEADLINE
    base: Rule
    inclusive: str = "unstated"

    def __post_init__(self) -> None:
        if self.inclusive not in INCLUSIVE:
            raise ValueError(f"inclusive is one of {', '.join(INCLUSIVE)}, not {self.inclusive!r}")

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        wide = Span(window.first, shift(window.last, 1)) if self.inclusive == "excluded" else window
        for key, span, _ in self.base.timed(wide, reckoning):
            day = self.becomes(span, reckoning)
            if day.first in window:
                yield key, day, None

    def becomes(self, span: Span, reckoning: Reckoning) -> Span:
        day = shift(span.first, -1) if self.inclusive == "excluded" else span.last
        return Span(day, day)

    def _origin(self, span: Span, reckoning: Reckoning) -> Span:
        """The base's span that is due on the day; the day itself where none is."""
        if self.inclusive != "excluded" and self.base.one_day():
            return span
        near = Span.of(shift(span.first, 1)) if self.inclusive == "excluded" else span
        return next((one for one in self.base.spans(near, reckoning) if self.becomes(one, reckoning) == span), span)

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        return self.base.reasons(self._origin(span, reckoning), reckoning)

    def deadline(self) -> str:
        return self.inclusive

    def subject(self) -> Rule:
        return self.base

    def extent(self) -> tuple[date | None, date | None]:
        return self.base.extent()

    def last_day(self) -> Rule:
        raise RuleError(Message("it is due already, and cannot be due by that"))

    def key(self, span: Span) -> str:
        return self.base.key(span)

    def strides(self) -> tuple[Stride, ...] | None:
        return self.base.strides() if self.inclusive != "excluded" else None

    def value(self) -> str | None:
        base = self.base.value()
        if base is None:
            return None
        if not base.startswith("R/"):
            return "../" + base.partition("/")[2] if "/" in base else "../" + base
        every, _, rest = base[2:].partition("/")
        return f"R/{every}/../{rest.rpartition('/')[2]}"

    def rrule(self) -> str | None:
        return self.base.rrule() if self.base.one_day() and self.inclusive != "excluded" else None

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        words = {
            "stated": Message("due on that day, which the text includes"),
            "unstated": Message("due on that day; whether the day itself counts is not stated"),
            "excluded": Message("due on the day before, the text leaves the day itself out"),
        }
        return (*self.base.why(self._origin(span, reckoning), reckoning), words[self.inclusive])

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Due:
        return cls(rule_from_json(fields["base"]), fields.get("inclusive", "unstated"))


@dataclass(frozen=True, slots=True)
class Around(Derived):
    """About the days of another rule (5月30日前后): only the anchor is certain, the width is nowhere stated."""

    kind: ClassVar[str] = "around"
    base: Rule

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        return ((key, span, None) for key, span, _ in self.base.timed(window, reckoning))

    def becomes(self, span: Span, reckoning: Reckoning) -> Span:
        return span

    def is_open(self) -> bool:
        return self.base.is_open()

    def value(self) -> str | None:
        base = self.base.value()
        return base and base + "~"

    def doubts(self) -> tuple[Message, ...]:
        return (*self.base.doubts(), WIDTH_OPEN)

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        return (*self.base.reasons(span, reckoning), WIDTH_OPEN)

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        return self.base.why(span, reckoning)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Around:
        return cls(rule_from_json(fields["base"]))


@dataclass(frozen=True, slots=True)
class Anchored(Undated):
    """Counted from a named event whose date is not known here (任期届满前六个月): no date until the event has one.

    >>> Anchored("任期届满", -6, "months").value()
    '-P6M@任期届满'
    """

    kind: ClassVar[str] = "anchored"
    sort: ClassVar[Sort] = Sort.OFFSET
    anchor: str
    amount: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"no unit {self.unit!r}, one of {', '.join(UNITS)}")

    def value(self) -> str:
        return f"{'-' if self.amount < 0 else '+'}{write_duration(abs(self.amount), self.unit)}@{self.anchor}"

    def doubts(self) -> tuple[Message, ...]:
        return (Message("the date of “{anchor}” is not known", anchor=self.anchor),)


@dataclass(frozen=True, slots=True)
class Duration(Undated):
    """A length of time with no stated start (用5年左右时间): it names no day.

    >>> Duration(20, "workdays").value()
    'P20BD'
    """

    kind: ClassVar[str] = "duration"
    sort: ClassVar[Sort] = Sort.LENGTH
    amount: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"no unit {self.unit!r}, one of {', '.join(UNITS)}")
        if self.amount < 1:
            raise RuleError(Message("a period of {n} has no length", n=self.amount), Message("it must be 1 or more"))

    def value(self) -> str:
        return write_duration(self.amount, self.unit)

    def doubts(self) -> tuple[Message, ...]:
        return (Message("a length of time without a start names no day"),)


def check_days(unit: str) -> None:
    """Raises RuleError for hours, by which no day is counted on; ValueError for what is none of UNITS."""
    if unit == "hours":
        raise RuleError(
            Message("days are not counted in hours"), Message("give days, weeks, months, years or working days")
        )
    if unit not in UNITS:
        raise ValueError(f"no unit {unit!r}, one of {', '.join(UNITS)}")


def write_duration(amount: int, unit: str) -> str:
    """A duration in ISO 8601, working days as BD.

    >>> write_duration(6, "months")
    'P6M'
    """
    return f"PT{amount}H" if unit == "hours" else f"P{amount}{UNITS[unit]}"
