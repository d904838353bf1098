"""What must hold of any text and of any rule: no error but our own, in time, no date that the rule denies, nothing lost.

The days are judged by predicates written anew from the meaning of a rule, without the code that found them.
"""

from __future__ import annotations

import calendar
import importlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import singledispatch
from itertools import pairwise
from time import process_time
from typing import Any

import rules
from rules.kinds import (
    Announced,
    Around,
    Due,
    EachDay,
    Filtered,
    Fixed,
    LeapYears,
    Monthly,
    Moved,
    NthWeek,
    NthWeekday,
    Periodic,
    Rfc5545,
    Rolled,
    Through,
    Together,
    Weekly,
    WeekOf,
    Yearly,
)
from rules.languages.parsing import read

oracle: Any = importlib.import_module("tests.test_rfc5545_oracle")
REFERENCE = date(2026, 11, 22)
WINDOW = (date(2026, 1, 1), date(2029, 12, 31))
MOST = 60
"""Occurrences of a rule that are looked at."""
SLOWEST = 0.010
"""Seconds of CPU that a text may take, with its error."""


def judged(text: str, *, explained: bool = True) -> str | None:
    """What is wrong with how a text is dealt with; None where nothing is. `explained` asks its error for the remedy too."""
    try:
        rule, took = _timed(text, explained=explained)
        for _ in range(4):  # a busy machine is not the text's fault
            took = min(took, _timed(text, explained=explained)[1]) if took > SLOWEST else took
    except Exception as error:  # whatever it is, it is not ours
        return f"raises {type(error).__name__}: {error}"
    if took > SLOWEST:
        return f"takes {took * 1000:.1f} ms"
    try:
        return next(_wrong(rule), None) if rule else None
    except Exception as error:
        return f"its rule raises {type(error).__name__}: {error}"


def _timed(text: str, *, explained: bool) -> tuple[rules.Recurrence | None, float]:
    started = process_time()
    try:
        rule = read.__wrapped__(text, REFERENCE, None)
    except rules.YuelingError as error:
        if explained:
            error.say("zh")
            if isinstance(error, rules.UnreadRule):
                error.picture()
        return None, process_time() - started
    return rule, process_time() - started


def _wrong(rule: rules.Recurrence) -> Iterator[str]:
    """Everything that is wrong with a rule that was read."""
    if rules.Recurrence.from_json(rule.to_json()) != rule:
        yield "is lost in JSON"
    for lang in ("zh", "en"):
        written = rules.write(rule, lang)
        try:
            again = read.__wrapped__(written, None, None)
        except rules.YuelingError as error:
            yield f"is written as “{written}” ({lang}), which is not read: {error.said}"
            continue
        lost = replace(again, notes=()) != replace(rule, notes=())
        if lost and not isinstance(
            rule.rule, Announced
        ):  # what was announced stands in the catalogue, not in the words
            yield f"is written as “{written}” ({lang}), which is {again}, not {rule}"
    try:
        found = rule.upcoming(WINDOW[0], MOST) if isinstance(rule.rule, Rfc5545) else rule.between(*WINDOW)[:MOST]
    except rules.YuelingError:  # a year that nobody has announced
        return
    for one, other in pairwise(found):
        if (one.moment, one.span.last) > (other.moment, other.span.last):
            yield f"has {one.span} before {other.span}"
    for one in found:
        if not (rule.moved or rule.extra or rule.then) and not holds(rule.rule, one.span.first, one.span.last):
            yield f"has {one.span.first} to {one.span.last}, which {rule.rule} denies"


# ------------------------------------------------------------------ what a rule says of a day


@singledispatch
def holds(rule: rules.Rule, first: date, last: date) -> bool:
    """Whether the rule allows an occurrence from first to last; kinds that are judged elsewhere allow any."""
    return True


def _is(day: date, month: int, number: int) -> bool:
    """Whether it is that day of the month, counted from the end where negative; month 0 is any."""
    length = calendar.monthrange(day.year, day.month)[1]
    return month in (0, day.month) and number in (day.day, day.day - length - 1)


@holds.register
def _(rule: Yearly, first: date, last: date) -> bool:
    in_cycle = rule.interval == 1 or (rule.phase is not None and (first.year - rule.phase) % rule.interval == 0)
    return in_cycle and _is(first, rule.month, rule.day) and _is(last, rule.to_month, rule.to_day)


@holds.register
def _(rule: Monthly, first: date, last: date) -> bool:
    return _is(first, 0, rule.day) and _is(last, 0, rule.to_day)


@holds.register
def _(rule: Weekly, first: date, last: date) -> bool:
    return first == last and first.weekday() in rule.weekdays


@holds.register
def _(rule: Fixed, first: date, last: date) -> bool:
    return (first, last) == (rule.first, rule.last or rule.first)


@holds.register
def _(rule: NthWeekday, first: date, last: date) -> bool:
    length = calendar.monthrange(first.year, first.month)[1]
    nth = ((first.day - 1) // 7 + 1, -((length - first.day) // 7) - 1)
    in_month = rule.month in (0, first.month) and rule.year in (0, first.year)
    return in_month and first.weekday() == rule.weekday and rule.n in nth and (last - first).days == rule.days - 1


@holds.register
def _(rule: NthWeek, first: date, last: date) -> bool:
    if (last - first).days != 6 and rule.convention != "days":
        return False
    days = [first + timedelta(n) for n in range(7)]
    return any(rule.month in (0, day.month) and rule.year in (0, day.year) for day in days)


@holds.register
def _(rule: Periodic, first: date, last: date) -> bool:
    match rule.period:
        case "day":
            return first == last
        case "week":
            return first.weekday() == 0 and (last - first).days == 6
        case period:
            months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[period]
            length = (last.year - first.year) * 12 + last.month - first.month + 1
            return first.day == 1 and (first.month - 1) % months == 0 and length == months and _is(last, 0, -1)


@holds.register
def _(rule: LeapYears, first: date, last: date) -> bool:
    return calendar.isleap(first.year) != rule.common and (first.month, first.day, last.month, last.day) == (
        1,
        1,
        12,
        31,
    )


@holds.register
def _(rule: EachDay, first: date, last: date) -> bool:
    if first.year not in rules.RECKONING.workdays.years:
        return first == last
    return first == last and rules.RECKONING.workdays.is_workday(first) == (rule.which == "workdays")


@holds.register
def _(rule: Due, first: date, last: date) -> bool:
    if rule.inclusive == "excluded" or isinstance(rule.base, Fixed):
        return True
    return first == last and (not _is_single(rule.base) or holds(rule.base, first, last))


@holds.register
def _(rule: Around, first: date, last: date) -> bool:
    return holds(rule.base, first, last)


@holds.register
def _(rule: WeekOf, first: date, last: date) -> bool:
    return first.weekday() == 0 and (last - first).days == 6


@holds.register
def _(rule: Rolled, first: date, last: date) -> bool:
    if rule.off == "weekends":
        return not _is_single(rule.base) or first.weekday() < 5
    known = {first.year, last.year} <= set(rules.RECKONING.workdays.years)
    return not known or not _is_single(rule.base) or rules.RECKONING.workdays.is_workday(first)


@holds.register
def _(rule: Moved, first: date, last: date) -> bool:
    if rule.unit != "days" or not _is_single(rule.base):
        return True
    there = first - timedelta(rule.amount)
    return holds(rule.base, there, there)


@holds.register
def _(rule: Through, first: date, last: date) -> bool:
    return not _is_single(rule.first) or holds(rule.first, first, first)


@holds.register
def _(rule: Together, first: date, last: date) -> bool:
    return any(holds(part, first, last) for part in rule.rules)


@holds.register
def _(rule: Filtered, first: date, last: date) -> bool:
    if not holds(rule.base, first, last):
        return False
    return rule.of != () or not isinstance(rule.by, Weekly) or holds(rule.by, first, first) == rule.inside


@holds.register
def _(rule: Rfc5545, first: date, last: date) -> bool:
    if (
        rule.zone
        or len(rule.rules) != 1
        or rule.rdates
        or rule.rules[0].rscale != "GREGORIAN"
        or rule.rules[0].skip != "OMIT"
    ):
        return first == last
    return first == last and oracle.day_passes(oracle.from_start(rule.rules[0], rule.start), first)


def _is_single(rule: rules.Rule) -> bool:
    return isinstance(rule, Yearly | Monthly | Weekly | NthWeekday) and rule.one_day()
