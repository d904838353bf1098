"""How a date became a finding, stage by stage: its block, its words, its year, its frame, the principle that judged it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..languages.grammar import Reading
from .changes import with_changes
from .find import each_finding
from .frame import Frame
from .named import settle
from .notice import Finding, Notice
from .place import Place
from .scene import head_of
from .venue import with_venues

PARTS = ("who", "topic", "thing", "means", "verb", "object", "to", "where")
"""The parts of a frame in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A finding with what each stage handed on."""

    finding: Finding
    block: str | None
    """The kind of its block; None where it stands between two."""
    level: int
    heading: str
    """The nearest heading above; "" for none."""
    category: str
    """What the grammar takes the words for."""
    year: int | None
    """The year of its first day; None where it recurs or names no day."""
    basis: str | None
    """Where the year was taken from: a name in BASES, `words` where they have it; None where nothing says."""
    frame: Frame
    """What its clause says."""
    label: str
    """The label before the date; "" for none."""
    row: str
    """What its row is about; "" outside of tables."""

    def to_json(self) -> dict[str, Any]:
        """What was handed on as plain JSON, a stage under each name; that of the entry are fields of the finding."""
        found = self.finding
        frame = self.frame._asdict()
        return {
            "start": found.start,
            "end": found.end,
            "quote": found.quote,
            "block": {"kind": self.block, "level": self.level, "heading": self.heading or None},
            "words": {"category": self.category},
            "year": {"year": self.year, "basis": self.basis},
            "frame": {
                **{name: frame[name] or None for name in PARTS},
                "sort": self.frame.sort or None,
                "asks": self.frame.modal,
                "label": self.label or None,
                "row": self.row or None,
            },
            "judge": {"principle": found.principle},
            "entry": {name: getattr(found, name) for name in ("kind", "role", "title", "action", "actor", "recipient")},
        }


def traced(notice: Notice, reference: date | None = None) -> list[Trace]:
    """What `find` finds, each with how it came about."""
    read = list(each_finding(notice, reference))
    findings = with_venues(notice, settle(list(with_changes([(finding, place) for finding, place, _ in read]))))
    return [_trace(finding, place, reading) for finding, (_, place, reading) in zip(findings, read, strict=True)]


def _trace(finding: Finding, place: Place, reading: Reading) -> Trace:
    """How a finding came about, of its place and what the grammar read there."""
    block, saying = place.within, place.saying
    rule = finding.recurrence.rule.subject() if finding.recurrence else None
    days = rule.single_span() if rule else None
    written = days is not None and head_of(reading.meaning).year is not None
    return Trace(
        finding=finding,
        block=block.kind.value if block else None,
        level=block.level if block else 0,
        heading=next(iter(saying.heads), ""),
        category=reading.category,
        year=days.first.year if days else None,
        basis=finding.basis or ("words" if written else None),
        frame=saying.own,
        label=saying.label,
        row=saying.row,
    )
