"""Dates that are counted from those of another event: an earlier deadline for the level below, 会议结束后30个工作日内."""

from __future__ import annotations

from ..reckoning import Reckoning
from ..rule import Rule
from ..spans import Span, shift
from .derived import Moved
from .offsets import Anchored, Due


def ahead_of(base: Rule, amount: int, unit: str) -> Rule:
    """Due so many days, working days, weeks or months before (negative) or after the days of a rule; what is due by its day.

    >>> from rules import Recurrence, write
    >>> from rules.kinds import Yearly
    >>> write(Recurrence(ahead_of(Due(Yearly(12, 31)), -5, "workdays")))
    '每年12月31日前5个工作日截止'
    """
    return Due(Moved(base.subject(), amount, unit), "stated")


def rebased(rule: Rule, base: Rule) -> Rule:
    """What `ahead_of` made, counted from the days of another rule; any other rule as it is."""
    if not isinstance(rule, Due) or not isinstance(rule.base, Moved):
        return rule
    return ahead_of(base, rule.base.amount, rule.base.unit)


def ahead_span(rule: Rule, base: Rule, span: Span, reckoning: Reckoning) -> Span | None:
    """What a rule that `ahead_of` made of another has for one span of that, wherever it lies; None for any other rule."""
    if not isinstance(rule, Due) or not isinstance(rule.base, Moved):
        return None
    if base.deadline() == "excluded":  # counted from the day that is left out
        span = Span(shift(span.first, 1), shift(span.last, 1))
    found = rule.base.becomes(span, reckoning)
    return rule.becomes(found, reckoning) if found else None


def anchor_of(rule: Rule) -> str | None:
    """The name of the event from which a rule counts whose date is not known; None for every other rule."""
    return rule.anchor if isinstance(rule, Anchored) else None


def anchored_on(rule: Rule, base: Rule) -> Rule:
    """A rule that counts from a named event, counted from the days of that event; any other rule as it is."""
    return ahead_of(base, rule.amount, rule.unit) if isinstance(rule, Anchored) else rule


def unanchored(rule: Rule, name: str) -> Rule:
    """What `anchored_on` made, counted from an event of that name whose date is not known; any other rule as it is."""
    if not isinstance(rule, Due) or not isinstance(rule.base, Moved):
        return rule
    return Anchored(name, rule.base.amount, rule.base.unit)
