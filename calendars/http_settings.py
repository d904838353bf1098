"""How the server stands to the network: who may speak for others, under which names and paths it is reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """What holds where nothing is set: nobody is trusted, every name is answered to, the counters are for this machine."""

    root_path: str | None = None
    """The path under which others reach the server, such as `/calendar`; None for that of the base URL."""
    trusted_proxies: tuple[Network, ...] = ()
    """From where X-Forwarded-For, -Proto and -Host are believed."""
    hosts: tuple[str, ...] = ()
    """The names answered to beside that of the base URL and those of this machine itself."""
    metrics_from: tuple[Network, ...] = ()
    """Who may read the counters beside this machine."""
    cors: tuple[str, ...] = ()
    """Origins whose pages may ask the interface for programs from a browser."""
    most_body: int = 16_000_000
    """Bytes that a request may bring."""
    most_upload: int = 10 * 1024 * 1024
    """Bytes of a document that somebody hands in at the desk."""
    most_running: int = 200
    """Requests that are answered at the same time."""


@lru_cache(maxsize=1024)
def within(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether the address lies in one of the networks; False for what is no address.

    >>> within("10.1.2.3", networks_of(["10.0.0.0/8"])), within("x", networks_of(["10.0.0.0/8"]))
    (True, False)
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in network for network in networks)


def networks_of(words: Iterable[str]) -> tuple[Network, ...]:
    """The networks by their words, an address or a range such as 10.0.0.0/8; raises ValueError."""
    return tuple(ip_network(word.strip(), strict=False) for word in words)


def is_loopback(address: str) -> bool:
    """Whether the address is one of this machine's own."""
    return within(address, LOOPBACK)


LOOPBACK = networks_of(["127.0.0.0/8", "::1"])

DEFAULT = HttpSettings()
"""What holds where nothing is set."""
