"""The collections as Radicale asks for them: dates that nobody changes here, tasks that are marked as done."""

from __future__ import annotations

import contextlib
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from typing import Any, overload

from radicale import config, pathutils
from radicale import item as radicale_item
from radicale.item import filter as radicale_filter
from radicale.storage import BaseCollection, BaseStorage

from rules import Message, YuelingError

from ..store import Store
from ..store.history import CALDAV, through
from .items import EVENTS, NAMES, TASKS, Item, Shelf, Shelves
from .person import PERSON
from .progress import Refusal, said_of, take
from .syncing import changes

FORBIDDEN = "[Errno 1] {what}"
"""How Radicale is told that something is not allowed (EPERM): it answers 403."""
TITLES = {EVENTS: Message("Dates"), TASKS: Message("Tasks")}
COLOURS = {EVENTS: "#B22222", TASKS: "#DC143C"}
COMPONENTS = {EVENTS: "VEVENT", TASKS: "VTODO"}


class Desk:
    """What all collections share: what stands in them, and where that is changed."""

    def __init__(
        self,
        shelves: Shelves,
        store: Callable[[], Store],
        now: Callable[[], datetime],
        doubt: Callable[[], None],
        lang: str,
    ) -> None:
        self.shelves, self.store, self.now, self.doubt, self.lang = shelves, store, now, doubt, lang


class Principal(BaseCollection):
    """The collection of a person, or of all of them: it holds collections and nothing else."""

    def __init__(self, path: str) -> None:
        self._path = path

    @property
    def path(self) -> str:
        return self._path

    @property
    def last_modified(self) -> str:
        return "Thu, 01 Jan 1970 00:00:00 GMT"

    def get_all(self) -> Iterable[radicale_item.Item]:
        return ()

    def get_multi(self, hrefs: Iterable[str]) -> Iterable[tuple[str, radicale_item.Item | None]]:
        return ((href, None) for href in hrefs)

    @overload
    def get_meta(self, key: None = None) -> Mapping[str, str]: ...

    @overload
    def get_meta(self, key: str) -> str | None: ...

    def get_meta(self, key: str | None = None) -> Mapping[str, str] | str | None:
        return self._facts() if key is None else self._facts().get(key)

    def _facts(self) -> dict[str, str]:
        return {}

    def set_meta(self, props: Mapping[str, str]) -> None:
        raise ValueError(FORBIDDEN.format(what="set_meta"))

    def delete(self, href: str | None = None) -> None:
        raise ValueError(FORBIDDEN.format(what="delete"))

    def upload(self, href: str, item: radicale_item.Item) -> tuple[radicale_item.Item, radicale_item.Item | None]:
        raise ValueError(FORBIDDEN.format(what="upload"))


class Collection(Principal):
    """The dates or the tasks, as one person sees them."""

    def __init__(self, desk: Desk, person: str, name: str) -> None:
        super().__init__(f"{person}/{name}")
        self.desk, self.name = desk, name

    @cached_property
    def _shelf(self) -> Shelf:
        """The collection as one request sees it."""
        return self.desk.shelves.shelf(self.name)

    def _facts(self) -> dict[str, str]:
        return {
            "tag": "VCALENDAR",
            "D:displayname": TITLES[self.name].say(self.desk.lang),
            "C:supported-calendar-component-set": COMPONENTS[self.name],
            "ICAL:calendar-color": COLOURS[self.name],
        }

    @property
    def etag(self) -> str:
        return self._shelf.etag

    @property
    def last_modified(self) -> str:
        return format_datetime(self._shelf.modified, usegmt=True)

    def get_all(self) -> Iterator[radicale_item.Item]:
        return map(self._shown, self._shelf.items.values())

    def get_multi(self, hrefs: Iterable[str]) -> Iterator[tuple[str, radicale_item.Item | None]]:
        items = self._shelf.items
        for href in hrefs:
            yield href, self._shown(items[href]) if href in items else None

    def get_filtered(self, filters: Iterable[ET.Element]) -> Iterator[tuple[radicale_item.Item, bool]]:
        """What shares a moment with the time that is asked for; days are those of Shanghai."""
        tag, start, end, simple = radicale_filter.simplify_prefilters(filters, self.tag)
        if tag is not None and tag != COMPONENTS[self.name]:
            return
        for item in self._shelf.items.values():
            if item.first < end and item.end > start:
                yield self._shown(item), simple

    def sync(self, old_token: str = "") -> tuple[str, Iterable[str]]:
        etags = {href: item.etag for href, item in self._shelf.items.items()}
        return changes(self.desk.store(), self.name, etags, self.desk.now(), old_token)

    def upload(self, href: str, item: radicale_item.Item) -> tuple[radicale_item.Item, radicale_item.Item | None]:
        """Takes over how far a task is; everything else stays as it is here."""
        known = self._shelf.items.get(href)
        try:
            if known is None or self.name != TASKS:
                raise Refusal("nothing is added here")
            with through(CALDAV):
                take(self.desk.store(), known.entry, _progress(item), PERSON.get().name, self.desk.now())
        except (Refusal, YuelingError) as error:
            raise ValueError(FORBIDDEN.format(what=error)) from error
        self.desk.doubt()
        now = self.desk.shelves.shelf(self.name).items.get(href, known)
        return self._shown(now), self._shown(known)

    def _shown(self, item: Item) -> radicale_item.Item:
        return radicale_item.Item(
            collection=self, href=item.href, text=item.text, etag=item.etag, uid=item.uid, name="VCALENDAR",
            component_name=COMPONENTS[self.name], time_range=(item.first, item.end), last_modified=self.last_modified,
        )  # fmt: skip


def _progress(item: radicale_item.Item) -> Any:
    todo = getattr(item.vobject_item, "vtodo", None)
    if todo is None:
        raise Refusal("a task is expected")
    status, percent, completed = (
        getattr(getattr(todo, name, None), "value", None) for name in ("status", "percent_complete", "completed")
    )
    return said_of(status, percent, completed)


class Storage(BaseStorage):
    """Finds the collections by their addresses: `/NAME/events/`, `/NAME/tasks/`."""

    _supports_unicode = True
    _supports_trailing_whitespace = True
    _supports_problematic_chars = True

    def __init__(self, configuration: config.Configuration, desk: Desk) -> None:
        super().__init__(configuration)
        self.desk = desk

    def discover(
        self, path: str, depth: str = "0", child_context_manager: Any = None, user_groups: Any = frozenset()
    ) -> Iterator[Any]:
        parts = pathutils.strip_path(path).split("/") if pathutils.strip_path(path) else []
        if not parts:
            yield Principal("")
        elif len(parts) == 1:
            yield Principal(parts[0])
            if depth != "0":
                yield from (Collection(self.desk, parts[0], name) for name in NAMES)
        elif parts[1] in NAMES and len(parts) <= 3:
            found = Collection(self.desk, parts[0], parts[1])
            if len(parts) == 2:
                yield found
                if depth != "0":
                    yield from found.get_all()
            else:
                yield from (item for _, item in found.get_multi([parts[2]]) if item)

    def move(self, item: radicale_item.Item, to_collection: BaseCollection, to_href: str) -> None:
        raise ValueError(FORBIDDEN.format(what="move"))

    def create_collection(self, href: str, items: Any = None, props: Any = None) -> Any:
        raise ValueError(FORBIDDEN.format(what="create"))

    @contextlib.contextmanager
    def acquire_lock(self, mode: str, user: str = "", *args: Any, **kwargs: Any) -> Iterator[None]:
        """Nothing is locked: each change is a transaction of the store."""
        yield

    def verify(self) -> bool:
        return True
