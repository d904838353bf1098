"""Rules written in English, in the one canonical form that reads back to the same rule.

`words` writes a rule that leans on another, `plain` one that does not. What stands in front of another rule (due by, 3 days
before) sets it in brackets where more is said behind it, so that every text has one reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import singledispatch

from ..clock import Clock, hhmm
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
from ..kinds.civil import month_days
from ..kinds.filters import months_of
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


SORTS = {"weekdays": "", "days": "day", "workdays": "working day", "rest-days": "day off"}
PARITIES: dict[date | None, str] = {date(2000, 1, 1): "even", date(2001, 1, 1): "odd"}
"""Cycles of two years by the day from which they are counted."""
TAILS = (" of every month", " every year")
"""What a list of days says once, behind the last of them."""
POINTS = (NthWeekday, NthWeek, Lunar, SolarTerm, Easter, Julian, Equinox)
LEANING = (*POINTS, EachDay, WeekOf, Moved, NthFrom, Announced, Together)
"""Kinds on which others may lean without brackets; so may single days and whole months."""


def write(recurrence: Recurrence) -> str:
    """The recurrence in canonical English."""
    rule, since, until = recurrence.rule, recurrence.since, recurrence.until
    if since:
        rule = _unphased(rule, since)
    return words(rule, recurrence.clock) + _bounds(rule, since, until)


def _bounds(rule: Rule, since: date | None, until: date | None) -> str:
    """From when and until when; of whole years the years alone."""
    if isinstance(rule, Fixed):
        return ""
    first = since and (str(since.year) if (since.month, since.day) == (1, 1) else _civil(since))
    last = until and (str(until.year) if (until.month, until.day) == (12, 31) else _civil(until))
    if first and first == last and first.isdigit():
        return f", in {first}"
    if first and last:
        return f", from {first} to {last}"
    if first:
        return f", {'since' if first.isdigit() else 'from'} {first}"
    return f", until {last}" if last else ""


def _unphased(rule: Rule, since: date) -> Rule:
    """The rule without the beginnings of its cycles, where it is `since` that says them."""
    match rule:
        case Periodic() if rule.period != "day" and (since.month, since.day) != (1, 1):
            return rule
        case _:
            return _without_phase(rule, since)


def _without_phase(rule: Rule, since: date) -> Rule:
    match rule:
        case Yearly() if rule.phase == since.year:
            return replace(rule, phase=None)
        case Periodic() if rule.phase == since:
            return replace(rule, phase=None)
        case Filtered():
            return replace(rule, base=_without_phase(rule.base, since), by=_without_phase(rule.by, since))
        case Together():
            return Together(tuple(_without_phase(part, since) for part in rule.rules))
        case Due() | Around() | Moved() | Rolled() | WeekOf() | NthFrom() | Lasting() | Instead():
            return replace(rule, base=_without_phase(rule.base, since))
        case _:
            return rule


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
    return text + _times(clock)


def _times(clock: Clock) -> str:
    start, end = (hhmm(m) if m is not None else "" for m in (clock.start, clock.end))
    return f", {start}–{end}" if end else f" at {start}"


def _one_day(rule: Rule) -> bool:
    return rule.one_day() or (isinstance(rule, Fixed) and rule.first == rule.last)


def _leant_on(rule: Rule, clock: Clock | None = None) -> str:
    """The rule as others lean on it, in brackets where something is said behind it."""
    text = words(rule, clock)
    plainly = isinstance(rule, LEANING) or _is_point(rule)
    return text if plainly else f"({text})"


def _is_point(rule: Rule) -> bool:
    """Whether it is written as one day, week, month or season, not as a run."""
    if isinstance(rule, Fixed | Yearly | Monthly):
        return " to " not in plain(rule) and not (isinstance(rule, Fixed) and rule.last is None)
    return isinstance(rule, POINTS) or (isinstance(rule, NthWorkday) and not rule.run)


def _listed(parts: Iterable[str], joint: str = "and") -> str:
    *others, last = parts
    return f"{', '.join(others)} {joint} {last}" if others else last


@words.register
def _(rule: Due, clock: Clock | None = None) -> str:
    base = words if isinstance(rule.base, Weekly | Fixed | Yearly | Monthly) else _leant_on
    if clock and clock.start is None and clock.end is not None:
        return DUE[rule.inclusive].format(f"{hhmm(clock.end)} on {base(rule.base)}")
    return DUE[rule.inclusive].format(base(rule.base, clock))


@words.register
def _(rule: Around, clock: Clock | None = None) -> str:
    return "about " + _leant_on(rule.base, clock)


@words.register
def _(rule: Moved, clock: Clock | None = None) -> str:
    side = "before" if rule.amount < 0 else "after"
    return f"{_length(abs(rule.amount), rule.unit)} {side} {_leant_on(rule.base, clock)}"


@words.register
def _(rule: NthFrom, clock: Clock | None = None) -> str:
    side = ("on or " if rule.including else "") + ("before" if rule.n < 0 else "after")
    return f"the {_nth(abs(rule.n))} {_sort(rule.unit, rule.weekdays)} {side} {_leant_on(rule.base, clock)}"


def _sort(unit: str, weekdays: Sequence[int]) -> str:
    """What is counted: Monday, working day."""
    return SORTS[unit] or _listed((WEEKDAYS[day] for day in weekdays), "or")


@words.register
def _(rule: Rolled, clock: Clock | None = None) -> str:
    return words(rule.base, clock) + ROLLS[rule.how]


@words.register
def _(rule: Lasting, clock: Clock | None = None) -> str:
    return f"{words(rule.base, clock)}, for {_length(rule.amount, rule.unit)}"


@words.register
def _(rule: WeekOf, clock: Clock | None = None) -> str:
    return f"the week of {_leant_on(rule.base, clock)}"


@words.register
def _(rule: Announced, clock: Clock | None = None) -> str:
    expected = f" (predicted: {words(rule.base, clock)})" if rule.base else ""
    return f"the date announced each year{expected}"


@words.register
def _(rule: Together, clock: Clock | None = None) -> str:
    points = all(map(_is_point, rule.rules))
    parts = [plain(part) if _is_point(part) else f"({words(part)})" for part in rule.rules]
    tail = next((tail for tail in TAILS if all(part.endswith(tail) for part in parts)), "")
    text = _listed(part.removesuffix(tail) for part in parts) + tail
    if not clock:
        return text
    return (text if points and clock.end is None else f"({text})") + _times(clock)


@words.register
def _(rule: Filtered, clock: Clock | None = None) -> str:
    if rule.of:
        asked = _leant_on(Together(rule.of) if len(rule.of) > 1 else rule.of[0])
        return f"{words(rule.base, clock)}, if {asked} {'fall' if rule.inside else 'do not fall'} {_where(rule.by)}"
    return _cycle(rule, clock) or f"{words(rule.base, clock)}, {'only' if rule.inside else 'except'} {_where(rule.by)}"


def _where(by: Rule) -> str:
    """The days that a filter names, with their preposition: on Saturdays and Sundays, in July."""
    match by:
        case Weekly():
            return "on " + _listed(f"{WEEKDAYS[day]}s" for day in by.weekdays)
        case EachDay():
            return f"on {'working days' if by.which == 'workdays' else 'days off'}"
        case LeapYears():
            return f"in {'common' if by.common else 'leap'} years"
        case _ if parity := _parity(by):
            return f"in {parity} years"
        case _ if months := months_of(by):
            return "in " + _listed(MONTHS[month - 1] for month in months)
        case _:
            return "on " + _leant_on(by)


def _cycle(rule: Filtered, clock: Clock | None) -> str | None:
    """A filter that is said with the period: the 10th of every 2 months, every 2 weeks on Monday, in leap years."""
    base, by = rule.base, rule.by
    if not rule.inside or not isinstance(by, Periodic | LeapYears):
        return None
    often = _where(by) if isinstance(by, LeapYears) or _parity(by) else _often(by.interval, by.period, by.phase)
    if isinstance(base, Weekly) and isinstance(by, Periodic) and by.period == "week":
        days = f"{often} on {_listed(WEEKDAYS[day] for day in base.weekdays)}"
        return days + _times(clock) if clock else days
    whole = "year" if isinstance(by, LeapYears) else by.period
    text = plain(base) if _is_point(base) else ""
    if whole not in ("month", "year") or not text.endswith(f"every {whole}"):
        return None
    timed = _times(clock) if clock else ""
    return _with(text.removesuffix(f"every {whole}"), often) + timed


@words.register
def _(rule: Instead, clock: Clock | None = None) -> str:
    base = words(rule.base, clock)
    if isinstance(rule.base, Instead):
        base = f"({base})"
    return base + "".join(map(_case, rule.cases)) + (" (substitutes only)" if rule.only else "")


def _case(case: Case) -> str:
    match case.when:
        case Weekly():
            when = _listed((WEEKDAYS[day] for day in case.when.weekdays), "or")
        case EachDay():
            when = "a working day" if case.when.which == "workdays" else "a day off"
        case _:
            when = _where(case.when)
    return f", if {when} then {'also ' if case.also else ''}{_target(case)}"


def _target(case: Case) -> str:
    text = ""
    if case.n:
        sort = _sort(case.unit, case.weekdays)
        text = f"the {_nth(abs(case.n))} {sort} {'after' if case.n > 0 else 'before'} it"
        if abs(case.n) == 1:
            text = f"the {'next' if case.n > 0 else 'previous'} {sort}"
    if case.omit:
        text += f" (not on {_listed((WEEKDAYS[day] for day in case.omit), 'or')})"
    return (text + (_times(case.clock).replace(",", " at") if case.clock else "")).strip()


@singledispatch
def plain(rule: Rule) -> str:
    """The rule in English where it leans on no other, without its times."""
    raise TypeError(f"English has no words for {type(rule).__name__}")


def _every(interval: int, unit: str) -> str:
    return f"every {unit}" if interval == 1 else f"every {interval} {unit}s"


def _with(text: str, often: str) -> str:
    """The text with how often behind it: the 3rd quarter of every 2 years, the 3rd quarter in even years."""
    return (text.removesuffix("of ") if often.startswith("in ") else text) + often


def _parity(by: Rule) -> str | None:
    """Even or odd, where a cycle is one of these years."""
    return PARITIES.get(by.phase) if isinstance(by, Periodic) and (by.period, by.interval) == ("year", 2) else None


def _often(interval: int, period: str, phase: date | None) -> str:
    """How often, and from when that is counted: every 2 weeks (counted from 2 March 2026)."""
    start = phase and (str(phase.year) if (phase.month, phase.day) == (1, 1) else _civil(phase))
    return _every(interval, PERIODS[period]) + (f" (counted from {start})" if start else "")


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
    cycle = Periodic("year", rule.interval, date(rule.phase, 1, 1) if rule.phase else None)
    every = _where(cycle) if _parity(cycle) else _often(cycle.interval, "year", cycle.phase)
    if rule.single:
        return f"{_day(rule.month, rule.day)} {every}"
    if rule.day == 1 and rule.to_day == -1:
        if season := SEASONS.get((rule.month, rule.to_month)):
            return _with(f"{season} of ", every)
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
    often = _often(rule.interval, rule.period, rule.phase)
    return often if rule.period == "day" else f"once {often}"


@plain.register
def _(rule: Weekly) -> str:
    days = [WEEKDAYS[day] for day in rule.weekdays]
    if len(days) > 2 and rule.weekdays[-1] - rule.weekdays[0] == len(days) - 1:
        return f"{days[0]} to {days[-1]} every week"
    return "every " + _listed(days)


def _month(month: int, year: int) -> str:
    if not month:
        return f"every month of {year}" if year else "every month"
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
