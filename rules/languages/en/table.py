"""English as a whole: its subjects in the order in which their words are tried, its grammar, and how rules are written.

A subject is a file: its words, how they join, and how the kinds that it reads are written. A new wording goes into the
file of its subject, a new subject into `SUBJECTS`.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

from ...recurrence import Recurrence
from ..grammar import Grammar, Lexeme
from . import (
    bounds,
    clocks,
    dates,
    deadlines,
    exceptions,
    feasts,
    joints,
    lengths,
    lists,
    lunar,
    nths,
    numbers,
    offsets,
    periods,
    quarters,
    ranges,
    relative,
    substitutes,
    uncertain,
    weeks,
    workdays,
)
from .text import Subject, squeeze
from .writing import words

SUBJECTS: tuple[Subject, ...] = (
    feasts.SUBJECT, nths.SUBJECT, relative.SUBJECT, dates.SUBJECT, weeks.SUBJECT, clocks.SUBJECT, quarters.SUBJECT,
    ranges.SUBJECT, periods.SUBJECT, lunar.SUBJECT, numbers.SUBJECT, lists.SUBJECT, bounds.SUBJECT, lengths.SUBJECT,
    workdays.SUBJECT, offsets.SUBJECT, deadlines.SUBJECT, exceptions.SUBJECT, substitutes.SUBJECT, uncertain.SUBJECT,
    joints.SUBJECT,
)  # fmt: skip
STANDS_ALONE = dict.fromkeys(
    ("BOUNDED", "WEEKDAYS", "SUBSTITUTED", "MODIFIED", "FILTERED", "EXPECTED", "DUE", "ABOUT", "PERIOD", "SHIFTED", "NTH_FROM",
     "OPENING", "WEEK_OF_DAY", "LUNAR_DAY", "SPAN", "WHOLE_POINT", "EACH_DAY", "SEVERAL", "TIMED", "FREQUENCY",
     "PHASED_FREQUENCY", "EVENT_OFFSET", "LENGTH", "LENGTHS", "WHOLE_YEARS", "OBSERVANCE", "BRACKETED", "STRETCH",
     "RELATIVE", "LONE_WEEKDAY", "LONE_DAY", "ADJUSTED", "REFUSED"),
    10,
)  # fmt: skip
"""The categories that stand by themselves, of two for the same words the first is taken; and what a reading costs."""


def lexemes() -> tuple[Lexeme, ...]:
    """Every lexeme in order: the signs, the days that have names, the words."""
    signs = chain.from_iterable(subject.signs for subject in SUBJECTS)
    return (*signs, *feasts.named_days(), *chain.from_iterable(subject.words for subject in SUBJECTS))


@cache
def grammar() -> Grammar:
    """The grammar of English, compiled when it is first needed."""
    phrases = chain.from_iterable(subject.phrases for subject in SUBJECTS)
    return Grammar(lexemes(), phrases, STANDS_ALONE, squeeze, re.ASCII | re.IGNORECASE)


def write(recurrence: Recurrence) -> str:
    """The recurrence in the one canonical English that reads back to it."""
    rule, since = recurrence.rule, recurrence.since
    text = words(bounds.unphased(rule, since) if since else rule, recurrence.clock)
    return text + bounds.bounds_text(rule, since, recurrence.until)
