"""What somebody says of a person or a group in options, or in the settings, as the values that are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time
from difflib import get_close_matches
from typing import Any

from calendars.events import KINDS, Lead
from calendars.known import Named
from calendars.one_line_event import checked_kind
from calendars.people import DEFAULT, NO_WISHES, OFF, BadPerson, Leads, Person, Quiet, Wishes, weekday_named
from calendars.selection import EVERYTHING, Selection
from rules import Message

from .recipients import Recipient
from .settings import CHANNELS, Settings


def follows_of(old: Selection | None, wanted: dict[str, Any]) -> Selection:
    """What is followed by the options, in place of what was where they name it; `default` is without that condition."""
    names = ("kinds", "tags", "organisations", "people", "words")
    given = {name: () if wanted[name] == (DEFAULT,) else wanted[name] for name in names if wanted[name]}
    return replace(EVERYTHING if old is None or wanted["everything"] else old, **given)


def wishes_of_options(old: Wishes, follows: Selection, wanted: dict[str, Any]) -> Wishes:
    """The wishes by the options, in place of the old ones where they name them.

    One law for all: `none` turns a wish off, whatever groups and settings say; `default` is as they have it.
    """
    given = {name: _wish(name, wanted[name]) for name in READ if wanted[name] is not None}
    if wanted["leads"]:
        given["leads"] = _leads(wanted["leads"], follows, dict(old.leads))
    if wanted["rest"] is not None or wanted["usual_rest"]:
        given["rest"] = None if wanted["usual_rest"] else wanted["rest"]
    wishes = replace(old, **given)
    if wishes.deputy or wishes.after == NO_WISHES.after:
        return wishes
    if wanted["after"] not in (None, DEFAULT):
        said = Message("nobody stands in, so that nobody hears after these days")
        raise BadPerson(said, Message("name somebody with --deputy"))
    return replace(wishes, after=NO_WISHES.after)


def _wish(name: str, text: str | int) -> Any:
    read, off = READ[name]
    if text == DEFAULT:
        return getattr(NO_WISHES, name)
    return off if text == OFF and off is not None else read(text)


def _time(text: str) -> time:
    try:
        hour, minute = text.split(":")
        return time(int(hour), int(minute))
    except ValueError:
        said = Message("“{text}” is no time of day", text=text[:60])
        raise BadPerson(said, Message("write it as 07:30, or default for that of the settings")) from None


READ: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "at": (_time, None),
    "quiet": (Quiet.read, Quiet.read(OFF)),
    "repeat": (int, 0),
    "deputy": (str.strip, ""),
    "after": (int, None),
    "summary": (weekday_named, ""),
}
"""How each wish is read, and what it is where it is turned off; None where it cannot be."""


def _leads(words: Sequence[str], follows: Selection, old: dict[str, Any]) -> Leads:
    """The leads by kind: those that name no kind are in place of all old ones, and hold for all that is followed."""
    parts = [word.replace("＝", "=").rpartition("=") for word in words]
    found: dict[str, list[Lead] | None] = {}
    for kind, equals, lead in parts:
        kinds = (checked_kind(kind) or "",) if equals else follows.kinds or KINDS
        for one in kinds:
            if lead == DEFAULT:
                found[one] = None
            else:
                several = found.get(one) or []
                found[one] = several if lead == OFF else [*several, Lead.read(lead)]
    kept = old if all(equals for _, equals, _ in parts) else {}
    kept = {kind: leads for kind, leads in kept.items() if kind not in found}
    new = {kind: tuple(dict.fromkeys(leads)) for kind, leads in found.items() if leads is not None}
    return tuple(sorted((kept | new).items()))


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


def names_of(settings: Settings) -> tuple[Named, ...]:
    """Those whom the settings name."""
    return tuple(Named(one.id, one.name, one.email) for one in settings.recipients if one.id)


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
