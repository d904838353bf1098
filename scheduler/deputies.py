"""Who stands in for whom, as the settings file says: somebody whom it names, or somebody of the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from calendars.known import Named, meant, near
from calendars.people import SHOWN, BadPerson, Person, UnknownPerson
from rules import Message

from .recipients import Recipient
from .section import Section, SettingsError


@dataclass(frozen=True, slots=True)
class OpenDeputy:
    """A deputy whom the settings file does not name, so that the database has to know him."""

    name: str
    section: Section
    names: tuple[str, ...] = ()
    """What those are called whom the file names."""

    def wrong(self, people: Collection[Person]) -> SettingsError | None:
        """What is wrong where none of the people is he; None where one is."""
        try:
            meant(people, self.name)
        except UnknownPerson:
            return self._unknown([name for one in people for name in (one.key, one.name)])
        except BadPerson as error:
            return self.section.fail("deputy", error.said, error.remedy)
        return None

    def _unknown(self, names: Sequence[str]) -> SettingsError:
        said = Message("nobody is called “{name}”", name=self.name[:SHOWN])
        nearest = near(self.name, [*self.names, *names])
        every = Message("name somebody of these [[recipients]], or of `yueling people list`")
        return self.section.fail("deputy", said, Message("did you mean {key}?", key=nearest) if nearest else every)


def checked(sections: Sequence[Section], found: Sequence[Recipient]) -> tuple[list[Recipient], tuple[OpenDeputy, ...]]:
    """The recipients with the keys of their deputies, and those deputies whom none of them is.

    Two may stand in for each other: a deputy hears of what was not done and hands nothing on. Raises SettingsError.
    """
    named = list(dict.fromkeys(Named(one.id, one.name, one.email) for one in found))
    whole, unknown = list[Recipient](), list[OpenDeputy]()
    for section, one in zip(sections, found, strict=True):
        deputy = one.wishes.deputy
        if deputy is None:
            if "deputy_after" in section.table:
                said = Message("nobody stands in, so that nobody hears after these days")
                raise section.fail("deputy_after", said, Message('write {key} = "…"', key="deputy"))
            whole.append(one)
            continue
        try:
            key = meant(named, deputy).key
        except UnknownPerson:
            unknown.append(OpenDeputy(deputy, section, tuple(one.name for one in named)))
            key = deputy
        except BadPerson as error:
            raise section.fail("deputy", error.said, error.remedy) from error
        if key == one.id:
            said = Message("“{name}” cannot stand in for himself", name=one.name)
            raise section.fail("deputy", said, Message("name somebody else"))
        whole.append(replace(one, wishes=replace(one.wishes, deputy=key)))
    return whole, tuple(unknown)
