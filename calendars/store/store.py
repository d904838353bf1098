"""The store: saves, finds, changes and removes events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, delete, func, insert, select, true, update

from calendars.events import Event, Source, UnknownEvent
from rules import Message

from . import tables
from .errors import AmbiguousUid, StoreError, UnknownNotice
from .health import problems
from .opening import bring_up, file_of, make_engine, make_file, place_of, read_url, reading, writing
from .rows import COLUMNS, NOTICE_FACTS, BadRow, KeptNotice, Loader, bare, checked_row, notice_row

PATIENCE = 10.0
SHORTEST_PREFIX = 4
CHUNK = 500
STAMPED = ("uid", "sequence", "created", "updated")
"""What the store sets itself: no edit changes it."""
LAST_CHANGE = "last change"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the events that were saved, as they stand in the store now."""

    added: tuple[Event, ...] = ()
    changed: tuple[Event, ...] = ()
    unchanged: tuple[Event, ...] = ()


class Store:
    """Events in a database. Each method is one transaction: it is done whole or not at all.

    >>> with Store.open("sqlite://") as store:
    ...     store.count()
    0

    Every method raises StoreError where the database does not answer.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self.engine = engine
        """For the tables of the scheduler; transactions on it take the write lock when they begin."""
        self.place = place
        """How messages name the database: a file, or an address without password."""

    @classmethod
    def open(cls, url: str, *, patience: float = PATIENCE) -> Self:
        """The store at a database URL, made where it is missing and brought up to this version.

        `sqlite:///relative/or//absolute/file.sqlite3`, `sqlite://` in memory, or `postgresql://…`. A lock that another
        program holds is waited for `patience` seconds. Folder and file are made for their owner only.

        Raises StoreError.
        """
        address = read_url(url)
        place = place_of(address)
        engine = make_engine(address, patience)
        try:
            if path := file_of(address):
                make_file(path)
            bring_up(engine, place)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, place)

    def close(self) -> None:
        """Gives the connections back; the store cannot be used afterwards."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- reading ------------------------------------------------------------------------------------------------------

    def events(self, kind: str | None = None, tag: str | None = None, ending_from: date | None = None) -> list[Event]:
        """The events in the order in which they were added, then by UID.

        With `ending_from` those are left out that certainly have no day on that date or after it.
        """
        wanted: list[ColumnElement[bool]] = []
        if kind is not None:
            wanted.append(tables.events.c.kind == kind)
        if ending_from is not None:
            wanted.append(tables.events.c.last_day >= ending_from)
        query = select(*COLUMNS).where(true(), *wanted).order_by(tables.events.c.created, tables.events.c.uid)
        with reading(self.engine, self.place) as connection:
            rows: Sequence[Sequence[Any]] = connection.execute(query).all()
            loader = Loader(facts_of(connection))
        if tag is not None:
            rows = [row for row in rows if tag in loader.tags_of(row[4])]
        return self._loaded(loader, rows)

    def event(self, uid: str) -> Event:
        """The event with the UID, or with the only UID that begins so; a beginning has 4 characters or more.

        Raises UnknownEvent, AmbiguousUid.
        """
        with reading(self.engine, self.place) as connection:
            return self._find(connection, uid)

    def notice(self, digest: str) -> KeptNotice:
        """The notice with the digest.

        Raises UnknownNotice.
        """
        with reading(self.engine, self.place) as connection:
            row = connection.execute(select(tables.notices).where(tables.notices.c.digest == digest)).one_or_none()
        if row is None:
            raise UnknownNotice(digest)
        return KeptNotice(*row)

    def tags(self) -> list[str]:
        """Every tag in use, sorted."""
        with reading(self.engine, self.place) as connection:
            texts = connection.scalars(select(tables.events.c.tags).distinct()).all()
        loader = Loader({})
        return sorted({tag for text in texts for tag in loader.tags_of(text)})

    def kinds(self) -> list[str]:
        """Every kind in use, sorted."""
        with reading(self.engine, self.place) as connection:
            return sorted(connection.scalars(select(tables.events.c.kind).distinct()))

    def count(self) -> int:
        """How many events there are."""
        with reading(self.engine, self.place) as connection:
            return connection.scalar(select(func.count()).select_from(tables.events)) or 0

    def last_change(self) -> datetime | None:
        """When an event was last added, changed or removed (UTC); it only ever grows. None where nothing ever was."""
        with reading(self.engine, self.place) as connection:
            return last_change(connection)

    def check(self) -> list[StoreError]:
        """What is wrong with the database, each with its remedy; empty for a sound one. Reads all of it."""
        return problems(self.engine, self.place)

    # -- writing ------------------------------------------------------------------------------------------------------

    def save(
        self,
        events: Iterable[Event],
        now: datetime,
        notice_text: str | None = None,
        *,
        name: str | None = None,
        printed: date | None = None,
        reference: date | None = None,
    ) -> Saved:
        """What was added, what was changed and what was there already: an event with the UID and the same content.

        A changed event keeps `created` and counts `sequence` up. Of several events with one UID the first is taken.
        `notice_text`, the name of its file, its day of printing and the reference day belong to the notice from which
        all these events were read.

        Raises ValueError for a `now` without time zone, an event that cannot be stored exactly, sources that disagree
        on their notice; BadText.
        """
        moment = utc(now)
        wanted: dict[str, Event] = {}
        for event in events:
            wanted.setdefault(event.uid, event)
        extra = {"text": notice_text, "name": name, "printed": printed, "reference": reference}
        facts = sources_of(wanted.values(), {key: value for key, value in extra.items() if value is not None})
        with writing(self.engine, self.place) as connection:
            before = {event.uid: event for event in self._stored(connection, list(wanted))}
            keep_notices(connection, facts, moment)
            return self._write(connection, wanted, before, moment)

    def edit(self, uid: str, now: datetime, **changes: Any) -> Event:
        """The event after its change, as in `edit(uid, now, title="…")`; without a difference it stays as it is.

        Raises UnknownEvent, AmbiguousUid; ValueError for a field that the store sets itself, TypeError for no field.
        """
        if refused := [name for name in changes if name in STAMPED]:
            raise ValueError(f"the store sets {', '.join(refused)} itself")
        moment = utc(now)
        with writing(self.engine, self.place) as connection:
            old = self._find(connection, uid)
            new = replace(old, **changes)
            keep_notices(connection, sources_of([new], {}), moment)
            saved = self._write(connection, {old.uid: new}, {old.uid: old}, moment)
            return (*saved.changed, *saved.unchanged)[0]

    def remove(self, uid: str, now: datetime) -> Event:
        """The event that was removed; its notice stays.

        Raises UnknownEvent, AmbiguousUid.
        """
        moment = utc(now)
        with writing(self.engine, self.place) as connection:
            event = self._find(connection, uid)
            connection.execute(delete(tables.events).where(tables.events.c.uid == event.uid))
            grave = {"uid": event.uid, "sequence": event.sequence, "removed": moment}
            connection.execute(insert(tables.removals), grave)
            touch(connection, moment)
            return event

    # -- inside a transaction -----------------------------------------------------------------------------------------

    def _write(
        self, connection: Connection, wanted: Mapping[str, Event], before: Mapping[str, Event], moment: datetime
    ) -> Saved:
        """Sorts the wanted events by what is stored and writes the difference."""
        new = [uid for uid in wanted if uid not in before]
        buried = sequences_of_removed(connection, new)
        added = [
            replace(wanted[uid], sequence=max(wanted[uid].sequence, buried.get(uid, 0)), created=moment, updated=moment)
            for uid in new
        ]
        changed, unchanged = [], []
        for uid, old in before.items():
            if bare(old) == bare(wanted[uid]):
                unchanged.append(old)
            else:
                stamps: dict[str, Any] = {"sequence": old.sequence + 1, "created": old.created, "updated": moment}
                changed.append(replace(wanted[uid], **stamps))
        insert_events(connection, added)
        update_events(connection, changed)
        if buried:
            connection.execute(delete(tables.removals).where(tables.removals.c.uid == bindparam("b_uid")),
                               [{"b_uid": uid} for uid in buried])  # fmt: skip
        if added or changed:
            touch(connection, moment)
        return Saved(tuple(added), tuple(changed), tuple(unchanged))

    def _stored(self, connection: Connection, uids: Sequence[str]) -> Iterator[Event]:
        """The events with these UIDs that exist, in the order asked."""
        found: dict[str, Sequence[Any]] = {}
        for part in chunks(uids):
            query = select(*COLUMNS).where(tables.events.c.uid.in_(part))
            found |= {row[0]: row for row in connection.execute(query)}
        if not found:
            return iter(())
        loader = Loader(facts_of(connection, {row[7] for row in found.values()}))
        return iter(self._loaded(loader, [found[uid] for uid in uids if uid in found]))

    def _find(self, connection: Connection, uid: str) -> Event:
        """The event with the UID, or the only one that begins so."""
        for event in self._stored(connection, [uid]):
            return event
        if len(uid) < SHORTEST_PREFIX:
            raise UnknownEvent(uid)
        begins = func.lower(tables.events.c.uid).startswith(uid.lower(), autoescape=True)
        uids = connection.scalars(
            select(tables.events.c.uid).where(begins).order_by(tables.events.c.uid).limit(6)
        ).all()
        if not uids:
            raise UnknownEvent(uid)
        if len(uids) > 1:
            raise AmbiguousUid(uid, uids)
        return next(iter(self._stored(connection, uids)))

    def _loaded(self, loader: Loader, rows: Iterable[Sequence[Any]]) -> list[Event]:
        try:
            return [loader.event(row) for row in rows]
        except BadRow as error:
            said = Message("the event {uid} cannot be read", uid=error.uid)
            remedy = Message("a newer version may have written it: update yueling, or put a backup in its place")
            raise StoreError(self.place, said, remedy) from error


def utc(now: datetime) -> datetime:
    """The moment in UTC; raises ValueError for one without time zone."""
    if now.tzinfo is None:
        raise ValueError(f"now needs a time zone: {now!r}")
    return now.astimezone(UTC)


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """The values in runs that fit into one statement."""
    return (values[i : i + CHUNK] for i in range(0, len(values), CHUNK))


def facts_of(connection: Connection, keys: Iterable[str | None] | None = None) -> dict[str, Any]:
    """Title, number, issuer and day of issue of the notices with these keys, or of all, by key."""
    if keys is None:
        return {row[0]: tuple(row[1:]) for row in connection.execute(NOTICE_FACTS)}
    found: dict[str, Any] = {}
    for part in chunks([key for key in keys if key]):
        query = NOTICE_FACTS.where(tables.notices.c.digest.in_(part))
        found |= {row[0]: tuple(row[1:]) for row in connection.execute(query)}
    return found


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


def keep_notices(connection: Connection, facts: Mapping[str, Mapping[str, Any]], moment: datetime) -> None:
    """Adds the notices that are new and corrects those of which something else is known now.

    Their events show the notice's title and number: where one is corrected, each of its events is changed with it.
    """
    for key, row in facts.items():
        match = tables.notices.c.digest == key
        old = connection.execute(select(tables.notices).where(match)).mappings().one_or_none()
        if old is None:
            connection.execute(insert(tables.notices), {**row, "added": moment})
            continue
        news = {name: value for name, value in row.items() if old[name] != value}
        if news:
            connection.execute(update(tables.notices).where(match).values(news))
        if news.keys() & notice_row(Source()).keys():
            stamp = {"sequence": tables.events.c.sequence + 1, "updated": moment}
            connection.execute(update(tables.events).where(tables.events.c.notice == key).values(stamp))
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
        statement = update(tables.events).where(tables.events.c.uid == bindparam("v_uid")).values(values)
        connection.execute(statement, [{"v_" + name: value for name, value in row.items()} for row in rows])


def stamps(event: Event) -> tuple[datetime, datetime]:
    """When a stamped event was created and last changed."""
    if event.created is None or event.updated is None:
        raise ValueError(f"not stamped: {event!r}")
    return event.created, event.updated


def sequences_of_removed(connection: Connection, uids: Sequence[str]) -> dict[str, int]:
    """The sequence with which each of these comes back that was removed before."""
    found: dict[str, int] = {}
    for part in chunks(uids):
        query = select(tables.removals.c.uid, tables.removals.c.sequence).where(tables.removals.c.uid.in_(part))
        found |= {uid: sequence + 1 for uid, sequence in connection.execute(query)}
    return found


def last_change(connection: Connection) -> datetime | None:
    """The mark of the last change."""
    value = connection.scalar(select(tables.marks.c.value).where(tables.marks.c.name == LAST_CHANGE))
    return datetime.fromisoformat(value) if value else None


def touch(connection: Connection, moment: datetime) -> None:
    """Sets the mark of the last change, always later than before, even where the clock went back."""
    before = last_change(connection)
    value = tables.write_instant(moment if before is None or moment > before else before + timedelta(microseconds=1))
    if before is None:
        connection.execute(insert(tables.marks), {"name": LAST_CHANGE, "value": value})
    else:
        connection.execute(update(tables.marks).where(tables.marks.c.name == LAST_CHANGE).values(value=value))
