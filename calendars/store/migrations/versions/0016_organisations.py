"""Several organisations in one database: whose a row is stands first in every key and every index.

What is there belongs to the first organisation. On PostgreSQL a policy on each table is a second wall behind the
conditions in the statements: a transaction sees and writes rows of the organisation alone in whose scope it runs.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from calendars.store.making import SCOPE, begin_with_first, guard, unguard

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)
FIRST = 1
TABLES = (
    "accounts", "acknowledgements", "changes", "completions", "decisions", "deliveries", "drafts", "event_words", "events",
    "files", "holiday_years", "link_keys", "links_used", "marks", "messages", "named_feeds", "notices", "people",
    "people_groups", "quotas", "removals", "sendings", "sessions", "snoozes", "sources", "steps", "stops", "subscriptions",
    "synced", "tags_used", "tokens", "watches",
)  # fmt: skip
NUMBERED = "sendings"
"""Its key is a number that the database gives, of all organisations."""


def upgrade() -> None:
    connection = op.get_bind()
    op.create_table(
        "organisations",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Integer()),
        sa.Column("settings", sa.Text()),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("closed", INSTANT),
        sa.PrimaryKeyConstraint("number", name="pk_organisations"),
    )
    op.create_index("uq_organisations_key", "organisations", ["key"], unique=True)
    op.create_index("ix_organisations_parent", "organisations", ["parent"])
    begin_with_first(connection)
    _rebuild(connection, with_owner)
    if connection.dialect.name == "postgresql":
        op.execute(SCOPE)
    guard(connection, TABLES)


def downgrade() -> None:
    connection = op.get_bind()
    unguard(connection, TABLES)
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE org <> {FIRST}")  # noqa: S608  # constants
    _rebuild(connection, without_owner)
    if connection.dialect.name == "postgresql":
        op.execute("DROP FUNCTION this_org()")
    op.drop_table("organisations")


def with_owner(table: sa.Table) -> tuple[list[str], dict[str, list[str]]]:
    """The columns of the key, and those of each index, as they will be."""
    key = [] if table.name == NUMBERED else ["org"]
    indexes = {str(index.name): ["org", *(column.name for column in index.columns)] for index in table.indexes}
    return [*key, *(column.name for column in table.primary_key)], indexes


def without_owner(table: sa.Table) -> tuple[list[str], dict[str, list[str]]]:
    """The columns of the key, and those of each index, as they were."""
    indexes = {str(i.name): [column.name for column in i.columns if column.name != "org"] for i in table.indexes}
    return [column.name for column in table.primary_key if column.name != "org"], indexes


Shape = Callable[[sa.Table], tuple[list[str], dict[str, list[str]]]]


def _rebuild(connection: sa.Connection, shape: Shape) -> None:
    """Gives every table the columns, keys and indexes of the shape; its rows stay."""
    known = sa.MetaData()
    known.reflect(connection, only=TABLES)
    olds = [table for table in known.sorted_tables if table.name in TABLES]
    if connection.dialect.name == "sqlite":
        _make_anew(connection, olds, shape)
    else:
        _alter(olds, shape)


def _make_anew(connection: sa.Connection, olds: list[sa.Table], shape: Shape) -> None:
    """SQLite cannot change a key: each table is made anew beside the old one, filled from it, and takes its name."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    made_by = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    options = dict(list(made_by))
    new = sa.MetaData()
    for old in olds:
        key, indexes = shape(old)
        for name in indexes:
            op.drop_index(name, old.name)
        made = _like(new, old, key, rowid="WITHOUT ROWID" not in options[old.name])
        op.rename_table(old.name, f"before_{old.name}")
        made.create(connection, checkfirst=False)
        names = ", ".join(f'"{column.name}"' for column in old.columns if column.name in made.c)
        first = ("org, ", f"{FIRST}, ") if "org" in made.c and "org" not in old.c else ("", "")
        rows = f"SELECT {first[1]}{names} FROM before_{old.name}"  # noqa: S608  # names of ours
        op.execute(f"INSERT INTO {old.name} ({first[0]}{names}) {rows}")
    for old in reversed(olds):
        op.drop_table(f"before_{old.name}")
    for old in olds:
        _, indexes = shape(old)
        for index in old.indexes:
            op.create_index(str(index.name), old.name, indexes[str(index.name)], unique=bool(index.unique))


def _like(metadata: sa.MetaData, old: sa.Table, key: list[str], *, rowid: bool) -> sa.Table:
    """A table like the old one, with `org` as its first column where the key or the shape has it."""
    owned = "org" not in old.c
    columns = [sa.Column("org", sa.Integer(), nullable=False)] if owned else []
    columns += [
        sa.Column(column.name, column.type, nullable=column.nullable, server_default=column.server_default)
        for column in old.columns
        if column.name != "org"
    ]
    if old.name == NUMBERED:  # its number stays the first
        columns.sort(key=lambda column: column.name != "number")
    links = [
        sa.ForeignKeyConstraint(
            *(_linked(names, owned) for names in (_own_names(link), _their_names(link))), name=_link_name(link, owned)
        )
        for link in old.foreign_key_constraints
    ]
    primary = sa.PrimaryKeyConstraint(*key, name=f"pk_{old.name}")
    return sa.Table(old.name, metadata, *columns, primary, *links, sqlite_with_rowid=rowid)


def _own_names(link: sa.ForeignKeyConstraint) -> list[str]:
    return [column.name for column in link.columns if column.name != "org"]


def _their_names(link: sa.ForeignKeyConstraint) -> list[str]:
    return [f"{one.target_fullname}" for one in link.elements if not one.target_fullname.endswith(".org")]


def _linked(names: list[str], owned: bool) -> list[str]:
    """The columns at one end of a link, with the organisation where the tables have it."""
    if not owned:
        return names
    table, dot, _ = names[0].rpartition(".")
    return [f"{table}{dot}org", *names]


def _link_name(link: sa.ForeignKeyConstraint, owned: bool) -> str:
    return "_".join(["fk", link.table.name, *_linked(_own_names(link), owned)])


def _alter(olds: list[sa.Table], shape: Shape) -> None:
    """What other databases change in place."""
    owned = "org" not in olds[0].c
    for old in olds:
        for link in old.foreign_key_constraints:
            op.drop_constraint(str(link.name), old.name, type_="foreignkey")
    for old in olds:
        key, indexes = shape(old)
        if owned:
            op.add_column(old.name, sa.Column("org", sa.Integer(), nullable=False, server_default=str(FIRST)))
            op.alter_column(old.name, "org", server_default=None)
        for name in indexes:
            op.drop_index(name, old.name)
        op.drop_constraint(f"pk_{old.name}", old.name, type_="primary")
        op.create_primary_key(f"pk_{old.name}", old.name, key)
        if not owned:
            op.drop_column(old.name, "org")
        for index in old.indexes:
            op.create_index(str(index.name), old.name, indexes[str(index.name)], unique=bool(index.unique))
    for old in olds:
        for link in old.foreign_key_constraints:
            own, theirs = (_linked(names, owned) for names in (_own_names(link), _their_names(link)))
            target = theirs[0].partition(".")[0]
            op.create_foreign_key(
                _link_name(link, owned), old.name, target, own, [name.partition(".")[2] for name in theirs]
            )
