"""Rules by other conventions: what somebody else may mean by the same words, for each convention that a reading rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from ..rule import Rule
from ..spans import shift
from .announced import Announced
from .civil import LONGEST, PARTS, Fixed, Monthly, Yearly
from .families import Derived
from .filters import EachDay
from .lunar import Lunar
from .weeks import CONVENTIONS, NthWeek, NthWeekday, Weekly


def by_others(rule: Rule, convention: str) -> Iterator[Rule]:
    """What the rule, or that on which it leans, is by those who do not share a convention: a name in OTHERS.

    >>> list(by_others(Monthly(-1), "last third"))
    [Monthly(day=21, to_day=-1)]
    """
    if found := OTHERS[convention](rule):
        yield from found
    elif isinstance(rule, Derived | Announced) and rule.base:
        yield from (rule.altered(base=other) for other in by_others(rule.base, convention))


def _weeks(rule: Rule) -> list[Rule]:
    if not isinstance(rule, NthWeek) or rule.convention != "monday":
        return []
    others = (replace(rule, convention=name) for name in CONVENTIONS if name != rule.convention)
    return [other for other in others if not other.never()]


def _saturday(rule: Rule) -> list[Rule]:
    return [replace(rule, days=1)] if isinstance(rule, NthWeekday) and rule.days == 2 else []


def _last_third(rule: Rule) -> list[Rule]:
    first, last = PARTS["last"]
    match rule:
        case Monthly(day=-1, to_day=-1):
            return [Monthly(first, last, third=True)]
        case Yearly(interval=1) if rule.single and (rule.day == -1 or rule.day >= LONGEST[rule.month - 1]):
            return [Yearly(rule.month, first, rule.month, last, third=True)]
        case Fixed() if rule.first == rule.last and shift(rule.first, 1).day == 1:
            return [Fixed(rule.first.replace(day=first), rule.first, third=True)]
    return []


def _first_day(rule: Rule) -> list[Rule]:
    match rule:
        case Monthly() if (rule.day, rule.to_day) == PARTS["start"]:
            return [Monthly(1)]
        case Yearly(interval=1) if (rule.day, rule.to_day) == PARTS["start"] and rule.month == rule.to_month:
            return [Yearly(rule.month, 1)]
        case Fixed(last=date() as last) if (rule.first.day, last.day) == PARTS["start"]:
            return [Fixed(rule.first, rule.first)]
    return []


def _day_first(rule: Rule) -> list[Rule]:
    if isinstance(rule, Yearly) and rule.single and 0 < rule.day <= 12 and rule.day != rule.month:
        return [Yearly(rule.day, rule.month)]
    return []


def _other_calendar(rule: Rule) -> list[Rule]:
    match rule:
        case Lunar(year=0, leap="skip", month=month, day=day) if 0 < day <= LONGEST[month - 1]:
            return [Yearly(month, day)]
        case Yearly(interval=1, month=month, day=day) if rule.single and 0 < day <= 30:
            return [Lunar(month, day)]
    return []


def _working_days(rule: Rule) -> list[Rule]:
    return [EachDay("workdays")] if rule == Weekly((0, 1, 2, 3, 4)) else []


OTHERS: dict[str, Callable[[Rule], list[Rule]]] = {
    "nth week": _weeks,
    "weekend": _saturday,
    "last third": _last_third,
    "first day": _first_day,
    "day first": _day_first,
    "other calendar": _other_calendar,
    "working days": _working_days,
}
"""Week three under every other convention; the weekend as its Saturday alone; the end of a month as its last third, its
beginning as its first day; 5/6 with the day in front; 八月十五 as a civil day, 五月三十 as a lunar one; weekdays as the days that
are worked."""
