"""What the pages of the desk share: the moment, forms that come back once, what came of them, answers."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rules import Message, UnreadRule, YuelingError

from ....access import EDITOR, READER, allows
from ....access.forms import Sent
from ....inputs import Pile
from ....lines import plain
from ....store import Store
from ... import pages
from ...desk import FormRefused, admit, gate_of, mark, take_form
from ...pages.desk import Done, Wrong, done_of
from ...site import Site, page
from ...stock import SHANGHAI
from ...words import words
from ..login import FORM_HEADERS, read_form
from .reader import AT_ONCE, Reader

HEADERS = FORM_HEADERS | {"Content-Security-Policy": f"{pages.DESK_CSP}; frame-ancestors 'none'"}
REFUSED = 400
"""From this status on an answer says that nothing was done."""
LONGEST_FORM, MOST_FIELDS = 4 * 1024 * 1024, 3000
"""Octets and fields of a form of the desk at most."""
AROUND = 60
"""Characters before and behind what was not understood."""
MOST_PILES, MOST_KEPT = 40, 2000
"""Readings whose notices wait whole in memory; forms whose results are remembered."""
OPTION = re.compile(r"--(title|kind|rule|date|tag|lead|place|contact|url|note)\b")
FIELD_OF = {"date": "rule", "tag": "tags", "lead": "leads"}
Params = ParamSpec("Params")
Value = TypeVar("Value")


@dataclass(slots=True)
class Office:
    """What the desk knows between requests; after a start it knows nothing, and what waits stands in the store."""

    site: Site
    reader: Reader = field(default_factory=Reader)
    piles: OrderedDict[str, Pile] = field(default_factory=OrderedDict)
    """What was read here and is not decided yet, by the digest of its notice."""
    results: OrderedDict[str, str] = field(default_factory=OrderedDict)
    """The addresses of the pages that say what came of a form, by its mark."""
    remarks: OrderedDict[int, tuple[Message, ...]] = field(default_factory=OrderedDict)
    """What was to be said of a step, by its number."""
    received: OrderedDict[str, Any] = field(default_factory=OrderedDict)
    """What became of the documents of a form, by a name that nobody guesses."""
    _few: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def laid(
        self, function: Callable[Concatenate[Store, Params], Value], /, *args: Params.args, **facts: Params.kwargs
    ) -> Value:
        """As `site.ask`, for what lays a notice beside the whole calendar: a few at once, so that others are answered."""
        async with self._few:
            return await self.site.ask(function, *args, **facts)

    async def frame(self, request: Request) -> pages.Frame:
        """For whom the page is made, who may look; whether a form is his own is asked apart. Raises Refused, StoreDown."""
        found = await admit(request, READER)
        frame = self.site.frame(request, editor=allows(found.role, EDITOR))
        return replace(frame, today=today_of(self.now(request)))

    def now(self, request: Request) -> datetime:
        """The moment (UTC)."""
        return gate_of(request).now().astimezone(UTC)

    async def fields(self, request: Request) -> Mapping[str, str]:
        """The fields of a form of the desk, for the first time. Raises Refused, FormRefused, TooLarge, StoreDown."""
        fields = await read_form(request, LONGEST_FORM, MOST_FIELDS)
        await self.check(request, fields)
        return fields

    async def check(self, request: Request, fields: Mapping[str, str]) -> None:
        """Takes the mark of the form; one that was sent before leads to what came of it. Raises Refused, FormRefused."""
        sent = fields.get("form", "")
        try:
            await take_form(request, EDITOR, sent)
            request.state.form = sent
        except FormRefused as error:
            if error.sent is Sent.AGAIN and sent in self.results:
                raise FormRefused(error.sent, self.results[sent]) from None
            raise

    async def show(
        self, request: Request, template: str, frame: pages.Frame, part: str = "", status: int = 200, **facts: Any
    ) -> Response:
        """The page, with a mark for its forms where the reader may send them.

        A page that refuses what a form asked for gives its mark back: the form can be mended and sent again.
        """
        if status >= REFUSED and (sent := getattr(request.state, "form", "")):
            gate_of(request).forms.give_back(sent)
        form = await mark(request) if frame.editor else ""
        text = pages.show(f"desk/{template}", frame, "desk", part=part, form=form, **facts)
        return page(text, status, HEADERS)

    async def done(self, request: Request, frame: pages.Frame) -> Done | None:
        """The step that the address names, as what was done just now; None where it names none."""
        asked = request.query_params.get("done", "")
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 12 and frame.editor):
            return None
        return await self.site.ask(done_of, int(asked), frame.lang, self.remarks.get(int(asked), ()))

    async def go(
        self,
        request: Request,
        frame: pages.Frame,
        path: str,
        sent: str,
        remarks: tuple[Message, ...] = (),
        *,
        now: datetime,
        query: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        """Leads to the page that says what was done at that moment, and remembers that of the form.

        `query` stands in the address of the page.
        """
        step = await self.site.ask(_step_at, now)
        if step and remarks:
            keep(self.remarks, step, remarks)
        address = frame.to(path, **query, **({"done": str(step)} if step else {}))
        return self.lead(address, sent)

    def lead(self, address: str, sent: str) -> Response:
        """Leads to another page of the desk, and remembers it of the form."""
        keep(self.results, sent, address)
        return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def keep(memory: OrderedDict[Any, Value], key: object, value: Value, most: int = MOST_KEPT) -> None:
    """Remembers it; of too many the oldest goes."""
    memory[key] = value
    memory.move_to_end(key)
    while len(memory) > most:
        memory.popitem(last=False)


def today_of(moment: datetime) -> date:
    """The civil day in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def wrong(error: YuelingError, lang: str) -> Wrong:
    """The error as a page shows it, its fields under the names that the page gives them."""
    said = words(lang)

    def named(text: str) -> str:
        return OPTION.sub(lambda match: said[f"field_{FIELD_OF.get(match[1], match[1])}"], plain(text))

    remedy = named(error.remedy.say(lang)) if error.remedy else ""
    return Wrong(named(error.said.say(lang)), remedy, *(_parts(error) if isinstance(error, UnreadRule) else ()))


def _parts(error: UnreadRule) -> tuple[str, str, str]:
    """The text around the part that was not understood, that part, and what follows; where it is a place, a sign stands there."""
    text, start, end = error.text, error.start, error.end
    before, after = plain(text[max(start - AROUND, 0) : start]), plain(text[end : end + AROUND])
    return before, plain(text[start:end][:AROUND]).strip() or "‸", after


def _step_at(store: Store, now: datetime) -> int:
    """The number of the step that was done at the moment; 0 where nothing changed."""
    return next((step.number for step in store.steps(5, refreshed=False) if step.at == now), 0)
