"""How an imported event repeats: what its lines say, as a rule of our own kinds where one says the same, else as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from rules import RECKONING, Message, Move, Recurrence, RRule, Rule, RuleError, Span, UnreadRule, YuelingError, as_kind
from rules.kinds import Fixed, Rfc5545, Yearly, through

from ..feeds import ZONE
from ..ical.components import Component, Property
from .moments import DAY, BadEvent, Reader, Times, local
from .zones import SHANGHAI, FileZone

MINUTE = timedelta(minutes=1)
MOST_DATES = 20_000
"""Single dates of an event."""
MOST_RULES = 20
"""Rules of an event, those that exclude among them; each is asked for each instance."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """When an event begins, how long it lasts, and everything that makes it come again or keeps it away."""

    times: Times
    rules: tuple[RRule, ...] = ()
    exrules: tuple[RRule, ...] = ()
    rdates: tuple[Times, ...] = ()
    exdates: tuple[date, ...] = ()

    @classmethod
    def read(cls, reader: Reader, component: Component) -> Repeats:
        """What the lines of a component say.

        Raises BadEvent.
        """
        times = reader.times(component)
        if len(component.all("RRULE", "EXRULE")) > MOST_RULES:
            raise BadEvent(component.line, Message("it has more than {most} rules", most=MOST_RULES))
        if sum(prop.value.count(",") + 1 for prop in component.all("RDATE", "EXDATE")) > MOST_DATES:
            raise BadEvent(component.line, Message("it names more than {most} single dates", most=MOST_DATES))
        near, whole = reader.beside(times.start), times.zone is None
        rules, exrules = (
            tuple(_rule(near, prop, times) for prop in component.all(name) if prop.value.strip())
            for name in ("RRULE", "EXRULE")
        )
        rdates = tuple(each for prop in component.all("RDATE") for each in near.readable(prop))
        exdates = tuple(each.start for prop in component.all("EXDATE") for each in near.all(prop))
        if is_floating(component):
            exdates = tuple(by_its_clock(moment, times.start) for moment in exdates)
        return _settled(cls(
            times, _begun(near, rules, times.start), exrules,
            tuple(Times(near.day_of(each.start), None) if whole else each for each in rdates),
            tuple(near.day_of(moment) if whole else moment for moment in exdates),
        ))  # fmt: skip

    def like(self, moment: date) -> date:
        """A moment that names one of its instances, of the type and in the zone of the start."""
        start = self.times.start
        if not isinstance(start, datetime):
            return _day(moment)
        if isinstance(moment, datetime):
            return moment.astimezone(start.tzinfo)
        return datetime.combine(moment, start.timetz())

    def instance(self, moment: date) -> Times:
        """The times of one of its instances."""
        return Times(moment, self.times.lasts)

    def rule(self) -> Rfc5545:
        """Its instances as a set of RFC 5545; the start is always one of them.

        Raises RuleError.
        """
        start, lasts = self.times.start, self.times.lasts or timedelta()
        usual = (each.start for each in self.rdates if each.lasts in (None, self.times.lasts))
        rule = Rfc5545(
            _naive(start),
            zone_name(self.times.zone),
            self.rules,
            self.exrules,
            tuple(_in_zone(moment, self.times.zone) for moment in usual),
            tuple(_in_zone(moment, self.times.zone) for moment in self.exdates),
            0 if not self.times.zone and lasts == DAY else lasts // MINUTE,
        )
        return replace(rule, rdates=(rule.start, *rule.rdates)) if rule.warnings() else rule

    def recurrence(self) -> Recurrence:
        """The recurrence in our own kinds where one has the same days and times, else as a set.

        Raises RuleError.
        """
        if not self.rules and not self.rdates:
            span, clock = self.times.days()
            return Recurrence(Fixed(span.first, span.last), clock=clock)
        if own := self._own():
            return own
        rule = self.rule()
        return Recurrence(rule, moved=self._periods(rule))

    def _own(self) -> Recurrence | None:
        """The recurrence in one of our kinds; None where none says the same."""
        start, (span, clock) = self.times.start, self.times.days()
        if len(self.rules) != 1 or self.exrules or zone_name(self.times.zone) not in (None, ZONE):
            return None
        rule = self.rules[0]
        if rule.by_hour or rule.by_minute or rule.by_second:
            return None
        exact = replace(self, rdates=(), exdates=()).rule()
        if exact.rdates:  # a start that does not meet the rule
            return None
        own = as_kind(_by_days(rule, exact), _day(start))
        out = [self.like(moment) for moment in self.exdates]
        extra = [each.days() for each in self.rdates if not has(exact, each.start) and each.start not in out]
        if not own or any(usual != clock or days.days != span.days for days, usual in extra):
            return None
        if span.days > 1:
            if not (run := _run(own, span)):
                return None
            own = replace(own, rule=run)
        without = {
            _day(local(moment) if isinstance(moment, datetime) else moment) for moment in out if has(exact, moment)
        }
        return replace(
            own, clock=clock, without=tuple(sorted(without)), extra=tuple(sorted({days for days, _ in extra}))
        )

    def _periods(self, rule: Rfc5545) -> tuple[Move, ...]:
        """The single dates that last longer or shorter than the others, as far as they can be told as exceptions."""
        return tuple(
            Move(span.first, span, clock)
            for span, clock in (each.days() for each in self._odd() if self._fits(each, rule))
        )

    def _odd(self) -> list[Times]:
        """The single dates that last longer or shorter than the others."""
        return [each for each in self.rdates if each.lasts not in (None, self.times.lasts)]

    def _fits(self, period: Times, rule: Rfc5545) -> bool:
        """Whether a period is alone on its day, or is the one instance of the day and only lasts otherwise."""
        span, clock = period.days()
        there = [own for _, days, own in rule.timed(span, RECKONING) if days.first == span.first]
        alike = sum(each.days()[0].first == span.first for each in self._odd())
        return alike == 1 and (
            not there or (len(there) == 1 and bool(there[0] and clock and there[0].start == clock.start))
        )

    def apart(self) -> list[Times]:
        """The periods that cannot be told as exceptions of the series: others take place on their days."""
        if not self._odd() or not (self.rules or self.rdates) or self._own():
            return []
        rule = self.rule()
        return [each for each in self._odd() if not self._fits(each, rule)]


def first_of_list(component: Component) -> list[Property]:
    """When a component begins that only lists its dates (RDATE), as DTSTART and, of a period, its end; [] without such a list."""
    listed = component.one("RDATE")
    if not listed or component.one("RECURRENCE-ID"):
        return []
    begin, _, end = min(filter(None, map(str.strip, listed.value.split(","))), default="").partition("/")
    params = {name: value for name, value in listed.params.items() if name != "VALUE"}
    found = [replace(listed, name="DTSTART", value=begin, params=params)]
    if end and not component.all("DTEND", "DURATION"):
        name = "DURATION" if end[:1].upper() == "P" else "DTEND"
        found.append(replace(listed, name=name, value=end, params=params))
    return found


def has(rule: Rfc5545, moment: date) -> bool:
    """Whether the moment is one of the instances."""
    before = moment - (timedelta(seconds=1) if isinstance(moment, datetime) else DAY)
    return rule.after(before) == moment


def is_floating(component: Component) -> bool:
    """Whether its start names no zone."""
    start = component.one("DTSTART")
    return bool(start and "TZID" not in start.params and not start.value.strip().endswith("Z"))


def by_its_clock(moment: date, start: date) -> date:
    """A moment that names an instance of a start without a zone: in UTC too, where it shows the time of the start."""
    if not isinstance(moment, datetime) or not isinstance(start, datetime) or moment.tzinfo != UTC:
        return moment
    return moment.replace(tzinfo=start.tzinfo) if moment.time() == start.time() else moment


def _rule(reader: Reader, prop: Property, times: Times) -> RRule:
    """The rule of a line, its end as a day where it is one of whole days; what cannot be meant is left out, and said.

    Raises BadEvent.
    """
    parts = list(dict.fromkeys(part.strip() for part in prop.value.split(";") if part.strip()))
    if odd := [part for part in parts if _NO_COUNT.fullmatch(part)]:
        reader.remarks.append(Message("“{part}” counts nothing and is left out", part=odd[0][:40]))
        parts = [part for part in parts if part not in odd]
    counts = [part for part in parts if part.upper().startswith("COUNT=")]
    untils = [part for part in parts if part.upper().startswith("UNTIL=")]
    if not (counts and untils):
        return _read(reader, prop, parts, times)
    reader.remarks.append(Message("COUNT and UNTIL exclude each other: the earlier end is taken"))
    counted, bounded = (
        _read(reader, prop, [part for part in parts if part not in out], times) for out in (untils, counts)
    )
    last, until = Repeats(times, (counted,)).rule().last, bounded.until
    return bounded if until and last > _day(until) else counted


_NO_COUNT = re.compile(r"COUNT=(?:-\d+|0+)", re.IGNORECASE)


def _read(reader: Reader, prop: Property, parts: Sequence[str], times: Times) -> RRule:
    try:
        rule = RRule.read(";".join(parts))
    except UnreadRule as error:
        raise BadEvent(prop.line, error.said, error.remedy) from error
    return _in_days(reader, rule) if times.zone is None else rule


def _in_days(reader: Reader, rule: RRule) -> RRule:
    """The rule of whole days with its end as a day."""
    return replace(rule, until=reader.day_of(rule.until)) if isinstance(rule.until, datetime) else rule


def _begun(reader: Reader, rules: tuple[RRule, ...], start: date) -> tuple[RRule, ...]:
    """The rules that do not end before they begin; an event takes place once all the same."""
    begun = tuple(rule for rule in rules if rule.until is None or end_key(rule.until, start) >= key(start))
    if len(begun) < len(rules):
        reader.remarks.append(Message("its rule ends before it begins: it takes place once"))
    return begun


def key(moment: date) -> datetime:
    """What moments, or days, are ordered by."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, time(), UTC)


def end_key(until: date, start: date) -> datetime:
    """The same of the end of a rule that starts so: without a zone it is by the clocks of the start, a day ends late."""
    zone = start.tzinfo if isinstance(start, datetime) else None
    if not isinstance(until, datetime):
        return key(datetime.combine(until, time(23, 59, 59), zone)) if zone else key(until)
    return key(until if until.tzinfo else until.replace(tzinfo=zone or UTC))


def _settled(repeats: Repeats) -> Repeats:
    """The same in a zone that has a name: a fixed offset that none has is told in Asia/Shanghai where the days agree."""
    zone, start = repeats.times.zone, repeats.times.start
    if not isinstance(zone, timezone | FileZone) or zone == UTC or not isinstance(start, datetime):
        return repeats
    if not repeats.rules and not repeats.rdates:
        return repeats
    if isinstance(zone, FileZone):
        said = Message(
            "it repeats in the time zone “{name}” of the file, which goes as no place does", name=str(zone)[:60]
        )
        raise YuelingError(said, Message("name the zone as the IANA does, such as Asia/Shanghai"))
    moved = start.astimezone(SHANGHAI)
    timed = any(rule.by_hour or rule.by_minute or rule.by_second for rule in (*repeats.rules, *repeats.exrules))
    if moved.date() != start.date() or timed:
        said = Message("it repeats in a time zone of the fixed offset {zone}, which no place has", zone=str(zone))
        raise YuelingError(said, Message("name the zone as the IANA does, such as Asia/Shanghai"))
    return replace(repeats, times=replace(repeats.times, start=moved))


def _by_days(rule: RRule, exact: Rfc5545) -> RRule:
    """The rule with its end as a day: that of the last instance where it counts them or names a moment."""
    if rule.count is None and not isinstance(rule.until, datetime):
        return rule
    return replace(rule, count=None, until=replace(exact, lasts=0).last)


def _run(own: Recurrence, span: Span) -> Rule | None:
    """A run of days of each year, where its length is always the same."""
    run = through(own.rule, Yearly(span.last.month, span.last.day))
    return run if span.days <= 300 and run.rrule() else None


def zone_name(zone: tzinfo | None) -> str | None:
    """The name of a zone; None for days, which have none.

    Raises RuleError for an offset without a name.
    """
    if zone is None:
        return None
    if isinstance(zone, ZoneInfo):
        return zone.key
    if zone == UTC:
        return "UTC"
    raise RuleError(Message("a time zone of the fixed offset {zone} cannot be kept", zone=str(zone)))


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _naive(moment: date) -> date:
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment


def _in_zone(moment: date, zone: tzinfo | None) -> date:
    """A single moment as the set keeps it: by the clocks of the zone, or in UTC where it was given in another one."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo == zone or (zone and zone_name(zone) == "UTC"):
        return moment.astimezone(zone).replace(tzinfo=None)
    return moment.astimezone(UTC)
