"""A notice that dates what is stored already: the stored event learns its days, and no second one is made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rules import Sort, Span, UnknownObservance, observance_named
from rules.kinds import announcement

from .catalogue import NotAnnounced, announce
from .events import Event

DATED = ("observance", "event", "window")
"""Kinds of draft that may be the announcement of an observance; what is due in it is not."""
_AROUND_NAME = re.compile(r"第[〇零一二三四五六七八九十百\d]+[届个次]|\d{4}年度?|^(?:今年|本年度?)|[“”\"]|活动$")


def reconciled(drafts: Iterable[Event], stored: Iterable[Event]) -> list[Event]:
    """The drafts of one notice; in place of one that announces a stored observance stands that event with its new days.

    It keeps its UID and everything else, and cites the notice from now on. A draft counts as an announcement where its
    title is the observance's name, but for year and edition, and its days are given in full and without doubt; two that
    disagree on a year announce nothing.
    """
    drafts = list(drafts)
    awaited = {name: event for event in stored if _waits(event) for name in _names(event)}
    matched = [(draft, awaited.get(bare_name(draft.title))) for draft in drafts]
    claims: dict[tuple[str, int], set[Span]] = {}
    for draft, event in matched:
        if event and (days := _days(draft)):
            claims.setdefault((event.uid, days.first.year), set()).add(days)
    split = {uid for (uid, _), spans in claims.items() if len(spans) > 1}
    return [_announced(draft, event) if event and event.uid not in split else draft for draft, event in matched]


def bare_name(title: str) -> str:
    """The title without year, edition, quotes and 活动 behind it.

    >>> bare_name("2026年全国科普日活动"), bare_name("中国科学院第二十二届公众科学日")
    ('全国科普日', '中国科学院公众科学日')
    """
    return _AROUND_NAME.sub("", title.strip()).strip()


def _waits(event: Event) -> bool:
    return announcement(event.recurrence.rule) is not None


def _names(event: Event) -> set[str]:
    name = bare_name(event.title)
    try:
        observance = observance_named(event.title)
    except UnknownObservance:
        return {name}
    return {name, *map(bare_name, (observance.zh, *observance.also))}


def _days(draft: Event) -> Span | None:
    """The days that the draft gives in full; None where it has a clock, an open end, a doubt, or is due."""
    rule = draft.recurrence.rule
    if draft.kind not in DATED or draft.recurrence.clock or draft.recurrence.doubts():
        return None
    return rule.single_span() if rule.sort is Sort.DATED and not rule.is_open() else None


def _announced(draft: Event, event: Event) -> Event:
    days = _days(draft)
    if not days:
        return draft
    try:
        return replace(event, recurrence=announce(event, days), quote=draft.quote, source=draft.source)
    except NotAnnounced:
        return draft
