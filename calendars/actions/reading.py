"""Notices taken in: what is certain is stored, what is doubtful waits as drafts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ..civil import day_of
from ..events import CLONE, Event
from ..store import KeptNotice, Store
from ..store.changing import Changing, proposal_of
from ..store.decided import EVENT, FIELDS, MERGED, OF_PEOPLE, Decision
from ..store.rows import Saved, event_text, field_text
from .deciding import Merged, merged_with_decisions, with_kept
from .outcomes import Outcome, Stale, outcome_of, redated_among
from .quotas import take_quotas

if TYPE_CHECKING:  # the reader of notices and the catalogue are slow to load
    from rules import Notice

    from ..plan import Change
    from ..rereading import Pairs


MOST_ROUNDS = 5
"""How often what was in doubt is looked at again after a reading: each time a further one may have been settled."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What is asked of a reading, as `read_in` has it."""

    again: bool = False
    declined: tuple[Event, ...] = ()
    passed_over: tuple[Event, ...] = ()
    settled: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    chosen: Mapping[str, str] | None = None
    seen: tuple[str, ...] | None = None
    reference: date | None = None
    whole: bool = True

    def without_proposals(self) -> Taking:
        """What is asked of what was read alone."""
        declined, passed_over = (
            tuple(draft for draft in some if not proposal_of(draft)) for some in (self.declined, self.passed_over)
        )
        return replace(self, declined=declined, passed_over=passed_over)


def read_in(
    store: Store,
    notice: Notice,
    drafts: Iterable[Event],
    now: datetime,
    *,
    again: bool = False,
    declined: Iterable[Event] = (),
    passed_over: Iterable[Event] = (),
    settled: Mapping[str, Mapping[str, Any]] | None = None,
    chosen: Mapping[str, str] | None = None,
    seen: Sequence[str] | None = None,
    reference: date | None = None,
    dry_run: bool = False,
    whole: bool = True,
) -> Outcome:
    """Stores what was read in a notice; of what is known already only what no person touched is changed.

    What the notice says of events that other notices gave, changes these (`plan`); what is doubtful waits as a draft, unless
    it is `chosen`: by the UID of the draft the UID of the event that it is, or `plan.ANEW`.

    A draft is the event that an earlier reading of the notice, or of an earlier version of it, gave: it keeps its UID. The
    `declined` drafts are not for the calendar, now and when the notice is read again; those `passed_over` are neither
    stored nor declined, and wait as drafts. What is `settled`, fields by the UID of the draft, a person put right on the
    spot. With `again` the reading stands against what people decided of what it says. A dry run says what would become
    of the events and stores nothing.

    Drafts are passed as they were read, once; what is said of several events at once is declined or passed over by the
    draft of each `Change`. Without `whole` they are not all that the notice says, and nothing is told of what is missing.
    `seen` are the marks of all changes as whoever chose saw them.

    Raises Stale where the changes are others by now, BadText, StoreError.
    """
    with store.changing(now, "read", machine=True, about=notice.title, dry_run=dry_run) as change:
        taking = Taking(
            again=again,
            declined=tuple(declined),
            passed_over=tuple(passed_over),
            settled=settled or {},
            chosen=chosen,
            seen=None if seen is None else tuple(seen),
            reference=reference,
            whole=whole,
        )
        return _take(change, notice, drafts, now, taking)


def foreseen(store: Store, piles: Iterable[tuple[Notice, Sequence[Event]]], now: datetime) -> list[Outcome]:
    """What would become of the drafts of several notices where what is certain is taken, one notice after the other.

    What organisations above propose is for a person to decide, and waits. Nothing is stored. Raises BadText, StoreError.
    """
    with store.changing(now, "read", machine=True, dry_run=True) as change:
        return [_take(change, notice, drafts, now, _certain(drafts)) for notice, drafts in piles]


def _certain(drafts: Iterable[Event]) -> Taking:
    return Taking(passed_over=tuple(draft for draft in drafts if proposal_of(draft)), whole=False)


@dataclass(frozen=True, slots=True)
class Beside:
    """The drafts of a notice laid beside what is stored."""

    family: Sequence[str]
    """The digests of the notice and of its other versions."""
    stored: Sequence[Event]
    taken: Sequence[Event]
    """The events of these notices that a person took away, as they were."""
    pairs: Pairs
    read: Sequence[Change]
    """What each draft makes of the calendar that was read."""
    proposed: Sequence[Change] = ()
    """What each draft would make of it that an organisation above proposes."""

    @property
    def changes(self) -> Sequence[Change]:
        """What each draft makes of the calendar."""
        return (*self.read, *self.proposed)


def lay_beside(change: Changing, notice: Notice, drafts: Sequence[Event], now: datetime, taking: Taking) -> Beside:
    """The drafts of a notice beside what is stored; nothing is written."""
    from ..rereading import paired  # only who reads needs it
    from .proposing import laid, with_givers

    proposed, drafts = laid(change, drafts), [draft for draft in drafts if not proposal_of(draft)]
    family = _versions(change, notice)
    stored = change.events_of_notices(family)
    taken = _taken_away(change, family)
    begun = any(event.source and event.source.digest == notice.digest for event in stored)
    exact = begun and not taking.whole  # some of the drafts became events before, and the others are none of these
    pairs = paired(drafts, [*stored, *taken], notice.text, change.texts_of(family), exact=exact)
    read = _plan(change, notice, drafts, pairs, family, now, taking.chosen)
    return Beside(family, stored, taken, pairs, read if taking.whole else with_givers(change, read), proposed)


def _take(change: Changing, notice: Notice, drafts: Iterable[Event], now: datetime, taking: Taking) -> Outcome:
    """What became of the drafts of a notice within a transaction."""
    drafts = _once(drafts, taking.declined, taking.passed_over)
    if taking.seen is not None:
        beside = lay_beside(change, notice, drafts, now, replace(taking, chosen=None))
        if tuple(one.mark for one in beside.changes) != taking.seen:
            raise Stale(notice.title or notice.name)
        if not taking.chosen:
            return carry_out(change, notice, drafts, now, taking, beside)
    return carry_out(change, notice, drafts, now, taking, lay_beside(change, notice, drafts, now, taking))


def carry_out(
    change: Changing, notice: Notice, drafts: Sequence[Event], now: datetime, taking: Taking, beside: Beside
) -> Outcome:
    """What became of the drafts as they were laid beside what is stored, each of them once."""
    from .proposing import settle_proposals, with_proposals

    outcome = _carry_out(change, notice, drafts, now, taking.without_proposals(), beside)
    without = {draft.uid for draft in (*taking.declined, *taking.passed_over)}
    accepted = [one for one in beside.proposed if one.draft.uid not in without]
    declined, left = ([draft for draft in some if proposal_of(draft)] for some in (taking.declined, taking.passed_over))
    became = settle_proposals(change, accepted, declined, taking.settled)
    return with_proposals(outcome, became, beside.proposed, left)


def _carry_out(
    change: Changing, notice: Notice, drafts: Sequence[Event], now: datetime, taking: Taking, beside: Beside
) -> Outcome:
    """The same of what was read."""
    from ..announcements import reconciled  # only who reads needs these
    from ..drafts import source_of_notice

    family, stored, taken, pairs, every = (
        beside.family, beside.stored, beside.taken, beside.pairs, beside.read,
    )  # fmt: skip
    without = {draft.uid for draft in (*taking.declined, *taking.passed_over)}
    changes = [one for one in every if one.draft.uid not in without]
    wanted = [one.wanted for one in changes if one.wanted]
    dated = reconciled(wanted, change.events())
    extra = {"text": notice.text, "printed": notice.printed, "reference": taking.reference, "name": notice.name or None}
    merged = merged_with_decisions(change, dated, again=taking.again, silent=OF_PEOPLE)
    became = {one.draft.uid: one.event.uid for one in changes if one.event}
    _put_right(merged, dated, {became.get(uid, uid): fields for uid, fields in taking.settled.items()})
    change.keep_notice(source_of_notice(notice), {name: value for name, value in extra.items() if value is not None})
    saved = change.save(merged.wanted)
    take_quotas(change, saved.added)
    _state(change, changes, dated, family)
    change.decide(merged.decided)
    unwanted = {pairs.same.get(draft.uid, draft.uid): draft for draft in taking.declined}
    change.decide(Decision(uid, EVENT, "unwanted", _text(draft, now)) for uid, draft in unwanted.items())
    for event in stored:
        if event.uid in unwanted:
            change.remove(event)
    over = {draft.uid for draft in taking.passed_over}
    left = [one.draft for one in every if one.draft.uid in over or (not one.event and one.draft.uid not in without)]
    change.lay(notice.digest, _as_read_once(left, drafts), {one.uid for one in left} - over)
    settle_doubts(change, now)
    counted = join(change)
    found = {event.uid for event in dated} | set(pairs.same.values())
    unread = [event for event in stored if taking.whole and event.uid not in found and event.reading]
    known = {event.uid: event for event in (*unread, *taken)}
    outcome = replace(_as_read(saved, stored, merged, unread), changes=tuple(every), left=tuple(left), counted=counted)
    perhaps = tuple(
        (event, known[pairs.perhaps[event.uid]]) for event in outcome.added if pairs.perhaps.get(event.uid) in known
    )
    return replace(outcome, perhaps=perhaps)


def _versions(change: Changing, notice: Notice) -> list[str]:
    """The digests of the notice and of its other versions; of a letter, what hangs on it is one only where it says it all."""
    from rules import amends

    from ..rereading import are_versions

    like = change.notices_like(notice.number, notice.title, notice.issued, notice.issuer)
    texts = change.texts_of(like)
    if amends(notice):  # 补正公告 of the same project number
        like = [one for one in like if change.notice(one).title == notice.title]
    same = (one for one in like if are_versions(texts.get(one, ""), notice.text))
    return list(dict.fromkeys([notice.digest, *same]))


def settle_doubts(change: Changing, now: datetime) -> None:
    """Takes what was wanted and in doubt, where it is certain by now: notices may be read in any order."""
    from ..rereading import Pairs

    for _ in range(MOST_ROUNDS):
        settled = False
        for digest, drafts in change.in_doubt().items():
            notice = _as_text(change.notice(digest))
            every = _plan(change, notice, drafts, Pairs(), [digest], now, None)
            sure = [one for one in every if one.event]
            if not sure:
                continue
            settled = True
            merged = merged_with_decisions(change, [one.wanted for one in sure if one.wanted], silent=OF_PEOPLE)
            take_quotas(change, change.save(merged.wanted).added)
            _state(change, sure, [], [digest])
            change.decide(merged.decided)
            left = {one.draft.uid.partition(CLONE)[0] for one in every if not one.event}
            waiting = [draft for _, draft in change.drafts([digest])]
            taken = {draft.uid for draft in drafts} - left
            change.lay(digest, [draft for draft in waiting if draft.uid not in taken], left)
        if not settled:
            return


def _as_text(kept: KeptNotice) -> Notice:
    """A stored notice as it is read."""
    from rules import Notice

    return Notice(kept.text or "", kept.name or "", kept.title, kept.number, kept.issuer, kept.issued, kept.printed)


def known_by_another(change: Changing, digest: str, drafts: Sequence[Event], now: datetime) -> set[str]:
    """The UIDs of those drafts of a stored notice that may be of events which are here, or were, under UIDs of their own."""
    from ..rereading import Pairs

    every = _plan(change, _as_text(change.notice(digest)), drafts, Pairs(), [digest], now, None) if drafts else ()
    return {one.draft.uid.partition(CLONE)[0] for one in every if one.before or one.candidates}


def pairs_here(change: Changing, kept: KeptNotice, drafts: Sequence[Event], without: AbstractSet[str]) -> Pairs:
    """Which drafts of a notice are events that are here, or were, because it was read here itself, or another version of it.

    `without` are the UIDs of events that are others.
    """
    from ..rereading import Pairs, paired

    notice = _as_text(kept)
    family = _versions(change, notice) if drafts else []
    known = [*change.events_of_notices(family), *_taken_away(change, family)] if drafts else []
    known = [one for one in known if one.uid not in without]
    return paired(drafts, known, notice.text, change.texts_of(family)) if known else Pairs()


def _all_taken_away(change: Changing, decided: Mapping[str, Mapping[str, Decision]]) -> Iterator[Event]:
    """The events that people took away, as they were: what a later notice says of them is not said of others."""
    stored = {event.uid for event in change.events()}
    for uid, fields in decided.items():
        away = EVENT in fields and uid not in stored and fields[EVENT].fate != MERGED
        event = change.removed(fields[EVENT]) if away else None
        if event:
            yield event


def _taken_away(change: Changing, family: Sequence[str]) -> list[Event]:
    """The events of these notices that a person took away, as they were."""
    found = []
    for decided in change.decisions().values():
        event = change.removed(decided[EVENT]) if EVENT in decided else None
        if event and event.source and event.source.digest in family:
            found.append(event)
    return found


def lay_in(
    store: Store,
    notice: Notice,
    drafts: Iterable[Event],
    now: datetime,
    reference: date | None = None,
    file: str | None = None,
    *,
    again: bool = False,
) -> int:
    """How many drafts of a notice wait for a person; what was decided of them before is decided still.

    `file` is the digest of the file that they were read from, which is not read again. With `again` everything that was read
    waits, also what is stored or was decided. Nothing of the calendar changes.

    Raises BadText, StoreError.
    """
    from ..drafts import source_of_notice

    drafts = list(drafts)
    with store.changing(now, "draft", machine=True, about=notice.title or notice.name) as change:
        extra = {"text": notice.text, "printed": notice.printed, "reference": reference, "name": notice.name or None}
        change.keep_notice(
            source_of_notice(notice), {name: value for name, value in extra.items() if value is not None}
        )
        known = change.statements_in([notice.digest])
        decided = change.decisions()
        places = {(one.source.start, one.source.end) for said in known.values() for one in said}
        new = [
            draft
            for draft in drafts
            if again
            or (
                draft.uid not in decided
                and (draft.source is None or (draft.source.start, draft.source.end) not in places)
            )
        ]
        change.lay(notice.digest, new)
        if file:
            change.keep_file(file, notice.name)
        return len(new)


def _once(*groups: Iterable[Event]) -> list[Event]:
    """The drafts, each once, those that were made of one for several events left out."""
    return list({draft.uid: draft for group in groups for draft in group if CLONE not in draft.uid}.values())


def _as_read_once(left: Iterable[Event], drafts: Sequence[Event]) -> list[Event]:
    """The drafts that wait, as they were read: of what is said of several events the draft itself."""
    whole = {draft.uid: draft for draft in drafts}
    return list({draft.uid.partition(CLONE)[0]: whole[draft.uid.partition(CLONE)[0]] for draft in left}.values())


def join(change: Changing) -> tuple[tuple[Event, tuple[Event, ...]], ...]:
    """Counts what waits for a named event from the stored event of that name; what may be counted from several is handed out."""
    from ..following import anchors, follow  # only who reads needs it

    events = change.events()
    by_hand = change.decisions()
    asked, joined = [], []
    for event in events:
        found = anchors(event, events) if "recurrence" not in by_hand.get(event.uid, {}) else []
        if len(found) == 1:
            said = change.statements_of([event.uid]).get(event.uid, ())
            joined.append(follow(replace(event, parent=found[0].uid), found[0], change.reckoning(), said))
        elif found:
            asked.append((event, tuple(found)))
    change.save(joined)
    return tuple(asked)


def _plan(
    change: Changing,
    notice: Notice,
    drafts: Sequence[Event],
    pairs: Pairs,
    family: Sequence[str],
    now: datetime,
    chosen: Mapping[str, str] | None,
) -> list[Change]:
    """What the drafts of a notice make of the calendar as it is now."""
    from ..plan import Calendar, planned

    decided = change.decisions()
    by_hand = frozenset(uid for uid, fields in decided.items() if "recurrence" in fields)
    away = tuple(_all_taken_away(change, decided))
    calendar = Calendar(change.events(), change.statements_of(None), frozenset(family), by_hand, away)
    return planned(notice, drafts, pairs, calendar, day_of(now), chosen)


def _state(change: Changing, changes: Sequence[Change], read: Sequence[Event], family: Sequence[str]) -> None:
    """Keeps what the notice says of each event, in place of what its earlier versions said; a letter and a file say it both."""
    from rules import is_letter

    said = [one.statement for one in changes if one.statement]
    stored = {event.uid for event in change.events_of([one.uid for one in said])}
    new = [one for one in said if one.uid in stored]
    texts = change.texts_of(family)
    for one in new:
        here = is_letter(texts.get(one.source.digest or "", ""))
        earlier = [digest for digest in family if is_letter(texts.get(digest, "")) == here]
        change.unstate(one.uid, [digest for digest in earlier if digest != one.source.digest])
    change.state(new)


def _put_right(merged: Merged, read: Iterable[Event], settled: Mapping[str, Mapping[str, Any]]) -> None:
    """Gives what is wanted the fields that a person put right on the spot, with what was read of them."""
    as_read = {event.uid: event for event in read}
    for place, event in enumerate(merged.wanted):
        if changes := settled.get(event.uid):
            merged.wanted[place] = replace(event, **changes)
            merged.decided += (Decision(event.uid, name, read=field_text(as_read[event.uid], name)) for name in changes)


def _as_read(saved: Saved, stored: Sequence[Event], merged: Merged, unread: Iterable[Event]) -> Outcome:
    """What became of a reading: an event that only stands in another text of its notice now is as before."""
    before = {event.uid: event for event in stored}
    changed, alike = [], []
    for event in saved.changed:
        old = before.get(event.uid)
        if old and all(getattr(old, name) == getattr(event, name) for name in FIELDS):
            alike.append(event)
            continue
        changed.append(event)
    outcome = outcome_of(replace(saved, changed=tuple(changed), unchanged=(*saved.unchanged, *alike)))
    outcome = replace(outcome, unread=tuple(unread))
    return replace(with_kept(outcome, merged), redated=redated_among(stored, changed))


def _text(draft: Event, now: datetime) -> str:
    """The row of a draft that was not stored."""
    return event_text(replace(draft, created=now, updated=now))
