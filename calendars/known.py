"""Who is meant by a name: people and groups of the database, and those whom a settings file names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol, TypeVar

from rules import Message, fold

from .lines import one_line
from .people import SHOWN, BadPerson, Group, Person, UnknownPerson


class Known(Protocol):
    """Somebody who is called by a key, an address or a name."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...


Somebody = TypeVar("Somebody", bound=Known)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom the settings file names."""

    key: str
    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Everybody who can be meant by a name."""

    people: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()
    named: tuple[Named, ...] = ()
    """Those of the settings file."""

    @property
    def everybody(self) -> tuple[Known, ...]:
        """People, and those of the settings who are none of them."""
        keys = {one.key for one in self.people}
        return (*self.people, *(one for one in dict.fromkeys(self.named) if one.key not in keys))

    def person(self, words: str) -> Person:
        """The person of the database who is meant; raises UnknownPerson, BadPerson."""
        try:
            return meant(self.people, words)
        except UnknownPerson as error:
            raise self._elsewhere(words, (*self.people, *self.named)) or error from None

    def somebody(self, words: str) -> Known:
        """Who is meant, of the database or the settings; raises UnknownPerson, BadPerson."""
        try:
            return meant(self.everybody, words)
        except UnknownPerson as error:
            raise self._elsewhere(words, self.everybody, here=self.everybody) or error from None

    def keys(self, words: str) -> tuple[str, ...]:
        """The keys of who is meant: of one, or of all members of a group; raises UnknownPerson, BadPerson."""
        group, found = self._group(words), _called(self.everybody, words)
        if group and found:
            said = Message("“{name}” may be a group or somebody", name=one_line(words, SHOWN))
            raise BadPerson(said, Message("name one by the key: {keys}", keys=", ".join(one.key for one in found)))
        if group is None:
            return (meant(self.everybody, words, [one.name for one in self.groups]).key,)
        if not group.members:
            said = Message("the group “{name}” has no members", name=one_line(group.name, SHOWN))
            raise BadPerson(said, Message("`yueling groups set NAME --add NAME` adds somebody"))
        return group.members

    def name_of_key(self, key: str) -> str:
        """What whoever has the key is called; the key where nobody has it."""
        return next((one.name for one in self.everybody if one.key == key), key)

    def name_of(self, words: str) -> tuple[str, str | None]:
        """What somebody is called who says or does something, and the name that was meant instead where he is not known.

        Whoever does something need not be one of those who are reminded.
        """
        found = _called(self.everybody, words)
        if len(found) == 1:
            return found[0].name, None
        return words, None if found else near(words, [one.name for one in self.everybody])

    def _group(self, words: str) -> Group | None:
        return next((one for one in self.groups if fold(one.name) == fold(words)), None)

    def _elsewhere(self, words: str, everybody: Sequence[Known], here: Sequence[Known] = ()) -> BadPerson | None:
        """That the name is one of a group, or of somebody of the settings alone."""
        name = one_line(words, SHOWN)
        if self._group(words):
            return BadPerson(
                Message("“{name}” is a group", name=name), Message("name people: `yueling people list` shows them")
            )
        if not here and _called(everybody, words):
            said = Message("“{name}” stands in the settings file alone", name=name)
            return BadPerson(
                said, Message("change it there, or take it over into the database: `yueling people import`")
            )
        return None


def meant(people: Iterable[Somebody], words: str, others: Sequence[str] = ()) -> Somebody:
    """Who is meant by a key, an address or a name; raises UnknownPerson, BadPerson where several may be meant.

    `others` are further names that may have been meant where nobody is found.
    """
    everybody = list(people)
    found = _called(everybody, words)
    if len(found) == 1:
        return found[0]
    if found:
        said = Message("“{name}” may be several people", name=one_line(words, SHOWN))
        raise BadPerson(said, Message("name one by the key: {keys}", keys=", ".join(one.key for one in found)))
    raise UnknownPerson(words, near(words, [name for one in everybody for name in (one.key, one.name)] + [*others]))


def _called(people: Sequence[Somebody], words: str) -> list[Somebody]:
    """Those whose key it is, else those who are called so, else those who are where case and width do not count."""
    for names in (_keys, _names):
        if found := [one for one in people if words in names(one)]:
            return found
    return [one for one in people if fold(words) in map(fold, (*_keys(one), *_names(one)))]


def _keys(one: Known) -> Iterator[str]:
    yield one.key


def _names(one: Known) -> Iterator[str]:
    yield from filter(None, (one.email, one.name))


def near(words: str, known: Sequence[str]) -> str | None:
    """The name that is nearest to what was written; None where none is near."""
    return next(iter(get_close_matches(words, known, 1, 0.5)), None)
