"""What kinds have in common: the families that answer for a kind what others ask of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar, Self

from ..messages import Message
from ..reckoning import RECKONING, Reckoning
from ..rule import Rule, Sort, Timed
from ..spans import Span, shift


class Simple(Rule):
    """A kind that comes round by itself: it has no year, no cycle that begins somewhere, and no rule inside."""

    __slots__ = ()
    sort: ClassVar[Sort] = Sort.RECURRING

    def single_span(self, reckoning: Reckoning = RECKONING) -> Span | None:
        return None

    def months(self) -> tuple[int, ...]:
        return ()

    def day_left_open(self) -> bool:
        return False

    def takes_length(self) -> bool:
        return True

    def takes_week(self) -> bool:
        return True

    def ends_runs(self) -> bool:
        return False

    def is_open(self) -> bool:
        return False

    def in_year(self, year: int) -> Rule:
        return self

    def every_year(self) -> Rule:
        return self

    def with_phase(self, old: date | None, new: date | None) -> Rule:
        return self

    def counts_from(self, day: date) -> bool:
        return False

    def last_day(self) -> Rule:
        return self


class Undated(Simple):
    """A kind that names no day."""

    __slots__ = ()

    def spans(self, window: Span, reckoning: Reckoning) -> Iterator[Span]:
        return iter(())

    def missing_day(self) -> Message | None:
        return None


class Annual(Simple):
    """A day or a few of each year, or of one: a year other than 0 keeps it to that year."""

    __slots__ = ()
    year: int

    def single_span(self, reckoning: Reckoning = RECKONING) -> Span | None:
        if not self.year:
            return None
        return next(iter(self.spans(Span(date(self.year, 1, 1), date(self.year, 12, 31)), reckoning)), None)

    def ends_runs(self) -> bool:
        return True

    def in_year(self, year: int) -> Self:
        return self.altered(year=year)

    def every_year(self) -> Self:
        return self.altered(year=0) if self.year else self


class Derived(Rule):
    """A kind that leans on another rule, its `base`, and answers as that does what is asked of its year and its cycles."""

    __slots__ = ()
    sort: ClassVar[Sort] = Sort.RECURRING
    base: Rule

    @abstractmethod
    def becomes(self, span: Span, reckoning: Reckoning) -> Span | None:
        """The span that comes of one of the base; None where none does."""

    def single_span(self, reckoning: Reckoning = RECKONING) -> Span | None:
        span = self.base.single_span(reckoning)
        return self.becomes(span, reckoning) if span else None

    def months(self) -> tuple[int, ...]:
        return ()

    def day_left_open(self) -> bool:
        return False

    def takes_length(self) -> bool:
        return True

    def takes_week(self) -> bool:
        return True

    def ends_runs(self) -> bool:
        return False

    def is_open(self) -> bool:
        return False

    def in_year(self, year: int) -> Rule:
        return self.altered(base=self.base.in_year(year))

    def every_year(self) -> Rule:
        return self.altered(base=self.base.every_year())

    def with_phase(self, old: date | None, new: date | None) -> Rule:
        return self.altered(base=self.base.with_phase(old, new))

    def counts_from(self, day: date) -> bool:
        return False

    def last_day(self) -> Rule:
        return self

    def missing_day(self) -> Message | None:
        return first_said(self)

    def doubts(self) -> tuple[Message, ...]:
        return self.base.doubts()

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        return self.base.reasons(span, reckoning)


class Shifted(Derived):
    """A kind that makes one span of each span of its base and hands on the base's keys."""

    __slots__ = ()

    @property
    @abstractmethod
    def reach(self) -> int:
        """How many days its spans lie at most from those of the base."""

    def timed(self, window: Span, reckoning: Reckoning) -> Iterator[Timed]:
        return ((key, span, None) for key, _, span in self._made(window, reckoning))

    def _made(self, window: Span, reckoning: Reckoning) -> list[tuple[str, Span, Span]]:
        """Key, the base's span and the span that comes of it, in order of the latter."""
        wide = Span(shift(window.first, -self.reach), shift(window.last, self.reach))
        found = (
            (key, origin, span)
            for key, origin, _ in self.base.timed(wide, reckoning)
            if (span := self.becomes(origin, reckoning)) and span.overlaps(window)
        )
        return sorted(found, key=lambda one: one[2].first)

    def origin(self, span: Span, reckoning: Reckoning) -> Span | None:
        """The span of the base that a span comes of; None where it is none of this rule's."""
        return next((origin for _, origin, made in self._made(span, reckoning) if made == span), None)

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        """Those of the base's own day: of the one to which it was moved the base knows nothing."""
        origin = self.origin(span, reckoning)
        return self.base.reasons(origin, reckoning) if origin else self.doubts()

    def why_base(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        """Why the base has the span that a span comes of."""
        origin = self.origin(span, reckoning)
        return self.base.why(origin, reckoning) if origin else ()


class CountedFrom(Shifted):
    """A kind that counts units on from its base; counts of working days and days off lean on their tables."""

    __slots__ = ()
    unit: str

    def own_reasons(self, origin: Span, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        """Why the way from the base's span is doubtful, beside the doubts of that span itself."""
        return ()

    def one_day(self) -> bool:
        return True

    def leans_on(self) -> frozenset[str]:
        return self.base.leans_on() | ({"workdays"} if self.unit in ("workdays", "rest-days") else frozenset())

    def reasons(self, span: Span, reckoning: Reckoning) -> tuple[Message, ...]:
        origin = self.origin(span, reckoning)
        if not origin:
            return self.doubts()
        return unique((*self.base.reasons(origin, reckoning), *self.own_reasons(origin, span, reckoning)))


def first_said(rule: Rule) -> Message | None:
    """What becomes of the first day that one of the rules inside may lack; None where they lack none."""
    return next((said for inner in rule.inner() if (said := inner.missing_day())), None)


def unique(messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages in order, each once."""
    return tuple(dict.fromkeys(messages))
