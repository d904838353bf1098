"""Changes of the tables, each inside a transaction that its caller began."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Date, Table, bindparam, delete, func, insert, literal, select, update

from calendars.events import Event, Source, first_day
from calendars.leads import farthest
from calendars.people import Group, Person
from rules import FIRST_DAY, shift

from . import tables
from .named import NamedFeed
from .opening import asking
from .people import text_of
from .reading import LAST_CHANGE, asked_in_parts, last_change
from .rows import Saved, bare, checked_row, compact, event_text, notice_row
from .tables import own, own_columns
from .watching import REACHED

REACH = 62
"""For so many days ahead a pass looks at an event that it has not seen; more, where its leads or a reader's are longer."""


class Log:
    """What a transaction touches, as it was before it."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], str | None] = {}
        """By thing (event, decisions, notice, year) and key: its row as text; None where there was none."""
        self.always = False
        """Whether it is a step even where nothing was changed."""

    def before(self, thing: str, key: str, text: str | None) -> None:
        """Remembers what was there first."""
        self.known.setdefault((thing, key), text)


def write(
    connection: Connection,
    wanted: Mapping[str, Event],
    before: Mapping[str, Event],
    moment: datetime,
    log: Log,
    *,
    force: bool = False,
) -> Saved:
    """Sorts the wanted events by what is stored and writes the difference; with `force` what is alike is stamped as well."""
    new = [uid for uid in wanted if uid not in before]
    buried = sequences_of_removed(connection, new)
    added = [_arrived(wanted[uid], buried.get(uid, 0), moment) for uid in new]
    changed, unchanged = [], []
    for uid, old in before.items():
        if not force and bare(old) == bare(wanted[uid]):
            unchanged.append(old)
        else:
            sequence = max(old.sequence + 1, wanted[uid].sequence)
            changed.append(
                replace(
                    wanted[uid], sequence=sequence, created=old.created, updated=moment, completions=old.completions
                )
            )
    for event in added:
        log.before("event", event.uid, None)
    for event in changed:
        log.before("event", event.uid, event_text(before[event.uid]))
    insert_events(connection, added)
    watch(connection, added, buried)
    update_events(connection, changed)
    void_reminders(connection, [event.uid for event in changed])
    remember_tags(connection, {tag for event in (*added, *changed) if not event.withheld for tag in event.tags})
    if buried:
        grave = own(tables.removals) & (tables.removals.c.uid == bindparam("b_uid"))
        connection.execute(delete(tables.removals).where(grave), [{"b_uid": uid} for uid in buried])
    if added or changed:
        touch(connection, moment)
    return Saved(tuple(added), tuple(changed), tuple(unchanged))


def _arrived(event: Event, least: int, moment: datetime) -> Event:
    """A new event with its stamps; those that it brings from another database stay."""
    sequence = max(event.sequence, least)
    return replace(event, sequence=sequence, created=event.created or moment, updated=event.updated or moment)


def sources_of(events: Iterable[Event], extra: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The notice rows of the events by key; `extra` goes to the one notice that they share.

    Raises ValueError where two sources disagree on a notice, or `extra` has not exactly one to go to.
    """
    facts: dict[str, dict[str, Any]] = {}
    for event in events:
        if event.source:
            row = notice_row(event.source)
            if facts.setdefault(row["digest"], row) != row:
                raise ValueError(f"two sources disagree on their notice: {row!r} and {facts[row['digest']]!r}")
    if extra and len(facts) > 1:
        raise ValueError(f"these events come from {len(facts)} notices, the text is of one")
    return {key: {**row, **extra} for key, row in facts.items()}


def keep_notices(connection: Connection, facts: Mapping[str, Mapping[str, Any]], moment: datetime, log: Log) -> None:
    """Adds the notices that are new and corrects those of which something else is known now.

    Their events show the notice's title and number: where one is corrected, each of its events is changed with it.
    """
    for key, row in facts.items():
        match = own(tables.notices) & (tables.notices.c.digest == key)
        old = connection.execute(select(*own_columns(tables.notices)).where(match)).mappings().one_or_none()
        if old is None:
            log.before("notice", key, None)
            connection.execute(insert(tables.notices), {**row, "added": moment})
            continue
        news = {name: value for name, value in row.items() if old[name] != value}
        if news:
            log.before("notice", key, notice_text(old))
            connection.execute(update(tables.notices).where(match).values(news))
        if news.keys() & notice_row(Source()).keys():
            stamp = {"sequence": tables.events.c.sequence + 1, "updated": moment}
            its = own(tables.events) & (tables.events.c.notice == key)
            connection.execute(update(tables.events).where(its).values(stamp))
            named = connection.execute(select(tables.events.c.uid).where(its)).scalars()
            void_reminders(connection, list(named))
            touch(connection, moment)


def notice_text(row: Mapping[Any, Any]) -> str:
    """The row of a notice as JSON text, without when it came."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
    return compact({name: value for name, value in plain.items() if name != "added"})


def put_year(connection: Connection, year: int, content: str | None, moment: datetime, log: Log) -> None:
    """Keeps a year of days off, in place of what was kept of it; None takes it out."""
    table = tables.holiday_years
    match = own(table) & (table.c.year == year)
    known = connection.execute(select(table.c.content).where(match)).scalar()
    log.before("year", str(year), known)
    connection.execute(delete(table).where(match))
    if content is not None:
        connection.execute(insert(table), {"year": year, "content": content, "added": moment})
    touch(connection, moment)


def put_feed(connection: Connection, feed: NamedFeed, old: NamedFeed | None, moment: datetime) -> NamedFeed:
    """The named feed as it is stored in place of the old one, its sequence counted up; one that is removed loses its tokens."""
    if feed.removed is not None:
        tokens = tables.tokens
        its = own(tokens) & (tokens.c.sort == "feed") & (tokens.c.subject == feed.name) & tokens.c.ended.is_(None)
        connection.execute(update(tokens).where(its).values(ended=moment, ending="revoked"))
    new = replace(
        feed,
        published=feed.is_open or bool(old and old.published),
        sequence=old.sequence + 1 if old else 0,
        created=old.created if old else moment,
        updated=moment,
    )
    table = tables.named_feeds
    connection.execute(delete(table).where(own(table), table.c.name == feed.name))
    row = {column.name: getattr(new, column.name) for column in own_columns(table)}
    connection.execute(insert(table), row | {"selection": compact(new.selection.to_json())})
    touch(connection, moment)
    return new


def put_person(connection: Connection, key: str, new: Person | None, old: Person | None, moment: datetime) -> None:
    """Keeps the person in place of what was there, None for nobody; what waits for him is taken back: the next run plans anew."""
    _put_row(connection, tables.people, {"key": key}, new, old.sequence + 1 if old else 0, moment)
    void_reader(connection, key)


def put_group(connection: Connection, name: str, new: Group | None, old: Group | None, moment: datetime) -> None:
    """Keeps the group in place of what was there, None for none; what waits for its members is taken back."""
    _put_row(connection, tables.people_groups, {"name": name}, new, old.sequence + 1 if old else 0, moment)
    for key in {member for one in (old, new) if one for member in one.members}:
        void_reader(connection, key)


def _put_row(
    connection: Connection,
    table: Table,
    match: Mapping[str, str],
    new: Person | Group | None,
    nth: int,
    moment: datetime,
) -> None:
    column, key = next(iter(match.items()))
    connection.execute(delete(table).where(own(table), table.c[column] == key))
    if new:
        connection.execute(insert(table), {**match, "content": text_of(new), "sequence": nth, "updated": moment})
    touch(connection, moment)


def void_reader(connection: Connection, key: str, channel: str | None = None) -> None:
    """Takes back what waits for one reader, as `void_reminders` does for events; with a channel what would go by it."""
    table = tables.deliveries
    match = own(table) & (table.c.recipient == key) & table.c.state.in_(("pending", "dead"))
    if channel is not None:
        match &= table.c.channel == channel
    wake(connection, list(connection.execute(select(table.c.event_uid).where(match).distinct()).scalars()))
    connection.execute(update(table).where(match).values(state="void"))


def waiting_for(connection: Connection, key: str) -> int:
    """How many reminders wait for one reader."""
    table = tables.deliveries
    waiting = own(table) & (table.c.recipient == key) & table.c.state.in_(("pending", "dead"))
    return int(connection.execute(select(func.count()).select_from(table).where(waiting)).scalar_one())


def restamp(connection: Connection, events: Iterable[Event], moment: datetime, log: Log) -> None:
    """Counts up the sequence of events whose dates moved though their rules did not."""
    uid = own(tables.events) & (tables.events.c.uid == bindparam("b_uid"))
    stamp = {"sequence": tables.events.c.sequence + 1, "updated": moment}
    rows = []
    for event in events:
        log.before("event", event.uid, event_text(event))
        rows.append({"b_uid": event.uid})
    if rows:
        connection.execute(update(tables.events).where(uid).values(stamp), rows)
        void_reminders(connection, [row["b_uid"] for row in rows])


def remember_tags(connection: Connection, tags: Collection[str]) -> None:
    """Keeps the tags, whose feeds are there for ever from now on."""
    known = {
        tag
        for (tag,) in asked_in_parts(
            asking(connection), "SELECT tag FROM tags_used WHERE org = this_org() AND tag", sorted(tags)
        )
    }
    if new := [{"tag": tag} for tag in sorted(tags) if tag not in known]:
        connection.execute(insert(tables.tags_used), new)


def void_reminders(connection: Connection, uids: Sequence[str]) -> None:
    """Takes back the reminders of events that have not gone out: what they say is no longer so.

    The next run plans anew what is still to be said.
    """
    table = tables.deliveries
    match = own(table) & (table.c.event_uid == bindparam("b_uid"))
    waiting = (table.c.state == "pending") | (table.c.state == "dead")
    if uids:
        connection.execute(update(table).where(match & waiting).values(state="void"), [{"b_uid": uid} for uid in uids])
    wake(connection, uids)


def void_entries(connection: Connection, uid: str, keys: Collection[str], reader: str | None = None) -> None:
    """Takes back the reminders of some dates of an event that have not gone out, as `void_reminders` does those of all.

    With a reader only his.
    """
    table = tables.deliveries
    waiting = (table.c.state == "pending") | (table.c.state == "dead")
    match = own(table) & (table.c.event_uid == uid) & (table.c.entry_uid == bindparam("b_entry")) & waiting
    if reader is not None:
        match &= table.c.recipient == reader
    if keys:
        connection.execute(
            update(table).where(match).values(state="void"), [{"b_entry": f"{uid}-{key}"} for key in keys]
        )
    wake(connection, [uid])


def wake(connection: Connection, uids: Sequence[str]) -> None:
    """Has the next pass over the reminders look at these events."""
    table = tables.watches
    if uids:
        change = update(table).where(own(table), table.c.uid == bindparam("b_uid")).values(wakes=FIRST_DAY)
        connection.execute(change, [{"b_uid": uid} for uid in uids])


def wake_all(connection: Connection) -> None:
    """Has the next pass over the reminders look at every event."""
    connection.execute(delete(tables.watches).where(own(tables.watches)))
    day = literal(FIRST_DAY, Date)
    everything = select(func.this_org(), tables.events.c.uid, day, day).where(own(tables.events))
    names = ["org", "uid", "nearest", "wakes"]
    connection.execute(insert(tables.watches).from_select(names, everything))


def watch(connection: Connection, added: Sequence[Event], known: Collection[str]) -> None:
    """Says from when on new events are to be looked at; those that are known were here before, and are at once.

    An event that is removed is watched until the next pass: perhaps somebody was told of it.
    """
    mark = own(tables.marks) & (tables.marks.c.name == REACHED)
    asked = connection.execute(select(tables.marks.c.value).where(mark)).scalar() if added else None
    least = max(REACH, int(asked or 0))
    rows = []
    for event in added:
        first = first_day(event.recurrence)
        longest = farthest(event.leads or ())
        wakes = FIRST_DAY if event.uid in known else shift(first, -max(least, longest))
        rows.append({"uid": event.uid, "nearest": shift(first, -longest), "wakes": wakes})
    if rows:
        gone = delete(tables.watches).where(own(tables.watches), tables.watches.c.uid == bindparam("b_uid"))
        connection.execute(gone, [{"b_uid": row["uid"]} for row in rows])
        connection.execute(insert(tables.watches), rows)


def bury(connection: Connection, events: Sequence[Event], moment: datetime, log: Log) -> None:
    """Removes events and keeps their sequences, with which they count on should they come back."""
    for event in events:
        log.before("event", event.uid, event_text(event))
    match = own(tables.events) & (tables.events.c.uid == bindparam("b_uid"))
    rows = [{"uid": event.uid, "sequence": event.sequence, "removed": moment} for event in events]
    if rows:
        connection.execute(delete(tables.events).where(match), [{"b_uid": event.uid} for event in events])
        connection.execute(insert(tables.removals), rows)
        void_reminders(connection, [event.uid for event in events])
        touch(connection, moment)


def insert_events(connection: Connection, added: Sequence[Event]) -> None:
    """Writes new events."""
    if rows := [checked_row(event, *stamps(event)) for event in added]:
        connection.execute(insert(tables.events), rows)


def update_events(connection: Connection, changed: Sequence[Event]) -> None:
    """Writes events over those with their UIDs."""
    rows = [checked_row(event, *stamps(event)) for event in changed]
    if rows:
        values: dict[str, Any] = {name: bindparam("v_" + name) for name in rows[0] if name != "uid"}
        statement = (
            update(tables.events).where(own(tables.events), tables.events.c.uid == bindparam("v_uid")).values(values)
        )
        connection.execute(statement, [{"v_" + name: value for name, value in row.items()} for row in rows])


def stamps(event: Event) -> tuple[datetime, datetime]:
    """When a stamped event was created and last changed."""
    if event.created is None or event.updated is None:
        raise ValueError(f"not stamped: {event!r}")
    return event.created, event.updated


def sequences_of_removed(connection: Connection, uids: Sequence[str]) -> dict[str, int]:
    """The sequence with which each of these comes back that was removed before."""
    rows = asked_in_parts(asking(connection), "SELECT uid, sequence FROM removals WHERE org = this_org() AND uid", uids)
    return {uid: sequence + 2 for uid, sequence in rows}  # to go was a change too, which messages told: see `departed`


def touch(connection: Connection, moment: datetime) -> None:
    """Sets the mark of the last change, always later than before, even where the clock went back."""
    before = last_change(asking(connection))
    value = tables.write_instant(moment if before is None or moment > before else before + timedelta(microseconds=1))
    if before is None:
        connection.execute(insert(tables.marks), {"name": LAST_CHANGE, "value": value})
    else:
        connection.execute(
            update(tables.marks).where(own(tables.marks), tables.marks.c.name == LAST_CHANGE).values(value=value)
        )


def use_link(connection: Connection, nonce: str, expires: date, today: date) -> bool:
    """Whether the link was not used before; from now on it is. Those that have expired are forgotten."""
    table = tables.links_used
    connection.execute(delete(table).where(own(table), table.c.expires < today))
    if connection.execute(select(table.c.nonce).where(own(table), table.c.nonce == nonce)).first():
        return False
    connection.execute(insert(table), {"nonce": nonce, "expires": expires})
    return True
