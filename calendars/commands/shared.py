"""What several commands need: content of files, UIDs, windows of days, what became of events."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rules import Message

from ..terminal import LANG, Number, confirmed, emit, emit_json, note, option, say, show_line, show_said
from ..views import printable
from .session import Session

if TYPE_CHECKING:
    from rules import Recurrence, Span

    from ..actions import Outcome
    from ..events import Event
    from ..store import Store


Function = TypeVar("Function", bound=Callable[..., Any])
Item = TypeVar("Item")
INPUT_LIMIT = 64 * 1024 * 1024
"""Octets that are read of a file before it is handed on; what a notice may have at most is decided by its reader."""
WINDOW_LIMIT = 3660
"""Days that an agenda may span."""


def content_of(name: str, more: Callable[[bytes], int] = lambda begin: INPUT_LIMIT) -> bytes:
    """The content of a file, or of standard input for `-`; what is too long is cut just beyond the limit.

    `more` may allow a longer one when it sees how the content begins.
    """
    with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
        data = file.read(INPUT_LIMIT + 1)
        if len(data) > INPUT_LIMIT and (most := more(data)) > INPUT_LIMIT:
            data += file.read(most - INPUT_LIMIT)
    return data


if TYPE_CHECKING:
    KindType = click.ParamType[str]
else:  # not generic before click 8.4
    KindType = click.ParamType


class Kind(KindType):
    """A kind of event by its name, or as the tables call it in the reader's language."""

    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The kind; raises BadKind."""
        from ..one_line_event import checked_kind

        return checked_kind(str(value)) or ""


def name_given(session: Session, store: Store, by: str | None) -> str | None:
    """The name behind `--by`: who is known by a key, an address or a name is called by his name; others as was written.

    Whoever does something need not be one of those who are reminded; a name that is nearly one of theirs is noted.
    """
    from ..one_line_event import checked_text

    if not by:
        return None
    name, near = session.around(store).name_of(checked_text(by, "--by"))
    if near:
        said = Message("note: “{name}” is taken as written, and nobody here is called so", name=printable(name))
        note(Message("{said}; if {key} was meant, take it back and give that name", said=said, key=printable(near)))
    return name


def filters(function: Function) -> Function:
    """The options that choose events: `kinds` and `tags`, of several one is enough."""
    for decorate in (
        option("--tag", "tags", multiple=True, help="only with this tag; may be given several times"),
        option(
            "--kind", "kinds", multiple=True, type=Kind(), metavar="KIND",
            help="only this kind: deadline duty offset observance anniversary window event, or as 截止; more by several",
        ),
    ):  # fmt: skip
        function = decorate(function)
    return function


def page_options(function: Function) -> Function:
    """The options with which a long list is had in pages: `limit` and `offset`."""
    many = Number(1, 1_000_000)
    for decorate in (
        option("--offset", type=Number(0), default=0, metavar="N", help="leave out the first N"),
        option("--limit", type=many, metavar="N", help="at most N; a shorter page is the last"),
    ):
        function = decorate(function)
    return function


def paged(items: Sequence[Item], limit: int | None, offset: int) -> Sequence[Item]:
    """The page of a list.

    >>> paged("abcdef", 2, 3), paged("abc", None, 1)
    ('de', 'bc')
    """
    return items[offset:] if limit is None else items[offset : offset + limit]


def hand_over(session: Session, data: bytes, file: Path | None, said: Message) -> None:
    """Writes what was asked for into the file, and says so; without one (or for -) on standard output."""
    if file is None or str(file) == "-":
        return emit(data)
    from ..files import output

    with output(file) as out:
        out.write(data)
    return answer(session, {"file": str(file), "octets": len(data)}, lambda: show_said(said))


def answer(session: Session, content: object, human: Callable[[], None]) -> None:
    """The answer of a command: as JSON where that is asked for (--json), else in words."""
    if session.as_json:
        return emit_json(content)
    return human()


def whose(store: Store, question: Message) -> Message:
    """The question with whose data it is about, where the database holds those of several organisations."""
    found = store.organisations()
    if len(found) < 2:
        return question
    one = next(one for one in found if one.number == store.org)
    return Message("{organisation}: {said}", organisation=one.title or Message("(the first one)"), said=question)


def agree(question: Message, store: Store | None, *, yes: bool) -> bool:
    """Whether something may be taken away, asked with whose it is, where there is a store; a usage error where nobody can be
    asked.
    """
    if not yes and not sys.stdin.isatty():
        raise click.UsageError(say(Message("this asks before it does anything, and nobody can answer here; add --yes")))
    return yes or confirmed(whose(store, question) if store else question)


def show_all(messages: Iterable[Message]) -> None:
    """Prints messages, a line each."""
    for said in messages:
        show_said(said)


def the_event(store: Store, words: str, today: date, lang: str, *, whole: bool = False) -> Event:
    """The event that a UID, its beginning or a title means; raises what `finding.the_event` does."""
    from ..finding import the_event as found  # whoever only asks for help need not wait for it

    return found(store, words, today, lang, whole=whole)


PERIODS = {
    "今天": "today", "明天": "tomorrow", "本周": "week", "这周": "week", "这个星期": "week", "下周": "next week",
    "下个星期": "next week", "本月": "month", "这个月": "month", "下月": "next month", "下个月": "next month",
}  # fmt: skip
"""What stands for a run of days from today on, beside everything that `explain` reads."""


def window_asked(today: date, period: str | None, days: int | None, first: date | None, last: date | None) -> Span:
    """The days that are asked for, by a word or by options; a usage error for both, and as `window_of` says."""
    if period is None:
        return window_of(today, days, first, last)
    if (days, first, last) != (None, None, None):
        raise click.UsageError(say(Message("give either a period or --days, --from, --to")))
    span = period_named(period.strip(), today)
    return window_of(today, None, span.first, span.last)


def period_named(word: str, today: date) -> Span:
    """The days of a period as they stand to today; of one that goes on, what is left of it.

    >>> str(period_named("下周", date(2026, 11, 28)).first), str(period_named("本月", date(2026, 11, 28)).last)
    ('2026-11-30', '2026-11-30')

    Raises UnreadRule; a usage error for words that name no days from today on.
    """
    from rules import Span, shift

    monday, first = shift(today, -today.weekday()), today.replace(day=1)
    month = shift(first, 32).replace(day=1)
    after = shift(month, 32).replace(day=1)
    known = {
        "week": Span(today, shift(monday, 6)),
        "next week": Span(shift(monday, 7), shift(monday, 13)),
        "month": Span(today, shift(month, -1)),
        "next month": Span(month, shift(after, -1)),
        "today": Span(today, today),
        "tomorrow": Span(shift(today, 1), shift(today, 1)),
    }
    name = PERIODS.get(word, word.lower().removeprefix("this "))
    if name in known:
        return known[name]
    from rules import parse

    rule = parse(word, reference=today)
    found = [*rule.between(today, today), *filter(None, [rule.next(today)])]
    if not found:
        said = Message("“{text}” names no days from today on", text=printable(word))
        raise click.UsageError(say(said))
    return Span(max(found[0].span.first, today), found[0].span.last)


def window_of(today: date, days: int | None, first: date | None, last: date | None) -> Span:
    """The days that are asked for; a usage error where they are none or too many."""
    from rules import Span, shift

    if days is not None and last is not None:
        raise click.UsageError(say(Message("give either --days or --to")))
    start = first or today
    end = last or shift(start, 30 if days is None else days)
    if end < start:
        said = Message("{last} lies before {first}; the earlier day comes first", last=str(end), first=str(start))
        raise click.BadParameter(say(said), param_hint="--from/--to")
    if (end - start).days > WINDOW_LIMIT:
        said = Message("at most {n} days at a time", n=WINDOW_LIMIT)
        raise click.BadParameter(say(said), param_hint="--from/--to")
    return Span(start, end)


def outcome_words(outcome: Outcome) -> list[Message]:
    """What became of events that were to be stored, and of what people had decided of them."""
    return stored_words(outcome) + decided_words(outcome)


def stored_words(outcome: Outcome) -> list[Message]:
    """What became of events that were to be stored, and which dates are others now."""
    counts = {name: len(getattr(outcome, name)) for name in ("added", "changed", "unchanged")}
    words = [Message("stored: {added} new, {changed} changed, {unchanged} as before", **counts)]
    if outcome.redated:
        from ..words.redated import redated_line  # as few do
    return words + [redated_line(old, new, LANG.get()) for old, new in outcome.redated]


def decided_words(outcome: Outcome) -> list[Message]:
    """What was left as people had decided it, where no notice was read."""
    words = []
    kept, away = len(outcome.kept), len(outcome.stayed_away)
    if kept and away:
        words.append(
            Message(
                "{kept} edited by you left as they are, {away} removed by you not restored; to restore them add --again",
                kept=kept,
                away=away,
            )
        )
    elif kept:
        words.append(Message("{n} edited by you left as they are; to have them as they stand add --again", n=kept))
    elif away:
        words.append(Message("{n} removed by you not restored; to restore them add --again", n=away))
    return [*words, *redated_words(outcome)]


def show_outcome(outcome: Outcome, session: Session, other: Recurrence | None = None, *, awaited: bool = False) -> None:
    """Answers with the one event that a command was about, what became of it, and how else its words may be read.

    `awaited` says whether somebody was told of a day of it that is still to come.
    """
    event = outcome.events[0]
    if not session.as_json:
        return show_written(event, other, session, awaited=awaited)
    from rules import write

    from ..records import outcome_record

    rule = write(other) if other and other != event.recurrence else None
    return emit_json({"event": now_record(event, session), "other": rule, **outcome_record(outcome)})


def note_changes(outcome: Outcome, before: Message | None = None) -> None:
    """Says beside the answer which fields of the one event became others, from what to what; `before` begins the line."""
    if not (outcome.before and outcome.changed):
        return
    from ..past import changes_words

    note_woken(outcome)
    note_done(outcome)
    words = changes_words(outcome.before, outcome.changed[0], LANG.get())
    note(
        Message("{before}; {changes}", before=before, changes=words)
        if before
        else Message("changed: {changes}", changes=words)
    )


def note_woken(outcome: Outcome) -> None:
    """Says beside the answer what was put off to a day that is another one now."""
    from ..captions import short_day

    for day in sorted({one.until for one in outcome.woken}):
        said = Message(
            "it was put off until {day}, for the day that it was; reminders of the new one come",
            day=short_day(day, LANG.get()),
        )
        note(said)


def redated_words(outcome: Outcome) -> list[Message]:
    """What became of what was done, where its date is another one now."""
    if not outcome.done:
        return []  # as most often
    from ..words.decided import done_words

    return done_words(outcome, LANG.get())


def note_done(outcome: Outcome) -> None:
    """Says the same beside the answer."""
    for said in redated_words(outcome):
        note(said)


def now_record(event: Event, session: Session) -> dict[str, Any]:
    """The event as JSON has it, with its next date."""
    from rules import write

    from ..records import event_record

    return event_record(event, write(event.recurrence), session.today, session.reckoning(), LANG.get())


def show_event(event: Event, session: Session) -> None:
    """Prints an event: its title and rule on a line, then its next dates and what else is stored of it."""
    from rules import tell

    from ..events import CONFIRMED
    from ..views import STATUS_WORDS, next_words, printable

    facts = {"uid": event.uid, "title": printable(event.title), "rule": tell(event.recurrence, LANG.get())}
    show_said(Message("{uid}  {title}: {rule}", **facts))
    if event.status != CONFIRMED:
        show_said(STATUS_WORDS[event.status])
    elif coming := next_words(event.recurrence, session.today, 3, LANG.get(), session.reckoning()):
        show_said(Message("next: {dates}", dates=coming))
    for label, words in (
        (Message("Place"), event.place), (Message("Contact"), event.contact), (Message("Link"), event.url),
        (Message("Note"), event.note),
    ):  # fmt: skip
        if words:
            show_line(label, printable(words))
    for remark in event.recurrence.remarks():
        show_said(remark)


def show_written(event: Event, other: Recurrence | None, session: Session, *, awaited: bool = False) -> None:
    """Prints an event that was just written, why it has no date, and how the other reading of its words is written."""
    show_event(event, session)
    recurrence, lang = event.recurrence, LANG.get()
    if not recurrence.between(session.today, session.today) and not recurrence.upcoming(session.today, 1):
        if recurrence.previous(session.today):
            over = Message("it is over, and nobody is reminded of it")
            show_said(Message("it is over; whoever was told of another day hears of the move") if awaited else over)
            return
        if doubts := recurrence.doubts() or tuple(filter(None, [recurrence.never()])):
            whys = "; ".join(doubt.say(lang) for doubt in doubts)
            show_said(Message("it has no date, and nobody is reminded of it: {why}", why=whys))
        else:
            show_said(Message("all its dates are cancelled, and nobody is reminded of it"))
        from rules import Sort

        if recurrence.rule.single_span() or recurrence.rule.sort is Sort.OFFSET:
            show_said(Message("once the day is known: `yueling edit {uid} --date 2026-12-18`", uid=event.uid))
    elif other and event.recurrence != other:
        from rules import write

        facts = {"uid": event.uid, "rule": write(other, "zh")}
        if recurrence.rule.single_span() and not other.rule.single_span():
            show_said(Message('this once; if it is every year: `yueling edit {uid} --rule "{rule}"`', **facts))
        elif other.rule.single_span() and not recurrence.rule.single_span():
            show_said(Message('every year; if it is once only: `yueling edit {uid} --rule "{rule}"`', **facts))
        else:
            show_said(Message('if another is meant: `yueling edit {uid} --rule "{rule}"`', **facts))
