"""Feeds, people, calendars of others, years and files: how they come to stand."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert

from calendars.people import Group, Person

from .. import history, named, people, tables, writing
from ..rows import compact
from ..subscribed import Subscription
from ..tables import own
from .known import Known

READER = "1"
"""The version of the reader: what an older one read is read again."""


class Kept(Known):
    """All that is kept beside events, what is said of them and what is done."""

    def put_feed(self, feed: named.NamedFeed) -> named.NamedFeed:
        """The named feed as it is stored, in place of what was there."""
        old = self.named_feed(feed.name)
        self._log.before("feed", feed.name, named.text_of(old))
        return writing.put_feed(self._connection, feed, old, self._moment)

    def put_person(self, key: str, new: Person | None) -> None:
        """Keeps the person in place of what was there; None for nobody. What waits for him is taken back."""
        old = people.person(self._ask, key)
        self._log.before("person", key, people.text_of(old))
        writing.put_person(self._connection, key, new, old, self._moment)

    def put_group(self, name: str, new: Group | None) -> None:
        """Keeps the group in place of what was there; None for none."""
        old = people.group(self._ask, name)
        self._log.before("group", name, people.text_of(old))
        writing.put_group(self._connection, name, new, old, self._moment)

    def put_year(self, year: int, content: str, settled: Iterable[str] = ()) -> None:
        """Keeps a year of days off; the sequence of the settled UIDs is counted up."""
        writing.restamp(self._connection, self.events_of(list(settled)), self._moment, self._log)
        writing.put_year(self._connection, year, content, self._moment, self._log)

    def keep_subscription(self, wanted: Subscription, *, silent: bool = False) -> None:
        """Keeps what is known of a calendar of others; `silent` where nobody decided anything, and no history has it."""
        self._drop_subscription(wanted.name, silent=silent)
        self._connection.execute(insert(tables.subscriptions), wanted.row())

    def end_subscription(self, name: str) -> None:
        """Forgets where a calendar of others lies; its events stay as they are."""
        self._drop_subscription(name)

    def _drop_subscription(self, name: str, *, silent: bool = False) -> None:
        if not silent:
            old = self.subscription(name)
            self._log.before("subscribed", name, compact(old.to_json()) if old else None)
        table = tables.subscriptions
        self._connection.execute(delete(table).where(own(table), table.c.name == name))

    def forget_refreshes(self, name: str, most: int) -> None:
        """Leaves of the steps in which that calendar changed only the last ones in the history."""
        if old := history.refreshes(self._ask, name)[most:]:
            self._connection.execute(delete(tables.changes).where(own(tables.changes), tables.changes.c.step.in_(old)))
            self._connection.execute(delete(tables.steps).where(own(tables.steps), tables.steps.c.number.in_(old)))

    def keep_file(self, digest: str, name: str, error: str | None = None) -> None:
        """Remembers that a file was read, or why it could not be."""
        table = tables.files
        self._connection.execute(delete(table).where(own(table), table.c.digest == digest))
        row = {"digest": digest, "name": name, "reader": READER, "error": error, "added": self._moment}
        self._connection.execute(insert(table), row)
