"""The first page as a file beside the feeds, with what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rules import Reckoning

from ...events import Event
from ...feeds import Feed
from .frame import ASSETS, Frame
from .links import links
from .today import today_page


def static_files(
    feeds: Sequence[Feed],
    events: Sequence[Event],
    today: date,
    reckoning: Reckoning,
    base_url: str | None,
    lang: str,
    owner: str | None = None,
) -> dict[str, bytes]:
    """The page, its style and its script, by the names of their files; no word of them is only true today."""
    frame = Frame(lang, today, owner=owner or "", static=True)
    page = today_page(events, links(feeds, base_url, lang), reckoning, frame, today, stored=bool(events))
    return {"index.html": page.encode(), **ASSETS}
