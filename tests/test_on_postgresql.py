"""What a database on a server can do to a program: restart, run out of connections, be locked, be a replica."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import QueuePool

from calendars.actions import add
from calendars.events import Event, uid_of
from calendars.store import MissingStore, Store, StoreError
from calendars.store.errors import BadText
from calendars.store.files import KNOWN
from calendars.store.opening import make_engine, migrate, read_url, reading, version_of
from calendars.store.scope import EVERY, FIRST
from rules import parse

from .postgresql.server import MISSING, Server, served
from .postgresql.threads import in_threads

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]
NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)
ROOT = Path(__file__).parent.parent


def event(name: str) -> Event:
    return Event(uid_of(name), name, "deadline", parse("2026年4月15日前"))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that may be stopped and started."""
    with served({"max_connections": "12"}) as found:
        yield found


@pytest.fixture
def url(server: Server) -> str:
    """The URL of a new database with tables."""
    found = server.url(server.make())
    Store.open(found, create=True).close()
    return found


@pytest.fixture
def spacious() -> Iterator[str]:
    """The URL of a new database on a server with more connections than one program opens."""
    with served() as found:
        there = found.url(found.make())
        Store.open(there, create=True).close()
        yield there


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_store_that_is_open_goes_on_after_the_server_was_started_anew(server: Server, url: str, how: str) -> None:
    with Store.open(url) as store:
        add(store, event("先"), NOW)
        server.restart(how)
        add(store, event("后"), NOW)
        assert {e.title for e in store.events()} == {"先", "后"}


def test_a_change_under_way_while_the_server_stops_is_told_and_stored_not_at_all(server: Server, url: str) -> None:
    def change_meanwhile(store: Store) -> None:
        with store.changing(NOW, "add") as change:
            change.save([event("半")])
            server.restart("immediate")
            change.save([event("另一半")])

    with Store.open(url) as store:
        with pytest.raises(StoreError, match="does not answer"):
            change_meanwhile(store)
        assert store.count() == 0


def test_a_server_that_is_away_is_told_in_clear_words(server: Server, url: str) -> None:
    server.stop()
    try:
        with pytest.raises(StoreError, match="does not answer"):
            Store.open(url)
    finally:
        server.start()


def test_a_server_without_a_free_connection_is_told(server: Server, url: str) -> None:
    with ExitStack() as stack:
        with suppress(psycopg.OperationalError):
            for _ in range(20):
                stack.enter_context(psycopg.connect(url))
        with pytest.raises(StoreError, match="no connection left") as error:
            Store.open(url)
        assert error.value.remedy
    Store.open(url).close()


def test_a_lock_of_another_program_is_waited_for_and_then_told(url: str) -> None:
    with Store.open(url) as holder, Store.open(url, patience=0.5) as waiting:
        with holder.changing(NOW, "add") as change:
            change.save([event("甲")])
            with pytest.raises(StoreError, match="locked for too long"):
                add(waiting, event("乙"), NOW)
            assert waiting.count() == 0, "who only reads waits for nobody"
        add(waiting, event("乙"), NOW)


def test_a_database_that_is_not_there_and_an_empty_one_are_told_apart(server: Server) -> None:
    with pytest.raises(StoreError, match="no database of that name"):
        Store.open(server.url("nowhere"))
    with pytest.raises(MissingStore):
        Store.open(server.url(server.make()))


def test_who_only_reads_at_a_replica_reads_and_who_writes_is_told_where_to(server: Server, url: str) -> None:
    with Store.open(url) as store:
        add(store, event("甲"), NOW)
    server.execute(f'ALTER DATABASE "{server.name_of(url)}" SET default_transaction_read_only = on')
    with Store.open(url) as store:
        assert store.count() == 1
        with pytest.raises(StoreError, match="read-only") as error:
            add(store, event("乙"), NOW)
        assert error.value.remedy
        assert "replica" in error.value.remedy.say("en")


def test_a_pool_whose_connections_are_all_in_use_is_told_and_serves_again(spacious: str) -> None:
    with Store.open(spacious, patience=0.2) as store:
        pool = store.engine.pool
        assert isinstance(pool, QueuePool)
        with ExitStack() as stack:
            for _ in range(pool.size() + pool._max_overflow):
                stack.enter_context(reading(store.engine, store.place))
            with pytest.raises(StoreError, match="all connections of this program") as error:
                store.count()
            assert error.value.remedy
        assert store.count() == 0


def test_text_that_the_server_does_not_take_is_refused_and_named(url: str) -> None:
    with Store.open(url) as store:
        with pytest.raises((StoreError, BadText, ValueError)) as error:
            add(store, event("甲\0乙"), NOW)
        assert "NUL" in str(error.value) or "characters" in str(error.value)
        assert store.count() == 0


def test_programs_that_make_the_tables_at_one_moment_make_them_once(server: Server) -> None:
    url = server.url(server.make())

    def make(_nth: int) -> None:
        with Store.open(url, create=True) as store, store.engine.connect() as connection:
            assert version_of(connection) == KNOWN[-1]

    in_threads(make)


@pytest.mark.parametrize("version", ["0006", KNOWN[-2]])
def test_programs_that_bring_the_tables_up_to_date_at_one_moment_do_it_once(server: Server, version: str) -> None:
    url = server.url(server.make())
    old = make_engine(read_url(url), 10).execution_options(org=EVERY)
    with old.begin() as connection:
        migrate(connection, version)
        if version == KNOWN[-2]:
            connection.exec_driver_sql(f"INSERT INTO tags_used (org, tag) VALUES ({FIRST}, '科普')")
    old.dispose()

    def open_it(_nth: int) -> None:
        with Store.open(url) as store, store.engine.connect() as connection:
            assert version_of(connection) == KNOWN[-1]

    in_threads(open_it)
    with Store.open(url) as store:
        assert store.check() == []
        assert store.tags_used() == (["科普"] if version == KNOWN[-2] else [])


def test_writers_in_several_processes_lose_nothing(url: str) -> None:
    code = (
        "import sys; from datetime import UTC, datetime; from calendars.actions import add; "
        "from calendars.events import Event, uid_of; from calendars.store import Store; from rules import parse\n"
        "with Store.open(sys.argv[1]) as store:\n"
        "    for n in range(25):\n"
        "        name = f'{sys.argv[2]}{n}'\n"
        "        add(store, Event(uid_of(name), name, 'deadline', parse('2026年4月15日前')), datetime.now(UTC))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, url, name], cwd=ROOT) for name in "甲乙丙"]
    assert [process.wait(120) for process in running] == [0, 0, 0]
    with Store.open(url) as store:
        assert store.count() == 75
        numbers = [step.number for step in store.steps(100)]
        assert sorted(numbers) == list(range(1, 76))


def test_a_server_of_tests_that_are_killed_ends_and_leaves_nothing() -> None:
    code = (
        "import os, signal; from tests.postgresql.server import served\n"
        "with served({}) as server:\n"
        "    print((server.folder / 'data' / 'postmaster.pid').read_text().split()[0], server.folder, flush=True)\n"
        "    os.killpg(0, signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as tests:
        said, _ = tests.communicate(timeout=60)
        assert tests.returncode == -signal.SIGKILL
    number, folder = said.split()

    def runs() -> bool:
        with suppress(ProcessLookupError):
            os.kill(int(number), 0)
            return True
        return False

    end = time.monotonic() + 30
    while (runs() or Path(folder).exists()) and time.monotonic() < end:
        time.sleep(0.05)
    assert not runs()
    assert not Path(folder).exists()
