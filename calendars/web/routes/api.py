"""The interface for programs."""

from __future__ import annotations

from starlette.routing import BaseRoute

from ..api.serving import mount
from ..site import Site


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of the interface, all below /api/v1."""
    return [mount(site, site.visitor, site.cors)]
