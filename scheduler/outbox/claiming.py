"""What a sender does with one message in a transaction: it claims it with its words, and marks what became of it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    Connection,
    Function,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)  # fmt: skip

from calendars.store.opening import take_turns
from calendars.store.reading import LAST_CHANGE
from calendars.store.tables import deliveries, marks, messages, own, write_instant
from calendars.store.writing import wake
from rules import Message

from ..channels import Digest, Item, Rate
from ..delivery_states import DEAD, PENDING, SENDING, SENT, VOID
from ..keys import key_within
from ..recipients import Recipient
from ..reminders import civil
from .rates import take
from .values import Claim, Wait, Words, is_hopeless, written_reason

columns, members = messages.c, deliveries.c
Compose = Callable[[Sequence[str]], Words | None]
"""The words for reminders with these keys; None where one of them is not known."""


def is_ready(now: datetime | BindParameter[Any]) -> ColumnElement[bool]:
    """Which messages may be sent at a moment."""
    waiting = and_(columns.state == PENDING, or_(columns.next_try.is_(None), columns.next_try <= now))
    return or_(waiting, and_(columns.state == SENDING, columns.lease_until <= now))


# statements of each claim and finish: to put them together takes longer than to run them
_OF: BindParameter[str] = bindparam("of")
_IT = own(messages) & (columns.key == _OF)
_ITS = own(deliveries) & (members.message == _OF)
CHANGED = select(marks.c.value).where(own(marks), marks.c.name == LAST_CHANGE).scalar_subquery().label("changed")


def _ready(row: Function[Any], rows: Callable[..., Function[Any]]) -> Select[Any]:
    """A message that may be sent, with its members as rows of key, whether it is late, and state."""
    inside = select(rows(row, type_=JSON())).where(_ITS).scalar_subquery().label("inside")
    return select(messages, CHANGED, inside).where(_IT, is_ready(bindparam("now"))).with_for_update(of=messages)


_MEMBER = members.key, members.late, members.state
READY = {
    "postgresql": _ready(func.json_build_array(*_MEMBER), func.json_agg),
    "sqlite": _ready(func.json_array(*_MEMBER), func.json_group_array),
}
"""By engine. Members change only in transactions that no claim goes on beside, so they are seen with their message."""
CHANGE = update(messages).where(_IT)
MINE = CHANGE.where(columns.lease_owner == bindparam("owner"), columns.state == SENDING)
FINISHED = """WITH mine AS (UPDATE messages SET state = 'sent', sent = %(sent)s, error = NULL, lease_until = NULL, text = NULL,
 items = NULL WHERE org = this_org() AND key = %(of)s AND lease_owner = %(owner)s AND state = 'sending' RETURNING key),
 told AS (UPDATE deliveries SET state = 'sent', sent = %(sent)s FROM mine
 WHERE deliveries.org = this_org() AND deliveries.message = mine.key)
 SELECT (SELECT count(*) FROM mine), ARRAY(SELECT DISTINCT event_uid FROM deliveries WHERE org = this_org()
 AND message = %(of)s AND state = 'void')"""
"""On PostgreSQL, TAKEN_BACK, MINE and TELL in one question, all of which see the rows as they were before it."""
TAKEN_BACK = select(members.event_uid).where(_ITS, members.state == VOID).distinct()
TELL = update(deliveries).where(_ITS).values(state=SENT, sent=bindparam("sent"))


def digest_key(keys: Iterable[str]) -> str:
    """The key of a digest from those of its members, 32 hex digits."""
    return hashlib.sha256("\x1f".join(sorted(keys)).encode()).hexdigest()[:32]


def _set(connection: Connection, key: str, values: Mapping[str, Any]) -> None:
    connection.execute(CHANGE, {**values, "of": key})


def set_own(connection: Connection, claim: Claim, values: Mapping[str, Any]) -> bool:
    """Whether the message still belonged to the claim, and so was changed."""
    return connection.execute(MINE, {**values, "of": claim.key, "owner": claim.owner}).rowcount > 0


def claim(
    connection: Connection, key: str, recipient: Recipient, clock: Callable[[], datetime], lease: timedelta,
    compose: Compose, rate: Rate | None, as_of: datetime | None,
) -> Claim | Wait | None:  # fmt: skip
    """What `Outbox.claim` says, in a transaction of `marking`."""
    if rate:
        take_turns(connection, recipient.channel)
    now = clock()
    row = connection.execute(READY[connection.dialect.name], {"of": key, "now": now}).one_or_none()
    if row is None:
        return None
    keys = _standing(connection, key, row.inside or ())
    if not keys:
        _set(connection, key, {"state": VOID, "text": None, "items": None})
        return None
    if row.state == SENDING and is_hopeless(row.tries, row.written, row.due, now):
        unsure = Message("it was tried {n} times and never confirmed", n=row.tries)
        bury(connection, key, row.error or written_reason(unsure))
        return None
    frozen = row.text is not None and row.members == len(keys)
    if not frozen and as_of and datetime.fromisoformat(row.changed) != as_of:
        return None
    words = _frozen(row) if frozen else compose(list(keys))
    if words is None:
        return None
    if rate and (until := take(connection, row.channel, rate, now)):
        _set(connection, key, {"state": PENDING, "next_try": until, "lease_until": None})
        return Wait(until)
    owner = secrets.token_hex(8)
    digest = Digest(
        row.digest or key_within(row.org, digest_key(keys)),
        recipient,
        row.channel,
        words.subject,
        words.text,
        civil(row.written or now),  # whatever zone the database hands out, the same words each time
        words.items,
        words.more,
        words.lang,
        words.calendar,
        words.unsubscribe,
    )
    values = {"state": SENDING, "lease_owner": owner, "lease_until": now + lease, "tries": row.tries + 1}
    _set(connection, key, values | ({} if frozen else _freeze(digest, len(keys))))
    return Claim(digest, key, owner, row.tries + 1, sum(keys.values()), len(keys), row.due, row.org)


def finish(connection: Connection, claim: Claim, now: datetime) -> bool:
    """Marks the message as sent, with all in it; False where it belongs to another sender by now."""
    done, taken_back = _mark(connection, claim, now)
    if done:
        # it was told all the same: a plan that was made meanwhile did not know that, and may have let the event sleep
        wake(connection, sorted(taken_back))
    return done


def _mark(connection: Connection, claim: Claim, now: datetime) -> tuple[bool, Sequence[str]]:
    """Whether the message still belonged to the claim, and the events of what in it was taken back meanwhile."""
    if connection.dialect.name == "postgresql":
        facts = {"of": claim.key, "owner": claim.owner, "sent": write_instant(now)}
        found, taken_back = connection.exec_driver_sql(FINISHED, facts).one()
        return found > 0, taken_back
    taken_back = connection.execute(TAKEN_BACK, {"of": claim.key}).scalars().all()
    values = {"state": SENT, "sent": now, "error": None, "lease_until": None, "text": None, "items": None}
    done = set_own(connection, claim, values)
    if done:
        connection.execute(TELL, {"of": claim.key, "sent": now})
    return done, taken_back


def _standing(connection: Connection, key: str, inside: Sequence[Sequence[Any]]) -> dict[str, bool]:
    """The keys of the reminders of a message that still stand, and whether each is late; the others are let go."""
    if any(state != PENDING for *_, state in inside):
        connection.execute(delete(deliveries).where(own(deliveries), members.message == key, members.state == VOID))
    return {key: bool(late) for key, late, state in inside if state == PENDING}


def bury(connection: Connection, key: str, error: str) -> None:
    """Gives the message up, with what waits in it."""
    _set(connection, key, {"state": DEAD, "error": error, "next_try": None, "lease_until": None})
    waiting = and_(own(deliveries), members.message == key, members.state == PENDING)
    connection.execute(update(deliveries).where(waiting).values(state=DEAD))


def _freeze(digest: Digest, count: int) -> dict[str, Any]:
    kept = {
        "items": [[item.key, item.headline, item.body, item.due.isoformat(), item.links] for item in digest.items],
        "more": digest.more,
        "lang": digest.lang,
        "calendar": digest.calendar.decode() if digest.calendar else None,
        "unsubscribe": digest.unsubscribe,
    }
    return {
        "digest": digest.key,
        "subject": digest.subject,
        "text": digest.text,
        "items": json.dumps(kept, ensure_ascii=False, separators=(",", ":")),
        "members": count,
        "written": digest.written,
    }


def _frozen(row: Row[Any]) -> Words:
    kept = json.loads(row.items)
    return Words(
        row.subject,
        row.text,
        tuple(_item(*one) for one in kept["items"]),
        kept["more"],
        kept["lang"],
        kept["calendar"].encode() if kept["calendar"] else None,
        kept["unsubscribe"],
    )


def _item(key: str, head: str, words: str, due: str, links: Sequence[Sequence[str]]) -> Item:
    return Item(key, head, words, date.fromisoformat(due), tuple((label, url) for label, url in links))
