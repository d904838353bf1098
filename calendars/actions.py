"""What people do with events: each use case is one function and one transaction, and says what became of each event.

The command line, pages and programs call these and nothing else of the store that writes. What a person decided stays: a
field that was edited is not overwritten, an event that was taken away is not revived by reading its notice again, unless
that is asked for (`again`). Every action stands in the history and can be taken back (`undo`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rules import Message, YuelingError

from .events import CLONE, Event, Lead, uid_of, uid_of_line
from .store import Store
from .store.changing import Changing
from .store.decided import EVENT, FIELDS, OF_PEOPLE, Decision
from .store.history import Step
from .store.rows import Saved, compact, event_text, field_text

if TYPE_CHECKING:  # the reader of notices and the catalogue are slow to load
    from rules import HolidayYear, Notice, Observance, Span

    from .plan import Change
    from .rereading import Pairs
    from .statements import Statement


MOST_ROUNDS = 5
"""How often what was in doubt is looked at again after a reading: each time a further one may have been settled."""


class Stale(YuelingError):
    """Something else than what was seen: somebody changed it in the meantime."""

    def __init__(self, title: str | None) -> None:
        said = Message("something was done in the meantime; nothing was taken back")
        if title is not None:
            said = Message("“{title}” was changed in the meantime; nothing was done", title=title)
        super().__init__(said, Message("look again (`yueling show`, `yueling history`), then repeat it"))


class NothingToUndo(YuelingError):
    """A history in which nothing is left to take back."""

    def __init__(self, left: int = 0) -> None:
        said = Message("only {n} actions are left to take back", n=left)
        super().__init__(
            said if left else Message("there is nothing to take back"),
            Message("`yueling history` shows what was done and taken back"),
        )


class AllThere(YuelingError):
    """A split into nothing but what is there already."""

    def __init__(self, title: str) -> None:
        super().__init__(
            Message("“{title}” and all other lines are there already; nothing was done", title=title),
            Message("`yueling remove` takes away what they stand for"),
        )


class SameEvent(YuelingError):
    """One event where two were to be named, or one line twice."""

    def __init__(self, title: str) -> None:
        super().__init__(
            Message("“{title}” stands there twice; nothing was done", title=title),
            Message("name each of them once; `yueling list` shows which there are"),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that a person settled otherwise than the machine reads it now."""

    event: Event
    """As it stands."""
    name: str
    """One of FIELDS."""
    read: Event
    """The event as it was read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each event, as they stand now."""

    added: tuple[Event, ...] = ()
    changed: tuple[Event, ...] = ()
    unchanged: tuple[Event, ...] = ()
    kept: tuple[Event, ...] = ()
    """Those of the changed and unchanged whose fields a person settled otherwise than they were read."""
    stayed_away: tuple[Event, ...] = ()
    """What a person had taken away, and was not revived; as it would have been."""
    unread: tuple[Event, ...] = ()
    """What an earlier reading of the notice, or of an earlier version of it, found and this one did not; it stays."""
    differing: tuple[Difference, ...] = ()
    """In what those that were kept differ from what was read now."""
    perhaps: tuple[tuple[Event, Event], ...] = ()
    """Of those added: what each may be in other words, among what is no longer read and what was taken away."""
    redated: tuple[tuple[Event, Event], ...] = ()
    """Of the changed those whose dates are others, as they were and as they are."""
    before: Event | None = None
    """The one event that was there, as it was."""
    changes: tuple[Change, ...] = ()
    """What each draft of a notice makes of the calendar, in their order."""
    left: tuple[Event, ...] = ()
    """The drafts that wait for a person."""
    counted: tuple[tuple[Event, tuple[Event, ...]], ...] = ()
    """What counts from a named event, with the events of that name where there are several."""
    parts: tuple[Event, ...] = ()
    """What became of each line of a split, in their order."""

    @property
    def events(self) -> tuple[Event, ...]:
        """Those that are stored now."""
        return (*self.added, *self.changed, *self.unchanged)


@dataclass(slots=True)
class _Merge:
    """The wanted events with what people decided of them."""

    wanted: list[Event] = field(default_factory=list)
    decided: list[Decision] = field(default_factory=list)
    """Decisions with what was read now."""
    kept: dict[str, tuple[Event, tuple[str, ...]]] = field(default_factory=dict)
    """What was read of events, and the fields that a person settled otherwise."""
    away: list[Event] = field(default_factory=list)


# ------------------------------------------------------------------ adding and reading


def add(store: Store, event: Event, now: datetime, given: Mapping[str, Any] | None = None) -> Outcome:
    """Stores what a person wrote. Written again, it keeps what was edited since, but for what is `given` expressly.

    Tags that are given come to those that it has. A place that another wording of the line names is given, too.

    Raises BadText, StoreError.
    """
    with store.changing(now, "add") as change:
        old = next(iter(change.events_of([event.uid])), None)
        change_of = change.decisions([event.uid]).get(event.uid, {})
        if old is None:
            if change_of:
                change.forget(event.uid)  # whoever writes it anew wants it
            return _outcome(change.save([event]))
        change.act = "edit"
        fields = dict(given or {})
        if event.place and event.quote != old.quote:
            fields.setdefault("place", event.place)
        if "tags" in fields:
            fields["tags"] = tuple(dict.fromkeys((*old.tags, *fields["tags"])))
        return _become(change, old, replace(old, **fields))


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

    Raises BadText, StoreError.
    """
    with store.changing(now, "read", machine=True, about=notice.title, dry_run=dry_run) as change:
        taking = _Taking(
            again=again,
            declined=tuple(declined),
            passed_over=tuple(passed_over),
            settled=settled or {},
            chosen=chosen,
            reference=reference,
            whole=whole,
        )
        return _take(change, notice, drafts, now, taking)


def foreseen(store: Store, piles: Iterable[tuple[Notice, Sequence[Event]]], now: datetime) -> list[Outcome]:
    """What would become of the drafts of several notices where what is certain is taken, one notice after the other.

    Nothing is stored. Raises BadText, StoreError.
    """
    with store.changing(now, "read", machine=True, dry_run=True) as change:
        return [_take(change, notice, drafts, now, _Taking(whole=False)) for notice, drafts in piles]


@dataclass(frozen=True, slots=True)
class _Taking:
    """What is asked of a reading, as `read_in` has it."""

    again: bool = False
    declined: tuple[Event, ...] = ()
    passed_over: tuple[Event, ...] = ()
    settled: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    chosen: Mapping[str, str] | None = None
    reference: date | None = None
    whole: bool = True


def _take(change: Changing, notice: Notice, drafts: Iterable[Event], now: datetime, taking: _Taking) -> Outcome:
    """What became of the drafts of a notice within a transaction."""
    from .announcements import reconciled  # only who reads needs these
    from .drafts import source_of_notice
    from .rereading import paired

    drafts = _once(drafts, taking.declined, taking.passed_over)
    without = {draft.uid for draft in (*taking.declined, *taking.passed_over)}
    family = _versions(change, notice)
    stored = change.events_of_notices(family)
    taken = _taken_away(change, family)
    begun = any(event.source and event.source.digest == notice.digest for event in stored)
    exact = begun and not taking.whole  # some of the drafts became events before, and the others are none of these
    pairs = paired(drafts, [*stored, *taken], notice.text, change.texts_of(family), exact=exact)
    every = _plan(change, notice, drafts, pairs, family, now, taking.chosen)
    changes = [one for one in every if one.draft.uid not in without]
    wanted = [one.wanted for one in changes if one.wanted]
    dated = reconciled(wanted, change.events())
    extra = {"text": notice.text, "printed": notice.printed, "reference": taking.reference, "name": notice.name or None}
    merged = _merged(change, dated, again=taking.again, silent=OF_PEOPLE)
    became = {one.draft.uid: one.event.uid for one in changes if one.event}
    _put_right(merged, dated, {became.get(uid, uid): fields for uid, fields in taking.settled.items()})
    change.keep_notice(source_of_notice(notice), {name: value for name, value in extra.items() if value is not None})
    saved = change.save(merged.wanted)
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
    _settle_doubts(change, now)
    counted = _join(change)
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

    from .rereading import are_versions

    like = change.notices_like(notice.number, notice.title, notice.issued, notice.issuer)
    texts = change.texts_of(like)
    if amends(notice):  # 补正公告 of the same project number
        like = [one for one in like if change.notice(one).title == notice.title]
    same = (one for one in like if are_versions(texts.get(one, ""), notice.text))
    return list(dict.fromkeys([notice.digest, *same]))


def _settle_doubts(change: Changing, now: datetime) -> None:
    """Takes what was wanted and in doubt, where it is certain by now: notices may be read in any order."""
    from rules import Notice

    from .rereading import Pairs

    for _ in range(MOST_ROUNDS):
        settled = False
        for digest, drafts in change.in_doubt().items():
            kept = change.notice(digest)
            notice = Notice(
                kept.text or "", kept.name or "", kept.title, kept.number, kept.issuer, kept.issued, kept.printed
            )
            every = _plan(change, notice, drafts, Pairs(), [digest], now, None)
            sure = [one for one in every if one.event]
            if not sure:
                continue
            settled = True
            merged = _merged(change, [one.wanted for one in sure if one.wanted], silent=OF_PEOPLE)
            change.save(merged.wanted)
            _state(change, sure, [], [digest])
            change.decide(merged.decided)
            left = {one.draft.uid.partition(CLONE)[0] for one in every if not one.event}
            waiting = [draft for _, draft in change.drafts([digest])]
            taken = {draft.uid for draft in drafts} - left
            change.lay(digest, [draft for draft in waiting if draft.uid not in taken], left)
        if not settled:
            return


def lay_in(
    store: Store,
    notice: Notice,
    drafts: Iterable[Event],
    now: datetime,
    reference: date | None = None,
    file: str | None = None,
) -> int:
    """How many drafts of a notice wait for a person; what was decided of them before is decided still.

    `file` is the digest of the file that they were read from, which is not read again. Nothing of the calendar changes.

    Raises BadText, StoreError.
    """
    from .drafts import source_of_notice

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
            if draft.uid not in decided
            and (draft.source is None or (draft.source.start, draft.source.end) not in places)
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


def _join(change: Changing) -> tuple[tuple[Event, tuple[Event, ...]], ...]:
    """Counts what waits for a named event from the stored event of that name; what may be counted from several is handed out."""
    from .following import anchors, follow  # only who reads needs it

    events = change.events()
    by_hand = change.decisions()
    asked, joined = [], []
    for event in events:
        found = anchors(event, events) if "recurrence" not in by_hand.get(event.uid, {}) else []
        if len(found) == 1:
            joined.append(follow(replace(event, parent=found[0].uid), found[0]))
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
    from .plan import Calendar, planned

    decided = change.decisions()
    by_hand = frozenset(uid for uid, fields in decided.items() if "recurrence" in fields)
    calendar = Calendar(change.events(), change.statements_of(None), frozenset(family), by_hand)
    return planned(notice, drafts, pairs, calendar, now.date(), chosen)


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


def _put_right(merged: _Merge, read: Iterable[Event], settled: Mapping[str, Mapping[str, Any]]) -> None:
    """Gives what is wanted the fields that a person put right on the spot, with what was read of them."""
    as_read = {event.uid: event for event in read}
    for place, event in enumerate(merged.wanted):
        if changes := settled.get(event.uid):
            merged.wanted[place] = replace(event, **changes)
            merged.decided += (Decision(event.uid, name, read=field_text(as_read[event.uid], name)) for name in changes)


def _as_read(saved: Saved, stored: Iterable[Event], merged: _Merge, unread: Iterable[Event]) -> Outcome:
    """What became of a reading: an event that only stands in another text of its notice now is as before."""
    before = {event.uid: event for event in stored}
    changed, alike, redated = [], [], []
    for event in saved.changed:
        old = before.get(event.uid)
        if old and all(getattr(old, name) == getattr(event, name) for name in (*FIELDS, "status")):
            alike.append(event)
            continue
        changed.append(event)
        if old and old.recurrence != event.recurrence:
            redated.append((old, event))
    outcome = Outcome(saved.added, tuple(changed), (*saved.unchanged, *alike), unread=tuple(unread))
    return replace(_with_kept(outcome, merged), redated=tuple(redated))


def _with_kept(outcome: Outcome, merged: _Merge) -> Outcome:
    """The outcome with what was left as people had decided it."""
    kept = tuple(event for event in outcome.events if event.uid in merged.kept)
    differing = []
    for event in kept:
        read, names = merged.kept[event.uid]
        differing += [Difference(event, name, read) for name in FIELDS if name in names and _says(read, name)]
    return replace(outcome, kept=kept, stayed_away=tuple(merged.away), differing=tuple(differing))


def take_in(
    store: Store,
    events: Iterable[Event],
    now: datetime,
    about: str | None = None,
    *,
    again: bool = False,
    said: Iterable[Statement] = (),
) -> Outcome:
    """Stores the events of a file, but for what a person took away; what is another calendar's keeps what was edited.

    `said` is what notices say of them, where the file has it; what is stored of that already stays.

    An export of ours says what a person had made of its events, and that stays decided. With `again` the file stands
    against what people decided here.

    Raises BadText, StoreError.
    """
    with store.changing(now, "import", machine=True, about=about) as change:
        events = list(events)
        known = {event.uid: event for event in change.events_of([event.uid for event in events])}
        whole = [_traced(event, known.get(event.uid)) for event in events]
        ours = [event for event in whole if not event.origin]
        merged = _merged(change, [event for event in whole if event.origin], again=again)
        for uid, decided in change.decisions([event.uid for event in ours]).items():
            if again:
                change.forget(uid)
            elif EVENT in decided:
                merged.away += (event for event in ours if event.uid == uid)
        away = {event.uid for event in merged.away}
        saved = change.save([*(event for event in ours if event.uid not in away), *merged.wanted])
        change.decide(merged.decided)
        change.decide(one for event in saved.added for one in _renamed(event))
        _state_imported(change, said, {event.uid for event in (*saved.added, *saved.changed)})
        return _with_kept(_outcome(saved), merged)


def _state_imported(change: Changing, said: Iterable[Statement], uids: set[str]) -> None:
    """Keeps what notices say of the events of a file that nobody here has read."""
    wanted = [one for one in said if one.uid in uids]
    known = {(uid, one.source.digest) for uid, found in change.statements_of(list(uids)).items() for one in found}
    new = [one for one in wanted if (one.uid, one.source.digest) not in known]
    there = change.notices_among([one.source.digest for one in new if one.source.digest])
    for one in new:
        if one.source.digest not in there:
            change.keep_notice(one.source, {})
    change.state(new)


def _renamed(event: Event) -> Iterator[Decision]:
    """What a person made of an event elsewhere, as far as it tells by itself: another title or kind than was read."""
    for name, read in (("title", event.reading.title), ("kind", event.reading.kind)) if event.reading else ():
        if getattr(event, name) != read:
            yield Decision(event.uid, name, read=compact(read))
    if event.reading and event.place and event.place not in ((event.source and event.source.sentence) or ""):
        yield Decision(event.uid, "place")  # nothing shows that it was read, and a person may have set it


def taken_away(store: Store) -> set[str]:
    """The UIDs of the events that people took away."""
    return {uid for uid, decided in store.decisions().items() if EVENT in decided}


def _traced(event: Event, old: Event | None) -> Event:
    """The event with what the machine read of it, where the file does not say."""
    return replace(event, reading=old.reading) if old and not event.reading else event


def add_observances(
    store: Store,
    observances: Iterable[Observance],
    now: datetime,
    tags: Sequence[str] = (),
    leads: tuple[Lead, ...] | None = None,
    *,
    again: bool = True,
    about: str | None = None,
) -> Outcome:
    """Stores observances of the catalogue; those that are there keep what was edited and learn the dates announced since.

    Without `again` those that a person took away stay away.

    Raises StoreError.
    """
    from .catalogue import event_of, wanted  # only who asks for observances needs it

    observances = list(observances)
    with store.changing(now, "add", about=about) as change:
        uids = [event_of(observance).uid for observance in observances]
        decided = change.decisions(uids)
        events = wanted(observances, {event.uid: event for event in change.events_of(uids)}, tags, leads)
        away = [event for event in events if EVENT in decided.get(event.uid, {})]
        if again:
            for event in away:
                change.forget(event.uid)
            away = []
        saved = change.save(event for event in events if event not in away)
        return replace(_outcome(saved), stayed_away=tuple(away))


def add_year(store: Store, year: HolidayYear, now: datetime, settled: Iterable[str] = ()) -> None:
    """Keeps a year of days off; the sequence of the events is counted up whose dates it settles."""
    store.add_year(year, now, settled)


def _merged(change: Changing, read: Iterable[Event], *, again: bool = False, silent: Sequence[str] = ()) -> _Merge:
    """What is to be stored of what was read: fields that a person settled stay, what was taken away stays away.

    Of the `silent` fields what is read says nothing, but for a place now and then: what it does not say stays, whoever set it.
    """
    read = list(read)
    uids = [event.uid for event in read]
    stored = {event.uid: event for event in change.events_of(uids)}
    decisions, merged = change.decisions(uids), _Merge()
    for event in read:
        decided = decisions.get(event.uid, {})
        if decided and again:
            gone = [name for name in decided if name == EVENT or _says(event, name)]
            change.forget(event.uid, gone)
            decided = {name: one for name, one in decided.items() if name not in gone}
        if EVENT in decided:
            merged.away.append(event)
            merged.decided += _where_it_stands(change, decided[EVENT], event)
            continue
        old = stored.get(event.uid)
        fields = {name: getattr(old, name) for name in decided} if old else {}
        if names := tuple(name for name, value in fields.items() if getattr(event, name) != value):
            merged.kept[event.uid] = event, names
        merged.decided += [
            replace(one, read=text)
            for name, one in decided.items()
            if old and (text := field_text(event, name)) != one.read
        ]
        stay = {name: getattr(old, name) for name in silent if not getattr(event, name)} if old else {}
        merged.wanted.append(replace(event, **(stay | fields)))
    return merged


def _says(read: Event, name: str) -> bool:
    """Whether anything was read of the field: a notice says nothing of tags and reminders, and what a person set stays."""
    return getattr(read, name) not in (None, ())


def _where_it_stands(change: Changing, decision: Decision, read: Event) -> Iterator[Decision]:
    """The decision that took an event away, with the words in which the notice has it now; none where they are the same."""
    gone = change.removed(decision)
    if gone and read.reading:
        now = replace(gone, quote=read.quote, source=read.source, reading=read.reading)
        if now != gone:
            yield replace(decision, read=event_text(now))


def _taken_away(change: Changing, family: Sequence[str]) -> list[Event]:
    """The events of these notices that a person took away, as they were."""
    found = []
    for decided in change.decisions().values():
        event = change.removed(decided[EVENT]) if EVENT in decided else None
        if event and event.source and event.source.digest in family:
            found.append(event)
    return found


def _outcome(saved: Saved) -> Outcome:
    return Outcome(saved.added, saved.changed, saved.unchanged)


# ------------------------------------------------------------------ what follows another event


def cascade(
    store: Store,
    uid: str,
    lead: Lead,
    recipient: str,
    now: datetime,
    *,
    title: str | None = None,
    seen: int | None = None,
) -> Outcome:
    """An earlier deadline for the level below, tied to the event: it moves when that moves, and is called off when that is.

    Raises UnknownEvent, AmbiguousUid, Stale, NoDates, IsCalledOff.
    """
    from .following import earlier

    with store.changing(now, "cascade") as change:
        parent = _seen(change, uid, seen)
        child = earlier(parent, lead, recipient, title)
        if EVENT in change.decisions([child.uid]).get(child.uid, {}):
            change.forget(child.uid)  # whoever makes it anew wants it
        return replace(_outcome(change.save([child])), before=parent)


def count_from(store: Store, uid: str, anchor: str, now: datetime) -> Outcome:
    """The event counted from the event that it names, where several may be meant.

    Raises UnknownEvent, AmbiguousUid; NotCounted where it counts from none.
    """
    from .following import NotCounted, follow, is_counted

    with store.changing(now, "edit") as change:
        old, base = change.event(uid), change.event(anchor)
        if not is_counted(old):
            raise NotCounted(old.title)
        return replace(_outcome(change.save([follow(replace(old, parent=base.uid), base)])), before=old)


# ------------------------------------------------------------------ correcting


def edit(
    store: Store, uid: str, now: datetime, *, seen: int | None = None, act: str = "edit", **changes: Any
) -> Outcome:
    """The event with other fields; from now on they are a person's, and no reading changes them.

    `seen` is the sequence of the event as whoever decided it saw it.

    Raises UnknownEvent, AmbiguousUid, Stale where it is another by now; ValueError for a field that is not in FIELDS.
    """
    if strange := [name for name in changes if name not in FIELDS]:
        raise ValueError(f"nobody settles {', '.join(strange)}")
    with store.changing(now, act) as change:
        old = _seen(change, uid, seen)
        return _become(change, old, replace(old, **changes))


def remove(store: Store, uid: str, now: datetime, *, seen: int | None = None, fate: str = "removed") -> Event:
    """The event that was taken away; reading its notice again does not revive it. `fate` is one of `decided.FATES`.

    Raises UnknownEvent, AmbiguousUid, Stale.
    """
    with store.changing(now, "remove") as change:
        event = _seen(change, uid, seen)
        change.remove(event)
        change.decide([Decision(event.uid, EVENT, fate, event_text(event))])
        return event


def move_one(
    store: Store, uid: str, day: date, to: Span, clock: Any, now: datetime, *, seen: int | None = None
) -> Outcome:
    """The event whose occurrence of that day takes place at another time; the others stay.

    Raises UnknownEvent, AmbiguousUid, Stale; YuelingError where it has none on that day.
    """
    from .single import moved

    reckoning = store.reckoning()
    with store.changing(now, "move", about=day.isoformat()) as change:
        old = _seen(change, uid, seen)
        return _become(change, old, replace(old, recurrence=moved(old, day, to, clock, reckoning)))


def cancel_one(store: Store, uid: str, day: date, now: datetime, *, seen: int | None = None) -> Outcome:
    """The event without its occurrence of that day.

    Raises UnknownEvent, AmbiguousUid, Stale; YuelingError where it has none on that day.
    """
    from .single import cancelled

    reckoning = store.reckoning()
    with store.changing(now, "cancel", about=day.isoformat()) as change:
        old = _seen(change, uid, seen)
        return _become(change, old, replace(old, recurrence=cancelled(old, day, reckoning)))


def merge(store: Store, uid: str, others: Sequence[str], now: datetime) -> Outcome:
    """One event in place of several: the first stays, the others become one with it and are not read in again.

    The first takes on their tags, and what it lacks of action, actor, recipient, place, address, contact and note.

    Raises UnknownEvent, AmbiguousUid, SameEvent.
    """
    with store.changing(now, "merge") as change:
        old = change.event(uid)
        if old.uid in (event.uid for event in map(change.event, others)):
            raise SameEvent(old.title)
        change.about = old.title
        gone = [event for event in map(change.event, others) if event.uid != old.uid]
        new = replace(old, tags=tuple(dict.fromkeys((*old.tags, *(tag for event in gone for tag in event.tags)))))
        lacking: dict[str, Any] = {}
        for name in ("action", "actor", "recipient", "place", "url", "contact", "note"):
            if not getattr(new, name):
                lacking[name] = next(filter(None, (getattr(event, name) for event in gone)), None)
        for event in gone:
            change.remove(event)
        change.decide(Decision(event.uid, EVENT, "merged", event_text(event)) for event in gone)
        return _become(change, old, replace(new, **lacking))


def part_of(whole: Event, part: Event) -> Event:
    """The event of a line as a part of another one: what the line does not say is as it is in the whole."""
    kept = {name: getattr(whole, name) for name in ("tags", "leads", "source", "actor", "recipient", "contact", "url")}
    uid = uid_of("split", whole.uid, part.title, repr(part.recurrence.to_json()))
    return replace(part, uid=uid, quote=whole.quote or part.quote, place=part.place or whole.place, **kept)


def split(store: Store, uid: str, parts: Sequence[Event], now: datetime, *, seen: int | None = None) -> Outcome:
    """Several events in place of one: one part keeps its UID, the others have UIDs of their own.

    It is the part that is as the event was, else the first. A part that is there already, as `add` would say, stays as it is.
    All parts are a person's: no reading changes them.

    Raises UnknownEvent, AmbiguousUid, Stale, SameEvent; ValueError for fewer than two parts.
    """
    if len(parts) < 2:
        raise ValueError("a split has two parts or more")
    lines = [(part.title, part.recurrence) for part in parts]
    if twice := next((line for place, line in enumerate(lines) if line in lines[:place]), None):
        raise SameEvent(twice[0])
    with store.changing(now, "split") as change:
        old = _seen(change, uid, seen)
        there = _there(change, [part for part in parts if part.uid != old.uid], old)
        new = [part for part in parts if part.uid not in there]
        if not new:
            raise AllThere(parts[0].title)
        same = (part for part in new if (part.title, part.recurrence) == (old.title, old.recurrence))
        first = next((part for part in new if part.uid == old.uid), next(same, new[0]))
        made = {part.uid: _piece(old, part, first) for part in new}
        known = change.decisions(list(made))
        for part in made.values():
            if EVENT in known.get(part.uid, {}):
                change.forget(part.uid)  # it was taken away once, and is wanted again
            _settle_part(change, old, part)
        outcome = _outcome(change.save(made.values()))
        stored = {event.uid: event for event in outcome.events}
        became = tuple(there[part.uid] if part.uid in there else stored[made[part.uid].uid] for part in parts)
        already = {event.uid: event for event in there.values()}
        return replace(outcome, unchanged=(*outcome.unchanged, *already.values()), before=old, parts=became)


def _there(change: Changing, parts: Sequence[Event], whole: Event) -> dict[str, Event]:
    """The events that the parts are already, by the UID of the part: added from the same line, or by the same split."""
    names = {part.uid: (uid_of_line(part.title, part.recurrence), part.uid) for part in parts}
    stored = {event.uid: event for event in change.events_of([uid for pair in names.values() for uid in pair])}
    stored.pop(whole.uid, None)
    return {part: stored[uid] for part, pair in names.items() for uid in reversed(pair) if uid in stored}


def _settle_part(change: Changing, whole: Event, part: Event) -> None:
    """Keeps that a person settled what the part is, with what the machine had read of the whole."""
    if part.uid == whole.uid:
        return _settle(change, whole, part)
    known = change.decisions([whole.uid]).get(whole.uid, {})
    names = [
        name
        for name in FIELDS
        if name in ("title", "kind", "recurrence") or name in known or getattr(whole, name) != getattr(part, name)
    ]
    change.decide(
        Decision(part.uid, name, read=known[name].read if name in known else field_text(whole, name)) for name in names
    )
    return None


def _become(change: Changing, old: Event, new: Event) -> Outcome:
    """The event as a person wants it from now on."""
    _settle(change, old, new)
    return replace(_outcome(change.save([new])), before=old)


def _piece(whole: Event, part: Event, first: Event) -> Event:
    """A part as it is stored: the first is the event that it was, with what was read of it."""
    return replace(part, uid=whole.uid, reading=whole.reading) if part is first else replace(part, reading=None)


def _seen(change: Changing, uid: str, seen: int | None) -> Event:
    event = change.event(uid)
    if seen is not None and event.sequence != seen:
        raise Stale(event.title)
    return event


def _settle(change: Changing, old: Event, new: Event) -> None:
    """Keeps which fields a person settled, with what the machine had read of them."""
    known = change.decisions([old.uid]).get(old.uid, {})
    names = [name for name in FIELDS if getattr(old, name) != getattr(new, name) and name not in known]
    change.decide(Decision(old.uid, name, read=field_text(old, name)) for name in names)


def _text(draft: Event, now: datetime) -> str:
    """The row of a draft that was not stored."""
    return event_text(replace(draft, created=now, updated=now))


# ------------------------------------------------------------------ looking back


def undo(store: Store, now: datetime, count: int = 1, *, seen: int | None = None) -> list[Step]:
    """The steps that were taken back, whole, the latest first: the last `count` that still stand.

    `seen` is the number of the latest step as whoever decided it saw it.

    Raises NothingToUndo where fewer stand, Stale where something was done in the meantime.
    """
    with store.changing(now, "undo") as change:
        if seen is not None and change.number != seen + 1:
            raise Stale(None)
        steps = change.steps(count, still_open=True)
        if not steps or len(steps) < count:
            raise NothingToUndo(len(steps))
        for step in steps:
            change.take_back(step)
        return steps
