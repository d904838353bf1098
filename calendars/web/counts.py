"""What the server counts, and how Prometheus reads it.

Written by hand: a dozen numbers in a text format of four rules need no library with a registry for the whole process.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram of durations, in seconds."""
TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True)
class Durations:
    """How many requests took how long."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0


@dataclass(slots=True)
class Counts:
    """The counters of one server, from its start."""

    requests: defaultdict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    """By route and status; the routes are those of the program, so that nobody can make more of them."""
    durations: defaultdict[str, Durations] = field(default_factory=lambda: defaultdict(Durations))
    sent: int = 0
    """Bytes of bodies."""
    running: int = 0
    """Requests that are answered just now."""
    turned_away: int = 0
    """Connections that were closed because there were too many."""
    timed_out: int = 0
    """Connections that were closed because they were too slow."""

    def note(self, route: str, status: int, size: int, seconds: float) -> None:
        """Counts a request."""
        self.requests[route, status] += 1
        self.sent += size
        took = self.durations[route]
        took.buckets[bisect_left(BOUNDS, seconds)] += 1
        took.total += seconds

    def lines(self) -> Iterator[str]:
        """The counters in the text format of Prometheus."""
        yield from family(
            "requests_total", "counter", "Requests by route and status.",
            ((f'{{route="{route}",status="{status}"}}', n) for (route, status), n in sorted(self.requests.items())),
        )  # fmt: skip
        yield from head("request_seconds", "histogram", "How long requests took, in seconds.")
        for route, took in sorted(self.durations.items()):
            for bound, n in zip((*BOUNDS, "+Inf"), accumulate(took.buckets), strict=True):
                yield f'yueling_request_seconds_bucket{{route="{route}",le="{bound}"}} {n}'
            yield f'yueling_request_seconds_sum{{route="{route}"}} {took.total:.6f}'
            yield f'yueling_request_seconds_count{{route="{route}"}} {sum(took.buckets)}'
        yield from one("response_bytes_total", "counter", "Bytes of bodies that were sent.", self.sent)
        yield from one("requests_running", "gauge", "Requests that are answered just now.", self.running)
        yield from one(
            "connections_turned_away_total", "counter", "Connections closed as there were too many.", self.turned_away
        )
        yield from one(
            "connections_timed_out_total", "counter", "Connections closed as they were too slow.", self.timed_out
        )


def head(name: str, sort: str, about: str) -> Iterator[str]:
    """The lines that stand before the values of a name."""
    yield f"# HELP yueling_{name} {about}"
    yield f"# TYPE yueling_{name} {sort}"


def family(name: str, sort: str, about: str, values: Iterable[tuple[str, float]]) -> Iterator[str]:
    """A name with a value for each set of labels.

    >>> list(family("up", "gauge", "Up.", [('{a="b"}', 1)]))[-1]
    'yueling_up{a="b"} 1'
    """
    yield from head(name, sort, about)
    for labels, number in values:
        yield f"yueling_{name}{labels} {number}"


def one(name: str, sort: str, about: str, number: float) -> Iterator[str]:
    """A name with one value."""
    return family(name, sort, about, [("", number)])
