"""English deadlines: by 15 April, before noon on 30 May, within 15 working days from 25 September 2026."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...clock import Clock, hhmm
from ...kinds import Due, Elapsed, Fixed, Monthly, Weekly, Yearly
from ...reckoning.rulesets import RULE_SETS as STATUTES
from ..grammar import Phrase
from ..meanings import By, Length, Point, Range, Timed, Within
from .dates import civil
from .lengths import length
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
WORDS = (
    word("not later than", r"(?:no|not) later than|up to and including|at latest by", cue("NOT_LATER_THAN")),
    word("due", r"due|deadline:?", cue("DEADLINE_IS")),
    word("by", r"due(?: on| by)?|deadline:?|by", cue("NOT_LATER_THAN")),
    word("until", r"until|till|up to", cue("NOT_LATER_THAN", "UNTIL")),
    word("at the latest", "at latest", cue("AT_LATEST")),
)
RUN = "DAY_RULE|SPAN|WEEKDAYS"
TIMED = "OBSERVANCE|SHIFTED|NTH_FROM|WEEK_OF_DAY|EXPECTED|EACH_DAY|SEVERAL|BRACKETED|SPAN|WEEKDAYS"
"""What is due by a time that stands in front."""


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
