"""A recurrence explained: the reading, the canonical rule, its RRULE, the next dates and why each."""

from __future__ import annotations

from datetime import date
from typing import Any

from .cautions import cautions, without_rrule
from .languages import parse, write
from .languages.ambiguity import other_readings
from .messages import Message
from .notations.rfc5545 import is_rfc5545
from .reckoning import RECKONING, Reckoning
from .reckoning.periods import READINGS
from .recurrence import Occurrence, Recurrence
from .rfc5545.disputed import disputes
from .rule import Rule, Sort

INCLUSIVE = {
    "stated": Message("a deadline; the day itself is included"),
    "unstated": Message(
        "a deadline; whether the day itself counts is not stated, so it is due on that day at the latest"
    ),
    "excluded": Message("a deadline; the day itself is left out, so the day before is the last"),
}


DATELESS = (Sort.OFFSET, Sort.LENGTH)
"""What has no dates of its own."""


def explain(
    text: str, start: date, count: int = 5, lang: str = "zh", reckoning: Reckoning = RECKONING
) -> dict[str, Any]:
    """What a text means: `{reading, rule, english, rrule, instead, cautions, also,
    tentative, dates: [{start, end, tentative, running, why}]}`.

    `rule` is the canonical wording in Chinese and `english` the one in English. Where no RRULE gives exactly its dates,
    `rrule` is None and `instead` says why and what is published. `also` has what the words may mean too, each written so
    that nothing else is meant. The dates are those that began before `start` and still hold on it (`running`), and those
    that begin on it or later, `count` in all, as `Occurrence.times` has them. Words that lean on a day (下月) lean on `start`.

    >>> explain("5·30", date(2026, 1, 1), 1, "en")["dates"]
    [{'start': '2026-05-30', 'end': '2026-05-30', 'tentative': False, 'running': False, 'why': ['day 30 of month 5 in 2026']}]

    Raises UnreadRule and RuleError as `parse` does.
    """
    rule = parse(text, reference=start)
    told = reading(rule, lang) + "".join(joint(lang) + said.say(lang) for said in words_read(text, rule.rule))
    dates = [_date(rule, found, start, lang, reckoning) for found in from_day(rule, start, count, reckoning)]
    missing = without_rrule(rule)
    return {
        "reading": told if dates or rule.rule.sort in DATELESS else told + none_left(start, lang),
        "rule": write(rule, "zh"),
        "english": write(rule, "en"),
        "rrule": rule.to_rrule(),
        "instead": missing and missing.say(lang),
        "cautions": [said.say(lang) for said in (*_disputed(text), *cautions(rule, start, reckoning))],
        "also": [write(other, lang) for other in other_readings(text, reference=start)],
        "tentative": bool(rule.doubts()),
        "dates": dates,
    }


def reading(rule: Recurrence, lang: str) -> str:
    """The reading in words: the rule, what kind of date it is, and every convention that it rests on."""
    notes = [INCLUSIVE[inclusive]] if (inclusive := rule.rule.deadline()) else []
    notes += [policy] if (policy := rule.rule.missing_day()) else []
    words = [write(rule, lang), *(note.say(lang) for note in (*notes, *rule.remarks(), *rule.doubts()))]
    return joint(lang).join(words)


def words_read(text: str, rule: Rule) -> list[Message]:
    """How the words that bound a period are read (前, 内, 起, 届满): inclusive or not, and by which article.

    Only for what is counted; a deadline says so itself.
    """
    if rule.subject().sort not in (Sort.COUNTED, Sort.OFFSET):
        return []
    found: list[str] = []
    for word in sorted(READINGS, key=len, reverse=True):
        if word in text and "前" not in word:  # what is counted back leaves its day out, and the steps say so
            text = text.replace(word, "")
            found.append(word)
    return [Message("“{word}”: {reading}", word=word, reading=READINGS[word]) for word in found]


def _disputed(text: str) -> list[Message]:
    """How the parts of an RRULE are read on which programs disagree."""
    return [found.reading for found, _ in disputes(text)] if is_rfc5545(text) else []


def from_day(rule: Recurrence, start: date, count: int, reckoning: Reckoning) -> list[Occurrence]:
    """The first `count` occurrences that hold on the day or begin later."""
    running = [found for found in rule.between(start, start, reckoning) if found.span.first < start]
    return [*running, *rule.upcoming(start, count, reckoning)][:count]


def joint(lang: str) -> str:
    """What parts two notes of a reading."""
    return "；" if lang == "zh" else "; "


def none_left(start: date, lang: str) -> str:
    """That there are no dates, with the punctuation that joins it to the reading."""
    return joint(lang) + Message("no dates from {day} on", day=start.isoformat()).say(lang)


def _date(rule: Recurrence, found: Occurrence, start: date, lang: str, reckoning: Reckoning) -> dict[str, Any]:
    first, last, _ = found.times
    return {
        "start": first,
        "end": last,
        "tentative": found.tentative,
        "running": found.span.first < start,
        "why": [step.say(lang) for step in (*rule.rule.why(found.span, reckoning), *found.reasons)],
    }
