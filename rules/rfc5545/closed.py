"""RRULEs that come round by arithmetic alone, as the closed forms of `rules/strides.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from ..strides import EveryDays, MonthDay, MonthWeekday, Stride
from .rrule import Day, RRule
from .series import complete


@lru_cache(maxsize=4096)
def closed(rule: RRule, start: date) -> tuple[Stride, ...] | None:
    """The closed forms that together are the days of the rule, its bounds left out; None where it has other days too.

    >>> closed(RRule.read("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"), date(2026, 1, 1))
    (MonthDay(step=3, phase=24312, day=15),)

    Raises RuleError as `complete` does.
    """
    if rule.rscale != "GREGORIAN" or rule.skip != "OMIT" or rule.by_set_pos or rule.by_week_no or rule.by_year_day:
        return None
    if any(len(times) > 1 for times in (rule.by_hour, rule.by_minute, rule.by_second)) or 60 in rule.by_second:
        return None
    form = FORMS.get(rule.freq)
    return form(complete(rule, start), start) if form else None


def _yearly(rule: RRule, start: date) -> tuple[Stride, ...] | None:
    if not rule.by_month:
        return None
    return _of_months(rule, 12 * rule.interval, [12 * start.year + month.number for month in rule.by_month])


def _monthly(rule: RRule, start: date) -> tuple[Stride, ...] | None:
    if rule.by_month:
        return _yearly(rule, start) if rule.interval == 1 else None
    return _of_months(rule, rule.interval, [12 * start.year + start.month])


def _of_months(rule: RRule, step: int, months: Sequence[int]) -> tuple[Stride, ...] | None:
    """The days of the month, or the numbered weekdays, in each of some months (January of the year 0 is 1)."""
    if rule.by_month_day and rule.by_day:
        return None
    if rule.by_month_day:
        return tuple(MonthDay(step, month - 1, day) for month in months for day in rule.by_month_day)
    if not rule.by_day or not all(1 <= abs(day.n) <= 5 for day in rule.by_day):
        return None
    return tuple(MonthWeekday(step, month - 1, day.n, day.weekday) for month in months for day in rule.by_day)


def _weekly(rule: RRule, start: date) -> tuple[Stride, ...] | None:
    if rule.by_month:
        return None
    week = start.toordinal() - (start.weekday() - rule.wkst) % 7

    def turn(day: Day) -> int:
        return week + (day.weekday - rule.wkst) % 7

    return tuple(EveryDays(7 * rule.interval, turn(day)) for day in rule.by_day)


def _daily(rule: RRule, start: date) -> tuple[Stride, ...] | None:
    if rule.by_month or rule.by_month_day or rule.by_day:
        return None
    return (EveryDays(rule.interval, start.toordinal()),)


FORMS = {"YEARLY": _yearly, "MONTHLY": _monthly, "WEEKLY": _weekly, "DAILY": _daily}
