"""Calendars that somebody names: made, changed, taken away. They stand in the history and can be taken back.

Taken back is what a calendar holds and is called; tokens that were revoked with it stay revoked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from typing import Any

from rules import Message

from ..access import FEED, BadName, Token
from ..events import KINDS
from ..feeds import is_standing, tag_name
from ..lines import one_line
from ..selection import Selection
from ..store import Store
from ..store.changing import Changing
from ..store.named import NamedFeed, UnknownFeed
from .access import issue
from .outcomes import Stale

LONGEST_NAME, LONGEST_TITLE = 60, 120


def feed_name(text: str) -> str:
    """The name of a feed as it stands in addresses: letters and digits of any script and `-`, in lower case.

    >>> feed_name("科普处"), feed_name("Office-2")
    ('科普处', 'office-2')

    Raises BadName for any other text, and for a name that the feeds of kinds and tags have.
    """
    name = spelling(text)
    allowed = re.sub(r"[\W_]+", "-", name).strip("-")[:LONGEST_NAME].strip("-")
    if not allowed or name != allowed:
        said = Message("“{name}” cannot be the name of a calendar", name=one_line(text, LONGEST_NAME))
        remedy = Message("it has letters, digits and - between them, at most {most}", most=LONGEST_NAME)
        if allowed:
            remedy = Message("write it as {name}", name=allowed)
        raise BadName(said, remedy)
    if is_standing(name):
        said = Message("“{name}” is the name of a calendar that is there by itself", name=name)
        raise BadName(said, Message("choose another name"))
    return name


def spelling(text: str) -> str:
    """A name as names of feeds are spelled: in lower case and composed (NFC), so that every file system keeps it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())


def add_feed(store: Store, name: str, title: str, selection: Selection, secret: bool, now: datetime) -> NamedFeed:
    """The new feed; the name of one that was removed may be given again.

    Raises BadName for a name that cannot be or that another feed has.
    """
    name = feed_name(name)
    with store.changing(now, "feed", about=name) as change:
        old = change.named_feed(name)
        if old and old.removed is None:
            said = Message("there is a calendar “{name}” already; nothing was done", name=name)
            raise BadName(said, Message("`yueling feeds edit NAME` changes it"))
        return change.put_feed(NamedFeed(name, _title(title, name), selection, secret))


def edit_feed(store: Store, name: str, now: datetime, *, seen: int | None = None, **changes: Any) -> NamedFeed:
    """The feed with another title or selection, public or secret. `seen` is its sequence as whoever decided saw it.

    Raises UnknownFeed, Stale.
    """
    if "title" in changes:
        changes["title"] = _title(changes["title"], name)
    with store.changing(now, "feed", about=name) as change:
        old = _as_seen(change, name, seen)
        new = replace(old, **changes)
        return old if new == old else change.put_feed(new)


def remove_feed(store: Store, name: str, now: datetime, *, seen: int | None = None) -> NamedFeed:
    """The feed that was taken away; its tokens are revoked, its public address lives on, empty.

    Raises UnknownFeed, Stale.
    """
    with store.changing(now, "feed", about=name) as change:
        old = _as_seen(change, name, seen)
        return change.put_feed(replace(old, removed=change.moment))


def issue_for(store: Store, name: str, now: datetime, *, holder: str = "", note: str = "") -> tuple[Token, str]:
    """A new token for a feed, with its text: of everything, of a kind, of a tag or a named one. Raises UnknownFeed."""
    name = spelling(name)
    if not feed_there(store, name):
        raise UnknownFeed(one_line(name, LONGEST_NAME))
    return issue(store, FEED, name, now, holder=holder, note=note)


def feed_there(store: Store, name: str) -> bool:
    """Whether there is a feed of the name, as it stands in addresses."""
    if name == "all" or name in KINDS:
        return True
    if is_standing(name):
        return any(name == tag_name(tag) for tag in store.tags_used())
    named = store.named_feed(name)
    return bool(named and named.removed is None)


def _as_seen(change: Changing, name: str, seen: int | None) -> NamedFeed:
    found = change.named_feed(name)
    if not found or found.removed is not None:
        raise UnknownFeed(one_line(name, LONGEST_NAME))
    if seen is not None and found.sequence != seen:
        raise Stale(found.title)
    return found


def _title(text: str, name: str) -> str:
    return one_line(text, LONGEST_TITLE) or name
