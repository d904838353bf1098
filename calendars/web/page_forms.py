"""Public pages with the small forms that an editor has on them: kept as all pages are, with the mark of his forms put in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Sequence

from starlette.requests import Request
from starlette.responses import Response

from rules import YuelingError

from ..access import EDITOR, allows
from .desk import mark, visitor
from .site import PAGE_HEADERS, Site, check_options, page, refusal
from .stock import Stock

BLANK = secrets.token_urlsafe(32)
"""What stands in a page that is kept where the mark of a visitor's forms will stand; nobody can write it into a title."""
VARY = {"Vary": f"{PAGE_HEADERS['Vary']}, Authorization, Cookie"}
NO_STORE = VARY | {"Cache-Control": "no-store"}


async def show_with_forms(
    site: Site, request: Request, key: Hashable, make: Callable[[Stock, str], str], options: Sequence[str] = ()
) -> Response:
    """The page that `make` makes of the stock and of the mark of its forms: empty for whoever may not send them.

    For an editor the page is kept with a blank, and sent as it is, not compressed: what is secret in it stands beside what
    others wrote. Refused as in `Site.shown`.
    """
    if not allows((await visitor(request)).role, EDITOR):
        return await site.shown(request, key, lambda stock: make(stock, ""), options=options, headers=VARY)
    try:
        check_options(request, options)
        variants = await site.kept(request, (key, "with forms"), lambda stock: make(stock, BLANK))
    except YuelingError as error:
        return refusal(request, error, site.frame(request))
    return page(variants.plain.decode().replace(BLANK, await mark(request)), headers=NO_STORE)
