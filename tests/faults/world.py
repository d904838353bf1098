"""A small world: some events, some readers, a receiver that remembers, and a process that dies where it is told to."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from calendars.events import Event
from calendars.store import Store
from rules import Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import Channel, Digest
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.report import Report
from scheduler.settings import Settings

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
LATER = NOW + timedelta(hours=1)
READERS = tuple(Recipient(f"reader{n}", f"reader{n}@example.org") for n in range(5))
EVENTS = 4
Plan = Collection[tuple[str, str]]
PLAN: Plan = frozenset((reader.id, f"{n:04x}") for reader in READERS for n in range(EVENTS))

CHILD = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event

import scheduler.passes as passes
from calendars.store import Store
from scheduler.outbox import Outbox
from tests.faults import world

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
    """A channel that keeps each digest as a line of a file, which several processes may write, and is slow to say yes."""

    def __init__(self, file: Path, meanwhile: Callable[[int], object] = lambda count: None) -> None:
        self.file, self.meanwhile, self.count = file, meanwhile, 0

    def send(self, message: Digest) -> None:
        """Keeps the digest; then `meanwhile` something may happen."""
        self.hand_over(message)
        self.confirm()

    def hand_over(self, message: Digest) -> None:
        """Keeps the digest."""
        note(self.file, message.key, message.recipient.id, message.text)

    def confirm(self) -> None:
        """Says yes; before it does something may happen."""
        self.count += 1
        self.meanwhile(self.count)

    def close(self) -> None:
        """Has nothing open."""


def note(file: Path, key: str, reader: str, text: str) -> None:
    """Adds what arrived to the file."""
    items = [line.split()[-2] for line in text.splitlines() if "yueling why" in line]
    line = json.dumps({"key": key, "reader": reader, "items": items, "text": text}) + "\n"
    with open(file, "ab", buffering=0) as out:
        out.write(line.encode())


def pass_over(store: Store, now: datetime, receiver: Path, **more: Any) -> Report:
    """A pass whose digests go to the file."""
    return sent_to(store, now, Receiver(receiver), **more)


def sent_to(store: Store, now: datetime, channel: Channel, **more: Any) -> Report:
    """A pass whose digests go by the channel."""
    senders: Mapping[str, Channel] = {"stdout": channel}
    return remind(store, Settings(recipients=READERS), now, io.StringIO(), lang="en", senders=senders, **more)


def arrived(receiver: Path) -> list[dict[str, Any]]:
    """The digests that arrived, in order."""
    return [json.loads(line) for line in receiver.read_text().splitlines()] if receiver.exists() else []


def received(receiver: Path) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """What arrived, by reader and event, and how often each digest did."""
    digests = arrived(receiver)
    items = Counter((digest["reader"], item) for digest in digests for item in digest["items"])
    return items, Counter(digest["key"] for digest in digests)


def deadline(number: int, day: int = 15) -> Event:
    """An event whose first lead is on the day of the pass."""
    due = date(2026, 4, day)
    return Event(f"{number:04x}", f"event {number}", "deadline", Recurrence(Due(Fixed(due, due))))


def fill(url: str, count: int = EVENTS) -> None:
    """Makes a database with so many events."""
    with Store.open(url, create=True) as store:
        store.save([deadline(n) for n in range(count)], NOW - timedelta(days=60))


def child(
    url: str, receiver: Path, point: str = "never", nth: int = 1, before: Sequence[str] = ()
) -> subprocess.Popen[bytes]:
    """A process that makes a pass and dies at the nth time that it comes to the point; `before` is what runs it."""
    command = [*before, sys.executable, "-c", CHILD, url, str(receiver), point, str(nth)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})


def ended(process: subprocess.Popen[bytes]) -> int:
    """The exit code of the process."""
    _, errors = process.communicate(timeout=60)
    assert process.returncode in (0, 1, -signal.SIGKILL), errors.decode()
    return process.returncode


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fault led to."""

    lost: int
    """Reminders that reached nobody."""
    repeats: int
    """Messages that arrived once more under the same key."""
    doubles: int
    """Reminders that arrived in two messages of different keys."""
    untrue: int = 0
    """Messages that said what was not so any more."""

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.lost + other.lost,
            self.repeats + other.repeats,
            self.doubles + other.doubles,
            self.untrue + other.untrue,
        )


def outcome(receiver: Path, plan: Plan = PLAN, untrue: int = 0) -> Outcome:
    """What arrived, held against the plan."""
    by_key = {digest["key"]: digest for digest in arrived(receiver)}
    items = Counter((digest["reader"], item) for digest in by_key.values() for item in digest["items"])
    _, keys = received(receiver)
    lost, repeats = len(set(plan) - items.keys()), sum(keys.values()) - len(keys)
    return Outcome(lost, repeats, sum(items.values()) - len(items), untrue)
