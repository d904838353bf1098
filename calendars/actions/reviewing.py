"""What was read and waits, decided one by one: in one transaction that checks that it is still what was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..events import CLONE, Event
from ..store import Store
from ..store.changing import Changing
from ..store.decided import OF_PEOPLE
from .deciding import merged_with_decisions
from .outcomes import Outcome, Stale, UnknownDraft
from .reading import Taking, carry_out, lay_beside

if TYPE_CHECKING:  # the reader of notices is slow to load
    from rules import Notice

    from ..plan import Change


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decides of a change that waits."""

    refused: bool = False
    """Whether it never belongs on the calendar."""
    meant: str | None = None
    """Of a doubtful one the UID of the event that is meant, or `plan.ANEW`."""
    settled: Mapping[str, Any] = field(default_factory=dict)
    """The fields that are put right."""


def previews(store: Store, piles: Sequence[tuple[Notice, Sequence[Event]]], now: datetime) -> list[Outcome]:
    """What the drafts of each notice would make of the calendar as it is now, whatever becomes of the other notices.

    Nothing is stored; of the outcome only the changes are told, and of which a person decided otherwise.
    Raises StoreError.
    """
    found = []
    with store.viewing(now, "read") as change:
        for notice, drafts in piles:
            beside = lay_beside(change, notice, drafts, now, Taking(whole=False))
            wanted = [one.wanted for one in beside.read if one.wanted]
            merged = merged_with_decisions(change, wanted, silent=OF_PEOPLE)
            kept = tuple(event for event, _ in merged.kept.values())
            found.append(Outcome(kept=kept, stayed_away=tuple(merged.away), changes=tuple(beside.changes)))
    return found


def decide(
    store: Store,
    number: int,
    seen: str,
    now: datetime,
    notice_of: Callable[[Changing, str], Notice],
    judge: Callable[[Change], Verdict],
) -> Outcome:
    """What became of one change that waits; all others of its notice wait on.

    `number` is that of its draft and `seen` the mark of the change as whoever decides saw it. `judge` says what is decided
    of it, and may raise what it will; `notice_of` gives the notice with a digest.

    Raises UnknownDraft, Stale where it is another by now, StoreError.
    """
    with store.changing(now, "read", machine=True) as change:
        mine = next((one for n, one in change.drafts() if n == number and one.source and one.source.digest), None)
        if mine is None or mine.source is None or mine.source.digest is None:
            raise UnknownDraft(number)
        notice = notice_of(change, mine.source.digest)
        change.about = notice.title
        drafts = [draft for _, draft in change.drafts([mine.source.digest])]
        beside = lay_beside(change, notice, drafts, now, Taking(whole=False))
        meant = next((one for one in beside.changes if one.mark == seen and _is_of(one, mine)), None)
        if meant is None:
            raise Stale(mine.title)
        verdict = judge(meant)
        taking = Taking(
            declined=(meant.draft,) if verdict.refused else (),
            passed_over=tuple(one.draft for one in beside.changes if one is not meant),
            settled={meant.draft.uid: verdict.settled} if verdict.settled else {},
            chosen={meant.draft.uid: verdict.meant} if verdict.meant else None,
            whole=False,
        )
        if verdict.meant:
            beside = lay_beside(change, notice, drafts, now, taking)
        return carry_out(change, notice, drafts, now, taking, beside)


def _is_of(change: Change, draft: Event) -> bool:
    """Whether a change comes of the draft; one that speaks of several events has a change for each."""
    return change.draft.uid.partition(CLONE)[0] == draft.uid
