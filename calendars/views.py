"""The shapes in which answers leave for people: rows of tables, labelled lines, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rules import RECKONING, Message, Occurrence, Reckoning, Recurrence, shift, tell, weekday_name, width, write

from .captions import cited, kind_word, part_words, period_of, quoted
from .completions import Completion
from .events import CANCELLED, CONFIRMED, WAITING, Entry, Event, Lead, Origin, Source
from .lines import one_line

if TYPE_CHECKING:
    from rules import Finding

    from .statements import Statement

FINDING_WORDS = {
    "plan": Message("plan period"),
    "edition": Message("edition"),
    "cutoff": Message("condition"),
    "duration": Message("length of time"),
    "year": Message("year"),
    "past": Message("past"),
    "issued": Message("date of issue"),
    "vague": Message("no date"),
}
"""What the kinds of finding are called that never become events."""

DONE = Message("done")
MOST_PRINTED = 2000
MOST_CELL, MOST_RULE = 80, 200
"""Characters of a title or of tags, and of a rule, in a table; `show` and JSON have them whole."""
YEAR, MOST_DONE = 366, 5
"""How many days to each side what was done is looked for, and how many dates of it are named."""
MOST_PADDED = 60
"""Columns of a terminal to which the cells of a table are padded at most."""


def finding_word(kind: str, lang: str) -> str:
    """What the kind of a finding is called in the language; the kind itself where nobody named it."""
    word = FINDING_WORDS.get(kind)
    return word.say(lang) if word else kind_word(kind, lang)


def cell(text: str) -> str:
    """The text as the cell of a table has it: what others called their events may be as long as they like."""
    return one_line(text, MOST_CELL)


def printable(text: str | None) -> str:
    r"""The text on one line without what a terminal would obey: controls, and marks that turn the reading direction.

    >>> printable("报送\n总结\x1b[2J")
    '报送 总结[2J'
    """
    return one_line(text or "", MOST_PRINTED)


def when(occurrence: Occurrence, lang: str, recurrence: Recurrence | None = None) -> str:
    """The days with their weekdays as a person reads them, the clock (the part of the day) and “tentative” behind."""
    span, clock = occurrence.span, occurrence.clock
    words = period_of(span, clock, lambda day: day_words(day, lang))
    if not clock and recurrence and (part := part_words(recurrence, occurrence, lang)):
        words += " " + part
    if occurrence.tentative:
        words += Message(" (tentative)").say(lang)
    return words


def day_words(day: date, lang: str) -> str:
    """The day and its weekday.

    >>> day_words(date(2026, 4, 15), "en")
    '2026-04-15 Wed'
    """
    name = weekday_name(day.weekday()).say(lang)
    return f"{day} {name[:3] if lang == 'en' else name.replace('星期', '周')}"


def left(entry: Entry, today: date) -> Message:
    """How far away the day that matters is, or that it is done, and how far."""
    found = entry.completion
    if found is None:
        return distance(entry, today)
    if found.done:
        return DONE
    return _far(found, distance(entry, today))


def _far(said: Completion, when: Message | str) -> Message:
    """When it is, and how much of it is done."""
    if said.whole is not None:
        return Message("{when}, {part} of {whole} done", when=when, part=said.part or 0, whole=said.whole)
    return Message("{when}, {percent} % done", when=when, percent=said.percent)


def distance(entry: Entry, today: date) -> Message:
    """How far away the day that matters is: “in 7 days”, “today”, “now” while a run of days goes on."""
    days = (entry.due - today).days
    if days == 0:
        return Message("today")
    if days == 1:
        return Message("tomorrow")
    if days > 1:
        return Message("in {days} days", days=days)
    return Message("now") if today in entry.span else Message("{days} days ago", days=-days)


def basis_words(basis: str) -> str | Message:
    """Where a year that the words leave out was taken from."""
    from rules import BASES  # the reader of notices is loaded only for this

    return BASES.get(basis, basis)


def chain(
    event: Event,
    occurrence: Occurrence | None,
    rule: str,
    lang: str,
    reckoning: Reckoning = RECKONING,
    by_hand: str = "",
    imported: str = "",
    accepted: Iterable[Message] = (),
) -> list[tuple[Message, str | Message]]:
    """The way from the words of the notice to the date, as (step, what stands there), in order.

    `by_hand` says what a person set otherwise, `imported` what a file brought, `accepted` what one accepted
    that was proposed from above.
    """
    source = event.source
    steps: list[tuple[Message, str | Message]] = []
    if source:
        steps.append((Message("notice"), cited(source, lang)))
        steps.append((Message("sentence"), printable(source.sentence)))
        steps.append((Message("place in it"), place_words(source) or ""))
    if event.origin:
        steps.append((Message("calendar"), printable(event.origin.calendar) or printable(event.origin.uid)))
    steps.append((Message("words"), printable(event.quote)))
    if source and source.basis:
        steps.append((Message("year"), basis_words(source.basis)))
    steps.append((Message("set by hand"), by_hand))
    steps.append((Message("imported"), imported))
    steps += [(Message("accepted"), words) for words in accepted]
    steps.append((Message("rule"), rule))
    steps.append((Message("notation"), event.recurrence.rule.value() or ""))
    steps.append((Message("RRULE"), event.recurrence.rule.rrule() or ""))
    if occurrence:
        steps += [(Message("step"), step) for step in event.recurrence.rule.why(occurrence.span, reckoning)]
        steps += [(Message("tentative"), reason) for reason in occurrence.reasons]
    else:
        steps += [(Message("tentative"), reason) for reason in event.recurrence.doubts()]
    return [(name, words) for name, words in steps if words]


def place_words(source: Source | None) -> Message | None:
    """On which page and in which row of a table something stands; None where neither is known."""
    if source is None or not (source.page or source.row):
        return None
    if source.page and source.row:
        return Message("page {page}, row {row}", page=source.page, row=source.row)
    return Message("page {page}", page=source.page) if source.page else Message("row {row}", row=source.row or 0)


ACTS = {
    None: Message("sets"),
    "moves": Message("moves"),
    "cancels": Message("calls off"),
    "waits": Message("puts off"),
    "stays": Message("leaves as it is"),
}
"""What a notice does with an entry."""


def sources(said: Iterable[Statement], lang: str) -> list[tuple[Message, str | Message]]:
    """What each notice says of an event, in the order of their issue: which, what it does, the dates, the sentence."""
    steps: list[tuple[Message, str | Message]] = []
    for one in sorted(said, key=lambda one: one.issued):
        former = write(one.reading.former, lang) if one.reading.former else ""
        dates = write(one.dates, lang) if one.dates and one.reading.act != "stays" else ""
        arrow = f"{former} → {dates}" if former and dates else former or dates
        steps.append((Message("source"), cited(one.source, lang)))
        steps.append((Message("says"), f"{ACTS[one.reading.act].say(lang)} {arrow}".strip()))
        steps.append((Message("sentence"), printable(one.source.sentence)))
        steps.append((Message("second reader"), opinion_words(one) or ""))
    return [(label, words) for label, words in steps if words]


def opinion_words(said: Statement) -> Message | None:
    """What a second reader said of a date; None where none was asked."""
    if not said.reading.opinion:
        return None
    from .second_reader.opinions import Opinion  # few offices have one

    return Opinion.from_json(json.loads(said.reading.opinion)).sentence()


def plain_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows under their heads in columns two cells apart, without frames, for pipes and mail.

    What is wider than MOST_PADDED pushes its own line aside, and no other.
    """
    lines = [list(heads), *([printable(cell) for cell in row] for row in rows)]
    widths = [
        max(wide for cell in column if (wide := width(cell)) <= MOST_PADDED) for column in zip(*lines, strict=True)
    ]
    return "\n".join(
        "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def fitted(text: str, most: int = MOST_PADDED) -> str:
    """The text in so many columns of a terminal at most, so that columns behind it stay in line; an ellipsis says it was cut.

    >>> fitted("报送年度工作总结", 9), fitted("abc", 3)
    ('报送年度…', 'abc')
    """
    if width(text) <= most:
        return text
    end = next(n for n in range(most + 1) if width(text[: n + 1]) > most - 1)
    return f"{text[:end].rstrip()}…"


def occurrence_near(event: Event, day: date, reckoning: Reckoning = RECKONING) -> Occurrence | None:
    """The occurrence that holds the day, else the next one, else the one before."""
    recurrence = event.recurrence
    holding = recurrence.between(day, day, reckoning)
    return holding[0] if holding else recurrence.next(day, reckoning) or recurrence.previous(day, reckoning)


STATUS_WORDS = {
    CONFIRMED: Message("confirmed"),
    CANCELLED: Message("called off"),
    WAITING: Message("put off until further notice"),
}
"""Whether an event takes place as dated."""
Table = tuple[list[Message], list[list[str]]]
"""Heads and rows of a table; the words of the rows are in the reader's language already."""


def standing(date: str, event: Event, lang: str) -> str:
    """A date, and that the event is called off or put off where it is."""
    if event.status == CONFIRMED:
        return date
    return Message("{date} ({status})", date=date, status=STATUS_WORDS[event.status]).say(lang)


def agenda_rows(entries: Iterable[Entry], today: date, lang: str) -> Table:
    """What is coming as a table: when, how far away, what, of which kind, and the UID for `show` and `why`."""
    heads = [Message("When"), Message("Left"), Message("What"), Message("Kind"), Message("UID")]
    rows = [
        [
            standing(when(e.occurrence, lang, e.event.recurrence), e.event, lang),
            left(e, today).say(lang),
            cell(e.event.title),
            kind_word(e.event.kind, lang),
            e.event.uid,
        ]
        for e in entries
    ]
    return heads, rows


def finding_rows(
    findings: Iterable[Finding], today: date, lang: str, numbered: Mapping[int, int] | None = None
) -> Table:
    """What was found in a notice as a table: number, the words, their kind, the title, the rule, the next days.

    Numbers are those of the drafts, by the place of the finding.
    """
    heads = [Message("No."), Message("Words"), Message("Kind"), Message("Title"), Message("Rule"), Message("Next")]
    return heads, [
        [
            str((numbered or {}).get(place, "")),
            found.quote,
            finding_word(found.kind, lang),
            found.title or "",
            write(found.recurrence, lang) if found.recurrence else found.reason(lang) or "",
            next_words(found.recurrence, today, 2, lang) if found.recurrence else "",
        ]
        for place, found in enumerate(findings)
    ]


def done_words(event: Event, today: date, lang: str, reckoning: Reckoning = RECKONING) -> str:
    """What was done of an event, the last dates first, by whom as far as that is known; empty for nothing."""
    if not event.completions:
        return ""
    near = event.recurrence.between(shift(today, -YEAR), shift(today, YEAR), reckoning)
    found = [one for one in reversed([Entry(event, one) for one in near]) if one.completion][:MOST_DONE]
    return "; ".join(filter(None, (_done_words(one, lang) for one in found)))


def _done_words(entry: Entry, lang: str) -> str:
    said, day = entry.completion, when(entry.occurrence, lang, entry.event.recurrence)
    if not said or not said.done:
        return _far(said, day).say(lang) if said else ""
    by = printable(said.by)
    return Message("{when} ({name})", when=day, name=by).say(lang) if by else day


def next_words(recurrence: Recurrence, today: date, count: int, lang: str, reckoning: Reckoning = RECKONING) -> str:
    """The occurrences of today and after it, else the last one and that it has passed; empty where there is none."""
    now = recurrence.between(today, today, reckoning)
    ahead = [*now, *recurrence.upcoming(shift(today, 1), count, reckoning)][:count]
    if ahead:
        return "; ".join(when(occurrence, lang, recurrence) for occurrence in ahead)
    past = recurrence.previous(today, reckoning)
    return Message("{when}, past", when=when(past, lang, recurrence)).say(lang) if past else ""


def ruled(entries: Iterable[Entry]) -> Iterator[tuple[Entry, str]]:
    """Each entry with the canonical text of its rule, written once for each event."""
    rules: dict[str, str] = {}
    for entry in entries:
        uid = entry.event.uid
        if uid not in rules:
            rules[uid] = write(entry.event.recurrence)
        yield entry, rules[uid]


def event_lines(
    event: Event,
    today: date,
    lang: str,
    reckoning: Reckoning = RECKONING,
    by_hand: str = "",
    imported: str = "",
) -> list[tuple[Message, str]]:
    """Everything that is known of an event, as labelled lines; what is empty is left out.

    `by_hand` says what a person set otherwise than it was read, `imported` what a file brought otherwise.
    """
    leads = Message("the usual ones").say(lang) if event.leads is None else " ".join(map(Lead.write, event.leads))
    lines = [
        (Message("Title"), printable(event.title)),
        (Message("UID"), event.uid),
        (Message("Kind"), kind_word(event.kind, lang)),
        (Message("Rule"), tell(event.recurrence, lang)),
        (Message("Next"), next_words(event.recurrence, today, 3, lang, reckoning)),
        (Message("Done"), done_words(event, today, lang, reckoning)),
        (Message("Status"), STATUS_WORDS[event.status].say(lang) if event.status != CONFIRMED else ""),
        (Message("Tags"), printable(" ".join(event.tags))),
        (Message("Reminders"), leads or Message("none").say(lang)),
        (Message("To do"), printable(event.action)),
        (Message("By whom"), printable(event.actor)),
        (Message("Send to"), printable(event.recipient)),
        (Message("Place"), printable(event.place)),
        (Message("Contact"), printable(event.contact)),
        (Message("Link"), printable(event.url)),
        (Message("Note"), printable(event.note)),
        (Message("Set by hand"), by_hand),
        (Message("Imported"), imported),
        (Message("In the notice"), quoted(event)),
        (Message("Notice"), printable(cited(event.source, lang))),
        (Message("Changes"), str(event.sequence)),
        *_imported(event.origin),
        (Message("Subscription"), printable(event.subscription)),
    ]
    return [(label, words) for label, words in lines if words]


def _imported(origin: Origin | None) -> list[tuple[Message, str]]:
    """What the calendar says from which an event was imported."""
    if not origin:
        return []
    return [
        (Message("About"), printable(origin.said("DESCRIPTION"))),
        (Message("Calendar"), printable(origin.calendar)),
        (Message("UID there"), printable(origin.uid)),
    ]
