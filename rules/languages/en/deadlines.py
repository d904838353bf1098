"""English deadlines: by 15 April, before noon on 30 May, within 15 working days from 25 September 2026."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...clock import Clock, hhmm
from ...kinds import Due, Elapsed, Fixed, Monthly, Weekly, Yearly
from ...reckoning.rulesets import RULE_SETS as STATUTES
from ..grammar import Phrase
from ..meanings import By, Frequency, Length, Point, Range, Timed, Weekdays, Within
from .clocks import at_times, timed
from .dates import civil
from .lengths import length
from .periods import of_each, weekly
from .text import Subject, constant, cue, in_brackets, sign, word
from .writing import Name, leant_on, named, words

RULE_SETS = {name: f"under the {rules.title.say('en')}" for name, rules in STATUTES.items() if name != "calendar"}
RULE_SETS["calendar"] = "in plain calendar days"
"""How a period writes the rules that it is counted under; without them it is the Civil Code's."""

SIGNS = (
    *(sign(f"rules: {name}", in_brackets(words), constant(RULE_SET=name)) for name, words in RULE_SETS.items()),
    sign("excluded", r"\((?:that day )?(?:excluded|exclusive)\)|\(excluding that day\)", cue("DAY_EXCLUDED")),
    sign(
        "included",
        r"\((?:that day )?(?:included|inclusive)\)|\(including that day\)",
        constant(POINT_NOTE=Point(stated=True)),
    ),
)
CLOSE = r"close of (?:business|play)(?: day)?|end of (?:business|work|working) day|end of business|end of day"
SHORT_CLOSE = "cob|eob|eod"
WORDS = (
    word("not later than", r"(?:no|not) later than|up to and including|at latest by", cue("NOT_LATER_THAN")),
    word("due", r"due|deadline:?", cue("DEADLINE_IS")),
    word("by", r"due(?: on| by)?|deadline:?|by", cue("NOT_LATER_THAN")),
    word("until", r"until|till|up to", cue("NOT_LATER_THAN", "UNTIL")),
    word("at the latest", "at latest", cue("AT_LATEST")),
    word("closing", rf"(?:by|before|no later than) (?:{CLOSE}|{SHORT_CLOSE})|{SHORT_CLOSE}", cue("CLOSING_TIME")),
)
RUN = "DAY_RULE|SPAN|WEEKDAYS"
TIMED = "OBSERVANCE|SHIFTED|NTH_FROM|WEEK_OF_DAY|EXPECTED|EACH_DAY|SEVERAL|BRACKETED|SPAN|WEEKDAYS"
"""What is due by a time that stands in front."""
BEFORE_TIME = "POINT|WEEKDAYS|FREQUENCY|OBSERVANCE|SHIFTED|NTH_FROM|EACH_DAY|SEVERAL|BRACKETED|RELATIVE|LONE_WEEKDAY"
"""What is due by a time that stands behind."""
CLOSED = "POINT|WEEKDAYS|OBSERVANCE|SHIFTED|NTH_FROM|EACH_DAY|SEVERAL|BRACKETED|RELATIVE|LONE_WEEKDAY"
"""What has a close of business."""


def by(inclusive: str) -> Callable[[Any], By | None]:
    """Due by the base; (that day included) makes it stated."""

    def due(base: Any) -> By | None:
        if isinstance(base, Range) and base.last is None:
            return None
        last = base.last if isinstance(base, Range) else base
        return By(base, "stated" if isinstance(last, Point) and last.stated else inclusive)

    return due


def due_at(inclusive: str) -> Callable[[int, Any], By | None]:
    """Due by a time of day on what is no point."""
    return lambda clock, base: By(Timed(base, clock), inclusive)


def behind(inclusive: str) -> Callable[[Any, int], By | None]:
    """Fridays by 17:30, daily by 9:00: the time stands behind the day."""

    def due(base: Any, clock: int) -> By | None:
        rule = None if timed(base) else at_times(base, clock)
        return By(rule, inclusive) if rule else None

    return due


def each_by(inclusive: str) -> Callable[[Frequency, Any], By | None]:
    """Annually by 15 November, weekly by Friday."""

    def due(frequency: Frequency, day: Any) -> By | None:
        base = of_each(day, frequency) if isinstance(day, Point) else weekly(day, frequency)
        return By(base, inclusive) if isinstance(base, Point | Weekdays) else None

    return due


def each_by_at(frequency: Frequency, day: Any, clock: int) -> By | None:
    """Weekly by Friday at 17:00."""
    due = each_by("stated")(frequency, day)
    return By(at_times(due.base, clock), "stated") if due else None


def closing(base: Any) -> By:
    """By close of business on Fridays: no time is stated."""
    return By(Timed(base, None, note="closing"), "stated")


def within(size: Length, start: Point) -> Within | None:
    """Within 15 working days from 25 September 2026."""
    return Within(start, size) if start.day else None


PHRASES = (
    Phrase("DUE", f"_NOT_LATER_THAN {RUN}", by("stated")),
    Phrase("DUE", f"{RUN} _AT_LATEST", by("stated")),
    Phrase("DUE", f"_DEADLINE_IS? _BEFORE {RUN}", by("unstated")),
    Phrase("DUE", f"_NOT_LATER_THAN CLOCK _ON? {TIMED}", due_at("stated")),
    Phrase("DUE", f"_DEADLINE_IS? _BEFORE CLOCK _ON? {TIMED}", due_at("unstated")),
    Phrase("DUE", "_NOT_LATER_THAN LONE_WEEKDAY", by("stated")),
    Phrase("DUE", "_DEADLINE_IS? _BEFORE LONE_WEEKDAY", by("unstated")),
    Phrase("DUE", f"{BEFORE_TIME} _COMMA? _NOT_LATER_THAN CLOCK", behind("stated")),
    Phrase("DUE", f"{BEFORE_TIME} _COMMA? _BEFORE CLOCK", behind("unstated")),
    Phrase("DUE", "FREQUENCY _COMMA? _NOT_LATER_THAN POINT|WEEKDAY_LIST", each_by("stated")),
    Phrase("DUE", "FREQUENCY _COMMA? _BEFORE POINT|WEEKDAY_LIST", each_by("unstated")),
    Phrase("DUE", "FREQUENCY _COMMA? _NOT_LATER_THAN WEEKDAY_LIST _COMMA? _AT? CLOCK", each_by_at),
    Phrase("DUE", f"_CLOSING_TIME _COMMA? _OF|_ON? {CLOSED}", closing),
    Phrase("DUE", f"{CLOSED} _COMMA? _CLOSING_TIME", closing),
    Phrase("DUE", "_CLOSING_TIME", lambda: closing(Point(day_shift=0))),
    Phrase("DUE", "DUE DAY_EXCLUDED", lambda due, _: replace(due, inclusive="excluded")),
    Phrase("PERIOD", "_WITHIN LENGTH _FROM POINT", within),
    Phrase("PERIOD", "PERIOD RULE_SET", lambda period, name: replace(period, rule_set=name)),
)
SUBJECT = Subject(SIGNS, WORDS, PHRASES)

# ------------------------------------------------------------------ written

DUE = {"stated": "due by {}", "unstated": "due before {}", "excluded": "due before {} (that day excluded)"}


@words.register
def _(rule: Due, clock: Clock | None = None) -> str:
    base = words if isinstance(rule.base, Weekly | Fixed | Yearly | Monthly) else leant_on
    if clock and clock.start is None and clock.end is not None:
        return DUE[rule.inclusive].format(f"{hhmm(clock.end)} on {base(rule.base)}")
    return DUE[rule.inclusive].format(base(rule.base, clock))


@named.register
def _(rule: Elapsed) -> Name:
    statute = "" if rule.rule_set == "civil-code" else f" ({RULE_SETS[rule.rule_set]})"
    return Name(f"within {length(rule.amount, rule.unit)} from {civil(rule.start)}{statute}")
