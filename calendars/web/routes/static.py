"""The files that the pages load, and what browsers and robots ask for unasked."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ..answering import Variants, answer
from ..assets import FILES, VERSION, type_of
from ..site import Site

DAY, YEAR = 86_400, 31_536_000
"""Seconds."""
ROBOTS = "User-agent: *\nAllow: /$\nDisallow: /\n"
"""A calendar leads from month to month without end: robots read the first page."""


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of the files."""
    kept = {name: Variants.of(data, site.shelf.started) for name, data in FILES.items()}

    async def file(request: Request) -> Response:
        """A file: for ever where its address names the version, else to be asked for again."""
        name = request.path_params["name"]
        if name not in kept:
            raise HTTPException(404)
        lasting = f"public, max-age={YEAR}, immutable"
        control = lasting if request.query_params.get("v") == VERSION else "no-cache"
        return await answer(request, kept[name], type_of(name), headers(control))

    async def favicon(request: Request) -> Response:
        """The picture that browsers ask for by themselves."""
        return await answer(request, kept["favicon.ico"], type_of("favicon.ico"), headers(f"public, max-age={DAY}"))

    async def robots(_: Request) -> Response:
        """What robots may read."""
        return PlainTextResponse(ROBOTS, headers=headers(f"public, max-age={DAY}"))

    return [
        Route("/static/{name}", file),
        Route("/favicon.ico", favicon),
        Route("/robots.txt", robots),
    ]


def headers(control: str) -> dict[str, str]:
    """The headers of a file that caches may keep so long."""
    return {"Cache-Control": control, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
