"""Commands that change what is stored."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from rules import Message

from ..terminal import LANG, Day, Number, confirmed, emit_json, note, option, say, show_said, show_table
from ..views import printable
from .group import command
from .session import Session
from .shared import (
    answer,
    note_changes,
    note_done,
    note_woken,
    now_record,
    paged,
    show_outcome,
    show_written,
    the_event,
    whose,
)

if TYPE_CHECKING:
    from ..events import Event
    from ..store import Store


@command(
    "yueling cascade 8f14e45f --before 5个工作日 --to 各分会",
    "yueling cascade 8f14e45f --before 7d --to 各科室 --sentence",
)
@click.argument("uid")
@option("--before", "lead", required=True, metavar="5个工作日|7d", help="so long before the event is due")
@option("--to", "recipient", required=True, metavar="各分会", help="for whom")
@option("--title", help="another title than the event's")
@option("--sentence", is_flag=True, help="print a sentence with which it may be handed on")
@click.pass_obj
def cascade(session: Session, *, uid: str, lead: str, recipient: str, title: str | None, sentence: bool) -> None:
    """Makes an earlier deadline for the level below, which moves with the event and is called off with it."""
    from .. import actions
    from ..events import Lead
    from ..one_line_event import checked_text, checked_title

    before = Lead.read(lead)
    whom = checked_text(recipient, "--to")
    name = checked_title(title) if title else None
    with session.store() as store:
        parent = the_event(store, uid, session.today, LANG.get())
        outcome = actions.cascade(store, parent.uid, before, whom, session.stamp, title=name, seen=parent.sequence)
    show_outcome(outcome, session)
    if sentence and not session.as_json:
        show_said(handing_on(outcome.events[0], parent, session))


def handing_on(child: Event, parent: Event, session: Session) -> Message:
    """A sentence with which a deadline may be handed on to the level below."""
    from rules import weekday_name, write
    from rules.kinds import Fixed

    found = child.recurrence.upcoming(session.today, 1, session.reckoning()) or child.recurrence.between(
        session.today, session.today
    )
    day: Message | str = ""
    if found:
        last = found[0].span.last
        date = write(replace(child.recurrence, rule=Fixed(last, last)), LANG.get())
        day = Message("{date} ({weekday})", date=date, weekday=weekday_name(last.weekday()))
    notice = parent.source.title if parent.source and parent.source.title else parent.title
    facts = {"whom": child.actor or "", "day": day, "title": printable(child.title), "notice": inner(printable(notice))}
    return Message("“{notice}” is handed on to you; {whom}, please do this by {day}: {title}.", **facts)


def inner(title: str) -> str:
    """A title as it stands within the marks of another one (GB/T 15834)."""
    return title.translate(str.maketrans("《》“”", "〈〉‘’"))


@command("yueling anchor 8f14e45f 3c59dc04")
@click.argument("uid")
@click.argument("event")
@click.pass_obj
def anchor(session: Session, *, uid: str, event: str) -> None:
    """Says from which event a date counts that names one, as 会议结束后30个工作日内, where several have that name."""
    from .. import actions

    with session.store() as store:
        counted = the_event(store, uid, session.today, LANG.get())
        base = the_event(store, event, session.today, LANG.get())
        outcome = actions.count_from(store, counted.uid, base.uid, session.stamp)
    show_outcome(outcome, session)


TIMED = Message(
    "“{text}” has a time of day, and --date is the day alone; with a time write --rule “{text}”, "
    "or of one date of a series `yueling move UID DATE “{text}”`"
).text
"""What to do where a day is given with its time."""


@command(
    "yueling edit 8f14e45f --rule 4月20日前 --lead 7d",
    "yueling edit 8f14e45f --date 下周五 --place 三楼会议室",
    "yueling edit 8f14e45f --this 2026-12-14 --date 2026-12-15",
    "yueling edit 8f14e45f --announce 2026-09-12/2026-09-18",
)
@click.argument("uid")
@option("--title", help="another title")
@option("--rule", help="another rule, as `add` reads it")
@option(
    "--date", "day", type=Day(timed=TIMED), metavar="D", help="it takes place on this day instead, at the same time"
)
@option("--this", type=Day(near=True), metavar="D", help="with --date or --rule: only its date on this day is another")
@option("--announce", metavar="D[/D]", help="the days announced for a year, in place of those that the rule predicts")
@option("--kind", help="another kind")
@option("--tag", "tags", multiple=True, help="one more tag; may be given several times")
@option("--no-tag", "no_tags", multiple=True, help="one tag less")
@option("--lead", "leads", multiple=True, metavar="7d|3wd|none|default", help="other leads, in place of those it has")
@option("--place", help="where it takes place; empty for none")
@option("--contact", help="whom to ask; empty for none")
@option("--url", metavar="URL", help="an address with more about it; empty for none")
@option("--note", metavar="TEXT", help="what is to be known besides; empty for none")
@click.pass_obj
def edit(session: Session, /, *, uid: str, **given: Any) -> None:
    """Changes a stored event; calendars that subscribed to it follow."""
    from .. import actions
    from ..inputs import check_fields, edit_of

    given = {name: content for name, content in given.items() if content not in (None, ())}
    if not given:
        raise click.UsageError(say(Message("say what to change, as in --title 报送总结")))
    for one, other in (("rule", "day"), ("announce", "rule"), ("announce", "day")):
        if {one, other} <= given.keys():
            names = {"day": "--date"}
            first, second = (names.get(name, f"--{name}") for name in (one, other))
            raise click.UsageError(say(Message("give either {first} or {second}", first=first, second=second)))
    if "this" in given:
        return edit_one(session, uid, **given)
    fields = fields_given((), given)
    check_fields(fields, session.today)
    with session.store() as store:
        old = the_event(store, uid, session.today, LANG.get())
        put = edit_of(old, fields_given(old.tags, given), session.today)
        outcome = actions.edit(store, old.uid, session.stamp, seen=old.sequence, act=put.act, **put.changes)
        awaited = store.is_awaited(old.uid, session.today)
    for remark in put.remarks(LANG.get()):
        note(remark)
    if outcome.unchanged:
        note(Message("nothing changed"))
    show_outcome(outcome, session, put.rule.other if put.rule else None, awaited=awaited)
    return note_changes(outcome)


def fields_given(tags: Sequence[str], given: dict[str, Any]) -> dict[str, Any]:
    """The fields as `edit` was given them: all tags in place of those more and those less."""
    if "title" in given and not given["title"].strip():
        raise click.BadParameter(say(Message("a title has at least one character")), param_hint="--title")
    fields = {"date" if name == "day" else name: given[name] for name in given if name not in ("tags", "no_tags")}
    if given.keys() & {"tags", "no_tags"}:
        wanted = dict.fromkeys((*tags, *(tag.strip() for tag in given.get("tags", ()))))
        fields["tags"] = [tag for tag in wanted if tag not in given.get("no_tags", ())]
    return fields


def edit_one(session: Session, uid: str, *, this: date, **given: Any) -> None:
    """Has one date of an event take place at another time; a usage error where anything else is to be another."""
    if others := given.keys() - {"day", "rule"}:
        names = {"tags": "--tag", "no_tags": "--no-tag", "leads": "--lead"}
        listed = ", ".join(sorted(names.get(name, f"--{name}") for name in others))
        raise click.UsageError(
            say(Message("{options}: of a single date only the day and the time can be others", options=listed))
        )
    if not given:
        raise click.UsageError(say(Message("say what to change, as in --this 2026-12-14 --date 2026-12-15")))
    words = given.get("rule") or given["day"].isoformat()
    move_it(session, uid, this, words)


def move_it(session: Session, uid: str, day: date, words: str) -> None:
    """Has the occurrence of the day take place as the words say, and tells what of them is doubtful or not stored."""
    from .. import inputs

    with session.store() as store:
        event = the_event(store, uid, session.today, LANG.get())
        outcome, said = inputs.move(store, event, day, words, session.today, session.stamp)
        awaited = store.is_awaited(event.uid, session.today)
    show_outcome(outcome, session, awaited=awaited)
    note_woken(outcome)
    note_done(outcome)
    for remark in said:
        note(remark)


@command("yueling remove 8f14e45fceea167a", "yueling remove 8f14e45f --not-for-calendar --yes")
@click.argument("uid")
@option("--not-for-calendar", "unwanted", is_flag=True, help="it never belonged on a calendar: remember it so")
@option("--yes", "-y", is_flag=True, help="remove without the question")
@click.pass_obj
def remove(session: Session, uid: str, *, unwanted: bool, yes: bool) -> None:
    """Removes a stored event; its notice, read again, does not bring it back. `yueling undo` does."""
    from .. import actions

    with session.store() as store:
        event = the_event(store, uid, session.today, LANG.get(), whole=yes)
        tied = store.followers(event.uid)
        if tied and not yes:
            titles = "、".join(printable(one.title) for one in tied)
            note(Message("{n} hang on it: {titles}", n=len(tied), titles=titles))
        if not yes:
            asked(whose(store, Message("Remove {uid}  {title}?", uid=event.uid, title=printable(event.title))))
        fate = "unwanted" if unwanted else "removed"
        gone = actions.remove(store, event.uid, session.stamp, seen=event.sequence, fate=fate)
        became = [store.event(one.uid) for one in tied]
    from ..records import reference
    from ..words.decided import FATE_WORDS, fates_of

    said = Message("removed: {uid}  {title}", uid=gone.uid, title=printable(gone.title))
    content: dict[str, Any] = {"event": now_record(gone, session), "removed": [reference(gone)]}
    fates = fates_of(tied, became)
    content |= {name: [reference(one) for one in found] for name, found in fates.items()}
    answer(session, content, lambda: show_said(said))
    for name, found in fates.items():
        for one in found:
            note(Message(FATE_WORDS[name].text, title=printable(one.title), uid=one.uid))
    note(Message("`yueling undo` brings it back"))


def asked(question: Message) -> None:
    """Goes on where the answer is yes; ends the run where it is no, and a usage error where nobody can answer."""
    if not sys.stdin.isatty():
        raise click.UsageError(say(Message("this asks before it does anything, and nobody can answer here; add --yes")))
    if not confirmed(question):
        raise click.Abort


@command("yueling move 8f14e45f 2026-12-14 2026-12-15", "yueling move 8f14e45f 2026-12-14 2026年12月15日上午10点")
@click.argument("uid")
@click.argument("day", type=Day(near=True), metavar="DATE")
@click.argument("to", metavar="NEW")
@click.pass_obj
def move(session: Session, uid: str, day: date, to: str) -> None:
    """Moves one date of an event to another day or time, as long as it lasts; its other dates stay."""
    move_it(session, uid, day, to)


@command("yueling cancel 8f14e45f 2026-12-14", "yueling cancel 8f14e45f --all", "yueling cancel 8f14e45f --all --undo")
@click.argument("uid")
@click.argument("day", type=Day(near=True), metavar="[DATE]", required=False)
@option("--all", "whole", is_flag=True, help="the whole event does not take place; it stays, as called off")
@option("--undo", "again", is_flag=True, help="with --all: it takes place after all")
@click.pass_obj
def cancel(session: Session, uid: str, *, day: date | None, whole: bool, again: bool) -> None:
    """Cancels one date of an event, while its other dates stay; or with --all the whole event."""
    from .. import inputs

    if whole == (day is not None) or (again and not whole):
        raise click.UsageError(say(Message("give either a date, as in 2026-12-14, or --all; --undo goes with --all")))
    if day is None:
        return call_off(session, uid, off=not again)
    with session.store() as store:
        event = the_event(store, uid, session.today, LANG.get())
        outcome, said = inputs.cancel(store, event, day, session.stamp)
    show_outcome(outcome, session)
    note_done(outcome)
    for remark in said:
        note(remark)
    return None


def call_off(session: Session, uid: str, *, off: bool) -> None:
    """Has the whole event not take place, or take place after all."""
    from .. import actions
    from ..views import STATUS_WORDS

    with session.store() as store:
        event = the_event(store, uid, session.today, LANG.get())
        outcome = actions.call_off(store, event.uid, session.stamp, off=off, seen=event.sequence)
    show_outcome(outcome, session)
    if outcome.unchanged:
        note(Message("nothing changed"))
    elif not off:  # one that is called off is shown as that
        note(STATUS_WORDS[outcome.events[0].status])


@command("yueling merge 8f14e45f 1c2d3e4f")
@click.argument("uid")
@click.argument("others", nargs=-1, required=True, metavar="UID…")
@click.pass_obj
def merge(session: Session, uid: str, others: tuple[str, ...]) -> None:
    """Makes one event of several: the first stays, the others are not read in again."""
    from .. import actions

    with session.store() as store:
        events = [the_event(store, words, session.today, LANG.get(), whole=True) for words in (uid, *others)]
        first, *rest = [event.uid for event in events]
        outcome = actions.merge(store, first, rest, session.stamp)
    show_outcome(outcome, session)


@command('yueling split 8f14e45f "4月10日前 报名" "4月20日前 交回执"')
@click.argument("uid")
@click.argument("lines", nargs=-1, required=True, metavar="LINE LINE…")
@click.pass_obj
def split(session: Session, uid: str, lines: tuple[str, ...]) -> None:
    """Makes several events of one, each from a line as `add` reads it; the first stays the event that it was."""
    from .. import actions
    from ..one_line_event import written

    if len(lines) < 2:
        raise click.UsageError(say(Message("give two lines or more, each with a rule and a title")))
    with session.store() as store:
        event = the_event(store, uid, session.today, LANG.get())
        parts = [actions.part_of(event, written(line, session.today)) for line in lines]
        outcome = actions.split(store, event.uid, parts, session.stamp, seen=event.sequence)
    from ..records import outcome_record

    def shown() -> None:
        for part in outcome.parts:
            show_written(part, None, session)

    answer(session, outcome_record(outcome), shown)
    for part in outcome.unchanged:
        note(Message("{uid}  {title}: it was there already", uid=part.uid, title=printable(part.title)))


@command("yueling history", "yueling history 8f14e45f")
@click.argument("uid", required=False, metavar="[UID]")
@option("--limit", type=Number(1, 1000), default=20, show_default=True, metavar="N", help="how many steps")
@option("--offset", type=Number(0), default=0, metavar="N", help="leave out the latest N")
@option("--all", "refreshed", is_flag=True, help="also what subscribed calendars changed of their events")
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def history(session: Session, uid: str | None, *, limit: int, offset: int, refreshed: bool, as_json: bool) -> None:
    """Shows what was done: all of it, or what became of one event, from what to what."""
    from ..past import past_record, past_rows, step_record, step_rows

    with session.store() as store:
        if uid is None:
            steps = paged(store.steps(limit + offset, refreshed=refreshed), limit, offset)
            made, reckoning = store.made_by(steps), store.reckoning()
            if as_json:
                return emit_json([*map(step_record, steps, made)])
            return show_table(step_rows(steps, made, LANG.get(), reckoning))
        reckoning = store.reckoning()
        past = [*reversed(paged(store.past(uid_of_past(store, uid, session.today))[::-1], limit, offset))]
    if as_json:
        return emit_json([*map(past_record, past)])
    return show_table(past_rows(past, LANG.get(), reckoning))


def uid_of_past(store: Store, words: str, today: date) -> str:
    """The UID that the words mean, also of an event that is gone, whose UID must then be whole."""
    from ..events import UnknownEvent

    try:
        return the_event(store, words, today, LANG.get()).uid
    except UnknownEvent:
        return words.strip()


@command("yueling undo", "yueling undo 3 --yes")
@click.argument("count", type=Number(1, 1000), default=1, metavar="[N]")
@option("--yes", "-y", is_flag=True, help="take them back without the question")
@click.pass_obj
def undo(session: Session, count: int, *, yes: bool) -> None:
    """Takes back the last actions, each of them whole; subscribed calendars follow."""
    from .. import actions
    from ..past import step_record, step_rows

    with session.store() as store:
        latest = store.steps(1, refreshed=False)
        steps = store.steps(count, still_open=True)
        if len(steps) < count:
            raise actions.NothingToUndo(len(steps))
        made = store.made_by(steps)
        if not session.as_json:
            show_table(step_rows(steps, made, LANG.get(), store.reckoning()))
        if not yes:
            asked(whose(store, Message("Take back these {n}?", n=count)))
        actions.undo(store, session.stamp, count, seen=latest[0].number)
    answer(session, {"steps": [*map(step_record, steps, made)]}, lambda: show_said(Message("taken back: {n}", n=count)))
