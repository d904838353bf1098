"""What becomes of events by an action, and why one is not carried out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules import Message, YuelingError

from ..doing import Redated
from ..duties.states import Snooze
from ..events import Event
from ..store.rows import Saved

if TYPE_CHECKING:  # the reader of notices and the catalogue are slow to load
    from ..plan import Change


class Stale(YuelingError):
    """Something else than what was seen: somebody changed it in the meantime."""

    def __init__(self, title: str | None) -> None:
        said = Message("something was done in the meantime; nothing was taken back")
        if title is not None:
            said = Message("“{title}” was changed in the meantime; nothing was done", title=title)
        super().__init__(said, Message("look again (`yueling show`, `yueling history`), then repeat it"))


class UnknownDraft(YuelingError):
    """A number that no waiting draft has."""

    def __init__(self, number: int) -> None:
        super().__init__(
            Message("no draft with the number {n} waits", n=number),
            Message("it may have been decided in the meantime; ask again for what waits"),
        )


class NothingToUndo(YuelingError):
    """A history in which nothing is left to take back."""

    def __init__(self, left: int = 0) -> None:
        said = Message("only {n} actions are left to take back", n=left)
        super().__init__(
            said if left else Message("there is nothing to take back"),
            Message("`yueling history` shows what was done and taken back"),
        )


class AllThere(YuelingError):
    """A split into nothing but what is there already."""

    def __init__(self, title: str) -> None:
        super().__init__(
            Message("“{title}” and all other lines are there already; nothing was done", title=title),
            Message("`yueling remove` takes away what they stand for"),
        )


class SameEvent(YuelingError):
    """One event where two were to be named, or one line twice."""

    def __init__(self, title: str) -> None:
        super().__init__(
            Message("“{title}” stands there twice; nothing was done", title=title),
            Message("name each of them once; `yueling list` shows which there are"),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that a person settled otherwise than the machine reads it now."""

    event: Event
    """As it stands."""
    name: str
    """One of FIELDS."""
    read: Event
    """The event as it was read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each event, as they stand now."""

    added: tuple[Event, ...] = ()
    changed: tuple[Event, ...] = ()
    unchanged: tuple[Event, ...] = ()
    kept: tuple[Event, ...] = ()
    """Those of the changed and unchanged whose fields a person settled otherwise than they were read."""
    stayed_away: tuple[Event, ...] = ()
    """What a person had taken away, and was not revived; as it would have been."""
    unread: tuple[Event, ...] = ()
    """What an earlier reading of the notice, or of an earlier version of it, found and this one did not; it stays."""
    differing: tuple[Difference, ...] = ()
    """In what those that were kept differ from what was read now."""
    perhaps: tuple[tuple[Event, Event], ...] = ()
    """Of those added: what each may be in other words, among what is no longer read and what was taken away."""
    gone: tuple[Event, ...] = ()
    """What another calendar no longer has, and was taken out here."""
    redated: tuple[tuple[Event, Event], ...] = ()
    """Of the changed those whose dates are others, or that take place no longer, or again; as they were and as they are."""
    before: Event | None = None
    """The one event that was there, as it was."""
    changes: tuple[Change, ...] = ()
    """What each draft of a notice makes of the calendar, in their order."""
    left: tuple[Event, ...] = ()
    """The drafts that wait for a person."""
    counted: tuple[tuple[Event, tuple[Event, ...]], ...] = ()
    """What counts from a named event, with the events of that name where there are several."""
    parts: tuple[Event, ...] = ()
    """What became of each line of a split, in their order."""
    woken: tuple[Snooze, ...] = ()
    """What was put off to a day that is another one now, and is told again."""
    done: tuple[Redated, ...] = ()
    """What was done of dates that are others now, or none any more."""

    @property
    def events(self) -> tuple[Event, ...]:
        """Those that are stored now."""
        return (*self.added, *self.changed, *self.unchanged)


def redated_among(before: Iterable[Event], changed: Iterable[Event]) -> tuple[tuple[Event, Event], ...]:
    """Of those that changed the ones with other dates, or another status, each as it was and as it is."""
    old = {event.uid: event for event in before}
    pairs = ((old[event.uid], event) for event in changed if event.uid in old)
    return tuple((a, b) for a, b in pairs if (a.recurrence, a.status) != (b.recurrence, b.status))


def outcome_of(saved: Saved) -> Outcome:
    return Outcome(saved.added, saved.changed, saved.unchanged, woken=saved.woken, done=saved.done)
