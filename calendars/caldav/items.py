"""What stands in the collections: each date as the feeds have it, each task with how far it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rules import Reckoning

from ..civil import HOME, day_of
from ..events import UID_END, Entry, Event
from ..feeds import MOST_ENTRIES, PRODID, USUAL, VTIMEZONE, Feed, Style, feed_window, placed, stays, trim_to
from ..feeds.components import fragments, tasks
from ..folding import nearest
from ..organisations import FIRST, uid_within

EVENTS, TASKS = "events", "tasks"
NAMES = (EVENTS, TASKS)
"""The collections, as their addresses have them."""
CHARACTER, ITEM = 2, 700
"""Bytes of memory of a character of an item, which has Chinese ones, and of an item beside its text."""
_PLAIN = re.compile(r"[A-Za-z0-9-]{1,200}")
_HEAD = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\n".encode()
_ZONED = b";TZID="


@dataclass(frozen=True, slots=True)
class Holdings:
    """The data of one state of the store on one day."""

    state: Hashable
    """Another one where anything may be otherwise."""
    today: date
    events: Sequence[Event]
    """All of them: who reads the collections is known by name."""
    reckoning: Reckoning
    modified: datetime
    """When anything last changed, or later; UTC."""
    lang: str = "zh"
    pages: str | None = None
    """The address of the pages of events, up to their UID."""
    org: int = FIRST
    """The number of the organisation whose collections they are, which their UIDs name."""

    @property
    def style(self) -> Style:
        """How its components are written."""
        return Style(self.lang, self.pages, org=self.org)


@dataclass(frozen=True, slots=True)
class Item:
    """One resource of a collection."""

    href: str
    uid: str | None
    """Its UID; None where that has to be read in the text."""
    text: str
    etag: str
    """In quotes, by the text alone: the same as long as that is."""
    entry: Entry
    first: int
    end: int
    """Its time in seconds since 1970, the end excluded; days are those of Shanghai."""


def items_of(name: str, holdings: Holdings) -> dict[str, Item]:
    """What stands in the collection of that name, by its address there; as many as a feed may have.

    Of tasks that were never done only those are there that were due since they are known here.
    """
    held = [event for event in holdings.events if Feed(name, name, private=True).holds(event)]
    if name == TASKS:
        held = list(filter(stays, held))
    window, today = feed_window(holdings.today), holdings.today
    entries, _ = nearest(held, window, today, MOST_ENTRIES, holdings.reckoning)
    if name == TASKS:
        entries = list(filter(_matters, entries))
    made = _tasks if name == TASKS else _events
    return {item.href: item for item in made(trim_to(entries, today), holdings)}


def _matters(entry: Entry) -> bool:
    created = entry.event.created
    return entry.completion is not None or not created or entry.due >= day_of(created)


def _events(entries: Sequence[Entry], holdings: Holdings) -> Iterator[Item]:
    for one in fragments(entries, holdings.style):
        yield _item(holdings, one.uid, one.block, one.entry, placed(one.entry))


def _tasks(entries: Sequence[Entry], holdings: Holdings) -> Iterator[Item]:
    blocks = tasks(entries, USUAL, holdings.style, holdings.reckoning)
    for entry, (uid, block) in zip(entries, blocks, strict=True):
        last = placed(entry)[1]
        end = last if isinstance(last, datetime) else entry.due
        yield _item(holdings, f"{uid}-todo", block, entry, (end, end))


def _item(holdings: Holdings, uid: str, block: bytes, entry: Entry, times: tuple[date, date]) -> Item:
    text = b"".join((_HEAD, VTIMEZONE if _ZONED in block else b"", block, b"END:VCALENDAR\r\n"))
    plain = _PLAIN.fullmatch(uid) is not None
    name = uid if plain else hashlib.sha256(uid.encode("utf-8", "surrogatepass")).hexdigest()
    first, last = map(_seconds, times)
    end = last + (1 if isinstance(times[1], datetime) else 24 * 3600)
    etag = f'"{hashlib.sha256(text).hexdigest()}"'
    outside = f"{uid_within(holdings.org, uid)}{UID_END}" if plain else None
    return Item(f"{name}.ics", outside, text.decode(), etag, entry, first, end)


def _seconds(moment: date) -> int:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment.replace(tzinfo=HOME) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)


def etag_of(items: Iterable[Item]) -> str:
    """The ETag of a collection, in quotes: the same as long as nothing in it changes."""
    digest = hashlib.sha256()
    for item in items:
        digest.update(f"{item.href} {item.etag}\n".encode())
    return f'"{digest.hexdigest()}"'


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection as it stands in one state of the store."""

    state: Hashable
    items: Mapping[str, Item]
    """By their addresses in it."""
    etag: str
    modified: datetime
    """When anything last changed, or later; UTC."""

    @property
    def octets(self) -> int:
        """Bytes of memory that it takes, about."""
        return sum(len(item.text) * CHARACTER + ITEM for item in self.items.values())


class Shelves:
    """The collections of the last state, made when they are first asked for."""

    def __init__(self, ask: Callable[[], Holdings]) -> None:
        self.ask = ask
        self._made: dict[str, Shelf] = {}
        self._octets: dict[str, int] = {}

    @property
    def octets(self) -> int:
        """Bytes of memory that they take, about."""
        return sum(list(self._octets.values()))

    def forget(self) -> None:
        """Keeps none any more; what is asked again is made again."""
        self._made.clear()
        self._octets.clear()

    def shelf(self, name: str) -> Shelf:
        """The collection of that name as it stands now."""
        holdings = self.ask()
        known = self._made.get(name)
        if known is None or known.state != holdings.state:
            found = items_of(name, holdings)
            known = self._made[name] = Shelf(holdings.state, found, etag_of(found.values()), holdings.modified)
            self._octets[name] = known.octets
        return known
