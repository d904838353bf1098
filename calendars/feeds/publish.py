"""Feeds and a page as static files, for any web server or shared folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rules import RECKONING, Message, Reckoning, Span, YuelingError

from ..events import Entry, Event
from ..files import sweep, write_whole
from ..folding import entries_of, nearest
from ..organisations import FIRST, title_of
from ..selection import BadSelection, Selection
from ..system_words import system_reason
from .cap import MOST_ENTRIES
from .components import Fragments
from .feed import Feed, feeds_of
from .window import DAYS_BACK, feed_window
from .writing import render

MANIFEST = ".yueling.json"
"""Which files of the folder we wrote, with their SHA-256: only those are ever replaced or removed."""
PROGRAM = (Path(__file__).parents[1], Path(__file__).parents[2] / "rules")
"""Whose files decide, beside the data, what is published."""
_MARK = b"Yueling"
_MARKED = 1024
_EVENT = b"\nBEGIN:VEVENT"
_MODE = 0o644
"""A web server, which is somebody else, reads them."""


class FolderError(YuelingError):
    """A folder that cannot hold the feeds: not writable, or a file of somebody else's in the way."""

    def __init__(self, folder: Path, said: Message, remedy: Message) -> None:
        super().__init__(said, remedy)
        self.folder = folder


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose files a folder holds: of two organisations, also of two databases, no two have the same mark."""

    mark: str
    """Empty where the database could keep none."""
    key: str = ""
    name: str = ""

    @classmethod
    def of(cls, record: object) -> Publisher | None:
        """The one that a manifest names; None where none is named."""
        facts = record.get("of") if isinstance(record, dict) else None
        texts = [facts.get(name) for name in ("mark", "key", "name")] if isinstance(facts, dict) else []
        return cls(*map(str, texts)) if texts and all(isinstance(text, str) for text in texts) else None

    def to_json(self) -> dict[str, str]:
        """What a manifest says of it."""
        return {"mark": self.mark, "key": self.key, "name": self.name}


@dataclass(frozen=True, slots=True)
class Published:
    """What a run of `publish` did: the feeds there are, and the names of files by what became of them."""

    folder: Path
    feeds: tuple[Feed, ...]
    entries: int
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """What was done, as JSON has it."""
        files = {name: list(getattr(self, name)) for name in ("written", "unchanged", "removed")}
        feeds = [{"name": feed.name, "title": feed.title} for feed in self.feeds]
        return {"folder": str(self.folder), "entries": self.entries, "feeds": feeds, **files}


def publish(
    folder: Path,
    events: Iterable[Event],
    window: Span | None = None,
    reckoning: Reckoning = RECKONING,
    *,
    today: date | None = None,
    base_url: str | None = None,
    owner: str | None = None,
    lang: str = "zh",
    allow_empty: bool = False,
    state: str | None = None,
    more: Iterable[Feed] = (),
    publisher: Publisher | None = None,
    take_over: bool = False,
    org: int = FIRST,
) -> Published:
    """Writes every feed as `NAME.ics` and a page `index.html`; returns what was written.

    Everything is rendered before the first file is touched; each file is replaced at once, so that a reader never meets
    half of one, and a file whose bytes would be the same is left alone. A feed that was published once stays, empty
    where nothing belongs into it any more: calendar programs keep the events of a feed that is gone. Whoever wants none
    of it deletes the file. `window` is by default what feeds hold around `today`; one of the two must be given.
    `base_url` is the address under which the folder is served; without it the page cannot offer webcal links.

    `more` are feeds beside those that there are by themselves.

    `publisher` is noted in the folder, which is refused to any other one unless `take_over` says that it is meant;
    `org` is the number of the organisation, which UIDs name.

    `state` names all that the files are made of (`state_of`): `as_published` says by it that nothing is to be done.

    Raises FolderError where the folder cannot be written, is another's, or holds a file of that name that is not ours; also
    where there is no event at all while the feeds in the folder hold some, unless `allow_empty` says that this is meant.
    """
    today = today or _today_of(window)
    window = window or feed_window(today)
    events = list(events)
    emptying = not events and not allow_empty
    events = [event for event in events if not (event.is_private or event.withheld)]
    feeds = [*feeds_of(events, lang, owner), *more]
    stock = nearest(events, window, today, MOST_ENTRIES, reckoning)

    def held(feed: Feed) -> tuple[list[Entry], int | None]:
        return entries_of(feed, stock, events, window, today, reckoning)

    files = dict(_feed_files(feeds, held, today, base_url, lang, org))
    from ..web.pages import static_files  # its templates are loaded only for pages

    files |= static_files(feeds, events, today, reckoning, base_url, lang, owner)
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        known = _manifest(folder)
        if publisher and not take_over:
            _refuse_anothers(folder, publisher)
        if emptying:
            _refuse_emptying(folder, known)
        files |= {
            name: _emptied(folder / name, lang)
            for name in known
            if name not in files and name.endswith(".ics") and _is_as_written(folder / name, known[name])
        }
        _refuse_foreign(folder, files, known)
        sweep(folder)
        written = [name for name, data in files.items() if _write(folder / name, data)]
        removed = [name for name in known.keys() - files.keys() if _remove(folder / name, known[name])]
        _write(folder / MANIFEST, _manifest_of(files, _record(state, feeds, stock[1], publisher)))
    except OSError as error:
        said = Message("{folder}: the feeds cannot be written: {why}", folder=str(folder), why=system_reason(error))
        raise FolderError(folder, said, Message("name a folder that you may write to")) from error
    kept = tuple(name for name in files if name not in written)
    return Published(folder, tuple(feeds), stock[1], tuple(written), kept, tuple(sorted(removed)))


def _refuse_anothers(folder: Path, publisher: Publisher) -> None:
    """Raises FolderError where the folder holds the calendars of another organisation or database."""
    there: Publisher | None = None
    with suppress(OSError, ValueError, RecursionError):
        there = Publisher.of(json.loads((folder / MANIFEST).read_bytes()))
    if there is None or there.mark == publisher.mark:
        return
    is_named = there.key or there.name
    whose = title_of(there.key, there.name) if is_named else Message("another organisation or another database")
    said = Message("{folder} holds the calendars of {whose}; nothing was written", folder=str(folder), whose=whose)
    own = str(folder / (publisher.key or "calendars"))
    remedy = Message("publish into a folder of its own, as {own}; --take-over replaces what is there", own=own)
    raise FolderError(folder, said, remedy)


def _refuse_emptying(folder: Path, known: Iterable[str]) -> None:
    """Raises FolderError where a feed in the folder holds events: a database without any is rather the wrong one."""
    for name in known:
        if name.endswith(".ics") and _EVENT in _bytes_of(folder / name):
            said = Message(
                "{folder}: the feeds there hold events and the database has none; nothing was written",
                folder=str(folder),
            )
            remedy = Message(
                "look whether --db, YUELING_DB or the settings name the right database; --allow-empty empties the feeds"
            )
            raise FolderError(folder, said, remedy)


def _emptied(path: Path, lang: str) -> bytes:
    """The feed of a file that was published, with its name and without events."""
    from ..exchange.words import unescaped
    from ..ical.components import logical  # only where a feed has lost its last event

    lines = logical(_bytes_of(path).splitlines())
    title = next((text[5:] for _, text in lines if text.startswith("NAME:")), "")
    return render(Feed(path.stem, unescaped(title) or path.stem, over=True), [], lang=lang)


def _bytes_of(path: Path) -> bytes:
    try:
        return b"" if path.is_symlink() else path.read_bytes()
    except OSError:
        return b""


def _today_of(window: Span | None) -> date:
    if window is None:
        raise ValueError("publish needs the window or today")
    return min(date.fromordinal(min(window.first.toordinal() + DAYS_BACK, date.max.toordinal())), window.last)


def _feed_files(
    feeds: Sequence[Feed],
    held: Callable[[Feed], tuple[Iterable[Entry], int | None]],
    today: date,
    base_url: str | None,
    lang: str,
    org: int,
) -> Iterator[tuple[str, bytes]]:
    shelves, fragments = dict[tuple[str, str], list[Entry]](), Fragments()
    everything, total = held(feeds[0])
    if total is None:
        for entry in everything:
            shelves.setdefault(("kind", entry.event.kind), []).append(entry)
            for tag in entry.event.tags:
                shelves.setdefault(("tag", tag), []).append(entry)
    for feed in feeds:
        shelf = ("kind", feed.kind) if feed.kind else ("tag", feed.tag or "")
        if total is not None:
            chosen, count = held(feed)
        else:
            chosen, count = everything if feed.selection.is_everything else shelves.get(shelf, []), None
        url = f"{base_url.rstrip('/')}/{quote(feed.name)}.ics" if base_url else None
        pages = f"{base_url.rstrip('/')}/#" if base_url else None  # one page holds all events here, each under its UID
        data = render(feed, chosen, url=url, pages=pages, today=today, lang=lang, count=count, kept=fragments, org=org)
        yield f"{feed.name}.ics", data


def _manifest(folder: Path) -> dict[str, str]:
    """What an earlier run wrote; where its note is damaged the feeds that bear our mark."""
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, RecursionError):
        files = None
    if not isinstance(files, dict):
        feeds = {path.name: _bytes_of(path) for path in folder.glob("*.ics")}
        return {name: _digest(data) for name, data in feeds.items() if _MARK in data[:_MARKED]}
    return {name: digest for name, digest in files.items() if _plain_name(name) and isinstance(digest, str)}


def _plain_name(name: str) -> bool:
    """Whether the name stays inside the folder, whatever somebody wrote into the manifest."""
    return (
        name.endswith((".ics", ".html", ".css", ".js", ".svg"))
        and os.path.basename(name) == name
        and "\x00" not in name
    )


def state_of(*facts: object) -> str:
    """A name for all that published files are made of: the facts, and this program as it is."""
    newest = max(path.stat().st_mtime_ns for folder in PROGRAM for path in folder.rglob("*.*") if path.suffix != ".pyc")
    return _digest(repr((*facts, newest)).encode())


def as_published(folder: Path, state: str) -> Published | None:
    """What the last run did, where it was of the same state and its files are all as it wrote them; else None."""
    try:
        record = json.loads((folder / MANIFEST).read_bytes())
        if record["state"] != state:
            return None
        files, feeds = _manifest(folder), tuple(_feed_of(*facts) for facts in record["feeds"])
        entries = int(record["entries"])
        if not files or any(_digest((folder / name).read_bytes()) != digest for name, digest in files.items()):
            return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, BadSelection):
        return None
    return Published(folder, feeds, entries, (), tuple(files), ())


def _feed_of(name: str, title: str, selection: Mapping[str, Any]) -> Feed:
    return Feed(name, title, Selection.from_json(selection))


def _record(state: str | None, feeds: Iterable[Feed], entries: int, publisher: Publisher | None) -> dict[str, object]:
    """Whose the folder is, and what `as_published` goes by."""
    whose: dict[str, object] = {"of": publisher.to_json()} if publisher else {}
    if state is None:
        return whose
    return whose | {
        "state": state,
        "entries": entries,
        "feeds": [[f.name, f.title, f.selection.to_json()] for f in feeds],
    }


def _manifest_of(files: Mapping[str, bytes], record: Mapping[str, object]) -> bytes:
    digests = {name: _digest(data) for name, data in sorted(files.items())}
    note = "written by Yueling; lists the files that it may replace or remove"
    return json.dumps({"note": note, **record, "files": digests}, ensure_ascii=False, indent=1).encode() + b"\n"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse_foreign(folder: Path, files: Iterable[str], known: Mapping[str, str]) -> None:
    """Raises FolderError where a file is in the way that we did not write, before anything is touched."""
    for name in files:
        path = folder / name
        if name in known or not os.path.lexists(path):
            continue
        if path.is_file():
            with path.open("rb") as file:
                if _MARK in file.read(_MARKED):
                    continue
        said = Message("{path} is there already and was not written by yueling", path=str(path))
        raise FolderError(folder, said, Message("name an empty folder, or move that file away"))


def _write(path: Path, data: bytes) -> bool:
    """Whether the file was written; not where it holds these bytes already."""
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        pass
    write_whole(path, data, _MODE)
    return True


def _is_as_written(path: Path, digest: str) -> bool:
    return not path.is_symlink() and path.is_file() and _digest(path.read_bytes()) == digest


def _remove(path: Path, digest: str) -> bool:
    """Whether the file was removed: only while it is still as we wrote it."""
    if not _is_as_written(path, digest):
        return False
    path.unlink()
    return True
