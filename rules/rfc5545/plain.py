"""RRULEs that say exactly what one of our own kinds says become that kind, so that a rule has one value however written."""

from __future__ import annotations

from datetime import date, datetime

from ..clock import Clock
from ..errors import RuleError
from ..kinds import Lunar, LunarMonthly, Monthly, NthWeekday, Periodic, Weekly, Yearly
from ..recurrence import Recurrence
from ..rule import Rule
from ..spans import shift
from .rrule import Month, RRule
from .series import Series, complete


def plain(rule: RRule, start: date | None) -> Recurrence | None:
    """The recurrence of our own kinds that has the same days; None where there is none.

    The start becomes `since` and its time the clock, UNTIL `until`; a rule with times of day, COUNT or BYSETPOS has none.

    >>> plain(RRule.read("FREQ=YEARLY;BYMONTHDAY=30"), date(2026, 5, 30))
    Recurrence(rule=Yearly(month=5, day=30, ...), since=datetime.date(2026, 5, 30), until=None, ...)
    """
    if rule.count is not None or _beyond_days(rule) or (isinstance(start, datetime) and start.second):
        return None
    try:
        whole = complete(rule, start) if start else rule
        own = _chinese(whole) if rule.rscale == "CHINESE" else _gregorian(whole, start)
    except RuleError:  # a day that its month never has, a start before all tables: the engine proves it and says so
        return None
    if start and rule.interval > 1 and rule.until is None and Series(rule, start).never:
        return None
    if own is None:
        return None
    clock = Clock(start.hour * 60 + start.minute) if isinstance(start, datetime) else None
    return Recurrence(own, since=_day(start), until=_last_day(rule.until, start), clock=clock)


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
    if rule.rscale != "GREGORIAN" or rule.skip != "OMIT" or rule.freq not in KINDS:
        return None
    if rule.interval > 1 and (start is None or rule.freq not in ("YEARLY", "DAILY")):
        return None
    return KINDS[rule.freq](rule, _day(start))


def _yearly(rule: RRule, start: date | None) -> Rule | None:
    if len(rule.by_month) != 1:
        return None
    month = rule.by_month[0].number
    if len(rule.by_month_day) == 1 and not rule.by_day:
        phase = start.year if start and rule.interval > 1 else None
        return Yearly(month, rule.by_month_day[0], interval=rule.interval, phase=phase)
    return _nth_weekday(rule, month) if rule.interval == 1 else None


def _nth_weekday(rule: RRule, month: int) -> Rule | None:
    if len(rule.by_day) != 1 or not rule.by_day[0].n or rule.by_month_day:
        return None
    return NthWeekday(month, rule.by_day[0].n, rule.by_day[0].weekday)


def _monthly(rule: RRule, start: date | None) -> Rule | None:
    if rule.by_month:
        return _yearly(rule, start)
    if len(rule.by_month_day) == 1 and not rule.by_day:
        return Monthly(rule.by_month_day[0])
    return _nth_weekday(rule, 0)


def _weekly(rule: RRule, start: date | None) -> Rule | None:
    if rule.by_month or not rule.by_day:
        return None
    return Weekly(tuple(day.weekday for day in rule.by_day))


def _daily(rule: RRule, start: date | None) -> Rule | None:
    if rule.by_day or rule.by_month_day or rule.by_month:
        return None
    return Periodic("day", rule.interval, start if rule.interval > 1 else None)


KINDS = {"YEARLY": _yearly, "MONTHLY": _monthly, "WEEKLY": _weekly, "DAILY": _daily}


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
