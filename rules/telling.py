"""A recurrence told to people: what only a notation says exactly is told as a sentence too, its zone named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from .clock import MINUTES_OF_A_DAY, Clock
from .kinds.rfc5545 import HOME, Rfc5545, standard_set, zone_of
from .languages import write
from .languages.clauses import with_clauses
from .messages import Message
from .recurrence import Recurrence
from .rfc5545.as_kind import as_kind
from .rfc5545.rrule import Day, RRule
from .rfc5545.zoned import steady

MOST_LEFT_OUT = 6
"""Single dates left out that a sentence names; with more of them it stays in its notation."""
STEADY_UNTIL = 2037
"""The year up to which the clocks of a zone are looked at: files of zones list their changes no farther."""


def tell(recurrence: Recurrence, lang: str = "zh") -> str:
    """The recurrence in words for people; `parse` need not read them, as it does what `write` writes.

    A recurrence set that came from another program is told as a rule of ours. Where its clocks always differ from those of
    Shanghai by as much, it is told in the time of Shanghai, else in its own, with the zone behind it. What no rule of ours
    says stays as `write` has it.

    >>> from rules import parse
    >>> tell(parse("DTSTART:20260107T200000Z\\nRRULE:FREQ=WEEKLY"))
    '每周四04:00；自2026年1月8日起施行'
    """
    own = standard_set(recurrence.rule)
    if not own or not _sentence(own, lang):
        return write(recurrence, lang)
    return with_clauses(recurrence, lang, lambda one: _told(one, lang))


def _told(recurrence: Recurrence, lang: str) -> str:
    """The recurrence without what is said of its single occurrences."""
    own = standard_set(recurrence.rule)
    bare = Recurrence(recurrence.rule, clock=recurrence.clock, notes=recurrence.notes)
    return (_sentence(own, lang) if own else None) or write(bare, lang)


@lru_cache(maxsize=1024)
def _sentence(own: Rfc5545, lang: str) -> str | None:
    """The set as a sentence; None where no rule of ours says it."""
    if len(own.rules) != 1 or own.exrules or own.rdates or len(own.exdates) > MOST_LEFT_OUT or own.start.year < 1900:
        return None
    rule = replace(own.rules[0], count=None, until=None)
    zone, start = own.zone, own.start
    if zone and isinstance(start, datetime) and (moved := _at_home(rule, start, zone)):
        rule, start, zone = *moved, None
    found = as_kind(rule, start)
    clock = _clock(own, start) if found and found.clock else None
    if found is None:
        return None
    place = zone_of(zone) if zone else HOME
    bounded = replace(
        found, clock=clock, until=_last(own, place), without=tuple(_day(one, own, place) for one in own.exdates)
    )
    told = write(bounded, lang)
    if zone:
        told = Message("{rule} (local time of {zone})", rule=told, zone=zone).say(lang)
    if own.lasts and not clock and own.lasts > MINUTES_OF_A_DAY:
        told = Message("{rule}, {n} days each", rule=told, n=own.lasts // MINUTES_OF_A_DAY).say(lang)
    if own.lasts and clock and clock.end is None:
        told = Message("{rule}, {n} minutes each", rule=told, n=own.lasts).say(lang)
    return told


def _clock(own: Rfc5545, start: date) -> Clock | None:
    """From and until when, without the end where it lies on another day."""
    assert isinstance(start, datetime)
    begin = 60 * start.hour + start.minute
    end = begin + own.lasts
    return Clock(begin, end if own.lasts and end <= MINUTES_OF_A_DAY else None)


def _at_home(rule: RRule, start: datetime, zone: str) -> tuple[RRule, datetime] | None:
    """The rule and its start in the time of Shanghai; None where clocks or days do not go with that."""
    if not _runs_along(zone, start.year):
        return None
    there = start.replace(tzinfo=zone_of(zone)).astimezone(HOME).replace(tzinfo=None)
    days = (there.date() - start.date()).days
    if days == 0 or (rule.freq == "DAILY" and not (rule.by_day or rule.by_month_day or rule.by_month)):
        return rule, there
    single = rule.interval == 1 or len(rule.by_day) < 2  # of several days the week in which they lie would be another
    if rule.freq != "WEEKLY" or rule.by_month or not single:
        return None
    weekdays = sorted((day.weekday + days) % 7 for day in rule.by_day)
    return replace(rule, by_day=tuple(Day(0, weekday) for weekday in weekdays)), there


@lru_cache(maxsize=256)
def _runs_along(zone: str, year: int) -> bool:
    """Whether the clocks of the zone differ from those of Shanghai by as much in every month from the year on."""
    days = [date(y, month, 1).toordinal() for y in range(year, max(year, STEADY_UNTIL) + 1) for month in range(1, 13)]
    apart = {_apart(day, zone_of(zone)) for day in days}
    return len(apart) == 1 and None not in apart


def _apart(day: int, zone: ZoneInfo) -> int | None:
    there, home = steady(day, zone), steady(day, HOME)
    return None if there is None or home is None else home - there


def _last(own: Rfc5545, place: ZoneInfo) -> date | None:
    """The day of its last instance; None where it has no end."""
    if own.rules[0].count is None and own.rules[0].until is None:
        return None
    found = own.final
    return _day(found, own, place) if found else None


def _day(moment: date, own: Rfc5545, place: ZoneInfo) -> date:
    """The day of a moment of the set in the place."""
    if not isinstance(moment, datetime):
        return moment
    if own.zone is None and moment.tzinfo is None:
        return moment.date()
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone_of(own.zone) if own.zone else UTC)
    return aware.astimezone(place).date()
