"""Workers that are killed one after the other while a server is restarted: what arrives in the end."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from tests.postgresql.server import served

from . import world

LATEST = 60.0
"""Seconds after the last fault within which all must have arrived."""
READY = 60
"""Seconds for which the first message is waited for."""


@dataclass(frozen=True)
class Outcome:
    """What a storm led to."""

    deliveries: int
    arrived: int
    """Different digests that arrived."""
    repeats: int
    """Arrivals of a digest that had arrived, under the same key."""
    doubles: int
    """Readers to whom more than one digest came, of different keys."""
    kills: int
    seconds: float
    """From the first arrival to the last one."""
    after: float
    """From the last fault to the last arrival; to the end of the watch where something is missing."""
    marked: bool
    """Whether the outbox holds nothing that waits."""

    def __str__(self) -> str:
        lost = self.deliveries - self.arrived
        return (
            f"{self.deliveries} deliveries, {self.kills} kills, 1 restart of PostgreSQL: lost {lost}, again under the same key "
            f"{self.repeats} (may: {self.kills} × concurrency), under another {self.doubles}; {self.seconds:.0f} s from first to "
            f"last, {self.after:.1f} s after the last fault; outbox settled: {self.marked}"
        )


def storm(
    folder: Path, deliveries: int, *, workers: int = 4, concurrency: int = 2, slow: float = 0.0, calm_at: float = 0.8
) -> Outcome:
    """One worker is killed each second and another one started, until `calm_at` of all has arrived; half way the server stops.

    The server waits for the disk as it does by itself.
    """
    receiver = folder / "received"
    with served({"max_connections": "100"}) as server:
        url = server.url(server.make())
        world.fill(url)
        with world.Workers(url, receiver, deliveries, slow, concurrency) as there:
            for _ in range(workers):
                there.start()
            assert world.wait_for(lambda: bool(world.lines(receiver)), READY)
            kills, restarted, last = 0, False, time.time()
            while len(world.received(receiver)) < calm_at * deliveries:
                time.sleep(1)
                there.kill(there.running[0])
                there.start()
                kills, last = kills + 1, time.time()
                if not restarted and len(world.received(receiver)) >= calm_at / 2 * deliveries:
                    server.restart("immediate")
                    restarted, last = True, time.time()
                assert kills < 600, "nothing arrives"
            world.wait_for(lambda: len(world.received(receiver)) >= deliveries, LATEST + 30)
            marked = world.wait_for(lambda: world.all_sent(url), 40)
            codes = [there.stop(one) for one in list(there.running)]
            assert codes == [0] * workers
    assert restarted, "all had arrived before the server was restarted"
    return _outcome(receiver, deliveries, kills, last, marked)


def _outcome(receiver: Path, deliveries: int, kills: int, last: float, marked: bool) -> Outcome:
    found = world.received(receiver)
    rows = [line.split() for line in world.lines(receiver)]
    times = [float(row[2]) for row in rows]
    readers = {(row[0], row[1]) for row in rows}
    return Outcome(
        deliveries,
        len({reader for _, reader in readers}),
        sum(found.values()) - len(found),
        len(readers) - len({reader for _, reader in readers}),
        kills,
        max(times) - min(times),
        max(times) - last,
        marked,
    )
