"""What one pass over the reminders did, as numbers, sentences and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rules import Message

from .reminders import civil

MOST_LINES = 20
"""Failures that a report spells out; the others it counts."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one pass did."""

    today: date
    sent: int = 0
    """How many reminders were delivered, all digests together."""
    digests: int = 0
    late: int = 0
    """How many of them came after their day."""
    held: int = 0
    """How many wait: for their hour, for another try or for another process."""
    failures: tuple[Message, ...] = ()
    dead: tuple[Message, ...] = ()
    """What was given up, until its day is long past or a later reminder takes its place."""
    warnings: tuple[Message, ...] = ()
    stopped: bool = False
    """Whether nothing was planned because the clock went back."""
    dry_run: bool = False
    readers: int = 0
    """How many people were reached."""
    resting: int = 0
    """How many of those that wait were not tried yet: quiet hours, days of rest or the next digest hold them."""
    until: datetime | None = None
    """When the first of them may go out."""

    @property
    def exit_code(self) -> int:
        """0 where everything that was due is delivered or waits its turn, else 1."""
        return 1 if self.failures or self.dead or self.stopped else 0

    def to_json(self, lang: str) -> dict[str, Any]:
        """The report as JSON has it."""
        counts = {
            name: getattr(self, name)
            for name in ("sent", "digests", "late", "held", "stopped", "dry_run", "readers", "resting")
        }
        said = {name: [m.say(lang) for m in getattr(self, name)] for name in ("failures", "dead", "warnings")}
        return {"today": self.today.isoformat(), **counts, **said}

    def lines(self) -> list[Message]:
        """The report in sentences; what is wrong comes first."""
        said = [*self.warnings, *self.failures[:MOST_LINES], *self.dead]
        if (more := len(self.failures) - MOST_LINES) > 0:
            said.insert(len(self.warnings) + MOST_LINES, Message("and {n} more that were not delivered", n=more))
        if self.dry_run:
            said.append(Message("{n} reminders would be sent ({late} of them late)", n=self.sent, late=self.late))
        else:
            said.append(self._sent())
        if self.until:
            moment = civil(self.until).strftime("%Y-%m-%d %H:%M")
            said.append(Message("{n} reminders are held, the first until {moment}", n=self.resting, moment=moment))
        elif self.resting:
            said.append(Message("{n} reminders wait to be sent", n=self.resting))
        if again := self.held - self.resting:
            said.append(Message("{n} reminders wait for another try", n=again))
        return said

    def _sent(self) -> Message:
        facts = {"n": self.sent, "digests": self.digests, "readers": self.readers, "late": self.late}
        if not self.digests:
            return Message("nothing was to be sent")
        if self.late:
            return Message("{digests} messages sent to {readers} people: {n} reminders, {late} of them late", **facts)
        return Message("{digests} messages sent to {readers} people: {n} reminders", **facts)
