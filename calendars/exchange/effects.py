"""What an import would make of what is stored, field by field, and what of it stays because a person decided it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules import Message

from ..events import Event
from ..past import NAMES, content_words
from ..store.decided import FIELDS, IMPORTED, Decision
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


def effects(plan: Plan, decided: Mapping[str, Mapping[str, Decision]]) -> list[Effect]:
    """The fields of stored events that the file has otherwise; `decided` is what people decided, where that holds against it."""
    return [
        Effect(new, old, name, _holds(decided.get(new.uid, {}).get(name)))
        for new in plan.changed
        if (old := plan.before.get(new.uid))
        for name in FIELDS
        if getattr(old, name) != getattr(new, name)
    ]


def as_decided(plan: Plan, found: Iterable[Effect]) -> Plan:
    """The plan as it is shown: what changes has what stays as it is stored."""
    kept: dict[str, dict[str, Any]] = {}
    for one in found:
        if one.kept:
            kept.setdefault(one.before.uid, {})[one.name] = getattr(one.before, one.name)
    return replace(plan, changed=[replace(event, **kept.get(event.uid, {})) for event in plan.changed])


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
