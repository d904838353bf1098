"""Which stored event a later notice speaks of, and what becomes of it: new, confirmed, moved, cancelled, or to be asked.

What can be told is told by principles in order: the date that gives way, the name, the notice that is cited, who issued it.
Where two events fit, or the words contradict what is stored, nothing is changed before a person has looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rules import Message, Notice

from ..events import Event
from ..statements import CANCELS, MOVES, STATUS_OF
from .by_clause import ByClause
from .by_former import ByFormer
from .by_name import ByName
from .by_setting import BySetting
from .context import Context
from .drafts import is_undated, stands_within
from .known import Known, Match, Sort


class Reconciler:
    """The drafts of one notice against what is stored."""

    def __init__(self, notice: Notice, known: Sequence[Known], today: date) -> None:
        self.context = Context(notice, known, today)
        self._by_former, self._by_name = ByFormer(self.context), ByName(self.context)
        self._by_setting, self._by_clause = BySetting(self.context), ByClause(self.context)

    def matches(self, drafts: Sequence[Event]) -> list[Match]:
        """What becomes of each draft, in their order, the surest first taken; a draft may speak of several events, or of none."""
        found: dict[str, Match] = {}
        undated = [draft for draft in drafts if is_undated(draft)]
        dated = [draft for draft in drafts if not is_undated(draft)]
        self.context.hear(drafts, undated)
        changing = [draft for draft in dated if _act(draft)]
        ceasing = [draft for draft in undated if _act(draft) == CANCELS]
        setting = [
            draft for draft in dated if not _act(draft) and not any(stands_within(draft, one) for one in ceasing)
        ]
        for closely, sure, group in (
            (True, True, changing),
            (False, True, changing),
            (False, True, setting),
            (False, False, changing),
            (False, False, setting),
        ):
            self.context.closely = closely
            for draft in group:
                if draft.uid not in found and (match := self._match(draft, sure=sure)):
                    found[draft.uid] = match
                    if match.known:
                        self.context.taken.add(match.known.event.uid)
        said = self._by_clause.matches(undated, found)
        absorbed = self.context.becoming.absorbed
        new = [found.get(draft.uid) or Match(draft, Sort.NEW) for draft in dated if draft.uid not in absorbed]
        return [*new, *self.context.more, *said]

    def as_chosen(self, draft: Event, known: Known) -> Match:
        """What becomes of a draft of which a person says that it is this event."""
        match = self.context.becoming.as_said(draft, known)
        return match if match.sort is not Sort.DOUBTFUL else Match(draft, Sort.MOVED, known, dates=draft.recurrence)

    def _match(self, draft: Event, *, sure: bool) -> Match | None:
        """What becomes of a dated draft; None where nothing stored is meant, or nothing surely."""
        reading, act = draft.reading, _act(draft)
        former = reading.former if reading else None
        if not former and reading and (act in STATUS_OF or reading.by):
            former = draft.recurrence
        if act and former:
            match = self._by_former.match(draft, former) or self._by_another_date(draft)
        elif act and not self.context.standing.forwards:
            match = self._by_name.match(draft)
        else:
            match = self._by_setting.match(draft)
        return match if match and (not sure or (match.known and match.sort is not Sort.DOUBTFUL)) else None

    def _by_another_date(self, draft: Event) -> Match | None:
        """Where the date that gives way is kept nowhere: the event of that name, about which a person is asked."""
        match = self._by_name.match(draft) if _act(draft) == MOVES else None
        if match is None or match.known is None:
            return match
        reason = Message("the date that gives way is none of this event")
        return self.context.becoming.doubtful(draft, [match.known], reason)


def _act(draft: Event) -> str | None:
    """What a notice does with the entry that a draft is of."""
    return draft.reading.act if draft.reading else None
