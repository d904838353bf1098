"""What the outbox of a database of an older version tells of the messages that went out, or were tried."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, text

GROUPS = """SELECT recipient, channel, lease_owner, state, max(due) AS due, max(created) AS created, max(sent) AS sent,
 max(tries) AS tries, min(next_try) AS next_try, max(lease_until) AS lease_until, max(error) AS error,
 min(subject) AS subject, count(*) AS members
 FROM deliveries GROUP BY recipient, channel, lease_owner, state"""
RANKS = ("sending", "pending", "dead", "sent", "void")
"""Of several states of one message the first of these."""
INSERT = """INSERT INTO messages (key, recipient, channel, state, due, digest, subject, members, written, lease_owner,
 lease_until, tries, next_try, error, sent) VALUES (:key, :recipient, :channel, :state, :due, :digest, :subject, :members,
 :created, :owner, :lease_until, :tries, :next_try, :error, :sent)"""
MEMBERS = """UPDATE deliveries SET message = :key WHERE recipient = :recipient AND channel = :channel
 AND lease_owner = :lease_owner"""
UNTRIED = """UPDATE deliveries SET message = :key WHERE recipient = :recipient AND channel = :channel
 AND lease_owner IS NULL AND state = :state"""


def fill_messages(connection: Connection) -> None:
    """Gives each reminder the message in which it went out or was tried; what waits untried goes into one a reader.

    The owner of a lease was "digest/sender": the first part is the key of the message.
    """
    found: dict[str, dict[str, Any]] = {}
    for group in sorted(
        map(dict, connection.execute(text(GROUPS)).mappings()), key=lambda one: RANKS.index(one["state"])
    ):
        digest, _, sender = (group["lease_owner"] or "").partition("/")
        untried = "\x1f".join((group["recipient"], group["channel"], group["state"]))
        key = digest[:40] or hashlib.sha256(untried.encode()).hexdigest()[:32]
        row = {**group, "key": key, "digest": digest[:40] or None, "owner": sender[:40] or None}
        if key not in found:
            found[key] = row
            connection.execute(text(INSERT), row)
        connection.execute(text(MEMBERS if digest else UNTRIED), row)
    connection.execute(text("UPDATE deliveries SET state = 'pending' WHERE state = 'sending'"))
