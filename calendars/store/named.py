"""Calendars that somebody named: which events they hold, who may read them. Questions in plain SQL, as in `reading`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from calendars.selection import Selection
from rules import Message, YuelingError

from .reading import Ask
from .rows import compact

COLUMNS = """SELECT name, title, selection, secret, published, sequence, created, updated, removed FROM named_feeds
 WHERE org = this_org()"""


@dataclass(frozen=True, slots=True)
class NamedFeed:
    """A calendar that somebody named: a selection of the events, for everybody or for who has a token."""

    name: str
    title: str
    selection: Selection
    secret: bool
    """Whether only who has a token may read it."""
    published: bool = False
    """Whether it was ever for everybody: then its public address lives on, if only empty."""
    sequence: int = 0
    created: datetime | None = None
    updated: datetime | None = None
    """UTC; set by the store."""
    removed: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it now."""
        return not self.secret and self.removed is None


class UnknownFeed(YuelingError):
    """A name that no feed has."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Message("there is no calendar “{name}”", name=name),
            Message("`yueling feeds list` shows which there are"),
        )


def named_feeds(ask: Ask) -> list[NamedFeed]:
    """Every named feed, also those that were removed, by name."""
    return [_feed(row) for row in ask(f"{COLUMNS} ORDER BY name", {})]


def named_feed(ask: Ask, name: str) -> NamedFeed | None:
    """The named feed, also one that was removed; None where there never was one."""
    return next((_feed(row) for row in ask(f"{COLUMNS} AND name = :name", {"name": name})), None)


def text_of(feed: NamedFeed | None) -> str | None:
    """The feed as JSON text, for the history; None for none."""
    if feed is None:
        return None
    removed = feed.removed and feed.removed.isoformat()
    facts = {"title": feed.title, "selection": feed.selection.to_json(), "secret": feed.secret, "removed": removed}
    return compact(facts)


def as_it_was(name: str, text: str | None, now: NamedFeed | None, moment: datetime) -> NamedFeed | None:
    """What becomes of a feed when it is taken back to what `text_of` wrote; one that was new is removed.

    None where there is nothing to do.
    """
    if text is None:
        return replace(now, removed=moment) if now else None
    record: dict[str, Any] = json.loads(text)
    removed = datetime.fromisoformat(record["removed"]) if record["removed"] else None
    selection = Selection.from_json(record["selection"])
    return NamedFeed(name, record["title"], selection, record["secret"], removed=removed)


def _feed(row: Sequence[Any]) -> NamedFeed:
    name, title, selection, secret, published, sequence, *moments = row
    created, updated, removed = (datetime.fromisoformat(moment) if moment else None for moment in moments)
    content = Selection.from_json(json.loads(selection))
    return NamedFeed(name, title, content, bool(secret), bool(published), int(sequence), created, updated, removed)
