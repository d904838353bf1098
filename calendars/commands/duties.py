"""Commands of duties: who owes what, how much is done, later, somebody has it; and the links that messages bear."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from rules import Message, shift

from ..terminal import LANG, Day, Number, SpokenGroup, emit_json, note, option, plain_day, show, show_said, show_table
from ..views import printable
from .group import cli, command, global_options, with_json
from .session import Session
from .shared import WINDOW_LIMIT, agree, answer, filters, name_given, page_options, paged, the_event
from .tokens import when as moment

if TYPE_CHECKING:
    from ..actions import DutyChange
    from ..events import Event
    from ..store import Store

SPAN = re.compile(r"(?P<n>\d{1,3})\s*个?(?P<unit>d|天|日|w|周|星期)后?", re.ASCII)
"""How long something is put off: 3d, 3天, 2w."""


class Until(Day):
    """A day until which something is put off: a date, or a length from today."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error where it is none."""
        match = SPAN.fullmatch(str(value).strip().lower())
        if match and ctx and not plain_day(str(value)):
            days = int(match["n"]) * (7 if match["unit"] in ("w", "周", "星期") else 1)
            today: date = ctx.find_root().obj.today
            return shift(today, days)
        return super().convert(value, param, ctx)


MOST_LISTED = 200
"""Lines of the list, where neither --all nor --limit says how many."""
WHICH = partial(
    option,
    "--date",
    "day",
    type=Day(near=True),
    metavar="D",
    help="which date; by default the one that is left for now",
)


# ------------------------------------------------------------------ who owes what


@cli.group(cls=SpokenGroup, invoke_without_command=True)
@partial(global_options, hidden=True)
@with_json
@option(
    "--days",
    "ahead",
    type=Number(0, WINDOW_LIMIT),
    default=30,
    metavar="N",
    help="what is due within N days; 30 by default",
)
@option(
    "--back", type=Number(0, WINDOW_LIMIT), default=92, metavar="N", help="what was missed within N days; 92 by default"
)
@filters
@option(
    "--person",
    "--for",
    "people",
    multiple=True,
    help="whose, by a part of the name, by key or address; may be given several times",
)
@option("--organisation", "organisations", multiple=True, help="of which office, by a part of its name")
@option("--overdue", is_flag=True, help="only what is overdue")
@option("--summary", "summed", is_flag=True, help="as the message that who leads gets once a week")
@option("--all", "every", is_flag=True, help="the same, however many lines it takes")
@page_options
@click.pass_context
def duties(
    ctx: click.Context,
    *,
    ahead: int,
    back: int,
    kinds: tuple[str, ...],
    tags: tuple[str, ...],
    people: tuple[str, ...],
    organisations: tuple[str, ...],
    overdue: bool,
    summed: bool,
    every: bool,
    limit: int | None,
    offset: int,
) -> None:
    """Lists who owes what: what is overdue first, then what is due soon."""
    if ctx.invoked_subcommand:
        return None
    from ..answers import Inquiry
    from ..answers import duties as asked
    from ..duties.shown import duty_record, duty_rows

    session: Session = ctx.obj
    lang, today = LANG.get(), session.today
    wanted = {"kinds": kinds, "tags": tags, "organisations": organisations}
    with session.store() as store:
        inquiry = Inquiry(store, session.moment, lang, trusted=True)
        people = tuple(session.around(store).name_of(name)[0] for name in people)
        found = asked.found(inquiry, ahead=ahead, back=back, overdue=overdue, people=people, **wanted)
        subject, text = asked.week(inquiry, found) if summed else ("", "")
    if summed:
        return answer(session, {"subject": subject, "text": text}, lambda: show(f"{subject}\n\n{text}"))
    if not found and not session.as_json:
        return note(Message("nothing is owed"))
    if session.as_json:
        return emit_json([duty_record(duty, today, lang) for duty in paged(found, limit, offset)])
    shown = paged(found, limit or (None if every else MOST_LISTED), offset)
    show_table(duty_rows(shown, today, lang))
    if left := len(found) - offset - len(shown):
        note(Message("… and {n} more; --all shows all, --limit and --offset a part", n=f"{left:,}"))
    return None


assert isinstance(duties, SpokenGroup)
duties.examples = (
    "yueling duties",
    "yueling duties --overdue --person 张三",
    "yueling duties quota 8f14e45f 3..5",
)


@command(
    "yueling duties quota 8f14e45f 3..5",
    "yueling duties quota 8f14e45f 3至5项",
    "yueling duties quota 8f14e45f none",
    name="quota",
    under=duties,
)
@click.argument("uid")
@click.argument("times")
@click.pass_obj
def quota(session: Session, uid: str, times: str) -> None:
    """Says how often an event is to be done within each of its dates: 3..5, 3至5项, 2+, 4, or none."""
    from .. import actions
    from ..duties.states import Quota

    wanted = None if times.strip().lower() in ("none", "无") else Quota.read(times)
    with session.store() as store:
        event = the_event(store, uid, session.today, LANG.get())
        became = actions.set_quota(store, event.uid, wanted, session.stamp, seen=event.sequence)
    title = printable(event.title)
    words = (
        Message("{title}: {times} times each", title=title, times=wanted.write())
        if wanted
        else Message("{title}: no quota", title=title)
    )
    content = {"uid": event.uid, "title": event.title, "quota": wanted and wanted.to_json(), "changed": became.changed}
    answer(session, content, lambda: show_said(words))


# ------------------------------------------------------------------ what is said of one


@command(
    "yueling progress 8f14e45f 2/3", "yueling progress 8f14e45f 60% --date 2026-04-15", "yueling progress 8f14e45f +1"
)
@click.argument("uid")
@click.argument("amount")
@WHICH()
@option("--by", metavar="NAME", help="who says so")
@click.pass_obj
def progress(session: Session, uid: str, amount: str, *, day: date | None, by: str | None) -> None:
    """Says how much of one date of an event is done: 2/3, 60%, or one more (+1)."""
    from .. import actions
    from ..duties.amounts import Amount
    from ..duties.shown import progress_words
    from ..duties.states import NOTHING_SAID

    wanted = Amount.read(amount)
    with session.store() as store:
        event, facts = _meant(session, store, uid, day)
        name = name_given(session, store, by)
        became = actions.count_done(store, event.uid, facts.pop("day"), wanted, session.stamp, by=name, **facts)
        state = store.duty_states([event.uid]).get(event.uid, NOTHING_SAID)
        content = _record(session, store, became.entry, state, changed=became.changed)
    done = progress_words(became.entry.completion, state)
    words = Message("{title}, {when}: {progress} done", **_facts(became.entry), progress=done)
    _show(session, content, words, changed=became.changed)


@command(
    "yueling snooze 8f14e45f --until 3d",
    "yueling snooze 8f14e45f --date 2026-04-15 --until 2026-04-13 --for 张三",
    "yueling snooze 8f14e45f --end",
)
@click.argument("uid")
@option("--until", type=Until(), metavar="D", help="the day on which it is told again, or how long: 3d, 2w")
@WHICH()
@option("--for", "reader", metavar="NAME", help="only for this person, or for a group; by key, address or name")
@option("--by", metavar="NAME", help="who says so")
@option("--end", is_flag=True, help="tell it again at once")
@click.pass_obj
def snooze(
    session: Session, uid: str, *, until: date | None, day: date | None, reader: str | None, by: str | None, end: bool
) -> None:
    """Puts off the reminders of one date of an event, for everybody or for one reader."""
    from .. import actions
    from ..answers import Inquiry
    from ..answers import duties as asked
    from ..duties.states import EVERYBODY

    if bool(until) == end:
        raise click.UsageError(Message("give either --until or --end").say(LANG.get()))
    with session.store() as store:
        event, facts = _meant(session, store, uid, day)
        inquiry, around = Inquiry(store, session.moment), session.around(store)
        readers = asked.readers_meant(inquiry, around, reader, event.uid) if reader is not None else (EVERYBODY,)
        name = name_given(session, store, by)
        became = actions.snooze(
            store, event.uid, facts.pop("day"), until, session.stamp, reader=readers, by=name, **facts
        )
        content = _changed(session, store, became)
    said = _facts(became.entry) | {"names": printable(", ".join(map(around.name_of_key, readers)))}
    if until:
        last = became.entry.due if became.entry and became.entry.due > session.today else until
        days = {"day": str(min(until, last)), "until": str(until)}
        words = Message("put off until {day}: {title}, {when}", **said, **days)
        if reader is not None:
            words = Message("put off until {day} for {names}: {title}, {when}", **said, **days)
        if until > last:
            words = Message("{said}; not until {until}, because it is told on the day that matters", said=words, **days)
        elif became.entry and until > became.entry.due:
            note(Message("{day} is over by then; it is told once more, unless it is done", day=str(became.entry.due)))
    elif reader is None:
        words = Message("told again: {title}, {when}", **said)
    else:
        words = Message("told again to {names}: {title}, {when}", **said)
    _show(session, content, words, changed=became.changed)


@command("yueling ack 8f14e45f --by 张三", "yueling ack 8f14e45f --undo")
@click.argument("uid")
@WHICH()
@option("--by", metavar="NAME", help="who has it")
@option("--undo", "take_back", is_flag=True, help="nobody has it any more")
@click.pass_obj
def ack(session: Session, uid: str, *, day: date | None, by: str | None, take_back: bool) -> None:
    """Says that somebody has taken one date of an event on: nobody above is told, reminders go on."""
    from .. import actions

    with session.store() as store:
        event, facts = _meant(session, store, uid, day)
        name = name_given(session, store, by)
        became = actions.acknowledge(
            store, event.uid, facts.pop("day"), session.stamp, by=name, take_back=take_back, **facts
        )
        content = _changed(session, store, became)
    said = _facts(became.entry)
    words = (
        Message("given back: {title}, {when}", **said) if take_back else Message("taken on: {title}, {when}", **said)
    )
    _show(session, content, words, changed=became.changed)


def _meant(session: Session, store: Store, uid: str, day: date | None) -> tuple[Event, dict[str, Any]]:
    """The event that is meant, and which of its dates: its day, its key where it was looked for, what was seen."""
    from ..doing import left_to_do
    from ..events import Entry

    event, key = the_event(store, uid, session.today, LANG.get()), None
    if day is None:
        found = left_to_do(event, session.today, store.reckoning())
        day, key = Entry(event, found).due, found.key
    return event, {"day": day, "key": key, "seen": event.sequence}


def _facts(entry: Any) -> dict[str, str]:
    from ..views import when

    return {"title": printable(entry.event.title), "when": when(entry.occurrence, LANG.get(), entry.event.recurrence)}


def _record(session: Session, store: Store, entry: Any, state: Any, *, changed: bool) -> dict[str, Any]:
    from ..answers import Inquiry
    from ..answers.duties import said

    return said(Inquiry(store, session.moment, LANG.get(), trusted=True), entry, state, changed=changed)


def _changed(session: Session, store: Store, became: DutyChange) -> dict[str, Any]:
    return _record(session, store, became.entry, became.state, changed=became.changed)


def _show(session: Session, content: object, words: Message, *, changed: bool) -> None:
    answer(session, content, lambda: show_said(words))
    if not changed:
        note(Message("it was so before; nothing changed"))


# ------------------------------------------------------------------ links in messages


@cli.group(cls=SpokenGroup)
@partial(global_options, hidden=True)
def links() -> None:
    """The links in messages: withdraws them; shows who ended his messages by one, and begins them again."""


assert isinstance(links, SpokenGroup)
links.examples = ("yueling links renew", "yueling links stopped", "yueling links resume zhang@example.org")


@command("yueling links renew", name="renew", under=links)
@option("--yes", is_flag=True, help="do not ask")
@click.pass_obj
def renew(session: Session, *, yes: bool) -> None:
    """Makes a new key for the links in messages: those that were sent open nothing any more."""
    from ..actions.links import renew_links

    with session.store() as store:
        if not agree(Message("Withdraw every link that was sent?"), store, yes=yes):
            raise click.Abort
        renew_links(store)
    answer(session, {"renewed": True}, lambda: show_said(Message("every link that was sent is withdrawn")))


@command("yueling links stopped", name="stopped", under=links)
@click.pass_obj
def stopped(session: Session) -> None:
    """Lists who ended his messages by the link in one, by which channel and since when."""
    with session.store() as store:
        found = store.stops()
    records = [
        {"reader": reader, "channel": channel, "since": since.isoformat()} for (reader, channel), since in found.items()
    ]
    rows = [[printable(reader), channel, moment(since)] for (reader, channel), since in found.items()]
    answer(session, records, lambda: show_table(([Message("For"), Message("Channel"), Message("Ended on")], rows)))


@command("yueling links resume zhang@example.org", name="resume", under=links)
@click.argument("reader")
@option("--channel", metavar="NAME", help="only by this channel; by default by all")
@click.pass_obj
def resume(session: Session, *, reader: str, channel: str | None) -> None:
    """Sends a reader messages again who had ended them."""
    from .. import actions

    with session.store() as store:
        reader = _stopped(session, store, reader)
        ways = actions.resume(store, reader, session.stamp, channel)
    words = Message("{name} is reminded again by {channels}", name=printable(reader), channels=", ".join(ways))
    answer(session, {"reader": reader, "channels": ways}, lambda: show_said(words))


def _stopped(session: Session, store: Store, words: str) -> str:
    """The key of the reader who is meant; that of somebody who is not known any more is taken as it is written."""
    from ..people import UnknownPerson

    try:
        return session.around(store).somebody(words).key
    except UnknownPerson:
        if any(reader == words for reader, _ in store.stops()):
            return words
        raise
