"""Whose rows a transaction sees and writes: those of one organisation, and no others.

Each statement says so itself (`tables.own`, or `org = this_org()` in plain SQL). What `this_org()` answers is set when the
transaction begins, from the store that began it; a statement that names none finds nothing. On PostgreSQL a policy on each
table refuses what a statement forgot.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from calendars.organisations import FIRST

__all__ = ["EVERY", "FIRST", "define"]

EVERY = 0
"""All organisations together: for what is done with the database as a whole. `this_org()` is then no organisation's number."""


def define(connection: sqlite3.Connection, scope: dict[str, Any]) -> None:
    """Has `this_org()` answer, on a connection to SQLite, what stands in `scope` under "org"."""
    connection.create_function("this_org", 0, lambda: scope.get("org"), deterministic=True)
