"""Links in messages: the key that seals them, and what comes of one that is followed. Nothing shows the key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, insert

from rules import shift

from ..access import keeping
from ..access.links import ACK, DONE, KEY_OCTETS, SNOOZE, STOP, Link
from ..doing import HOME, occurrence_of_key
from ..events import Entry, UnknownEvent
from ..store import AmbiguousUid, Store, tables
from ..store.changing import Changing
from .completing import completed
from .duties import acknowledged, keep, snoozed, stopped

ACTS = {DONE: "complete", ACK: "ack", SNOOZE: "snooze", STOP: "stop"}
"""What each purpose is called in the history."""
FIRST, AGAIN, GONE = "first", "again", "gone"


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of a link."""

    outcome: str
    """FIRST; AGAIN where it was used before; GONE where its date is no longer there."""
    entry: Entry | None = None
    """The date that it is about, as it was."""


def link_key(store: Store, now: datetime) -> bytes:
    """The key that seals links, made at first use."""
    if known := keeping.link_key(store):
        return known
    with store.writing() as connection:
        row = connection.execute(tables.link_keys.select()).first()
        if row is None:
            secret = secrets.token_bytes(KEY_OCTETS)
            new = {"name": keeping.LINKS, "secret": secret.hex(), "made": now.astimezone(UTC)}
            connection.execute(insert(tables.link_keys), new)
            return secret
    return bytes.fromhex(row.secret)


def renew_links(store: Store) -> None:
    """Forgets the key: every link that was sent opens nothing from now on, and the next ones have a new key."""
    with store.writing() as connection:
        connection.execute(delete(tables.link_keys))
        connection.execute(delete(tables.links_used))


def is_expired(link: Link, now: datetime) -> bool:
    """Whether the link opens nothing any more."""
    return now.astimezone(HOME).date() > link.expires


def aim(store: Store, link: Link, now: datetime) -> Followed:
    """What would come of the link, and what it is about; nothing is changed."""
    if link.purpose == STOP:
        return Followed(AGAIN if (link.person, link.channel) in store.stops() else FIRST)
    used = bool(store.ask("SELECT 1 FROM links_used WHERE nonce = :nonce", {"nonce": link.nonce}))
    outcome = AGAIN if used else FIRST
    try:
        event = store.event(link.uid)
    except (UnknownEvent, AmbiguousUid):
        return Followed(GONE)
    found = occurrence_of_key(event, link.occurrence, now.astimezone(HOME).date(), store.reckoning())
    return Followed(outcome, Entry(event, found)) if found and event.uid == link.uid else Followed(GONE)


def follow(store: Store, link: Link, now: datetime) -> Followed:
    """What came of the link, which is used from now on; what it does is done with that, or neither is.

    It must be one that `access.links.read` gave, and not expired.
    """
    today, reckoning = now.astimezone(HOME).date(), store.reckoning()
    with store.changing(now, ACTS[link.purpose]) as change:
        if link.purpose == STOP:
            # to end messages twice is the same as once, and what was resumed since can be ended anew
            return Followed(FIRST if stopped(change, link.person, link.channel) else AGAIN)
        event = next(iter(change.events_of([link.uid])), None)
        found = occurrence_of_key(event, link.occurrence, today, reckoning) if event else None
        if not event or not found:
            return Followed(GONE)
        entry = Entry(event, found)
        if not change.use_link(link.nonce, link.expires):
            return Followed(AGAIN, entry)
        _do(change, entry, link)
        return Followed(FIRST, entry)


def _do(change: Changing, entry: Entry, link: Link) -> None:
    if link.purpose == DONE:
        completed(change, entry, by=link.by)
    elif link.purpose == ACK:
        keep(change, entry, acknowledged(change, entry, link.by))
    else:
        until = shift(change.moment.astimezone(HOME).date(), link.days)
        keep(change, entry, snoozed(change, entry, until, (link.person,), link.by))
