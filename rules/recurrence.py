"""A rule with its bounds, and the occurrences that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .messages import Message
from .reckoning import RECKONING, Reckoning
from .rule import Rule, rule_from_json
from .spans import FIRST_DAY, LAST_DAY, Span, shift

MINUTES_OF_A_DAY = 24 * 60
DOUBTS = {
    "old": Message("the date lies before the notice that sets it"),
    "weekday": Message("the weekday in brackets is not that of the date"),
    "unverified": Message("nobody has read a source of this rule"),
    "about": Message("the words give the number only roughly"),
    "century": Message("a century is read as the years that begin with its hundreds: the 18th is 1700 to 1799"),
    "coming": Message("a weekday without its week is read as the next one, the day of reference included"),
    "decade": Message("a decade without its century is read as one of the 20th"),
    "digits": Message("a year of two digits is read as 2000 to 2030 or 1931 to 1999"),
    "fifteenth": Message("the fifteenth in Chinese numerals is read as a day of the lunar calendar"),
    "figure": Message("a number after a month is read as a day of the civil calendar"),
    "first": Message("the day or year of reference is counted as the first"),
    "grain": Message("a count of years, months or weeks is read as leading to the whole year, month or week"),
    "part": Message("how far the beginning or the end of a period reaches is nowhere stated"),
    "school": Message("school holidays differ by place; July and August are assumed"),
    "season": Message("the seasons are read by the solar terms, from 立春, 立夏, 立秋 and 立冬"),
    "trading": Message("trading days are counted as working days"),
    "week": Message("which week of the year is the first is read as that of the first Monday"),
}
"""What makes the words of a rule doubtful, whatever its kind; a recurrence keeps the names."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Times of day in minutes after midnight: `start` on the first day, `end` on the last; 1440 ends that same day.

    A deadline has an end only, a talk that begins at nine a start only.

    >>> Clock(end=18 * 60).write()
    '/18:00'
    """

    start: int | None = None
    end: int | None = None

    def __post_init__(self) -> None:
        for minute in (self.start, self.end):
            if minute is not None and not 0 <= minute <= MINUTES_OF_A_DAY:
                raise ValueError(f"no time of day: {minute} minutes after midnight")

    def write(self) -> str:
        """The clock as `09:00/11:30`, `09:00/` or `/18:00`; `Clock.read` reads it back."""
        return "/".join("" if m is None else hhmm(m) for m in (self.start, self.end))

    @classmethod
    def read(cls, text: str) -> Clock:
        """The clock that `write` wrote."""
        start, _, end = text.partition("/")
        return cls(_minutes(start), _minutes(end))


def hhmm(minutes: int) -> str:
    """Minutes after midnight as a clock shows them.

    >>> hhmm(1440)
    '24:00'
    """
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minutes(text: str) -> int | None:
    if not text:
        return None
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes or 0)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One member of a recurrence: its days, its clock, and what it rests on."""

    span: Span
    key: str
    clock: Clock | None = None
    reasons: tuple[Message, ...] = ()
    """Why it is tentative; none where it is certain."""

    @property
    def tentative(self) -> bool:
        """Whether its dates rest on a convention, a prediction or a missing table."""
        return bool(self.reasons)

    @property
    def start(self) -> str:
        """The first day, with its time where one is given (ISO 8601, Asia/Shanghai)."""
        return self.span.first.isoformat() + _suffix(self.clock.start if self.clock else None)

    @property
    def end(self) -> str:
        """The last day, included, with its time where one is given (ISO 8601, Asia/Shanghai)."""
        return self.span.last.isoformat() + _suffix(self.clock.end if self.clock else None)


def _suffix(minutes: int | None) -> str:
    return "" if minutes is None else "T" + hhmm(minutes)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule with its bounds: only occurrences that begin from `since` to `until` count, both included.

    >>> from rules.kinds import Yearly
    >>> day = Recurrence(Yearly(5, 30), since=date(2017, 1, 1))
    >>> [o.start for o in day.between(date(2016, 1, 1), date(2018, 12, 31))]
    ['2017-05-30', '2018-05-30']
    """

    rule: Rule
    since: date | None = None
    until: date | None = None
    clock: Clock | None = None
    without: tuple[date, ...] = ()
    """First days of occurrences that do not take place."""
    notes: tuple[str, ...] = ()
    """What makes its words doubtful: names in DOUBTS."""

    def between(self, first: date, last: date, reckoning: Reckoning = RECKONING) -> list[Occurrence]:
        """The occurrences that share a day with first…last, both included, in order.

        Raises ValueError where last lies before first.
        """
        return list(self._expand(Span(first, last), reckoning))

    def next(self, after: date, reckoning: Reckoning = RECKONING) -> Occurrence | None:
        """The first occurrence that begins after the day, or None where there is none left."""
        return next((o for o in self._ahead(after, reckoning)), None)

    def upcoming(self, start: date, count: int, reckoning: Reckoning = RECKONING) -> list[Occurrence]:
        """The first `count` occurrences that begin on the day or after it."""
        found: list[Occurrence] = []
        for occurrence in self._ahead(shift(start, -1) if start > FIRST_DAY else start, reckoning):
            if len(found) == count:
                break
            found.append(occurrence)
        return found

    def previous(self, before: date, reckoning: Reckoning = RECKONING) -> Occurrence | None:
        """The last occurrence that begins before the day, or None."""
        last, reach = shift(before, -1), 400
        floor = self.since or FIRST_DAY
        while last < before and last >= floor:
            first = max(shift(last, -reach), FIRST_DAY)
            found = [o for o in self.between(first, last, reckoning) if first <= o.span.first <= last]
            if found:
                return found[-1]
            if first == FIRST_DAY:
                return None
            last, reach = shift(first, -1), reach * 4
        return None

    def doubts(self) -> tuple[Message, ...]:
        """Why every date of it is tentative; empty where they are certain."""
        return (*self.rule.doubts(), *(DOUBTS[note] for note in self.notes))

    def _ahead(self, after: date, reckoning: Reckoning) -> Iterator[Occurrence]:
        first, reach = shift(after, 1), 400
        if self.since:
            first = max(first, self.since)
        ceiling = self.until or LAST_DAY
        while first > after and first <= ceiling:
            last = min(shift(first, reach), ceiling)
            yield from (o for o in self._expand(Span(first, last), reckoning) if first <= o.span.first <= last)
            if last >= ceiling:
                return
            first, reach = shift(last, 1), reach * 4

    def _expand(self, window: Span, reckoning: Reckoning) -> Iterator[Occurrence]:
        notes = tuple(DOUBTS[note] for note in self.notes)
        for key, span in self.rule.keyed(window, reckoning):
            if (self.since and span.first < self.since) or (self.until and span.first > self.until):
                continue
            if span.first not in self.without:
                yield Occurrence(span, key, self.clock, self.rule.reasons(span, reckoning) + notes)

    def to_json(self) -> dict[str, Any]:
        """The recurrence as plain JSON; `Recurrence.from_json` reads it back to an equal one."""
        record: dict[str, Any] = {"rule": self.rule.to_json()}
        if self.since:
            record["since"] = self.since.isoformat()
        if self.until:
            record["until"] = self.until.isoformat()
        if self.clock:
            record["clock"] = self.clock.write()
        if self.without:
            record["without"] = [day.isoformat() for day in self.without]
        if self.notes:
            record["notes"] = list(self.notes)
        return record

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Recurrence:
        """The recurrence that `to_json` wrote; ValueError where the record is none."""
        since, until, clock = record.get("since"), record.get("until"), record.get("clock")
        notes = tuple(record.get("notes", ()))
        if unknown := set(notes) - set(DOUBTS):
            raise ValueError(f"no doubt by the name of {', '.join(sorted(unknown))}")
        return cls(
            rule_from_json(record["rule"]),
            date.fromisoformat(since) if since else None,
            date.fromisoformat(until) if until else None,
            Clock.read(clock) if clock else None,
            tuple(date.fromisoformat(day) for day in record.get("without", ())),
            notes,
        )
