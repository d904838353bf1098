"""Processes that die, run at once, find no disk or a locked database."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import event as signals

from calendars.store import Store, StoreError
from scheduler.wording import IN_FULL

from .ground import Ground
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


def killed(point: str, ground: Ground, nth: int) -> Outcome:
    """kill -9 at the point, at the first, second, … message."""
    url, receiver = ground.url, ground.receiver
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


def at_once(processes: int, ground: Ground, nth: int) -> Outcome:
    """Several processes make a pass at once."""
    url, receiver = ground.url, ground.receiver
    fill(url)
    assert {ended(process) for process in [child(url, receiver) for _ in range(processes)]} == {0}
    rest(url, receiver)
    return outcome(receiver)


def power_cut(ground: Ground, nth: int) -> Outcome:
    """The power is cut while the nth message is under way: what lies on the disk is all that is left."""
    receiver, left = ground.receiver, [ground.url]
    fill(ground.url)

    class Cut(Exception):
        pass

    def cut(count: int) -> None:
        if count == 1 + nth % len(READERS):
            left.append(ground.cut())
            raise Cut

    with Store.open(ground.url) as store, suppress(Cut):
        sent_to(store, NOW, Receiver(receiver, cut))
    rest(left[-1], receiver)
    return outcome(receiver)


def lock_that_stays(ground: Ground, nth: int) -> Outcome:
    """Another program keeps the database locked for longer than a pass waits."""
    url, receiver = ground.url, ground.receiver
    fill(url)
    with Store.open(url, patience=0.1) as store, ground.locked():
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


def lock_that_ends(ground: Ground, nth: int) -> Outcome:
    """Another program lets the database go while a pass waits for it."""
    url, receiver = ground.url, ground.receiver
    fill(url)
    with Store.open(url) as store, ground.locked() as let_go:
        threading.Timer(0.1, let_go).start()
        assert not refused(store, receiver)
    rest(url, receiver)
    return outcome(receiver)


def full_before_the_plan(ground: Ground, nth: int) -> Outcome:
    """The disk takes no more while the plan is written."""
    url, receiver = ground.url, ground.receiver
    fill(url, IN_FULL)
    plan = {(reader.id, f"{n:04x}") for reader in READERS for n in range(IN_FULL)}
    with Store.open(url) as store:
        ground.fill(store)
        assert refused(store, receiver)
    assert received(receiver)[0].total() == 0
    with Store.open(url) as store:
        pass_over(store, LATER, receiver)
    return outcome(receiver, plan)


def full_at_the_mark(ground: Ground, nth: int) -> Outcome:
    """The disk takes no more when the nth message is to be marked as sent."""
    url, receiver, full = ground.url, ground.receiver, [False]
    fill(url)

    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if full[0] and statement.startswith("UPDATE messages"):
            raise ground.full

    def filling(count: int) -> None:
        full[0] = count == 1 + nth % len(READERS)

    with Store.open(url) as store:
        signals.listen(store.engine, "before_cursor_execute", fail)
        with suppress(StoreError, type(ground.full)):
            sent_to(store, NOW, Receiver(receiver, filling))
    rest(url, receiver)
    return outcome(receiver)


def lease_that_ends(ground: Ground, nth: int) -> Outcome:
    """A sender hangs for longer than its lease; another one takes the message over, then the first comes back."""
    url, receiver = ground.url, ground.receiver
    fill(url)

    def overtaken(count: int) -> None:
        if count == 1 + nth % len(READERS):
            with Store.open(url) as other:
                pass_over(other, NOW + timedelta(hours=2), receiver)

    with Store.open(url) as store:
        sent_to(store, NOW, Receiver(receiver, overtaken))
    rest(url, receiver)
    return outcome(receiver)
