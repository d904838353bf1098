"""A new database has the tables that the migrations make of an old one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text

from calendars.store import Store
from calendars.store.opening import make_engine, migrate, read_url
from calendars.store.scope import EVERY

pytestmark = pytest.mark.sqlite


def shape(engine: Engine) -> dict[str, Any]:
    """Columns, keys, links and indexes of each table, whatever the order of its columns, and the statistics."""
    found: dict[str, Any] = {}
    seen = inspect(engine)
    for table in seen.get_table_names():
        columns = {one["name"]: (str(one["type"]), one["nullable"], one["default"]) for one in seen.get_columns(table)}
        links = sorted(map(repr, seen.get_foreign_keys(table)))
        indexes = sorted(map(repr, seen.get_indexes(table)))
        found[table] = columns, seen.get_pk_constraint(table)["constrained_columns"], links, indexes
    with engine.connect() as connection:
        found["statistics"] = sorted(map(tuple, connection.execute(text("SELECT * FROM sqlite_stat1"))))
        found["organisations"] = list(map(tuple, connection.execute(text("SELECT * FROM organisations"))))
    return found


def test_a_new_database_is_like_one_that_was_brought_up_from_the_first_version() -> None:
    engine = make_engine(read_url("sqlite://"), 5).execution_options(org=EVERY)
    with engine.begin() as connection:
        migrate(connection)
    with Store.open("sqlite://") as store:
        assert shape(store.within(EVERY).engine) == shape(engine)
    engine.dispose()
