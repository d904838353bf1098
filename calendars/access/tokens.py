"""Tokens: whoever has the text may read a feed, or use the interface for programs. Only their SHA-256 is stored."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

FEED, API = "feed", "api"
"""What a token is for; one of a sort never opens what the other does."""
PREFIXES = {FEED: "ylf_", API: "yla_"}
"""How tokens begin: so they are known as such, also where they stand by mistake."""
OCTETS = 32
"""Of chance in a token: 256 bits. Nobody finds one by trying, so a fast hash suffices and nothing slows a look-up."""
LONGEST = 100
SHAPE = re.compile(r"yl[fa]_[A-Za-z0-9_-]{43}")
MOST_LETTERS = 200
"""Characters of a note, or of the name of whom a token is for."""
REVOKED, ROTATED = "revoked", "rotated"


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its text: for whom it was issued, when it was last used, whether it still opens anything."""

    number: int
    """By which commands name it."""
    sort: str
    """FEED or API."""
    subject: str
    """The name of the feed that it opens, or the role that it gives."""
    holder: str
    """For whom it is."""
    note: str
    created: datetime
    used: datetime | None = None
    """UTC; exact to an hour."""
    ended: datetime | None = None
    ending: str | None = None
    """REVOKED or ROTATED, once it has ended."""

    @property
    def is_open(self) -> bool:
        """Whether it still opens what it is for."""
        return self.ended is None


def new_token(sort: str) -> str:
    """The text of a new token, safe in an address.

    >>> len(new_token("feed")), is_token(new_token("api"), "api"), is_token(new_token("api"), "feed")
    (47, True, False)
    """
    return PREFIXES[sort] + new_secret()


def new_secret() -> str:
    """Chance as text of 43 letters, safe in an address and in a cookie."""
    return secrets.token_urlsafe(OCTETS)


def is_token(text: str, sort: str) -> bool:
    """Whether the text has the shape of a token of the sort; what has not needs no look-up."""
    return len(text) <= LONGEST and text.startswith(PREFIXES[sort]) and bool(SHAPE.fullmatch(text))


def digest_of(text: str) -> str:
    """What is stored of a token or a session: SHA-256 in hexadecimal digits.

    It is looked up by an index, so the time of the answer tells nothing of the token itself: whoever tries does not choose
    the digest.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
