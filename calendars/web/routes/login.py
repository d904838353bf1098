"""Logging in and out, and what is said to who may not do what he asks for."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from time import monotonic
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ...access import NOBODY, BadName, account_name, keeping, new_secret
from ...access.accounts import LONGEST, Account
from ...access.attempts import Attempts, network
from ...access.errors import UnknownAccount
from ...access.forms import Sent
from ...access.passwords import matches, waste_time
from ...actions.access import hash_anew, log_in, log_out
from .. import pages
from ..desk import (
    SAFE_METHODS,
    SESSION,
    FormRefused,
    Refused,
    bearer_of,
    before_login,
    comes_from_here,
    cookie_name,
    gate_of,
    is_secure,
    local_path,
    login_path,
    mark,
    visit_key,
    visitor,
)
from ..site import Site, language, page, root
from ..words import words

log = logging.getLogger(__name__)
FORM_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}
"""Of a page with a form: it may be sent to this server, and is kept nowhere."""
LONGEST_FORM, MOST_FIELDS = 64 * 1024, 50
"""Octets and fields of a form at most, where no files come with it."""
AT_ONCE, WAITING = 2, 8
"""How many passwords are looked at together (64 MB and one core each), and how many may wait for that."""
TRIES, TRIES_FROM, PERIOD = 10, 30, 15 * 60.0
"""Failures of an account, and from an address, within so many seconds."""


class TooLarge(HTTPException):
    """A form that is larger than any that was given out."""

    def __init__(self) -> None:
        super().__init__(413)


@dataclass(slots=True)
class Door:
    """Who tried to log in, and how many are looked at just now."""

    by_account: Attempts = field(default_factory=lambda: Attempts(TRIES, PERIOD))
    by_address: Attempts = field(default_factory=lambda: Attempts(TRIES_FROM, PERIOD))
    limiter: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))

    def wait(self, name: str, address: str) -> float:
        """How many seconds to wait before another try; 0 for none."""
        if self.limiter.statistics().tasks_waiting >= WAITING:
            return 5.0
        moment = monotonic()
        return max(self.by_account.wait(name, moment), self.by_address.wait(address, moment))

    def fail(self, name: str, address: str) -> None:
        """Counts a try in vain."""
        self.by_account.fail(name, monotonic())
        self.by_address.fail(address, monotonic())

    async def matches(self, account: Account | None, password: str) -> tuple[bool, bool]:
        """Whether it is the password of the account, and whether its hash is to be made anew; as slow without an account."""
        if account is None:
            await to_thread.run_sync(waste_time, password, limiter=self.limiter)
            return False, False
        return await to_thread.run_sync(matches, account.hashed, password, limiter=self.limiter)


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of logging in and out."""
    door = Door()

    async def login(request: Request) -> Response:
        """The form, and what comes of it."""
        if request.method == "POST":
            return await _log_in(site, door, request)
        return await _login_page(site, request, local_path(request.query_params.get("next")))

    async def logout(request: Request) -> Response:
        """Ends the session."""
        fields = await read_form(request)
        _check(request, fields.get("form", ""), (await visitor(request)).key)
        if secret := request.cookies.get(cookie_name(request, site)):
            await site.ask(log_out, secret)
        answer = RedirectResponse(f"{root(request)}/", 303, {"Cache-Control": "no-store"})
        answer.delete_cookie(cookie_name(request, site), path="/", secure=is_secure(request, site), httponly=True)
        return answer

    return [Route("/login", login, methods=["GET", "POST"]), Route("/logout", logout, methods=["POST"])]


async def read_form(request: Request, longest: int = LONGEST_FORM, most: int = MOST_FIELDS) -> Mapping[str, str]:
    """The fields of a form without files (application/x-www-form-urlencoded, UTF-8), of each the last; raises TooLarge.

    `longest` is how many octets it may have, `most` how many fields.
    """
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > longest:
            raise TooLarge
    try:
        text = data.decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, encoding="utf-8", max_num_fields=most))
    except ValueError:
        return {}


async def _login_page(
    site: Site, request: Request, back: str | None, *, name: str = "", problem: str = "", status: int = 200
) -> Response:
    """The form of the login; who is logged in has that of the way out."""
    found = await visitor(request)
    frame = replace(site.frame(request), asked=(("next", back),) if back else ())  # not what somebody else wrote there
    facts = {"back": back or f"{root(request)}/", "name": name, "problem": problem, "account": found.name or ""}
    if found.how == SESSION:
        text = pages.show("logout.html", frame, form=await mark(request), **facts)
        return page(text, status, FORM_HEADERS)
    # The form is bound to a cookie of its own, so that no other site can log anybody in.
    secret = request.cookies.get(cookie_name(request, site, "visit")) or new_secret()
    form = gate_of(request).forms.mark(visit_key(secret), monotonic())
    accounts = await gate_of(request).accounts()
    text = pages.show("login.html", frame, form=form, accounts=accounts, **facts)
    answer = page(text, status, FORM_HEADERS)
    answer.set_cookie(
        cookie_name(request, site, "visit"), secret, path="/", secure=is_secure(request, site), httponly=True,
        samesite="strict",
    )  # fmt: skip
    return answer


async def _log_in(site: Site, door: Door, request: Request) -> Response:
    """What comes of the form: a session, or the form once more with what was wrong."""
    fields = await read_form(request)
    _check(request, fields.get("form", ""), before_login(request, site))
    back, lang = local_path(fields.get("next")), language(request)
    typed, password = fields.get("name", "")[:200], fields.get("password", "")
    name, address = _known_name(typed), network(request.client.host if request.client else "")
    if seconds := door.wait(name, address):
        said = words(lang)["login_wait"].format(minutes=ceil(seconds / 60))
        answer = await _login_page(site, request, back, name=typed, problem=said, status=429)
        answer.headers["Retry-After"] = str(ceil(seconds))
        return answer
    account = await site.ask(keeping.account, name)
    good, stale = await door.matches(account, password)
    if not account or not good:
        door.fail(name, address)
        log.warning("a login failed from %s", address)
        problem = words(lang)["login_failed"]
        return await _login_page(site, request, back, name=typed, problem=problem, status=403)
    return await _open(site, door, request, (account, password, stale), back)


async def _open(
    site: Site, door: Door, request: Request, login: tuple[Account, str, bool], back: str | None
) -> Response:
    """The answer that opens a session; one that this browser had before ends."""
    account, password, stale = login
    try:
        secret = await site.ask(log_in, account, gate_of(request).now())
    except UnknownAccount:  # removed, or its password changed, just now
        problem = words(language(request))["login_failed"]
        return await _login_page(site, request, back, name=account.name, problem=problem, status=403)
    door.by_account.succeed(account.name)
    if stale:
        await site.ask(hash_anew, account, password)
    if before := request.cookies.get(cookie_name(request, site)):
        await site.ask(log_out, before)
    answer = RedirectResponse(back or f"{root(request)}/", 303, {"Cache-Control": "no-store"})
    answer.set_cookie(
        cookie_name(request, site), secret, max_age=int(LONGEST.total_seconds()), path="/",
        secure=is_secure(request, site), httponly=True, samesite="lax",
    )  # fmt: skip
    answer.delete_cookie(
        cookie_name(request, site, "visit"), path="/", secure=is_secure(request, site), httponly=True, samesite="strict"
    )
    return answer


def _check(request: Request, form: str, key: str) -> None:
    """Raises FormRefused for a form that does not come from the page of this visitor, for the first time."""
    if comes_from_here(request) is False or not key:
        raise FormRefused(Sent.FOREIGN)
    if (sent := gate_of(request).forms.take(form, key, monotonic())) is not Sent.FIRST:
        raise FormRefused(sent)


def _known_name(typed: str) -> str:
    """The name of an account as it is stored; of what cannot be one a name that none has."""
    try:
        return account_name(typed)
    except BadName:
        return ""


# ------------------------------------------------------------------ who may not


async def refuse(request: Request, error: Exception) -> Response:
    """401 and 403 for programs; people are led to the login, or told what is missing."""
    assert isinstance(error, Refused)
    visited = error.visitor
    name = "not_allowed" if visited.how != NOBODY else "not_logged_in" if error.accounts else "no_account"
    if _by_program(request):
        return _as_json(name, error.status_code, {"WWW-Authenticate": "Bearer"} if error.status_code == 401 else {})
    if visited.how == NOBODY and error.accounts and request.method in SAFE_METHODS:
        return RedirectResponse(login_path(request, root(request)), 303, {"Cache-Control": "no-store"})
    return _refused_page(request, name)


async def refuse_form(request: Request, error: Exception) -> Response:
    """403 for a form from elsewhere, 409 for one that comes again."""
    assert isinstance(error, FormRefused)
    name = "form_again" if error.sent is Sent.AGAIN else "form_foreign"
    if _by_program(request):
        return _as_json(name, error.status_code, {})
    return _refused_page(request, name, error.status_code, error.done)


def _refused_page(request: Request, name: str, status: int = 403, done: str = "") -> Response:
    to_login = f"{root(request)}/login" if name == "not_logged_in" else ""
    return page(
        pages.show("refused.html", gate_of(request).site.frame(request), name=name, login=to_login, done=done),
        status,
        FORM_HEADERS,
    )


def _by_program(request: Request) -> bool:
    """Whether a program asks, which reads JSON."""
    inner = request.url.path.removeprefix(str(request.scope.get("root_path", "")).rstrip("/"))
    return inner.startswith("/api/") or bearer_of(request) is not None


def _as_json(name: str, status: int, headers: Mapping[str, str]) -> Response:
    said = words("en")
    error = {"error": {"code": name, "message": said[name], "remedy": said[f"{name}_lead"]}}
    return JSONResponse(error, status, {"Cache-Control": "no-store", **headers})
