"""CalDAV under /dav: who may come in, and what of the protocol is answered at all."""

from __future__ import annotations

import binascii
import hashlib
import hmac
import secrets
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from http import HTTPStatus
from math import ceil
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ...access import API, EDITOR, BadName, account_name, allows, is_token, keeping
from ...access.attempts import network
from ...caldav import Holdings
from ...caldav.items import Shelves
from ...caldav.person import KEY, Person
from ...store import Store
from ..desk import Gate
from ..site import Site, root
from .login import Door

METHODS = ("OPTIONS", "HEAD", "GET", "PROPFIND", "REPORT", "PUT")
"""What is answered; nothing is made, moved or removed here."""
REALM = {"WWW-Authenticate": 'Basic realm="Yueling", charset="UTF-8"'}
CLOSED = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
MOST_OCTETS = 1_000_000
"""Of a request; a list of what a program wants is the longest."""
MOST_KNOWN = 1000
"""Passwords that were right and are known again without another hash."""


class Waiting(Exception):
    """Too many failed; seconds to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


@dataclass(slots=True)
class Doorkeeper:
    """Knows who asks by name and password (HTTP Basic), or by name and the token of a program.

    Programs send both with every request: that a password was right is remembered, as a keyed digest and only as long as the
    hash of its account stays the same.
    """

    site: Site
    gate: Gate
    door: Door = field(default_factory=Door)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _known: OrderedDict[str, str] = field(default_factory=OrderedDict, repr=False)

    async def person(self, request: Request) -> Person | None:
        """Who asks; None for whom nobody knows. Raises Waiting, StoreDown."""
        pair = credentials(request.headers.getlist("authorization"))
        if pair is None:
            return None
        name, password = pair
        address = network(request.client.host if request.client else "")
        if is_token(password, API):
            return await self._program(name, password)
        account = await self.site.ask(keeping.account, name)
        digest = hmac.new(self._key, f"{name}\0{password}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        if account is None or not hmac.compare_digest(self._known.get(digest, ""), account.hashed):
            if seconds := self.door.wait(name, address):
                raise Waiting(seconds)
            good, _ = await self.door.matches(account, password)
            if account is None or not good:
                self.door.fail(name, address)
                return None
            self.door.by_account.succeed(name)
            self._remember(digest, account.hashed)
        return Person(name, allows(account.role, EDITOR))

    async def _program(self, name: str, text: str) -> Person | None:
        token = await self.site.ask(keeping.token_of, text, API)
        if token is None or not token.is_open or known_name(token.holder) != name:
            return None
        self.gate.note_token(token)
        return Person(name, allows(token.subject, EDITOR))

    def _remember(self, digest: str, hashed: str) -> None:
        self._known[digest] = hashed
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)


def credentials(lines: Iterable[str]) -> tuple[str, str] | None:
    """The name of an account and the password of HTTP Basic; None where they are missing, several, or cannot be read.

    >>> credentials(["Basic 5byg5LiJOmE6Yg=="]), credentials(["Bearer x"]), credentials(["Basic !"])
    (('张三', 'a:b'), None, None)
    """
    found = [line.strip().partition(" ") for line in lines]
    if len(found) != 1 or found[0][0].lower() != "basic":
        return None
    try:
        typed, colon, password = b64decode(found[0][2].strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    name = known_name(typed)
    return (name, password) if colon and name else None


def known_name(typed: str) -> str:
    """The name of an account as it is stored; empty for what cannot be one."""
    try:
        return account_name(typed[:200])
    except BadName:
        return ""


class Guard:
    """Lets those in who are known, and of the methods those that change nothing but what is done."""

    def __init__(self, inner: ASGIApp, keeper: Doorkeeper) -> None:
        self.inner, self.keeper = inner, keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        await self.keeper.site.stock()  # where the store is down it is said so, and nothing else
        try:
            person = await self.keeper.person(Request(scope))
        except Waiting as waiting:
            refused = _refusal(HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(ceil(waiting.seconds))})
            await refused(scope, receive, send)
            return
        if person is None:
            await _refusal(HTTPStatus.UNAUTHORIZED, REALM)(scope, receive, send)
        elif scope["method"] not in METHODS:
            await _refusal(HTTPStatus.FORBIDDEN, {})(scope, receive, send)
        elif int(Request(scope).headers.get("content-length", 0)) > MOST_OCTETS:
            await _refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"Connection": "close"})(scope, receive, send)
        else:
            await self.inner({**scope, KEY: person}, receive, send)


def _refusal(status: HTTPStatus, headers: dict[str, str]) -> Response:
    return PlainTextResponse(f"{status.phrase}\n", status, {**CLOSED, **headers})


class Moved:
    """Sends programs that look for CalDAV to where it is, whatever the method."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = f"{root(Request(scope))}/dav/"
        await RedirectResponse(address, HTTPStatus.MOVED_PERMANENTLY, {"Cache-Control": "no-cache"})(
            scope, receive, send
        )


def routes(site: Site, gate: Gate) -> tuple[list[BaseRoute], Executor]:
    """The addresses of CalDAV, and the threads in which it works, which end with the application.

    Raises ModuleNotFoundError where the extra is not installed.
    """
    from a2wsgi import WSGIMiddleware  # the extra: `caldav.check_extra` says where it is missing

    from ...caldav.application import application

    shelf = site.shelf

    def holdings() -> Holdings:
        stock = shelf.stock()
        events = (*stock.events.values(), *stock.hidden)
        state = (stock.change, stock.today, shelf.started)
        return Holdings(state, stock.today, events, stock.reckoning, stock.modified, shelf.lang, shelf.pages, shelf.org)

    def store() -> Store:
        found = shelf.opened()
        assert isinstance(found, Store)
        return found

    shelves = Shelves(holdings)
    site.beside.append(shelves)
    wsgi: Any = application(shelves, store, shelf.moment, shelf.doubt, shelf.lang)
    inner: Any = WSGIMiddleware(wsgi)  # its types are its own, and say the same
    guarded, moved = Guard(inner, Doorkeeper(site, gate)), Moved()
    found: list[BaseRoute] = [Mount("/dav", app=guarded), Route("/dav", moved), Route("/.well-known/caldav", moved)]
    return found, inner.executor
