"""The pages: what they show, as plain values, and the templates that show it. Everything is escaped by Jinja2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rules import Message, Occurrence, Reckoning, Recurrence, Span, hhmm, shift, weekday_name, write

from ..captions import (
    MONTHS,
    cited,
    doubts,
    headline,
    is_condensed,
    is_due,
    is_open,
    kind_word,
    label,
    part_words,
    quoted,
    short_day,
    short_span,
)
from ..events import Entry, Event
from ..feeds import MOST_ENTRIES, Feed, uri, words_of
from ..folding import nearest
from ..lines import one_line
from ..views import chain, distance, when
from .words import clients, words

HERE = Path(__file__).parent
STYLE = (HERE / "static" / "style.css").read_bytes()
DAYS, MOST_ROWS, MOST_DATES = 60, 200, 8
"""How far the first page looks ahead, and how many lines a page holds."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the agenda, ready to show."""

    day: date
    """The day under which it is listed."""
    last: date
    began: bool
    weekday: str
    time: str
    title: str
    kind: str
    kind_word: str
    due: bool
    span: str
    distance: str
    soon: bool
    tentative: bool
    tentative_words: str
    """Why it is tentative; empty where it is certain or was said already."""
    quote: tuple[str, str, str]
    """The sentence as what stands before the words that set the date, those words, and what stands behind."""
    cited: str
    actor: str
    place: str
    tags: tuple[str, ...]
    uid: str
    anchor: str
    """What an address with # leads to: the UID, at the first line of an event."""


@dataclass(frozen=True, slots=True)
class Link:
    """A feed with its addresses."""

    title: str
    words: str
    """What it holds, in a word."""
    sort: str
    """`all`, `kind` or `tag`."""
    href: str
    address: str
    """The absolute address, empty where it is not known."""
    webcal: str


def rows(entries: Iterable[Entry], today: date, lang: str) -> list[Row]:
    """The entries as lines, by the day on which each is shown; what is under way first, with the day on which it began."""
    return sorted((_row(entry, today, lang) for entry in entries), key=lambda row: (row.day, not row.due, row.time))


def said_once(lines: Iterable[Row]) -> list[Row]:
    """The lines, the sentence of an event only where the event comes first: what recurs weekly would fill the page."""
    seen: set[str] = set()
    kept = []
    for row in lines:
        again = row.uid in seen
        kept.append(replace(row, quote=("", "", ""), cited="", tentative_words="", anchor="") if again else row)
        seen.add(row.uid)
    return kept


def _row(entry: Entry, today: date, lang: str) -> Row:
    event, span, clock = entry.event, entry.span, entry.occurrence.clock
    day = entry.due if is_due(event) or is_condensed(entry) else span.first
    due = is_due(event)
    minutes = None if not clock else clock.end if due and clock.end is not None else clock.start
    return Row(
        day=day,
        last=span.last,
        began=span.first <= today,
        weekday=weekday_name(day.weekday()).say(lang).replace("星期", "周")[: 3 if lang == "en" else None],
        time=part_words(event.recurrence, entry.occurrence, lang) if minutes is None else hhmm(minutes),
        title=one_line(event.title, 200),
        kind=event.kind,
        kind_word=kind_word(event.kind, lang),
        due=due,
        span=_span_words(entry, lang),
        distance=distance(entry, today).say(lang),
        soon=due and 0 <= (entry.due - today).days <= 7,
        tentative=entry.occurrence.tentative,
        tentative_words=doubts(entry, lang),
        quote=_marked(event),
        cited=one_line(cited(event.source, lang), 200),
        actor=one_line(event.actor or "", 120),
        place=one_line(event.place or "", 120),
        tags=tuple(one_line(tag, 40) for tag in event.tags if tag),
        uid=event.uid,
        anchor=event.uid,
    )


def _marked(event: Event) -> tuple[str, str, str]:
    sentence, words_ = one_line(quoted(event), 300), one_line(event.quote or "", 300)
    before, _, after = sentence.partition(words_) if words_ and words_ in sentence else ("", "", "")
    return before, words_, after


def _span_words(entry: Entry, lang: str) -> str:
    if is_open(entry.event):
        return words(lang)["from"].format(day=short_day(entry.span.first, lang))
    if entry.span.days == 1:
        return ""
    return short_span(entry.span, lang)


def month_title(day: date, lang: str) -> str:
    """The month as a heading.

    >>> month_title(date(2026, 5, 30), "zh"), month_title(date(2026, 5, 30), "en")
    ('2026年5月', 'May 2026')
    """
    return f"{day.year}年{day.month}月" if lang == "zh" else f"{MONTHS[day.month - 1]} {day.year}"


def long_day(day: date, lang: str) -> str:
    """A day in full, with its weekday."""
    weekday = weekday_name(day.weekday()).say(lang)
    return f"{day.year}年{day.month}月{day.day}日 {weekday}" if lang == "zh" else f"{weekday}, {day}"


def first_page(
    entries: Iterable[Entry],
    feeds: Sequence[Link],
    today: date,
    lang: str,
    *,
    stored: bool = True,
    static: bool = False,
    root: str = "",
) -> str:
    """The first page: what is coming in 60 days by months, the feeds, how to subscribe.

    `entries` may reach further; only what touches the 60 days is shown. `static` leaves out links to other pages;
    `root` is the path under which the application is mounted.
    """
    window = Span(today, shift(today, DAYS))
    lines = rows((entry for entry in entries if entry.span.overlaps(window)), today, lang)
    ongoing = sorted((row for row in lines if row.day not in window and row.began), key=lambda row: row.last)
    ahead = [row for row in lines if row.day in window]
    shown = said_once(ahead[:MOST_ROWS])
    anchors = {row.uid for row in shown}
    ongoing = [replace(row, anchor="") if row.uid in anchors else row for row in ongoing]
    months = [(month_title(first, lang), group) for first, group in _by_month(shown)]
    return _show(
        "index.html", lang, today=today, long_today=long_day(today, lang), days=DAYS, months=months,
        ongoing=ongoing[:MOST_ROWS], left_out=len(ahead) + len(ongoing) - len(shown) - len(ongoing[:MOST_ROWS]), feeds=feeds,
        clients=clients(lang), stored=stored, static=static, root=root,
    )  # fmt: skip


def _by_month(lines: Iterable[Row]) -> list[tuple[date, list[Row]]]:
    return [(first, list(group)) for first, group in groupby(lines, key=lambda row: row.day.replace(day=1))]


def event_page(
    event: Event, feeds: Sequence[Link], today: date, reckoning: Reckoning, lang: str, root: str = ""
) -> str:
    """The page of one event: its words, the chain from the sentence to the next date, its dates around today."""
    recurrence = event.recurrence
    occurrences = _around(recurrence, today, reckoning)
    coming = next((o for o in occurrences if o.span.last >= today), occurrences[-1] if occurrences else None)
    steps = [
        (name.say(lang), text.say(lang) if isinstance(text, Message) else one_line(text, 600))
        for name, text in chain(event, coming, write(recurrence, lang), lang, reckoning)
    ]
    lead = Entry(event, coming) if coming else None
    return _show(
        "event.html", lang, event=event, title=one_line(event.title, 200), kind_word=kind_word(event.kind, lang),
        row=lead and _row(lead, today, lang), steps=steps, feeds=feeds, today=today, tags=event.tags,
        dates=[(when(o, lang, recurrence), o is coming and o.span.last >= today, o.span.last < today) for o in occurrences],
        details=_details(event, lang), headline=lead and headline(lead, lang), root=root,
    )  # fmt: skip


def _details(event: Event, lang: str) -> list[tuple[str, str, str]]:
    """What is known beside the dates, as label, text and the address that the text links to (empty for none)."""
    about = event.origin.said("DESCRIPTION") if event.origin else None
    facts = (
        ("action", event.action, ""),
        ("actor", event.actor, ""),
        ("recipient", event.recipient, ""),
        ("place", event.place, ""),
        ("contact", event.contact, ""),
        ("link", event.url, uri(event.url) or ""),
        ("note", event.note, ""),
        ("about", about, ""),
    )
    return [(label(name, lang), one_line(text, 600), address) for name, text, address in facts if text]


def _around(recurrence: Recurrence, today: date, reckoning: Reckoning) -> list[Occurrence]:
    """The last two occurrences before today and the next ones, with the one that goes on today among them."""
    now = recurrence.between(today, today, reckoning)
    ahead = [*now, *recurrence.upcoming(shift(today, 1), MOST_DATES, reckoning)]
    past: list[Occurrence] = []
    before: Occurrence | None = recurrence.previous(ahead[0].span.first if ahead else today, reckoning)
    while before and len(past) < 2:
        past.insert(0, before)
        before = recurrence.previous(before.span.first, reckoning)
    return (past + ahead)[: MOST_DATES + 2]


def error_page(name: str, lang: str, root: str = "") -> str:
    """A page that says what went wrong: `not_found`, `down` or `wrong`."""
    said = words(lang)
    return _show("error.html", lang, said=said[name], lead=said.get(f"{name}_lead", ""), root=root)


def links(feeds: Iterable[Feed], base_url: str | None, lang: str, here: str = "") -> list[Link]:
    """The feeds with their addresses under the base URL; `here` goes before the relative ones."""
    found = []
    for feed in feeds:
        file = f"{quote(feed.name, safe='')}.ics"
        address = f"{base_url.rstrip('/')}/{file}" if base_url else ""
        sort = "kind" if feed.kind else "tag" if feed.tag else "all"
        found.append(Link(feed.title, words_of(feed, lang), sort, here + file, address, _webcal(address)))
    return found


def _webcal(address: str) -> str:
    """The address under the scheme that opens a calendar program."""
    scheme, mark, rest = address.partition("://")
    return f"webcal://{rest}" if mark and scheme in ("http", "https") else ""


def coming(events: Iterable[Event], today: date, reckoning: Reckoning) -> list[Entry]:
    """The entries of the first page; of very many only the nearest."""
    return nearest(events, Span(today, shift(today, DAYS)), today, MOST_ENTRIES, reckoning)[0]


def static_page(
    feeds: Sequence[Feed], events: Sequence[Event], today: date, reckoning: Reckoning, base_url: str | None, lang: str
) -> str:
    """The first page as a file beside the feeds."""
    return first_page(
        coming(events, today, reckoning), links(feeds, base_url, lang), today, lang, stored=bool(events), static=True
    )


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def _show(template: str, lang: str, **facts: Any) -> str:
    facts = {"static": False, "csp": CSP} | facts
    return _templates().get_template(template).render(lang=lang, w=words(lang), **facts)


CSP = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""What a page may load: its own style sheet. `frame-ancestors` works only as a header; the application adds it."""
