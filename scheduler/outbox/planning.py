"""The record of what was told, and a plan written into the outbox."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, String, bindparam, insert, select, text, update

from calendars.doing import LOOK_BACK
from calendars.events import Event
from calendars.store.opening import asking
from calendars.store.reading import events_of, last_change
from calendars.store.tables import deliveries, marks, messages, own, write_instant
from calendars.store.watching import DEPARTED, REACHED, awake
from rules import shift

from ..delivery_states import DEAD, PENDING, SENT, VOID
from ..particulars import Particulars
from ..reminders import CALLED_OFF, NAMES, Reader, Reminder, Told
from .values import SINCE, Plan, Record, mark_of

PLANNED, RAN, CIRCUMSTANCES = "reminders planned", "reminders ran", "reminders circumstances"
BY, CLOCK = "reminders ran by", "clock"
"""The mark that says what made the last pass, and what it says where that was a service, which makes one each minute."""
AGAIN = "reminders again"
"""The mark of the moment from which on a pass has something to do though no event wakes; empty for none."""
REMEMBERED = ("key", "state", "event_uid", "entry_uid", "recipient", "channel", "due", "planned_for", "lead", "sent",
              "particulars")  # fmt: skip
RECORD = """SELECT key, state, event_uid, entry_uid, recipient, channel, due, planned_for, lead, sent, particulars
 FROM deliveries WHERE org = this_org()"""
IN_MESSAGES = text(
    "SELECT DISTINCT event_uid FROM deliveries WHERE org = this_org() AND message IN :keys AND event_uid <> ''"
).bindparams(bindparam("keys", expanding=True, type_=String))
INSERT = """INSERT INTO deliveries (org, key, event_uid, entry_uid, due, recipient, lead, channel, state, planned_for, late,
 message, created, particulars) VALUES (this_org(), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
MANY = 1000
"""New rows after which PostgreSQL is told what the tables hold now: what follows would else compare each with each."""
MESSAGE = itemgetter(10)
"""The message in a row that is inserted."""
EMPTY = """DELETE FROM messages WHERE org = this_org() AND digest IS NULL AND state = 'pending'
 AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.org = messages.org AND d.message = messages.key)"""
WAITING = """SELECT d.key, m.next_try FROM messages m JOIN deliveries d ON d.org = m.org AND d.message = m.key
 WHERE m.org = this_org() AND m.state = 'pending' AND m.digest IS NULL AND d.state = 'pending'"""
TAKEN = """UPDATE deliveries SET state = 'void' WHERE org = this_org() AND key = ?
 AND state IN ('pending', 'dead')"""
BACK = """UPDATE deliveries SET state = 'pending', message = ?, late = ?
 WHERE org = this_org() AND key = ? AND state IN ('void', 'pending')
 AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.org = deliveries.org AND m.key = deliveries.message
 AND (m.state = 'sending' OR (deliveries.state = 'pending' AND m.digest IS NOT NULL)))"""
OTHER = """UPDATE deliveries SET particulars = ? WHERE org = this_org() AND key = ? AND state IN ('pending', 'dead')
 AND NOT EXISTS (SELECT 1 FROM messages m
 WHERE m.org = deliveries.org AND m.key = deliveries.message AND m.state = 'sending')"""
UNFROZEN = """UPDATE messages SET members = 0 WHERE org = this_org() AND digest IS NOT NULL
 AND state IN ('pending', 'dead') AND key = (SELECT message FROM deliveries d WHERE d.org = this_org() AND d.key = ?)"""
"""Its words are found anew, under its key."""
GONE = """DELETE FROM watches WHERE org = this_org() AND wakes <= ?
 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.org = watches.org AND e.uid = watches.uid)"""
WITHDRAWN = """UPDATE messages SET state = 'void', text = NULL, items = NULL
 WHERE org = this_org() AND state IN ('pending', 'dead') AND NOT EXISTS (SELECT 1 FROM deliveries d
 WHERE d.org = messages.org AND d.message = messages.key AND d.state IN ('pending', 'dead'))"""
AWOKEN = "UPDATE watches SET nearest = ?, wakes = ? WHERE org = this_org() AND uid = ?"


def record(connection: Connection, today: date, until: date | None = None) -> Record:
    """What was told of the events that `awake` names, or that are no more, and what was planned before."""
    question, wanted = awake(today, until)
    # what has begun and is not over can still be called off
    facts = {**wanted, "since": shift(today, -LOOK_BACK).isoformat()}
    rows = _told(connection, f"event_uid IN ({question} UNION {DEPARTED})", facts)
    waiting = connection.execute(text(WAITING).columns(deliveries.c.key, messages.c.next_try))
    return _record(rows, all_marks(connection), today, {row.key: row.next_try for row in waiting})


def about(
    connection: Connection, place: str, keys: Sequence[str], readers: Iterable[Reader], today: date
) -> tuple[list[Event], Record]:
    """The events in the messages with these keys, and what these readers were told of them; not until when it waits."""
    everybody = list(readers)
    uids = list(connection.execute(IN_MESSAGES, {"keys": keys}).scalars())
    facts = {"uids": uids, "readers": list({name for name, _ in everybody})}
    rows = _told(connection, "event_uid IN :uids AND recipient IN :readers", facts) if uids and everybody else ()
    names = [PLANNED, *map(mark_of, everybody)]
    values = {
        row.name: row.value for row in connection.execute(select(marks).where(own(marks), marks.c.name.in_(names)))
    }
    return events_of(asking(connection), place, uids), _record(rows, values, today, {})


def _told(connection: Connection, condition: str, wanted: Mapping[str, Any]) -> Sequence[Row[Any]]:
    asked = text(f"{RECORD} AND {condition}")
    several: list[BindParameter[Any]] = [
        bindparam(name, expanding=True) for name, value in wanted.items() if isinstance(value, list)
    ]
    known = asked.bindparams(*several).columns(*[deliveries.c[name] for name in REMEMBERED])
    return connection.execute(known, wanted).all()


def _record(
    rows: Sequence[Row[Any]], values: Mapping[str, str], today: date, waits: Mapping[str, datetime | None]
) -> Record:
    sent = [row for row in rows if row.state == SENT]
    ahead: dict[str, date] = {}
    for row in sent:
        end = row.due if row.due >= today else _end(row)
        if end >= today:
            ahead[row.event_uid] = min(end, ahead.get(row.event_uid, end))
    return Record(
        history(sent),
        {name: date.fromisoformat(value) for name, value in values.items() if name.startswith(SINCE)},
        day_of(values.get(PLANNED)),
        {row.key: row.state for row in rows},
        ahead,
        waits,
        {row.key: row.particulars for row in rows if row.state in (PENDING, DEAD)},
    )


def _end(row: Row[Any]) -> date:
    """The last day that was told."""
    due: date = row.due
    last = Particulars.read(row.particulars).last_day if row.particulars else None
    return max(due, last or due)


def history(rows: Iterable[Row[Any]]) -> dict[tuple[str, str, str], Told]:
    """What was told last, by entry, recipient and channel, from the rows of what was sent."""
    groups: dict[tuple[str, str, str], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[row.entry_uid, row.recipient, row.channel].append(row)
    return {reader: _last(group) for reader, group in groups.items()}


def _last(rows: list[Row[Any]]) -> Told:
    rows.sort(key=lambda row: (row.sent, row.planned_for, row.key))
    dues = [row.due for row in rows]
    beside = [row.particulars for row in rows]
    over = [place for place, row in enumerate(rows) if row.lead == CALLED_OFF]
    moves = sum(_differ(a, b) for a, b in pairwise(rows)) + len(over)
    since = rows[over[-1] + 1 :] if over else rows
    nearest = max((row for row in since if row.due == dues[-1]), key=_nearness, default=rows[-1])
    known = Particulars.read(beside[-1]) if beside[-1] is not None else None
    return Told(dues[-1], nearest.planned_for, nearest.lead, moves, rows[-1].sent, len(rows), known)


def _differ(a: Row[Any], b: Row[Any]) -> bool:
    """Whether another day was told, or another hour, place or end, as far as it is known."""
    return a.due != b.due or (None not in (a.particulars, b.particulars) and a.particulars != b.particulars)


def _nearness(row: Row[Any]) -> tuple[date, bool, datetime]:
    return row.planned_for, row.lead not in NAMES, row.sent  # a lead says more than what was told beside it that day


def spoken(connection: Connection, now: datetime) -> set[Reader]:
    """Who was sent reminders on the day of the moment; the weekly message, whose key is that of its only row, is none."""
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    c, d = messages.c, deliveries.c
    told = select(c.recipient, c.channel).where(own(messages), c.state == SENT, c.sent >= since, c.sent <= now)
    told = told.where(~select(d.key).where(d.org == c.org, d.key == c.key).exists())
    return {(row.recipient, row.channel) for row in connection.execute(told.distinct())}


def day_of(value: str | None) -> date | None:
    """The day in a mark."""
    return date.fromisoformat(value) if value else None


def all_marks(connection: Connection) -> dict[str, str]:
    """The single values that are kept."""
    return {row.name: row.value for row in connection.execute(select(marks).where(own(marks)))}


def set_mark(connection: Connection, name: str, value: str) -> None:
    """Keeps a single value."""
    match = own(marks) & (marks.c.name == name)
    if not connection.execute(update(marks).where(match).values(value=value)).rowcount:
        connection.execute(insert(marks).values(name=name, value=value))


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to be written so that the outbox fits a plan."""

    plan: Plan
    new: Sequence[tuple[str, Reminder]]
    """With its key, what has no row yet."""
    back: Sequence[tuple[str, Reminder]]
    """What was taken back and is wanted again, or waits for another moment now."""
    void: Sequence[str]
    marks: Mapping[str, str]
    other: Sequence[tuple[str, str]] = ()
    """What waits and is to say another hour, place or end, which come first."""

    def __bool__(self) -> bool:
        return bool(self.new or self.back or self.void or self.marks or self.plan.watches or self.other)

    @classmethod
    def of(cls, plan: Plan, stored: Mapping[str, str]) -> Changes:
        """The difference between what is on record and the plan; `stored` are the marks."""
        states, wanted, waits = plan.record.states, plan.wanted, plan.record.waits
        return cls(
            plan,
            [(key, reminder) for key, reminder in wanted.items() if key not in states],
            [
                (key, reminder)
                for key, reminder in wanted.items()
                if states.get(key) == VOID or (key in waits and waits[key] != reminder.hold)
            ],
            [key for key, state in states.items() if state in (PENDING, DEAD) and key not in wanted],
            _new_marks(stored, plan),
            [
                (beside, key)
                for key, before in plan.record.beside.items()
                if key in wanted and (beside := wanted[key].written) != before
            ],
        )

    def write(self, connection: Connection) -> bool:
        """Writes the difference; False, and nothing written, where an event was changed since."""
        plan = self.plan
        if last_change(asking(connection)) != plan.change:
            return False
        if self.void:
            connection.exec_driver_sql(_filled(connection, TAKEN), [(key,) for key in self.void])
        if self.new or self.back:
            self._add(connection)
        if self.other:
            connection.exec_driver_sql(_filled(connection, OTHER), self.other)
            connection.exec_driver_sql(_filled(connection, UNFROZEN), [(key,) for _, key in self.other])
        connection.exec_driver_sql(WITHDRAWN)
        connection.exec_driver_sql(_filled(connection, GONE), (plan.today.isoformat(),))
        if plan.watches:
            days = [(nearest.isoformat(), wakes.isoformat(), uid) for uid, nearest, wakes in sorted(plan.watches)]
            connection.exec_driver_sql(_filled(connection, AWOKEN), days)
        for name, value in self.marks.items():
            set_mark(connection, name, value)
        return True

    def _add(self, connection: Connection) -> None:
        places = _Places(connection)
        now = write_instant(self.plan.now)
        rows = [_row(key, reminder, places.of(reminder), now) for key, reminder in self.new]
        if rows:
            rows.sort(key=MESSAGE)  # what goes out together lies together: to mark it touches few pages
            connection.exec_driver_sql(_filled(connection, INSERT), rows)
        if self.back:
            again = [(places.of(reminder), reminder.late, key) for key, reminder in self.back]
            connection.exec_driver_sql(_filled(connection, BACK), again)
        places.write(connection)
        if len(rows) >= MANY and connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE messages, deliveries")
        connection.exec_driver_sql(EMPTY)


class _Places:
    """The message of each reader that nobody has tried yet: the one that waits, or a new one."""

    def __init__(self, connection: Connection) -> None:
        c = messages.c
        fresh = select(c.key, c.recipient, c.channel, c.next_try, c.due)
        fresh = fresh.where(own(messages), c.state == PENDING, c.digest.is_(None))
        self.known: dict[tuple[str, str, datetime | None], tuple[str, date]] = {}
        for key, recipient, channel, hold, due in connection.execute(fresh):
            self.known[recipient, channel, hold] = key, due
        self.stored = dict(self.known.values())

    def of(self, reminder: Reminder) -> str:
        """The key of the message into which a reminder goes."""
        place = reminder.recipient.id, reminder.recipient.channel, reminder.hold
        due = reminder.day
        found = self.known.get(place)
        if found is None:
            self.known[place] = found = secrets.token_hex(16), due
        elif found[1] < due:
            self.known[place] = found = found[0], due
        return found[0]

    def write(self, connection: Connection) -> None:
        """Keeps the new messages, and up to when the others are of use now."""
        rows = []
        for (recipient, channel, hold), (key, due) in self.known.items():
            if key not in self.stored:
                rows.append(
                    {
                        "key": key,
                        "recipient": recipient,
                        "channel": channel,
                        "state": PENDING,
                        "due": due,
                        "next_try": hold,
                    }
                )
            elif due != self.stored[key]:
                connection.execute(update(messages).where(own(messages), messages.c.key == key).values(due=due))
        if rows:
            connection.execute(insert(messages), rows)


def _filled(connection: Connection, sql: str) -> str:
    """The statement with the place-holders of the driver."""
    return sql if connection.dialect.paramstyle == "qmark" else sql.replace("?", "%s")


def _row(key: str, reminder: Reminder, message: str, now: str) -> tuple[Any, ...]:
    entry, recipient = reminder.entry, reminder.recipient
    return (
        key,
        entry.event.uid,
        entry.uid,
        entry.due.isoformat(),
        recipient.id,
        reminder.lead_name,
        recipient.channel,
        PENDING,
        reminder.due_on.date().isoformat(),
        reminder.late,
        message,
        now,
        reminder.written,
    )


def _new_marks(stored: Mapping[str, str], plan: Plan) -> dict[str, str]:
    new = {name: day.isoformat() for reader, day in plan.since.items() if (name := mark_of(reader)) not in stored}
    planned, today = day_of(stored.get(PLANNED)), plan.today
    if planned is None or planned < today or (plan.lower and planned != today):
        new[PLANNED] = today.isoformat()
    if plan.fingerprint and stored.get(CIRCUMSTANCES) != plan.fingerprint:
        new[CIRCUMSTANCES] = plan.fingerprint
    if stored.get(REACHED, "0") != str(plan.reach):
        new[REACHED] = str(plan.reach)
    return new
