"""Organisations added, renamed, moved in their tree, closed, opened again, removed; each is one transaction."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from rules import Message

from ..organisations import (
    FIRST,
    BadOrganisation,
    Organisation,
    UnknownOrganisation,
    below,
    checked_key,
    checked_name,
    refuse_circle,
)
from ..store import Store
from ..store.opening import asking, reading
from ..store.organisations import (
    add,
    all_of_them,
    change,
    holdings,
    is_sending,
    refuse_same_name,
    remove,
    void_waiting,
    wake_every,
    with_key,
    with_number,
)
from ..store.owner import Owner
from ..store.reading import Ask
from ..store.scope import EVERY


@dataclass(frozen=True, slots=True)
class Closing:
    """What went with an organisation that takes no part any more."""

    organisation: Organisation
    waiting: int
    """How many reminders waited there and are void now."""
    going_on: int
    """How many organisations below it still take part."""


@dataclass(frozen=True, slots=True)
class Estate:
    """An organisation that can be removed, and how much would go with it."""

    organisation: Organisation
    events: int
    notices: int
    people: int
    accounts: int
    named_feeds: int

    @property
    def holdings(self) -> dict[str, int]:
        """How much would go, by what it is."""
        return {name: getattr(self, name) for name in ("events", "notices", "people", "accounts", "named_feeds")}


def add_organisation(store: Store, key: str, name: str, now: datetime, *, under: str = "") -> Organisation:
    """The new organisation, under the one with the key `under`.

    Raises BadOrganisation for a key that is taken or cannot stand in an address and for a name that another one there has;
    UnknownOrganisation.
    """
    key, name = checked_key(key), checked_name(name)
    with store.organising() as connection:
        ask = asking(connection)
        above = with_key(ask, under).refuse_closed()
        refuse_same_name(ask, name, above.number)
        number = add(connection, key, name, above.number, now)
        return Organisation(number, key, name, above.number, now)


def place_of_removed(store: Store, whose: Owner) -> Organisation:
    """The organisation under which one that was removed is made again: the one that was above it, else the first one."""
    with reading(store.within(EVERY).engine, store.place) as connection:
        return _place_of(asking(connection), whose)


def restore_organisation(store: Store, whose: Owner, backup: Path, now: datetime) -> Organisation:
    """The organisation, made again of its backup with its name, its settings and its place in the tree.

    Where that fails nothing of it is left; a process that is killed in between leaves it empty, and it is restored again.

    Raises BadOrganisation for a key that is there, and for a name that another one there has; BadBackup, OSError.
    """
    with store.organising() as connection:
        ask = asking(connection)
        above = _place_of(ask, whose)
        if whose.name:
            refuse_same_name(ask, whose.name, above.number)
        number = add(connection, whose.key, whose.name, above.number, now)
    try:
        store.within(number).put_back(backup, now)
    except BaseException:
        with store.organising() as connection:
            remove(connection, number)
        raise
    return Organisation(number, whose.key, whose.name, above.number, now)


def _place_of(ask: Ask, whose: Owner) -> Organisation:
    with suppress(UnknownOrganisation):
        return with_key(ask, whose.under)
    return with_number(ask, FIRST)


def rename_organisation(store: Store, key: str, name: str) -> Organisation:
    """The organisation under another name; its key, which stands in addresses, stays.

    Raises UnknownOrganisation; BadOrganisation for a name that another one beside it has.
    """
    name = checked_name(name)
    with store.organising() as connection:
        ask = asking(connection)
        found = with_key(ask, key)
        refuse_same_name(ask, name, found.parent, found.number)
        change(connection, found.number, name=name)
        return replace(found, name=name)


def move_organisation(store: Store, key: str, under: str) -> Organisation:
    """The organisation under another one; what it has and what it was given stays.

    Raises UnknownOrganisation; BadOrganisation for the first one, where it would stand under itself or beside one of its name.
    """
    with store.organising() as connection:
        ask = asking(connection)
        found, above = with_key(ask, key), with_key(ask, under).refuse_closed()
        _refuse_first(found)
        refuse_circle(all_of_them(ask), found, above)
        refuse_same_name(ask, found.name, above.number, found.number)
        change(connection, found.number, parent=above.number)
        return replace(found, parent=above.number)


def close_organisation(store: Store, key: str, now: datetime) -> Closing:
    """The organisation takes no part any more; what it has stays, what waits to be sent is void.

    Raises UnknownOrganisation; BadOrganisation for the first one and one that is closed.
    """
    with store.organising() as connection:
        found = with_key(asking(connection), key).refuse_closed()
        _refuse_first(found)
        change(connection, found.number, closed=now)
        going_on = sum(not one.closed for one in below(all_of_them(asking(connection)), found.number))
        return Closing(replace(found, closed=now), void_waiting(connection, found.number), going_on)


def open_organisation(store: Store, key: str) -> Organisation:
    """The organisation takes part again: the next run plans what is still to be said. Raises UnknownOrganisation."""
    with store.organising() as connection:
        found = with_key(asking(connection), key)
        change(connection, found.number, closed=None)
        wake_every(connection, found.number)
        return replace(found, closed=None)


def estate_of(store: Store, key: str, now: datetime) -> Estate:
    """What would go with an organisation; nothing is changed. Raises what `remove_organisation` does."""
    with reading(store.within(EVERY).engine, store.place) as connection:
        ask = asking(connection)
        found = _removable(connection, key, now)
        return Estate(found, **holdings(ask, found.number))


def remove_organisation(store: Store, key: str, now: datetime, seen: Estate | None = None) -> dict[str, int]:
    """Deletes a closed organisation with everything it has, and says how many rows of each table that were.

    Raises UnknownOrganisation; BadOrganisation for one that takes part, has others below it, sends just now, or has no
    longer what was `seen`.
    """
    with store.organising() as connection:
        found = _removable(connection, key, now)
        if seen and Estate(found, **holdings(asking(connection), found.number)) != seen:
            said = Message("“{name}” has become otherwise meanwhile; nothing was removed", name=found.title)
            raise BadOrganisation(said, Message("look again, and remove it then"))
        return remove(connection, found.number)


def _removable(connection: Connection, key: str, now: datetime) -> Organisation:
    """The organisation, which can be removed now."""
    ask = asking(connection)
    found = with_key(ask, key)
    _refuse_first(found)
    if not found.closed:
        said = Message("“{name}” takes part; nothing was removed", name=found.title)
        raise BadOrganisation(said, Message("close it first: yueling org close {key}", key=found.key))
    if under := [one.title for one in all_of_them(ask) if one.parent == found.number]:
        said = Message("others stand under “{name}”: {names}", name=found.title, names=", ".join(under[:5]))
        raise BadOrganisation(said, Message("move them first: yueling org move KEY --under OTHER"))
    if is_sending(connection, found.number, now):
        said = Message("a message of “{name}” is just on its way; nothing was removed", name=found.title)
        raise BadOrganisation(said, Message("try again in a minute"))
    return found


def set_own_settings(store: Store, key: str, text: str | None) -> Organisation:
    """Keeps the settings of an organisation, TOML that was read before; None for none of its own.

    Raises UnknownOrganisation; BadOrganisation for the first one, whose settings stand in the file.
    """
    with store.organising() as connection:
        found = with_key(asking(connection), key)
        refuse_settings_of_first(found)
        change(connection, found.number, settings=text)
        wake_every(connection, found.number)
        return found


def refuse_settings_of_first(found: Organisation) -> None:
    """Raises BadOrganisation for the first organisation, whose settings stand in a file."""
    if found.number == FIRST:
        said = Message("the settings of the first organisation are those of the installation, in its settings file")
        raise BadOrganisation(said, Message("`yueling doctor` says where it is; the others are named by their keys"))


def _refuse_first(found: Organisation) -> None:
    if found.number == FIRST:
        said = Message("that cannot be done with the first organisation, at the top")
        raise BadOrganisation(said, Message("name one by its key; `yueling org list` has them"))
