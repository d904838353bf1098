"""The routes, a module a subject: each says in `routes(site)` which addresses it answers."""

from __future__ import annotations

from starlette.routing import BaseRoute

from ..site import Site
from . import act, api, desk, events, feeds, grids, health, login, notices, secret, shown, static

SUBJECTS = (shown, grids, events, notices, feeds, secret, act, login, desk, health, static, api)


def all_routes(site: Site) -> list[BaseRoute]:
    """The routes of every subject, in the order in which they are tried."""
    return [route for subject in SUBJECTS for route in subject.routes(site)]
