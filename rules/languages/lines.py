"""A line that holds more than a rule: where words of dates stand in it, and what a date without a year names once."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from ..errors import RuleError
from ..recurrence import Recurrence
from .clauses import split
from .grammar import ORDINARY, Grammar, Token
from .meanings import Point
from .parsing import meanings, read, tongues_of
from .points import Frame
from .relative import Reach, resolve_noted

NAMES = {"OBSERVANCE", "EVENT", "EVENT_NAME", "TERM_OF", "NOT_HELD", ORDINARY}
"""Categories of words that a title may well consist of: names of days and events, and what only looks like a date."""

LEANING = {"coming", "first", "grain", "month", "next", "running", "then", "today", "weeks"}
"""Notes of a reading by the day of reference: whoever is shown the dates and takes them doubts them no more."""


class Once(NamedTuple):
    """A date without its year, taken once."""

    recurrence: Recurrence
    """The next one alone."""
    weekday: bool
    """Whether the words state its weekday; where that is not the day's, the recurrence says so in its notes."""


def dates_in(text: str, lang: str | None = None) -> list[tuple[int, int]]:
    """Where dates, times of day and lengths stand in a text, left to right; the names of days are left out.

    In a text of two languages, which are only likely ones, what begins first and goes on the longest counts.

    >>> dates_in("理事会 12月18日 三楼会议室"), dates_in("三会一课"), dates_in("2026年4月16日 PPT定稿")
    ([(4, 10)], [], [(0, 10)])
    """
    scans = (tongue.grammar().scan(text) for tongue in tongues_of(text, lang))
    places = {(found.start, found.end) for scan in scans for found in scan if found.category not in NAMES}
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def words_of_dates(text: str, lang: str | None = None) -> int:
    """How many words in the text may be of dates, overlapping ones counted each: what reading it costs grows with them."""
    return max(len(tongue.grammar().look(text).tokens) for tongue in tongues_of(text, lang))


def rule_ends(text: str, lang: str | None = None) -> list[int]:
    """Where something that stands by itself ends, of what begins with the text; the farthest first.

    >>> rule_ends("12月18日 理事会")
    [6, 5, 3]
    """
    ends: set[int] = set()
    for tongue in tongues_of(text, lang):
        grammar = tongue.grammar()
        looked = grammar.look(text)
        for run in grammar.runs(looked, whole=True)[:1]:
            if run.start == 0:
                known = grammar.chart(run).get(0, {})
                stops = (run.stop(end) for end, found in known.items() if found.keys() & grammar.final.keys())
                ends |= {looked.squeezed.original(0, stop)[1] for stop in stops}
    return sorted(ends, reverse=True)


def joined_at(text: str, place: int, lang: str | None = None) -> tuple[int, int]:
    """From where to where words of dates lie over the place of a text, or begin at it: (place, place) where none do.

    What precedes the place is then only a part of what the text says of the date.

    >>> joined_at("每月1号和15号", 4), joined_at("每月1日发工资", 4), joined_at("每月1日前往基层", 4)
    ((4, 8), (4, 4), (4, 4))
    """
    grammar = tongues_of(text, lang)[0].grammar()
    words = _words(text, grammar)
    over = [start for start, end, _ in words if start < place < end]
    end, names_only = place, True
    while following := _longest([word for word in words if word[0] == end]):
        names_only = names_only and following[2]
        end = following[1]
    ends = [stop for start, stop, _ in words if start < place < stop]
    return min(over, default=place), max([place if names_only else end, *ends])


def _longest(words: list[tuple[int, int, bool]]) -> tuple[int, int, bool] | None:
    return max(words, key=lambda word: (word[1], not word[2]), default=None)


def _words(text: str, grammar: Grammar) -> list[tuple[int, int, bool]]:
    """The words of dates in the text: place, and whether it is the name of a day; those that ordinary words hold are none."""
    looked = grammar.look(text)
    plain: dict[int, int] = {}
    for token in looked.tokens:
        if token.meanings.keys() <= {ORDINARY}:
            plain[token.start] = max(token.end, plain.get(token.start, 0))
    kept: list[Token] = [
        token
        for token in looked.tokens
        if not token.meanings.keys() <= {ORDINARY} and token.end >= plain.get(token.start, 0)
    ]
    return [(*looked.squeezed.original(token.start, token.end), token.meanings.keys() <= NAMES) for token in kept]


def is_understood(text: str, lang: str | None = None) -> bool:
    """Whether the whole text has a meaning, though it may name no date or one that cannot be.

    >>> is_understood("2月30日"), is_understood("适时"), is_understood("换届一次")
    (True, True, False)
    """
    return any(meanings(text, tongue) for tongue in tongues_of(text, lang))


def once(text: str, reference: date, lang: str | None = None) -> Once | None:
    """The next of the dates that a text names without its year; None where it has one, or says that it recurs.

    >>> from rules import write
    >>> found = once("12月18日（周五）下午2:30", date(2026, 11, 30))
    >>> write(found.recurrence), found.weekday
    ('2026年12月18日14:30', True)

    Raises RuleError as `parse` does.
    """
    taken = read(text.strip(), reference, lang)
    if len(split(text)) > 1 or taken.rule.single_span():
        return None
    running = taken.between(reference, reference)
    coming = running[0] if running else next(iter(taken.upcoming(reference, 1)), None)
    tongue_meanings = (found.meaning for tongue in tongues_of(text, lang) for found in meanings(text, tongue))
    meaning = next(tongue_meanings, None)
    if coming is None or meaning is None:
        return None
    for year in (coming.span.first.year, coming.span.first.year - 1):
        try:
            found = resolve_noted(meaning, Frame(year=year))
        except RuleError:
            continue
        if _only_then(found, coming.span.first):
            return Once(found, _states_weekday(meaning))
    return None


def _only_then(found: Recurrence, first: date) -> bool:
    """Whether its dates begin on that day and are over some time: 2026年12月1日、8日、15日."""
    span = found.rule.single_span()
    if span:
        return span.first == first
    days = [part.single_span() for part in found.rule.inner()]
    return len(days) > 1 and all(days) and min(day.first for day in days if day) == first


def is_within(text: str, lang: str | None = None) -> bool:
    """Whether the whole text says within which time, counted from the day of reference.

    >>> is_within("10个工作日内"), is_within("10个工作日后")
    (True, False)
    """
    first = next((found.meaning for tongue in tongues_of(text, lang) for found in meanings(text, tongue)), None)
    return isinstance(first, Reach) and first.how == "within"


def settled(recurrence: Recurrence) -> Recurrence:
    """The recurrence without the doubts that its dates, shown to whoever wrote the words, do away with.

    >>> from rules import parse
    >>> settled(parse("周五前", reference=date(2026, 11, 30))).notes
    ()
    """
    return replace(recurrence, notes=tuple(note for note in recurrence.notes if note not in LEANING))


def _states_weekday(meaning: Any) -> bool:
    """Whether a civil day somewhere in the meaning has its weekday beside it."""
    if isinstance(meaning, Point) and meaning.weekday is not None and not meaning.nth:
        return True
    if not is_dataclass(meaning):
        return False
    return any(_states_weekday(getattr(meaning, field.name)) for field in fields(meaning))
