"""Commands that read notices."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rules import Message

from ..errors_shown import complain, placed, report_bug
from ..terminal import (
    LANG,
    Day,
    Number,
    Place,
    emit_json,
    heading,
    note,
    option,
    quoted,
    say,
    show,
    show_line,
    show_said,
    show_table,
    warn,
)
from .group import command
from .reviewing import Wish, opened, review_all, taken_in, waiting_notices
from .session import Session
from .shared import content_of

if TYPE_CHECKING:
    from rules import Finding, Notice, Trace

    from ..actions import Outcome
    from ..second_reader import Opinions
    from ..store import Store


@command(
    "yueling read 通知.txt",
    "yueling read 通知.txt --add",
    'yueling read 通知.txt --add --yes --only "1 3-5 -2" --title 3=报送年度总结',
    "yueling read 收文夹 --add",
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
@option(
    "--only",
    metavar="N…",
    help="of these store some alone: 1 3-5; -2 never belongs on a calendar, alone it takes all others",
)
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
    """Finds the date rules in notices: documents, pages, letters by mail, whole folders; - for standard input."""
    changes = {"title": title, "recurrence": recurrence, "kind": kind}
    settled = bool(only is not None or any(changes.values()))
    if add and not (yes or dry_run) and (as_json or not sys.stdin.isatty() or "-" in files):
        raise click.UsageError(say(Message("--add asks before it stores, and nobody can answer here; add --yes")))
    folders = [name for name in files if name != "-" and Path(name).is_dir()]
    if settled and (len(files) > 1 or folders or not add):
        raise click.UsageError(say(Message("--only, --title, --date and --kind go with --add and one file")))
    wish = Wish(as_json, reference, add, again, yes or dry_run, dry_run, only, changes, trace)
    code = 0
    for name in files:
        if name in folders and not as_json:
            code = read_folder(session, Path(name), wish) or code
            continue
        for file in files_of(name):
            try:
                read_one(session, file, wish, several=len(files) > 1 or bool(folders))
            except (
                BrokenPipeError,
                EOFError,
                click.Abort,
                click.exceptions.Exit,
            ):  # nobody reads on, or somebody stops it
                raise
            except Exception as error:  # the other files are read all the same
                failed = complain(error, file, as_json=as_json)
                code = report_bug(error, session.verbose, as_json=as_json) if failed is None else failed
    return code


def files_of(name: str) -> Iterator[str]:
    """The file, or those of a folder."""
    if name == "-" or not Path(name).is_dir():
        yield name
        return
    from ..intake.folders import files_in

    yield from map(str, files_in(Path(name)))


def read_one(session: Session, name: str, wish: Wish, *, several: bool) -> None:
    """Reads one file, shows what was found in each of its notices, and stores it if that is wanted."""
    from rules import format_of

    from ..intake import Unread, notices_in

    data = content_of(name)
    plain = not format_of(data).apart  # offsets are those of the file itself
    found = list(notices_in(data, name))
    for notice in found:
        if isinstance(notice, Unread):
            complain(notice.error, notice.name)
        else:
            read_notice_of(session, notice, wish, name, several=several or len(found) > 1, plain=plain)


def read_notice_of(
    session: Session, notice: Notice, wish: Wish, name: str, *, several: bool, plain: bool = True
) -> None:
    """Shows what was found in one notice, and stores it if that is wanted."""
    from rules import find, write

    day = wish.reference or session.today
    traces = traces_of(notice, day) if wish.trace else []
    findings = [trace.finding for trace in traces] if wish.trace else find(notice, day)
    if not wish.as_json:
        show_head(notice)
        if wish.trace:
            show_traces(notice, traces)
        elif not wish.add or session.verbose:
            show_findings(notice, findings, session)
    for remark in notice.remarks:
        note(remark)
    if notice.in_english():
        note(Message("notices in English are not read yet; write its dates as rules, one by one, with “yueling add”"))
    opinions = opinions_on(session, notice, findings, wish) if wish.add or session.second_reader else None
    said, outcome = store_drafts(session, notice, findings, wish, name, opinions) if wish.add else ([], None)
    for done in said:
        (note if wish.as_json else show_said)(done)
    if wish.as_json:
        from ..records import outcome_record

        found_json = [
            found.to_json(write(found.recurrence) if found.recurrence else None, LANG.get()) | where(notice, found)
            for found in findings
        ]
        content = {"notice": notice.to_json(), "findings": found_json}
        content |= {"text": notice.text} if not plain else {}
        content |= {"second_reader": opinions.to_json()} if opinions and opinions.notes() else {}
        content |= {"trace": [trace.to_json() for trace in traces]} if wish.trace else {}
        content |= {"stored": outcome_record(outcome) | {"dry_run": wish.dry_run}} if wish.add else {}
        emit_json(content, indent=None if several else 2, foreign=True)


def where(notice: Notice, found: Finding) -> dict[str, int | None]:
    """On which page and in which row of a table a finding stands."""
    document = notice.document
    if document is None:
        return {"page": None, "row": None}
    return {"page": document.page_at(found.start), "row": document.row_at(found.start)}


def opinions_on(session: Session, notice: Notice, findings: Sequence[Finding], wish: Wish) -> Opinions | None:
    """What a second reader says, where the settings name one; said once, and what it names beside what was found."""
    if session.second_reader is None:
        return None
    from ..second_reader import second_opinion

    day = wish.reference or session.today
    opinions = second_opinion(notice, findings, session.second_reader, day, now=session.moment)
    for said in (*opinions.notes(), *(one.said() for one in opinions.missed)):
        note(said)
    return opinions


def store_drafts(
    session: Session,
    notice: Notice,
    findings: Sequence[Finding],
    wish: Wish,
    name: str = "-",
    opinions: Opinions | None = None,
) -> tuple[list[Message], Outcome | None]:
    """Stores the drafts of a notice after the question; says what became of them, and hands it out."""
    from ..actions import lay_in
    from ..drafts import draft

    drafts = draft(notice, findings, opinions.opinions if opinions else ())
    if not drafts:
        return [Message("nothing here belongs on a calendar")], None
    with opened(session, wish) as store:
        if not wish.dry_run:
            lay_in(store, notice, drafts, session.stamp, wish.reference)  # whoever stops at the question loses nothing
        return taken_in(session, store, notice, drafts, wish, name)


# ------------------------------------------------------------------ folders


def read_folder(session: Session, folder: Path, wish: Wish) -> int:
    """Reads the files of a folder that were not read before, as drafts; the exit code.

    A bad file stops nothing; those are listed at the end. With --add what was read is then taken in.
    """
    with opened(session, wish) as store:
        failed, laid = lay_files(session, store, folder, wish)
        for name, said in failed:
            warn(placed(name, said))
        if wish.add:
            review_all(session, store, waiting_notices(store), wish)
        else:
            show_waiting(store, laid)
    return int(bool(failed))


def show_waiting(store: Store, laid: Collection[str]) -> None:
    """Says how many drafts of these notices wait, and beside them how many of others."""
    drafts = [draft for _, draft in store.drafts()]
    read = [draft for draft in drafts if draft.source and draft.source.digest in laid]
    own = sum(not (draft.reading and draft.reading.proposal) for draft in read)
    if own:
        show_said(Message("{n} wait as drafts: `yueling review` shows them", n=own))
    if more := len(drafts) - own:
        show_said(Message("{n} more wait from before: `yueling review` shows them", n=more))


def lay_files(session: Session, store: Store, folder: Path, wish: Wish) -> tuple[list[tuple[str, str]], set[str]]:
    """Keeps as drafts what was read in the files of a folder; those that could not be read, with the reason, and the digests
    of the notices that were read.
    """
    from ..files import is_of_a_database
    from ..intake.folders import digest_of, files_in
    from ..terminal import progress

    files, laid = list(files_in(folder)), set[str]()
    known, failed, read, before = {} if wish.again else store.files(), [], 0, 0
    for path in progress(files, Message("reading")):
        name = str(path)
        if is_of_a_database(path):
            continue
        try:
            data = content_of(name)
            digest = digest_of(data)
            if digest in known:
                if known[digest]:
                    failed.append((name, known[digest] or ""))
                else:
                    before += 1
                continue
            laid.update(lay_file(session, store, data, digest, name, wish))
            known[digest], read = None, read + 1
        except (BrokenPipeError, click.Abort):
            raise
        except Exception as error:  # the other files are read all the same
            failed.append((name, reason_for(session, store, error, name)))
    if before:
        show_said(Message("{n} files: {read} read now, {before} read before", n=len(files), read=read, before=before))
    else:
        show_said(Message("{n} files, {read} of them read now", n=len(files), read=read))
    return failed, laid


def lay_file(session: Session, store: Store, data: bytes, digest: str, name: str, wish: Wish) -> list[str]:
    """Keeps as drafts what was read in the notices of a file; the digests of these."""
    from rules import find

    from ..actions import lay_in
    from ..drafts import draft
    from ..intake import Unread, notices_in

    found = list(notices_in(data, name))
    notices = [one for one in found if not isinstance(one, Unread)]
    unread = [one for one in found if isinstance(one, Unread)]
    if unread and not notices:
        raise unread[0].error  # nothing of it could be read, and it is told again
    for one in unread:
        complain(one.error, one.name)
    for place, notice in enumerate(notices, 1):
        for remark in notice.remarks:
            note(
                remark
                if quoted(notice.name) in say(remark)
                else Message("{file}: {said}", file=notice.name, said=remark)
            )
        findings = find(notice, wish.reference or session.today)
        opinions = opinions_on(session, notice, findings, wish)
        last = digest if place == len(notices) else None
        drafts = draft(notice, findings, opinions.opinions if opinions else ())
        lay_in(store, notice, drafts, session.stamp, wish.reference, last, again=wish.again and wish.add)
    return [notice.digest for notice in notices]


def reason_for(session: Session, store: Store, error: Exception, name: str) -> str:
    """Why a file could not be read, in words."""
    from rules import YuelingError

    from ..errors_shown import reason_of
    from ..terminal import say_error

    if isinstance(error, YuelingError):
        return say_error(error)
    if isinstance(error, OSError):
        return reason_of(error)
    report_bug(error, session.verbose)
    return type(error).__name__


@command("yueling watch 收文夹", "yueling watch 收文夹 --yes --every 60", answers=False)
@click.argument("folder", type=Place(exists=True, file_okay=False, path_type=Path))
@option("--every", type=Number(1, 3600), default=10, show_default=True, metavar="S", help="look every S seconds")
@option("--yes", "-y", is_flag=True, help="take what is certain; else all of it waits for `yueling review`")
@click.pass_obj
def watch(session: Session, *, folder: Path, every: int, yes: bool) -> None:
    """Reads what is dropped into a folder, as drafts, until it is stopped (Ctrl-C)."""
    from time import sleep

    from ..intake.folders import states

    wish = Wish(add=yes, yes=yes)
    note(Message("watching {folder}; Ctrl-C ends it", folder=str(folder)))
    seen: dict[Path, tuple[int, int]] = {}
    waiting = True
    while True:
        found = states(folder)
        if found == seen and waiting:  # nobody writes to a file any more
            read_folder(session, folder, wish)
        waiting, seen = found != seen, found
        sleep(every)


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

    calendar = [found for found in findings if found.role == "calendar" or found.act in ("cancels", "waits")]
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
