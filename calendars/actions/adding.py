"""What people type, files of events, observances of the catalogue and years of days off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..events import CANCELLED, Event, Lead
from ..imported import in_own_words, traced
from ..store import Store
from ..store.changing import Changing
from ..store.decided import EVENT, FIELDS, IMPORTED, Decision
from ..store.rows import compact
from .deciding import Merged, become, merged_with_decisions, settle_unsaid, with_kept
from .outcomes import Outcome, Stale, outcome_of
from .quotas import take_quotas
from .reporting import take_marks, take_reports

if TYPE_CHECKING:  # the reader of notices and the catalogue are slow to load
    from rules import HolidayYear, Observance

    from ..completions import Report
    from ..exchange.marks import Marks
    from ..statements import Statement


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
            saved = change.save([event])
            take_quotas(change, saved.added)
            return outcome_of(saved)
        change.act = "edit"
        fields = dict(given or {})
        if event.place and event.quote != old.quote:
            fields.setdefault("place", event.place)
        if "tags" in fields:
            fields["tags"] = tuple(dict.fromkeys((*old.tags, *fields["tags"])))
        return become(change, old, replace(old, **fields))


def take_in(
    store: Store,
    events: Iterable[Event],
    now: datetime,
    about: str | None = None,
    *,
    again: bool = False,
    said: Iterable[Statement] = (),
    gone: Iterable[Event] = (),
    progress: Mapping[str, tuple[Report, ...]] | None = None,
    marks: Mapping[str, Marks] | None = None,
) -> Outcome:
    """Stores the events of a file, but for what a person took away; what is another calendar's keeps what was edited.

    `gone` is what the file has no longer: it is taken out, or only called off where a person settled something of it. `said`
    is what notices say of the events, where the file has it; what is stored of that already stays. What another calendar says
    of how far its tasks are holds here too, but for what a person said; `progress` is that of events of our own, by UID.
    `marks` is what people noted of these elsewhere: what was noted later stands.

    An export of ours says what a person had made of its events, and that stays decided, but for what was decided here: that
    stays too. What it makes otherwise of what notices say here counts as decided. With `again` the file stands against what
    people decided here.

    Raises BadText, StoreError.
    """
    with store.changing(now, "import", machine=True, about=about) as change:
        events = list(events)
        known = {event.uid: event for event in change.events_of([event.uid for event in events])}
        whole = [traced(event, known.get(event.uid)) for event in events]
        merged = merged_with_decisions(change, [event for event in whole if event.origin], again=again)
        change.decide(merged.decided)
        _add_ours(change, merged, known, [event for event in whole if not event.origin], again=again)
        away = {event.uid for event in merged.away}
        saved = change.save(merged.wanted)
        change.decide(one for event in saved.added for one in _renamed(event))
        _state_imported(change, said, {event.uid for event in (*saved.added, *saved.changed)})
        for event in saved.changed:
            if not event.origin and known[event.uid].source:
                settle_unsaid(change, known[event.uid], event, FIELDS, IMPORTED)
        take_reports(change, known, saved, again=again, ours=progress)
        take_marks(change, known, {uid: one for uid, one in (marks or {}).items() if uid not in away}, again=again)
        _take_out(change, gone)
        return with_kept(outcome_of(saved), merged)


def _add_ours(
    change: Changing, merged: Merged, known: Mapping[str, Event], ours: Sequence[Event], *, again: bool
) -> None:
    """Adds events of our own exports to what is wanted: what a person decided here of them stays, whoever exported them.

    What the file has in its place is not what the machine read, and the decision keeps what that was. What an export
    brought before gives way to a later one; what a person accepted or declined of what was proposed from above does not.
    """
    if again:
        for uid in change.decisions([event.uid for event in ours]):
            change.forget(uid)
    settled = {} if again else change.settled_by_proposals([event.uid for event in ours])
    found = merged_with_decisions(change, ours, yielding=IMPORTED, settled=settled)
    merged.wanted += (
        in_own_words(event, known[event.uid], found.kept[event.uid][1]) if event.uid in found.kept else event
        for event in found.wanted
    )
    merged.kept |= found.kept
    merged.away += found.away


def _take_out(change: Changing, gone: Iterable[Event]) -> None:
    """Takes out what a calendar has no longer, as far as it is still as it was seen."""
    seen = {event.uid: event.sequence for event in gone}
    decided = change.decisions(list(seen))
    for event in change.events_of(list(seen)):
        if event.sequence != seen[event.uid]:
            raise Stale(event.title)
        if decided.get(event.uid):
            change.save([replace(event, status=CANCELLED)])
        else:
            change.remove(event)


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
            yield Decision(event.uid, name, IMPORTED, compact(read))
    if event.reading and event.place and event.place not in ((event.source and event.source.sentence) or ""):
        yield Decision(event.uid, "place", IMPORTED)  # nothing shows that it was read, and a person may have set it


def taken_away(store: Store) -> set[str]:
    """The UIDs of the events that people took away."""
    return {uid for uid, decided in store.decisions().items() if EVENT in decided}


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
    from ..catalogue import event_of, wanted  # only who asks for observances needs it

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
        return replace(outcome_of(saved), stayed_away=tuple(away))


def add_year(store: Store, year: HolidayYear, now: datetime, settled: Iterable[str] = ()) -> None:
    """Keeps a year of days off; the sequence of the events is counted up whose dates it settles."""
    store.add_year(year, now, settled)
