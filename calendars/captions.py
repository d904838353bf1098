"""How an entry reads: its headline, its time, the details under it. Feeds and pages say the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from rules import LANGUAGES, Clock, Message, Occurrence, Recurrence, Sort, Span, fold, hhmm, tell

from .events import CONFIRMED, DUE_KINDS, KINDS, WAITING, Entry, Event, Source
from .lines import one_line, plain

LONG = 7
"""A period in which something is due, of more days than this, is shown on its last day, not as a bar over all of it."""
MOST_TITLE, MOST_DETAIL, MOST_QUOTE = 200, 600, 240

KIND_WORDS = {
    "observance": Message("observance"),
    "event": Message("event"),
    "window": Message("window"),
    "deadline": Message("deadline"),
    "duty": Message("duty"),
    "anniversary": Message("anniversary"),
    "offset": Message("counted date"),
}
PARTS_OF_DAY = {
    "morning": Message("morning"),
    "noon": Message("noon"),
    "afternoon": Message("afternoon"),
    "evening": Message("evening"),
    "closing": Message("by close of office"),
}
"""What the parts of a day are called in which words without a clock place something."""
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
_PATTERNS = {
    "due": Message("Due: {title}"),
    "due_at": Message("Due: by {time}, {title}"),
    "begins": Message("Begins: {title}"),
    "within": Message("{title} ({days})"),
    "tentative": Message("{title} (tentative)"),
    "called_off": Message("{title} (called off)"),
    "cited": Message("{title} ({number})"),
    "clock_by": Message("by {end}"),
    "clock_until": Message("until {end}"),
    "clock_from": Message("from {start}, the end is not stated"),
    "clock_both": Message("{start} to {end}"),
    "clock_days": Message("{start} to {end} on {last}"),
    "span": Message("{first} to {last}, both included"),
    "open": Message("from {first}, the end is not stated"),
}
assert set(KIND_WORDS) == set(KINDS)


@lru_cache(maxsize=256)
def _pattern(name: str, lang: str) -> str:
    return _PATTERNS[name].say(lang)


@lru_cache(maxsize=256)
def kind_word(kind: str, lang: str) -> str:
    """The kind in the reader's language; a kind that is not known as it stands."""
    return KIND_WORDS[kind].say(lang) if kind in KIND_WORDS else kind


@lru_cache(maxsize=256)
def kind_named(word: str) -> str | None:
    """The kind that is called so, in any language; None where none is.

    >>> kind_named("截止"), kind_named("Deadline"), kind_named("counted date")
    ('deadline', 'deadline', 'offset')
    """
    plain = fold(word)
    for kind in KINDS:
        if plain in (kind, *(fold(kind_word(kind, lang)) for lang in LANGUAGES)):
            return kind
    return None


def kinds_known() -> str:
    """The kinds, each with what it is called in Chinese, for messages."""
    return ", ".join(f"{kind} ({kind_word(kind, 'zh')})" for kind in KINDS)


def is_due(event: Event) -> bool:
    """Whether the entry's day is the last on which something may be done."""
    return event.kind in ("deadline", "offset") or event.recurrence.rule.sort is Sort.DEADLINE


def is_condensed(entry: Entry) -> bool:
    """Whether a long period in which something is due is shown on its last day (按季度: the quarter's last day)."""
    span = entry.occurrence.span
    return span.first != span.last and entry.event.kind in DUE_KINDS and span.days > LONG


def is_open(event: Event) -> bool:
    """Whether it begins on its day and no end is stated (自5月1日起)."""
    return event.recurrence.rule.is_open()


def headline(entry: Entry, lang: str = "zh") -> str:
    """The title as a month view shows it: what is due is marked in front, what is tentative behind, on one line."""
    event, clock = entry.event, entry.occurrence.clock
    title = title_of(event, lang)
    if is_condensed(entry):
        title = _pattern("within", lang).format(title=title, days=short_span(entry.span, lang))
    if is_due(event):
        if clock and clock.end is not None:
            title = _pattern("due_at", lang).format(title=title, time=hhmm(clock.end))
        else:
            title = _pattern("due", lang).format(title=title)
    elif is_open(event):
        title = _pattern("begins", lang).format(title=title)
    return marked(title, entry.status, lang)


def marked(title: str, status: str, lang: str = "zh") -> str:
    """The title, and behind it that it is called off or tentative."""
    if status == "CONFIRMED":
        return title
    return _pattern("called_off" if status == "CANCELLED" else "tentative", lang).format(title=title)


def title_of(event: Event, lang: str = "zh") -> str:
    """The title on one line; for want of one the words that set the date, or the kind."""
    words = one_line(event.title, MOST_TITLE) or one_line(event.quote or "", MOST_TITLE)
    return words or kind_word(event.kind, lang)


def short_day(day: date, lang: str = "zh") -> str:
    """Month and day, for places where the year is plain.

    >>> short_day(date(2026, 5, 30)), short_day(date(2026, 5, 30), "en")
    ('5月30日', '30 May')
    """
    return f"{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {MONTHS[day.month - 1][:3]}"


def short_span(span: Span, lang: str = "zh") -> str:
    """The first and last day, with their years only where these differ.

    >>> short_span(Span(date(2026, 7, 1), date(2026, 9, 30)))
    '7月1日–9月30日'
    """
    if span.first.year == span.last.year:
        return f"{short_day(span.first, lang)}–{short_day(span.last, lang)}"
    if lang == "zh":
        return f"{span.first.year}年{short_day(span.first)}–{span.last.year}年{short_day(span.last)}"
    return f"{short_day(span.first, lang)} {span.first.year}–{short_day(span.last, lang)} {span.last.year}"


class Detail(NamedTuple):
    """A labelled line under a headline; `name` tells a page how to show it."""

    name: str
    label: str
    text: str


_LABELS = {
    "action": Message("To do"),
    "actor": Message("By whom"),
    "recipient": Message("Send to"),
    "place": Message("Place"),
    "contact": Message("Contact"),
    "link": Message("Link"),
    "note": Message("Note"),
    "about": Message("About"),
    "clock": Message("Time"),
    "period": Message("Period"),
    "tentative": Message("Tentative because"),
    "quote": Message("In the notice"),
    "notice": Message("Notice"),
    "rule": Message("Rule"),
}


def facts(entry: Entry, lang: str = "zh") -> list[tuple[str, str]]:
    """What is known of an entry, by name, in the order in which it is wanted: what to do, when, why so, where written."""
    event = entry.event
    found = [fact for fact in zip(_OWN, _own(event), strict=True) if fact[1]]
    if not is_usual(entry):
        found += _unusual(entry, lang)
    if quote := quoted(event):
        found.append(("quote", quote))
    if notice := cited(event.source, lang):
        found.append(("notice", notice))
    found.append(("rule", rule_words(event.recurrence, lang)))
    return found


def is_usual(entry: Entry) -> bool:
    """Whether it has a single whole day, as most have, and nothing more is to be said of it.

    Asked once in place of everything that would have to be asked to say nothing.
    """
    event, (span, _, clock, reasons, _) = entry.event, entry.occurrence
    if clock or reasons or event.origin or event.status != CONFIRMED or span.first != span.last:
        return False
    recurrence = event.recurrence
    return not (recurrence.notes or recurrence.then or recurrence.rule.is_open())


def _unusual(entry: Entry, lang: str) -> Iterator[tuple[str, str]]:
    """What is known of an entry of which not only its day is to be said."""
    origin = entry.event.origin
    if origin and (about := origin.said("DESCRIPTION")):
        yield "about", about
    if clock := time_words(entry, lang):
        yield "clock", clock
    if period := period_words(entry, lang):
        yield "period", period
    if entry.status != "CONFIRMED" and (doubt := doubts(entry, lang)):
        yield "tentative", doubt


_OWN = ("action", "actor", "recipient", "place", "contact", "link", "note")
_own = attrgetter("action", "actor", "recipient", "place", "contact", "url", "note")


def rule_words(recurrence: Recurrence, lang: str) -> str:
    """The rule in words; what was written before is not written again, as after a change of another event."""
    said = recurrence.said
    if lang not in said:
        said[lang] = written(recurrence, lang)
    return said[lang]


@lru_cache(maxsize=10_000)
def written(recurrence: Recurrence, lang: str) -> str:
    """What `rule_words` keeps for rules that are equal."""
    return tell(recurrence, lang)


def details(entry: Entry, lang: str = "zh") -> list[Detail]:
    """What stands under the headline, each with its label."""
    return [Detail(name, label(name, lang), one_line(text, MOST_DETAIL)) for name, text in facts(entry, lang)]


@lru_cache(maxsize=64)
def label(name: str, lang: str) -> str:
    """The label of a detail in the reader's language."""
    return _LABELS[name].say(lang)


PUT_OFF = Message("it is put off until further notice")
CALLED_TENTATIVE = Message("the calendar that it comes from calls it tentative")


def doubts(entry: Entry, lang: str = "zh") -> str:
    """Why the entry is tentative, in one sentence; empty where it is certain."""
    joint, origin = "；" if lang == "zh" else "; ", entry.event.origin
    waits = (PUT_OFF,) if entry.event.status == WAITING else ()
    reasons = (*entry.occurrence.reasons, *waits, *((CALLED_TENTATIVE,) if origin and origin.tentative else ()))
    return joint.join(reason.say(lang) for reason in reasons)


def part_words(recurrence: Recurrence, occurrence: Occurrence, lang: str = "zh") -> str:
    """The part of the day (上午) in which an occurrence without a clock is placed; empty where no words say so.

    >>> from rules import parse
    >>> morning = parse("2026年5月30日上午")
    >>> part_words(morning, morning.between(date(2026, 5, 30), date(2026, 5, 30))[0])
    '上午'
    """
    part = None if occurrence.clock else recurrence.part_of_day(occurrence.span.first)
    return PARTS_OF_DAY[part].say(lang) if part else ""


def period_of(span: Span, clock: Clock | None, day_words: Callable[[date], str]) -> str:
    """The day or days with the time of day: of several days that of the beginning with the first, that of the end with the last.

    >>> period_of(Span(date(2026, 6, 1), date(2026, 6, 2)), Clock(18 * 60, 8 * 60), str)
    '2026-06-01 18:00 – 2026-06-02 08:00'
    """
    start, end = ("" if m is None else hhmm(m) for m in ((clock.start, clock.end) if clock else (None, None)))
    if span.days == 1:
        return f"{day_words(span.first)} {'–'.join(filter(None, (start, end)))}".rstrip()
    first, last = f"{day_words(span.first)} {start}".rstrip(), f"{day_words(span.last)} {end}".rstrip()
    return f"{first} – {last}"


def time_words(entry: Entry, lang: str = "zh") -> str:
    """The time of day in words, or the part of the day; empty where neither is given."""
    clock, span = entry.occurrence.clock, entry.span
    if not clock:
        recurrence = entry.event.recurrence
        return part_words(recurrence, entry.occurrence, lang) if recurrence.notes or recurrence.then else ""
    if span.days > 1 and clock.start is not None and clock.end is not None:
        ends = {"start": hhmm(clock.start), "end": hhmm(clock.end), "last": short_day(span.last, lang)}
        return _pattern("clock_days", lang).format(**ends)
    words = clock_words(clock, is_due(entry.event), lang)
    return words or part_words(entry.event.recurrence, entry.occurrence, lang)


def clock_words(clock: Clock | None, due: bool, lang: str = "zh") -> str:
    """The time of day in words; empty where none is given. An end that no text states is named as such."""
    if not clock or (clock.start is None and clock.end is None):
        return ""
    start, end = ("" if m is None else hhmm(m) for m in (clock.start, clock.end))
    name = "both" if start and end else "from" if start else "by" if due else "until"
    return _pattern(f"clock_{name}", lang).format(start=start, end=end)


def period_words(entry: Entry, lang: str = "zh") -> str:
    """The whole period of an entry of several days, or where it begins if no end is stated; else empty."""
    span = entry.occurrence.span
    name = "open" if is_open(entry.event) else "span" if span.first != span.last else ""
    return _pattern(name, lang).format(first=span.first, last=span.last) if name else ""


def quoted(event: Event) -> str:
    """The sentence that sets the date, cut around the words themselves where it is long; else those words alone."""
    quote = plain(event.quote or "")
    sentence = plain(event.source.sentence or "") if event.source else ""
    at = sentence.find(quote)
    if not sentence or at < 0:
        return quote
    if len(sentence) <= MOST_QUOTE:
        return sentence
    first = max(at - (MOST_QUOTE - len(quote)) // 2, 0)
    last = first + MOST_QUOTE
    return ("…" if first else "") + sentence[first:last] + ("…" if last < len(sentence) else "")


def cited(source: Source | None, lang: str = "zh") -> str:
    """The notice as one cites it: title, document number (文号), issuer, date of issue; empty where unknown."""
    return _cited(source.title or "", source.number, source.issuer, source.issued, lang) if source else ""


@lru_cache(maxsize=512)
def _cited(title: str, number: str | None, issuer: str | None, issued: date | None, lang: str) -> str:
    if title and number:
        title = _pattern("cited", lang).format(title=title, number=number)
    parts = (title or number, issuer, issued and issued.isoformat())
    return ("，" if lang == "zh" else ", ").join(part for part in parts if part)
