"""What reading a notice would make of the calendar: draft by draft, before anything is stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rules import Message, Notice, Recurrence, write
from rules.kinds import anchor_of, announcement

from .events import CANCELLED, CONFIRMED, WAITING, Event
from .following import follow
from .proposals import Proposal
from .reconciling import Known, Match, Reconciler, Sort, dates_after, is_relative
from .rereading import Pairs
from .statements import STATUS_OF, Statement, leading, statement_of

ANEW = "new"
"""What a person chooses where a doubtful draft is none of the stored events."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one draft makes of the calendar."""

    sort: Sort
    draft: Event
    """As it was read."""
    event: Event | None = None
    """As it would be stored; None where a person has to choose first."""
    before: Event | None = None
    """The stored event that it speaks of; None for a new one."""
    candidates: tuple[Event, ...] = ()
    """The stored events among which a person has to choose."""
    reason: Message | None = None
    givers: tuple[str, ...] = ()
    """What the organisations above are called that gave it as what the notice says, while it waits."""

    @property
    def proposal(self) -> Proposal | None:
        """What an organisation above proposes with it; None for what a notice says by itself."""
        return self.draft.reading.proposal if self.draft.reading else None

    @property
    def mark(self) -> str:
        """What tells the change from another one of the same draft: whoever decides says which one was seen."""
        old, new = self.before or self.event, self.event
        facts = (
            self.draft.uid,
            self.sort.value,
            (old.uid, old.sequence) if old else None,
            (new.title, new.kind, new.status, new.recurrence.to_json()) if new else None,
            [one.uid for one in self.candidates],
        )
        proposed = self.proposal and new and (
            self.proposal, new.tags, new.leads, new.action, new.actor, new.recipient, new.place, new.url, new.contact, new.note,
        )  # fmt: skip
        return hashlib.sha256(
            repr((*facts, proposed) if proposed else facts).encode("utf-8", "surrogatepass")
        ).hexdigest()[:16]

    @property
    def wanted(self) -> Event | None:
        """The event as it is stored."""
        if self.event is None or self.event.reading is None:
            return self.event
        return replace(self.event, reading=self.event.reading.bare())

    @property
    def statement(self) -> Statement | None:
        """What the notice says of the event; where it says by how much it moves, with the dates that came of it."""
        said = statement_of(self.draft, self.event.uid) if self.event else None
        if said is None or said.dates is None or not is_relative(self.draft) or self.event is None:
            return said
        return replace(said, dates=self.event.recurrence)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is stored, as far as a notice may speak of it."""

    events: Sequence[Event]
    statements: Mapping[str, Sequence[Statement]]
    family: frozenset[str]
    """The digests of the notice and of its earlier versions."""
    by_hand: frozenset[str] = frozenset()
    """UIDs of events whose dates a person set."""
    away: Sequence[Event] = ()
    """What people took away, as it was: what a later notice says of it is not said of others."""

    def known(self, uids: Iterable[str] = ()) -> Iterator[Known]:
        """The events with what notices say of them, but for these and those that only follow another one."""
        without = set(uids)
        for event in (*self.events, *self.away):
            if event.uid not in without and not (event.parent and event.reading is None):
                yield Known.of(event, self.statements.get(event.uid, ()))


def planned(
    notice: Notice,
    drafts: Sequence[Event],
    pairs: Pairs,
    calendar: Calendar,
    today: date,
    chosen: Mapping[str, str] | None = None,
) -> list[Change]:
    """What becomes of each draft, in their order; what is said of several events at once comes last, event by event.

    `pairs` are the events that an earlier reading of the notice gave; `chosen` says for the UID of a doubtful draft which
    stored event it is, or ANEW.
    """
    chosen = chosen or {}
    again = [draft for draft in drafts if draft.uid in pairs.same]
    others = [draft for draft in drafts if draft.uid not in pairs.same]
    spoken_of = {pairs.same[draft.uid] for draft in again}
    elsewhere = [one for one in calendar.known(spoken_of) if not one.is_only_in(calendar.family)]
    reconciler = Reconciler(notice, elsewhere, today)
    known = {one.event.uid: one for one in calendar.known()}
    found = [_again(draft, pairs.same[draft.uid], known, calendar.family) for draft in again]
    for match in reconciler.matches(others):
        choice = chosen.get(match.draft.uid)
        if choice:
            found.append(_as_chosen(match, choice, known, reconciler))
        else:
            found.append(_change(match, calendar.by_hand))
    known_events = {event.uid: event for event in calendar.events}
    found = [_named(_in_step(one, known_events, calendar.statements)) for one in found]
    places = {draft.uid: place for place, draft in enumerate(drafts)}
    return sorted(found, key=lambda one: places.get(one.draft.uid, len(places)))


def _again(draft: Event, uid: str, known: Mapping[str, Known], family: frozenset[str]) -> Change:
    """What was read of the notice before, read once more: another notice that holds by now goes before it."""
    one = known.get(uid)
    if one is None:
        return Change(Sort.NEW, draft, replace(draft, uid=uid))  # it was taken away, and stays away unless it is wanted
    own = [said for said in one.statements if said.source.digest in family]
    others = [said for said in one.statements if said.source.digest not in family]
    new = statement_of(draft, uid)
    if new is None or not others:
        event = replace(draft, uid=uid, status=_status(draft))
        return Change(Sort.CONFIRMED, draft, event, one.event)
    held = leading([*others, replace(new, added=own[-1].added if own else None)])
    if held is None or held.source.digest in family:
        if own and new.reading.act is None and all(said.reading.act is None for said in own):
            return Change(Sort.CONFIRMED, draft, replace(draft, uid=uid), one.event)
        dates = _reckoned_again(draft, one, own, others) if is_relative(draft) else new.dates
        return Change(Sort.CONFIRMED, draft, _with(one.event, draft, dates, _status(draft)), one.event)
    return Change(Sort.OLDER, draft, one.event, one.event)


def _reckoned_again(draft: Event, one: Known, own: Sequence[Statement], others: Sequence[Statement]) -> Recurrence:
    """The dates of an event that a notice moves by so long, read once more: as they are, unless it says another length now."""
    before, reading = leading(others), draft.reading
    said = own[-1].reading if own else None
    if said and reading and (said.act, said.by, said.former) == (reading.act, reading.by, reading.former):
        return one.event.recurrence
    if before is None or before.dates is None:
        return one.event.recurrence
    return dates_after(replace(one.event, recurrence=before.dates), draft) or one.event.recurrence


def _in_step(change: Change, events: Mapping[str, Event], statements: Mapping[str, Sequence[Statement]]) -> Change:
    """A change of what counts from a named event and was joined to one: it stays joined, and has the dates of that.

    Where the notice names another event by now, it waits to be joined to that.
    """
    event, before = change.event, change.before
    if event is None or before is None or before.parent is None or anchor_of(event.recurrence.rule) is None:
        return change
    said = statements.get(event.uid, ())
    own = [name for one in said if one.dates and (name := anchor_of(one.dates.rule))]
    if own and anchor_of(event.recurrence.rule) not in own:
        return change
    event, parent = replace(event, parent=before.parent), events.get(before.parent)
    return replace(change, event=follow(event, parent, statements=said) if parent else event)


def _named(change: Change) -> Change:
    """A change that is called a confirmation only where it is one: the same dates, and it takes place as before."""
    event, before = change.event, change.before
    if change.sort is not Sort.CONFIRMED or event is None or before is None:
        return change
    if event.status != before.status:
        sorts = {CANCELLED: Sort.CANCELLED, WAITING: Sort.WAITING}
        return replace(change, sort=sorts.get(event.status, Sort.MOVED))
    same = event.recurrence == before.recurrence or write(event.recurrence) == write(before.recurrence)
    return change if same else replace(change, sort=Sort.MOVED)


def _change(match: Match, by_hand: frozenset[str]) -> Change:
    """What a match makes of the calendar."""
    draft, known = match.draft, match.known
    if doubt := _doubted(draft):
        candidates = (known.event,) if known else tuple(one.event for one in match.candidates)
        return Change(Sort.DOUBTFUL, draft, candidates=candidates, reason=doubt)
    candidates = tuple(one.event for one in match.candidates)
    if match.sort is Sort.DOUBTFUL:
        return Change(Sort.DOUBTFUL, draft, candidates=candidates, reason=match.reason)
    if known is None:
        return _new(draft)
    if known.event.uid in by_hand and match.sort in (Sort.CANCELLED, Sort.WAITING):
        reason = Message("its date was set by hand, and the notice says otherwise")
        return Change(Sort.DOUBTFUL, draft, candidates=(known.event,), reason=reason)
    return Change(match.sort, draft, _become(match, known), known.event)


def _doubted(draft: Event) -> Message | None:
    """What a second reader says against a draft; None where none was asked, or it agrees."""
    text = draft.reading.opinion if draft.reading else None
    if not text:
        return None
    from .second_reader.opinions import Opinion  # few offices have one

    opinion = Opinion.from_json(json.loads(text))
    return opinion.sentence() if opinion.doubted else None


def _become(match: Match, known: Known) -> Event:
    """The event after the notice."""
    draft, event = match.draft, known.event
    if match.sort is Sort.OLDER:
        return _filled(event, draft)
    if match.sort is Sort.CONFIRMED:
        return _placed(event, draft, known)
    if match.sort is Sort.MOVED or match.dates:
        return _with(event, draft, match.dates, CONFIRMED)
    return _with(event, draft, None, CANCELLED if match.sort is Sort.CANCELLED else WAITING)


def _with(event: Event, draft: Event, dates: Recurrence | None, status: str) -> Event:
    """The event with what the notice of the draft says now."""
    return replace(
        event,
        recurrence=dates or event.recurrence,
        status=status,
        quote=draft.quote,
        source=draft.source,
        reading=draft.reading,
        place=draft.place or event.place,
    )


def _placed(event: Event, draft: Event, known: Known) -> Event:
    """An event whose dates a notice confirms, with the place that it gives, unless a later one gave another."""
    ours, theirs = (one and one.issued for one in (draft.source, known.latest and known.latest.source))
    older = bool(ours and theirs and ours < theirs)
    return replace(event, place=event.place if older and event.place else draft.place or event.place)


def _filled(event: Event, draft: Event) -> Event:
    """An event with what an older notice says of it besides: a time of day, who does what."""
    dates = event.recurrence
    one, other = dates.rule.single_span(), draft.recurrence.rule.single_span()
    same = one == other or not (draft.reading and draft.reading.act)
    if dates.clock is None and draft.recurrence.clock and one and same:
        dates = replace(dates, clock=draft.recurrence.clock)
    lacking = {name: getattr(event, name) or getattr(draft, name) for name in ("action", "actor", "recipient", "place")}
    return replace(event, recurrence=dates, **lacking)


def _new(draft: Event, *, asked: bool = False) -> Change:
    """A draft of which nothing is stored: what it cancels is kept as cancelled, so that an older notice revives nothing.

    `asked` where a person says that it is new.
    """
    status = _status(draft)
    if not (asked and may_be_new(draft)) and _changes_only(draft):
        reason = Message("nothing on the calendar has that name")
        return Change(Sort.DOUBTFUL, draft, reason=reason)
    sort = {CANCELLED: Sort.CANCELLED, WAITING: Sort.WAITING}.get(status, Sort.NEW)
    return Change(sort, draft, replace(draft, status=status))


def may_be_new(draft: Event) -> bool:
    """Whether a draft may be an entry of its own: what only calls off, moves or puts off and names no date may not."""
    return not _changes_only(draft) or announcement(draft.recurrence.rule) is None


def _changes_only(draft: Event) -> bool:
    """Whether a draft does something with what was set before, and has no date that is known."""
    dated = draft.recurrence.rule.extent()[1] is not None or draft.recurrence.rule.strides() is not None
    return not dated and bool(draft.reading and draft.reading.act)


def _as_chosen(match: Match, choice: str, known: Mapping[str, Known], reconciler: Reconciler) -> Change:
    """What a person says that a doubtful draft is."""
    if choice == ANEW or choice not in known:
        return _new(match.draft, asked=True)
    return _change(reconciler.as_chosen(match.draft, known[choice]), frozenset())


def _status(draft: Event) -> str:
    return STATUS_OF.get((draft.reading.act if draft.reading else None) or "", CONFIRMED)
