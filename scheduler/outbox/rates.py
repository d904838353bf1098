"""How much a service takes in a time: kept in the database, because several processes share it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, or_, select

from calendars.store.tables import own, sendings

from ..channels import Rate


def take(connection: Connection, channel: str, rate: Rate, now: datetime) -> datetime | None:
    """None where one more message may go now, which is noted; else from when on.

    In no span of `rate.within`, wherever it begins, more than `rate.messages` go. What is noted of a little later than now
    is another machine's, whose clock is ahead; what lies further ahead, from before a clock went back, is forgotten.
    """
    its = own(sendings) & (sendings.c.channel == channel)
    old = or_(sendings.c.at <= now - rate.within, sendings.c.at > now + rate.within)
    connection.execute(delete(sendings).where(its, old))
    taken, first = connection.execute(select(func.count(), func.min(sendings.c.at)).where(its)).one()
    if taken >= rate.messages:
        # so many went that the place of the oldest one is free first
        return (first if isinstance(first, datetime) else datetime.fromisoformat(first)) + rate.within
    connection.execute(insert(sendings).values(channel=channel, at=now))
    return None
