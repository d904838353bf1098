"""The month and the year."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ...grids import month_named, month_of, year_named, year_of
from ..grid_pages import month_page, year_page
from ..site import Site
from ..stock import Stock


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of the month (?ym=2026-12) and of the year (?y=2026); without the query those of today."""

    async def month(request: Request) -> Response:
        """A month as a table of weeks."""

        def make(stock: Stock) -> str:
            asked = request.query_params.get("ym")
            first = stock.today.replace(day=1) if asked is None else month_named(asked)
            frame = site.frame(request, stock)
            return month_page(month_of(first, stock.events.values(), stock.today, stock.reckoning, frame.lang), frame)

        return await site.shown(request, ("month",), make, options=("ym",))

    async def year(request: Request) -> Response:
        """A year at a glance."""

        def make(stock: Stock) -> str:
            asked = request.query_params.get("y")
            number = stock.today.year if asked is None else year_named(asked)
            frame = site.frame(request, stock)
            return year_page(year_of(number, stock.events.values(), stock.today, stock.reckoning, frame.lang), frame)

        return await site.shown(request, ("year",), make, options=("y",))

    return [Route("/month", month), Route("/year", year)]
