"""What the pages and feeds show, kept in memory until the data or the day changes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Lock
from time import monotonic
from typing import Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from rules import RECKONING, Reckoning, YuelingError

from ..events import KINDS, Entry, Event
from ..feeds import MOST_ENTRIES, ZONE, Feed, feed_window, feeds_of, kind_feed, render, tag_feed, tag_name
from ..folding import entries_of, nearest
from ..lines import plain
from .answering import Variants

log = logging.getLogger(__name__)
SHANGHAI = ZoneInfo(ZONE)


class Source(Protocol):
    """What is needed of a store."""

    def events(self) -> list[Event]:
        """Every event."""

    def last_change(self) -> datetime | None:
        """When anything was last changed, also by a removal; None where nothing ever was."""


class StoreDown(Exception):
    """The store cannot be read just now."""


@dataclass(slots=True)
class Stock:
    """The data of one state of the store on one day, and the feeds rendered from it so far."""

    change: datetime | None
    today: date
    events: dict[str, Event]
    entries: list[Entry]
    feeds: list[Feed]
    reckoning: Reckoning
    modified: datetime
    """When the bytes of the feeds last changed, or later."""
    total: int
    """How many entries there are; of very many only the nearest were made."""
    over: dict[str, str] = field(default_factory=dict)
    """The tags that an event ever had, by the names of their feeds: those stay, if only empty."""
    rendered: dict[str, Variants] = field(default_factory=dict)


@dataclass(slots=True)
class Shelf:
    """Hands out the stock of the day; asks the store at most once in `patience` seconds.

    `started` is a floor of Last-Modified: a newer program may write other bytes from the same data.
    """

    open_store: Callable[[], Source]
    now: Callable[[], datetime]
    patience: float
    owner: str | None = None
    base_url: str | None = None
    reckoning: Reckoning = RECKONING
    """For a store that has none of its own."""
    lang: str = "zh"
    started: datetime = field(init=False)
    _store: Source | None = None
    _stock: Stock | None = None
    _identity: object = None
    """What tells the open database from another one in its place."""
    _said: str | None = None
    """Why the store could not be read, as it was logged."""
    _full: bool = False
    """Whether another database, which held events, stood here before this one."""
    _checked: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.started = _aware(self.now()).astimezone(UTC)

    def fresh(self) -> Stock | None:
        """The stock where it was checked a moment ago, without waiting for anything; else None."""
        return self._stock if self._stock and monotonic() - self._checked < self.patience else None

    def stock(self) -> Stock:
        """The stock of now; waits for the store. Raises StoreDown where it cannot be read."""
        with self._lock:
            if fresh := self.fresh():
                return fresh
            try:
                if self._store and _identity(self._store) != self._identity:
                    self._drop()  # another file stands in its place, or none
                if not self._store:
                    self._store = self.open_store()
                    self._notice(_identity(self._store))
                self._stock = self._filled(self._store)
            except Exception as error:  # whatever a database may raise
                self._complain(error)
                self._drop()
                raise StoreDown from error
            self._said = None
            self._checked = monotonic()
            return self._stock

    def opened(self) -> Source:
        """The open store itself; raises StoreDown where it cannot be read."""
        self.stock()
        if store := self._store:
            return store
        raise StoreDown

    def moment(self) -> datetime:
        """The moment of now (UTC)."""
        return _aware(self.now()).astimezone(UTC)

    def _complain(self, error: Exception) -> None:
        """Logs why the store cannot be read, once for as long as it is the same; whole where it was not foreseen."""
        said = str(error)
        if said == self._said:
            return
        self._said = said
        if isinstance(error, YuelingError | StoreDown):
            log.error("the store cannot be read: %s", plain(said))
        else:
            log.exception("the store cannot be read")

    def _notice(self, found: object) -> None:
        """Forgets what was rendered of another database; its bytes are new from this moment on."""
        if self._identity is not None and found != self._identity:
            self._full = self._full or bool(self._stock and self._stock.events)
            self._stock, self.started = None, _aware(self.now()).astimezone(UTC)
        self._identity = found

    def _filled(self, store: Source) -> Stock:
        change, today = store.last_change(), _aware(self.now()).astimezone(SHANGHAI).date()
        if self._stock and (self._stock.change, self._stock.today) == (change, today):
            return self._stock
        if self._stock and self._stock.change and (not change or change < self._stock.change):
            self.started = _aware(self.now()).astimezone(UTC)  # an older copy was put into the file
        events = store.events()
        if not events and self._full:
            # subscribers would lose everything to a database that was made by mistake
            raise StoreDown(
                "the database in place of the one before holds no events; start the server anew to serve it"
            )
        self._full = False
        window = feed_window(today)
        # The window moves with the month, and then the bytes change though the data do not.
        turned = datetime(today.year, today.month, 1, tzinfo=SHANGHAI).astimezone(UTC)
        modified = max(turned, self.started, _aware(change) if change else turned)
        feeds = feeds_of(events, self.lang, self.owner)
        used: Callable[[], list[str]] | None = getattr(store, "tags_used", None)
        over = {tag_name(tag): tag for tag in used()} if used else {}
        ask: Callable[[], Reckoning] | None = getattr(store, "reckoning", None)
        reckoning = ask() if ask else self.reckoning
        entries, total = nearest(events, window, today, MOST_ENTRIES, reckoning)
        by_uid = {event.uid: event for event in events}
        return Stock(change, today, by_uid, entries, feeds, reckoning, modified, total, over)

    def feed(self, name: str, stock: Stock) -> Variants | None:
        """The rendered feed; None where there is no such feed. A kind or a tag that has lost its events has an empty one."""
        if found := stock.rendered.get(name):
            return found
        feed = next((feed for feed in stock.feeds if feed.name == name), None)
        if not feed and name in KINDS:
            feed = kind_feed(name, self.lang, self.owner)
        if not feed and name in stock.over:
            feed = tag_feed(stock.over[name], self.lang, self.owner)
        if not feed:
            return None
        url = f"{self.base_url.rstrip('/')}/{quote(name)}.ics" if self.base_url else None
        with self._lock:
            if name not in stock.rendered:
                made, events, window = (stock.entries, stock.total), stock.events.values(), feed_window(stock.today)
                entries, count = entries_of(feed, made, events, window, stock.today, stock.reckoning)
                data = render(feed, entries, url=url, pages=self._pages, today=stock.today, lang=self.lang, count=count)
                stock.rendered[name] = Variants.of(data, stock.modified)
        return stock.rendered[name]

    @property
    def _pages(self) -> str | None:
        """The address of the pages of events up to their UID; None where that of the feeds does not tell it."""
        base = (self.base_url or "").rstrip("/")
        return f"{base.removesuffix('/feeds')}/event/" if base.endswith("/feeds") else None

    def doubt(self) -> None:
        """Has the store asked anew at the next request: something was just changed."""
        self._checked = 0.0

    def close(self) -> None:
        """Closes the store."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        store, self._store = self._store, None
        close = getattr(store, "close", None)
        if close:
            try:
                close()
            except Exception:
                log.exception("the store cannot be closed")


def _identity(store: Source) -> object:
    return getattr(store, "identity", None)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
