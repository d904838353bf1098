"""The organisations of a database beside the first one: who is told anything in each, and what is wrong there.

All of them are asked together, in a few questions, whatever their number.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import TYPE_CHECKING

from calendars.leads import LATE
from calendars.organisations import FIRST, Organisation
from calendars.store.tables import write_instant
from rules import Message

from .checks import ORGANISATION, Check
from .organisation_settings import settings_of
from .organisations import rows_of_all, some
from .outbox.planning import RAN
from .section import SettingsError

if TYPE_CHECKING:
    from calendars.store import Store

    from .settings import Settings

MOST_NAMED = 20
"""Organisations of which a check-up says what is wrong; the others it counts."""
A_DAY = timedelta(days=1)
"""How long a message that may go out has waited where something is wrong: longer than from one daily run to the next."""
DEAD = "(SELECT COUNT(*) FROM messages m WHERE m.org = o.number AND m.state = 'dead')"
WAITS = (
    "(SELECT COUNT(*) FROM messages m WHERE m.org = o.number AND m.state = 'pending' AND (m.next_try <= :yesterday OR"
    " (m.next_try IS NULL AND (SELECT MIN(d.created) FROM deliveries d WHERE d.org = m.org AND d.message = m.key)"
    " <= :yesterday)))"
)
LAST_RUN = f"(SELECT k.value FROM marks k WHERE k.org = o.number AND k.name = '{RAN}')"  # noqa: S608  # names of ours
OTHERS = f"FROM organisations o WHERE o.closed IS NULL AND o.number <> {FIRST}"
LOOK = (
    f"SELECT o.number, o.key, o.name, o.parent, o.created, o.settings, {some('events e WHERE e.org = o.number')},"
    f" {DEAD}, {WAITS}, {LAST_RUN} {OTHERS} ORDER BY o.number"
)
PEOPLE = f"SELECT p.org, p.content FROM people p WHERE p.org IN (SELECT o.number {OTHERS})"  # noqa: S608  # a number of ours


@dataclass(frozen=True, slots=True)
class House:
    """An organisation as a check-up sees it."""

    of: Organisation
    channels: frozenset[str]
    """By which its people are told, those of its settings too."""
    has_events: bool
    has_settings: bool
    """Whether it has some of its own."""
    faults: tuple[Message, ...] = ()
    """What is wrong, whatever is to be said there."""

    @property
    def problems(self) -> tuple[Message, ...]:
        """What somebody should hear of."""
        return self.faults if self.channels else (Message("nobody is reminded there"), *self.faults)

    @property
    def is_wrong(self) -> bool:
        """Whether somebody misses something by it: where nothing is stored, nobody does yet."""
        return bool(self.faults or (not self.channels and self.has_events))


def overview(store: Store, installed: Settings, env: Mapping[str, str], now: datetime) -> Generator[House, None, None]:
    """Every organisation that takes part, but for the first one; `installed` are the settings of that.

    Whoever does not want them all closes it: it holds a connection. Raises StoreError.
    """
    channels = defaultdict[int, set[str]](set)
    for number, content in rows_of_all(store, PEOPLE, {}):
        channels[number].update(json.loads(content)["channels"])
    for row in rows_of_all(store, LOOK, {"yesterday": write_instant(now.astimezone(UTC) - A_DAY)}):
        number, key, name, parent, created, text, events, dead, waiting, ran = row
        one = Organisation(number, key, name, parent, datetime.fromisoformat(created))
        told, faults = channels[number], list[Message]()
        try:
            settings = settings_of(one, text or "", installed, env)
        except SettingsError as error:
            faults.append(Message("its settings: {said}", said=error.said))
        else:
            faults += _unsent(settings, told)
            told |= {reader.channel for reader in settings.recipients}
        if dead:
            faults.append(Message("{n} messages were given up", n=dead))
        if waiting:
            faults.append(Message("{n} messages have waited for more than a day", n=waiting))
        last = datetime.fromisoformat(ran or created)
        if events and now - last > LATE:
            day = f"{last.astimezone(now.tzinfo):%Y-%m-%d}"
            never = Message("its reminders were never gone through, since {day}", day=day)
            faults.append(Message("its reminders were last gone through on {day}", day=day) if ran else never)
        yield House(one, frozenset(told), bool(events), text is not None, tuple(faults))


def _unsent(settings: Settings, channels: Iterable[str]) -> Iterator[Message]:
    """What is wrong with the channels by which people are told."""
    yield from (fault.said for fault in settings.faults)
    for name in sorted(channels):
        if settings.channel(name) is None and name == "mail":
            yield Message("mail is to be sent, and no mail server is set")
        elif settings.channel(name) is None:
            yield Message("no channel is called “{name}”", name=name)


def check_organisations(store: Store, installed: Settings, env: Mapping[str, str], now: datetime) -> Iterator[Check]:
    """A line for each organisation where something is wrong, and how many there are; raises StoreError."""
    houses = list(overview(store, installed, env, now))
    telling = sorted((one for one in houses if one.problems), key=lambda one: not one.is_wrong)
    for one in telling[:MOST_NAMED]:
        facts: dict[str, str | Message] = {
            "organisation": one.of.title,
            "key": one.of.key,
            "what": reduce(_and, one.problems),
        }
        said = Message("{organisation} ({key}): {what}", **facts)
        yield Check(ORGANISATION, "wrong" if one.is_wrong else "note", said, _remedy(one), one.of.key)
    for state, said in (
        ("wrong", Message("and {n} more where something is wrong", n=sum(one.is_wrong for one in telling[MOST_NAMED:]))),
        ("note", Message("and {n} more where nobody is reminded and nothing is stored yet",
                         n=sum(not one.is_wrong for one in telling[MOST_NAMED:]))),
    ):  # fmt: skip
        if dict(said.facts)["n"]:
            yield Check(ORGANISATION, state, said, Message("`yueling doctor --org KEY` looks at one of them"))
    if plain := sum(not one.has_settings for one in houses):
        said = Message(
            "{n} organisations have no settings of their own: what is usual holds, and mail goes by the server of the first",
            n=plain,
        )
        yield Check(ORGANISATION, "note", said, Message("`yueling org settings KEY FILE` keeps some"))
    if fine := len(houses) - len(telling):
        yield Check(ORGANISATION, "good", Message("{n} organisations are in order beside the first", n=fine))


def _and(said: Message, more: Message) -> Message:
    return Message("{said}; {more}", said=said, more=more)


def _remedy(one: House) -> Message:
    if one.faults:
        return Message("`yueling doctor --org {key}` looks at it whole", key=one.of.key)
    return Message("`yueling people add NAME --email ADDRESS --channel mail --org {key}`, or [[recipients]] in its settings",
                   key=one.of.key)  # fmt: skip
