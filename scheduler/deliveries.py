"""The outbox: what was planned, who is sending it, what became of it. The database is the truth, all else a signal.

plan      one transaction: what is due gets a row, what is not due any more is void
claim     one transaction of its own: the rows of one digest belong to this sender until the lease ends
send      outside of any transaction
finish    one transaction: sent; or `fail`: pending again, or dead

A process that dies between the send and the finish leaves rows whose lease ends; they are sent once more under the same
key. Nothing is lost as long as the database is there. `lease_owner` is "digest/sender": the first part stays when a
digest is tried again, so that its members and its identity stay together.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, insert, or_, select, update

from calendars.store.opening import reading, writing
from calendars.store.tables import deliveries, marks, write_instant
from rules import Message, shift

from .channels import DeliveryError, Digest
from .recipients import Recipient
from .reminders import CALLED_OFF, PASSED, Reader, Reminder, Told
from .wording import digest_subject, digest_text

MAX_TRIES = 5
BACKOFF = tuple(timedelta(minutes=m) for m in (1, 10, 60, 360))
"""How long to wait after the first, second, … try; less than a day, so that a daily run always tries again."""
MEMORY = 400
"""For how many days after its day a delivery still counts as told."""
PLANNED = "reminders planned"
RAN = "reminders ran"
SINCE = "reminders since "
PENDING, SENDING, SENT, DEAD, VOID = "pending", "sending", "sent", "dead", "void"

columns = deliveries.c
REMEMBERED = (
    "key", "state", "entry_uid", "event_uid", "recipient", "channel", "due", "planned_for", "lead", "sent",
)  # fmt: skip
AnyRow = Any
"""A row of the deliveries, read by the names of its columns."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A reminder with its words."""

    reminder: Reminder
    headline: str
    body: str


@dataclass(frozen=True, slots=True)
class Record:
    """What the outbox remembers, as far as a plan needs it."""

    told: Mapping[tuple[str, str, str], Told]
    since: Mapping[str, date]
    """By `mark_of` a reader: the day before which nothing passed is told to them."""
    planned: date | None
    """The last day that was planned."""
    states: Mapping[str, str]
    """The state of each delivery by its key."""
    ahead: frozenset[str]
    """The UIDs of events of which somebody was told a day that is still to come."""


@dataclass(frozen=True, slots=True)
class Group:
    """Deliveries that go out as one digest."""

    recipient: str
    channel: str
    owner: str | None

    @property
    def reader(self) -> Reader:
        """To whom they go."""
        return self.recipient, self.channel

    def rows(self) -> ColumnElement[bool]:
        """The condition for its rows."""
        same = columns.lease_owner.is_(None) if self.owner is None else columns.lease_owner == self.owner
        return and_(columns.recipient == self.recipient, columns.channel == self.channel, same)


@dataclass(frozen=True, slots=True)
class Claim:
    """A digest that this process alone may send until the lease ends."""

    digest: Digest
    owner: str
    tries: int
    late: int
    count: int


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A delivery that was given up."""

    headline: str
    recipient: str
    channel: str
    error: str


def mark_of(reader: Reader) -> str:
    """The name of the mark that says since when a reader is reminded."""
    return SINCE + hashlib.sha256("\x1f".join(reader).encode()).hexdigest()[:32]


class Outbox:
    """The deliveries of one database; every method is one transaction and raises StoreError where it fails."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.engine, self.place = engine, place

    def record(self, today: date) -> Record:
        """What was told and planned before."""
        with reading(self.engine, self.place) as connection:
            recent = or_(columns.due >= shift(today, -MEMORY), columns.state.in_((PENDING, SENDING, DEAD)))
            rows = connection.execute(select(*[columns[name] for name in REMEMBERED]).where(recent)).all()
            values = _marks(connection)
        sent = [row for row in rows if row.state == SENT]
        planned = values.get(PLANNED)
        return Record(
            history(sent),
            {name: date.fromisoformat(value) for name, value in values.items() if name.startswith(SINCE)},
            date.fromisoformat(planned) if planned else None,
            {row.key: row.state for row in rows},
            frozenset(row.event_uid for row in sent if row.due >= today),
        )

    def plan(
        self,
        drafts: Sequence[Draft],
        since: Mapping[Reader, date],
        today: date,
        now: datetime,
        *,
        lower: bool = False,
    ) -> None:
        """Makes the outbox fit the plan of a day: new rows, words of untried ones brought up to date, the rest void.

        Writes nothing where it fits already. The last planned day is never lowered unless it is asked for.
        """
        with reading(self.engine, self.place) as connection:
            if not _Changes.between(connection, drafts, since, today, now, lower):
                return
        with writing(self.engine, self.place) as connection:
            _Changes.between(connection, drafts, since, today, now, lower).write(connection)

    def ran(self, now: datetime) -> None:
        """Notes when a pass came to its end, so that a check-up can tell whether passes take place."""
        with writing(self.engine, self.place) as connection:
            _set_mark(connection, RAN, write_instant(now))

    def runs(self) -> tuple[datetime | None, date | None]:
        """When a pass last came to its end, and the last day that was planned."""
        with reading(self.engine, self.place) as connection:
            values = _marks(connection)
        ran, planned = values.get(RAN), values.get(PLANNED)
        return datetime.fromisoformat(ran) if ran else None, date.fromisoformat(planned) if planned else None

    def spoken(self, now: datetime) -> set[Reader]:
        """Who was sent something on the day of the moment."""
        since = now.replace(hour=0, minute=0, second=0, microsecond=0)
        query = select(columns.recipient, columns.channel).where(columns.sent >= since, columns.sent <= now).distinct()
        with reading(self.engine, self.place) as connection:
            return {(row.recipient, row.channel) for row in connection.execute(query)}

    def ready(self, now: datetime) -> list[Group]:
        """The digests that wait to be sent, those that were tried before first."""
        wanted = (columns.recipient, columns.channel, columns.lease_owner)
        with reading(self.engine, self.place) as connection:
            rows = connection.execute(select(*wanted).where(_is_ready(now)).distinct()).all()
        return sorted(
            (Group(*row) for row in rows), key=lambda g: (g.recipient, g.channel, g.owner is None, g.owner or "")
        )

    def claim(self, group: Group, recipient: Recipient, now: datetime, lease: timedelta, lang: str) -> Claim | None:
        """The group's digest for this process alone; None where another one was faster or it was tried too often."""
        with writing(self.engine, self.place) as connection:
            condition = and_(group.rows(), _is_ready(now))
            rows = connection.execute(select(deliveries).where(condition)).all()
            if not rows:
                return None
            if max(row.tries for row in rows) >= MAX_TRIES:
                error = Message("it was tried {n} times and never confirmed", n=MAX_TRIES).say(lang)
                connection.execute(update(deliveries).where(condition).values(state=DEAD, error=error))
                return None
            digest = compose(rows, recipient, group, lang)
            owner = f"{digest.key}/{secrets.token_hex(8)}"
            values = {"state": SENDING, "lease_owner": owner, "lease_until": now + lease, "tries": columns.tries + 1}
            changed = connection.execute(update(deliveries).where(condition).values(values)).rowcount
            assert changed == len(rows), "a transaction that writes is alone"
        return Claim(digest, owner, max(row.tries for row in rows) + 1, sum(row.late for row in rows), len(rows))

    def finish(self, claim: Claim, now: datetime) -> bool:
        """Marks the digest as sent; False where the lease had ended and another process holds it now."""
        return self._mark(claim, {"state": SENT, "sent": now, "error": None, "lease_until": None})

    def fail(self, claim: Claim, error: DeliveryError, now: datetime, lang: str) -> bool:
        """Marks the digest for another try, or as dead; returns whether it is dead.

        Where it was not even tried, because the channel as a whole failed, nothing is counted.
        """
        words = {"error": error.said.say(lang), "lease_until": None}
        if not error.reached:
            tries = columns.tries - 1
            owner = claim.owner if claim.tries > 1 else None
            self._mark(claim, {**words, "state": PENDING, "tries": tries, "lease_owner": owner})
            return False
        dead = error.permanent or claim.tries >= MAX_TRIES
        wait = error.retry_after or backoff(claim.tries, claim.digest.key)
        self._mark(claim, {**words, "state": DEAD if dead else PENDING, "next_try": None if dead else now + wait})
        return dead

    def _mark(self, claim: Claim, values: Mapping[str, Any]) -> bool:
        mine = and_(columns.lease_owner == claim.owner, columns.state == SENDING)
        with writing(self.engine, self.place) as connection:
            return connection.execute(update(deliveries).where(mine).values(values)).rowcount > 0

    def dead(self) -> list[Undelivered]:
        """What was given up and is still wanted."""
        wanted = (columns.subject, columns.recipient, columns.channel, columns.error)
        with reading(self.engine, self.place) as connection:
            query = select(*wanted).where(columns.state == DEAD).order_by(columns.due, columns.key)
            return [Undelivered(*(part or "" for part in row)) for row in connection.execute(query)]

    def held(self) -> list[datetime | None]:
        """For each delivery that waits, when it may be tried again or its sender is given up; None for at once."""
        query = select(columns.state, columns.next_try, columns.lease_until).where(
            columns.state.in_((PENDING, SENDING))
        )
        with reading(self.engine, self.place) as connection:
            return [row.lease_until if row.state == SENDING else row.next_try for row in connection.execute(query)]


def backoff(tries: int, key: str) -> timedelta:
    """How long to wait after so many tries; up to a fifth longer, by the key, so that not all come back at once.

    >>> backoff(1, "00"), backoff(9, "00")
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=21600))
    """
    wait = BACKOFF[min(tries, len(BACKOFF)) - 1]
    return wait * (1 + int(key[:2], 16) / 1275)


def history(rows: Iterable[AnyRow]) -> dict[tuple[str, str, str], Told]:
    """What was told last, by entry, recipient and channel, from the rows of what was sent."""
    groups: dict[tuple[str, str, str], list[AnyRow]] = defaultdict(list)
    for row in rows:
        groups[row.entry_uid, row.recipient, row.channel].append(row)
    return {reader: _last(group) for reader, group in groups.items()}


def _last(rows: list[AnyRow]) -> Told:
    rows.sort(key=lambda row: (row.sent, row.planned_for, row.key))
    dues = [row.due for row in rows]
    over = [place for place, row in enumerate(rows) if row.lead == CALLED_OFF]
    moves = sum(a != b for a, b in pairwise(dues)) + len(over)
    since = rows[over[-1] + 1 :] if over else rows
    nearest = max((row for row in since if row.due == dues[-1]), key=_nearness, default=rows[-1])
    before = next((day for day in reversed(dues) if day != dues[-1]), None)
    return Told(dues[-1], nearest.planned_for, nearest.lead, before, moves, rows[-1].sent, len(rows))


def _nearness(row: AnyRow) -> tuple[date, datetime]:
    return row.planned_for, row.sent


def compose(rows: Sequence[AnyRow], recipient: Recipient, group: Group, lang: str) -> Digest:
    """The digest of the rows: what is to come by date, then what has passed."""
    ordered = sorted(rows, key=lambda row: (row.lead == PASSED, row.due, row.subject, row.key))
    key = group.owner.partition("/")[0] if group.owner else digest_key(row.key for row in rows)
    subject = digest_subject([row.subject for row in ordered], lang)
    text = digest_text([(row.subject, row.body) for row in ordered], lang)
    return Digest(key, recipient, group.channel, subject, text, max(row.created for row in rows))


def digest_key(keys: Iterable[str]) -> str:
    """The key of a digest from those of its members, 32 hex digits."""
    return hashlib.sha256("\x1f".join(sorted(keys)).encode()).hexdigest()[:32]


def _is_ready(now: datetime) -> ColumnElement[bool]:
    waiting = and_(columns.state == PENDING, or_(columns.next_try.is_(None), columns.next_try <= now))
    return or_(waiting, _is_abandoned(now))


def _is_abandoned(now: datetime) -> ColumnElement[bool]:
    return and_(columns.state == SENDING, columns.lease_until <= now)


def _set_mark(connection: Connection, name: str, value: str) -> None:
    if not connection.execute(update(marks).where(marks.c.name == name).values(value=value)).rowcount:
        connection.execute(insert(marks).values(name=name, value=value))


def _marks(connection: Connection) -> dict[str, str]:
    return {row.name: row.value for row in connection.execute(select(marks))}


@dataclass(frozen=True, slots=True)
class _Changes:
    """What has to be written so that the outbox fits a plan."""

    rows: list[dict[str, Any]]
    words: list[tuple[str, dict[str, Any]]]
    void: list[str]
    marks: dict[str, str]

    def __bool__(self) -> bool:
        return bool(self.rows or self.words or self.void or self.marks)

    @classmethod
    def between(
        cls,
        connection: Connection,
        drafts: Sequence[Draft],
        since: Mapping[Reader, date],
        today: date,
        now: datetime,
        lower: bool,
    ) -> _Changes:
        """The difference between what is stored and the plan."""
        stored = _stored(connection, [draft.reminder.key for draft in drafts], today)
        new, words = [], []
        for draft in drafts:
            row = stored.get(draft.reminder.key)
            if row is None:
                new.append(_row(draft, now))
            elif change := _reworded(row, draft):
                words.append((draft.reminder.key, change))
        wanted = {draft.reminder.key for draft in drafts if not draft.reminder.superseded}
        void = [
            key
            for key, row in stored.items()
            if key not in wanted
            and (row.state in (PENDING, DEAD) or (row.state == SENDING and row.lease_until and row.lease_until <= now))
        ]
        return cls(new, words, void, _new_marks(_marks(connection), since, today, lower))

    def write(self, connection: Connection) -> None:
        """Writes the difference."""
        if self.rows:
            connection.execute(insert(deliveries), self.rows)
        for key, values in self.words:
            connection.execute(update(deliveries).where(columns.key == key).values(values))
        for key in self.void:
            connection.execute(update(deliveries).where(columns.key == key).values(state=VOID, lease_until=None))
        for name, value in self.marks.items():
            _set_mark(connection, name, value)


def _stored(connection: Connection, keys: Collection[str], today: date) -> dict[str, AnyRow]:
    names = ("key", "state", "lease_until", "lease_owner", "subject", "body", "next_try")
    wanted = [columns[name] for name in names]
    recent = or_(columns.due >= shift(today, -MEMORY), columns.state.in_((PENDING, SENDING, DEAD)))
    rows = {row.key: row for row in connection.execute(select(*wanted).where(recent))}
    missing = [key for key in keys if key not in rows]
    for start in range(0, len(missing), 500):  # a plan of days long past, as with a clock of another year
        some = columns.key.in_(missing[start : start + 500])
        rows |= {row.key: row for row in connection.execute(select(*wanted).where(some))}
    return rows


def _row(draft: Draft, now: datetime) -> dict[str, Any]:
    reminder = draft.reminder
    return {
        "key": reminder.key,
        "event_uid": reminder.entry.event.uid,
        "entry_uid": reminder.entry.uid,
        "due": reminder.entry.due,
        "recipient": reminder.recipient.id,
        "lead": reminder.lead_name,
        "channel": reminder.channel,
        "state": VOID if reminder.superseded else PENDING,
        "subject": draft.headline,
        "body": draft.body,
        "tries": 0,
        "planned_for": reminder.due_on.date(),
        "next_try": reminder.hold,
        "late": reminder.late,
        "created": now,
    }


def _reworded(row: AnyRow, draft: Draft) -> dict[str, Any] | None:
    """The new words of a row that was never tried, and its way back where it was void; None where it stays as it is."""
    if draft.reminder.superseded:
        return None
    words = {"subject": draft.headline, "body": draft.body, "late": draft.reminder.late}
    if row.state == VOID:
        return {
            **words,
            "state": PENDING,
            "tries": 0,
            "lease_owner": None,
            "next_try": draft.reminder.hold,
            "error": None,
        }
    untried = row.state == PENDING and row.lease_owner is None
    news = (row.subject, row.body, row.next_try) != (draft.headline, draft.body, draft.reminder.hold)
    return {**words, "next_try": draft.reminder.hold} if untried and news else None


def _new_marks(stored: Mapping[str, str], since: Mapping[Reader, date], today: date, lower: bool) -> dict[str, str]:
    new = {name: day.isoformat() for reader, day in since.items() if (name := mark_of(reader)) not in stored}
    planned = stored.get(PLANNED)
    if planned is None or date.fromisoformat(planned) < today or (lower and planned != today.isoformat()):
        new[PLANNED] = today.isoformat()
    return new
