"""The feeds."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ..site import Site

HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of the feeds."""

    async def feed(request: Request) -> Response:
        """A feed: 304 where the client has it, compressed where it may be."""
        stock, name = await site.stock(), request.path_params["name"]
        variants = stock.rendered.get(name) or await run_in_threadpool(site.shelf.feed, name, stock)
        if not variants:
            return PlainTextResponse("no such feed\n", 404)
        return await site.public(request, stock, variants, "text/calendar; charset=utf-8", HEADERS)

    return [Route("/feeds/{name}.ics", feed)]
