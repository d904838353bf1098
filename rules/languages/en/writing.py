"""How rules are put into English words, whatever they are about; each subject registers the kinds that it writes.

`named` writes a rule that leans on no other, `words` any rule with its times. What stands in front of another rule (due by,
3 days before) sets it in brackets where more is said behind it, so that every text has one reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from ...clock import Clock, hhmm
from ...kinds import Announced, EachDay, Moved, NthFrom, NthWeek, NthWeekday, Rfc5545, Together, WeekOf
from ...rule import Rule

BARE = (EachDay, WeekOf, Moved, NthFrom, Announced, Together)
"""Kinds on which others lean without brackets; so do single days and whole months."""


@dataclass(frozen=True, slots=True)
class Often:
    """How often something comes round: every year, every 2 weeks (counted from 2 March 2026), in leap years."""

    text: str
    period: str = ""
    """The period of which it is every one; empty for every second one."""
    certain: bool = False
    """Whether it is certain years, in which things are: in leap years."""


EVERY_MONTH, EVERY_YEAR = Often("every month", "month"), Often("every year", "year")


@dataclass(frozen=True, slots=True)
class Name:
    """A rule by its parts: the 3rd quarter, of, every year."""

    head: str
    often: Often | None = None
    of: bool = False
    """Whether it is of the periods: the 10th of every month, 30 May every year."""
    note: str = ""
    """A bracket behind it."""
    point: bool = False
    """Whether it is one day, week, month or season, not a run."""

    @property
    def tail(self) -> str:
        """What stands behind the head."""
        if not self.often:
            return self.note
        return (" of " if self.of and not self.often.certain else " ") + self.often.text + self.note

    @property
    def text(self) -> str:
        """The whole."""
        return self.head + self.tail


@singledispatch
def named(rule: Rule) -> Name:
    """The rule in English where it leans on no other, without its times."""
    raise TypeError(f"English has no words for {type(rule).__name__}")


@singledispatch
def words(rule: Rule, clock: Clock | None = None) -> str:
    """The rule with its times in English, without bounds; a rule that leans on another hands the times on to it."""
    return timed(named(rule).text, clock, one_day(rule))


def timed(text: str, clock: Clock | None, within_day: bool) -> str:
    """The text with its times behind it: those of one day, or of the first and the last."""
    if not clock:
        return text
    if within_day and clock.start is not None:
        return text + times(clock)
    start, end = hours(clock)
    first = f" from {start} on the first day" if start else ""
    return f"{text},{first}" + (f" until {end} on the last day" if end else "")


def hours(clock: Clock) -> tuple[str, str]:
    """The hours on which it begins and ends, empty where there is none."""
    start, end = (hhmm(minutes) if minutes is not None else "" for minutes in (clock.start, clock.end))
    return start, end


def times(clock: Clock) -> str:
    """Times of day behind a day."""
    start, end = hours(clock)
    return f", {start}–{end}" if end else f" at {start}"


def one_day(rule: Rule) -> bool:
    """Whether its times are those of one day; a week or a weekend begins at its time."""
    return rule.one_day() or isinstance(rule, NthWeekday | NthWeek)


def is_point(rule: Rule) -> bool:
    """Whether it is written as one day, week, month or season, not as a run."""
    return named.dispatch(type(rule)) is not named.dispatch(object) and named(rule).point


def leant_on(rule: Rule, clock: Clock | None = None) -> str:
    """The rule as others lean on it, in brackets where something is said behind it."""
    text = words(rule, clock)
    return text if isinstance(rule, BARE) or is_point(rule) else f"({text})"


def leant_on_at(base: Rule, clock: Clock | None) -> str:
    """As others lean on it, with a time: that of the day that is counted to, where the base has more days than one."""
    return leant_on(base, clock) if one_day(base) or not clock else leant_on(base) + times(clock)


@words.register
def _(rule: Rfc5545, clock: Clock | None = None) -> str:
    return rule.write().replace("\n", " ")
