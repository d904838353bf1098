"""What the pages and feeds show, kept in memory until the data or the day changes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from rules import RECKONING, Reckoning, YuelingError

from ..events import KINDS, Entry, Event
from ..feeds import (
    MOST_ENTRIES,
    USUAL,
    ZONE,
    Feed,
    Fragments,
    Look,
    feed_window,
    feeds_of,
    in_language,
    kind_feed,
    narrowed,
    render,
    tag_feed,
    tag_name,
)
from ..feeds.named import feed_for, open_feeds
from ..folding import nearest
from ..lines import plain
from ..selection import can_be_asked
from ..store.named import NamedFeed
from .answering import Variants
from .rendered import Rendered

MOST_MADE = 50_000
"""Entries that are all made for one feed, of which 2,000 stay."""
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
    """Those that everybody may see."""
    entries: list[Entry]
    feeds: list[Feed]
    reckoning: Reckoning
    modified: datetime
    """When the bytes of the feeds last changed, or later."""
    total: int
    """How many entries there are; of very many only the nearest were made."""
    over: dict[str, str] = field(default_factory=dict)
    """The tags that an event ever had, by the names of their feeds: those stay, if only empty."""
    named: dict[str, NamedFeed] = field(default_factory=dict)
    """The feeds that somebody named, by name; also those that were removed."""
    hidden: list[Event] = field(default_factory=list)
    """Those that only a feed for readers who are known may hold."""
    fragments: Fragments = field(default_factory=Fragments)
    rendered: Rendered = field(default_factory=Rendered)

    def known(self, *, private: bool) -> dict[str, Event]:
        """The events by UID, with those that are kept from others where `private`."""
        return (
            {**self.events, **{event.uid: event for event in self.hidden}} if private and self.hidden else self.events
        )


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
    errors: int = 0
    """How often the store could not be read."""
    _checked: float = 0.0
    _lock: Lock = field(default_factory=Lock)
    _rendering: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.started = self.moment()

    @property
    def last(self) -> Stock | None:
        """The stock that was filled last, fresh or not; None where there never was one."""
        return self._stock

    @property
    def is_down(self) -> bool:
        """Whether the store could not be read when it was last tried."""
        return self._said is not None

    @property
    def age(self) -> float:
        """Seconds since the store was last looked at."""
        return monotonic() - self._checked

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
        self.errors += 1
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
            self._stock, self.started = None, self.moment()
        self._identity = found

    def _filled(self, store: Source) -> Stock:
        change, today = store.last_change(), _aware(self.now()).astimezone(SHANGHAI).date()
        if self._stock and (self._stock.change, self._stock.today) == (change, today):
            return self._stock
        if self._stock and self._stock.change and (not change or change < self._stock.change):
            self.started = self.moment()  # an older copy was put into the file
        events = store.events()
        if not events and self._full:
            # subscribers would lose everything to a database that was made by mistake
            raise StoreDown(
                "the database in place of the one before holds no events; start the server anew to serve it"
            )
        self._full = False
        public = [event for event in events if not event.is_private]
        used: Callable[[], list[str]] | None = getattr(store, "tags_used", None)
        over = {tag_name(tag): tag for tag in used() if can_be_asked(tag)} if used else {}
        listed: Callable[[], list[NamedFeed]] | None = getattr(store, "named_feeds", None)
        named = {feed.name: feed for feed in listed()} if listed else {}
        feeds = [*feeds_of(public, self.lang, self.owner), *open_feeds(named.values())]
        ask: Callable[[], Reckoning] | None = getattr(store, "reckoning", None)
        reckoning = ask() if ask else self.reckoning
        ours = [event for event in public if not event.withheld]
        entries, total = nearest(ours, feed_window(today), today, MOST_ENTRIES, reckoning)
        by_uid, hidden = {event.uid: event for event in public}, [event for event in events if event.is_private]
        modified = self._modified(change, today)
        return Stock(change, today, by_uid, entries, feeds, reckoning, modified, total, over, named, hidden)

    def _modified(self, change: datetime | None, today: date) -> datetime:
        """When the bytes of the feeds last changed, in whole seconds: later than that of other bytes in every case."""
        # The window moves with the month, and then the bytes change though the data do not.
        turned = datetime(today.year, today.month, 1, tzinfo=SHANGHAI).astimezone(UTC)
        modified = max(turned, self.started, _aware(change) if change else turned).replace(microsecond=0)
        if old := self._stock:
            same = (old.change, old.today.year, old.today.month) == (change, today.year, today.month)
            modified = max(modified, old.modified if same else old.modified + timedelta(seconds=1))
        return modified

    def feed(self, name: str, stock: Stock, look: Look = USUAL, *, secret: bool = False) -> Variants | None:
        """The rendered feed; None where there is no such feed. A kind or a tag that has lost its events has an empty one.

        A secret one is for who has a token: it holds what is private as well, and does not say where it comes from.

        Raises BadLook where the stock has nothing to do with what is asked for.
        """
        look = replace(look, lang=None) if look.lang == self.lang else look
        key = f"secret/{name}" if secret else name
        if found := stock.rendered.get(key, look):
            return found
        if not (feed := self.feed_named(name, stock, secret=secret)):
            return None
        with self._rendering:  # one after another: whoever asks for the same waits for it
            if found := stock.rendered.get(key, look):
                return found
            made = Variants.of(self._render(feed, stock, look), stock.modified)
            stock.rendered.put(key, look, made)
        return made

    def feed_named(self, name: str, stock: Stock, *, secret: bool = False) -> Feed | None:
        """The feed of the name, for everybody or for who has a token; None where there is none."""
        feed = next((feed for feed in stock.feeds if feed.name == name), None)
        if not feed and name in KINDS:
            feed = kind_feed(name, self.lang, self.owner)
        if not feed and name in stock.over:
            feed = tag_feed(stock.over[name], self.lang, self.owner)
        if not feed and name in stock.named:
            feed = feed_for(stock.named[name], secret=secret)
        return replace(feed, private=True) if feed and secret else feed

    def _render(self, feed: Feed, stock: Stock, look: Look) -> bytes:
        lang = look.lang or self.lang
        feed = narrowed(in_language(feed, lang, self.owner) if look.lang else feed, look.selection, lang)
        window, usual = look.window(stock.today), feed_window(stock.today)
        whole = (
            stock.total == len(stock.entries) and usual.first <= window.first and not (feed.private and stock.hidden)
        )
        count = None
        if whole:
            entries = stock.entries
            if window != usual:
                entries = [entry for entry in entries if entry.span.overlaps(window)]
        else:
            known = (*stock.events.values(), *stock.hidden)
            events = [event for event in known if feed.holds(event)]
            entries, count = nearest(events, window, stock.today, MOST_ENTRIES, stock.reckoning, MOST_MADE)
        return render(
            feed,
            entries,
            url=f"{self.base_url.rstrip('/')}/{quote(feed.name)}.ics" if self.base_url and not feed.private else None,
            pages=self.pages,
            today=stock.today,
            lang=lang,
            count=count,
            look=look,
            reckoning=stock.reckoning,
            kept=stock.fragments if whole else None,
        )

    @property
    def pages(self) -> str | None:
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
