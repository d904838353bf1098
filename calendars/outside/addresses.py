"""Web addresses as people write them, and which addresses of the network may be gone to. No network here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urlsplit

from rules import Message, YuelingError

from ..lines import one_line

LONGEST = 2000
"""Characters of a web address at most."""
PORTS = {"http": 80, "https": 443, "webcal": 443, "webcals": 443}
"""The schemes that are known, each with its usual port."""
SAFE = "/:@!$&'()*+,;=~-._%"
"""What stands in a path as it is; everything else there is written in percents."""
UNMASKED = 8
"""Characters of what is no address that are quoted: it may hold a password."""

GLOBAL = ip_network("2000::/3")
"""All addresses of IPv6 that are given out."""
ODD = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")))
"""Addresses for protocols, tunnels (6to4, Teredo) and documentation: what lies behind them, nobody can tell."""
TRANSLATED = ip_network("64:ff9b::/96")
"""What a network without IPv4 (NAT64) makes of an IPv4 address, which is its last 32 bits."""
NEARBY = tuple(
    map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7"))
)  # fmt: skip
"""This machine, and networks of an office or a provider: gone to only where that is allowed."""


class BadAddress(YuelingError):
    """Words that are no web address that may be asked; what they hold of a password is in no message."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A web address in its parts, as it is asked."""

    secure: bool
    host: str
    """In ASCII and lower case; an IPv6 address without its brackets."""
    port: int
    path: str
    """Path and query in ASCII, from the slash on."""
    login: str | None = None
    """Name and password as they stand before the @, still in percents."""

    @property
    def origin(self) -> tuple[bool, str, int]:
        """What is one and the same partner."""
        return self.secure, self.host, self.port

    @property
    def place(self) -> str:
        """How messages name it: host and port, nothing that may be secret.

        >>> web_address("https://me:secret@example.org:8443/private-a1b2/basic.ics").place
        'example.org:8443'
        """
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS["https" if self.secure else "http"] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address without name and password.

        >>> web_address("webcal://me:secret@例子.org/日历.ics#今天").url
        'https://xn--fsqu00a.org/%E6%97%A5%E5%8E%86.ics'
        """
        return f"{'https' if self.secure else 'http'}://{self.place}{self.path}"


def web_address(url: str) -> WebAddress:
    """The address of http, https, webcal or webcals; webcal with a port of its own is http, else https.

    A host of digits is an IPv4 address with four numbers and nothing else (no 0x7f.1, no 2130706433).

    >>> web_address("webcal://127.0.0.1:8080/feeds/all.ics").url
    'http://127.0.0.1:8080/feeds/all.ics'

    Raises BadAddress.
    """
    url = url.strip()
    if len(url) > LONGEST:
        said = Message("the address has {n} characters, more than {most}", n=len(url), most=LONGEST)
        raise BadAddress(said, Message("copy the address of the calendar once more"))
    parts = _parts(url)
    host, scheme = _host(parts), parts.scheme
    port, secure = parts.port or PORTS[scheme], scheme != "http" and not (scheme == "webcal" and parts.port)
    login, _, _ = parts.netloc.rpartition("@")
    if login and not secure:
        said = Message("the address holds a name or a password, and would be asked without encryption")
        raise BadAddress(said, Message("write https:// before it, or leave them out"))
    path = quote(parts.path or "/", SAFE) + (f"?{quote(parts.query, SAFE + '?')}" if parts.query else "")
    return WebAddress(secure, host, port, path, login or None)


def host_of(url: str) -> str:
    """The place of an address for messages; what is none is not shown.

    >>> host_of("https://example.org/private-a1b2/basic.ics"), host_of("nonsense")
    ('example.org', '?')
    """
    try:
        return web_address(url).place
    except BadAddress:
        return "?"


def _parts(url: str) -> SplitResult:
    remedy = Message("write it as https://example.org/calendar.ics")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress(Message("that is no web address"), remedy) from None
    if parts.scheme not in PORTS:
        begin = one_line(parts.scheme or url[:UNMASKED], 20)
        said = Message("“{begin}…” begins no web address: http, https, webcal and webcals are asked", begin=begin)
        raise BadAddress(said, remedy)
    if re.search(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\ud800-\udfff]", url) or port == 0 or not parts.hostname:
        raise BadAddress(Message("that is no web address"), remedy)
    return parts


def _host(parts: SplitResult) -> str:
    """The host in ASCII; raises BadAddress where it is none."""
    host = parts.hostname or ""
    bad = BadAddress(
        Message("“{host}” is no host", host=one_line(host, 60)), Message("write a name, as in example.org")
    )
    try:
        if ":" in host:
            if "%" in host:
                raise bad
            return str(ip_address(host))
        host = host.rstrip(".").encode("idna").decode("ascii").lower()
        if re.fullmatch(r"\d+|0x[0-9a-f]*", host.rpartition(".")[2]):
            return str(IPv4Address(host))
    except ValueError:
        raise bad from None
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", host):
        raise bad
    return host


def is_public(address: str) -> bool:
    """Whether an address is one of the public network.

    >>> [is_public(a) for a in ("8.8.8.8", "2606:4700::1", "10.0.0.1", "100.64.0.1", "::ffff:8.8.8.8", "2002:808:808::1")]
    [True, True, False, False, False, False]
    """
    ip = _ip(address)
    if ip is None or any(ip.version == net.version and ip in net for net in ODD):
        return False
    if isinstance(ip, IPv6Address):
        if ip in TRANSLATED:
            return is_public(str(IPv4Address(ip.packed[-4:])))
        return ip in GLOBAL and ip.is_global
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def is_nearby(address: str) -> bool:
    """Whether an address is of this machine or of a network around it; those of one link (169.254.0.0/16) are not."""
    ip = _ip(address)
    return ip is not None and any(ip.version == net.version and ip in net for net in NEARBY)


def off_limits(places: Iterable[str], private: bool) -> str | None:
    """The first of the addresses that may not be gone to; None where all of them may. `private` allows those near by.

    >>> off_limits(["8.8.8.8", "127.0.0.1"], False), off_limits(["127.0.0.1"], True), off_limits(["169.254.169.254"], True)
    ('127.0.0.1', None, '169.254.169.254')
    """
    return next((place for place in places if not (is_public(place) or (private and is_nearby(place)))), None)


def _ip(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None
