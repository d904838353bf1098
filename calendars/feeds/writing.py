"""Agenda -> iCalendar bytes.

The bytes depend on the data alone, never on the clock: the same entries give the same file. Each entry is one plain
VEVENT without RRULE, RDATE or RSCALE: every client reads that, and no lunar or working-day date comes out a day off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from urllib.parse import quote

from rules import Message, shift

from ..captions import MOST_DETAIL, MOST_TITLE, details, headline, kind_word
from ..events import Entry, Event
from ..lines import escaped, folded, one_line, text_line
from .feed import Feed
from .placing import placed
from .window import trim_to

ZONE = "Asia/Shanghai"
PRODID = "-//Yueling//Yueling//ZH"
REFRESH = "PT12H"
UNSTAMPED = datetime(1970, 1, 1, tzinfo=UTC)
"""DTSTAMP of what was never stored: any constant is better than the clock, which would change the bytes."""

VTIMEZONE = (
    b"BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nTZNAME:CST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
_COLOURS = {
    "observance": ("seagreen", "#2E8B57"),
    "event": ("royalblue", "#4169E1"),
    "window": ("darkcyan", "#008B8B"),
    "deadline": ("crimson", "#DC143C"),
    "duty": ("darkorange", "#FF8C00"),
    "anniversary": ("mediumpurple", "#9370DB"),
    "offset": ("indianred", "#CD5C5C"),
}
_COLOUR = ("firebrick", "#B22222")


def render(
    feed: Feed,
    entries: Iterable[Entry],
    *,
    url: str | None = None,
    pages: str | None = None,
    today: date | None = None,
    lang: str = "zh",
    count: int | None = None,
) -> bytes:
    """The feed as an iCalendar file: of the entries those that belong into it, as many as 2,000 where `today` is given.

    Too many entries hang clients; the nearest stay (see `trim_to`) and the description of the calendar says so. Without
    `today` all stay. `count` says how many there are where not all were made (`folding.nearest`). `url` is the address of
    the feed itself (SOURCE); `pages` followed by a UID that of the page of an event (URL), for those that have no address
    of their own. Times are in Asia/Shanghai.
    """
    chosen = [entry for entry in entries if feed.holds(entry.event)]
    count = len(chosen) if count is None else count
    if today:
        chosen = trim_to(chosen, today)
    blocks = _blocks(chosen, lang, pages)
    timed = any(b"\r\nDTSTART;TZID=" in block for block in blocks)
    # A calendar must have a component (RFC 5545, 3.6): the time zone stands in while there is no entry.
    zone = VTIMEZONE if timed or not blocks else b""
    return b"".join((_head(feed, len(chosen), count, url, lang), zone, *blocks, b"END:VCALENDAR\r\n"))


def _head(feed: Feed, shown: int, count: int, url: str | None, lang: str) -> bytes:
    """The lines before the first component; all of them there, because Outlook ignores later ones."""
    about = Message("Dates read from official notices; each says in which sentence it stands.").say(lang)
    if shown < count:
        about += Message(" Of {count} entries these are the nearest {shown}.", count=count, shown=shown).say(lang)
    title = one_line(feed.title, MOST_TITLE)
    colour, rgb = _COLOURS.get(feed.kind or "", _COLOUR)
    return b"".join((
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        folded(f"PRODID:{PRODID}"),
        b"CALSCALE:GREGORIAN\r\n",
        text_line("NAME", title),
        text_line("X-WR-CALNAME", title),
        text_line("DESCRIPTION", about),
        text_line("X-WR-CALDESC", about),
        folded(f"X-WR-TIMEZONE:{ZONE}"),
        folded(f"COLOR:{colour}"),
        folded(f"X-APPLE-CALENDAR-COLOR:{rgb}"),
        folded(f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"),
        folded(f"X-PUBLISHED-TTL:{REFRESH}"),
        folded(f"SOURCE;VALUE=URI:{url}") if url else b"",
    ))  # fmt: skip


def _blocks(entries: Iterable[Entry], lang: str, pages: str | None) -> list[bytes]:
    """One VEVENT per entry. What depends on the event alone is written once for all its entries."""
    blocks: list[bytes] = []
    seen: set[str] = set()
    # An entry is kept beside its words, so that the ids in the key cannot be taken by other values meanwhile.
    known: dict[tuple[int, int], tuple[Entry, bytes]] = {}
    for entry in entries:
        uid = entry.uid
        if uid in seen:  # two occurrences under one key: one of them would be lost in silence
            uid = f"{uid}-{_day(entry.span.first)}"
        seen.add(uid)
        at = (id(entry.event), id(entry.occurrence.reasons))
        if entry.span.days > 1:
            words = _words(entry, lang, pages)
        elif at in known:
            words = known[at][1]
        else:
            words = _words(entry, lang, pages)
            known[at] = entry, words
        blocks.append(b"".join((b"BEGIN:VEVENT\r\n", folded(f"UID:{escaped(uid)}@yueling"), _when(entry), words)))
    return blocks


def stamps(event: Event) -> bytes:
    """DTSTAMP and its like, from the record and not from the clock."""
    created, updated = event.created, event.updated or event.created
    text = f"DTSTAMP:{_utc(updated or UNSTAMPED)}\r\n"
    if created:
        text += f"CREATED:{_utc(created)}\r\n"
    if updated:
        text += f"LAST-MODIFIED:{_utc(updated)}\r\n"
    return f"{text}SEQUENCE:{event.sequence}\r\n".encode()


def _words(entry: Entry, lang: str, pages: str | None) -> bytes:
    """Everything of a VEVENT that is neither its identity nor its time."""
    event = entry.event
    page = f"{pages}{quote(event.uid, safe='')}" if pages else None
    return b"".join((
        stamps(event),
        text_line("SUMMARY", headline(entry, lang)),
        text_line("DESCRIPTION", *description(entry, lang)),
        *whereabouts(event.place, uri(event.url) or page, event.contact),
        categories(event.kind, event.tags, lang),
        _class(event),
        b"STATUS:%b\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n" % entry.status.encode(),
    ))  # fmt: skip


def whereabouts(place: str | None, url: str | None, contact: str | None) -> Iterator[bytes]:
    """LOCATION, URL and CONTACT, as far as there are such."""
    if place:
        yield text_line("LOCATION", one_line(place, MOST_DETAIL))
    if url:
        yield folded(f"URL:{url}")
    if contact:
        yield text_line("CONTACT", one_line(contact, MOST_DETAIL))


def uri(text: str | None) -> str | None:
    """The text as an address in ASCII, where it is one that calendar programs may open; else None.

    >>> uri("https://example.org/通知?a=1"), uri("javascript:alert(1)"), uri("see the notice")
    ('https://example.org/%E9%80%9A%E7%9F%A5?a=1', None, None)
    """
    address = (text or "").strip()
    if not re.match(r"(?:https?://|mailto:|tel:)[^\s]", address, re.IGNORECASE) or re.search(
        r"[\s\x00-\x20\x7f]", address
    ):
        return None
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]-._", errors="replace")


def _class(event: Event) -> bytes:
    """CLASS, where the calendar from which the event came keeps it from others."""
    said = event.origin.said("CLASS").upper() if event.origin else ""
    return f"CLASS:{said}\r\n".encode() if said in ("PRIVATE", "CONFIDENTIAL") else b""


@lru_cache(maxsize=512)
def categories(kind: str, tags: tuple[str, ...], lang: str) -> bytes:
    """CATEGORIES: the kind in the reader's language, then the tags."""
    words = dict.fromkeys((kind_word(kind, lang), *(one_line(tag, 60) for tag in tags)))
    return folded("CATEGORIES:" + ",".join(escaped(word) for word in words if word))


def description(entry: Entry, lang: str = "zh") -> list[str]:
    """The details of an entry, each a line, and the command that prints the chain behind it."""
    colon = "：" if lang == "zh" else ": "
    lines = [f"{label}{colon}{text}" for _, label, text in details(entry, lang)]
    lines.append(f"{_chain(lang)}{colon}yueling why {one_line(entry.event.uid, 200)}")
    return lines


@lru_cache(maxsize=8)
def _chain(lang: str) -> str:
    return Message("The whole chain").say(lang)


def _when(entry: Entry) -> bytes:
    """DTSTART and DTEND."""
    first, last = placed(entry)
    if isinstance(first, datetime):
        zone = f";TZID={ZONE}:"
        return f"DTSTART{zone}{_moment(first)}\r\nDTEND{zone}{_moment(last)}\r\n".encode()
    return _days(first, last)


@lru_cache(maxsize=2048)
def _days(first: date, last: date) -> bytes:
    text = f"DTSTART;VALUE=DATE:{_day(first)}\r\n"
    after = shift(last, 1)  # DTEND is exclusive; without it the event has one day
    return (f"{text}DTEND;VALUE=DATE:{_day(after)}\r\n" if after > first else text).encode()


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _moment(moment: date) -> str:
    return moment.isoformat()[:19].replace("-", "").replace(":", "")


@lru_cache(maxsize=512)
def _utc(moment: datetime) -> str:
    if moment.tzinfo:
        moment = moment.astimezone(UTC)
    return _moment(moment) + "Z"
