"""What was done, step by step, and taken back."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rules import YuelingError

from .... import actions
from ...pages.desk import Wrong, steps_of
from ...pages.desk.steps import STEPS
from .office import Office, wrong

MOST_UNDONE = 100
"""Steps that are taken back at once."""


def routes(office: Office) -> list[BaseRoute]:
    """The addresses of the history."""

    async def page(request: Request, status: int = 200, problem: Wrong | None = None) -> Response:
        frame = await office.frame(request)
        below = _number(request.query_params.get("below", ""), 10**12)
        steps = await office.site.ask(steps_of, frame.lang, below)
        earlier = frame.to("/desk/history", below=str(steps[-1].number)) if len(steps) == STEPS else ""
        done = await office.done(request, frame) if problem is None else None
        return await office.show(
            request, "history.html", frame, "history", status, steps=steps, earlier=earlier, problem=problem, done=done
        )

    async def history(request: Request) -> Response:
        """The steps, the latest first."""
        return await page(request)

    async def undo(request: Request) -> Response:
        """Takes back the last steps."""
        fields, frame = await office.fields(request), await office.frame(request)
        count, seen = _number(fields.get("count", ""), MOST_UNDONE), _number(fields.get("seen", ""), 10**12)
        if not count or not seen:
            raise HTTPException(400)
        now = office.now(request)
        try:
            await office.site.ask(actions.undo, now, count, seen=seen)
        except YuelingError as error:
            return await page(request, 409, wrong(error, frame.lang))
        return await office.go(request, frame, "/desk/history", fields["form"], now=now)

    return [Route("/desk/history", history), Route("/desk/undo", undo, methods=["POST"])]


def _number(text: str, most: int) -> int | None:
    """The number that a text says, from 1; None where it says none."""
    found = int(text) if text.isascii() and text.isdecimal() and len(text) < 14 else 0
    return found if 1 <= found <= most else None
