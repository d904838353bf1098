"""The ASGI application: feeds with ETags, the first page, a page for each event."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from rules import RECKONING, Reckoning, commands_for

from ..http_settings import DEFAULT, HttpSettings
from ..known import Named
from .access_log import AccessLog
from .api.visitors import AskWho
from .counts import Counts
from .desk import FormRefused, Gate, Refused
from .front import Front
from .routes import all_routes, login
from .routes.api import by_gate
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
    desk: bool | None = None,
    http: HttpSettings = DEFAULT,
    log: AccessLog | None = None,
    last_pass: Callable[[], datetime | None] = lambda: None,
    visitor: AskWho = by_gate,
    caldav: bool = False,
    named: Sequence[Named] = (),
    org: str = "",
    share: bool = False,
) -> Application:
    """The web application over a store, opened at the first request and again after a failure, closed at the end.

    `now` gives the moment, in Asia/Shanghai where it has no time zone. `base_url` is the address of the
    folder of feeds as others reach it (https://example.org/feeds); without it the pages take the one of the request
    and feeds carry no SOURCE. `owner` begins the titles of feeds, which are in the language `lang`.
    `desk` says whether who sits at this machine needs no login: None as long as there is no account, True, False.
    `reckoning` is for a store that has none of its own. A change in the store is seen after at most `patience` seconds.
    `http` says whom it trusts and how much it takes, `log` is told of every request, `last_pass` gives the moment at
    which reminders were last gone through. `visitor` says who asks the interface for programs, `named` whom the settings name.
    With `share` it takes feeds that another process rendered which serves the same database, and lets others have its own.
    `org` is the key of the organisation whose application it is.
    With `caldav` the calendar stands under /dav for who has an account. Raises MissingExtra where that is not installed.
    """
    shelf = Shelf(open_store, now, patience, owner, base_url, reckoning, lang, share)
    site = Site(shelf, http, last_pass, visitor, tuple(named), org)
    gate = Gate(site, desk)
    handlers = {
        StoreDown: site.down,
        Refused: login.refuse,
        FormRefused: login.refuse_form,
        HTTPException: site.refuse,
        Exception: site.wrong,
    }
    routes, executors = all_routes(site), list[Executor]()
    if caldav:
        found, executor = _caldav(site, gate)
        routes, executors = [*routes, *found], [executor]
    application = Application(routes=routes, exception_handlers=handlers, lifespan=_lifespan(log))
    application.ends_with(shelf, gate, executors)
    application.state.gate = gate
    application.put_before(Front(application.routed, site, http, log))
    application.router.redirect_slashes = False  # a redirect would carry whatever Host the request names
    return application


def _caldav(site: Site, gate: Gate) -> tuple[list[BaseRoute], Executor]:
    from ..caldav import check_extra  # an extra, which few have
    from .routes import caldav

    check_extra()
    return caldav.routes(site, gate)


class Application(Starlette):
    """The routes with what stands before them."""

    _front: Front
    _ends: tuple[Shelf, Gate, Sequence[Executor]]

    @property
    def site(self) -> Site:
        """What all routes share."""
        return self._front.site

    @property
    def counts(self) -> Counts:
        """What is counted of the requests."""
        return self.site.counts

    def at_once(self, scope: Scope) -> tuple[int, bytes, bytes] | None:
        """What is ready for the request, as `Front.at_once` gives it."""
        return self._front.at_once(scope)

    async def routed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers without what stands before."""
        await super().__call__(scope, receive, send)

    def ends_with(self, shelf: Shelf, gate: Gate, executors: Sequence[Executor]) -> None:
        """These are closed when the application is."""
        self._ends = shelf, gate, executors

    async def close(self) -> None:
        """Writes what is still to be noted, and gives back what was open."""
        shelf, gate, executors = self._ends
        await gate.settle()
        for executor in executors:
            await run_in_threadpool(executor.shutdown)
        await run_in_threadpool(shelf.close)

    def put_before(self, front: Front) -> None:
        """Every request goes through the front from now on."""
        self._front = front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with commands_for(self.site.org):
            await self._front(scope, receive, send)


def _lifespan(log: AccessLog | None) -> Callable[[Application], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(application: Application) -> AsyncIterator[None]:
        yield
        await application.close()
        if log:
            await run_in_threadpool(log.close)

    return lifespan
