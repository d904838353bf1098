"""Links in messages: the key that seals them, and what comes of one that is followed. Nothing shows the key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import delete, insert, select

from rules import shift

from ..access import keeping
from ..access.links import ACK, DONE, KEY_OCTETS, SNOOZE, STOP, Link
from ..civil import day_of
from ..doing import occurrence_of_key
from ..events import CONFIRMED, WAITING, Entry, UnknownEvent
from ..store import AmbiguousUid, Store, tables
from ..store.changing import Changing
from .completing import completed
from .duties import acknowledged, keep, snoozed, stopped

ACTS = {DONE: "complete", ACK: "ack", SNOOZE: "snooze", STOP: "stop"}
"""What each purpose is called in the history."""
USED = "SELECT 1 FROM links_used WHERE org = this_org() AND nonce = :nonce"
FIRST, AGAIN, GONE, OFF, WAITS, OVER = "first", "again", "gone", "off", "waits", "over"


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of a link."""

    outcome: str
    """FIRST; or what keeps it from doing anything.

    AGAIN where it was used before, GONE where its date is no longer there, OFF where that is called off, WAITS where it is put
    off until nobody knows when, OVER where somebody has done it already.
    """
    entry: Entry | None = None
    """The date that it is about, as it was."""
    until: date | None = None
    """The day on which it is told again, where it was put off."""


def link_key(store: Store, now: datetime) -> bytes:
    """The key that seals links, made at first use."""
    if known := keeping.link_key(store):
        return known
    with store.writing() as connection:
        table = tables.link_keys
        row = connection.execute(select(table.c.secret).where(tables.own(table))).first()
        if row is None:
            secret = secrets.token_bytes(KEY_OCTETS)
            new = {"name": keeping.LINKS, "secret": secret.hex(), "made": now.astimezone(UTC)}
            connection.execute(insert(table), new)
            return secret
    return bytes.fromhex(row.secret)


def renew_links(store: Store) -> None:
    """Forgets the key: every link that was sent opens nothing from now on, and the next ones have a new key."""
    with store.writing() as connection:
        connection.execute(delete(tables.link_keys).where(tables.own(tables.link_keys)))
        connection.execute(delete(tables.links_used).where(tables.own(tables.links_used)))


def is_expired(link: Link, now: datetime) -> bool:
    """Whether the link opens nothing any more."""
    return day_of(now) > link.expires


def aim(store: Store, link: Link, now: datetime) -> Followed:
    """What would come of the link, and what it is about; nothing is changed."""
    if link.purpose == STOP:
        return Followed(AGAIN if (link.person, link.channel) in store.stops() else FIRST)
    used = bool(store.ask(USED, {"nonce": link.nonce}))
    try:
        event = store.event(link.uid)
    except (UnknownEvent, AmbiguousUid):
        return Followed(GONE)
    found = occurrence_of_key(event, link.occurrence, day_of(now), store.reckoning())
    if not found or event.uid != link.uid:
        return Followed(GONE)
    entry = Entry(event, found)
    return Followed(_stale(entry, used=used) or FIRST, entry)


def _stale(entry: Entry, *, used: bool) -> str | None:
    """Why a link does nothing for the entry; None where it does."""
    if entry.event.status != CONFIRMED:
        return WAITS if entry.event.status == WAITING else OFF
    if used:
        return AGAIN
    return OVER if entry.is_done else None


def follow(store: Store, link: Link, now: datetime) -> Followed:
    """What came of the link, which is used from now on; what it does is done with that, or neither is.

    It must be one that `access.links.read` gave, and not expired.
    """
    today, reckoning = day_of(now), store.reckoning()
    with store.changing(now, ACTS[link.purpose]) as change:
        if link.purpose == STOP:
            # to end messages twice is the same as once, and what was resumed since can be ended anew
            return Followed(FIRST if stopped(change, link.person, link.channel) else AGAIN)
        event = next(iter(change.events_of([link.uid])), None)
        found = occurrence_of_key(event, link.occurrence, today, reckoning) if event else None
        if not event or not found:
            return Followed(GONE)
        entry = Entry(event, found)
        if stale := _stale(entry, used=change.is_used(link.nonce)):
            return Followed(stale, entry)
        change.use_link(link.nonce, link.expires)
        return Followed(FIRST, entry, _do(change, entry, link))


def _do(change: Changing, entry: Entry, link: Link) -> date | None:
    """Does what the link says; returns the day until which that puts something off."""
    if link.purpose == DONE:
        completed(change, entry, by=link.by)
    elif link.purpose == ACK:
        keep(change, entry, acknowledged(change, entry, link.by))
    else:
        until = shift(day_of(change.moment), link.days)
        state = snoozed(change, entry, until, (link.person,), link.by)
        keep(change, entry, state)
        return state.snoozed_until(entry.occurrence.key, link.person, entry.due)
    return None
