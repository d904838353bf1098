"""A whole database into another, empty one: a file to a server, or back; and the proof that nothing is missing.

Unlike a backup this takes everything: all organisations, what waits to be sent, who is logged in, what signs the links.
Nobody can write to the first one meanwhile, and afterwards a mark in it says each organisation where everything went.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, delete, func, insert, or_, select

from rules import Message, YuelingError

from .files import KNOWN
from .opening import place_of, version_of, writing
from .reading import MOVED
from .scope import EVERY, FIRST
from .tables import json_value, marks, metadata, organisations

TOGETHER = 1000
"""Rows that are written at a time."""
SUMS = 2**256
TABLES = [table for table in metadata.sorted_tables if not table.info.get("cache")]
"""What is moved: everything but what the new place makes again by itself."""


class NotMoved(YuelingError):
    """A database that cannot be moved there, or did not arrive as it was; nothing of it stays in the new place."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a table holds, whatever the order of its rows: their number, and the sum of their SHA-256 modulo 2²⁵⁶."""

    rows: int
    total: int


class _Sum:
    """Adds up the rows of a table."""

    def __init__(self) -> None:
        self.rows = self.total = 0

    def add(self, row: Mapping[str, Any]) -> None:
        line = json.dumps({name: json_value(value) for name, value in row.items()}, ensure_ascii=False, sort_keys=True)
        self.rows += 1
        self.total += int.from_bytes(hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest())

    def checksum(self) -> Checksum:
        return Checksum(self.rows, self.total % SUMS)


def checksums(connection: Connection) -> dict[str, Checksum]:
    """The checksum of each table; without the mark that says that it was moved."""
    return {table.name: _checksum(connection, table) for table in TABLES}


def _checksum(connection: Connection, table: Table) -> Checksum:
    whole = _Sum()
    for row in _rows(connection, table):
        whole.add(row)
    return whole.checksum()


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    query = select(table).where(marks.c.name != MOVED) if table is marks else select(table)
    for row in connection.execute(query, execution_options={"yield_per": TOGETHER}).mappings():
        yield dict(row)


def move(source: Engine, target: Engine) -> dict[str, Checksum]:
    """Copies every row of one database into the other, whose it is too, reads them there again, and marks the first one.

    All of it is one transaction on either side: until it is whole there is nothing in the new place, and no mark in the
    old one. Returns the checksum of each table. Raises NotMoved; StoreError where a database does not answer.
    """
    here, there = place_of(source.url), place_of(target.url)
    source, target = (engine.execution_options(org=EVERY) for engine in (source, target))
    if source.url == target.url:
        raise NotMoved(Message("{place}: that is the database itself", place=there))
    with writing(source, here) as old, writing(target, there) as new:
        _refuse(old, new, there)
        new.execute(delete(organisations))  # the first one, which is there from the beginning, comes as it is here
        sent = {table.name: _copy(old, new, table) for table in TABLES}
        _count_on(new)
        arrived = checksums(new)
        if lost := [name for name, one in sent.items() if arrived[name] != one]:
            said = Message(
                "what arrived in {place} is not what was sent: {tables}", place=there, tables=", ".join(lost)
            )
            raise NotMoved(said, Message("nothing was moved; `yueling doctor` looks into the first database"))
        old.execute(delete(marks).where(marks.c.name == MOVED))
        each = [EVERY, *old.scalars(select(organisations.c.number))]
        old.execute(insert(marks), [{"org": number, "name": MOVED, "value": there} for number in each])
    return sent


def _refuse(old: Connection, new: Connection, there: str) -> None:
    for connection in (old, new):
        if version_of(connection) != KNOWN[-1]:
            raise NotMoved(Message("both databases must be of this version of yueling"))
    if held := [table.name for table in TABLES if new.execute(_held(table)).scalar()]:
        said = Message("{place} is not empty: {tables}", place=there, tables=", ".join(held))
        raise NotMoved(said, Message("name an empty database: only into one everything can be moved as it is"))


def _held(table: Table) -> Select[Any]:
    """The question for the number of rows that a new database has not from its beginning."""
    question = select(func.count()).select_from(table)
    if table is not organisations:
        return question
    return question.where(or_(table.c.number != FIRST, table.c.settings.is_not(None)))


def _copy(old: Connection, new: Connection, table: Table) -> Checksum:
    whole, rows = _Sum(), _rows(old, table)
    while batch := list(islice(rows, TOGETHER)):
        for row in batch:
            whole.add(row)
        new.execute(insert(table), batch)
    return whole.checksum()


def _count_on(connection: Connection) -> None:
    """Lets the numbers that the database itself gives go on behind those that came."""
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        column = table.autoincrement_column
        if column is None:
            continue
        highest = connection.execute(select(func.max(column))).scalar()
        if highest is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(sequence, highest)))
