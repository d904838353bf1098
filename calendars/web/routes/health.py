"""What watches over the server asks here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from time import monotonic

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ...http_settings import is_loopback, within
from ...leads import LATE
from ..counts import TYPE, one
from ..hosts import is_own
from ..shelf import StoreDown
from ..site import RETRY_SECONDS, Site

PULSE, LONGEST = 10.0, 0.5
"""Seconds for which what was read of the database holds, and for how many it is read at most."""
AGAIN = {"Retry-After": str(RETRY_SECONDS)}
NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
HANDED_ON = ("forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto")
"""What a proxy adds; with one of them a request comes from elsewhere, whatever its address."""


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of the health and of the counters."""

    pulse = Pulse(site)

    async def health(request: Request) -> Response:
        """Whether the store can be read; ?format=json says more."""
        if request.query_params.get("format") != "json":
            await site.stock()
            if part := await pulse.damage():
                said = f"the database is damaged: {part}\n"
                return PlainTextResponse(said, 503, headers=NO_STORE | AGAIN)
            return PlainTextResponse("ok\n", headers=NO_STORE)
        state = await _state(site, pulse)
        if state["database"] == "ok":
            return JSONResponse(state, headers=NO_STORE)
        return JSONResponse(state, 503, headers=NO_STORE | AGAIN)

    async def metrics(request: Request) -> Response:
        """The counters, for this machine and for whom the settings name."""
        if not _may_count(request, site):
            raise HTTPException(403)
        ran = await run_in_threadpool(site.last_pass)
        return PlainTextResponse("\n".join(_lines(site, ran)) + "\n", headers=NO_STORE | {"Content-Type": TYPE})

    return [Route("/healthz", health), Route("/metrics", metrics)]


class Pulse:
    """Reads the database itself, and not what of it is in memory: at most once in so many seconds, however often one asks."""

    def __init__(self, site: Site) -> None:
        self._site, self._lock = site, asyncio.Lock()
        self._looked = -PULSE
        self._found: str | None = None

    async def damage(self) -> str | None:
        """The part of the database that cannot be read; None for a sound one, and for a store that cannot be asked so."""
        async with self._lock:
            if monotonic() - self._looked >= PULSE:
                self._found = await run_in_threadpool(self._look)
                self._looked = monotonic()
            return self._found

    def _look(self) -> str | None:
        look: Callable[[float], str | None] | None = getattr(self._site.shelf.opened(), "damage", None)
        return look(LONGEST) if look else None


def _may_count(request: Request, site: Site) -> bool:
    address = request.client.host if request.client else ""
    if not is_loopback(address):
        return within(address, site.http.metrics_from)
    direct = not any(name in request.headers for name in HANDED_ON)
    return (direct and is_own(request.url.hostname or "")) or within(address, site.http.metrics_from)


async def _state(site: Site, pulse: Pulse) -> dict[str, object]:
    """What can be said of the server without a secret: no path, no name, no reason."""
    damaged: str | None = None
    try:
        events: int | None = len((await site.stock()).events)
        damaged = await pulse.damage()
    except StoreDown:
        events = None
    database = "down" if events is None else "damaged" if damaged else "ok"
    ran = await run_in_threadpool(site.last_pass)
    age = (site.shelf.moment() - ran.astimezone(UTC)).total_seconds() if ran else None
    return {
        "status": "ok" if database == "ok" else "down",
        "database": database,
        **({"damaged": damaged} if damaged else {}),
        "events": events,
        "seconds_since_reminders": None if age is None else round(age),
        "reminders": "none" if age is None else "late" if age > LATE.total_seconds() else "ok",
    }


def _lines(site: Site, ran: datetime | None) -> Iterator[str]:
    yield from site.counts.lines()
    shelf, cache = site.shelf, site.cache
    yield from one("pages_made_total", "counter", "Pages that had to be made.", cache.made)
    yield from one("pages_found_total", "counter", "Pages that were there already.", cache.found)
    yield from one("pages_kept", "gauge", "Pages in memory.", len(cache))
    yield from one("pages_kept_bytes", "gauge", "Memory of these pages, about.", cache.size)
    up = int(shelf.is_up)
    yield from one("store_up", "gauge", "Whether the database could be read when it was last tried.", up)
    yield from one("store_errors_total", "counter", "How often the database could not be read.", shelf.errors)
    yield from one("feeds_made_total", "counter", "Feeds that had to be rendered.", shelf.made)
    yield from one(
        "feeds_taken_total", "counter", "Feeds that another server on this database had rendered.", shelf.taken
    )
    yield from one("started_timestamp_seconds", "gauge", "When the server started.", site.started.timestamp())
    if (stock := shelf.last) is not None:
        yield from one("events", "gauge", "Events in the database.", len(stock.events))
    if (state := shelf.last_state) is not None:
        yield from one("feeds_kept", "gauge", "Feeds in memory.", len(state.rendered))
        yield from one("stock_age_seconds", "gauge", "Since the database was last looked at.", round(shelf.age, 3))
    if ran:
        yield from one(
            "reminders_timestamp_seconds", "gauge", "When reminders were last gone through.", ran.timestamp()
        )
