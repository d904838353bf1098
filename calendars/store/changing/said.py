"""What notices say, what is proposed, what was given and what people decided: how it comes to stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from sqlalchemy import delete, insert

from calendars.events import Event
from calendars.proposals import Proposal
from calendars.statements import Statement

from .. import given, statements, tables
from ..decided import Decision
from ..rows import compact, notice_key
from ..tables import own, write_instant
from .known import Known


class Said(Known):
    """Statements, drafts, proposals, gifts and decisions."""

    def state(self, new: Iterable[Statement]) -> None:
        """Keeps what notices say of events, in place of what they said before; now, where they do not say when."""
        said = [(statements.statement_row(one), one.added) for one in new]
        rows = {(row["uid"], row["notice"]): row for row, _ in said}
        times = {(row["uid"], row["notice"]): added for row, added in said}
        known = self.statements_of([uid for uid, _ in rows])
        table = tables.sources
        for (uid, notice), row in rows.items():
            old = {notice_key(one.source): one for one in known.get(uid, ())}
            if notice in old and statements.statement_row(old[notice]) == row:
                continue
            self._log_statements(uid)
            match = own(table) & (table.c.uid == uid) & (table.c.notice == notice)
            self._connection.execute(delete(table).where(match))
            added = (notice in old and old[notice].added) or times[uid, notice] or self._moment
            self._connection.execute(insert(table), {**row, "added": added})

    def unstate(self, uid: str, digests: Sequence[str]) -> None:
        """Forgets what these notices said of an event."""
        table = tables.sources
        match = own(table) & (table.c.uid == uid) & table.c.notice.in_(list(digests))
        if digests:
            self._log_statements(uid)
            self._connection.execute(delete(table).where(match))

    def lay(self, digest: str, drafts: Iterable[Event], wanted: Collection[str] = ()) -> None:
        """Keeps the drafts of a notice that wait for a person, in place of those that waited; what is proposed waits on.

        `wanted` are the UIDs of those that only a doubt keeps from being taken.
        """
        waiting = self.drafts([digest])
        old = [(number, draft) for number, draft in waiting if not proposal_of(draft)]
        new = [draft for draft in drafts if not proposal_of(draft)]
        same_drafts = [draft for _, draft in old] == [replace(draft, created=None, updated=None) for draft in new]
        if same_drafts and not wanted:
            return
        self._log_drafts(digest, waiting)
        self._drop_drafts(number for number, _ in old)
        table = tables.drafts
        last = max((number for number, _ in self.drafts()), default=0)
        same = {draft.uid: number for number, draft in old}
        numbers = count(last + 1)
        rows = [
            {
                "number": same.get(draft.uid) or next(numbers),
                "notice": digest,
                "content": statements.draft_text(draft, self._moment),
                "wanted": draft.uid in wanted,
                "added": self._moment,
            }
            for draft in new
        ]
        if rows:
            self._connection.execute(insert(table), rows)

    def propose(self, wanted: Mapping[str, Event | None]) -> None:
        """Keeps what is proposed, by the UID of the draft, in place of what lies open of it; None for nothing."""
        open_now = {draft.uid: (number, draft) for number, draft in self.drafts() if proposal_of(draft)}
        for uid, new in wanted.items():
            number, old = open_now.get(uid, (0, None))
            if old == new:
                continue
            for one in filter(None, (old, new)):
                digest = one.source and one.source.digest
                assert digest
                self._log_drafts(digest, self.drafts([digest]))
            self._drop_drafts([number])
            if new and new.source:
                row = {
                    "number": number or max((taken for taken, _ in self.drafts()), default=0) + 1,
                    "notice": new.source.digest,
                    "content": statements.draft_text(new, self._moment),
                    "wanted": False,
                    "added": self._moment,
                }
                self._connection.execute(insert(tables.drafts), row)

    def note_proposal(self, fate: str, draft: Event) -> None:
        """Has the history say what became of a proposal: given.PROPOSED, WITHDRAWN, ACCEPTED or DECLINED."""
        self._log.before(fate, draft.uid, statements.draft_text(draft, self._moment))

    def _drop_drafts(self, numbers: Iterable[int]) -> None:
        match = own(tables.drafts) & tables.drafts.c.number.in_(list(numbers))
        self._connection.execute(delete(tables.drafts).where(match))

    def put_given_notice(self, new: given.GivenNotice) -> None:
        """Keeps what was given with a notice, in place of what was given before."""
        old = self.given_notices(new.giver).get(new.notice)
        self._log.before(given.NOTICE, given.key_text(new.notice, new.giver), compact(old.to_json()) if old else None)
        given.put_notice(self._connection, (new.notice, new.giver), new.to_json())

    def put_given_event(self, new: given.GivenEvent) -> None:
        """Keeps what was given of an event, in place of what was given before."""
        old = self.given_events(new.giver, [new.uid]).get(new.uid)
        if old != new:
            before = compact(old.to_json()) if old else None
            self._log.before(given.EVENT, given.key_text(new.uid, new.giver), before)
            given.put_event(self._connection, (new.uid, new.giver), new.to_json())

    def decide(self, decided: Iterable[Decision]) -> None:
        """Keeps what was decided, in place of what was decided of the same fields before."""
        new = list(decided)
        for uid in dict.fromkeys(decision.uid for decision in new):
            self._log_decisions(uid)
        table = tables.decisions
        for decision in new:
            match = own(table) & (table.c.uid == decision.uid) & (table.c.field == decision.field)
            self._connection.execute(delete(table).where(match))
            self._connection.execute(insert(table), self._decision_row(decision))

    def forget(self, uid: str, fields: Iterable[str] | None = None) -> None:
        """Forgets what was decided of these fields of an event, or of all."""
        table = tables.decisions
        match = own(table) & (table.c.uid == uid)
        if fields is not None:
            match &= table.c.field.in_(list(fields))
        self._log_decisions(uid)
        self._connection.execute(delete(table).where(match))

    def _log_statements(self, uid: str) -> None:
        known = self.statements_of([uid]).get(uid, ())
        rows = [{**statements.statement_row(one), "added": one.added and write_instant(one.added)} for one in known]
        self._log.before("sources", uid, compact(rows))

    def _log_drafts(self, digest: str, drafts: Iterable[tuple[int, Event]]) -> None:
        rows = [[number, statements.draft_text(draft, self._moment)] for number, draft in drafts]
        self._log.before("drafts", digest, compact(rows))

    def _decision_row(self, decision: Decision) -> dict[str, Any]:
        return {**decision.row(), "decided": decision.decided or self._moment}

    def _log_decisions(self, uid: str) -> None:
        known = self.decisions([uid]).get(uid, {})
        self._log.before("decisions", uid, compact([decision.to_json() for decision in known.values()]))


def proposal_of(draft: Event) -> Proposal | None:
    """What an organisation above proposes with a draft."""
    return draft.reading.proposal if draft.reading else None
