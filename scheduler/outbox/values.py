"""What the outbox is given and hands out, and how long it tries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rules import Message

from ..channels import Digest, Item
from ..delivery_states import PENDING
from ..reminders import Reader, Reminder, Told

MAX_TRIES = 5
"""So often a message is tried at least before it is given up."""
BACKOFF = tuple(timedelta(minutes=m) for m in (1, 2, 4, 8, 16, 32, 64, 128, 256, 360))
"""How long to wait after the first, second, … try; less than a day, so that a daily run always tries again."""
PERSISTENCE, OVERTIME = timedelta(days=7), timedelta(days=1)
"""For how long a message is tried, and where the last day that it names has passed."""
MEMORY = 400
"""For how many days after its day a delivery is kept."""
SINCE = "reminders since "


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says."""

    subject: str
    text: str
    items: tuple[Item, ...] = ()
    more: int = 0
    """How many reminders it only counts."""
    lang: str = "zh"
    calendar: bytes | None = None
    """What it names as a calendar."""
    unsubscribe: str | None = None
    """The address by which its reader ends these messages."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the outbox remembers of the events that a pass looks at."""

    told: Mapping[tuple[str, str, str], Told]
    since: Mapping[str, date]
    """By `mark_of` a reader: the day before which nothing passed is told to them."""
    planned: date | None
    """The last day that was planned."""
    states: Mapping[str, str]
    """The state of each delivery by its key."""
    ahead: Mapping[str, date]
    """By the UIDs of events of which somebody was told a day that is still to come: the first of these days."""
    waits: Mapping[str, datetime | None] = field(default_factory=dict)
    """Until when each delivery waits that nobody tried to send yet."""
    beside: Mapping[str, str | None] = field(default_factory=dict)
    """What each delivery that waits or was given up names beside the day."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be said at a moment, as far as it was looked at."""

    wanted: Mapping[str, Reminder]
    """What is to go out, by its key."""
    record: Record
    """What was known where it was planned."""
    today: date
    now: datetime
    since: Mapping[Reader, date] = field(default_factory=dict)
    watches: Collection[tuple[str, date, date]] = ()
    """For each event that was looked at its UID, its nearest day, and when to look again."""
    fingerprint: str = ""
    """A hash of the settings by which that is told."""
    reach: int = 0
    """For how many days ahead was looked, by the leads of all readers."""
    change: datetime | None = None
    """The last change of an event that was seen; a plan that is older than the events is not written."""
    lower: bool = False
    """Whether the last planned day may become an earlier one."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that waits, is being sent or was given up."""

    key: str
    recipient: str
    channel: str
    state: str
    due: date
    tries: int
    subject: str | None = None
    members: int = 0
    next_try: datetime | None = None
    error: Message | None = None
    """Why the last try failed, to be said in the language of whoever looks."""

    @property
    def untried(self) -> bool:
        """Whether it waits and was not tried yet."""
        return self.state == PENDING and not self.tries and self.error is None

    @property
    def reader(self) -> Reader:
        """To whom it goes."""
        return self.recipient, self.channel


@dataclass(frozen=True, slots=True)
class Stuck:
    """What waits at one channel although a pass could have sent it."""

    channel: str
    count: int
    """How many reminders."""
    since: datetime
    """When the first of them was planned."""
    error: Message | None = None
    """Why the last try failed; None where none was made."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A digest that this process alone may send until the lease ends."""

    digest: Digest
    key: str
    """Of the message in the outbox."""
    owner: str
    tries: int
    late: int
    count: int
    due: date
    org: int
    """The number of the organisation whose message it is."""


@dataclass(frozen=True, slots=True)
class Resting:
    """What waits and was not tried yet."""

    count: int
    until: datetime | None
    """When the first of it may go out; None where nothing keeps it."""
    readers: frozenset[Reader]


@dataclass(frozen=True, slots=True)
class Wait:
    """The service takes nothing more before that moment."""

    until: datetime


def written_reason(said: Message) -> str:
    """Why a message was not delivered, as it is stored: the sentence and its facts."""
    return json.dumps(said.to_json(), ensure_ascii=False, separators=(",", ":"))


def read_reason(stored: str | None) -> Message | None:
    """What `written_reason` wrote; words of older versions stay in their language."""
    if not stored:
        return None
    try:
        return Message.from_json(json.loads(stored))
    except (ValueError, TypeError, AttributeError):
        return Message("({reason})", reason=stored)


def mark_of(reader: Reader) -> str:
    """The name of the mark that says since when a reader is reminded."""
    return SINCE + hashlib.sha256("\x1f".join(reader).encode()).hexdigest()[:32]


def backoff(tries: int, key: str) -> timedelta:
    """How long to wait after so many tries; up to a fifth longer, by the key, so that not all come back at once.

    >>> backoff(1, "00"), backoff(99, "00")
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=21600))
    """
    wait = BACKOFF[min(tries, len(BACKOFF)) - 1]
    return wait * (1 + int(key[:2], 16) / 1275)


def is_hopeless(tries: int, written: datetime, due: date, now: datetime) -> bool:
    """Whether a message was tried often enough and for long enough to give it up."""
    return tries >= MAX_TRIES and now - written >= (OVERTIME if now.date() > due else PERSISTENCE)
