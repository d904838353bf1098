"""Who is reminded: people and groups of them, what each follows, and when each wants to hear of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, time
from typing import Any

from rules import Message, YuelingError, fold, weekday_name

from .events import KINDS, Lead
from .lines import one_line
from .selection import EVERYTHING, Selection

ADDRESS = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
"""A mail address as mail servers take it without extensions."""
LONGEST_NAME, SHOWN = 320, 60
"""The most characters of a name or a key, and how many of them an error quotes."""
MOST_REPEATS, MOST_AFTER = 31, 30
"""Days before a deadline on each of which it may be said once more, and days after it until a deputy hears of it."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK_WORDS = ("周", "星期", "礼拜")
"""What stands before the number of a weekday in Chinese."""
OFF, DEFAULT = "none", "default"
"""What turns a wish off, and what puts it back to what groups and settings say."""

Leads = tuple[tuple[str, tuple[Lead, ...]], ...]
"""Leads by the name of a kind."""


class BadPerson(YuelingError):
    """What cannot be said of a person or a group."""


class UnknownPerson(YuelingError):
    """A name that no person, or no group, has."""

    def __init__(self, name: str, near: str | None = None) -> None:
        remedy = Message("`yueling people list` shows who there is")
        super().__init__(
            Message("nobody is called “{name}”", name=one_line(name, SHOWN)),
            Message("did you mean {key}?", key=near) if near else remedy,
        )


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nobody wants to hear anything: from the first minute on, until the last one is reached.

    Where both are the same there are none.

    >>> Quiet.read("22:00-07:00").holds(time(23)), Quiet.read("22:00-07:00").holds(time(7))
    (True, False)
    """

    first: time
    last: time

    @classmethod
    def read(cls, text: str) -> Quiet:
        """The hours as 22:00-07:00; `none` for none. Raises BadPerson."""
        if text.strip().lower() == "none":
            return NEVER
        match = re.fullmatch(r"\s*(\d{1,2}):(\d\d)\s*[-–—~～至到]\s*(\d{1,2}):(\d\d)\s*", text, re.ASCII)
        try:
            first, last = (time(int(match[i]), int(match[i + 1])) for i in (1, 3)) if match else (None, None)
        except ValueError:
            first = last = None
        if first is None or last is None or first == last:
            said = Message("“{text}” are no hours of the day", text=one_line(text, SHOWN))
            raise BadPerson(said, Message("write them as 22:00-07:00, or none"))
        return cls(first, last)

    def write(self) -> str:
        """The hours as `read` reads them."""
        return f"{self.first:%H:%M}-{self.last:%H:%M}" if self else "none"

    def __bool__(self) -> bool:
        return self.first != self.last

    def holds(self, moment: time) -> bool:
        """Whether the time of day lies in them."""
        if self.first < self.last:
            return self.first <= moment < self.last
        return bool(self) and (moment >= self.first or moment < self.last)


NEVER = Quiet(time(), time())


@dataclass(frozen=True, slots=True)
class Wishes:
    """When somebody wants to hear of things; None is as the settings have it."""

    leads: Leads = ()
    at: time | None = None
    """The time of day of leads that name none, Asia/Shanghai."""
    quiet: Quiet | None = None
    rest: bool | None = None
    """Whether nothing comes on days of rest, which are those on which nobody works."""
    repeat: int | None = None
    """In the last so many days before a deadline it is said each day, until it is done."""
    deputy: str | None = None
    """The key of who hears of a deadline that passed and was not done; empty for nobody, whatever the groups say."""
    after: int = 1
    """How many days after it."""
    summary: str | None = None
    """The weekday on which the duties of all come, a name in WEEKDAYS; empty for none, whatever the groups say."""

    def __post_init__(self) -> None:
        if strange := next((kind for kind, _ in self.leads if kind not in KINDS), None):
            raise BadPerson(Message("“{kind}” is no kind", kind=one_line(strange, LONGEST_NAME)))
        bounds = (("repeat", self.repeat or 0, 0, MOST_REPEATS), ("after", self.after, 1, MOST_AFTER))
        for name, value, least, most in bounds:
            if not least <= value <= most:
                said = Message("this must be a whole number from {least} to {most}", least=least, most=most)
                raise BadPerson(Message("{field}: {said}", field=name, said=said))
        if self.summary and self.summary not in WEEKDAYS:
            raise _no_weekday(self.summary)

    def to_json(self) -> dict[str, Any]:
        """What is wished, as plain JSON; `from_json` reads it back."""
        said: dict[str, Any] = {
            "leads": {kind: [lead.write() for lead in leads] for kind, leads in self.leads},
            "at": self.at and f"{self.at:%H:%M}",
            "quiet": None if self.quiet is None else self.quiet.write(),
            "rest": self.rest,
            "repeat": self.repeat,
            "deputy": self.deputy,
            "after": self.after if self.deputy else None,
            "summary": self.summary,
        }
        return {name: value for name, value in said.items() if value is not None and value != {}}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Wishes:
        """The wishes that `to_json` wrote."""
        quiet, at = record.get("quiet"), record.get("at")
        return cls(
            leads_of(record.get("leads", {})),
            time.fromisoformat(at) if at else None,
            Quiet.read(quiet) if quiet else None,
            record.get("rest"),
            record.get("repeat"),
            record.get("deputy"),
            record.get("after") or 1,
            record.get("summary"),
        )

    def over(self, others: Iterable[Wishes]) -> Wishes:
        """These wishes, and of each that says nothing here what the first of the others says that does."""
        whole = self
        for other in others:
            said = {one.name: getattr(other, one.name) for one in fields(other) if one.name not in ("leads", "after")}
            news = {name: value for name, value in said.items() if getattr(whole, name) is None and value is not None}
            after = other.after if "deputy" in news else whole.after
            own = dict(whole.leads)
            more = tuple((kind, leads) for kind, leads in other.leads if kind not in own)
            whole = replace(whole, leads=whole.leads + more, after=after, **news)
        return whole


NO_WISHES = Wishes()


def _no_weekday(text: str) -> BadPerson:
    said = Message("“{text}” is no weekday", text=one_line(text, SHOWN))
    return BadPerson(said, Message("known are {keys}", keys=", ".join(WEEKDAYS)))


def weekday_named(text: str) -> str:
    """The weekday as WEEKDAYS has it, from its name in either language; raises BadPerson.

    >>> [weekday_named(text) for text in ("周一", "星期日", "天", "Tue", "wednesday")]
    ['mon', 'sun', 'sun', 'tue', 'wed']
    """
    word = fold(text)
    for number, day in enumerate(WEEKDAYS):
        full, zh = (weekday_name(number).say(lang) for lang in ("en", "zh"))
        endings = zh[-1] if number < len(WEEKDAYS) - 1 else f"{zh[-1]}天"
        chinese = [f"{before}{last}" for last in endings for before in ("", *WEEK_WORDS)]
        if word in (day, fold(full), *chinese):
            return day
    raise _no_weekday(text)


def leads_of(record: Mapping[str, Iterable[str]]) -> Leads:
    """Leads by kind from their words; raises BadLead.

    >>> leads_of({"deadline": ["7d", "1d"]})[0][1][0]
    Lead(amount=7, unit='days', at=None)
    """
    return tuple((kind, tuple(map(Lead.read, words))) for kind, words in record.items())


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is reminded, by which channels, of what."""

    key: str
    """What the record of deliveries knows him by: the address or the name when he was added; it stays."""
    name: str
    email: str | None = None
    channels: tuple[str, ...] = ()
    """Names of channels of the settings: by each of them he gets a digest."""
    follows: Selection = EVERYTHING
    wishes: Wishes = NO_WISHES
    sequence: int = 0
    """How often it was changed; set by the store, as `updated`."""
    updated: datetime | None = None

    def __post_init__(self) -> None:
        check_name(self.key)
        check_name(self.name)
        if self.email is not None and not ADDRESS.fullmatch(self.email):
            said = Message("“{text}” is no mail address", text=one_line(self.email, SHOWN))
            raise BadPerson(said, Message("write it as name@example.org, in ASCII letters"))
        if not self.channels:
            said = Message("“{name}” is to be reminded, but by no channel", name=self.name)
            raise BadPerson(said, Message("name one with --channel: mail, stdout, or one of the settings"))
        if self.wishes.deputy == self.key:
            said = Message("“{name}” cannot stand in for himself", name=self.name)
            raise BadPerson(said, Message("name somebody else"))

    def to_json(self) -> dict[str, Any]:
        """The person as plain JSON, without the stamps of the store; `from_json` reads it back."""
        said = {"name": self.name, "email": self.email, "channels": list(self.channels)}
        return {**said, "follows": self.follows.to_json(), "wishes": self.wishes.to_json()}

    @classmethod
    def from_json(cls, key: str, record: Mapping[str, Any]) -> Person:
        """The person that `to_json` wrote."""
        follows, wishes = Selection.from_json(record["follows"]), Wishes.from_json(record["wishes"])
        return cls(key, record["name"], record["email"], tuple(record["channels"]), follows, wishes)


@dataclass(frozen=True, slots=True)
class Group:
    """People who follow the same: what they wish themselves goes before what the group wishes."""

    name: str
    members: tuple[str, ...] = ()
    """The keys of people."""
    follows: Selection = EVERYTHING
    wishes: Wishes = NO_WISHES
    sequence: int = 0
    updated: datetime | None = None

    def __post_init__(self) -> None:
        check_name(self.name)

    def to_json(self) -> dict[str, Any]:
        """The group as plain JSON, without the stamps of the store; `from_json` reads it back."""
        said = {"members": list(self.members), "follows": self.follows.to_json()}
        return {**said, "wishes": self.wishes.to_json()}

    @classmethod
    def from_json(cls, name: str, record: Mapping[str, Any]) -> Group:
        """The group that `to_json` wrote."""
        follows, wishes = Selection.from_json(record["follows"]), Wishes.from_json(record["wishes"])
        return cls(name, tuple(record["members"]), follows, wishes)


def check_name(name: str) -> None:
    """Raises BadPerson for what is no name: empty, long, or not on one line."""
    if not name.strip() or name != name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        said = Message("“{name}” is no name", name=one_line(name, SHOWN))
        raise BadPerson(said, Message("it stands on one line and has at most {most} characters", most=LONGEST_NAME))
