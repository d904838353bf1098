"""Long lists in pages: each page names the place where the next one begins, which events that come and go do not shift."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TypeVar

from rules import Message, YuelingError

Item = TypeVar("Item")
USUAL, MOST = 50, 200
"""How many records a page has where nobody says how many, and at most."""
LONGEST_CURSOR = 400
"""Characters of a cursor."""


class BadCursor(YuelingError):
    """A place in a list that no page has named."""

    def __init__(self) -> None:
        super().__init__(
            Message("this cursor was not handed out here"),
            Message("take “next” of the page before as it stands; without a cursor the list begins anew"),
        )


def page(
    items: Sequence[Item], key: Callable[[Item], tuple[str, ...]], limit: int, cursor: str | None
) -> tuple[list[Item], str | None]:
    """The items behind the cursor, `limit` at most, and the cursor of the next page; None for the last one.

    `items` are in the order of their keys, which are unique.

    >>> first, cursor = page(["a", "b", "c"], lambda item: (item,), 2, None)
    >>> first, page(["a", "aa", "c"], lambda item: (item,), 2, cursor)
    (['a', 'b'], (['c'], None))

    Raises BadCursor.
    """
    begin = bisect_right(items, place_of(cursor), key=key) if cursor else 0
    shown = list(items[begin : begin + limit])
    rest = begin + limit < len(items)
    return shown, cursor_of(key(shown[-1])) if rest else None


def cursor_of(key: tuple[str, ...]) -> str:
    """A place in a list as opaque text."""
    return urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def place_of(cursor: str) -> tuple[str, ...]:
    """The place that a cursor names; raises BadCursor."""
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError(cursor)
        found = json.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise BadCursor from None
    if not isinstance(found, list) or not all(isinstance(part, str) for part in found):
        raise BadCursor
    return tuple(found)
