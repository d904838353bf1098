"""What a channel is: a message, what may become of it, and what each kind of channel must answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Protocol, Self, TextIO, runtime_checkable

from rules import Message, YuelingError

from ..checks import Check
from ..recipients import Recipient
from ..section import Secret, Section

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@dataclass(frozen=True, slots=True)
class Item:
    """One reminder in a digest."""

    key: str
    """Of its delivery, 32 hex digits."""
    headline: str
    body: str
    """The lines beneath the headline."""
    due: date
    links: tuple[tuple[str, str], ...] = ()
    """What the reader may do with it: what each link is called, and its address."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One message to one reader by one channel: everything that is to be said in this run.

    The key stays with the digest when it is sent again, so that a repeat can be recognised.
    """

    key: str
    recipient: Recipient
    channel: str
    subject: str
    text: str
    """All items, as plain text."""
    written: datetime
    """When it was put together; a repeat bears the same moment."""
    items: tuple[Item, ...] = ()
    more: int = 0
    """How many reminders are only counted, because a message has its bounds."""
    lang: str = "zh"
    """The language that it is written in, for the few words that a channel adds."""
    calendar: bytes | None = None
    """What it names as a calendar (iCalendar), for channels that can carry one."""
    unsubscribe: str | None = None
    """The address by which the reader ends these messages: to look at it does nothing, to post there does it."""


class DeliveryError(YuelingError):
    """A digest that was not delivered, or of which nobody knows.

    `permanent`: the other side will not take it, ever. `retry_after`: how long to wait at least. `reached`: whether
    this very digest was turned down; where it was not, the channel itself failed and the digest has not been tried.
    `unknown`: it may have been delivered; it is sent again under the same key.
    """

    def __init__(
        self,
        said: Message,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        reached: bool = True,
        unknown: bool = False,
    ) -> None:
        super().__init__(said)
        self.permanent, self.retry_after, self.reached, self.unknown = permanent, retry_after, reached, unknown


class Channel(Protocol):
    """An open way to reach readers."""

    def send(self, message: Digest) -> None:
        """Delivers the digest, or raises DeliveryError. Delivered means that the other side itself said yes."""

    def close(self) -> None:
        """Lets go of what `send` kept open."""


@runtime_checkable
class Unhurried(Protocol):
    """A channel whose other side takes its time with an answer: `send` in two steps, between which something else can be done."""

    def hand_over(self, message: Digest) -> None:
        """Gives the other side the whole digest; raises DeliveryError where it does not come to that."""

    def confirm(self) -> None:
        """Waits for the answer to what was handed over; raises DeliveryError as `send` does."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many messages a service takes from one channel within a time."""

    messages: int
    within: timedelta


class ChannelSettings(Protocol):
    """What the settings say of one channel. Each kind of channel is a class of this shape, in a file of its own."""

    KEYS: ClassVar[tuple[str, ...]]
    """The settings that it knows."""

    @property
    def rate(self) -> Rate | None:
        """What its service takes; None where it sets no limit."""

    @property
    def patience(self) -> timedelta:
        """The longest that sending one digest takes: for so long it belongs to the process that sends it."""

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What must not be shown."""

    @classmethod
    def read(cls, section: Section) -> Self:
        """The channel that a table of the settings describes; raises SettingsError."""

    def lacks(self, recipient: Recipient) -> Message | None:
        """Why the recipient cannot be reached by it; None where he can."""

    def open(self, out: TextIO) -> Channel:
        """The channel, ready to send; raises SettingsError where a secret cannot be found. `out` is standard output."""

    def check(self, test: Digest | None) -> Iterator[Check]:
        """Whether it works, as far as that can be told without a message; `test` is sent."""


def clean(text: str) -> str:
    """The text on one line without control, bidirectional and unassigned characters; white space becomes one space.

    What notices say is data: it must not move a terminal's cursor, reverse a line or begin a header.

    >>> clean("截止\\r\\nBcc: x\\x1b[31m \\u202eabc")
    '截止 Bcc: x[31m abc'
    """
    if text.isprintable() and "  " not in text and text == text.strip():
        return text  # as most are
    visible = (" " if c.isspace() else c for c in text if c.isspace() or (c not in BIDI and _visible(c)))
    return " ".join("".join(visible).split())


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn") and character != "\ufeff"


def header(text: str, limit: int = 120) -> str:
    """The text fit for a header: clean, short, and without anything that decodes to something else.

    >>> header("=?utf-8?q?a=0AReply-To=3A_evil=40x?=")
    '＝？utf-8?q?a=0AReply-To=3A_evil=40x？＝'
    """
    safe = clean(text).replace("=?", "＝？").replace("?=", "？＝")
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"
