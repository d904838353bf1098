"""The notices as a shelf of papers: which there are, and what of one a person did not want on the calendar."""

from __future__ import annotations

import json
from datetime import datetime

from calendars.events import Event

from .decided import EVENT, UNWANTED
from .history import event_of_text
from .reading import Ask, day_of, facts
from .rows import KeptNotice, Loader

NOTICES = """SELECT n.digest, n.title, n.number, n.issuer, n.issued, n.name, n.added, coalesce(c.events, 0)
 FROM notices n LEFT JOIN (SELECT s.notice, count(*) AS events FROM sources s
  JOIN events e ON e.org = s.org AND e.uid = s.uid WHERE s.org = this_org() GROUP BY s.notice) c ON c.notice = n.digest
 WHERE n.org = this_org() AND n.text IS NOT NULL ORDER BY n.issued IS NULL, n.issued DESC, n.added DESC, n.digest"""
UNWANTED_ROWS = """SELECT uid, read FROM decisions
 WHERE org = this_org() AND field = :field AND fate = :fate AND read IS NOT NULL"""


def papers(ask: Ask) -> list[tuple[KeptNotice, int]]:
    """The notices without their texts, each with how many events it speaks of; the last issued first."""
    return [
        (
            KeptNotice(
                digest, title, number, issuer, day_of(issued), name=name, added=datetime.fromisoformat(str(added))
            ),
            int(count),
        )
        for digest, title, number, issuer, issued, name, added, count in ask(NOTICES, {})
    ]


def unwanted_in(ask: Ask, place: str, digest: str) -> list[Event]:
    """What was read in the notice and a person did not want on the calendar; raises StoreError."""
    rows = list(ask(UNWANTED_ROWS, {"field": EVENT, "fate": UNWANTED}))
    wanted = [(uid, text) for uid, text in rows if json.loads(text).get("notice") == digest]
    loader = Loader(facts(ask, [digest]) if wanted else {})
    return [event_of_text(loader, text, place, uid) for uid, text in wanted]
