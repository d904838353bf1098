"""Chinese as a whole: its subjects in the order in which their lexemes and rows are tried, and what stands by itself.

A wording of a known rule is a Phrase in its subject, a new word a Lexeme beside it.
"""

from __future__ import annotations

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
)
"""The rows of the written language that the spoken one has too."""

COMPOSITIONS = (
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
"""The rows of the written language that make rules of other rules."""

SPOKEN_PHRASES = (
    *spoken_days.PHRASES,
    *spoken_lengths.PHRASES,
    *spoken_clocks.PHRASES,
    *spoken_figures.PHRASES,
)
"""The rows that only a text read whole may use.

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
    **dict.fromkeys(
        (
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
        ),
        10,
    ),
    "UNTIL_DAY": 14,
    **dict.fromkeys(COMPOSED, 1000),
}
"""The categories that stand by themselves, of two for the same words the first is taken; and what a reading costs.

至9月14日 alone costs more than other readings, so that 至9月19日至20日 is a range and not two ends. What is composed of several
rules costs more than its parts and all that stands between them.
"""
SPOKEN_FIRST = ("RELATIVE", "LASTING", "DAILY", "TODAY_AT", "EACH_DAY", "SHORT_YEAR", "LENGTHS")
"""The categories that a spoken text is taken for before any other."""


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
    )


def spoken_lexemes() -> tuple[Lexeme, ...]:
    """The words of speech, tried before those of writing."""
    return (
        spoken_days.named_days(),
        *spoken_days.LEXEMES,
        *spoken_lengths.LEXEMES,
        *spoken_clocks.LEXEMES,
        *spoken_figures.LEXEMES,
    )


@cache
def grammar() -> Grammar:
    """The grammar of written Chinese, compiled when it is first needed."""
    return Grammar(lexemes(), (*PHRASES, *COMPOSITIONS), STANDS_ALONE)


@cache
def spoken_grammar() -> Grammar:
    """The grammar of written and spoken Chinese together, compiled when it is first needed."""
    finals = {**dict.fromkeys(SPOKEN_FIRST, 10), **STANDS_ALONE, "AMOUNT": 10}
    return Grammar((*spoken_lexemes(), *lexemes()), (*PHRASES, *SPOKEN_PHRASES), finals)
