"""The ASGI application: feeds with ETags, the first page, a page for each event."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from rules import RECKONING, Reckoning

from .api.visitors import AskWho, nobody
from .routes import all_routes
from .shelf import Shelf, Source, StoreDown
from .site import Site


def app(
    open_store: Callable[[], Source],
    now: Callable[[], datetime],
    *,
    base_url: str | None = None,
    owner: str | None = None,
    reckoning: Reckoning = RECKONING,
    patience: float = 1.0,
    lang: str = "zh",
    visitor: AskWho = nobody,
    cors: Sequence[str] = (),
) -> Starlette:
    """The web application over a store, opened at the first request and again after a failure, closed at the end.

    `now` gives the moment, in Asia/Shanghai where it has no time zone. `base_url` is the address of the
    folder of feeds as others reach it (https://example.org/feeds); without it the pages take the one of the request
    and feeds carry no SOURCE. `owner` begins the titles of feeds, which are in the language `lang`.
    `reckoning` is for a store that has none of its own. A change in the store is seen after at most `patience` seconds.
    `visitor` says who asks the interface for programs, by default nobody who may write; pages of the origins in `cors` may
    ask it from a browser.
    """
    shelf = Shelf(open_store, now, patience, owner, base_url, reckoning, lang)
    site = Site(shelf)
    site.visitor, site.cors = visitor, cors
    application = Starlette(
        routes=all_routes(site),
        exception_handlers={StoreDown: site.down, HTTPException: site.refuse, Exception: site.wrong},
        lifespan=_lifespan(shelf),
    )
    application.router.redirect_slashes = False  # a redirect would carry whatever Host the request names
    return application


def _lifespan(shelf: Shelf) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(shelf.close)

    return lifespan
