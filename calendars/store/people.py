"""People who are reminded, and groups of them. Questions in plain SQL, as in `reading`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from calendars.people import Group, Person

from .reading import Ask
from .rows import compact

PEOPLE = "SELECT key, content, sequence, updated FROM people WHERE org = this_org()"
GROUPS = "SELECT name, content, sequence, updated FROM people_groups WHERE org = this_org()"


def people(ask: Ask) -> list[Person]:
    """Everybody, by name."""
    return sorted(map(_person, ask(PEOPLE, {})), key=lambda one: (one.name, one.key))


def person(ask: Ask, key: str) -> Person | None:
    """The person with the key; None where there is none."""
    return next(map(_person, ask(f"{PEOPLE} AND key = :key", {"key": key})), None)


def groups(ask: Ask) -> list[Group]:
    """Every group, by name."""
    return list(map(_group, ask(f"{GROUPS} ORDER BY name", {})))


def group(ask: Ask, name: str) -> Group | None:
    """The group of the name; None where there is none."""
    return next(map(_group, ask(f"{GROUPS} AND name = :name", {"name": name})), None)


def text_of(one: Person | Group | None) -> str | None:
    """The person or group as JSON text, as it is stored and as the history has it; None for none."""
    return compact(one.to_json()) if one else None


def person_of(key: str, text: str | None) -> Person | None:
    """The person of whom `text_of` wrote."""
    return Person.from_json(key, json.loads(text)) if text else None


def group_of(name: str, text: str | None) -> Group | None:
    """The group of which `text_of` wrote."""
    return Group.from_json(name, json.loads(text)) if text else None


def _person(row: Sequence[Any]) -> Person:
    key, content, sequence, updated = row
    found = Person.from_json(key, json.loads(content))
    return replace(found, sequence=int(sequence), updated=datetime.fromisoformat(updated))


def _group(row: Sequence[Any]) -> Group:
    name, content, sequence, updated = row
    found = Group.from_json(name, json.loads(content))
    return replace(found, sequence=int(sequence), updated=datetime.fromisoformat(updated))
