"""Organisations that share a database and never see each other: a tree, at whose top stands the first one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category, normalize

from rules import Message, YuelingError

from .civil import day_of

FIRST = 1
"""The number of the organisation that is there from the beginning, and the only one of most databases; it has no key."""
KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
LONGEST_NAME = 200
UNSEEN = ("Cc", "Cf", "Zl", "Zp")
"""The categories of Unicode whose characters nobody sees."""


class BadOrganisation(YuelingError):
    """An organisation that cannot be added, changed or used as it was asked."""


class AbsentOrganisation(YuelingError):
    """An organisation of which nothing can be asked."""

    key: str

    def blame(self, by: Message) -> None:
        """Says in the remedy who named it."""
        self._remedy = Message("{by}; {remedy}", by=by, remedy=self._remedy) if self._remedy else by


class UnknownOrganisation(AbsentOrganisation):
    """There is no organisation with that key."""

    def __init__(self, key: str) -> None:
        super().__init__(
            Message("there is no organisation “{key}”", key=key[:80]), Message("`yueling org list` names them")
        )
        self.key = key


class ClosedOrganisation(BadOrganisation, AbsentOrganisation):
    """An organisation that takes no part any more."""

    def __init__(self, one: Organisation, since: datetime) -> None:
        day = day_of(since).isoformat()
        super().__init__(
            Message("“{name}” is closed since {day}", name=one.title, day=day),
            Message("open it again: yueling org open {key}", key=one.key),
        )
        self.key = one.key


@dataclass(frozen=True, slots=True)
class Organisation:
    """One of them. Addresses and commands name it by its key, people by its name."""

    number: int
    key: str
    name: str
    parent: int | None
    """The number of the one above it; None at the top."""
    created: datetime
    closed: datetime | None = None
    """Since when it takes no part any more: its addresses are gone, nobody is reminded."""

    @property
    def title(self) -> str:
        """How people call it: by its name, else by its key; the first one may have neither."""
        return self.name or self.key

    def refuse_closed(self) -> Organisation:
        """Itself; raises ClosedOrganisation where it takes no part any more."""
        if self.closed:
            raise ClosedOrganisation(self, self.closed)
        return self


def uid_within(org: int, uid: str) -> str:
    """The UID of an entry in a calendar of an organisation that leaves the house; those of the first one stay as they are.

    A calendar program that gets two of them would take one for the other, and what one calls off from the other.

    >>> uid_within(1, "edc20de4ef3f2fe7-2026"), uid_within(7, "edc20de4ef3f2fe7-2026")
    ('edc20de4ef3f2fe7-2026', 'edc20de4ef3f2fe7-2026.7')
    """
    return uid if org == FIRST else f"{uid}.{org}"


def uid_inside(org: int, uid: str) -> str:
    """The UID that an entry has within an organisation, of the one under which it left it; any other stays as it is.

    >>> uid_inside(7, "edc20de4ef3f2fe7-2026.7"), uid_inside(7, "edc20de4ef3f2fe7-2026.8")
    ('edc20de4ef3f2fe7-2026', 'edc20de4ef3f2fe7-2026.8')
    """
    return uid if org == FIRST else uid.removesuffix(f".{org}")


def title_of(key: str, name: str) -> str | Message:
    """How people tell an organisation from the others: by its name and its key, as far as it has them."""
    if key and name:
        return Message("“{name}” ({key})", name=name, key=key)
    return Message("“{name}”", name=name or key) if name or key else Message("the first organisation")


def checked_key(text: str) -> str:
    """The key; raises BadOrganisation for what cannot stand in an address.

    >>> checked_key("fujian-kexie")
    'fujian-kexie'
    """
    if not KEY.fullmatch(text):
        said = Message("“{text}” cannot stand in an address", text=text[:80])
        raise BadOrganisation(said, Message("write 1 to 40 of a–z, 0–9 and -, as in fujian-kexie"))
    return text


def checked_name(text: str) -> str:
    """The name, each run of white space in it one blank; raises BadOrganisation for none and for one that is too long or has
    characters that nobody sees.
    """
    name = " ".join(text.split())
    if name != visible(name):
        said = Message("the name of an organisation has characters in it that nobody sees")
        raise BadOrganisation(said, Message("type it anew; what was copied may bring zero-width characters along"))
    if not name or len(name) > LONGEST_NAME:
        said = Message("the name of an organisation has 1 to {most} characters", most=LONGEST_NAME)
        raise BadOrganisation(said, Message("write it as it stands in its letters, as in 福建省科学技术协会"))
    return name


def visible(text: str) -> str:
    """The text without the characters that nobody sees, each run of white space in it one blank.

    >>> visible("福建省\\u200b 科协\\n")
    '福建省 科协'
    """
    return " ".join("".join(char for char in text if char.isspace() or category(char) not in UNSEEN).split())


def is_same_name(name: str, other: str) -> bool:
    """Whether people would take one name for the other: width and compatible forms tell nothing apart.

    >>> is_same_name("科协（本级）", "科协(本级)"), is_same_name("科协", "科协\\u200b"), is_same_name("科协", "社联")
    (True, True, False)
    """
    one, two = (visible(normalize("NFKC", text)) for text in (name, other))
    return one == two


def below(organisations: Iterable[Organisation], number: int) -> list[Organisation]:
    """All that stand under one, at any depth, each behind the one above it, those side by side in the order of their keys.

    >>> moment = datetime(2026, 4, 8)
    >>> tree = [Organisation(n, key, "", above, moment) for n, key, above in ((1, "", None), (3, "c", 2), (2, "b", 1))]
    >>> [one.key for one in below(tree, 1)]
    ['b', 'c']
    """
    by_parent: dict[int | None, list[Organisation]] = {}
    for one in sorted(organisations, key=lambda one: one.key):
        by_parent.setdefault(one.parent, []).append(one)

    def walk(above: int) -> Iterator[Organisation]:
        pending = by_parent.get(above, [])[::-1]
        while pending:
            one = pending.pop()
            yield one
            pending += by_parent.get(one.number, [])[::-1]

    return list(walk(number))


def depths(organisations: Collection[Organisation]) -> dict[int, int]:
    """How far below the top each stands, by its number."""
    found: dict[int, int] = {}
    for one in (*(each for each in organisations if each.parent is None), *below(organisations, FIRST)):
        found[one.number] = 0 if one.parent is None else found[one.parent] + 1
    return found


def refuse_circle(organisations: Collection[Organisation], moved: Organisation, above: Organisation) -> None:
    """Raises BadOrganisation where one would stand under itself."""
    if above.number in (moved.number, *(one.number for one in below(organisations, moved.number))):
        said = Message("“{name}” would stand under itself", name=moved.title)
        raise BadOrganisation(said, Message("name one above it that does not stand below it"))
