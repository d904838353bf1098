"""A day, acted out: each subscriber asks, feeds change, edges keep files; at nine workers send, and one of them dies."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import ceil, exp
from random import Random

from scheduler.cluster.leases import LEASE
from scheduler.cluster.queue import BATCH, SILENCE

from .arithmetic import RESCUE, Arithmetic
from .costs import Costs
from .world import DAY, Client, FeedSort, Outcome, World

BEFORE = 8
"""Days before the one that is counted: programs that ask once a week have what was there then."""
JITTER = 0.1
"""How much the time between two requests differs from what it should be, at most."""


# ------------------------------------------------------------------ feeds


@dataclass
class Counted:
    """What was seen of some offices."""

    requests: int = 0
    unchanged: int = 0
    egress: float = 0.0
    origin: int = 0
    origin_egress: float = 0.0
    writes: int = 0
    """Of feeds, in all days."""


@dataclass
class Edge:
    """One file at one place of the CDN: which version, and until when it is not asked for."""

    version: int
    until: float


@dataclass(slots=True)
class Subscriber:
    """Who asks for one feed: how, where, and which version he has."""

    conditional: bool
    place: int
    version: int


@dataclass
class Day:
    """The feeds of some offices on one day."""

    world: World
    costs: Costs
    random: Random
    seen: Counted = field(default_factory=Counted)

    def act(self, offices: int) -> Counted:
        """Lets so many offices have their day."""
        whole, others = self.world.feeds(self.costs)
        days = [self._counts(offices) for _ in range(BEFORE + 1)]
        for counts in zip(*days, strict=True):
            changes: list[list[float]] = [[] for _ in range(1 + others.count)]
            for moment in self._edits(counts):
                touched = self.random.sample(range(1, 1 + others.count), round(self.costs["publish.changed"]) - 1)
                for one in (0, *touched):
                    if moment not in changes[one]:
                        changes[one].append(moment)
            self.seen.writes += sum(map(len, changes))
            for number, moments in enumerate(changes):
                self._feed(whole if number == 0 else others, sorted([*moments, *self._moved()]))
        return self.seen

    def _counts(self, offices: int) -> list[int]:
        """How many edits each office makes on one day: by Poisson's law, as nearly as so few offices can keep to it."""
        counts, number, chance = list[int](), 0, exp(-self.world.edits)
        up_to = chance
        for place in range(offices):
            while up_to < (place + self.random.random()) / offices and chance > 0:
                number += 1
                chance *= self.world.edits / number
                up_to += chance
            counts.append(number)
        self.random.shuffle(counts)
        return counts

    def _edits(self, counts: Sequence[int]) -> Iterator[float]:
        """The moments at which edits are published, in hours of the day that is counted, which is the last one."""
        first, last = self.world.office_hours
        for day, count in zip(range(-BEFORE, 1), counts, strict=True):
            for _ in range(count):
                hour = DAY * day + self.random.uniform(first, last)
                yield ceil(hour / self.world.publish) * self.world.publish

    def _moved(self) -> Iterator[float]:
        if self.world.first_of_month:
            yield self.random.uniform(0, self.world.publish)

    def _feed(self, feed: FeedSort, changes: list[float]) -> None:
        """One feed: everybody who asks for it, in order of time."""
        edges = [self._edge(changes) for _ in range(self.world.edges)]
        asked: list[tuple[float, Subscriber]] = []
        for client in self.world.clients:
            for _ in range(1 if client.shared else self._count(feed.subscribers * client.share)):
                asked.extend(self._asks(client, changes))
        asked.sort(key=lambda one: one[0])
        for moment, subscriber in asked:
            edge = edges[subscriber.place]
            if moment >= edge.until:
                self._fetch(edge, moment, feed, changes)
            if moment >= 0:
                self._answer(edge.version, feed, subscriber)
            subscriber.version = edge.version

    def _edge(self, changes: list[float]) -> Edge:
        """A place as it is when the day before begins."""
        until = -DAY + self.random.uniform(0, self.world.ttl)
        return Edge(bisect_right(changes, until - self.world.ttl), until)

    def _count(self, expected: float) -> int:
        """A whole number that is so large on the average."""
        return int(expected) + (self.random.random() < expected % 1)

    def _asks(self, client: Client, changes: list[float]) -> Iterator[tuple[float, Subscriber]]:
        """When one subscriber asks on the day before and the day."""
        hours = self.random.choice(client.hours)
        moment = -DAY - self.random.uniform(0, hours)
        one = Subscriber(client.conditional, self.random.randrange(self.world.edges), bisect_right(changes, moment))
        while (moment := moment + hours * self.random.uniform(1 - JITTER, 1 + JITTER)) < DAY:
            if moment >= -DAY:
                yield moment, one

    def _fetch(self, edge: Edge, moment: float, feed: FeedSort, changes: list[float]) -> None:
        """The edge asks the storage, with what it has."""
        version = bisect_right(changes, moment)
        if moment >= 0:
            self.seen.origin += 1
            self.seen.origin_egress += feed.plain if version != edge.version else 0
        edge.version, edge.until = version, moment + self.world.ttl

    def _answer(self, version: int, feed: FeedSort, subscriber: Subscriber) -> None:
        self.seen.requests += 1
        if subscriber.conditional and version == subscriber.version:
            self.seen.unchanged += 1
            self.seen.egress += self.costs["octets.304"]
        else:
            self.seen.egress += feed.packed + self.costs["octets.head"]


# ------------------------------------------------------------------ nine o'clock


@dataclass
class Nine:
    """The messages of one shard: each takes a worker's core, a core of the database and the receiver's time, in this order."""

    world: World
    costs: Costs
    random: Random
    workers: int
    cores: int
    """Of the database."""
    events: list[tuple[float, int, str, int]] = field(default_factory=list)
    """What happens: when, which number, what, to which of the messages that are under way (or how many come back)."""
    jobs: int = 0
    """That wait, of BATCH messages each."""
    over: float = 0.0
    worked: float = 0.0
    _number: int = 0

    def run(self, messages: int, failure: float | None = None) -> float:
        """Seconds until the last one has gone."""
        slots = self.workers * self.world.concurrency
        self._free = [0.0] * self.workers
        self._servers = [0.0] * self.cores
        self._rest = [0] * slots
        self._dead = -1
        self._idle: list[int] = []
        self._waiting = [BATCH] * (messages // BATCH) + [messages % BATCH] * (messages % BATCH > 0)
        for slot in range(slots):
            self._at(0.0, "next", slot)
        if failure is not None:
            self._at(failure, "die", 0)
        while self.events:
            moment, _, what, about = heappop(self.events)
            getattr(self, f"_{what}")(moment, about)
        return self.over

    def _at(self, moment: float, what: str, about: int) -> None:
        self._number += 1
        heappush(self.events, (moment, self._number, what, about))

    def _next(self, moment: float, slot: int) -> None:
        """Takes the next message of its job, or the next job, and works on it as soon as the worker's core is free."""
        worker = slot // self.world.concurrency
        if worker == self._dead:
            return
        if not self._rest[slot]:
            if not self._waiting:
                self._idle.append(slot)
                return
            self._rest[slot] = self._waiting.pop()
        taken = self.random.choice(self.costs.deliver) / 1000
        self.worked += taken
        self._free[worker] = max(moment, self._free[worker]) + taken
        self._at(self._free[worker], "serve", slot)

    def _serve(self, moment: float, slot: int) -> None:
        """The database has it, then the receiver."""
        start = max(moment, heappop(self._servers))
        end = start + self.costs["deliver.server"] / 1000
        heappush(self._servers, end)
        self._at(end + self.world.wait * self.random.uniform(0.5, 1.5), "gone", slot)

    def _gone(self, moment: float, slot: int) -> None:
        if slot // self.world.concurrency == self._dead:
            return
        self.over = max(self.over, moment)
        self._rest[slot] -= 1
        self._next(moment, slot)

    def _die(self, moment: float, worker: int) -> None:
        """Its jobs go to others once it was silent for long enough, and what it had under way once the leases are over."""
        self._dead = worker
        for slot in range(worker * self.world.concurrency, (worker + 1) * self.world.concurrency):
            if self._rest[slot] > 1:
                self._at(moment + SILENCE + self.random.uniform(0, RESCUE), "back", self._rest[slot] - 1)
            if self._rest[slot]:
                self._at(moment + LEASE.total_seconds() + self.random.uniform(0, RESCUE), "back", 1)

    def _back(self, moment: float, messages: int) -> None:
        self._waiting.append(messages)
        for slot in self._idle[-1:]:
            self._idle.pop()
            self._at(moment, "next", slot)


# ------------------------------------------------------------------ all of it


def simulate(world: World, costs: Costs, seed: int, sample: int) -> Outcome:
    """A day of so many of the offices, taken for all of them, and nine o'clock of one shard."""
    reckoned = Arithmetic(world, costs)
    random, sample = Random(seed), min(sample, world.offices)
    seen = Day(world, costs, random).act(sample)
    times = world.offices / sample
    moved = costs["publish.feeds"] if world.first_of_month else 0
    whole, bereft = (Nine(world, costs, random, reckoned.workers, reckoned.cores) for _ in range(2))
    plan = reckoned.messages * reckoned.planned
    nine = plan + whole.run(reckoned.messages)
    failed = plan + bereft.run(reckoned.messages, world.failure)
    return Outcome(
        requests=seen.requests * times,
        unchanged=seen.unchanged / seen.requests,
        egress=seen.egress * times,
        origin=seen.origin * times,
        origin_egress=seen.origin_egress * times,
        puts=seen.writes * times / (BEFORE + 1) + world.offices * (costs["publish.day"] + moved),
        worked=whole.worked,
        nine=nine,
        nine_failed=failed,
    )
