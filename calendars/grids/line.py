"""One line in the cell of a day: an entry of the agenda, as short as a cell needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rules import Span, hhmm

from ..captions import is_condensed, is_due, kind_word, part_words, short_day, short_span
from ..events import KINDS, Entry
from ..lines import one_line

MOST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it stands in a cell."""

    uid: str
    """The UID of its event."""
    title: str
    kind: str
    span: Span
    """The days that it fills in the grid; of a long period in which something is due, the last alone."""
    time: str
    """The time of day, or the part of the day in words; empty where none is given."""
    due: bool
    """Whether its day is the last on which something may be done."""
    tentative: bool
    called_off: bool
    routine: bool
    """Whether it comes round so often that it gives way to what does not."""

    def runs_on(self, day: date) -> bool:
        """Whether it began before the day."""
        return self.span.first < day


def line_of(entry: Entry, lang: str, *, routine: bool) -> Line:
    """The entry as a line."""
    event, clock = entry.event, entry.occurrence.clock
    due = is_due(event)
    minutes = None if not clock else clock.end if due and clock.end is not None else clock.start
    time = part_words(event.recurrence, entry.occurrence, lang) if minutes is None else hhmm(minutes)
    return Line(
        event.uid,
        one_line(event.title, MOST_TITLE) or one_line(event.quote or "", MOST_TITLE) or kind_word(event.kind, lang),
        event.kind,
        days_of(entry),
        time,
        due,
        entry.status == "TENTATIVE",
        entry.status == "CANCELLED",
        routine,
    )


def days_of(entry: Entry) -> Span:
    """The days on which the entry stands in a grid: what is due on its last, else all of them."""
    if is_due(entry.event) or is_condensed(entry):
        return Span.of(entry.span.last)
    return entry.span


def days_words(span: Span, lang: str) -> str:
    """The day, or the first and the last."""
    return short_day(span.first, lang) if span.days == 1 else short_span(span, lang)


def days_within(span: Span, month: date, lang: str) -> str:
    """The days under the heading of a month, without its name where they lie in it.

    >>> days_within(Span(date(2026, 10, 1), date(2026, 10, 7)), date(2026, 10, 1), "zh")
    '1–7日'
    """
    if (span.first.replace(day=1), span.last.replace(day=1)) != (month, month):
        return days_words(span, lang)
    numbers = str(span.first.day) if span.days == 1 else f"{span.first.day}–{span.last.day}"
    return f"{numbers}日" if lang == "zh" else numbers


@lru_cache(maxsize=64)
def sign(kind: str, lang: str) -> str:
    """The one letter that stands for a kind, no two the same: colour never says it alone.

    >>> [sign(kind, "zh") for kind in ("deadline", "duty")], [sign(kind, "en") for kind in ("deadline", "duty")]
    (['截', '例'], ['D', 'U'])
    """
    return _signs(lang)[kind]


@lru_cache(maxsize=4)
def _signs(lang: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in KINDS:
        word = kind_word(kind, lang).upper()
        found[kind] = next(letter for letter in word if letter not in found.values())
    return found
