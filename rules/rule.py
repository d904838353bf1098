"""What a rule is: something that names days. One class a kind, in `rules/kinds/`."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Self

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


class Sort(StrEnum):
    """What a rule names, for those who ask nothing finer."""

    DATED = "dated"
    """Days given in full."""
    RECURRING = "recurring"
    """Days that come round."""
    PERIOD = "period"
    """Once in each period, on a day left open."""
    DEADLINE = "deadline"
    """Days by which something is due."""
    COUNTED = "counted"
    """Days counted on from another."""
    OFFSET = "offset"
    """A length from an event whose day is not known."""
    LENGTH = "length"
    """A length of time alone."""


class Rule(ABC):
    """A rule on days: which spans it names, how it is stored, what it means in standard notation.

    What is abstract here every kind answers, by itself or by a family of `kinds/families.py`; a class that leaves one of these
    questions open cannot be defined. Of `spans` and `timed` it answers one, and the other follows.
    """

    __slots__ = ()
    kind: ClassVar[str]
    sort: ClassVar[Sort]
    seeks: ClassVar[bool] = False
    """Whether it finds the neighbours of a moment itself, so that nobody has to expand windows for them."""

    def __init_subclass__(cls) -> None:
        if name := cls.__dict__.get("kind"):
            if missing := _unanswered(cls):
                raise TypeError(f"the kind {name!r} does not answer: {', '.join(missing)}")
            KINDS[name] = cls

    # -------------------------------------------------------------- its dates

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        """Every span that shares a day with the window, in order of first days; whole, even where it reaches outside."""
        return (span for _, span, _ in self.timed(window, reckoning))

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        """The same spans, each with its key and the time of day that it has of its own; None where the recurrence's holds.

        A rule that moves another hands on the other's keys.
        """
        return ((self.key(span), span, None) for span in self.spans(window, reckoning))

    def key(self, span: Span) -> str:
        """A name of this occurrence that stays when its dates are moved: by default its first day."""
        return span.first.isoformat()

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

    def is_third(self) -> bool:
        """Whether its days were called a third of a month, within which the day is still to be told: 10月中旬."""
        return False

    @abstractmethod
    def single_span(self, reckoning: Reckoning = RECKONING) -> Span | None:
        """The one span of a rule that is dated or kept to its year; None where it recurs or names no day."""

    # -------------------------------------------------------------- what it means

    @abstractmethod
    def value(self) -> str | None:
        """The meaning in the notation of findings: ISO 8601 and EDTF, or R/… for what recurs."""

    def rrule(self) -> str | None:
        """The RFC 5545 RRULE of the first days where the rule is exactly that, else None."""
        return None

    def one_day(self) -> bool:
        """Whether every occurrence is a single day, so that its RRULE holds for the due day too."""
        return False

    @abstractmethod
    def months(self) -> tuple[int, ...]:
        """The whole months that it names, every year; empty where it names something else."""

    @abstractmethod
    def day_left_open(self) -> bool:
        """Whether it names only which periods, with no day in them: 每季度, 双数年."""

    @abstractmethod
    def takes_length(self) -> bool:
        """Whether a length may be counted from it: from a day, not from a run of days."""

    @abstractmethod
    def takes_week(self) -> bool:
        """Whether the week around it is one week: around a day, not around a period."""

    @abstractmethod
    def ends_runs(self) -> bool:
        """Whether a run of days may begin and end with it, as with the days of a calendar."""

    @abstractmethod
    def is_open(self) -> bool:
        """Whether something begins on its day and no end is stated (自5月1日起)."""

    def deadline(self) -> str | None:
        """How sure it is that the day itself counts, where something is due by it: a name in `offsets.INCLUSIVE`."""
        return None

    def subject(self) -> Rule:
        """What it is said of: the days by which something is due, for a deadline; else the rule itself."""
        return self

    # -------------------------------------------------------------- the same rule, otherwise

    @abstractmethod
    def in_year(self, year: int) -> Rule:
        """The rule kept to one year; itself where a year alone does not say which occurrences are meant."""

    @abstractmethod
    def every_year(self) -> Rule:
        """A rule that is kept to one year, in every year; itself where it is kept to none."""

    @abstractmethod
    def with_phase(self, old: date | None, new: date | None) -> Rule:
        """The rule with those of its cycles counted from the new day that were counted from the old; None for an unstated day."""

    @abstractmethod
    def counts_from(self, day: date) -> bool:
        """Whether a cycle of the rule counts from the day, so that who knows the rule knows the day on which it begins."""

    @abstractmethod
    def last_day(self) -> Rule:
        """The last days of its runs, by which something is due.

        Raises RuleError where it has none, or is due already.
        """

    def from_day(self, day: date) -> Rule:
        """The rule with its cycles counted from the day, where they do not say themselves from when."""
        return self.with_phase(None, day)

    def from_anniversary(self, day: date) -> tuple[Rule, date]:
        """The rule as it celebrates what happened on the day, and the first day from which it does."""
        return self, day.replace(year=day.year + 1)

    def inner(self) -> tuple[Rule, ...]:
        """The rules that it is made of."""
        return tuple(
            part
            for content in _contents(self).values()
            for part in (content if isinstance(content, tuple) else (content,))
            if isinstance(part, Rule)
        )

    def with_inner(self, change: Callable[[Rule], Rule]) -> Self:
        """The same made of other rules: each that it is made of changed."""

        def changed(content: object) -> object:
            if isinstance(content, tuple):
                return tuple(map(changed, content))
            return change(content) if isinstance(content, Rule) else content

        return self.altered(**{name: changed(content) for name, content in _contents(self).items() if content})

    def altered(self, **changes: object) -> Self:
        """The same kind with other fields; what they need not be is checked as they are made."""
        whole: Any = self
        made: Self = dataclasses.replace(whole, **changes)
        return made

    # -------------------------------------------------------------- how far it is to be relied on

    def leans_on(self) -> frozenset[str]:
        """The tables that its dates come from, names in `cautions.TABLES`; empty where reckoning alone gives them."""
        return frozenset[str]().union(*(rule.leans_on() for rule in self.inner()))

    def never(self) -> Message | None:
        """Why it has no occurrence in any year, where that is proved; None where it has or may have some.

        By default what proves it of every rule that it is made of.
        """
        proofs = [rule.never() for rule in self.inner()]
        return proofs[0] if proofs and all(proofs) else None

    @abstractmethod
    def missing_day(self) -> Message | None:
        """What becomes of a day that some months or years lack (2月29日, 31日, 腊月三十); None where all have it."""

    def start_missing(self) -> Message | None:
        """What its cycle lacks to have any date: the day, month or year from which it is counted; None where it has it.

        By default what one of the rules that it is made of lacks.
        """
        return next((missing for rule in self.inner() if (missing := rule.start_missing())), None)

    def doubts(self) -> tuple[Message, ...]:
        """Why its dates are tentative; empty where they are certain."""
        return ()

    def warnings(self) -> tuple[Message, ...]:
        """What is right and may yet surprise."""
        return ()

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        """Why this one span is tentative; empty where it is certain. By default what makes the whole rule doubtful."""
        return self.doubts()

    def why(self, span: Span, reckoning: Reckoning = RECKONING) -> tuple[Message, ...]:
        """The steps from the rule to this span, in words, by the same tables that gave the span."""
        return ()

    # -------------------------------------------------------------- as data

    def to_json(self) -> Json:
        """The rule as plain JSON; `rule_from_json` reads it back to an equal rule."""
        record: dict[str, Json] = {"kind": self.kind}
        whole: Any = self
        for field in dataclasses.fields(whole):
            content = getattr(self, field.name)
            if content != field.default:
                record[field.name] = _plain(content)
        return record

    @classmethod
    def from_fields(cls, fields: Mapping[str, Json]) -> Rule:
        """A rule of this kind from its JSON fields; kinds with dates or rules inside override it."""
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()})


def _unanswered(cls: type[Rule]) -> list[str]:
    """The questions that a kind leaves open."""
    asked = sorted(frozenset[str]().union(*(getattr(base, "__abstractmethods__", ()) for base in cls.__mro__[1:])))
    missing = [name for name in asked if getattr(getattr(cls, name), "__isabstractmethod__", False)]
    if cls.spans is Rule.spans and cls.timed is Rule.timed:
        missing.append("spans or timed")
    return missing if hasattr(cls, "sort") else [*missing, "sort"]


def _contents(rule: Rule) -> dict[str, object]:
    whole: Any = rule
    return {field.name: getattr(rule, field.name) for field in dataclasses.fields(whole) if field.init}


def rule_from_json(record: Mapping[str, Json]) -> Rule:
    """The rule that `to_json` wrote; of the kinds that are defined by now: all of them for who has it from `kinds`.

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
