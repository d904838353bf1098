"""What organisations above gave to this one: notices, and what of each event; a later giving is compared with it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert

from calendars.events import Event

from . import tables
from .decided import FIELDS
from .reading import Ask, asked_in_parts
from .rows import compact, field_text
from .tables import own, write_instant

NOTICE, EVENT = "given", "given_of"
"""What the history calls what was given: a notice, an event."""
PROPOSED, WITHDRAWN, ACCEPTED, DECLINED = "proposed", "withdrawn", "accepted", "declined"
"""What the history calls what became of a proposal, which it names by the UID of its draft."""
NOTICES = "SELECT notice, at, digest, uids FROM given WHERE org = this_org() AND giver = :giver"
EVENTS = "SELECT uid, giver, content, gone, declined FROM given_events WHERE org = this_org()"

GIVERS = "SELECT uid, giver FROM given_events WHERE org = this_org() AND uid"


@dataclass(frozen=True, slots=True)
class GivenNotice:
    """A notice that an organisation above gave, the last time."""

    notice: str
    """Its digest."""
    giver: int
    at: datetime
    digest: str
    """Of all that was given."""
    uids: Mapping[str, str] = field(default_factory=dict)
    """Of the events that it gave, whenever it did: as it has them, each with the one under which the event is here."""

    def to_json(self) -> dict[str, Any]:
        """Its columns as plain JSON."""
        return {
            "notice": self.notice, "giver": self.giver, "at": write_instant(self.at), "digest": self.digest,
            "uids": compact([uid if uid == here else [uid, here] for uid, here in sorted(self.uids.items())]),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class GivenEvent:
    """An event as an organisation above had it when it gave it the last time."""

    uid: str
    giver: int
    content: Mapping[str, Any]
    """Its fields as plain JSON, as `content_of` has them."""
    gone: bool = False
    """Whether it was no longer there the last time."""
    declined: Collection[str] = ()
    """What of it was proposed and declined since something was accepted, and whether it went because that was proposed."""

    def to_json(self) -> dict[str, Any]:
        """Its columns as plain JSON."""
        return {
            "uid": self.uid, "giver": self.giver, "content": compact(self.content), "gone": self.gone,
            "declined": compact(sorted(self.declined)),
        }  # fmt: skip


def content_of(event: Event) -> dict[str, Any]:
    """The fields of an event that a person may settle, as plain JSON."""
    return {name: json.loads(field_text(event, name)) for name in FIELDS}


def given_notices(ask: Ask, giver: int) -> dict[str, GivenNotice]:
    """The notices that organisation gave, by digest."""
    return {
        notice: GivenNotice(notice, giver, datetime.fromisoformat(at), digest, dict(map(_pair, json.loads(uids))))
        for notice, at, digest, uids in ask(NOTICES, {"giver": giver})
    }


def _pair(uid: str | Sequence[str]) -> tuple[str, str]:
    """The UID as the giver has it, and as it is here."""
    return (uid, uid) if isinstance(uid, str) else (uid[0], uid[1])


def given_events(ask: Ask, giver: int, uids: Sequence[str]) -> dict[str, GivenEvent]:
    """What that organisation gave of these events, by UID."""
    rows = asked_in_parts(ask, f"{EVENTS} AND uid", uids)
    return {
        uid: GivenEvent(uid, giver, json.loads(content), bool(gone), frozenset(json.loads(declined)))
        for uid, by, content, gone, declined in rows
        if by == giver
    }


def givers_of(ask: Ask, uids: Sequence[str]) -> dict[str, list[int]]:
    """The numbers of those who gave these events, by UID."""
    found: dict[str, list[int]] = {}
    for uid, giver in asked_in_parts(ask, GIVERS, uids):
        found.setdefault(uid, []).append(int(giver))
    return found


def put_notice(connection: Connection, key: tuple[str, int], row: Mapping[str, Any] | None) -> None:
    """Writes what `GivenNotice.to_json` gave, by digest and giver, in place of what was there; None for nothing."""
    table, (notice, giver) = tables.given, key
    connection.execute(delete(table).where(own(table), table.c.notice == notice, table.c.giver == giver))
    _put(connection, table, row and {**row, "at": datetime.fromisoformat(row["at"])})


def put_event(connection: Connection, key: tuple[str, int], row: Mapping[str, Any] | None) -> None:
    """Writes what `GivenEvent.to_json` gave, by UID and giver, in place of what was there; None for nothing."""
    table, (uid, giver) = tables.given_events, key
    connection.execute(delete(table).where(own(table), table.c.uid == uid, table.c.giver == giver))
    _put(connection, table, row)


def _put(connection: Connection, table: Table, row: Mapping[str, Any] | None) -> None:
    if row:
        connection.execute(insert(table), dict(row))


def key_text(name: str, giver: int) -> str:
    """How the history names what an organisation gave: by its number, and the digest or the UID.

    >>> key_of("3 ab12")
    ('ab12', 3)
    """
    return f"{giver} {name}"


def key_of(text: str) -> tuple[str, int]:
    """What `key_text` wrote, as the tables have it."""
    giver, _, name = text.partition(" ")
    return name, int(giver)
