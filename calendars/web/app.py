"""The ASGI application: feeds with ETags, the first page, a page for each event."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from rules import LANGUAGES, RECKONING, Reckoning

from ..events import Event
from ..feeds import Feed
from . import pages
from .conditional import known_tag, wants_gzip
from .shelf import Shelf, Source, Stock, StoreDown
from .words import words

log = logging.getLogger(__name__)
RETRY_SECONDS = 300
FEED_HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}
PAGE_HEADERS = {
    "Content-Security-Policy": f"{pages.CSP}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language",
}


def app(
    open_store: Callable[[], Source],
    now: Callable[[], datetime],
    *,
    base_url: str | None = None,
    owner: str | None = None,
    reckoning: Reckoning = RECKONING,
    patience: float = 1.0,
    lang: str = "zh",
) -> Starlette:
    """The web application over a store, opened at the first request and again after a failure, closed at the end.

    `now` gives the moment, in Asia/Shanghai where it has no time zone. `base_url` is the address of the
    folder of feeds as others reach it (https://example.org/feeds); without it the pages take the one of the request
    and feeds carry no SOURCE. `owner` begins the titles of feeds, which are in the language `lang`.
    `reckoning` is for a store that has none of its own. A change in the store is seen after at most `patience` seconds.
    """
    shelf = Shelf(open_store, now, patience, owner, base_url, reckoning, lang)
    site = _Site(shelf)
    application = Starlette(
        routes=[
            Route("/", site.first_page),
            Route("/feeds/{name}.ics", site.feed),
            Route("/event/{uid}", site.event),
            Route("/healthz", site.health),
            Mount("/static", StaticFiles(directory=pages.HERE / "static")),
        ],
        exception_handlers={StoreDown: site.down, HTTPException: site.refuse, Exception: site.wrong},
        lifespan=_lifespan(shelf),
    )
    application.router.redirect_slashes = False  # a redirect would carry whatever Host the request names
    return application


def _lifespan(shelf: Shelf) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(shelf.close)

    return lifespan


class _Site:
    """The handlers, around what is on the shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    async def _stock(self) -> Stock:
        stock = self.shelf.fresh()
        if stock is None:
            stock = await run_in_threadpool(self.shelf.stock)
        return stock

    async def feed(self, request: Request) -> Response:
        """A feed: 304 where the client has it, compressed where it may be."""
        stock, name = await self._stock(), request.path_params["name"]
        variants = stock.rendered.get(name) or await run_in_threadpool(self.shelf.feed, name, stock)
        if not variants:
            return PlainTextResponse("no such feed\n", 404)
        packed = wants_gzip(request.headers.get("accept-encoding", ""))
        headers = FEED_HEADERS | {"Last-Modified": variants.modified_words}
        lines = {name: ", ".join(request.headers.getlist(name)) for name in request.headers}  # RFC 9110, 5.2
        if tag := known_tag(lines, variants, packed):
            return Response(status_code=304, headers=headers | {"ETag": tag})
        headers["ETag"] = variants.packed_tag if packed else variants.plain_tag
        if packed:
            headers["Content-Encoding"] = "gzip"
        # The type is a header, not media_type: that would add a second charset.
        headers["Content-Type"] = "text/calendar; charset=utf-8"
        return Response(variants.packed if packed else variants.plain, headers=headers)

    async def first_page(self, request: Request) -> Response:
        """What is coming, and the feeds."""
        return await run_in_threadpool(self._first_page, request, await self._stock())

    def _first_page(self, request: Request, stock: Stock) -> Response:
        feeds, stored = self._links(request, stock.feeds), bool(stock.events)
        lang, root = language(request), _root(request)
        whole = len(stock.entries) == stock.total
        entries = stock.entries if whole else pages.coming(stock.events.values(), stock.today, stock.reckoning)
        return _page(pages.first_page(entries, feeds, stock.today, lang, stored=stored, root=root))

    async def event(self, request: Request) -> Response:
        """One event and the chain behind its dates."""
        stock = await self._stock()
        event = stock.events.get(request.path_params["uid"])
        if not event:
            raise HTTPException(404)
        return await run_in_threadpool(self._event_page, request, stock, event)

    def _event_page(self, request: Request, stock: Stock, event: Event) -> Response:
        feeds = self._links(request, [feed for feed in stock.feeds if feed.holds(event)])
        page = pages.event_page(event, feeds, stock.today, stock.reckoning, language(request), root=_root(request))
        return _page(page)

    def _links(self, request: Request, feeds: list[Feed]) -> list[pages.Link]:
        base = self.shelf.base_url or f"{str(request.base_url).rstrip('/')}/feeds"
        return pages.links(feeds, base, language(request), f"{_root(request)}/feeds/")

    async def health(self, _: Request) -> Response:
        """Whether the store can be read."""
        await self._stock()
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    async def down(self, request: Request, _: Exception) -> Response:
        """503: a subscription keeps its events on it, which it would not on an empty answer."""
        return _failure(request, 503, "down", {"Retry-After": str(RETRY_SECONDS)})

    async def refuse(self, request: Request, error: Exception) -> Response:
        """404 and its like."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(getattr(error, "headers", None) or {})
        return _failure(request, status, "not_found" if status == 404 else "wrong", headers)

    async def wrong(self, request: Request, _: Exception) -> Response:
        """500: the server's log has the cause, the reader gets a sentence."""
        return _failure(request, 500, "wrong", {})


def _failure(request: Request, status: int, name: str, headers: dict[str, str]) -> Response:
    headers = {"Cache-Control": "no-store"} | headers
    if request.url.path.endswith((".ics", "/healthz")):
        return PlainTextResponse(f"{words('en')[name]}\n", status, headers)
    return _page(pages.error_page(name, language(request), root=_root(request)), status, headers)


def _page(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return HTMLResponse(text, status, PAGE_HEADERS | (headers or {}))


def _root(request: Request) -> str:
    return quote(str(request.scope.get("root_path", "")).rstrip("/"))


def language(request: Request) -> str:
    """The language asked for by ?lang= or else by Accept-Language; Chinese where neither names one that there is."""
    if (asked := request.query_params.get("lang")) in LANGUAGES:
        return str(asked)
    return _preferred(request.headers.get("accept-language", ""))


def _preferred(accept: str) -> str:
    best, chosen = 0.0, "zh"
    for item in accept.lower().split(","):
        tag, _, weight = item.strip().partition(";q=")
        try:
            value = float(weight) if weight else 1.0
        except ValueError:
            continue
        lang = tag.partition("-")[0].strip()
        if lang in LANGUAGES and value > best:
            best, chosen = value, lang
    return chosen
