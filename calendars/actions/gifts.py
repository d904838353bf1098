"""What is given to an organisation below: a notice with its events as the giver has them, and as whoever gets it knows them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..events import Event
from ..organisations import Organisation
from ..statements import Statement
from ..store import KeptNotice, Store
from ..store.changing import Changing
from ..store.decided import EVENT
from ..store.given import GivenEvent, GivenNotice, content_of
from ..store.history import GIVE
from ..store.rows import compact
from ..store.statements import statement_row
from ..which_notice import is_version, versions_meant
from .reading import pairs_here

STAMPS = {"sequence": 0, "created": None, "updated": None, "completions": ()}
OWN: dict[str, Any] = {**STAMPS, "origin": None, "subscription": None, "withheld": False}
"""What of an event belongs to its organisation alone, as a copy has it."""


@dataclass(frozen=True, slots=True)
class Gift:
    """A notice with its events as the organisation has them that gives it."""

    giver: Organisation
    notice: KeptNotice
    family: frozenset[str]
    """The digests of the notice and of its other versions."""
    events: tuple[Event, ...]
    statements: tuple[Statement, ...]
    there: frozenset[str]
    """The UIDs of all events that the giver has: one that is not among them is gone."""
    also: Mapping[str, Event]
    """Events that were given with the notice, or with another version of it, before, and of which it says nothing by now."""

    @property
    def digest(self) -> str:
        """What tells it from another one."""
        facts = [self.notice.title, self.notice.number, self.notice.issuer, str(self.notice.issued)]
        said = [statement_row(one) for one in sorted(self.statements, key=lambda one: one.uid)]
        events = [[one.uid, content_of(one)] for one in sorted(self.events, key=lambda one: one.uid)]
        return hashlib.sha256(compact([facts, events, said]).encode("utf-8", "surrogatepass")).hexdigest()


def meant(store: Store, words: str, now: datetime) -> list[KeptNotice]:
    """The notice that is given, with its other versions behind it: the latest of which events are on the calendar."""
    with store.viewing(now, GIVE) as change:
        versions = versions_meant(change.notices(), words)
        alive = (one for one in versions if change.events_of_notices([one.digest]))
        first = next(alive, versions[0])
        return [first, *(one for one in versions if one is not first)]


def gift_of(
    store: Store, giver: Organisation, digest: str, now: datetime, told: Iterable[Mapping[str, GivenNotice]]
) -> Gift:
    """The notice with its events as the giver has them; nothing else of the giver leaves it.

    `told` is what was given to each organisation before.
    """
    with store.viewing(now, GIVE) as change:
        notice = change.notice(digest)
        family = frozenset(one.digest for one in change.notices() if is_version(one, notice))
        before = {uid for notices in told for one in family & notices.keys() for uid in notices[one].uids}
        events = change.events_of_notices([digest])
        there = frozenset(change.uids())
        shown = _shown(events)
        uids = {one.uid for one in shown}
        also = {one.uid: one for one in _shown(change.events_of([*(before - {one.uid for one in events})]))}
        said = change.statements_in([digest])
        statements = tuple(replace(one, added=None) for uid in said if uid in uids for one in said[uid])
        return Gift(giver, notice, family, shown, statements, there, also)


def _shown(events: Iterable[Event]) -> tuple[Event, ...]:
    """Those that others may see, without what belongs to the organisation alone."""
    return tuple(replace(one, **OWN) for one in events if not (one.withheld or one.is_private))


# ------------------------------------------------------------------ as whoever gets it knows it


@dataclass(frozen=True, slots=True)
class Arrival:
    """A gift under the UIDs that its events have in the organisation which gets it."""

    gift: Gift
    last: GivenNotice | None
    """The notice as it was given the last time."""
    uids: Mapping[str, str]
    """Of all that is given or was: the UIDs that the giver has, each with the one that it has here."""
    before: Mapping[str, GivenEvent]
    """What was given of each event the last time, by the UID that it has here."""
    perhaps: frozenset[str]
    """The UIDs of those that may be here in other words."""


def arrival_of(change: Changing, gift: Gift) -> Arrival:
    """A gift as the organisation has it: what it read itself in the same notice, or another version of it, is one event."""
    told = change.given_notices(gift.giver.number)
    earlier = {uid for digest in gift.family & told.keys() for uid in told[digest].uids}
    also = {uid: one for uid, one in gift.also.items() if uid in earlier}
    every = [*(one.uid for one in gift.events), *sorted(earlier - {one.uid for one in gift.events})]
    paired = {uid: here for one in told.values() for uid, here in one.uids.items() if uid != here}
    names = _alive(change, {uid: paired.get(uid, uid) for uid in every})
    new = [one for one in gift.events if one.uid not in names]
    pairs = pairs_here(change, gift.notice, new, set(names.values()))
    names |= pairs.same
    uids = {uid: names.get(uid, uid) for uid in every}
    known = change.given_events(gift.giver.number, [*{*uids, *uids.values()}])
    before = {here: replace(known[one], uid=here) for uid, here in uids.items() for one in (uid, here) if one in known}
    events = tuple(_named(one, uids) for one in gift.events)
    there = frozenset(uids.get(uid, uid) for uid in gift.there)
    said = tuple(replace(one, uid=uids[one.uid]) for one in gift.statements)
    here = {uids[uid]: _named(one, uids) for uid, one in also.items()}
    renamed = replace(gift, events=events, statements=said, there=there, also=here)
    return Arrival(renamed, told.get(gift.notice.digest), uids, before, frozenset(pairs.perhaps))


def _alive(change: Changing, names: Mapping[str, str]) -> dict[str, str]:
    """Those of the pairs of which the event is here, or was taken away by a person."""
    every = [*{*names, *names.values()}]
    known = {one.uid for one in change.events_of(every)}
    known |= {uid for uid, fields in change.decisions(every).items() if EVENT in fields}
    return {uid: here if here in known else uid for uid, here in names.items() if {uid, here} & known}


def _named(event: Event, uids: Mapping[str, str]) -> Event:
    """The event under the UID that it has here, as what it follows."""
    return replace(event, uid=uids[event.uid], parent=event.parent and uids.get(event.parent, event.parent))
