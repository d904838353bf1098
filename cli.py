"""The command line: builds the parts from the settings, calls one function, prints what comes back.

Beside scheduler/jobs.py the only place that reads the clock, and the only one that turns errors into words on stderr.
What is heavy is imported inside the command that needs it, so that `yueling --help` answers at once.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from calendars.errors_shown import complain, ready_streams, reason_of, report_bug
from calendars.terminal import (
    LANG,
    Day,
    Moment,
    Spoken,
    SpokenGroup,
    SpokenOption,
    emit,
    emit_json,
    heading,
    json_bytes,
    language,
    note,
    option,
    say,
    shanghai,
    show,
    show_line,
    show_said,
    show_table,
    speak,
)
from rules import LANGUAGES, Message

if TYPE_CHECKING:
    from socket import socket

    from calendars.events import Entry, Event, Lead
    from calendars.store import Saved, Store
    from rules import HolidayYear, Notice, Observance, Reckoning, Recurrence, Span
    from scheduler.settings import Settings

INPUT_LIMIT = 64 * 1024 * 1024
"""Octets that are read of a file before it is handed on; what a notice may have at most is decided by its reader."""
WINDOW_LIMIT = 3660
"""Days that an agenda may span."""
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass
class Session:
    """What the global options say; settings and clock are read when they are first asked for."""

    db: str | None = None
    config: Path | None = None
    now: datetime | None = None
    verbose: bool = False

    @property
    def moment(self) -> datetime:
        """The moment that the run is about: `--now`, else the clock; with the time zone Asia/Shanghai."""
        return self.now or datetime.now(shanghai())

    @property
    def stamp(self) -> datetime:
        """The same moment in UTC, for the store."""
        return self.moment.astimezone(UTC)

    @property
    def today(self) -> date:
        """The civil date in Asia/Shanghai."""
        return self.moment.date()

    @cached_property
    def settings(self) -> Settings:
        """The settings of `--config` or of the platform's place; raises SettingsError."""
        from scheduler.settings_file import load_settings  # here, as all that a command may not need

        return load_settings(self.config, os.environ)

    @property
    def url(self) -> str:
        """The database's URL: `--db`, else YUELING_DB, the settings, the user data folder."""
        return self.db or self.settings.url

    def store(self) -> Store:
        """The open store, to be used in a `with`; raises StoreError."""
        from calendars.store import Store

        return Store.open(self.url)

    def reckoning(self) -> Reckoning:
        """The shipped tables and the imported years; no database is made for their sake."""
        from calendars.store.files import file_of
        from rules import RECKONING

        file = file_of(self.url)
        if file and not file.exists():
            return RECKONING
        with self.store() as store:
            return store.reckoning()


def remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keeps a global option in the session, wherever on the line it stood."""
    if value is not None and value is not False:
        setattr(ctx.ensure_object(Session), str(param.name), value)


def global_options(function: Function, *, hidden: bool) -> Function:
    """The function with the options that every command takes, before its name (shown in the help) or behind it."""
    shared = partial(option, callback=remember, expose_value=False, hidden=hidden)
    path = click.Path(path_type=Path)
    langs = click.Choice(LANGUAGES)
    for decorate in (
        option(
            "--lang", type=langs, expose_value=False, hidden=hidden, help="language; by default the locale's, else zh"
        ),
        shared("-v", "verbose", is_flag=True, help="say more; show the whole of an unexpected error"),
        shared("--now", type=Moment(), metavar="T", help="act as at this moment, as in 2026-04-08T09:00"),
        shared("--config", type=path, metavar="FILE", help="settings (TOML)"),
        shared("--db", metavar="URL", help="database; also YUELING_DB"),
    ):
        function = decorate(function)
    return function


@click.group(cls=SpokenGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="yueling", cls=SpokenOption, help="show the version")
@partial(global_options, hidden=False)
def cli() -> None:
    """Reads official notices, finds their date rules, and turns them into calendar feeds and reminders."""


assert isinstance(cli, SpokenGroup)
cli.examples = (
    "yueling read 通知.txt --add",
    'yueling add "每年5月30日 全国科技工作者日"',
    "yueling upcoming --days 30",
)


def command(
    *examples: str, name: str | None = None, under: click.Group = cli
) -> Callable[[Callable[..., int | None]], click.Command]:
    """Registers a command: its docstring is its help, the examples stand below; what it returns is the exit code."""

    def register(function: Callable[..., int | None]) -> click.Command:
        made = under.command(name, cls=Spoken)(global_options(function, hidden=True))
        assert isinstance(made, Spoken)
        made.examples = examples
        return made

    return register


@command("yueling read 通知.txt", "yueling read 通知.txt --add --yes", "cat 通知.txt | yueling read - --json")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@option("--json", "as_json", is_flag=True, help="print notice and findings as JSON, one object a file")
@option(
    "--reference-date",
    "reference",
    type=Day(),
    metavar="D",
    help="the day on which the notice was received; today by default",
)
@option("--add", is_flag=True, help="store what belongs on the calendar, after a question")
@option("--yes", "-y", is_flag=True, help="store without the question")
@click.pass_obj
def read(
    session: Session, *, files: tuple[str, ...], as_json: bool, reference: date | None, add: bool, yes: bool
) -> int:
    """Finds the date rules in notices; a file or - for standard input."""
    if add and not yes and (as_json or not sys.stdin.isatty() or "-" in files):
        raise click.UsageError(say(Message("--add asks before it stores, and nobody can answer here; add --yes")))
    code = 0
    for name in files:
        try:
            read_one(session, name, as_json=as_json, several=len(files) > 1, reference=reference, add=add, yes=yes)
        except Exception as error:  # the other files are read all the same
            if (failed := complain(error, name)) is None:
                raise
            code = failed
    return code


def read_one(
    session: Session, name: str, *, as_json: bool, several: bool, reference: date | None, add: bool, yes: bool
) -> None:
    """Reads one notice, shows what was found, and stores it if that is wanted."""
    from rules import find, read_notice, write

    notice = read_notice(content_of(name), name)
    findings = find(notice, reference or session.today)
    if as_json:
        found_json = [
            found.to_json(write(found.recurrence) if found.recurrence else None, LANG.get()) for found in findings
        ]
        emit_json({"notice": notice.to_json(), "findings": found_json}, indent=None if several else 2)
    else:
        show_findings(notice, findings, session)
    if notice.in_english():
        note(Message("notices in English are not read yet; write its dates as rules, one by one, with “yueling add”"))
    if add:
        done = store_drafts(session, notice, findings, yes=yes)
        (note if as_json else show_said)(done)


def content_of(name: str) -> bytes:
    """The content of a file, or of standard input for `-`; what is too long is cut just beyond the limit."""
    if name == "-":
        return sys.stdin.buffer.read(INPUT_LIMIT + 1)
    with Path(name).open("rb") as file:
        return file.read(INPUT_LIMIT + 1)


def show_findings(notice: Notice, findings: Sequence[Any], session: Session) -> None:
    """Prints the head of the notice and a table of what was found."""
    from calendars.views import finding_rows, printable

    heading(printable(notice.title) or say(Message("(a notice without a title)")))
    facts = (notice.number, notice.issuer, notice.issued and notice.issued.isoformat())
    if line := "  ".join(printable(fact) for fact in facts if fact):
        show(line)
    calendar = [found for found in findings if found.role == "calendar"]
    shown = findings if session.verbose else calendar
    if shown:
        show_table(finding_rows(shown, session.today, LANG.get()), ruled=True)
    else:
        show_said(Message("nothing here belongs on a calendar"))
    if hidden := len(findings) - len(shown):
        show_said(Message("{n} further dates only explain; -v shows them", n=hidden))


def store_drafts(session: Session, notice: Notice, findings: Sequence[Any], *, yes: bool) -> Message:
    """Stores the drafts of a notice after the question, all of them or none; says what became of them."""
    from calendars.drafts import draft
    from calendars.reconcile import reconciled

    drafts = draft(notice, findings)
    if not drafts:
        return Message("nothing to store")
    question = say(Message("Store these {n} events?", n=len(drafts)))
    if not yes and not click.confirm(question, default=False, err=True):
        return Message("nothing was stored")
    with session.store() as store:
        saved = store.save(reconciled(drafts, store.events()), session.stamp, notice.text, printed=notice.printed)
    return stored_words(saved)


def stored_words(saved: Saved) -> Message:
    """What became of events that were to be stored."""
    counts = {"added": len(saved.added), "changed": len(saved.changed), "unchanged": len(saved.unchanged)}
    return Message("stored: {added} new, {changed} changed, {unchanged} as before", **counts)


@command(
    'yueling add "每年5月30日 全国科技工作者日"',
    'yueling add "4月15日前 报送工作总结" --tag 科普 --lead 7d --lead 1d',
    "yueling add --catalogue 科协",
)
@click.argument("text", required=False)
@option("--title", help="the title; then TEXT is the rule alone")
@option("--kind", help="deadline, event, observance …; by default as the rule suggests")
@option("--tag", "tags", multiple=True, help="a tag; may be given several times")
@option(
    "--lead", "leads", multiple=True, metavar="7d|3wd|none", help="how long before to remind, in days or working days"
)
@option("--catalogue", metavar="CATEGORY", help="store the observances of a category, such as 科协, in place of TEXT")
@click.pass_obj
def add(
    session: Session,
    *,
    text: str | None,
    title: str | None,
    kind: str | None,
    tags: tuple[str, ...],
    leads: tuple[str, ...],
    catalogue: str | None,
) -> None:
    """Stores one rule with its title, or the observances of a category."""
    from calendars.one_line_event import checked_kind, read_leads, unique, written

    if text is None:
        if catalogue is None or title or kind:
            raise click.UsageError(say(Message("give a rule with its title, or --catalogue with a category")))
        from calendars.catalogue import starting

        return keep_observances(session, starting(catalogue, session.today.year), unique(tags), read_leads(leads))
    if catalogue is not None:
        raise click.UsageError(say(Message("give a rule with its title, or --catalogue with a category")))
    event = written(text, title=title, kind=checked_kind(kind), tags=unique(tags), leads=read_leads(leads))
    with session.store() as store:
        saved = store.save([event], session.stamp)
    kept = (*saved.added, *saved.changed, *saved.unchanged)[0]
    show_event(kept, session)
    if saved.unchanged:
        note(Message("it was there already"))
    return None


def keep_observances(
    session: Session, observances: Sequence[Observance], tags: Sequence[str] = (), leads: tuple[Lead, ...] | None = None
) -> None:
    """Stores observances of the catalogue and says what became of them."""
    from calendars.catalogue import keep

    with session.store() as store:
        saved = keep(store, observances, session.stamp, tags, leads)
    show_said(stored_words(saved))


@command(
    "yueling observances --on 2026-04-24",
    "yueling observances --search 科普",
    "yueling observances --add 全国科普月 世界水日",
)
@click.argument("names", nargs=-1, metavar="[NAME…]")
@option("--on", "day", type=Day(), metavar="D", help="only those that fall on this day")
@option("--search", "words", metavar="WORDS", help="only those with these words in a name or a category")
@option("--add", "adding", is_flag=True, help="store those that are asked for")
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def observances(
    session: Session, *, names: tuple[str, ...], day: date | None, words: str | None, adding: bool, as_json: bool
) -> None:
    """Lists the named days, weeks and months of the catalogue, each with its rule and where that stands."""
    from calendars.catalogue import chosen, record, rows

    if adding and not (names or day or words):
        raise click.UsageError(say(Message("say which to store, as in --add 全国科普月")))
    wanted = chosen(names, day, words)
    if adding:
        return keep_observances(session, wanted)
    if as_json:
        return emit_json([record(each, session.today) for each in wanted])
    if wanted:
        return show_table(rows(wanted, session.today, LANG.get()))
    return note(Message("the catalogue has none of that kind; `yueling observances` lists all"))


@command(
    "yueling explain 9月第三周",
    "yueling explain 每季度 --from 2026-01-01 --count 4 --json",
    "yueling explain 每月5日前 --tree",
)
@click.argument("text", required=False)
@option("--from", "start", type=Day(), metavar="D", help="the first day; today by default")
@option("--count", type=click.IntRange(1, 1000), default=5, show_default=True, metavar="N", help="how many dates")
@option("--json", "as_json", is_flag=True, help="print JSON")
@option("--batch", is_flag=True, help="read lines of JSON {text, from, count} and answer each with a line")
@option("--tree", is_flag=True, help="show the words and the rows of the grammar by which it is read, with their costs")
@click.pass_obj
def explain(
    session: Session, *, text: str | None, start: date | None, count: int, as_json: bool, batch: bool, tree: bool
) -> None:
    """Says how a rule is read, and its next dates with the reason for each."""
    if batch == (text is not None):
        raise click.UsageError(say(Message("give either a rule or --batch")))
    if tree and text is not None:
        from rules import tree_lines, tree_of

        if as_json:
            return emit_json({"text": text, "tree": [node.to_json() for node in tree_of(text)]})
        return show("\n".join(tree_lines(text)))
    if text is None:
        from calendars.explain_stream import answers

        for given in answers(sys.stdin.buffer, start or session.today, count, LANG.get(), session.reckoning()):
            emit_json(given, indent=None)
        return None
    from rules import YuelingError
    from rules import explain as explained

    try:
        meaning = explained(text, start or session.today, count, LANG.get(), session.reckoning())
    except YuelingError as error:
        if as_json:
            emit_json(error.to_json(LANG.get()))
        raise
    return emit_json(meaning) if as_json else show_meaning(meaning)


def show_meaning(meaning: Mapping[str, Any]) -> None:
    """Prints an explanation in words."""
    for label, content in (
        (Message("Reading"), meaning["reading"]),
        (Message("Rule"), meaning["rule"]),
        (Message("RRULE"), meaning["rrule"] or say(Message("none: {why}", why=meaning["instead"]))),
    ):
        show_line(label, content)
    if meaning["also"]:
        show_said(Message("It may also be meant as:"))
    for other in meaning["also"]:
        show(f"    {other}")
    for caution in meaning["cautions"]:
        show_said(Message("Beware: {caution}", caution=caution))
    if not meaning["dates"]:
        show_said(Message("It names no dates from that day on."))
    for day in meaning["dates"]:
        span = day["start"] if day["start"] == day["end"] else f"{day['start']} – {day['end']}"
        remarks = (Message(" (tentative)"), day["tentative"]), (Message(" (running)"), day["running"])
        show(click.style(span, bold=True) + "".join(say(remark) for remark, holds in remarks if holds))
        for step in day["why"]:
            show(f"    {step}")


@command("yueling list", "yueling list --kind deadline --tag 科普", name="list")
@option("--kind", help="only this kind")
@option("--tag", help="only with this tag")
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def list_(session: Session, kind: str | None, tag: str | None, as_json: bool) -> None:
    """Lists the stored events."""
    from calendars.one_line_event import checked_kind
    from calendars.views import event_record, event_rows
    from rules import write

    with session.store() as store:
        events, reckoning = store.events(checked_kind(kind), tag), store.reckoning()
    if as_json:
        emit_json([event_record(event, write(event.recurrence)) for event in events])
    elif events:
        show_table(event_rows(events, session.today, LANG.get(), reckoning))
    else:
        note(Message("no events are stored; `yueling read FILE --add` or `yueling add` stores some"))


@command("yueling show 8f14e45fceea167a", name="show")
@click.argument("uid")
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def show_(session: Session, uid: str, as_json: bool) -> None:
    """Shows a stored event with everything that is known of it."""
    from calendars.views import event_lines, event_record
    from rules import write

    with session.store() as store:
        event, reckoning = store.event(bare(uid)), store.reckoning()
    if as_json:
        emit_json(event_record(event, write(event.recurrence)))
        return
    for label, words in event_lines(event, session.today, LANG.get(), reckoning):
        show_line(label, words)


def bare(uid: str) -> str:
    """The UID of the event where somebody copied that of a feed's entry.

    >>> bare("edc20de4ef3f2fe7-2026@yueling")
    'edc20de4ef3f2fe7'
    """
    return re.split("[-@]", uid.strip(), maxsplit=1)[0]


@command("yueling edit 8f14e45f --rule 4月20日前 --lead 7d", "yueling edit 8f14e45f --announce 2026-09-12/2026-09-18")
@click.argument("uid")
@option("--title", help="another title")
@option("--rule", help="another rule, as `explain` reads it")
@option("--date", "day", type=Day(), metavar="D", help="it takes place on this day alone")
@option("--announce", metavar="D[/D]", help="the days announced for a year, in place of those that the rule predicts")
@option("--kind", help="another kind")
@option("--tag", "tags", multiple=True, help="one more tag; may be given several times")
@option("--no-tag", "no_tags", multiple=True, help="one tag less")
@option("--lead", "leads", multiple=True, metavar="7d|3wd|none|default", help="other leads, in place of those it has")
@click.pass_obj
def edit(
    session: Session,
    *,
    uid: str,
    title: str | None,
    rule: str | None,
    day: date | None,
    announce: str | None,
    kind: str | None,
    tags: tuple[str, ...],
    no_tags: tuple[str, ...],
    leads: tuple[str, ...],
) -> None:
    """Changes a stored event; calendars that subscribed to it follow."""
    from calendars.one_line_event import checked_kind, read_leads, unique

    changes: dict[str, Any] = {"kind": checked_kind(kind), "recurrence": new_recurrence(rule, day)}
    if title is not None:
        changes["title"] = title.strip() or None
        if not changes["title"]:
            raise click.BadParameter(say(Message("a title has at least one character")), param_hint="--title")
    changes = {name: content for name, content in changes.items() if content is not None}
    if leads:
        changes["leads"] = read_leads(leads)
    if not (changes or tags or no_tags or announce):
        raise click.UsageError(say(Message("say what to change, as in --title 报送总结")))
    if announce and "recurrence" in changes:
        raise click.UsageError(say(Message("give either --announce or another rule")))
    with session.store() as store:
        old = store.event(bare(uid))
        if announce:
            from calendars import catalogue

            changes["recurrence"] = catalogue.announce(old, catalogue.read_days(announce))
        if tags or no_tags:
            changes["tags"] = tuple(tag for tag in unique((*old.tags, *tags)) if tag not in no_tags)
        new = store.edit(old.uid, session.stamp, **changes)
    if new.sequence == old.sequence:
        note(Message("nothing changed"))
    show_event(new, session)


def new_recurrence(rule: str | None, day: date | None) -> Recurrence | None:
    """The recurrence that `edit` was given; None for none, a usage error for two; raises UnreadRule."""
    if rule is not None and day is not None:
        raise click.UsageError(say(Message("give either --rule or --date")))
    if day is not None:
        from rules import Recurrence
        from rules.kinds import Fixed

        return Recurrence(Fixed(day, day))
    if rule is None:
        return None
    from rules import parse

    return parse(rule)


def show_event(event: Event, session: Session) -> None:
    """Prints an event on a line."""
    from calendars.views import next_words, printable
    from rules import write

    facts = {"uid": event.uid, "title": printable(event.title), "rule": write(event.recurrence, LANG.get())}
    show_said(Message("{uid}  {title}: {rule}", **facts))
    if coming := next_words(event.recurrence, session.today, 3, LANG.get(), session.reckoning()):
        show_said(Message("next: {dates}", dates=coming))


@command("yueling remove 8f14e45fceea167a")
@click.argument("uid")
@click.pass_obj
def remove(session: Session, uid: str) -> None:
    """Removes a stored event; reminders not yet sent are dropped."""
    from calendars.views import printable

    with session.store() as store:
        gone = store.remove(bare(uid), session.stamp)
    show_said(Message("removed: {uid}  {title}", uid=gone.uid, title=printable(gone.title)))


@command("yueling why 8f14e45fceea167a", "yueling why 8f14e45f 2026-09-21")
@click.argument("uid")
@click.argument("day", required=False, type=Day(), metavar="[DATE]")
@click.pass_obj
def why(session: Session, uid: str, day: date | None) -> None:
    """Shows the chain from the sentence in the notice to a date."""
    from calendars.views import chain, occurrence_near, printable, when
    from rules import write

    with session.store() as store:
        event, reckoning = store.event(bare(uid)), store.reckoning()
    lang, occurrence = LANG.get(), occurrence_near(event, day or session.today, reckoning)
    if day and not (occurrence and day in occurrence.span):
        raise not_on(day, when(occurrence, lang) if occurrence else None)
    show(printable(event.title))
    for label, words in chain(event, occurrence, write(event.recurrence, lang), lang, reckoning):
        show_line(label, words, "  ")
    if occurrence:
        show_line(Message("date"), when(occurrence, lang), "  ")


def not_on(day: date, nearby: str | None) -> Exception:
    """The error that an event does not fall on the day."""
    from rules import YuelingError

    remedy = Message("the nearest date is {when}", when=nearby) if nearby else Message("it has no dates at all")
    return YuelingError(Message("{day}: the event does not fall on that day", day=str(day)), remedy)


@command("yueling upcoming", "yueling upcoming --from 2026-09-01 --to 2026-12-31 --kind deadline --format csv")
@option(
    "--days", type=click.IntRange(0, WINDOW_LIMIT), metavar="N", help="today and the N days after it; 30 by default"
)
@option("--from", "first", type=Day(), metavar="D", help="the first day; today by default")
@option("--to", "last", type=Day(), metavar="D", help="the last day, included")
@option("--kind", help="only this kind")
@option("--tag", help="only with this tag")
@option(
    "--format", "shape", type=click.Choice(["table", "json", "csv", "ics"]), default="table", help="table by default"
)
@click.pass_obj
def upcoming(
    session: Session,
    *,
    days: int | None,
    first: date | None,
    last: date | None,
    kind: str | None,
    tag: str | None,
    shape: str,
) -> None:
    """Lists what is coming."""
    from calendars.events import agenda
    from calendars.one_line_event import checked_kind

    window = window_of(session.today, days, first, last)
    with session.store() as store:
        events = store.events(checked_kind(kind), tag, ending_from=window.first)
        reckoning = store.reckoning()
    entries = agenda(events, window, reckoning)
    if shape != "table":
        emit(in_shape(shape, entries))
    elif entries:
        from calendars.views import agenda_rows

        show_table(agenda_rows(entries, session.today, LANG.get()))
    else:
        note(Message("nothing from {first} to {last}", first=str(window.first), last=str(window.last)))


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


def in_shape(shape: str, entries: Sequence[Entry]) -> bytes:
    """The entries as JSON, CSV or iCalendar."""
    if shape == "ics":
        from calendars.feeds import Feed, render

        return render(Feed("upcoming", say(Message("Yueling: what is coming"))), entries, lang=LANG.get())
    from calendars.views import csv_text, record, ruled

    if shape == "csv":
        return csv_text(ruled(entries)).encode()
    return json_bytes([record(entry, rule) for entry, rule in ruled(entries)])


@command(
    "yueling export -o 全部事项.json",
    "yueling export --format ics --tag 科普 -o 科普.ics",
    "yueling export --format toml | less",
)
@option("--format", "shape", type=click.Choice(["json", "toml", "ics"]), help="by default as FILE is called, else json")
@option(
    "-o", "--output", "file", type=click.Path(path_type=Path), metavar="FILE", help="write to FILE, not to the screen"
)
@option("--kind", help="only this kind")
@option("--tag", help="only with this tag")
@click.pass_obj
def export(session: Session, shape: str | None, file: Path | None, kind: str | None, tag: str | None) -> None:
    """Writes the stored events as rules, with everything known of them, for another program or another computer."""
    from calendars.exchange import exported, shape_of
    from calendars.feeds import feed_window
    from calendars.one_line_event import checked_kind

    with session.store() as store:
        events, reckoning = store.events(checked_kind(kind), tag), store.reckoning()
    data = exported(events, shape or shape_of(file), feed_window(session.today), reckoning, LANG.get())
    if file is None or str(file) == "-":
        return emit(data)
    from calendars.files import write_whole

    write_whole(file, data, 0o600)
    return show_said(Message("{n} events in {file}", n=len(events), file=str(file)))


@command(
    "yueling import 全部事项.json",
    "yueling import 科普.ics --dry-run",
    "curl -s https://example.org/team.ics | yueling import - --yes",
    name="import",
)
@click.argument("file")
@option("--yes", "-y", is_flag=True, help="store without the question")
@option("--dry-run", is_flag=True, help="show what would be stored; store nothing")
@click.pass_obj
def import_(session: Session, *, file: str, yes: bool, dry_run: bool) -> int:
    """Stores the events of a calendar file (.ics) or of an export (JSON, TOML); the same file twice changes nothing."""
    if not (yes or dry_run) and (file == "-" or not sys.stdin.isatty()):
        raise click.UsageError(say(Message("this asks before it stores, and nobody can answer here; add --yes")))
    from calendars.exchange import plan_rows, planned, read_file, remarks
    from rules import YuelingError

    try:
        found = read_file(content_of(file))
    except YuelingError as error:
        return complain(error, file) or 1
    with session.store() as store:
        plan = planned(found, store.events())
        if plan.events:
            show_table(plan_rows(plan, session.today, LANG.get(), store.reckoning()))
        for remark in remarks(plan):
            note(remark)
        question = say(Message("Store these {n} events?", n=len(plan.events)))
        wanted = plan.events and not dry_run and (yes or click.confirm(question, default=False, err=True))
        if wanted:
            store.save(plan.events, session.stamp)
        show_said(plan.outcome(stored=bool(wanted)))
    return 1 if plan.refused else 0


@cli.group(cls=SpokenGroup)
@partial(global_options, hidden=True)
def holidays() -> None:
    """Reads, shows and lists the yearly arrangements of days off, on which working days rest."""


assert isinstance(holidays, SpokenGroup)
holidays.examples = (
    "yueling holidays import 放假通知.txt",
    "yueling holidays show 2026",
    "yueling holidays list",
)


@command(
    "yueling holidays import 放假通知.txt",
    "cat 2027.json | yueling holidays import - --yes",
    name="import",
    under=holidays,
)
@click.argument("file")
@option("--yes", "-y", is_flag=True, help="store without the question")
@option("--year", type=click.IntRange(1949, 2100), metavar="Y", help="the year, where the text does not say it")
@click.pass_obj
def holidays_import(session: Session, *, file: str, yes: bool, year: int | None) -> None:
    """Checks the pasted text of a yearly holiday notice (or JSON, or .ics), stores the year and settles its dates."""
    if not yes and (file == "-" or not sys.stdin.isatty()):
        raise click.UsageError(say(Message("this asks before it stores, and nobody can answer here; add --yes")))
    from calendars.holidays import checks_passed, read_any, year_rows
    from rules import decode_notice

    text = decode_notice(content_of(file), file)
    with session.store() as store:
        found = read_any(text, year, store)
        heading(" ".join(filter(None, (str(found.year), found.number))))
        show_table(year_rows(found, LANG.get()))
        for check in checks_passed(LANG.get()):
            show(f"✓ {check}")
        if found.granted:
            show_said(Message("{n} weekdays are off beyond the regulation", n=found.granted))
        if not yes and not click.confirm(say(Message("Store this year?")), default=False, err=True):
            return show_said(Message("nothing was stored"))
        return keep_year(store, found, session)


def keep_year(store: Store, found: HolidayYear, session: Session) -> None:
    """Stores the year, settles what hung on it, and says which dates moved."""
    from calendars.holiday_moves import around, settle
    from calendars.holidays import moved_rows, with_year

    before = store.reckoning()
    settled = settle(store.events(), before, with_year(before, found), around(found.year))
    uids = list(dict.fromkeys(change.event.uid for change in settled))
    store.add_year(found, session.stamp, uids)
    show_said(Message("stored: {year}; {n} dates of {m} events settled", year=found.year, n=len(settled), m=len(uids)))
    if any(change.moved for change in settled):
        heading(say(Message("Dates that moved")))
        show_table(moved_rows(settled, LANG.get()))


@command("yueling holidays show 2026", name="show", under=holidays)
@click.argument("year", type=click.IntRange(1, 9999))
@option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_obj
def holidays_show(session: Session, *, year: int, as_json: bool) -> None:
    """Draws a year with its days off and the weekends that are worked."""
    from calendars.holidays import drawn, known_year, year_rows

    with session.store() as store:
        found = known_year(year, store)
    if as_json:
        return emit_json(found.to_json())
    heading(" ".join(filter(None, (str(found.year), found.number))))
    for line in drawn(found, LANG.get()):
        show(line)
    return show_table(year_rows(found, LANG.get()))


@command("yueling holidays list", name="list", under=holidays)
@click.pass_obj
def holidays_list(session: Session) -> None:
    """Lists the years whose working days are known."""
    from calendars.holidays import list_rows

    with session.store() as store:
        show_table(list_rows(store, LANG.get()))


@command("yueling remind", "yueling --now 2026-04-08T09:00 remind --dry-run", "0 8 * * * yueling remind   # crontab")
@option("--dry-run", is_flag=True, help="show what would be sent; send and store nothing")
@click.pass_obj
def remind(session: Session, dry_run: bool) -> int:
    """Sends the reminders that are due and were not sent; run it daily."""
    from scheduler import jobs

    with session.store() as store:
        report = jobs.remind(store, session.settings, session.moment, sys.stdout, dry_run=dry_run, lang=LANG.get())
    wrong = report.exit_code or report.warnings or report.held
    if wrong or dry_run or session.verbose or sys.stderr.isatty():  # else silent, so that cron mails reminders alone
        for line in report.lines():
            note(line)
    return report.exit_code


@command("yueling publish /srv/www/calendars")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.pass_obj
def publish(session: Session, folder: Path) -> None:
    """Writes the feeds and an index page as files for a web server."""
    publish_to(folder, session)


def publish_to(folder: Path, session: Session) -> None:
    """Writes feeds and page into the folder and says what became of them."""
    from calendars.publish import publish

    settings = session.settings
    with session.store() as store:
        events, reckoning = store.events(), store.reckoning()
    done = publish(
        folder,
        events,
        today=session.today,
        base_url=settings.base_url,
        owner=settings.feeds_title,
        reckoning=reckoning,
        lang=LANG.get(),
    )
    counts = {"feeds": len(done.feeds), "entries": done.entries}
    show_said(Message("{feeds} feeds with {entries} entries in {folder}", folder=str(folder), **counts))
    kept = {"written": len(done.written), "unchanged": len(done.unchanged), "removed": len(done.removed)}
    show_said(Message("files: {written} written, {unchanged} unchanged, {removed} removed", **kept))


@command("yueling serve", "yueling serve --host 0.0.0.0 --port 8080")
@option("--host", help="the address to listen on; 127.0.0.1 by default")
@option("--port", type=click.IntRange(0, 65535), metavar="N", help="the port; 8734 by default, 0 for a free one")
@click.pass_obj
def serve(session: Session, host: str | None, port: int | None) -> None:
    """Serves feeds and pages over HTTP until Ctrl-C."""
    session.store().close()  # a database that cannot be opened is better said now than to the first visitor
    settings = session.settings
    serve_on(listen(host or settings.host, settings.port if port is None else port), session)


def listen(host: str, port: int) -> socket:
    """A socket that listens there; raises YuelingError where the port is taken or the address is not ours."""
    from socket import AF_INET, AF_INET6, create_server

    from rules import YuelingError

    try:
        return create_server((host, port), family=AF_INET6 if ":" in host else AF_INET)
    except (OSError, UnicodeError) as error:
        said = Message("{host}:{port}: cannot listen there: {reason}", host=host, port=port, reason=reason_of(error))
        raise YuelingError(said, Message("choose another with --port, 0 for a free one, or another --host")) from error


def serve_on(listening: socket, session: Session) -> None:
    """Prints the addresses and serves until Ctrl-C."""
    import uvicorn

    from calendars.web import app

    host, port = listening.getsockname()[:2]
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    show_said(Message("page:  {url}", url=f"{base}/"))
    show_said(Message("feed:  {url}", url=f"{base}/feeds/all.ics"))
    show_said(Message("Ctrl-C ends it."))
    sys.stdout.flush()
    level = "info" if session.verbose else "error"
    settings = session.settings
    pages = app(session.store, lambda: session.moment, base_url=settings.base_url, owner=settings.feeds_title)
    config = uvicorn.Config(pages, log_level=level, access_log=session.verbose)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    note(Message("stopped"))


@command("yueling doctor")
@click.pass_obj
def doctor(session: Session) -> int:
    """Checks database, working-day tables, settings and channels, and says what to do."""
    from scheduler.checkup import checkup

    code = 0
    for check in checkup(lambda: session.settings, session.store, session.moment):
        mark = {"good": "✓", "note": "·", "wrong": "✗"}[check.state]
        show_line(check.name, check.said, f"{mark} ")
        if check.remedy:
            show(f"    → {say(check.remedy)}")
        code |= check.state == "wrong"
    return code


@command("yueling demo", "yueling demo ./demo --serve")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@option("--serve", "serving", is_flag=True, help="serve feeds and pages afterwards, until Ctrl-C")
@click.pass_obj
def demo(session: Session, folder: Path | None, serving: bool) -> None:
    """Walks the whole way with sample notices: findings, agenda, reminders, feeds."""
    from scheduler.settings import Settings

    place = demo_folder(folder)
    session.db, session.settings = f"sqlite:///{place / 'yueling.sqlite3'}", Settings()
    read_samples(session)
    heading(say(Message("What is coming")))
    entries = coming_entries(session)
    from calendars.views import agenda_rows

    show_table(agenda_rows(entries, session.today, LANG.get()))
    demo_reminders(session, entries)
    heading(say(Message("Feeds")))
    publish_to(place / "feeds", session)
    if serving:
        serve_on(demo_socket(session.settings), session)


def demo_folder(folder: Path | None) -> Path:
    """The folder for the demonstration, made where it is missing: a new temporary one where none is named."""
    if folder is None:
        from tempfile import mkdtemp

        return Path(mkdtemp(prefix="yueling-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def read_samples(session: Session) -> None:
    """Reads the notices that the package ships, shows what is in each and stores it."""
    from importlib.resources import files

    from rules import find, read_notice

    samples = sorted(files("calendars").joinpath("samples").iterdir(), key=lambda sample: sample.name)
    for sample in samples:
        if sample.name.endswith(".txt"):
            notice = read_notice(sample.read_bytes(), sample.name)
            findings = find(notice, None)
            show_findings(notice, findings, session)
            show_said(store_drafts(session, notice, findings, yes=True))


def coming_entries(session: Session) -> list[Entry]:
    """The agenda of the demonstration: thirty days, at most forty entries."""
    from calendars.events import agenda

    window = window_of(session.today, 30, None, None)
    with session.store() as store:
        return agenda(store.events(ending_from=window.first), window, store.reckoning())[:40]


def demo_reminders(session: Session, entries: Sequence[Entry]) -> None:
    """Shows the reminders of a day that has some: a week before the first deadline that is far enough away."""
    from scheduler import jobs

    week = timedelta(7)
    due = [entry.due - week for entry in entries if entry.event.kind == "deadline"]
    day = next((day for day in due if day >= session.today), session.today)
    moment = datetime.combine(day, session.settings.at, shanghai())
    heading(say(Message("The reminders of {day}", day=str(day))))
    with session.store() as store:
        jobs.remind(store, session.settings, moment, sys.stdout, dry_run=True, lang=LANG.get())


def demo_socket(settings: Settings) -> socket:
    """A socket on the usual port, or on a free one where that is taken."""
    from rules import YuelingError

    try:
        return listen(settings.host, settings.port)
    except YuelingError:
        return listen(settings.host, 0)


def run(args: Sequence[str], session: Session) -> int:
    """Runs the command line; every error leaves it as an exit code."""
    try:
        with cli.make_context("yueling", list(args), obj=session) as context:
            code = cli.invoke(context) or 0
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, click.Abort, EOFError):
        click.echo(say(Message("stopped")), err=True)
        return 130
    except BrokenPipeError:
        # The reader has seen enough (| head). Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        known = complain(error)
        return report_bug(error, session.verbose) if known is None else known
    return int(code)


def main(args: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 something was found wrong, 2 wrong usage; 130 after Ctrl-C, 141 after `| head`."""
    words = sys.argv[1:] if args is None else args
    ready_streams()
    speak(language(words, os.environ))
    if asked := os.environ.get("_YUELING_COMPLETE"):
        from click.shell_completion import shell_complete

        return shell_complete(cli, {}, "yueling", "_YUELING_COMPLETE", asked)
    return run(words, Session())


if __name__ == "__main__":
    sys.exit(main())
