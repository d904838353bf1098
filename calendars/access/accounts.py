"""Accounts and the sessions of who has logged in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules import Message

from ..lines import one_line
from .errors import BadName

LONGEST_NAME = 60
IDLE, LONGEST = timedelta(hours=12), timedelta(days=14)
"""How long a session lasts without a request, and at all."""
_NAME = re.compile(r"[\w][\w.@-]*")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in."""

    name: str
    hashed: str = field(repr=False)
    """The hash of the password, with its salt and parameters."""
    role: str
    created: datetime
    updated: datetime
    """When password or role last changed."""


@dataclass(frozen=True, slots=True)
class WebSession:
    """What one login opened, until it ends: by itself, by logging out, or when the password changes."""

    digest: str = field(repr=False)
    """SHA-256 of the secret in the cookie."""
    account: str
    role: str
    """Of the account, as it is now."""
    created: datetime
    seen: datetime
    """When it was last used, exact to some minutes."""

    def is_over(self, now: datetime) -> bool:
        """Whether it has lasted too long, or too long without a request; also where the clock went back before it began."""
        return not (self.created <= now < self.created + LONGEST and now < self.seen + IDLE)


def account_name(text: str) -> str:
    """The name of an account as it is stored: letters and digits of any script and `.@-_`, in lower case.

    >>> account_name(" Li.Si@example.org "), account_name("张三")
    ('li.si@example.org', '张三')

    Raises BadName.
    """
    name = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise BadName(
            Message("“{name}” cannot be the name of an account", name=one_line(text, LONGEST_NAME)),
            Message("it has at most {most} letters and digits, with . @ - _ between them", most=LONGEST_NAME),
        )
    return name
