"""Messages that are about no event: each is one row that waits as reminders do, and goes out in a message of its own."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Connection, insert, select, update

from calendars.store.tables import deliveries, messages, own

from ..delivery_states import DEAD, PENDING, VOID
from ..reminders import CHINA
from ..summaries import LEAD, Summary

NO_EVENT = ""
"""In place of the UID of an event."""


def state_of(connection: Connection, key: str) -> str | None:
    """What became of the message; None where it was not planned yet."""
    query = select(deliveries.c.state).where(own(deliveries), deliveries.c.key == key)
    return connection.execute(query).scalar()


def is_alone(connection: Connection, key: str) -> bool:
    """Whether a message is one of these, into which nothing else goes: its words stay as they were written."""
    return state_of(connection, key) is not None


def post(connection: Connection, summary: Summary, now: datetime) -> None:
    """Plans the message, in place of older ones of the same reader that still wait, unless it was planned before."""
    if state_of(connection, summary.key) is not None:
        return
    c, reader = deliveries.c, summary.recipient
    same = (c.lead == LEAD, c.recipient == reader.id, c.channel == reader.channel)
    older = (own(deliveries), *same, c.state.in_((PENDING, DEAD)))
    keys = list(connection.execute(select(c.message).where(*older)).scalars())
    connection.execute(update(deliveries).where(*older).values(state=VOID))
    theirs = (own(messages), messages.c.key.in_(keys))
    connection.execute(update(messages).where(*theirs).values(state=VOID, text=None, items=None))
    row = {
        "key": summary.key, "event_uid": NO_EVENT, "entry_uid": NO_EVENT, "due": summary.sunday, "recipient": reader.id,
        "lead": LEAD, "channel": reader.channel, "state": PENDING, "planned_for": now.date(), "late": False,
        "message": summary.key, "created": now,
    }  # fmt: skip
    message = {
        "key": summary.key, "recipient": reader.id, "channel": reader.channel, "state": PENDING, "due": summary.sunday,
        "next_try": _start(summary.monday),
    }  # fmt: skip
    connection.execute(insert(messages), message)
    connection.execute(insert(deliveries), row)


def _start(day: date) -> datetime:
    """A moment for which no reminder waits, so that none is put into the same message."""
    return datetime.combine(day, time(0, 0, 1), CHINA)
