"""The tools and the server that hands them to an assistant.

Each tool asks the functions of `calendars.answers`, as the interface over HTTP does. Whoever runs the server is the person
at the desk: private events are seen, and one thing is stored, an event that was confirmed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Annotated, Any, ParamSpec

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from rules import Message, YuelingError

from ..answers import Inquiry, agenda, days, events, explaining, notices, writing
from ..answers.paging import MOST
from ..inputs import LARGEST, Document, line_of
from ..one_line_event import LONGEST, LONGEST_NOTE, LONGEST_TAG
from ..store import Store
from .confirming import LASTING, Confirmations
from .quoting import CAUTION, mark_quotes

Arguments = ParamSpec("Arguments")
Answer = dict[str, Any]

DayText = Annotated[str, Field(description="A day as in 2026-04-15.", max_length=10)]
MaybeDay = Annotated[str | None, Field(description="A day as in 2026-04-15; today by default.", max_length=10)]
RuleText = Annotated[
    str, Field(description="The rule in Chinese or English words, as in 9月第三周.", max_length=LONGEST)
]
Names = Annotated[tuple[str, ...], Field(description="Any of these will do; none for all.", max_length=20)]
Line = Annotated[str | None, Field(max_length=LONGEST)]

INSTRUCTIONS = (
    "Yueling keeps the dates of Chinese official notices. Days are civil ones in Asia/Shanghai; `tentative` dates are not "
    "certain, and `reasons` say why: pass that on. " + CAUTION
)


class BadDay(YuelingError):
    """Words that are no day."""

    def __init__(self, text: str) -> None:
        super().__init__(Message("“{text}” is no day", text=text[:40]), Message("write it as in 2026-04-15"))


def tool_of(
    function: Callable[Arguments, Answer],
) -> Callable[Arguments, Answer]:
    """The tool with the words of others marked in its answer, and with errors in the sentence that says what would be right."""

    @wraps(function)
    def tool(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        try:
            return {"caution": CAUTION, **mark_quotes(function(*args, **kwargs))}
        except YuelingError as error:
            raise ToolError(error.say("en")) from error

    return tool


@dataclass(slots=True)
class Tools:
    """The tools. `reading` opens the store that is asked, `writing` the one in which is stored; `now` tells the moment."""

    reading: Callable[[], AbstractContextManager[Store]]
    writing: Callable[[], AbstractContextManager[Store]]
    now: Callable[[], datetime]
    lang: str = "zh"
    codes: Confirmations = field(default_factory=Confirmations)

    def _inquiry(self, store: Store) -> Inquiry:
        return Inquiry(store, self.now(), self.lang, trusted=True)

    def read_notice(
        self,
        text: Annotated[str, Field(description="The whole text of the notice.", max_length=LARGEST)],
        received: MaybeDay = None,
    ) -> Answer:
        """Finds the dates in a Chinese official notice: what is due, what takes place, and by which words. Stores nothing."""
        document = Document(text.encode("utf-8", "replace"), "", day_of(received))
        with self.reading() as store:
            return notices.read(document, self._inquiry(store).today, self.lang)

    def due(
        self,
        first: MaybeDay = None,
        last: MaybeDay = None,
        kinds: Names = (),
        tags: Names = (),
    ) -> Answer:
        """What is due and what takes place from one day to another (today and 30 days by default), in order, 200 at most."""
        with self.reading() as store:
            inquiry = self._inquiry(store)
            begin = day_of(first) or inquiry.today
            end = day_of(last) or date.fromordinal(min(begin.toordinal() + 30, date.max.toordinal()))
            return agenda.occurrences(inquiry, begin, end, limit=MOST, kinds=kinds, tags=tags)

    def search(self, words: Annotated[str, Field(max_length=500)]) -> Answer:
        """The stored events that have all the words, wherever they stand: title, sentence, notice, people, place."""
        with self.reading() as store:
            return events.search(self._inquiry(store), words, limit=50)

    def explain_rule(
        self, text: RuleText, start: MaybeDay = None, count: Annotated[int, Field(ge=1, le=100)] = 5
    ) -> Answer:
        """How a rule of dates is read, what its words may mean too, and its next dates with the reason for each."""
        with self.reading() as store:
            return explaining.explanation(self._inquiry(store), text, day_of(start), count)

    def end_of_period(self, text: RuleText, start: MaybeDay = None) -> Answer:
        """The last day of a period that Chinese law counts (自2026年9月18日起20个工作日内), with the steps and their articles."""
        with self.reading() as store:
            return explaining.period(self._inquiry(store), text, day_of(start))

    def count_workdays(self, first: DayText, last: DayText) -> Answer:
        """How many Chinese working days lie from one day to another, both included."""
        with self.reading() as store:
            return days.workdays_count(self._inquiry(store), read_day(first), read_day(last))

    def add_workdays(
        self, day: DayText, count: Annotated[int, Field(ge=-days.MOST_STEPS, le=days.MOST_STEPS)]
    ) -> Answer:
        """The count-th Chinese working day after a day, before it where count is negative; the day itself is not counted."""
        with self.reading() as store:
            return days.workdays_add(self._inquiry(store), read_day(day), count)

    def lunar(self, day: DayText) -> Answer:
        """The day of the Chinese lunar calendar that a civil day is, with its solar term."""
        with self.reading() as store:
            return days.lunar(self._inquiry(store), read_day(day))

    def from_lunar(
        self,
        year: Annotated[int, Field(ge=1900, le=2100)],
        month: Annotated[int, Field(ge=1, le=12)],
        day: Annotated[int, Field(ge=-1, le=30, description="-1 is the last day of the month.")],
        leap: bool = False,
    ) -> Answer:
        """The civil day of a date of the Chinese lunar calendar."""
        with self.reading() as store:
            return days.from_lunar(self._inquiry(store), year, month, day, leap)

    def holidays(self, year: Annotated[int, Field(ge=1, le=9999)]) -> Answer:
        """The Chinese public holidays of a year, and the weekend days that are worked for them."""
        with self.reading() as store:
            return days.holidays(self._inquiry(store), year)

    def add_event(
        self,
        text: Annotated[
            str, Field(description="A rule and a title in one line: 每周一上午9点 例会", max_length=LONGEST)
        ],
        title: Line = None,
        kind: Annotated[str | None, Field(max_length=20)] = None,
        tags: Annotated[tuple[Annotated[str, Field(max_length=LONGEST_TAG)], ...], Field(max_length=20)] = (),
        place: Line = None,
        note: Annotated[str | None, Field(max_length=LONGEST_NOTE)] = None,
        code: Annotated[str | None, Field(description="The code of the first answer.", max_length=40)] = None,
    ) -> Answer:
        """Stores an event, in two steps. Without a code nothing is stored: the answer shows what would be, and has a code.

        Show that to the person. Only where the person agrees, call it again with the same words and the code.
        """
        given: Answer = {"text": text, "title": title, "kind": kind, "tags": tags, "place": place, "note": note}
        if code is None:
            with self.reading() as store:
                return self._offered(self._inquiry(store), given)
        with self.writing() as store:
            inquiry = self._inquiry(store)
            self.codes.confirm(code, content_of(inquiry, given))
            return {"stored": True, **writing.add(inquiry, **given)}

    def _offered(self, inquiry: Inquiry, given: Mapping[str, Any]) -> Answer:
        """What would be stored, and the code that stores exactly that."""
        shown = writing.add(inquiry, dry_run=True, **given)
        code = self.codes.offer(content_of(inquiry, given))
        return {"stored": False, "would_store": shown, "code": code, "seconds": int(LASTING)}


def content_of(inquiry: Inquiry, given: Mapping[str, Any]) -> str:
    """Everything of an event that would be stored, as text: a line that means another day tomorrow is another content."""
    event = line_of(today=inquiry.today, **given).event
    facts = (event.uid, event.title, event.kind, event.tags, event.place, event.note, event.recurrence.to_json())
    return json.dumps(facts, ensure_ascii=False)


def day_of(text: str | None) -> date | None:
    """The day that the text writes, None for none; raises BadDay."""
    return None if text is None else read_day(text)


def read_day(text: str) -> date:
    """The day that the text writes; raises BadDay."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDay(text) from None


READING = ("read_notice", "due", "search", "explain_rule", "end_of_period", "count_workdays", "add_workdays", "lunar",
           "from_lunar", "holidays")  # fmt: skip
"""The tools that change nothing."""


def server_of(tools: Tools) -> MCPServer[Any]:
    """A server that hands out the tools."""
    server: MCPServer[Any] = MCPServer("yueling", instructions=INSTRUCTIONS, log_level="ERROR")
    for name in (*READING, "add_event"):
        hints = ToolAnnotations(read_only_hint=name in READING, destructive_hint=False, open_world_hint=False)
        server.add_tool(tool_of(getattr(tools, name)), name, annotations=hints)
    return server
