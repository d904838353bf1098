"""One line typed, shown as it is read, and stored; and how anything that is typed is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rules import Reckoning, YuelingError

from .... import actions
from ....inputs import Line, line_of
from ....one_line_event import LONGEST
from ....store import Store
from ... import pages
from ...pages.desk import Reading, Wrong, kinds, list_of, reading_of_draft, reading_of_line, reading_of_rule
from .office import Office, today_of, wrong

FIELDS = ("text", "title", "kind", "place", "tags", "leads", "contact", "url", "note")
MORE = ("place", "contact", "url", "note")


def routes(office: Office) -> list[BaseRoute]:
    """The addresses of adding a line, and of readings."""

    async def page(
        request: Request,
        frame: pages.Frame,
        entered: Mapping[str, str],
        reading: Reading | Wrong | None,
        status: int = 200,
    ) -> Response:
        shown = {name: entered.get(name, "") for name in FIELDS}
        return await office.show(
            request, "add.html", frame, "add", status, entered=shown, kinds=kinds(frame.lang), reading=reading, choose=True,
            wrong=isinstance(reading, Wrong), other=entered.get("reading") == "other", done=await office.done(request, frame),
        )  # fmt: skip

    async def add(request: Request) -> Response:
        """The form with the reading of its line; where it comes back, stores the event."""
        if request.method == "GET":
            frame, entered = await office.frame(request), dict(request.query_params)
            reading = await _read_line(office, request, entered, frame.lang) if entered.get("text") else None
            return await page(request, frame, entered, reading)
        fields, frame = await office.fields(request), await office.frame(request)
        now = office.now(request)
        if fields.get("do") == "read":
            return await page(request, frame, fields, await _read_line(office, request, fields, frame.lang))
        try:
            line = await run_in_threadpool(_line, fields, today_of(now))
            line = line.otherwise if fields.get("reading") == "other" else line
            await office.site.ask(actions.add, line.event, now, line.given)
        except YuelingError as error:
            return await page(request, frame, fields, wrong(error, frame.lang), 422)
        return await office.go(request, frame, "/desk/add", fields["form"], now=now)

    async def reading(request: Request) -> Response:
        """How a line, a rule, or what puts a draft right is read: a part of a page."""
        frame, asked = await office.frame(request), request.query_params
        text = asked.get("text", "")[: LONGEST + 1]
        found: Reading | Wrong
        if "line" in asked:
            found = await _read_line(office, request, {"text": text, "title": asked.get("title", "")}, frame.lang)
        else:
            reckoning = await office.site.ask(_reckoning)
            today, was = today_of(office.now(request)), asked.get("was", "")[:2000]
            found = await run_in_threadpool(_read_rule, text, was, today, reckoning, frame.lang)
        return await office.show(
            request,
            "reading.html",
            frame,
            reading=found,
            wrong=isinstance(found, Wrong),
            choose="line" in asked,
            other=False,
        )

    return [Route("/desk/add", add, methods=["GET", "POST"]), Route("/desk/reading", reading)]


def _reckoning(store: Store) -> Reckoning:
    return store.reckoning()


def _line(fields: Mapping[str, str], today: date) -> Line:
    """The event of the form. Raises YuelingError."""
    more = {name: fields[name] for name in MORE if fields.get(name, "").strip()}
    return line_of(
        fields.get("text", ""), today, fields.get("title", "").strip() or None, fields.get("kind") or None,
        list_of(fields.get("tags", "")), list_of(fields.get("leads", "")), **more,
    )  # fmt: skip


async def _read_line(office: Office, request: Request, fields: Mapping[str, str], lang: str) -> Reading | Wrong:
    """How the line is read, or why it is not."""
    today, reckoning = today_of(office.now(request)), await office.site.ask(_reckoning)

    def read() -> Reading:
        return reading_of_line(_line(fields, today), today, reckoning, lang)

    try:
        return await run_in_threadpool(read)
    except YuelingError as error:
        return wrong(error, lang)


def _read_rule(text: str, was: str, today: date, reckoning: Reckoning, lang: str) -> Reading | Wrong:
    """How the rule is read, in the place of what was read where that is given; or why it is not."""
    try:
        if was:
            return reading_of_draft(text, was, today, reckoning, lang)
        return reading_of_rule(text, today, reckoning, lang)
    except YuelingError as error:
        return wrong(error, lang)
