"""Addresses under which the feeds can be had, and what stands behind each way to subscribe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from ...feeds import Feed, is_named, words_of
from ...lines import one_line
from ...selection import Selection
from ..hosts import is_own

MOST_TAGS = 200
"""Tags whose feeds a page lists."""


@dataclass(frozen=True, slots=True)
class Link:
    """A feed with its addresses."""

    title: str
    words: str
    """What it holds, in a word."""
    sort: str
    """`all`, `named`, `kind` or `tag`."""
    value: str
    """The kind or the tag; empty for everything."""
    href: str
    address: str
    """The absolute address, empty where it is not known."""
    webcal: str

    @property
    def google(self) -> str:
        """The address that offers it in Google's calendar; empty without an absolute one."""
        return f"https://calendar.google.com/calendar/render?{urlencode({'cid': self.webcal})}" if self.webcal else ""

    @property
    def outlook(self) -> str:
        """The address that offers it in Outlook on the web; empty without an absolute one."""
        query = urlencode({"url": self.address, "name": self.title})
        return f"https://outlook.live.com/calendar/0/addfromweb?{query}" if self.webcal else ""

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return is_local(self.address)


def links(feeds: Iterable[Feed], base_url: str | None, lang: str, here: str = "") -> list[Link]:
    """The feeds with their addresses under the base URL; `here` goes before the relative ones."""
    found = []
    for feed in feeds:
        file = f"{quote(feed.name, safe='')}.ics"
        address = f"{base_url.rstrip('/')}/{file}" if base_url else ""
        sort = "named" if is_named(feed) else "kind" if feed.kind else "tag" if feed.tag else "all"
        value = "" if sort in ("all", "named") else feed.kind or feed.tag or ""
        found.append(Link(feed.title, words_of(feed, lang), sort, value, here + file, address, webcal(address)))
    return found


def first_feeds(feeds: Sequence[Link]) -> tuple[list[Link], int]:
    """The feeds that a page lists, and how many tags it leaves out: of thousands of tags the first ones."""
    tags = [feed for feed in feeds if feed.sort == "tag"]
    return [*(feed for feed in feeds if feed.sort != "tag"), *tags[:MOST_TAGS]], max(len(tags) - MOST_TAGS, 0)


def narrow(link: Link, selection: Selection, title: str) -> Link:
    """The link to exactly what is wanted: the feed of everything with the selection in its query."""
    query = urlencode(asked_of(selection))
    address = f"{link.address}?{query}" if link.address else ""
    return Link(title, title, "part", "", f"{link.href}?{query}", address, webcal(address))


def asked_of(selection: Selection) -> list[tuple[str, str]]:
    """The selection as a query: what pages and feeds are asked with."""
    fields = (
        ("kind", selection.kinds),
        ("tag", selection.tags),
        ("organisation", selection.organisations),
        ("person", selection.people),
        ("words", selection.words),
    )
    return [(name, value) for name, values in fields for value in values]


def selection_title(selection: Selection, named: Iterable[str], owner: str) -> str:
    """What a calendar of a selection is called: the owner, then what is wanted."""
    others = (*selection.tags, *selection.organisations, *selection.people, *selection.words)
    return one_line(f"{owner} · {' '.join((*named, *others))}", 100)


def webcal(address: str) -> str:
    """The address under the scheme that opens a calendar program; empty where it has none on the web."""
    scheme, mark, rest = address.partition("://")
    return f"webcal://{rest}" if mark and scheme in ("http", "https") else ""


def is_local(address: str) -> bool:
    """Whether an address leads back to the machine that asks.

    >>> is_local("http://127.0.0.1:8000/feeds/all.ics"), is_local("https://example.org/all.ics")
    (True, False)
    """
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return is_own(host)
