"""What all routes share: the shelf, the language and the addresses of a request, pages and failures as answers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from types import MappingProxyType
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from rules import LANGUAGES, YuelingError

from ..feeds import Feed
from ..lines import plain
from . import pages
from .shelf import Shelf, Stock
from .words import words

RETRY_SECONDS = 300
HTML = "text/html; charset=utf-8"
PAGE_HEADERS = {
    "Content-Security-Policy": f"{pages.CSP}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language",
}


class Site:
    """What is on the shelf, and how it is answered with."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    async def stock(self) -> Stock:
        """What is to be shown now; raises StoreDown."""
        stock = self.shelf.fresh()
        if stock is None:
            stock = await run_in_threadpool(self.shelf.stock)
        return stock

    async def cached(
        self,
        request: Request,
        key: Hashable,
        make: Callable[[Stock], str | bytes],
        *,
        content_type: str = HTML,
        headers: Mapping[str, str] = PAGE_HEADERS,
    ) -> Response:
        """What `make` makes of the stock, as an answer; the key names all that it depends on beside the stock."""
        text = await run_in_threadpool(make, await self.stock())
        return Response(text, headers=dict(headers) | {"Content-Type": content_type})

    async def shown(
        self,
        request: Request,
        key: Hashable,
        make: Callable[[Stock], str | bytes],
        *,
        content_type: str = HTML,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        """A page, or what belongs to one; where something impossible is asked for, 400 with what would be right."""
        try:
            return await self.cached(request, key, make, content_type=content_type, headers={**PAGE_HEADERS, **headers})
        except YuelingError as error:
            return refusal(request, error, self.frame(request))

    async def fresh(self, request: Request, make: Callable[[Stock], str]) -> Response:
        """A page that is made anew each time, because it shows what changes without the events; refused as in `shown`."""
        try:
            return page(await run_in_threadpool(make, await self.stock()), headers={"Cache-Control": "no-store"})
        except YuelingError as error:
            return refusal(request, error, self.frame(request))

    def frame(self, request: Request, stock: Stock | None = None, *, editor: bool = False) -> pages.Frame:
        """For whom and where the page of the request is made."""
        return frame(request, self.shelf.owner, stock, editor=editor)

    def address(self, request: Request) -> str:
        """The address of the pages as others reach it; empty where only that of the feeds is known."""
        if self.shelf.base_url:
            return (self.shelf.pages or "").removesuffix("/event/")
        return str(request.base_url).rstrip("/")

    def links(self, request: Request, feeds: Iterable[Feed]) -> list[pages.Link]:
        """The feeds with their addresses: under the base URL, else as the request names this server."""
        base = self.shelf.base_url or f"{str(request.base_url).rstrip('/')}/feeds"
        return pages.links(feeds, base, language(request), f"{root(request)}/feeds/")

    async def down(self, request: Request, _: Exception) -> Response:
        """503: a subscription keeps its events on it, which it would not on an empty answer."""
        return failure(request, 503, "down", {"Retry-After": str(RETRY_SECONDS)}, self.shelf.owner)

    async def refuse(self, request: Request, error: Exception) -> Response:
        """404 and its like."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(getattr(error, "headers", None) or {})
        return failure(request, status, "not_found" if status == 404 else "wrong", headers, self.shelf.owner)

    async def wrong(self, request: Request, _: Exception) -> Response:
        """500: the server's log has the cause, the reader gets a sentence."""
        return failure(request, 500, "wrong", {}, self.shelf.owner)


def failure(request: Request, status: int, name: str, headers: dict[str, str], owner: str | None = None) -> Response:
    """An error as the client reads it: a sentence for programs, a page for people."""
    headers = {"Cache-Control": "no-store"} | headers
    if request.url.path.endswith((".ics", ".svg", "/healthz")):
        return PlainTextResponse(f"{words('en')[name]}\n", status, headers)
    return page(pages.error_page(name, frame(request, owner)), status, headers)


def refusal(request: Request, error: YuelingError, around: pages.Frame) -> Response:
    """400: what cannot be, and what would be right."""
    headers = {"Cache-Control": "no-store"}
    if request.url.path.endswith((".ics", ".svg")):
        return PlainTextResponse(f"{plain(error.say('en'))}\n", 400, headers)
    return page(pages.error_page("refused", around, plain(error.say(around.lang))), 400, headers)


def frame(request: Request, owner: str | None, stock: Stock | None = None, *, editor: bool = False) -> pages.Frame:
    """For whom and where the page of the request is made."""
    asked = request.query_params.multi_items()
    return pages.Frame(
        language(request), stock.today if stock else None, root(request), owner or "", asked, editor=editor
    )


def query_key(request: Request) -> tuple[tuple[str, str], ...]:
    """The query, by which a page that depends on it is known again."""
    return tuple(request.query_params.multi_items())


def page(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A page as an answer."""
    return HTMLResponse(text, status, PAGE_HEADERS | (headers or {}))


def root(request: Request) -> str:
    """The path under which the application is mounted, quoted; empty at the top."""
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
