"""What a calendar says of single instances (RECURRENCE-ID): cancelled, moved, or told otherwise; changes from one on stand
in `stages`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rules import Message, Move, Recurrence
from rules.kinds import Rfc5545

from ..completions import Report
from ..events import ONCE, last_day
from ..ical.components import Component, Property
from .moments import Reader, Times
from .repeats import Repeats, by_its_clock, has, is_floating, key
from .revisions import revision, sequence
from .stages import Stage, plus, stages_of
from .tasks import progress
from .words import said

TOLD = ("SUMMARY", "DESCRIPTION", "LOCATION", "URL", "CATEGORIES", "STATUS", "CLASS")
"""Properties of which another content makes an instance an event of its own."""
NAMED = Message("an instance without DTSTART: it takes place when the series has it")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the events that a UID makes: what is said of it, and when it takes place."""

    component: Component
    recurrence: Recurrence
    times: Times
    name: str = ""
    """What tells it from the others: the RECURRENCE-ID as it is written."""
    progress: tuple[Report, ...] = ()
    """How far its occurrences are, of a task."""


def parts_of(reader: Reader, master: Component, overrides: Sequence[Component]) -> list[Part]:
    """The events of a master and its overrides: the master's first, then those that are told otherwise.

    Raises BadEvent, RuleError.
    """
    start = reader.times(master).start
    reader = reader.beside(start)
    named = newest_of(reader, [(_named(reader, master, start, each), each) for each in overrides])
    named = list(_still_there(reader, master, named))
    changes = [(at, each) for at, each in named if is_range(each)]
    singles = [(at, each) for at, each in named if not is_range(each)]
    stages = stages_of(reader, master, sorted(changes, key=lambda change: key(change[0])))
    parts, apart = list[Part](), list[Part]()
    for nth, stage in enumerate(stages):
        ends = stages[nth + 1].begins if nth + 1 < len(stages) else None
        own = [(plus(at, stage.away), each) for at, each in singles if stage.holds(at, ends)]
        recurrence, reports, others = _with_exceptions(reader, stage, own)
        parts.append(Part(stage.component, recurrence, stage.repeats.times, stage.name, reports))
        apart += (*others, *_periods_apart(stage))
    return [*_joined(parts), *apart]


def _named(reader: Reader, master: Component, start: date, override: Component) -> date:
    """The instance that the override names: a day where the series is one of days."""
    moment = reader.one(_id_of(override))
    if not isinstance(start, datetime):
        return reader.day_of(moment)
    return by_its_clock(moment, start) if is_floating(master) else moment


def _still_there(
    reader: Reader, master: Component, named: Iterable[tuple[date, Component]]
) -> Iterator[tuple[date, Component]]:
    """The overrides but for older ones of instances that the series no longer has."""
    exact: Rfc5545 | None = None
    repeats: Repeats | None = None
    for at, each in named:
        if sequence(each) >= sequence(master):
            yield at, each
            continue
        repeats = repeats or Repeats.read(reader, master)
        exact = exact or repeats.rule()
        if has(exact, repeats.like(at)):
            yield at, each
        else:
            reader.remarks.append(
                Message("line {line}: an instance that the newer series has no longer is left out", line=each.line)
            )


def _periods_apart(stage: Stage) -> Iterator[Part]:
    """The periods of a series that are events of their own."""
    for times in stage.repeats.apart():
        yield Part(
            stage.component, Repeats(times).recurrence(), times, f"{key(times.start):%Y%m%dT%H%M%SZ}/{times.lasts}"
        )


def newest_of(reader: Reader, named: Iterable[tuple[date, Component]]) -> list[tuple[date, Component]]:
    """Of several overrides of one instance the newest; of those that are as new the last of the file."""
    newest = dict[tuple[date, bool], tuple[date, Component]]()
    for one in named:
        place = key(one[0]), is_range(one[1])
        other = newest.get(place, one)
        older, newest[place] = (one, other) if revision(other[1]) > revision(one[1]) else (other, one)
        if other is not one:
            words = Message("line {line}: an older version of the same instance is left out", line=older[1].line)
            reader.remarks.append(words)
    return list(newest.values())


def is_range(override: Component) -> bool:
    """Whether the override changes all instances from its own on."""
    return _id_of(override).params.get("RANGE", "").upper() == "THISANDFUTURE"


def _id_of(override: Component) -> Property:
    prop = override.one("RECURRENCE-ID")
    assert prop
    return prop


def lone(reader: Reader, override: Component) -> Part:
    """An override without its master, as in an invitation to one instance: an event of its own.

    Raises BadEvent, RuleError.
    """
    named = _id_of(override)
    dated = override
    if not override.one("DTSTART"):
        dated = replace(override, properties=[*override.properties, replace(named, name="DTSTART")])
        reader.remarks.append(NAMED)
    repeats = Repeats(reader.times(dated))
    return Part(override, repeats.recurrence(), repeats.times, named.value, _of_one(reader, override))


def _with_exceptions(
    reader: Reader, stage: Stage, singles: Sequence[tuple[date, Component]]
) -> tuple[Recurrence, tuple[Report, ...], list[Part]]:
    """The recurrence of a stage with what is said of single instances, how far these are, and the events that they make."""
    repeats, base = stage.repeats, stage.repeats.recurrence()
    if not singles:
        return base, (), []
    out, moves, parts, there = list[date](), list[Move](), list[Part](), list[tuple[Times, Component]]()
    for moment, override in singles:
        at = repeats.like(moment)
        if said(override, "STATUS").upper() == "CANCELLED":
            out.append(at)
            continue
        usual = repeats.instance(at)
        times = _times(reader, override, usual)
        move = None if _told_otherwise(override, stage.component) else _move(base, usual, times)
        if move:
            moves += () if times.days() == usual.days() else (move,)
            there.append((usual, override))
            continue
        out.append(at)
        component = _completed(override, stage.component)
        one = _of_one(reader, override)
        parts.append(Part(component, Repeats(times).recurrence(), times, _id_of(override).value, one))
    recurrence = replace(repeats, exdates=(*repeats.exdates, *out)).recurrence() if out else base
    reports = (progress(reader, override, _key(recurrence, usual)) for usual, override in there)
    return replace(recurrence, moved=(*recurrence.moved, *moves)), tuple(filter(None, reports)), parts


def _times(reader: Reader, override: Component, usual: Times) -> Times:
    """The times of an instance; the usual ones where it does not say."""
    if override.one("DTSTART"):
        return reader.times(override)
    reader.remarks.append(NAMED)
    return usual


def _key(recurrence: Recurrence, usual: Times) -> str:
    """The key of the instance that takes place at its usual times."""
    span, clock = usual.days()
    found = [one for one in recurrence.between(span.first, span.first) if one.span.first == span.first]
    same = [one for one in found if one.clock and clock and one.clock.start == clock.start] or found
    return same[0].key if same else ""


def _of_one(reader: Reader, task: Component) -> tuple[Report, ...]:
    """How far a task of one date is."""
    report = progress(reader, task, ONCE)
    return (report,) if report else ()


def _told_otherwise(override: Component, master: Component) -> bool:
    """Whether the override says something of the instance that the master does not; how far a task is, is no other task."""
    names = (name for name in TOLD if name != "STATUS" or override.name != "VTODO")
    return any(override.one(name) and said(override, name) != said(master, name) for name in names)


def _completed(override: Component, master: Component) -> Component:
    """The override with what only the master says."""
    missing = [prop for name in TOLD if not override.one(name) for prop in master.all(name)]
    return replace(override, properties=[*override.properties, *missing])


def _move(base: Recurrence, usual: Times, times: Times) -> Move | None:
    """The instance at its other times; None where its day has several, or days would become times."""
    (was, clock), (span, other) = usual.days(), times.days()
    there = [o for o in base.between(was.first, was.first) if o.span.first == was.first]
    return Move(was.first, span, other) if len(there) <= 1 and (clock is None) == (other is None) else None


def _joined(parts: Sequence[Part]) -> list[Part]:
    """The parts in which a later one that is told alike is a version of that before it."""
    joined: list[Part] = []
    for part in reversed(parts):
        behind = joined[0] if joined else None
        begins = _first_day(behind.recurrence) if behind else None
        alike = behind is not None and not _told_otherwise(behind.component, part.component)
        if behind and begins and alike and last_day(part.recurrence) < begins:
            then = replace(behind.recurrence, since=begins)
            progress = (*part.progress, *behind.progress)
            joined[0] = replace(part, recurrence=replace(part.recurrence, then=then), progress=progress)
        else:
            joined.insert(0, part)
    return joined


def _first_day(recurrence: Recurrence) -> date | None:
    first = recurrence.next(date(1, 1, 2))
    return first.span.first if first else None
