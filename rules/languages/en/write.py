"""Rules written in English, in the one canonical form that reads back to the same rule.

`words` writes a rule that leans on another, `plain` (in `en/plain.py`) one that does not. What stands in front of another rule
(due by, 3 days before) sets it in brackets where more is said behind it, so that every text has one reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import singledispatch

from ...clock import Clock, hhmm
from ...kinds import (
    Announced,
    Around,
    Case,
    Due,
    EachDay,
    Filtered,
    Fixed,
    Instead,
    Lasting,
    LeapYears,
    Lengths,
    Monthly,
    Moved,
    NthFrom,
    Periodic,
    Rfc5545,
    Rolled,
    Through,
    Together,
    Weekly,
    WeekOf,
    Yearly,
)
from ...kinds.families import Annual
from ...recurrence import Recurrence
from ...rule import Rule
from .names import MONTHS, WEEKDAYS
from .plain import civil, counted, length, listed, often, place, plain, said_with

ROLLS = {
    "none": "",
    "following": ", or the next working day",
    "preceding": ", or the previous working day",
    "modified-following": ", or the next working day (modified following)",
    "nearest": ", or the nearest working day",
}
DUE = {"stated": "due by {}", "unstated": "due before {}", "excluded": "due before {} (that day excluded)"}


SORTS = {"weekdays": "", "days": "day", "workdays": "working day", "rest-days": "day off"}
TAILS = (" of every month", " every year")
"""What a list of days says once, behind the last of them."""
LEANING = (EachDay, WeekOf, Moved, NthFrom, Announced, Together)
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
    first = since and (str(since.year) if (since.month, since.day) == (1, 1) else civil(since))
    last = until and (str(until.year) if (until.month, until.day) == (12, 31) else civil(until))
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
            return rule.with_phase(since, None)


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
    """Whether its times are said as those of one day; a week or a weekend begins at its time."""
    day = isinstance(rule, Periodic) and (rule.period, rule.interval) == ("day", 1)
    return rule.one_day() or (isinstance(rule, Annual) and not rule.is_run()) or day


def _leant_on(rule: Rule, clock: Clock | None = None) -> str:
    """The rule as others lean on it, in brackets where something is said behind it."""
    text = words(rule, clock)
    plainly = isinstance(rule, LEANING) or _is_point(rule)
    return text if plainly else f"({text})"


def _is_point(rule: Rule) -> bool:
    """Whether it is written as one day, week, month or season, not as a run."""
    if isinstance(rule, Yearly) and rule.interval > 1:
        return False
    if isinstance(rule, Fixed | Yearly | Monthly):
        return " to " not in plain(rule) and not (isinstance(rule, Fixed) and rule.last is None)
    return isinstance(rule, Annual) and not rule.is_run()


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
    return f"{length(abs(rule.amount), rule.unit)} {side} {_leant_on_at(rule.base, clock)}"


@words.register
def _(rule: NthFrom, clock: Clock | None = None) -> str:
    side = ("on or " if rule.including else "") + ("before" if rule.n < 0 else "after")
    return f"the {place(abs(rule.n))} {_sort(rule.unit, rule.weekdays)} {side} {_leant_on_at(rule.base, clock)}"


def _leant_on_at(base: Rule, clock: Clock | None) -> str:
    """As others lean on it, with a time: that of the day that is counted to, where the base has more days than one."""
    return _leant_on(base, clock) if _one_day(base) or not clock else _leant_on(base) + _times(clock)


def _sort(unit: str, weekdays: Sequence[int]) -> str:
    """What is counted: Monday, working day."""
    return SORTS[unit] or listed((WEEKDAYS[day] for day in weekdays), "or")


@words.register
def _(rule: Rolled, clock: Clock | None = None) -> str:
    return words(rule.base, clock) + ROLLS[rule.how]


@words.register
def _(rule: Lasting, clock: Clock | None = None) -> str:
    return f"{words(rule.base, clock)}, for {length(rule.amount, rule.unit)}"


@words.register
def _(rule: Through, clock: Clock | None = None) -> str:
    begin = Clock(clock.start) if clock and clock.start is not None else None
    end = Clock(clock.end) if clock and clock.end is not None else None
    return f"from {_leant_on(rule.first, begin)} to {_leant_on(rule.last, end)}"


@words.register
def _(rule: Lengths, clock: Clock | None = None) -> str:
    return f"{plain(rule.least)} to {plain(rule.most)}" if rule.least else f"at most {plain(rule.most)}"


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
    text = listed(part.removesuffix(tail) for part in parts) + tail
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
            return "on " + listed(f"{WEEKDAYS[day]}s" for day in by.weekdays)
        case EachDay():
            return f"on {'working days' if by.which == 'workdays' else 'days off'}"
        case LeapYears():
            return often(by)
        case Periodic() if often(by) != counted(by):
            return often(by)
        case _ if months := by.months():
            return "in " + listed(MONTHS[month - 1] for month in months)
        case _:
            return "on " + _leant_on(by)


def _cycle(rule: Filtered, clock: Clock | None) -> str | None:
    """A filter that is said with the period: the 10th of every 2 months, every 2 weeks on Monday, in leap years."""
    base, by = rule.base, rule.by
    if not rule.inside or not isinstance(by, Periodic | LeapYears):
        return None
    how_often = often(by)
    if isinstance(base, Weekly) and isinstance(by, Periodic) and by.period == "week":
        days = f"{how_often} on {listed(WEEKDAYS[day] for day in base.weekdays)}"
        return days + _times(clock) if clock else days
    whole = "year" if isinstance(by, LeapYears) else by.period
    text = plain(base) if _is_point(base) else ""
    if whole not in ("month", "year") or not text.endswith(f"every {whole}"):
        return None
    timed = _times(clock) if clock else ""
    return said_with(text.removesuffix(f"every {whole}"), how_often) + timed


@words.register
def _(rule: Instead, clock: Clock | None = None) -> str:
    base = words(rule.base, clock)
    if isinstance(rule.base, Instead):
        base = f"({base})"
    return base + "".join(map(_case, rule.cases)) + (" (substitutes only)" if rule.only else "")


def _case(case: Case) -> str:
    match case.when:
        case Weekly():
            when = listed((WEEKDAYS[day] for day in case.when.weekdays), "or")
        case EachDay():
            when = "a working day" if case.when.which == "workdays" else "a day off"
        case _:
            when = _where(case.when)
    return f", if {when} then {'also ' if case.also else ''}{_target(case)}"


def _target(case: Case) -> str:
    text = ""
    if case.n:
        sort = _sort(case.unit, case.weekdays)
        text = f"the {place(abs(case.n))} {sort} {'after' if case.n > 0 else 'before'} it"
        if abs(case.n) == 1:
            text = f"the {'next' if case.n > 0 else 'previous'} {sort}"
    if case.omit:
        text += f" (not on {listed((WEEKDAYS[day] for day in case.omit), 'or')})"
    return (text + (_times(case.clock).replace(",", " at") if case.clock else "")).strip()


@words.register
def _(rule: Rfc5545, clock: Clock | None = None) -> str:
    return rule.write().replace("\n", " ")
