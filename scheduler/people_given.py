"""What somebody says of a person or a group in options, or in the settings, as the values that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from difflib import get_close_matches
from typing import Any

from calendars.events import KINDS, Lead
from calendars.one_line_event import checked_kind
from calendars.people import BadPerson, Leads, Person, Quiet, Wishes
from calendars.selection import EVERYTHING, Selection
from rules import Message

from .recipients import Recipient
from .settings import CHANNELS, Settings


def follows_of(old: Selection | None, wanted: dict[str, Any]) -> Selection:
    """What is followed by the options, in place of what was where they name it."""

    names = ("kinds", "tags", "organisations", "people", "words")
    given = {name: wanted[name] for name in names if wanted[name]}
    return replace(EVERYTHING if old is None or wanted["everything"] else old, **given)


def wishes_of_options(old: Wishes, follows: Selection, wanted: dict[str, Any]) -> Wishes:
    """The wishes by the options, in place of the old ones where they name them."""

    none = {name: wanted[name] == "none" for name in ("deputy", "summary")}
    facts = {
        "leads": _leads(wanted["leads"], follows, dict(old.leads)) if wanted["leads"] else None,
        "at": _time(wanted["at"]) if wanted["at"] else None,
        "quiet": Quiet.read(wanted["quiet"]) if wanted["quiet"] else None,
        "rest": wanted["rest"],
        "repeat": wanted["repeat"],
        "after": wanted["after"],
        **{name: wanted[name] for name, off in none.items() if not off},
    }
    given = {name: value for name, value in facts.items() if value is not None}
    return replace(old, **given | {name: None for name, off in none.items() if off})


def _leads(words: Sequence[str], follows: Selection, old: dict[str, Any]) -> Leads:
    """The leads by kind: those that name no kind hold for all that are followed, in place of the old ones."""

    found: dict[str, list[Lead] | None] = {}
    for word in words:
        kind, equals, lead = word.replace("＝", "=").rpartition("=")
        kinds = (checked_kind(kind) or "",) if equals else follows.kinds or KINDS
        for one in kinds:
            if lead == "default":
                found[one] = None
            else:
                several = found.get(one) or []
                found[one] = several if lead == "none" else [*several, Lead.read(lead)]
    kept = {kind: leads for kind, leads in old.items() if kind not in found}
    new = {kind: tuple(dict.fromkeys(leads)) for kind, leads in found.items() if leads is not None}
    return tuple(sorted((kept | new).items()))


def _time(text: str) -> time:

    try:
        hour, minute = text.split(":")
        return time(int(hour), int(minute))
    except ValueError:
        said = Message("“{text}” is no time of day", text=text[:60])
        raise BadPerson(said, Message("write it as 07:30")) from None


def persons_of(settings: Settings) -> list[Person]:
    """The recipients of the settings as people, under the keys by which they are on record; one with several channels once.

    Raises BadPerson where one follows another thing by each channel.
    """

    found: dict[str, Person] = {}
    ids = {one.name: one.id for one in settings.recipients}
    for one in settings.recipients:
        if not one.id:
            continue
        wishes = replace(one.wishes, deputy=ids.get(one.wishes.deputy or "", one.wishes.deputy))
        person = Person(one.id, one.name, one.email, (one.channel,), asked_by(one), wishes)
        if (old := found.get(one.id)) is None:
            found[one.id] = person
        elif replace(old, channels=person.channels) == person:
            found[one.id] = replace(old, channels=(*old.channels, one.channel))
        else:
            said = Message("“{name}” follows or wishes something else by each channel", name=one.name)
            raise BadPerson(said, Message("give both [[recipients]] the same kinds, tags and hours, or other names"))
    return list(found.values())


def asked_by(recipient: Recipient) -> Selection:

    base = recipient.follows[0] if recipient.follows else EVERYTHING
    return replace(base, kinds=recipient.kinds, tags=recipient.tags)


def keys_named(settings: Settings) -> set[str]:
    """The keys of those whom the settings name."""
    return {one.id for one in settings.recipients if one.id}


def check(person: Person, settings: Settings) -> None:
    """Raises BadPerson for a channel that there is not, with the nearest one, or that cannot reach the person."""

    known = list(dict.fromkeys((*CHANNELS, *settings.channels)))
    for name in person.channels:
        channel = settings.channel(name)
        if channel is None:
            near = get_close_matches(name, known, 1, 0.5)
            said = Message("no channel is called “{name}”", name=name[:60])
            every = Message("known are {keys}", keys=", ".join(known))
            raise BadPerson(said, Message("did you mean {key}?", key=near[0]) if near else every)
        if lack := channel.lacks(Recipient(person.name, person.email, channel=name, key=person.key)):
            raise BadPerson(lack, Message("give an address with --email"))


def check_changed(old: Person, changes: dict[str, Any], settings: Settings) -> None:

    if "channels" in changes or "email" in changes:
        facts = {key: value for key, value in changes.items() if key in ("channels", "email", "name")}
        check(replace(old, **facts), settings)
