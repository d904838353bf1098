"""How to subscribe: one button, each calendar program with its way and its delay, a code for the phone."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from urllib.parse import urlencode

from rules import Message, YuelingError

from ...captions import kind_word
from ...selection import Selection
from ..words import clients
from .agenda import FEED_OPTIONS
from .frame import Frame, show
from .links import Link, asked_of, first_feeds, is_local, narrow, selection_title

MOST_CODE = 1500
"""Octets of an address that a code holds so that a phone still reads it."""


class TooLong(YuelingError):
    """An address that no code can hold."""


def choose(feeds: Sequence[Link], selection: Selection, frame: Frame) -> Link | None:
    """The calendar of what is asked for: that of a single kind or tag, else everything narrowed; None where there is none."""
    asked = asked_of(selection)
    if not feeds or not {name for name, _ in asked} <= FEED_OPTIONS:
        return None
    if not asked:
        return feeds[0]
    if len(asked) == 1 and (single := next((one for one in feeds if (one.sort, one.value) == asked[0]), None)):
        return single
    named = [kind_word(kind, frame.lang) for kind in selection.kinds]
    return narrow(feeds[0], selection, selection_title(selection, named, frame.name))


def code_address(link: Link, selection: Selection, site: str) -> str:
    """What a phone is to open that scans the code: this page on `site`, the address of the pages, else the calendar itself.

    Few cameras but those of Apple know a webcal address, and WeChat knows none; every phone opens a page.
    """
    query = urlencode(asked_of(selection))
    return f"{site}/subscribe{'?' if query else ''}{query}" if site else link.webcal


def subscribe_page(feeds: Sequence[Link], selection: Selection, frame: Frame, site: str = "") -> str:
    """The page from which one subscribes to what the selection asks for; `site` is the address of the pages, if known.

    Where only this machine reaches it, it says how a phone gets there, and shows no code that would lead nowhere.
    """
    link = choose(feeds, selection, frame)
    listed, more_tags = first_feeds(feeds)
    query = {name: [value for key, value in asked_of(selection) if key == name] for name, _ in asked_of(selection)}
    target = code_address(link, selection, site) if link else ""
    return show(
        "subscribe.html", frame, "subscribe", link=link, whole=selection.is_everything, feeds=listed,
        more_tags=more_tags, clients=clients(frame.lang), target=target,
        code=frame.to("/subscribe/qr.svg", **query) if _fits(target) and not is_local(target) else "",
    )  # fmt: skip


def _fits(address: str) -> bool:
    return 0 < len(address.encode()) <= MOST_CODE


def code_of(address: str) -> bytes:
    """The address as a QR code, an SVG image; raises TooLong.

    Dark on white with its quiet zone, whatever the colours of the page: cameras read no other.
    """
    if not _fits(address):
        raise TooLong(
            Message("the address has {n} octets, a code holds {most}", n=len(address.encode()), most=MOST_CODE)
        )
    import segno  # slow to load, and only a code needs it

    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, omitsize=True
    )
    return out.getvalue()
