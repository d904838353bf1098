"""What becomes of a stored event by what a notice says of it: confirmed, moved, cancelled, or to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import rules
from rules import Message, Notice, Recurrence
from rules.kinds import Fixed

from ..events import CLONE, CONFIRMED, Event, last_day
from ..statements import CANCELS, STATUS_OF, STAYS
from .drafts import is_undated, stands_within
from .known import Known, Match, Sort
from .redating import are_same, dates_after, days_of, without_one
from .standing import Standing

CHANGES = (Sort.MOVED, Sort.CANCELLED, Sort.WAITING)
"""What changes an event."""


class Becoming:
    """What a notice makes of the events it speaks of."""

    def __init__(self, notice: Notice, standing: Standing) -> None:
        self.notice = notice
        self.standing = standing
        self.absorbed: set[str] = set()
        """UIDs of drafts that are part of another one."""
        self._next: dict[str, Event] = {}
        """The draft of the day right after that of another one in the same row, by the UID of this."""
        self._last_days: set[date] = set()
        """Days of which is said that they stay."""

    def hear(self, drafts: Sequence[Event]) -> None:
        """Sees which drafts go on with the day before (11月5日、6日), and which last days stay: 展至8月23日不变."""
        staying = [one for one in drafts if is_undated(one) and one.reading and one.reading.act == STAYS]
        inside = (
            one for one in drafts if not is_undated(one) and any(stands_within(one, clause) for clause in staying)
        )
        self._last_days = {days.last for one in inside if (days := days_of(one.recurrence))}
        self._next = {one.uid: other for one, other in pairwise(drafts) if self._goes_on(one, other)}

    def _goes_on(self, one: Event, other: Event) -> bool:
        """Whether a date is the day after another one in a row: 11月5日、6日."""
        here, there = days_of(one.recurrence), days_of(other.recurrence)
        if not (one.source and other.source and here and there) or (there.first - here.last).days != 1:
            return False
        return rules.in_a_row(self.notice.text[one.source.end : other.source.start])

    def changed(self, draft: Event, known: Known, said: Event | None = None) -> Match:
        """The event with what the notice makes of it, unless it does not fit; `said` without a date of the same event.

        What is only proposed, or hangs on a condition, is asked.
        """
        match = self.as_said(draft, known, said)
        reason = self._left_open(said or draft) if match.sort in CHANGES else None
        return self.doubtful(draft, [known], reason) if reason else match

    def _left_open(self, draft: Event) -> Message | None:
        """Why what a draft says is not settled; None where it is."""
        if rules.is_proposal(self.standing.words.clause_of(draft)):
            return Message("it is only proposed, or not decided yet")
        if rules.is_conditional(self.standing.words.sentence_to(draft)):
            return Message("it hangs on a condition")
        return None

    def as_said(self, draft: Event, known: Known, said: Event | None = None) -> Match:
        """The same, however open the words leave it: a person has said that the event is meant."""
        if said and said.reading and draft.reading:
            reading = replace(draft.reading, act=said.reading.act, by=said.reading.by)
            draft = replace(draft, reading=reading)
        if settled := self._without_dates(draft, known):
            return settled
        if again := self._said_before(draft, known):
            return again
        dates = self._dates(draft, known)
        if dates is None:
            return self.doubtful(draft, [known], Message("by how much it moves cannot be reckoned"))
        if are_same(dates, known.event.recurrence) and known.event.status == CONFIRMED:
            return Match(draft, Sort.CONFIRMED, known)
        if self.standing.is_older_than(known):
            return Match(draft, Sort.OLDER, known)
        if self.standing.contradicts_today(known):
            return self.doubtful(draft, [known], Message("another notice of the same day says otherwise"))
        end = last_day(dates)
        if self.notice.issued and end < self.notice.issued:
            return self.doubtful(draft, [known], Message("the new date lies before the notice"))
        return Match(draft, Sort.MOVED, known, dates=dates)

    def _without_dates(self, draft: Event, known: Known) -> Match | None:
        """What a notice makes of the event by saying that it stays, is called off or waits; None where it gives it dates."""
        act = draft.reading.act if draft.reading else None
        former = draft.reading.former if draft.reading else None
        if act == STAYS and known.event.status == CONFIRMED:
            return Match(draft, Sort.CONFIRMED, known)
        if act == STAYS:  # it takes place after all
            return Match(draft, Sort.MOVED, known, dates=known.event.recurrence)
        if act in STATUS_OF:
            if known.event.status == STATUS_OF[act]:
                return Match(draft, Sort.CONFIRMED, known)
            if self.standing.is_older_than(known):
                return Match(draft, Sort.OLDER, known)
            sort = Sort.CANCELLED if act == CANCELS else Sort.WAITING
            return Match(draft, sort, known, dates=without_one(known.event, former))
        return None

    def _said_before(self, draft: Event, known: Known) -> Match | None:
        """What comes of it where another notice moved the event by so long in the same words; None where none did."""
        by, words = draft.reading.by if draft.reading else None, "".join((draft.quote or "").split())
        said = ((one.reading.by, "".join((one.quote or "").split())) for one in known.statements)
        if not by or (by, words) not in said:
            return None
        if self.standing.hands_on or self.standing.cites(known) or not self.notice.issued:
            return Match(draft, Sort.CONFIRMED, known)
        return self.doubtful(draft, [known], Message("an earlier notice said the same of it, in the same words"))

    def confirmed(self, draft: Event, known: Known) -> Match:
        """The event with one source more; where it had no time of day, with that of the notice."""
        event = known.event
        if event.status != CONFIRMED and not self.standing.is_older_than(known):
            return self.changed(draft, known)
        if not are_same(draft.recurrence, event.recurrence):
            if self.standing.is_older_than(known):
                return Match(draft, Sort.OLDER, known)
            if self.standing.amends and self.standing.is_of_one_house(known):
                return self.changed(draft, known)  # 仍以首次公告为准
            return self.doubtful(draft, [known], Message("it repeats a date that gave way to another one"))
        finer = draft.recurrence.clock is not None and event.recurrence.clock is None
        if finer and not self.standing.is_older_than(known) and self.standing.is_of_one_house(known):
            return Match(draft, Sort.MOVED, known, dates=draft.recurrence)
        return Match(draft, Sort.CONFIRMED, known)

    def doubtful(self, draft: Event, candidates: Sequence[Known], reason: Message) -> Match:
        return Match(draft, Sort.DOUBTFUL, candidates=tuple(candidates), reason=reason)

    def _dates(self, draft: Event, known: Known) -> Recurrence | None:
        """What the dates become; the second day of two that a row names is taken with the first one."""
        days, follower = known.event.recurrence.rule.single_span(), self._next.get(draft.uid)
        runs_on = follower is not None and days is not None and (days.last - days.first).days == 1
        runs_on = runs_on and not (draft.reading and draft.reading.by)
        if follower and runs_on:
            self.absorbed.add(follower.uid)
        dates = dates_after(known.event, draft, runs_on=runs_on)
        begin = days_of(dates) if dates and days and days.last in self._last_days else None
        if dates and days and begin and days.first < days.last and begin.first <= days.last:
            return replace(dates, rule=Fixed(begin.first, days.last))
        return dates

    @staticmethod
    def clone(draft: Event, known: Known) -> Event:
        """The draft as it speaks of one of several events."""
        return replace(draft, uid=f"{draft.uid}{CLONE}{known.event.uid}", title=known.event.title)
