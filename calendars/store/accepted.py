"""What was accepted of an event that organisations above proposed, as the history tells it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendars.events import Event
from calendars.proposals import Proposal, draft_uid

from .history import event_of_text
from .reading import Ask, asked_in_parts, facts
from .rows import Loader
from .statements import draft_of

GIVERS = "SELECT DISTINCT giver FROM given_events WHERE org = this_org() AND uid = :uid"
FATES = """SELECT s.number, s.at, c.before FROM changes c JOIN steps s ON s.org = c.org AND s.number = c.step
 WHERE c.org = this_org() AND s.undone IS NULL AND c.thing = 'accepted' AND c.key"""
BEFORE = """SELECT thing, before FROM changes WHERE org = this_org() AND step = :step AND key = :uid
 AND thing IN ('event', 'decisions')"""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One proposal as it was accepted."""

    at: datetime
    """UTC."""
    draft: Event
    """What was proposed, with the notice that it was given with."""
    proposal: Proposal
    before: Event | None
    """The event as it was before; None where it was not there, or did not become another one."""
    by_hand: frozenset[str]
    """The fields of it that a person had settled before."""


def accepted(ask: Ask, place: str, uid: str) -> Iterator[Accepted]:
    """The proposals of an event that somebody accepted and did not take back, the first one first. Raises StoreError."""
    keys = [draft_uid(uid, int(giver)) for (giver,) in ask(GIVERS, {"uid": uid})]
    rows = sorted(asked_in_parts(ask, FATES, keys), key=lambda row: int(row[0])) if keys else []
    loader = Loader(facts(ask) if rows else {})
    for number, at, text in rows:
        draft = draft_of(loader, json.loads(text), place)
        was: dict[str, str | None] = {row[0]: row[1] for row in ask(BEFORE, {"step": number, "uid": uid})}
        decided: list[dict[str, Any]] = json.loads(was.get("decisions") or "[]")
        before = event_of_text(loader, text, place, uid) if (text := was.get("event")) else None
        proposal = draft.reading and draft.reading.proposal
        if proposal:
            by_hand = frozenset(one["field"] for one in decided)
            yield Accepted(datetime.fromisoformat(at), draft, proposal, before, by_hand)
