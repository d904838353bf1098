"""The page on which a notice is given to the organisations below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rules import Message, YuelingError

from ....actions.giving import give
from ....lines import one_line
from ....organisations import Organisation, below
from ....store import KeptNotice, Store, UnknownNotice
from ....words.given import receipts_words, receiver_names
from ... import pages
from ...words import words
from .office import Office, wrong

TO = "to-"
"""With what the name of the field begins that chooses an organisation, by its key."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A notice, and to whom it may be given."""

    notice: KeptNotice
    below: tuple[Organisation, ...]


def routes(office: Office) -> list[BaseRoute]:
    """The address on which a notice is given."""

    async def giving(request: Request) -> Response:
        """Whom there is below; where the form comes back, gives the notice to those that were chosen."""
        frame, digest = await office.frame(request), request.path_params["digest"]
        if request.method == "POST":
            return await _give(office, request, frame, digest, await office.fields(request))
        if not frame.editor:
            raise HTTPException(404)
        return await _page(office, request, frame, await office.site.ask(_offer, digest))

    return [Route("/desk/notice/{digest}/give", giving, methods=["GET", "POST"])]


def _offer(store: Store, digest: str) -> Offer:
    """The notice with the digest, and who stands below. Raises HTTPException(404) where there is none of either."""
    try:
        notice = store.notice(digest)
    except UnknownNotice:
        raise HTTPException(404) from None
    under = tuple(below(store.organisations(), store.org))
    if not under:
        raise HTTPException(404)
    return Offer(notice, under)


async def _page(
    office: Office, request: Request, frame: pages.Frame, offer: Offer, status: int = 200, **facts: Any
) -> Response:
    """The page, with what was chosen so far."""
    notice, chosen = offer.notice, facts.pop("chosen", None)
    names = receiver_names(offer.below)
    title = one_line(notice.title or notice.name or words(frame.lang)["untitled"], 200)
    return await office.show(
        request, "give.html", frame, "home", status, digest=notice.digest, title=title,
        facts=[one_line(text, 120) for text in (notice.number, notice.issuer, notice.issued and str(notice.issued)) if text],
        below=[(TO + one.key, one_line(names[one.number], 120), one.closed is not None, chosen is None or one.key in chosen)
               for one in offer.below],
        **{"problem": None, "remarks": ()} | facts,
    )  # fmt: skip


async def _give(
    office: Office, request: Request, frame: pages.Frame, digest: str, fields: Mapping[str, str]
) -> Response:
    """Gives the notice, and says what reached whom; else the page once more, as it was filled in."""
    now, offer = office.now(request), await office.site.ask(_offer, digest)
    chosen = [one.key for one in offer.below if fields.get(TO + one.key)]
    try:
        if not chosen:
            raise YuelingError(
                Message("no organisation is chosen"), Message("choose those that are to have the notice")
            )
        found = await office.laid(give, offer.notice.digest, now, to=chosen)
    except YuelingError as error:
        return await _page(office, request, frame, offer, 422, chosen=chosen, problem=wrong(error, frame.lang))
    remarks = tuple(receipts_words(found.receipts))
    if any(one.is_new for one in found.receipts):
        return await office.go(request, frame, "/desk", fields["form"], remarks, now=now)
    return await _page(office, request, frame, offer, chosen=chosen, remarks=[one.say(frame.lang) for one in remarks])
