"""What watches over the server asks here."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ..site import Site


def routes(site: Site) -> list[BaseRoute]:
    """The address of the health."""

    async def health(_: Request) -> Response:
        """Whether the store can be read."""
        await site.stock()
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    return [Route("/healthz", health)]
