"""What a pass over the reminders is given beside the store and the moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TextIO

from calendars.organisations import Organisation
from rules import Reckoning

from .channels import Channel
from .outbox import HandOn
from .settings import Settings

LEFT = ("stdout",)
"""Channels that reach nobody from a server: what would go there is left to `yueling remind`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """`jobs.remind` says what each means."""

    settings: Settings
    out: TextIO
    lang: str
    reckoning: Reckoning
    by_minute: bool = False
    trust_clock: bool = False
    confirm_jump: bool = False
    senders: Mapping[str, Channel] = field(default_factory=dict)
    unsent: Collection[str] = ()
    of: Organisation | None = None
    """Whose pass it is; None for the first organisation, of which nothing is said in messages."""
    hand_on: HandOn | None = None
    """Gives what is planned to others, who send it; None where the pass itself does."""

    @property
    def house(self) -> str:
        """How messages name whose they are; those of the first organisation do not."""
        return self.of.title if self.of else ""
