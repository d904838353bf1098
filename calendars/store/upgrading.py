"""What a database of an older version lacks, and what it tells of it: by what events are known again in their notices."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, TextClause, text

from calendars.rereading import masked

from .rows import ANONYMOUS, compact

EVENTS = 'SELECT uid, title, kind, recurrence, notice, "start", sentence FROM events WHERE {whose}heading IS NULL'
REMOVED = "SELECT uid, read FROM decisions WHERE {whose}field = 'event' AND read IS NOT NULL"
SETTLED = "SELECT uid, field, read FROM decisions WHERE {whose}field IN ('title', 'kind') AND read IS NOT NULL"
PARTS = """SELECT key FROM changes WHERE {whose}thing = 'event' AND before IS NULL
 AND step IN (SELECT number FROM steps WHERE {whose}act = 'split')"""
PAST = "SELECT step, key, before FROM changes WHERE {whose}thing = 'event' AND before IS NOT NULL"
READ = "UPDATE events SET heading = :heading, category = :category, nth = :nth WHERE {whose}uid = :uid"
DECIDED = "UPDATE decisions SET read = :read WHERE {whose}uid = :uid AND field = 'event'"
WAS = "UPDATE changes SET before = :before WHERE {whose}step = :step AND thing = 'event' AND key = :uid"
OWN = "org = this_org() AND "
"""What stands in `{whose}` since rows are of organisations; in the tables of older versions nothing."""
Statement = Callable[[str], TextClause]


def fill_readings(connection: Connection, whose: str = "") -> None:
    """Gives the events of notices, also those that were taken away, what the machine had read of them.

    That is what they are called, but for what a person settled: of this the decision says what was read. A part of what
    was split, and an observance that a notice dated, were not read there. `whose` is OWN, or nothing in older tables.
    """

    def of_them(statement: str) -> TextClause:
        return text(statement.format(whose=whose))

    names = ("uid", "title", "kind", "recurrence", "notice", "start", "sentence")
    events = [dict(zip(names, row, strict=True)) for row in connection.execute(of_them(EVENTS))]
    removed = {
        uid: row for uid, read in connection.execute(of_them(REMOVED)) if "heading" not in (row := json.loads(read))
    }
    parts = set(connection.execute(of_them(PARTS)).scalars())
    found = [row for row in (*events, *removed.values()) if row["uid"] not in parts and _was_read(row)]
    settled = {(uid, name): json.loads(read) for uid, name, read in connection.execute(of_them(SETTLED))}
    readings = _readings(found, settled)
    stored = {row["uid"] for row in events}
    if rows := [{"uid": uid, **values} for uid, values in readings.items() if uid in stored]:
        connection.execute(of_them(READ), rows)
    _fill_texts(connection, of_them, removed, readings)


def _was_read(row: Mapping[str, Any]) -> bool:
    notice = row.get("notice")
    return notice is not None and not notice.startswith(ANONYMOUS) and '"announced"' not in row["recurrence"]


def _readings(rows: Iterable[Mapping[str, Any]], settled: Mapping[tuple[str, str], str]) -> dict[str, dict[str, Any]]:
    dates, found = Counter[tuple[str, str]](), {}
    for row in sorted(rows, key=lambda row: (row["notice"], row.get("start") or 0)):
        uid, sentence = row["uid"], (row["notice"], masked(row.get("sentence") or ""))
        title, kind = (settled.get((uid, name), row[name]) for name in ("title", "kind"))
        found[uid] = {"heading": title, "category": kind, "nth": dates[sentence]}
        dates[sentence] += 1
    return found


def _fill_texts(
    connection: Connection,
    of_them: Statement,
    removed: Mapping[str, dict[str, Any]],
    readings: Mapping[str, Mapping[str, Any]],
) -> None:
    """Completes the rows that decisions and the history keep as text."""
    gone = {uid: compact({**row, **readings[uid]}) for uid, row in removed.items() if uid in readings}
    if gone:
        connection.execute(of_them(DECIDED), [{"uid": uid, "read": read} for uid, read in gone.items()])
    changes = connection.execute(of_them(PAST))
    past = [(step, uid, json.loads(before)) for step, uid, before in changes if uid in readings]
    rows = [
        {"step": step, "uid": uid, "before": compact({**before, **readings[uid]})}
        for step, uid, before in past
        if before.get("notice") and "heading" not in before
    ]
    if rows:
        connection.execute(of_them(WAS), rows)


def fill_sources(connection: Connection) -> None:
    """Makes of each event that a notice gave what that notice says of it."""
    connection.execute(text(
        """INSERT INTO sources (uid, notice, quote, "start", "end", sentence, basis, heading, category, nth, dates, added)
        SELECT uid, notice, quote, "start", "end", sentence, basis, heading, category, nth, recurrence, created
        FROM events WHERE heading IS NOT NULL AND notice IS NOT NULL"""
    ))  # fmt: skip
