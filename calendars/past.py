"""The history as tables and records: what was done, and what became of an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from rules import RECKONING, Message, Reckoning, write

from .captions import kind_word
from .civil import HOME
from .events import Event
from .lines import one_line
from .past_duties import remarks
from .single import apart
from .store.decided import FIELDS
from .store.history import ACCEPT, ACTS, DECLINE, GIVE, GIVEN, LINK, PAGE, PERSON, Past, Step
from .views import STATUS_WORDS, Table, printable

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
    "status": Message("whether it takes place"),
}
"""What the fields of an event are called."""
THROUGH = {PAGE: Message("on the page"), LINK: Message("by a link in a message")}
WHO = {PERSON: Message("by hand"), "machine": Message("as read")}


def who_words(step: Step, lang: str) -> str:
    """Who did it: a program by its name, a person, the machine."""
    if step.program in THROUGH:
        return THROUGH[step.program].say(lang)
    return one_line(step.program, LONGEST_NAME) if step.program else WHO[step.who].say(lang)


FROM_ABOVE = (GIVEN, ACCEPT, DECLINE)
"""What is done with what organisations above gave or proposed: its `about` says which, and with which notice."""
LONGEST_NAME = 60
LONGEST_CELL = 120
"""Characters of what a step made of events, in a table of steps."""


def step_rows(
    steps: Iterable[Step], made: Iterable[Sequence[Past]], lang: str, reckoning: Reckoning = RECKONING
) -> Table:
    """The steps as a table: number, when, who, what, how many events, which, from what to what, whether it was taken back."""
    heads = [
        Message("No."),
        Message("When"),
        Message("Who"),
        Message("What"),
        Message("Number of events"),
        Message("About"),
        Message("Taken back"),
    ]
    lines = [
        [
            str(step.number),
            _when(step.at),
            who_words(step, lang),
            ACTS[step.act].say(lang),
            count_words(step, lang),
            _about(step, pasts, lang, reckoning),
            "" if step.undone is None else Message("by no. {n}", n=step.undone).say(lang),
        ]
        for step, pasts in zip(steps, made, strict=True)
    ]
    return heads, lines


def count_words(step: Step, lang: str) -> str:
    """How many events a step changed, and of what came from above how much was proposed, or decided without a change."""
    if step.act == GIVE:
        return ""  # what it was given is changed elsewhere
    counted = str(step.events) if step.events or step.act not in FROM_ABOVE else ""
    alone = step.act in FROM_ABOVE and (not step.events or step.act == GIVEN)
    proposed = Message("{n} proposed", n=step.proposals).say(lang) if step.proposals and alone else ""
    mixed = step.declined and (step.events or step.declined < step.proposals)
    declined = Message("{n} declined", n=step.declined).say(lang) if mixed else ""
    withdrawn = Message("proposals withdrawn: {n}", n=step.withdrawn).say(lang) if step.withdrawn and alone else ""
    return " · ".join(filter(None, (counted, proposed, declined, withdrawn))) or Message("no change").say(lang)


def _about(step: Step, made: Sequence[Past], lang: str, reckoning: Reckoning) -> str:
    """What the step was about in words: its notice, file or day; which events, and of a single one from what to what."""
    titles = ", ".join(filter(None, map(_named, made)))
    if len(made) < step.events:
        titles += "…"
    if step.act == "merge" and step.about:
        return one_line(f"{titles} → {step.about}", LONGEST_CELL)
    words = [printable(step.about), titles]
    if len(made) == 1:
        event = _event(made[0])
        words = [one_line(event.title, 40) if event else "", printable(step.about)]
        if said := said_words(made[0], lang, reckoning):
            words = [words[0] if event else printable(step.about), said]
        if made[0].before and made[0].after:
            words.append(changes_words(made[0].before, made[0].after, lang))
    return one_line(" · ".join(filter(None, words)), LONGEST_CELL)


def _named(past: Past) -> str:
    """The title of the event; where a step beside others gave it another one, from what to what."""
    titles = [event.title for event in (past.before, past.after) if event]
    return " → ".join(one_line(title, 40) for title in dict.fromkeys(titles))


def _event(past: Past) -> Event | None:
    return past.before or past.after


def past_rows(past: Iterable[Past], lang: str, reckoning: Reckoning = RECKONING) -> Table:
    """What became of an event as a table: when, who, what, from what to what."""
    heads = [Message("No."), Message("When"), Message("Who"), Message("What"), Message("From what to what")]
    lines = []
    for one in past:
        found = [_change(*difference, lang) for difference in differences(one.before, one.after, lang)]
        step = one.step
        whence = printable(step.about) if step.act in FROM_ABOVE else ""
        changes = " · ".join(filter(None, (whence, said_words(one, lang, reckoning), *found)))
        lines.append([str(step.number), _when(step.at), who_words(step, lang), ACTS[step.act].say(lang), changes])
    return heads, lines


def said_words(past: Past, lang: str, reckoning: Reckoning = RECKONING) -> str:
    """What became of what was said of the event: what is done, put off, taken on; empty where the step did not touch that."""
    event = _event(past)
    return " · ".join(one.words(event, past, lang, reckoning) for one in remarks(past)) if event else ""


def changes_words(before: Event, after: Event, lang: str) -> str:
    """The fields that became others, from what to what, in one line; of a rule that stays only its single dates."""
    dates = apart(before.recurrence, after.recurrence)
    words = []
    for name, old, new in differences(before, after, lang):
        if name == "recurrence" and dates:
            content = "; ".join(said.say(lang) for said in dates)
            words.append(Message("{name}: {content}", name=Message("single dates"), content=content).say(lang))
        else:
            words.append(_change(name, old, new, lang))
    return " · ".join(words)


def dates_words(before: Event, after: Event, lang: str) -> str:
    """What became of the dates, from what to what; empty where they stayed."""
    if single := apart(before.recurrence, after.recurrence):
        return "; ".join(said.say(lang) for said in single)
    old, new = write(before.recurrence, lang), write(after.recurrence, lang)
    return f"{old} → {new}" if old != new else ""


def _change(name: str, before: str, after: str, lang: str) -> str:
    content = f"{before} → {after}" if before and after else before or after
    return Message("{name}: {content}", name=NAMES[name], content=content).say(lang)


def differences(before: Event | None, after: Event | None, lang: str) -> Iterator[tuple[str, str, str]]:
    """The fields that differ, with their content before and after in words; of a new or removed event two of them."""
    names = FIELDS if before and after else ("title", "recurrence")
    for name in names:
        old, new = (content_words(event, name, lang) if event else "" for event in (before, after))
        if old != new:
            yield name, old, new


def content_words(event: Event, name: str, lang: str) -> str:
    """The content of a field in words."""
    content = getattr(event, name)
    if name == "recurrence":
        return write(content, lang)
    if name == "status":
        return STATUS_WORDS[event.status].say(lang)
    if name == "kind":
        return kind_word(content, lang)
    if name == "leads":
        return "–" if content is None else " ".join(lead.write() for lead in content)
    return printable(" ".join(content) if isinstance(content, tuple) else content) or "–"


def step_record(step: Step, made: Sequence[Past]) -> dict[str, Any]:
    """A step as JSON has it; of the events that it changed the first ones are named."""
    return _step_record(step) | {
        "named": [{"uid": event.uid, "title": event.title} for event in map(_event, made) if event],
        "said": [record for past in made for record in _said_records(past)],
    }


def _said_records(past: Past) -> list[dict[str, Any]]:
    event = _event(past)
    return [one.to_json(event.uid) for one in remarks(past)] if event else []


def _step_record(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "at": step.at.astimezone(HOME).isoformat(timespec="seconds"),
        "who": step.who,
        "program": step.program,
        "act": step.act,
        "about": step.about,
        "events": step.events,
        "proposals": step.proposals,
        "withdrawn": step.withdrawn,
        "declined": step.declined,
        "undone_by": step.undone,
    }


def past_record(past: Past) -> dict[str, Any]:
    """What a step made of an event, as JSON has it."""
    found = differences(past.before, past.after, "zh")
    changes = {name: {"from": before or None, "to": after or None} for name, before, after in found}
    return _step_record(past.step) | {"changes": changes, "said": _said_records(past)}


def _when(moment: datetime) -> str:
    return moment.astimezone(HOME).replace(tzinfo=None).isoformat(" ", "minutes")
