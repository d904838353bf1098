"""Everything of an organisation in one file, and back: for a copy in a safe place, another machine, another database.

Its head says whose it is (`of`; an older one does not). No row does: put back, it takes nothing of others away. For another
organisation it is put back only where that is asked for, and then without what is secret (`owner`).

The file is JSON, a value a line, so that it can be read and written row by row, of SQLite and PostgreSQL alike:

    {"format": "yueling backup", "version": 1, "schema": "0018", "made": "2026-04-08T01:00:00.000000+00:00",
     "of": {"key": "fujian", "name": "福建省科学技术协会", "settings": null, "under": ""}, "givers": {"1": ""}}
    ["events", {"uid": "…", "title": "…", …}]
    …
    {"end": true, "rows": {"events": 211, …}, "sha256": "of all lines before"}

A file without its last line was cut short and is refused, before anything is replaced.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Date, Delete, Table, delete, func, insert, or_, select, update

from rules import Message, YuelingError

from . import tables
from .files import KNOWN
from .givers import Renumbered, givers, read_givers
from .opening import asking, executing, number_it, version_of
from .owner import PEOPLE, ForeignBackup, Owner, is_secret, take_name_and_settings
from .reading import LAST_CHANGE, MOVED, PUBLISHER, last_change
from .searching import refresh
from .upgrading import OWN, fill_readings
from .writing import wake_all

FORMAT, VERSION = "yueling backup", 1
OLDEST = "0004"
"""The first version of the tables of which there are backups."""
LONGEST = 64 * 1024 * 1024
"""Characters of a line at most: a row with the text of a notice is far shorter."""
TOGETHER = 500
"""Rows that are written at a time."""
OWNED = [table for table in tables.metadata.sorted_tables if "org" in table.c]
ACCESS = [table for table in OWNED if table.info.get("access")]
OUTBOX = (tables.deliveries, tables.messages)
SENT, SENDING, PLANNED = "sent", "sending", "reminders planned"
REMEDY = Message("`yueling backup FILE` writes one; take an older one where this is damaged")


class BadBackup(YuelingError):
    """A file that is no backup, or not a whole one."""

    def __init__(self, file: Path, said: Message, remedy: Message = REMEDY) -> None:
        super().__init__(Message("{place}: {what}", place=str(file), what=said), remedy)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself."""

    made: datetime
    schema: str
    rows: Mapping[str, int]
    owner: Owner | None = None
    """Whose it is; None where an older version did not say."""
    givers: Mapping[int, str] | None = None
    """The keys of those who gave it anything, by their numbers there; None where an older version did not say."""

    @property
    def events(self) -> int:
        """How many events it holds."""
        return self.rows.get("events", 0)


def kept_tables() -> list[Table]:
    """The tables of a backup, each after those to which its rows point; without what is made of others, and passes (`info`)."""
    unkept = ("derived", "passing")
    return [table for table in OWNED if not any(map(table.info.get, unkept))]


KEPT = {table.name: table for table in kept_tables()}


# -- out ---------------------------------------------------------------------------------------------------------------


def write(connection: Connection, out: IO[bytes], now: datetime) -> Contents:
    """Writes everything that the connection sees to the stream; what the backup holds.

    Everything is of one moment: the connection must be in a transaction that sees one.
    """
    digest, rows = hashlib.sha256(), dict[str, int]()

    def put(content: object) -> None:
        line = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
        digest.update(line)
        out.write(line)

    schema, owner = str(version_of(connection)), Owner.here(connection)
    made = tables.write_instant(now)
    head = {"format": FORMAT, "version": VERSION, "schema": schema, "made": made, "of": owner.to_json()}
    put(head | {"givers": givers(asking(connection))})
    for table in kept_tables():
        rows[table.name] = 0
        query = select(*tables.own_columns(table)).where(tables.own(table)).order_by(*table.primary_key)
        for row in connection.execute(query, execution_options={"yield_per": TOGETHER}).mappings():
            rows[table.name] += 1
            put([table.name, {name: tables.json_value(value) for name, value in row.items() if value is not None}])
    end = {"end": True, "rows": rows, "sha256": digest.hexdigest()}
    out.write(json.dumps(end, separators=(",", ":")).encode() + b"\n")
    return Contents(now, schema, rows, owner)


# -- in ----------------------------------------------------------------------------------------------------------------


def check(file: Path) -> Contents:
    """What the backup holds, once all of it was looked at.

    Raises BadBackup where it is none, is damaged or cut short, or was written by a newer version; OSError.
    """
    with file.open("rb") as lines:
        head = _head(file, lines.readline(LONGEST))
        digest, rows, number = hashlib.sha256(), dict.fromkeys((t.name for t in kept_tables()), 0), 1
        lines.seek(0)
        digest.update(lines.readline(LONGEST))
        for line in iter(lambda: lines.readline(LONGEST), b""):
            number += 1
            content = _read(file, line, number)
            if isinstance(content, dict) and content.get("end") is True:
                if (
                    content.get("sha256") != digest.hexdigest()
                    or not _agree(content.get("rows"), rows)
                    or lines.read(1)
                ):
                    raise BadBackup(file, Message("it was changed after it was written, or is damaged"))
                return replace(head, rows=rows)
            digest.update(line)
            rows[_row(file, content, number)[0].name] += 1
    raise BadBackup(file, Message("it was cut short: its end is missing after line {line}", line=number))


def _agree(said: object, found: Mapping[str, int]) -> bool:
    """Whether the numbers of rows are the same; an older version had fewer tables."""
    return isinstance(said, dict) and {k: n for k, n in said.items() if n} == {k: n for k, n in found.items() if n}


def _head(file: Path, line: bytes) -> Contents:
    head: Any = None
    with suppress(ValueError, RecursionError):
        head = json.loads(line)
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise BadBackup(file, Message("this is no backup of yueling"))
    schema, made, owner, there = str(head.get("schema")), None, None, None
    with suppress(ValueError, TypeError, KeyError, AttributeError):
        owner, there = Owner.read(head.get("of")), read_givers(head.get("givers"))
        made = datetime.fromisoformat(head["made"])
    if head.get("version") != VERSION or schema not in KNOWN:
        said = Message("it was written by a newer version of yueling ({version})", version=schema)
        remedy = Message("install the newer version from where this one came; docs/operations.md says how")
        raise BadBackup(file, said, remedy)
    if made is None or not made.tzinfo or schema < OLDEST:
        raise BadBackup(file, Message("it is damaged in line {line}", line=1))
    return Contents(made, schema, {}, owner, there)


def _read(file: Path, line: bytes, number: int) -> object:
    try:
        if not line.endswith(b"\n"):
            raise BadBackup(file, Message("it was cut short: its end is missing after line {line}", line=number))
        return json.loads(line.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise BadBackup(file, Message("it is damaged in line {line}", line=number)) from error


def _row(file: Path, content: object, number: int) -> tuple[Table, dict[str, Any]]:
    """The table of a row and its values as the database takes them."""
    try:
        if not isinstance(content, list) or len(content) != 2:
            raise TypeError("no row")
        table = KEPT[content[0]]
        return table, {column: _value(table, column, value) for column, value in content[1].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadBackup(file, Message("it is damaged in line {line}", line=number)) from error


def _value(table: Table, column: str, value: object) -> object:
    if column == "org":
        raise KeyError(column)  # a backup is put back for whom it is asked, whatever stands in it
    kind = table.c[column].type
    of_text = isinstance(kind, tables.Instant | Date)
    if not isinstance(value, str if of_text else str | int):
        raise TypeError(column)
    if isinstance(kind, tables.Instant):
        return datetime.fromisoformat(str(value))
    return date.fromisoformat(str(value)) if isinstance(kind, Date) else value


def _rows(file: Path) -> Iterator[tuple[Table, dict[str, Any]]]:
    with file.open("rb") as lines:
        lines.readline(LONGEST)
        for number, line in enumerate(iter(lambda: lines.readline(LONGEST), b""), 2):
            content = _read(file, line, number)
            if isinstance(content, dict):
                return
            yield _row(file, content, number)


def _numbered(file: Path, numbers: Renumbered) -> Iterator[tuple[Table, dict[str, Any]]]:
    """The rows of a backup, with the numbers that organisations have here."""
    for nth, (table, row) in enumerate(_rows(file), 2):
        try:
            values = numbers.row(table, row)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadBackup(file, Message("it is damaged in line {line}", line=nth)) from error
        if values is not None:
            yield table, values


@dataclass(frozen=True, slots=True)
class _Here:
    """What calendars and readers already know of a database that is about to be replaced."""

    sequences: Mapping[str, int]
    change: datetime | None
    marks: Mapping[str, str]
    told: frozenset[str]
    """The keys of what was sent, or is being sent."""
    access: bool
    """Whether there are accounts or tokens."""


def put_back(connection: Connection, file: Path, found: Contents, now: datetime, *, foreign: bool = False) -> None:
    """Makes the database what the backup says, inside the transaction of the connection; `check` found what it holds.

    What went out stays on record, so that nothing is reminded twice; SEQUENCE and the mark of the last change go on
    from where they are, so that calendars take what comes back. Who may come in is decided here: accounts and tokens of
    the backup are taken only where there are none yet, so that none comes back that was ended since. What is another
    organisation's is put back only where that is meant (`foreign`), and what is secret in it not at all.

    Raises ForeignBackup.
    """
    whose, owner = found.owner, Owner.here(connection)
    is_foreign = foreign if whose is None else whose.key != owner.key
    if is_foreign and not foreign and whose:
        raise ForeignBackup(file, whose, owner)
    here = _here(connection)
    keeps_access = here.access or is_foreign
    for table in reversed(OWNED):
        if table.info.get("own"):
            continue  # what no backup holds, and no backup may take away
        if keeps_access and table.info.get("access"):
            continue
        if is_foreign and table in PEOPLE:
            continue
        connection.execute(_replaced(table))
    batch: list[dict[str, Any]] = []
    current: Table | None = None
    for table, values in _numbered(file, Renumbered(asking(connection), found.givers)):
        if table in OUTBOX and (values["key"] in here.told or values["state"] != SENT):
            continue  # what had not gone out is planned anew
        if (keeps_access and table.info.get("access")) or (is_foreign and is_secret(table, values)):
            continue
        if table is not current or len(batch) == TOGETHER:
            _flush(connection, current, batch)
            current, batch = table, []
        batch.append(values)
    _flush(connection, current, batch)
    if whose and not is_foreign:
        take_name_and_settings(connection, whose)
    fill_readings(connection, OWN)
    wake_all(connection)
    if here.change:
        _go_on(connection, here, now)
    refresh(asking(connection), executing(connection))
    number_it(connection, anew=True)


def _replaced(table: Table) -> Delete:
    """Takes the rows out; of the outbox what has not gone out, nor is just going."""
    gone = delete(table).where(tables.own(table))
    if table is tables.messages:
        return gone.where(table.c.state.not_in((SENT, SENDING)))
    if table is tables.deliveries:
        under_way = select(tables.messages.c.key).where(tables.own(tables.messages), tables.messages.c.state == SENDING)
        return gone.where(table.c.state != SENT, or_(table.c.message.is_(None), table.c.message.not_in(under_way)))
    return gone


def _here(connection: Connection) -> _Here:
    sequences: dict[str, int] = {}
    for table in (tables.removals, tables.events):
        for uid, sequence in _sequences(connection, table).items():
            sequences[uid] = max(sequence, sequences.get(uid, 0))
    told = frozenset(
        key for table in OUTBOX for key in connection.execute(select(table.c.key).where(tables.own(table))).scalars()
    )
    access = _any_row(connection, ACCESS)
    return _Here(sequences, last_change(asking(connection)), _marks(connection), told, access)


def _sequences(connection: Connection, table: Table) -> dict[str, int]:
    """The SEQUENCE of each row of events or removals, by UID."""
    question = select(table.c.uid, table.c.sequence).where(tables.own(table))
    return {row.uid: row.sequence for row in connection.execute(question)}


def _marks(connection: Connection) -> dict[str, str]:
    marks = tables.marks
    rows = connection.execute(select(marks.c.name, marks.c.value).where(tables.own(marks)))
    return {row.name: row.value for row in rows}


def _any_row(connection: Connection, each: Iterable[Table]) -> bool:
    """Whether one of the tables holds anything."""
    questions = (select(func.count()).select_from(table).where(tables.own(table)) for table in each)
    return any(connection.execute(question).scalar() for question in questions)


def _flush(connection: Connection, table: Table | None, batch: list[dict[str, Any]]) -> None:
    if table is not None and batch:
        names = [column.name for column in tables.own_columns(table)]
        connection.execute(insert(table), [{name: row.get(name) for name in names} for row in batch])


def _go_on(connection: Connection, here: _Here, now: datetime) -> None:
    """Lets what calendars know only grow: sequences, the last change; and the last planned day."""
    events, removals = tables.events, tables.removals
    known, buried = _sequences(connection, events), _sequences(connection, removals)
    for uid, sequence in here.sequences.items():
        if uid in known and sequence > known[uid]:
            values = {"sequence": sequence + 1, "updated": now}
            connection.execute(update(events).where(tables.own(events), events.c.uid == uid).values(values))
        elif uid in buried:
            highest = max(sequence, buried[uid])
            same = tables.own(removals) & (removals.c.uid == uid)
            connection.execute(update(removals).where(same).values(sequence=highest))
        elif uid not in known:
            connection.execute(insert(removals), {"uid": uid, "sequence": sequence, "removed": now})
    marks = _marks(connection)
    restored = marks.get(LAST_CHANGE)
    last = max(filter(None, (here.change, datetime.fromisoformat(restored) if restored else None)))
    wanted = {name: value for name, value in here.marks.items() if name not in marks and name != MOVED}
    wanted[LAST_CHANGE] = tables.write_instant(max(now, last + timedelta(microseconds=1)))
    wanted |= {name: here.marks[name] for name in (PUBLISHER,) if name in here.marks}
    if PLANNED in here.marks:
        wanted[PLANNED] = max(here.marks[PLANNED], marks.get(PLANNED, ""))
    for name, value in wanted.items():
        connection.execute(delete(tables.marks).where(tables.own(tables.marks), tables.marks.c.name == name))
        connection.execute(insert(tables.marks), {"name": name, "value": value})


def holds_anything(connection: Connection) -> bool:
    """Whether somebody would miss what the organisation has."""
    return _any_row(connection, (tables.events, tables.steps, tables.holiday_years, tables.notices))
