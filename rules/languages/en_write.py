"""Rules written in English, in the one canonical form that reads back to the same rule."""

from __future__ import annotations

from datetime import date
from functools import singledispatch

from ..clock import Clock, hhmm
from ..kinds import (
    Anchored,
    Announced,
    Around,
    Due,
    Duration,
    Elapsed,
    Fixed,
    Lunar,
    LunarMonthly,
    Monthly,
    Moved,
    NthWeek,
    NthWeekday,
    NthWorkday,
    Periodic,
    Rolled,
    SolarTerm,
    Weekly,
    WeekOf,
    Yearly,
)
from ..kinds.civil import month_days
from ..recurrence import Recurrence
from ..rule import Rule
from .en_names import CONVENTIONS, LUNAR_NOTES, MONTHS, PERIODS, RULE_SETS, TERMS, UNITS, WEEKDAYS

SEASONS = {(3 * q - 2, 3 * q): f"the {th} quarter" for q, th in enumerate(("1st", "2nd", "3rd", "4th"), 1)} | {
    (1, 6): "the first half",
    (7, 12): "the second half",
}
ROLLS = {
    "none": "",
    "following": ", or the next working day",
    "preceding": ", or the previous working day",
    "modified-following": ", or the next working day (modified following)",
    "nearest": ", or the nearest working day",
}
DUE = {"stated": "due by {}", "unstated": "due before {}", "excluded": "due before {} (that day excluded)"}


def write(recurrence: Recurrence) -> str:
    """The recurrence in canonical English."""
    text = words(recurrence.rule, recurrence.clock)
    if recurrence.since and not isinstance(recurrence.rule, Fixed):
        text += f", since {recurrence.since.year}"
    return text


@singledispatch
def words(rule: Rule, clock: Clock | None = None) -> str:
    """The rule with its times in English, without bounds; a rule that leans on another hands the times on to it."""
    text = plain(rule)
    if not clock:
        return text
    start, end = (hhmm(m) if m is not None else "" for m in (clock.start, clock.end))
    if isinstance(rule, Fixed) and rule.last is None:
        return text.removesuffix("on") + f"at {start} on"
    if not (_one_day(rule) and start):
        first = f" from {start} on the first day" if start else ""
        return f"{text},{first}" + (f" until {end} on the last day" if end else "")
    return f"{text}, {start}–{end}" if end else f"{text} at {start}"


def _one_day(rule: Rule) -> bool:
    return rule.one_day() or (isinstance(rule, Fixed) and rule.first == rule.last)


@words.register
def _(rule: Due, clock: Clock | None = None) -> str:
    if clock and clock.start is None and clock.end is not None:
        return DUE[rule.inclusive].format(f"{hhmm(clock.end)} on {words(rule.base)}")
    return DUE[rule.inclusive].format(words(rule.base, clock))


@words.register
def _(rule: Around, clock: Clock | None = None) -> str:
    return "about " + words(rule.base, clock)


@words.register
def _(rule: Moved, clock: Clock | None = None) -> str:
    side = "before" if rule.amount < 0 else "after"
    return f"{_length(abs(rule.amount), rule.unit)} {side} {words(rule.base, clock)}"


@words.register
def _(rule: Rolled, clock: Clock | None = None) -> str:
    return words(rule.base, clock) + ROLLS[rule.how]


@words.register
def _(rule: WeekOf, clock: Clock | None = None) -> str:
    return f"the week of {words(rule.base, clock)}"


@words.register
def _(rule: Announced, clock: Clock | None = None) -> str:
    expected = f" (predicted: {words(rule.base, clock)})" if rule.base else ""
    return f"the date announced each year{expected}"


@singledispatch
def plain(rule: Rule) -> str:
    """The rule in English where it leans on no other, without its times."""
    raise TypeError(f"English has no words for {type(rule).__name__}")


def _every(interval: int, unit: str) -> str:
    return f"every {unit}" if interval == 1 else f"every {interval} {unit}s"


def _length(amount: int, unit: str) -> str:
    return f"{amount} {UNITS[unit]}" + ("s" if amount > 1 else "")


def _nth(count: int) -> str:
    """Its place in a row: 3rd, last, 2nd-to-last."""
    if count == -1:
        return "last"
    size = abs(count)
    ending = "th" if size % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(size % 10, "th")
    return f"{size}{ending}" + ("-to-last" if count < 0 else "")


def _day(month: int, day: int) -> str:
    return f"{day} {MONTHS[month - 1]}" if day > 0 else f"the {_nth(day)} day of {MONTHS[month - 1]}"


def _civil(day: date) -> str:
    return f"{_day(day.month, day.day)} {day.year}"


@plain.register
def _(rule: Fixed) -> str:
    first, last = rule.first, rule.last
    if last is None:
        return f"from {_civil(first)} on"
    if first == last:
        return _civil(first)
    if first.day == 1 and last.day == month_days(last.year, last.month):
        return _months(first, last)
    if first.year != last.year:
        return f"{_civil(first)} to {_civil(last)}"
    start = str(first.day) if first.month == last.month else _day(first.month, first.day)
    return f"{start} to {_civil(last)}"


def _months(first: date, last: date) -> str:
    if (first.month, last.month) == (1, 12):
        return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
    if first.year != last.year:
        return f"{MONTHS[first.month - 1]} {first.year} to {MONTHS[last.month - 1]} {last.year}"
    if season := SEASONS.get((first.month, last.month)):
        return f"{season} of {last.year}"
    start = "" if first.month == last.month else f"{MONTHS[first.month - 1]} to "
    return f"{start}{MONTHS[last.month - 1]} {last.year}"


@plain.register
def _(rule: Yearly) -> str:
    every = _every(rule.interval, "year")
    if rule.single:
        return f"{_day(rule.month, rule.day)} {every}"
    if rule.day == 1 and rule.to_day == -1:
        if season := SEASONS.get((rule.month, rule.to_month)):
            return f"{season} of {every}"
        start = "" if rule.month == rule.to_month else f"{MONTHS[rule.month - 1]} to "
        return f"{start}{MONTHS[rule.to_month - 1]} {every}"
    short = rule.month == rule.to_month and 0 < rule.day < rule.to_day
    return f"{rule.day if short else _day(rule.month, rule.day)} to {_day(rule.to_month, rule.to_day)} {every}"


@plain.register
def _(rule: Monthly) -> str:
    first, last = (f"the {_nth(day)}" + (" day" if day < 0 else "") for day in (rule.day, rule.to_day))
    return f"{first} of every month" if rule.day == rule.to_day else f"{first} to {last} of every month"


@plain.register
def _(rule: Periodic) -> str:
    return "once " + _every(rule.interval, PERIODS[rule.period])


@plain.register
def _(rule: Weekly) -> str:
    days = [WEEKDAYS[day] for day in rule.weekdays]
    if len(days) > 2 and rule.weekdays[-1] - rule.weekdays[0] == len(days) - 1:
        return f"{days[0]} to {days[-1]} every week"
    return "every " + " and ".join(filter(None, (", ".join(days[:-1]), days[-1])))


def _month(month: int, year: int) -> str:
    if not month:
        return "every month"
    return f"{MONTHS[month - 1]} {year or 'every year'}"


@plain.register
def _(rule: NthWeekday) -> str:
    day = "weekend" if rule.days == 2 else WEEKDAYS[rule.weekday]
    return f"the {_nth(rule.n)} {day} of {_month(rule.month, rule.year)}"


@plain.register
def _(rule: NthWeek) -> str:
    convention = "" if rule.convention == "monday" else f" ({CONVENTIONS[rule.convention]})"
    return f"the {_nth(rule.n)} week of {_month(rule.month, rule.year)}{convention}"


@plain.register
def _(rule: NthWorkday) -> str:
    whole = _month(rule.month, rule.year)
    if not rule.month:
        whole = _every(1, PERIODS[rule.period]) + (f" of {rule.year}" if rule.year else "")
    return f"the first {rule.n} working days of {whole}" if rule.run else f"the {_nth(rule.n)} working day of {whole}"


@plain.register
def _(rule: Anchored) -> str:
    return f"{_length(abs(rule.amount), rule.unit)} {'before' if rule.amount < 0 else 'after'} “{rule.anchor}”"


@plain.register
def _(rule: Duration) -> str:
    return _length(rule.amount, rule.unit)


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
    return f"within {_length(rule.amount, rule.unit)} from {_civil(rule.start)}{statute}"
