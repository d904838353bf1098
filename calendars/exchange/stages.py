"""Changes of all instances from one on (RANGE=THISANDFUTURE): each begins a stage, with the rules before it cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from rules import Day, Message, RRule
from rules.kinds import Rfc5545

from ..ical.components import Component
from .moments import BadEvent, Reader, Times
from .repeats import Repeats, end_key, key

PROOF = 40
"""Instances by which a shifted rule shows that it is the right one."""
MOST_BEFORE = 100_000
"""Instances before a change that are counted."""
MOST_CHANGES = 100
"""Changes of the instances from one on; each is a version within the one before it."""
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Stage:
    """The instances from one change to the next, and how far they are from where the master has them."""

    component: Component
    repeats: Repeats
    begins: date | None = None
    """The first instance that it replaces, where the master has it; None for the master itself."""
    away: timedelta = timedelta()
    name: str = ""

    def holds(self, at: date, ends: date | None) -> bool:
        """Whether an instance of the master, where that has it, belongs to the stage, which ends before the next."""
        return (self.begins is None or key(at) >= key(self.begins)) and (ends is None or key(at) < key(ends))


def plus(moment: date, away: timedelta) -> date:
    """The moment so much later by the clocks of its zone."""
    if isinstance(moment, datetime):
        return (moment.replace(tzinfo=None) + away).replace(tzinfo=moment.tzinfo)
    return moment + away


def stages_of(reader: Reader, master: Component, changes: Iterable[tuple[date, Component]]) -> list[Stage]:
    """The stages of a master whose changes come in order; one that the first change replaces whole is left out.

    Raises BadEvent, RuleError.
    """
    stages, changes = [Stage(master, Repeats.read(reader, master))], list(changes)
    if len(changes) > MOST_CHANGES:
        raise BadEvent(
            master.line, Message("it is changed from an instance on more than {most} times", most=MOST_CHANGES)
        )
    for moment, component in changes:
        before = stages.pop()
        begins = before.repeats.like(moment)
        cut = plus(begins, before.away)
        earlier = _until(before.repeats, cut, component)
        if earlier.rule().after(_early(earlier)) is not None:
            stages.append(replace(before, repeats=earlier))
        stages.append(_behind(reader, before, begins, cut, component))
    return stages


def _until(repeats: Repeats, cut: date, component: Component) -> Repeats:
    """What of the instances lies before the cut."""
    end = cut - SECOND if isinstance(cut, datetime) else cut - timedelta(1)
    rules = tuple(_ended(rule, repeats, cut, end, component) for rule in repeats.rules)
    dates = tuple(each for each in repeats.rdates if key(each.start) < key(cut))
    if not rules and key(repeats.times.start) >= key(cut):
        raise BadEvent(component.line, Message("it changes instances of an event that has none behind it"))
    return replace(repeats, rules=rules, rdates=dates)


def _ended(rule: RRule, repeats: Repeats, cut: date, end: date, component: Component) -> RRule:
    if rule.count is not None and rule.count <= _before(rule, repeats, cut, component):
        return rule
    if rule.until and end_key(rule.until, repeats.times.start) <= key(end):
        return rule
    return replace(rule, count=None, until=end.astimezone(UTC) if isinstance(end, datetime) else end)


def _before(rule: RRule, repeats: Repeats, cut: date, component: Component) -> int:
    """How many instances the rule has before the cut."""
    alone = replace(repeats, rules=(rule,), exrules=(), rdates=(), exdates=()).rule()
    last = cut - SECOND if isinstance(cut, datetime) else cut - timedelta(1)
    count = sum(1 for _ in islice(alone.instants(_early(repeats), last), MOST_BEFORE + 1))
    if count > MOST_BEFORE:
        raise BadEvent(component.line, Message("more than {n} instances before a change", n=MOST_BEFORE))
    return count


def _early(repeats: Repeats) -> date:
    """A moment before the first instance."""
    start = min((repeats.times.start, *(each.start for each in repeats.rdates)), key=key)
    return start - timedelta(2)


def _behind(reader: Reader, before: Stage, begins: date, cut: date, component: Component) -> Stage:
    """The stage that the component begins: the instances from the cut on, as far away as it says."""
    name = component.one("RECURRENCE-ID")
    times, old = reader.times(component), before.repeats
    if (times.zone is None) != (old.times.zone is None):
        raise BadEvent(component.line, Message("it changes days into times, or times into days, from an instance on"))
    start = times.start.astimezone(old.times.zone) if isinstance(times.start, datetime) else times.start
    times = replace(times, start=start)
    repeats = Repeats.read(reader, component) if component.one("RRULE") else _shifted(old, cut, times, component)
    away = before.away + (_wall(start) - _wall(cut))
    return Stage(component, repeats, begins, away, name.value if name else "")


def _wall(moment: date) -> datetime:
    """What clocks and calendars show at a moment."""
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time())


def _shifted(old: Repeats, cut: date, times: Times, component: Component) -> Repeats:
    """The instances from the cut on, shifted so that the first has these times.

    Raises BadEvent where no rule says them.
    """
    away = _wall(times.start) - _wall(cut)
    later = Repeats(
        times,
        exrules=old.exrules if not away else (),
        rdates=tuple(Times(plus(each.start, away), each.lasts) for each in old.rdates if key(each.start) >= key(cut)),
        exdates=tuple(plus(at, away) for at in old.exdates if key(at) >= key(cut)),
    )
    wanted = [_wall(at) + away for at in islice(_from(replace(old, exdates=(), rdates=()), cut), PROOF)]
    for rules in _candidates(old, cut, away, component):
        found = replace(later, rules=rules)
        alone = replace(found, exdates=(), rdates=())
        if wanted == [_wall(at) for at in islice(_from(alone, times.start), PROOF)]:
            return found
    said = Message("the change from {day} on cannot be said as a rule", day=str(cut)[:16])
    raise BadEvent(component.line, said, Message("give the later instances a rule of their own"))


def _from(repeats: Repeats, first: date) -> Iterator[date]:
    """Its instances from a moment on, by the clocks of its zone."""
    rule: Rfc5545 = repeats.rule()
    moment: date | None = first - (SECOND if isinstance(first, datetime) else timedelta(1))
    while moment is not None and (moment := rule.after(moment)) is not None:
        yield moment


def _candidates(old: Repeats, cut: date, away: timedelta, component: Component) -> Iterator[tuple[RRule, ...]]:
    """The rules behind the cut as they may have become: the same, or with their days moved along."""
    rest = tuple(_rest(rule, old, cut, away, component) for rule in old.rules)
    yield rest
    if days := ((_wall(cut) + away).date() - _wall(cut).date()).days:
        yield tuple(_moved(rule, days) for rule in rest)


def _rest(rule: RRule, old: Repeats, cut: date, away: timedelta, component: Component) -> RRule:
    if rule.count is not None:
        return replace(rule, count=max(rule.count - _before(rule, old, cut, component), 1))
    if rule.until is None:
        return rule
    return replace(rule, until=rule.until + away)


def _moved(rule: RRule, days: int) -> RRule:
    """The rule with weekdays, or days of the month, moved along."""
    weekdays = tuple(sorted(Day(day.n, (day.weekday + days) % 7) for day in rule.by_day))
    dates = tuple(sorted(day + days if 0 < day + days <= 28 or not day else day for day in rule.by_month_day))
    return replace(rule, by_day=weekdays, by_month_day=dates)
