"""The lines of a component: what depends on the event, on the occurrence, and on nothing but the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from rules import Message, shift, whole_command

from ..captions import MOST_DETAIL, facts, headline, kind_word, label
from ..events import UID_END, Entry, Event
from ..lines import escaped, folded, one_line, safe_line, text_line
from ..organisations import FIRST, uid_within
from .placing import placed

ZONE = "Asia/Shanghai"
UNSTAMPED = datetime(1970, 1, 1, tzinfo=UTC)
"""DTSTAMP of what was never stored: any constant is better than the clock, which would change the bytes."""


class Style(NamedTuple):
    """How components are written: the language, and what leads to the chain behind a date."""

    lang: str = "zh"
    pages: str | None = None
    """The address of the pages of events, up to their UID."""
    command: bool = False
    """Whether the command that prints the chain is named: only who made the file at a command line can use it."""
    days: bool = True
    """Whether the days of an entry of several are said in words."""
    org: int = FIRST
    """The number of the organisation whose calendar it is: its UIDs are no other's."""

    def page(self, event: Event) -> str | None:
        """The address of the page of the event; what is private has none that everybody may see."""
        if not self.pages or event.is_private:
            return None
        uid = event.uid
        return self.pages + (uid if uid.isalnum() and uid.isascii() else quote(uid, safe=""))


def uid_line(uid: str, org: int = FIRST) -> bytes:
    """UID, where no other program has the same, and no other organisation."""
    if len(uid) < 50 and uid.isascii() and uid.replace("-", "").isalnum():
        return f"UID:{uid_within(org, uid)}{UID_END}\r\n".encode()
    return folded(f"UID:{escaped(uid_within(org, uid))}{UID_END}")


def stamps(event: Event) -> bytes:
    """DTSTAMP and its like, from the record and not from the clock."""
    return _stamps(event.created, event.updated or event.created, event.sequence)


@lru_cache(maxsize=4096)
def _stamps(created: datetime | None, updated: datetime | None, sequence: int) -> bytes:
    text = f"DTSTAMP:{_utc(updated or UNSTAMPED)}\r\n"
    if created:
        text += f"CREATED:{_utc(created)}\r\n"
    if updated:
        text += f"LAST-MODIFIED:{_utc(updated)}\r\n"
    return f"{text}SEQUENCE:{sequence}\r\n".encode()


def _utc(moment: datetime) -> str:
    if moment.tzinfo:
        moment = moment.astimezone(UTC)
    return moment_text(moment) + "Z"


def words(entry: Entry, style: Style, title: str | None = None, above: Sequence[str] = ()) -> tuple[bytes, ...]:
    """What stands in events and tasks alike: stamps, title, description, where and whom to ask, categories, class.

    `above` are lines over the description.
    """
    event = entry.event
    page = style.page(event) if style.pages else None
    more = page or event.place or event.url or event.contact
    return (
        stamps(event),
        safe_line("SUMMARY", title or headline(entry, style.lang)),
        safe_line("DESCRIPTION", "\n".join(description(entry, style, page, above))),
        *(whereabouts(event.place, uri(event.url) or page, event.contact) if more else ()),
        categories(event.kind, event.tags, style.lang),
        _class(event) if event.origin else b"",
    )


def standing(entry: Entry) -> bytes:
    """STATUS and TRANSP of an event."""
    return _standing(entry.status, entry.event.origin is not None and entry.is_busy)


@lru_cache(maxsize=8)
def _standing(status: str, busy: bool) -> bytes:
    return f"STATUS:{status}\r\nTRANSP:{'OPAQUE' if busy else 'TRANSPARENT'}\r\n".encode()


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
    if not text:
        return None
    address = text.strip()
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
    named = dict.fromkeys((kind_word(kind, lang), *(one_line(tag, 60) for tag in tags)))
    return folded("CATEGORIES:" + ",".join(escaped(word) for word in named if word))


def description(entry: Entry, style: Style, page: str | None = None, above: Sequence[str] = ()) -> list[str]:
    """The details of an entry, each a line, and what leads to the chain behind it: its page, or the command.

    The address of the page stands in URL too, which some programs do not show. The lines are safe; `above` stands over them.
    """
    lang = style.lang
    labels, known = _labels(lang), facts(entry, lang)
    if not style.days:
        known = [fact for fact in known if fact[0] != "period"]
    whole = "".join([text for _, text in known])
    if whole.isprintable() and " " not in whole and len(whole) <= MOST_DETAIL:  # as Chinese mostly is
        lines = [labels[name] + text for name, text in known]
    else:
        lines = [labels[name] + one_line(text, MOST_DETAIL) for name, text in known]
    if above:
        lines = [*above, *lines]
    if page:
        lines.append(f"{_chain(lang)}{page}")
    elif style.command:
        lines.append(f"{_chain(lang)}{whole_command('yueling why ')}{one_line(entry.event.uid, 200)}")
    return lines


class _Labels(dict[str, str]):
    """The labels of details with their colon."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang

    def __missing__(self, name: str) -> str:
        self[name] = f"{label(name, self.lang)}{colon(self.lang)}"
        return self[name]


@lru_cache(maxsize=8)
def _labels(lang: str) -> _Labels:
    return _Labels(lang)


def colon(lang: str) -> str:
    """What stands between a label and its text."""
    return "：" if lang == "zh" else ": "


@lru_cache(maxsize=8)
def _chain(lang: str) -> str:
    return f"{Message('The whole chain').say(lang)}{colon(lang)}"


def when(entry: Entry) -> bytes:
    """DTSTART and DTEND."""
    occurrence = entry.occurrence
    if not occurrence.clock and occurrence.span.first == occurrence.span.last:  # as most are
        return days_lines(occurrence.span.first, occurrence.span.first)
    first, last = placed(entry)
    if isinstance(first, datetime):
        return moment_line("DTSTART", first) + moment_line("DTEND", last)
    return days_lines(first, last)


def moment_line(name: str, moment: date) -> bytes:
    """A property with a moment, or a day."""
    if isinstance(moment, datetime):
        return f"{name};TZID={ZONE}:{moment_text(moment)}\r\n".encode()
    return f"{name};VALUE=DATE:{day_text(moment)}\r\n".encode()


@lru_cache(maxsize=4096)
def days_lines(first: date, last: date) -> bytes:
    """DTSTART and DTEND of whole days, which is the day after the last; without it the event has one day."""
    text = f"DTSTART;VALUE=DATE:{day_text(first)}\r\n"
    after = shift(last, 1)
    return (f"{text}DTEND;VALUE=DATE:{day_text(after)}\r\n" if after > first else text).encode()


def day_text(day: date) -> str:
    """A day in the form of RFC 5545."""
    return day.isoformat().replace("-", "")


def moment_text(moment: date) -> str:
    """A moment in the form of RFC 5545, without its zone."""
    return moment.isoformat()[:19].replace("-", "").replace(":", "")
