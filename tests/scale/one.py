"""What one machine holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from calendars.web.cache import MOST_BYTES
from scheduler.outbox.values import MEMORY

from .arithmetic import Arithmetic
from .costs import Costs
from .world import DAY, World


@dataclass(frozen=True, slots=True)
class Small:
    """A machine that an office has; what may be used of it is the load of the world."""

    cores: int = 2
    memory: float = 8_000
    """MB."""
    line: float = 100e6
    """Bits a second to the network."""
    disk: float = 100e9
    """Octets."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How much of something there may be before one part of the machine is at its end."""

    thing: str
    part: str
    most: float


def bounds(costs: Costs, machine: Small, world: World) -> Iterator[Bound]:
    """What there may be, and the part that ends there."""
    load, day = world.load, DAY * 3600
    event = (costs["memory.10000"] - costs["memory.0"]) / 10_000
    yield Bound("events in one server", "memory", (machine.memory * load - costs["memory.0"]) / event)
    yield Bound("events in one server", "disk (SQLite)", machine.disk * load / costs["disk.sqlite.event"])
    yield Bound("events in one server", "a pass each minute: 60 s of one core", 60e6 * load / costs["plan.stored"])
    alone = Arithmetic(world, costs)
    whole = alone.requests - alone.unchanged
    answering = alone.unchanged * costs["serve.304"] + whole * costs["serve.200.gzip"]
    yield Bound(
        "subscribers of one server",
        "one core (a server is one process)",
        world.subscribers * load * day * 1e6 / answering,
    )
    yield Bound("subscribers of one server", "line", world.subscribers * load * day * machine.line / 8 / alone.egress)
    rendered = MOST_BYTES / 2 / costs["feed.other"]
    yield Bound(
        "feeds that are kept as they were rendered", f"{MOST_BYTES / 1e6:g} MB for that, half for compressed", rendered
    )
    message = alone.planned * 1000 + costs["deliver.here"] + costs["deliver.server"]
    taken = (costs["deliver.here"] + costs["deliver.server"]) / 1000 + world.wait
    by_cores, by_waiting = machine.cores * load * 3600e3 / message, world.concurrency * 3600 / taken
    yield Bound("messages within an hour", "cores (PostgreSQL and workers on them)", by_cores)
    yield Bound("messages within an hour", f"one worker that waits, {world.concurrency} under way", by_waiting)
    kept = machine.disk * load / costs["disk.postgresql.delivery"] / MEMORY
    yield Bound("messages a day", f"disk (PostgreSQL), kept for {MEMORY} days", kept)
    yield Bound("messages a day", "one hour for all of them", min(by_cores, by_waiting))
