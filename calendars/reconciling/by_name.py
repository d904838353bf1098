"""The event that is changed by its name, where its date is not said: 论坛延期至6月26日, 报名截止时间延长至5月8日."""

from __future__ import annotations

from collections.abc import Sequence

import rules
from rules import LIKELY, SURE, Message, alike

from ..events import Event
from .context import LATELY, RECENTLY, Context
from .drafts import is_near
from .known import Known, Match, affairs_of
from .redating import is_due
from .words import EVIDENT, HALF, likely, most_alike

FEW = 4
"""How many events of an affair a person is asked about at most, where none is named."""


class ByName:
    """The events that a notice names to change them."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.words, self.standing, self.becoming = context.words, context.standing, context.becoming

    def match(self, draft: Event) -> Match | None:
        """What becomes of the event that is named; None where none is."""
        open_ones = [one for one in self.context.pool(draft) if self.standing.is_open(one, RECENTLY)]
        pool = [one for one in open_ones if not self._only_happens(draft, one)]
        before = self.words.words_before(draft)
        general = rules.ends_generally(before)
        row = self.words.in_a_row(draft, self.words.mentioned(pool, before))
        row = row or self.words.in_row(before, [one for one in pool if self.standing.cites(one)])
        headed = self.words.headed(pool, draft)
        named = row or self._named(draft, pool, headed, before, general=general)
        named = [one for one in named if self.standing.cites(one)] or named
        named = [one for one in named if row or one in headed or is_due(one.event) == is_due(draft)] or named
        if len(named) == 1 and self.words.is_of_more(named[0], before):
            return self.becoming.doubtful(draft, named, Message("its name is said of something else"))
        if len(named) == 1:
            return self.becoming.changed(draft, named[0])
        if len(row) > 1:
            return self.context.change_all(draft, row)
        return self._perhaps(draft, pool, named, general=general)

    def _named(
        self, draft: Event, pool: Sequence[Known], headed: list[Known], before: str, *, general: bool
    ) -> list[Known]:
        """The events that are named, by the surest way that tells one from the others."""
        alone = headed if len(headed) == 1 else []
        near = {one.event.uid for one in self.words.near(pool, draft.title, self.words.core, affairs=True)}
        named = [one for one in self.words.alike_to(draft, LIKELY) if one.event.uid in near]
        alike_in_name = (likely if general else most_alike)(named, lambda one: self.words.likeness(draft, one))
        alike_in_name = _of_one_end(draft, pool) or alike_in_name
        if general:
            around = self.words.meant(draft, pool, HALF, 2)
        else:
            every = self.context.open_pool(due=is_due(draft))
            around = self._narrowed(
                self.words.meant(draft, every, EVIDENT, 2),
                self.words.meant(draft, pool, EVIDENT, 2 if self.context.closely else 3),
            )
        nameless = general or rules.is_general(draft.title) or draft.title == draft.quote
        titled = nameless and not self._is_other(draft)
        by_title = self.words.mentioned(pool, self.context.notice.title or "") if titled else []
        return self._narrowed(alone, alike_in_name, around, self.words.mentioned(pool, before), headed, by_title)

    def _perhaps(self, draft: Event, pool: Sequence[Known], named: list[Known], *, general: bool) -> Match | None:
        """Where no name says it: the only one of its sort, or those about which a person is asked."""
        if self.context.closely and not named:
            return None
        if not named and len(sole := [one for one in pool if self.words.is_sole(one, draft)]) == 1:
            return self.becoming.changed(draft, sole[0])
        if not named and (strange := self._strange(draft)):
            return self.becoming.doubtful(draft, strange, Message("another office speaks of it"))
        near = [one for one in pool if not is_due(draft) and is_near(one.event, draft)]
        near = [*named, *(one for one in near if one not in named)] if general else named or self._sole_due(draft)
        near = near or self._of_affair(draft, pool)
        return self.becoming.doubtful(draft, near, Message("several events may be meant")) if near else None

    def _of_affair(self, draft: Event, pool: Sequence[Known]) -> list[Known]:
        """The events of the affair of which the notice is, where it changes one by a name that none of them has."""
        of_one_sort = [one for one in pool if is_due(one.event) == is_due(draft)]
        core = self.words.core
        about = [
            one
            for one in of_one_sort
            if self.standing.cites(one) or any(alike(core, x) >= SURE for x in affairs_of(one))
        ]
        about = about or [one for one in of_one_sort if is_due(draft) and self.standing.is_surely_of_its_house(one)]
        return about if len(about) <= FEW else []

    def _sole_due(self, draft: Event) -> list[Known]:
        """By when something of the same affair is due, where that is one thing alone and it has another name: 征文, 投稿."""
        if not is_due(draft):
            return []
        due = [one for one in self.context.pool(draft) if is_due(one.event) and self.standing.is_open(one, LATELY)]
        due = [
            one
            for one in due
            if self.standing.cites(one) or any(alike(self.words.core, name) >= SURE for name in affairs_of(one))
        ]
        return due if len(due) == 1 else []

    @staticmethod
    def _narrowed(*ways: Sequence[Known]) -> list[Known]:
        """The one event on which ways to tell it agree, the surest way first; several where they cannot be told apart."""
        left: list[Known] = []
        for way in ways:
            left = [one for one in way if one in left] or left or list(way)
            if len(left) == 1:
                break
        return left

    def _strange(self, draft: Event) -> list[Known]:
        """The events of other offices that have the name of a draft."""
        if rules.is_general(draft.title):
            return []
        named = (one for one in self.context.known if alike(draft.title, one.event.title) >= SURE)
        return [one for one in named if self.standing.is_foreign(one) and self.standing.is_open(one)]

    def _only_happens(self, draft: Event, known: Known) -> bool:
        """Whether an event is a period in which nothing is taken in, and a draft says by when something else is due."""
        if draft.kind != "deadline" or known.event.kind != "window" or rules.lengthens(draft.quote or ""):
            return False
        return not any(rules.takes_in(name) for name in known.names) and self.words.likeness(draft, known) < SURE

    def _is_other(self, draft: Event) -> bool:
        """Whether another draft speaks of the event that has the name of this one."""
        taken = (one for one in self.context.known if one.event.uid in self.context.taken)
        return any(self.words.likeness(draft, one) >= LIKELY for one in taken)


def _of_one_end(draft: Event, pool: Sequence[Known]) -> list[Known]:
    """The events, where the name of a draft is the end of several of their names and not all of any: 工作会议."""
    end = rules.called(draft.title).name
    named = [one for one in pool if any(rules.called(name).name.endswith(end) for name in one.names)]
    whole = any(rules.called(name).name == end for one in named for name in one.names)
    return named if end and len(named) > 1 and not whole else []
