"""What was accepted of what organisations above proposed, in words: who proposed it, in which notice, over what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rules import Message

from ..captions import cited
from ..civil import HOME, day_of
from ..events import Event
from ..past import NAMES, content_words
from ..proposals import Proposal
from ..store import Store
from ..store.accepted import Accepted, accepted
from ..store.decided import FIELDS
from ..views import printable


def accepted_fields(store: Store, event: Event) -> dict[str, Accepted]:
    """The fields that the event has as they were proposed and accepted, each with the last such proposal.

    Of an event that was brought back by one every field that is still as it was then.
    """
    found: dict[str, Accepted] = {}
    for one in accepted(store.ask, store.place, event.uid):
        names = one.proposal.fields or FIELDS
        found = {name: old for name, old in found.items() if name not in names}
        found |= {name: one for name in names if getattr(one.draft, name) == getattr(event, name)}
    return found


def accepted_words(event: Event, fields: Mapping[str, Accepted], lang: str) -> Iterator[Message]:
    """What stands there because it was proposed from above and accepted, field by field."""
    for name in FIELDS:
        if one := fields.get(name):
            yield _said(event, name, one, lang)


def _said(event: Event, name: str, one: Accepted, lang: str) -> Message:
    facts: dict[str, str | Message] = {
        "name": NAMES[name], "content": content_words(event, name, lang), "giver": _giver(one.proposal, lang),
        "notice": cited(one.draft.source, lang) if one.draft.source else "", "day": day_of(one.at).isoformat(),
    }  # fmt: skip
    if not one.proposal.fields:
        return Message(
            "{name} {content}: proposed by {giver} ({notice}), accepted by hand on {day}; it had been taken away",
            **facts,
        )
    if one.before is None or name not in one.by_hand:
        return Message("{name} {content}: proposed by {giver} ({notice}), accepted by hand on {day}", **facts)
    return Message(
        "{name} {content}: proposed by {giver} ({notice}), accepted by hand on {day}, over {before}, which was set by hand",
        before=content_words(one.before, name, lang), **facts,
    )  # fmt: skip


def _giver(proposal: Proposal, lang: str) -> str:
    return printable(proposal.giver) or Message("the organisation above").say(lang)


def accepted_records(event: Event, fields: Mapping[str, Accepted]) -> list[dict[str, Any]]:
    """The same as JSON has it."""
    return [_record(event, name, fields[name]) for name in FIELDS if name in fields]


def _record(event: Event, name: str, one: Accepted) -> dict[str, Any]:
    over = one.before and name in one.by_hand
    return {
        "field": name,
        "content": content_words(event, name, "zh") or None,
        "giver": one.proposal.giver,
        "notice": one.draft.source.digest if one.draft.source else None,
        "title": one.draft.source.title if one.draft.source else None,
        "at": one.at.astimezone(HOME).isoformat(timespec="seconds"),
        "over": content_words(one.before, name, "zh") or None if over and one.before else None,
    }
