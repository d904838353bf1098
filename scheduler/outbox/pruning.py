"""What is long past leaves the outbox, a little at a time."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, and_, delete, select

from calendars.store.tables import deliveries, messages, own
from rules import shift

from ..delivery_states import PENDING, SENDING
from .values import MEMORY

BATCH, BATCHES = 200, 50
"""Messages that are taken out in one transaction, and transactions of one pass at most."""


def overdue(connection: Connection, today: date) -> list[str]:
    """The keys of some messages that nobody needs any more."""
    c = messages.c
    old = and_(own(messages), c.due < shift(today, -MEMORY), c.state.not_in((PENDING, SENDING)))
    return list(connection.execute(select(c.key).where(old).order_by(c.due).limit(BATCH)).scalars())


def take_out(connection: Connection, keys: list[str]) -> None:
    """Takes these messages out, with what was in them."""
    connection.execute(delete(deliveries).where(own(deliveries), deliveries.c.message.in_(keys)))
    connection.execute(delete(messages).where(own(messages), messages.c.key.in_(keys)))
