"""The links beneath a reminder: done, I have it, later; and the one that ends a reader's messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from calendars.access.links import ACK, DONE, SNOOZE, STOP, Link, make
from rules import Message, shift

from .recipients import Recipient
from .reminders import Reminder, civil

if TYPE_CHECKING:
    from calendars.store import Store

LASTING = 31
"""Days for which links open something: after the date that they are about, or after the message where that is later."""
LONGEST_NAME = 80
"""Characters of a name in a link."""
LATER = ((1, Message("remind me tomorrow")), (3, Message("remind me in 3 days")))
"""For how many days something can be put off, and what the link is called."""


def pages_address(base_url: str | None) -> str | None:
    """The address of the pages, from that of the feeds as others reach it; None where that does not tell it.

    >>> pages_address("https://example.org/cal/feeds/"), pages_address("https://example.org/cal"), pages_address(None)
    ('https://example.org/cal', None, None)
    """
    base = (base_url or "").rstrip("/")
    return base.removesuffix("/feeds") if base.endswith("/feeds") else None


def links_for(
    entry_uid: str, due: date, recipient: Recipient, base_url: str | None, key: bytes, today: date, stamp: str
) -> tuple[tuple[Message, str], ...]:
    """What each link of a reminder is called, and its address; none where nobody can reach the pages.

    `entry_uid` is that of the entry, `key` the one of `actions.links.link_key`. `stamp` names the reminder (the key of its
    delivery): a later one has other links. The same reminder has the same links, however often it is written.
    """
    address = pages_address(base_url)
    if not address:
        return ()
    expires = shift(max(due, today), LASTING)
    return tuple(
        (label, f"{address}/act/{make(link, key, stamp)}") for label, link in _of_entry(entry_uid, recipient, expires)
    )


def _of_entry(entry_uid: str, recipient: Recipient, expires: date) -> Iterator[tuple[Message, Link]]:
    uid, _, occurrence = entry_uid.partition("-")
    name = recipient.name[:LONGEST_NAME] if recipient.name != recipient.id else ""
    done = Link(DONE, recipient.id, expires, uid, occurrence, name)
    yield Message("done"), done
    yield Message("I take it on"), replace(done, purpose=ACK)
    for days, label in LATER:
        yield label, replace(done, purpose=SNOOZE, days=days)


def stop_link(recipient: Recipient, base_url: str | None, key: bytes, today: date) -> str | None:
    """The address that ends the messages of a reader by his channel (List-Unsubscribe); None where nobody can reach it.

    It changes from month to month alone, so that a message that is sent again bears the same.
    """
    address = pages_address(base_url)
    if not address:
        return None
    expires = shift(today.replace(day=1), 4 * LASTING)
    return f"{address}/act/{make(Link(STOP, recipient.id, expires, channel=recipient.channel), key)}"


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the links of one pass; none where nobody can reach the pages."""

    base_url: str | None
    """The address of the feeds as others reach it."""
    today: date
    key: bytes = field(repr=False)
    shown: bool = False
    """Whether they only show which links there would be: what acts is handed to its reader alone."""

    @classmethod
    def of(cls, store: Store, base_url: str | None, now: datetime) -> Self:
        """Those of the store at a moment; its key is made where there is none, unless no link is made. Raises StoreError."""
        from calendars.actions.links import link_key  # only where links are made

        return cls(base_url, civil(now).date(), link_key(store, now) if pages_address(base_url) else b"")

    @classmethod
    def to_show(cls, base_url: str | None, now: datetime) -> Self:
        """Those that stand in what is shown and not sent: the pages of events, and where the others would lead."""
        return cls(base_url, civil(now).date(), b"", shown=True)

    @property
    def pages(self) -> str | None:
        """The address of the pages of events, up to their UID; None where nobody can reach them."""
        address = pages_address(self.base_url)
        return f"{address}/event/" if address else None

    def of_reminder(self, key: str, reminder: Reminder, lang: str) -> tuple[tuple[str, str], ...]:
        """What each link of a reminder is called, and its address; `key` is that of its delivery."""
        entry, recipient = reminder.entry, reminder.recipient
        if self.shown:
            address = pages_address(self.base_url)
            labels = [label for label, _ in _of_entry(entry.uid, recipient, self.today)] if address else []
            return tuple((label.say(lang), f"{address}/act/…") for label in labels)
        found = links_for(entry.uid, entry.due, recipient, self.base_url, self.key, self.today, key)
        return tuple((label.say(lang), url) for label, url in found)

    def stop(self, recipient: Recipient) -> str | None:
        """The address by which a reader ends his messages (List-Unsubscribe); none where it is only shown."""
        return None if self.shown else stop_link(recipient, self.base_url, self.key, self.today)


NO_LINKS = Links(None, date.min, b"")
"""Where nobody can reach the pages."""
