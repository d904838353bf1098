"""How rules are written back: each subject says the words of its kinds in parts, which others compose and none cuts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch

from ...clock import Clock, hhmm
from ...kinds import Rfc5545
from ...rule import Rule


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a rule: the period in front (每年, 每月), what is said of it, and the last of a run, without its 至.

    >>> str(Wording("5月1日", "每年", "5日"))
    '每年5月1日至5日'
    """

    body: str
    head: str = ""
    to: str = ""

    def __str__(self) -> str:
        return self.head + self.rest

    @property
    def rest(self) -> str:
        """The words without the period in front."""
        return self.body + (f"至{self.to}" if self.to else "")

    def under(self, head: str) -> str:
        """The words where that period is already said, or goes without saying."""
        return self.rest if self.head == head else str(self)

    def then(self, tail: str) -> Wording:
        """The words with more said of the whole behind them."""
        return Wording(self.rest + tail, self.head)


@singledispatch
def wording(rule: Rule) -> Wording:
    """The words of a rule in their parts, without bounds and clock."""
    raise TypeError(f"Chinese has no words for {type(rule).__name__}")


@singledispatch
def timed(rule: Rule, clock: Clock) -> Wording:
    """The words with the times of day behind them; kinds that have another place for them register it."""
    return with_times(wording(rule), clock)


def with_times(parts: Wording, clock: Clock) -> Wording:
    """The words with the times behind them."""
    start, end = times(clock)
    return parts.then(start + (f"至{end}" if end else ""))


def timed_run(rule: Rule, clock: Clock) -> Wording:
    """The words with the times at both ends, where they have two."""
    parts, (start, end) = wording(rule), times(clock)
    return replace(parts, body=parts.body + start, to=parts.to + end) if parts.to else with_times(parts, clock)


def times(clock: Clock) -> tuple[str, str]:
    """From when and until when, empty where it is open."""
    return "" if clock.start is None else hhmm(clock.start), "" if clock.end is None else hhmm(clock.end)


def words(rule: Rule) -> str:
    """The rule in canonical Chinese, without bounds and clock."""
    return str(wording(rule))


@wording.register
def _(rule: Rfc5545) -> Wording:
    return Wording(rule.write().replace("\n", " "))
