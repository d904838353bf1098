"""What people decided of events, beside what the machine read of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .reading import Ask, asked_in_parts

EVENT = "event"
"""The field of a decision on the whole event."""
REMOVED, UNWANTED, MERGED = "removed", "unwanted", "merged"
FATES = (REMOVED, UNWANTED, MERGED)
"""What a person made of a whole event: taken away, not for the calendar, made one with another."""
IMPORTED = "imported"
"""The fate of a field that somebody settled elsewhere, and an export of ours brought: a later export may bring another one."""
FIELDS = (
    "title", "kind", "recurrence", "tags", "leads", "action", "actor", "recipient", "place", "url", "contact", "note",
    "status",
)  # fmt: skip
"""What of an event a person may settle, against what the machine reads."""
OF_PEOPLE = ("tags", "leads", "place", "url", "contact", "note")
"""Of these what notices are not read for, or seldom say: what one does not say stays as it is."""
COLUMNS = "SELECT uid, field, fate, read, decided FROM decisions WHERE org = this_org()"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person settled: a field, whose content the event has, or what becomes of the whole event."""

    uid: str
    field: str
    """A column of events, or EVENT."""
    fate: str | None = None
    """For the whole event one of FATES; for a field IMPORTED, or none where it was settled here."""
    read: str | None = None
    """What the machine read last, as JSON; of a whole event its row."""
    decided: datetime | None = None
    """UTC; set by the store."""

    def row(self) -> dict[str, Any]:
        """Its columns, but for when it was made."""
        return {"uid": self.uid, "field": self.field, "fate": self.fate, "read": self.read}

    def to_json(self) -> dict[str, Any]:
        """The decision as plain JSON; `from_json` reads it back."""
        decided = self.decided and self.decided.isoformat()
        return {"field": self.field, "fate": self.fate, "read": self.read, "decided": decided}

    @classmethod
    def from_json(cls, uid: str, record: dict[str, Any]) -> Decision:
        """The decision that `to_json` wrote."""
        decided = record["decided"]
        moment = datetime.fromisoformat(decided) if decided else None
        return cls(uid, record["field"], record["fate"], record["read"], moment)


def decisions(ask: Ask, uids: Sequence[str] | None = None) -> dict[str, dict[str, Decision]]:
    """The decisions on these events, or all, by UID and field."""
    rows = ask(COLUMNS, {}) if uids is None else asked_in_parts(ask, f"{COLUMNS} AND uid", uids)
    found: dict[str, dict[str, Decision]] = {}
    for uid, field, fate, read, decided in rows:
        found.setdefault(uid, {})[field] = Decision(uid, field, fate, read, datetime.fromisoformat(decided))
    return found
