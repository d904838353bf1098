"""The agenda of any period, narrowed by kind, tag, organisation and words, in pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Self

from rules import Message, Reckoning, Span, YuelingError, shift

from ...captions import kind_named, kind_word
from ...events import KINDS, Event
from ...folding import Fold, bounded_agenda
from ...lines import one_line
from ...selection import Selection
from .frame import Frame, show
from .links import Link, asked_of, narrow, selection_title
from .rows import days_of, month_title, public, row_of, shown_on

AHEAD, MOST_DAYS, PAGE, MOST_TAGS = 365, 3660, 60, 300
"""Days ahead where no period is asked for; days of a period at most; entries of a page; tags that are offered."""
NAMES = {"kind": "kinds", "tag": "tags", "organisation": "organisations", "person": "people", "words": "words"}
"""The fields of a selection, by their names in an address."""


FEED_OPTIONS = {"kind", "tag", "organisation", "person", "words"}
"""What the address of a feed can be asked with."""


class BadPeriod(YuelingError):
    """A period, or a page of it, that cannot be shown."""

    @classmethod
    def page(cls, page: int, pages: int) -> Self:
        """What is said of a page beyond the last one."""
        return cls(Message("there is no page {page}, there are {pages}", page=page, pages=pages))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the agenda: which events, which days, which page, counted from 1."""

    selection: Selection
    window: Span
    page: int = 1

    @classmethod
    def of(cls, query: Iterable[tuple[str, str]], today: date) -> Asked:
        """What a query asks for, empty fields left out; raises BadPeriod and BadSelection.

        >>> Asked.of([("kind", "截止"), ("words", "年检 材料"), ("to", "")], date(2026, 11, 20)).selection.words
        ('年检', '材料')
        """
        asked = [(name, value.strip()) for name, value in query if value.strip()]
        first = next((_day(value) for name, value in asked if name == "from"), today)
        last = next((_day(value) for name, value in asked if name == "to"), shift(max(first, today), AHEAD))
        if last < first:
            facts = {"first": first.isoformat(), "last": last.isoformat()}
            raise BadPeriod(Message("the period ends on {last}, before it begins on {first}", **facts))
        if (last - first).days >= MOST_DAYS:
            said = Message("the period has {n} days, {most} at most", n=(last - first).days + 1, most=MOST_DAYS)
            raise BadPeriod(said, Message("ask for ten years or fewer"))
        page = next((page_number(value) for name, value in asked if name == "page"), 1)
        return cls(selection_of(asked), Span(first, last), page)


def selection_of(query: Iterable[tuple[str, str]]) -> Selection:
    """The events that a query asks for, kinds also by what they are called; raises BadSelection."""
    found: dict[str, list[str]] = {field: [] for field in NAMES.values()}
    for name, value in query:
        if name in NAMES and value.strip():
            found[NAMES[name]] += value.split() if name == "words" else [value.strip()]
    kinds = tuple(dict.fromkeys(kind_named(kind) or kind for kind in found["kinds"]))
    return Selection(**{field: tuple(dict.fromkeys(values)) for field, values in found.items()} | {"kinds": kinds})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = Message("“{text}” is no day", text=one_line(text, 40))
        raise BadPeriod(said, Message("write it as 2026-12-31")) from None


def page_number(text: str) -> int:
    """The number of a page; raises BadPeriod for what is none."""
    if text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 9:
        return int(text)
    raise BadPeriod(Message("“{text}” is no number of a page", text=one_line(text, 40)))


def agenda_page(
    events: Iterable[Event], asked: Asked, feeds: Sequence[Link], reckoning: Reckoning, frame: Frame, today: date
) -> str:
    """A page of the agenda; raises TooMuch where the period holds more than can be listed, BadPeriod for a page beyond."""
    lang, selection = frame.lang, asked.selection
    wanted = [event for event in public(events) if selection.holds(event)]
    entries = sorted(bounded_agenda(wanted, asked.window, reckoning), key=shown_on)
    pages = max(-(-len(entries) // PAGE), 1)
    if asked.page > pages:
        raise BadPeriod.page(asked.page, pages)
    begin = (asked.page - 1) * PAGE
    rows = [row_of(Fold(entry), today, None, reckoning, lang) for entry in entries[begin : begin + PAGE]]
    days = days_of(rows, today, reckoning, lang)
    named = [kind_word(kind, lang) for kind in selection.kinds]
    return show(
        "agenda.html", frame, "agenda", asked=asked, count=len(entries), pages=pages, selection=selection,
        months=[(month_title(first, lang), list(group)) for first, group in groupby(days, lambda day: day.day.replace(day=1))],
        kinds=[(kind, kind_word(kind, lang)) for kind in KINDS], periods=_periods(asked, frame, today),
        tags=[link.value for link in feeds if link.sort == "tag" and link.value.isprintable()][:MOST_TAGS],
        before=_page_address(asked, frame, -1) if asked.page > 1 else "",
        after=_page_address(asked, frame, 1) if asked.page < pages else "",
        exact=exact_feed(feeds, selection, named, frame), subscribe=frame.to("/subscribe", **_query(selection)),
    )  # fmt: skip


def exact_feed(feeds: Sequence[Link], selection: Selection, named: Iterable[str], frame: Frame) -> Link | None:
    """The calendar of exactly these events; None where feeds cannot be asked for them."""
    if not feeds or not {name for name, _ in asked_of(selection)} <= FEED_OPTIONS:
        return None
    if selection.is_everything:
        return feeds[0]
    return narrow(feeds[0], selection, selection_title(selection, named, frame.name))


def _query(selection: Selection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in asked_of(selection):
        found.setdefault(name, []).append(value)
    return found


def _address(asked: Asked, frame: Frame) -> str:
    days = {"from": asked.window.first.isoformat(), "to": asked.window.last.isoformat()}
    paged = {"page": str(asked.page)} if asked.page > 1 else {}
    return frame.to("/agenda", **_query(asked.selection), **days, **paged)


def _page_address(asked: Asked, frame: Frame, step: int) -> str:
    return _address(replace(asked, page=asked.page + step), frame)


def _periods(asked: Asked, frame: Frame, today: date) -> list[tuple[str, str, bool]]:
    """Periods that are often wanted: the name of each, its address, whether it is the one that is shown."""
    year = Span(date(today.year, 1, 1), date(today.year, 12, 31))
    spans = {
        "period_past": Span(shift(today, -90), shift(today, -1)),
        "period_month": Span(today, shift(today, 30)),
        "period_ahead": Span(today, shift(today, AHEAD)),
        "period_year": year,
    }
    if today.year < date.max.year:
        spans["period_next"] = Span(date(today.year + 1, 1, 1), date(today.year + 1, 12, 31))
    return [(name, _address(Asked(asked.selection, span), frame), span == asked.window) for name, span in spans.items()]
