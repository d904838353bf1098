"""The arithmetic: what a day is like, from unit costs and assumptions alone; each function is a formula of docs/scale.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil, exp

from scheduler.cluster.leases import LEASE

from .costs import Costs
from .world import DAY, Client, FeedSort, Outcome, World

RESCUE = 10.0
"""Seconds between two looks of the cluster at jobs of dead workers, and at messages without a job."""


@dataclass(frozen=True)
class Arithmetic:
    """All formulas over one world and its unit costs."""

    world: World
    costs: Costs

    def outcome(self) -> Outcome:
        """What the simulation has to come to as well."""
        return Outcome(
            requests=self.requests,
            unchanged=self.unchanged / self.requests,
            egress=self.egress,
            origin=self.origin[0],
            origin_egress=self.origin[1],
            puts=self.puts,
            worked=self.messages * self.costs["deliver.here"] / 1000,
            nine=self.nine(self.workers),
            nine_failed=self.nine(self.workers, self.world.failure),
        )

    # -- feeds -------------------------------------------------------------------------------------------------------

    def polls(self) -> Iterator[tuple[FeedSort, Client, float, float]]:
        """For each sort of feed, client and interval: the requests a day of all offices."""
        for feed in self.world.feeds(self.costs):
            for client in self.world.clients:
                asking = 1 if client.shared else feed.subscribers * client.share
                for hours in client.hours:
                    count = self.world.offices * feed.count * asking / len(client.hours) * DAY / hours
                    yield feed, client, hours, count

    @cached_property
    def requests(self) -> float:
        """A day."""
        return sum(count for *_, count in self.polls())

    def fresh(self, feed: FeedSort, hours: float) -> float:
        """The share of requests, so many hours apart, between which the feed changed, over all times of the day.

        It changes in office hours. Of what is left of the interval beside whole days the hours of work grow and fall with the
        time of day, between the least that there can be and the most.
        """
        first, last = self.world.office_hours
        work = last - first
        each, days, rest = feed.changes / work, hours // DAY, hours % DAY
        least, most = max(rest + work - DAY, 0), min(rest, work)

        def same(worked: float) -> float:
            return exp(-each * worked)

        slopes = 2 * (same(least) - same(most)) / each if each else 2 * (most - least)
        share = (slopes + abs(work - rest) * same(most) + abs(DAY - rest - work) * same(least)) / DAY
        moved = min(1.0, hours / DAY) if self.world.first_of_month else 0.0
        return 1 - share * same(days * work) * (1 - moved)

    @cached_property
    def unchanged(self) -> float:
        """Requests a day that are answered with 304."""
        return sum(
            count * (1 - self.fresh(feed, hours)) for feed, client, hours, count in self.polls() if client.conditional
        )

    @cached_property
    def egress(self) -> float:
        """Octets a day to subscribers: compressed feeds with their heads, and the heads of 304."""
        total = self.unchanged * self.costs["octets.304"]
        for feed, client, hours, count in self.polls():
            whole = count * (self.fresh(feed, hours) if client.conditional else 1)
            total += whole * (feed.packed + self.costs["octets.head"])
        return total

    @cached_property
    def origin(self) -> tuple[float, float]:
        """Requests a day of the edges to the storage, and the octets of what had changed, as it is stored."""
        requests = octets = 0.0
        for feed in self.world.feeds(self.costs):
            asked = sum(count for one, *_, count in self.polls() if one == feed)
            places = self.world.offices * feed.count * self.world.edges
            pause = self.world.ttl + DAY * places / asked  # until it is stale, and then until somebody asks
            fetches = places * DAY / pause
            requests += fetches
            octets += fetches * self.fresh(feed, pause) * feed.plain
        return requests, octets

    @cached_property
    def puts(self) -> float:
        """Files written a day: the feeds that an edit touches, each office's page, and on the first of a month every feed."""
        of_edits = self.world.edits * self.costs["publish.changed"]
        moved = self.costs["publish.feeds"] if self.world.first_of_month else 0
        return self.world.offices * (of_edits + self.costs["publish.day"] + moved)

    @cached_property
    def publishing(self) -> float:
        """Seconds of processor a day of `publish`: a run for each edit, and one for the day's page, as whole processes."""
        start = self.costs["process.publish.again"]
        runs = self.world.edits + 1
        return self.world.offices * runs * (start + self.costs["publish.edit"]) / 1000

    # -- nine o'clock ------------------------------------------------------------------------------------------------

    @cached_property
    def planned(self) -> float:
        """Seconds of the plan for one message: it is one transaction of one worker, here and at the server in turn."""
        return (self.costs["plan.message.here"] + self.costs["plan.message.server"]) / 1000

    @cached_property
    def sending(self) -> float:
        """Seconds that are left to send, once the plan is made."""
        return self.world.minutes * 60 * (1 - self.world.planning)

    @cached_property
    def shard(self) -> int:
        """Offices of one database: as many as one plan takes in its time, and the server's cores while messages go."""
        by_plan = self.world.minutes * 60 * self.world.planning / self.planned
        by_cores = self.world.cores * self.world.load * self.sending / (self.costs["deliver.server"] / 1000)
        return min(self.world.offices, int(min(by_plan, by_cores) / self.world.readers))

    @cached_property
    def shards(self) -> int:
        """Databases."""
        return ceil(self.world.offices / self.shard)

    @cached_property
    def messages(self) -> int:
        """Of one shard, at nine."""
        return self.shard * self.world.readers

    @cached_property
    def workers(self) -> int:
        """Of one shard: what the processor of each takes, and what it can have under way; one more for the one that dies."""
        here, there = (self.costs[f"deliver.{name}"] / 1000 for name in ("here", "server"))
        by_processor = self.messages * here / self.world.load
        by_waiting = self.messages * (here + there + self.world.wait) / self.world.concurrency / self.world.load
        return ceil(max(by_processor, by_waiting) / self.sending) + 1

    @cached_property
    def cores(self) -> int:
        """Of one database: what messages take there while they go, and one for everything else."""
        return ceil(self.messages * self.costs["deliver.server"] / 1000 / self.world.load / self.sending) + 1

    def rate(self, workers: int) -> float:
        """Messages a second that so many workers send: what is narrowest decides."""
        here, there = (self.costs[f"deliver.{name}"] / 1000 for name in ("here", "server"))
        under_way = workers * self.world.concurrency / (here + there + self.world.wait)
        return min(workers / here, self.cores / there, under_way)

    def nine(self, workers: int, failure: float | None = None) -> float:
        """Seconds until all messages of a shard have gone; where one worker dies the others have the rest."""
        plan, sending = self.messages * self.planned, self.messages / self.rate(workers)
        if failure is None or failure >= sending:
            return plan + sending
        left = self.messages - failure * self.rate(workers)
        found_again = failure + LEASE.total_seconds() + RESCUE
        return plan + max(failure + left / self.rate(workers - 1), found_again)
