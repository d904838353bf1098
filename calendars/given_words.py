"""What reached the organisations below, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Message

from .views import printable

if TYPE_CHECKING:  # the reader of notices is slow to load
    from .actions.giving import Receipt


def receipt_words(one: Receipt) -> Message:
    """What reached one organisation, or why nothing did."""
    name = printable(one.receiver.title)
    if one.error:
        return Message("{name}: nothing was given: {error}", name=name, error=one.error.said)
    if one.added or one.proposed:
        return Message("{name}: {added} new, {proposed} proposed", name=name, added=one.added, proposed=one.proposed)
    if one.withdrawn:
        return Message("{name}: {n} proposals withdrawn", name=name, n=one.withdrawn)
    return Message("{name}: it had all of it", name=name)
