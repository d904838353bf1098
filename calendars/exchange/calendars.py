"""One VCALENDAR -> its events: the components of one UID together, and those of our own exports as they were."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from itertools import islice

from rules import RECKONING, Message, Recurrence, Span, YuelingError, shift
from rules.kinds import Rfc5545, standard_set

from ..completions import Report
from ..duties.states import NOTHING_SAID
from ..events import CANCELLED, ONCE, Event, Origin, uid_of
from ..ical.components import Component, Fault
from .alarms import is_sound
from .calendar_file import PART, WHOLE
from .moments import BadEvent, Reader
from .ours import changed_event, is_touched, own_reports, own_uid, written_event
from .overrides import Part, lone, parts_of
from .records import MOST_TAGS, OFF, TASK, CalledOff, Incoming, with_note
from .repeats import first_of_list
from .revisions import changed, revision, sequence
from .tasks import KIND, Undated, as_event, due_at, progress
from .words import categories, digest_lines, kept, leads, said, unescaped, whereabouts
from .zones import SHANGHAI, UnknownZone, Zones

TRIED, MOST_TIMES = 30, 1000
"""Days from the first on that are tried, and how often something may take place in them: every hour is 720 times."""
MOST_TOGETHER = 5000
"""How often the events of a file that repeat may take place in those days together."""
BY_ARITHMETIC = 5
"""So many instances of a rule that arithmetic answers count as one: they are as cheap."""
MOST_SECONDS = 3.0
"""How long the rules of a file that exclude (EXRULE) may be tried; each may have to be searched long."""
MOST_REMARKS = 10
"""What is said of one event, at most."""
TAKEN = ("VEVENT", "VTODO")
LEFT_OUT = ("VJOURNAL", "VFREEBUSY", "VAVAILABILITY", "VPOLL")
CHANGED = Message("another program has changed it; what it shows is taken")
CALLED_OFF = Message("it is called off (STATUS:CANCELLED)")
WHICH = Message(
    "it comes again and says of the whole how far it is: of which date that holds is not said, and none is done"
)
_OF_DATES = re.compile(
    r"\W*(?:DTSTART|DTEND|DUE|DURATION|RRULE|EXRULE|RDATE|EXDATE|RECURRENCE-ID|UID)\b", re.IGNORECASE
)


class Excluded(BadEvent):
    """An event of which nothing is left: its calendar excludes each of its instances."""


class TooOften(BadEvent):
    """An event that takes place more often than anything could show."""


@dataclass(slots=True)
class Budget:
    """What of a file is still tried."""

    times: float = MOST_TOGETHER
    seconds: float = MOST_SECONDS


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for all events of a calendar."""

    name: str
    reader: Reader
    cancels: bool
    """Whether the calendar calls all its events off (METHOD:CANCEL)."""
    ours: frozenset[str]
    """UIDs under which an event of ours stands whole."""
    budget: Budget = field(default_factory=Budget)


def read_calendar(calendar: Component, budget: Budget) -> list[Incoming]:
    """The events of a calendar in the order of the file, each read or refused, then what is to be known of the whole."""
    groups: dict[tuple[str, str], list[Component]] = {}
    for child in calendar.children:
        if child.name in TAKEN or child.one(WHOLE):
            groups.setdefault((child.name, _uid(child)), []).append(child)
    whole = frozenset(uid for (_, uid), group in groups.items() if any(each.one(WHOLE) for each in group))
    cancels = said(calendar, "METHOD").upper() == "CANCEL"
    frame = Frame(_name(calendar), _reader(calendar), cancels, whole, budget)
    found = [found for (_, uid), group in groups.items() for found in _group(frame, uid, group)]
    return [
        *found,
        *_left_out(calendar),
        *(Incoming(calendar.line, "", "", note=note) for note in frame.reader.zones.remarks.values()),
    ]


def _left_out(calendar: Component) -> Iterator[Incoming]:
    """What of a calendar is no event, no task, and no part of one."""
    for child in calendar.children:
        if child.name in LEFT_OUT and not child.one(WHOLE):
            words = Message("{name}: only events (VEVENT) and tasks (VTODO) are taken", name=child.name)
            yield Incoming(child.line, _uid(child), said(child, "SUMMARY"), note=words)
        elif child.name not in (*TAKEN, *LEFT_OUT, "VTIMEZONE", "VCALENDAR"):
            words = Message("{name} is nothing that is known here; it is left out", name=child.name[:40] or "-")
            yield Incoming(child.line, "", "", note=words)
    if calendar.broken:
        yield Incoming(calendar.broken[0].line, "", "", note=_broken(calendar.broken[0]))


def _name(calendar: Component) -> str:
    """What tells the calendar from others: the name that it gives itself."""
    return next(filter(None, (said(calendar, name) for name in ("X-WR-RELCALID", "X-WR-CALNAME", "NAME"))), "")


def _uid(component: Component) -> str:
    """The UID; where a program writes none, one made of what and when it is."""
    uid, start = component.one("UID"), component.one("DTSTART")
    if uid and uid.value.strip():
        return unescaped(uid.value)
    return "-" + uid_of("unnamed", said(component, "SUMMARY"), start.text if start else "")


def _reader(calendar: Component) -> Reader:
    """The reader of the calendar's times: those without a zone are in the one that it names, else in Asia/Shanghai."""
    blocks = (child for child in calendar.children if child.name == "VTIMEZONE")
    years, used = _years(calendar)
    zones = Zones({tzid.value: block for block in blocks if (tzid := block.one("TZID"))}, years, used)
    floating = calendar.one("X-WR-TIMEZONE")
    try:
        return Reader(zones, zones.find(floating.value.strip()) if floating else SHANGHAI)
    except UnknownZone:
        return Reader(zones, SHANGHAI)


def _years(calendar: Component) -> tuple[range, Mapping[str, range]]:
    """The years in which its events begin, from 1970 on; of all, and of those in each zone."""
    by_zone: dict[str, set[int]] = {}
    for child in calendar.children:
        for prop in child.all("DTSTART", "DUE", "RECURRENCE-ID") if child.name in TAKEN else ():
            if prop.value[:4].isdecimal() and 1970 <= int(prop.value[:4]) <= 2100:
                by_zone.setdefault(prop.params.get("TZID", ""), set()).add(int(prop.value[:4]))
    every = set[int]().union(*by_zone.values()) or {2026}
    return _range(every), {zone: _range(years) for zone, years in by_zone.items()}


def _range(years: set[int]) -> range:
    return range(min(years), max(years) + 1)


def _group(frame: Frame, uid: str, group: Sequence[Component]) -> Iterator[Incoming]:
    """The events of one UID, or one refusal for all of them."""
    masters = sorted((each for each in group if not each.one("RECURRENCE-ID")), key=revision, reverse=True)
    first = masters[0] if masters else group[0]
    title = said(first, "SUMMARY")
    if first.one(PART) and said(first, "RELATED-TO") in frame.ours:
        return  # a later version of an event that stands whole elsewhere in the file
    frame = replace(frame, reader=replace(frame.reader, remarks=[], doubts=[]))
    try:
        overrides = [each for each in group if each.one("RECURRENCE-ID")]
        found = list(_of_uid(frame, uid, first, [*masters[:1], *overrides]))
        for each in masters[1:]:
            found += _beside(frame, uid, first, each)
    except (Excluded, Undated) as error:
        origin = _origin_of_nothing(frame, uid, first, group)
        report = progress(frame.reader, first, ONCE)
        found = [Incoming(error.line, uid, title, off=CalledOff(origin, error.said, report=report))]
    except BadEvent as error:
        found = [Incoming(error.line, uid, title, error=error)]
    except YuelingError as error:
        found = [Incoming(first.line, uid, title, error=error)]
    except (ValueError, OverflowError, ArithmeticError) as error:
        words = Message("it cannot be read: {reason}", reason=str(error)[:120])
        found = [Incoming(first.line, uid, title, error=BadEvent(first.line, words))]
    for nth, one in enumerate(found):
        yield one if nth else reduce(with_note, _remarks(frame, group), one)


def _remarks(frame: Frame, group: Sequence[Component]) -> Iterator[Message]:
    """What was left out of the components, and put right in them."""
    broken = (fault for each in group for part in each.walk() for fault in part.broken)
    found = list(dict.fromkeys([*frame.reader.remarks, *map(_broken, broken)]))
    yield from found[:MOST_REMARKS]
    if (more := len(found) - MOST_REMARKS) > 0:
        yield Message("{n} more such remarks", n=more)


def _broken(fault: Fault) -> Message:
    return Message("line {line}: “{text}” is no property; it is left out", line=fault.line, text=_text_of(fault))


def _text_of(fault: Fault) -> str:
    """The line that is no property, as far as it is quoted."""
    return str(dict(fault.said.facts).get("text", ""))


def _beside(frame: Frame, uid: str, first: Component, other: Component) -> Iterator[Incoming]:
    """Another component that has the UID of the first as well: an older version of it, the same again, or another event."""
    title = said(other, "SUMMARY")
    if revision(other) < revision(first):
        yield Incoming(other.line, uid, title, note=Message("an older version of the same event; it is left out"))
    elif [*digest_lines([other])] == [*digest_lines([first])]:
        yield Incoming(other.line, uid, title, note=Message("it stands in the file twice"))
    else:
        note = Message("several events of the file have this UID, and none is the newer one: each is taken")
        start = other.one("DTSTART")
        for each in _read(frame, uid, other, [other], beside=(start.text if start else "",)):
            yield with_note(replace(each, line=other.line, whole=False), note)


def _of_uid(frame: Frame, uid: str, first: Component, group: Sequence[Component]) -> Iterator[Incoming]:
    """What the newest components of a UID make.

    Raises YuelingError.
    """
    title = said(first, "SUMMARY")
    ours, duty = written_event(first) or (None, NOTHING_SAID)
    if ours and not is_touched(first, ours):
        yield Incoming(first.line, uid, title, ours, duty=duty)
        return
    if (off := _called_off(frame, uid, first, group)) and not ours:
        yield Incoming(first.line, uid, title, off=off)
        return
    found = [replace(each, line=first.line, uid=uid) for each in _read(frame, uid, first, group)]
    if ours and found and found[0].event:
        event = changed_event(ours, first, title, found[0].event, group)
        event = replace(event, status=CANCELLED) if off else event
        told = own_reports(event, found[0].event)
        found = [replace(found[0], event=event, note=CHANGED, progress=told, duty=duty), *found[1:]]
    yield from found


def _called_off(frame: Frame, uid: str, first: Component, group: Sequence[Component]) -> CalledOff | None:
    """Whether the components say that nothing takes place: of the whole, or of instances that stand alone."""
    alone = first.one("RECURRENCE-ID")
    if not all(frame.cancels or _is_cancelled(each) for each in (group if alone else [first])):
        return None
    origin = _origin_of_nothing(frame, uid, first, group)
    if not alone:
        return CalledOff(origin, CALLED_OFF)
    named = (each.one("RECURRENCE-ID") for each in group)
    moments = (frame.reader.one(prop) for prop in named if prop)
    return CalledOff(origin, CALLED_OFF, tuple(sorted({_day_here(frame.reader, moment) for moment in moments})))


def _origin_of_nothing(frame: Frame, uid: str, first: Component, group: Sequence[Component]) -> Origin:
    """The origin of what does not take place; its digest is never that of the same components where they do."""
    return Origin(uid, frame.name, sequence(first), changed(first), OFF + _digest(group))


def _day_here(reader: Reader, moment: date) -> date:
    return moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else reader.day_of(moment)


def _is_cancelled(component: Component) -> bool:
    return said(component, "STATUS").upper() == "CANCELLED"


def _digest(group: Sequence[Component]) -> str:
    return hashlib.sha256("\n".join(digest_lines(group)).encode("utf-8", "surrogatepass")).hexdigest()


def _read(
    frame: Frame, uid: str, first: Component, group: Sequence[Component], beside: tuple[str, ...] = ()
) -> Iterator[Incoming]:
    """The events that the visible parts of the components make; `beside` tells them from another event of the UID.

    Raises BadEvent, RuleError.
    """
    _check(group)
    digest = _digest(group)
    if first.name == TASK:
        group = [as_event(each) for each in group]
    elif not group[0].one("DTSTART") and (start := first_of_list(group[0])):
        frame.reader.remarks.append(Message("no DTSTART: it begins with the first date that RDATE names"))
        group = [replace(group[0], properties=[*group[0].properties, *start]), *group[1:]]
    whole = not group[0].one("RECURRENCE-ID")
    if whole:
        parts = parts_of(frame.reader, group[0], group[1:])
        parts[0] = replace(parts[0], progress=(*parts[0].progress, *_of_master(frame, group[0], parts[0])))
    else:
        parts = [lone(frame.reader, each) for each in group if not _is_cancelled(each)]
    if len(parts) > 1:
        parts = [part for part in parts if part.recurrence.next(date(1, 1, 2))] or parts[:1]
    for part in parts:
        name = (*((TASK,) if first.name == TASK else ()), *beside, *filter(None, [part.name]))
        event = _event(frame, uid, part, name, digest, first)
        yield Incoming(first.line, uid, event.title, event, part=name, whole=whole)


def _of_master(frame: Frame, master: Component, part: Part) -> Iterator[Report]:
    """How far a task of one date is; of one that comes again nobody knows which date is meant."""
    if report := progress(frame.reader, master, ONCE):
        if part.recurrence.rule.single_span():
            yield report
        else:
            frame.reader.remarks.append(WHICH)


def _check(group: Sequence[Component]) -> None:
    """Refuses what has a broken line that may say when it is, and what holds other events."""
    for each in group:
        for fault in each.broken:
            if _OF_DATES.match(_text_of(fault)):
                raise BadEvent(fault.line, fault.said)


def _event(frame: Frame, uid: str, part: Part, name: tuple[str, ...], digest: str, first: Component) -> Event:
    component, (span, clock) = part.component, part.times.days()
    kind, tags = categories(component)
    task = first.name == "VTODO"
    if len(tags) > MOST_TAGS:
        frame.reader.remarks.append(Message("it has {n} tags; the first {most} are taken", n=len(tags), most=MOST_TAGS))
        tags = tags[:MOST_TAGS]
    _within_budget(frame.budget, component, part.recurrence)
    own = own_uid(uid) if not name else None
    identity = own or uid_of("imported", frame.name, uid, *name)
    title = " ".join(said(component, "SUMMARY").split())
    origin = Origin(
        uid, frame.name, sequence(component), changed(component), digest, kept(component), task, part.progress
    )
    told = leads(component, kind, span, clock)
    if any(child.name == "VALARM" and not is_sound(child) for child in component.children):
        frame.reader.remarks.append(Message("an alarm that cannot be read is left out"))
    recurrence = due_at(first, part.recurrence) if task else part.recurrence
    if frame.reader.doubts:
        recurrence = replace(recurrence, notes=(*recurrence.notes, *frame.reader.doubts))
    kind = KIND if task and kind == "event" else kind
    where = whereabouts(component)
    event = Event(identity, title, kind, recurrence, tags, told, origin=origin)
    return replace(event, place=where["place"], url=where["url"], contact=where["contact"])


def _within_budget(budget: Budget, component: Component, recurrence: Recurrence) -> None:
    """Refuses what takes place too often, alone or with the others of the file, or never.

    Raises BadEvent, RuleError.
    """
    if not component.all("RRULE", "RDATE"):
        return  # it takes place once
    own = standard_set(recurrence.rule)
    if budget.times < 0:
        raise _too_often(component)
    if own and own.exrules and budget.seconds <= 0:
        words = Message("the rules of the file that exclude (EXRULE) are too many to be followed")
        raise BadEvent(component.line, words, Message("import fewer of them"))
    begun = time.monotonic()
    try:
        most = _tried(component, recurrence)
    except TooOften:
        budget.times -= MOST_TIMES  # it was counted, and that took its time
        raise
    finally:
        budget.seconds -= time.monotonic() - begun if own and own.exrules else 0
    budget.times -= (most / BY_ARITHMETIC if recurrence.packed else most) if most > 1 else 0
    if budget.times < 0:
        raise _too_often(component)


def _too_often(component: Component) -> BadEvent:
    words = Message("the events of the file together take place too often in {days} days", days=TRIED)
    return BadEvent(component.line, words, Message("import fewer of them"))


def _tried(component: Component, recurrence: Recurrence) -> int:
    """How often it takes place in thirty days at most; refuses what never does, or more often than anything could show.

    Raises BadEvent, RuleError.
    """
    own = standard_set(recurrence.rule)
    first = recurrence.next(date(1, 1, 2))
    if not first:
        proof = recurrence.never() or Message("all of its instances are excluded")
        excludes = recurrence.without or (own and (own.exdates or own.exrules))
        error = Excluded if excludes else BadEvent
        raise error(component.line, Message("it never takes place: {proof}", proof=proof))
    begin, most = first.span.first, 1
    for _ in range(3):  # behind a lone start, or in some months only, there may be many
        window = Span(begin, shift(begin, TRIED - 1))
        most = max(most, _times(own, window) if own else len(recurrence.between(window.first, window.last)))
        if most > MOST_TIMES:
            words = Message("it takes place more than {n} times in {days} days", n=MOST_TIMES, days=TRIED)
            raise TooOften(component.line, words)
        if not (behind := recurrence.next(window.last)):
            break
        begin = behind.span.first
    return most


def _times(rule: Rfc5545, window: Span) -> int:
    """How often it takes place in the window, counted to just beyond MOST_TIMES."""
    return sum(1 for _ in islice(rule.timed(window, RECKONING), MOST_TIMES + 1))
