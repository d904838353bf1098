"""From the catalogue of observances to events in the store, and what becomes of them when their dates are announced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rules import (
    GRADES,
    RECKONING,
    Message,
    Observance,
    Occurrence,
    Recurrence,
    Rule,
    Span,
    YuelingError,
    catalogue,
    categories,
    observance_named,
    observances_on,
    recurrence_of,
    search_observances,
    write,
)
from rules.kinds import Announced, announcement

from .events import Event, Lead, Source, uid_of
from .one_line_event import kind_of
from .views import Table, next_words

UNITS = {
    "届": Message("edition {n}"),
    "个": Message("number {n}"),
    "次": Message("time {n}"),
    "周年": Message("{n} years"),
}
"""How the count of an observance is said, by its unit."""


class UnknownCategory(YuelingError):
    """A category that the catalogue does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Message("the catalogue has no category “{name}”", name=name),
            Message("there are {names}", names=", ".join(categories())),
        )
        self.name = name


class NotAnnounced(YuelingError):
    """An announcement for an event that does not wait for one."""


def event_of(observance: Observance) -> Event:
    """The event that stands for the observance; the same observance gives the same UID, whatever its rule becomes.

    >>> event_of(observance_named("全国科技工作者日")).tags
    ('科协',)

    Raises UnreadRule where the catalogue holds a sentence that is no rule.
    """
    recurrence = recurrence_of(observance) or Recurrence(Announced())
    cited = Source(title=observance.source) if observance.grade in ("law", "official") else None
    return Event(
        uid=uid_of("observance", observance.zh),
        title=observance.zh,
        kind=kind_of(recurrence.rule),
        recurrence=recurrence,
        tags=(observance.category,),
        quote=observance.rule or observance.norm,
        source=cited,
    )


def starting(category: str, year: int) -> list[Observance]:
    """The observances of a category that had not ended before the year, in the order of the catalogue.

    Raises UnknownCategory.
    """
    if category not in categories():
        raise UnknownCategory(category)
    return [day for day in catalogue() if day.category == category and (day.until or year) >= year]


def chosen(names: Iterable[str], day: date | None, words: str | None) -> list[Observance]:
    """The observances of these names, on that day and with those words; all of them where nothing is asked.

    Raises UnknownObservance.
    """
    wanted = list(dict.fromkeys(map(observance_named, names)))
    lists = [wanted] if wanted else []
    lists += [search_observances(words)] if words is not None else []
    lists += [observances_on(day)] if day else []
    first, *others = lists or [list(catalogue())]
    return [each for each in first if all(each in other for other in others)]


def wanted(
    observances: Iterable[Observance],
    stored: Mapping[str, Event],
    tags: Sequence[str] = (),
    leads: tuple[Lead, ...] | None = None,
) -> list[Event]:
    """The events of the observances; those that are stored, by UID, keep what was edited and learn the dates announced since."""
    found = []
    for observance in observances:
        event = event_of(observance)
        old = stored.get(event.uid)
        own = replace(event, tags=tuple(dict.fromkeys((*event.tags, *tags))), leads=leads)
        found.append(renewed(old, event) if old else own)
    return found


def renewed(old: Event, new: Event) -> Event:
    """The stored event with the dates that the catalogue knows by now; those announced in the store stand."""
    mine, theirs = announcement(old.recurrence.rule), announcement(new.recurrence.rule)
    if not mine or not theirs:
        return old
    rule = mine
    settled = {first.year for first, _ in mine.held}
    for first, last in theirs.held:
        if first.year not in settled:
            rule = rule.announce(first, last)
    return replace(old, recurrence=replace(old.recurrence, rule=rule))


def read_days(text: str) -> Span:
    """The days written as 2026-09-12 or 2026-09-12/2026-09-18, both included.

    >>> read_days("2026-09-12/2026-09-18").days
    7

    Raises YuelingError.
    """
    first, _, last = text.strip().partition("/")
    try:
        return Span(date.fromisoformat(first), date.fromisoformat(last or first))
    except ValueError:
        said = Message("“{text}” is no day and no run of days", text=text)
        raise YuelingError(said, Message("write 2026-09-12 or 2026-09-12/2026-09-18")) from None


def announce(event: Event, days: Span) -> Recurrence:
    """The event's dates with those announced for the year of their first day: certain, under the key that they had.

    An event with a doubtful rule for each year becomes one whose dates are announced; the rule predicts the other years.

    Raises NotAnnounced where its dates are certain, or not once a year, or where it has no such year.
    """
    recurrence = event.recurrence
    rule = announcement(recurrence.rule)
    if not rule:
        if not recurrence.doubts() or not _once_a_year(recurrence.rule, days.first.year):
            raise NotAnnounced(
                Message("“{title}” has no date each year that waits for its announcement", title=event.title),
                Message("`yueling edit` with --rule or --date sets another"),
            )
        rule = Announced(recurrence.rule)
    new = replace(recurrence, rule=rule.announce(days.first, days.last), notes=())
    if days not in [occurrence.span for occurrence in new.between(days.first, days.last)]:
        raise NotAnnounced(
            Message("“{title}” does not take place in {year}", title=event.title, year=days.first.year),
            Message("its rule is {rule}", rule=write(recurrence)),
        )
    return new


def _once_a_year(rule: Rule, year: int) -> bool:
    keys = [key for key, _, _ in rule.timed(Span(date(year, 1, 1), date(year, 12, 31)), RECKONING)]
    return bool(keys) and len(keys) == len(set(keys)) and all(re.fullmatch(r"L?\d{4}", key) for key in keys)


def upcoming(observance: Observance, today: date) -> Occurrence | None:
    """The occurrence that holds the day, else the next one; None where none is known."""
    recurrence = recurrence_of(observance)
    if not recurrence:
        return None
    return next(iter(recurrence.between(today, today)), None) or recurrence.next(today)


def edition_words(observance: Observance, year: int, lang: str) -> str:
    """Which one the year's is, as in 第10个 or 第27届; empty where it is not known."""
    number = observance.edition_of(year)
    if number is None or not observance.edition:
        return ""
    return Message(UNITS[observance.edition.unit].text, n=number).say(lang)


def rows(observances: Iterable[Observance], today: date, lang: str) -> Table:
    """The observances as a table: name, rule, the next date with its edition, where the rule stands, how well it is known."""
    heads = [Message("Name"), Message("Rule"), Message("Next"), Message("Source"), Message("Grade")]
    lines = []
    for each in observances:
        recurrence = recurrence_of(each)
        coming = upcoming(each, today)
        count = edition_words(each, coming.span.first.year, lang) if coming else ""
        dates = next_words(recurrence, today, 1, lang) if recurrence else ""
        lines.append(
            [
                each.name(lang),
                write(recurrence, lang) if recurrence else "",
                " · ".join(filter(None, (dates, count))),
                each.source,
                GRADES[each.grade].say(lang),
            ]
        )
    return heads, lines


def record(observance: Observance, today: date) -> dict[str, Any]:
    """An observance as `observances --json` prints it."""
    recurrence, coming = recurrence_of(observance), upcoming(observance, today)
    return {
        "zh": observance.zh,
        "en": observance.en,
        "also": list(observance.also),
        "category": observance.category,
        "rule": write(recurrence) if recurrence else None,
        "announced": observance.predicted,
        "since": observance.since,
        "until": observance.until,
        "held": [[first.isoformat(), last.isoformat()] for first, last in observance.held],
        "next": coming
        and {
            "start": coming.start,
            "end": coming.end,
            "tentative": coming.tentative,
            "edition": observance.edition_of(coming.span.first.year),
        },
        "source": observance.source,
        "grade": observance.grade,
        "note": observance.note,
    }
