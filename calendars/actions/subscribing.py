"""Calendars of others that are kept here: begun, looked at, ended.

What a calendar says of its events is stored as it says it, but for what a person decided: fields that were edited stay, what
was taken away stays away. A look that changed something is a step of the history, so that `history UID` says when; it is
none that `undo` takes back, since the next look would bring it again, and of each calendar only the last ones are kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from rules import Message, YuelingError

from ..civil import day_of
from ..completions import Report
from ..events import CANCELLED, UID_END, Event, last_day
from ..lines import one_line
from ..store import Store
from ..store.changing import Changing
from ..store.decided import EVENT
from ..store.history import REFRESH
from ..store.rows import bare
from ..store.subscribed import Subscription
from .deciding import merged_with_decisions, with_kept
from .outcomes import Outcome, Stale, outcome_of, redated_among
from .reporting import take_reports

LEASE = timedelta(minutes=5)
"""So long a look belongs to the process that began it; after it, whatever became of that, somebody looks again."""
MOST_REFRESHES = 20
"""Steps of a calendar's own changes that the history keeps."""


class UnknownSubscription(YuelingError):
    """A name under which no calendar of others is kept."""

    def __init__(self, name: str) -> None:
        said = Message("there is no subscription “{name}”", name=one_line(name, 60))
        super().__init__(said, Message("`yueling subscriptions` shows which there are"))


class NameTaken(YuelingError):
    """A name under which another calendar is kept."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Message("the subscription “{name}” has another address", name=one_line(name, 60)),
            Message("choose another --name; where its calendar lies elsewhere now, add --move"),
        )


class AlreadyKept(YuelingError):
    """An address whose calendar is kept under another name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Message("the calendar at this address is kept already, as “{name}”", name=one_line(name, 60)),
            Message("`yueling unsubscribe NAME` ends that; without --name its settings are changed"),
        )


class OwnCalendar(YuelingError):
    """A calendar of which most events are ours: kept here, all of them would stand twice."""

    def __init__(self, count: int, every: int) -> None:
        super().__init__(
            Message("this is a calendar of ours: {n} of its {m} events are stored here already", n=count, m=every),
            Message("what stands here needs no subscription; `yueling feeds` and `yueling publish` hand it to others"),
        )


class Emptied(YuelingError):
    """A copy without any event, where there were some."""

    def __init__(self, count: int) -> None:
        super().__init__(
            Message("the calendar holds no event any more, where there were {n}; they stay", n=count),
            Message("if that is meant: `yueling refresh NAME --allow-empty`"),
        )


@dataclass(frozen=True, slots=True)
class Held:
    """What a calendar holds: its events as they are stored here, and the UIDs there of those that could not be read."""

    events: Sequence[Event]
    unread: Collection[str] = ()
    done: Collection[str] = ()
    """UIDs here of tasks that are done: what was never stored of them need not be."""
    ended: Mapping[str, Report] = field(default_factory=dict)
    """How far tasks are that have no date any more, by their UIDs there: they keep the one that is stored."""


def subscribe(store: Store, wanted: Subscription, held: Held, now: datetime, *, move: bool = False) -> Outcome:
    """What became of the events of a calendar that is kept from now on; of one that is kept already the settings change.

    Raises NameTaken where another one has the name, unless it is said to have moved; AlreadyKept, OwnCalendar,
    Emptied, BadText, StoreError.
    """
    with store.changing(now, "subscribe", about=wanted.name) as change:
        old = change.subscription(wanted.name)
        if old and old.url != wanted.url and not move:
            raise NameTaken(wanted.name)
        same = next((one for one in change.subscriptions() if one.url == wanted.url and one.name != wanted.name), None)
        if same:
            raise AlreadyKept(same.name)
        if 2 * (own := _own(change, held.events)) > len(held.events):
            raise OwnCalendar(own, len(held.events))
        change.keep_subscription(wanted, silent=bool(old and _settings(old) == _settings(wanted)))
        return _take(change, wanted.name, held, now)


def _own(change: Changing, events: Sequence[Event]) -> int:
    """How many of the events our own feeds hand out: their UIDs are those of our events, with the key of a date behind them."""
    names = [one.origin.uid.removesuffix(UID_END) for one in events if one.origin and one.origin.uid.endswith(UID_END)]
    begins = [{name[: match.start()] for match in re.finditer("-", name)} for name in names]
    every = {begin for several in begins for begin in several}
    ours = {event.uid for event in change.events_of(sorted(every)) if event.subscription is None}
    return sum(not ours.isdisjoint(several) for several in begins)


def unsubscribe(store: Store, name: str, now: datetime, *, keep: bool = False) -> list[Event]:
    """The events of a calendar that is no longer kept: taken out with it, or with `keep` our own from now on.

    Raises UnknownSubscription.
    """
    with store.changing(now, "unsubscribe", about=name) as change:
        if not change.subscription(name):
            raise UnknownSubscription(name)
        events = change.events_of_subscription(name)
        change.end_subscription(name)
        if keep:
            change.save(replace(event, subscription=None, withheld=False) for event in events)
            return events
        change.remove_all(events)
        decided = change.decisions([event.uid for event in events]).keys() | _away(change, name)
        for uid in decided:  # whoever subscribes anew wants what is there
            change.forget(uid)
        return events


def claim_look(store: Store, seen: Subscription, now: datetime) -> Subscription | None:
    """The subscription as whoever looks now has it; None where it is another by now, or somebody else looks."""
    with store.changing(now, REFRESH, machine=True) as change:
        if change.subscription(seen.name) != seen:
            return None
        claimed = replace(seen, tried=now, due=now + LEASE)
        change.keep_subscription(claimed, silent=True)
        return change.subscription(seen.name)


def note_look(store: Store, claimed: Subscription, after: Subscription, now: datetime) -> None:
    """Keeps what came of a look that brought nothing new; nothing where the subscription is another by now."""
    with store.changing(now, REFRESH, machine=True) as change:
        if change.subscription(claimed.name) == claimed:
            change.keep_subscription(after, silent=True)


def take_copy(
    store: Store, claimed: Subscription, after: Subscription, held: Held, now: datetime, *, allow_empty: bool = False
) -> Outcome:
    """What became of the events by the copy that a look brought.

    Raises Stale where the subscription is another by now; Emptied, BadText, StoreError.
    """
    with store.changing(now, REFRESH, machine=True, about=claimed.name) as change:
        if change.subscription(claimed.name) != claimed:
            raise Stale(claimed.name)
        change.keep_subscription(after, silent=True)
        outcome = _take(change, claimed.name, held, now, allow_empty=allow_empty)
        if outcome.added or outcome.changed or outcome.gone:
            change.forget_refreshes(claimed.name, MOST_REFRESHES - 1)
        return outcome


def _settings(one: Subscription) -> tuple[object, ...]:
    """What a person decides of a subscription."""
    return one.url, one.tags, one.every, one.private, one.published


def _take(change: Changing, name: str, held: Held, now: datetime, *, allow_empty: bool = False) -> Outcome:
    stored = {event.uid: event for event in change.events_of_subscription(name)}
    if stored and not held.events and not allow_empty:
        raise Emptied(len(stored))
    events = [event for event in held.events if event.uid in stored or event.uid not in held.done]
    events += (kept for event in stored.values() if (kept := _ended(event, held)))
    merged = merged_with_decisions(change, [_settled(event, stored.get(event.uid)) for event in events])
    there = {event.uid for event in events}
    lost = [event for uid, event in stored.items() if uid not in there and not _is_unread(event, held)]
    gone, off = _parted(change, lost, now)
    saved = change.save([*merged.wanted, *off])
    take_reports(change, stored, saved)
    change.decide(merged.decided)
    change.remove_all(gone)
    redated = redated_among(stored.values(), saved.changed)
    return replace(with_kept(outcome_of(saved), merged), gone=tuple(gone), redated=redated)


def _settled(event: Event, old: Event | None) -> Event:
    """The event as it is stored, where only the marks of its version differ: many calendars are stamped at each look."""
    if old and old.origin and event.origin:
        sequence, modified, digest = old.origin.sequence, old.origin.modified, old.origin.digest
        same = replace(event, origin=replace(event.origin, sequence=sequence, modified=modified, digest=digest))
        if bare(same) == bare(old):
            return same
    return event


def _ended(event: Event, held: Held) -> Event | None:
    """The task of one date that is done and has none there any more, as it was but for that."""
    report = held.ended.get(event.origin.uid) if event.origin else None
    if not report or not event.origin or not event.recurrence.rule.single_span():
        return None
    return replace(event, origin=replace(event.origin, progress=(report,)))


def _is_unread(event: Event, held: Held) -> bool:
    return event.origin is not None and event.origin.uid in held.unread


def _parted(change: Changing, lost: Sequence[Event], now: datetime) -> tuple[list[Event], list[Event]]:
    """Of what the calendar no longer has: what is taken out, and what is called off.

    An event of which a person decided something stays, so that this is not lost: called off, or as it was where it is over.
    """
    decided, today = change.decisions([event.uid for event in lost]), day_of(now)
    gone = [event for event in lost if event.uid not in decided]
    off = [event for event in lost if event.uid in decided and last_day(event.recurrence) >= today]
    return gone, [replace(event, status=CANCELLED) for event in off]


def _away(change: Changing, name: str) -> set[str]:
    """The UIDs of the events of a calendar that people took away."""
    decided: Iterable[tuple[str, Event | None]] = (
        (uid, change.removed(fields[EVENT])) for uid, fields in change.decisions().items() if EVENT in fields
    )
    return {uid for uid, event in decided if event and event.subscription == name}
