"""The notices from which events were read."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ...access import EDITOR, READER, allows
from ...organisations import below
from ...store import Store, UnknownNotice
from .. import pages
from ..desk import visitor
from ..shelf import Source
from ..site import Site
from ..stock import Stock


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of notices."""

    async def notices(request: Request) -> Response:
        """Which notices there are."""
        editor = await is_editor(request)

        def make(stock: Stock) -> str:
            page = pages.page_number(request.query_params.get("page") or "1")
            frame = site.frame(request, stock, editor=editor)
            stored, waiting = site.inquire(lambda store: _stored(store, frame.editor))
            return pages.notices_page(stored, waiting, frame, page)

        return await site.fresh(request, make, ("page",))

    async def notice(request: Request) -> Response:
        """One notice with what became of its dates."""
        role = (await visitor(request)).role
        editor, gives = allows(role, READER), allows(role, EDITOR)

        def make(stock: Stock) -> str:
            page = pages.page_number(request.query_params.get("page") or "1")
            frame = site.frame(request, stock, editor=editor)
            read = site.inquire(lambda store: _read(store, request.path_params["digest"], stock, frame.editor))
            if not read:
                raise HTTPException(404)
            if gives:
                read = replace(read, gives=site.inquire(_has_below))
            return pages.notice_page(read, frame, stock.today, stock.reckoning, page)

        return await site.fresh(request, make, ("page",))

    return [Route("/notices", notices), Route("/notice/{digest}", notice)]


async def is_editor(request: Request) -> bool:
    """Whether the reader may see what waits for a decision."""
    return allows((await visitor(request)).role, READER)


def _has_below(store: Source) -> bool:
    """Whether organisations stand below, to which a notice may be given."""
    return isinstance(store, Store) and bool(below(store.organisations(), store.org))


def _stored(store: Source, editor: bool) -> tuple[list[tuple[pages.KeptNotice, int]], Counter[str]]:
    """The notices, and how many drafts of each wait."""
    if not isinstance(store, pages.Papers):
        return [], Counter()
    drafts = store.drafts() if editor else []
    return store.papers(), Counter(draft.source.digest for _, draft in drafts if draft.source and draft.source.digest)


def _read(store: Source, digest: str, stock: Stock, editor: bool) -> pages.Read | None:
    """The notice with what is known of its dates; None where there is none, or for readers where nothing came of it."""
    if not isinstance(store, pages.Papers):
        return None
    try:
        found = store.notice(digest)
    except UnknownNotice:
        return None
    statements = store.statements_in(digest)
    events = {uid: event for uid in statements if (event := stock.events.get(uid)) and not event.is_private}
    if not editor:
        return pages.Read(found, {uid: statements[uid] for uid in events}, events) if events else None
    drafts = [(number, draft) for number, draft in store.drafts() if draft.source and draft.source.digest == digest]
    return pages.Read(found, statements, events, drafts, store.unwanted_in(digest))
