"""One event: its fields, a single date of it, split, merged, removed, and what became of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rules import Message, Reckoning, YuelingError

from .... import actions, finding, inputs
from ....actions import Outcome
from ....events import CANCELLED, Event, UnknownEvent
from ....lines import one_line
from ....one_line_event import written
from ....past import changes_words
from ....store import AmbiguousUid, Store
from ....views import when
from ....words.decided import done_words
from ... import pages
from ...desk import visitor
from ...pages.desk import changed_fields, fields_of, kinds, list_of, past_of
from ...pages.desk.fields import NAMES
from ...words import words
from .office import Office, today_of, wrong

MOST_DATES = 24
"""Dates among which one is chosen."""


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody sent of an event."""

    frame: pages.Frame
    event: Event
    fields: Mapping[str, str]
    now: datetime
    request: Request

    @property
    def today(self) -> date:
        return today_of(self.now)

    @property
    def seen(self) -> int:
        """The sequence of the event as he saw it."""
        text = self.fields.get("seen", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


@dataclass(frozen=True, slots=True)
class Made:
    """Where it leads to, and what is to be said besides."""

    path: str
    remarks: tuple[Message, ...] = ()
    public: bool = False
    """Whether it is a page for everybody, which shows what came of it and not what was done."""


Act = Callable[[Office, Form], Awaitable[Made]]


def routes(office: Office) -> list[BaseRoute]:
    """The addresses of an event."""

    async def page(request: Request) -> Response:
        """The event with its fields as a form."""
        frame, uid = await office.frame(request), request.path_params["uid"]
        try:
            event = await office.site.ask(_event, uid)
        except HTTPException:
            return await _gone(office, request, frame, uid)
        return await _page(office, request, frame, event)

    async def asks(request: Request) -> Response:
        """Asks whether the event is to be removed."""
        frame, event = await office.frame(request), await office.site.ask(_event, request.path_params["uid"])
        tied = await office.site.ask(Store.followers, event.uid)
        return await office.show(
            request, "remove.html", frame, event=event, title=one_line(event.title, 200), path=_path(event),
            tied=[one_line(one.title, 120) for one in tied],
        )  # fmt: skip

    async def act(request: Request) -> Response:
        """Does what the form asks for."""
        name = request.path_params.get("act", "edit")
        if name not in ACTS:
            raise HTTPException(404)
        fields, frame = await office.fields(request), await office.frame(request)
        event = await office.site.ask(_event, request.path_params["uid"])
        form = Form(frame, event, fields, office.now(request), request)
        try:
            if form.seen != event.sequence:
                raise actions.Stale(event.title)
            made = await ACTS[name](office, form)
        except actions.Stale:
            return await _stale(office, request, form)
        except YuelingError as error:
            return await _page(office, request, frame, event, 422, fields, problem=wrong(error, frame.lang), part=name)
        office.site.shelf.doubt()  # whoever comes back to the page sees what he did
        if made.public:
            return office.lead(frame.to(made.path), fields["form"])
        return await office.go(request, frame, made.path, fields["form"], made.remarks, now=form.now)

    address = "/desk/event/{uid}"
    return [
        Route(f"{address}/remove", asks),
        Route(f"{address}/{{act}}", act, methods=["POST"]),
        Route(address, page),
        Route(address, act, methods=["POST"]),
    ]


def _path(event: Event) -> str:
    return f"/desk/event/{event.uid}"


def _event(store: Store, uid: str) -> Event:
    """The event with that whole UID. Raises HTTPException(404)."""
    try:
        found = store.event(uid)
    except (UnknownEvent, AmbiguousUid):
        raise HTTPException(404) from None
    if found.uid != uid:
        raise HTTPException(404)
    return found


async def _gone(office: Office, request: Request, frame: pages.Frame, uid: str) -> Response:
    """404: what became of an event that is no longer there. Raises HTTPException(404) where none ever was."""
    try:
        past = await office.site.ask(past_of, uid, frame.lang)
    except (UnknownEvent, AmbiguousUid):
        raise HTTPException(404) from None
    return await office.show(request, "gone.html", frame, status=404, past=past)


async def _stale(office: Office, request: Request, form: Form) -> Response:
    """409: what the other one did, and the form as it was filled in."""
    event = await office.site.ask(_event, form.event.uid)
    past = await office.site.ask(Store.past, event.uid)
    lang = form.frame.lang
    theirs = [
        one_line(changed, 300)
        for one in past
        if one.before and one.after and one.after.sequence > form.seen
        if (changed := changes_words(one.before, one.after, lang))
    ]
    said = words(lang)["changed_since"]
    return await _page(office, request, form.frame, event, 409, form.fields, said=said, theirs=theirs[-5:])


async def _page(
    office: Office, request: Request, frame: pages.Frame, event: Event, status: int = 200,
    sent: Mapping[str, str] | None = None, **facts: Any,
) -> Response:  # fmt: skip
    """The page of the event; the fields are as they were sent where they are sent back."""
    shown = fields_of(event, frame.lang)
    today, reckoning = today_of(office.now(request)), await office.site.ask(_reckoning)
    given = sent or {}
    facts = {"problem": None, "part": "", "said": "", "theirs": ()} | facts
    return await office.show(
        request, "event.html", frame, event=event, title=one_line(event.title, 300), shown=shown,
        called_off=event.status == CANCELLED,
        values={name: given.get(name, shown[name]) for name in NAMES}, kinds=kinds(frame.lang), path=_path(event),
        entered={name: given.get(name, "") for name in ("day", "to", "lines", "other")},
        dates=_dates(event, today, reckoning, frame.lang), past=await office.site.ask(past_of, event.uid, frame.lang),
        done=await office.done(request, frame) if sent is None else None, act=facts.pop("part"), status=status, **facts,
    )  # fmt: skip


def _reckoning(store: Store) -> Reckoning:
    return store.reckoning()


def _dates(event: Event, today: date, reckoning: Reckoning, lang: str) -> list[tuple[str, str]]:
    """The dates that may be moved or cancelled: that of today and those to come, else the last one."""
    recurrence = event.recurrence
    found = [*recurrence.between(today, today, reckoning)]
    found += [one for one in recurrence.upcoming(today, MOST_DATES, reckoning) if one not in found]
    last = recurrence.previous(today, reckoning) if not found else None
    return [(one.span.first.isoformat(), when(one, lang, recurrence)) for one in (found or ([last] if last else []))]


# ------------------------------------------------------------------ what is done


async def _edit(office: Office, form: Form) -> Made:
    changed: dict[str, Any] = dict(changed_fields(fields_of(form.event, form.frame.lang), form.fields))
    if not changed:
        return Made(_path(form.event), (Message("nothing changed"),))
    if "tags" in changed:
        changed["tags"] = list_of(changed["tags"], form.event.tags)
    if "leads" in changed:
        changed["leads"] = list_of(changed["leads"]) or ["default"]
    put = inputs.edit_of(form.event, changed, form.today)

    def edit(store: Store) -> Outcome:
        return actions.edit(store, form.event.uid, form.now, seen=form.seen, act=put.act, **put.changes)

    outcome = await office.site.ask(edit)
    return Made(_path(form.event), (*put.remarks(form.frame.lang), *done_words(outcome, form.frame.lang)))


async def _move(office: Office, form: Form) -> Made:
    day, to = _day(form.fields), form.fields.get("to", "").strip()
    outcome, said = await office.site.ask(inputs.move, form.event, day, to, form.today, form.now)
    return Made(_path(form.event), (*said, *done_words(outcome, form.frame.lang)))


async def _cancel(office: Office, form: Form) -> Made:
    outcome, said = await office.site.ask(inputs.cancel, form.event, _day(form.fields), form.now)
    return Made(_path(form.event), (*said, *done_words(outcome, form.frame.lang)))


async def _call_off(office: Office, form: Form) -> Made:
    off = form.fields.get("off") != "0"
    await office.site.ask(actions.call_off, form.event.uid, form.now, off=off, seen=form.seen)
    return Made(_path(form.event))


async def _done(office: Office, form: Form) -> Made:
    day, key = _day(form.fields), form.fields.get("key") or None
    by = (await visitor(form.request)).name
    await office.site.ask(actions.complete, form.event.uid, day, form.now, key=key, by=by, seen=form.seen)
    return _back(form)


async def _reopen(office: Office, form: Form) -> Made:
    day, key = _day(form.fields), form.fields.get("key") or None
    await office.site.ask(actions.reopen, form.event.uid, day, form.now, key=key, seen=form.seen)
    return _back(form)


def _back(form: Form) -> Made:
    """To the page on which the form stood."""
    if form.fields.get("back") == "event":
        return Made(f"/event/{quote(form.event.uid, safe='')}", public=True)
    return Made(_path(form.event))


def _day(fields: Mapping[str, str]) -> date:
    """The day of the date that is meant. Raises YuelingError."""
    try:
        return date.fromisoformat(fields.get("day", ""))
    except ValueError:
        raise YuelingError(Message("it is not said which date is meant"), Message("choose one of its dates")) from None


async def _split(office: Office, form: Form) -> Made:
    lines = [line for line in form.fields.get("lines", "").splitlines() if line.strip()]
    if len(lines) < 2:
        raise YuelingError(Message("give two lines or more, each with a rule and a title"))

    def split(store: Store) -> None:
        parts = [actions.part_of(form.event, written(line, form.today)) for line in lines]
        actions.split(store, form.event.uid, parts, form.now, seen=form.seen)

    await office.site.ask(split)
    return Made(_path(form.event))


async def _merge(office: Office, form: Form) -> Made:
    other = form.fields.get("other", "").strip()
    if not other:
        raise YuelingError(Message("it is not said which event is meant"), Message("write its UID or its whole title"))

    def merge(store: Store) -> None:
        found = finding.the_event(store, other, form.today, form.frame.lang, whole=True)
        actions.merge(store, form.event.uid, [found.uid], form.now)

    await office.site.ask(merge)
    return Made(_path(form.event))


async def _remove(office: Office, form: Form) -> Made:
    fate = "unwanted" if form.fields.get("never") else "removed"
    await office.site.ask(actions.remove, form.event.uid, form.now, seen=form.seen, fate=fate)
    return Made("/desk")


ACTS: Mapping[str, Act] = {
    "edit": _edit, "move": _move, "cancel": _cancel, "split": _split, "merge": _merge, "remove": _remove,
    "call_off": _call_off, "done": _done, "reopen": _reopen,
}  # fmt: skip
