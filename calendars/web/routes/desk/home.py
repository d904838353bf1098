"""The first page of the desk, and documents that are handed in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rules import Message, YuelingError

from ....access import EDITOR
from ....access.forms import Sent
from ....actions import lay_in
from ....inputs import Document, Paper, Pile, waiting_piles
from ....intake import Unread
from ....lines import one_line
from ....store import Store
from ...desk import FormRefused, admit, comes_from_here
from ...pages.desk import Wrong, steps_of
from ..login import read_form
from .office import MOST_PILES, Office, keep, today_of, wrong

MOST_FILES, LAST_STEPS, MOST_WAITING = 20, 3, 200
"""Files of a form; steps and notices that the first page shows."""


class TooLarge(YuelingError):
    """A document of more octets than are taken."""

    def __init__(self, octets: int, most: int) -> None:
        said = Message("it has {n} MB, at most {most} are taken", n=octets // 2**20 + 1, most=most // 2**20)
        super().__init__(said, Message("hand in the notice without its pictures, or its text alone"))


@dataclass(slots=True)
class Received:
    """What became of one document."""

    name: str
    notices: list[tuple[str, str, int]] = field(default_factory=list)
    """Digest, title, and how many drafts wait."""
    wrong: list[Wrong] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def routes(office: Office) -> list[BaseRoute]:
    """The addresses of the first page and of reading in."""

    async def home(request: Request) -> Response:
        """What waits, what was done last, and where documents are handed in."""
        frame = await office.frame(request)
        waiting = await office.site.ask(_waiting)
        steps = await office.site.ask(steps_of, frame.lang, None, LAST_STEPS)
        got = office.received.get(request.query_params.get("got", "")) if frame.editor else None
        return await office.show(
            request, "home.html", frame, "home", waiting=waiting, steps=steps, got=got,
            most=office.site.http.most_upload // 2**20, done=await office.done(request, frame),
        )  # fmt: skip

    async def read(request: Request) -> Response:
        """Reads what is handed in; what is found waits."""
        await admit(request, EDITOR)
        if comes_from_here(request) is False:
            raise FormRefused(Sent.FOREIGN)
        frame = await office.frame(request)
        fields, documents = await _form(request, office.site.http.most_upload)
        await office.check(request, fields)
        reference = _day(fields.get("received", ""))
        received = [await _receive(office, request, one, reference, frame.lang) for one in documents]
        whole = [notice for one in received for notice in one.notices]
        if len(whole) == 1 and whole[0][2] and not any(one.wrong or one.remarks for one in received):
            return office.lead(frame.to(f"/desk/notice/{whole[0][0]}"), fields["form"])
        name = secrets.token_hex(8)
        keep(office.received, name, received, MOST_PILES)
        return office.lead(frame.to("/desk", got=name), fields["form"])

    return [Route("/desk", home), Route("/desk/read", read, methods=["POST"])]


def _waiting(store: Store) -> list[tuple[str, str, str, str, str, int]]:
    """The notices of which drafts wait: digest, title, number, issuer, day, and how many drafts."""
    found = []
    for pile in waiting_piles(store)[:MOST_WAITING]:
        notice = pile.notice
        title = one_line(notice.title or notice.number or notice.name or "", 200)
        issued = notice.issued.isoformat() if notice.issued else ""
        found.append(
            (
                notice.digest,
                title,
                one_line(notice.number or "", 60),
                one_line(notice.issuer or "", 80),
                issued,
                len(pile.drafts),
            )
        )
    return found


async def _form(request: Request, most: int) -> tuple[Mapping[str, str], list[Document]]:
    """The fields of the form and the documents that come with it. Raises HTTPException, TooLarge of `login`."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        fields = await read_form(request, 4 * most)
        return fields, _texts(fields)
    form = await request.form(max_files=MOST_FILES, max_fields=20, max_part_size=most)
    try:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        return fields, [*await _files(form, most), *_texts(fields)]
    finally:
        await form.close()


async def _files(form: FormData, most: int) -> list[Document]:
    """The files of the form, of too large ones only their sizes."""
    found: list[Document] = []
    for _, one in form.multi_items():
        if not isinstance(one, UploadFile) or not (one.filename or one.size):
            continue
        name, size = one_line(one.filename or "", 200), one.size or 0
        found.append(_Large(b"", name, None, size) if size > most else Document(await one.read(), name))
    return found


@dataclass(frozen=True, slots=True)
class _Large(Document):
    """A document that is too large, of which only the size was kept."""

    size: int = 0


def _texts(fields: Mapping[str, str]) -> list[Document]:
    text = fields.get("text", "")
    return [Document(text.encode("utf-8", "replace"))] if text.strip() else []


def _day(text: str) -> date | None:
    """The day that a field names; None for none. Raises HTTPException where it is no day."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise HTTPException(400) from None


async def _receive(office: Office, request: Request, document: Document, reference: date | None, lang: str) -> Received:
    """Reads one document, and has what was found in it wait for a decision."""
    found, most = Received(document.name), office.site.http.most_upload
    now = office.now(request)
    try:
        if isinstance(document, _Large):
            raise TooLarge(document.size, most)
        papers = await office.reader.read(Document(document.data, document.name, reference), today_of(now))
    except YuelingError as error:
        found.wrong.append(wrong(error, lang))
        return found
    for one in papers:
        if isinstance(one, Unread):
            found.wrong.append(wrong(one.error, lang))
            continue
        waiting = await office.site.ask(_lay, one, reference, now)
        pile = Pile(one.notice, one.drafts, reference=reference)
        if one.drafts:
            keep(office.piles, one.notice.digest, pile, MOST_PILES)
        title = one_line(one.notice.title or one.notice.name or document.name, 200)
        found.notices.append((one.notice.digest, title, waiting))
        found.remarks += [one_line(remark.say(lang), 300) for remark in one.notice.remarks]
    return found


def _lay(store: Store, paper: Paper, reference: date | None, now: datetime) -> int:
    """How many drafts of the paper there are to look at; what waits is kept, whoever stops loses nothing."""
    lay_in(store, paper.notice, paper.drafts, now, reference)
    return len(paper.drafts)
