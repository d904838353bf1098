"""What organisations above propose of events: laid beside the calendar as changes, accepted or declined."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..events import CANCELLED, CLONE, WAITING, Event
from ..lines import one_line
from ..proposals import Proposal, event_uid
from ..reconciling.known import Sort
from ..store.changing import Changing, proposal_of
from ..store.decided import EVENT, REMOVED, Decision
from ..store.given import ACCEPTED, DECLINED, content_of
from ..store.history import ACCEPT, DECLINE
from ..store.rows import compact, event_text, field_text
from ..which_notice import LONGEST_NAME
from .deciding import settle_unsaid
from .outcomes import Outcome, outcome_of, redated_among
from .quotas import take_quotas

if TYPE_CHECKING:  # the reader of notices and the catalogue are slow to load
    from ..plan import Change

GONE, BACK = "gone", "back"
"""How a proposal is remembered that was declined, beside those of single fields."""
WENT = "went"
"""How it is remembered in the same place that an event went because that was proposed."""
SORTS = {CANCELLED: Sort.CANCELLED, WAITING: Sort.WAITING}


def laid(change: Changing, drafts: Iterable[Event]) -> list[Change]:
    """What the proposals among the drafts would make of the calendar as it is now."""
    proposals = [(draft, one) for draft in drafts if (one := proposal_of(draft))]
    here = {event.uid: event for event in change.events_of([event_uid(draft.uid) for draft, _ in proposals])}
    return [laid_beside(draft, here.get(event_uid(draft.uid))) for draft, _ in proposals]


def with_givers(change: Changing, changes: Sequence[Change]) -> list[Change]:
    """The changes that wait, those that organisations above gave with what these are called."""
    given = change.givers_of([one.draft.uid.partition(CLONE)[0] for one in changes])
    if not given:
        return list(changes)
    names = {one.number: one.title for one in change.organisations()}

    def of(draft: Event) -> tuple[str, ...]:
        return tuple(names[number] for number in given.get(draft.uid.partition(CLONE)[0], ()) if number in names)

    return [replace(one, givers=of(one.draft)) for one in changes]


def laid_beside(draft: Event, here: Event | None) -> Change:
    """What one would make of the event as it is."""
    from ..plan import Change  # only who decides needs it

    proposal = proposal_of(draft)
    assert proposal
    wanted = replace(draft, uid=event_uid(draft.uid), reading=draft.reading and draft.reading.bare())
    if proposal.gone:
        return Change(Sort.REMOVED if here else Sort.CONFIRMED, draft, here or wanted, here)
    if here is None:
        return Change(Sort.NEW, draft, wanted)
    new = replace(here, **{name: getattr(wanted, name) for name in proposal.fields})
    if new == here:
        return Change(Sort.CONFIRMED, draft, here, here)
    if new.status != here.status or new.recurrence != here.recurrence:
        new = replace(new, quote=draft.quote, source=draft.source, reading=wanted.reading)
        changed = SORTS.get(new.status, Sort.MOVED) if new.status != here.status else Sort.MOVED
        return Change(changed, draft, new, here)
    return Change(Sort.AMENDED, draft, new, here)


def settle_proposals(
    change: Changing, accepted: Iterable[Change], declined: Sequence[Event], settled: Mapping[str, Mapping[str, Any]]
) -> Outcome:
    """What became of proposals that somebody accepted; those that were declined do not come again as they are.

    What is `settled`, fields by the UID of the draft, was put right on the spot.
    """
    outcome, taken = Outcome(), list[Event]()
    for seen in accepted:
        (one,) = laid(change, [seen.draft])  # what was accepted before it may have made it another
        if seen.before and one.before is None and not _is_going(one):
            continue  # it went with another one, and waits on
        outcome = _joined(outcome, _accept(change, one, settled.get(one.draft.uid, {})))
        taken.append(one.draft)
    for draft in declined:
        _remember(change, draft)
    change.propose(dict.fromkeys(draft.uid for draft in (*taken, *declined)))
    change.propose(dict.fromkeys(_without_effect(change, {event_uid(draft.uid) for draft in taken})))
    _tell(change, taken, declined)
    return outcome


def _is_going(one: Change) -> bool:
    return one.proposal is not None and one.proposal.gone


def _without_effect(change: Changing, uids: Collection[str]) -> list[str]:
    """The UIDs of drafts that propose what is so by now of these events: who else proposed the same has what he wanted."""
    waiting = [draft for _, draft in change.drafts() if proposal_of(draft) and event_uid(draft.uid) in uids]
    return [one.draft.uid for one in laid(change, waiting) if one.sort is Sort.CONFIRMED]


def _tell(change: Changing, taken: Sequence[Event], declined: Sequence[Event]) -> None:
    """Has the history say that a person accepted or declined what was proposed, and by whom that was."""
    for fate, drafts in ((ACCEPTED, taken), (DECLINED, declined)):
        for draft in drafts:
            change.note_proposal(fate, draft)
    givers = dict.fromkeys(
        one_line(proposal.giver, LONGEST_NAME) for draft in (*taken, *declined) if (proposal := proposal_of(draft))
    )
    if givers:
        change.decided(ACCEPT if taken else DECLINE, " · ".join(filter(None, (*givers, change.about))))


def _joined(one: Outcome, other: Outcome) -> Outcome:
    names = ("added", "changed", "unchanged", "gone", "redated", "woken", "done")
    return replace(one, **{name: getattr(one, name) + getattr(other, name) for name in names})


def with_proposals(outcome: Outcome, became: Outcome, changes: Sequence[Change], left: Sequence[Event]) -> Outcome:
    """The outcome of a reading together with what became of proposals: their changes, and those that wait on."""
    both = _joined(outcome, became)
    return replace(both, changes=(*outcome.changes, *changes), left=(*outcome.left, *left))


def _accept(change: Changing, one: Change, settled: Mapping[str, Any]) -> Outcome:
    """Makes it so; whatever was decided of what is accepted gives way."""
    proposal = proposal_of(one.draft)
    assert proposal
    assert one.event
    _forget(change, one.event.uid, proposal)
    if proposal.gone:
        return _take_out(change, one.before)
    if one.before is None:
        change.forget(one.event.uid)
    new = replace(one.event, **settled)
    if one.before:
        settle_unsaid(change, one.before, new, [*proposal.fields, *settled])
    else:
        change.decide(Decision(new.uid, name, read=field_text(one.event, name)) for name in settled)
    saved = change.save([new])
    take_quotas(change, saved.added)
    redated = redated_among([one.before] if one.before else [], saved.changed)
    return replace(outcome_of(saved), redated=redated)


def _take_out(change: Changing, event: Event | None) -> Outcome:
    if event is None:
        return Outcome()
    change.remove(event)
    change.decide([Decision(event.uid, EVENT, REMOVED, event_text(event))])
    return Outcome(gone=(event,))


def marks_of(draft: Event, proposal: Proposal) -> set[str]:
    """How what is proposed is remembered where it is declined: field by field, with its content."""
    if proposal.gone:
        return {GONE}
    content = content_of(draft)
    if not proposal.fields:
        return {mark(BACK, content)}
    return {mark(name, content[name]) for name in proposal.fields}


def mark(name: str, content: Any) -> str:
    """How one content of a field is remembered.

    >>> mark("title", "会议")
    'title "会议"'
    """
    return f"{name} {compact(content)}"


def _remember(change: Changing, draft: Event) -> None:
    proposal = proposal_of(draft)
    assert proposal
    uid = event_uid(draft.uid)
    if given := change.given_events(proposal.number, [uid]).get(uid):
        declined = frozenset({*given.declined, *marks_of(draft, proposal)})
        change.put_given_event(replace(given, declined=declined))


def _forget(change: Changing, uid: str, proposal: Proposal) -> None:
    """What was declined before may be proposed again once something was accepted."""
    if given := change.given_events(proposal.number, [uid]).get(uid):
        change.put_given_event(replace(given, declined=frozenset({WENT} if proposal.gone else ())))
