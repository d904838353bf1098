"""Entries as components of a calendar: events with what belongs to them, or tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rules import Reckoning

from ..captions import headline
from ..events import Entry
from ..organisations import FIRST
from .alarms import ahead, alarms, leads_ahead
from .options import Look
from .placing import placed
from .properties import Style, day_text, standing, uid_line, when, words
from .tasks import task

MOST_FRAGMENTS = 20_000
"""Fragments that are kept of each style: about 20 MB."""
BEGIN, END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"


class Fragment(NamedTuple):
    """An entry as a VEVENT."""

    entry: Entry
    """Kept, so that no other entry comes to have its identity."""
    uid: str
    timed: bool
    block: bytes
    org: int = FIRST
    """The number of the organisation whose calendar it is in, as its UID there says."""

    def under(self, uid: str) -> Fragment:
        """The same under another UID."""
        _, _, rest = self.block.partition(uid_line(self.uid, self.org))
        return self._replace(uid=uid, block=b"".join((BEGIN, uid_line(uid, self.org), rest)))

    def with_alarms(self, look: Look, lang: str, reckoning: Reckoning) -> bytes:
        """The VEVENT with the alarms that are wanted."""
        if not look.alarms:
            return self.block
        entry = self.entry
        rung = alarms(entry, look.alarms, placed(entry)[0], headline(entry, lang), reckoning)
        return b"".join((self.block[: -len(END)], rung, END))


class Fragments:
    """VEVENTs by the identity of their entries, written once for all feeds that hold them."""

    def __init__(self) -> None:
        self._styles: dict[Style, dict[int, Fragment]] = {}

    def __len__(self) -> int:
        return sum(map(len, list(self._styles.values())))

    def of(self, entries: Sequence[Entry], style: Style) -> list[Fragment]:
        """A fragment for each entry, no two under the same UID."""
        kept = self._styles.setdefault(style, {})
        missing = [entry for entry in entries if id(entry) not in kept] if kept else entries
        if len(kept) + len(missing) > MOST_FRAGMENTS:
            kept.clear()
            missing = entries
        kept.update(_written(missing, style))
        return apart([kept[id(entry)] for entry in entries])


def fragments(entries: Sequence[Entry], style: Style) -> list[Fragment]:
    """What `Fragments.of` gives, kept for no other feed."""
    made = _written(entries, style)
    return apart([made[id(entry)] for entry in entries])


def _written(entries: Sequence[Entry], style: Style) -> dict[int, Fragment]:
    """The fragments by the identity of their entries. What an event says alike of all its entries is said once.

    They are written in the order in which they lie in memory, where they were made event by event: in the order of their
    days a quarter of the time would go by waiting for memory.
    """
    said: dict[int, Fragment] = {}
    made: dict[int, Fragment] = {}
    for entry in sorted(entries, key=id):
        like = said.get(id(entry.event))
        if like and _says_the_same(like.entry, entry):
            made[id(entry)] = _fragment_like(like, entry)
        else:
            made[id(entry)] = said[id(entry.event)] = _fragment(entry, style)
    return made


def _says_the_same(entry: Entry, other: Entry) -> bool:
    """Whether an event says the same of both of its entries, but for their days."""
    one, two = entry.occurrence, other.occurrence
    same = one.reasons == two.reasons and one.clock == two.clock and one.span.days == two.span.days == 1
    return same and not entry.event.recurrence.then


def _fragment(entry: Entry, style: Style) -> Fragment:
    uid, times = entry.uid, when(entry)
    block = b"".join((BEGIN, uid_line(uid, style.org), times, *words(entry, style), standing(entry), END))
    return Fragment(entry, uid, times.startswith(_ZONED), block, style.org)


_ZONED = b"DTSTART;TZID"
_STAMP = b"\r\nDTSTAMP:"
"""Where the times end and what an event says of all its entries begins."""


def _fragment_like(one: Fragment, entry: Entry) -> Fragment:
    """The fragment of an entry that says the same but for its day."""
    uid, times = entry.uid, when(entry)
    rest = one.block[one.block.index(_STAMP) + 2 :]
    block = b"".join((BEGIN, uid_line(uid, one.org), times, rest))
    return Fragment(entry, uid, times.startswith(_ZONED), block, one.org)


def apart(found: list[Fragment]) -> list[Fragment]:
    """The fragments, of two under one UID the later one with its day: else one of them is lost in silence."""
    return found if len({one.uid for one in found}) == len(found) else list(_renamed(found))


def _renamed(found: Iterable[Fragment]) -> Iterator[Fragment]:
    seen = set[str]()
    for fragment in found:
        uid = fragment.uid
        while uid in seen:
            uid = f"{uid}-{day_text(fragment.entry.span.first)}"
        seen.add(uid)
        yield fragment if uid == fragment.uid else fragment.under(uid)


def events(found: Iterable[Fragment], look: Look, style: Style, reckoning: Reckoning) -> Iterator[bytes]:
    """The VEVENTs with their alarms, before each those that say how many days are left."""
    for one in found:
        yield from ahead(one.entry, one.uid, leads_ahead(one.entry, look), style, reckoning)
        yield one.with_alarms(look, style.lang, reckoning)


def tasks(entries: Iterable[Entry], look: Look, style: Style, reckoning: Reckoning) -> Iterator[tuple[str, bytes]]:
    """The entries as VTODOs, each with the UID that its event has in a feed; no two have the same."""
    seen = set[str]()
    for entry in entries:
        uid = entry.uid
        while uid in seen:
            uid = f"{uid}-{day_text(entry.span.first)}"
        seen.add(uid)
        yield uid, task(entry, uid, look.alarms, style, reckoning)
