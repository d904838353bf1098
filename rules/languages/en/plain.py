"""English for the rules that lean on no other, without their times, and the words that all rules are written with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import singledispatch

from ...kinds import (
    Anchored,
    Duration,
    EachDay,
    Easter,
    Elapsed,
    Equinox,
    Fixed,
    Julian,
    LeapYears,
    Lunar,
    LunarMonthly,
    Monthly,
    NthWeek,
    NthWeekday,
    NthWorkday,
    Periodic,
    SolarTerm,
    Weekly,
    Yearly,
)
from ...kinds.civil import month_days
from ...rule import Rule
from .names import CONVENTIONS, LUNAR_NOTES, MONTHS, PERIODS, RULE_SETS, TERMS, UNITS, WEEKDAYS

SEASONS = {(3 * q - 2, 3 * q): f"the {th} quarter" for q, th in enumerate(("1st", "2nd", "3rd", "4th"), 1)} | {
    (1, 6): "the first half",
    (7, 12): "the second half",
}
PARITIES: dict[date | None, str] = {date(2000, 1, 1): "even", date(2001, 1, 1): "odd"}
"""Cycles of two years by the day from which they are counted."""


def listed(parts: Iterable[str], joint: str = "and") -> str:
    """The parts in a row, the last after a word: Monday, Wednesday and Friday."""
    *others, last = parts
    return f"{', '.join(others)} {joint} {last}" if others else last


@singledispatch
def plain(rule: Rule) -> str:
    """The rule in English where it leans on no other, without its times."""
    raise TypeError(f"English has no words for {type(rule).__name__}")


def said_with(text: str, how_often: str) -> str:
    """The text with how often behind it: the 3rd quarter of every 2 years, the 3rd quarter in even years."""
    return (text.removesuffix("of ") if how_often.startswith("in ") else text) + how_often


def often(by: Periodic | LeapYears) -> str:
    """How often: every 2 weeks, in leap years, in even years."""
    if isinstance(by, LeapYears):
        return f"in {'common' if by.common else 'leap'} years"
    if (by.period, by.interval) == ("year", 2) and by.phase in PARITIES:
        return f"in {PARITIES[by.phase]} years"
    return counted(by)


def counted(by: Periodic) -> str:
    """Every 2 weeks, and from when that is counted: every 2 weeks (counted from 2 March 2026)."""
    unit = PERIODS[by.period]
    every = f"every {unit}" if by.interval == 1 else f"every {by.interval} {unit}s"
    if not by.phase:
        return every
    start = by.phase.year if (by.phase.month, by.phase.day) == (1, 1) else civil(by.phase)
    return f"{every} (counted from {start})"


def length(amount: int, unit: str) -> str:
    """So many of a unit: 1 day, 10 working days."""
    return f"{amount} {UNITS[unit]}" + ("s" if amount > 1 else "")


def place(count: int) -> str:
    """Its place in a row: 3rd, last, 2nd-to-last."""
    if count == -1:
        return "last"
    size = abs(count)
    ending = "th" if size % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(size % 10, "th")
    return f"{size}{ending}" + ("-to-last" if count < 0 else "")


def _day(month: int, day: int) -> str:
    return f"{day} {MONTHS[month - 1]}" if day > 0 else f"the {place(day)} day of {MONTHS[month - 1]}"


def civil(day: date) -> str:
    """A date: 30 May 2026."""
    return f"{_day(day.month, day.day)} {day.year}"


@plain.register
def _(rule: Fixed) -> str:
    first, last = rule.first, rule.last
    if last is None:
        return f"from {civil(first)} on"
    if first == last:
        return civil(first)
    if first.day == 1 and last.day == month_days(last.year, last.month):
        return _months(first, last)
    if first.year != last.year:
        return f"{civil(first)} to {civil(last)}"
    start = str(first.day) if first.month == last.month else _day(first.month, first.day)
    return f"{start} to {civil(last)}"


def _months(first: date, last: date) -> str:
    if (first.month, last.month) == (1, 12):
        one = f"{first.year}" if 1900 <= first.year < 2100 else f"the year {first.year}"
        return one if first.year == last.year else f"{first.year} to {last.year}"
    if first.year != last.year:
        return f"{MONTHS[first.month - 1]} {first.year} to {MONTHS[last.month - 1]} {last.year}"
    if season := SEASONS.get((first.month, last.month)):
        return f"{season} of {last.year}"
    start = "" if first.month == last.month else f"{MONTHS[first.month - 1]} to "
    return f"{start}{MONTHS[last.month - 1]} {last.year}"


@plain.register
def _(rule: Yearly) -> str:
    every = often(Periodic("year", rule.interval, date(rule.phase, 1, 1) if rule.phase else None))
    if rule.single:
        return f"{_day(rule.month, rule.day)} {every}"
    if rule.day == 1 and rule.to_day == -1:
        if season := SEASONS.get((rule.month, rule.to_month)):
            return said_with(f"{season} of ", every)
        start = "" if rule.month == rule.to_month else f"{MONTHS[rule.month - 1]} to "
        return f"{start}{MONTHS[rule.to_month - 1]} {every}"
    short = rule.month == rule.to_month and 0 < rule.day < rule.to_day
    return f"{rule.day if short else _day(rule.month, rule.day)} to {_day(rule.to_month, rule.to_day)} {every}"


@plain.register
def _(rule: Monthly) -> str:
    first, last = (f"the {place(day)}" + (" day" if day < 0 else "") for day in (rule.day, rule.to_day))
    return f"{first} of every month" if rule.day == rule.to_day else f"{first} to {last} of every month"


@plain.register
def _(rule: Periodic) -> str:
    return counted(rule) if rule.period == "day" else f"once {counted(rule)}"


@plain.register
def _(rule: Weekly) -> str:
    days = [WEEKDAYS[day] for day in rule.weekdays]
    if len(days) > 2 and rule.weekdays[-1] - rule.weekdays[0] == len(days) - 1:
        return f"{days[0]} to {days[-1]} every week"
    return "every " + listed(days)


def _month(month: int, year: int) -> str:
    if not month:
        return f"every month of {year}" if year else "every month"
    return f"{MONTHS[month - 1]} {year or 'every year'}"


@plain.register
def _(rule: NthWeekday) -> str:
    day = "weekend" if rule.days == 2 else WEEKDAYS[rule.weekday]
    return f"the {place(rule.n)} {day} of {_month(rule.month, rule.year)}"


@plain.register
def _(rule: NthWeek) -> str:
    convention = "" if rule.convention == "monday" else f" ({CONVENTIONS[rule.convention]})"
    return f"the {place(rule.n)} week of {_month(rule.month, rule.year)}{convention}"


@plain.register
def _(rule: NthWorkday) -> str:
    whole = _month(rule.month, rule.year)
    if not rule.month:
        whole = f"every {PERIODS[rule.period]}" + (f" of {rule.year}" if rule.year else "")
    return f"the first {rule.n} working days of {whole}" if rule.run else f"the {place(rule.n)} working day of {whole}"


@plain.register
def _(rule: Anchored) -> str:
    return f"{length(abs(rule.amount), rule.unit)} {'before' if rule.amount < 0 else 'after'} “{rule.anchor}”"


@plain.register
def _(rule: Duration) -> str:
    return length(rule.amount, rule.unit)


@plain.register
def _(rule: Lunar) -> str:
    day = f"day {rule.day}" if rule.day > 0 else "the last day"
    leap = "leap " if rule.leap == "only" else ""
    notes = "".join(f" ({LUNAR_NOTES[name]})" for name in (rule.leap, rule.skip) if name in LUNAR_NOTES)
    return f"{day} of {leap}lunar month {rule.month}{notes} {f'in {rule.year}' if rule.year else 'every year'}"


@plain.register
def _(rule: LunarMonthly) -> str:
    return f"day {rule.day} of every lunar month" if rule.day > 0 else "the last day of every lunar month"


@plain.register
def _(rule: SolarTerm) -> str:
    return f"{TERMS[rule.name]} {rule.year or 'every year'}"


@plain.register
def _(rule: Elapsed) -> str:
    statute = "" if rule.rule_set == "civil-code" else f" ({RULE_SETS[rule.rule_set]})"
    return f"within {length(rule.amount, rule.unit)} from {civil(rule.start)}{statute}"


@plain.register
def _(rule: EachDay) -> str:
    return "every working day" if rule.which == "workdays" else "every day off"


@plain.register
def _(rule: LeapYears) -> str:
    return "common years" if rule.common else "leap years"


@plain.register
def _(rule: Easter) -> str:
    return f"{'Orthodox ' if rule.orthodox else ''}Easter {rule.year or 'every year'}"


@plain.register
def _(rule: Julian) -> str:
    return f"{_day(rule.month, rule.day)} of the Julian calendar {rule.year or 'every year'}"


@plain.register
def _(rule: Equinox) -> str:
    name = "equinox" if rule.season in ("march", "september") else "solstice"
    return f"the {rule.season.capitalize()} {name} ({rule.zone}) {rule.year or 'every year'}"
