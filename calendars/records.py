"""Answers for programs: the records that `--json` prints; docs/json.md describes them, schema/yueling.schema.json too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from rules import RECKONING, Message, Occurrence, Reckoning, Recurrence, YuelingError, shift, write

from .captions import CALLED_TENTATIVE, PUT_OFF
from .events import WAITING, Entry, Event, Source

if TYPE_CHECKING:
    from .actions import Outcome, Progress
    from .exchange import Plan
    from .holiday_moves import Settled
    from .statements import Statement
    from .store.decided import Decision

VERSION = 1
"""Counted up when a field goes or changes its meaning; new fields do not count."""
HEAD = {"version": VERSION, "time_zone": "Asia/Shanghai"}
OUTCOMES = ("added", "changed", "unchanged", "kept", "stayed_away", "unread")


def stamped(content: Any) -> Any:
    """The answer with version and time zone: in its one record, or in each record of its list.

    >>> stamped([{"uid": "ab12"}])
    [{'version': 1, 'time_zone': 'Asia/Shanghai', 'uid': 'ab12'}]
    """
    if isinstance(content, Mapping):
        return {**HEAD, **content}
    return [stamped(record) for record in content] if isinstance(content, list) else content


def cite(source: Source | None) -> dict[str, Any] | None:
    """The notice that an event rests on; None where it was added by hand."""
    if source is None:
        return None
    issued = source.issued.isoformat() if source.issued else None
    return {"title": source.title, "number": source.number, "issuer": source.issuer, "issued": issued}


def entry_record(entry: Entry, rule: str, lang: str = "zh") -> dict[str, Any]:
    """An agenda entry as `upcoming --format json` prints it; `rule` is the canonical text of its rule."""
    event = entry.event
    start, end, all_day = entry.occurrence.times
    return {
        "uid": event.uid,
        "title": event.title,
        "kind": event.kind,
        "start": start,
        "end": end,
        "all_day": all_day,
        "status": entry.status,
        "tags": list(event.tags),
        "rule": rule,
        "quote": event.quote,
        "notice": cite(event.source),
        "part_of_day": _part(event.recurrence, entry.occurrence),
        "reasons": _reasons(event, entry.occurrence, lang),
        "occurrence": entry.uid,
        "completion": _completion(entry),
        **_told(event),
    }


def event_record(
    event: Event, rule: str, today: date | None = None, reckoning: Reckoning = RECKONING, lang: str = "zh"
) -> dict[str, Any]:
    """An event as `list --json` and `show --json` print it; `rule` is the canonical text of its rule.

    `next` is the occurrence that goes on `today`, else the first one after it; None where there is none or no day is given.
    """
    return {
        "uid": event.uid,
        "title": event.title,
        "kind": event.kind,
        "rule": rule,
        "recurrence": event.recurrence.to_json(),
        "tags": list(event.tags),
        "leads": None if event.leads is None else [lead.write() for lead in event.leads],
        "quote": event.quote,
        "notice": cite(event.source),
        **_told(event),
        "status": event.status,
        "parent": event.parent,
        "sequence": event.sequence,
        "tentative": bool(reasons := [reason.say(lang) for reason in event.recurrence.doubts()]),
        "reasons": reasons,
        "next": _next(event, today, reckoning, lang) if today else None,
        "calendar": event.origin.calendar if event.origin else None,
        "subscription": event.subscription,
        "created": event.created.isoformat() if event.created else None,
        "updated": event.updated.isoformat() if event.updated else None,
    }


def _told(event: Event) -> dict[str, Any]:
    """What stands beside the dates."""
    names = ("action", "actor", "recipient", "place", "url", "contact", "note")
    sentence = event.source.sentence if event.source else None
    return {name: getattr(event, name) for name in names} | {"sentence": sentence}


def _next(event: Event, today: date, reckoning: Reckoning, lang: str) -> dict[str, Any] | None:
    now = event.recurrence.between(today, today, reckoning)
    found = now[0] if now else next(iter(event.recurrence.upcoming(shift(today, 1), 1, reckoning)), None)
    return occurrence_record(event, found, lang) if found else None


def occurrence_record(event: Event, occurrence: Occurrence, lang: str = "zh") -> dict[str, Any]:
    """One date of an event, and why it is tentative."""
    start, end, all_day = occurrence.times
    reasons = _reasons(event, occurrence, lang)
    return {
        "start": start,
        "end": end,
        "all_day": all_day,
        "part_of_day": _part(event.recurrence, occurrence),
        "tentative": bool(reasons),
        "reasons": reasons,
        "completion": _completion(Entry(event, occurrence)),
    }


def _completion(entry: Entry) -> dict[str, Any] | None:
    """How far a date is; by whom is for those alone who may change it."""
    said = entry.completion
    if said is None:
        return None
    done = said.done and said.done.isoformat()
    return {"percent": said.percent, "done": done, "part": said.part, "whole": said.whole}


def _reasons(event: Event, occurrence: Occurrence, lang: str) -> list[str]:
    called = (CALLED_TENTATIVE,) if event.origin and event.origin.tentative else ()
    waits = (PUT_OFF,) if event.status == WAITING else ()
    return [reason.say(lang) for reason in (*occurrence.reasons, *waits, *called)]


def _part(recurrence: Recurrence, occurrence: Occurrence) -> str | None:
    return None if occurrence.clock else recurrence.part_of_day(occurrence.span.first)


def statement_record(one: Statement, lang: str) -> dict[str, Any]:
    """What one notice says of an event."""
    return {
        "notice": cite(one.source),
        "act": one.reading.act,
        "dates": write(one.dates, lang) if one.dates else None,
        "former": write(one.reading.former, lang) if one.reading.former else None,
        "quote": one.quote,
        "sentence": one.source.sentence,
        "page": one.source.page,
        "row": one.source.row,
    }


def reference(event: Event) -> dict[str, str]:
    """An event by name: its UID and title."""
    return {"uid": event.uid, "title": event.title}


def progress_record(became: Progress, event: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """What became of a date of which somebody said how far it is; `event` is the record of its event."""
    said = became.entry.completion
    return {
        "event": event,
        "date": occurrence_record(became.entry.event, became.entry.occurrence, lang),
        "by": said.by if said else None,
        "changed": became.changed,
    }


def outcome_record(outcome: Outcome | None) -> dict[str, Any]:
    """What became of events, each by its UID and title; of nothing (None) empty lists."""
    record: dict[str, Any] = {name: [reference(event) for event in getattr(outcome, name, ())] for name in OUTCOMES}
    if outcome is None:
        return record | {"differing": [], "perhaps": [], "removed": [], "done": []}
    return record | {
        "differing": [
            {
                **reference(one.event),
                "field": one.name,
                "set": _words(one.event, one.name),
                "read": _words(one.read, one.name),
            }
            for one in outcome.differing
        ],
        "perhaps": [reference(new) | {"of": reference(old)} for new, old in outcome.perhaps],
        "removed": [*map(reference, outcome.gone)],
        "done": [
            {**reference(one.event), "before": one.before.isoformat(), "after": one.after and one.after.isoformat()}
            for one in outcome.done
        ],
    }


def by_hand_record(event: Event, decided: Mapping[str, Decision]) -> list[dict[str, str | None]]:
    """The fields that a person set otherwise than they were read, with both."""
    if not decided:
        return []
    from .words.decided import by_hand  # few events need it

    return [
        {"field": name, "set": _words(event, name), "read": _words(read, name)}
        for name, read in by_hand(event, decided)
    ]


def imported_record(event: Event, decided: Mapping[str, Decision]) -> list[dict[str, str | None]]:
    """The fields that a file brought otherwise than they were, with both."""
    if not decided:
        return []
    from .words.decided import imported  # few events need it

    return [
        {"field": name, "set": _words(event, name), "before": _words(before, name)}
        for name, before in imported(event, decided)
    ]


def _words(event: Event, name: str) -> str | None:
    from .past import content_words  # only who decided otherwise needs it

    return content_words(event, name, "zh") or None


def plan_record(plan: Plan, outcome: Outcome | None, lang: str) -> dict[str, Any]:
    """What an import did, or (without an outcome) would do, and what it refused."""
    record = outcome_record(outcome)
    if outcome is None:
        record |= {"added": [*map(reference, plan.new)], "changed": [*map(reference, plan.changed)]}
        record |= {"kept": [*map(reference, plan.kept)], "unchanged": [*map(reference, plan.kept)]}
    record["stayed_away"] += [reference(event) for event in plan.away]
    record["unchanged"] += [reference(event) for event in plan.unchanged]
    record["removed"] = [reference(event) for event in plan.gone]
    said = [
        {
            "line": incoming.line,
            "uid": incoming.uid,
            "title": incoming.title,
            "error": incoming.error.say(lang) if incoming.error else None,
            "note": incoming.note.say(lang) if incoming.note else None,
        }
        for incoming in (*plan.noted, *plan.refused)
    ]
    return {"stored": outcome is not None, **record, "remarks": said}


def settled_record(change: Settled, lang: str) -> dict[str, Any]:
    """A date that became certain, or another one, when a year's days off were announced."""
    before, after = (
        occurrence_record(change.event, each, lang) if each else None for each in (change.before, change.after)
    )
    return {**reference(change.event), "moved": change.moved, "before": before, "after": after}


def error_record(error: Exception, said: str, lang: str, code: int) -> dict[str, Any]:
    """An error: the sentence with its remedy, the remedy alone, what sort it is, and the exit code."""
    record: dict[str, Any] = {"error": said, "remedy": None}
    if isinstance(error, YuelingError):
        told = error.to_json(lang)
        record |= {name: content for name, content in told.items() if name != "error"}
        record["remedy"] = error.remedy.say(lang) if error.remedy else None
    return record | {"sort": type(error).__name__, "exit_code": code}


def words(message: Message | str | None, lang: str) -> str | None:
    """A sentence in the language of the run; None for none."""
    return message.say(lang) if isinstance(message, Message) else message
