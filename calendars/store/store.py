"""The store: saves, finds, changes and removes events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from calendars.events import Event
from rules import RECKONING, Reckoning

from . import reading
from .errors import StoreError
from .files import KNOWN, file_of, make_file
from .rows import KeptNotice, Saved, compact

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from rules import HolidayYear

    from .changing import Changing
    from .decided import Decision
    from .history import Past, Step

PATIENCE = 10.0
STAMPED = ("uid", "sequence", "created", "updated")
"""What the store sets itself: no edit changes it."""


class Store:
    """Events in a database. Each method is one transaction: it is done whole or not at all.

    >>> with Store.open("sqlite://") as store:
    ...     store.count()
    0

    Every method raises StoreError where the database does not answer. Threads may share a store.
    """

    def __init__(self, url: str, patience: float) -> None:
        self._url = url
        self._patience = patience
        self._file: Path | None = file_of(url)
        self._engine: Engine | None = None
        self._making = Lock()

    @classmethod
    def open(cls, url: str, *, patience: float = PATIENCE) -> Self:
        """The store at a database URL, made where it is missing and brought up to this version.

        `sqlite:///relative/or//absolute/file.sqlite3`, `sqlite://` in memory, or `postgresql://…`. A lock that another
        program holds is waited for `patience` seconds. Folder and file are made for their owner only.

        Raises StoreError.
        """
        store = cls(url, patience)
        try:
            store._prepare()
        except BaseException:
            store.close()
            raise
        return store

    def _prepare(self) -> None:
        if self._file:
            make_file(self._file)
            if reading.file_version(self._file, self.place, self._patience) == KNOWN[-1]:
                return
        from .opening import bring_up  # SQLAlchemy is slow to load

        bring_up(self.engine, self.place)

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, for the tables of the scheduler; a transaction on it takes the write lock as it begins.

        With the execution option `reading=True` a transaction on it takes none.
        """
        from .opening import make_engine, read_url  # SQLAlchemy is slow to load

        with self._making:
            if self._engine is None:
                self._engine = make_engine(read_url(self._url), self._patience)
            return self._engine

    @cached_property
    def place(self) -> str:
        """How messages name the database: its file, or its address without the password."""
        if self._file:
            return str(self._file)
        from .opening import place_of, read_url  # SQLAlchemy is slow to load

        return place_of(read_url(self._url))

    def close(self) -> None:
        """Gives the connections back; the store cannot be used afterwards."""
        if self._engine is not None:
            self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _asking(self) -> AbstractContextManager[reading.Ask]:
        if self._file:
            return reading.file_asked(self._file, self.place, self._patience)
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

    def meant(self, words: str) -> list[Event]:
        """The events that somebody may mean by a UID, the beginning of one, the UID of a feed's entry, or a title.

        The whole UID and the whole title mean their event alone; else all that fit, a dozen at most; a UID's beginning has
        4 characters or more.
        """
        from . import searching  # only who looks for words needs it

        with self._asking() as ask:
            return searching.meant(ask, self.place, words)

    def event(self, uid: str) -> Event:
        """The event with the UID, or with the only UID that begins so; a beginning has 4 characters or more.

        Raises UnknownEvent, AmbiguousUid.
        """
        with self._asking() as ask:
            return reading.event(ask, self.place, uid)

    def notice(self, digest: str) -> KeptNotice:
        """The notice with the digest.

        Raises UnknownNotice.
        """
        with self._asking() as ask:
            return reading.notice(ask, digest)

    def tags(self) -> list[str]:
        """Every tag in use, sorted."""
        with self._asking() as ask:
            return reading.tags(ask)

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
        years = self.years()
        if not years:
            return RECKONING
        workdays = RECKONING.workdays
        for year in years:
            workdays = workdays.with_year(year.year, year.days_off, year.days_worked)
        return replace(RECKONING, workdays=workdays)

    def last_change(self) -> datetime | None:
        """When an event was last added, changed or removed (UTC); it only ever grows. None where nothing ever was."""
        with self._asking() as ask:
            return reading.last_change(ask)

    def check(self) -> list[StoreError]:
        """What is wrong with the database, each with its remedy; empty for a sound one. Reads all of it."""
        from .health import problems  # only a check-up asks

        return problems(self.engine, self.place)

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

        `act` is a name in `history.ACTS`; `about` says what it was about. A dry run is done, seen and taken back at once.

        Raises ValueError for a `now` without time zone.
        """
        from . import history, opening  # who only reads needs none of it
        from .changing import Changing, Origin

        who = history.MACHINE if machine else history.PERSON
        with opening.writing(self.engine, self.place) as connection:
            change = Changing(connection, self.place, utc(now), Origin(act, who, about))
            yield change
            change.close()
            if dry_run:
                connection.rollback()

    def steps(self, most: int, *, below: int | None = None, still_open: bool = False) -> list[Step]:
        """The last things that were done, the latest first: those before a number, those that can be taken back."""
        from . import history  # only who looks back asks

        with self._asking() as ask:
            return history.steps(ask, most, below=below, still_open=still_open)

    def past(self, uid: str) -> list[Past]:
        """What each step made of an event, the first one first; also of one that is gone. Raises UnknownEvent."""
        from . import history  # only who looks back asks

        with self._asking() as ask:
            found = history.past(ask, self.place, uid)
            if not found:
                whole = reading.event(ask, self.place, uid).uid
                found = history.past(ask, self.place, whole) if whole != uid else []
            return found

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
