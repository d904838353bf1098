"""What was said of a duty beside that it is done, as a plan asks it."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from calendars.events import Entry, Lead

from ..recipients import Recipient


class Standing(Protocol):
    """How things stand with entries: who hears nothing of one for now, and whether somebody has taken it on."""

    def is_snoozed(self, entry: Entry, recipient: Recipient, today: date) -> bool:
        """Whether the recipient hears nothing of the entry on that day."""

    def is_acknowledged(self, entry: Entry) -> bool:
        """Whether somebody has taken the entry on: then no deputy is told."""

    def lead(self, entry: Entry, recipient: Recipient) -> Lead | None:
        """The lead with which the recipient hears of it once it is not put off any more; None where there is none."""


class Undisturbed:
    """Nobody said anything of any duty."""

    def is_snoozed(self, entry: Entry, recipient: Recipient, today: date) -> bool:
        """No."""
        return False

    def is_acknowledged(self, entry: Entry) -> bool:
        """No."""
        return False

    def lead(self, entry: Entry, recipient: Recipient) -> Lead | None:
        """None."""
        return None


UNDISTURBED = Undisturbed()
