"""What stands before the routes: who may ask and how much, what was ready before, and what is noted of each request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..http_settings import HttpSettings
from .access_log import AccessLog
from .hosts import Hosts, believe, root_of, under
from .site import Site, failure, language
from .words import words

MOST_HEAD = 32_768
"""Bytes of the headers of a request."""
RETRY_SOON = 5
"""Seconds after which a server that was busy may be asked again."""
LOOKED_AT = frozenset(
    (
        b"host", b"accept-encoding", b"if-none-match", b"if-modified-since", b"content-length", b"transfer-encoding",
        b"user-agent",
    )
)  # fmt: skip
BODIED = frozenset((b"content-length", b"transfer-encoding"))
"""The headers of a request that brings a body."""
UPLOADS, FILES = "/desk/read", 4
"""Where documents are handed in, and how many of the largest may come with one form."""
REFUSALS = {400: "bad_request", 413: "too_large", 421: "other_host", 431: "long_head", 503: "busy"}
"""The words for what is refused before any route is asked."""


class Front:
    """An ASGI application before another one: refuses, answers what is ready, hands on the rest, and notes all of it."""

    def __init__(self, inner: ASGIApp, site: Site, http: HttpSettings, log: AccessLog | None) -> None:
        self.inner, self.site, self.http, self.log = inner, site, http, log
        self.hosts, self.root = Hosts(site.shelf.base_url, http.hosts), root_of(http, site.shelf.base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        counts, began, route, status, size = self.site.counts, monotonic(), "ready", 500, 0
        counts.running += 1
        self._set_right(scope)
        headers, length, root = *_looked_at(scope), str(scope.get("root_path", ""))
        try:
            refused = 431 if length > MOST_HEAD else self._refusal(scope, headers)
            ready = None if refused else self.site.readies.find(scope, headers)
            if ready:
                status, size = await ready.send(headers.get(b"if-none-match"), send)
            else:
                watch = _Watch(send)
                try:
                    await self._slowly(scope, headers, receive, watch, refused)
                finally:
                    status, size, route = watch.status, watch.size, _route(scope, root)
                    if scope["method"] == "HEAD":
                        size = 0
        finally:
            counts.running -= 1
            self._note(scope, headers, route, status, size, monotonic() - began)

    def at_once(self, scope: Scope) -> tuple[int, bytes, bytes] | None:
        """What is ready for the request, noted as answered: its status, its headers as they go over a line, its body.

        None where the request has a body, is refused, or asks for something else: then it is to be asked of the
        application, which looks at everything anew.
        """
        began = monotonic()
        self._set_right(scope)
        headers, length = _looked_at(scope)
        if length > MOST_HEAD or not BODIED.isdisjoint(headers) or self._refusal(scope, headers):
            return None
        ready = self.site.readies.find(scope, headers)
        if ready is None:
            return None
        status, head, body = ready.written(headers.get(b"if-none-match"))
        self._note(scope, headers, "ready", status, len(body), monotonic() - began)
        return status, head, body

    def _note(
        self, scope: Scope, headers: Mapping[bytes, bytes], route: str, status: int, size: int, seconds: float
    ) -> None:
        self.site.counts.note(route, status, size, seconds)
        if self.log:
            self.log.note(scope, headers.get(b"user-agent", b"-"), status, size, seconds)

    def _set_right(self, scope: Scope) -> None:
        """What a proxy changed is as it was when the client asked."""
        if self.http.trusted_proxies:
            believe(scope, self.http)
        if self.root:
            under(scope, self.root)

    def _refusal(self, scope: Scope, headers: Mapping[bytes, bytes]) -> int:
        """The status with which the request is refused; 0 where it is not."""
        length = headers.get(b"content-length", b"0")
        if (b"transfer-encoding" in headers and b"content-length" in headers) or not length.isdigit():
            return 400  # two lengths: another server on the way may have read the other one
        host = headers.get(b"host")
        if host is None:
            return 0 if scope["http_version"] == "1.0" else 400
        if refused := self.hosts.refusal(host):
            return refused if refused != 421 or not scope["path"].endswith("/healthz") else 0
        if self.site.counts.running > self.http.most_running:
            return 503
        return 413 if int(length) > self._most(scope) else 0

    def _most(self, scope: Scope) -> int:
        """The bytes that the request may bring: where documents are handed in, several of the largest."""
        uploads = scope["method"] == "POST" and scope["path"] == str(scope.get("root_path", "")) + UPLOADS
        return max(self.http.most_body, FILES * self.http.most_upload) if uploads else self.http.most_body

    async def _slowly(
        self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, send: Send, refused: int
    ) -> None:
        if not refused:
            await self.inner(scope, _Measured(receive, self._most(scope)), send)
            return
        request = Request(scope)
        if refused == 413 and int(headers[b"content-length"]) <= 2 * self.http.most_body:
            await _drain(receive)  # a browser shows the answer only when it has sent everything
        response = _refuse(request, refused)
        await response(scope, receive, send)


def _looked_at(scope: Scope) -> tuple[dict[bytes, bytes], int]:
    """The headers that are looked at here, lines of one name joined; and the bytes of all, with the address."""
    found: dict[bytes, bytes] = {}
    length = len(scope["path"]) + len(scope["query_string"])
    for name, value in scope["headers"]:
        length += len(name) + len(value)
        if name in LOOKED_AT:
            found[name] = found[name] + b", " + value if name in found else value
    return found, length


def _refuse(request: Request, status: int) -> Response:
    headers = {"Connection": "close", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if status == 503:
        headers["Retry-After"] = str(RETRY_SOON)
    if status == 413:
        return failure(request, status, REFUSALS[status], headers)
    return PlainTextResponse(f"{words(language(request))[REFUSALS[status]]}\n", status, headers)


async def _drain(receive: Receive) -> None:
    while (await receive()).get("more_body"):
        pass


def _route(scope: Scope, root: str) -> str:
    """The first part of the path below the root where a route was found, so that strangers cannot invent names.

    The scope itself may name a longer root by now: that of a part of the application that has names of its own.
    """
    if "endpoint" not in scope:
        return "none"
    path = str(scope["path"]).removeprefix(root)
    return path.strip("/").partition("/")[0].partition(".")[0] or "first"


@dataclass(slots=True)
class _Watch:
    """Hands on what is sent, and remembers status and bytes."""

    inner: Send
    status: int = 500
    size: int = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self.inner(message)


@dataclass(slots=True)
class _Measured:
    """Hands on what is received, up to so many bytes; raises HTTPException(413) beyond."""

    inner: Receive
    most: int
    size: int = 0

    async def __call__(self) -> Message:
        message = await self.inner()
        self.size += len(message.get("body", b""))
        if self.size > self.most:
            raise HTTPException(413, headers={"Connection": "close"})
        return message
