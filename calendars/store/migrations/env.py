"""Run by Alembic: migrates on the connection that the store hands over, or on the one of alembic.ini."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine

from calendars.store.tables import Instant, metadata


def plain(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Writes our own column type as what it is stored as: a migration must not change when the code does."""
    return f"sa.String(length={item.impl.length})" if kind == "type" and isinstance(item, Instant) else False


def migrate(connection: Connection) -> None:
    """Everything in one transaction: SQLite, too, takes back tables that were made."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=plain,
        transactional_ddl=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with create_engine(context.config.get_main_option("sqlalchemy.url") or "").begin() as own:
        migrate(own)
