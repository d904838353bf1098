"""What clauses say of events without a date: of the one whose date they repeat, of those that they name, of whole affairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import rules
from rules import SURE, Message, alike, subject_of

from ..events import Event
from ..statements import CANCELS, MOVES, STATUS_OF, STAYS, WAITS
from .context import Context
from .drafts import are_in_one_sentence, is_said_beside, is_undated, stands_within
from .known import Known, Match, Sort, affairs_of, digest_of
from .redating import are_same, at_other_time, days_of, is_due
from .words import EVIDENT, HALF, SOME

ORDER = (MOVES, CANCELS, WAITS, STAYS)
"""In which order what is said without a date is taken."""
SETTLED = (Sort.CONFIRMED, Sort.MOVED)
"""What a clause without a date may add to."""
OF_DAY = ("@", "PT", "-PT")
"""How what changes only the time of day is written: @15:30/, PT60M."""


class ByClause:
    """The events of which clauses say something without a date."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.words, self.standing, self.becoming = context.words, context.standing, context.becoming

    def _also(self, match: Match, known: Known, said: Event) -> Match:
        """A match with what a clause says without a date of the same event: to which time it moves, that it is called off."""
        by = said.reading.by if said.reading else None
        if match.sort is Sort.MOVED:
            moved = at_other_time(match.dates or known.event.recurrence, by) if by else None
            return replace(match, dates=moved) if moved else match
        return self.becoming.changed(match.draft, known, said=said)

    def _speaks(self, match: Match, said: Event) -> bool:
        """Whether a clause has the date of a match; where it moves something, one that is the same."""
        days = days_of(match.draft.recurrence)
        moves = bool(said.reading and said.reading.act == MOVES)
        same = (
            other
            for other in self.context.drafts
            if moves and not is_undated(other) and days_of(other.recurrence) == days
        )
        if (
            moves
            and said.reading
            and (said.reading.by or "").startswith(OF_DAY)
            and are_in_one_sentence(match.draft, said)
        ):
            return True
        return stands_within(match.draft, said) or any(stands_within(other, said) for other in same)

    def matches(self, undated: Sequence[Event], found: dict[str, Match]) -> list[Match]:
        """What clauses say without a date: of the event whose date they repeat, of those that they name, of whole affairs."""
        result: list[Match] = []
        left: list[tuple[Event, bool]] = []
        for draft in sorted(
            undated, key=lambda one: ORDER.index(one.reading.act) if one.reading and one.reading.act else 0
        ):
            own = self._own(draft)
            dated = next(
                (
                    m
                    for m in found.values()
                    if m.known and m.sort in SETTLED and self._speaks(m, draft) and (not own or m.known in own)
                ),
                None,
            )
            if dated and dated.known and draft.reading and draft.reading.act != STAYS:
                found[dated.draft.uid] = self._also(dated, dated.known, draft)
                continue
            matches = list(self._of_clause(draft, found))
            result += matches
            if not matches or (draft.reading and draft.reading.act in STATUS_OF):
                left.append((draft, bool(matches)))
        for draft, named in left:
            result += self._of_affair(draft, due_only=named)
        return result

    def _own(self, draft: Event) -> list[Known]:
        """The events that a clause names by its own words."""
        return self.words.mentioned(self._open(), subject_of(draft.quote or ""))

    def _open(self) -> list[Known]:
        """The events of which a clause may speak."""
        return [one for one in self.context.known if self.standing.is_open(one) and not self.standing.is_foreign(one)]

    def _of_clause(self, draft: Event, found: dict[str, Match]) -> Iterator[Match]:
        """What a clause says without a date, of each event that it names; nothing where it names none."""
        pool = self._open()
        if rules.withdraws(draft.quote or ""):
            yield from self._of_withdrawn(draft, pool)
            return
        own = self._own(draft)
        cited = [one for one in pool if self.standing.cites(one)]
        ahead = (draft.source.sentence or "" if draft.source else "").partition(draft.quote or "")[0]
        own = own or self.words.in_row(f"{ahead}{draft.quote}", cited)
        named = own or self.words.mentioned(pool, subject_of(draft.title))
        if not named and draft.reading and draft.reading.act == CANCELS:
            named = self.words.mentioned(pool, draft.title)  # “食品安全讲座”，因内容重复，不再单独举行
        if draft.reading and draft.reading.act == STAYS:
            for one in named:
                if one.event.uid not in self.context.taken:
                    yield self.becoming.changed(self.becoming.clone(draft, one), one)
            return
        named = named or self._around(draft, pool)
        if rules.names_several(draft.quote or ""):
            row = [*self.words.each_of(draft.quote or "", pool), *self.words.evident(pool, draft.quote or "")]
            for one in row:
                named = named if one in named else [*named, one]
        for match in [one for one in found.values() if one.known in named and one.sort is Sort.CONFIRMED]:
            assert match.known
            found[match.draft.uid] = self._also(match, match.known, draft)
        beside = [match for match in found.values() if match.candidates and is_said_beside(match.draft, draft)]
        beside = [match for match in beside if not self._settles(draft, match, found)]
        doubted = {one.event.uid for match in beside for one in match.candidates}
        taken = self.context.taken | doubted
        new = [one for one in named if one.event.uid not in taken]
        ends = draft.reading and draft.reading.act in STATUS_OF
        all_of_them = not own and (ends or rules.says_each(draft.quote or ""))
        for one in new or (self._headed(draft, pool) if all_of_them else []):
            self.context.taken.add(one.event.uid)
            if len(named) == 1 and self.words.is_of_more(one, subject_of(draft.quote or "")):
                reason = Message("its name is said of something else")
                yield self.becoming.doubtful(self.becoming.clone(draft, one), [one], reason)
            else:
                yield self.becoming.changed(self.becoming.clone(draft, one), one)

    def _of_withdrawn(self, draft: Event, pool: Sequence[Known]) -> Iterator[Match]:
        """The events of a notice that no longer holds of which this one says nothing: a person is asked."""
        reason = Message("the notice that set it no longer holds, and this one does not name it")
        for one in pool:
            if one.event.uid not in self.context.taken and self.standing.is_withdrawn(one):
                self.context.taken.add(one.event.uid)
                yield self.becoming.doubtful(self.becoming.clone(draft, one), [one], reason)

    def _settles(self, draft: Event, match: Match, found: dict[str, Match]) -> bool:
        """Whether a clause that moves an event by so long moves it to the very date that was doubtful; then that is settled."""
        if not (draft.reading and draft.reading.by):
            return False
        for one in match.candidates:
            moved = self.becoming.changed(self.becoming.clone(draft, one), one)
            if moved.sort is Sort.MOVED and moved.dates and are_same(moved.dates, match.draft.recurrence):
                found[match.draft.uid] = Match(match.draft, Sort.MOVED, one, dates=moved.dates)
                self.context.taken.add(one.event.uid)
                return True
        return False

    def _around(self, draft: Event, pool: Sequence[Known]) -> list[Known]:
        """The one event of which the clause, or its sentence, says enough; else the one on a date in the clause."""
        enough = EVIDENT if draft.reading and draft.reading.act == MOVES else HALF
        meant = self.words.meant(draft, pool, enough, 2)
        meant = [one for one in meant if not rules.is_another(subject_of(draft.quote or ""), one.names)]
        return meant if len(meant) == 1 else self._on_that_day(draft, pool)

    def _headed(self, draft: Event, pool: Sequence[Known]) -> list[Known]:
        """The events of an affair that is changed already whose sort the clause names: 报名同时停止."""
        changed = {digest_of(one.event) for one in self.context.known if one.event.uid in self.context.taken}
        return [
            one
            for one in pool
            if one.event.uid not in self.context.taken
            and digest_of(one.event) in changed
            and any(word in (draft.quote or "") for word in _sorts(one.event))
        ]

    def _on_that_day(self, draft: Event, pool: Sequence[Known]) -> list[Known]:
        """The events on a date in the clause of which it says a word: 5月14日下午的现场参观不再安排."""
        dates = [one.recurrence for one in self.context.drafts if not is_undated(one) and stands_within(one, draft)]
        same = [one for one in pool if any(are_same(day, own) for day in dates for own in one.dates())]
        meant = self.words.meant(draft, same, SOME, 1)
        return meant if len(meant) == 1 else []

    def _of_affair(self, draft: Event, *, due_only: bool) -> Iterator[Match]:
        """What is said of a whole affair: what happens in it is changed, what is due in it is asked about.

        Where the clause named what is changed, only what is due is left to ask about.
        """
        act = draft.reading.act if draft.reading else None
        pool = [
            one
            for one in self.context.known
            if act != STAYS and self.standing.is_open(one) and not self.standing.is_foreign(one)
        ]
        subject = subject_of(draft.title)
        named = [
            one
            for one in pool
            if one.event.uid not in self.context.taken
            and subject
            and (is_due(one.event) or not due_only)
            and any(
                affair and not rules.is_general(subject) and alike(subject, affair) >= SURE
                for affair in affairs_of(one)
            )
        ]
        happening = [one for one in named if not is_due(one.event)]
        for one in named:
            clone = self.becoming.clone(draft, one)
            self.context.taken.add(one.event.uid)
            if one in happening and (act in STATUS_OF or len(happening) == 1):
                yield self.becoming.changed(clone, one)
            else:
                yield self.becoming.doubtful(
                    clone, [one], Message("what it belongs to is changed, and it is not named")
                )


def _sorts(event: Event) -> list[str]:
    """The words of a title that say of what sort it is: what is done first, where something is due; else the thing itself."""
    first = rules.called(event.title).name[:2] if is_due(event) else ""
    return [word for word in (rules.head_of(event.title), first) if len(word) > 1]
