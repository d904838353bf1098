"""Whose a backup is, as its head says, and what of it is nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, update

from calendars.organisations import BadOrganisation, Organisation, checked_key, checked_name, title_of, visible
from rules import Message, YuelingError

from . import tables
from .opening import asking
from .organisations import of_scope, settings_of, with_number
from .reading import PUBLISHER

PEOPLE = (tables.people, tables.people_groups, tables.stops)
"""Who is reminded, and who wants no more messages: those of an organisation stay, whatever else is put back into it."""
SECRET = (tables.accounts, tables.tokens, tables.subscriptions, *PEOPLE, tables.messages, tables.deliveries)
"""What another organisation never gets: passwords, tokens (addresses of secret feeds), addresses of others' calendars, people
with their addresses, and what they were told."""
SECRET_THINGS = frozenset({"subscribed", "person", "group", "stop"})
"""The things of changes in the history that hold such."""
COUNTED = (tables.accounts, tables.tokens, tables.subscriptions, tables.people)


class ForeignBackup(YuelingError):
    """A backup of one organisation that is to be put back for another one, and nobody said that this is meant."""

    def __init__(self, file: Path, whose: Owner, here: Owner) -> None:
        super().__init__(
            Message(
                "{file} is a backup of {whose}, not of {here}; nothing was replaced",
                file=str(file),
                whose=whose.title,
                here=here.title,
            ),
            Message(
                "name the organisation with --org; --from-another puts it here all the same, without what is secret in it"
            ),
        )


@dataclass(frozen=True, slots=True)
class Owner:
    """The organisation from which a backup came."""

    key: str
    name: str
    settings: str | None = None
    """Its settings, as TOML; None where it has none of its own."""
    under: str = ""
    """The key of the organisation above it; that of the first one is empty."""

    @classmethod
    def of(cls, organisation: Organisation) -> Owner:
        """The owner of what the organisation has, without its settings."""
        return cls(organisation.key, organisation.name)

    @classmethod
    def here(cls, connection: Connection) -> Owner:
        """The organisation in whose scope the transaction runs."""
        one, ask = of_scope(asking(connection)), asking(connection)
        above = with_number(ask, one.parent).key if one.parent else ""
        return cls(one.key, one.name, settings_of(ask, one.number), above)

    @classmethod
    def read(cls, record: Any) -> Owner | None:
        """What `to_json` wrote; None for nothing, as older versions wrote. Raises ValueError, TypeError, KeyError."""
        if record is None:
            return None
        key, name, settings, under = record["key"], record["name"], record.get("settings"), record.get("under", "")
        if not all(isinstance(text, str) for text in (key, name, settings or "", under)):
            raise TypeError("no owner")
        try:
            name = visible(name)  # an older version let everything pass
            return cls(key and checked_key(key), name and checked_name(name), settings, under and checked_key(under))
        except BadOrganisation as error:
            raise ValueError(key) from error

    def to_json(self) -> dict[str, str | None]:
        """The owner as JSON has it."""
        return {"key": self.key, "name": self.name, "settings": self.settings, "under": self.under}

    @property
    def title(self) -> str | Message:
        """How people tell it from the others: its name and its key."""
        return title_of(self.key, self.name)

    @property
    def is_named(self) -> bool:
        """Whether it has a key or a name: the only organisation of most databases has neither."""
        return bool(self.key or self.name)


def left_out(rows: Mapping[str, int], whose: Owner | None) -> dict[str, int]:
    """How much of a backup stays behind where it is put back for another organisation, by what it is."""
    found = {table.name: rows.get(table.name, 0) for table in COUNTED}
    return found | {"settings": int(bool(whose and whose.settings))}


def is_secret(table: Table, row: Mapping[str, Any]) -> bool:
    """Whether a row of a backup is for nobody but the organisation from which it came."""
    return (
        table in SECRET
        or (table is tables.changes and row.get("thing") in SECRET_THINGS)
        or (table is tables.marks and row.get("name") == PUBLISHER)
    )


def take_name_and_settings(connection: Connection, whose: Owner) -> None:
    """Gives the organisation in whose scope the transaction runs its name and settings back, where it has none."""
    table, here = tables.organisations, Owner.here(connection)
    values = {
        name: getattr(whose, name) for name in ("name", "settings") if getattr(whose, name) and not getattr(here, name)
    }
    if values:
        connection.execute(update(table).where(table.c.number == func.this_org()).values(values))
