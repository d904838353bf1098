"""Runs tests that name an SQLite database on PostgreSQL: `pytest -p tests.postgresql.plugin`.

A database in memory is one that is new and empty; a file is a database for each path. What is about the file itself
is marked `sqlite` and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from calendars.store import Store
from calendars.store.files import file_of
from calendars.store.opening import IN_MEMORY, read_url

from .server import MISSING, Server, served

_open = Store.open


class OnPostgresql:
    """What the tests of one process use of the server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.template = server.make()
        _open(server.url(self.template), create=True).close()
        self.databases: dict[str, str] = {}
        """The database of each file, by its path."""
        self.made: list[str] = []

    def new(self) -> str:
        """The URL of a new database with empty tables."""
        self.made.append(self.server.make(self.template))
        return self.server.url(self.made[-1])

    def place(self, url: str, create: bool) -> str:
        """Where a database is that a test names as one of SQLite."""
        if not url.startswith("sqlite"):
            return url
        path = file_of(url)
        if path is None:
            return self.new() if read_url(url).database in IN_MEMORY else url
        key = str(path.absolute())
        if key not in self.databases:
            if not create or path.exists():
                return url
            self.databases[key] = self.new()
        return self.databases[key]

    def forget(self) -> None:
        """Removes what a test made."""
        self.server.drop(*self.made)
        self.made.clear()
        self.databases.clear()


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

        def open_there(url: str, *, create: bool = False, **more: Any) -> Store:
            return _open(there.place(url, create), create=create, **more)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Store, "open", staticmethod(open_there))
            result = yield
        there.forget()
        return result


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
