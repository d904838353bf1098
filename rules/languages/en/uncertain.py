"""English for what is not fixed: about 30 May, the date announced each year, words that name no date."""

from __future__ import annotations

from ...clock import Clock
from ...kinds import Announced, Around
from ..grammar import Phrase
from ..joining import dated
from ..meanings import About, Expected, Point, Vague
from .text import Subject, cue, sign, word
from .writing import leant_on, words

VAGUE = "from time to time|as appropriate|in due course|regularly|periodically|soon|asap"
SIGNS = (sign("predicted", r",? ?\(?predicted:? ?(?:as )?", cue("PREDICTED")),)
WORDS = (
    word("about", r"about|around|circa", cue("AROUND")),
    word("announced", "(?:dates? )?announced (?:each|every) year", cue("ANNOUNCED")),
    word("vague", VAGUE, lambda words: {"REFUSED": Vague(words)}),
)
PHRASES = (
    Phrase("ABOUT", "_AROUND DAY_RULE", lambda base: About(base) if not isinstance(base, Point) or dated(base) else None),
    Phrase("EXPECTED", "_ANNOUNCED", lambda: Expected(None)),
    Phrase("EXPECTED", "_ANNOUNCED _COMMA? _PREDICTED RULE _CLOSE_BRACKET?", Expected),
)  # fmt: skip
SUBJECT = Subject(SIGNS, WORDS, PHRASES)


@words.register
def _(rule: Around, clock: Clock | None = None) -> str:
    return "about " + leant_on(rule.base, clock)


@words.register
def _(rule: Announced, clock: Clock | None = None) -> str:
    expected = f" (predicted: {words(rule.base, clock)})" if rule.base else ""
    return f"the date announced each year{expected}"
