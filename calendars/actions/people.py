"""Who is reminded: people and groups added, changed, taken away. Each is one step, which can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rules import Message

from ..known import Acquaintance, Named, meant, near
from ..lines import one_line
from ..people import NO_WISHES, SHOWN, BadPerson, Group, Person, UnknownPerson, Wishes
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
    """The names of those whose deputy he was, people and groups, and who have none now."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What became of people who were taken over from the settings."""

    added: tuple[Person, ...]
    changed: tuple[Person, ...]
    unchanged: tuple[Person, ...]


def add_person(store: Store, person: Person, now: datetime, *, named: Sequence[Named] = ()) -> Person:
    """The new person. `named` are others, of the settings, who may stand in for him.

    Raises BadPerson for a key that somebody has, UnknownPerson for a deputy whom nobody knows.
    """
    with store.changing(now, "person", about=person.name) as change:
        everybody = change.people()
        if any(one.key == person.key for one in everybody):
            said = Message("“{name}” is reminded already; nothing was done", name=one_line(person.key, SHOWN))
            remedy = Message("`yueling people set` changes it; somebody else needs an address or a longer name")
            raise BadPerson(said, remedy)
        return _put(change, everybody, person, named)


def edit_person(
    store: Store, words: str, now: datetime, *, seen: int | None = None, named: Sequence[Named] = (), **changes: Any
) -> Person:
    """The person of that key, address or name with other facts; what waited for him is planned anew.

    `seen` is the sequence as whoever decided saw it. Raises UnknownPerson, BadPerson, Stale.
    """
    with store.changing(now, "person") as change:
        everybody = change.people()
        old = _as_seen(everybody, words, seen)
        change.about = old.name
        new = replace(old, **changes)
        return old if new == old else _put(change, everybody, new, named)


def remove_person(store: Store, words: str, now: datetime, *, seen: int | None = None) -> Farewell:
    """The person who is reminded no more, and what went with him: what waited, groups, those whose deputy he was.

    Raises UnknownPerson, BadPerson, Stale.
    """
    with store.changing(now, "person") as change:
        everybody = change.people()
        old = _as_seen(everybody, words, seen)
        change.about = old.name
        waiting = change.waiting_for(old.key)
        teams = change.groups()
        for group in teams:
            rest = tuple(member for member in group.members if member != old.key)
            if (new := replace(group, members=rest, wishes=_without_deputy(group.wishes, old.key))) != group:
                change.put_group(group.name, new)
        for one in everybody:
            if (wishes := _without_deputy(one.wishes, old.key)) != one.wishes:
                change.put_person(one.key, replace(one, wishes=wishes))
        change.put_person(old.key, None)
        groups = tuple(group.name for group in teams if old.key in group.members)
        wished = [(one.name, one.wishes) for one in everybody] + [(team.name, team.wishes) for team in teams]
        principals = tuple(name for name, wishes in wished if wishes.deputy == old.key)
        return Farewell(old, waiting, groups, principals)


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


def put_group(
    store: Store,
    group: Group,
    now: datetime,
    *,
    seen: int | None = None,
    new: bool = False,
    named: Sequence[Named] = (),
) -> Group:
    """The group as it is now, `new` or in place of the one that was there; members and deputy by key, address or name.

    `named` are those of the settings, of whom one may be its deputy and none a member.

    Raises BadPerson where a new one is there already, UnknownPerson for a member or a group that is not, Stale.
    """
    with store.changing(now, "group", about=group.name) as change:
        old = next((one for one in change.groups() if one.name == group.name), None)
        if new and old:
            said = Message("there is a group “{name}” already; nothing was done", name=one_line(group.name, SHOWN))
            raise BadPerson(said, Message("`yueling groups set NAME` changes it"))
        if not new and old is None:
            raise UnknownPerson(group.name, near(group.name, [one.name for one in change.groups()]))
        if old and seen is not None and old.sequence != seen:
            raise Stale(old.name)
        around = Acquaintance(tuple(change.people()), (*change.groups(), group), tuple(named))
        members = tuple(dict.fromkeys(around.person(member).key for member in group.members))
        wishes = _with_deputy(group.wishes, around, old.wishes if old else NO_WISHES)
        change.put_group(group.name, replace(group, members=members, wishes=wishes))
        return next(one for one in change.groups() if one.name == group.name)


def remove_group(store: Store, name: str, now: datetime, *, seen: int | None = None) -> Group:
    """The group that was taken away; its members stay, and follow what they follow themselves.

    Raises UnknownPerson, Stale.
    """
    with store.changing(now, "group", about=name) as change:
        old = next((one for one in change.groups() if one.name == name), None)
        if old is None:
            raise UnknownPerson(name, near(name, [one.name for one in change.groups()]))
        if seen is not None and old.sequence != seen:
            raise Stale(old.name)
        change.put_group(name, None)
        return old


def _without_deputy(wishes: Wishes, key: str) -> Wishes:
    """The wishes without the deputy of that key."""
    return replace(wishes, deputy=None, after=NO_WISHES.after) if wishes.deputy == key else wishes


def _with_deputy(wishes: Wishes, around: Acquaintance, old: Wishes) -> Wishes:
    """The wishes with the key of who stands in, who may be called otherwise; one who did so before is not looked for."""
    if not wishes.deputy or wishes.deputy == old.deputy:
        return wishes
    return replace(wishes, deputy=around.somebody(wishes.deputy).key)


def _as_seen(everybody: Sequence[Person], words: str, seen: int | None) -> Person:
    found = meant(everybody, words)
    if seen is not None and found.sequence != seen:
        raise Stale(found.name)
    return found


def _put(change: Changing, everybody: Sequence[Person], person: Person, named: Sequence[Named]) -> Person:
    old = next((one.wishes for one in everybody if one.key == person.key), NO_WISHES)
    others = [one for one in everybody if one.key != person.key]
    around = Acquaintance((*others, person), tuple(change.groups()), tuple(named))
    person = replace(person, wishes=_with_deputy(person.wishes, around, old))
    change.put_person(person.key, person)
    return next(one for one in change.people() if one.key == person.key)
