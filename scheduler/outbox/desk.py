"""What a person sees of the outbox, and does with what was given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, and_, func, or_, select, update

from calendars.lines import one_line
from calendars.store.opening import reading, writing
from calendars.store.tables import deliveries, messages, own
from rules import Message, YuelingError

from ..delivery_states import DEAD, DROPPED, PENDING, SENDING, STATE_WORDS
from .outbox import LETTER, OF_MESSAGE, Outbox, letter_of
from .values import Letter, Stuck, read_reason

SHORTEST = 4
"""Characters of a key that mean a message at least."""
columns, members = messages.c, deliveries.c


class UnknownMessage(YuelingError):
    """Characters that begin no key of a message, or of several."""

    def __init__(self, begin: str, found: Sequence[str]) -> None:
        name = one_line(begin, 60)
        if found:
            keys = ", ".join(key[:12] for key in found[:6])
            said = Message("“{key}” begins the keys of several messages: {keys}", key=name, keys=keys)
        else:
            said = Message("no message has the key “{key}”", key=name)
        super().__init__(said, Message("`yueling deliveries` shows the keys; {n} characters may do", n=SHORTEST))


class BadState(YuelingError):
    """A message that is not in a state in which that could be done."""

    def __init__(self, letter: Letter) -> None:
        facts: dict[str, str | Message] = {"key": letter.key[:8], "state": STATE_WORDS[letter.state]}
        super().__init__(
            Message("{key} is {state}", **facts),
            Message("what is dead can be sent again; what waits or is dead can be dropped"),
        )


def letters(outbox: Outbox, states: Iterable[str]) -> list[Letter]:
    """The messages in these states, each with how many reminders it holds, by the day that they name."""
    query = (
        select(*LETTER, func.count(members.key).label("held"))
        .select_from(messages.outerjoin(deliveries, OF_MESSAGE))
        .where(own(messages), columns.state.in_(list(states)))
        .group_by(columns.org, columns.key)
        .order_by(columns.due, columns.recipient, columns.key)
    )
    with reading(outbox.engine, outbox.place) as connection:
        rows = connection.execute(query).all()
    return [replace(letter_of(row[:-1]), members=row[-1]) for row in rows]


def stuck(outbox: Outbox) -> list[Stuck]:
    """What waits at each channel although the last pass could have sent it, or was tried in vain; by channel."""
    ran = outbox.runs()[0]
    if ran is None:
        return []
    query = (
        select(columns.channel, func.count(), func.min(members.created), columns.error)
        .select_from(messages.join(deliveries, OF_MESSAGE))
        .where(own(messages), columns.state == PENDING, members.state == PENDING, members.created <= ran)
        .where(or_(columns.error.is_not(None), columns.next_try.is_(None), columns.next_try <= ran))
        .group_by(columns.org, columns.key)
        .order_by(func.max(members.created))
    )
    with reading(outbox.engine, outbox.place) as connection:
        rows = connection.execute(query).all()
    found: dict[str, Stuck] = {}
    for channel, count, since, error in rows:
        old = found.get(channel, Stuck(channel, 0, since))
        reason = read_reason(error) or old.error
        found[channel] = Stuck(channel, old.count + count, min(old.since, since), reason)
    return sorted(found.values(), key=lambda one: one.channel)


def resend(outbox: Outbox, keys: Sequence[str] | None) -> list[Letter]:
    """The messages that were given up and are tried again, all of them without keys; raises UnknownMessage, BadState."""
    with writing(outbox.engine, outbox.place) as connection:
        found = _dead(connection) if keys is None else _named(connection, keys, (DEAD,))
        _mark(connection, found, DEAD, PENDING, {"tries": 0, "next_try": None, "error": None})
    return found


def drop(outbox: Outbox, keys: Sequence[str] | None) -> list[Letter]:
    """The messages that were dropped, without keys all that were given up: nobody hears of what is in them.

    Raises UnknownMessage, BadState.
    """
    with writing(outbox.engine, outbox.place) as connection:
        found = _dead(connection) if keys is None else _named(connection, keys, (DEAD, PENDING))
        _mark(connection, found, (DEAD, PENDING), DROPPED, {"text": None, "items": None, "next_try": None})
    return found


def _dead(connection: Connection) -> list[Letter]:
    query = select(*LETTER).where(own(messages), columns.state == DEAD)
    return [letter_of(row) for row in connection.execute(query)]


def _named(connection: Connection, keys: Sequence[str], states: Sequence[str]) -> list[Letter]:
    found = {}
    for begin in keys:
        plain = begin.lower()
        if len(plain) < SHORTEST or not plain.isalnum():
            raise UnknownMessage(begin, ())
        query = select(*LETTER).where(own(messages), columns.key.startswith(plain)).limit(7)
        rows = connection.execute(query).all()
        if len(rows) != 1:
            raise UnknownMessage(begin, [row[0] for row in rows])
        letter = letter_of(rows[0])
        if letter.state not in states:
            raise BadState(letter)
        found[letter.key] = letter
    return list(found.values())


def _mark(
    connection: Connection, letters: Iterable[Letter], old: str | tuple[str, ...], new: str, values: dict[str, object]
) -> None:
    states = (old,) if isinstance(old, str) else old
    for letter in letters:
        its = and_(own(deliveries), members.message == letter.key, members.state.in_(states))
        connection.execute(update(messages).where(own(messages), columns.key == letter.key).values(state=new, **values))
        connection.execute(update(deliveries).where(its).values(state=new))


OPEN = (PENDING, SENDING, DEAD)
"""What is not at its end."""
