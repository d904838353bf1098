"""Chinese as a whole: its subjects in the order in which their lexemes and rows are tried, and what stands by itself.

A wording of a known rule is a Phrase in its subject, a new word a Lexeme beside it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from ..grammar import Grammar, Lexeme
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
    spoken_clocks,
    spoken_days,
    spoken_figures,
    spoken_lengths,
    substitutes,
    weeks,
    workdays,
    years,
)

PHRASES = (
    *bounds.PHRASES,
    *lunar.PHRASES,
    *feasts.PHRASES,
    *weeks.PHRASES,
    *workdays.PHRASES,
    *dates.PHRASES,
    *clocks.PHRASES,
    *years.PHRASES,
    *periods.PHRASES,
    *deadlines.PHRASES,
    *lengths.PHRASES,
    *ranges.PHRASES,
    *substitutes.COMPOSITIONS,
    *exceptions.COMPOSITIONS,
    *bounds.COMPOSITIONS,
    *feasts.COMPOSITIONS,
    *weeks.COMPOSITIONS,
    *workdays.COMPOSITIONS,
    *lists.COMPOSITIONS,
    *clocks.COMPOSITIONS,
    *years.COMPOSITIONS,
    *periods.COMPOSITIONS,
    *deadlines.COMPOSITIONS,
    *lengths.COMPOSITIONS,
)
"""The rows of the written language."""

SPOKEN_PHRASES = (
    *dates.SPOKEN_PHRASES,
    *lists.SPOKEN_PHRASES,
    *spoken_days.PHRASES,
    *spoken_lengths.PHRASES,
    *spoken_clocks.PHRASES,
    *spoken_figures.PHRASES,
)
"""The rows that only a text read whole may use.

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
    "TIMED",
)
"""Rules made of rules."""
SPOKEN = ("RELATIVE", "DAILY", "TODAY_AT", "SHORT_YEAR", "LENGTHS", "AMOUNT")
"""What only a text read whole may be."""

RUNNING = {**dict.fromkeys(WRITTEN, 10), "RELATIVE": 10, "COMPOSED": 10, "UNTIL_DAY": 14, "ORDINARY": 11}
"""What a reading costs in running text.

至9月14日 alone costs more than other readings, so that 至9月19日至20日 is a range and not two ends.
"""
WHOLE = {
    **RUNNING,
    **dict.fromkeys(COMPOSED, 20),
    **dict.fromkeys(SPOKEN, 30),
    **dict.fromkeys(("BOUNDED_NEXT", "EACH_IN_SPAN"), 20),
    "BARE_WEEKDAYS": 35,
    "SOME_TIMES": 20,
    "LENGTH": 40,
    "AMOUNT": 50,
}
"""What a reading of a whole text costs; a bare length is first heard as spoken of a day (17天内)."""

SPEECH = 30
"""What a word of speech costs more than one of writing."""


def lexemes() -> tuple[Lexeme, ...]:
    """The words of the written language; where those of two subjects begin at the same place, the first one's are taken."""
    return (
        *substitutes.LEXEMES,
        *exceptions.LEXEMES,
        *bounds.LEXEMES,
        *lunar.LEXEMES,
        *feasts.LEXEMES,
        *feasts.observances(),
        *weeks.LEXEMES,
        *workdays.LEXEMES,
        *lists.LEXEMES,
        *dates.LEXEMES,
        *clocks.LEXEMES,
        *years.LEXEMES,
        *periods.LEXEMES,
        *deadlines.LEXEMES,
        *lengths.LEXEMES,
        *ranges.LEXEMES,
        *numbers.LEXEMES,
        *ordinary.LEXEMES,
    )


def spoken_lexemes() -> tuple[Lexeme, ...]:
    """The words of speech; where those of writing say the same, they are meant."""
    words = (
        spoken_days.named_days(),
        *spoken_days.LEXEMES,
        *spoken_lengths.LEXEMES,
        *spoken_clocks.LEXEMES,
        *spoken_figures.LEXEMES,
    )
    return tuple(replace(word, cost=word.cost + SPEECH) for word in words)


@cache
def grammar() -> Grammar:
    """The grammar of Chinese for a text that is read whole; compiled when it is first needed."""
    return Grammar((*spoken_lexemes(), *lexemes()), (*PHRASES, *SPOKEN_PHRASES), WHOLE)


@cache
def running_grammar() -> Grammar:
    """The grammar of Chinese for what stands in running text; compiled when it is first needed."""
    spoken = (word for word in spoken_lexemes() if word.name in running.SPOKEN_LEXEMES)
    return Grammar((*lexemes(), *spoken, *running.LEXEMES), (*PHRASES, *running.PHRASES), RUNNING)
