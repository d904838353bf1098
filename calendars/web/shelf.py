"""What the pages and feeds show, kept in memory until the data or the day changes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from time import monotonic
from typing import Protocol
from urllib.parse import quote

from rules import RECKONING, Reckoning, YuelingError

from ..events import KINDS, Event
from ..feeds import (
    MOST_ENTRIES,
    USUAL,
    Feed,
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
from ..organisations import FIRST
from ..selection import can_be_asked
from ..store.named import NamedFeed
from .answering import Variants
from .shared import Shared, program
from .stock import OLDEST, SHANGHAI, State, Stock, next_state

MOST_MADE = 50_000
"""Entries that are all made for one feed, of which 2,000 stay."""
log = logging.getLogger(__name__)


class Source(Protocol):
    """What is needed of a store."""

    def events(self) -> list[Event]:
        """Every event."""

    def last_change(self) -> datetime | None:
        """When anything was last changed, also by a removal; None where nothing ever was."""


class StoreDown(Exception):
    """The store cannot be read just now."""


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
    share: bool = False
    """Whether feeds are shared with other processes that serve the same database."""
    started: datetime = field(init=False)
    _anew: datetime = OLDEST
    """When another database, or an older copy, was found in the place of the one before."""
    _store: Source | None = None
    _shared: Shared | None = None
    _state: State | None = None
    _stock: Stock | None = None
    _identity: object = None
    """What tells the open database from another one in its place."""
    _said: str | None = None
    """Why the store could not be read, as it was logged."""
    _full: bool = False
    """Whether another database, which held events, stood here before this one."""
    org: int = FIRST
    """The number of the organisation whose store it is."""
    errors: int = 0
    """How often the store could not be read."""
    made: int = 0
    """How many feeds were rendered."""
    taken: int = 0
    """How many were taken as another process rendered them."""
    _checked: float = 0.0
    _lock: Lock = field(default_factory=Lock)
    _rendering: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.started = self.moment()
        if self.share:
            program()

    @property
    def last(self) -> Stock | None:
        """The stock that was filled last, fresh or not; None where there never was one."""
        return self._stock

    @property
    def last_state(self) -> State | None:
        """The state that was seen last, fresh or not; None where there never was one."""
        return self._state

    @property
    def is_up(self) -> bool:
        """Whether the store could be read when it was last tried, if ever."""
        return self._state is not None and not self.is_down

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
        state, stock = self.fresh_state(), self._stock
        return stock if state and stock and stock.state is state else None

    def fresh_state(self) -> State | None:
        """The state where it was checked a moment ago, without waiting for anything; else None."""
        return self._state if monotonic() - self._checked < self.patience else None

    def stock(self) -> Stock:
        """The stock of now; waits for the store. Raises StoreDown where it cannot be read."""
        with self._lock:
            if fresh := self.fresh():
                return fresh
            with self._trying():
                self._fill(self._look())
            assert self._stock
            return self._stock

    def state(self) -> State:
        """The state of now; waits for the store, but not until all of it is read. Raises StoreDown where it cannot be read."""
        with self._lock:
            if fresh := self.fresh_state():
                return fresh
            with self._trying():
                store = self._look()
                if not self.share or self._full:
                    self._fill(store)  # what shares nothing needs all of it anyway
                assert self._state
            return self._state

    def opened(self) -> Source:
        """The open store itself; raises StoreDown where it cannot be read."""
        self.state()
        if store := self._store:
            return store
        raise StoreDown

    @contextmanager
    def _trying(self) -> Iterator[None]:
        """Raises StoreDown, and says so, where the store cannot be read; else it counts as checked."""
        try:
            yield
        except Exception as error:  # whatever a database may raise
            self._complain(error)
            self._drop()
            raise StoreDown from error
        self._said = None
        self._checked = monotonic()

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
            self._full = self._full or self._held()
            self._stock = self._state = None
            self._begin_anew()
        self._identity = found

    def _held(self) -> bool:
        """Whether the database held events when it was last looked at; where that was not seen, that is to be feared."""
        stock, state = self._stock, self._state
        if self.share and state and not (stock and stock.state is state):
            return state.change is not None
        return bool(stock and stock.events)

    def _begin_anew(self) -> None:
        self.started = self._anew = self.moment()

    def _look(self) -> Source:
        """Opens the store, again where another one stands in its place, and sees in which state it is."""
        if self._store and _identity(self._store) != self._identity:
            self._drop()  # another file stands in its place, or none
        if not self._store:
            self._store = self.open_store()
            self.org = getattr(self._store, "org", FIRST)
            self._notice(_identity(self._store))
            self._shared = Shared.of(self._store, self.base_url, self.owner, self.lang) if self.share else None
        today = _aware(self.now()).astimezone(SHANGHAI).date()
        change = _aware(found) if (found := self._store.last_change()) else None
        old = self._state
        if old is None or (old.change, old.today) != (change, today):
            if old and old.change and (not change or change < old.change):
                self._begin_anew()  # an older copy was put into the file
            self._state = next_state(old, change, today, started=self.started, anew=self._anew)
        return self._store

    def _fill(self, store: Source) -> None:
        state = self._state
        assert state
        if self._stock and self._stock.state is state:
            return
        today = state.today
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
        self._stock = Stock(state, by_uid, entries, feeds, reckoning, total, over, named, hidden)

    def answer(self, name: str, look: Look = USUAL, *, secret: bool = False) -> tuple[State, Variants | None]:
        """The feed as `feed` gives it, with the state of which it is; what another process rendered needs no stock.

        Raises StoreDown, BadLook.
        """
        state, look = self.state(), self._plain(look)
        stock = self._stock
        if stock is None or stock.state is not state:
            found = state.rendered.get(_key(name, secret), look) or self._taken(state, name, look, secret=secret)
            if found:
                return state, found
            stock = self.stock()
        return stock.state, self.feed(name, stock, look, secret=secret)

    def feed(self, name: str, stock: Stock, look: Look = USUAL, *, secret: bool = False) -> Variants | None:
        """The rendered feed; None where there is no such feed. A kind or a tag that has lost its events has an empty one.

        A secret one is for who has a token: it holds what is private as well, and does not say where it comes from.

        Raises BadLook where the stock has nothing to do with what is asked for.
        """
        look, key, state = self._plain(look), _key(name, secret), stock.state
        if found := stock.rendered.get(key, look):
            return found
        if not (feed := self.feed_named(name, stock, secret=secret)):
            return None
        with self._rendering:  # one after another: whoever asks for the same waits for it
            found = state.rendered.get(key, look) or self._taken(state, name, look, secret=secret)
            if found:
                return found
            self.made += 1
            made = Variants.of(self._render(feed, stock, look), state.modified)
            if shared := self._shared:
                kept = shared.keep(state.change, state.today, name, look, made, secret=secret)
                made = (state.accepts(kept) and kept) or made
            state.keep(key, look, made)
        return made

    def _plain(self, look: Look) -> Look:
        return replace(look, lang=None) if look.lang == self.lang else look

    def _taken(self, state: State, name: str, look: Look, *, secret: bool) -> Variants | None:
        """The feed as another process rendered it in that state; None where none did, or it cannot be had."""
        shared = self._shared
        found = shared.find(state.change, state.today, name, look, secret=secret) if shared else None
        if found is None or not state.accepts(found):
            return None
        key = _key(name, secret)
        if kept := state.rendered.get(key, look):  # another thread was faster: nothing stands in memory twice
            return kept
        self.taken += 1
        state.keep(key, look, found)
        return found

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
            org=self.org,
        )

    @property
    def pages(self) -> str | None:
        """The address of the pages of events up to their UID; None where that of the feeds does not tell it."""
        base = (self.base_url or "").rstrip("/")
        return f"{base.removesuffix('/feeds')}/event/" if base.endswith("/feeds") else None

    def doubt(self) -> None:
        """Has the store asked anew at the next request: something was just changed."""
        self._checked = 0.0

    @property
    def octets(self) -> int:
        """Bytes of memory of what is known of the store, about."""
        stock, state = self._stock, self._state
        return (stock.octets if stock else 0) + (state.rendered.size if state else 0)

    def forget(self) -> None:
        """Knows nothing of the store any more, until it is asked again."""
        with self._lock:
            self._checked = 0.0
            self._stock = self._state = None

    def close(self) -> None:
        """Closes the store."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        store, self._store, self._shared = self._store, None, None
        close = getattr(store, "close", None)
        if close:
            try:
                close()
            except Exception:
                log.exception("the store cannot be closed")


def _key(name: str, secret: bool) -> str:
    return f"secret/{name}" if secret else name


def _identity(store: Source) -> object:
    return getattr(store, "identity", None)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
