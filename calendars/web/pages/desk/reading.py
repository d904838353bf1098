"""How something typed is read: the rule in words, its next dates, why it is tentative, what it may mean as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules import Reckoning, Recurrence, parse, write

from ....captions import kind_word
from ....inputs import Line
from ....lines import one_line
from ....single import in_place_of
from ....typed_line import read_rule
from ....views import when

DATES = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says."""

    rule: str
    dates: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    """Why it is tentative, or has no date."""
    other: str = ""
    """How its words may be read as well."""
    other_dates: tuple[str, ...] = ()
    title: str = ""
    kind: str = ""
    place: str = ""


def reading_of_line(line: Line, today: date, reckoning: Reckoning, lang: str) -> Reading:
    """How a whole line is read."""
    event = line.event
    facts = (one_line(event.title, 200), kind_word(event.kind, lang), one_line(event.place or "", 200))
    return _reading(event.recurrence, line.other, today, reckoning, lang, facts)


def reading_of_rule(text: str, today: date, reckoning: Reckoning, lang: str) -> Reading:
    """How the words of a rule are read in the place of another. Raises UnreadRule, YuelingError."""
    rule = read_rule(text, today)
    return _reading(rule.recurrence, rule.other, today, reckoning, lang)


def reading_of_draft(text: str, was: str, today: date, reckoning: Reckoning, lang: str) -> Reading:
    """How the words are read that put right what was read in a notice. Raises UnreadRule, YuelingError."""
    return _reading(in_place_of(parse(was), parse(text, reference=today)), None, today, reckoning, lang)


def _reading(
    recurrence: Recurrence, other: Recurrence | None, today: date, reckoning: Reckoning, lang: str,
    facts: tuple[str, str, str] = ("", "", ""),
) -> Reading:  # fmt: skip
    title, kind, place = facts
    return Reading(
        write(recurrence, lang), dates_of(recurrence, today, reckoning, lang), doubts_of(recurrence, lang),
        write(other, lang) if other and other != recurrence else "",
        dates_of(other, today, reckoning, lang) if other else (), title, kind, place,
    )  # fmt: skip


def dates_of(
    recurrence: Recurrence, today: date, reckoning: Reckoning, lang: str, most: int = DATES
) -> tuple[str, ...]:
    """The occurrences from today on in words, those that go on first."""
    running = recurrence.between(today, today, reckoning)
    coming = [one for one in recurrence.upcoming(today, most, reckoning) if one not in running]
    return tuple(when(one, lang, recurrence) for one in [*running, *coming][:most])


def doubts_of(recurrence: Recurrence, lang: str) -> tuple[str, ...]:
    """Why the rule is tentative or names no date."""
    never = recurrence.never()
    return tuple(one.say(lang) for one in (*recurrence.doubts(), *((never,) if never else ())))
