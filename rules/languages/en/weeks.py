"""English weekdays and weeks: every Monday, the second Friday, the third week and weekend of a month, the week of a day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...clock import Clock
from ...kinds import IsoWeek, NthWeek, NthWeekday, Weekly, WeekOf
from ...kinds.weeks import WEEKDAYS as UNITS
from ..grammar import Phrase
from ..joining import day_of_week, weekdays
from ..meanings import Point, Week, Weekdays
from .dates import of_day
from .joints import listed
from .names import MONDAY_TO_FRIDAY, MONTHS, WEEKDAYS, place_of
from .numbers import place
from .text import Meanings, Subject, constant, cue, in_brackets, same, sign, word
from .writing import EVERY_MONTH, EVERY_YEAR, Name, Often, leant_on, named, words

CONVENTIONS = {
    "monday": "weeks from the nth Monday",
    "first": "weeks from Monday, the first holds the 1st",
    "iso": "weeks from Monday, the first has at least four days",
    "days": "seven days each from the 1st",
    "saturday": "weeks from the nth Saturday",
    "sunday": "weeks from the nth Sunday",
}
"""How a rule writes its convention for the nth week of a month; without one it is that of the nth Monday."""
WEEKDAY = "|".join(WEEKDAYS)
SHORT_DAY = r"(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?"

# ------------------------------------------------------------------ words


def _weekday(words: str) -> Meanings:
    return {"WEEKDAY": place_of(WEEKDAYS, words) - 1}


def _weekdays(words: str) -> Meanings:
    day = place_of(WEEKDAYS, words) - 1
    return {"WEEKDAYS": Weekdays((day,)), "PLURAL_WEEKDAY": day}


def _in_brackets(words: str) -> Meanings:
    return {"POINT_NOTE": Point(weekday=place_of(WEEKDAYS, words[1:]) - 1)}


def _with_strokes(words: str) -> Meanings:
    """Tue/Thu."""
    return {"WEEKDAY_LIST": tuple(place_of(WEEKDAYS, part.strip()) - 1 for part in words.split("/"))}


SIGNS = (
    *(
        sign(f"convention {name}", in_brackets(words), constant(POINT_NOTE=Point(convention=name)))
        for name, words in CONVENTIONS.items()
    ),
    sign("convention ISO", r"\(ISO(?: 8601)?\)", constant(POINT_NOTE=Point(convention="iso"))),
    sign("weekday in brackets", rf"\((?:{WEEKDAY}|{SHORT_DAY})\)", _in_brackets),
)
SOME_DAY = rf"(?:{WEEKDAY}|{SHORT_DAY})"
WORDS = (
    word("weekdays with strokes", rf"{SOME_DAY}(?: ?/ ?{SOME_DAY})+", _with_strokes),
    word("weekdays", r"(?:every )?weekdays|(?:each|every) weekday", constant(WEEKDAYS=Weekdays(MONDAY_TO_FRIDAY))),
    word("weekends", r"(?:every )?weekends|(?:each|every) weekend", constant(WEEKDAYS=Weekdays((5, 6)))),
    word("weekdays by name", rf"(?:{WEEKDAY})s", _weekdays),
    word("weekday", rf"{WEEKDAY}|{SHORT_DAY}", _weekday),
    word("weekend", "weekend", cue("WEEKEND")),
    word("holding", r"(?:containing|that (?:contains|holds))", cue("OF")),
)

# ------------------------------------------------------------------ phrases


def nth_weekday(count: int, weekday: int) -> Point:
    """The second Friday."""
    return Point(nth=(count, UNITS[weekday]))


def checked(weekday: int, point: Point) -> Point | None:
    """Saturday, 30 May 2026: the weekday is a check."""
    return replace(point, weekday=weekday) if point.day and point.year and point.weekday is None else None


def added(one: Weekdays, other: Weekdays) -> Weekdays | None:
    """Mondays and Thursdays, with the time of the last."""
    return Weekdays(one.days + other.days) if one.clock is None else None


def bare_weekdays(days: tuple[int, ...]) -> Weekdays | None:
    """Mon, Wed, Fri: several weekdays without their week are those of every week."""
    return Weekdays(days, note="weekly") if len(set(days)) > 1 and days != MONDAY_TO_FRIDAY else None


def week_of(unit: str, base: Any) -> Week | None:
    """The week of 15 May."""
    return Week(base) if unit == "week" and (not isinstance(base, Point) or of_day(base)) else None


PHRASES = (
    Phrase("POINT", "ORDINAL WEEKDAY", nth_weekday),
    Phrase("POINT", "ORDINAL _WEEKEND", lambda count: Point(nth=(count, "weekend"))),
    Phrase("POINT", "WEEKDAY _COMMA? POINT", checked),
    Phrase("WEEKDAY_LIST", "_ARTICLE? WEEKDAY", lambda day: (day,)),
    Phrase("WEEKDAY_LIST", "WEEKDAY_LIST _AND|_COMMA|_OR WEEKDAY", lambda days, day: (*days, day)),
    Phrase("WEEKDAY_LIST", "WEEKDAY_LIST _COMMA _AND|_OR WEEKDAY", lambda days, day: (*days, day)),
    Phrase("WEEKDAYS", "WEEKDAY_LIST", bare_weekdays, cost=3),
    Phrase("WEEKDAY_LIST", "_FROM? WEEKDAY _TO WEEKDAY", lambda first, last: weekdays(first, last).days),
    Phrase("WEEKDAYS", "_FROM? WEEKDAY _TO WEEKDAY", weekdays),
    Phrase("WEEKDAYS", "_EVERY WEEKDAY_LIST", Weekdays),
    Phrase("WEEKDAYS", "WEEKDAYS _AND|_COMMA WEEKDAYS", added),
    Phrase("WEEKDAYS", "WEEKDAYS _COMMA _AND WEEKDAYS", added),
    Phrase("WEEKDAYS", "WEEKDAYS _TO WEEKDAYS", lambda one, other: weekdays(one.days[0], other.days[0])),
    Phrase("WEEKDAYS", "_ON WEEKDAYS", same),
    Phrase("POINT", "WEEKDAY _OF POINT", lambda day, week: day_of_week(week, day)),
    Phrase("WEEK_OF_DAY", "UNIT _OF DAY_RULE", week_of),
)
SUBJECT = Subject(SIGNS, WORDS, PHRASES)

# ------------------------------------------------------------------ written


def of_months(head: str, month: int, year: int, note: str = "") -> Name:
    """What is the nth of a month or of every month, in one year or in every one."""
    if month:
        head = f"{head} of {MONTHS[month - 1]}"
        return Name(f"{head} {year}", note=note, point=True) if year else Name(head, EVERY_YEAR, False, note, True)
    if year:
        return Name(f"{head} of every month of {year}", note=note, point=True)
    return Name(head, EVERY_MONTH, True, note, True)


def of_periods(head: str, period: str, year: int, *, point: bool = True) -> Name:
    """What is the nth of every quarter, half-year or year, in one year or in every one."""
    name = {"half": "half-year"}.get(period, period)
    if year:
        return Name(f"{head} of {year}" if period == "year" else f"{head} of every {name} of {year}", point=point)
    return Name(head, Often(f"every {name}", period), of=True, point=point)


@named.register
def _(rule: NthWeekday) -> Name:
    day = "weekend" if rule.days == 2 else WEEKDAYS[rule.weekday]
    if rule.period != "month":
        return of_periods(f"the {place(rule.n)} {day}", rule.period, rule.year)
    return of_months(f"the {place(rule.n)} {day}", rule.month, rule.year)


@named.register
def _(rule: NthWeek) -> Name:
    note = "" if rule.convention == "monday" else f" ({CONVENTIONS[rule.convention]})"
    return of_months(f"the {place(rule.n)} week", rule.month, rule.year, note)


@named.register
def _(rule: IsoWeek) -> Name:
    week = f"ISO week {rule.n}" if rule.n > 0 else f"the {place(rule.n)} week"
    head = week if rule.weekday is None else f"{WEEKDAYS[rule.weekday]} of {week}"
    return Name(head, EVERY_YEAR, of=True, note="" if rule.n > 0 else " (ISO)", point=True)


@named.register
def _(rule: Weekly) -> Name:
    days = [WEEKDAYS[day] for day in rule.weekdays]
    if len(days) > 2 and rule.weekdays[-1] - rule.weekdays[0] == len(days) - 1:
        return Name(f"{days[0]} to {days[-1]} every week")
    return Name("every " + listed(days))


@words.register
def _(rule: WeekOf, clock: Clock | None = None) -> str:
    return f"the week of {leant_on(rule.base, clock)}"
