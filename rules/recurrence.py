"""A rule with its bounds and exceptions, and the occurrences that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from struct import Struct
from typing import Any, Generic, NamedTuple, TypeVar, overload

from .clock import MINUTES_OF_A_DAY, Clock, hhmm
from .editions import Edition
from .kinds import rule_from_json
from .lazy import Lazy
from .messages import Message
from .reckoning import RECKONING, Reckoning
from .rule import Rule, Timed
from .spans import FIRST_DAY, LAST_DAY, Span, shift
from .strides import Listed, Stride, dates, days_of, folded, next_of, previous_of

_PACKED = Struct("=7i")
MOST_SOUGHT = 100_000
"""Days in a row, at most, that exceptions take away before the search is given up."""
DOUBTS = {
    "old": Message("the date lies before the notice that sets it"),
    "weekday": Message("the weekday in brackets is not that of the date"),
    "next-weekday": Message("the weekday in brackets is not that of the next such date"),
    "unverified": Message("nobody has read a source of this rule"),
    "apart": Message("“every so many apart” (每隔3天) is read as every third; some mean every fourth"),
    "afternoon-end": Message("an end before its beginning is read as one of the afternoon: 9点到5点 is 9:00 to 17:00"),
    "about": Message("the words give the number only roughly"),
    "after": Message("“after” (以后, 之后) is read as from the day after, the month after or the year after"),
    "century": Message("a century is read as the years that begin with its hundreds: the 18th is 1700 to 1799"),
    "closed": Message("“between” is read with both ends included"),
    "coming": Message("a weekday without its week is read as the next one, the day of reference included"),
    "decade": Message("a decade without its century is read as one of the 20th"),
    "cycle": Message("a year by its name in the cycle of sixty is read as one of 1984 to 2043"),
    "digits": Message("a year of two digits is read as 2000 to 2030 or 1931 to 1999"),
    "fifteenth": Message("the fifteenth in Chinese numerals is read as a day of the lunar calendar"),
    "either": Message("days of which one is enough are read as all of them"),
    "figure": Message("a number after a month is read as a day of the civil calendar"),
    "first": Message("the day or year of reference is counted as the first"),
    "grain": Message("a count of years, months or weeks is read as leading to the whole year, month or week"),
    "month": Message("a day without its month is read as one of the month of reference"),
    "order": Message("figures that end with the year are read with the day in front, where they can be"),
    "next": Message("a day without its year is read as the next one"),
    "past": Message("a day without its year is read as the last one"),
    "then": Message("“this time of the year” is read as the day of reference"),
    "part": Message("how far the beginning or the end of a period reaches is nowhere stated"),
    "running": Message("the length is counted from the day of reference itself, not in whole weeks or months"),
    "school": Message("school holidays differ by place; July and August are assumed"),
    "season": Message("the seasons are read by the solar terms, from 立春, 立夏, 立秋 and 立冬"),
    "today": Message("a time without its day is read as one of the day of reference"),
    "trading": Message("trading days are counted as working days"),
    "unread": Message("something that its calendar says of its dates cannot be read"),
    "weekly": Message("weekdays without their week are read as those of every week"),
    "week": Message("the weeks of the year are read by ISO 8601: the first is that of the first Thursday"),
    "weeks": Message("a weekday of the next or the last week is read by calendar weeks, from Monday to Sunday"),
    "title": Message("the year of the title is taken; the day may be one of the year of the notice"),
    "lean": Message("the month is that of the date told before it; it may be the month of the notice"),
    "zone": Message("its time zone is not known; its times are taken as those of its calendar"),
    "while": Message("it holds only for a while, whose days are nowhere stated"),
}
"""What makes the words of a rule doubtful, whatever its kind; a recurrence keeps the names."""

REMARKS = {
    "morning": Message("in the morning; no time is stated"),
    "noon": Message("at noon; no time is stated"),
    "afternoon": Message("in the afternoon; no time is stated"),
    "evening": Message("in the evening; no time is stated"),
    "closing": Message("by the end of office hours, whose time is not stated"),
}
"""What the words say besides, and the dates do not show; nothing doubtful. A recurrence keeps these names too."""


class Occurrence(NamedTuple):
    """One member of a recurrence: its days, its clock, and what it rests on."""

    span: Span
    key: str
    clock: Clock | None = None
    reasons: tuple[Message, ...] = ()
    """Why it is tentative; none where it is certain."""
    edition: int | None = None
    """Which one of its row it is, where the recurrence counts them."""

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

    @property
    def times(self) -> tuple[str, str, bool]:
        """Start, end and whether it fills whole days; ISO 8601 in Asia/Shanghai, the last of whole days included.

        Where a clock is given both are points of time that every ISO reader knows, and the end is never before the start:
        a deadline at 18:00 starts and ends then, so does what begins at 14:30 and whose end nobody states; the end of a day
        is 0:00 of the next; what ends at 24:00 and has no beginning fills its days.

        >>> Occurrence(Span.of(date(2026, 12, 18)), "", Clock(start=870)).times
        ('2026-12-18T14:30', '2026-12-18T14:30', False)
        >>> Occurrence(Span.of(date(2026, 12, 18)), "", Clock(540, 1440)).times
        ('2026-12-18T09:00', '2026-12-19T00:00', False)
        """
        span, clock = self.span, self.clock
        if clock is None or (clock.start is None and clock.end in (None, MINUTES_OF_A_DAY)):
            return span.first.isoformat(), span.last.isoformat(), True
        end = clock.end
        start = clock.start if clock.start is not None else (end if span.days == 1 else 0)
        if end is None:
            end = start if span.days == 1 else MINUTES_OF_A_DAY
        begin, until = _point(span.first, start or 0), _point(span.last, end or 0)
        return begin, max(begin, until), False

    @property
    def moment(self) -> datetime:
        """When it begins: its time where one is given, else the midnight that begins its first day (naive)."""
        start = self.clock.start if self.clock else None
        return datetime.combine(self.span.first, time()) + timedelta(minutes=start or 0)


def _point(day: date, minutes: int) -> str:
    """The point of time; after the last day that there is, its last minute."""
    if minutes >= MINUTES_OF_A_DAY and day == date.max:
        return f"{day}T23:59"
    return (datetime.combine(day, time()) + timedelta(minutes=minutes)).isoformat(timespec="minutes")


def _suffix(minutes: int | None) -> str:
    return "" if minutes is None else "T" + hhmm(minutes)


@dataclass(frozen=True, slots=True)
class Move:
    """An occurrence that takes place at another time: the first day by the rule, and the days and times instead."""

    day: date
    span: Span
    clock: Clock | None = None


Raw = TypeVar("Raw")


class Occurrences(Sequence[Occurrence], Generic[Raw]):
    """Occurrences in order, of which that is known from which each is made (`make`) when it is looked at."""

    __slots__ = ("_found", "_make")

    def __init__(self, found: Sequence[Raw], make: Callable[[Raw], Occurrence]) -> None:
        self._found, self._make = found, make

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, place: int) -> Occurrence: ...
    @overload
    def __getitem__(self, place: slice) -> list[Occurrence]: ...
    def __getitem__(self, place: int | slice) -> Occurrence | list[Occurrence]:
        if isinstance(place, slice):
            return [*map(self._make, self._found[place])]
        return self._make(self._found[place])

    def __iter__(self) -> Iterator[Occurrence]:
        return map(self._make, self._found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # equal to lists, which have none

    def __repr__(self) -> str:
        return repr(list(self))


@dataclass(frozen=True)
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
    """What makes its words doubtful, and what they say besides: names in DOUBTS and REMARKS."""
    suspended: tuple[int, ...] = ()
    """Years in which it does not take place (停办)."""
    moved: tuple[Move, ...] = ()
    """Single occurrences that take place at another time, under the keys that they had."""
    extra: tuple[Span, ...] = ()
    """Occurrences beside those of the rule."""
    edition: Edition | None = None
    """How its occurrences are numbered, one a year."""
    then: Recurrence | None = None
    """The version that replaces this one from its own `since` on: a law changed, a day was moved for good."""

    def __post_init__(self) -> None:
        if self.then and not self.then.since:
            raise ValueError("a later version needs the day from which it holds")

    def between(
        self, first: date | datetime, last: date | datetime, reckoning: Reckoning = RECKONING
    ) -> Sequence[Occurrence]:
        """The occurrences that share a day with first…last, both included, in order.

        Between two moments (naive, Asia/Shanghai) those that begin from the one to the other, both included.

        Raises ValueError where last lies before first.
        """
        if isinstance(first, datetime) or isinstance(last, datetime):
            begin, end = _moment(first), _moment(last, ends=True)
            whole = self._expand(Span(begin.date(), end.date()), reckoning)
            return [o for o in whole if begin <= o.moment <= end]
        window = Span(first, last)
        if self._strides is not None:
            return Occurrences(self.days(first, last), partial(self.on, reckoning=reckoning))
        return list(self._expand(window, reckoning))

    def days(self, first: date, last: date, reckoning: Reckoning = RECKONING) -> list[date]:
        """The first days of the occurrences that begin in first…last, both included: the fastest answer there is."""
        if self._strides is None:
            found = self._expand(Span(first, last), reckoning)
            return [o.span.first for o in found if first <= o.span.first <= last]
        low, high = self._bounds
        low, high = max(first.toordinal(), low), min(last.toordinal(), high)
        if low > high:
            return []
        return dates(self._strides[0].days(low, high) if len(self._strides) == 1 else days_of(self._strides, low, high))

    def ordinals(self, first: date, last: date, reckoning: Reckoning = RECKONING) -> Sequence[int]:
        """What `days` says, as ordinals."""
        if self._strides is None:
            return [day.toordinal() for day in self.days(first, last, reckoning)]
        low, high = self._bounds
        low, high = max(first.toordinal(), low), min(last.toordinal(), high)
        return days_of(self._strides, low, high) if low <= high else ()

    def next(self, after: date | datetime, reckoning: Reckoning = RECKONING) -> Occurrence | None:
        """The first occurrence that begins after the day (after the moment), or None where there is none left."""
        strides = self._strides
        if strides is not None:
            low, high = self._bounds
            day = after.toordinal()
            if day < low:
                day = low - 1
            elif isinstance(after, datetime) and self._begins(day) > _seconds(after):
                day -= 1  # on the day itself the time is still to come
            found = strides[0].after(day) if len(strides) == 1 else next_of(strides, day)
            return None if found is None or found > high else self.on(date.fromordinal(found), reckoning)
        if self.rule.seeks:
            moment = after if isinstance(after, datetime) else _moment(after, ends=True)
            return self._seek(moment, reckoning)
        if not isinstance(after, datetime):
            return next(self._ahead(after, reckoning), None)
        return next((o for o in self._ahead(shift(after.date(), -1), reckoning) if o.moment > after), None)

    def _begins(self, day: int) -> int:
        """When an occurrence on the day would begin, in seconds after its midnight."""
        opening = self._opening
        if opening is not None:
            return opening
        clock = self.rule.clock_on(date.fromordinal(day)) or self.clock
        return 60 * (clock.start or 0) if clock else 0

    @Lazy
    def _opening(self) -> int | None:
        """When all its occurrences begin, in seconds after midnight; None where they may have times of their own."""
        if self._clocked:
            return None
        return 60 * (self.clock.start or 0) if self.clock else 0

    def _seek(self, moment: datetime, reckoning: Reckoning, *, back: bool = False) -> Occurrence | None:
        """The first occurrence after the moment, or the last before it (`back`), of a rule that seeks."""
        found = self._regular(moment, reckoning, back=back)
        if not self._exceptional:
            return found
        near = [found] if found else []
        near += self._nearest_aside(moment, reckoning, back=back)
        if self.then and (
            later := self.then.previous(moment, reckoning) if back else self.then.next(moment, reckoning)
        ):
            near.append(later)
        return (max if back else min)(near, key=lambda o: (o.moment, o.span.last), default=None)

    def _regular(self, moment: datetime, reckoning: Reckoning, *, back: bool) -> Occurrence | None:
        """The nearest occurrence that the rule gives and that takes place as it says."""
        first, last = self._own_days
        if back:
            moment = min(moment, _moment(last, ends=True))
        elif first > FIRST_DAY:
            moment = max(moment, _moment(shift(first, -1), ends=True))
        for _ in range(MOST_SOUGHT):
            found = self._sought(self.rule.preceding(moment) if back else self.rule.following(moment), reckoning)
            if not found or not first <= found.span.first <= last:
                return None
            if not self._exceptional or self._takes_place(found):
                return found
            moment = _moment(found.span.first, ends=not back)  # exceptions take whole days
        return None

    @Lazy
    def said(self) -> dict[str, str]:
        """Its words by language, as far as somebody wrote them: they are asked for in each feed and on each page."""
        return {}

    @Lazy
    def _own_days(self) -> tuple[date, date]:
        """The first and the last day on which this version may begin something by its rule."""
        until = self.until or LAST_DAY
        if self.then and self.then.since:
            until = min(until, shift(self.then.since, -1))
        return self.since or FIRST_DAY, until

    def _nearest_aside(self, moment: datetime, reckoning: Reckoning, *, back: bool) -> list[Occurrence]:
        """Of what takes place beside the rule or was moved, what lies on the nearest days on that side of the moment."""
        here = moment.date()
        aside = sorted({day for day in self._aside if (day <= here if back else day >= here)}, reverse=back)
        for day in aside:
            found = [self._beside(span) for span in self.extra if span.first == day]
            for move in (move for move in self.moved if move.span.first == day):
                found += (
                    o._replace(span=move.span, clock=move.clock or o.clock) for o in self._originals(move, reckoning)
                )
            if near := [o for o in found if (o.moment < moment if back else o.moment > moment)]:
                return near
        return []

    def _sought(self, found: Timed | None, reckoning: Reckoning) -> Occurrence | None:
        """What a rule that seeks has found, as an occurrence."""
        if found is None:
            return None
        key, span, clock = found
        reasons = self.rule.reasons(span, reckoning) + self._notes
        return Occurrence(span, key, clock or self.clock, reasons, self._number(span.first) if self.edition else None)

    def upcoming(self, start: date, count: int, reckoning: Reckoning = RECKONING) -> list[Occurrence]:
        """The first `count` occurrences that begin on the day or after it."""
        found: list[Occurrence] = []
        for occurrence in self._ahead(shift(start, -1) if start > FIRST_DAY else start, reckoning):
            if len(found) == count:
                break
            found.append(occurrence)
        return found

    def previous(self, before: date | datetime, reckoning: Reckoning = RECKONING) -> Occurrence | None:
        """The last occurrence that begins before the day (before the moment), or None."""
        if self._strides is not None:
            return self._previous_of_strides(before, reckoning)
        if self.rule.seeks:
            return self._seek(_moment(before), reckoning, back=True)
        if not isinstance(before, datetime):
            return next(self._back(before, reckoning), None)
        return next((o for o in self._back(shift(before.date(), 1), reckoning) if o.moment < before), None)

    def _previous_of_strides(self, before: date | datetime, reckoning: Reckoning) -> Occurrence | None:
        low, high = self._bounds
        here = before.toordinal()
        day = min(here, high + 1)
        if isinstance(before, datetime) and here <= high and self._begins(here) < _seconds(before):
            day = here + 1
        found = previous_of(self._strides or (), day)
        return None if found is None or found < low else self.on(date.fromordinal(found), reckoning)

    def doubts(self) -> tuple[Message, ...]:
        """Why every date of it is tentative; empty where they are certain."""
        return (*self.rule.doubts(), *self._notes)

    def never(self) -> Message | None:
        """Why it has no occurrence at all, where that is proved; None where it has or may have some."""
        if self.extra or (self.then and not self.then.never()):
            return None
        if self.since and self.until and self.until < self.since:
            return Message(
                "it ends on {last}, before it begins on {first}", last=str(self.until), first=str(self.since)
            )
        strides = self.rule.strides()
        if strides and next_of(strides, 0) is None:
            return self.rule.never() or Message("no month of the cycle has that day")
        return self.rule.never()

    def to_rrule(self) -> str | None:
        """The RRULE (RFC 5545) that gives exactly the same first days, counted from `since`; None where there is none."""
        rrule = self.rule.rrule()
        if rrule is None or self._exceptional:
            return None
        return f"{rrule};UNTIL={self.until:%Y%m%d}" if self.until else rrule

    def on(self, day: date, reckoning: Reckoning = RECKONING) -> Occurrence:
        """The occurrence of a day that the rule has by arithmetic (`Rule.strides`)."""
        span, rule = Span.of(day), self.rule
        clock = rule.clock_on(day) or self.clock if self._clocked else self.clock
        reasons = self._reasons
        if reasons is None:
            reasons = rule.reasons(span, reckoning) + self._notes
        return Occurrence(span, rule.key(span), clock, reasons, self._number(day) if self.edition else None)

    def of(self, found: Timed, reckoning: Reckoning = RECKONING) -> Occurrence:
        """The occurrence that it makes of what its rule has found (`Rule.timed`)."""
        key, span, clock = found
        reasons = self.rule.reasons(span, reckoning) + self._notes
        return Occurrence(span, key, clock or self.clock, reasons, self._number(span.first))

    @property
    def is_expanded(self) -> bool:
        """Whether rule and bounds say all of it, and no closed form has its days: they are what `Rule.timed` finds."""
        return self._strides is None and not self._exceptional

    @Lazy
    def _clocked(self) -> bool:
        """Whether the days of the rule may have times of their own."""
        return type(self.rule).clock_on is not Rule.clock_on

    @Lazy
    def _reasons(self) -> tuple[Message, ...] | None:
        """Why every date is tentative, where a date has no reasons of its own; None where it may."""
        return self.doubts() if type(self.rule).reasons is Rule.reasons else None

    @Lazy
    def _strides(self) -> tuple[Stride, ...] | None:
        """The closed forms of its days, as far as no exception and no later version breaks them."""
        strides = None if self._exceptional else self.rule.strides()
        return folded(strides) if strides and len(strides) > 1 else strides

    @Lazy
    def packed(self) -> bytes | None:
        """What many rules at once are reckoned from, where one stride is the whole of it; None elsewhere.

        32-bit numbers: the ordinals of since and until, the kind of stride (its place in STRIDES), and the stride's fields.
        """
        if self._strides is None or len(self._strides) != 1:
            return None
        (stride,) = self._strides
        return None if isinstance(stride, Listed) else _PACKED.pack(*self._bounds, *stride.packed())

    @Lazy
    def _bounds(self) -> tuple[int, int]:
        """The first and the last day that its own bounds and those of the rule allow, as ordinals."""
        first, last = self.rule.extent()
        low = max(self.since, first) if self.since and first else self.since or first or FIRST_DAY
        high = min(self.until, last) if self.until and last else self.until or last or LAST_DAY
        return low.toordinal(), high.toordinal()

    @Lazy
    def _notes(self) -> tuple[Message, ...]:
        return tuple(DOUBTS[note] for note in self.notes if note in DOUBTS)

    def remarks(self) -> tuple[Message, ...]:
        """What its words say besides, and its dates do not show; empty where there is nothing."""
        return tuple(REMARKS[note] for note in self.notes if note in REMARKS)

    def part_of_day(self, day: date) -> str | None:
        """The part of the day, by its name in REMARKS, in which the words place what begins on that day; None for none."""
        if self.then and self.then.since and day >= self.then.since:
            return self.then.part_of_day(day)
        return next((note for note in self.notes if note in REMARKS), None)

    @Lazy
    def _exceptional(self) -> bool:
        return bool(self.without or self.moved or self.extra or self.suspended or self.then)

    @Lazy
    def _gone(self) -> frozenset[date]:
        """The days of the rule whose occurrences are cancelled or moved."""
        return frozenset((*self.without, *(move.day for move in self.moved)))

    def _number(self, day: date) -> int | None:
        return self.edition.of(day.year, self.suspended) if self.edition else None

    def _ahead(self, after: date, reckoning: Reckoning) -> Iterator[Occurrence]:
        """The occurrences that begin after the day, in order, from windows that grow."""
        ceiling, reach = self._ceiling, 400
        first = max(shift(after, 1), self._floor)
        while after < first <= ceiling:
            last = min(shift(first, reach), ceiling)
            yield from (o for o in self._expand(Span(first, last), reckoning) if first <= o.span.first <= last)
            if last >= ceiling:
                return
            first, reach = shift(last, 1), reach * 4

    def _back(self, before: date, reckoning: Reckoning) -> Iterator[Occurrence]:
        """The occurrences that begin before the day, the last first."""
        floor, reach = self._floor, 400
        last = min(shift(before, -1), self._ceiling)
        while floor <= last < before:
            first = max(shift(last, -reach), floor)
            window = [o for o in self._expand(Span(first, last), reckoning) if first <= o.span.first <= last]
            yield from reversed(window)
            if first <= floor:
                return
            last, reach = shift(first, -1), reach * 4

    @property
    def _ceiling(self) -> date:
        """The last day on which an occurrence may begin."""
        until = self.until or LAST_DAY
        if self.then and self.then.since:
            until = max(min(until, shift(self.then.since, -1)), self.then._ceiling)
        return max((until, *self._aside))

    @property
    def _floor(self) -> date:
        """The first day on which an occurrence may begin."""
        own = min((self.since or FIRST_DAY, *self._aside))
        return min(own, self.then._floor) if self.then else own

    @property
    def _aside(self) -> tuple[date, ...]:
        """The first days of what takes place beside the rule or was moved."""
        return (*(move.span.first for move in self.moved), *(span.first for span in self.extra))

    def _expand(self, window: Span, reckoning: Reckoning) -> Iterator[Occurrence]:
        """The occurrences that share a day with the window, in order."""
        if not self._exceptional:
            return self._by_rule(window, reckoning)
        found = [o for o in self._by_rule(window, reckoning) if self._takes_place(o)]
        found += (self._beside(span) for span in self.extra if span.overlaps(window))
        for move in self.moved:
            if move.span.overlaps(window):
                found += (
                    o._replace(span=move.span, clock=move.clock or o.clock) for o in self._originals(move, reckoning)
                )
        if self.then:
            found += self.then._expand(window, reckoning)
        return iter(sorted(found, key=lambda o: (o.moment, o.span.last)))

    def _by_rule(self, window: Span, reckoning: Reckoning) -> Iterator[Occurrence]:
        """What the rule gives between the bounds, whatever is said of single occurrences."""
        until = self.until
        if self.then and self.then.since:
            until = min(until or LAST_DAY, shift(self.then.since, -1))
        since, until = self.since or FIRST_DAY, until or LAST_DAY
        first = max(window.first, since)
        if first > window.last:
            return
        for found in self.rule.timed(Span(first, min(window.last, max(until, first))), reckoning):
            if since <= found[1].first <= until:
                yield self.of(found, reckoning)

    def _takes_place(self, occurrence: Occurrence) -> bool:
        """Whether the rule's occurrence is neither cancelled nor moved nor in a suspended year."""
        day = occurrence.span.first
        return day not in self._gone and day.year not in self.suspended

    def _originals(self, move: Move, reckoning: Reckoning) -> Iterable[Occurrence]:
        found = (o for o in self._by_rule(Span(move.day, move.day), reckoning) if o.span.first == move.day)
        return list(found) or [self._beside(move.span)._replace(key=move.day.isoformat())]

    def _beside(self, span: Span) -> Occurrence:
        return Occurrence(span, f"+{span.first.isoformat()}", self.clock, self._notes, self._number(span.first))

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
        if self.suspended:
            record["suspended"] = list(self.suspended)
        if self.moved:
            record["moved"] = [_move_to_json(move) for move in self.moved]
        if self.extra:
            record["extra"] = [[span.first.isoformat(), span.last.isoformat()] for span in self.extra]
        if self.edition:
            record["edition"] = self.edition.to_json()
        if self.then:
            record["then"] = self.then.to_json()
        return record

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Recurrence:
        """The recurrence that `to_json` wrote; ValueError where the record is none."""
        since, until, clock = record.get("since"), record.get("until"), record.get("clock")
        notes = tuple(record.get("notes", ()))
        if unknown := set(notes) - DOUBTS.keys() - REMARKS.keys():
            raise ValueError(f"no doubt by the name of {', '.join(sorted(unknown))}")
        return cls(
            rule_from_json(record["rule"]),
            date.fromisoformat(since) if since else None,
            date.fromisoformat(until) if until else None,
            Clock.read(clock) if clock else None,
            tuple(date.fromisoformat(day) for day in record.get("without", ())),
            notes,
            tuple(record.get("suspended", ())),
            tuple(map(_move_from_json, record.get("moved", ()))),
            tuple(Span(date.fromisoformat(first), date.fromisoformat(last)) for first, last in record.get("extra", ())),
            Edition.from_json(record["edition"]) if "edition" in record else None,
            cls.from_json(record["then"]) if "then" in record else None,
        )


def _moment(at: date | datetime, *, ends: bool = False) -> datetime:
    """The moment itself, or the beginning (the last microsecond) of a day."""
    if isinstance(at, datetime):
        return at
    return datetime.combine(at, time.max if ends else time.min)


def _seconds(moment: datetime) -> float:
    """How far into its day the moment is."""
    whole = moment.hour * 3600 + moment.minute * 60 + moment.second
    return whole + moment.microsecond / 1_000_000 if moment.microsecond else whole


def _move_to_json(move: Move) -> list[str]:
    days = [move.day.isoformat(), move.span.first.isoformat(), move.span.last.isoformat()]
    return [*days, move.clock.write()] if move.clock else days


def _move_from_json(record: Sequence[str]) -> Move:
    day, first, last = map(date.fromisoformat, record[:3])
    return Move(day, Span(first, last), Clock.read(record[3]) if len(record) > 3 else None)
