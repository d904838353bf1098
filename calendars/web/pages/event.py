"""The page of an event: its sentence in its notice, why its dates are these, its dates, and where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules import Message, Occurrence, Reckoning, Recurrence, shift, tell

from ...captions import kind_word, label
from ...events import Entry, Event
from ...feeds import ZONE, uri
from ...folding import Fold
from ...lines import one_line, plain
from ...single import apart_words
from ...views import STATUS_WORDS, chain, when
from .frame import Frame, show
from .links import Link
from .rows import Row, Tick, away_words, day_of, row_of, tick_of

MOST_DATES, MOST_PAST, MOST_CHANGES, MOST_APART = 8, 2, 20, 20
"""Dates ahead and before, steps of the history, and dates that stand apart, which the page shows."""
AROUND = 400
"""Characters of the notice before and behind the sentence, at most; with the paragraphs beside it that fit in."""
TECHNICAL = ("notation", "RRULE")
"""Steps of the chain that speak to programs."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence where it stands in its notice; the parts, joined, are the text."""

    before: str
    lead: str
    """The sentence up to the words that set the date."""
    quote: str
    rest: str
    after: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of an event beside the event itself."""

    text: str = ""
    """The text of its notice; empty where it was not kept."""
    parent: Event | None = None
    """The event whose date its own follows."""
    followers: Sequence[Event] = ()
    history: Sequence[tuple[datetime, str, str]] = ()
    """When it was changed (UTC), by whom, and from what to what, the first time first."""


def passage(event: Event, text: str) -> Passage | None:
    """The sentence of the event with what stands around it; None where it does not stand in the text.

    >>> from rules import parse
    >>> from calendars.events import Source
    >>> told = Event("a", "总结", "deadline", parse("每年12月15日前"), quote="12月15日前", source=Source(start=2, end=9))
    >>> found = passage(told, "请于12月15日前报送。谢谢。")
    >>> (found.lead, found.quote, found.rest, found.after)
    ('请于', '12月15日前', '报送。', '谢谢。')
    """
    source = event.source
    if not source or not text or not 0 <= source.start < source.end <= len(text):
        return None
    first, last = _sentence(text, source.start, source.end)
    begin, end = _surroundings(text, first, last)
    before, after = plain(text[begin:first]).lstrip(), plain(text[last:end]).rstrip()
    return Passage(
        ("…" if begin else "") + before, plain(text[first : source.start]), plain(text[source.start : source.end]),
        plain(text[source.end : last]), after + ("…" if end < len(text) else ""),
    )  # fmt: skip


def _surroundings(text: str, first: int, last: int) -> tuple[int, int]:
    """Where the paragraph of the sentence begins and ends, with the one before and the one behind, within AROUND characters."""
    floor, ceiling = max(first - AROUND, 0), min(last + AROUND, len(text))
    own = max(text.rfind("\n", floor, first) + 1, floor)
    before = [place + 1 for place in range(floor, own - 1) if text[place] == "\n" and text[place + 1 : own].strip()]
    behind = [place for place in range(last, ceiling) if text[place] == "\n" and text[last:place].strip()]
    return before[-1] if before else floor, behind[0] if behind else ceiling


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends, within AROUND characters."""
    stops = "。！？；\n"
    floor, ceiling = max(start - AROUND, 0), min(end + AROUND, len(text))
    first = max(text.rfind(stop, floor, start) for stop in stops) + 1
    last = min((place + 1 for stop in stops if (place := text.find(stop, end, ceiling)) >= 0), default=ceiling)
    return max(first, floor), last


def event_page(
    event: Event, known: Known, feeds: Sequence[Link], reckoning: Reckoning, frame: Frame, today: date
) -> str:
    """The page of one event; `feeds` are those to which it belongs."""
    lang, recurrence = frame.lang, event.recurrence
    occurrences = around(recurrence, today, reckoning)
    coming = _coming(occurrences, today)
    rule = tell(recurrence, lang)
    steps = [
        (name.text, name.say(lang), text.say(lang) if isinstance(text, Message) else one_line(text, 600))
        for name, text in chain(event, coming, rule, lang, reckoning)
    ]
    row = row_of(Fold(Entry(event, coming)), today, None, reckoning, lang) if coming else None
    return show(
        "event.html", frame, event=event, title=one_line(event.title, 300), kind_word=kind_word(event.kind, lang),
        row=row, day=_day(row, today, reckoning, lang), rule=rule, details=_details(event, lang), feeds=feeds,
        steps=[(name, text) for key, name, text in steps if key not in TECHNICAL],
        technical=[(name, text) for key, name, text in steps if key in TECHNICAL],
        passage=passage(event, known.text), known=known, tags=[one_line(tag, 40) for tag in event.tags[:40]],
        status=STATUS_WORDS[event.status].say(lang) if event.status != "confirmed" else "",
        apart=[said.say(lang) for said in apart_words(recurrence)][:MOST_APART],
        history=[(_moment(at), who, what) for at, who, what in known.history[-MOST_CHANGES:]],
        updated=_moment(event.updated) if event.updated else "", dates=_dates(event, occurrences, coming, today, lang),
    )  # fmt: skip


def _day(row: Row | None, today: date, reckoning: Reckoning, lang: str) -> tuple[object, str] | None:
    return (day_of(row.day, [], today, reckoning, lang), away_words(row.day, today, lang)) if row else None


def _dates(
    event: Event, occurrences: Sequence[Occurrence], coming: Occurrence | None, today: date, lang: str
) -> list[tuple[str, str, bool, Tick | None]]:
    """The dates in words, each with `next`, `past` or nothing, whether it is done, and what may be said of that."""
    return [
        (
            when(one, lang, event.recurrence),
            "past" if one.span.last < today else "next" if one is coming else "",
            Entry(event, one).is_done,
            tick_of(Entry(event, one)),
        )
        for one in occurrences
    ]


def _moment(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M")


def _details(event: Event, lang: str) -> list[tuple[str, str, str]]:
    """What is known beside the dates, as label, text and the address that the text links to (empty for none)."""
    about = event.origin.said("DESCRIPTION") if event.origin else None
    contact = event.contact or ""
    facts = (
        ("action", event.action, ""),
        ("actor", event.actor, ""),
        ("recipient", event.recipient, ""),
        ("place", event.place, ""),
        ("contact", contact, uri(contact) or ""),
        ("link", event.url, uri(event.url) or ""),
        ("note", event.note, ""),
        ("about", about, ""),
    )
    return [(label(name, lang), one_line(text, 600), address) for name, text, address in facts if text]


def around(recurrence: Recurrence, today: date, reckoning: Reckoning) -> list[Occurrence]:
    """The last occurrences before today and the next ones, with the one that goes on today among them."""
    now = recurrence.between(today, today, reckoning)
    ahead = [*now, *recurrence.upcoming(shift(today, 1), MOST_DATES, reckoning)]
    past: list[Occurrence] = []
    before: Occurrence | None = recurrence.previous(ahead[0].span.first if ahead else today, reckoning)
    while before and len(past) < MOST_PAST:
        past.insert(0, before)
        before = recurrence.previous(before.span.first, reckoning)
    return (past + ahead)[: MOST_DATES + MOST_PAST]


def next_entry(event: Event, today: date, reckoning: Reckoning) -> Entry | None:
    """The entry that goes on or comes next, else the last one: what “only this one” adds."""
    coming = _coming(around(event.recurrence, today, reckoning), today)
    return Entry(event, coming) if coming else None


def _coming(occurrences: Sequence[Occurrence], today: date) -> Occurrence | None:
    return next((one for one in occurrences if one.span.last >= today), occurrences[-1] if occurrences else None)
