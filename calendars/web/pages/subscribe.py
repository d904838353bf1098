"""How to subscribe: one button, each calendar program with its way and its delay, a code for the phone."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import segno

from rules import Message, YuelingError

from ...captions import kind_word
from ...selection import Selection
from ..words import clients
from .agenda import FEED_OPTIONS
from .frame import Frame, show
from .links import Link, asked_of, narrowed, selection_title

MOST_TAGS, MOST_CODE = 200, 1500
"""Tags whose calendars are listed; octets of an address that a code holds so that a phone still reads it."""


class TooLong(YuelingError):
    """An address that no code can hold."""


def chosen(feeds: Sequence[Link], selection: Selection, frame: Frame) -> Link | None:
    """The calendar of what is asked for: that of a single kind or tag, else everything narrowed; None where there is none."""
    asked = asked_of(selection)
    if not feeds or not {name for name, _ in asked} <= FEED_OPTIONS:
        return None
    if not asked:
        return feeds[0]
    if len(asked) == 1 and (single := next((one for one in feeds if (one.sort, one.value) == asked[0]), None)):
        return single
    named = [kind_word(kind, frame.lang) for kind in selection.kinds]
    return narrowed(feeds[0], selection, selection_title(selection, named, frame.name))


def subscribe_page(feeds: Sequence[Link], selection: Selection, frame: Frame) -> str:
    """The page from which one subscribes to what the selection asks for."""
    link = chosen(feeds, selection, frame)
    tags = [feed for feed in feeds if feed.sort == "tag"]
    listed = [*(feed for feed in feeds if feed.sort != "tag"), *tags[:MOST_TAGS]]
    query = {name: [value for key, value in asked_of(selection) if key == name] for name, _ in asked_of(selection)}
    return show(
        "subscribe.html", frame, "subscribe", link=link, whole=selection.is_everything, feeds=listed,
        more_tags=max(len(tags) - MOST_TAGS, 0), clients=clients(frame.lang),
        code=frame.to("/subscribe/qr.svg", **query) if link and _fits(link.webcal) else "",
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
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, omitsize=True
    )
    return out.getvalue()
