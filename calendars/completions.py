"""What was done: how far an occurrence of an event is, since when, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WHOLE = 100
"""Percent of what is done."""


@dataclass(frozen=True, slots=True)
class Completion:
    """How far one occurrence of an event is (RFC 5545 PERCENT-COMPLETE and COMPLETED)."""

    key: str
    """Of the occurrence; a move keeps it, and so what was done stays done."""
    percent: int
    """Of the whole, 0 to 100."""
    done: datetime | None
    """When it was done; UTC, None while something is left."""
    by: str | None
    """By whom, as far as that is known."""
    changed: datetime
    """When somebody last said so; UTC."""

    def to_json(self) -> dict[str, Any]:
        """The completion as plain JSON; `from_json` reads it back."""
        done = self.done.isoformat() if self.done else None
        return {
            "key": self.key, "percent": self.percent, "done": done, "by": self.by, "changed": self.changed.isoformat()
        }  # fmt: skip

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Completion:
        """The completion that `to_json` wrote."""
        done, changed = record["done"], datetime.fromisoformat(record["changed"])
        return cls(
            record["key"], record["percent"], datetime.fromisoformat(done) if done else None, record["by"], changed
        )
