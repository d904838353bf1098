"""Who is reminded: the readers of one pass, of the settings and of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time

from calendars.events import Event, Lead
from calendars.people import NO_WISHES, Group, Person, Quiet, Wishes
from calendars.selection import Selection


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is reminded, of which kinds and tags (of everything where none are named), and by which channel."""

    name: str = ""
    email: str | None = None
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    channel: str = "stdout"
    key: str = ""
    """What the record of deliveries knows him by, where that is neither the address nor the name."""
    follows: tuple[Selection, ...] = ()
    """What concerns him of these kinds and tags: what any of them holds, everything where there are none."""
    wishes: Wishes = NO_WISHES
    """When he wants to hear of it."""

    @property
    def id(self) -> str:
        """What a recipient is known by in the record of deliveries: the key, the address, else the name."""
        return self.key or self.email or self.name

    def wants(self, kind: str, tags: tuple[str, ...]) -> bool:
        """Whether an event of that kind with those tags concerns this recipient.

        >>> Recipient("办公室", tags=("年检",)).wants("deadline", ("科普",))
        False
        """
        return (not self.kinds or kind in self.kinds) and (not self.tags or bool(set(self.tags) & set(tags)))

    def hears(self, event: Event) -> bool:
        """Whether the event concerns this recipient."""
        if not self.wants(event.kind, event.tags):
            return False
        return not self.follows or any(one.holds(event) for one in self.follows)

    def leads(self, kind: str) -> tuple[Lead, ...] | None:
        """His own leads for the kind; None where he has none and those of the settings hold."""
        return next((leads for name, leads in self.wishes.leads if name == kind), None)

    @property
    def quiet(self) -> Quiet | None:
        """The hours in which nothing reaches him."""
        return self.wishes.quiet

    @property
    def rest(self) -> bool:
        """Whether nothing reaches him on days of rest."""
        return bool(self.wishes.rest)

    @property
    def repeat(self) -> int:
        """In how many days before a deadline it is said each day."""
        return self.wishes.repeat or 0

    def at(self, usual: time) -> time:
        """The time of day of leads that name none."""
        return self.wishes.at or usual


def readers(
    named: Sequence[Recipient], people: Iterable[Person], groups: Iterable[Group], usual: Wishes = NO_WISHES
) -> tuple[Recipient, ...]:
    """Everybody who is to be told, once for each of his channels: those whom the settings name, and the people with groups.

    A person comes before the recipient of the same key; whom the settings have where they name nobody stands back as soon
    as there is anybody. Who follows nothing of his own follows what his groups do; a group that follows nothing hands on
    its wishes alone. `usual` are the wishes of whoever has no others.

    >>> [one.id for one in readers([Recipient()], [Person("a", "张三", channels=("stdout",))], [])]
    ['a']
    """
    everybody, teams = list(people), list(groups)
    keys = {one.key for one in everybody}
    stand_back = {*keys, ""} if keys else keys
    ids = {one.name: one.id for one in named} | {one.name: one.key for one in everybody}
    found = [
        replace(one, wishes=_with_deputy(one.wishes.over([usual]), ids, one.id))
        for one in named
        if one.id not in stand_back
    ]
    for one in everybody:
        own = [team for team in teams if one.key in team.members]
        follows = tuple(asked for asked in (one.follows, *(team.follows for team in own)) if not asked.is_everything)
        wishes = _with_deputy(one.wishes.over([_together(own), usual]), ids, one.key)
        found += [
            Recipient(one.name, one.email, channel=channel, key=one.key, follows=follows, wishes=wishes)
            for channel in one.channels
        ]
    return tuple(found)


def _with_deputy(wishes: Wishes, ids: Mapping[str, str], key: str) -> Wishes:
    """The wishes with the key of the deputy, whom the settings may call by name; nobody stands in for himself, as by a group."""
    if not wishes.deputy:
        return wishes
    deputy = wishes.deputy if wishes.deputy in ids.values() else ids.get(wishes.deputy, wishes.deputy)
    return replace(wishes, deputy=None if deputy == key else deputy)


def _together(groups: Sequence[Group]) -> Wishes:
    """The wishes of several groups: of leads all of them, of all else the first."""
    leads: dict[str, tuple[Lead, ...]] = {}
    for group in groups:
        for kind, own in group.wishes.leads:
            leads[kind] = tuple(dict.fromkeys((*leads.get(kind, ()), *own)))
    return replace(NO_WISHES, leads=tuple(leads.items())).over([group.wishes for group in groups])
