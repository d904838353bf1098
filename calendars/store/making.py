"""The tables of a new database, and what stands around the rows of organisations: the policies of PostgreSQL, and what
SQLite is told of how many they are.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from .files import KNOWN
from .scope import EVERY, FIRST
from .tables import metadata, organisations

BEGUN = "1970-01-01T00:00:00.000000+00:00"
"""Since when there is the first organisation: always."""
SCOPE = """CREATE OR REPLACE FUNCTION this_org() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
 AS $$ SELECT nullif(current_setting('yueling.org', true), '')::integer $$"""
WHOSE = f"org = this_org() OR this_org() = {EVERY}"
VERSION = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)"
ROWS, OWN, ALIKE = 1_000_000, 5_000, 10
"""What SQLite takes for granted: rows of a table, those of one organisation, and of these those with one value of a column."""


def make(connection: Connection) -> None:
    """Makes in an empty database all tables of this version."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(SCOPE))
    metadata.create_all(connection, checkfirst=False)
    begin_with_first(connection)
    guard(connection, [table.name for table in metadata.sorted_tables if "org" in table.c])
    connection.execute(text(VERSION))
    connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": KNOWN[-1]})


def begin_with_first(connection: Connection) -> None:
    """Writes the first organisation down, which has no key and no name of its own yet."""
    values = f"({FIRST}, '', '', '{BEGUN}')"
    connection.execute(text(f"INSERT INTO {organisations.name} (number, key, name, created) VALUES {values}"))  # noqa: S608


def guard(connection: Connection, tables: Iterable[str]) -> None:
    """Puts the second wall around tables of organisations on PostgreSQL; says on SQLite how many rows are of one.

    Without statistics SQLite takes "of this organisation" for a condition that few rows fulfil, and looks no further: it
    would walk through all that an organisation has by any index that begins so.
    """
    if connection.dialect.name == "postgresql":
        for table in tables:
            connection.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
            connection.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
            policy = f"CREATE POLICY own_rows ON {table} USING ({WHOSE}) WITH CHECK ({WHOSE})"
            connection.execute(text(policy))
    else:
        connection.exec_driver_sql("ANALYZE sqlite_master")  # makes the table of statistics
        for table in tables:
            _describe(connection, table)


def _describe(connection: Connection, table: str) -> None:
    """Writes what SQLite is to take for granted of the indexes of a table that begin with the organisation."""
    connection.execute(text("DELETE FROM sqlite_stat1 WHERE tbl = :table"), {"table": table})
    for _, index, unique, *_ in connection.exec_driver_sql(f"PRAGMA index_list({table})").all():
        names = [row[2] for row in connection.exec_driver_sql(f"PRAGMA index_info('{index}')")]
        if names[0] == "org":
            alike = [max(ALIKE - nth, 1) for nth in range(len(names) - 1)]
            counts = [ROWS, OWN, *alike[:-1], 1 if unique else max(alike[-1:], default=OWN)]
            row = {"table": table, "index": index, "counts": " ".join(map(str, counts))}
            connection.execute(text("INSERT INTO sqlite_stat1 VALUES (:table, :index, :counts)"), row)


def unguard(connection: Connection, tables: Iterable[str]) -> None:
    """Takes down what `guard` put up."""
    for table in tables:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"DROP POLICY own_rows ON {table}"))
            connection.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
            connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
        else:
            connection.execute(text("DELETE FROM sqlite_stat1 WHERE tbl = :table"), {"table": table})
