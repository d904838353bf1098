"""Feeds: which there are, what they hold, and their bytes (iCalendar, RFC 5545)."""

from __future__ import annotations

from .feed import Feed, feeds_of, is_named, is_standing, kind_feed, tag_feed, tag_name, words_of
from .placing import BLOCK, MEETING, placed
from .window import DAYS_BACK, MONTHS_AHEAD, MOST_ENTRIES, feed_window, trim_to
from .writing import (
    PRODID,
    REFRESH,
    VTIMEZONE,
    ZONE,
    categories,
    description,
    render,
    stamps,
    uri,
    whereabouts,
)

__all__ = [
    "BLOCK",
    "DAYS_BACK",
    "MEETING",
    "MONTHS_AHEAD",
    "MOST_ENTRIES",
    "PRODID",
    "REFRESH",
    "VTIMEZONE",
    "ZONE",
    "Feed",
    "categories",
    "description",
    "feed_window",
    "feeds_of",
    "is_named",
    "is_standing",
    "kind_feed",
    "placed",
    "render",
    "stamps",
    "tag_feed",
    "tag_name",
    "trim_to",
    "uri",
    "whereabouts",
    "words_of",
]
