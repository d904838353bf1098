"""What a month costs: a formula over named prices. The prices are examples from public lists; put your own in their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .arithmetic import Arithmetic
from .world import DAY

DAYS = 30
"""Of a month."""


@dataclass(frozen=True, slots=True)
class Price:
    """A price in US dollars; None where no public list was found, and then what it is asked for is not in the sum."""

    unit: str
    dollars: float | None
    source: str
    read: str
    """When the list was looked up or, where it bears a date, made."""


R2 = "Cloudflare R2, developers.cloudflare.com/r2/pricing (the page bears no date)"
PRICES = {
    "stored": Price("GB in storage, a month", 0.015, R2, "2026-11"),
    "written": Price("million files written", 4.50, R2, "2026-11"),
    "read": Price("million requests to the storage", 0.36, R2, "2026-11"),
    "egress": Price(
        "GB of the CDN, mainland China, 50 TB to 1 PB a month", 0.03,
        "Alibaba Cloud CDN, alibabacloud.com/product/content-delivery-network/pricing (no date)", "2026-11",
    ),
    "request": Price("million requests to the CDN", None, "no public list found", ""),
    "core": Price(
        "core of a server with 4 GB, a month", 37.78,
        "AWS m6a.2xlarge, Frankfurt, 271.46 € for 8 cores at 1.1133 $ per €: moveinfra/eu-cloud-prices", "2026-10-28",
    ),
    "message": Price("message by a paid channel", None, "mail of the house and robots of chats cost nothing a message", ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the bill."""

    name: str
    price: str
    amount: float
    """A month, in the unit of its price."""

    @property
    def dollars(self) -> float | None:
        """A month; None where nobody knows the price."""
        known = PRICES[self.price].dollars
        return None if known is None else known * self.amount


def stored(made: Arithmetic) -> float:
    """Octets of all feeds as they are stored."""
    return made.world.offices * sum(feed.count * feed.plain for feed in made.world.feeds(made.costs))


def cores(made: Arithmetic) -> float:
    """Of workers, database servers with a replica each, and for `publish`, all day."""
    publishing = made.publishing / (DAY * 3600) / made.world.load
    return made.shards * (made.workers + 2 * made.cores) + publishing


def bill(made: Arithmetic) -> Iterator[Item]:
    """What a month costs, line by line."""
    yield Item("feeds in the storage", "stored", stored(made) / 1e9)
    yield Item("files written", "written", made.puts * DAYS / 1e6)
    yield Item("requests of the CDN to the storage", "read", made.origin[0] * DAYS / 1e6)
    yield Item("egress of the CDN", "egress", made.egress * DAYS / 1e9)
    yield Item("requests to the CDN", "request", made.requests * DAYS / 1e6)
    yield Item("cores", "core", cores(made))
