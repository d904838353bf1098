"""What is wrong with a database: read-only checks for `yueling doctor`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine

from rules import Message

from .errors import READ_ONLY, RESTORE, StoreError
from .files import KNOWN
from .opening import asking, reading, version_of
from .reading import EVENTS, Ask, facts, unreadable
from .rows import BadRow, Loader

PAST_THE_WALL = """SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)
 AND (SELECT count(*) FROM organisations) > 1"""
MOST = 20
OTHERS = 0o077


def problems(engine: Engine, place: str) -> list[StoreError]:
    """What is wrong, each with its remedy: damage, the version of the tables, unreadable events, open file rights."""
    found: list[StoreError] = []
    try:
        with reading(engine, place) as connection:
            found.extend(_of_connection(connection, place))
    except StoreError as error:
        found.append(error)
    if engine.dialect.name == "sqlite" and engine.url.database:
        found.extend(_of_file(Path(engine.url.database)))
    return found


def role_past_the_wall(engine: Engine, place: str) -> str | None:
    """The role that no policy of a server with several organisations holds; None for one that is held, and for a file."""
    if engine.dialect.name != "postgresql":
        return None
    with reading(engine, place) as connection:
        return next((str(name) for (name,) in asking(connection)(PAST_THE_WALL, {})), None)


def _of_connection(connection: Connection, place: str) -> Iterator[StoreError]:
    if connection.dialect.name == "sqlite":
        yield from (StoreError(place, said, RESTORE) for said in _damage(connection))
    version = version_of(connection)
    if version != KNOWN[-1]:
        said = Message("its tables are of version {found}, not {wanted}", found=str(version), wanted=KNOWN[-1])
        yield StoreError(place, said, Message("close it and open it again with this version of yueling"))
    yield from _unreadable(asking(connection), place)


def _damage(connection: Connection) -> Iterator[Message]:
    for (answer,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})"):
        if answer != "ok":
            yield Message("the database is damaged: {answer}", answer=answer)
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST):
        yield Message("a row of the table {table} points to nothing", table=table)


def _unreadable(ask: Ask, place: str) -> Iterator[StoreError]:
    loader = Loader(facts(ask))
    left = MOST
    for row in ask(EVENTS, {}):
        try:
            loader.event(row)
        except BadRow as error:
            yield unreadable(error, place)
            left -= 1
            if not left:
                return


def _of_file(path: Path) -> Iterator[StoreError]:
    if path.exists() and not os.access(path, os.W_OK):
        yield StoreError(str(path), *READ_ONLY)
    if path.exists() and path.stat().st_mode & OTHERS:
        said = Message("other users of this machine may open the file")
        yield StoreError(str(path), said, Message("chmod 600 {file}", file=str(path)))
