"""What was read and waits for a person: shown as changes of the calendar, accepted, refused or put right one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from rules import Message, parse

from .. import actions
from ..changes_shown import change_record, decided_uids
from ..choosing import BadChoice, Choice
from ..civil import day_of
from ..events import CLONE, Event
from ..inputs import kept_notice
from ..one_line_event import checked_kind, checked_text
from ..plan import ANEW, Change, may_be_new
from ..records import outcome_record
from ..store import KeptNotice, Store
from .inquiry import Inquiry, reply
from .paging import page

ACCEPT, REFUSE, CORRECT = "accept", "refuse", "correct"
VERDICTS = (ACCEPT, REFUSE, CORRECT)


def waiting(inquiry: Inquiry, *, limit: int, cursor: str | None = None) -> dict[str, Any]:
    """A page of the notices of which drafts wait, each with what its drafts would make of the calendar as it is now.

    A change has the number of its `draft`, and `seen`, which tells it from another one that comes of the same draft later:
    whoever decides sends both back. Raises BadCursor.
    """
    store = inquiry.store
    by_digest: dict[str, list[Event]] = {}
    for _, draft in store.drafts():
        if draft.source and draft.source.digest:
            by_digest.setdefault(draft.source.digest, []).append(draft)
    kept = sorted(map(store.notice, by_digest), key=_issued)
    shown, following = page(kept, _issued, limit, cursor)
    notices = [kept_notice(one) for one in shown]
    piles = [(notice, by_digest[one.digest]) for notice, one in zip(notices, shown, strict=True)]
    found: list[dict[str, Any]] = [
        {
            "notice": {"digest": one.digest, "name": one.name} | notice.to_json(),
            "changes": changes_of(inquiry, outcome, one.digest),
        }
        for notice, one, outcome in zip(notices, shown, actions.previews(store, piles, inquiry.stamp), strict=True)
    ]
    return reply(notices=found, total=len(kept), next=following)


def _issued(one: KeptNotice) -> tuple[str, ...]:
    """By what the notices that wait are ordered: the one issued first first."""
    added = one.added.isoformat() if one.added else ""
    day = one.issued or (day_of(one.added) if one.added else None)
    return day.isoformat() if day else "", added, one.digest


def changes_of(inquiry: Inquiry, outcome: actions.Outcome, digest: str) -> list[dict[str, Any]]:
    """The changes of a notice as records, each with the number of its draft where that waits, and `seen`."""
    decided = decided_uids(outcome)
    numbers = _numbers(inquiry.store, digest)
    return [
        change_record(outcome.changes, place, decided, inquiry.lang)
        | {"draft": numbers.get(change.draft.uid.partition(CLONE)[0]), "seen": change.mark}
        for place, change in enumerate(outcome.changes, 1)
    ]


def _numbers(store: Store, digest: str) -> dict[str, int]:
    return {one.uid: number for number, one in store.drafts() if one.source and one.source.digest == digest}


def decide(
    inquiry: Inquiry, number: int, verdict: str, seen: str, event: str | None = None, **fields: str | None
) -> dict[str, Any]:
    """What became of one waiting change: accepted as it was read, refused for good, or accepted as it is put right.

    `seen` is the mark with which it was shown. `event` says of a doubtful one which stored event is meant, or `new`.
    `fields` are title, rule, kind and place as somebody puts them right.

    Raises UnknownDraft, Stale, BadChoice, UnreadRule, BadField, BadKind, StoreError.
    """

    def judge(change: Change) -> actions.Verdict:
        """What was decided of the change as it is now."""
        if verdict == REFUSE:
            return actions.Verdict(refused=True)
        settled = _settled(change.draft, fields, inquiry.today) if verdict == CORRECT else {}
        return actions.Verdict(meant=_meant(change, event), settled=settled)

    outcome = actions.decide(
        inquiry.store, number, seen, inquiry.stamp, lambda change, digest: kept_notice(change.notice(digest)), judge
    )
    return reply(**outcome_record(outcome), waiting=len(outcome.left))


def _meant(change: Change, event: str | None) -> str | None:
    """Which stored event a doubtful change means, or that it is new; None for a certain one. Raises BadChoice."""
    if change.event is not None:
        return None
    uids = [one.uid for one in change.candidates]
    allowed = [*uids, *([ANEW] if may_be_new(change.draft) else [])]
    if event is None and allowed == [ANEW]:
        return ANEW
    if event not in allowed:
        said = Message("“{title}” is doubtful: it must be said which event is meant", title=change.draft.title)
        raise BadChoice(said, _remedy(allowed))
    return event


def _remedy(allowed: Iterable[str]) -> Message:
    words = ", ".join(allowed)
    if not words:
        return Message("it changes something that is not stored; refuse it, or let it wait until that is read")
    return Message("`event` is one of these: {uids}", uids=words)


def _settled(draft: Event, fields: Mapping[str, str | None], today: date) -> Mapping[str, Any]:
    """The fields that somebody puts right, as an event holds them; raises BadChoice for none."""
    given = {name: text for name, text in fields.items() if text is not None}
    if not given:
        said = Message("nothing is said that would be right")
        raise BadChoice(said, Message("give one of title, rule, kind, place; or accept it as it is"))
    read: dict[str, Any] = {name: checked_text(given[name], name) for name in ("title", "place") if name in given}
    if "kind" in given:
        read["kind"] = checked_kind(given["kind"]) or draft.kind
    if "rule" in given:
        read["recurrence"] = parse(given["rule"], reference=today)
    return Choice(changes={1: read}).put_right([draft], 1)
