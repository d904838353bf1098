"""Who owes what, with what is said of it: done, how much, later, somebody has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rules import Message, YuelingError, shift

from .... import actions
from ....duties.amounts import Amount
from ....duties.states import EVERYBODY, Quota
from ....store import Store
from ...desk import visitor
from ...pages.desk.duties import MOST_DUTIES, DutyQuery, duties_asked, line_of
from ...site import check_options, refusal
from .office import Office, today_of, wrong

LATER = (1, 3, 7, 14)
"""For how many days the page puts something off."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of one date of an event, by a form."""

    uid: str
    day: date
    key: str | None
    seen: int
    by: str | None
    now: datetime
    fields: Mapping[str, str]


def routes(office: Office) -> list[BaseRoute]:
    """The address of the page, and of its forms."""

    async def page(request: Request) -> Response:
        """Who owes what."""
        try:
            check_options(request, (*DutyQuery.OPTIONS, "done"))
        except YuelingError as error:
            return refusal(request, error, await office.frame(request))
        return await _page(office, request, DutyQuery.of(request.query_params))

    async def act(request: Request) -> Response:
        """Does what the form asks for, and leads back to where it stood."""
        fields, frame = await office.fields(request), await office.frame(request)
        asked, now = DutyQuery.of(fields), office.now(request)
        try:
            said = _said(fields, (await visitor(request)).name, now)
            await office.site.ask(_do, said)
        except YuelingError as error:
            stale = isinstance(error, actions.Stale)
            return await _page(office, request, asked, 409 if stale else 422, error)
        office.site.shelf.doubt()
        path, options = "/duties", asked.options()
        if fields.get("back") == "event":
            path, options = f"/desk/event/{quote(said.uid, safe='')}", {}
        return await office.go(request, frame, path, fields["form"], now=now, query=options)

    return [Route("/duties", page), Route("/duties", act, methods=["POST"])]


async def _page(
    office: Office, request: Request, asked: DutyQuery, status: int = 200, error: YuelingError | None = None
) -> Response:
    frame = await office.frame(request)
    today = today_of(office.now(request))
    found = await office.site.ask(duties_asked, asked, today)
    return await office.show(
        request, "duties.html", frame, "duties", status, lines=[line_of(duty, today, frame.lang) for duty in found[:MOST_DUTIES]],
        more=len(found) - MOST_DUTIES, late=sum(duty.due < today for duty in found), count=len(found), asked=asked,
        later=LATER, problem=wrong(error, frame.lang) if error else None,
        done=None if error else await office.done(request, frame),
    )  # fmt: skip


def _said(fields: Mapping[str, str], by: str | None, now: datetime) -> Said:
    """What the form says; raises YuelingError where it does not say of what."""
    try:
        day = date.fromisoformat(fields.get("day", ""))
    except ValueError:
        raise YuelingError(Message("it is not said which date is meant"), Message("choose one of its dates")) from None
    seen = fields.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1
    return Said(fields.get("uid", "")[:300], day, fields.get("key") or None, number, by, now, fields)


def _do(store: Store, said: Said) -> None:
    act = ACTS.get(said.fields.get("act", ""))
    if act is None:
        raise YuelingError(Message("it is not said what is to be done"))
    act(store, said)


def _done(store: Store, said: Said) -> None:
    actions.complete(store, said.uid, said.day, said.now, key=said.key, by=said.by, seen=said.seen)


def _progress(store: Store, said: Said) -> None:
    amount = Amount.read(said.fields.get("amount", ""))
    actions.count_done(store, said.uid, said.day, amount, said.now, key=said.key, by=said.by, seen=said.seen)


def _more(store: Store, said: Said) -> None:
    actions.count_done(
        store, said.uid, said.day, Amount(1, more=True), said.now, key=said.key, by=said.by, seen=said.seen
    )


def _snooze(store: Store, said: Said) -> None:
    text = said.fields.get("later", "")
    days = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    until = shift(today_of(said.now), days)
    actions.snooze(
        store, said.uid, said.day, until, said.now, reader=EVERYBODY, key=said.key, by=said.by, seen=said.seen
    )  # fmt: skip


def _wake(store: Store, said: Said) -> None:
    actions.snooze(store, said.uid, said.day, None, said.now, key=said.key, by=said.by, seen=said.seen)


def _ack(store: Store, said: Said) -> None:
    by = said.fields.get("by", "").strip()[:80] or said.by
    actions.acknowledge(store, said.uid, said.day, said.now, by=by, key=said.key, seen=said.seen)


def _unack(store: Store, said: Said) -> None:
    actions.acknowledge(store, said.uid, said.day, said.now, take_back=True, key=said.key, seen=said.seen)


def _quota(store: Store, said: Said) -> None:
    text = said.fields.get("times", "").strip()
    actions.set_quota(store, said.uid, Quota.read(text) if text else None, said.now, seen=said.seen)


ACTS: Mapping[str, Callable[[Store, Said], None]] = {
    "done": _done, "progress": _progress, "more": _more, "snooze": _snooze, "wake": _wake, "ack": _ack, "unack": _unack,
    "quota": _quota,
}  # fmt: skip
"""What a form may ask for, by its field `act`."""
