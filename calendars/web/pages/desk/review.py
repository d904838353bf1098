"""What was read of a notice beside the calendar: each change with its choices, and what somebody chose."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import ascii_lowercase
from typing import Any

from rules import Message, Reckoning, YuelingError, parse, tell, write

from ....actions import Outcome
from ....changes_shown import (
    MOST_CANDIDATES,
    decided_uids,
    origin_words,
    own_dates,
    said_words,
    sort_words,
    why_tentative,
)
from ....choosing import BadChoice, Choice
from ....events import Event
from ....lines import one_line, plain
from ....one_line_event import checked_kind, checked_tags, checked_text, read_leads
from ....plan import ANEW, Change, may_be_new
from ....reconciling import Sort
from ....views import chain, place_words
from ..notice import Mark, pieces
from .fields import changed_fields, fields_of, list_of
from .reading import dates_of, doubts_of

MOST_CHANGES, MOST_TEXT = 150, 60_000
"""Changes of a page; characters of the text beside them."""
SAID = ("notice", "sentence", "place in it", "tentative", "notation")
"""Steps of the way to a date that stand elsewhere on the page, or speak to programs."""
TAKE, LATER, NEVER = "take", "later", "never"
CORRECTED = ("title", "kind", "rule", "place", "tags", "leads")


class NotTaken(BadChoice):
    """Something is put right that is not to be stored."""

    def __init__(self) -> None:
        super().__init__(Message("it is put right and not stored"), Message("store it, or leave it as it was read"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody sent of one change."""

    do: str = ""
    event: str = ""
    """Of a doubtful one the UID of the event that is meant, or `new`."""
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A change as it is shown."""

    number: int
    sort: str
    word: str
    title: str
    before: str
    """The dates until now, where they become others."""
    after: str
    dates: tuple[str, ...]
    sentence: tuple[str, str, str]
    place: str
    """On which page and in which row of a table it stands."""
    reason: str
    """Why it is in doubt; empty where it is certain."""
    origin: str
    """Of what is proposed from above who proposes it, and what would be otherwise."""
    doubts: tuple[str, ...]
    candidates: tuple[tuple[str, str, str], ...]
    may_be_new: bool
    chosen: Asked
    shown: Mapping[str, str]
    """The fields as they were read."""
    why: tuple[tuple[str, str], ...]
    """The way from the words to the date, step by step."""
    was: str
    """The rule that a correction takes the place of, as it is read again."""

    @property
    def certain(self) -> bool:
        return not self.reason


def asked_of(fields: Mapping[str, str], count: int) -> dict[int, Asked]:
    """What a form says of each change, by its number from 1."""
    return {number: _asked(fields, number) for number in range(1, min(count, MOST_CHANGES) + 1)}


def _asked(fields: Mapping[str, str], number: int) -> Asked:
    event, texts = fields.get(f"event{number}", ""), {name: fields.get(f"{name}{number}") for name in CORRECTED}
    of_doubtful = event if event in (LATER, NEVER) else TAKE if event else LATER
    given = {name: text for name, text in texts.items() if text is not None}
    return Asked(fields.get(f"do{number}", of_doubtful), event, given)


def seen_of(changes: Sequence[Change]) -> str:
    """What tells these changes from others, in one word."""
    return hashlib.sha256(" ".join(change.mark for change in changes).encode()).hexdigest()[:32]


def rows_of(outcome: Outcome, asked: Mapping[int, Asked], today: date, reckoning: Reckoning, lang: str) -> list[Row]:
    """The changes as they are shown, with what somebody chose of them so far."""
    decided = decided_uids(outcome)
    return [
        _row(number, outcome.changes, asked.get(number), sort_words(change, decided), (today, reckoning, lang))
        for number, change in enumerate(outcome.changes[:MOST_CHANGES], 1)
    ]


def _row(
    number: int, changes: Sequence[Change], asked: Asked | None, word: Message, day: tuple[date, Reckoning, str]
) -> Row:
    (today, reckoning, lang), change = day, changes[number - 1]
    event, old = change.event or change.draft, change.before
    dated = bool(own_dates(event, lang))
    source, moved = change.draft.source, bool(old and change.event and old.recurrence != event.recurrence)
    sentence, quote = plain(source.sentence if source and source.sentence else ""), plain(change.draft.quote or "")
    cut = (
        sentence.partition(" ".join(quote.split()))
        if quote and " ".join(quote.split()) in sentence
        else ("", quote, "")
    )
    reason = (change.reason or Message("it is not sure")).say(lang) if change.event is None else ""
    return Row(
        number=number, sort=change.sort.value, word=word.say(lang), title=one_line((old or event).title, 200),
        before=one_line(own_dates(old, lang), 200) if old and moved else "",
        after=one_line(own_dates(event, lang) if change.event else said_words(change.draft, lang), 200),
        dates=dates_of(event.recurrence, today, reckoning, lang, 3) if dated else (),
        sentence=(one_line(cut[0], 300), one_line(cut[1], 300), one_line(cut[2], 300)),
        place=where.say(lang) if (where := place_words(source)) else "", reason=reason,
        origin=_origin(change, changes, lang),
        doubts=tuple(dict.fromkeys([*(one.say(lang) for one in why_tentative(change)),
                                    *(doubts_of(event.recurrence, lang) if dated else ())])),
        candidates=tuple((one.uid, one_line(one.title, 120), one_line(tell(one.recurrence, lang), 120))
                         for one in change.candidates[:MOST_CANDIDATES]),
        may_be_new=may_be_new(change.draft), chosen=asked or Asked(TAKE if change.event else LATER),
        shown=_shown(event, lang), why=_why(event, today, reckoning, lang) if dated else (),
        was=write(change.draft.recurrence, "zh"),
    )  # fmt: skip


def _origin(change: Change, changes: Sequence[Change], lang: str) -> str:
    return one_line(
        ("；" if lang == "zh" else "; ").join(one.say(lang) for one in origin_words(change, changes, lang)), 300
    )


def _why(event: Event, today: date, reckoning: Reckoning, lang: str) -> tuple[tuple[str, str], ...]:
    """The way from the words to the next date, without what the page says anyway."""
    coming = event.recurrence.next(today, reckoning)
    steps = chain(event, coming, tell(event.recurrence, lang), lang, reckoning)
    return tuple(
        (name.say(lang), text.say(lang) if isinstance(text, Message) else one_line(text, 300))
        for name, text in steps
        if name.text not in SAID
    )


def _shown(event: Event, lang: str) -> dict[str, str]:
    fields = fields_of(event, lang)
    return {name: fields[name] for name in CORRECTED}


def choice_of(
    changes: Sequence[Change], asked: Mapping[int, Asked], today: date, lang: str
) -> tuple[Choice, dict[int, YuelingError]]:
    """What somebody chose of the changes, and what cannot be, by number.

    Where all is taken that is certain and nothing of the doubtful is said, the doubtful is wanted as soon as it is certain.
    """
    taken, never, letters = set[int](), set[int](), dict[int, str]()
    settled: dict[int, dict[str, Any]] = {}
    wrong: dict[int, YuelingError] = {}
    for number, change in enumerate(changes, 1):
        said = asked.get(number, Asked(LATER))
        if said.do == NEVER:
            never.add(number)
        elif said.do == TAKE:
            taken.add(number)
        try:
            if said.do == TAKE and change.event is None:
                letters[number] = _letter(change, said.event)
            if fields := changed_fields(_shown(change.event or change.draft, lang), said.texts):
                if said.do != TAKE:
                    raise NotTaken
                settled[number] = _settled(fields, change.draft, today)
        except YuelingError as error:
            wrong[number] = error
    certain = {number for number, change in enumerate(changes, 1) if change.event}
    everything = taken == certain - never and not letters
    return Choice(None if everything else frozenset(taken), frozenset(never), settled, letters), wrong


def _letter(change: Change, event: str) -> str:
    """The letter by which a choice names the event that is meant. Raises BadChoice."""
    uids = [one.uid for one in change.candidates[:MOST_CANDIDATES]]
    if event == ANEW:
        return "n"
    if event not in uids:
        raise BadChoice(
            Message("it is in doubt, and it is not said which event is meant"),
            Message("choose one of the events, or decide later"),
        )
    return ascii_lowercase[uids.index(event)]


def _settled(fields: Mapping[str, str], draft: Event, today: date) -> dict[str, Any]:
    """The fields that somebody put right, as an event holds them. Raises UnreadRule, BadField, BadKind, BadLead."""
    read: dict[str, Any] = {}
    for name, text in fields.items():
        if name == "rule":
            read["recurrence"] = parse(text, reference=today)
        elif name == "kind":
            read[name] = checked_kind(text) or draft.kind
        elif name == "tags":
            read[name] = checked_tags(list_of(text, draft.tags))
        elif name == "leads":
            read[name] = read_leads(list_of(text))
        else:
            read[name] = checked_text(text, f"--{name}") if text or name == "title" else None
    return read


STATES = {Sort.CANCELLED: "off", Sort.REMOVED: "off", Sort.WAITING: "off", Sort.DOUBTFUL: "draft"}


def text_of(text: str, changes: Sequence[Change]) -> list[tuple[str, int | None, str]]:
    """The text of the notice cut at the words of its changes: each piece with the number of its change and its state."""
    marks = [
        Mark(source.start, source.end, "", STATES.get(change.sort, "stored"), "", str(number), "", "", "", "", "")
        for number, change in enumerate(changes[:MOST_CHANGES], 1)
        if (source := change.draft.source)
    ]
    marks.sort(key=lambda one: (one.start, one.end))
    found = pieces(text, marks, 0, min(len(text), MOST_TEXT))
    return [(piece, int(marks[place - 1].title) if place else None, marks[place - 1].state if place else "")
            for piece, place in found]  # fmt: skip
