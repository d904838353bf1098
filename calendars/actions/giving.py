"""A notice given to the organisations below: each gets a copy of its own, and later ones reach it as proposals.

`give` is the one function that brings rows of one organisation into another: it reads them in a transaction in the scope of
the giver, and writes them in one in the scope of each receiver. Nothing else here sees two organisations at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rules import Message, YuelingError

from ..events import Event, Reading, Source
from ..lines import one_line
from ..organisations import BadOrganisation, Organisation, UnknownOrganisation, below
from ..proposals import Proposal, draft_uid
from ..store import KeptNotice, Store
from ..store.changing import Changing, proposal_of
from ..store.decided import EVENT, FIELDS, OF_PEOPLE, Decision
from ..store.given import PROPOSED, WITHDRAWN, GivenEvent, GivenNotice, content_of, given_notices
from ..store.history import GIVE, GIVEN
from ..store.rows import compact
from ..which_notice import LONGEST_NAME
from .gifts import OWN, Arrival, Gift, arrival_of, gift_of, meant
from .proposing import BACK, GONE, WENT, mark
from .quotas import take_quotas
from .reading import join, known_by_another, settle_doubts

WHO_IS_THERE = Message("a notice is given downwards; `yueling org list` shows who stands where")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What reached one organisation."""

    receiver: Organisation
    added: int = 0
    """Events that it did not have."""
    proposed: int = 0
    """What waits there for somebody to decide."""
    withdrawn: int = 0
    """What waited there and does so no longer, because the giver has it as it is there."""
    waiting: int = 0
    """What waits there of it since an earlier time, where nothing is new."""
    is_new: bool = False
    """Whether anything reached it; else it had all of it before."""
    error: YuelingError | None = None
    """Why it got nothing."""


@dataclass(frozen=True, slots=True)
class Giving:
    """What became of a notice that was given."""

    notice: KeptNotice
    receipts: tuple[Receipt, ...]
    earlier: tuple[KeptNotice, ...] = ()
    """Other versions of it that are stored, and were meant as well: it was given in their place."""


def give(store: Store, words: str, now: datetime, *, to: Sequence[str] = ()) -> Giving:
    """What reached each organisation below the one whose store it is: all of them, or those with the keys `to`.

    `words` are the document number of the notice, its title or words of it, its digest or the beginning of that. What an
    organisation decided of its copy stays; what is otherwise by now waits there as a proposal. Each is a transaction of its
    own: one that is closed, or where it fails, keeps no other from its copy.

    Raises UnknownPaper, UnknownOrganisation; BadOrganisation where one of them does not stand below; StoreError.
    """
    giver = store.organisation().refuse_closed()
    receivers = _receivers(store.organisations(), giver, to)
    notice, *earlier = meant(store, words, now)
    told = [given_notices(store.within(one.number).ask, giver.number) for one in receivers]
    gift = gift_of(store, giver, notice.digest, now, told)
    found = []
    for one in receivers:
        try:
            found.append(_receive(store.within(one.number), one, gift, now))
        except YuelingError as error:
            found.append(Receipt(one, error=error))
    reached = sum(one.is_new for one in found)
    if reached:
        with store.changing(now, GIVE, about=f"{_named(gift.notice)} → {reached}") as change:
            change.note()
    return Giving(gift.notice, tuple(found), tuple(earlier))


def _receivers(every: Sequence[Organisation], giver: Organisation, to: Sequence[str]) -> list[Organisation]:
    under = below(every, giver.number)
    by_key = {one.key: one for one in every}
    for key in to:
        if not key:
            raise BadOrganisation(Message("the key is empty: nobody is meant"), WHO_IS_THERE)
        if key not in by_key:
            raise UnknownOrganisation(key)
        if by_key[key].number == giver.number:
            raise BadOrganisation(
                Message("“{name}” is the one that gives: it has the notice", name=giver.title), WHO_IS_THERE
            )
        if by_key[key] not in under:
            said = Message("“{name}” does not stand below “{giver}”", name=by_key[key].title, giver=giver.title)
            raise BadOrganisation(said, WHO_IS_THERE)
    return [one for one in under if not to or one.key in to]


def _named(notice: KeptNotice) -> str:
    return one_line(notice.title or notice.name or notice.digest[:12], LONGEST_NAME)


# ------------------------------------------------------------------ what it becomes


@dataclass(frozen=True, slots=True)
class Here:
    """What an organisation has of an event that it is given."""

    event: Event | None
    decided: Mapping[str, Decision]
    removed: Event | None
    """The event as it was when somebody took it away."""
    before: GivenEvent | None
    """As it was given the last time."""
    draft: Event | None
    """The proposal that lies open."""

    @property
    def is_away(self) -> bool:
        """Whether somebody took it away."""
        return self.event is None and EVENT in self.decided

    @property
    def open(self) -> Proposal | None:
        return proposal_of(self.draft) if self.draft else None

    def is_declined(self, name: str, content: Any = None) -> bool:
        """Whether that was proposed before, and declined."""
        told = GONE if name == GONE else mark(name, content)
        return self.before is not None and told in self.before.declined


def _receive(store: Store, receiver: Organisation, gift: Gift, now: datetime) -> Receipt:
    """What became of a gift in one organisation, in one transaction."""
    about = f"{one_line(gift.giver.title, LONGEST_NAME)} · {_named(gift.notice)}".strip(" ·")
    with store.changing(now, GIVEN, machine=True, about=about) as change:
        every = change.organisations()
        under = {one.number: one for one in below(every, gift.giver.number)}
        if receiver.number not in under:
            said = Message("“{name}” was moved meanwhile, and stands no longer below", name=receiver.title)
            raise BadOrganisation(said, Message("nothing was given to it"))
        under[receiver.number].refuse_closed()
        return _take(change, receiver, arrival_of(change, gift), gift.digest)


def _take(change: Changing, receiver: Organisation, arrival: Arrival, digest: str) -> Receipt:
    """Adds what is new, lays what is otherwise as proposals, and remembers what was given."""
    gift, last, before, uids = arrival.gift, arrival.last, arrival.before, [*arrival.uids.values()]
    number = gift.giver.number
    given = {one.uid: one for one in (*gift.events, *gift.also.values())}
    same = (_is_as_given(given.get(uid), before.get(uid), there=uid in gift.there) for uid in uids)
    if last and last.digest == digest and all(same):
        return Receipt(receiver, waiting=_waiting(change, gift, uids))
    here = _here(change, uids, before, number)
    facts = _keep(change, gift.notice)
    known = change.notices_among([one.source.digest for one in gift.also.values() if one.source and one.source.digest])
    given = {uid: _quoted(one, facts, known) for uid, one in given.items()}
    new = [event for uid, event in given.items() if _is_new(here[uid], event)]
    asked = known_by_another(change, gift.notice.digest, new, change.moment)
    asked |= arrival.perhaps & {one.uid for one in new}
    said = (one for one in gift.statements if one.uid not in asked)
    change.state(replace(one, source=_told(one.source, facts) or one.source) for one in said)
    saved = change.save(_apart(change, event, given) for event in new if event.uid not in asked)
    _ask(change, gift.notice.digest, [event for event in new if event.uid in asked])
    take_quotas(change, saved.added)
    waiting, withdrawn = _propose(change, gift, _proposals(change, gift, given, here))
    for uid in uids:
        _remember(change, uid, given.get(uid), here[uid].before, gift)
    change.put_given_notice(GivenNotice(gift.notice.digest, number, change.moment, digest, arrival.uids))
    if saved.added:
        settle_doubts(change, change.moment)
        join(change)
    return Receipt(receiver, len(saved.added), len(asked) + waiting, withdrawn, is_new=True)


def _waiting(change: Changing, gift: Gift, uids: Collection[str]) -> int:
    """How much waits of what was given of these events: proposals, and what may be here under another UID."""
    asked = {*uids, *(draft_uid(uid, gift.giver.number) for uid in uids)}
    return sum(draft.uid in asked for _, draft in change.drafts())


def _keep(change: Changing, notice: KeptNotice) -> Source:
    """The notice as a source with the facts that the organisation has of it: what it knows of one stays."""
    known = change.notice(notice.digest) if change.notices_among([notice.digest]) else None
    facts = known or notice
    source = Source(facts.title, facts.number, facts.issuer, facts.issued, notice.digest)
    more = {name: getattr(notice, name) for name in ("text", "printed", "reference", "name")}
    new = {name: value for name, value in more.items() if value is not None and not (known and getattr(known, name))}
    change.keep_notice(source, new)
    return source


def _told(source: Source | None, facts: Source) -> Source | None:
    """A place in the notice, with the facts that the organisation has of it."""
    if source is None or source.digest != facts.digest:
        return source
    return replace(source, title=facts.title, number=facts.number, issuer=facts.issuer, issued=facts.issued)


def _is_as_given(event: Event | None, before: GivenEvent | None, *, there: bool) -> bool:
    """Whether the giver has an event as it was given the last time, or has it no longer as then; of a hidden one, yes."""
    if event is None:
        return there or before is None or before.gone
    return before is not None and not before.gone and before.content == content_of(event)


def _quoted(event: Event, facts: Source, known: AbstractSet[str]) -> Event:
    """The event with the words that it rests on, where the organisation has their notice; else with the given notice."""
    digest = event.source and event.source.digest
    if digest == facts.digest:
        return replace(event, source=_told(event.source, facts))
    return event if digest in known else replace(event, quote=None, source=facts)


def _here(change: Changing, uids: Sequence[str], before: Mapping[str, GivenEvent], number: int) -> dict[str, Here]:
    """What the organisation has of each event, and what of it was given `before` by the one of that number."""
    stored = {one.uid: one for one in change.events_of(uids)}
    decided = change.decisions(uids)
    waiting = {draft.uid: draft for _, draft in change.drafts() if proposal_of(draft)}

    def of(uid: str) -> Here:
        fields = decided.get(uid, {})
        removed = change.removed(fields[EVENT]) if EVENT in fields and uid not in stored else None
        return Here(stored.get(uid), fields, removed, before.get(uid), waiting.get(draft_uid(uid, number)))

    return {uid: of(uid) for uid in uids}


def _is_new(here: Here, event: Event) -> bool:
    """Whether it was never given as it is, and is not here; nor did anybody take it away."""
    known = here.before is not None and not here.before.gone and here.before.content == content_of(event)
    return here.event is None and not here.is_away and not known


def _ask(change: Changing, digest: str, drafts: Sequence[Event]) -> None:
    """Has what may be here already under another UID wait as what was read in the notice, for somebody to say what it is."""
    if drafts:
        uids = {one.uid for one in drafts}
        waiting = [one for _, one in change.drafts([digest]) if one.uid not in uids]
        change.lay(digest, [*waiting, *drafts])


def _apart(change: Changing, event: Event, given: Mapping[str, Event]) -> Event:
    """The event as it is stored; where it follows one that is neither given nor there, it stands by itself."""
    event = replace(event, reading=event.reading and event.reading.bare())
    if event.parent is None or event.parent in given or change.events_of([event.parent]):
        return event
    return replace(event, parent=None)


def _remember(change: Changing, uid: str, event: Event | None, before: GivenEvent | None, gift: Gift) -> None:
    """Keeps what was given of an event; of one that is gone what was given before."""
    declined = before.declined if before else frozenset()
    if event:
        change.put_given_event(GivenEvent(uid, gift.giver.number, content_of(event), declined=declined))
    elif before and uid not in gift.there:
        change.put_given_event(replace(before, gone=True))


# ------------------------------------------------------------------ what is proposed


def _propose(change: Changing, gift: Gift, drafts: Mapping[str, Event | None]) -> tuple[int, int]:
    """Lays what is proposed in place of what lies open; how much waits with the notice or was laid now, and went from there."""
    digest, waiting, withdrawn = gift.notice.digest, 0, 0
    before = {draft.uid: draft for _, draft in change.drafts() if draft.uid in drafts}
    change.propose(drafts)
    for uid, draft in drafts.items():
        is_new = draft is not None and draft != before.get(uid)
        if draft and is_new:
            change.note_proposal(PROPOSED, draft)
        if draft is None and uid in before:
            change.note_proposal(WITHDRAWN, before[uid])
            withdrawn += 1
        waiting += is_new or bool(draft and draft.source and draft.source.digest == digest)
    return waiting, withdrawn


def _proposals(
    change: Changing, gift: Gift, given: Mapping[str, Event], here: Mapping[str, Here]
) -> dict[str, Event | None]:
    """What is proposed, by the UID of the draft, in place of what lies open; None where nothing is to be said any more."""
    found: dict[str, Event | None] = {}
    for uid, one in here.items():
        key = draft_uid(uid, gift.giver.number)
        if event := given.get(uid):
            found[key] = _otherwise(event, one, gift.giver)
        elif uid not in gift.there:
            found[key] = _going(change, one, gift)
    return found


def _otherwise(event: Event, here: Here, giver: Organisation) -> Event | None:
    """The draft that proposes an event as the giver has it by now; None where there is nothing to say."""
    content, before = content_of(event), here.before
    if before and before.content == content and not before.gone:
        return here.draft  # nothing was done with it since
    if here.is_away:
        by_itself = before is None or WENT not in before.declined
        same = by_itself and here.removed is not None and content_of(here.removed) == content
        return None if same or here.is_declined(BACK, content) else _draft(event, giver)
    fields = _fields(content, here)
    return _draft(event, giver, fields) if fields else None


def _fields(content: Mapping[str, Any], here: Here) -> tuple[str, ...]:
    """The fields that the giver has made others since it gave them, and that the organisation has otherwise."""
    if here.event is None:
        return ()
    now, before = content_of(here.event), here.before
    if before:
        changed = {name for name in FIELDS if name in before.content and before.content[name] != content[name]}
        changed |= set(here.open.fields) if here.open else set()
    else:
        changed = {name for name in FIELDS if not _is_settled(name, content[name], here)}
    wanted = (name for name in FIELDS if name in changed and now[name] != content[name])
    against = {name for name in FIELDS if before and now[name] != before.content.get(name)}
    against = {name for name in against if _is_decided_against(name, content[name], here)}
    return tuple(name for name in wanted if name not in against and not here.is_declined(name, content[name]))


def _is_settled(name: str, content: Any, here: Here) -> bool:
    """Whether nothing is to be proposed of a field of an event that the organisation had before it was given any.

    That is where nothing was said of the field, and where somebody decided against that very content.
    """
    return (name in OF_PEOPLE and content in (None, [])) or _is_decided_against(name, content, here)


def _is_decided_against(name: str, content: Any, here: Here) -> bool:
    """Whether somebody set the field otherwise when it was of that very content."""
    decision = here.decided.get(name)
    return decision is not None and decision.read == compact(content)


def _going(change: Changing, here: Here, gift: Gift) -> Event | None:
    """The draft that proposes to take an event away that the giver has no longer; None where there is nothing to say."""
    if here.event is None or here.before is None or here.is_declined(GONE):
        return None
    if here.before.gone:
        return here.draft
    digest = gift.notice.digest
    said = change.statements_in([digest]).get(here.event.uid)
    event = said[-1].of(here.event) if said else here.event
    if event.source is None or event.source.digest != digest:
        event = replace(event, quote=None, source=_keep(change, gift.notice))
    return _draft(replace(event, **OWN), gift.giver, gone=True)


def _draft(event: Event, giver: Organisation, fields: tuple[str, ...] = (), *, gone: bool = False) -> Event:
    proposal = Proposal(giver.title, giver.number, fields, gone)
    reading = event.reading or Reading(event.title, event.kind)
    return replace(event, uid=draft_uid(event.uid, giver.number), reading=replace(reading, proposal=proposal))
