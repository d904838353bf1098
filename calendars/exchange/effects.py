"""What an import would make of what is stored, field by field, and what of it stays because a person decided it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules import Message

from ..events import Event
from ..imported import in_own_words, traced
from ..past import NAMES, content_words
from ..store.decided import FIELDS, IMPORTED, Decision
from ..store.rows import bare
from ..views import printable
from .plan import Plan


@dataclass(frozen=True, slots=True)
class Effect:
    """A field that the file has otherwise than it is stored."""

    event: Event
    """As the file has it."""
    before: Event
    name: str
    """One of FIELDS."""
    kept: bool
    """Whether it stays, because a person decided it."""


def effects(
    plan: Plan, decided: Mapping[str, Mapping[str, Decision]], settled: Mapping[str, Collection[str]]
) -> list[Effect]:
    """The fields of stored events that the file has otherwise; `decided` is what people decided, where that holds against it,
    and `settled` are the fields of which somebody accepted or declined what was proposed, by UID.
    """
    return [
        Effect(new, old, name, _holds(decided.get(new.uid, {}).get(name)) or name in settled.get(new.uid, ()))
        for new in plan.changed
        if (old := plan.before.get(new.uid))
        for name in FIELDS
        if getattr(old, name) != getattr(new, name)
    ]


def as_decided(plan: Plan, found: Iterable[Effect]) -> Plan:
    """The plan as it is shown: what changes has what stays as it is stored; what only stays is `kept`."""
    names: dict[str, list[str]] = {}
    for one in found:
        if one.kept:
            names.setdefault(one.before.uid, []).append(one.name)
    became = [_with_kept(event, plan.before.get(event.uid), names.get(event.uid, ())) for event in plan.changed]
    kept = [event for event in became if event.uid in names and _is_as_before(plan, event)]
    return replace(plan, changed=[event for event in became if event not in kept], kept=kept)


def kept_of(found: Iterable[Effect]) -> tuple[Event, ...]:
    """The events of which something stays because it was decided here, as they are stored."""
    return tuple({one.before.uid: one.before for one in found if one.kept}.values())


def _with_kept(event: Event, old: Event | None, names: Sequence[str]) -> Event:
    if not old or not names:
        return event
    fields: dict[str, Any] = {name: getattr(old, name) for name in names}
    return in_own_words(traced(replace(event, **fields), old), old, names)


def _is_as_before(plan: Plan, event: Event) -> bool:
    """Whether nothing of it becomes another, nor what was noted of it."""
    noted = event.uid in plan.marks or event.uid in plan.progress
    return not noted and bare(event) == bare(plan.before[event.uid])


def _holds(decision: Decision | None) -> bool:
    return decision is not None and decision.fate != IMPORTED


def effect_words(found: Sequence[Effect], lang: str) -> Iterator[Message]:
    """What becomes of each field, in words."""
    for one in found:
        before, after = (content_words(event, one.name, lang) for event in (one.before, one.event))
        facts = {
            "title": printable(one.before.title)[:60],
            "name": NAMES[one.name].say(lang),
            "before": before,
            "after": after,
        }
        if one.kept:
            yield Message("“{title}”: {name} stays {before}, as it was decided here; the file has {after}", **facts)
        else:
            yield Message("“{title}”: {name} {before} → {after}", **facts)


def effect_records(found: Sequence[Effect]) -> list[dict[str, Any]]:
    """The same as JSON has it."""
    return [
        {
            "uid": one.before.uid,
            "title": one.before.title,
            "field": one.name,
            "before": content_words(one.before, one.name, "zh") or None,
            "after": content_words(one.event, one.name, "zh") or None,
            "kept": one.kept,
        }
        for one in found
    ]
