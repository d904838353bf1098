"""Commands that read notices."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from rules import Message

from ..errors_shown import complain, report_bug
from ..terminal import LANG, Day, emit_json, heading, note, option, say, show, show_line, show_said, show_table
from .group import command
from .session import Session
from .shared import content_of, stored_words

if TYPE_CHECKING:
    from rules import Notice, Trace

    from ..actions import Outcome
    from ..choosing import Choice
    from ..events import Event


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a reading, beside its files."""

    as_json: bool
    reference: date | None
    add: bool
    again: bool
    yes: bool
    dry_run: bool
    only: str | None
    changes: Mapping[str, tuple[str, ...]]
    trace: bool = False


@command(
    "yueling read 通知.txt",
    "yueling read 通知.txt --add",
    'yueling read 通知.txt --add --yes --only "1 3-5 -2" --title 3=报送年度总结',
    "cat 通知.txt | yueling read - --json",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@option("--json", "as_json", is_flag=True, help="print notice and findings as JSON; of several files a line each")
@option(
    "--reference-date",
    "reference",
    type=Day(),
    metavar="D",
    help="the day on which the notice was received; today by default",
)
@option("--trace", is_flag=True, help="show stage by stage how each date was read")
@option("--add", is_flag=True, help="store what belongs on the calendar, after a question")
@option("--only", metavar="N…", help="of these store some alone: 1 3-5; -2 never belongs on a calendar")
@option("--title", "title", multiple=True, metavar="N=…", help="store number N under another title")
@option("--date", "recurrence", multiple=True, metavar="N=…", help="store number N with another date or rule")
@option("--kind", "kind", multiple=True, metavar="N=…", help="store number N as another kind")
@option("--again", is_flag=True, help="as it stands in the notice, even what was edited or removed by hand")
@option("--dry-run", is_flag=True, help="show what would be stored; store nothing")
@option("--yes", "-y", is_flag=True, help="store without the question")
@click.pass_obj
def read(
    session: Session,
    *,
    files: tuple[str, ...],
    as_json: bool,
    trace: bool,
    reference: date | None,
    add: bool,
    only: str | None,
    again: bool,
    dry_run: bool,
    yes: bool,
    title: tuple[str, ...],
    recurrence: tuple[str, ...],
    kind: tuple[str, ...],
) -> int:
    """Finds the date rules in notices; a file or - for standard input."""
    changes = {"title": title, "recurrence": recurrence, "kind": kind}
    settled = bool(only is not None or any(changes.values()))
    if add and not (yes or dry_run) and (as_json or not sys.stdin.isatty() or "-" in files):
        raise click.UsageError(say(Message("--add asks before it stores, and nobody can answer here; add --yes")))
    if settled and (len(files) > 1 or not add):
        raise click.UsageError(say(Message("--only, --title, --date and --kind go with --add and one file")))
    wish = Wish(as_json, reference, add, again, yes or dry_run, dry_run, only, changes, trace)
    code = 0
    for name in files:
        try:
            read_one(session, name, wish, several=len(files) > 1)
        except (BrokenPipeError, EOFError, click.Abort):  # nobody reads on, or somebody stops it
            raise
        except Exception as error:  # the other files are read all the same
            failed = complain(error, name, as_json=as_json)
            code = report_bug(error, session.verbose, as_json=as_json) if failed is None else failed
    return code


def read_one(session: Session, name: str, wish: Wish, *, several: bool) -> None:
    """Reads one notice, shows what was found, and stores it if that is wanted."""
    from rules import find, read_notice, write

    notice = read_notice(content_of(name), name)
    day = wish.reference or session.today
    traces = traces_of(notice, day) if wish.trace else []
    findings = [trace.finding for trace in traces] if wish.trace else find(notice, day)
    if not wish.as_json:
        show_head(notice)
        if wish.trace:
            show_traces(notice, traces)
        else:
            show_findings(notice, findings, session)
    if notice.in_english():
        note(Message("notices in English are not read yet; write its dates as rules, one by one, with “yueling add”"))
    said, outcome = store_drafts(session, notice, findings, wish, name) if wish.add else ([], None)
    for done in said:
        (note if wish.as_json else show_said)(done)
    if wish.as_json:
        from ..records import outcome_record

        found_json = [
            found.to_json(write(found.recurrence) if found.recurrence else None, LANG.get()) for found in findings
        ]
        content = {"notice": notice.to_json(), "findings": found_json}
        content |= {"trace": [trace.to_json() for trace in traces]} if wish.trace else {}
        content |= {"stored": outcome_record(outcome) | {"dry_run": wish.dry_run}} if wish.add else {}
        emit_json(content, indent=None if several else 2, foreign=True)


def traces_of(notice: Notice, day: date) -> list[Trace]:
    """How each date became a finding; what tells it is loaded only here."""
    from rules import traced

    return traced(notice, day)


def show_head(notice: Notice) -> None:
    """Prints the title of the notice, its number, who issued it and when."""
    from ..views import printable

    heading(printable(notice.title) or say(Message("(a notice without a title)")))
    facts = (notice.number, notice.issuer, notice.issued and notice.issued.isoformat())
    if line := "  ".join(printable(fact) for fact in facts if fact):
        show(line)


def show_findings(notice: Notice, findings: Sequence[Any], session: Session) -> None:
    """Prints a table of what was found."""
    from ..views import finding_rows

    calendar = [found for found in findings if found.role == "calendar"]
    shown = findings if session.verbose else calendar
    if shown:
        show_table(finding_rows(shown, session.today, LANG.get(), numbered=drafted(notice, shown)), ruled=True)
    else:
        show_said(Message("nothing here belongs on a calendar"))
    if hidden := len(findings) - len(shown):
        show_said(Message("{n} further dates only explain; -v shows them", n=hidden))


def show_traces(notice: Notice, traces: Sequence[Trace]) -> None:
    """Prints for each date how it became a finding; what belongs on the calendar has the number of its draft."""
    from ..tracing import trace_lines
    from ..views import printable

    numbers = drafted(notice, [trace.finding for trace in traces])
    for place, trace in enumerate(traces):
        number = f"{numbers[place]}. " if place in numbers else ""
        heading(number + printable(trace.finding.quote))
        for label, words in trace_lines(trace, LANG.get()):
            show_line(label, words, "  ")
    if not traces:
        show_said(Message("no date was found"))


def drafted(notice: Notice, findings: Sequence[Any]) -> dict[int, int]:
    """The number of its draft by the place of each finding that belongs on the calendar."""
    from ..drafts import belongs

    places = [place for place, found in enumerate(findings) if belongs(found)]
    return {place: number for number, place in enumerate(places, 1)}


def store_drafts(
    session: Session, notice: Notice, findings: Sequence[Any], wish: Wish, name: str = "-"
) -> tuple[list[Message], Outcome | None]:
    """Stores the drafts of a notice after the question; says what became of them, and hands it out."""
    from ..actions import read_in
    from ..decided_words import reading_words
    from ..drafts import draft

    drafts = draft(notice, findings)
    if not drafts:
        return [Message("nothing to store")], None
    choice = chosen(drafts, wish, session)
    wanted, unwanted = choice.wanted(drafts), choice.unwanted(drafts)
    if not (wanted or unwanted):
        return [Message("nothing was stored")], None
    with session.trial() if wish.dry_run else session.store(create=True) as store:
        outcome = read_in(
            store,
            notice,
            wanted,
            session.stamp,
            again=wish.again,
            declined=unwanted,
            passed_over=[draft for draft in drafts if draft not in wanted and draft not in unwanted],
            settled=choice.settled(drafts),
            reference=wish.reference,
            dry_run=wish.dry_run,
        )
    said = [Message("nothing was stored; it would be:")] if wish.dry_run else []
    decided = reading_words(outcome, lambda event: taking(name, drafts, event), LANG.get())
    return [*said, *stored_words(outcome), *decided], outcome


def taking(name: str, drafts: Sequence[Event], event: Event) -> str:
    """The command that takes over what the file says of one event, against what was decided."""
    number = next((n for n, draft in enumerate(drafts, 1) if draft.source == event.source), None)
    file = "FILE" if name == "-" else shlex.quote(name)
    return f"yueling read {file} --add --again" + (f" --only {number}" if number else "")


def chosen(drafts: Sequence[Event], wish: Wish, session: Session) -> Choice:
    """What is to become of the drafts: as the options say, else as a person answers."""
    from ..choosing import Choice, numbers, options

    choice = Choice()
    if wish.only is not None:
        choice = choice.with_numbers(*numbers(wish.only, len(drafts)))
    for name, texts in wish.changes.items():
        choice = options(choice, texts, name, len(drafts), session.today)
    return choice if wish.yes else answered(drafts, choice, session)


def answered(drafts: Sequence[Event], choice: Choice, session: Session) -> Choice:
    """The choice after the answers of a person: numbers end it, and what is put right is shown and asked on."""
    from rules import YuelingError

    from ..choosing import change, numbers

    note(
        Message(
            "Return stores all, 1 3-5 those alone, -2 never again, n nothing; 2 标题=… 日期=… 类别=… puts number 2 right."
        )
    )
    while True:
        answer = click.prompt(
            say(Message("Store these {n} events?", n=len(drafts))), default="", show_default=False, err=True
        )
        try:
            if put := change(answer, len(drafts), session.today):
                choice = choice.changed(*put)
                show_put(drafts, choice, put[0])
                continue
            return choice.with_numbers(*numbers(answer, len(drafts)))
        except YuelingError as error:
            complain(error)


def show_put(drafts: Sequence[Event], choice: Choice, number: int) -> None:
    """Prints a draft as it stands after it was put right."""
    from rules import write

    from ..views import printable

    event = replace(drafts[number - 1], **choice.put_right(drafts, number))
    rule = write(event.recurrence, LANG.get())
    show_said(Message("{n}. {title}: {rule}", n=number, title=printable(event.title), rule=rule))
