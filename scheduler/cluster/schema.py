"""The tables of the engine: made, brought up to date, or refused where a newer version made them."""

from __future__ import annotations

from importlib import resources
from typing import Any

from sqlalchemy import Connection, Engine, text

from calendars.store import StoreError
from calendars.store.opening import reading, writing
from rules import Message

SCHEMA = "yueling_jobs"
"""Where they stand: the tables of events and those of the engine never meet."""
MADE = "procrastinate "
"""What the comment of the schema begins with; behind it stands the last migration that it has."""


def within(connection: Connection) -> None:
    """Has the rest of a transaction find the tables and functions of the engine, behind all others."""
    connection.execute(
        text("SELECT set_config('search_path', current_setting('search_path') || ', ' || :schema, true)"),
        {"schema": SCHEMA},
    )


def make_ready(engine: Engine, place: str) -> None:
    """Makes the tables of the engine, or brings them to this version; does nothing where they are already.

    Raises StoreError where the database is on no server, or a newer version made them.
    """
    if engine.dialect.name != "postgresql":
        said = Message("workers share a database on a server, and this one is a file")
        raise StoreError(place, said, Message("move it: `yueling migrate-to postgresql://…`, then name that with --db"))
    steps = _migrations()
    with reading(engine, place) as connection:
        version = _version(connection)
    if version == steps[-1]:
        return
    _refuse_newer(version, steps, place)
    with writing(engine, place) as connection:
        version = _version(connection)  # perhaps another process was faster
        if version is None:
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            _run(connection, ["schema.sql"])
        else:
            _run(connection, [f"migrations/{step}" for step in steps if step > version])
        connection.execute(text(f"COMMENT ON SCHEMA {SCHEMA} IS '{MADE}{steps[-1]}'"))


def _refuse_newer(version: str | None, steps: list[str], place: str) -> None:
    if version is not None and version > steps[-1]:
        said = Message("its queue was made by a newer version ({version})", version=version)
        raise StoreError(place, said, Message("install the version of the other workers here; the jobs wait for them"))


def _version(connection: Connection) -> str | None:
    """The last migration of the engine's tables; None where there are none."""
    comment = connection.execute(
        text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name"), {"name": SCHEMA}
    ).scalar()
    return comment.removeprefix(MADE) if comment else None


def _migrations() -> list[str]:
    """The names of the migrations of the engine that is installed, oldest first."""
    folder = resources.files("procrastinate.sql") / "migrations"
    return sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))


def _run(connection: Connection, files: list[str]) -> None:
    """Runs files of the engine, each of many statements, which only the driver itself takes."""
    connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
    driver: Any = connection.connection.driver_connection
    for file in files:
        driver.execute((resources.files("procrastinate.sql") / file).read_text(encoding="utf-8"))
