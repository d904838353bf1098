"""What is wrong with a database: read-only checks for `yueling doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from rules import Message

from .errors import RESTORE, StoreError
from .opening import KNOWN, reading, version_of
from .rows import COLUMNS, NOTICE_FACTS, BadRow, Loader

MOST = 20
OTHERS = 0o077


def problems(engine: Engine, place: str) -> list[StoreError]:
    """What is wrong, each with its remedy: damage, the version of the tables, unreadable events, open file rights."""
    found: list[StoreError] = []
    try:
        with reading(engine, place) as connection:
            found.extend(StoreError(place, said, remedy) for said, remedy in _of_connection(connection))
    except StoreError as error:
        found.append(error)
    if engine.dialect.name == "sqlite" and engine.url.database:
        found.extend(_of_file(Path(engine.url.database)))
    return found


def _of_connection(connection: Connection) -> Iterator[tuple[Message, Message]]:
    if connection.dialect.name == "sqlite":
        yield from _damage(connection)
    version = version_of(connection)
    if version != KNOWN[-1]:
        said = Message("its tables are of version {found}, not {wanted}", found=str(version), wanted=KNOWN[-1])
        yield said, Message("close it and open it again with this version of yueling")
    yield from _unreadable(connection)


def _damage(connection: Connection) -> Iterator[tuple[Message, Message]]:
    for (answer,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})"):
        if answer != "ok":
            yield Message("the database is damaged: {answer}", answer=answer), RESTORE
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST):
        yield Message("a row of the table {table} points to nothing", table=table), RESTORE


def _unreadable(connection: Connection) -> Iterator[tuple[Message, Message]]:
    loader = Loader({row[0]: tuple(row[1:]) for row in connection.execute(NOTICE_FACTS)})
    left = MOST
    for row in connection.execute(select(*COLUMNS)):
        try:
            loader.event(row)
        except BadRow as error:
            said = Message("the event {uid} cannot be read: {cause}", uid=error.uid, cause=str(error.cause))
            yield said, Message("a newer version may have written it: update yueling, or put a backup in its place")
            left -= 1
            if not left:
                return


def _of_file(path: Path) -> Iterator[StoreError]:
    if path.exists() and path.stat().st_mode & OTHERS:
        said = Message("other users of this machine may open the file")
        yield StoreError(str(path), said, Message("chmod 600 {file}", file=str(path)))
