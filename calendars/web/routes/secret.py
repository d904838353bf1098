"""Feeds for who has a token: any feed, with what is private in it, at an address that can be withdrawn."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ...access import FEED, keeping
from ...feeds import BadLook
from ..answering import answer
from ..desk import gate_of
from ..site import Site
from .feeds import look_of, refusal, refused

HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
REFUSED = HEADERS | {"Cache-Control": "no-store"}


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of secret feeds."""

    async def secret(request: Request) -> Response:
        """The feed that the token opens: 404 for an unknown token or one of another feed, 410 for one that has ended."""
        name, text = request.path_params["name"], request.path_params["token"]
        token = await site.ask(keeping.token_of, text, FEED)
        if token is None or token.subject != name:
            return refused(request, "no_feed", 404, REFUSED)
        try:
            look = look_of(request)
            _, variants = await site.feed(name, look, secret=True) if token.is_open else (None, None)
        except BadLook as error:
            return refusal(request, error)
        if variants is None:
            return refused(request, "ended", 410, REFUSED)
        gate_of(request).note_token(token)
        return await answer(request, variants, "text/calendar; charset=utf-8", HEADERS)

    return [Route("/feeds/secret/{token}/{name}.ics", secret)]
