"""The event that a date is of which a notice only sets: said once more, dated anew, or another one."""

from __future__ import annotations

from collections.abc import Sequence

from rules import SURE, Message, alike, subject_of

from ..events import CANCELLED, WAITING, Event
from .context import Context
from .drafts import begins_alike, is_long, is_nameless, is_period, is_said_beside, stands_within, starts_before
from .known import Known, Match, Sort, digest_of
from .pool import Pool
from .redating import days_of, is_due, is_rough
from .words import CLOSELY, EVIDENT, HALF, SOME, most_alike


class BySetting:
    """The events of which a notice gives a date and does not say that it changes one."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.words, self.standing, self.becoming = context.words, context.standing, context.becoming

    def match(self, draft: Event) -> Match | None:
        """What becomes of the event that has the date, or the name; None for a new one."""
        pool = self._pool(draft)
        same = pool.on(draft.recurrence)
        if named := self._of_that_day(draft, same):
            return self.becoming.confirmed(draft, named[0])
        if is_period(draft) or self._stays(draft):
            return None  # 并入四季度消防演练, 7月6日的研修不受影响
        others = self._of_that_name(draft, pool)
        others += _waiting_beside(pool, others)
        if len(others) > 1 and len(meant := self.words.meant(draft, others, EVIDENT, 1)) == 1:
            others = meant
        return self._otherwise(draft, others) if others else None

    def _pool(self, draft: Event) -> Pool:
        """The events that may be meant; where the clause before says of some that they stay as they are, these."""
        pool = self.context.pool(draft)
        beside = [one for one in self.context.staying if is_said_beside(draft, one) and starts_before(one, draft)]
        if not beside or self._stays(draft):
            return pool
        kept = self.words.mentioned(list(pool), subject_of(beside[-1].quote or ""))
        return pool.narrowed(kept) if kept else pool

    def _of_that_day(self, draft: Event, same: Sequence[Known]) -> Sequence[Known]:
        """Those of the events on that date that are meant: by name, as the only one where it is said again, by the words."""
        named: Sequence[Known] = most_alike(same, lambda one: self.words.surely(draft, one))
        if not named and len(same) == 1:
            again = self.standing.reminds or self.standing.hands_on or self.words.is_that_minute(draft, same[0])
            nameless = is_nameless(draft) and self.standing.is_surely_of_its_house(same[0])
            named = same if again or self._stays(draft) or nameless else []
        return named or self.words.meant(draft, same, SOME, 2) or self.words.meant(draft, same, HALF, 3)

    def _stays(self, draft: Event) -> bool:
        """Whether a clause says of a date that it stays."""
        return any(stands_within(draft, one) for one in self.context.staying)

    def _of_that_name(self, draft: Event, pool: Pool) -> list[Known]:
        """The events of that name on other dates; in a notice that says things otherwise also by the words around."""
        amends = self.standing.amends
        others = pool.among(self.words.alike_to(draft, CLOSELY if amends else SURE))
        if not others and amends and is_due(draft) and days_of(draft.recurrence):
            named = self.words.index.named([draft.title], SURE)
            due = (one for one in named if self.context.is_in_open_pool(one, due=True))
            others = [one for one in due if any(alike(draft.title, name) >= SURE for name in one.names)]
        if not others:
            waiting = list(pool) if amends else pool.waiting()
            said = self.words.meant(draft, [one for one in waiting if self.standing.is_open(one)], HALF, 2)
            others = [one for one in said if self.words.says_end(draft, one)]
            begun = [one for one in waiting if begins_alike(one.event, draft)]
            others = others or self.words.meant(draft, begun, EVIDENT, 3)
        return others

    def _is_told_now(self, draft: Event, known: Known) -> bool:
        """Whether a draft gives the days of an event of which only the month or a third of it was told: 4月下旬."""
        wide, days = known.event.recurrence.rule.single_span(), draft.recurrence.rule.single_span()
        within = bool(wide and days and wide.first <= days.first and days.last <= wide.last)
        return within and self.standing.is_surely_of_its_house(known)

    def _otherwise(self, draft: Event, others: Sequence[Known]) -> Match | None:
        """The same name with another date: a change where the notice makes one, else mostly another occurrence."""
        dated = draft.recurrence.rule.single_span() is not None
        waiting = [one for one in others if dated and one.event.status in (WAITING, CANCELLED)]
        waiting = [one for one in waiting if self.standing.is_of_one_house(one)]
        if len(waiting) > 1:
            waiting = [one for one in waiting if is_long(one.event) == is_long(draft)] or waiting
        if len(waiting) == 1:
            return self.becoming.changed(draft, waiting[0])
        older = [one for one in others if self.standing.is_older_than(one) and self.standing.was_changed(one)]
        if len(older) == 1:
            return Match(draft, Sort.OLDER, older[0])
        live = [one for one in others if self.standing.is_open(one)]
        told = [one for one in live if is_rough(one.event.recurrence) and self._is_told_now(draft, one)]
        if len(told) == 1:
            return self.becoming.changed(draft, told[0])
        if self.standing.amends and live:
            cited = [one for one in live if self.standing.cites(one)] or live
            if len(cited) == 1 and (self.standing.cites(cited[0]) or self.standing.is_of_one_house(cited[0])):
                return self.becoming.changed(draft, cited[0])
            return self.becoming.doubtful(draft, cited, Message("several events may be meant"))
        again = [one for one in live if self.standing.contradicts(draft, one) and not self.standing.hands_on_of(one)]
        reason = Message("it gives another date and does not say that it moves")
        return self.becoming.doubtful(draft, again, reason) if again else None


def _waiting_beside(pool: Pool, others: Sequence[Known]) -> list[Known]:
    """Further events that wait for their dates, as one of the others of the same notice does."""
    digests = {digest_of(one.event) for one in others if one.event.status == WAITING}
    if not digests:
        return []
    return [one for one in pool.waiting() if one not in others and digest_of(one.event) in digests]
