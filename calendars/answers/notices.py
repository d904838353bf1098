"""Notices: which were read, what was found in one and what became of it, and a new one read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules import Finding, find, write

from .. import actions
from ..choosing import Choice
from ..civil import day_of
from ..events import Event
from ..inputs import Document, Paper, Pile, accept, kept_notice, look, papers_in
from ..intake import Unread
from ..records import outcome_record, reference, statement_record
from ..statements import Statement
from ..store import KeptNotice, UnknownNotice
from .inquiry import Inquiry, reply
from .paging import page
from .review import changes_of


def notices(inquiry: Inquiry, *, limit: int, cursor: str | None = None) -> dict[str, Any]:
    """A page of the notices in the order in which they were stored: for everybody those that gave an event that is stored.

    Who is trusted sees those too of which everything waits or was refused. Raises BadCursor.
    """
    gave = {event.source.digest for event in inquiry.events() if event.source}
    found = sorted((one for one in inquiry.store.notices() if inquiry.trusted or one.digest in gave), key=_stored)
    shown, following = page(found, _stored, limit, cursor)
    return reply(notices=[head(one) for one in shown], total=len(found), next=following)


def _stored(notice: KeptNotice) -> tuple[str, ...]:
    return notice.added.isoformat() if notice.added else "", notice.digest


def head(notice: KeptNotice) -> dict[str, Any]:
    """Which notice it is."""
    days = {name: day.isoformat() if day else None for name, day in
            (("issued", notice.issued), ("printed", notice.printed), ("reference", notice.reference))}  # fmt: skip
    return {
        "digest": notice.digest,
        "title": notice.title,
        "number": notice.number,
        "issuer": notice.issuer,
        "name": notice.name,
        **days,
        "added": notice.added.isoformat() if notice.added else None,
    }


def notice(inquiry: Inquiry, digest: str) -> dict[str, Any]:
    """One notice with its text, each date found in it and what became of that, and what it says of the stored events.

    What waits as a draft is told to who is trusted. Raises UnknownNotice.
    """
    kept = inquiry.store.notice(digest)
    said = [one for found in inquiry.store.statements_in(digest).values() for one in found]
    stored = {event.uid: event for event in inquiry.events()}
    if not inquiry.trusted and not any(one.uid in stored for one in said):
        raise UnknownNotice(digest)
    became = _Became(stored, said, _waiting(inquiry, digest))
    read = kept_notice(kept)
    found = find(read, kept.reference or (day_of(kept.added) if kept.added else inquiry.today)) if kept.text else []
    return reply(
        notice=head(kept),
        text=kept.text,
        findings=[_found(one, inquiry.lang) | {"became": became.of(one.start, one.end)} for one in found],
        says=[
            reference(stored[one.uid]) | statement_record(one, inquiry.lang)
            for one in sorted(said, key=lambda one: (one.source.start, one.uid))
            if one.uid in stored
        ],
    )


def _waiting(inquiry: Inquiry, digest: str) -> dict[tuple[int, int], int]:
    """The numbers of the drafts of a notice, by their places in its text; none for who is not trusted."""
    drafts = inquiry.store.drafts() if inquiry.trusted else []
    return {
        (one.source.start, one.source.end): number
        for number, one in drafts
        if one.source and one.source.digest == digest
    }


@dataclass(frozen=True, slots=True)
class _Became:
    """What is known of the dates of a notice."""

    stored: Mapping[str, Event]
    said: Sequence[Statement]
    waiting: Mapping[tuple[int, int], int]

    def of(self, start: int, end: int) -> dict[str, Any] | None:
        """What became of the date that stands there; None where nothing did."""
        here = [one for one in self.said if (one.source.start, one.source.end) == (start, end)]
        events = [reference(self.stored[one.uid]) for one in here if one.uid in self.stored]
        if (start, end) in self.waiting:
            return {"state": "waiting", "draft": self.waiting[start, end], "events": events}
        if events:
            return {"state": "stored", "draft": None, "events": events}
        return {"state": "removed", "draft": None, "events": []} if here else None


def _found(found: Finding, lang: str) -> dict[str, Any]:
    return found.to_json(write(found.recurrence) if found.recurrence else None, lang)


# ------------------------------------------------------------------ a new one


def read(document: Document, today: date, lang: str) -> dict[str, Any]:
    """What is found in a document, and nothing else done: its notices with their findings, and what could not be read.

    Raises UnreadNotice.
    """
    found = list(papers_in(document, today))
    return reply(
        notices=[_reading(one, lang) for one in found if not isinstance(one, Unread)],
        unread=[_unread(one, lang) for one in found if isinstance(one, Unread)],
    )


def _reading(paper: Paper, lang: str) -> dict[str, Any]:
    """A reading as `read --json` prints it, with the text to which the offsets belong."""
    return {
        "notice": {"digest": paper.notice.digest, **paper.notice.to_json()},
        "text": paper.notice.text,
        "findings": [_found(found, lang) for found in paper.findings],
        "remarks": [remark.say(lang) for remark in paper.notice.remarks],
    }


def _unread(one: Unread, lang: str) -> dict[str, Any]:
    return {"name": one.name, "error": one.error.say(lang)}


def take(inquiry: Inquiry, document: Document, *, store: bool = False, dry_run: bool = False) -> dict[str, Any]:
    """Reads a document in: what it would make of the calendar waits as drafts, or with `store` what is certain is taken.

    A dry run says so and keeps nothing. Raises UnreadNotice, BadText, StoreError.
    """
    found = list(papers_in(document, inquiry.today))
    taken = [
        _took(inquiry, one, document, store=store, dry_run=dry_run) for one in found if not isinstance(one, Unread)
    ]
    unread = [_unread(one, inquiry.lang) for one in found if isinstance(one, Unread)]
    return reply(dry_run=dry_run, notices=taken, unread=unread)


def _took(inquiry: Inquiry, paper: Paper, document: Document, *, store: bool, dry_run: bool) -> dict[str, Any]:
    """A reading with what became of it: the changes that wait or would be made, and what was stored."""
    outcome = None
    if paper.drafts:
        pile = Pile(paper.notice, paper.drafts, reference=document.reference)
        if not (store or dry_run):
            actions.lay_in(inquiry.store, pile.notice, pile.drafts, inquiry.stamp, pile.reference)
        outcome = look(inquiry.store, pile, inquiry.stamp)
        if store and not dry_run:
            outcome = accept(inquiry.store, pile, outcome.changes, Choice(), inquiry.stamp)
    return _reading(paper, inquiry.lang) | {
        "changes": changes_of(inquiry, outcome, paper.notice.digest) if outcome else [],
        "stored": outcome_record(outcome) if outcome and store and not dry_run else None,
    }
