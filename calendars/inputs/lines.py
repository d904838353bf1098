"""A line that somebody types, read into the event that it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rules import Recurrence

from ..events import Event, uid_of_line
from ..one_line_event import checked_fields, checked_kind, checked_tags, read_event, read_leads
from ..typed_line import kind_of_line


@dataclass(frozen=True, slots=True)
class Line:
    """An event as somebody writes it."""

    event: Event
    other: Recurrence | None
    """How its words may be read as well; None where they leave no choice."""
    given: Mapping[str, Any]
    """The fields that were given expressly."""

    @property
    def otherwise(self) -> Line:
        """The line as its words may be read as well; itself where they leave no choice."""
        if self.other is None:
            return self
        title, kind = self.event.title, self.given.get("kind") or kind_of_line(self.other, self.event.title)
        event = replace(self.event, uid=uid_of_line(title, self.other), kind=kind, recurrence=self.other)
        return Line(event, self.event.recurrence, self.given)


def line_of(
    text: str,
    today: date,
    title: str | None = None,
    kind: str | None = None,
    tags: Sequence[str] = (),
    leads: Sequence[str] = (),
    **more: str | None,
) -> Line:
    """The event of a line (每年5月30日 全国科技工作者日), nothing stored; with a title the line is the rule alone.

    Raises UnreadRule, BadField, BadKind, BadLead, YuelingError.
    """
    fields = checked_fields(more)
    given: dict[str, Any] = {"kind": checked_kind(kind)} if kind else {}
    given |= ({"tags": checked_tags(tags)} if tags else {}) | ({"leads": read_leads(leads)} if leads else {})
    found = read_event(text, today, title=title, **given, **fields)
    return Line(found.event, found.other, given | fields)
