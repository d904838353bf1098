"""A world for workers: readers by the number, a receiver that remembers, workers in processes of their own."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from io import StringIO
from pathlib import Path

from procrastinate.periodic import PeriodicDeferrer

from calendars.events import Event
from calendars.store import Store, StoreError
from rules import RECKONING, Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import Channel, Digest, Stdout
from scheduler.circumstances import Circumstances
from scheduler.clock import wall_clock
from scheduler.cluster.schema import make_ready
from scheduler.cluster.worker import Watched, Worker
from scheduler.outbox import Outbox
from scheduler.recipients import Recipient
from scheduler.settings import Settings

ROOT = Path(__file__).parent.parent.parent
CHANNEL = "robot"
QUICK = Watched(0.5, timedelta(seconds=4), timedelta(seconds=100))
"""A watch that looks often, so that a test need not wait for it."""
NURSERY = """
import os, sys
from pathlib import Path
from tests.cluster import world

def start(url, receiver, readers, slow, concurrency, *words):
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)  # what the parent says is not the child's
        world.work(url, Path(receiver), int(readers), float(slow), int(concurrency), words)
        code = 0
    except BaseException:
        import traceback
        traceback.print_exc()
    finally:
        os._exit(code)

print("ready", flush=True)
for line in sys.stdin:
    command, *words = line.rstrip().split("|")
    if command == "start":
        print(start(*words), flush=True)
    else:
        print(os.waitstatus_to_exitcode(os.waitpid(int(words[0]), 0)[1]), flush=True)
"""
"""Has loaded all that a worker needs and forks one at a time: on a busy machine that takes a second, else many."""


@dataclass(frozen=True)
class Robot(Stdout):
    """The settings of the channel, whose sender the test brings."""


class Receiver:
    """Keeps the key of each digest as a line of a file, which several processes write; takes so many seconds for it."""

    def __init__(self, file: Path, slow: float = 0) -> None:
        self.file, self.slow = file, slow

    def send(self, message: Digest) -> None:
        """Says yes after it has kept the digest."""
        with open(self.file, "ab", buffering=0) as out:
            out.write(f"{message.key} {message.recipient.id} {time.time()} {os.getpid()}\n".encode())
        if self.slow:
            time.sleep(self.slow)

    def close(self) -> None:
        """Has nothing open."""


def readers_of(count: int) -> tuple[Recipient, ...]:
    """So many readers."""
    return tuple(Recipient(f"reader{n}", channel=CHANNEL) for n in range(count))


def settings_of(count: int) -> Settings:
    """Settings with so many readers by the channel, who are told at any hour of the day."""
    return Settings(recipients=readers_of(count), channels={CHANNEL: Robot()}, at=time_of_day.min, cluster=True)


def circumstances(settings: Settings, channel: Channel) -> Circumstances:
    """Those of a worker whose digests go to the channel."""
    return Circumstances(settings=settings, out=StringIO(), lang="en", reckoning=RECKONING, senders={CHANNEL: channel})


def work(url: str, file: Path, readers: int, slow: float, concurrency: int, words: Sequence[str]) -> None:
    """What a process of a worker does; where it is `clockless` its engine defers nothing that runs by the clock."""
    if "clockless" in words:
        PeriodicDeferrer.worker = _stall  # type: ignore[method-assign,assignment]
    with opened(url) as store:
        asked = circumstances(settings_of(readers), Receiver(file, slow))
        Worker(store, asked, watched=QUICK).run(concurrency, once="once" in words)


async def _stall(_deferrer: PeriodicDeferrer) -> None:
    """In place of the clock of the engine."""
    await asyncio.Event().wait()


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """The store, as soon as the server is there."""
    while True:
        try:
            store = Store.open(url)
            break
        except StoreError:
            time.sleep(0.2)
    with store:
        yield store


def fill(url: str, events: int = 1, day: date | None = None) -> None:
    """Makes a database with so many events of a day of which a lead speaks today, and the tables of the engine."""
    due = day or wall_clock().date() + timedelta(7)
    with Store.open(url, create=True) as store:
        found = [Event(f"{n:04x}", f"event {n}", "deadline", Recurrence(Due(Fixed(due, due)))) for n in range(events)]
        store.save(found, wall_clock() - timedelta(days=60))
        make_ready(store.engine, store.place)


@dataclass
class Workers:
    """Processes of workers by their number, which all end with the block in which they are."""

    url: str
    receiver: Path
    readers: int
    slow: float = 0.0
    concurrency: int = 2
    running: list[int] = field(default_factory=list)

    def start(self, *words: str) -> int:
        """One more worker."""
        facts = (self.url, self.receiver, self.readers, self.slow, self.concurrency, *words)
        made = self._ask("start", *map(str, facts))
        self.running.append(made)
        return made

    def kill(self, one: int) -> None:
        """kill -9."""
        os.kill(one, signal.SIGKILL)
        self.ended(one)

    def stop(self, one: int) -> int:
        """Asks one to end, and waits for that; returns its exit code."""
        os.kill(one, signal.SIGTERM)
        return self.ended(one)

    def ended(self, one: int) -> int:
        """The exit code of one that comes to its end."""
        self.running.remove(one)
        return self._ask("wait", str(one))

    @property
    def log(self) -> str:
        """What the workers said."""
        return (self.receiver.parent / "log").read_text()

    def _ask(self, *words: str) -> int:
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write("|".join(words) + "\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())

    def __enter__(self) -> Workers:
        with open(self.receiver.parent / "log", "ab") as log:
            self._nursery = subprocess.Popen(
                [sys.executable, "-c", NURSERY], cwd=ROOT, stderr=log, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        assert self._nursery.stdout
        assert self._nursery.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *_: object) -> None:
        for one in list(self.running):
            self.kill(one)
        self._nursery.communicate(timeout=10)


def received(receiver: Path) -> Counter[str]:
    """How often each digest arrived."""
    return Counter(line.split()[0] for line in lines(receiver))


def lines(receiver: Path) -> Sequence[str]:
    """What arrived, in order."""
    return receiver.read_text().splitlines() if receiver.exists() else []


def wait_for(reached: Callable[[], bool], seconds: float) -> bool:
    """Whether it comes true within so many seconds."""
    end = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def all_sent(url: str) -> bool:
    """Whether nothing waits in the outbox and something was sent."""
    with suppress(StoreError), Store.open(url) as store:
        outbox = Outbox(store.engine, store.place)
        return outbox.held() == 0 and bool(outbox.spoken(wall_clock()))
    return False


def moment(line: str) -> datetime:
    """When a digest arrived."""
    return datetime.fromtimestamp(float(line.split()[2]), wall_clock().tzinfo)
