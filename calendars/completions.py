"""What was done: how far an occurrence of an event is, since when, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WHOLE = 100
"""Percent of what is done."""


def share(status: str, percent: int | None, *, ended: bool) -> int | None:
    """How many percent of a task are done by its STATUS, its PERCENT-COMPLETE and whether it says when it was COMPLETED.

    STATUS before the others, as people see it; None where nothing is done.

    >>> share("COMPLETED", None, ended=False), share("", 40, ended=False), share("NEEDS-ACTION", 100, ended=True)
    (100, 40, None)
    """
    part = None if percent is None else min(max(percent, 0), WHOLE)
    if status == "COMPLETED" or (not status and (ended or part == WHOLE)):
        return WHOLE
    if status == "IN-PROCESS":
        return min(part or 0, WHOLE - 1)
    return part if part and part < WHOLE else None


@dataclass(frozen=True, slots=True)
class Report:
    """What another calendar says of how far an occurrence of its task is."""

    key: str
    """Of the occurrence here."""
    percent: int
    done: datetime | None = None
    """When it was done, as far as it says so; UTC."""

    def write(self) -> str:
        """The report in a line; `read` reads it back.

        >>> Report("once", 40).write()
        '40 - once'
        """
        return f"{self.percent} {self.done.isoformat() if self.done else '-'} {self.key}"

    @classmethod
    def read(cls, line: str) -> Report:
        """The report that `write` wrote; ValueError where the line is none."""
        percent, done, key = line.split(" ", 2)
        moment = None if done == "-" else datetime.fromisoformat(done)
        if not 0 <= int(percent) <= WHOLE or (moment and not moment.tzinfo):
            raise ValueError(f"no report: {line:.80}")
        return cls(key, int(percent), moment)


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
