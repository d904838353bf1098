"""Processes that die, run at once, find no disk or a locked database."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import event as signals

from calendars.store import Store, StoreError
from scheduler.wording import IN_FULL

from .world import LATER, NOW, READERS, Outcome, Receiver, child, ended, fill, outcome, pass_over, received, sent_to

PLAN_POINTS = ("plan_before_insert", "plan_before_commit", "plan_after_commit")
SEND_POINTS = (
    "claim_before_commit",
    "claim_after_commit",
    "sent_before_mark",
    "mark_before_commit",
    "mark_after_commit",
)
DOUBLING = ("sent_before_mark", "mark_before_commit")
"""The receiver has the digest and our commit has not happened: it comes again, under the same key."""


def killed(point: str, folder: Path, nth: int) -> Outcome:
    """kill -9 at the point, at the first, second, … message."""
    url, receiver = f"sqlite:///{folder}/events.db", folder / "received"
    fill(url)
    assert ended(child(url, receiver, point, 1 if point in PLAN_POINTS else 1 + nth % len(READERS))) < 0
    rest(url, receiver)
    return outcome(receiver)


def rest(url: str, receiver: Path) -> None:
    """The passes that follow."""
    with Store.open(url, create=True) as store:
        pass_over(store, LATER, receiver)
        report = pass_over(store, LATER, receiver)
        assert (report.sent, report.held, report.exit_code) == (0, 0, 0)


def at_once(processes: int, folder: Path, nth: int) -> Outcome:
    """Several processes make a pass at once."""
    url, receiver = f"sqlite:///{folder}/events.db", folder / "received"
    fill(url)
    assert {ended(process) for process in [child(url, receiver) for _ in range(processes)]} == {0}
    rest(url, receiver)
    return outcome(receiver)


def power_cut(folder: Path, nth: int) -> Outcome:
    """The files as they lie on the disk while the nth message is under way are all that is left."""
    url, receiver, left = f"sqlite:///{folder}/events.db", folder / "received", folder / "left"
    fill(url)
    left.mkdir()

    class Cut(Exception):
        pass

    def cut(count: int) -> None:
        if count == 1 + nth % len(READERS):
            for file in folder.glob("events.db*"):
                if not file.name.endswith("-shm"):
                    shutil.copy(file, left / file.name)
            raise Cut

    with Store.open(url) as store, suppress(Cut):
        sent_to(store, NOW, Receiver(receiver, cut))
    rest(f"sqlite:///{left}/events.db", receiver)
    return outcome(receiver)


@contextmanager
def locked(file: Path) -> Iterator[sqlite3.Connection]:
    """The database while another program holds it."""
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield other


def lock_that_stays(folder: Path, nth: int) -> Outcome:
    """Another program keeps the database locked for longer than a pass waits."""
    url, receiver = f"sqlite:///{folder}/events.db", folder / "received"
    fill(url)
    with Store.open(url, patience=0.1) as store, locked(folder / "events.db"):
        assert refused(store, receiver)
    assert received(receiver)[0].total() == 0
    rest(url, receiver)
    return outcome(receiver)


def refused(store: Store, receiver: Path) -> bool:
    """Whether a pass ends because of the database."""
    try:
        pass_over(store, NOW, receiver)
    except StoreError:
        return True
    return False


def lock_that_ends(folder: Path, nth: int) -> Outcome:
    """Another program lets the database go while a pass waits for it."""
    url, receiver = f"sqlite:///{folder}/events.db", folder / "received"
    fill(url)
    with Store.open(url) as store, locked(folder / "events.db") as other:
        threading.Timer(0.1, other.rollback).start()
        assert not refused(store, receiver)
    rest(url, receiver)
    return outcome(receiver)


def full_before_the_plan(folder: Path, nth: int) -> Outcome:
    """The disk takes no more while the plan is written."""
    url, receiver = f"sqlite:///{folder}/events.db", folder / "received"
    fill(url, IN_FULL)
    plan = {(reader.id, f"{n:04x}") for reader in READERS for n in range(IN_FULL)}
    with Store.open(url) as store:
        store.engine.dispose()
        signals.listen(store.engine, "connect", lambda made, _: made.execute("PRAGMA max_page_count=30").close())
        assert refused(store, receiver)
    assert received(receiver)[0].total() == 0
    with Store.open(url) as store:
        pass_over(store, LATER, receiver)
    return outcome(receiver, plan)


def full_at_the_mark(folder: Path, nth: int) -> Outcome:
    """The disk takes no more when the nth message is to be marked as sent."""
    url, receiver, full = f"sqlite:///{folder}/events.db", folder / "received", [False]
    fill(url)

    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if full[0] and statement.startswith("UPDATE messages"):
            raise sqlite3.OperationalError("database or disk is full")

    def filling(count: int) -> None:
        full[0] = count == 1 + nth % len(READERS)

    with Store.open(url) as store:
        signals.listen(store.engine, "before_cursor_execute", fail)
        with suppress(StoreError, sqlite3.Error):
            sent_to(store, NOW, Receiver(receiver, filling))
    rest(url, receiver)
    return outcome(receiver)


def lease_that_ends(folder: Path, nth: int) -> Outcome:
    """A sender hangs for longer than its lease; another one takes the message over, then the first comes back."""
    url, receiver = f"sqlite:///{folder}/events.db", folder / "received"
    fill(url)

    def overtaken(count: int) -> None:
        if count == 1 + nth % len(READERS):
            with Store.open(url) as other:
                pass_over(other, NOW + timedelta(hours=2), receiver)

    with Store.open(url) as store:
        sent_to(store, NOW, Receiver(receiver, overtaken))
    rest(url, receiver)
    return outcome(receiver)
