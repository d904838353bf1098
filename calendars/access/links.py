"""Links in messages that do one thing, once: what stands in them, and a seal over it. Pure.

A link says what may be done, by whom, to which date, until when. Whoever has it may do that and nothing else; without the
key of the database nobody can make one, or change one. It is no secret of the reader: it can be passed on, as a letter can.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import date

DONE, ACK, SNOOZE, STOP = "done", "ack", "snooze", "stop"
PURPOSES = (DONE, ACK, SNOOZE, STOP)
"""What a link may do: say that a date is done, that somebody has it, put it off; end a reader's messages."""
KEY_OCTETS = 32
LONGEST = 8000
"""Characters of a link's text at most: what is longer was not made here."""
NONCE_OCTETS = 12
_SEALED, _NONCE = b"yueling link 1\n", b"yueling nonce 1\n"


@dataclass(frozen=True, slots=True)
class Link:
    """What may be done by whoever has it."""

    purpose: str
    """One of PURPOSES."""
    person: str
    """Whose message it stands in: the id of a recipient."""
    expires: date
    """The last day on which it opens anything."""
    uid: str = ""
    """Of the event; empty for what is about none."""
    occurrence: str = ""
    """The key of the date of the event."""
    name: str = ""
    """What the person is called, where that is not the id."""
    days: int = 0
    """For how long it puts off."""
    channel: str = ""
    """Which messages it ends."""
    nonce: str = ""
    """By which it is known whether it was used; `make` gives it one."""

    @property
    def by(self) -> str | None:
        """Who acts, as the history names him; None for a reader without a name."""
        return self.name or self.person or None


def make(link: Link, key: bytes, stamp: str = "") -> str:
    """The text of the link, safe in an address; the same for the same link and stamp.

    The stamp names the message: a link in a later message is another one, and can be used again.

    >>> key = bytes(32)
    >>> text = make(Link(DONE, "a@example.org", date(2026, 4, 30), "8f14e45f", "2026"), key)
    >>> read(text, key).person, read(text, bytes(31) + b"x"), read(text[:-1] + "A", key)
    ('a@example.org', None, None)
    """
    link = replace(link, nonce=_nonce(link, key, stamp))
    body = _encoded(json.dumps(_fields(link), ensure_ascii=False, separators=(",", ":")).encode())
    return f"{body}.{_seal(body, key)}"


def read(text: str, key: bytes) -> Link | None:
    """The link whose text that is, expired or not; None for every text that was not made with the key, as it stands."""
    body, _, seal = text.partition(".")
    if len(text) > LONGEST or not hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(body, key).encode()):
        return None
    return _link(json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4))))


def _fields(link: Link) -> list[str | int]:
    return [
        link.purpose, link.person, link.expires.toordinal(), link.uid, link.occurrence, link.name, link.days,
        link.channel, link.nonce,
    ]  # fmt: skip


def _link(fields: list[str | int]) -> Link:
    purpose, person, expires, uid, occurrence, name, days, channel, nonce = fields
    return Link(
        str(purpose), str(person), date.fromordinal(int(expires)), str(uid), str(occurrence), str(name), int(days),
        str(channel), str(nonce),
    )  # fmt: skip


def _nonce(link: Link, key: bytes, stamp: str) -> str:
    text = json.dumps([stamp, *_fields(replace(link, nonce=""))]).encode()
    return _encoded(hmac.new(key, _NONCE + text, hashlib.sha256).digest()[:NONCE_OCTETS])


def _seal(body: str, key: bytes) -> str:
    return _encoded(hmac.new(key, _SEALED + body.encode("utf-8", "replace"), hashlib.sha256).digest())


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
