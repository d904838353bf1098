"""The history as tables and records: what was done, and what became of an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rules import Message, write

from .captions import kind_word
from .events import Event
from .store.decided import FIELDS
from .store.history import ACTS, PERSON, Past, Step
from .views import Table, printable

HOME = ZoneInfo("Asia/Shanghai")
NAMES = {
    "title": Message("title"),
    "kind": Message("kind"),
    "recurrence": Message("rule"),
    "tags": Message("tags"),
    "leads": Message("leads"),
    "action": Message("action"),
    "actor": Message("actor"),
    "recipient": Message("recipient"),
    "place": Message("place"),
    "url": Message("address on the web"),
    "contact": Message("contact"),
    "note": Message("note"),
}
"""What the fields of an event are called."""
WHO = {PERSON: Message("by hand"), "machine": Message("as read")}


def step_rows(steps: Iterable[Step], lang: str) -> Table:
    """The steps as a table: number, when, who, what, how many events, whether it was taken back."""
    heads = [
        Message("No."),
        Message("When"),
        Message("Who"),
        Message("What"),
        Message("Events"),
        Message("About"),
        Message("Taken back"),
    ]
    lines = [
        [
            str(step.number),
            _when(step.at),
            WHO[step.who].say(lang),
            ACTS[step.act].say(lang),
            str(step.events),
            printable(step.about),
            "" if step.undone is None else Message("by no. {n}", n=step.undone).say(lang),
        ]
        for step in steps
    ]
    return heads, lines


def past_rows(past: Iterable[Past], lang: str) -> Table:
    """What became of an event as a table: when, who, what, from what to what."""
    heads = [Message("No."), Message("When"), Message("Who"), Message("What"), Message("From what to what")]
    lines = []
    for one in past:
        changes = " · ".join(_change(*difference, lang) for difference in differences(one, lang))
        step = one.step
        lines.append([str(step.number), _when(step.at), WHO[step.who].say(lang), ACTS[step.act].say(lang), changes])
    return heads, lines


def _change(name: str, before: str, after: str, lang: str) -> str:
    content = f"{before} → {after}" if before and after else before or after
    return Message("{name}: {content}", name=NAMES[name], content=content).say(lang)


def differences(past: Past, lang: str) -> Iterator[tuple[str, str, str]]:
    """The fields that a step changed, with their content before and after in words; of a new or removed event two of them."""
    names = FIELDS if past.before and past.after else ("title", "recurrence")
    for name in names:
        before, after = (content_words(event, name, lang) if event else "" for event in (past.before, past.after))
        if before != after:
            yield name, before, after


def content_words(event: Event, name: str, lang: str) -> str:
    """The content of a field in words."""
    content = getattr(event, name)
    if name == "recurrence":
        return write(content, lang)
    if name == "kind":
        return kind_word(content, lang)
    if name == "leads":
        return "–" if content is None else " ".join(lead.write() for lead in content)
    return printable(" ".join(content) if isinstance(content, tuple) else content) or "–"


def step_record(step: Step) -> dict[str, Any]:
    """A step as JSON has it."""
    return {
        "number": step.number,
        "at": step.at.astimezone(HOME).isoformat(timespec="seconds"),
        "who": step.who,
        "act": step.act,
        "about": step.about,
        "events": step.events,
        "undone_by": step.undone,
    }


def past_record(past: Past) -> dict[str, Any]:
    """What a step made of an event, as JSON has it."""
    changes = {name: {"from": before or None, "to": after or None} for name, before, after in differences(past, "zh")}
    return step_record(past.step) | {"changes": changes}


def _when(moment: datetime) -> str:
    return moment.astimezone(HOME).replace(tzinfo=None).isoformat(" ", "minutes")
