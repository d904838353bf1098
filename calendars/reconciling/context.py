"""What all ways to find the event that is meant have in common: the notice, what is stored, of what drafts speak already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rules import Notice, subject_of

from ..events import Event
from ..statements import STAYS
from .becoming import Becoming
from .drafts import are_of_one_sort, moves
from .known import Known, Match
from .pool import Pool
from .redating import is_due
from .standing import Standing
from .words import Words

RECENTLY = 15
"""Days for which what is over may still be put off, in a notice that comes after it."""
LATELY = 60
"""Days for which what is over may still be the one of which another date is said, in a notice that comes too early."""


class Context:
    """A notice against what is stored."""

    def __init__(self, notice: Notice, known: Sequence[Known], today: date) -> None:
        self.notice = notice
        self.known = known
        """Stored events, those of the notice itself left out."""
        self.words = Words(notice, known)
        self.standing = Standing(notice, known, today, self.words)
        self.becoming = Becoming(notice, self.standing)
        self.closely = False
        """Whether only what the row or the clause of a date says counts."""
        self.taken: set[str] = set()
        """UIDs of events of which a draft speaks already."""
        self.more: list[Match] = []
        """What is said of further events than the first by one draft."""
        self.drafts: Sequence[Event] = ()
        self.staying: Sequence[Event] = ()
        """What clauses say to stay as it is."""
        self._kept: set[str] = set()

    def hear(self, drafts: Sequence[Event], undated: Sequence[Event]) -> None:
        """Takes in all that a notice says, before it is matched."""
        self.drafts = drafts
        self.staying = [one for one in undated if one.reading and one.reading.act == STAYS]
        for one in self.staying:
            self._kept |= {known.event.uid for known in self.words.mentioned(self.known, subject_of(one.quote or ""))}
        self.standing.hear([draft for draft in drafts if draft not in undated])
        self.becoming.hear(drafts)

    def pool(self, draft: Event) -> Pool:
        """The stored events that may be meant at all."""
        without = self._kept if moves(draft) else frozenset[str]()

        def holds(one: Known) -> bool:
            uid = one.event.uid
            free = uid not in self.taken and uid not in without
            return free and are_of_one_sort(one.event, draft) and not self.standing.is_foreign(one)

        return Pool(self.words.index, holds)

    def open_pool(self, *, due: bool) -> list[Known]:
        """The events that a later notice may still change and of which no draft speaks; `due`: by when something is done."""
        return [one for one in self.known if self.is_in_open_pool(one, due=due)]

    def is_in_open_pool(self, one: Known, *, due: bool) -> bool:
        """Whether an event is one of these."""
        free = one.event.uid not in self.taken and self.standing.is_open(one, RECENTLY)
        if not free or self.standing.is_foreign(one):
            return False
        return not due or is_due(one.event) or one.event.kind == "window"

    def change_all(self, draft: Event, row: Sequence[Known]) -> Match:
        """What becomes of the first of several events that change alike; the others are kept for the end."""
        self.more += [self.becoming.changed(self.becoming.clone(draft, one), one) for one in row[1:]]
        self.taken.update(one.event.uid for one in row)
        return self.becoming.changed(self.becoming.clone(draft, row[0]), row[0])
