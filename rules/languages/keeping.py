"""Rules kept to a year, to a cycle, or counted from a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..kinds import (
    Announced,
    Around,
    DayOfYear,
    Due,
    Easter,
    Equinox,
    Filtered,
    Fixed,
    Instead,
    IsoWeek,
    Julian,
    Lasting,
    Lunar,
    Moved,
    NthFrom,
    NthWeek,
    NthWeekday,
    NthWorkday,
    Periodic,
    Rolled,
    SolarTerm,
    Together,
    WeekOf,
    Yearly,
)
from ..kinds.filters import months_of, months_rule
from ..rule import Rule


def phased(rule: Rule, start: date) -> Rule:
    """The rule with its cycles counted from the day, where they do not say themselves from when."""
    match rule:
        case Yearly() if rule.interval > 1 and rule.phase is None:
            return replace(rule, phase=start.year)
        case Periodic() if rule.interval > 1 and rule.phase is None:
            return replace(rule, phase=start.replace(month=1, day=1) if rule.period == "year" else start)
        case Filtered():
            return replace(rule, base=phased(rule.base, start), by=phased(rule.by, start))
        case Together():
            return Together(tuple(phased(part, start) for part in rule.rules))
        case Due() | Around() | Moved() | Rolled() | WeekOf() | NthFrom() | Lasting() | Instead():
            return replace(rule, base=phased(rule.base, start))
        case _:
            return rule


def kept(base: Rule, by: Rule, *, inside: bool = True, of: tuple[Rule, ...] = ()) -> Rule:
    """The base filtered; in the one form that a cycle of years and a list of months have."""
    if isinstance(by, Periodic) and by.period == "year" and inside and not of:
        match base:
            case Yearly(interval=1):
                return replace(base, interval=by.interval, phase=by.phase.year if by.phase else None)
            case Due(base=Yearly(interval=1)):
                return replace(base, base=kept(base.base, by))
    if months := months_of(by):
        by = months_rule(months)
    return Filtered(base, by, inside, of)


def of_one_year(rule: Rule, year: int) -> Rule:
    """A yearly rule kept to one year; a rule of another kind as it is."""
    match rule:
        case NthWeek(month=0) | NthWeekday(month=0, period="month") | NthWorkday(month=0, period="month"):
            return rule  # of every month
        case Yearly() | IsoWeek() | DayOfYear():
            span = rule.of_year(year)
            return Fixed(span.first, span.last) if span else rule
        case NthWeek() | NthWeekday() | NthWorkday() | Lunar() | SolarTerm() | Easter() | Equinox() | Julian():
            return replace(rule, year=year)
        case Due() | Around() | Moved() | Rolled() | WeekOf() | NthFrom() | Lasting() | Filtered() | Instead():
            return replace(rule, base=of_one_year(rule.base, year))
        case Together():
            return Together(tuple(of_one_year(part, year) for part in rule.rules))
        case Announced():
            return _announced_once(rule, year)
        case _:
            return rule


def _announced_once(rule: Announced, year: int) -> Rule:
    """The announced dates of the year, else the prediction for it."""
    held = next((days for days in rule.held if days[0].year == year), None)
    if held:
        return Fixed(*held)
    return Announced(of_one_year(rule.base, year)) if rule.base else rule
