"""What all routes share: the shelf, the language and the addresses of a request, pages and failures as answers."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from types import MappingProxyType
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from rules import LANGUAGES, YuelingError

from ..feeds import Feed, Look, one_of, options_of
from ..http_settings import HttpSettings
from ..known import Named
from ..lines import plain
from ..store import Store, StoreError
from ..store.history import PAGE, through
from . import pages
from .answering import Variants, answer
from .api.visitors import AskWho
from .cache import Cache
from .counts import Counts
from .ready import Readies
from .shelf import Shelf, Source, StoreDown
from .stock import SHANGHAI, State, Stock
from .words import words

Params = ParamSpec("Params")
Result = TypeVar("Result")
log = logging.getLogger(__name__)
RETRY_SECONDS = 300
PAGE_HEADERS = {
    "Content-Security-Policy": f"{pages.CSP}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language, Accept-Encoding",
}
STATUS_WORDS = {403: "not_from_here", 404: "not_found", 405: "bad_request", 413: "too_large"}
"""The words for what a route refuses."""
HTML = "text/html; charset=utf-8"


LEAST = 200_000
"""Bytes of memory of an application of which nothing was asked yet, about."""


class Held(Protocol):
    """What a part of the application keeps in memory beside all that."""

    @property
    def octets(self) -> int:
        """Bytes of memory, about."""

    def forget(self) -> None:
        """Keeps nothing any more."""


class Site:
    """What is on the shelf, how it is answered with, and to whom."""

    def __init__(
        self,
        shelf: Shelf,
        http: HttpSettings,
        last_pass: Callable[[], datetime | None],
        visitor: AskWho,
        named: tuple[Named, ...] = (),
        org: str = "",
    ) -> None:
        self.named, self.org = named, org
        self.shelf, self.http, self.last_pass, self.visitor = shelf, http, last_pass, visitor
        self.beside: list[Held] = []
        self.cache, self.readies, self.counts, self.started = Cache(), Readies(shelf), Counts(), shelf.started

    @property
    def octets(self) -> int:
        """Bytes of memory of all that stands ready here, about."""
        return LEAST + self.shelf.octets + self.cache.size + sum(each.octets for each in self.beside)

    async def forget(self) -> None:
        """Has nothing ready any more; what is answered just now is answered, and what is asked again is made again."""
        self.cache.forget()
        self.readies.forget()
        for each in self.beside:
            each.forget()
        await run_in_threadpool(self.shelf.forget)

    async def stock(self) -> Stock:
        """What is to be shown now; raises StoreDown."""
        stock = self.shelf.fresh()
        if stock is None:
            stock = await run_in_threadpool(self.shelf.stock)
        return stock

    async def feed(self, name: str, look: Look, *, secret: bool = False) -> tuple[State, Variants | None]:
        """The rendered feed as `Shelf.answer` gives it, at once where it was rendered before; raises StoreDown, BadLook."""
        state = None if secret else self.shelf.fresh_state()
        if state and (found := state.rendered.get(name, look)):
            return state, found
        return await run_in_threadpool(self.shelf.answer, name, look, secret=secret)

    async def public(
        self, request: Request, state: State, variants: Variants, content_type: str, headers: Mapping[str, str]
    ) -> Response:
        """An answer that is the same for whoever asks for this path and query, kept ready as long as the state of the data is.

        Nothing that a token, a cookie, the language or the name of the server decides may be answered so.
        """
        response = await answer(request, variants, content_type, headers)
        if request.method == "GET":
            self.readies.keep(request, state, variants, content_type, headers)
        return response

    async def cached(
        self,
        request: Request,
        key: Hashable,
        make: Callable[[Stock], str | bytes],
        *,
        content_type: str = HTML,
        headers: Mapping[str, str] = PAGE_HEADERS,
    ) -> Response:
        """What `make` makes of the stock that it is given, as a validated and compressed answer; made once, in a thread.

        It is kept under the key, the query, the language, the path of the application and the address that its links
        are given. The key must name everything else that it depends on, the reader's role above all; what does not change with
        the stock or the day must not be kept here. Whoever asks at the same time waits for the one that makes it.
        Raises StoreDown, and what `make` raises, as HTTPException(404).
        """
        return await answer(request, await self.kept(request, key, make), content_type, headers)

    async def kept(self, request: Request, key: Hashable, make: Callable[[Stock], str | bytes]) -> Variants:
        """What `cached` answers with."""
        stock = await self.stock()
        asked = request.scope["query_string"], language(request), root(request), self.base(request)
        return await self.cache.variants(stock, (key, *asked), lambda: make(stock), _modified(stock))

    def base(self, request: Request) -> str:
        """The address of the folder of feeds: the base URL, else as the request names this server."""
        return self.shelf.base_url or f"{str(request.base_url).rstrip('/')}/feeds"

    async def shown(
        self,
        request: Request,
        key: Hashable,
        make: Callable[[Stock], str | bytes],
        *,
        options: Sequence[str] = (),
        content_type: str = HTML,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        """A page, or what belongs to one; where something impossible is asked for, 400 with what would be right.

        `options` are those that its address may have beside `lang`.
        """
        try:
            check_options(request, options)
            return await self.cached(request, key, make, content_type=content_type, headers={**PAGE_HEADERS, **headers})
        except YuelingError as error:
            return refusal(request, error, self.frame(request))

    async def fresh(self, request: Request, make: Callable[[Stock], str], options: Sequence[str] = ()) -> Response:
        """A page that is made anew each time, because it shows what changes without the events; refused as in `shown`."""
        try:
            check_options(request, options)
            return page(await run_in_threadpool(make, await self.stock()), headers={"Cache-Control": "no-store"})
        except YuelingError as error:
            return refusal(request, error, self.frame(request))

    def frame(
        self, request: Request, stock: Stock | None = None, *, editor: bool = False, form: str = ""
    ) -> pages.Frame:
        """For whom and where the page of the request is made."""
        return replace(frame(request, self.shelf.owner, stock, editor=editor), form=form)

    def address(self, request: Request) -> str:
        """The address of the pages as others reach it; empty where only that of the feeds is known."""
        if self.shelf.base_url:
            return (self.shelf.pages or "").removesuffix("/event/")
        return str(request.base_url).rstrip("/")

    def inquire(self, question: Callable[[Source], Result]) -> Result:
        """What the question gives, asked of the open store, in this thread; raises StoreDown, and what it raises."""
        store = self.shelf.opened()
        try:
            return question(store)
        except StoreError as error:
            log.error("the store cannot be asked: %s", plain(str(error)))
            raise StoreDown from error

    async def ask(
        self, function: Callable[Concatenate[Store, Params], Result], /, *args: Params.args, **facts: Params.kwargs
    ) -> Result:
        """What a function of the store gives, called with it in a thread of its own; raises as `inquire` does."""

        def question(store: Source) -> Result:
            with through(PAGE):
                return function(cast(Store, store), *args, **facts)

        return await run_in_threadpool(self.inquire, question)

    def links(self, request: Request, feeds: Iterable[Feed]) -> list[pages.Link]:
        """The feeds with their addresses."""
        return pages.links(feeds, self.base(request), language(request), f"{root(request)}/feeds/")

    async def down(self, request: Request, _: Exception) -> Response:
        """503: a subscription keeps its events on it, which it would not on an empty answer."""
        return failure(request, 503, "down", {"Retry-After": str(RETRY_SECONDS)}, self.shelf.owner)

    async def refuse(self, request: Request, error: Exception) -> Response:
        """404 and its like."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(getattr(error, "headers", None) or {})
        return failure(request, status, STATUS_WORDS.get(status, "wrong"), headers, self.shelf.owner)

    async def wrong(self, request: Request, _: Exception) -> Response:
        """500: the server's log has the cause, the reader gets a sentence."""
        return failure(request, 500, "wrong", {}, self.shelf.owner)


PASSED_ON = re.compile(
    r"(?:^|&)(?:from=(?:singlemessage|groupmessage|timeline)|isappinstalled=\d|nsukey=[^&]*|scene=\d+)(?=&|$)"
)
"""What WeChat writes behind an address that one of its users passes on."""


def check_options(request: Request, options: Sequence[str]) -> None:
    """Raises BadLook where the address of a page has an option beside these and `lang`, or one twice that counts once."""
    query: bytes = request.scope["query_string"]
    if not query:
        return
    asked = PASSED_ON.sub("", query.decode("utf-8", "surrogateescape")).strip("&")
    found = options_of(asked, ("lang", *options), pages.NAMES, blank=True)
    if lang := found.get("lang"):
        one_of("lang", lang[0], LANGUAGES)


def options_asked(request: Request) -> list[tuple[str, str]]:
    """The options of the address with their values, without what was written behind it by others."""
    return [pair for pair in request.query_params.multi_items() if not PASSED_ON.fullmatch("=".join(pair))]


def _modified(stock: Stock) -> datetime:
    """When a page of the stock last changed, or later: it changes at midnight too."""
    return max(stock.modified, datetime.combine(stock.today, time(), SHANGHAI))


def failure(request: Request, status: int, name: str, headers: dict[str, str], owner: str | None = None) -> Response:
    """An error as the client reads it: a sentence for programs, a page for people."""
    headers = {"Cache-Control": "no-store"} | headers
    if request.url.path.endswith((".ics", ".svg", "/healthz", "/metrics")):
        return PlainTextResponse(f"{words('en')[name]}\n", status, headers)
    return page(pages.error_page(name, frame(request, owner)), status, headers)


def refusal(request: Request, error: YuelingError, around: pages.Frame) -> Response:
    """400: what cannot be, and what would be right."""
    headers = {"Cache-Control": "no-store"}
    if request.url.path.endswith((".ics", ".svg")):
        return PlainTextResponse(f"{plain(error.say('en'))}\n", 400, headers)
    return page(pages.error_page("refused", around, plain(error.say(around.lang))), 400, headers)


def frame(request: Request, owner: str | None, stock: Stock | None = None, *, editor: bool = False) -> pages.Frame:
    """For whom and where the page of the request is made."""
    asked = request.query_params.multi_items()
    return pages.Frame(
        language(request), stock.today if stock else None, root(request), owner or "", asked, editor=editor
    )


def page(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A page as an answer."""
    return HTMLResponse(text, status, PAGE_HEADERS | (headers or {}))


def root(request: Request) -> str:
    """The path under which the application is mounted, quoted; empty at the top."""
    return quote(str(request.scope.get("root_path", "")).rstrip("/"))


def language(request: Request) -> str:
    """The language asked for by ?lang= or else by Accept-Language; Chinese where neither names one that there is."""
    if (asked := request.query_params.get("lang")) in LANGUAGES:
        return str(asked)
    return _preferred(request.headers.get("accept-language", ""))


def _preferred(accept: str) -> str:
    best, chosen = 0.0, "zh"
    for item in accept.lower().split(","):
        tag, _, weight = item.strip().partition(";q=")
        try:
            value = float(weight) if weight else 1.0
        except ValueError:
            continue
        lang = tag.partition("-")[0].strip()
        if lang in LANGUAGES and value > best:
            best, chosen = value, lang
    return chosen
