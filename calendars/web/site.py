"""What all routes share: the shelf, the language and the addresses of a request, pages and failures as answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from rules import LANGUAGES

from ..feeds import Feed
from . import pages
from .api.visitors import AskWho, nobody
from .shelf import Shelf, Stock
from .words import words

RETRY_SECONDS = 300
PAGE_HEADERS = {
    "Content-Security-Policy": f"{pages.CSP}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language",
}


class Site:
    """What is on the shelf, how it is answered with, and to whom."""

    visitor: AskWho = staticmethod(nobody)
    """Who asks the interface for programs."""
    cors: Sequence[str] = ()
    """The origins of pages of others that may ask it from a browser."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    async def stock(self) -> Stock:
        """What is to be shown now; raises StoreDown."""
        stock = self.shelf.fresh()
        if stock is None:
            stock = await run_in_threadpool(self.shelf.stock)
        return stock

    def links(self, request: Request, feeds: Iterable[Feed]) -> list[pages.Link]:
        """The feeds with their addresses: under the base URL, else as the request names this server."""
        base = self.shelf.base_url or f"{str(request.base_url).rstrip('/')}/feeds"
        return pages.links(feeds, base, language(request), f"{root(request)}/feeds/")

    async def down(self, request: Request, _: Exception) -> Response:
        """503: a subscription keeps its events on it, which it would not on an empty answer."""
        return failure(request, 503, "down", {"Retry-After": str(RETRY_SECONDS)})

    async def refuse(self, request: Request, error: Exception) -> Response:
        """404 and its like."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(getattr(error, "headers", None) or {})
        return failure(request, status, "not_found" if status == 404 else "wrong", headers)

    async def wrong(self, request: Request, _: Exception) -> Response:
        """500: the server's log has the cause, the reader gets a sentence."""
        return failure(request, 500, "wrong", {})


def failure(request: Request, status: int, name: str, headers: dict[str, str]) -> Response:
    """An error as the client reads it: a sentence for programs, a page for people."""
    headers = {"Cache-Control": "no-store"} | headers
    if request.url.path.endswith((".ics", "/healthz")):
        return PlainTextResponse(f"{words('en')[name]}\n", status, headers)
    return page(pages.error_page(name, language(request), root=root(request)), status, headers)


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
