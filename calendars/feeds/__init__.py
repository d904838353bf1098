"""Feeds: which there are, what they hold, and their bytes (iCalendar, RFC 5545)."""

from __future__ import annotations

from .cap import MOST_ENTRIES, shares, stays, trim_to
from .components import Fragments
from .feed import (
    Feed,
    feeds_of,
    in_language,
    is_named,
    is_standing,
    kind_feed,
    narrowed,
    tag_feed,
    tag_name,
    words_of,
)
from .options import USUAL, Look
from .placing import BLOCK, MEETING, placed
from .properties import ZONE, Style, categories, description, stamps, uri, whereabouts
from .query import BadLook, one_of, options_of
from .tasks import standing
from .window import DAYS_BACK, MONTHS_AHEAD, feed_window
from .writing import PRODID, REFRESH, VTIMEZONE, render

__all__ = [
    "BLOCK",
    "DAYS_BACK",
    "MEETING",
    "MONTHS_AHEAD",
    "MOST_ENTRIES",
    "PRODID",
    "REFRESH",
    "USUAL",
    "VTIMEZONE",
    "ZONE",
    "BadLook",
    "Feed",
    "Fragments",
    "Look",
    "Style",
    "categories",
    "description",
    "feed_window",
    "feeds_of",
    "in_language",
    "is_named",
    "is_standing",
    "kind_feed",
    "narrowed",
    "one_of",
    "options_of",
    "placed",
    "render",
    "shares",
    "stamps",
    "standing",
    "stays",
    "tag_feed",
    "tag_name",
    "trim_to",
    "uri",
    "whereabouts",
    "words_of",
]
