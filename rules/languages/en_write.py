"""Rules written in English, for readers; what reads back is the Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import singledispatch

from ..clock import hhmm
from ..kinds import (
    Anchored,
    Announced,
    Around,
    Case,
    Due,
    Duration,
    EachDay,
    Easter,
    Elapsed,
    Equinox,
    Filtered,
    Fixed,
    Instead,
    Julian,
    Lasting,
    LeapYears,
    Lunar,
    LunarMonthly,
    Monthly,
    Moved,
    NthFrom,
    NthWeek,
    NthWeekday,
    NthWorkday,
    Periodic,
    Rolled,
    SolarTerm,
    Together,
    Weekly,
    WeekOf,
    Yearly,
)
from ..kinds.civil import write_span
from ..kinds.filters import months_of
from ..recurrence import Recurrence
from ..rule import Rule

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NTH = {-1: "last", 1: "1st", 2: "2nd", 3: "3rd"}


def write(recurrence: Recurrence) -> str:
    """The recurrence in English."""
    text, clock = words(recurrence.rule), recurrence.clock
    if clock:
        times = [hhmm(m) for m in (clock.start, clock.end) if m is not None]
        text += " " + "–".join(times)
    if isinstance(recurrence.rule, Fixed):
        return text
    since, until = recurrence.since, recurrence.until
    if since:
        text += f", since {since.year if (since.month, since.day) == (1, 1) else since}"
    return text + f", until {until.year if (until.month, until.day) == (12, 31) else until}" if until else text


@singledispatch
def words(rule: Rule) -> str:
    """The rule in English, without bounds and clock."""
    raise TypeError(f"English has no words for {type(rule).__name__}")


@words.register
def _(rule: Fixed) -> str:
    return f"from {rule.first}" if rule.last is None else write_span(rule.first, rule.last).replace("/", " to ")


def _nested(rule: Rule) -> str:
    """The rule inside another: 30 May every year, not every year on 30 May."""
    text = words(rule)
    return re.sub(r"^(every (?:\d+ )?years?) (?:on|in|from) (.*)$", r"\2 \1", text)


def _every(interval: int, unit: str) -> str:
    return f"every {unit}" if interval == 1 else f"every {interval} {unit}s"


def _day(month: int, day: int) -> str:
    name = MONTHS[month - 1]
    return f"the last day of {name}" if day == -1 else f"{day} {name}" if day > 0 else f"day {day} of {name}"


@words.register
def _(rule: Yearly) -> str:
    head = _every(rule.interval, "year")
    if rule.single:
        return f"{head} on {_day(rule.month, rule.day)}"
    if rule.day == 1 and rule.to_day == -1:
        months = (
            MONTHS[rule.month - 1]
            if rule.month == rule.to_month
            else f"{MONTHS[rule.month - 1]} to {MONTHS[rule.to_month - 1]}"
        )
        return f"{head} in {months}"
    return f"{head} from {_day(rule.month, rule.day)} to {_day(rule.to_month, rule.to_day)}"


def _month_day(day: int) -> str:
    return f"day {day}" if day > 0 else "the last day" if day == -1 else f"day {-day} from the end"


@words.register
def _(rule: Monthly) -> str:
    if rule.day == rule.to_day:
        return f"{_month_day(rule.day)} of every month"
    return f"{_month_day(rule.day)} to {_month_day(rule.to_day)} of every month"


@words.register
def _(rule: Periodic) -> str:
    return "once " + _every(rule.interval, {"half": "half-year"}.get(rule.period, rule.period))


@words.register
def _(rule: Weekly) -> str:
    return "every " + ", ".join(WEEKDAYS[day] for day in rule.weekdays)


def _nth(count: int) -> str:
    return NTH.get(count) or (f"{count}th" if count > 0 else f"{-count}th from last")


def _month(month: int, year: int) -> str:
    return "every month" if not month else MONTHS[month - 1] + (f" {year}" if year else "")


@words.register
def _(rule: NthWeekday) -> str:
    day = "weekend" if rule.days == 2 else WEEKDAYS[rule.weekday]
    return f"the {_nth(rule.n)} {day} of {_month(rule.month, rule.year)}"


@words.register
def _(rule: NthWeek) -> str:
    return f"the {_nth(rule.n)} week of {_month(rule.month, rule.year)}"


@words.register
def _(rule: Due) -> str:
    return "by " + _nested(rule.base) + (" (that day excluded)" if rule.inclusive == "excluded" else "")


@words.register
def _(rule: Around) -> str:
    return "about " + _nested(rule.base)


@words.register
def _(rule: Anchored) -> str:
    side = "before" if rule.amount < 0 else "after"
    return f"{abs(rule.amount)} {rule.unit.replace('workdays', 'working days')} {side} “{rule.anchor}”"


@words.register
def _(rule: Duration) -> str:
    return f"{rule.amount} {rule.unit.replace('workdays', 'working days')}"


@words.register
def _(rule: Lunar) -> str:
    day = "the last day" if rule.day == -1 else f"day {rule.day}"
    leap = "leap " if rule.leap == "only" else ""
    year = f" falling in {rule.year}" if rule.year else ""
    return f"{day} of {leap}lunar month {rule.month}{year or ' of every year'}"


@words.register
def _(rule: LunarMonthly) -> str:
    return "the last day of every lunar month" if rule.day == -1 else f"day {rule.day} of every lunar month"


@words.register
def _(rule: SolarTerm) -> str:
    return f"{rule.name} of {rule.year or 'every year'}"


@words.register
def _(rule: NthWorkday) -> str:
    whole = rule.period if not rule.month else MONTHS[rule.month - 1]
    head = f"{whole} {rule.year}" if rule.year else f"every {whole}"
    return f"the first {rule.n} working days of {head}" if rule.run else f"the {_nth(rule.n)} working day of {head}"


@words.register
def _(rule: Moved) -> str:
    side = "before" if rule.amount < 0 else "after"
    return f"{abs(rule.amount)} {rule.unit.replace('workdays', 'working days')} {side} {_nested(rule.base)}"


@words.register
def _(rule: Rolled) -> str:
    return f"{words(rule.base)}, rolled off days off ({rule.how})"


@words.register
def _(rule: WeekOf) -> str:
    return f"the week of {_nested(rule.base)}"


@words.register
def _(rule: Elapsed) -> str:
    return f"within {rule.amount} {rule.unit.replace('workdays', 'working days')} from {rule.start}"


@words.register
def _(rule: Announced) -> str:
    return f"announced each year, predicted {words(rule.base)}" if rule.base else "announced each year"


def _listed(names: Sequence[str], last: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


COUNTED = {"workdays": "working day", "rest-days": "day off", "days": "day"}


def _counted(unit: str, weekdays: tuple[int, ...]) -> str:
    return COUNTED.get(unit) or _listed([WEEKDAYS[day] for day in weekdays], "or")


@words.register
def _(rule: NthFrom) -> str:
    side = "before" if rule.n < 0 else "after"
    side = f"on or {side}" if rule.including else side
    return f"the {_nth(abs(rule.n))} {_counted(rule.unit, rule.weekdays)} {side} {_nested(rule.base)}"


@words.register
def _(rule: Lasting) -> str:
    return f"{rule.amount} {rule.unit.replace('workdays', 'working days')} from {_nested(rule.base)}"


@words.register
def _(rule: EachDay) -> str:
    return f"every {COUNTED[rule.which]}"


@words.register
def _(rule: LeapYears) -> str:
    return "common years" if rule.common else "leap years"


@words.register
def _(rule: Together) -> str:
    return _listed([words(part) for part in rule.rules])


@words.register
def _(rule: Filtered) -> str:
    if rule.of:
        verb = "are" if len(rule.of) > 1 else "is"
        return f"{words(rule.base)}, if {_listed([_nested(one) for one in rule.of])} {verb} {_item(rule.by)}"
    return f"{words(rule.base)}, {'only' if rule.inside else 'except'} {_item(rule.by)}"


PARITY = {2000: "in even years", 2001: "in odd years"}


def _item(by: Rule, last: str = "and") -> str:
    """What a filter or a condition holds, as it is named behind only, except and if."""
    if isinstance(by, Weekly):
        return "on " + _listed([WEEKDAYS[day] for day in by.weekdays], last)
    if isinstance(by, EachDay):
        return "on " + COUNTED[by.which].replace("day", "days")
    if isinstance(by, LeapYears):
        return "in " + words(by)
    if months := months_of(by):
        return "in " + _listed([MONTHS[month - 1] for month in months])
    if isinstance(by, Periodic):
        if by.interval == 2 and by.phase and by.phase.year in PARITY:
            return PARITY[by.phase.year]
        since = f" from {by.phase}" if by.phase else ""
        return f"every {by.interval} {by.period}s{since}"
    return words(by)


@words.register
def _(rule: Instead) -> str:
    cases = "".join(f", {_case(case)}" for case in rule.cases)
    return words(rule.base) + cases + (" (only the substitutes)" if rule.only else "")


def _case(case: Case) -> str:
    when = _item(case.when, "or") if isinstance(case.when, Weekly | EachDay) else f"the same day as {words(case.when)}"
    clock = " ".join(hhmm(m) for m in (case.clock.start, case.clock.end) if m is not None) if case.clock else ""
    if not case.n:
        return f"if {when} then {clock}"
    verb = "also" if case.also else "then"
    which = "next" if case.n > 0 else "previous"
    count = "" if abs(case.n) == 1 else f"{_nth(abs(case.n))} "
    omitted = f" omitting {_listed([WEEKDAYS[day] for day in case.omit])}" if case.omit else ""
    target = f"{verb} the {count}{which} {_counted(case.unit, case.weekdays)}{omitted}"
    return f"if {when} {target}{' ' if clock else ''}{clock}"


def _of_year(year: int) -> str:
    return f"of {year}" if year else "of every year"


@words.register
def _(rule: Easter) -> str:
    return f"{'Orthodox ' if rule.orthodox else ''}Easter {_of_year(rule.year)}"


@words.register
def _(rule: Julian) -> str:
    return f"{_day(rule.month, rule.day)} {_of_year(rule.year)} by the Julian calendar"


@words.register
def _(rule: Equinox) -> str:
    name = "equinox" if rule.season in ("march", "september") else "solstice"
    return f"the {rule.season.capitalize()} {name} {_of_year(rule.year)} in {rule.zone}"
