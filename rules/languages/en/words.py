"""The words of English dates: every lexeme of the language, in the order in which they are tried.

Patterns see a text with one space between words and without “the”, in any case; each matches whole words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from ...kinds import Easter, Equinox, LeapYears, Periodic
from ...kinds.filters import last_days
from ...messages import Message
from ...observances import names
from ..grammar import Lexeme
from ..meanings import Frequency, Length, Off, Point, Refused, Vague, Weekdays
from .names import CONVENTIONS, LUNAR_NOTES, MONTHS, OTHER_DAYS, OTHER_TERMS, RULE_SETS, TERMS, WEEKDAYS
from .reading import (
    CARDINAL,
    ORDINAL,
    anchor,
    clock,
    constant,
    cue,
    full_date,
    half,
    month,
    month_day,
    month_of_period,
    number,
    ordinal,
    plan,
    quarter,
    refused,
    slashes,
    squeeze,
    weekday,
    weekdays,
    year,
)

HAN = "\u4e00-\u9fff"
NTH = rf"(?:\d{{1,3}}(?:st|nd|rd|th)|{ORDINAL})"
MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in MONTHS) + r"|sept\.?"
WEEKDAY = "|".join(WEEKDAYS)
SHORT_DAY = r"(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?"
WORKDAY = r"(?:work(?:ing)?|business)[- ]?days?"
REST_DAY = r"(?:days? off|rest days?|non-working days?)"
SEASON = r"(?:march|september) equinox|(?:june|december) solstice"
EASTER = {
    "ash wednesday": -46, "palm sunday": -7, "maundy thursday": -3, "good friday": -2, "holy saturday": -1, "easter monday": 1,
    "ascension day": 39, "whit sunday": 49, "pentecost": 49, "whit monday": 50, "corpus christi": 60,
}  # fmt: skip
"""Days of the church's year, counted from Easter Sunday."""
SHIFTS = (("this", 0), ("next", 1), ("last", -1))
"""Years and months told from the day of reference; the last month is that of a year: last month of 2026."""
YEARS = {
    "even": Periodic("year", 2, date(2000, 1, 1)),
    "odd": Periodic("year", 2, date(2001, 1, 1)),
    "leap": LeapYears(),
    "common": LeapYears(common=True),
}
UNIT = rf"{WORKDAY}|day|week|month|quarter|half|year|hour"
NEXT = {"next": "following", "following": "following", "previous": "preceding", "preceding": "preceding",
        "nearest": "nearest"}  # fmt: skip
ROLL = (
    rf"(?:if (?:not a {WORKDAY}|(?:it (?:is|falls) on )?(?:a day off|a holiday|a weekend|a non-working day)),?"
    r" ?(?:then )?(?:on )?|(?:or|else)(?: on)? |rolled (?:on |forward |back )?(?:to )?|moved to )"
    r"(?:next|following|previous|preceding|nearest) "
    rf"{WORKDAY}(?: \(modified following\))?"
)
SOME_TIMES = Refused(
    Message("so many times a year names no dates"), Message("name the days, as in 30 May, or the period: every quarter")
)
PART_OF_MONTH = Refused(
    Message("early, mid and late have no fixed days in English"),
    Message("write the days, or the first, middle or last third of the month"),
)
BEGINNING = Refused(Message("no text says how long a beginning lasts"), Message("write the days, as in 1 to 10 March"))
TWO_SENSES = Refused(
    Message("this is twice in a period to some and once in two periods to others"),
    Message("write every two weeks, every two months or every two years"),
)


NO_ZONE = Refused(
    Message("the day of an equinox depends on the time zone"),
    Message("write March equinox (UTC), or Chunfen for the day in China"),
)


def _whole(words: str) -> str:
    """The pattern kept to whole words."""
    return rf"(?<![\w])(?:{words})(?![\w])"


def _named(named: Mapping[str, Any]) -> str:
    """A pattern for any of the names, the longest first, written as texts are made even."""
    return "|".join(re.escape(squeeze(name).text) for name in sorted(named, key=len, reverse=True))


def _in_brackets(words: str) -> str:
    return rf"\({re.escape(squeeze(words).text)}\)"


@cache
def _terms() -> dict[str, str]:
    return {name.lower(): term for term, name in TERMS.items()} | OTHER_TERMS


@cache
def _observances() -> dict[str, str]:
    return {name.lower(): day.zh for name, day in names("en").items()} | OTHER_DAYS


def _term(words: str) -> dict[str, Any]:
    name = re.sub(rf" ?\([{HAN}]+\)$", "", words).lower()
    return {"P": Point(term=_terms()[name])}


def _observance(words: str) -> dict[str, Any]:
    return {"OBS": _observances()[words.lower()]}


def _easter(words: str) -> dict[str, Any]:
    """Easter itself, or a day counted from it."""
    name = re.sub("^orthodox ", "", words.lower())
    sunday = Point(other=Easter(orthodox=name != words.lower()))
    if days := EASTER.get(name):
        return {"OBS": Off(sunday, 1 if days > 0 else -1, Length(abs(days), "days"))}
    return {"P": sunday}


def _equinox(words: str) -> dict[str, Any]:
    season, zone = words.split("(")
    return {"P": Point(other=Equinox(season.split(" ")[0].lower(), zone.rstrip(")")))}


def _sort_of_years(words: str) -> dict[str, Any]:
    return {"YS": YEARS[re.split("[- ]", words.lower(), maxsplit=1)[0]]}


def _roll(words: str) -> dict[str, Any]:
    words = words.lower()
    if "modified" in words:
        return {"ROLL": "modified-following"}
    return {"ROLL": next(how for word, how in NEXT.items() if word in words)}


def _is(category: str, name: str) -> Callable[[str], dict[str, Any]]:
    return lambda words: {category: name}


@cache
def lexemes() -> tuple[Lexeme, ...]:
    """Every lexeme of English, in order."""
    named = (
        ("eve", r"(?:lunar|chinese) new year(?:'s)? eve", constant(P=Point(lunar=(12, -1, "skip", "omit")))),
        ("solar term", rf"(?:{_named(_terms())})(?![\w])(?: ?\([{HAN}]+\))?", _term),
        ("observance", _named(_observances()), _observance),
    )
    conventions = {name: constant(PN=Point(convention=name)) for name in CONVENTIONS}
    notes = (
        *((f"convention {name}", _in_brackets(words), conventions[name]) for name, words in CONVENTIONS.items()),
        *((f"lunar: {name}", _in_brackets(words), _is("LN", name)) for name, words in LUNAR_NOTES.items()),
        *((f"rules: {name}", _in_brackets(words), _is("RS", name)) for name, words in RULE_SETS.items()),
    )  # fmt: skip
    return (
        *(Lexeme(name, pattern, read) for name, pattern, read in (*notes, *_SIGNS)),
        *(Lexeme(name, _whole(pattern), read) for name, pattern, read in (*named, *_WORDS)),
    )


Row = tuple[str, str, Callable[[str], dict[str, Any]]]

_SIGNS: tuple[Row, ...] = (
    ("anchor", r'“.*”$|“[^”]*”|"[^"]*"', anchor),
    ("excluded", r"\((?:that day )?(?:excluded|exclusive)\)|\(excluding that day\)", cue("PX")),
    ("included", r"\((?:that day )?(?:included|inclusive)\)|\(including that day\)", constant(PN=Point(stated=True))),
    ("weekday in brackets", rf"\((?:{WEEKDAY}|{SHORT_DAY})\)", lambda w: {"PN": Point(weekday=weekday(w[1:])["WD"])}),
    ("predicted", r",? ?\(?predicted:? ?(?:as )?", cue("PREDICTED")),
    ("close", r"\)", cue("CLOSE")),
    ("roll", rf",? ?(?:{ROLL})(?!\w)|,? ?\((?:{ROLL})\)", _roll),
    ("equinox", rf"\b(?:{SEASON}) ?\([A-Za-z]+(?:/[A-Za-z_/]+)?\)|\b(?:{SEASON}) ?\([+-]\d\d:\d\d\)", _equinox),
    ("counted from", r" ?\(counted from", cue("COUNTED")),
    ("left out", r" ?\(not (?:on )?", cue("OMIT")),
    ("substitutes", r" ?\(substitutes only\)", cue("SUBSTITUTES")),
    ("open", r"\(", cue("OPEN")),
    ("or the last day", r",? ?(?:or|or else|else)(?: on)? last(?: day)?(?: of month)?(?!\w)", cue("ORLAST")),
    ("dash", " ?[-–—]+ ?", cue("TO")),
    ("comma", " ?, ?", cue("COMMA")),
    ("and", "&", cue("AND")),
)

_WORDS: tuple[Row, ...] = (
    # dates in figures
    ("date", r"(?:19|20|21)\d\d(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})", full_date),
    ("month-day", rf"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?! ?(?:{MONTH}))", month_day),
    ("slashes", r"\d{1,2}/\d{1,2}(?:/\d{2,4})?", slashes),
    ("clock", r"\d{1,2}:\d\d(?: ?[ap]\.?m\b\.?)?", clock),
    ("hour", r"\d{1,2} ?[ap]\.?m\b\.?|noon", clock),
    (
        "sort of years",
        r"(?:even|odd|leap|common)(?:-numbered)? years?",
        lambda w: {"YS": YEARS[w.split("-")[0].split(" ")[0].lower()]},
    ),
    # days of the lunar calendar
    ("leap", r"leap(?= )", cue("LEAP")),
    ("lunar", r"lunar|chinese", cue("LUNAR")),
    # days of other calendars
    ("easter", rf"(?:orthodox )?(?:easter(?: sunday)?(?! monday)|{'|'.join(EASTER)})", _easter),
    ("equinox without a zone", SEASON, refused(NO_ZONE)),
    ("julian", "julian calendar", cue("JULIAN")),
    # parts of a date
    ("five-year plan", rf"{NTH} five-year plan(?: period)?", plan),
    (
        "month of a quarter",
        r"(?:first|second|third|fourth|fifth|sixth|last|[1-6](?:st|nd|rd|th)) month of (?:each|every) (?:quarter|half[- ]year)",
        month_of_period,
    ),
    ("quarter's end", "quarter[- ]end", constant(EACH=last_days("quarter"))),
    ("quarter", r"q[1-4]|quarter [1-4]|(?:first|second|third|fourth|[1-4](?:st|nd|rd|th)) quarter", quarter),
    ("half year", r"(?:first|second|1st|2nd) half(?:[- ]year)?(?: of year)?|h[12]", half),
    ("year", rf"[1-9]\d{{3}}(?! ?(?:{UNIT})s?(?!\w))", year),
    ("the year", r"year(?= [1-9]\d{3}(?!\d))", cue("YEAR")),
    *(("year of reference", f"{word} year", constant(P=Point(year_shift=n))) for word, n in SHIFTS),
    *(("month of reference", f"{word} month", constant(P=Point(month_shift=n))) for word, n in SHIFTS if n >= 0),
    ("day of reference", "today", constant(P=Point(day_shift=0))),
    ("day of reference", "tomorrow", constant(P=Point(day_shift=1))),
    ("third of a month", r"first (?:third|ten days)", constant(P=Point(part="first"))),
    ("third of a month", r"(?:middle|second) (?:third|ten days)", constant(P=Point(part="middle"))),
    ("third of a month", r"last third", constant(P=Point(part="last"))),
    ("part of a month", rf"(?:early|mid|late)[- ](?:(?:in|of) )?(?:{MONTH}|month)", refused(PART_OF_MONTH)),
    ("beginning", r"(?:beginning|start)(?= of)", refused(BEGINNING)),
    ("end of year", r"year[- ]end|end of (?:each |every )?year", constant(P=Point(month=12, part="end"))),
    ("end of month", r"month[- ]end|end of month", constant(P=Point(monthly=True, part="end"))),
    ("end", r"end(?= of)", constant(P=Point(part="end"))),
    (
        "ordinal",
        rf"{NTH}-(?:to|from)-last|next-to-last|penultimate|second[- ]last|last|{NTH}",
        ordinal,
    ),
    ("month", MONTH, month),
    ("weekdays", r"(?:every )?weekdays|(?:each|every) weekday", constant(WDS=Weekdays((0, 1, 2, 3, 4)))),
    ("weekends", r"(?:every )?weekends|(?:each|every) weekend", constant(WDS=Weekdays((5, 6)))),
    ("weekdays by name", rf"(?:{WEEKDAY})s", weekdays),
    ("weekday", rf"{WEEKDAY}|{SHORT_DAY}", weekday),
    ("weekend", "weekend", cue("WEEKEND")),
    # what recurs
    ("some times", r"(?:twice|(?:two|three|four|\d+) times) (?:a|an|per|each|every) \w+", refused(SOME_TIMES)),
    ("two senses", r"bi-?(?:weekly|monthly|annual(?:ly)?|yearly)", refused(TWO_SENSES)),
    ("daily", "daily", constant(F=Frequency(1, "day"))),
    ("weekly", "weekly", constant(F=Frequency(1, "week"))),
    ("fortnightly", "fortnightly|(?:every|each|once a) fortnight", constant(F=Frequency(2, "week"))),
    ("monthly", "monthly", constant(F=Frequency(1, "month"))),
    ("quarterly", "quarterly", constant(F=Frequency(1, "quarter"))),
    ("half-yearly", r"half-?yearly|semi-?annual(?:ly)?", constant(F=Frequency(1, "half"))),
    ("yearly", r"yearly|annual(?:ly)?", constant(F=Frequency(1, "year"))),
    ("every other", r"(?:every|each) other", cue("OTHER")),
    ("every", r"once (?:every|each|an?|per|in)|every|each|per", cue("EVERY")),
    # units
    ("unit", WORKDAY, constant(U="workday")),
    ("unit", REST_DAY, constant(U="rest-day")),
    ("unit", "half[- ]years?", constant(U="half")),
    *((f"unit {unit}", f"{unit}s?", _is("U", unit)) for unit in ("day", "week", "month", "quarter", "year", "hour")),
    ("number", rf"\d{{1,5}}|{CARDINAL}", lambda words: {"N": number(words)}),
    ("a", "an?", cue("A")),
    # cues
    ("at most", r"at most|no more than", cue("MOST")),
    ("not later than", r"(?:no|not) later than|up to and including|at latest by", cue("UPTO")),
    ("on or before", "on or before", cue("UPTO", "ONBEFORE")),
    ("on or after", "on or after", cue("ONAFTER")),
    ("due", r"due(?: on| by)?(?= before)|deadline:?(?= before)", cue("DUE")),
    ("by", r"due(?: on| by)?|deadline:?|by", cue("UPTO")),
    ("until", r"until|till|up to", cue("UPTO", "UNTIL")),
    ("through", "through", cue("TO", "UNTIL")),
    ("at the latest", "at latest", cue("LATEST")),
    ("before", "before(?: it)?", cue("BEFORE")),
    ("after", "after(?: it)?", cue("AFTER")),
    ("following", "following", cue("AFTER", "NEXT")),
    ("next", "next", cue("NEXT")),
    ("previous", "previous|preceding", cue("PREVIOUS")),
    # what is said of a whole rule
    ("for", "for|lasting", cue("FOR")),
    ("only", "only", cue("ONLY")),
    ("except", r"except(?: for)?|excluding|but not", cue("EXCEPT")),
    ("if", "if|when", cue("IF")),
    ("fall", r"(?:it |they )?(?:(?:is|are)(?: on)?|falls?(?: on)?)|falling on", cue("FALL")),
    ("fall not", r"(?:it |they )?(?:does not|do not|doesn't|don't) fall(?: on)?", cue("NOTFALL")),
    ("then", "then", cue("THEN")),
    ("also", "also", cue("ALSO")),
    ("instead", "instead", cue("INSTEAD")),
    ("or", "or", cue("OR")),
    ("about", r"about|around|circa", cue("NEAR")),
    ("within", "within", cue("WITHIN")),
    ("since", r"since|as of|starting(?: from| in| on)?|beginning(?: from| in| on)?", cue("SINCE")),
    ("from", "from", cue("FROM")),
    ("onwards", r"onwards?", cue("ONWARDS")),
    ("to", "to", cue("TO")),
    ("and", "and", cue("AND")),
    ("holding", r"(?:containing|that (?:contains|holds))", cue("OF")),
    ("announced", "(?:dates? )?announced (?:each|every) year", cue("ANNOUNCED")),
    ("first day", r"(?<=[\dm.] )on first day(?! of)", cue("FIRSTDAY")),
    ("last day", r"(?<=[\dm.] )on last day(?! of)", cue("LASTDAY")),
    ("of", "of", cue("OF")),
    ("on", "on", cue("ON", "ONWARDS")),
    ("in", "in|during", cue("ON")),
    ("at", "at(?! end)", cue("AT")),
    ("at the end", "at(?= end)", cue("ON")),
    (
        "vague",
        r"from time to time|as appropriate|in due course|regularly|periodically|soon|asap",
        lambda w: {"NO": Vague(w)},
    ),
)
