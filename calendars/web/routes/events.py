"""The page of an event, and its next date as a file."""

from __future__ import annotations

from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ...events import Event
from ...feeds import Feed, render
from ...past import WHO, dates_words
from ...store import UnknownNotice
from .. import pages
from ..page_forms import show_with_forms
from ..shelf import Source
from ..site import Site, language
from ..stock import Stock

MOST_FOLLOWERS = 20
"""Events that follow another one, which its page names."""


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of events."""

    async def event(request: Request) -> Response:
        """One event and the chain behind its dates."""

        def make(stock: Stock, form: str) -> str:
            found = _public(stock, request.path_params["uid"])
            feeds = site.links(request, [feed for feed in stock.feeds if feed.holds(found)])
            known = site.inquire(lambda store: _known(store, found, stock, language(request)))
            frame = site.frame(request, stock, form=form)
            return pages.event_page(found, known, feeds, stock.reckoning, frame, stock.today)

        return await show_with_forms(site, request, ("event", request.path_params["uid"]), make)

    async def file(request: Request) -> Response:
        """The next date of the event alone, as a calendar file."""

        def make(stock: Stock) -> bytes:
            found, lang = _public(stock, request.path_params["uid"]), language(request)
            entry = pages.next_entry(found, stock.today, stock.reckoning)
            if not entry:
                raise HTTPException(404)
            return render(Feed("event", found.title), [entry], pages=site.shelf.pages, lang=lang, org=site.shelf.org)

        return await site.shown(
            request, ("event file", request.path_params["uid"]), make, content_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="event.ics"'},
        )  # fmt: skip

    return [Route("/event/{uid}.ics", file), Route("/event/{uid}", event)]


def _public(stock: Stock, uid: str) -> Event:
    """The event with the UID, which everybody may see; raises HTTPException(404) for any other."""
    found = stock.events.get(uid)
    if not found or found.is_private:
        raise HTTPException(404)
    return found


def _known(store: Source, event: Event, stock: Stock, lang: str) -> pages.Known:
    """What the store knows of the event; little where it keeps no notices."""
    parent = stock.events.get(event.parent) if event.parent else None
    followers = [one for one in stock.events.values() if one.parent == event.uid]
    shown = pages.public([one for one in (parent,) if one])
    return pages.Known(
        _text(store, event), shown[0] if shown else None, pages.public(followers)[:MOST_FOLLOWERS],
        _history(store, event, lang),
    )  # fmt: skip


def _text(store: Source, event: Event) -> str:
    if not (isinstance(store, pages.Papers) and event.source and event.source.digest):
        return ""
    try:
        return store.notice(event.source.digest).text or ""
    except UnknownNotice:
        return ""


def _history(store: Source, event: Event, lang: str) -> list[tuple[datetime, str, str]]:
    """When its dates became others; nothing else of its past, which may hold what was taken away on purpose."""
    if not isinstance(store, pages.Papers) or not event.sequence:
        return []
    past = store.past(event.uid)
    told = [(one.step, dates_words(one.before, one.after, lang)) for one in past if one.before and one.after]
    return [(step.at, WHO[step.who].say(lang), words) for step, words in told if words]
