"""What a rule is: something that names days. One class a kind, in `rules/kinds/`."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from .messages import Message
from .reckoning import RECKONING, Reckoning
from .spans import Span

if TYPE_CHECKING:
    from .clock import Clock
    from .strides import Stride

Json = Any
Timed = tuple[str, Span, "Clock | None"]
"""An occurrence of a rule: its key, its days, and the time of day that it has of its own."""
KINDS: dict[str, type[Rule]] = {}
"""Every kind of rule by the name it has in JSON; filled as the classes are defined."""


class Rule(ABC):
    """A rule on days: which spans it names, how it is stored, what it means in standard notation."""

    __slots__ = ()
    kind: ClassVar[str]
    seeks: ClassVar[bool] = False
    """Whether it finds the neighbours of a moment itself, so that nobody has to expand windows for them."""

    def __init_subclass__(cls) -> None:
        if name := cls.__dict__.get("kind"):
            KINDS[name] = cls

    @abstractmethod
    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        """Every span that shares a day with the window, in order of first days; whole, even where it reaches outside."""

    @abstractmethod
    def value(self) -> str | None:
        """The meaning in the notation of findings: ISO 8601 and EDTF, or R/… for what recurs."""

    def key(self, span: Span) -> str:
        """A name of this occurrence that stays when its dates are moved: by default its first day."""
        return span.first.isoformat()

    def keyed(self, window: Span, reckoning: Reckoning) -> Iterator[tuple[str, Span]]:
        """The spans of the window, each with its key; a rule that moves another hands on the other's keys."""
        return ((self.key(span), span) for span in self.spans(window, reckoning))

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        """As `keyed`, each with the times of day that it has of its own; None where the recurrence's hold."""
        return ((key, span, None) for key, span in self.keyed(window, reckoning))

    def strides(self) -> tuple[Stride, ...] | None:
        """The closed forms that together are exactly its days, each occurrence one day; None where it has none.

        They need no table of working days, and `key`, `reasons` and `why` answer for their days.
        """
        return None

    def extent(self) -> tuple[date | None, date | None]:
        """The first and the last day that the rule itself allows, both included; None where it sets no bound."""
        return None, None

    def clock_on(self, day: date) -> Clock | None:
        """The time of day that a day of `strides` has of its own."""
        return None

    def following(self, moment: datetime) -> Timed | None:
        """The first occurrence that begins after the moment, where `seeks`."""
        raise NotImplementedError

    def preceding(self, moment: datetime) -> Timed | None:
        """The last occurrence that begins before the moment, where `seeks`."""
        raise NotImplementedError

    def inner(self) -> tuple[Rule, ...]:
        """The rules that it is made of."""
        found: list[Rule] = []
        for field in dataclasses.fields(self):  # type: ignore[arg-type]
            content = getattr(self, field.name)
            found += (
                part for part in (content if isinstance(content, tuple) else (content,)) if isinstance(part, Rule)
            )
        return tuple(found)

    def leans_on(self) -> frozenset[str]:
        """The tables that its dates come from, names in `cautions.TABLES`; empty where reckoning alone gives them."""
        return frozenset[str]().union(*(rule.leans_on() for rule in self.inner()))

    def never(self) -> Message | None:
        """Why it has no occurrence in any year, where that is proved; None where it has or may have some.

        By default what proves it of every rule that it is made of.
        """
        proofs = [rule.never() for rule in self.inner()]
        return proofs[0] if proofs and all(proofs) else None

    def start_missing(self) -> Message | None:
        """What its cycle lacks to have any date: the day, month or year from which it is counted; None where it has it.

        By default what one of the rules that it is made of lacks.
        """
        return next((missing for rule in self.inner() if (missing := rule.start_missing())), None)

    def one_day(self) -> bool:
        """Whether every occurrence is a single day, so that its RRULE holds for the due day too."""
        return False

    def rrule(self) -> str | None:
        """The RFC 5545 RRULE of the first days where the rule is exactly that, else None."""
        return None

    def doubts(self) -> tuple[Message, ...]:
        """Why its dates are tentative; empty where they are certain."""
        return ()

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        """Why this one span is tentative; empty where it is certain. By default what makes the whole rule doubtful."""
        return self.doubts()

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        """The steps from the rule to this span, in words, by the same tables that gave the span."""
        return ()

    def to_json(self) -> Json:
        """The rule as plain JSON; `rule_from_json` reads it back to an equal rule."""
        record: dict[str, Json] = {"kind": self.kind}
        for field in dataclasses.fields(self):  # type: ignore[arg-type]
            content = getattr(self, field.name)
            if content != field.default:
                record[field.name] = _plain(content)
        return record

    @classmethod
    def from_fields(cls, fields: Mapping[str, Json]) -> Rule:
        """A rule of this kind from its JSON fields; kinds with dates or rules inside override it."""
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()})


def rule_from_json(record: Mapping[str, Json]) -> Rule:
    """The rule that `to_json` wrote.

    Raises ValueError where the kind is unknown or its fields do not fit.
    """
    fields = dict(record)
    try:
        kind = KINDS[fields.pop("kind")]
        return kind.from_fields(fields)
    except (KeyError, TypeError) as error:
        raise ValueError(f"no rule: {record!r} ({error})") from error


def _plain(content: object) -> Json:
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, Rule):
        return content.to_json()
    if isinstance(content, tuple):
        return [_plain(part) for part in content]
    return content
