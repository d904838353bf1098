"""The feeds that somebody named, as their readers have them."""

from __future__ import annotations

from collections.abc import Iterable

from ..store.named import NamedFeed
from .feed import Feed


def open_feeds(named: Iterable[NamedFeed]) -> list[Feed]:
    """The named feeds that everybody may read now."""
    return [feed for one in named if one.is_open and (feed := feed_for(one))]


def feed_for(named: NamedFeed, *, secret: bool = False) -> Feed | None:
    """A named feed as its readers have it; None where it is not for them.

    What was public once stays for everybody, empty, when it becomes secret or is removed.
    """
    if secret:
        return None if named.removed else Feed(named.name, named.title, named.selection)
    return Feed(named.name, named.title, named.selection, over=not named.is_open) if named.published else None
