"""The interface for programs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.routing import BaseRoute

from rules import Message

from ...access import NOBODY
from ..api.problems import Refusal
from ..api.serving import mount
from ..api.visitors import Stranger, Visitor
from ..desk import SAFE_METHODS, TOKEN, bearer_of, comes_from_here, visitor
from ..site import Site


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of the interface, all below /api/v1."""
    return [mount(site, site.visitor, site.http.cors)]


async def by_gate(request: Request) -> Visitor:
    """Who asks, as the gate knows him; a stranger where the page of another site sends what changes anything."""
    found = await visitor(request)
    if found.how == NOBODY and bearer_of(request) is not None:
        remedy = Message("ask for another one: `yueling tokens add`, or leave it out to read what is public")
        raise Refusal(
            401, Message("this token is not valid"), remedy, {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        )
    if found.how != TOKEN and request.method not in SAFE_METHODS and comes_from_here(request) is not True:
        return Stranger()
    return found
