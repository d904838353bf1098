"""Duties as rows of a table, as JSON, and summed up in a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from rules import RECKONING, Message, Reckoning, shift

from ..captions import short_day
from ..completions import Completion
from ..events import Entry, Event
from ..lines import one_line
from ..records import occurrence_record
from ..views import printable, when
from .owed import YEAR, Duty
from .states import DutyState

MOST = 50
"""Lines of a part of a summary; of the others it says how many there are."""
TITLE = 60


def progress_words(said: Completion | None, state: DutyState) -> str:
    """How much is done, against the quota where there is one: 1/3–5, 2/3, 60 %; empty for nothing to count.

    >>> progress_words(None, DutyState())
    ''
    """
    quota = state.quota
    if said and said.whole is not None:
        whole = quota.write() if quota and quota.least == said.whole else str(said.whole)
        return f"{said.part}/{whole}"
    if quota:
        return f"0/{quota.write()}"
    return f"{said.percent} %" if said else ""


def state_words(duty: Duty, today: date, lang: str) -> str:
    """How it stands, in words: overdue or how far off, how much is done, put off, taken on, missed before."""
    snoozed, parts = duty.snoozed_until, [_far(duty.days(today))]
    if progress := progress_words(duty.entry.completion, duty.state):
        parts.append(Message("{progress} done", progress=progress))
    if duty.acknowledgement:
        parts.append(Message("taken on"))
    if snoozed and snoozed > today:
        parts.append(Message("put off until {day}", day=short_day(snoozed, lang)))
    if duty.missed:
        parts.append(Message("{n} missed before", n=duty.missed))
    return ("，" if lang == "zh" else ", ").join(one.say(lang) for one in parts)


def _far(days: int) -> Message:
    if days < 0:
        return Message("overdue by {n} days", n=-days)
    return Message("in {days} days", days=days) if days > 1 else Message("tomorrow") if days else Message("today")


def state_lines(
    event: Event, state: DutyState, today: date, lang: str, reckoning: Reckoning = RECKONING
) -> list[tuple[Message, str]]:
    """What was said of an event beside that it is done, as lines with a label: the quota, who has what, what is put off."""
    lines = [(Message("Quota"), Message("{times} times each", times=state.quota.write()))] if state.quota else []
    near = event.recurrence.between(shift(today, -YEAR), shift(today, YEAR), reckoning)
    dates = {one.key: when(one, lang, event.recurrence) for one in near}
    for taken in state.acknowledgements:
        facts = {"when": dates.get(taken.key, taken.key), "name": printable(taken.by or "–")}
        lines.append((Message("Taken on"), Message("{when}: {name}", **facts)))
    for one in state.snoozes:
        facts = {"when": dates.get(one.key, one.key), "day": short_day(one.until, lang), "name": printable(one.reader)}
        for_one = Message("{when}: until {day}, for {name}", **facts)
        lines.append((Message("Put off"), for_one if one.reader else Message("{when}: until {day}", **facts)))
    return [(label, words.say(lang)) for label, words in lines]


def duty_rows(duties: Iterable[Duty], today: date, lang: str) -> tuple[list[Message], list[list[str]]]:
    """Duties as a table."""
    heads = [Message("Date"), Message("Title"), Message("Who"), Message("State"), Message("UID")]
    rows = [
        [
            when(duty.entry.occurrence, lang, duty.entry.event.recurrence), printable(duty.entry.event.title),
            printable(duty.owner or ""), state_words(duty, today, lang), duty.entry.event.uid,
        ]
        for duty in duties
    ]  # fmt: skip
    return heads, rows


def duty_record(duty: Duty, today: date, lang: str) -> dict[str, Any]:
    """A duty as JSON has it."""
    entry, taken, quota = duty.entry, duty.acknowledgement, duty.state.quota
    event, said, snoozed = entry.event, entry.completion, duty.snoozed_until
    return {
        "uid": event.uid,
        "title": event.title,
        "kind": event.kind,
        "tags": list(event.tags),
        "occurrence": entry.uid,
        "date": occurrence_record(event, entry.occurrence, lang),
        "due": duty.due.isoformat(),
        "days": duty.days(today),
        "state": duty.when(today),
        "owner": duty.owner,
        "actor": event.actor,
        "recipient": event.recipient,
        "organisation": event.source.issuer if event.source else None,
        "part": said.part if said else None,
        "whole": said.whole if said else None,
        "quota": quota and quota.to_json(),
        "acknowledged": taken and {"by": taken.by, "at": taken.changed.isoformat()},
        "snoozed_until": snoozed and snoozed.isoformat(),
        "missed": duty.missed,
        "sequence": event.sequence,
    }


def summary(
    duties: Sequence[Duty], today: date, lang: str = "zh", done: Sequence[tuple[datetime, Entry]] = ()
) -> tuple[str, str]:
    """What a message to who leads is about, and its text: what is overdue, due this week, coming, and was done.

    >>> summary([], date(2026, 4, 8), "en")
    ('Duties: 0 overdue, 0 due this week', 'Nothing is owed.')
    """
    sunday = shift(today, 6 - today.weekday())
    overdue = [duty for duty in duties if duty.due < today]
    week = [duty for duty in duties if today <= duty.due <= sunday]
    later = [duty for duty in duties if duty.due > sunday]
    subject = Message("Duties: {overdue} overdue, {week} due this week", overdue=len(overdue), week=len(week))
    parts = [
        _part(Message("Overdue"), overdue, today, lang),
        _part(Message("Due this week"), week, today, lang),
        _part(Message("Coming"), later, today, lang),
        _lines(Message("Done last week"), [_done_line(entry, lang) for _, entry in done[:MOST]], len(done), lang),
    ]
    return subject.say(lang), "\n\n".join(filter(None, parts)) or Message("Nothing is owed.").say(lang)


def _done_line(entry: Entry, lang: str) -> str:
    return f"{_line(entry.due, entry, lang)}{_by(entry, lang)}"


def _part(head: Message, duties: Sequence[Duty], today: date, lang: str) -> str:
    lines = [
        f"{_line(duty.due, duty.entry, lang)}{_name(duty.owner, lang)}{_gap(lang)}{state_words(duty, today, lang)}"
        for duty in duties[:MOST]
    ]
    return _lines(head, lines, len(duties), lang)


def _lines(head: Message, lines: Sequence[str], count: int, lang: str) -> str:
    """The first lines of a part, under its head with how many there are in all."""
    if not lines:
        return ""
    title = Message("{head} ({n})", head=head, n=count).say(lang)
    more = [Message("… and {n} more: `yueling duties`", n=count - len(lines)).say(lang)] if count > len(lines) else []
    return "\n".join([title, *(f"- {line}" for line in lines), *more])


def _line(due: date, entry: Entry, lang: str) -> str:
    return f"{short_day(due, lang)} {printable(one_line(entry.event.title, TITLE))}"


def _name(name: str | None, lang: str) -> str:
    return f"{_gap(lang)}{printable(one_line(name, TITLE))}" if name else ""


def _by(entry: Entry, lang: str) -> str:
    return _name(entry.completion.by if entry.completion else None, lang)


def _gap(lang: str) -> str:
    return "，" if lang == "zh" else ", "
