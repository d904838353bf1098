"""Who is reminded: people and groups added, changed, taken away. Each is one step, which can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from rules import Message

from ..lines import one_line
from ..people import SHOWN, BadPerson, Group, Person, UnknownPerson
from ..store import Store
from ..store.changing import Changing
from .outcomes import Stale


@dataclass(frozen=True, slots=True)
class Farewell:
    """What went with a person who is reminded no more."""

    person: Person
    waiting: int
    """How many reminders waited for him and are void now."""
    groups: tuple[str, ...]
    """The groups of which he was a member."""
    principals: tuple[str, ...]
    """The names of those whose deputy he was, and who have none now."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What became of people who were taken over from the settings."""

    added: tuple[Person, ...]
    changed: tuple[Person, ...]
    unchanged: tuple[Person, ...]


def add_person(store: Store, person: Person, now: datetime, *, known: Collection[str] = ()) -> Person:
    """The new person. `known` are keys of others who may stand in for him.

    Raises BadPerson for a key that somebody has, UnknownPerson for a deputy whom nobody knows.
    """
    with store.changing(now, "person", about=person.name) as change:
        everybody = change.people()
        if any(one.key == person.key for one in everybody):
            said = Message("“{name}” is reminded already; nothing was done", name=one_line(person.key, SHOWN))
            remedy = Message("`yueling people set` changes it; somebody else needs an address or a longer name")
            raise BadPerson(said, remedy)
        return _put(change, everybody, person, known)


def edit_person(
    store: Store, words: str, now: datetime, *, seen: int | None = None, known: Collection[str] = (), **changes: Any
) -> Person:
    """The person of that key, address or name with other facts; what waited for him is planned anew.

    `seen` is the sequence as whoever decided saw it. Raises UnknownPerson, BadPerson, Stale.
    """
    with store.changing(now, "person") as change:
        everybody = change.people()
        old = _as_seen(everybody, words, seen)
        change.about = old.name
        new = replace(old, **changes)
        return old if new == old else _put(change, everybody, new, known)


def remove_person(store: Store, words: str, now: datetime, *, seen: int | None = None) -> Farewell:
    """The person who is reminded no more, and what went with him: what waited, groups, those whose deputy he was.

    Raises UnknownPerson, BadPerson, Stale.
    """
    with store.changing(now, "person") as change:
        everybody = change.people()
        old = _as_seen(everybody, words, seen)
        change.about = old.name
        waiting = change.waiting_for(old.key)
        groups = [group for group in change.groups() if old.key in group.members]
        for group in groups:
            rest = tuple(member for member in group.members if member != old.key)
            change.put_group(group.name, replace(group, members=rest))
        principals = [one for one in everybody if one.wishes.deputy == old.key and one.key != old.key]
        for one in principals:
            change.put_person(one.key, replace(one, wishes=replace(one.wishes, deputy=None)))
        change.put_person(old.key, None)
        return Farewell(
            old, waiting, tuple(group.name for group in groups), tuple(one.name for one in principals)
        )  # fmt: skip


def import_people(store: Store, people: Sequence[Person], now: datetime) -> Arrivals:
    """What became of people of the settings, who keep their keys; of one who is here already the settings' facts win."""
    added, changed, unchanged = list[Person](), list[Person](), list[Person]()
    with store.changing(now, "person") as change:
        here = {one.key: one for one in change.people()}
        for person in people:
            old = here.get(person.key)
            new = replace(person, sequence=old.sequence, updated=old.updated) if old else person
            if old == new:
                unchanged.append(new)
                continue
            change.put_person(new.key, new)
            (changed if old else added).append(new)
        change.about = ", ".join(one.name for one in (*added, *changed))[:SHOWN]
    return Arrivals(tuple(added), tuple(changed), tuple(unchanged))


def put_group(store: Store, group: Group, now: datetime, *, seen: int | None = None, new: bool = False) -> Group:
    """The group as it is now, `new` or in place of the one that was there; its members are named by key, address or name.

    Raises BadPerson where a new one is there already, UnknownPerson for a member or a group that is not, Stale.
    """
    with store.changing(now, "group", about=group.name) as change:
        old = next((one for one in change.groups() if one.name == group.name), None)
        if new and old:
            said = Message("there is a group “{name}” already; nothing was done", name=one_line(group.name, SHOWN))
            raise BadPerson(said, Message("`yueling groups set NAME` changes it"))
        if not new and old is None:
            raise UnknownPerson(group.name, _near(group.name, [one.name for one in change.groups()]))
        if old and seen is not None and old.sequence != seen:
            raise Stale(old.name)
        everybody = change.people()
        members = tuple(dict.fromkeys(meant(everybody, member).key for member in group.members))
        change.put_group(group.name, replace(group, members=members))
        return next(one for one in change.groups() if one.name == group.name)


def remove_group(store: Store, name: str, now: datetime, *, seen: int | None = None) -> Group:
    """The group that was taken away; its members stay, and follow what they follow themselves.

    Raises UnknownPerson, Stale.
    """
    with store.changing(now, "group", about=name) as change:
        old = next((one for one in change.groups() if one.name == name), None)
        if old is None:
            raise UnknownPerson(name, _near(name, [one.name for one in change.groups()]))
        if seen is not None and old.sequence != seen:
            raise Stale(old.name)
        change.put_group(name, None)
        return old


def meant(people: Iterable[Person], words: str) -> Person:
    """The person whom a key, an address or a name means; raises UnknownPerson, BadPerson where several may be meant."""
    everybody = list(people)
    for fits in (lambda one: one.key == words, lambda one: words in (one.email, one.name)):
        found = [one for one in everybody if fits(one)]
        if len(found) == 1:
            return found[0]
        if found:
            said = Message("“{name}” may be several people", name=one_line(words, SHOWN))
            raise BadPerson(said, Message("name one by the key: {keys}", keys=", ".join(one.key for one in found)))
    raise UnknownPerson(words, _near(words, [name for one in everybody for name in (one.key, one.name)]))


def _near(words: str, known: Sequence[str]) -> str | None:
    return next(iter(get_close_matches(words, known, 1, 0.5)), None)


def _as_seen(everybody: Sequence[Person], words: str, seen: int | None) -> Person:
    found = meant(everybody, words)
    if seen is not None and found.sequence != seen:
        raise Stale(found.name)
    return found


def _put(change: Changing, everybody: Sequence[Person], person: Person, known: Collection[str]) -> Person:
    deputy = person.wishes.deputy
    if deputy and deputy not in known:
        person = replace(person, wishes=replace(person.wishes, deputy=meant(everybody, deputy).key))
    change.put_person(person.key, person)
    return next(one for one in change.people() if one.key == person.key)
