"""Whether a database can be read just now, in bounded time: what somebody asks who watches a server."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from time import monotonic

from .errors import StoreError
from .files import existing
from .reading import Ask

FILE = "file"
"""The part that is named where no table can be read."""
STEP = 10_000
"""Instructions of SQLite after which the clock is looked at."""


def damage_of_file(file: Path, seconds: float, patience: float = 0.2) -> str | None:
    """The part of an SQLite file that cannot be read: `file`, or a table; None where nothing is found in so many seconds.

    What is read as far as time allows is every page of it (`PRAGMA quick_check`). A file that another program keeps
    locked is no damaged one.
    """
    try:
        with _connection(file, seconds, patience) as connection:
            found = next(iter(connection.execute("PRAGMA quick_check(1)")), ("ok",))[0]
    except sqlite3.DatabaseError as error:
        if _is_busy(error):
            return None
        found = str(error)
    return None if found == "ok" else _part(file, seconds, patience)


def _part(file: Path, seconds: float, patience: float) -> str:
    """The first table that cannot be read whole; `file` where it is none of them."""
    for table in ("sqlite_master", *_tables()):
        try:
            with _connection(file, seconds, patience) as connection:
                connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  # a name of ours
        except sqlite3.DatabaseError as error:
            if not _is_busy(error):
                return FILE if table == "sqlite_master" else table
    return FILE


@contextmanager
def _connection(file: Path, seconds: float, patience: float) -> Iterator[sqlite3.Connection]:
    """A connection that reads, and is interrupted after so many seconds."""
    end = monotonic() + seconds
    with closing(sqlite3.connect(existing(file), timeout=patience, isolation_level=None, uri=True)) as connection:
        connection.set_progress_handler(lambda: monotonic() > end, STEP)
        yield connection


def _is_busy(error: sqlite3.Error) -> bool:
    """Whether somebody else was at work, or the time was over."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_INTERRUPT"))


def damage_of(asking: Callable[[], AbstractContextManager[Ask]]) -> str | None:
    """The first table of any database from which not even one row of the scope can be read; None where all can."""
    for table, question in _first_rows().items():
        try:
            with asking() as ask:
                list(ask(question, {}))
        except StoreError:
            return table
    return None


def _tables() -> list[str]:
    """The tables that are looked into one by one, once something is wrong; without those that nobody needs."""
    from .tables import metadata  # loaded only then

    return [name for name, table in metadata.tables.items() if not table.info.get("cache")]


def _first_rows() -> dict[str, str]:
    """A question for one row of each table, by its name."""
    from .tables import metadata

    scope = {name: " WHERE org = this_org()" if "org" in metadata.tables[name].c else "" for name in _tables()}
    return {name: f"SELECT * FROM {name}{own} LIMIT 1" for name, own in scope.items()}  # noqa: S608  # names of ours
