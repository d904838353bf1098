"""The feeds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ...feeds import USUAL, BadLook, Look
from ..site import Site, language
from ..words import words

HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}
REFUSED = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of the feeds."""

    async def feed(request: Request) -> Response:
        """A feed: 304 where the client has it, compressed where it may be."""
        name = request.path_params["name"]
        try:
            state, variants = await site.feed(name, look_of(request))
        except BadLook as error:
            return refusal(request, error)
        if not variants:
            return refused(request, "no_feed", 404)
        return await site.public(request, state, variants, "text/calendar; charset=utf-8", HEADERS)

    return [Route("/feeds/{name}.ics", feed)]


def refused(request: Request, name: str, status: int, headers: Mapping[str, str] = REFUSED) -> Response:
    """Why there is no feed at the address, in the reader's language."""
    return PlainTextResponse(f"{words(language(request))[name]}\n", status, headers)


def look_of(request: Request) -> Look:
    """What the address asks for; raises BadLook."""
    query: bytes = request.scope.get("query_string", b"")
    return _read(query.decode("utf-8", "surrogateescape")) if query else USUAL


@lru_cache(maxsize=1024)
def _read(query: str) -> Look:
    return Look.read(query)


def refusal(request: Request, error: BadLook) -> Response:
    """400: which option cannot be answered, and what would be right."""
    lang = language(request)
    lines = (error.said, *filter(None, [error.remedy]))
    text = "".join(f"{line.say(lang)}\n" for line in lines)
    return PlainTextResponse(text, 400, {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
