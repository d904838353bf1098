"""One VCALENDAR -> its events: the components of one UID together, and those of our own exports as they were."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from rules import RECKONING, Message, Recurrence, Span, YuelingError, shift
from rules.kinds import Rfc5545, standard_set

from ..events import Event, Origin, uid_of
from ..ical.components import Component
from .calendar_file import PART, WHOLE
from .moments import BadEvent, Reader
from .ours import changed_event, is_touched, modified, own_uid, sequence, written_event
from .overrides import Part, lone, parts_of
from .records import Incoming
from .words import categories, digest_lines, kept, leads, said, unescaped, whereabouts
from .zones import SHANGHAI, UnknownZone, Zones

TRIED, MOST_TIMES = 30, 1000
"""Days from the first on that are tried, and how often something may take place in them: every hour is 720 times."""
NO_EVENTS = ("VTODO", "VJOURNAL", "VFREEBUSY")
CHANGED = Message("another program has changed it; what it shows is taken")


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for all events of a calendar."""

    name: str
    reader: Reader
    broken: Mapping[int, Message]
    """Lines that are no properties, and why."""
    cancels: bool
    """Whether the calendar calls all its events off (METHOD:CANCEL)."""
    whole: frozenset[str]
    """UIDs under which an event of ours stands whole."""


def read_calendars(calendar: Component, broken: Mapping[int, Message]) -> list[Incoming]:
    """The events of a calendar in the order of the file, each read or refused."""
    groups: dict[str, list[Component]] = {}
    for child in calendar.children:
        if child.name == "VEVENT" or child.name in NO_EVENTS:
            groups.setdefault(_uid(child), []).append(child)
    whole = frozenset(uid for uid, group in groups.items() if any(each.one(WHOLE) for each in group))
    cancels = said(calendar, "METHOD").upper() == "CANCEL"
    frame = Frame(_name(calendar), _reader(calendar), broken, cancels, whole)
    return [found for uid, group in groups.items() for found in _group(frame, uid, group)]


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
    zones = Zones({tzid.value: block for block in blocks if (tzid := block.one("TZID"))}, _years(calendar))
    floating = calendar.one("X-WR-TIMEZONE")
    try:
        return Reader(zones, zones.find(floating.value.strip()) if floating else SHANGHAI)
    except UnknownZone:
        return Reader(zones, SHANGHAI)


def _years(calendar: Component) -> range:
    """The years in which its events begin, from 1970 on."""
    starts = (child.one("DTSTART") for child in calendar.children if child.name == "VEVENT")
    years = {int(start.value[:4]) for start in starts if start and start.value[:4].isdecimal()}
    known = [year for year in years if 1970 <= year <= 2100] or [2026]
    return range(min(known), max(known) + 1)


def _group(frame: Frame, uid: str, group: Sequence[Component]) -> Iterator[Incoming]:
    """The events of one UID, or one refusal for all of them."""
    first = next((each for each in group if not each.one("RECURRENCE-ID")), group[0])
    title = said(first, "SUMMARY")
    if first.one(PART) and said(first, "RELATED-TO") in frame.whole:
        return  # a later version of an event that stands whole elsewhere in the file
    try:
        ours = written_event(first)
        if ours and not is_touched(first, ours):
            found = [Incoming(first.line, uid, title, ours)]
        else:
            found = [replace(each, line=first.line, uid=uid) for each in _read(frame, uid, first, group)]
            if ours and found[0].event:
                event = changed_event(ours, first, title, found[0].event, group)
                found = [replace(found[0], event=event, note=CHANGED), *found[1:]]
    except BadEvent as error:
        found = [Incoming(error.line, uid, title, error=error)]
    except YuelingError as error:
        found = [Incoming(first.line, uid, title, error=error)]
    except (ValueError, OverflowError, ArithmeticError) as error:
        words = Message("it cannot be read: {reason}", reason=str(error)[:120])
        found = [Incoming(first.line, uid, title, error=BadEvent(first.line, words))]
    yield from found


def _read(frame: Frame, uid: str, first: Component, group: Sequence[Component]) -> Iterator[Incoming]:
    """The events that the visible parts of the components make.

    Raises BadEvent, RuleError.
    """
    _check(frame, first, group)
    masters = [each for each in group if not each.one("RECURRENCE-ID")]
    overrides = [each for each in group if each.one("RECURRENCE-ID")]
    if not masters:
        parts = [lone(frame.reader, each) for each in overrides if not _is_cancelled(each)]
    else:
        parts = parts_of(frame.reader, masters[0], overrides)
    digest = hashlib.sha256("\n".join(digest_lines(group)).encode("utf-8", "surrogatepass")).hexdigest()
    for part in parts:
        event = _event(frame, uid, part, digest)
        yield Incoming(first.line, uid, event.title, event)
    for each in masters[1:]:
        words = Message("the UID {uid} is taken; one of the two is lost", uid=uid[:60])
        yield Incoming(each.line, uid, said(each, "SUMMARY"), error=BadEvent(each.line, words))


def _check(frame: Frame, first: Component, group: Sequence[Component]) -> None:
    """Refuses what is no event, has a broken line, or does not take place."""
    if first.name in NO_EVENTS:
        raise BadEvent(first.line, Message("{name}: only events (VEVENT) are taken", name=first.name))
    for each in group:
        last = max((prop.line for part in each.walk() for prop in part.properties), default=each.line)
        if broken := next((line for line in frame.broken if each.line < line <= last + 1), None):
            raise BadEvent(broken, frame.broken[broken])
    if frame.cancels or _is_cancelled(first):
        remedy = Message("`yueling remove UID` removes one that is stored")
        raise BadEvent(first.line, Message("it is called off (STATUS:CANCELLED)"), remedy)


def _is_cancelled(component: Component) -> bool:
    return said(component, "STATUS").upper() == "CANCELLED" and not component.one("RECURRENCE-ID")


def _event(frame: Frame, uid: str, part: Part, digest: str) -> Event:
    component, (span, clock) = part.component, part.times.days()
    kind, tags = categories(component)
    _tried(component, part.recurrence)
    own = own_uid(uid) if not part.name else None
    identity = own or uid_of("imported", frame.name, uid, *filter(None, [part.name]))
    title = " ".join(said(component, "SUMMARY").split())
    origin = Origin(uid, frame.name, sequence(component), modified(component), digest, kept(component))
    told = leads(component, kind, span, clock)
    where = whereabouts(component)
    event = Event(identity, title, kind, part.recurrence, tags, told, origin=origin)
    return replace(event, place=where["place"], url=where["url"], contact=where["contact"])


def _tried(component: Component, recurrence: Recurrence) -> None:
    """Refuses a rule that has no instance, or more than anything here could show.

    Raises BadEvent, RuleError.
    """
    if proof := recurrence.never():
        raise BadEvent(component.line, Message("it never takes place: {proof}", proof=proof))
    first = recurrence.next(date(1, 1, 2))
    if not first:
        raise BadEvent(component.line, Message("it never takes place: all of its instances are excluded"))
    begin, own = first.span.first, standard_set(recurrence.rule)
    for _ in range(3):  # behind a lone start, or in some months only, there may be many
        window = Span(begin, shift(begin, TRIED - 1))
        if own and _times(own, window) > MOST_TIMES:
            words = Message("it takes place more than {n} times in {days} days", n=MOST_TIMES, days=TRIED)
            raise BadEvent(component.line, words)
        if not (behind := recurrence.next(window.last)):
            break
        begin = behind.span.first


def _times(rule: Rfc5545, window: Span) -> int:
    """How often it takes place in the window, counted to just beyond MOST_TIMES."""
    return sum(1 for _ in islice(rule.timed(window, RECKONING), MOST_TIMES + 1))
