"""Under which names the server answers, and what a trusted proxy says of the request that it hands on."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.types import Scope

from ..http_settings import HttpSettings, is_loopback, within

NAME = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?")
MOST_KNOWN = 1024


class Hosts:
    """Tells which Host a request may name: with a base URL its own, what is set beside it, and this machine itself.

    Without a base URL any name that is one: links then follow it, each in an answer of its own.
    """

    def __init__(self, base_url: str | None, more: tuple[str, ...]) -> None:
        own = urlsplit(base_url).hostname if base_url else None
        self.names = frozenset(name.lower() for name in (*more, own) if name) if own else None
        self._known: dict[bytes, int] = {}

    def refusal(self, host: bytes) -> int:
        """0 where the Host is answered to, 400 where it is no name, 421 where it is another's."""
        found = self._known.get(host)
        if found is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            found = self._known[host] = self._refusal(host.decode("latin-1"))
        return found

    def _refusal(self, host: str) -> int:
        match = NAME.fullmatch(host)
        if not match or int(match[2] or 0) > 65535:
            return 400
        name = match[1].strip("[]").rstrip(".").lower()
        if self.names is None or name in self.names or is_own(name):
            return 0
        return 421


def is_own(name: str) -> bool:
    """Whether the name can only mean this machine: no page of others can be made to lead here by such a name.

    >>> is_own("localhost"), is_own("::1"), is_own("example.org")
    (True, True, False)
    """
    return name == "localhost" or name.endswith(".localhost") or is_loopback(name)


def root_of(http: HttpSettings, base_url: str | None) -> str:
    """The path under which the application is reached, without a slash at its end.

    >>> root_of(HttpSettings(), "https://example.org/calendar/feeds"), root_of(HttpSettings(root_path="/a/"), None)
    ('/calendar', '/a')
    """
    if http.root_path is not None:
        return http.root_path.rstrip("/")
    path = urlsplit(base_url).path.rstrip("/") if base_url else ""
    return path.removesuffix("/feeds") if path.endswith("/feeds") else ""


def under(scope: Scope, root: str) -> None:
    """Puts the application under the path, whether the proxy took it off the address or left it on."""
    path = scope["path"]
    scope["root_path"] = root
    if path != root and not path.startswith(f"{root}/"):
        scope["path"] = root + path


def believe(scope: Scope, http: HttpSettings) -> None:
    """Takes client, scheme and Host from what a trusted proxy says; of several hops the nearest that is not trusted."""
    client = scope.get("client")
    if not client or not within(client[0], http.trusted_proxies):
        return
    hops = _list(scope, b"x-forwarded-for")
    if (far := _address(hops, http)) is not None:
        scope["client"] = (far, 0)
    scheme = _list(scope, b"x-forwarded-proto")[-1].lower()
    if scheme in ("http", "https"):
        scope["scheme"] = scheme
    host = _list(scope, b"x-forwarded-host")[-1]
    if NAME.fullmatch(host):
        _name(scope, host)


def _list(scope: Scope, name: bytes) -> list[str]:
    """The members of a header, of all its lines; one that is empty where there is no such header."""
    lines = [value.decode("latin-1") for other, value in scope["headers"] if other == name]
    return [member.strip() for member in ",".join(lines).split(",")]


def _address(hops: list[str], http: HttpSettings) -> str | None:
    """The address from which the request came to the first trusted hop; None where that is not said."""
    for hop in reversed(hops):
        try:
            address = str(ip_address(hop.strip("[]")))
        except ValueError:
            return None
        if not within(address, http.trusted_proxies):
            return address
    return None


def _name(scope: Scope, host: str) -> None:
    others = [(name, value) for name, value in scope["headers"] if name != b"host"]
    scope["headers"] = [(b"host", host.encode()), *others]
