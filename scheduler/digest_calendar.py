"""What a digest names as a calendar, to be kept by who reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

from calendars.events import CANCELLED, Entry
from calendars.feeds import PRODID, VTIMEZONE, Fragments, Style
from calendars.lines import folded
from calendars.store.scope import FIRST

MOST_ENTRIES = 100
"""How many dates the calendar of one digest has: those that its text spells out."""


def calendar_of(
    entries: Iterable[Entry],
    called_off: Iterable[Entry] = (),
    lang: str = "zh",
    *,
    pages: str | None = None,
    kept: Fragments | None = None,
    org: int = FIRST,
) -> bytes | None:
    """The entries as iCalendar (RFC 5545), each once; None where there is none.

    They bear the UIDs that they have in feeds and their SEQUENCE, so that a program that knows one moves it. What is
    called off, or removed and `called_off` as it last was, is CANCELLED. There are no tasks: the programs in which mail is
    read keep events alone, and one that keeps both would have everything twice. `pages` followed by a UID is the address
    of an event; `kept` takes what is written, for other readers. The UIDs are those of the organisation of the number. The
    same entries give the same bytes.
    """
    once = {entry.uid: entry for entry in chain(entries, map(_cancelled, called_off))}
    found = list(islice(_ends_first(once.values()), MOST_ENTRIES))
    if not found:
        return None
    written = (kept or Fragments()).of(found, Style(lang, pages, org=org))
    zone = VTIMEZONE if any(one.timed for one in written) else b""
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + folded(f"PRODID:{PRODID}") + b"CALSCALE:GREGORIAN\r\n"
    return b"".join((head, zone, *(one.block for one in written), b"END:VCALENDAR\r\n"))


def _cancelled(entry: Entry) -> Entry:
    """The entry, called off; its SEQUENCE grew when it was (RFC 5546, 2.1.4), and what comes back counts on from there."""
    return replace(entry, event=replace(entry.event, status=CANCELLED))


def _ends_first(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries in their order, those that are called off before the others: nothing else would take them away."""
    entries = list(entries)
    yield from (entry for entry in entries if entry.status == "CANCELLED")
    yield from (entry for entry in entries if entry.status != "CANCELLED")
