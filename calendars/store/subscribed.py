"""The calendars of others that are kept here: where they lie, how they are asked, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from calendars.events import Event
from rules import Message

from .reading import Ask, Row
from .rows import compact

EVERY = 12 * 60
"""Minutes between two looks, where neither a person nor the calendar says otherwise."""
LEAST, MOST = 60, 7 * 24 * 60
"""Minutes between two looks at least and at most."""
FIRST_WAIT, LAST_WAIT = 30, 24 * 60
"""Minutes until the next look after one that brought nothing, and after many in a row: each wait is twice the last one."""
STALE = timedelta(days=3)
"""After so long without a good copy somebody should know."""
COLUMNS = (
    "name", "url", "title", "tags", "every", "asks", "private", "published", "digest", "etag", "modified", "tried",
    "succeeded", "due", "failures", "error",
)  # fmt: skip
QUESTION = f"SELECT {', '.join(COLUMNS)} FROM subscriptions WHERE org = this_org()"  # noqa: S608 names of columns, nothing that anybody wrote
MOMENTS = ("tried", "succeeded", "due")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A calendar of others: moments are of UTC, `every` and `asks` minutes."""

    name: str
    url: str = field(repr=False)
    """Whole, with what may be secret in it: messages name the host alone."""
    title: str = ""
    """What it calls itself."""
    tags: tuple[str, ...] = ()
    """What its events are tagged with here."""
    every: int | None = None
    """How often a person wants it looked at."""
    asks: int | None = None
    """How often it wants to be looked at (REFRESH-INTERVAL, X-PUBLISHED-TTL)."""
    private: bool = False
    """Whether it may lie on this machine or in a private network."""
    published: bool = False
    """Whether its events stand in our own feeds."""
    digest: str | None = None
    """SHA-256 of the last good copy; None where everything is to be read anew."""
    etag: str | None = None
    modified: str | None = None
    tried: datetime | None = None
    succeeded: datetime | None = None
    due: datetime | None = None
    """When it is looked at next; None for at once."""
    failures: int = 0
    """How often in a row nothing came of it."""
    error: Message | None = None
    """Why nothing came of the last look."""

    @property
    def interval(self) -> int:
        """Minutes between two looks while all goes well.

        >>> Subscription("a", "", asks=5).interval, Subscription("a", "", every=240, asks=5).interval
        (60, 240)
        """
        return min(max(self.every or self.asks or EVERY, LEAST), MOST)

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to look."""
        return self.due is None or self.due <= now

    def is_stale(self, now: datetime) -> bool:
        """Whether it has brought nothing for so long that somebody should know."""
        return self.error is not None and self.succeeded is not None and now - self.succeeded > STALE

    def after_success(self, now: datetime) -> Subscription:
        """The same after a look that brought a good copy, or that the last one still is."""
        due = now + timedelta(minutes=self.interval)
        return replace(self, tried=now, succeeded=now, due=due, failures=0, error=None)

    def after_failure(self, now: datetime, why: Message) -> Subscription:
        """The same after a look that brought nothing: the next ones come ever later."""
        wait = min(FIRST_WAIT * 2 ** min(self.failures, 20), max(LAST_WAIT, self.interval))
        return replace(
            self, tried=now, due=now + timedelta(minutes=wait), failures=self.failures + 1, error=why
        )  # what is there stays

    def forgetful(self) -> Subscription:
        """The same where the next look reads everything anew, and comes at once."""
        return replace(self, digest=None, etag=None, modified=None, due=None)

    def row(self) -> dict[str, Any]:
        """Its columns."""
        row = {each.name: getattr(self, each.name) for each in fields(self)}
        row |= {"tags": compact(list(self.tags)), "error": self.error and compact(self.error.to_json())}
        return row

    def to_json(self) -> dict[str, Any]:
        """The columns as plain JSON; `from_json` reads it back."""
        from .tables import write_instant  # SQLAlchemy is slow to load, and only the history is written so

        row = self.row()
        return row | {name: row[name] and write_instant(row[name]) for name in MOMENTS}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Subscription:
        """The subscription that `to_json` wrote."""
        return _read([record[name] for name in COLUMNS])


def subscriptions(ask: Ask) -> list[Subscription]:
    """The calendars of others that are kept here, by name."""
    return [_read(row) for row in ask(f"{QUESTION} ORDER BY name", {})]


def subscription(ask: Ask, name: str) -> Subscription | None:
    """The one of that name."""
    return next((_read(row) for row in ask(f"{QUESTION} AND name = :name", {"name": name})), None)


def counts(ask: Ask) -> dict[str, int]:
    """How many events each has here."""
    question = """SELECT subscription, count(*) FROM events WHERE org = this_org() AND subscription IS NOT NULL
     GROUP BY subscription"""
    return {str(name): int(number) for name, number in ask(question, {})}


def names_of(events: Sequence[Event]) -> list[str]:
    """The subscriptions to which these events belong."""
    return sorted({event.subscription for event in events if event.subscription})


def _read(row: Row) -> Subscription:
    record = dict(zip(COLUMNS, row, strict=True))
    record |= {name: record[name] and datetime.fromisoformat(record[name]) for name in MOMENTS}
    record |= {name: bool(record[name]) for name in ("private", "published")}
    error = record["error"] and Message.from_json(json.loads(record["error"]))
    return Subscription(**record | {"tags": tuple(json.loads(record["tags"])), "error": error})
