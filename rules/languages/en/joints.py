"""English joining words and brackets, and what any subject may make of the others' meanings: a rule, a rule in brackets."""

from __future__ import annotations

from collections.abc import Iterable

from ..grammar import Phrase
from .text import Subject, cue, same, sign, word

SIGNS = (
    sign("close", r"\)", cue("CLOSE_BRACKET")),
    sign("open", r"\(", cue("OPEN_BRACKET")),
    sign("dash", r" ?(?:[–—]+|(?<!\d{4})-+|-+(?=\d{4}(?!\d))|(?<=\d{4})-+(?=\D)) ?", cue("TO")),
    sign("comma", " ?, ?", cue("COMMA")),
    sign("and", "&", cue("AND")),
)
WORDS = (
    word("or", "or", cue("OR")),
    word("from", "from", cue("FROM")),
    word("to", "to", cue("TO")),
    word("and", "and", cue("AND")),
    word("of", "of", cue("OF")),
    word("on", "on", cue("ON", "ONWARDS")),
    word("in", "in", cue("ON", "IN")),
    word("during", "during|over", cue("ON")),
    word("at", "at", cue("AT")),
)
PHRASES = (
    Phrase("DAY_RULE", "POINT|OBSERVANCE|SHIFTED|NTH_FROM|WEEK_OF_DAY|EXPECTED|EACH_DAY|SEVERAL|TIMED|BRACKETED|RELATIVE", same),
    Phrase("RULE", "DAY_RULE|SPAN|STRETCH|WEEKDAYS|FREQUENCY|PHASED_FREQUENCY|DUE|ABOUT|LUNAR_DAY|OPENING", same),
    Phrase("RULE", "MODIFIED|FILTERED|SUBSTITUTED", same),
    Phrase("BRACKETED", "_OPEN_BRACKET RULE|BOUNDED _CLOSE_BRACKET", same),
    Phrase("BRACKETED", "_ON BRACKETED", same),
)  # fmt: skip
SUBJECT = Subject(SIGNS, WORDS, PHRASES)


def listed(parts: Iterable[str], joint: str = "and") -> str:
    """The parts in a row, the last after a word: Monday, Wednesday and Friday."""
    *others, last = parts
    return f"{', '.join(others)} {joint} {last}" if others else last
