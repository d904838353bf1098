"""Addresses as they may be written down: without the tokens in them."""

from __future__ import annotations

import re

MASK = "•••"
_SEGMENT = re.compile(r"(secret(?:/|%2f|\\)+)([^/\\?#\s]+)", re.IGNORECASE)
_TOKEN = re.compile(r"yl[fa](?:_|%5f)[A-Za-z0-9_%-]+", re.IGNORECASE)


def masked(path: str) -> str:
    """The path, or any text with addresses, without what opens a feed or the interface for programs.

    >>> masked("/cal/feeds/secret/ylf_wQ3/科普.ics?lang=en"), masked("/feeds/all.ics")
    ('/cal/feeds/secret/•••/科普.ics?lang=en', '/feeds/all.ics')
    >>> masked("/?next=/feeds%2Fsecret%2Fabc.ics"), masked("Bearer yla_wQ3-x")
    ('/?next=/feeds%2Fsecret%2F•••', 'Bearer •••')
    """
    return _TOKEN.sub(MASK, _SEGMENT.sub(rf"\1{MASK}", path))
