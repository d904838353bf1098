"""What a notice makes of the calendar, and the stored events it may speak of with what notices say of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import rules
from rules import Message, Recurrence, subject_of

from ..events import Event
from ..statements import Statement, leading, statement_of


class Sort(StrEnum):
    """What a notice makes of the calendar."""

    NEW = "new"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    AMENDED = "amended"
    """Otherwise than by its dates: as an organisation above has it now."""
    CANCELLED = "cancelled"
    WAITING = "waiting"
    OLDER = "older"
    """It speaks of an event of which a later notice says otherwise."""
    DOUBTFUL = "doubtful"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Known:
    """A stored event with what notices say of it."""

    event: Event
    statements: tuple[Statement, ...] = ()

    @classmethod
    def of(cls, event: Event, statements: Iterable[Statement]) -> Known:
        """The event; where nothing is kept of its notice, what it says itself."""
        said = tuple(statements)
        own = statement_of(event, event.uid) if not said else None
        return cls(event, (replace(own, added=event.created),) if own else said)

    @property
    def names(self) -> list[str]:
        """What it is called, by people and by notices."""
        read = (one.reading.title for one in self.statements)
        return list(dict.fromkeys((self.event.title, *read)))

    @property
    def latest(self) -> Statement | None:
        """The statement that holds."""
        return leading(self.statements)

    def is_only_in(self, digests: Collection[str]) -> bool:
        """Whether no other notice than these speaks of it."""
        return bool(self.statements) and all(one.source.digest in digests for one in self.statements)

    def dates(self) -> Iterator[Recurrence]:
        """Its dates now, those that notices gave it, and those that gave way."""
        yield self.event.recurrence
        for one in self.statements:
            if one.dates:
                yield one.dates
            if one.reading.former:
                yield one.reading.former


@dataclass(frozen=True, slots=True)
class Match:
    """Which stored event a draft speaks of, and what it makes of it."""

    draft: Event
    sort: Sort
    known: Known | None = None
    """None for a new one."""
    candidates: tuple[Known, ...] = ()
    """Those among which a person has to choose."""
    reason: Message | None = None
    dates: Recurrence | None = None
    """What its dates become."""


def digest_of(event: Event) -> str | None:
    return event.source.digest if event.source else None


def affairs_of(known: Known) -> set[str]:
    """What the notices are about that speak of an event."""
    every = {subject_of(one.source.title) for one in known.statements if one.source.title}
    return {one for one in every if not rules.is_general(one)}
