"""Commands that read notices."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from rules import Message

from ..errors_shown import complain
from ..terminal import LANG, Day, emit_json, heading, note, option, say, show, show_said, show_table
from .group import command
from .session import Session
from .shared import content_of, outcome_words

if TYPE_CHECKING:
    from rules import Notice


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
@option("--again", is_flag=True, help="as it stands in the notice, even what was edited or removed by hand")
@option("--yes", "-y", is_flag=True, help="store without the question")
@click.pass_obj
def read(
    session: Session,
    *,
    files: tuple[str, ...],
    as_json: bool,
    reference: date | None,
    add: bool,
    again: bool,
    yes: bool,
) -> int:
    """Finds the date rules in notices; a file or - for standard input."""
    if add and not yes and (as_json or not sys.stdin.isatty() or "-" in files):
        raise click.UsageError(say(Message("--add asks before it stores, and nobody can answer here; add --yes")))
    code = 0
    for name in files:
        try:
            read_one(
                session,
                name,
                as_json=as_json,
                several=len(files) > 1,
                reference=reference,
                add=add,
                again=again,
                yes=yes,
            )
        except Exception as error:  # the other files are read all the same
            if (failed := complain(error, name)) is None:
                raise
            code = failed
    return code


def read_one(
    session: Session,
    name: str,
    *,
    as_json: bool,
    several: bool,
    reference: date | None,
    add: bool,
    again: bool,
    yes: bool,
) -> None:
    """Reads one notice, shows what was found, and stores it if that is wanted."""
    from rules import find, read_notice, write

    notice = read_notice(content_of(name), name)
    findings = find(notice, reference or session.today)
    if as_json:
        found_json = [found.to_json(write(found.recurrence) if found.recurrence else None) for found in findings]
        emit_json({"notice": notice.to_json(), "findings": found_json}, indent=None if several else 2)
    else:
        show_findings(notice, findings, session)
    if add:
        for done in store_drafts(session, notice, findings, yes=yes, again=again, reference=reference):
            (note if as_json else show_said)(done)


def show_findings(notice: Notice, findings: Sequence[Any], session: Session) -> None:
    """Prints the head of the notice and a table of what was found."""
    from ..views import finding_rows, printable

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


def store_drafts(
    session: Session,
    notice: Notice,
    findings: Sequence[Any],
    *,
    yes: bool,
    again: bool = False,
    reference: date | None = None,
) -> list[Message]:
    """Stores the drafts of a notice after the question, all of them or none; says what became of them."""
    from ..actions import read_in
    from ..drafts import draft

    drafts = draft(notice, findings)
    if not drafts:
        return [Message("nothing to store")]
    question = Message("Store these {n} events?", n=len(drafts))
    if not yes and not confirmed(question):
        return [Message("nothing was stored")]
    with session.store() as store:
        return outcome_words(read_in(store, notice, drafts, session.stamp, again=again, reference=reference))
