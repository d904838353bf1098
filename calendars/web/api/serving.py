"""The interface over HTTP: who may ask, what is asked, the answer with its ETag, or a problem."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote, urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from rules import LANGUAGES, Message, YuelingError

from ...access import NOBODY, allows
from ...answers import Inquiry
from ...store import Store, StoreError
from ...store.history import PROGRAM
from ...terminal import json_bytes
from ..codings import CODINGS, IDENTITY, choose
from ..shelf import StoreDown
from ..site import Site, language
from . import days, duties, events, notices
from .bodies import JSON, body_of
from .openapi import BASE, fields_of, row_of_document
from .parameters import BadParameter, read
from .problems import AGAIN, DOWN, HEADERS, RETRY_SECONDS, UNFORESEEN, Refusal, problem, too_large
from .table import LANG, Row
from .visitors import AskWho, Visitor, nobody

log = logging.getLogger(__name__)
ROWS = (*events.ROWS, *duties.ROWS, *days.ROWS, *notices.ROWS)
AT_ONCE, HEAVY_AT_ONCE = 8, 2
"""Questions that are answered at once, and those of them that read notices; the others wait."""
NO_ADDRESS, WHICH = Message("there is no such address here"), Message("`GET /api/v1/openapi.json` says which there are")
USUAL_PROGRAM = "API"
"""What the history calls a program that has no token: one on this machine."""
SMALLEST_PACKED = 1000
"""Octets from which on an answer is compressed."""


def mount(site: Site, visitor: AskWho = nobody, cors: Sequence[str] = ()) -> BaseRoute:
    """The interface under its path.

    `visitor` says who asks; by default nobody is known, and nobody may write. Pages of the origins in `cors` may ask from
    a browser; by default none.
    """
    paths: dict[str, list[Row]] = {}
    for row in (*ROWS, row_of_document(ROWS)):
        paths.setdefault(row.path, []).append(row)
    interface = Interface(site, visitor, cors)
    routes = [Route(path, Address(interface, rows)) for path, rows in paths.items()]
    # A router and no application of its own: who asks is known to the application around it.
    router: ASGIApp = Router(routes, redirect_slashes=False, default=_nowhere)
    if cors:
        router = CORSMiddleware(
            router,
            allow_origins=list(cors),
            allow_methods=["GET", "POST", "PATCH"],
            allow_headers=["Authorization", "Content-Type", "If-Match", "If-None-Match"],
            expose_headers=["ETag", "Location"],
        )
    return Mount(BASE, router)


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """There is no such address."""
    await problem(Refusal(404, NO_ADDRESS, WHICH), language(Request(scope)))(scope, receive, send)


class Address:
    """What answers at one path, whatever the method."""

    def __init__(self, interface: Interface, rows: Sequence[Row]) -> None:
        self.interface, self.rows = interface, {row.method: row for row in rows}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await (await self.answer(request))(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        """The answer, or the problem."""
        row = self.rows.get("GET" if request.method == "HEAD" else request.method)
        try:
            if row is None:
                said = Message("this address does not answer {method}", method=request.method[:20])
                raise Refusal(405, said, WHICH, {"Allow": ", ".join(self.rows)})
            return await self.interface.answer(request, row)
        except StoreDown:
            return problem(Refusal(503, DOWN, AGAIN, {"Retry-After": RETRY_SECONDS}), language(request))
        except StoreError:
            log.exception("%s: the database cannot be asked", row and row.name)
            return problem(Refusal(503, DOWN, AGAIN, {"Retry-After": RETRY_SECONDS}), language(request))
        except YuelingError as error:
            return problem(error, language(request))
        except HTTPException as error:  # what stands before the routes has refused what was sent
            if error.status_code != 413:
                raise
            return problem(too_large(self.interface.site.http.most_body), language(request))
        except ClientDisconnect:
            raise
        except Exception:  # whatever it is, the program that asks gets an answer that it can read
            log.exception("%s: unforeseen", row and row.name)
            return problem(Refusal(500, UNFORESEEN), language(request))


class Interface:
    """Answers rows: who asks, what is asked, the answer."""

    def __init__(self, site: Site, visitor: AskWho, cors: Sequence[str]) -> None:
        self.site, self.visitor, self.cors = site, visitor, frozenset(cors)
        self.many, self.few = CapacityLimiter(AT_ONCE), CapacityLimiter(HEAVY_AT_ONCE)

    async def answer(self, request: Request, row: Row) -> Response:
        """The answer of a row; raises YuelingError, StoreDown."""
        found = await self._admitted(request, row)
        role = found.role
        arguments = _asked(request, row)
        if row.body is not None:
            arguments |= await self._sent(request, row)
        lang, trusted, stock = language(request), role != NOBODY, await self.site.stock()

        def answered() -> tuple[Mapping[str, Any], bytes]:
            shelf = self.site.shelf
            store = cast(Store, shelf.opened())
            seen = None if row.writes else stock.known(private=trusted)
            inquiry = Inquiry(store, shelf.moment(), lang, trusted, seen, self.site.named)
            named = PROGRAM.set(found.program or USUAL_PROGRAM)  # in the context of this thread alone
            try:
                record = row.call(inquiry, **arguments)
            finally:
                PROGRAM.reset(named)
            return record, json_bytes(record, indent=None, foreign=True)

        limiter = self.few if row.heavy else self.many
        record, data = await to_thread.run_sync(answered, limiter=limiter)
        if row.writes:
            self.site.shelf.doubt()
            return _written(request, row.status == 201 and not arguments.get("dry_run"), record, data)
        return _shown(request, data, _state(row, record), public=not trusted)

    async def _admitted(self, request: Request, row: Row) -> Visitor:
        """Who asks; raises Refusal where his role does not do."""
        found = await self.visitor(request)
        role = found.role
        if not allows(role, row.role):
            if role == NOBODY:
                right = Message("send a token: Authorization: Bearer …")
                said = Message("this needs the role {role}, and it is not known who asks", role=row.role)
                raise Refusal(401, said, right, {"WWW-Authenticate": 'Bearer realm="yueling"'})
            said = Message("this needs the role {role}; who asks is a {own}", role=row.role, own=role)
            raise Refusal(403, said, Message("ask with a token of that role"))
        if row.writes:
            self._refuse_strangers(request)
        return found

    def _refuse_strangers(self, request: Request) -> None:
        """Refuses what a page of others sends from the browser of somebody who may write; a token is sent by nobody else."""
        if request.headers.get("authorization", "").lower().startswith("bearer "):
            return
        origin, host = request.headers.get("origin"), request.headers.get("host", "")
        strange = origin is not None and urlsplit(origin).netloc != host
        strange |= request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        if strange and origin not in self.cors:
            raise Refusal(403, Message("a page of another address asks for this"), Message("ask with a token"))

    async def _sent(self, request: Request, row: Row) -> dict[str, Any]:
        """The arguments in the body, and which state was seen; raises BadParameter, Refusal."""
        sent = await body_of(request, row)
        if isinstance(sent, bytes):
            return {"data": sent}
        found = read(fields_of(row), sent, typed=True, fill=not row.partial)
        if row.sequence:
            found["seen"] = _seen(request, found.pop("sequence", None))
        return found


def _asked(request: Request, row: Row) -> dict[str, Any]:
    """The arguments in the path and in the query; raises BadParameter."""
    query = request.query_params
    asked = {name: query.getlist(name) for name in query}
    lang = read([LANG], {name: asked.pop(name) for name in ("lang",) if name in asked}, typed=False)
    assert lang["lang"] is None or lang["lang"] in LANGUAGES
    path = read(row.within, {name: [text] for name, text in request.path_params.items()}, typed=False)
    return path | read(row.query, asked, typed=False)


def _seen(request: Request, sequence: int | None) -> int | None:
    """The sequence that whoever asks saw; None for any (If-Match: *). Raises Refusal."""
    match = request.headers.get("if-match", "").strip()
    if match == "*":
        return None
    if match:
        told = match.removeprefix('"').partition(".")[0].removesuffix('"')
        if not (match.startswith('"') and told.isascii() and told.isdecimal() and len(told) < 10):
            said = Message("this ETag is none of an event")
            raise Refusal(412, said, Message("send that of the event, as it was answered"))
        if sequence not in (None, int(told)):
            raise BadParameter("sequence", Message("If-Match says another one"), Message("send one of them"))
        return int(told)
    if sequence is None:
        said = Message("it is not said which state of the event was seen")
        raise Refusal(428, said, Message("send its ETag as If-Match, or its sequence as the field `sequence`"))
    return sequence


def _written(request: Request, creates: bool, record: Mapping[str, Any], data: bytes) -> Response:
    """The answer of a change; where something new came of it with its address."""
    headers = HEADERS | {"Content-Type": JSON}
    if not (creates and record["added"]):
        return Response(data, headers=headers)
    headers["Location"] = f"{request.scope.get('root_path', '')}/events/{quote(record['event']['uid'])}"
    return Response(data, 201, headers)


def _state(row: Row, record: Mapping[str, Any]) -> str:
    """What begins the ETag: of an event its sequence, which If-Match says again whatever the language and the day were."""
    return f"{record['sequence']}." if row.name == "event" else ""


def _shown(request: Request, data: bytes, state: str, *, public: bool) -> Response:
    """The answer of a question: 304 where the client has it, compressed where it may be."""
    asked = ", ".join(request.headers.getlist("accept-encoding"))
    coding = choose(asked) if len(data) >= SMALLEST_PACKED else IDENTITY
    tag = f'"{state}{hashlib.sha256(data).hexdigest()[:32]}{"" if coding == IDENTITY else f"-{coding}"}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache" if public else "private, no-cache",
        "Vary": "Accept-Encoding, Accept-Language, Authorization, Cookie",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    known = {
        one.strip().removeprefix("W/") for line in request.headers.getlist("if-none-match") for one in line.split(",")
    }
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    headers["Content-Type"] = JSON
    if coding != IDENTITY:
        headers["Content-Encoding"], data = coding, CODINGS[coding](data)
    return Response(data, headers=headers)
