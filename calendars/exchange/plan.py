"""What an import would do to the store: which events are new, which change, which stay, and which are refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from types import MappingProxyType

from rules import Message, Reckoning, YuelingError, tell

from ..completions import Report
from ..duties.states import NOTHING_SAID, DutyState
from ..events import CONFIRMED, Event
from ..lines import one_line
from ..statements import Statement
from ..store.rows import bare, notice_key, notice_row
from ..views import MOST_RULE, Table, cell, next_words, printable
from .marks import Marks
from .matching import as_stored, called_off, ended, key_of, of_uid, whole_of
from .records import OFF, CalledOff, Incoming, with_note
from .revisions import NEVER
from .words import WHERE

DONE = Message("it is done (STATUS:COMPLETED)")


class Refused(YuelingError):
    """An event that is read and yet not taken."""


@dataclass(slots=True)
class Plan:
    """What becomes of the events of a file, each by its UID in the store."""

    new: list[Event] = field(default_factory=list)
    changed: list[Event] = field(default_factory=list)
    before: dict[str, Event] = field(default_factory=dict)
    """Those that change as they are stored, by their UIDs."""
    unchanged: list[Event] = field(default_factory=list)
    kept: list[Event] = field(default_factory=list)
    """What the file has otherwise only in what was decided here: it stays (`effects.as_decided`)."""
    refused: list[Incoming] = field(default_factory=list)
    away: list[Event] = field(default_factory=list)
    """What somebody took away here: it is left out."""
    gone: list[Event] = field(default_factory=list)
    """What is stored and stands in the file no longer, though the rest of its UID does: it is taken out."""
    progress: dict[str, tuple[Report, ...]] = field(default_factory=dict)
    """How far other programs say that events of ours are, by their UIDs; theirs say it themselves (`Origin.progress`)."""
    marks: dict[str, Marks] = field(default_factory=dict)
    """What people noted of events of ours, as the file has it, where it says something new, by their UIDs."""
    noted: list[Incoming] = field(default_factory=list)
    """Events that are taken, with something to know, and what is to be known of the file as a whole."""
    statements: list[Statement] = field(default_factory=list)
    """What notices say of those that are taken."""

    @property
    def events(self) -> list[Event]:
        """What is to be stored."""
        return [*self.new, *self.changed]

    def outcome(self, *, stored: bool) -> Message:
        """What became of the events: counted, and whether any were stored."""
        numbers = {"new": len(self.new), "changed": len(self.changed)}
        numbers |= {"unchanged": len(self.unchanged) + len(self.kept), "refused": len(self.refused)}
        if self.gone:
            numbers["gone"] = len(self.gone)
            if stored:
                return Message(
                    "stored: {new} new, {changed} changed, {unchanged} as before, {gone} taken out, {refused} refused",
                    **numbers,
                )
            return Message(
                "nothing was stored: {new} new, {changed} changed, {unchanged} as before, {gone} to be taken out, "
                "{refused} refused",
                **numbers,
            )
        if stored:
            return Message("stored: {new} new, {changed} changed, {unchanged} as before, {refused} refused", **numbers)
        return Message(
            "nothing was stored: {new} new, {changed} changed, {unchanged} as before, {refused} refused", **numbers
        )


def planned(
    found: Iterable[Incoming],
    stored: Iterable[Event],
    away: Collection[str] = (),
    *,
    states: Mapping[str, DutyState] = MappingProxyType({}),
    again: bool = False,
) -> Plan:
    """The plan for the events of a file; `away` are the UIDs of those that somebody took away and that are left out.

    `states` is what was noted of what is stored beside that it is done; with `again` the file stands against it.

    An event that was imported before changes only where the file has a newer version of it, and what somebody changed here
    stays while the file is the same. What the file calls off is called off here; what it no longer has of a UID is gone.
    """
    stored = list(stored)
    known, plan, seen = {event.uid: event for event in stored}, Plan(), set[str]()
    facts = _facts(known.values())
    found, renames = as_stored(list(found), stored)
    for incoming in (*found, *renames):
        event, error = incoming.event, incoming.error
        if event and (whole := whole_of(event, known)):
            plan.noted.append(with_note(replace(incoming, event=None), _date_of(whole)))
            continue
        if event and (error := _clash(event, seen, facts)):
            event = None
        if incoming.off:
            _call_off(plan, incoming, incoming.off, stored)
        elif not event and not error:
            plan.noted.append(incoming)
        elif not event:
            plan.refused.append(replace(incoming, event=None, error=error))
        else:
            seen.add(event.uid)
            _take(plan, incoming, event, known.get(event.uid), away)
            _take_marks(plan, incoming, known.get(event.uid), states, again=again)
    plan.gone += _no_longer_there(found, stored, plan)
    return plan


def _date_of(event: Event) -> Message:
    return Message(
        "it is a date of “{title}”, which is stored here ({uid}); it is left out: to change that, edit it here",
        title=printable(event.title)[:60], uid=event.uid,
    )  # fmt: skip


def _take(plan: Plan, incoming: Incoming, event: Event, old: Event | None, away: Collection[str]) -> None:
    if event.uid in away and not old:
        plan.away.append(event)
        return
    if incoming.is_done and not old:
        plan.noted.append(with_note(incoming, Message("{why}; it is not stored", why=DONE)))
        return
    _place(plan, incoming, event, old)
    if old and incoming.progress and not _is_so_far(old, incoming.progress):
        plan.progress[event.uid] = incoming.progress
        if plan.unchanged[-1:] == [old]:
            plan.changed.append(plan.unchanged.pop())
    if incoming.is_done and old and not (old.origin and old.origin.is_done):
        incoming = with_note(incoming, Message("{why}, and so it is here", why=DONE))
    if incoming.note:
        plan.noted.append(incoming)


def _take_marks(
    plan: Plan, incoming: Incoming, old: Event | None, states: Mapping[str, DutyState], *, again: bool
) -> None:
    """Takes what people noted of an event that is taken, where it is new here."""
    event = incoming.event
    if not event or event.uid not in {one.uid for one in (*plan.new[-1:], *plan.changed[-1:], *plan.unchanged[-1:])}:
        return
    wanted = Marks(event.completions, incoming.duty)
    known = Marks(old.completions if old else (), states.get(event.uid, NOTHING_SAID))
    if wanted.over(known, again=again) == known:
        return
    plan.marks[event.uid] = wanted
    if plan.unchanged[-1:] == [old]:
        plan.changed.append(plan.unchanged.pop())


def _is_so_far(event: Event, reports: Iterable[Report]) -> bool:
    """Whether each occurrence is known to be as far as that."""
    known = {(one.key, one.percent) for one in event.completions}
    return all((report.key, report.percent) in known for report in reports)


def _call_off(plan: Plan, incoming: Incoming, off: CalledOff, stored: Iterable[Event]) -> None:
    """Calls off what is stored of the UID; a task that is done and has no date any more is done here."""
    parts = of_uid(stored, off.origin)
    newer = [
        event
        for event in parts
        if event.origin and revision(event) > (off.origin.sequence, off.origin.modified or NEVER)
    ]
    if newer:
        plan.refused.append(replace(incoming, error=_older(newer[0])))
    elif not parts:
        plan.noted.append(with_note(incoming, Message("{why}; it is not stored", why=off.why)))
    else:
        for old in parts:
            new = ended(old, off) or called_off(old, off)
            (plan.unchanged if new == old else plan.changed).append(new)
            plan.before[old.uid] = old
        plan.noted.append(with_note(incoming, off.why))


def _older(stored: Event) -> YuelingError:
    return Refused(
        Message("a newer version of it is stored already"), Message("`yueling show {uid}` shows it", uid=stored.uid)
    )


def _no_longer_there(found: Iterable[Incoming], stored: Iterable[Event], plan: Plan) -> list[Event]:
    """What is stored of UIDs that stand whole in the file and no longer make it; of what was not taken nothing."""
    taken = {event.uid for event in (*plan.new, *plan.changed, *plan.unchanged)}
    wholes = {
        key_of(each.event.origin)
        for each in found
        if each.whole and each.event and each.event.origin and each.event.uid in taken
    }
    there = {each.event.uid for each in found if each.event}
    return [event for event in stored if event.origin and key_of(event.origin) in wholes and event.uid not in there]


def _place(plan: Plan, incoming: Incoming, event: Event, old: Event | None) -> None:
    before = len(plan.events)
    _sort(plan, incoming, event, old)
    if len(plan.events) > before:
        plan.statements += incoming.statements


def _sort(plan: Plan, incoming: Incoming, event: Event, old: Event | None) -> None:
    if old is None:
        plan.new.append(event)
    elif bare(old) == bare(event) or _is_same(event, old):
        plan.unchanged.append(old)
    elif revision(event) < revision(old):
        plan.refused.append(replace(incoming, event=None, error=_older(old)))
    else:
        plan.changed.append(merged(event, old))
        plan.before[old.uid] = old


def _is_same(event: Event, old: Event) -> bool:
    """Whether the file says nothing new: it is read again, or it is an export of ours from which others took a part."""
    if not event.origin:
        return False
    return event.origin.digest == old.origin.digest if old.origin else revision(event) <= revision(old)


def revision(event: Event) -> tuple[int, datetime]:
    """How new a version of an event is: by its SEQUENCE, then by when it was last changed, where it came from."""
    origin = event.origin
    return (origin.sequence, origin.modified or NEVER) if origin else (event.sequence, event.updated or NEVER)


def merged(event: Event, old: Event) -> Event:
    """The newer version of an imported event, with what the file does not say as it is stored."""
    if not event.origin:
        return event
    if not old.origin:
        where = {name: getattr(event, name) or getattr(old, name) for name in WHERE}
        return replace(old, title=event.title, recurrence=event.recurrence, **where)
    kind = old.kind if event.kind == "event" else event.kind
    decided = old.status != CONFIRMED and not old.origin.digest.startswith(OFF)  # by a person, not by the calendar
    leads = old.leads if event.leads is None else event.leads
    return replace(event, kind=kind, leads=leads, status=old.status if decided else event.status)


def _facts(events: Iterable[Event]) -> dict[str, object]:
    return {notice_key(event.source): notice_row(event.source) for event in events if event.source}


def _clash(event: Event, seen: set[str], facts: dict[str, object]) -> YuelingError | None:
    """Why the event does not go with those before it: the UID is taken, or the notice is told otherwise."""
    if event.uid in seen:
        return Refused(Message("the UID stands in the file before"), Message("give each event a UID of its own"))
    if event.source:
        row = notice_row(event.source)
        if facts.setdefault(notice_key(event.source), row) != row:
            said = Message("it says of its notice what another event does not")
            return Refused(said, Message("title, number, issuer and day of a notice are the same for all its events"))
    return None


MOST_ROWS = 1000
"""Rows of what is to be stored that are shown; the file has the rest, and the store will."""


def plan_rows(plan: Plan, today: date, lang: str, reckoning: Reckoning) -> Table:
    """What is to be stored as a table: whether it is new, the title, the rule, the next day, the UID; the first of many."""
    heads = [Message("Change"), Message("Title"), Message("Rule"), Message("Next"), Message("UID")]
    kinds = (Message("new"), plan.new), (Message("changed"), plan.changed)
    return heads, [
        [
            word.say(lang),
            cell(event.title),
            one_line(tell(event.recurrence, lang), MOST_RULE),
            next_words(event.recurrence, today, 1, lang, reckoning),
            event.uid,
        ]
        for word, event in islice(((word, event) for word, events in kinds for event in events), MOST_ROWS)
    ]


def remarks(plan: Plan) -> Iterator[Message]:
    """What is to be said of single events: why they are refused, or what to know of them."""
    for incoming in (*plan.noted, *plan.refused):
        said = incoming.note
        if incoming.error:
            said, remedy = incoming.error.said, incoming.error.remedy
            said = Message("{said}; {remedy}", said=said, remedy=remedy) if remedy else said
        if said:
            name = printable(incoming.title)[:60]
            yield Message("line {line}, UID {uid} {title}: {said}", line=incoming.line, uid=printable(incoming.uid)[:80] or "-",
                          title=f"({name})" if name else "", said=said)  # fmt: skip
