"""Commands that write events for other programs, and take them in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rules import Message

from ..errors_shown import complain
from ..terminal import LANG, Place, confirmed, emit_json, note, option, say, show_table
from .group import command
from .session import Session
from .shared import content_of, decided_words, hand_over, show_all, whose

if TYPE_CHECKING:
    from ..exchange import Plan
    from ..exchange.effects import Effect
    from ..store import Store

MOST_NAMED = 5
"""Events that are named; of more the number is told."""


@command(
    "yueling export -o 全部事项.json",
    "yueling export --format ics --tag 科普 -o 科普.ics",
    "yueling export --format toml | less",
)
@option("--format", "shape", type=click.Choice(["json", "toml", "ics"]), help="by default as FILE is called, else json")
@option("-o", "--output", "file", type=Place(path_type=Path), metavar="FILE", help="write to FILE, not to the screen")
@option("--kind", help="only this kind")
@option("--tag", help="only with this tag")
@option("--todo", is_flag=True, help="in a calendar file: what is due as tasks (VTODO), which some programs show apart")
@click.pass_obj
def export(
    session: Session, shape: str | None, file: Path | None, kind: str | None, tag: str | None, todo: bool
) -> None:
    """Writes the stored events as rules, for another program or another computer.

    What was edited or removed by hand does not stand in it as such: imported elsewhere, an event may be changed when its
    notice is read again. `yueling backup` keeps everything.
    """
    from ..exchange import exported, shape_of
    from ..feeds import feed_window
    from ..one_line_event import checked_kind

    with session.store(closed=True) as store:
        events, reckoning = store.events(checked_kind(kind), tag), store.reckoning()
        said, states = store.statements([event.uid for event in events]), store.duty_states()
    shape, window = shape or shape_of(file), feed_window(session.today)
    if todo and shape != "ics":
        raise click.UsageError(say(Message("--todo goes with --format ics")))
    data = exported(events, shape, window, reckoning, LANG.get(), said=said, states=states, todo=todo)
    return hand_over(session, data, file, Message("{n} events in {file}", n=len(events), file=str(file)))


@command(
    "yueling import 全部事项.json",
    "yueling import 科普.ics --dry-run",
    "curl -s https://example.org/team.ics | yueling import - --yes",
    name="import",
)
@click.argument("file")
@option("--yes", "-y", is_flag=True, help="store without the question")
@option("--again", is_flag=True, help="as it stands in the file, even what was edited or removed by hand")
@option("--dry-run", is_flag=True, help="show what would be stored; store nothing")
@click.pass_obj
def import_(session: Session, *, file: str, yes: bool, again: bool, dry_run: bool) -> int:
    """Stores the events of a calendar file (.ics) or of an export (JSON, TOML); the same file twice changes nothing."""
    if not (yes or dry_run) and (file == "-" or not sys.stdin.isatty()):
        raise click.UsageError(say(Message("this asks before it stores, and nobody can answer here; add --yes")))
    from rules import YuelingError

    from ..actions import Outcome, take_in, taken_away
    from ..exchange import MOST_ROWS, largest, plan_rows, planned, read_file, remarks
    from ..exchange.effects import as_decided, effect_records, effect_words, kept_of

    try:
        found = read_file(content_of(file, largest))
    except YuelingError as error:
        return complain(error, file, as_json=session.as_json) or 1
    with session.trial() if dry_run else session.store(create=True) as store:
        away = () if again else taken_away(store)
        plan = planned(found, store.events(), away, states=store.duty_states(), again=again)
        otherwise = effects_here(store, plan, again=again)
        seen = as_decided(plan, otherwise)
        if seen.events and not session.as_json:
            show_table(plan_rows(seen, session.today, LANG.get(), store.reckoning()))
            if (more := len(seen.events) - MOST_ROWS) > 0:
                note(Message("{n} more are not shown here", n=more))
        said = [*effect_words(otherwise, LANG.get()), *remarks(plan)]
        for remark in said[:MOST_ROWS]:
            note(remark)
        if (more := len(said) - MOST_ROWS) > 0:
            note(Message("{n} more are not shown here", n=more))
        for words in gone_words(plan):
            note(words)
        wanted = (seen.events or plan.gone) and not dry_run and (yes or confirmed(whose(store, question_of(seen))))
        outcome = None
        if wanted:
            name = Path(file).name
            outcome = take_in(
                store,
                plan.events,
                session.stamp,
                about=name,
                again=again,
                said=plan.statements,
                gone=plan.gone,
                progress=plan.progress,
                marks=plan.marks,
            )
    if session.as_json:
        from ..records import plan_record

        emit_json(plan_record(seen, outcome, LANG.get()) | {"changes": effect_records(otherwise)})
    else:
        decided = decided_words(outcome or Outcome(kept=kept_of(otherwise)))
        show_all([seen.outcome(stored=bool(wanted)), *decided, *plan_words(plan)])
    return 1 if plan.refused else 0


def effects_here(store: Store, plan: Plan, *, again: bool) -> list[Effect]:
    """The fields that the file has otherwise than they are stored, with which of them stay; with `again` none does."""
    from ..exchange.effects import effects
    from ..store.accepted import settled_by_proposals

    if again:
        return effects(plan, {}, {})
    uids = [event.uid for event in plan.changed]
    return effects(
        plan, store.decisions(uids), settled_by_proposals(store.ask, store.place, list(plan.before.values()))
    )


def question_of(plan: Plan) -> Message:
    """What is asked before anything is stored or taken out."""
    if not plan.gone:
        return Message("Store these {n} events?", n=len(plan.events))
    if not plan.events:
        return Message("Take out these {n} events?", n=len(plan.gone))
    return Message("Store these {n} events and take out {gone}?", n=len(plan.events), gone=len(plan.gone))


def gone_words(plan: Plan) -> list[Message]:
    """What is taken out because its calendar has it no longer."""
    from ..views import printable

    titles = ", ".join(printable(event.title) for event in plan.gone[:MOST_NAMED])
    n = len(plan.gone)
    return [Message("{n} are no longer in the calendar and are taken out: {titles}", n=n, titles=titles)] if n else []


def plan_words(plan: Plan) -> list[Message]:
    """What an import leaves out because it was taken away here, and what an export cannot hold."""
    from ..views import printable

    words = []
    if plan.away:
        titles = ", ".join(printable(event.title) for event in plan.away[:MOST_NAMED])
        n = len(plan.away)
        words.append(
            Message("{n} removed here are left out: {titles}; to restore them add --again", n=n, titles=titles)
        )
    if any(event.reading for event in plan.new):
        words.append(
            Message(
                "a file does not hold what was set by hand: reading the notices again may change it; a backup keeps it"
            )
        )
    return words
