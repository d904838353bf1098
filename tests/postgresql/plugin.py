"""Runs tests that name an SQLite database on PostgreSQL: `pytest -p tests.postgresql.plugin`.

A database in memory is one that is new and empty; a file says where the database is that stands for it, and is
else a file, also for the processes that a test starts. What is about the file itself is marked `sqlite` and left out.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from calendars.store import Store
from calendars.store.files import file_of, make_file
from calendars.store.opening import IN_MEMORY, read_url

from .server import MISSING, Server, served

_open = Store.open


LONGEST = 1000
"""Octets of the address of a database."""
CLEAN = """DO $$ DECLARE filled text; BEGIN
 PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
 SELECT string_agg(quote_ident(relname), ', ') INTO filled FROM pg_class WHERE relnamespace = 'public'::regnamespace
  AND relkind = 'r' AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0;
 IF filled IS NOT NULL THEN EXECUTE 'TRUNCATE ' || filled || ' RESTART IDENTITY CASCADE'; END IF; END $$"""
"""Empties the tables in which anything was; only those, because each takes a while."""
FILLED = """SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace
 AND relkind = 'r' AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"""
FILL = "INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s)"
"""Puts back what a new database has in a table."""
SHAPE = """SELECT (SELECT array_agg(version_num) FROM alembic_version)::text, (SELECT count(*) FROM pg_namespace),
 (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_constraint),
 md5(string_agg(concat_ws(' ', c.relname, a.attname, a.atttypid, a.attnotnull), '|' ORDER BY c.relname, a.attnum))
 FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace"""
"""What changes where a test changed more than rows."""


class OnPostgresql:
    """What the tests of one process use of the server.

    A database is made in longer time than it is emptied, so that those of a test are used again by others.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.template = server.make()
        _open(server.url(self.template), create=True).close()
        with psycopg.connect(server.url(self.template)) as connection:
            self.shape = _shape(connection)
            self.first = dict(_rows(connection))
        self.empty: list[str] = []
        self.used: list[str] = []
        self.stores: list[Store] = []
        """Those that a test opened: one in memory needs no closing, as one here does."""
        self.lasting = False
        """Whether what is made now is for several tests; it stays to the end."""

    def new(self) -> str:
        """The URL of a database with empty tables."""
        name = self.empty.pop() if self.empty else self.server.make(self.template)
        if not self.lasting:
            self.used.append(name)
        return self.server.url(name)

    def place(self, url: str, create: bool) -> str:
        """Where a database is that a test names as one of SQLite."""
        if not url.startswith("sqlite"):
            return url
        path = file_of(url)
        if path is None:
            return self.new() if read_url(url).database in IN_MEMORY else url
        if create and not path.exists():
            make_file(path)
            path.write_text(self.new())
        found: str = self.known(url)
        return found

    @staticmethod
    def known(word: Any) -> Any:
        """The same, or where the database is if it names one of a file that a test opened."""
        if not isinstance(word, str) or not word.startswith("sqlite"):
            return word
        path = file_of(word)
        if path is None or not path.is_file():
            return word
        with path.open("rb") as file:
            there = file.read(LONGEST)
        return there.decode() if there.startswith(b"postgresql:") else word

    def open(self, url: str, *, create: bool = False, **more: Any) -> Store:
        """The store at a URL of a test; one in memory is given back as soon as it is closed."""
        before = len(self.used)
        store = _open(self.place(url, create), create=create, **more)
        if self.lasting:
            return store
        self.stores.append(store)
        if len(self.used) > before and file_of(url) is None:
            store.close = partial(self._lose, store, self.used[-1])  # type: ignore[method-assign]
        return store

    def forget(self) -> None:
        """Takes back what a test used."""
        for store in self.stores:
            store.close()
        self.stores.clear()
        while self.used:
            self._give_back(self.used[-1])

    def _lose(self, store: Store, name: str) -> None:
        Store.close(store)
        if name in self.used:
            self._give_back(name)

    def _give_back(self, name: str) -> None:
        self.used.remove(name)
        with psycopg.connect(self.server.url(name), autocommit=True) as connection:
            connection.execute(CLEAN)
            for table, rows in self.first.items():
                connection.execute(FILL.format(table=table), (rows,))
            is_empty = _shape(connection) == self.shape
        if is_empty:
            self.empty.append(name)
        else:
            self.server.drop(name)


def _rows(connection: psycopg.Connection) -> Iterator[tuple[str, str]]:
    """What stands in new tables: each that is not empty, with its rows as JSON."""
    for (table,) in connection.execute(FILLED).fetchall():
        rows = connection.execute(f"SELECT json_agg(t)::text FROM {table} t").fetchone()
        if rows and rows[0]:
            yield table, rows[0]


def _shape(connection: psycopg.Connection) -> tuple[object, ...]:
    found = connection.execute(SHAPE).fetchone()
    assert found
    return found


class Redirecting:
    """Has every store that a test opens be one on PostgreSQL; the server runs as long as the tests of the process."""

    def __init__(self) -> None:
        self.stack = ExitStack()
        self.there: OnPostgresql | None = None

    def pytest_sessionfinish(self) -> None:
        """Ends the server."""
        self.stack.close()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Around each test with its fixtures."""
        del item
        if self.there is None:
            self.there = OnPostgresql(self.stack.enter_context(served()))
        there = self.there

        class ThereToo(subprocess.Popen[Any]):
            """A process that a test starts, which finds the same databases."""

            def __init__(self, args: Any, *more: Any, env: Any = None, **named: Any) -> None:
                given = args if isinstance(args, str) else [there.known(word) for word in args]
                env = None if env is None else {name: there.known(value) for name, value in env.items()}
                start: Any = super().__init__  # of more overloads than can be told here
                start(given, *more, env=env, **named)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Store, "open", staticmethod(there.open))
            patch.setattr(subprocess, "Popen", ThereToo)
            result = yield
        there.forget()
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
        """Around each fixture: what one makes that outlives a test is not taken back after it."""
        assert self.there
        before = self.there.lasting
        self.there.lasting = before or fixturedef.scope != "function"
        try:
            return (yield)
        finally:
            self.there.lasting = before


def pytest_configure(config: pytest.Config) -> None:
    """Makes ready, unless there is no PostgreSQL."""
    if MISSING:
        pytest.exit(MISSING, returncode=0)
    config.pluginmanager.register(Redirecting())


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leaves out the files that open no store."""
    if collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    text = collection_path.read_text(encoding="utf-8")
    return None if any(word in text for word in ("Store", "make_database", "--db")) else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is about SQLite."""
    left_out = [item for item in items if item.get_closest_marker("sqlite")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("sqlite")]
