"""Refuses every statement of the suite that names a table of organisations and not the organisation in whose scope it runs.

Whoever forgets that in one statement hears it from whichever test runs it first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from calendars.store import reading
from calendars.store.reading import Ask
from calendars.store.scope import EVERY
from calendars.store.tables import metadata

OWNED = frozenset(table.name for table in metadata.sorted_tables if "org" in table.c)
NAMED = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+((?:"?\w+"?(?:\s+AS)?(?:\s+\w+)?\s*,\s*)*"?\w+"?)', re.IGNORECASE)
SAID = re.compile(r"this_org\(\)|\borg = \w+\.org\b")
STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
LITERAL = re.compile(r"'[^']*'")


def forgotten(statement: str) -> list[str]:
    """The tables of organisations in the statement, where it says less often whose rows it means than it names tables.

    >>> forgotten("SELECT uid FROM events WHERE org = this_org() AND uid = :uid")
    []
    >>> forgotten("SELECT e.uid FROM events e JOIN notices n ON n.digest = e.notice WHERE e.org = this_org()")
    ['events', 'notices']
    """
    plain = LITERAL.sub("''", statement).strip()
    if not plain.upper().startswith(STATEMENTS):
        return []
    parts = [part for match in NAMED.finditer(plain) for part in match[1].split(",")]
    tables = [name for part in parts if (name := part.split()[0].strip('"')) in OWNED]
    return tables if len(tables) > len(SAID.findall(plain)) else []


def refuse(statement: str) -> None:
    """Raises AssertionError for a statement that forgets whose rows it means."""
    if tables := forgotten(statement):
        raise AssertionError(f"no organisation is named for {', '.join(tables)}: {statement}")


def _heard(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    if connection.get_execution_options().get("org") != EVERY:
        refuse(statement)


_file_asked = reading.file_asked


@contextmanager
def _asked(path: Path, place: str, patience: float, org: int) -> Iterator[Ask]:
    with _file_asked(path, place, patience, org) as ask:

        def heard(question: str, facts: Any) -> Any:
            if org != EVERY:
                refuse(question)
            return ask(question, facts)

        yield heard


def watch() -> None:
    """Has every statement of this process looked at."""
    event.listen(Engine, "before_cursor_execute", _heard)
    reading.file_asked = _asked
