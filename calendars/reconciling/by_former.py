"""The event whose date gives way: 原定4月18日的考试延期至5月16日."""

from __future__ import annotations

from collections.abc import Sequence

import rules
from rules import LIKELY, SURE, Message, Recurrence, alike

from ..events import Event
from .context import LATELY, Context
from .drafts import ends_alike, has_dates, holds, without_former
from .known import Known, Match, Sort
from .pool import Pool
from .redating import is_among, is_due
from .words import EVIDENT, HALF

MARGIN = 0.1
"""How much more alike one of several names has to be."""


class ByFormer:
    """The events that have a date which a notice says no longer holds."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.words, self.standing, self.becoming = context.words, context.standing, context.becoming

    def match(self, draft: Event, former: Recurrence) -> Match | None:
        """What becomes of the event that has the date; None where none does."""
        free = Pool(self.words.index, lambda one: one.event.uid not in self.context.taken)
        pool = Pool(self.words.index, lambda one: free.holds(one) and not self.standing.is_foreign(one))
        fits = free.among(self.words.index.having(former))
        if strange := [one for one in fits if self.standing.is_foreign(one)]:
            fits = [one for one in fits if not self.standing.is_foreign(one)]
            same = [one for one in strange if alike(draft.title, one.event.title) >= SURE]
            if not fits and same:
                return self.becoming.doubtful(draft, same, Message("another office speaks of it"))
        if not fits:  # 原定9月召开, 原定本周末举行
            held = [one for one in pool.among(self.words.index.begun_within(former)) if holds(former, one.event)]
            within = self.words.meant(draft, held, HALF, 2)
            within = within or [one for one in held if self.words.likeness(draft, one) >= SURE]
            if len(within) == 1:
                return self.becoming.changed(without_former(draft), within[0])
        fits = fits or self._one_of_many(draft, former, pool)
        return self._chosen(draft, fits) if fits else self._of_none(draft, pool)

    def _one_of_many(self, draft: Event, former: Recurrence, pool: Pool) -> list[Known]:
        """Where one side recurs: the events on one of the dates of the other."""
        if former.rule.single_span() is None:
            return [
                one
                for one in pool
                if is_among(one.event.recurrence, former) and self.words.surely(draft, one) >= LIKELY
            ]
        if not self.words.index.recurring:
            return []
        named = pool.among(self.words.alike_to(draft, LIKELY))
        return [one for one in named if is_among(former, one.event.recurrence)]

    def _chosen(self, draft: Event, fits: Sequence[Known]) -> Match:
        """Which of the events that have the date is meant: the one named, all in a row, or a person has to say."""
        general = rules.is_general(draft.title)
        clause = rules.clause_before(self.words.words_before(draft))
        each = self.words.each_of(clause, fits) if rules.names_several(clause) else []
        if len(each) > 1 and not rules.says_respectively(clause):
            return self.context.change_all(draft, each)
        named = [one for one in fits if self.words.likeness(draft, one) >= SURE]
        if len(named) == 1 and not general:
            return self.becoming.changed(draft, named[0])
        surely = sorted(((self.words.surely(draft, one), n) for n, one in enumerate(fits)), reverse=True)
        top, best = surely[0][0], fits[surely[0][1]]
        if len(fits) == 1:
            said = top >= LIKELY or general or self.standing.cites(best)
            if not said and not self.words.names_another(draft, best):
                said = self.words.heads_sentence(draft, best) or bool(self.words.meant(draft, fits, EVIDENT, 2))
            reason = Message("the date that gives way is that of this event, the name is another")
            return self.becoming.changed(draft, best) if said else self.becoming.doubtful(draft, fits, reason)
        if top >= LIKELY and top - surely[1][0] >= MARGIN and not general:
            return self.becoming.changed(draft, best)
        if len(row := self.words.in_a_row(draft, fits)) > 1:
            return self.context.change_all(draft, row)
        if len(meant := self.words.meant(draft, fits, EVIDENT, 3)) == 1:
            return self.becoming.changed(draft, meant[0])
        return self.becoming.doubtful(draft, fits, Message("several events have the date that gives way"))

    def _of_none(self, draft: Event, pool: Pool) -> Match | None:
        """A date that gives way and that no event has: read before, or another one than is kept."""
        named = pool.among(self.words.alike_to(draft, SURE))
        ahead = [one for one in named if has_dates(one, draft.recurrence)]
        if len(ahead) == 1 and self.standing.is_older_than(ahead[0]):
            return Match(draft, Sort.OLDER, ahead[0])  # what came of it was read before
        close = [one for one in named if self.standing.is_open(one, LATELY)] or [
            one for one in pool if ends_alike(draft, one) and self.standing.is_open(one) and not is_due(one.event)
        ]
        if not close:
            return None
        close = [one for one in close if is_due(one.event) == is_due(draft)] or close
        return self.becoming.doubtful(draft, close, Message("the date that gives way is none of this event"))
