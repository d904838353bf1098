"""A recurrence set of RFC 5545 (RRULE, EXRULE, RDATE, EXDATE from one DTSTART), with the calendars of RFC 7529."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from ..clock import MINUTES_OF_A_DAY, Clock
from ..errors import RuleError
from ..messages import Message
from ..reckoning import RECKONING, Reckoning, lunar
from ..rfc5545.plans import DAY
from ..rfc5545.rrule import RRule, write_moment
from ..rfc5545.scales import scale
from ..rfc5545.series import END, EPOCH, Series, closed, complete, stamp
from ..rfc5545.sets import RecurrenceSet, Single, Source
from ..rfc5545.why import why, why_never
from ..rfc5545.zoned import FIRST, LAST, ZonedSeries, instant, local_of, steady
from ..rule import Rule, Timed
from ..spans import FIRST_DAY, LAST_DAY, Span, shift
from ..strides import Stride
from .families import Simple

HOME = ZoneInfo("Asia/Shanghai")
"""Where days are counted for a rule that has a zone."""
MOST = 100_000
"""Occurrences that one window may have."""
NOT_FIRST = Message("its start does not meet its own rule, and is no instance")
FORETOLD = Message("the lunar calendar after 2100 is foretold; nobody has issued it")
LUNAR = ("CHINESE", "DANGI")


@dataclass(frozen=True, slots=True)
class Rfc5545(Simple):
    """Rules and single dates from a start: a date, a local time (in `zone` where it is given), or UTC with zone "UTC".

    Without rules the start is itself an instance. Single dates are dates, local times like the start, or aware ones; an
    exclusion that is a date takes away its whole day. With a zone the days are those in Asia/Shanghai. Each instance lasts so
    many minutes (of dates whole days); none for a moment without an end, or one day.

    >>> fridays = Rfc5545(date(1997, 9, 2), rules=(RRule.read("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"),))
    >>> fridays.after(date(2026, 1, 1)), fridays.rrule()
    (datetime.date(2026, 2, 13), 'FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR')

    Raises RuleError where there is no such zone, or the start does not go with it.
    """

    kind: ClassVar[str] = "rfc5545"
    seeks: ClassVar[bool] = True
    start: date
    zone: str | None = None
    rules: tuple[RRule, ...] = ()
    exrules: tuple[RRule, ...] = ()
    rdates: tuple[date, ...] = ()
    exdates: tuple[date, ...] = ()
    lasts: int = 0
    _set: Source = field(init=False, repr=False, compare=False)
    _lunar: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.lasts < 0:
            raise RuleError(
                Message("it ends before it begins"), Message("a duration is positive, as in PT1H30M or P2D")
            )
        if self.zone and not isinstance(self.start, datetime):
            raise RuleError(
                Message("a date has no zone, and this has {zone}", zone=self.zone),
                Message("give the start a time, or leave TZID out"),
            )
        place = zone_of(self.zone) if self.zone else None
        put = _putting(self.start, place)
        days = [] if not isinstance(self.start, datetime) else [d for d in self.exdates if not isinstance(d, datetime)]
        sources: list[Source] = [self._series(rule, place) for rule in self.rules]
        single = self.rdates if self.rules else (self.start, *self.rdates)
        if single:
            sources.append(Single([put(moment) for moment in single]))
        out = [put(moment) for moment in self.exdates if moment not in days] if len(days) < len(self.exdates) else []
        without = [self._series(rule, place) for rule in self.exrules]
        alone = len(sources) == 1 and not (without or out or days)
        object.__setattr__(self, "_lunar", any(rule.rscale in LUNAR for rule in self.rules))
        object.__setattr__(self, "_set", sources[0] if alone else RecurrenceSet(sources, without, out, days))

    def _series(self, rule: RRule, place: ZoneInfo | None) -> Source:
        if place:
            assert isinstance(self.start, datetime)
            return ZonedSeries(rule, self.start, place)
        return Series(rule, self.start)

    def after(self, moment: date) -> date | None:
        """The first instance after the moment: a date, a local time, or with a zone a time in it (give an aware one then)."""
        return self._out(self._set.after(self._in(moment)))

    def before(self, moment: date) -> date | None:
        """The last instance before the moment."""
        return self._out(self._set.before(self._in(moment)))

    def instants(self, first: date, last: date) -> Iterator[date]:
        """The instances from first to last, both included."""
        end = self._in(last, late=True)
        for moment in self._set.walk(self._in(first)):
            if moment > end:
                return
            yield self._put(moment)

    def _in(self, moment: date, *, late: bool = False) -> date:
        """A moment as the set has them: a date, a local time, or an instant where the rule has a zone."""
        if not isinstance(self.start, datetime):
            return moment.date() if isinstance(moment, datetime) else moment
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time(23, 59, 59) if late else time())
        if not self.zone:
            return moment.replace(tzinfo=None)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone_of(self.zone))
        return _edge(aware)

    def _out(self, moment: date | None) -> date | None:
        return None if moment is None else self._put(moment)

    def _put(self, moment: date) -> date:
        if self.zone and isinstance(moment, datetime):
            return moment.astimezone(zone_of(self.zone))
        return moment

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[tuple[str, Span, Clock | None]]:
        """The instances whose day lies in the window: key, day and time of day; RuleError where there are too many."""
        wide = Span(shift(window.first, -self._overhang), window.last)
        for count, moment in enumerate(self._within(wide)):
            if count == MOST:
                raise RuleError(
                    Message("more than {most} occurrences from {first} to {last}", most=MOST, first=str(window.first),
                            last=str(window.last)),
                    Message("ask for a smaller window"),
                )  # fmt: skip
            timed = self._timed(moment)
            if timed[1].last >= window.first:
                yield timed

    def _timed(self, moment: date) -> Timed:
        """The name of an instance, its days, and from and until when."""
        span, clock = self._days(moment)
        return recurrence_id(moment), span, clock

    @property
    def _overhang(self) -> int:
        """Days behind its first one on which an instance may still last."""
        return -(-self.lasts // MINUTES_OF_A_DAY)

    def _days(self, moment: date) -> tuple[Span, Clock | None]:
        if not isinstance(moment, datetime):
            return Span(moment, shift(moment, max(self._overhang - 1, 0))), None
        begin = moment if self.zone is None else moment.astimezone(HOME)
        return self._lasting(begin.date(), begin.hour * 60 + begin.minute)

    def _lasting(self, day: date, start: int) -> tuple[Span, Clock]:
        """The days and times of an instance that begins on the day, so many minutes after its midnight."""
        if not self.lasts:
            return Span.of(day), _clock(start)
        after, end = divmod(start + self.lasts, MINUTES_OF_A_DAY)
        if not end:
            after, end = after - 1, MINUTES_OF_A_DAY
        return Span(day, shift(day, after)), Clock(start, end)

    @property
    def final(self) -> date | None:
        """Its last instance, as `before` has it; None where its rules have no end, or there is none."""
        if any(rule.count is None and rule.until is None for rule in self.rules):
            return None
        return self._out(self._set.before(LAST if self.zone else self._in(END)))

    @property
    def last(self) -> date:
        """The last day of its last instance; LAST_DAY where its rules have no end."""
        if any(rule.count is None and rule.until is None for rule in self.rules):
            return LAST_DAY
        found = self._set.before(LAST if self.zone else self._in(END))
        return self._days(found)[0].last if found is not None else FIRST_DAY

    def following(self, moment: datetime) -> Timed | None:
        source, begin = self._set, stamp(moment) + 1
        found: int | None = None
        ahead: int | None = 0
        if isinstance(source, ZonedSeries):  # one series tells it by whole seconds, far from a change of its clocks
            if (home := steady(begin // DAY, HOME)) is not None and (found := source.ceil(begin - home)) is not None:
                ahead = steady(found // DAY, HOME)
        elif isinstance(source, Series) and isinstance(self.start, datetime):
            found = source.ceil(begin)
        if found is None or ahead is None:
            moment_found = self._set.after(self._home(moment.replace(microsecond=0)))
            return None if moment_found is None else self._timed(moment_found)
        key = f"{_day_id(found // DAY)}T{_time_id(found % DAY)}{'Z' if self.zone else ''}"
        day, second = divmod(found + ahead, DAY)
        if not self.lasts:
            return key, Span.of(date.fromordinal(day)), _clock(second // 60)
        return key, *self._lasting(date.fromordinal(day), second // 60)

    def preceding(self, moment: datetime) -> Timed | None:
        before = self._home(moment)
        if not isinstance(before, datetime) and moment.time() > time():
            before = shift(before, 1)  # the day itself has begun
        found = self._set.before(before)
        return None if found is None else self._timed(found)

    def _home(self, moment: datetime) -> date:
        """A moment told in Asia/Shanghai, as the set has moments."""
        if self.zone is None:
            return moment if isinstance(self.start, datetime) else moment.date()
        return _edge(moment.replace(tzinfo=HOME))

    def strides(self) -> tuple[Stride, ...] | None:
        if self.zone or self.lasts or len(self.rules) != 1 or self.exrules or self.rdates or self.exdates:
            return None
        return closed(self.rules[0], self.start)

    def extent(self) -> tuple[date | None, date | None]:
        """The days of its first and its last instance; of a set that is no series the last alone."""
        if self.strides() is None:
            return None, None if self.last == LAST_DAY else self.last
        rule, first = self.rules[0], self.start
        last = self.before(END) if rule.count is not None or rule.until else None
        if isinstance(first, datetime) and _time_of(rule, first) < first.time():
            first = shift(first.date(), 1)
        return _day(first), None if rule.count is None and not rule.until else _day(last) if last else date.min

    def clock_on(self, day: date) -> Clock | None:
        if not isinstance(self.start, datetime):
            return None
        at = _time_of(self.rules[0], self.start)
        return _clock(at.hour * 60 + at.minute)

    def _within(self, window: Span) -> Iterator[date]:
        first: date = window.first
        last: date = window.last
        if isinstance(self.start, datetime):
            first, last = datetime.combine(first, time()), datetime.combine(last, time(23, 59, 59))
        if self.zone:
            assert isinstance(first, datetime)
            assert isinstance(last, datetime)
            first, last = (_edge(at.replace(tzinfo=HOME)) for at in (first, last))
        for moment in self._set.walk(first):
            if moment > last:
                return
            yield moment

    def missing_day(self) -> None:
        return None

    def leans_on(self) -> frozenset[str]:
        return frozenset({"lunar"} if self._lunar else ())

    def one_day(self) -> bool:
        return not self.lasts

    def key(self, span: Span) -> str:
        if len(self.rules) == 1 and not self.zone and self.strides():
            day = f"{span.first.year:04d}{span.first.month:02d}{span.first.day:02d}"
            at = _time_of(self.rules[0], self.start) if isinstance(self.start, datetime) else None
            return f"{day}T{at:%H%M%S}" if at else day
        found = next(self._within(Span(span.first, span.first)), None)
        return recurrence_id(found) if found else super().key(span)

    def value(self) -> str | None:
        return None

    def rrule(self) -> str | None:
        """The one rule with all that it leaves to its start written out; None where there are more, or single dates."""
        if len(self.rules) != 1 or self.exrules or self.rdates or self.exdates:
            return None
        if not scale(self.rules[0].rscale).month_of(self.start.toordinal()):
            return None
        return complete(self.rules[0], self.start).write()

    def write(self) -> str:
        """The set in content lines; `notations.rfc5545.read_lines` reads them back."""
        zone = f";TZID={self.zone}" if self.zone and self.zone != "UTC" else ""
        lines = [f"DTSTART{self._property(self.start, zone)}"]
        lines += [f"RRULE:{rule.write()}" for rule in self.rules] + [f"EXRULE:{rule.write()}" for rule in self.exrules]
        for name, moments in (("RDATE", self.rdates), ("EXDATE", self.exdates)):
            lines += [name + self._property(moment, zone) for moment in moments]
        if self.lasts:
            lines.append(f"DURATION:{write_duration(self.lasts)}")
        return "\n".join(lines)

    def _property(self, moment: date, zone: str) -> str:
        if not isinstance(moment, datetime):
            return f";VALUE=DATE:{write_moment(moment)}"
        if moment.tzinfo or self.zone == "UTC":
            return f":{write_moment(moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC))}"
        return f"{zone}:{write_moment(moment)}"

    def never(self) -> Message | None:
        """Why there is no instance at all, proved; None where there is one."""
        if self.after(EPOCH) is not None:
            return None
        found = self._set.after(FIRST if self.zone else self._in(EPOCH))
        if found is None and len(self.rules) == 1 and not (self.exrules or self.exdates or self.rdates):
            return why_never(self.rules[0], self.start)
        return Message("all of its instances are excluded")

    def warnings(self) -> tuple[Message, ...]:
        """What is right and may yet surprise: a start that is no instance."""
        if self.start.timetuple()[:3] == (1, 1, 1):  # where it names no beginning
            return ()
        met = any(Series(rule_without_zone(rule), self.start).has(self.start) for rule in self.rules) or not self.rules
        return () if met else (NOT_FIRST,)

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        if not self._lunar:
            return ()
        if span.first > lunar.LAST:
            return (FORETOLD,)
        doubt = lunar.uncertain(span.first)
        return (doubt,) if doubt else ()

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        moment = next(self._within(Span(span.first, span.first)), None)
        if moment is None:
            return ()
        own = local_of(moment, zone_of(self.zone)) if self.zone and isinstance(moment, datetime) else moment
        for rule in self.rules:
            if Series(rule_without_zone(rule), self.start).has(own):
                return why(rule, self.start, own)
        return (Message("{day} is named as a single date", day=write_moment(own)),)

    def to_json(self) -> dict[str, Any]:
        record: dict[str, Any] = {"kind": self.kind, "start": self.start.isoformat()}
        if self.zone:
            record["zone"] = self.zone
        for name, rules in (("rules", self.rules), ("exrules", self.exrules)):
            if rules:
                record[name] = [rule.write() for rule in rules]
        for name, moments in (("rdates", self.rdates), ("exdates", self.exdates)):
            if moments:
                record[name] = [moment.isoformat() for moment in moments]
        return record | ({"lasts": self.lasts} if self.lasts else {})

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Rfc5545:
        rules, exrules = (tuple(map(RRule.read, fields.get(name, ()))) for name in ("rules", "exrules"))
        rdates, exdates = (tuple(map(_from_iso, fields.get(name, ()))) for name in ("rdates", "exdates"))
        return cls(
            _from_iso(fields["start"]), fields.get("zone"), rules, exrules, rdates, exdates, fields.get("lasts", 0)
        )


def standard_set(rule: Rule) -> Rfc5545 | None:
    """The rule itself where it is a recurrence set, which calendars have in its own words; else None."""
    return rule if isinstance(rule, Rfc5545) else None


@lru_cache(maxsize=1024)
def _day_id(day: int) -> str:
    """The day of an ordinal in the form of RFC 5545."""
    return write_moment(date.fromordinal(day))


@lru_cache(maxsize=1500)
def _time_id(second: int) -> str:
    """The time so many seconds after midnight in the form of RFC 5545."""
    return f"{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}"


@lru_cache(maxsize=1500)
def _clock(minute: int) -> Clock:
    return Clock(minute)


def _time_of(rule: RRule, start: datetime) -> time:
    """The one time of day of a rule that has strides."""
    hour, minute, second = (times[0] if times else None for times in (rule.by_hour, rule.by_minute, rule.by_second))
    return start.replace(
        hour=start.hour if hour is None else hour,
        minute=start.minute if minute is None else minute,
        second=start.second if second is None else second,
    ).time()


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _from_iso(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The zone of that name.

    Raises RuleError where there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise RuleError(
            Message("there is no time zone {zone}", zone=name[:60]), Message("write it as in TZID=Europe/London")
        ) from error


def rule_without_zone(rule: RRule) -> RRule:
    """The rule without its end, for asking what one of its instances meets."""
    return RRule(rule.freq, rule.interval, None, None, rule.by_month, rule.by_week_no, rule.by_year_day, rule.by_month_day,
                 rule.by_day, rule.by_hour, rule.by_minute, rule.by_second, rule.by_set_pos, rule.wkst, rule.rscale,
                 rule.skip)  # fmt: skip


def recurrence_id(moment: date) -> str:
    """An instance's name in iCalendar (RECURRENCE-ID): a date, a local time, or UTC.

    >>> recurrence_id(datetime(2026, 5, 30, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    '20260530T010000Z'
    """
    if isinstance(moment, datetime) and moment.tzinfo and moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return write_moment(moment)


def write_duration(minutes: int) -> str:
    """A length of time in the form of RFC 5545.

    >>> write_duration(90), write_duration(2880)
    ('PT1H30M', 'P2D')
    """
    days, rest = divmod(minutes, MINUTES_OF_A_DAY)
    hours, rest = divmod(rest, 60)
    parts = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (rest, "M")) if n)
    return "P" + (f"{days}D" if days else "") + (f"T{parts}" if parts else "")


def _putting(start: date, place: ZoneInfo | None) -> Callable[[date], date]:
    """How a single date becomes a moment of the set."""

    def put(moment: date) -> date:
        if not isinstance(start, datetime):
            return moment.date() if isinstance(moment, datetime) else moment
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, start.time())
        if place:
            return moment.astimezone(UTC) if moment.tzinfo else instant(moment, place)
        return moment.replace(tzinfo=None)

    return put


def _safe(moment: datetime) -> datetime:
    """The moment as if its clock showed UTC: near enough to tell the first and last years."""
    return moment.replace(tzinfo=UTC)


def _edge(moment: datetime) -> datetime:
    """The instant, held within the years in which zones are asked."""
    if 1 < moment.year < 9999:
        return moment.astimezone(UTC)
    if FIRST + timedelta(1) < _safe(moment) < LAST - timedelta(1):
        return moment.astimezone(UTC)
    return FIRST if moment.year < 100 else LAST
