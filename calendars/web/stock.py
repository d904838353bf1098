"""A state of the store, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from rules import Reckoning

from ..events import Entry, Event
from ..feeds import ZONE, Feed, Fragments, Look
from ..store.named import NamedFeed
from .answering import Variants
from .rendered import Rendered

SHANGHAI = ZoneInfo(ZONE)
EVENT, ENTRY, FRAGMENT = 1_300, 300, 1_000
"""Bytes of memory of an event, of one of its dates and of that as a VEVENT, about."""
OLDEST = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class State:
    """A state of the store on one day, of which nothing need be known but that, and the feeds rendered from it so far."""

    change: datetime | None
    today: date
    least: datetime
    """No feed of this state may say that it changed before that: those of the states before said so."""
    modified: datetime
    """When the bytes of the feeds last changed, or later, as far as this process knows."""
    rendered: Rendered = field(default_factory=Rendered)
    given: datetime = field(init=False)
    """The latest moment of those that readers heard of."""

    def __post_init__(self) -> None:
        self.given = self.least

    def accepts(self, found: Variants | None) -> bool:
        """Whether what another process rendered is later than what readers of this one have."""
        return found is not None and found.modified >= self.least

    def keep(self, key: str, look: Look, variants: Variants) -> None:
        """Keeps what is answered with from now on; the state after this one says that it changed later."""
        self.given, self.modified = max(self.given, variants.modified), max(self.modified, variants.modified)
        self.rendered.put(key, look, variants)


@dataclass(slots=True)
class Stock:
    """The data of one state of the store, and what is made of them."""

    state: State
    events: dict[str, Event]
    """Those that everybody may see."""
    entries: list[Entry]
    feeds: list[Feed]
    reckoning: Reckoning
    total: int
    """How many entries there are; of very many only the nearest were made."""
    over: dict[str, str] = field(default_factory=dict)
    """The tags that an event ever had, by the names of their feeds: those stay, if only empty."""
    named: dict[str, NamedFeed] = field(default_factory=dict)
    """The feeds that somebody named, by name; also those that were removed."""
    hidden: list[Event] = field(default_factory=list)
    """Those that only a feed for readers who are known may hold."""
    fragments: Fragments = field(default_factory=Fragments)

    @property
    def change(self) -> datetime | None:
        """When the data were last changed; None where they never were."""
        return self.state.change

    @property
    def today(self) -> date:
        """The day of which the entries are."""
        return self.state.today

    @property
    def modified(self) -> datetime:
        """When the bytes of the feeds last changed, or later."""
        return self.state.modified

    @property
    def rendered(self) -> Rendered:
        """The feeds rendered so far."""
        return self.state.rendered

    @property
    def octets(self) -> int:
        """Bytes of memory of all of it but what was rendered, about."""
        events = len(self.events) + len(self.hidden)
        return events * EVENT + len(self.entries) * ENTRY + len(self.fragments) * FRAGMENT

    def known(self, *, private: bool) -> dict[str, Event]:
        """The events by UID, with those that are kept from others where `private`."""
        return (
            {**self.events, **{event.uid: event for event in self.hidden}} if private and self.hidden else self.events
        )


def next_state(old: State | None, change: datetime | None, today: date, *, started: datetime, anew: datetime) -> State:
    """The state of the store after another one; its feeds changed later than those of other bytes, in whole seconds.

    `started` is when this process began; `anew` when another database, or an older copy, was found in the place of the one
    before, of which readers may have heard later moments than it knows.
    """
    # The window moves with the month, and then the bytes change though the data do not.
    turned = datetime(today.year, today.month, 1, tzinfo=SHANGHAI).astimezone(UTC)
    modified = max(turned, started, change or turned).replace(microsecond=0)
    least = anew.replace(microsecond=0)
    if old:
        same = (old.change, old.today.year, old.today.month) == (change, today.year, today.month)
        step = timedelta(seconds=not same)
        modified, least = max(modified, old.modified + step), max(least, old.given + step)
    return State(change, today, least, max(modified, least))
