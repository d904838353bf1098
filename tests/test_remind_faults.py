"""Reminders under faults: processes that are killed at every step, locks, full disks, mail servers that lie.

Each test acts, runs again, and compares what arrived at the receiver with the plan: nothing is lost, and only what was
accepted before the process could write it down arrives a second time, under the same key.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import event as signals

from calendars.events import Event
from calendars.store import Store, StoreError
from rules import Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import Digest, Mail
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.report import Report
from scheduler.settings import Settings

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
LATER = NOW + timedelta(hours=1)
READERS = tuple(Recipient(f"reader{n}", f"reader{n}@example.org") for n in range(5))
EVENTS = 4
PLAN = {(reader.id, f"{n:04x}") for reader in READERS for n in range(EVENTS)}

CHILD = """
import os, signal, sys
from datetime import datetime, timedelta
from pathlib import Path
from sqlalchemy import event

import scheduler.passes as passes
from calendars.store import Store
from scheduler.outbox import Outbox
sys.path.insert(0, sys.argv[5])
import test_remind_faults as world

url, receiver, point, nth = sys.argv[1:5]
left = {point: int(nth)}
phase = [""]

def die(here):
    if here in left:
        left[here] -= 1
        if not left[here]:
            os.kill(os.getpid(), signal.SIGKILL)

class Mortal(Outbox):
    def plan(self, *given):
        return self.within("plan", super().plan, *given)
    def claim(self, *given, **named):
        return self.within("claim", super().claim, *given, **named)
    def finish(self, *given):
        die("sent_before_mark")
        return self.within("mark", super().finish, *given)
    def within(self, name, step, *given, **named):
        phase[0] = name
        done = step(*given, **named)
        phase[0] = ""
        die(name + "_after_commit")
        return done

passes.Outbox = Mortal
with Store.open(url, create=True) as store:
    @event.listens_for(store.engine, "commit")
    def before_commit(connection):
        if not connection.get_execution_options().get("reading"):
            die(phase[0] + "_before_commit")

    @event.listens_for(store.engine, "before_cursor_execute")
    def before_insert(connection, cursor, statement, *rest):
        if statement.startswith("INSERT INTO deliveries"):
            die("plan_before_insert")

    report = world.pass_over(store, world.NOW, Path(receiver))
sys.exit(report.exit_code)
"""


class Receiver:
    """A channel that keeps each digest as a line of a file, which several processes may write."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def send(self, message: Digest) -> None:
        items = [line.split()[-2] for line in message.text.splitlines() if "yueling why" in line]
        line = json.dumps({"key": message.key, "reader": message.recipient.id, "items": items}) + "\n"
        with open(self.file, "ab", buffering=0) as out:
            out.write(line.encode())

    def close(self) -> None:
        pass


def pass_over(store: Store, now: datetime, receiver: Path) -> Report:
    senders = {"stdout": Receiver(receiver)}
    return remind(store, Settings(recipients=READERS), now, io.StringIO(), lang="en", senders=senders)


def received(receiver: Path) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """What arrived, by reader and event, and how often each digest did."""
    digests = [json.loads(line) for line in receiver.read_text().splitlines()] if receiver.exists() else []
    items = Counter((digest["reader"], item) for digest in digests for item in digest["items"])
    return items, Counter(digest["key"] for digest in digests)


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/events.db"
    fill(address, EVENTS)
    return address


def fill(url: str, count: int) -> None:
    due = Recurrence(Due(Fixed(date(2026, 4, 15), date(2026, 4, 15))))
    with Store.open(url, create=True) as store:
        store.save([Event(f"{n:04x}", f"event {n}", "deadline", due) for n in range(count)], NOW - timedelta(days=60))


def child(url: str, receiver: Path, point: str = "never", nth: int = 1) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", CHILD, url, str(receiver), point, str(nth), str(ROOT / "tests")]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})


def ended(process: subprocess.Popen[bytes]) -> int:
    _, errors = process.communicate(timeout=60)
    assert process.returncode in (0, 1, -signal.SIGKILL), errors.decode()
    return process.returncode


# -- kill -9 ----------------------------------------------------------------------------------------------------------

PLAN_POINTS = ("plan_before_insert", "plan_before_commit", "plan_after_commit")
SEND_POINTS = (
    "claim_before_commit",
    "claim_after_commit",
    "sent_before_mark",
    "mark_before_commit",
    "mark_after_commit",
)
DOUBLING = ("sent_before_mark", "mark_before_commit")
"""The server has the digest and our commit has not happened: it comes again, under the same key."""


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
    fill(url, 60)
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
    assert len(items) == 60 * len(READERS)
    assert set(items.values()) == {1}


# -- the database -----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def locked(url: str) -> Iterator[sqlite3.Connection]:
    with closing(
        sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


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
        def send(self, message: Digest) -> None:
            super().send(message)
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
