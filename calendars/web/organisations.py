"""Several organisations behind one server: the first one's pages, and those of each other under /o/ and its key."""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from rules import YuelingError

from ..organisations import KEY, BadOrganisation, UnknownOrganisation
from ..store.errors import StoreError
from .app import Application
from .hosts import under
from .site import language
from .words import words

MOST_READY = 64
"""Organisations whose pages stand ready in memory; of more the one that was asked for longest ago makes room.

One of 100 events takes 0.8 MB, with a feed of 1,600 dates 3.5 MB."""
MOST_OCTETS = 256 * 2**20
"""Bytes of memory of all that they have ready together, about: one of 1,000 events takes 6 to 12 MB."""
STILL_ANSWERING = 120.0
"""Seconds after which no answer is under way any more from pages that made room."""
FOLDER = "/o/"
PATH = re.compile(rf"{FOLDER}({KEY.pattern})(/.*)?")
log = logging.getLogger(__name__)


def root_within(root: str, key: str) -> str:
    """The path under which the pages of an organisation are reached, below that of the first one's.

    >>> root_within("/calendar", "fujian")
    '/calendar/o/fujian'
    """
    return f"{root}{FOLDER}{key}"


@dataclass(slots=True, eq=False)
class _Place:
    application: Application
    made_of: Hashable
    looked: float
    """When it was last known that the organisation takes part (monotonic)."""
    rests: bool = False
    """Whether it made room and has nothing ready any more."""


class Organisations:
    """An ASGI application before those of the organisations; a request sees the one that its path names, and no other.

    `make` gives the application of an organisation by its key. `check` gives what the application depends on, which is made
    anew where that is another one by now; it raises UnknownOrganisation, or BadOrganisation for one that is closed, and is asked
    at most once in `patience` seconds for each. `end` is called once all of them are closed. With `alone` no other
    organisation is here, and it is asked as `check` is whether the first application is still that of one that takes part.
    """

    def __init__(
        self,
        first: Application,
        make: Callable[[str], Application],
        check: Callable[[str], Hashable],
        *,
        root: str = "",
        patience: float = 1.0,
        most: int = MOST_READY,
        most_octets: int = MOST_OCTETS,
        end: Callable[[], None] = lambda: None,
        alone: Callable[[], object] | None = None,
    ) -> None:
        self.first, self.make, self.check = first, make, check
        self.root, self.patience, self.end = root, patience, end
        self.most, self.most_octets = most, most_octets
        self.alone = alone
        self._alone: tuple[float, YuelingError | None] | None = None
        """When it was last looked whether that one takes part (monotonic), and why it does not."""
        self._ready: OrderedDict[str, _Place] = OrderedDict()
        self._left: list[_Place] = []
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        named = PATH.fullmatch(self._path(scope)) if scope["type"] == "http" else None
        if named is None:
            try:
                refused = await self._refused_alone() if scope["type"] == "http" else None
                await (_refused(scope, refused) if refused else self.first)(scope, receive, send)
            finally:
                if scope["type"] == "lifespan":
                    await self._close()
            return
        key, rest = named[1], named[2] or "/"
        place = self._ready.get(key)
        if place and monotonic() - place.looked < self.patience:
            application = place.application
        else:
            try:
                application = await run_in_threadpool(self._application, key)
                await self._close_left(STILL_ANSWERING)
            except YuelingError as error:
                await _refused(scope, error)(scope, receive, send)
                return
        await application({**scope, "path": rest}, receive, send)

    def at_once(self, scope: Scope) -> tuple[int, bytes, bytes] | None:
        """What is ready for the request, as `Front.at_once` gives it; None where an organisation is to be looked for."""
        named = PATH.fullmatch(self._path(scope)) if FOLDER in scope["path"] else None
        if named is None:
            return self.first.at_once(scope) if self._is_known_open() else None
        place = self._ready.get(named[1])
        if place is None or monotonic() - place.looked >= self.patience:
            return None
        return place.application.at_once({**scope, "path": named[2] or "/"})

    def _is_known_open(self) -> bool:
        """Whether nothing has to be asked before the first application answers."""
        if not self.alone:
            return True
        return self._alone is not None and not self._alone[1] and monotonic() - self._alone[0] < self.patience

    async def _refused_alone(self) -> YuelingError | None:
        """Why the organisation that stands alone is not there; None where it is, and where the database does not say."""
        if self.alone and (self._alone is None or monotonic() - self._alone[0] >= self.patience):
            self._alone = monotonic(), await run_in_threadpool(_error_of, self.alone)
        return self._alone[1] if self._alone else None

    async def _close(self) -> None:
        """Closes what stands ready, and what made room for it."""
        with self._lock:
            self._left += self._ready.values()
            self._ready.clear()
        await self._close_left(0)
        await run_in_threadpool(self.end)

    async def _close_left(self, seconds: float) -> None:
        """Gives back the memory of what made room, and closes what did so many seconds ago: nothing is answered from there."""
        now = monotonic()
        with self._lock:
            awake = [place for place in self._left if not place.rests]
            for place in awake:
                place.rests = True
            over = [place for place in self._left if now - place.looked >= seconds]
            self._left = [place for place in self._left if place not in over]
        for place in awake:
            await place.application.site.forget()
        for place in over:
            await place.application.close()

    def _path(self, scope: Scope) -> str:
        """The path of the request below the one under which the server is reached."""
        if not self.root:
            return str(scope["path"])
        inner = dict(scope)
        under(inner, self.root)
        return str(inner["path"]).removeprefix(self.root)

    def _application(self, key: str) -> Application:
        """The application of the organisation, made where it does not stand ready."""
        now = monotonic()
        try:
            made_of = self.check(key)
        except (UnknownOrganisation, BadOrganisation):
            with self._lock:
                self._left += filter(None, [self._ready.pop(key, None)])
            raise
        with self._lock:
            place = self._ready.get(key)
            if place is None or place.made_of != made_of:
                self._left += filter(None, [place])
                place = self._ready[key] = _Place(self.make(key), made_of, now)
            self._ready.move_to_end(key)
            place.looked = now
            self._make_room()
            return place.application

    def _make_room(self) -> None:
        """Has those that were asked for longest ago go, until the others are few and small enough; the last one stays."""
        held = sum(place.application.site.octets for place in self._ready.values())
        while len(self._ready) > 1 and (len(self._ready) > self.most or held > self.most_octets):
            gone = self._ready.popitem(last=False)[1]
            held -= gone.application.site.octets
            self._left.append(gone)


def _error_of(look: Callable[[], object]) -> YuelingError | None:
    """Why an organisation is not there, as the look at it says; None also where the database does not answer."""
    with suppress(StoreError):  # the pages themselves say that
        try:
            look()
        except (UnknownOrganisation, BadOrganisation) as error:
            return error
    return None


def _refused(scope: Scope, error: YuelingError) -> Response:
    """An answer without a word on who else is here."""
    lang = language(Request(scope))
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if isinstance(error, UnknownOrganisation):
        return PlainTextResponse(f"{words(lang)['not_found']}\n", 404, headers)
    if isinstance(error, BadOrganisation):
        return PlainTextResponse(f"{words(lang)['closed']}\n", 410, headers)
    log.error("an organisation cannot be asked for: %s", error)
    return PlainTextResponse(f"{words(lang)['down']}\n", 503, headers | {"Retry-After": "300"})
