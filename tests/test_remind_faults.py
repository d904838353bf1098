"""Reminders under faults: processes that are killed at every step, locks, full disks, mail servers that lie.

Each test acts, runs again, and compares what arrived at the receiver with the plan: nothing is lost, and only what was
accepted before the process could write it down arrives a second time, under the same key.
"""

from __future__ import annotations

import contextlib
import io
import signal
import socket
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Connection
from sqlalchemy import event as signals

from calendars.store import Store, StoreError
from scheduler.channels import Mail
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.settings import Settings
from tests.faults.crashes import DOUBLING, PLAN_POINTS, SEND_POINTS
from tests.faults.world import EVENTS, LATER, NOW, PLAN, READERS, Receiver, child, ended, fill, pass_over, received


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/events.db"
    fill(address, EVENTS)
    return address


# -- kill -9 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "nth"),
    [*((point, 1) for point in PLAN_POINTS), *((point, nth) for point in SEND_POINTS for nth in (1, len(READERS)))],
)
def test_a_killed_process_loses_nothing(point: str, nth: int, url: str, tmp_path: Path) -> None:
    receiver = tmp_path / "received"
    assert ended(child(url, receiver, point, nth)) == -signal.SIGKILL
    with Store.open(url, create=True) as store:
        pass_over(store, LATER, receiver)
        report = pass_over(store, LATER, receiver)
    items, keys = received(receiver)
    assert set(items) == PLAN
    assert sorted(keys.values()) == [1] * (len(READERS) - 1) + [2 if point in DOUBLING else 1]
    assert (report.sent, report.held, report.exit_code) == (0, 0, 0)


def test_without_a_kill_the_child_does_the_same(url: str, tmp_path: Path) -> None:
    receiver = tmp_path / "received"
    assert ended(child(url, receiver)) == 0
    items, keys = received(receiver)
    assert set(items) == PLAN
    assert set(items.values()) == set(keys.values()) == {1}


def test_three_processes_at_once_send_each_digest_once(url: str, tmp_path: Path) -> None:
    receiver = tmp_path / "received"
    codes = [ended(process) for process in [child(url, receiver) for _ in range(3)]]
    items, keys = received(receiver)
    assert codes == [0, 0, 0]
    assert set(items) == PLAN
    assert set(items.values()) == set(keys.values()) == {1}


def test_many_threads_send_each_digest_once(tmp_path: Path) -> None:
    url, receiver = f"sqlite:///{tmp_path}/events.db", tmp_path / "received"
    fill(url, 30)
    start = threading.Barrier(4)

    def work() -> None:
        with Store.open(url, create=True) as store:
            start.wait()
            pass_over(store, NOW, receiver)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    items, _ = received(receiver)
    assert len(items) == 30 * len(READERS)
    assert set(items.values()) == {1}


# -- the database -----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def locked(url: str) -> Iterator[Connection]:
    """Another program in a transaction that writes."""
    with Store.open(url) as other, other.engine.connect() as connection, connection.begin():
        yield connection


def test_a_database_that_stays_locked_stops_the_run_before_anything_is_sent(url: str, tmp_path: Path) -> None:
    receiver = tmp_path / "received"
    with Store.open(url, create=True, patience=0.2) as store:
        with locked(url), pytest.raises(StoreError, match="locked for too long"):
            pass_over(store, NOW, receiver)
        assert received(receiver)[0] == Counter()
        assert pass_over(store, NOW, receiver).sent == len(PLAN)


def test_a_lock_that_ends_is_waited_for(url: str, tmp_path: Path) -> None:
    with Store.open(url, create=True) as store, locked(url) as other:
        threading.Timer(0.5, other.rollback).start()
        began = time.monotonic()
        assert pass_over(store, NOW, tmp_path / "received").sent == len(PLAN)
        assert time.monotonic() - began > 0.4


def test_a_lock_after_the_send_repeats_that_digest_alone(url: str, tmp_path: Path) -> None:
    file = tmp_path / "received"

    class Jammed(Receiver):
        def confirm(self) -> None:
            super().confirm()
            jam.enter_context(locked(url))

    jammed = {"stdout": Jammed(file)}
    with Store.open(url, create=True, patience=0.2) as store, contextlib.ExitStack() as jam, pytest.raises(StoreError):
        remind(store, Settings(recipients=READERS), NOW, io.StringIO(), lang="en", senders=jammed)
    with Store.open(url, create=True) as store:
        assert pass_over(store, NOW, file).sent == len(PLAN) - EVENTS
        assert pass_over(store, LATER, file).sent == EVENTS
    items, keys = received(file)
    assert set(items) == PLAN
    assert sorted(keys.values()) == [1, 1, 1, 1, 2]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("pragma", "words"), [("max_page_count=30", "the disk is full"), ("query_only=ON", "the database is read-only")]
)
def test_a_database_that_takes_nothing_lets_nothing_out(pragma: str, words: str, tmp_path: Path) -> None:
    url, receiver = f"sqlite:///{tmp_path}/events.db", tmp_path / "received"
    fill(url, 100)
    with Store.open(url, create=True) as store:
        store.engine.dispose()
        signals.listen(
            store.engine, "connect", lambda connection, record: connection.execute(f"PRAGMA {pragma}").close()
        )
        with pytest.raises(StoreError, match=words):
            pass_over(store, NOW, receiver)
    assert received(receiver)[0] == Counter()
    with Store.open(url, create=True) as store:
        assert pass_over(store, NOW, receiver).sent == 100 * len(READERS)


@pytest.mark.sqlite
def test_an_older_backup_repeats_under_the_same_keys_only(url: str, tmp_path: Path) -> None:
    receiver, file = tmp_path / "received", Path(url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file)) as live, closing(sqlite3.connect(tmp_path / "backup.db")) as backup:
        live.backup(backup)
    with Store.open(url, create=True) as store:
        pass_over(store, NOW, receiver)
    with Store.open(f"sqlite:///{tmp_path}/backup.db", create=True) as store:
        pass_over(store, LATER, receiver)
    _, keys = received(receiver)
    assert len(keys) == len(READERS)
    assert set(keys.values()) == {2}


# -- mail ---------------------------------------------------------------------------------------------------------------


class Liar:
    """A mail server that takes every mail, and breaks the line instead of saying so for every third one."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        (line,) = [line for line in envelope.content.splitlines() if line.startswith(b"Message-ID")]
        self.ids.append(line.decode())
        if len(self.ids) % 3 == 0:
            server.transport.close()
        return "250 OK"


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def by_mail(port: int) -> Settings:
    readers = tuple(Recipient(reader.name, reader.email, channel="mail") for reader in READERS)
    return Settings(
        recipients=readers, channels={"mail": Mail("127.0.0.1", "yueling@example.org", port, "none", timeout=2)}
    )


def test_a_server_that_drops_the_line_gets_the_same_message_again(url: str, port: int) -> None:
    liar = Liar()
    control = Controller(liar, hostname="127.0.0.1", port=port)
    control.start()
    codes = []
    try:
        with Store.open(url, create=True) as store:
            for hours in range(4):
                report = remind(store, by_mail(port), NOW + timedelta(hours=hours), io.StringIO())
                codes.append(report.exit_code)
    finally:
        control.stop()
    assert codes == [1, 1, 0, 0]  # the sixth mail is the repeat of the third, and lost its answer too
    assert len(set(liar.ids)) == len(READERS)
    assert sorted(Counter(liar.ids).values()) == [1, 1, 1, 1, 3]


def test_a_server_that_is_down_for_a_week_loses_nothing(url: str, port: int) -> None:
    liar = Liar()
    with Store.open(url, create=True) as store:
        for day in range(6):
            report = remind(store, by_mail(port), NOW + timedelta(days=day), io.StringIO())
            assert (report.sent, report.exit_code, report.held) == (0, 1, len(PLAN))
        control = Controller(liar, hostname="127.0.0.1", port=port)
        control.start()
        try:
            report = remind(store, by_mail(port), NOW + timedelta(days=8), io.StringIO())
        finally:
            control.stop()
    assert len(report.failures) == 1
    assert "confirmed" in report.failures[0].say()
    assert len(set(liar.ids)) == len(READERS)
