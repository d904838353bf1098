"""The store: saves, finds, changes and removes events."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from calendars.events import Event
from rules import Reckoning

from . import reading
from .database import Database
from .errors import StoreError
from .files import Identity, keep_logs, make_folders, set_aside
from .rows import KeptNotice, Saved, compact
from .scope import EVERY, FIRST

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from calendars.duties.states import DutyState
    from calendars.organisations import Organisation
    from calendars.people import Group, Person
    from calendars.statements import Statement
    from rules import HolidayYear

    from .backup import Contents
    from .changing import Changing
    from .decided import Decision
    from .history import Past, Step
    from .moving import Checksum
    from .named import NamedFeed
    from .subscribed import Subscription

PATIENCE = 10.0
AWAITED = """SELECT d.key FROM deliveries d WHERE d.org = this_org() AND d.event_uid = :uid AND d.state = 'sent'
 AND d.due >= :today AND d.lead <> 'called off' AND NOT EXISTS (SELECT 1 FROM deliveries l WHERE l.org = d.org
 AND l.event_uid = d.event_uid AND l.entry_uid = d.entry_uid AND l.state = 'sent' AND l.recipient = d.recipient
 AND l.channel = d.channel AND l.sent > d.sent) LIMIT 1"""
STAMPED = ("uid", "sequence", "created", "updated")
"""What the store sets itself: no edit changes it."""


class Store:
    """Events in a database. Each method is one transaction: it is done whole or not at all.

    >>> with Store.open("sqlite://") as store:
    ...     store.count()
    0

    Every method raises StoreError where the database does not answer. Threads may share a store.
    """

    def __init__(self, database: Database, org: int = FIRST, *, is_borrowed: bool = False) -> None:
        self._database = database
        self._is_borrowed = is_borrowed
        self.org = org
        """The number of the organisation whose rows it keeps: it sees and writes no others."""

    @classmethod
    def open(
        cls, url: str, *, create: bool = False, patience: float = PATIENCE, org: str = "", closed: bool = False
    ) -> Self:
        """The store at a database URL, brought up to this version; made where it is missing only with `create`.

        `sqlite:///relative/or//absolute/file.sqlite3`, `sqlite://` in memory, or `postgresql://…`. A lock that another
        program holds is waited for `patience` seconds. Folder and file are made for their owner only. `org` is the key of
        the organisation whose store it is, by default that of the first one; a `closed` one is opened where it is only read.

        Raises StoreError; MissingStore where there is no database; UnknownOrganisation, ClosedOrganisation.
        """
        database = Database(url, patience)
        try:
            database.prepare(create)
            number = cls(database).organisation(org, closed=closed).number if org else FIRST
        except BaseException:
            database.close()
            raise
        return cls(database, number)

    def within(self, org: int) -> Self:
        """The store of another organisation in the same database, by its number; closing it leaves the database open."""
        return type(self)(self._database, org, is_borrowed=True)

    def organisations(self) -> list[Organisation]:
        """Every organisation, also those that are closed, the first one first, in the order of their numbers."""
        from . import organisations  # few have more than one

        with self._asking() as ask:
            return organisations.all_of_them(ask)

    def organisation(self, key: str | None = None, *, closed: bool = False) -> Organisation:
        """The organisation with the key, which takes part; without a key the one whose store this is.

        Raises UnknownOrganisation; ClosedOrganisation, unless `closed` ones are meant too.
        """
        from . import organisations  # few have more than one

        with self._asking() as ask:
            if key is None:
                return organisations.with_number(ask, self.org)
            found = organisations.with_key(ask, key)
            return found if closed else found.refuse_closed()

    def own_settings(self) -> str | None:
        """The settings of the organisation, as the TOML that a person wrote; None where it has none of its own."""
        from . import organisations  # few have more than one

        with self._asking() as ask:
            return organisations.settings_of(ask, self.org)

    @contextmanager
    def organising(self) -> Iterator[Connection]:
        """A connection in a transaction that writes in the scope of all organisations, all of it or nothing."""
        from . import opening  # who only reads needs none of it

        with opening.writing(self.within(EVERY).engine, self.place) as connection:
            reading.refuse_moved(opening.asking(connection), self.place)
            yield connection

    def with_organisation(self, key: str, now: datetime) -> Self:
        """The store of the organisation with the key, added under the first one where there is none; raises BadOrganisation."""
        from calendars.organisations import UnknownOrganisation, checked_key

        from . import organisations  # few have more than one

        if not key:
            return self
        with suppress(UnknownOrganisation):
            return self.within(self.organisation(key).number)
        with self.organising() as connection:
            return self.within(organisations.add(connection, checked_key(key), "", FIRST, utc(now)))

    @property
    def in_memory(self) -> bool:
        """Whether the database is gone when the store is closed."""
        return self._database.in_memory

    @property
    def identity(self) -> Identity | None:
        """What tells the database from another one in its place; None where it is on a server, or away."""
        return self._database.identity

    @cached_property
    def engine(self) -> Engine:
        """SQLAlchemy's engine in the organisation's scope, for the tables of the scheduler.

        A transaction on it takes the write lock as it begins; with the execution option `reading=True` it takes none.
        """
        return self._database.engine.execution_options(org=self.org)

    def brief_engine(self, patience: float) -> Engine:
        """One in the organisation's scope whose transactions wait no longer for anything: one for all of the database."""
        return self._database.brief(patience).execution_options(org=self.org)

    @property
    def place(self) -> str:
        """How messages name the database: its file, or its address without the password."""
        return self._database.place

    def close(self) -> None:
        """Gives the connections back; the store cannot be used afterwards. One that `within` gave leaves that to the other."""
        if not self._is_borrowed:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _asking(self) -> AbstractContextManager[reading.Ask]:
        database = self._database
        if database.file:
            return reading.file_asked(database.file, self.place, database.patience, self.org)
        from .opening import engine_asked  # SQLAlchemy is slow to load

        return engine_asked(self.engine, self.place)

    def events(
        self,
        kind: str | Collection[str] | None = None,
        tag: str | Collection[str] | None = None,
        ending_from: date | None = None,
        words: str | None = None,
    ) -> list[Event]:
        """The events in the order in which they were added, then by UID; of several kinds or tags one is enough.

        With `ending_from` those are left out that certainly have no day on that date or after it. All the words of
        `words` stand somewhere in the event, its notice or its tags; raises BadSearch where there are none.
        """
        found = None
        if words is not None:
            from . import searching  # only who looks for words needs it

            found = searching.condition(searching.words_of(words))
        with self._asking() as ask:
            return reading.events(ask, self.place, kind, tag, ending_from, found)

    def events_awake(self, today: date, until: date | None = None) -> list[Event]:
        """The events of which a pass over the reminders could say something on that day.

        With `until` also those that it would else pass over, as far as they have a day up to then.
        """
        from .watching import events_awake  # only who reminds needs it

        with self._asking() as ask:
            return events_awake(ask, self.place, today, until)

    def meant(self, words: str) -> list[Event]:
        """The events that somebody may mean by a UID, the beginning of one, the UID of a feed's entry, or a title.

        The whole UID and the whole title mean their event alone; else all that fit, a dozen at most; a UID's beginning has
        4 characters or more.
        """
        from . import searching  # only who looks for words needs it

        with self._asking() as ask:
            return searching.meant(ask, self.place, words, self.org)

    def event(self, uid: str) -> Event:
        """The event with the UID, or with the only UID that begins so; a beginning has 4 characters or more.

        Raises UnknownEvent, AmbiguousUid.
        """
        with self._asking() as ask:
            return reading.event(ask, self.place, uid)

    def followers(self, uid: str) -> list[Event]:
        """The events whose dates follow those of one, and those that follow these."""
        with self._asking() as ask:
            return reading.followers(ask, self.place, uid)

    def notice(self, digest: str) -> KeptNotice:
        """The notice with the digest.

        Raises UnknownNotice.
        """
        with self._asking() as ask:
            return reading.notice(ask, digest)

    def notices(self) -> list[KeptNotice]:
        """The notices without their texts, in the order in which they were stored."""
        with self._asking() as ask:
            return reading.notices(ask)

    def statements_in(self, digest: str) -> dict[str, list[Statement]]:
        """What one notice says of events, by their UID."""
        from .statements import statements_in  # only who looks into a notice needs it

        with self._asking() as ask:
            return statements_in(ask, [digest])

    def statements(self, uids: Sequence[str]) -> dict[str, list[Statement]]:
        """What notices say of these events, by UID, in the order in which it was stored."""
        from .statements import statements_of  # only who asks why needs it

        with self._asking() as ask:
            return statements_of(ask, uids)

    def papers(self) -> list[tuple[KeptNotice, int]]:
        """The notices that have a text, without it, with how many events each speaks of, the last issued first."""
        from . import papers  # only who shows notices needs it

        with self._asking() as ask:
            return papers.papers(ask)

    def unwanted_in(self, digest: str) -> list[Event]:
        """What was read in the notice and a person did not want on the calendar."""
        from . import papers  # only who shows notices needs it

        with self._asking() as ask:
            return papers.unwanted_in(ask, self.place, digest)

    def files(self) -> dict[str, str | None]:
        """The digests of the files that this version read, with why one could not be."""
        from .changing import READER  # only who goes through folders needs it

        with self._asking() as ask:
            rows = ask(
                "SELECT digest, error FROM files WHERE org = this_org() AND reader = :reader", {"reader": READER}
            )
            return {str(digest): error for digest, error in rows}

    def drafts(self) -> list[tuple[int, Event]]:
        """What was read and waits for a person, with its numbers."""
        from .statements import drafts  # only who reviews needs it

        with self._asking() as ask:
            return drafts(ask, self.place)

    def tags(self) -> list[str]:
        """Every tag in use, sorted."""
        with self._asking() as ask:
            return reading.tags(ask)

    def tags_used(self) -> list[str]:
        """Every tag that an event ever had, sorted."""
        with self._asking() as ask:
            return reading.tags_used(ask)

    def named_feeds(self) -> list[NamedFeed]:
        """The feeds that somebody named, also those that were removed, by name."""
        from .named import named_feeds  # only who publishes needs it

        with self._asking() as ask:
            return named_feeds(ask)

    def named_feed(self, name: str) -> NamedFeed | None:
        """The named feed, also one that was removed; None where there never was one."""
        from .named import named_feed  # only who publishes needs it

        with self._asking() as ask:
            return named_feed(ask, name)

    def people(self) -> list[Person]:
        """Everybody who is reminded beside those of the settings, by name."""
        from .people import people  # only who reminds needs it

        with self._asking() as ask:
            return people(ask)

    def groups(self) -> list[Group]:
        """The groups of people, by name."""
        from .people import groups  # only who reminds needs it

        with self._asking() as ask:
            return groups(ask)

    def kinds(self) -> list[str]:
        """Every kind in use, sorted."""
        with self._asking() as ask:
            return reading.kinds(ask)

    def count(self) -> int:
        """How many events there are."""
        with self._asking() as ask:
            return reading.count(ask)

    def years(self) -> list[HolidayYear]:
        """The imported years of days off, in order."""
        with self._asking() as ask:
            return reading.years(ask, self.place)

    def reckoning(self) -> Reckoning:
        """The tables that the package ships and the imported years, which stand in place of shipped ones."""
        with self._asking() as ask:
            return reading.reckoning(ask, self.place)

    def last_change(self) -> datetime | None:
        """When an event was last added, changed or removed (UTC); it only ever grows. None where nothing ever was."""
        with self._asking() as ask:
            return reading.last_change(ask)

    def back_up(self, file: Path, now: datetime) -> Contents:
        """Writes everything, all of one moment, into what was named for output, as `files.output` says.

        Raises DatabaseInTheWay, NoFolder; OSError where the file cannot be written.
        """
        from ..files import output
        from . import backup, opening  # only who keeps a copy needs them

        with opening.snapshot(self.engine, self.place) as connection, output(file) as out:
            return backup.write(connection, out, utc(now))

    def put_back(self, file: Path, now: datetime, *, foreign: bool = False) -> Contents:
        """Makes everything what a backup says, or leaves it as it is; what calendars saw and readers were told counts on.

        That of another organisation is put back only where it is meant (`foreign`), without passwords, tokens and secret
        addresses. Raises BadBackup, ForeignBackup, OSError.
        """
        from . import backup, opening  # only who restores needs them

        found = backup.check(file)
        with opening.writing(self.engine, self.place) as connection:
            backup.put_back(connection, file, found, utc(now), foreign=foreign)
        return found

    def move_to(self, other: Store) -> dict[str, Checksum]:
        """Copies every row into another, empty store, whole or not at all, and notes here where everything went.

        Returns the checksum of each table, as both have it. Raises NotMoved.
        """
        from . import moving  # only who moves needs it

        return moving.move(self.engine, other.engine)

    def refuse_moved(self) -> None:
        """Raises StoreError where everything was moved into another database."""
        with self._asking() as ask:
            reading.refuse_moved(ask, self.place)

    @classmethod
    def make_from(
        cls, file: Path, backup: Path, now: datetime, aside: Path | None = None, *, org: str = "", foreign: bool = False
    ) -> Contents:
        """Makes an SQLite database of a backup where there is none; it stands there whole or not at all.

        With the key `org` it is that organisation's there, beside an empty first one. A broken one that is there goes
        `aside` when the other one is done. Raises BadBackup, ForeignBackup, BadOrganisation, StoreError, OSError.
        """
        file = Path(os.path.realpath(file))
        make_folders(file)
        handle, name = tempfile.mkstemp(prefix=".yueling-", dir=file.parent)
        os.close(handle)
        try:
            with cls.open(f"sqlite:///{name}", create=True) as store:
                found = store.with_organisation(org, now).put_back(backup, now, foreign=foreign)
            if aside:
                set_aside(file, aside)
            keep_logs(file)
            os.replace(name, file)
            return found
        finally:
            for end in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    os.unlink(name + end)

    def holds_anything(self) -> bool:
        """Whether somebody would miss what is stored."""
        from . import backup, opening  # only who restores needs them

        with opening.reading(self.engine, self.place) as connection:
            return backup.holds_anything(connection)

    def check(self) -> list[StoreError]:
        """What is wrong with the database, each with its remedy; empty for a sound one. Reads all of it."""
        from .health import problems  # only a check-up asks

        return problems(self.engine, self.place)

    def damage(self, seconds: float) -> str | None:
        """The part of the database that cannot be read now, `file` or a table; None where none is found in so many seconds."""
        from . import pulse  # only who watches over a server asks

        return pulse.damage_of_file(file, seconds) if (file := self._database.file) else pulse.damage_of(self._asking)

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

        A changed event keeps `created` and counts `sequence` up; a new one keeps the stamps that it brings. Of several
        events with one UID the first is taken.
        `notice_text`, the name of its file, its day of printing and the reference day belong to the notice from which
        all these events were read.

        Raises ValueError for a `now` without time zone, an event that cannot be stored exactly, sources that disagree
        on their notice; BadText.
        """
        extra = {"text": notice_text, "name": name, "printed": printed, "reference": reference}
        with self.changing(now, "add") as change:
            return change.save(events, {key: value for key, value in extra.items() if value is not None})

    def edit(self, uid: str, now: datetime, /, **changes: Any) -> Event:
        """The event after its change, as in `edit(uid, now, title="…")`; without a difference it stays as it is.

        Raises UnknownEvent, AmbiguousUid; ValueError for a field that the store sets itself, TypeError for no field.
        """
        if refused := [name for name in changes if name in STAMPED]:
            raise ValueError(f"the store sets {', '.join(refused)} itself")
        with self.changing(now, "edit") as change:
            saved = change.save([replace(change.event(uid), **changes)])
        return (*saved.changed, *saved.unchanged)[0]

    def add_year(self, year: HolidayYear, now: datetime, settled: Iterable[str] = ()) -> None:
        """Keeps a year of days off, in place of what was kept of it; the sequence of the settled UIDs is counted up."""
        with self.changing(now, "holidays", about=str(year.year)) as change:
            change.put_year(year.year, compact(year.to_json()), settled)

    def remove(self, uid: str, now: datetime) -> Event:
        """The event that was removed; its notice stays.

        Raises UnknownEvent, AmbiguousUid.
        """
        with self.changing(now, "remove") as change:
            event = change.event(uid)
            change.remove(event)
        return event

    @contextmanager
    def changing(
        self, now: datetime, act: str, *, machine: bool = False, about: str | None = None, dry_run: bool = False
    ) -> Iterator[Changing]:
        """One step: everything that is done with what this gives is done whole or not at all, and stands in the history.

        `act` is a name in `history.ACTS`; `about` says what it was about. A dry run is done where nobody waits for it, and
        nothing of it stays.

        Raises ValueError for a `now` without time zone.
        """
        from . import history, opening  # who only reads needs none of it
        from .changing import Changing, Origin

        who = history.MACHINE if machine else history.PERSON
        begin = opening.rehearsing if dry_run else opening.writing
        with begin(self.engine, self.place) as connection:
            reading.refuse_moved(opening.asking(connection), self.place)
            change = Changing(connection, self.place, utc(now), Origin(act, who, about))
            yield change
            change.close()

    @contextmanager
    def viewing(self, now: datetime, act: str) -> Iterator[Changing]:
        """What `changing` gives, of one moment, for whoever only asks what would become of something: no lock is taken.

        Nothing may be written through it. Raises ValueError for a `now` without time zone.
        """
        from . import history, opening  # who only reads needs none of it
        from .changing import Changing, Origin

        with opening.snapshot(self.engine, self.place) as connection:
            yield Changing(connection, self.place, utc(now), Origin(act, history.MACHINE))

    def steps(
        self, most: int, *, below: int | None = None, still_open: bool = False, refreshed: bool = True
    ) -> list[Step]:
        """The last things that were done, the latest first: those before a number, those that can be taken back.

        Without `refreshed` those are left out in which other calendars changed.
        """
        from . import history  # only who looks back asks

        with self._asking() as ask:
            return history.steps(ask, most, below=below, still_open=still_open, refreshed=refreshed)

    def made_by(self, steps: Iterable[Step], most: int = 3) -> list[list[Past]]:
        """What each step made of the first events that it changed."""
        from . import history  # only who looks back asks

        with self._asking() as ask:
            return history.made_by(ask, self.place, steps, most)

    def past(self, uid: str) -> list[Past]:
        """What each step made of an event, the first one first; also of one that is gone. Raises UnknownEvent."""
        from . import history  # only who looks back asks

        with self._asking() as ask:
            found = history.past(ask, self.place, uid)
            if not found:
                whole = reading.event(ask, self.place, uid).uid
                found = history.past(ask, self.place, whole) if whole != uid else []
            return found

    def departed(self, uids: Sequence[str]) -> dict[str, Event]:
        """Those of the events that are no more, as they last were; without those that were made one with others."""
        from . import history  # only who reminds asks

        with self._asking() as ask:
            return history.departed(ask, self.place, uids)

    def is_awaited(self, uid: str, today: date) -> bool:
        """Whether somebody was told last that the event takes place on a day that is still to come: he hears of a move."""
        return bool(self.ask(AWAITED, {"uid": uid, "today": today.isoformat()}))

    def versions(self, uids: Sequence[str]) -> list[tuple[str, datetime, Event | None]]:
        """What events were before each of their changes, the first one first: UID, when it was changed, None for not there."""
        from . import history  # only who looks back asks

        with self._asking() as ask:
            return history.versions(ask, self.place, uids)

    def ask(self, question: str, facts: Mapping[str, Any]) -> list[reading.Row]:
        """The rows that a question in plain SQL has, with its named parameters: for rooms with tables of their own."""
        with self._asking() as ask:
            return list(ask(question, facts))

    def writing(self) -> AbstractContextManager[Connection]:
        """A connection in a transaction that writes outside of the history, all of it or nothing."""
        from . import opening  # who only reads needs none of it

        return opening.writing(self.engine, self.place)

    def duty_states(self, uids: Sequence[str] | None = None) -> dict[str, DutyState]:
        """What was said of duties beside that they are done, by the UID of the event; of these events, or of all."""
        from .duties import duty_states  # only who reminds or lists duties asks

        with self._asking() as ask:
            return duty_states(ask, uids)

    def stops(self) -> dict[tuple[str, str], datetime]:
        """Who wants no more messages, by reader and channel, and since when."""
        from .duties import stops  # only who reminds asks

        with self._asking() as ask:
            return stops(ask)

    def subscriptions(self) -> list[Subscription]:
        """The calendars of others that are kept here, by name."""
        from .subscribed import subscriptions  # only who asks others needs it

        with self._asking() as ask:
            return subscriptions(ask)

    def subscribed_counts(self) -> dict[str, int]:
        """How many events each of these calendars has here."""
        from .subscribed import counts  # only who asks others needs it

        with self._asking() as ask:
            return counts(ask)

    def decisions(self, uids: Sequence[str] | None = None) -> dict[str, dict[str, Decision]]:
        """What people decided of these events, or of all, by UID and field."""
        from .decided import decisions  # only who corrects asks

        with self._asking() as ask:
            return decisions(ask, uids)


def utc(now: datetime) -> datetime:
    """The moment in UTC; raises ValueError for one without time zone."""
    if now.tzinfo is None:
        raise ValueError(f"now needs a time zone: {now!r}")
    return now.astimezone(UTC)
