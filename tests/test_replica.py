"""A server that copies another one: it answers with what it has, and nobody changes anything there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from calendars.actions import add, remove
from calendars.events import Event, uid_of
from calendars.store import Store, StoreError
from calendars.store.files import KNOWN
from calendars.store.opening import make_engine, migrate, read_url
from calendars.store.scope import EVERY
from rules import parse
from scheduler.checkup import checkup
from scheduler.settings import Settings

from .postgresql.server import MISSING, Server, copied, served

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]
NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Pair:
    """A server and its replica."""

    first: Server
    replica: Server

    def make(self) -> tuple[str, str]:
        """The URLs of a new database at either, without tables."""
        name = self.first.make()
        return self.first.url(name), self.replica.url(name)


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with served({}) as first, copied(first) as replica:
        yield Pair(first, replica)


def event(name: str) -> Event:
    return Event(uid_of(name), name, "deadline", parse("2026年4月15日前"))


def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def opened(url: str) -> Store:
    """The store, as soon as the replica has it."""
    end = time.monotonic() + 30
    while True:
        try:
            return Store.open(url)
        except StoreError:
            assert time.monotonic() < end
            time.sleep(0.1)


def test_a_replica_that_is_behind_answers_with_what_it_has_and_takes_nothing(pair: Pair) -> None:
    there, copy = pair.make()
    with Store.open(there, create=True) as store, opened(copy) as replica:
        add(store, event("甲"), NOW)
        wait_for(lambda: replica.count() == 1)
        pair.replica.execute("SELECT pg_wal_replay_pause()")
        try:
            add(store, event("乙"), NOW)
            assert [one.title for one in replica.events()] == ["甲"]
            assert [
                one.state for one in checkup(Settings, lambda: Store.open(copy), NOW) if one.name.say() == "database"
            ] == ["good"]
            for change in (lambda: add(replica, event("丙"), NOW), lambda: remove(replica, uid_of("甲"), NOW)):
                with pytest.raises(StoreError, match="read-only") as error:
                    change()
                assert error.value.remedy
        finally:
            pair.replica.execute("SELECT pg_wal_replay_resume()")
        wait_for(lambda: replica.count() == 2)


def test_a_replica_with_the_tables_of_an_older_version_is_left_alone_and_told(pair: Pair) -> None:
    there, copy = pair.make()
    old = make_engine(read_url(there), 10).execution_options(org=EVERY)
    with old.begin() as connection:
        migrate(connection, KNOWN[-2])
    old.dispose()
    said = ""
    end = time.monotonic() + 30
    while "read-only" not in said:
        assert time.monotonic() < end, said
        with pytest.raises(StoreError) as error:
            Store.open(copy)
        said = str(error.value)
        time.sleep(0.1)
    Store.open(there).close()
    opened(copy).close()
