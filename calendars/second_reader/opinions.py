"""What a second reader says of what was found: to be shown and stored beside it, never in its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rules import Message

from ..civil import HOME

AGREED, DOUBTED, UNSEEN = "agreed", "doubted", "unseen"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, where and when, and what was sent of the notice: characters, and places masked in them."""

    model: str
    place: str
    """Host and port."""
    when: datetime
    """When the answer was given; earlier than now where it was kept."""
    sent: int
    whole: int
    """Characters of the notice."""
    masked: int

    def said(self) -> Message:
        """Who was asked, where and when, for people."""
        when = f"{self.when.astimezone(HOME):%Y-%m-%d %H:%M}"
        return Message("{model} at {place}, asked on {when}", model=self.model, place=self.place, when=when)

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON; the time in ISO 8601 with its zone."""
        plain = {name: getattr(self, name) for name in ("model", "place", "sent", "whole", "masked")}
        return plain | {"when": self.when.isoformat()}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Asked:
        """What `to_json` wrote."""
        return cls(**(record | {"when": datetime.fromisoformat(record["when"])}))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a second reader says of one finding. It has no date, and agreement makes no date surer than it was read."""

    start: int
    end: int
    """The place of the finding in the notice."""
    verdict: str
    """`agreed`, `doubted`, or `unseen` where this part was not sent."""
    said: Message
    """What it comes to, for people."""
    asked: Asked
    kind: str | None = None
    role: str | None = None
    """What the second reader takes it for; None where it did not say."""
    why: str = ""
    """Its own words: one line without markup; data, whatever it says."""

    @property
    def doubted(self) -> bool:
        """Whether a person should look."""
        return self.verdict == DOUBTED

    def sentence(self) -> Message:
        """One sentence for `why`: who was asked when, what it said of this date, in its own words where it gave some."""
        if not self.why:
            return Message("{asked}: {said}", asked=self.asked.said(), said=self.said)
        return Message("{asked}: {said} (“{why}”)", asked=self.asked.said(), said=self.said, why=self.why)

    def to_json(self) -> dict[str, Any]:
        """The opinion as plain JSON; `from_json` reads it back."""
        plain = {name: getattr(self, name) for name in ("start", "end", "verdict", "kind", "role", "why")}
        return plain | {"said": self.said.to_json(), "asked": self.asked.to_json()}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Opinion:
        """What `to_json` wrote."""
        said, asked = Message.from_json(record["said"]), Asked.from_json(record["asked"])
        return cls(**(record | {"said": said, "asked": asked}))


@dataclass(frozen=True, slots=True)
class Missed:
    """A date that only the second reader names. It is always doubtful; whether it becomes an entry a person says."""

    quote: str
    """The words of the notice, on one line."""
    places: tuple[tuple[int, int], ...]
    """Where they stand in the notice; several where nobody knows which is meant."""
    rules: tuple[str, ...]
    """How the grammar reads them by themselves, each way as a rule in words; none where it reads no date there."""
    kind: str | None = None
    role: str | None = None
    why: str = ""

    def said(self) -> Message:
        """What it comes to, for people."""
        if not self.rules:
            return Message("the second reader names “{quote}”, which cannot be read as a date here", quote=self.quote)
        read = "; ".join(self.rules)
        return Message("the second reader names “{quote}”; by itself it reads as {rules}", quote=self.quote, rules=read)

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON."""
        plain = {name: getattr(self, name) for name in ("quote", "kind", "role", "why")}
        return plain | {"places": [list(place) for place in self.places], "rules": list(self.rules)}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Missed:
        """What `to_json` wrote."""
        places = tuple((start, end) for start, end in record["places"])
        return cls(**(record | {"places": places, "rules": tuple(record["rules"])}))


@dataclass(frozen=True, slots=True)
class Opinions:
    """What came of asking a second reader about a notice; `Opinions()` where none is set up."""

    opinions: tuple[Opinion, ...] = ()
    """One for each finding, in their order; none where nobody answered."""
    missed: tuple[Missed, ...] = ()
    asked: Asked | None = None
    """None where nobody answered."""
    problem: Message | None = None
    """Why nobody was asked, or answered; to be said once."""
    dropped: dict[str, int] = field(default_factory=dict)
    """How often something of the answer was dropped, by what it was."""

    def notes(self) -> tuple[Message, ...]:
        """What is to be said once of the whole: the problem, else who was asked and what was left out."""
        if self.problem:
            return (self.problem,)
        if not self.asked:
            return ()
        said = [self.asked.said()]
        if self.asked.sent < self.asked.whole:
            cut = Message("it was shown {n} of {all} characters", n=self.asked.sent, all=self.asked.whole)
            said.append(cut)
        if count := sum(self.dropped.values()):
            said.append(Message("{n} things that it said were dropped: not asked for, or not in the notice", n=count))
        return tuple(said)

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON; `from_json` reads it back."""
        return {
            "opinions": [one.to_json() for one in self.opinions],
            "missed": [one.to_json() for one in self.missed],
            "asked": self.asked and self.asked.to_json(),
            "problem": self.problem and self.problem.to_json(),
            "dropped": self.dropped,
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Opinions:
        """What `to_json` wrote."""
        return cls(
            tuple(map(Opinion.from_json, record["opinions"])),
            tuple(map(Missed.from_json, record["missed"])),
            Asked.from_json(record["asked"]) if record["asked"] else None,
            Message.from_json(record["problem"]) if record["problem"] else None,
            record["dropped"],
        )
