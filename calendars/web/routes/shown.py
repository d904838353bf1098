"""The pages that everybody may read."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from .. import pages
from ..shelf import Stock
from ..site import Site, language, root


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of the pages and of their style."""

    async def first_page(request: Request) -> Response:
        """What is coming, and the feeds."""
        return await site.cached(request, "today", lambda stock: _first_page(site, request, stock))

    async def event(request: Request) -> Response:
        """One event and the chain behind its dates."""
        uid = request.path_params["uid"]
        return await site.cached(request, ("event", uid), lambda stock: _event_page(site, request, stock, uid))

    return [
        Route("/", first_page),
        Route("/event/{uid}", event),
    ]


def _first_page(site: Site, request: Request, stock: Stock) -> str:
    feeds, stored = site.links(request, stock.feeds), bool(stock.events)
    whole = len(stock.entries) == stock.total
    entries = stock.entries if whole else pages.coming(stock.events.values(), stock.today, stock.reckoning)
    lang = language(request)
    return pages.first_page(entries, feeds, stock.today, lang, stored=stored, root=root(request))


def _event_page(site: Site, request: Request, stock: Stock, uid: str) -> str:
    event = stock.events.get(uid)
    if not event:
        raise HTTPException(404)
    feeds = site.links(request, [feed for feed in stock.feeds if feed.holds(event)])
    lang = language(request)
    return pages.event_page(event, feeds, stock.today, stock.reckoning, lang, root=root(request))
