"""A recurrence explained: the reading, the canonical rule, its RRULE, the next dates and why each."""

from __future__ import annotations

from datetime import date
from typing import Any

from .cautions import cautions, without_rrule
from .kinds import Anchored, Due, Elapsed, Lunar, LunarMonthly, Monthly, Moved, Yearly
from .languages import parse, write
from .languages.ambiguity import other_readings
from .messages import Message
from .reckoning import RECKONING, Reckoning
from .reckoning.periods import READINGS
from .recurrence import Occurrence, Recurrence
from .rule import Rule

INCLUSIVE = {
    "stated": Message("a deadline; the day itself is included"),
    "unstated": Message(
        "a deadline; whether the day itself counts is not stated, so it is due on that day at the latest"
    ),
    "excluded": Message("a deadline; the day itself is left out, so the day before is the last"),
}


def explain(
    text: str, start: date, count: int = 5, lang: str = "zh", reckoning: Reckoning = RECKONING
) -> dict[str, Any]:
    """What a text means: `{reading, rule, english, rrule, instead, cautions, also,
    tentative, dates: [{start, end, tentative, why}]}`.

    `rule` is the canonical wording in Chinese and `english` the one in English. Where no RRULE gives exactly its dates,
    `rrule` is None and `instead` says why and what is published. `also` has what the words may mean too, each written so
    that nothing else is meant. The dates are the first `count` that begin on `start` or
    later; their ends are included. Words that lean on a day (下月) lean on `start`.

    >>> explain("5·30", date(2026, 1, 1), 1, "en")["dates"]
    [{'start': '2026-05-30', 'end': '2026-05-30', 'tentative': False, 'why': ['day 30 of month 5 in 2026']}]

    Raises UnreadRule and RuleError as `parse` does.
    """
    rule = parse(text, reference=start)
    told = reading(rule, lang) + "".join(joint(lang) + said.say(lang) for said in words_read(text, rule.rule))
    dates = [_date(rule, found, lang, reckoning) for found in rule.upcoming(start, count, reckoning)]
    missing = without_rrule(rule)
    return {
        "reading": told if dates or rule.doubts() else told + none_left(start, lang),
        "rule": write(rule, "zh"),
        "english": write(rule, "en"),
        "rrule": rule.to_rrule(),
        "instead": missing and missing.say(lang),
        "cautions": [said.say(lang) for said in cautions(rule, start, reckoning)],
        "also": [other.text(lang) for other in other_readings(text, reference=start)],
        "tentative": bool(rule.doubts()),
        "dates": dates,
    }


def reading(rule: Recurrence, lang: str) -> str:
    """The reading in words: the rule, what kind of date it is, and every convention that it rests on."""
    notes = [INCLUSIVE[rule.rule.inclusive]] if isinstance(rule.rule, Due) else []
    notes += [policy] if (policy := missing_day(rule.rule)) else []
    words = [write(rule, lang), *(note.say(lang) for note in (*notes, *rule.remarks(), *rule.doubts()))]
    return joint(lang).join(words)


def words_read(text: str, rule: Rule) -> list[Message]:
    """How the words that bound a period are read (前, 内, 起, 届满): inclusive or not, and by which article.

    Only for what is counted; a deadline says so itself.
    """
    if not isinstance(rule.base if isinstance(rule, Due) else rule, Anchored | Elapsed | Moved):
        return []
    found: list[str] = []
    for word in sorted(READINGS, key=len, reverse=True):
        if word in text and "前" not in word:  # what is counted back leaves its day out, and the steps say so
            text = text.replace(word, "")
            found.append(word)
    return [Message("“{word}”: {reading}", word=word, reading=READINGS[word]) for word in found]


def joint(lang: str) -> str:
    """What parts two notes of a reading."""
    return "；" if lang == "zh" else "; "


def none_left(start: date, lang: str) -> str:
    """That there are no dates, with the punctuation that joins it to the reading."""
    return joint(lang) + Message("no dates from {day} on", day=start.isoformat()).say(lang)


def missing_day(rule: Rule) -> Message | None:
    """What becomes of a day that some months or years lack (2月29日, 31日, 腊月三十); None where all have it."""
    match rule:
        case Yearly(month=2, day=29) | Yearly(to_month=2, to_day=29):
            return Message("years without 29 February are left out")
        case Monthly() if max(rule.day, rule.to_day) > 28:
            return Message("months without that day are left out")
        case Lunar(day=30, skip="omit") | LunarMonthly(day=30):
            return Message("lunar months of 29 days are left out")
        case _:
            return next((said for inner in rule.inner() if (said := missing_day(inner))), None)


def _date(rule: Recurrence, found: Occurrence, lang: str, reckoning: Reckoning) -> dict[str, Any]:
    return {
        "start": found.start,
        "end": found.end,
        "tentative": found.tentative,
        "why": [step.say(lang) for step in (*rule.rule.why(found.span, reckoning), *found.reasons)],
    }
