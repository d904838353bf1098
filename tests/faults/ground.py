"""What a fault acts on: a database, the file that remembers what arrived, and what can happen to either engine."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import psycopg
from sqlalchemy import event as signals

from calendars.store import Store
from calendars.store.opening import ADVISORY_LOCK
from tests.postgresql.server import Server, served


class Ground(Protocol):
    """A folder of its own, and a database that is not there yet."""

    folder: Path
    url: str

    @property
    def full(self) -> Exception:
        """What the database's driver says where the disk takes no more."""

    @property
    def receiver(self) -> Path:
        """The file of what arrived."""

    def cut(self) -> str:
        """Where the database is as a power cut at this moment would leave it."""

    def locked(self) -> AbstractContextManager[Callable[[], object]]:
        """The database while another program holds it; gives what lets it go."""

    def fill(self, store: Store) -> None:
        """Has the disk take no more, for what this store writes."""


class OnSqlite:
    """A file."""

    full = sqlite3.OperationalError("database or disk is full")

    def __init__(self, folder: Path) -> None:
        self.folder, self.url, self.receiver = folder, f"sqlite:///{folder}/events.db", folder / "received"

    def cut(self) -> str:
        """A copy of the files as they lie on the disk; without the shared memory, which is no file of it."""
        left = self.folder / "left"
        left.mkdir()
        for file in self.folder.glob("events.db*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, left / file.name)
        return f"sqlite:///{left}/events.db"

    @contextmanager
    def locked(self) -> Iterator[Callable[[], object]]:
        """By an exclusive transaction."""
        file = self.folder / "events.db"
        with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield other.rollback

    def fill(self, store: Store) -> None:
        """By a limit of pages."""
        store.engine.dispose()
        signals.listen(store.engine, "connect", lambda made, _: made.execute("PRAGMA max_page_count=30").close())


class OnPostgresql:
    """A database on a server that the faults may stop."""

    full = psycopg.errors.DiskFull("could not extend file: No space left on device")

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.receiver, self._server = folder, folder / "received", server
        self.url = server.url(server.make())

    def cut(self) -> str:
        """The same database, after the server was ended as a power cut ends it, and recovered."""
        self._server.restart("immediate")
        return self.url

    @contextmanager
    def locked(self) -> Iterator[Callable[[], object]]:
        """By the lock that writers take in turn."""
        with closing(psycopg.connect(self.url, autocommit=True)) as other:
            other.execute("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
            yield partial(other.execute, "SELECT pg_advisory_unlock_all()")

    def fill(self, store: Store) -> None:
        """By the error that the server gives."""

        def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.startswith("INSERT INTO deliveries"):
                raise self.full

        signals.listen(store.engine, "before_cursor_execute", fail)


Grounds = Callable[[], AbstractContextManager[Ground]]
"""What makes a new ground, and takes it away again."""


@contextmanager
def on_sqlite() -> Iterator[Ground]:
    """A new folder with a file in it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield OnSqlite(Path(folder))


@contextmanager
def on_postgresql(server: Server) -> Iterator[Ground]:
    """A new folder, and a new database on the server."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        ground = OnPostgresql(Path(folder), server)
        yield ground
        server.drop(server.name_of(ground.url))


@contextmanager
def durable() -> Iterator[Server]:
    """A server as PostgreSQL comes, which keeps what was committed when it is ended at once."""
    with served({"max_connections": "100"}) as server:
        yield server
