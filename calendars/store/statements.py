"""What notices say of events, what waits for a person, and which files were read: rows, and questions in plain SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from calendars.events import Event, Reading
from calendars.proposals import Proposal
from calendars.statements import Statement
from rules import Recurrence

from .reading import Ask, asked_in_parts, facts, loaded
from .rows import Loader, compact, event_row, event_row_of, notice_key

COLUMNS = (
    "uid", "notice", "quote", "start", "end", "sentence", "basis", "page", "row", "heading", "category", "nth",
    "act", "dates", "former", "by", "opinion",
)  # fmt: skip
"""Of a statement, in the order in which they are asked for; `added` comes behind them."""
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
STATEMENTS = f"SELECT {_NAMES}, added FROM sources WHERE org = this_org()"  # noqa: S608  # names of columns
CHANGES = ("former", "act", "by", "opinion", "proposal")
"""What a draft has beside the columns of an event."""
DRAFTS = "SELECT number, notice, content FROM drafts WHERE org = this_org()"


def statement_row(one: Statement) -> dict[str, Any]:
    """The columns of a statement, but for when it was stored."""
    source, reading = one.source, one.reading
    return {
        "uid": one.uid,
        "notice": notice_key(source),
        "quote": one.quote,
        "start": source.start,
        "end": source.end,
        "sentence": source.sentence,
        "basis": source.basis,
        "page": source.page,
        "row": source.row,
        "heading": reading.title,
        "category": reading.kind,
        "nth": reading.nth,
        "act": reading.act,
        "dates": compact(one.dates.to_json()) if one.dates else None,
        "former": compact(reading.former.to_json()) if reading.former else None,
        "by": reading.by,
        "opinion": reading.opinion,
    }


def statements_of(ask: Ask, uids: Sequence[str]) -> dict[str, list[Statement]]:
    """What notices say of these events, by UID, in the order in which it was stored."""
    return _by_uid(ask, asked_in_parts(ask, f"{STATEMENTS} AND uid", uids))


def statements_in(ask: Ask, digests: Sequence[str]) -> dict[str, list[Statement]]:
    """What these notices say, by the UID of the event."""
    return _by_uid(ask, asked_in_parts(ask, f"{STATEMENTS} AND notice", digests))


def all_statements(ask: Ask) -> dict[str, list[Statement]]:
    """What notices say of all events."""
    return _by_uid(ask, ask(STATEMENTS, {}))


def _by_uid(ask: Ask, rows: Iterable[Sequence[Any]]) -> dict[str, list[Statement]]:
    rows = sorted(rows, key=lambda row: str(row[-1]))
    loader = Loader(facts(ask, sorted({row[1] for row in rows})) if rows else {})
    found: dict[str, list[Statement]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(_statement(loader, row))
    return found


def _statement(loader: Loader, row: Sequence[Any]) -> Statement:
    (uid, notice, quote, start, end, sentence, basis, page, line, heading, category, nth,
     act, dates, former, by, opinion, added) = row  # fmt: skip
    source = loader.source(notice, start, end, sentence, basis, page, line)
    reading = Reading(heading, category, nth, act, _dates(former), by, opinion)
    return Statement(uid, quote, source, reading, _dates(dates), datetime.fromisoformat(str(added)))


def _dates(text: str | None) -> Recurrence | None:
    return Recurrence.from_json(json.loads(text)) if text else None


# ------------------------------------------------------------------ drafts


def draft_text(draft: Event, moment: datetime) -> str:
    """A draft as JSON text, with what its notice does with what was set before."""
    row = event_row(draft, moment, moment)
    days = {name: row[name].isoformat() for name in ("created", "updated", "last_day")}
    reading = draft.reading
    change = {
        "act": reading and reading.act,
        "former": reading.former.to_json() if reading and reading.former else None,
        "by": reading and reading.by,
        "opinion": reading and reading.opinion,
        "proposal": reading.proposal.to_json() if reading and reading.proposal else None,
    }
    return compact({name: value for name, value in {**row, **days, **change}.items() if value is not None})


def drafts(ask: Ask, place: str, digests: Sequence[str] | None = None) -> list[tuple[int, Event]]:
    """The drafts that wait, with their numbers, in the order of these; of these notices, or of all.

    Raises StoreError.
    """
    rows = ask(DRAFTS, {}) if digests is None else asked_in_parts(ask, f"{DRAFTS} AND notice", digests)
    rows = sorted(rows, key=lambda row: int(row[0]))
    loader = Loader(facts(ask, sorted({row[1] for row in rows})) if rows else {})
    return [(int(number), draft_of(loader, json.loads(content), place)) for number, _, content in rows]


def draft_of(loader: Loader, record: dict[str, Any], place: str) -> Event:
    """The draft that `draft_text` wrote; raises StoreError."""
    event = loaded(loader, [event_row_of(record)], place)[0]
    former, act, by, opinion, proposal = (record.get(name) for name in CHANGES)
    reading = event.reading
    if reading:
        reading = replace(
            reading,
            act=act,
            former=Recurrence.from_json(former) if former else None,
            by=by,
            opinion=opinion,
            proposal=Proposal.from_json(proposal) if proposal else None,
        )
    return replace(event, reading=reading, created=None, updated=None)
