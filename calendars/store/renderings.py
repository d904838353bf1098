"""Feeds as one process rendered them, for the others that serve the same database.

All of it can be made again, so nothing here waits long, and whoever asks goes on without it where it fails.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Self

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, or_, select

from .opening import reading, take_turns, told
from .tables import own, rendered

if TYPE_CHECKING:
    from .store import Store

PATIENCE = 0.5
"""Seconds that are waited for a lock: whoever asks for a feed waits as long."""
MOST_OCTETS, BESIDE = 16 * 1024 * 1024, 4096
"""What the feeds of one state may take, packed; and what each of them takes beside its bytes, about."""
LARGEST = 64 * 1024 * 1024
"""Octets of a feed, unpacked."""
LANES = 2
"""Connections that a process holds for it, for all organisations."""
GZIP = 31
"""What zlib calls the form with head and checksum that clients understand."""


@dataclass(frozen=True, slots=True)
class State:
    """What a rendered feed depends on beside its name and look."""

    change: datetime
    """When the data were last changed."""
    day: date
    setting: str
    """A digest of the program and of the settings that the bytes depend on."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A feed as it is kept for others."""

    packed: bytes
    """By gzip."""
    modified: datetime
    """Its Last-Modified, in whole seconds."""

    def plain(self) -> bytes:
        """The bytes of the feed; raises ValueError where they are not whole."""
        unpacker = zlib.decompressobj(GZIP)
        try:
            data = unpacker.decompress(self.packed, LARGEST)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        if not unpacker.eof:
            raise ValueError("cut short, or too large")
        return data


_lanes = BoundedSemaphore(LANES)


class Renderings:
    """The table of rendered feeds, over connections of its own that wait for nobody long.

    Every method raises StoreError where the database does not answer, cannot be written, or is locked.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine, self._place = engine, place

    @classmethod
    def of(cls, store: Store) -> Self | None:
        """Those of the store's database; None where it is in memory, which is shared with nobody."""
        if store.in_memory:
            return None
        return cls(store.brief_engine(PATIENCE), store.place)

    def find(self, state: State, feed: str) -> Rendering | None:
        """The feed as somebody rendered it in that state; None where nobody did."""
        with self._leaving(), reading(self._engine, self._place) as connection:
            return _found(connection, state, feed)

    def keep(self, state: State, feed: str, rendering: Rendering) -> Rendering | None:
        """What all shall answer with in that state: what somebody else kept first, else this one.

        Whatever is of one state has one Last-Modified, later than those of the states before, which go. None where this
        one is not kept: a later state is there already, or its room is full.
        """
        with self._taking_turns() as connection:
            if found := _found(connection, state, feed):
                return found
            newest = _newest(connection)
            if newest and (newest.change, newest.day) > (state.change, state.day):
                return None
            kept = Rendering(rendering.packed, _agreed(connection, state, newest, rendering.modified))
            if newest and (newest.change, newest.day) < (state.change, state.day):
                connection.execute(delete(rendered).where(own(rendered), _is_over(state)))
            if _octets(connection) + len(kept.packed) > MOST_OCTETS:
                return None
            row = {"change": state.change, "day": state.day, "setting": state.setting, "feed": feed}
            connection.execute(insert(rendered), row | {"packed": kept.packed, "modified": kept.modified})
            return kept

    @contextmanager
    def _leaving(self) -> Iterator[None]:
        """Uses few connections, and keeps no file of SQLite open: the last one to close it takes the write-ahead log with it."""
        with _lanes:
            try:
                yield
            finally:
                if self._engine.dialect.name == "sqlite":
                    self._engine.dispose()

    @contextmanager
    def _taking_turns(self) -> Iterator[Connection]:
        """A transaction that waits for others of its sort alone: on a server not for those who change events."""
        options = {} if self._engine.dialect.name == "sqlite" else {"reading": True}
        with (
            self._leaving(),
            told(self._place),
            self._engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            take_turns(connection, rendered.name)
            yield connection


@dataclass(frozen=True, slots=True)
class _Newest:
    """The newest state that somebody kept a feed of."""

    change: datetime
    day: date
    modified: datetime


def _of(state: State) -> tuple[ColumnElement[bool], ...]:
    table = rendered.c
    return own(rendered), table.change == state.change, table.day == state.day, table.setting == state.setting


def _is_over(state: State) -> ColumnElement[bool]:
    return or_(rendered.c.change != state.change, rendered.c.day != state.day)


def _found(connection: Connection, state: State, feed: str) -> Rendering | None:
    query = select(rendered.c.packed, rendered.c.modified).where(*_of(state), rendered.c.feed == feed)
    row = connection.execute(query).first()
    return Rendering(row.packed, row.modified) if row else None


def _newest(connection: Connection) -> _Newest | None:
    table = rendered.c
    query = select(table.change, table.day, table.modified).where(own(rendered))
    # of one state and several settings the latest moment counts
    order = table.change.desc(), table.day.desc(), table.modified.desc()
    row = connection.execute(query.order_by(*order).limit(1)).first()
    return _Newest(*row) if row else None


def _octets(connection: Connection) -> int:
    size = func.sum(func.length(rendered.c.packed) + BESIDE)
    return int(connection.execute(select(func.coalesce(size, 0)).where(own(rendered))).scalar_one())


def _agreed(connection: Connection, state: State, newest: _Newest | None, modified: datetime) -> datetime:
    """The Last-Modified of the state: that which the same bytes have already, else one later than those before."""
    table, month = rendered.c, state.day.replace(day=1)
    same = own(rendered), table.change == state.change, table.setting == state.setting, table.day >= month
    found: datetime | None = connection.execute(select(table.modified).where(*same).limit(1)).scalar()
    if found:
        return found
    if newest is None:
        return modified
    step = timedelta(seconds=newest.change != state.change or newest.day < month)
    return max(modified, newest.modified + step)
