"""What reached the organisations below, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rules import Message

from ..organisations import Organisation
from ..views import printable

if TYPE_CHECKING:  # the reader of notices is slow to load
    from ..actions.giving import Receipt


def receipts_words(receipts: Sequence[Receipt]) -> list[Message]:
    """What reached each organisation, or why nothing did."""
    names = receiver_names([one.receiver for one in receipts])
    return [_words(one, names[one.receiver.number]) for one in receipts]


def receiver_names(every: Sequence[Organisation]) -> dict[int, str]:
    """What each is called, by its number: where two of them bear one name with its key."""
    many = Counter(one.title for one in every)
    return {one.number: printable(one.title if many[one.title] == 1 else f"{one.title} ({one.key})") for one in every}


def _words(one: Receipt, name: str) -> Message:
    if one.error:
        return Message("{name}: nothing was given: {error}", name=name, error=one.error.said)
    if one.added or one.proposed:
        return Message("{name}: {added} new, {proposed} proposed", name=name, added=one.added, proposed=one.proposed)
    if one.withdrawn:
        return Message("{name}: proposals withdrawn: {n}", name=name, n=one.withdrawn)
    if one.waiting:
        return Message("{name}: nothing new; proposals that still wait: {n}", name=name, n=one.waiting)
    return Message("{name}: it had all of it", name=name)
