"""People and groups as commands show them: records for programs, a table for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from calendars.captions import kind_word
from calendars.commands.feeds import selection_words
from calendars.people import OFF, WEEKDAYS, Group, Person, Wishes
from calendars.selection import Selection
from calendars.terminal import LANG, note, say, show_table
from rules import Message, weekday_name

from .people_given import asked_by
from .recipients import Recipient
from .settings import Settings


def person_record(person: Person, teams: Sequence[Group]) -> dict[str, Any]:
    return {
        "key": person.key,
        "name": person.name,
        "email": person.email,
        "channels": list(person.channels),
        "follows": person.follows.to_json(),
        "everything": person.everything,
        "by_groups": {team.name: team.follows.to_json() for team in _followed(person, teams)},
        "wishes": person.wishes.to_json(),
        "groups": [team.name for team in teams if person.key in team.members],
        "of_settings": False,
    }


def _followed(person: Person, teams: Sequence[Group]) -> list[Group]:
    """The groups through which he follows something."""
    mine = [team for team in teams if person.key in team.members and not team.follows.is_everything]
    return [] if person.everything else mine


def narrowed(people: Sequence[Person], before: Sequence[Group], after: Sequence[Group]) -> list[Message]:
    """Who followed everything with the groups before, and does not with those after it."""
    found = [one for one in people if not one.followed(before) and one.followed(after)]
    return [
        Message(
            "{name} followed everything, and from now on only this: {events}; "
            "`yueling people set {name} --everything` keeps everything",
            name=one.name,
            events=_events_words(person_record(one, after)),
        )
        for one in found
    ]


def named_record(one: Recipient) -> dict[str, Any]:
    return {
        "key": one.id,
        "name": one.name,
        "email": one.email,
        "channels": [one.channel],
        "follows": asked_by(one).to_json(),
        "everything": False,
        "by_groups": {},
        "wishes": one.wishes.to_json(),
        "groups": [],
        "of_settings": True,
    }


def group_record(group: Group) -> dict[str, Any]:
    said = {"name": group.name, "members": list(group.members)}
    return {**said, "follows": group.follows.to_json(), "wishes": group.wishes.to_json()}


def with_usual(record: dict[str, Any], wishes: Wishes) -> dict[str, Any]:
    """The record with what holds beside his own wishes, by groups and by the settings."""
    own, holds = record["wishes"], wishes.to_json()
    usual = {name: wish for name, wish in holds.items() if name not in own and name not in ("leads", "after")}
    if "deputy" in usual:
        usual["after"] = holds.get("after", 1)
    if leads := {kind: said for kind, said in holds.get("leads", {}).items() if kind not in own.get("leads", {})}:
        usual["leads"] = leads
    return record | {"usual": usual}


def show_people(records: Sequence[dict[str, Any]], settings: Settings) -> None:
    heads = [
        Message("Name"),
        Message("Key"),
        Message("Channels"),
        Message("Events"),
        Message("Wishes"),
        Message("Groups"),
    ]
    rows = [
        [
            one["name"] or say(Message("everybody")),
            one["key"],
            ", ".join(one["channels"]),
            _events_words(one),
            _all_wishes(one),
            say(Message("settings file")) if one["of_settings"] else ", ".join(one["groups"]),
        ]
        for one in records
    ]
    show_table((heads, rows))
    for one in records:
        for channel in one["channels"]:
            if settings.channel(channel) is None:
                note(Message("{name}: no channel is called “{channel}”", name=one["name"], channel=channel))


def show_groups(records: Sequence[dict[str, Any]]) -> None:
    heads = [Message("Name"), Message("Members"), Message("Events"), Message("Wishes")]
    show_table((heads, [
        [one["name"], ", ".join(one["members"]), _asked_words(one["follows"]), _wish_words(one["wishes"])]
        for one in records
    ]))  # fmt: skip


def _asked_words(follows: dict[str, Any]) -> str:

    return selection_words(Selection.from_json(follows))


def _events_words(record: dict[str, Any]) -> str:
    """What the person of the record follows: his own, then what he does as a member of groups."""
    own = [] if Selection.from_json(record["follows"]).is_everything else [_asked_words(record["follows"])]
    mine = [
        say(Message("as {group}: {events}", group=name, events=_asked_words(follows)))
        for name, follows in record["by_groups"].items()
    ]
    return "; ".join([*own, *mine]) or _asked_words(record["follows"])


WISHES: dict[str, Callable[[Any], Message]] = {
    "at": lambda at: Message("at {time}", time=at),
    "quiet": lambda hours: Message("no quiet hours") if hours == OFF else Message("quiet {hours}", hours=hours),
    "rest": lambda rests: Message("not on days of rest") if rests else Message("on days of rest too"),
    "repeat": lambda days: Message("each day in the last {n} days", n=days) if days else Message("not each day"),
    "summary": lambda day: Message("summary on {day}", day=_weekday(day)) if day else Message("no summary"),
}


def _weekday(day: str) -> Message:
    return weekday_name(WEEKDAYS.index(day))


def _all_wishes(record: dict[str, Any]) -> str:
    """What the person of the record wishes himself, then what groups and the settings wish for him."""
    own, usual = _wish_words(record["wishes"]), _wish_words(record.get("usual", {}))
    return "; ".join(filter(None, [own, usual and say(Message("else {wishes}", wishes=usual))]))


def _wish_words(wishes: dict[str, Any]) -> str:
    """What is wished, in words."""

    leads: dict[str, list[str]] = {}
    for kind, words in wishes.get("leads", {}).items():
        leads.setdefault(" ".join(words) or say(Message("no reminders")), []).append(kind_word(kind, LANG.get()))
    parts = [f"{', '.join(kinds)}: {words}" for words, kinds in leads.items()]
    parts += [say(words(wishes[name])) for name, words in WISHES.items() if name in wishes]
    if wishes.get("deputy") == "":
        parts.append(say(Message("nobody stands in")))
    elif deputy := wishes.get("deputy"):
        parts.append(say(Message("after {n} days to {name}", n=wishes["after"], name=deputy)))
    return "; ".join(parts)
