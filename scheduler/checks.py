"""What was looked at, how it is, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rules import Message, YuelingError

SETTINGS, DATABASE, WORKDAYS, FEEDS, CHANNEL, RUNS, SUBSCRIPTIONS, SURROUNDINGS, SERVER, QUEUE, ORGANISATION = (
    Message("settings"),
    Message("database"),
    Message("working days"),
    Message("feeds"),
    Message("channel"),
    Message("reminders"),
    Message("subscriptions"),
    Message("surroundings"),
    Message("server"),
    Message("queue"),
    Message("organisation"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: `good`, `wrong`, or a `note` for what may stay as it is."""

    name: Message
    state: str
    said: Message
    remedy: Message | None = None
    of: str | None = None
    """The key of the organisation, where one of several is meant."""

    @classmethod
    def failed(cls, name: Message, error: YuelingError) -> Check:
        """The check that an error ended."""
        return cls(name, "wrong", error.said, error.remedy)

    def to_json(self, lang: str) -> dict[str, Any]:
        """The check as JSON has it; `area` is the same in every language."""
        remedy = self.remedy.say(lang) if self.remedy else None
        found = {"area": self.name.say("en"), "state": self.state, "said": self.said.say(lang), "remedy": remedy}
        return found | ({"organisation": self.of} if self.of else {})
