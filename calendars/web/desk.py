"""The gate: who a visitor is, what he may do, and whether a form that comes back is his own and comes once.

Pages and programs ask three things: `visitor(request)`, `require(request, role)` before anything is shown or done, and for
a form `mark(request)` where it is shown and `take_form(request, role, mark)` where it comes back.

Who sits at the machine needs no login as long as there is no account: the desk is open to a request from the loopback
address, under a loopback name (so that no foreign name which is made to point here opens it), which no proxy passed on.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from ..access import API, EDITOR, NOBODY, Token, WebSession, allows, digest_of, keeping
from ..access.forms import Forms, Sent
from ..actions.access import SEEN_EXACT, USE_EXACT, note_session, note_use
from ..http_settings import is_loopback
from ..lines import one_line
from ..store import Store
from .site import Site

log = logging.getLogger(__name__)
LOOPBACK, SESSION, TOKEN = "loopback", "session", "token"  # how a visitor is known
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
FORWARDED = re.compile(
    r"forwarded|via|x-forwarded(?:-.*)?|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-connecting-ip"
)
"""Headers that a proxy adds: what has one was not sent from here."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LONGEST_NEXT, LONGEST_PROGRAM = 2000, 100


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, and what he may do."""

    name: str | None = None
    """Of the account, or for whom the token is."""
    role: str = NOBODY
    """`nobody`, `reader` or `editor`."""
    how: str = NOBODY
    """How he is known: `loopback`, `session`, `token` or `nobody`."""
    key: str = field(default="", repr=False)
    """What the marks of his forms are bound to."""
    program: str = ""
    """What the history calls the program that he uses; empty for a browser."""


class Refused(HTTPException):
    """A visitor who may not do what he asks for."""

    def __init__(self, visitor: Visitor, wanted: str, *, accounts: bool) -> None:
        super().__init__(401 if visitor.how == NOBODY else 403)
        self.visitor, self.wanted, self.accounts = visitor, wanted, accounts
        """`accounts`: whether there are any, so that a login can help."""


class FormRefused(HTTPException):
    """A form that another site sent, or that was not given out here (403); that was sent before or is too old (409)."""

    def __init__(self, sent: Sent, done: str = "") -> None:
        super().__init__(409 if sent is Sent.AGAIN else 403)
        self.sent, self.done = sent, done
        """`done`: the address of the page that says what came of it, where that is known."""


@dataclass(slots=True)
class Gate:
    """What the gate knows between requests."""

    site: Site
    desk: bool | None = None
    """Whether the desk is open: None as long as there is no account, True always, False never."""
    forms: Forms = field(default_factory=Forms)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _noted: dict[str, datetime] = field(default_factory=dict)

    def now(self) -> datetime:
        """The moment (UTC)."""
        return self.site.shelf.moment()

    async def visitor(self, request: HTTPConnection) -> Visitor:
        """Who asks: the token decides where one is given, else the session, else the desk."""
        if (text := bearer_of(request)) is not None:
            return await self._bearer(text)
        secret = request.cookies.get(cookie_name(request, self.site))
        if secret and (session := await self.site.ask(keeping.session_of, secret, self.now())):
            self._note_session(session)
            return Visitor(session.account, session.role, SESSION, session.digest)
        return Visitor(None, EDITOR, LOOPBACK, LOOPBACK) if await self._at_desk(request) else Visitor()

    async def _at_desk(self, request: HTTPConnection) -> bool:
        """Whether the visitor sits at the machine, and needs no login there."""
        if self.desk is False or not is_desk(request, self.site.shelf.base_url, anyway=bool(self.desk)):
            return False
        return bool(self.desk) or not await self.accounts()

    async def accounts(self) -> bool:
        """Whether anybody has an account."""
        return await self.site.ask(keeping.any_account)

    async def _bearer(self, text: str) -> Visitor:
        token = await self.site.ask(keeping.token_of, text, API)
        if token is None or not token.is_open:
            return Visitor()
        self.note_token(token)
        name = token.note or token.holder or f"{token.number}"
        return Visitor(token.holder or None, token.subject, TOKEN, program=one_line(f"API: {name}", LONGEST_PROGRAM))

    def note_token(self, token: Token) -> None:
        """Has the last use of the token remembered, beside the answer and no more often than is of use."""
        if token.used is None or self.now() - token.used >= USE_EXACT:
            self._later(f"token {token.number}", note_use, token)

    def _note_session(self, session: WebSession) -> None:
        if self.now() - session.seen >= SEEN_EXACT:
            self._later(session.digest, note_session, session.digest)

    def _later(self, key: str, act: Callable[[Store, Any, datetime], None], thing: Any) -> None:
        """Does it in a thread of its own; what fails is tried again after some minutes."""
        now = self.now()
        if key in self._noted and now - self._noted[key] < SEEN_EXACT:
            return
        if len(self._noted) > 10_000:
            self._noted.clear()
        self._noted[key] = now
        task = asyncio.create_task(self._done(act, thing, now))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _done(self, act: Callable[[Store, Any, datetime], None], thing: Any, now: datetime) -> None:
        try:
            await self.site.ask(act, thing, now)
        except Exception:  # whatever a database may raise: the visitor has his answer
            log.warning("a last use could not be remembered")

    async def settle(self) -> None:
        """Waits for what is done beside the answers."""
        await asyncio.gather(*self._tasks)


def gate_of(request: HTTPConnection) -> Gate:
    """The gate of the application."""
    gate = request.app.state.gate
    assert isinstance(gate, Gate)
    return gate


async def visitor(request: HTTPConnection) -> Visitor:
    """Who asks; found once a request. Raises StoreDown."""
    known = getattr(request.state, "visitor", None)
    if isinstance(known, Visitor):
        return known
    request.state.visitor = found = await gate_of(request).visitor(request)
    return found


async def require(request: Request, role: str) -> Visitor:
    """The visitor, who may do what the role may; what changes anything must come from here, or bring a token.

    For forms there is `take_form`. Raises Refused, FormRefused, StoreDown.
    """
    found = await admit(request, role)
    if found.how != TOKEN and request.method not in SAFE_METHODS and comes_from_here(request) is not True:
        raise FormRefused(Sent.FOREIGN)
    return found


async def take_form(request: Request, role: str, mark: str) -> Visitor:
    """The visitor whose form comes back, for the first time; its mark is used from now on.

    Raises Refused, FormRefused, StoreDown.
    """
    found = await admit(request, role)
    if comes_from_here(request) is False:
        raise FormRefused(Sent.FOREIGN)
    sent = gate_of(request).forms.take(mark, found.key, monotonic()) if found.key else Sent.FOREIGN
    if sent is not Sent.FIRST:
        raise FormRefused(sent)
    return found


async def mark(request: Request) -> str:
    """A mark for a form on the page that is answered with: the value of its hidden field `form`."""
    return gate_of(request).forms.mark((await visitor(request)).key, monotonic())


async def admit(request: Request, role: str) -> Visitor:
    """The visitor, who may do what the role may; whether his form is his own is not asked yet. Raises Refused, StoreDown."""
    found = await visitor(request)
    if not allows(found.role, role):
        raise Refused(found, role, accounts=await gate_of(request).accounts())
    return found


# ------------------------------------------------------------------ what a request tells


def bearer_of(request: HTTPConnection) -> str | None:
    """The token that a program brings; None where it brings none, empty where it brings several.

    Other sorts of Authorization are not ours: a proxy may ask for a password of its own.
    """
    lines = [line.strip().partition(" ") for line in request.headers.getlist("authorization")]
    found = [text.strip() for scheme, _, text in lines if scheme.lower() == "bearer"]
    return (found[0] if len(found) == 1 else "") if found else None


def is_desk(request: HTTPConnection, base_url: str | None, *, anyway: bool = False) -> bool:
    """Whether the request comes from who sits at this machine.

    Where `base_url` says that others reach the server under a name, a proxy stands before it and may pass requests on
    without a sign of it: then only `anyway` opens the desk. So it is with HTTP/1.0, which proxies speak and no browser.
    """
    hosts = request.headers.getlist("host")
    return (
        is_loopback(request.client.host if request.client else "")
        and len(hosts) == 1
        and _name_of(hosts[0]) in LOOPBACK_NAMES
        and not any(FORWARDED.fullmatch(name) for name in request.headers)
        and request.scope.get("http_version") != "1.0"
        and (anyway or not base_url or urlsplit(base_url).hostname in LOOPBACK_NAMES)
    )


def _name_of(host: str) -> str:
    """The name in a Host header, without its port; empty where it is malformed.

    >>> _name_of("[::1]:8734"), _name_of("LOCALHOST"), _name_of("127.0.0.1@evil"), _name_of("127.0.0.1:x")
    ('::1', 'localhost', '', '')
    """
    match = re.fullmatch(r"(?:\[([0-9a-f:]+)\]|([a-z0-9.-]+))(?::[0-9]{1,5})?", host.strip().lower())
    return (match[1] or match[2]) if match else ""


def comes_from_here(request: Request) -> bool | None:
    """Whether a page of this server sent the request, or no browser at all; None where the browser keeps that to itself.

    This server is what the request names, or what the base URL does: a proxy may have put another name into Host.
    """
    if fetched := request.headers.get("sec-fetch-site"):
        return fetched in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return True  # every browser names the origin of what is posted
    if origin == "null":
        return None
    base = urlsplit(gate_of(request).site.shelf.base_url or "")
    own = (request.headers.get("host", "").strip().lower(), base.netloc.lower())
    return urlsplit(origin).netloc.lower() in filter(None, own)


def is_secure(request: HTTPConnection, site: Site) -> bool:
    """Whether the visitor sees this server over https, also through a proxy that is known by the base URL."""
    if request.url.scheme in ("https", "wss"):
        return True
    base = urlsplit(site.shelf.base_url or "")
    return base.scheme == "https" and request.headers.get("host", "").lower() == base.netloc.lower()


def cookie_name(request: HTTPConnection, site: Site, what: str = "session") -> str:
    """The name of a cookie; over https its prefix makes browsers hold it to this very host.

    Each organisation has one of its own: whoever belongs to two is logged in to both.
    """
    return f"{'__Host-' if is_secure(request, site) else ''}yueling-{what}{f'-{site.org}' if site.org else ''}"


def before_login(request: HTTPConnection, site: Site) -> str:
    """What the form of a login is bound to: the cookie that came with it; empty for none."""
    secret = request.cookies.get(cookie_name(request, site, "visit"))
    return visit_key(secret) if secret else ""


def visit_key(secret: str) -> str:
    """What the form of a login is bound to, by the secret of its cookie."""
    return f"visit {digest_of(secret)}"


def local_path(text: str | None) -> str | None:
    """The path of this server to which a login may lead back; None for anything else.

    >>> local_path("/desk?x=1"), local_path("//evil.example"), local_path("https://evil.example"), local_path("/\\\\evil")
    ('/desk?x=1', None, None, None)
    """
    if not text or len(text) > LONGEST_NEXT or not text.isprintable() or "\\" in text:
        return None
    if not text.startswith("/") or text.startswith("//"):
        return None
    return quote(text, safe="/?&=%:@!$'()*+,;~-._")


def login_path(request: Request, root: str) -> str:
    """The address of the login that leads back to what was asked for."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = local_path(wanted)
    return f"{root}/login" + (f"?next={quote(back, safe='')}" if back else "")
