"""The notices: which there are, and the whole text of one with what became of each of its dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from rules import Reckoning, write

from ...captions import kind_word
from ...civil import day_of
from ...events import CANCELLED, WAITING, Event
from ...lines import one_line, plain
from ...statements import Statement
from ...store.history import Past
from ...store.rows import KeptNotice
from ...views import ACTS, next_words
from ..words import words
from .agenda import BadPeriod
from .frame import Frame, show

PAGE, PART, MOST_MARKS = 50, 12_000, 400
"""Notices of a page; characters of a notice's text on a page; dates of a notice that are listed."""


@runtime_checkable
class Papers(Protocol):
    """A store that keeps notices."""

    def papers(self) -> list[tuple[KeptNotice, int]]:
        """The notices without their texts, with how many events each speaks of, the last issued first."""

    def notice(self, digest: str) -> KeptNotice:
        """The notice with the digest."""

    def statements_in(self, digest: str) -> dict[str, list[Statement]]:
        """What the notice says, by the UID of the event."""

    def drafts(self) -> list[tuple[int, Event]]:
        """What was read and waits for a person, with its numbers."""

    def past(self, uid: str) -> list[Past]:
        """What became of an event, the first step first."""

    def unwanted_in(self, digest: str) -> list[Event]:
        """What was read in the notice and a person did not want on the calendar."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A date of a notice, and what became of it."""

    start: int
    end: int
    quote: str
    state: str
    """`stored`, `draft`, `unwanted`, `removed`, or for what is called off or put off `off`."""
    word: str
    """The state in a word."""
    title: str
    kind_word: str
    act: str
    """What the notice does: sets, moves, calls off …; empty for setting."""
    rule: str
    next: str
    uid: str
    """The event that it leads to; empty where none is shown."""


@dataclass(frozen=True, slots=True)
class Read:
    """A notice with all that the store knows of its dates."""

    notice: KeptNotice
    statements: Mapping[str, Sequence[Statement]]
    events: Mapping[str, Event]
    """Those that stand on the calendar, by UID."""
    drafts: Sequence[tuple[int, Event]] = ()
    unwanted: Sequence[Event] = ()
    """What a person did not want on the calendar."""
    gives: bool = False
    """Whether whoever looks may give it to organisations below."""


def marks_of(read: Read, frame: Frame, today: date, reckoning: Reckoning) -> list[Mark]:
    """What became of each date, in the order of the text; what waits or was not wanted only for who may decide it."""
    found = [
        _mark_of(one, read.events.get(uid), frame, today, reckoning)
        for uid, said in read.statements.items()
        for one in said
    ]
    if frame.editor:
        found += (_draft_mark(draft, "draft", frame, today, reckoning) for _, draft in read.drafts)
        found += (_draft_mark(draft, "unwanted", frame, today, reckoning) for draft in read.unwanted)
    return sorted(found, key=lambda mark: (mark.start, mark.end, mark.title))


def _mark_of(said: Statement, event: Event | None, frame: Frame, today: date, reckoning: Reckoning) -> Mark:
    lang, source = frame.lang, said.source
    state = "removed" if not event else "off" if event.status in (CANCELLED, WAITING) else "stored"
    name = {CANCELLED: "called_off", WAITING: "put_off"}.get(event.status, state) if event else state
    dates = said.dates or (event.recurrence if event else None)
    return Mark(
        source.start, source.end, one_line(said.quote or "", 200), state, words(lang)[f"state_{name}"],
        one_line(event.title if event else said.reading.title, 200),
        kind_word(event.kind if event else said.reading.kind, lang),
        ACTS[said.reading.act].say(lang) if said.reading.act else "",
        one_line(write(dates, lang), 120) if dates else "",
        next_words(event.recurrence, today, 1, lang, reckoning) if event and state == "stored" else "",
        event.uid if event else "",
    )  # fmt: skip


def _draft_mark(draft: Event, state: str, frame: Frame, today: date, reckoning: Reckoning) -> Mark:
    lang, source = frame.lang, draft.source
    act = draft.reading.act if draft.reading else None
    return Mark(
        source.start if source else 0, source.end if source else 0, one_line(draft.quote or "", 200), state,
        words(lang)[f"state_{state}"], one_line(draft.title, 200), kind_word(draft.kind, lang),
        ACTS[act].say(lang) if act else "", one_line(write(draft.recurrence, lang), 120),
        next_words(draft.recurrence, today, 1, lang, reckoning) if state == "draft" else "", "",
    )  # fmt: skip


def pieces(text: str, marks: Sequence[Mark], first: int, last: int) -> list[tuple[str, int | None]]:
    """The text from one place to another, cut at the marks: each piece with the number of its mark, counted from 1.

    Of marks that overlap, the first stands.

    >>> mark = Mark(2, 4, "", "stored", "", "", "", "", "", "", "")
    >>> pieces("abcdef", [mark], 0, 6)
    [('ab', None), ('cd', 1), ('ef', None)]
    """
    found: list[tuple[str, int | None]] = []
    at = first
    for number, mark in enumerate(marks, 1):
        if not at <= mark.start < mark.end <= len(text) or mark.start >= last:
            continue
        found += [(plain(text[at : mark.start]), None), (plain(text[mark.start : mark.end]), number)]
        at = mark.end
    found.append((plain(text[at : max(last, at)]), None))
    return [(piece, number) for piece, number in found if piece]


def notice_page(read: Read, frame: Frame, today: date, reckoning: Reckoning, part: int = 1) -> str:
    """The notice with its dates marked; of a long one a part of the text. Raises BadPeriod for a part beyond."""
    notice, text = read.notice, read.notice.text or ""
    marks = marks_of(read, frame, today, reckoning)
    parts = max(-(-len(text) // PART), 1)
    if part > parts:
        raise BadPeriod.page(part, parts)
    first = (part - 1) * PART
    head = one_line(notice.title or notice.number or words(frame.lang)["untitled"], 200)
    return show(
        "notice.html", frame, "notices", notice=notice, title=head, parts=parts, part=part,
        pieces=pieces(text, marks[:MOST_MARKS], first, min(first + PART, len(text))),
        marks=[(number, mark, mark.start // PART + 1) for number, mark in enumerate(marks[:MOST_MARKS], 1)],
        more=max(len(marks) - MOST_MARKS, 0), facts=_facts(notice, frame), gives=read.gives,
    )  # fmt: skip


def _facts(notice: KeptNotice, frame: Frame) -> list[tuple[str, str]]:
    """What is known of the notice; the name of its file, which may tell of the office's folders, for editors."""
    facts = (
        ("number", notice.number),
        ("issuer", notice.issuer),
        ("issued", notice.issued and notice.issued.isoformat()),
        ("file_name", notice.name if frame.editor else ""),
        ("read_on", _day(notice.added)),
    )
    return [(name, one_line(text, 200)) for name, text in facts if text]


def _day(moment: datetime | None) -> str:
    return day_of(moment).isoformat() if moment else ""


def notices_page(
    notices: Iterable[tuple[KeptNotice, int]], waiting: Mapping[str, int], frame: Frame, page: int = 1
) -> str:
    """The list of notices, a page of it; what has no event only for who may see what waits. Raises BadPeriod."""
    rows = [(kept, count) for kept, count in notices if count or (frame.editor and kept.digest in waiting)]
    pages = max(-(-len(rows) // PAGE), 1)
    if page > pages:
        raise BadPeriod.page(page, pages)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    return show(
        "notices.html", frame, "notices", count=len(rows), page=page, pages=pages,
        notices=[
            (
                kept.digest, one_line(kept.title or kept.number or words(frame.lang)["untitled"], 200),
                one_line(kept.number or "", 60), one_line(kept.issuer or "", 80),
                kept.issued.isoformat() if kept.issued else "", count,
                waiting.get(kept.digest, 0) if frame.editor else 0,
            )
            for kept, count in shown
        ],
    )  # fmt: skip
