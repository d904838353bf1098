"""The organisations of a database: who they are, and what is done with one as a whole.

This is asked and written in the scope of all of them; what belongs to one is never read here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from calendars.organisations import BadOrganisation, Organisation, UnknownOrganisation, is_same_name
from rules import FIRST_DAY, Message

from .reading import Ask, Row
from .scope import EVERY, FIRST
from .tables import deliveries, marks, messages, metadata, organisations, watches

LAST_NUMBER = "last organisation"
"""The mark of the highest number that an organisation ever had: of the database as a whole, so that no backup of one has it."""
ALL = "SELECT number, key, name, parent, created, closed FROM organisations"


def all_of_them(ask: Ask) -> list[Organisation]:
    """Every organisation, the first one first, in the order of their numbers."""
    return [_organisation(row) for row in ask(f"{ALL} ORDER BY number", {})]


def with_key(ask: Ask, key: str) -> Organisation:
    """The organisation with the key; that of the first one is empty. Raises UnknownOrganisation."""
    for row in ask(f"{ALL} WHERE key = :key", {"key": key}):
        return _organisation(row)
    raise UnknownOrganisation(key)


def with_number(ask: Ask, number: int) -> Organisation:
    """The organisation with the number. Raises UnknownOrganisation."""
    for row in ask(f"{ALL} WHERE number = :number", {"number": number}):
        return _organisation(row)
    raise UnknownOrganisation(str(number))


def of_scope(ask: Ask) -> Organisation:
    """The organisation in whose scope is asked. Raises UnknownOrganisation."""
    for row in ask(f"{ALL} WHERE number = this_org()", {}):
        return _organisation(row)
    raise UnknownOrganisation("")


def settings_of(ask: Ask, number: int) -> str | None:
    """The settings of an organisation, as the TOML that a person wrote; None where it has none of its own."""
    rows = ask("SELECT settings FROM organisations WHERE number = :number", {"number": number})
    return next((text for (text,) in rows), None)


def _organisation(row: Row) -> Organisation:
    number, key, name, parent, created, closed = row
    since = datetime.fromisoformat(closed) if closed else None
    return Organisation(int(number), key, name, parent, datetime.fromisoformat(created), since)


def add(connection: Connection, key: str, name: str, parent: int, moment: datetime) -> int:
    """The number of a new organisation; raises BadOrganisation where the key is taken."""
    if connection.execute(select(organisations.c.number).where(organisations.c.key == key)).first():
        said = Message("there is an organisation “{key}” already", key=key)
        raise BadOrganisation(said, Message("choose another key; `yueling org list` names those that are taken"))
    number = _next_number(connection)
    row = {"number": number, "key": key, "name": name, "parent": parent, "created": moment}
    connection.execute(insert(organisations), row)
    return number


def _next_number(connection: Connection) -> int:
    """A number that no organisation ever had: what one of them sent keeps keys that are no other's."""
    mark = (marks.c.org == EVERY) & (marks.c.name == LAST_NUMBER)
    noted = connection.execute(select(marks.c.value).where(mark)).scalar()
    highest = int(connection.execute(select(func.max(organisations.c.number))).scalar_one())
    number = max(highest, int(noted or FIRST)) + 1
    if noted:
        connection.execute(update(marks).where(mark).values(value=str(number)))
    else:
        connection.execute(insert(marks), {"org": EVERY, "name": LAST_NUMBER, "value": str(number)})
    return number


def change(connection: Connection, number: int, **values: Any) -> None:
    """Writes columns of one organisation."""
    connection.execute(update(organisations).where(organisations.c.number == number).values(values))


def void_waiting(connection: Connection, number: int) -> int:
    """Takes back what waits to be sent in an organisation; returns how many reminders that were."""
    waiting = (deliveries.c.org == number) & deliveries.c.state.in_(("pending", "dead"))
    return int(connection.execute(update(deliveries).where(waiting).values(state="void")).rowcount)


def wake_every(connection: Connection, number: int) -> None:
    """Has the next pass over the reminders look at every event of an organisation."""
    connection.execute(update(watches).where(watches.c.org == number).values(wakes=FIRST_DAY))


def is_sending(connection: Connection, number: int, now: datetime) -> bool:
    """Whether a message of an organisation is just on its way."""
    leased = (messages.c.org == number) & (messages.c.state == "sending") & (messages.c.lease_until > now)
    return connection.execute(select(messages.c.key).where(leased).limit(1)).first() is not None


def refuse_same_name(ask: Ask, name: str, parent: int | None, number: int | None = None) -> None:
    """Raises BadOrganisation where another one directly under the same one has the name, or one that people would take for it;
    `number` is of the one itself.
    """
    for row in ask(f"{ALL} WHERE parent = :parent", {"parent": parent}):
        if (same := _organisation(row)).number != number and is_same_name(same.name, name):
            said = Message("“{name}” stands there already, under the key {key}", name=name, key=same.key)
            raise BadOrganisation(said, Message("give each of them a name by which people tell them apart"))


def holdings(ask: Ask, number: int) -> dict[str, int]:
    """What people would miss of an organisation that is closed, by number: nothing waits to be sent there."""
    found = {}
    for table in ("events", "notices", "people", "accounts", "named_feeds"):
        gone = " AND removed IS NULL" if table == "named_feeds" else ""
        rows = ask(f"SELECT count(*) FROM {table} WHERE org = :org{gone}", {"org": number})  # noqa: S608  # names of ours
        found[table] = sum(int(n) for (n,) in rows)
    return found


def remove(connection: Connection, number: int) -> dict[str, int]:
    """Deletes an organisation with everything that it has; returns how many rows of each table that were."""
    found = {}
    for table in reversed(owned_tables()):
        if gone := connection.execute(delete(table).where(table.c.org == number)).rowcount:
            found[table.name] = int(gone)
    connection.execute(delete(organisations).where(organisations.c.number == number))
    return found


def owned_tables() -> list[Table]:
    """The tables of which each organisation has rows of its own, those first to which others point."""
    return [table for table in metadata.sorted_tables if "org" in table.c]
