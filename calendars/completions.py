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
    part: int | None = None
    """How many are done, where they are counted: it may be more than asked for."""
    whole: int | None = None
    """Of how many; None where nothing is counted."""

    def to_json(self) -> dict[str, Any]:
        """The completion as plain JSON; `from_json` reads it back."""
        done = self.done.isoformat() if self.done else None
        record: dict[str, Any] = {
            "key": self.key, "percent": self.percent, "done": done, "by": self.by, "changed": self.changed.isoformat()
        }  # fmt: skip
        return record if self.whole is None else record | {"part": self.part, "whole": self.whole}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Completion:
        """The completion that `to_json` wrote."""
        done, changed = record["done"], datetime.fromisoformat(record["changed"])
        moment = datetime.fromisoformat(done) if done else None
        counts = record.get("part"), record.get("whole")
        return cls(record["key"], record["percent"], moment, record["by"], changed, *counts)
