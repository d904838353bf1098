"""The pages that everybody may read: what is coming, the agenda, how to subscribe; and what they are dressed in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rules import Message, YuelingError

from .. import pages
from ..site import Site, options_asked
from ..stock import Stock

FIRST_FEEDS, MORE_FEEDS = 40, 310
"""So many feeds are looked at for the first page and for the agenda, of thousands of tags the first ones."""


class NoFeed(YuelingError):
    """A calendar that there is not, or that cannot be narrowed so."""

    def __init__(self) -> None:
        super().__init__(Message("there is no calendar of this"), Message("choose one on the page “Subscribe”"))


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of the pages and of their style."""

    async def today(request: Request) -> Response:
        """What is coming."""

        def make(stock: Stock) -> str:
            feeds, events = site.links(request, stock.feeds[:FIRST_FEEDS]), stock.events.values()
            frame = site.frame(request, stock)
            return pages.today_page(events, feeds, stock.reckoning, frame, stock.today, stored=bool(events))

        return await site.shown(request, ("today",), make)

    async def agenda(request: Request) -> Response:
        """Any period, narrowed as one likes."""

        def make(stock: Stock) -> str:
            asked = pages.Asked.of(options_asked(request), stock.today)
            feeds, frame = site.links(request, stock.feeds[:MORE_FEEDS]), site.frame(request, stock)
            return pages.agenda_page(stock.events.values(), asked, feeds, stock.reckoning, frame, stock.today)

        return await site.shown(request, ("agenda",), make, options=(*pages.NAMES, "from", "to", "page"))

    async def subscribe(request: Request) -> Response:
        """How to subscribe to everything or to a part."""

        def make(stock: Stock) -> str:
            selection = pages.selection_of(options_asked(request))
            feeds, frame = site.links(request, stock.feeds), site.frame(request, stock)
            return pages.subscribe_page(feeds, selection, frame, site.address(request))

        return await site.shown(request, ("subscribe",), make, options=(*pages.NAMES,))

    async def code(request: Request) -> Response:
        """The address of the page to subscribe, as an image for the camera of a phone."""

        def make(stock: Stock) -> bytes:
            selection = pages.selection_of(options_asked(request))
            link = pages.choose(site.links(request, stock.feeds), selection, site.frame(request, stock))
            if not link:
                raise NoFeed
            return pages.code_of(pages.code_address(link, selection, site.address(request)))

        return await site.shown(request, ("code",), make, options=(*pages.NAMES,), content_type="image/svg+xml")

    return [
        Route("/", today),
        Route("/agenda", agenda),
        Route("/subscribe", subscribe),
        Route("/subscribe/qr.svg", code),
    ]
