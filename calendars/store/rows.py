"""Events to rows and back.

A row is plain strings and numbers; what a source says of its notice is kept once, with the notice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from calendars.completions import Completion
from calendars.doing import Redated
from calendars.duties.states import Snooze
from calendars.events import CONFIRMED, Event, Lead, Origin, Reading, Source, last_day
from rules import Recurrence, YuelingError

from .errors import BadText

ANONYMOUS = "anonymous-"
"""Begins the key of a source that has no digest of its own."""
Facts = tuple[str | None, str | None, str | None, date | None]
"""Title, number (文号), issuer and day of issue of a notice: what its events say of it."""


class BadRow(ValueError):
    """A row that is no event: damaged, or written by a newer version."""

    def __init__(self, uid: str, cause: object) -> None:
        super().__init__(f"{uid}: {cause}")
        self.uid, self.cause = uid, cause


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A notice as the store keeps it: what its events were read from."""

    digest: str
    title: str | None = None
    number: str | None = None
    """The document number (文号)."""
    issuer: str | None = None
    issued: date | None = None
    printed: date | None = None
    reference: date | None = None
    """The day from which relative dates in it were counted, where one was given."""
    text: str | None = None
    name: str | None = None
    """The name of the file that it was read from."""
    added: datetime | None = None
    """When it was first stored; UTC."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the events that were saved, as they stand in the store now."""

    added: tuple[Event, ...] = ()
    changed: tuple[Event, ...] = ()
    unchanged: tuple[Event, ...] = ()
    woken: tuple[Snooze, ...] = ()
    """What was put off to a day that is another one now, and is told again."""
    done: tuple[Redated, ...] = ()
    """What was done of dates that are others now, or none any more."""


def bare(event: Event) -> Event:
    """The event without what the store stamps on it: equal for equal content."""
    return replace(event, sequence=0, created=None, updated=None, completions=())


def notice_key(source: Source) -> str:
    """The key under which the facts of a source are kept: its digest, or one made from them where it has none."""
    if source.digest:
        return source.digest
    facts = (source.title, source.number, source.issuer, source.issued and source.issued.isoformat())
    return ANONYMOUS + hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def event_row(event: Event, created: datetime, updated: datetime) -> dict[str, Any]:
    """The columns of an event, in the order of `reading.EVENTS`, then its last day."""
    source = event.source
    return {
        "uid": event.uid,
        "title": event.title,
        "kind": event.kind,
        "recurrence": compact(event.recurrence.to_json()),
        "tags": compact(list(event.tags)),
        "leads": None if event.leads is None else " ".join(lead.write() for lead in event.leads),
        "quote": event.quote,
        "notice": notice_key(source) if source else None,
        "start": source.start if source else None,
        "end": source.end if source else None,
        "sentence": source.sentence if source else None,
        "basis": source.basis if source else None,
        "action": event.action,
        "actor": event.actor,
        "recipient": event.recipient,
        "origin": compact(event.origin.to_json()) if event.origin else None,
        "place": event.place,
        "url": event.url,
        "contact": event.contact,
        "note": event.note,
        "heading": event.reading.title if event.reading else None,
        "category": event.reading.kind if event.reading else None,
        "nth": event.reading.nth if event.reading else None,
        "status": None if event.status == CONFIRMED else event.status,
        "parent": event.parent,
        "page": source.page if source else None,
        "row": source.row if source else None,
        "subscription": event.subscription,
        "withheld": event.withheld or None,
        "sequence": event.sequence,
        "created": created,
        "updated": updated,
        "last_day": last_day(event.recurrence),
    }


def checked_row(event: Event, created: datetime, updated: datetime) -> dict[str, Any]:
    """The columns of an event, read back first: what could not be loaded again is not stored.

    Raises ValueError where the row does not give the same event; BadText for NUL, which PostgreSQL does not take.
    """
    row = event_row(event, created, updated)
    if odd := next((value for value in row.values() if isinstance(value, str) and "\0" in value), None):
        raise BadText(odd)
    source = event.source
    facts = {notice_key(source): (source.title, source.number, source.issuer, source.issued)} if source else {}
    again = Loader(facts).event([*list(row.values())[:-3], created.isoformat(), updated.isoformat()])
    if again != event and bare(again) != bare(event):
        raise ValueError(f"this event cannot be stored exactly: {event!r}")
    return row


def event_text(event: Event) -> str:
    """The row of a stored event as JSON text, as the history keeps it."""
    if event.created is None or event.updated is None:
        raise ValueError(f"not stamped: {event!r}")
    row = event_row(event, event.created, event.updated)
    days = {name: row[name].isoformat() for name in ("created", "updated", "last_day")}
    return compact({name: value for name, value in {**row, **days}.items() if value is not None})


def field_text(event: Event, name: str) -> str:
    """The content of a field as JSON text, as decisions keep what was read."""
    content = getattr(event, name)
    if name == "recurrence":
        content = content.to_json()
    elif name == "leads" and content is not None:
        content = [lead.write() for lead in content]
    return compact(content)


def with_field(event: Event, name: str, content: Any) -> Event:
    """The event with the content of a field that `field_text` wrote, read as JSON."""
    if name == "recurrence":
        content = Recurrence.from_json(content)
    elif name == "leads" and content is not None:
        content = tuple(map(Lead.read, content))
    elif name == "tags":
        content = tuple(content)
    return replace(event, **{name: content})


EVENT_COLUMNS = (
    "uid", "title", "kind", "recurrence", "tags", "leads", "quote", "notice", "start", "end", "sentence", "basis",
    "action", "actor", "recipient", "origin", "place", "url", "contact", "note",
    "heading", "category", "nth", "status", "parent", "page", "row", "subscription", "withheld",
    "sequence", "created", "updated",
)  # fmt: skip
"""In the order in which `Loader.event` takes them."""


def event_row_of(record: dict[str, Any]) -> list[Any]:
    """The columns of a record that `event_text` wrote; those that a version did not have yet are empty."""
    return [record.get(name) for name in EVENT_COLUMNS]


def notice_row(source: Source) -> dict[str, Any]:
    """The columns of a notice that a source fills."""
    return {
        "digest": notice_key(source),
        "title": source.title,
        "number": source.number,
        "issuer": source.issuer,
        "issued": source.issued,
    }


def completion_row(uid: str, one: Completion) -> dict[str, Any]:
    """The columns of how far an occurrence is."""
    return {
        "uid": uid, "key": one.key, "percent": one.percent, "done": one.done, "who": one.by, "changed": one.changed,
        "part": one.part, "whole": one.whole,
    }  # fmt: skip


def compact(value: object) -> str:
    """JSON without white space, Chinese left readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(slots=True)
class Loader:
    """Makes events of rows, each shared part only once: many events have the same rule, tags, leads or moment."""

    facts: dict[str, Facts]
    """By the key of the notice."""
    recurrences: dict[str, Recurrence] = field(default_factory=dict)
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    leads: dict[str | None, tuple[Lead, ...] | None] = field(default_factory=lambda: {None: None})
    moments: dict[str, datetime] = field(default_factory=dict)
    sources: dict[tuple[Any, ...], Source] = field(default_factory=dict)

    def event(self, row: Sequence[Any]) -> Event:
        """The event of a row, columns as in `reading.EVENTS`; moments come as text.

        Raises BadRow.
        """
        (uid, title, kind, rule, tags, leads, quote, notice, start, end, sentence, basis,
         action, actor, recipient, origin, place, url, contact, note,
         heading, category, nth, status, parent, page, line, subscription, withheld,
         sequence, created, updated) = row  # fmt: skip
        try:
            return Event(
                uid,
                title,
                kind,
                self.recurrences.get(rule) or self._recurrence(rule),
                self.tags_of(tags),
                self.leads[leads] if leads in self.leads else self._leads(leads),
                quote,
                self._source(notice, start, end, sentence, basis, page, line) if notice else None,
                action,
                actor,
                recipient,
                sequence,
                self.moments.get(created) or self._moment(created),
                self.moments.get(updated) or self._moment(updated),
                Origin.from_json(json.loads(origin)) if origin else None,
                place,
                url,
                contact,
                note,
                Reading(heading, category, nth) if heading is not None else None,
                status or CONFIRMED,
                parent,
                subscription,
                bool(withheld),
            )
        except (ValueError, LookupError, TypeError, AttributeError, YuelingError) as error:
            raise BadRow(uid, error) from error

    def tags_of(self, text: str) -> tuple[str, ...]:
        """The tags of a tags column."""
        if text not in self.tags:
            self.tags[text] = tuple(json.loads(text))
        return self.tags[text]

    def _recurrence(self, text: str) -> Recurrence:
        self.recurrences[text] = Recurrence.from_json(json.loads(text))
        return self.recurrences[text]

    def _leads(self, text: str) -> tuple[Lead, ...]:
        found = tuple(map(Lead.read, text.split()))
        self.leads[text] = found
        return found

    def _moment(self, text: str) -> datetime:
        self.moments[text] = datetime.fromisoformat(text)
        return self.moments[text]

    def _source(self, *columns: Any) -> Source:
        """The source of those columns; the dates of one sentence have the same."""
        found = self.sources.get(columns)
        if found is None:
            found = self.sources[columns] = self.source(*columns)
        return found

    def source(
        self,
        notice: str,
        start: int,
        end: int,
        sentence: str | None,
        basis: str | None,
        page: int | None,
        row: int | None,
    ) -> Source:
        """The source of those columns."""
        digest = None if notice.startswith(ANONYMOUS) else notice
        return Source(*self.facts[notice], digest, start, end, sentence, basis, page, row)
