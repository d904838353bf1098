"""What is assumed and not measured: who subscribes, how often programs ask, how much changes, what happens at nine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from .costs import Costs

DAY = 24.0
"""Hours."""


@dataclass(frozen=True, slots=True)
class Client:
    """Calendar programs of one sort."""

    name: str
    share: float
    """Of all subscribers."""
    hours: tuple[float, ...]
    """Between two requests; each of these is as frequent among its users as the others."""
    conditional: bool
    """Whether it asks with what it has, so that 304 suffices; where nobody knows it does not."""
    shared: bool = False
    """Whether its maker asks once for each address, however many of its users subscribed to it."""

    @property
    def polls(self) -> float:
        """Requests a day of one user, or of its maker for one address."""
        return fmean(DAY / hours for hours in self.hours)


CLIENTS = (
    Client("Apple", 0.35, (1, 24, 168), conditional=True),
    Client("Outlook", 0.25, (3, 24), conditional=False),
    Client("Google", 0.15, (8, 24), conditional=False, shared=True),
    Client("Android (ICSx5)", 0.15, (24,), conditional=True),
    Client("Thunderbird", 0.04, (0.5,), conditional=True),
    Client("Nextcloud", 0.03, (12,), conditional=False),
    Client("scripts (vdirsyncer)", 0.02, (1,), conditional=False),
    Client("GNOME", 0.01, (0.5,), conditional=True),
)


@dataclass(frozen=True, slots=True)
class FeedSort:
    """Feeds of an office that are alike."""

    count: int
    subscribers: float
    """Of each."""
    changes: float
    """A day, of each."""
    plain: float
    packed: float
    """Octets."""


@dataclass(frozen=True)
class World:
    """Everything beside the unit costs; times in seconds where no other unit stands."""

    offices: int = 100_000
    subscribers: int = 100_000_000
    clients: tuple[Client, ...] = CLIENTS
    edits: float = 1.0
    """Changes of the calendar of one office a day, all within office hours."""
    office_hours: tuple[float, float] = (8, 18)
    of_all: float = 0.5
    """The share of subscribers that take the feed of everything; the others take one of the others each."""
    edges: int = 4
    """Places of the CDN that serve the subscribers of one office: they live in one province."""
    ttl: float = 1.0
    """Hours for which the CDN keeps a file unasked."""
    publish: float = 0.25
    """Hours between two runs of `publish` for what changed."""
    first_of_month: bool = False
    """Whether it is the day on which all windows move on, and with them every feed."""
    readers: int = 20
    """Messages of one office at nine."""
    minutes: float = 10.0
    """Within which all of them shall have gone."""
    planning: float = 1 / 3
    """The share of these that the plan may take."""
    load: float = 0.7
    """How busy cores may be on purpose."""
    wait: float = 0.05
    """For the answer of a receiver and the sync of the disk, for each message."""
    concurrency: int = 8
    """Messages that one worker has under way."""
    cores: int = 16
    """Of a database server, at most."""
    failure: float = 60.0
    """When one of the workers dies, after the first message."""

    @cached_property
    def each(self) -> float:
        """Subscribers of one office."""
        return self.subscribers / self.offices

    def feeds(self, costs: Costs) -> tuple[FeedSort, FeedSort]:
        """The feed of everything, and the others."""
        others = round(costs["publish.feeds"]) - 1
        touched = round(costs["publish.changed"]) - 1
        mine = self.each * self.of_all
        return (
            FeedSort(1, mine, self.edits, costs["feed.all"], costs["feed.all.gzip"]),
            FeedSort(
                others, (self.each - mine) / others, self.edits * touched / others, costs["feed.other"],
                costs["feed.other.gzip"],
            ),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a day is like, reckoned or simulated; the fields of all offices together, but for those of a shard."""

    requests: float
    """A day, of subscribers to the edges."""
    unchanged: float
    """The share of them that is answered with 304."""
    egress: float
    """Octets a day from the edges to subscribers."""
    origin: float
    """Requests a day of edges to the storage."""
    origin_egress: float
    """Octets a day from the storage to the edges."""
    puts: float
    """Files written a day."""
    worked: float
    """Seconds of processor that the workers of one shard take at nine."""
    nine: float
    """Seconds until all messages of a shard have gone."""
    nine_failed: float
    """The same where one worker dies."""
