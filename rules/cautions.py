"""What to beware of in a rule: that it never happens, seldom happens, or rests on a table that ends; why it has no RRULE."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from .clock import hhmm
from .messages import Message
from .reckoning import RECKONING, Reckoning
from .recurrence import Recurrence
from .rule import Rule, Sort

TABLES = {
    "lunar": Message("the table of the lunar calendar ends with the lunar year 2100"),
    "terms": Message("the table of the solar terms ends with 2100"),
    "workdays": Message("working days are announced year by year; those known here end with {year}"),
}
"""The tables that rules lean on, and how far they reach."""

NO_RRULE = {
    "workdays": Message("no RRULE knows the working days, which a notice sets each year"),
    "lunar": Message("an RRULE counts civil days, and programs disagree on RSCALE=CHINESE (RFC 7529)"),
    "terms": Message("no RRULE follows the sun"),
}
INSTEAD = Message("{why}; each date is published as an entry of its own")
LONG_HOURS = 16 * 60
"""Minutes over midnight from which on hours are told as long: 9:00 to 5:00."""
SELDOM = 3 * 366
"""Days between two occurrences from which on a rule is said to come round seldom."""


def cautions(recurrence: Recurrence, start: date, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
    """What somebody should know who relies on the recurrence from `start` on; empty where there is nothing."""
    if proof := recurrence.never():
        return (Message("it never happens: {proof}", proof=proof),)
    found = [*_seldom(recurrence, start, reckoning), *_most_of_a_day(recurrence)]
    found += recurrence.rule.warnings()
    found += (ending(name, reckoning) for name in TABLES if name in recurrence.rule.leans_on())
    return tuple(found)


def ending(name: str, reckoning: Reckoning) -> Message:
    """Where a table ends."""
    if name == "workdays":
        return Message(TABLES[name].text, year=max(reckoning.workdays.years, default=0))
    return TABLES[name]


def _seldom(recurrence: Recurrence, start: date, reckoning: Reckoning) -> tuple[Message, ...]:
    """That years pass between its occurrences, where its words do not say so."""
    if getattr(recurrence.rule, "interval", 1) > 1 or recurrence.rule.sort is Sort.DATED:
        return ()
    days = [o.span.first for o in recurrence.upcoming(start, 3, reckoning)]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if not gaps or max(gaps) < SELDOM:
        return ()
    return (Message("it seldom happens: the next are {days}", days=", ".join(map(str, days))),)


def _most_of_a_day(recurrence: Recurrence) -> tuple[Message, ...]:
    """That it ends on the next day, where its hours are so many that hardly anybody means them."""
    clock = recurrence.clock
    if clock is None or clock.start is None or clock.end is None or recurrence.rule.sort is Sort.DEADLINE:
        return ()
    minutes = clock.end + 24 * 60 - clock.start
    if not LONG_HOURS < minutes < 24 * 60:
        return ()
    return (Message("each time lasts {hours} hours, until {end} of the next day", hours=f"{minutes / 60:g}",
                    end=hhmm(clock.end)),)  # fmt: skip


def without_rrule(recurrence: Recurrence) -> Message | None:
    """Why no RRULE gives exactly its dates, and what is published instead; None where there is one."""
    if recurrence.to_rrule():
        return None
    rule = recurrence.rule
    if rule.sort is Sort.DATED:
        return Message("it happens once: DTSTART and DTEND say it all")
    if rule.sort in (Sort.OFFSET, Sort.LENGTH):
        return Message("it has no dates of its own")
    return Message(INSTEAD.text, why=_why_not(recurrence, rule))


def _why_not(recurrence: Recurrence, rule: Rule) -> Message:
    if rule.rrule() is not None:
        return Message("its exceptions or versions stand beside the RRULE of the rule")
    for name, said in NO_RRULE.items():
        if name in rule.leans_on():
            return said
    return Message("no RRULE says exactly this")
