"""What people decided, in words: what was left as they set it, what may be the same in other words, what is set by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from rules import Message, tell

from ..captions import short_day
from ..events import CANCELLED, Event
from ..past import NAMES, content_words
from ..store.decided import FIELDS, IMPORTED, Decision
from ..store.rows import with_field
from ..views import printable

if TYPE_CHECKING:
    from ..actions import Difference, Outcome
    from ..doing import Redated

MOST = 10
"""Events of one sort that are named; of more the number is told."""
Command = Callable[[Event], str]
"""The command that takes over what was read of an event."""
Item = TypeVar("Item")


def reading_words(outcome: Outcome, command: Command, lang: str) -> list[Message]:
    """What a reading left as people had decided it, what it did not find any more, and what a person has to look at."""
    by_event = [list(group) for _, group in groupby(outcome.differing, key=lambda one: one.event.uid)]
    return [
        *_first(by_event, lambda group: _left(group, command(group[0].read), lang)),
        *_first(outcome.stayed_away, lambda event: _away(event, command(event))),
        *_first(outcome.unread, lambda event: _unread(event, lang)),
        *_first(outcome.perhaps, lambda pair: _perhaps(*pair, gone=pair[1] not in outcome.unread)),
        *done_words(outcome, lang),
    ]


def done_words(outcome: Outcome, lang: str) -> list[Message]:
    """What became of what was done where its date is another one now, or none any more: of each event in one sentence."""
    by_event = [list(group) for _, group in groupby(outcome.done, key=lambda one: (one.event.uid, one.after is None))]
    return list(_first(by_event, lambda group: _redated(group, lang)))


def _redated(group: Sequence[Redated], lang: str) -> Message:
    last, more = group[-1], len(group) - 1
    facts = {"title": printable(last.event.title), "before": short_day(last.before, lang), "uid": last.event.uid}
    if last.after is None and more:
        return Message(
            "“{title}”: {before} and {n} more dates that were done are none of its dates any more; those that it has now are "
            "open (`yueling undo` takes that back)", n=more, **facts,
        )  # fmt: skip
    if last.after is None:
        return Message(
            "“{title}”: {before}, which was done, is none of its dates any more; those that it has now are open "
            "(`yueling undo` takes that back)", **facts,
        )  # fmt: skip
    return Message(
        "“{title}” was done for {before} and stays done on {after}; if it is to be done once more: "
        "`yueling done {uid} --undo --date {day}`",
        after=short_day(last.after, lang), day=last.after.isoformat(), **facts,
    )  # fmt: skip


def _first(items: Sequence[Item], words: Callable[[Item], Message]) -> Iterator[Message]:
    yield from map(words, items[:MOST])
    if (more := len(items) - MOST) > 0:
        yield Message("{n} more of these are not shown here", n=more)


def _left(differing: Sequence[Difference], command: str, lang: str) -> Message:
    event = differing[0].event
    fields = [
        Message(
            "{name} {mine} as you set it, {read} in the notice now",
            name=NAMES[one.name],
            mine=content_words(event, one.name, lang),
            read=content_words(one.read, one.name, lang),
        ).say(lang)
        for one in differing
    ]
    return Message("left as it was: {title}: {fields}; to take the notice's: `{command}`", title=printable(event.title),
                   fields=_joined(fields, lang), command=command)  # fmt: skip


def _away(event: Event, command: str) -> Message:
    facts = {"title": printable(event.title), "command": command}
    return Message("left out, as you decided: {title}; to have it all the same: `{command}`", **facts)


def _unread(event: Event, lang: str) -> Message:
    facts = {"title": printable(event.title), "rule": tell(event.recurrence, lang), "uid": event.uid}
    return Message("no longer in the notice, it stays: {title}: {rule}; to remove it: `yueling remove {uid}`", **facts)


def _perhaps(new: Event, old: Event, *, gone: bool) -> Message:
    facts = {"new": printable(new.title), "old": printable(old.title), "uid": new.uid, "other": old.uid}
    if gone:
        return Message("new: {new}; it may be {old}, which you took away: then `yueling remove {uid}`", **facts)
    return Message("new: {new}; it may be {old} in other words: then `yueling remove {uid}` or `yueling remove {other}`",
                   **facts)  # fmt: skip


def by_hand(event: Event, decided: Mapping[str, Decision]) -> Iterator[tuple[str, Event]]:
    """The fields that a person set otherwise than they were read, each with the event as it was read."""
    return _otherwise(event, [one for one in decided.values() if one.fate != IMPORTED])


def imported(event: Event, decided: Mapping[str, Decision]) -> Iterator[tuple[str, Event]]:
    """The fields that a file brought otherwise than they were, each with the event as it was."""
    return _otherwise(event, [one for one in decided.values() if one.fate == IMPORTED])


def _otherwise(event: Event, decided: Iterable[Decision]) -> Iterator[tuple[str, Event]]:
    texts = {one.field: one.read for one in decided}
    for name in FIELDS:
        if (text := texts.get(name)) is not None:
            read = with_field(event, name, json.loads(text))
            if getattr(read, name) != getattr(event, name):
                yield name, read


def by_hand_words(event: Event, decided: Mapping[str, Decision], lang: str) -> str:
    """What a person set of an event, with what had been read; empty for nothing."""
    return _joined((_set(read, name, lang) for name, read in by_hand(event, decided)), lang)


def imported_words(event: Event, decided: Mapping[str, Decision], lang: str) -> str:
    """What a file brought of an event, with what stood there before; empty for nothing."""
    return _joined((_brought(read, name, lang) for name, read in imported(event, decided)), lang)


def _brought(before: Event, name: str, lang: str) -> str:
    if getattr(before, name) in (None, ()):
        return NAMES[name].say(lang)
    return Message("{name} (before: {before})", name=NAMES[name], before=content_words(before, name, lang)).say(lang)


def _set(read: Event, name: str, lang: str) -> str:
    if getattr(read, name) in (None, ()):
        return NAMES[name].say(lang)
    return Message("{name} (read as: {read})", name=NAMES[name], read=content_words(read, name, lang)).say(lang)


def _joined(words: Iterable[str], lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(words)


FATE_WORDS = {
    "called_off": Message("“{title}” was tied to it and is called off"),
    "undated": Message(
        "“{title}” counted from it and has no date now; `yueling anchor {uid} EVENT` counts it from another"
    ),
    "as_before": Message("“{title}” keeps its date, which was set by hand"),
}
"""What becomes of an event where the one is removed that it follows."""


def fates_of(before: Sequence[Event], after: Sequence[Event]) -> dict[str, list[Event]]:
    """What became of events that followed one that was removed, by the names in FATE_WORDS."""
    found: dict[str, list[Event]] = {name: [] for name in FATE_WORDS}
    for old, new in zip(before, after, strict=True):
        name = "undated" if new.recurrence != old.recurrence else "as_before"
        found["called_off" if new.status == CANCELLED else name].append(new)
    return found
