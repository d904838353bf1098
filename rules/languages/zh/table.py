"""Chinese as a whole: its subjects in the order in which their lexemes and rows are tried, and what stands by itself.

A wording of a known rule is a Phrase in its subject, a new word a Lexeme beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from ..grammar import Grammar, Lexeme, Phrase
from . import (
    bounds,
    clocks,
    dates,
    deadlines,
    exceptions,
    feasts,
    lengths,
    lists,
    lunar,
    numbers,
    periods,
    ranges,
    spoken_clocks,
    spoken_days,
    spoken_figures,
    spoken_lengths,
    substitutes,
    weeks,
    workdays,
    years,
)
from .lexemes import Subject

SUBJECTS: tuple[Subject, ...] = (
    substitutes.SUBJECT, exceptions.SUBJECT, bounds.SUBJECT, lunar.SUBJECT, feasts.SUBJECT, weeks.SUBJECT,
    workdays.SUBJECT, lists.SUBJECT, dates.SUBJECT, clocks.SUBJECT, years.SUBJECT, periods.SUBJECT, deadlines.SUBJECT,
    lengths.SUBJECT, ranges.SUBJECT, numbers.SUBJECT,
)  # fmt: skip
"""The subjects of the written language; of two that read the same words alike the first one counts."""
SPOKEN: tuple[Subject, ...] = (
    spoken_days.SUBJECT,
    spoken_lengths.SUBJECT,
    spoken_clocks.SUBJECT,
    spoken_figures.SUBJECT,
)
"""The subjects that only a text read whole may use.

前年, 近仨月, 三三年, 80年代 mean a date where somebody types them as one; in a notice they are told, counted or named, and no
finding.
"""

COMPOSED = (
    "ROLLED_COMPOSED",
    "DUE_COMPOSED",
    "ROUND_ANNIVERSARY",
    "BOUNDED",
    "SUBSTITUTED",
    "FILTERED",
    "SEVERAL",
    "YEARLY_OBSERVANCE",
    "TIMED",
)
"""The categories that a rule may be as a whole and that a notice is never read with: there 5月1日、10月1日 stay two dates."""

STANDS_ALONE = {
    **dict.fromkeys((
        "SINCE_YEAR", "EXPECTED", "ROLLED", "DUE", "ABOUT", "CORRUPT", "PERIOD", "SHIFTED", "LASTING",
        "DAY_OF_QUARTER", "EACH_DAY", "OPENING", "WEEK_OF_DAY", "LUNAR_DAY", "SPAN", "POINT", "WEEKDAYS",
        "FREQUENCY", "EVENT_OFFSET", "LENGTH", "WHOLE_YEARS", "ANNIVERSARY", "EDITION", "OBSERVANCE", "REFUSED",
    ), 10),
    "UNTIL_DAY": 14,
    **dict.fromkeys(COMPOSED, 1000),
}  # fmt: skip
"""The categories that stand by themselves, of two for the same words the first is taken; and what a reading costs.

至9月14日 alone costs more than other readings, so that 至9月19日至20日 is a range and not two ends. What is composed of several
rules costs more than its parts and all that stands between them.
"""
SPOKEN_FIRST = ("RELATIVE", "LASTING", "DAILY", "TODAY_AT", "EACH_DAY", "SHORT_YEAR", "LENGTHS")
"""The categories that a spoken text is taken for before any other."""


def lexemes(subjects: Iterable[Subject] = SUBJECTS) -> Iterator[Lexeme]:
    """Every word of the subjects, in order."""
    return chain.from_iterable(subject.lexemes for subject in subjects)


def phrases(subjects: Iterable[Subject] = SUBJECTS) -> Iterator[Phrase]:
    """Every row of the subjects but the compositions."""
    return chain.from_iterable(subject.phrases for subject in subjects)


@cache
def grammar() -> Grammar:
    """The grammar of written Chinese, compiled when it is first needed."""
    compositions = chain.from_iterable(subject.compositions for subject in SUBJECTS)
    return Grammar((*lexemes(), *feasts.observances()), (*phrases(), *compositions), STANDS_ALONE)


@cache
def spoken_grammar() -> Grammar:
    """The grammar of written and spoken Chinese together, compiled when it is first needed."""
    words = (spoken_days.named_days(), *lexemes(SPOKEN), *lexemes(), *feasts.observances())
    finals = {**dict.fromkeys(SPOKEN_FIRST, 10), **STANDS_ALONE, "AMOUNT": 10}
    return Grammar(words, (*phrases(), *phrases(SPOKEN)), finals)
