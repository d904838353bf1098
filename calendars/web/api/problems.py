"""What went wrong, as RFC 9457 has it: what, where, what would be right, in the language that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from rules import Message, UnknownYear, UnreadRule, YuelingError

from ...actions import NothingToUndo, Stale, UnknownDraft
from ...answers.agenda import BadWindow
from ...answers.paging import BadCursor
from ...events import UnknownEvent
from ...folding import TooMuch
from ...selection import BadSelection
from ...store import AmbiguousUid, UnknownNotice
from ...store.searching import BadSearch
from ...terminal import json_bytes
from .parameters import BadParameter

TYPE = "application/problem+json"
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Vary": "Accept-Language"}
STATUSES: tuple[tuple[type[YuelingError], int], ...] = (
    (BadParameter, 400),
    (BadSelection, 400),
    (BadCursor, 400),
    (BadWindow, 400),
    (BadSearch, 400),
    (UnknownEvent, 404),
    (AmbiguousUid, 404),
    (UnknownNotice, 404),
    (UnknownDraft, 404),
    (UnknownYear, 404),
    (NothingToUndo, 409),
    (Stale, 412),
)
"""The status of each error; of all others 422: what is asked is well formed, and cannot be."""
REMEDIES: dict[type[YuelingError], Message] = {
    UnknownEvent: Message("`GET /api/v1/events` lists all, `GET /api/v1/search?q=` looks for words"),
    UnknownNotice: Message("`GET /api/v1/notices` lists them"),
    Stale: Message("read it again, and repeat it with the sequence, number or mark that it has now"),
    NothingToUndo: Message("`GET /api/v1/history` shows what was done and taken back"),
    TooMuch: Message("ask for fewer days, or with `kind` or `tag` for fewer events"),
    BadSearch: Message("name a few words, as in q=年检"),
}
"""What would be right where the error itself speaks of commands."""
RETRY_SECONDS = "30"


class Refusal(YuelingError):
    """A request that HTTP itself refuses, with its status and headers."""

    def __init__(
        self, status: int, said: Message, remedy: Message | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(said, remedy)
        self.status, self.headers = status, dict(headers or {})


def too_large(most: int) -> Refusal:
    """What is said of a body that is larger than what is read."""
    said = Message("the body is larger than {n} octets", n=most)
    return Refusal(413, said, Message("send less"), {"Connection": "close"})


def status_of(error: YuelingError) -> int:
    """The status of an error."""
    if isinstance(error, Refusal):
        return error.status
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 422)


def problem(error: YuelingError, lang: str) -> Response:
    """The error as an answer."""
    status = status_of(error)
    headers = HEADERS | (error.headers if isinstance(error, Refusal) else {}) | {"Content-Type": TYPE}
    return Response(json_bytes(record_of(error, status, lang), indent=None, foreign=True), status, headers)


def record_of(error: YuelingError, status: int, lang: str) -> dict[str, Any]:
    """The record: `title` (of the status), `detail` (what is wrong), `remedy` (what would be right), `sort`, and where:
    `parameter`, or the part text[start:end] of a rule that was not understood.
    """
    remedy = REMEDIES.get(type(error), error.remedy)
    record: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error.said.say(lang),
        "remedy": remedy.say(lang) if remedy else None,
        "sort": type(error).__name__,
        "parameter": error.name if isinstance(error, BadParameter) else None,
    }
    if isinstance(error, UnreadRule):
        record |= {name: content for name, content in error.to_json(lang).items() if name != "error"}
    return record


DOWN = Message("the database cannot be asked just now")
"""What is said of a database that is away or locked; its place and the cause are for the log."""
AGAIN = Message("try again in a moment")
UNFORESEEN = Message("something went wrong here; it is in the server's log")
"""What is said of a fault of ours."""
