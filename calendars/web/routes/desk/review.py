"""The page on which what was read of a notice is decided, and stored in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rules import Message, Reckoning, YuelingError

from ....actions import Outcome, Stale
from ....choosing import Choice
from ....inputs import Pile, accept, kept_notice, look
from ....lines import one_line
from ....store import Store, UnknownNotice
from ....words.decided import reading_words
from ... import pages
from ...pages.desk import MOST_CHANGES, MOST_TEXT, Asked, asked_of, choice_of, kinds, rows_of, seen_of, text_of
from ...words import words
from .office import Office, today_of, wrong

COMMAND = Message("choose it here when the notice is read again")
"""What stands for the command that takes over what was read of an event."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The drafts of a notice as they lie beside the calendar now."""

    pile: Pile
    outcome: Outcome
    reckoning: Reckoning


def routes(office: Office) -> list[BaseRoute]:
    """The address of what is to be decided of a notice."""

    async def review(request: Request) -> Response:
        """What was read, with its choices; where a form comes back, stores what was chosen."""
        frame, digest = await office.frame(request), request.path_params["digest"]
        now = office.now(request)
        if request.method == "POST":
            fields = await office.fields(request)
            return await _store(office, request, frame, digest, fields)
        laid = await office.laid(_laid, digest, office.piles.get(digest), now)
        return await _page(office, request, frame, laid, {})

    return [Route("/desk/notice/{digest}", review, methods=["GET", "POST"])]


def _laid(store: Store, digest: str, pile: Pile | None, now: datetime) -> Laid:
    """The drafts of the notice: those that were read just now, else those that wait. Raises HTTPException(404)."""
    if pile is None:
        try:
            notice = kept_notice(store.notice(digest))
        except UnknownNotice:
            raise HTTPException(404) from None
        drafts = [draft for _, draft in store.drafts() if draft.source and draft.source.digest == digest]
        pile = Pile(notice, drafts, whole=False)
    return Laid(pile, look(store, pile, now) if pile.drafts else Outcome(), store.reckoning())


async def _page(
    office: Office, request: Request, frame: pages.Frame, laid: Laid, asked: Mapping[int, Asked], status: int = 200,
    said: str = "", errors: Mapping[int, YuelingError] | None = None,
) -> Response:  # fmt: skip
    """The page, with what somebody chose so far and what of it cannot be."""
    changes, notice = laid.outcome.changes, laid.pile.notice
    rows = rows_of(laid.outcome, asked, today_of(office.now(request)), laid.reckoning, frame.lang)
    doubtful = sum(not row.certain for row in rows)
    facts: dict[str, Any] = {
        "title": one_line(notice.title or notice.name or words(frame.lang)["untitled"], 200),
        "facts": [
            one_line(text, 120) for text in (notice.number, notice.issuer, notice.issued and str(notice.issued)) if text
        ],
        "remarks": [one_line(remark.say(frame.lang), 300) for remark in notice.remarks],
    }
    return await office.show(
        request, "review.html", frame, "home", status, rows=rows, digest=notice.digest, seen=seen_of(changes), said=said,
        whole="1" if laid.pile.whole else "", pieces=text_of(notice.text, changes), more_text=len(notice.text) > MOST_TEXT,
        more=max(len(changes) - MOST_CHANGES, 0), sure=len(rows) - doubtful, doubtful=doubtful, kinds=kinds(frame.lang),
        wrong={number: wrong(error, frame.lang) for number, error in (errors or {}).items()}, **facts,
    )  # fmt: skip


async def _store(
    office: Office, request: Request, frame: pages.Frame, digest: str, fields: Mapping[str, str]
) -> Response:
    """Stores what was chosen; else the page once more, with all that was entered."""
    now = office.now(request)
    pile = office.piles.get(digest) if fields.get("whole") else None
    laid = await office.laid(_laid, digest, pile, now)
    changes = laid.outcome.changes
    asked = asked_of(fields, len(changes))
    said = words(frame.lang)
    if seen_of(changes) != fields.get("seen"):
        return await _page(office, request, frame, laid, asked, 409, said["changed_since"])
    choice, errors = choice_of(changes, asked, today_of(now), frame.lang)
    if errors:
        return await _page(office, request, frame, laid, asked, 422, said["wrong_input"], errors)
    try:
        outcome = await office.laid(accept, laid.pile, changes, choice, now)
    except Stale:
        laid = await office.laid(_laid, digest, pile, now)
        return await _page(office, request, frame, laid, asked, 409, said["changed_since"])
    office.piles.pop(digest, None)
    return await office.go(
        request, frame, "/desk", fields["form"], _remarks(outcome, choice, changes, frame.lang), now=now
    )


def _remarks(outcome: Outcome, choice: Choice, changes: Sequence[Any], lang: str) -> tuple[Message, ...]:
    """What is to be said of the reading beside what was stored."""
    found = reading_words(outcome, lambda _: COMMAND.say(lang), lang)
    if outcome.left:
        found.append(Message("{n} wait on", n=len(outcome.left)))
    return tuple(found)
