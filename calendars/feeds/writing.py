"""Agenda -> iCalendar bytes.

The bytes depend on the data alone, never on the clock: the same entries give the same file. Each entry is one plain
VEVENT without RRULE, RDATE or RSCALE: every client reads that, and no lunar or working-day date comes out a day off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rules import RECKONING, Message, Reckoning, Span

from ..captions import MOST_TITLE
from ..collecting import no_collector
from ..events import Entry
from ..lines import folded, one_line, text_line
from ..organisations import FIRST
from .cap import MOST_ENTRIES, omission, stays, trim_to
from .components import Fragments, events, fragments, tasks
from .feed import Feed
from .options import USUAL, Look
from .properties import ZONE, Style
from .recurring import Repeated, repeated

PRODID = "-//Yueling//Yueling//ZH"
REFRESH = "PT12H"
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
_ZONED = b";TZID=" + ZONE.encode() + b":"


@no_collector()
def render(
    feed: Feed,
    entries: Iterable[Entry],
    *,
    url: str | None = None,
    pages: str | None = None,
    command: bool = False,
    today: date | None = None,
    lang: str = "zh",
    count: int | None = None,
    look: Look = USUAL,
    reckoning: Reckoning = RECKONING,
    kept: Fragments | None = None,
    org: int = FIRST,
) -> bytes:
    """The feed as an iCalendar file: of the entries those that belong into it, as many as 2,000 where `today` is given.

    Too many entries hang clients; what recurs most often is thinned (see `trim_to`) and the description of the calendar
    says so. Without `today` all stay. `count` says how many there are where not all were made (`folding.nearest`). `url` is
    the address of the feed itself (SOURCE); `pages` followed by a UID that of the page of an event; `command` names the
    command that leads to the chain behind a date where there is no page. `look` says in which form it is wanted; its window
    has been taken from `entries`. `kept` takes what is written, for the next feed; `org` is the number of the organisation
    whose feed it is, as its UIDs say. Times are in Asia/Shanghai.
    """
    chosen, style = _held(feed, entries, look), Style(lang, pages, command, org=org)
    series = Repeated()
    if look.rrule and chosen:
        window = look.window(today) if today else _days_of(chosen)
        series = repeated(chosen, window, look, style, reckoning)
    rest = [entry for entry in chosen if entry.uid not in series.covered] if series.covered else chosen
    room = max(MOST_ENTRIES - len(series.blocks), 0)
    shown = trim_to(rest, today, room, 1 + len(look.ahead)) if today else rest
    count = len(rest) if count is None or series.covered else count
    about = omission(rest, shown, count, lang) if len(shown) < count else ""
    blocks, timed = _blocks(shown, look, style, reckoning, kept)
    # A calendar must have a component (RFC 5545, 3.6): the time zone stands in while there is no entry.
    zone = VTIMEZONE if timed or series.timed or not (blocks or series.blocks) else b""
    head = _head(feed, _about(look, today, about, lang), _source(url, look))
    return b"".join((head, zone, *series.blocks, *blocks, b"END:VCALENDAR\r\n"))


def _held(feed: Feed, entries: Iterable[Entry], look: Look) -> list[Entry]:
    """Those that belong into the feed."""
    if feed.takes_public and not look.todo:
        return [entry for entry in entries if entry.event.origin is None or feed.holds(entry.event)]
    held = [entry for entry in entries if feed.holds(entry.event)]
    return [entry for entry in held if stays(entry.event)] if look.todo else held


def _days_of(entries: Iterable[Entry]) -> Span:
    spans = [entry.span for entry in entries]
    return Span(min(span.first for span in spans), max(span.last for span in spans))


def _blocks(
    entries: Sequence[Entry], look: Look, style: Style, reckoning: Reckoning, kept: Fragments | None
) -> tuple[list[bytes], bool]:
    """The components, and whether a time needs the zone."""
    if look.todo:
        blocks = [block for _, block in tasks(entries, look, style, reckoning)]
        return blocks, any(_ZONED in block for block in blocks)
    found = kept.of(entries, style) if kept else fragments(entries, style)
    timed = any(one.timed for one in found)
    if not (look.alarms or look.ahead):
        return [one.block for one in found], timed
    return list(events(found, look, style, reckoning)), timed


def _about(look: Look, today: date | None, omitted: str, lang: str) -> str:
    """What the calendar says of itself."""
    about = Message("Dates read from official notices; each says in which sentence it stands.").say(lang)
    if today and (look.first or look.past is not None):
        first = look.window(today).first
        about += Message(" From {first} on.", first=first.isoformat()).say(lang)
    return about + omitted


def _source(url: str | None, look: Look) -> str | None:
    """The address of the feed as it was asked for."""
    query = look.query()
    return f"{url}?{query}" if url and query else url


def _head(feed: Feed, about: str, url: str | None) -> bytes:
    """The lines before the first component; all of them there, because Outlook ignores later ones."""
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
