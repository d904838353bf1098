"""Runs tests that name an SQLite database on PostgreSQL: `pytest -p tests.postgresql.plugin`.

A database in memory is one that is new and empty; a file is a database for each path. What is about the file itself
is marked `sqlite` and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
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


@pytest.fixture(scope="session")
def on_postgresql() -> Iterator[OnPostgresql]:
    """The server of this process."""
    if MISSING:
        pytest.skip(MISSING)
    with ExitStack() as stack:
        yield OnPostgresql(stack.enter_context(served()))


@pytest.fixture(autouse=True)
def redirected(on_postgresql: OnPostgresql, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Has every store that a test opens be one on PostgreSQL."""

    def open_there(url: str, *, create: bool = False, **more: Any) -> Store:
        return _open(on_postgresql.place(url, create), create=create, **more)

    monkeypatch.setattr(Store, "open", staticmethod(open_there))
    yield
    on_postgresql.forget()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is about SQLite."""
    left_out = [item for item in items if item.get_closest_marker("sqlite")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("sqlite")]
