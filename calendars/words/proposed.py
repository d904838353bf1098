"""What waits of what organisations above propose of an event, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rules import Message

from ..captions import cited
from ..events import Event
from ..proposals import event_uid
from ..statements import Statement
from ..store import Store


def proposed(store: Store, uid: str) -> list[Event]:
    """The drafts that propose something of the event, and wait for a person."""
    drafts = (one for _, one in store.drafts() if one.reading and one.reading.proposal)
    return [one for one in drafts if event_uid(one.uid) == uid]


def proposed_words(event: Event, drafts: Iterable[Event], lang: str) -> Iterator[Message]:
    """What each of them would have otherwise of the event, and where that is decided."""
    from ..actions.proposing import laid_beside  # few are given anything
    from ..changes_shown import origin_words

    for draft in drafts:
        change = laid_beside(draft, event)
        notice = cited(draft.source, lang) if draft.source else ""
        for what in origin_words(change, [change], lang):
            yield Message(
                "{what} ({notice}): it waits until somebody decides it in the review", what=what, notice=notice
            )


def said_without(event: Event, said: Iterable[Statement], drafts: Sequence[Event]) -> list[Statement]:
    """What notices say of the event, without those that only a proposal rests on."""
    waiting = {one.source.digest for one in drafts if one.source} - {event.source and event.source.digest}
    return [one for one in said if one.source.digest not in waiting]
