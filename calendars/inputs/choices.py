"""What was read of a notice, laid beside the calendar, and stored as somebody chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rules import Message, Notice

from ..actions import Outcome, read_in
from ..choosing import BadChoice, Choice, candidate
from ..civil import day_of
from ..events import Event
from ..plan import Change
from ..store import KeptNotice, Store


@dataclass(frozen=True, slots=True)
class Pile:
    """The drafts of a notice that somebody looks through."""

    notice: Notice
    drafts: Sequence[Event]
    whole: bool = True
    """Whether they are all that the notice says, as when it has just been read."""
    again: bool = False
    """Whether the reading stands against what people decided of what it says."""
    reference: date | None = None
    """The day on which the notice was received, where somebody said."""

    @property
    def settings(self) -> dict[str, Any]:
        return {"again": self.again, "reference": self.reference, "whole": self.whole}


def kept_notice(kept: KeptNotice) -> Notice:
    """A stored notice as it is read again: its text with what is known of its head."""
    known = (kept.title, kept.number, kept.issuer, kept.issued, kept.printed)
    return Notice(kept.text or "", kept.name or "", *known)


def waiting_piles(store: Store) -> list[Pile]:
    """The notices of which drafts wait, with these, the one issued first first."""
    by_digest: dict[str, list[Event]] = {}
    for _, draft in store.drafts():
        if draft.source and draft.source.digest:
            by_digest.setdefault(draft.source.digest, []).append(draft)
    kept = [store.notice(digest) for digest in by_digest]
    kept.sort(key=lambda one: (one.issued or (day_of(one.added) if one.added else date.max), str(one.added)))
    return [Pile(kept_notice(one), by_digest[one.digest], whole=False) for one in kept]


def look(store: Store, pile: Pile, now: datetime) -> Outcome:
    """What the drafts would make of the calendar as it is now; nothing is stored. Raises StoreError."""
    return read_in(store, pile.notice, pile.drafts, now, dry_run=True, **pile.settings)


def accept(
    store: Store, pile: Pile, changes: Sequence[Change], choice: Choice, now: datetime, *, dry_run: bool = False
) -> Outcome:
    """What became of the drafts as somebody chose of the changes that he saw (`look`), in one transaction.

    What he neither takes nor refuses waits as a draft. Raises BadChoice, PutRightInVain; Stale where the changes are others
    by now; BadText, StoreError.
    """
    items = [change.draft for change in changes]
    wanted, unwanted = choice.wanted(items), choice.unwanted(items)
    answered = {draft.uid for draft in (*wanted, *unwanted)}
    return read_in(
        store,
        pile.notice,
        pile.drafts,
        now,
        declined=unwanted,
        passed_over=[draft for draft in items if draft.uid not in answered],
        settled=choice.settled(items),
        chosen=meant(changes, choice),
        seen=[change.mark for change in changes],
        dry_run=dry_run,
        **pile.settings,
    )


def meant(changes: Sequence[Change], choice: Choice) -> dict[str, str]:
    """For the doubtful changes that are taken by their number the event that is meant; raises BadChoice."""
    found = {}
    for number, change in enumerate(changes, 1):
        if change.event is not None and number in choice.meant:
            said = Message("number {n} is certain, and there is nothing to choose", n=number)
            raise BadChoice(said, Message("write {n} to take it", n=number))
        if change.event is None and choice.chosen is not None and number in choice.chosen:
            found[change.draft.uid] = candidate(change, number, choice.meant.get(number))
    return found
