"""RRULEs that say exactly what one of our own kinds says become that kind, so that a rule has one value however written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from ..clock import Clock
from ..errors import RuleError
from ..kinds import Filtered, Lunar, LunarMonthly, Monthly, NthWeekday, Periodic, Together, Weekly, Yearly, filtered
from ..kinds.civil import LONGEST
from ..kinds.filters import months_rule
from ..recurrence import Recurrence
from ..rule import Rule
from ..spans import shift
from .rrule import WEEKDAYS, Month, RRule
from .series import complete


def as_kind(rule: RRule, start: date | None) -> Recurrence | None:
    """The recurrence of our own kinds that has the same days; None where there is none.

    The start becomes `since` and its time the clock, UNTIL `until`; a rule with times of day, COUNT or BYSETPOS has none.

    >>> as_kind(RRule.read("FREQ=YEARLY;BYMONTHDAY=30"), date(2026, 5, 30))
    Recurrence(rule=Yearly(month=5, day=30, ...), since=datetime.date(2026, 5, 30), until=None, ...)
    """
    if rule.count is not None or _beyond_days(rule) or (isinstance(start, datetime) and start.second):
        return None
    try:
        whole = complete(rule, start) if start else rule
        own = _chinese(whole) if rule.rscale == "CHINESE" else _gregorian(whole, _day(start))
    except RuleError:  # a day that its month never has, a start before all tables: the engine proves it and says so
        return None
    if own is None:
        return None
    clock = Clock(start.hour * 60 + start.minute) if isinstance(start, datetime) else None
    return Recurrence(own, since=_day(start), until=_last_day(rule.until, start), clock=clock)


SHORT = re.compile(r"DTSTART(?:;VALUE=DATE)?:(\d{4})(\d\d)(\d\d)(T\d{4}00)?\s+RRULE:(\S+)", re.ASCII)
SHORT_RULE = re.compile(
    r"FREQ=(YEARLY|MONTHLY|WEEKLY)(?:;INTERVAL=([1-9]\d{0,3}))?"
    r"(?:;BYMONTH=([1-9]\d?))?(?:;BYMONTHDAY=(-?[1-9]\d?)|;BYDAY=([+-]?[1-9])?(MO|TU|WE|TH|FR|SA|SU))",
    re.ASCII,
)
WEEKDAY = {name: weekday for weekday, name in enumerate(WEEKDAYS)}


def short(text: str) -> Recurrence | None:
    """What `as_kind` says of the form that most texts have: a start without a zone, and one day; None for any other.

    The same RRULE from another start is not read again.

    >>> short("DTSTART:20260101T090000 RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=2SU")
    Recurrence(rule=NthWeekday(month=5, n=2, weekday=6, ...), since=datetime.date(2026, 1, 1), until=None, ...)
    """
    if not (match := SHORT.fullmatch(text)):
        return None
    year, month, day, at, rrule = match.groups()
    if not (known := _of_a_day(rrule)):
        return None
    own, freq, interval = known
    try:
        start, clock = date(int(year), int(month), int(day)), _clock(at) if at else None
        if interval and not _has_cycle(freq, start, by_day="BYDAY" in rrule):
            return None
        return Recurrence(_every(own, freq, interval, start) if interval > 1 else own, start, None, clock)
    except (RuleError, ValueError):  # the whole way says where it is wrong
        return None


@lru_cache(maxsize=1440)
def _clock(at: str) -> Clock:
    """The time of day that RFC 5545 writes T090000; ValueError where there is none."""
    hour, minute = int(at[1:3]), int(at[3:5])
    if hour > 23 or minute > 59:
        raise ValueError(f"no time of day: {at}")
    return Clock(hour * 60 + minute)


@lru_cache(maxsize=4096)
def _of_a_day(rrule: str) -> tuple[Rule, str, int] | None:
    """The rule of one day, numbered or a weekday, with its frequency and INTERVAL, 0 where none is given; None for others."""
    if not (match := SHORT_RULE.fullmatch(rrule)):
        return None
    freq, interval, month, day, n, weekday = match.groups()
    try:
        own = _day_or_weekday(freq, int(month or 0), int(day or 0), int(n or 0), weekday)
    except RuleError:  # the whole way says where it is wrong
        return None
    return (own, freq, int(interval or 0)) if own else None


def _day_or_weekday(freq: str, month: int, day: int, n: int, weekday: str | None) -> Rule | None:
    """The rule of one day, numbered or a weekday; 0 for the parts that are not given."""
    if (freq == "YEARLY") != bool(month) or month > 12:
        return None
    if weekday is None:
        return _day_of(month, day) if freq != "WEEKLY" else None
    if freq == "WEEKLY":
        return None if n else Weekly((WEEKDAY[weekday],))
    return NthWeekday(month, n, WEEKDAY[weekday]) if n else None


def _has_cycle(freq: str, start: date, *, by_day: bool) -> bool:
    """Whether a kind of ours says the cycle: one of years with a weekday is written with whole years."""
    return freq != "YEARLY" or not by_day or (start.month, start.day) == (1, 1)


def _day(moment: date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _last_day(until: date | None, start: date | None) -> date | None:
    """The last day on which an instance at the time of the start is not behind the end."""
    if not isinstance(until, datetime):
        return until
    ended = isinstance(start, datetime) and until.time() < start.time()
    return shift(until.date(), -1) if ended else until.date()


def _beyond_days(rule: RRule) -> bool:
    return bool(
        rule.by_hour or rule.by_minute or rule.by_second or rule.by_set_pos or rule.by_week_no or rule.by_year_day
    )


def _gregorian(rule: RRule, start: date | None) -> Rule | None:
    """A rule of the civil calendar: the days that its parts name, in every so many periods."""
    if (
        rule.rscale != "GREGORIAN"
        or rule.skip != "OMIT"
        or rule.freq not in PERIODS
        or (rule.interval > 1 and not start)
    ):
        return None
    if rule.freq == "DAILY":
        bare = not (rule.by_day or rule.by_month_day or rule.by_month)
        return Periodic("day", rule.interval, start if rule.interval > 1 else None) if bare else None
    if rule.freq == "WEEKLY":
        days = () if rule.by_month else tuple(day.weekday for day in rule.by_day)
        named: list[Rule] = [Weekly(days)] if days and (rule.interval == 1 or not rule.wkst) else []
    else:
        named = _of_months(rule)
    if not named or len(named) > MOST or (len(named) > 1 and rule.interval > 1):
        return None  # what has no words that are read well
    if rule.interval > 1 and start:
        if not _has_cycle(rule.freq, start, by_day=bool(rule.by_day)):
            return None
        named = [_every(base, rule.freq, rule.interval, start) for base in named]
    return Together(tuple(named)) if len(named) > 1 else named[0]


MOST = 6
"""Days that are named together at most: a longer list stays an RRULE."""
PERIODS = {"YEARLY": "year", "MONTHLY": "month", "WEEKLY": "week", "DAILY": "day"}


def _of_months(rule: RRule) -> list[Rule]:
    """The days of each month that a yearly or monthly rule names, each a rule, those counted from the end last; none where
    no rule of ours says them.
    """
    months = [month.number for month in rule.by_month] or [0]
    if (rule.freq == "YEARLY" and months == [0]) or (rule.freq == "MONTHLY" and rule.by_month and rule.interval > 1):
        return []
    if rule.freq == "MONTHLY" and len(months) > 1:
        few = len(months) <= 6
        named = months if few else sorted({*range(1, 13)} - {*months})
        by = months_rule(named) if named else None
        bases = _of_months(replace(rule, by_month=()))
        base = Together(tuple(bases)) if len(bases) > 1 else bases[0] if bases else None
        return [Filtered(base, by, few) if by else base] if base else []
    if rule.by_month_day and not rule.by_day:
        days = sorted(rule.by_month_day, key=lambda day: (day < 0, day))
        return [_day_of(month, day) for month in months for day in days]
    if rule.by_month_day or not all(1 <= abs(day.n) <= 5 for day in rule.by_day):
        return []
    numbered = sorted(rule.by_day, key=lambda day: (day.n < 0, day))
    return [NthWeekday(month, day.n, day.weekday) for month in months for day in numbered]


def _day_of(month: int, day: int) -> Rule:
    """A day of the month; the last of one that is always as long by its number, as every wording of it is read."""
    if not month:
        return Monthly(day)
    return Yearly(month, LONGEST[month - 1] if day == -1 and month != 2 else day)


def _every(base: Rule, freq: str, interval: int, start: date) -> Rule:
    """A rule in every so many years, months or weeks from that of the start."""
    phase = start.replace(month=1, day=1) if freq == "YEARLY" else start
    return filtered(base, Periodic(PERIODS[freq], interval, phase))


def _chinese(rule: RRule) -> Rule | None:
    if rule.interval > 1 or rule.by_day or len(rule.by_month_day) != 1:
        return None
    day, skip = rule.by_month_day[0], rule.skip.lower()
    if rule.freq == "MONTHLY" and not rule.by_month and skip == "omit":
        return LunarMonthly(day)
    if rule.freq != "YEARLY" or not rule.by_month:
        return None
    month, leap = rule.by_month[0]
    if len(rule.by_month) == 1:
        return Lunar(month, day, "only" if leap else "skip", skip)
    if rule.by_month == (Month(month), Month(month, True)) and skip == "omit":
        return Lunar(month, day, "too")
    return None
