"""Links in messages: to look shows a form, to send it does the thing, once. Programs that look through mail change nothing."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ...access import keeping
from ...access.forms import Sent
from ...access.links import Link, read
from ...actions.links import FIRST, GONE, OFF, Followed, aim, follow, is_expired
from ...captions import short_day
from ...lines import one_line
from ...store import Store
from ...store.history import LINK, through
from ...views import printable, when
from .. import pages
from ..desk import FormRefused, comes_from_here, gate_of
from ..site import Site, page
from ..words import words
from .login import FORM_HEADERS


def routes(site: Site) -> list[BaseRoute]:
    """The address of every link."""

    async def act(request: Request) -> Response:
        """The form, and what comes of it: 404 for what is no link of ours, 410 for one that has expired; both say the same."""
        text, now = request.path_params["token"], gate_of(request).now()
        link = await site.ask(_read, text)
        if link is None:
            return _void(site, request, 404)
        if is_expired(link, now):
            return _void(site, request, 410)
        if request.method != "POST":
            return _shown(site, request, link, await site.ask(aim, link, now))
        if comes_from_here(request) is False:
            raise FormRefused(Sent.FOREIGN)
        became = await site.ask(_followed, link, now)
        site.shelf.doubt()
        return _shown(site, request, link, became, acted=True)

    return [Route("/act/{token}", act, methods=["GET", "POST"])]


def _read(store: Store, text: str) -> Link | None:
    key = keeping.link_key(store)
    return read(text, key) if key else None


def _followed(store: Store, link: Link, now: datetime) -> Followed:
    with through(LINK):
        return follow(store, link, now)


def _void(site: Site, request: Request, status: int) -> Response:
    return _answer(site, request, status, title="act_void", lead="act_void_lead")


def _shown(site: Site, request: Request, link: Link, found: Followed, *, acted: bool = False) -> Response:
    """The form of a link that was not used yet; of another one, or once it has acted, what came of it."""
    if found.outcome != FIRST:
        title = f"act_{found.outcome}"
        status = 410 if found.outcome in (GONE, OFF) else 200
        return _answer(site, request, status, found, title=title, lead=f"{title}_lead")
    if found.until:
        return _answer(site, request, 200, found, title="act_snooze_first", lead="act_snooze_until")
    if acted:
        return _answer(site, request, 200, found, title=f"act_{link.purpose}_first", lead=f"act_{link.purpose}_lead")
    return _answer(site, request, 200, found, link, title=f"act_{link.purpose}", lead=f"act_{link.purpose}_lead")


def _answer(
    site: Site, request: Request, status: int, found: Followed | None = None, link: Link | None = None, **names: str
) -> Response:
    frame = site.frame(request)
    said, entry = words(frame.lang), found.entry if found else None
    button, day = "", short_day(found.until, frame.lang) if found and found.until else ""
    if link:
        name = f"act_{link.purpose}_go"
        button = said[f"{name}_1" if link.days == 1 else name].format(days=link.days)
    text = pages.show(
        "act.html", frame, title=said[names["title"]], lead=said[names["lead"]].format(day=day), button=button,
        what=one_line(entry.event.title, 300) if entry else "",
        when=when(entry.occurrence, frame.lang, entry.event.recurrence) if entry else "",
        whom=said["act_for"].format(name=printable(one_line(link.by, 120))) if link and link.by else "",
        until=said["act_until"].format(day=link.expires) if link else "",
    )  # fmt: skip
    return page(text, status, FORM_HEADERS)
