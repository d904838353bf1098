"""The interface as an ASGI application of its own: who may ask, what is asked, the answer with its ETag, or a problem."""

from __future__ import annotations

import gzip
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote, urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from rules import LANGUAGES, Message, YuelingError

from ...answers import Inquiry
from ...store import Store, StoreError
from ...terminal import json_bytes
from ..answering import wants_gzip
from ..shelf import SHANGHAI, StoreDown
from ..site import Site, language
from . import days, events, notices
from .bodies import JSON, given
from .openapi import BASE, fields_of, row_of_document
from .parameters import BadParameter, read
from .problems import AGAIN, DOWN, HEADERS, RETRY_SECONDS, UNFORESEEN, Refusal, problem
from .table import LANG, Row
from .visitors import EVERYBODY, ROLES, Visitor, nobody

log = logging.getLogger(__name__)
ROWS = (*events.ROWS, *days.ROWS, *notices.ROWS)
AT_ONCE, DOCUMENTS_AT_ONCE = 8, 2
"""Questions that are answered at once, and notices that are read at once; the others wait."""
SMALLEST_PACKED = 1000
"""Octets from which on an answer is compressed."""


def mounted(site: Site, visitor: Callable[[Request], Visitor] = nobody, cors: Sequence[str] = ()) -> BaseRoute:
    """The interface under its path.

    `visitor` says who asks; by default nobody is known, and nobody may write. Pages of the origins in `cors` may ask from
    a browser; by default none.
    """
    desk = Desk(site, visitor, cors)
    every = (*ROWS, row_of_document(ROWS))
    allowed = [
        Middleware(
            CORSMiddleware,
            allow_origins=list(cors),
            allow_methods=["GET", "POST", "PATCH"],
            allow_headers=["Authorization", "Content-Type", "If-Match", "If-None-Match"],
            expose_headers=["ETag", "Location"],
        )
    ]
    application = Starlette(
        routes=[Route(row.path, desk.endpoint(row), methods=[row.method]) for row in every],
        middleware=allowed if cors else [],
        exception_handlers={HTTPException: _refused},
    )
    application.router.redirect_slashes = False
    return Mount(BASE, application)


class Desk:
    """Answers the rows."""

    def __init__(self, site: Site, visitor: Callable[[Request], Visitor], cors: Sequence[str]) -> None:
        self.site, self.visitor, self.cors = site, visitor, frozenset(cors)
        self.few, self.fewer = CapacityLimiter(AT_ONCE), CapacityLimiter(DOCUMENTS_AT_ONCE)

    def endpoint(self, row: Row) -> Callable[[Request], Any]:
        """What answers a row."""

        async def endpoint(request: Request) -> Response:
            try:
                return await self._answered(request, row)
            except StoreDown:
                return problem(Refusal(503, DOWN, AGAIN, {"Retry-After": RETRY_SECONDS}), language(request))
            except StoreError:
                log.exception("%s %s: the database cannot be asked", row.method, row.path)
                return problem(Refusal(503, DOWN, AGAIN, {"Retry-After": RETRY_SECONDS}), language(request))
            except YuelingError as error:
                return problem(error, language(request))
            except Exception:  # whatever it is, the program that asks gets an answer that it can read
                log.exception("%s %s: unforeseen", row.method, row.path)
                return problem(Refusal(500, UNFORESEEN), language(request))

        return endpoint

    async def _answered(self, request: Request, row: Row) -> Response:
        role = await self._role(request, row)
        arguments = _asked(request, row)
        if row.body is not None:
            arguments |= await self._sent(request, row)
        lang, trusted, stock = language(request), role != EVERYBODY, await self.site.stock()

        def answered() -> tuple[Mapping[str, Any], bytes]:
            shelf = self.site.shelf
            moment = shelf.now()
            now = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
            store = cast(Store, shelf.source())
            inquiry = Inquiry(store, now, lang, trusted, None if row.writes else stock.events)
            record = row.call(inquiry, **arguments)
            return record, json_bytes(record, indent=None, foreign=True)

        limiter = self.fewer if row.document else self.few
        record, data = await to_thread.run_sync(answered, limiter=limiter)
        if row.writes:
            self.site.shelf.doubt()
            return _written(request, row.status == 201 and not arguments.get("dry_run"), record, data)
        return _shown(request, data, _state(row, record), public=not trusted)

    async def _role(self, request: Request, row: Row) -> str:
        """The role of who asks; raises Refusal where it does not do."""
        role = (await to_thread.run_sync(self.visitor, request)).role
        if ROLES.index(role) < ROLES.index(row.role):
            if role == EVERYBODY:
                right = Message("send a token: Authorization: Bearer …")
                said = Message("this needs the role {role}, and it is not known who asks", role=row.role)
                raise Refusal(401, said, right, {"WWW-Authenticate": 'Bearer realm="yueling"'})
            said = Message("this needs the role {role}; who asks is a {own}", role=row.role, own=role)
            raise Refusal(403, said, Message("ask with a token of that role"))
        if row.writes:
            self._refuse_strangers(request)
        return role

    def _refuse_strangers(self, request: Request) -> None:
        """Refuses what a page of others sends from the browser of somebody who may write; a token is sent by nobody else."""
        if "authorization" in request.headers:
            return
        origin, host = request.headers.get("origin"), request.headers.get("host", "")
        strange = origin is not None and urlsplit(origin).netloc != host
        strange |= request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        if strange and origin not in self.cors:
            raise Refusal(403, Message("a page of another address asks for this"), Message("ask with a token"))

    async def _sent(self, request: Request, row: Row) -> dict[str, Any]:
        """The arguments in the body, and which state was seen; raises BadParameter, Refusal."""
        sent = await given(request, row)
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
    packed = len(data) >= SMALLEST_PACKED and wants_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{state}{hashlib.sha256(data).hexdigest()[:32]}{"-gzip" if packed else ""}"'
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
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(gzip.compress(data, 5, mtime=0) if packed else data, headers=headers)


def _refused(request: Request, error: Exception) -> Response:
    """What the router refuses: addresses and methods that there are not."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        said = Message("this address does not answer {method}", method=request.method)
    else:
        said = Message("there is no such address here")
    right = Message("`GET /api/v1/openapi.json` says which there are")
    return problem(Refusal(error.status_code, said, right, error.headers), language(request))
