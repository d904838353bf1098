"""What was said of duties in the past, from what to what: how much is done, put off, taken on, how often it is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rules import RECKONING, Message, Reckoning

from .captions import short_day
from .civil import day_of
from .completions import WHOLE, Completion
from .doing import occurrence_of_key
from .duties.states import Acknowledgement, DutyState, Quota, Snooze
from .events import Event
from .store.history import Past
from .views import printable, when

DONE, LATER, TAKEN, TIMES = "done", "snooze", "ack", "quota"
LABELS = {DONE: Message("done"), LATER: Message("snoozed"), TAKEN: Message("taken on"), TIMES: Message("quota")}

Said = Completion | Snooze | Acknowledgement | Quota


@dataclass(frozen=True, slots=True)
class Remark:
    """What a step made of one thing that was said of an event."""

    what: str
    """A name in LABELS."""
    key: str
    """Of the occurrence; empty for what is said of all."""
    before: Said | None
    after: Said | None

    def words(self, event: Event, past: Past, lang: str, reckoning: Reckoning = RECKONING) -> str:
        """What was said, of which date, from what to what."""
        old, new = (_words(said, lang) if said else "" for said in (self.before, self.after))
        content = f"{old} → {new or '–'}" if old else new
        if self.key:
            day = day_of(past.step.at)
            found = occurrence_of_key(event, self.key, day, reckoning)
            content = f"{when(found, lang, event.recurrence) if found else self.key} {content}"
        return Message("{name}: {content}", name=LABELS[self.what], content=content).say(lang)

    def to_json(self, uid: str) -> dict[str, Any]:
        """The remark as plain JSON."""
        old, new = (said.to_json() if said else None for said in (self.before, self.after))
        return {"uid": uid, "what": self.what, "key": self.key or None, "from": old, "to": new}


def remarks(past: Past) -> Iterator[Remark]:
    """What the step made of what was said of the event."""
    done, duty = past.done, past.duty
    if done:
        old, new = ({one.key: one for one in said} for said in done)
        yield from (Remark(DONE, key, old.get(key), new.get(key)) for key in _changed(old, new))
    if duty:
        yield from _of_duty(*duty)


def _of_duty(before: DutyState, after: DutyState) -> Iterator[Remark]:
    old, new = ({(one.key, one.reader): one for one in state.snoozes} for state in (before, after))
    yield from (Remark(LATER, place[0], old.get(place), new.get(place)) for place in _changed(old, new))
    was, has = ({one.key: one for one in state.acknowledgements} for state in (before, after))
    yield from (Remark(TAKEN, key, was.get(key), has.get(key)) for key in _changed(was, has))
    if before.quota != after.quota:
        yield Remark(TIMES, "", before.quota, after.quota)


def _changed(old: dict[Any, Any], new: dict[Any, Any]) -> list[Any]:
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def _words(said: Said, lang: str) -> str:
    match said:
        case Completion():
            share = f"{said.part}/{said.whole}" if said.whole is not None else f"{said.percent} %"
            counted = said.done is None or (said.part or 0) >= (said.whole or WHOLE)  # else it is done all the same
            return _with_name(share if counted else Message("done").say(lang), said.by, lang)
        case Snooze():
            until = Message("until {day}", day=short_day(said.until, lang)).say(lang)
            words = Message("{words}, for {name}", words=until, name=printable(said.reader)).say(lang)
            return _with_name(words if said.reader else until, said.by, lang)
        case Acknowledgement():
            return printable(said.by or "–")
        case Quota():
            return Message("{times} times each", times=said.write()).say(lang)


def _with_name(words: str, name: str | None, lang: str) -> str:
    return Message("{words} ({name})", words=words, name=printable(name)).say(lang) if name else words
