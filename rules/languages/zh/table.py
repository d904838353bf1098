"""Chinese as a whole: its subjects in the order in which their lexemes and rows are tried, and what stands by itself.

A wording of a known rule is a Phrase in its subject, a new word a Lexeme beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
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
    ordinary,
    periods,
    ranges,
    running,
    spoken_bounds,
    spoken_clocks,
    spoken_days,
    spoken_figures,
    spoken_lengths,
    spoken_rhythms,
    spoken_rules,
    substitutes,
    weeks,
    workdays,
    years,
)
from .hours_again import RunningGrammar
from .lexemes import Subject

SUBJECTS: tuple[Subject, ...] = (
    substitutes.SUBJECT, exceptions.SUBJECT, bounds.SUBJECT, lunar.SUBJECT, feasts.SUBJECT, weeks.SUBJECT,
    workdays.SUBJECT, lists.SUBJECT, dates.SUBJECT, clocks.SUBJECT, years.SUBJECT, periods.SUBJECT, deadlines.SUBJECT,
    lengths.SUBJECT, ranges.SUBJECT, numbers.SUBJECT, ordinary.SUBJECT,
)  # fmt: skip
"""The subjects of the written language; of two that read the same words alike the first one counts."""
SPEECH: tuple[Subject, ...] = (
    spoken_days.SUBJECT,
    spoken_bounds.SUBJECT,
    spoken_lengths.SUBJECT,
    spoken_clocks.SUBJECT,
    spoken_figures.SUBJECT,
    spoken_rhythms.SUBJECT,
    spoken_rules.SUBJECT,
    years.WHOLE,
)
"""The subjects that only a text read whole may use.

前年, 近仨月, 三三年, 80年代 mean a date where somebody types them as one; in a notice they are told, counted or named, and no
finding.
"""

WRITTEN = (
    "SINCE_YEAR",
    "EXPECTED",
    "ROLLED",
    "DUE",
    "ABOUT",
    "CORRUPT",
    "PERIOD",
    "SHIFTED",
    "LASTING",
    "DAY_OF_QUARTER",
    "EACH_DAY",
    "OPENING",
    "WEEK_OF_DAY",
    "LUNAR_DAY",
    "SPAN",
    "POINT",
    "WEEKDAYS",
    "FREQUENCY",
    "EVENT_OFFSET",
    "LENGTH",
    "WHOLE_YEARS",
    "ANNIVERSARY",
    "EDITION",
    "OBSERVANCE",
    "REFUSED",
)
"""The categories that stand by themselves wherever they are; of two that cost the same the first is taken."""
COMPOSED = (
    "ROLLED_COMPOSED",
    "DUE_COMPOSED",
    "ROUND_ANNIVERSARY",
    "BOUNDED",
    "SUBSTITUTED",
    "FILTERED",
    "SEVERAL",
    "YEARLY_OBSERVANCE",
    "NAMED_DATE",
    "TIMED",
    "ADJUSTED",
)
"""Rules made of rules."""
SPOKEN = ("RELATIVE", "DAILY", "TODAY_AT", "SHORT_YEAR", "LENGTHS", "AMOUNT")
"""What only a text read whole may be."""

RUNNING = {
    **dict.fromkeys(WRITTEN, 10),
    "RELATIVE": 10,
    "LENGTHS": 10,
    "COMPOSED": 10,
    "CLOSED_DAYS": 10,
    "HOURS": 10,
    "UNTIL_DAY": 14,
    "ORDINARY": 11,
}
"""What a reading costs in running text.

至9月14日 alone costs more than other readings, so that 至9月19日至20日 is a range and not two ends.
"""
WHOLE = {
    **RUNNING,
    **dict.fromkeys(COMPOSED, 20),
    **dict.fromkeys(SPOKEN, 30),
    **dict.fromkeys(("BOUNDED_NEXT", "EACH_IN_SPAN"), 20),
    "BARE_WEEKDAYS": 35,
    "LENGTH": 40,
    "AMOUNT": 50,
}
"""What a reading of a whole text costs; a bare length is first heard as spoken of a day (17天内)."""

SPOKEN_WORD = 30
"""What a word of speech costs more than one of writing."""


def lexemes() -> tuple[Lexeme, ...]:
    """The words of the written language."""
    return (*chain.from_iterable(subject.lexemes for subject in SUBJECTS), *feasts.observances())


def spoken_lexemes() -> tuple[Lexeme, ...]:
    """The words of speech; where those of writing say the same, they are meant."""
    words = (
        spoken_days.named_days(),
        *feasts.SPOKEN_LEXEMES,
        *chain.from_iterable(subject.lexemes for subject in SPEECH),
    )
    return tuple(replace(word, cost=word.cost + SPOKEN_WORD) for word in words)


def phrases(subjects: Iterable[Subject]) -> Iterator[Phrase]:
    """Every row of the subjects."""
    return chain.from_iterable(subject.phrases for subject in subjects)


@cache
def grammar() -> Grammar:
    """The grammar of Chinese for a text that is read whole; compiled when it is first needed."""
    return Grammar((*spoken_lexemes(), *lexemes()), phrases((*SUBJECTS, *SPEECH)), WHOLE)


SPOKEN_TOO = frozenset((*running.SPOKEN_LEXEMES, *(word.name for word in spoken_rhythms.LEXEMES)))


@cache
def running_grammar() -> RunningGrammar:
    """The grammar of Chinese for what stands in running text; compiled when it is first needed."""
    spoken = (word for word in spoken_lexemes() if word.name in SPOKEN_TOO)
    return RunningGrammar(
        (*lexemes(), *spoken, *running.LEXEMES, feasts.on_their_day()),
        (*phrases((*SUBJECTS, spoken_rules.SUBJECT, spoken_rhythms.SUBJECT)), *running.PHRASES),
        RUNNING,
    )
