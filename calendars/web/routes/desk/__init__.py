"""The desk: documents read in and decided, events added, changed and taken away, what was done taken back.

A file a page. Whoever may look sees what waits; who may edit has forms, each of which carries a mark that counts once.
"""

from __future__ import annotations

from starlette.routing import BaseRoute

from ...site import Site
from . import add, duties, event, giving, history, home, review
from .office import Office


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of the desk."""
    office = Office(site)
    return [route for part in (home, review, giving, event, add, history, duties) for route in part.routes(office)]
