"""What was accepted and declined of what organisations above proposed, as the history tells it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendars.events import Event
from calendars.proposals import Proposal, draft_uid, event_uid

from .decided import FIELDS, IMPORTED, Decision, decisions
from .given import ACCEPTED, givers_of
from .history import event_of_text
from .reading import Ask, asked_in_parts, facts
from .rows import Loader
from .statements import draft_of

GIVERS = "SELECT DISTINCT giver FROM given_events WHERE org = this_org() AND uid = :uid"
FATES = """SELECT s.number, s.at, c.before FROM changes c JOIN steps s ON s.org = c.org AND s.number = c.step
 WHERE c.org = this_org() AND s.undone IS NULL AND c.thing = 'accepted' AND c.key"""
VERDICTS = """SELECT s.at, c.thing, c.key, c.before FROM changes c JOIN steps s ON s.org = c.org AND s.number = c.step
 WHERE c.org = this_org() AND s.undone IS NULL AND c.thing IN ('accepted', 'declined') AND c.key"""
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


def settled_by_proposals(ask: Ask, place: str, events: Sequence[Event]) -> dict[str, frozenset[str]]:
    """The fields of which a person settled what was proposed, by UID: those accepted that are still so, those declined.

    What somebody had a file overwrite since is settled no more. Raises StoreError.
    """
    here = {event.uid: event for event in events}
    keys = [draft_uid(uid, giver) for uid, givers in givers_of(ask, list(here)).items() for giver in givers]
    rows = list(asked_in_parts(ask, VERDICTS, keys)) if keys else []
    if not rows:
        return {}
    loader, decided = Loader(facts(ask)), decisions(ask, list(here))
    found: dict[str, set[str]] = {}
    for at, fate, key, text in rows:
        event, draft = here[event_uid(key)], draft_of(loader, json.loads(text), place)
        over = [name for name, one in decided.get(event.uid, {}).items() if one.fate == IMPORTED and _since(one, at)]
        names = _settled_names(event, draft, accepted=fate == ACCEPTED)
        found.setdefault(event.uid, set()).update(names.difference(over))
    return {uid: frozenset(names) for uid, names in found.items() if names}


def _since(decision: Decision, at: str) -> bool:
    return decision.decided is not None and decision.decided > datetime.fromisoformat(at)


def _settled_names(event: Event, draft: Event, *, accepted: bool) -> set[str]:
    """The fields that are as they were accepted, or not as they were declined."""
    proposal = draft.reading.proposal if draft.reading else None
    if proposal is None or proposal.gone:
        return set()
    return {name for name in proposal.fields or FIELDS if (getattr(event, name) == getattr(draft, name)) == accepted}
