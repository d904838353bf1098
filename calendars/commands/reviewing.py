"""What was read and waits for a person: shown as a diff of the calendar, taken, put right or refused."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from rules import Message, whole_command

from ..errors_shown import complain
from ..events import CLONE
from ..terminal import LANG, emit_json, heading, note, option, say, show_said, show_table
from ..views import printable
from .group import command
from .session import Session
from .shared import stored_words

if TYPE_CHECKING:
    from rules import Notice

    from ..actions import Outcome
    from ..choosing import Choice
    from ..events import Event
    from ..plan import Change
    from ..store import Store


REPLIES = {
    "Return / 回车": Message("takes all but the doubtful"),
    "1 3-5": Message("takes those alone; the others wait"),
    "3a": Message("takes number 3, which is doubtful, as the event a below the table; 3n as a new one"),
    "-2": Message(
        "number 2 never belongs on a calendar, and is not offered again; alone it takes all others, as Return does"
    ),
    "n": Message("takes nothing now; all of it waits"),
    "e 2": Message("puts number 2 right field by field: Return leaves a field, q leaves all as it was read"),
    "2 标题=… 日期=…": Message("puts number 2 right: 标题, 日期, 类别, 地点"),
    "? / 帮助": Message("shows these answers"),
    "q / 退出": Message("ends it, as Ctrl-C does; what was not answered waits"),
}
"""What may be answered when a notice is looked at, for the help."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a reading, beside its files."""

    as_json: bool = False
    reference: date | None = None
    add: bool = True
    again: bool = False
    yes: bool = False
    """Nobody is asked: what is certain is taken."""
    dry_run: bool = False
    only: str | None = None
    changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trace: bool = False


def of_several(changes: Iterable[Change]) -> list[Change]:
    """The changes that are shown and numbered: those that say something of the calendar."""
    return list(changes)


def taken_in(
    session: Session,
    store: Store,
    notice: Notice,
    drafts: Sequence[Event],
    wish: Wish,
    name: str = "-",
    *,
    whole: bool = True,
) -> tuple[list[Message], Outcome | None]:
    """Shows what the drafts of a notice would make of the calendar, and does what a person answers; what became of them.

    What nobody takes or refuses waits as a draft.
    """
    from ..changes_shown import verdict_words
    from ..inputs import Pile, accept, look
    from ..words.decided import reading_words

    pile = Pile(notice, drafts, whole, wish.again, wish.reference)
    preview = look(store, pile, session.stamp)
    changes = of_several(preview.changes)
    if not changes:
        return [Message("nothing to store")], None
    if not wish.as_json:
        show_changes(preview)
    choice = chosen(changes, wish, session)
    items = [change.draft for change in changes]
    outcome = accept(store, pile, changes, choice, session.stamp, dry_run=wish.dry_run)
    if takes_nothing(outcome):
        return [Message("nothing was stored"), *waiting_words(outcome)], outcome
    said = [Message("nothing was stored; it would be:")] if wish.dry_run else []
    decided = reading_words(outcome, lambda event: taking(name, items, event), LANG.get())
    gone = [Message("taken away: {title}", title=printable(event.title)) for event in outcome.gone]
    proposed = verdict_words(changes, choice, LANG.get())
    return [*said, *stored_words(outcome), *gone, *proposed, *decided, *waiting_words(outcome)], outcome


def takes_nothing(outcome: Outcome) -> bool:
    """Whether all the changes of a notice wait on."""
    waiting = {draft.uid for draft in outcome.left}
    return all(change.draft.uid.partition(CLONE)[0] in waiting for change in outcome.changes)


def waiting_words(outcome: Outcome) -> list[Message]:
    """How many drafts wait for a person, and what counts from an event of which there are several."""
    said = [
        Message(
            "“{title}” counts from one of these: {events}; `yueling anchor {uid} EVENT` says from which",
            title=event.title,
            uid=event.uid,
            events="、".join(f"{one.title} ({one.uid})" for one in found[:5]),
        )
        for event, found in outcome.counted
    ]
    if not outcome.left:
        return said
    return [*said, Message("{n} wait as drafts: `yueling review` shows them", n=len(outcome.left))]


def taking(name: str, drafts: Sequence[Event], event: Event) -> str:
    """The command that takes over what the file says of one event, against what was decided."""
    number = next((n for n, draft in enumerate(drafts, 1) if draft.source == event.source), None)
    file = "FILE" if name == "-" else shlex.quote(name)
    return whole_command("yueling read ") + f"{file} --add --again" + (f" --only {number}" if number else "")


def chosen(changes: Sequence[Change], wish: Wish, session: Session) -> Choice:
    """What is to become of the changes: as the options say, else as a person answers."""
    from ..choosing import Choice, numbers, options

    choice = Choice()
    if wish.only is not None:
        choice = choice.with_numbers(numbers(wish.only, len(changes)))
    for name, texts in wish.changes.items():
        choice = options(choice, texts, name, len(changes), session.today)
    if not wish.yes:
        return answered(changes, choice, session)
    if wish.only is None and any(one.proposal for one in changes):  # those from above are for a person to decide
        return replace(choice, chosen=frozenset(n for n, one in enumerate(changes, 1) if not one.proposal))
    return choice


def answered(changes: Sequence[Change], choice: Choice, session: Session) -> Choice:
    """The choice after the answers of a person: numbers end it, and what is put right is shown and asked on."""
    from rules import YuelingError

    from ..choosing import asks_help, change, edited, leaves, numbers
    from ..inputs import meant

    drafts = [one.draft for one in changes]
    note(
        Message(
            "Return takes all but the doubtful, 1 3-5 those alone, 3a what is doubtful as a, -2 all but number 2, which "
            "never belongs here, n nothing now; e 2 puts number 2 right, as does 2 标题=… 日期=… 类别=… 地点=…; "
            "? explains them, q leaves."
        )
    )
    while True:
        answer = click.prompt(
            say(Message("Store these {n} events?", n=len(changes))), default="", show_default=False, err=True
        )
        if leaves(answer):
            note(Message("ended; what was not answered waits: `yueling review` shows it"))
            raise click.exceptions.Exit(0)
        if asks_help(answer):
            show_replies()
            continue
        try:
            if (number := edited(answer, len(changes))) is not None:
                choice = put_right(drafts, choice, number, session)
                show_put(drafts, choice, number)
                continue
            if put := change(answer, len(changes), session.today):
                choice = choice.changed(*put)
                show_put(drafts, choice, put[0])
                continue
            answered_so = choice.with_numbers(numbers(answer, len(changes)))
            meant(changes, answered_so)
            answered_so.settled(drafts)
            return answered_so
        except YuelingError as error:
            complain(error)
            note(Message("? explains the answers; q leaves, and what was not answered waits"))


def show_replies() -> None:
    """Prints what may be answered, an answer a line."""
    for reply, words in REPLIES.items():
        note(Message("  {reply}: {words}", reply=reply, words=words))


def put_right(drafts: Sequence[Event], choice: Choice, number: int, session: Session) -> Choice:
    """The choice after a person was asked for title, date, kind and place of one draft.

    Return leaves a field as it is, and one of BACK ends it: then the draft is again as it was read.
    """
    from rules import YuelingError

    from ..captions import kind_word
    from ..changes_shown import own_dates
    from ..choosing import change, leaves

    draft, lang = drafts[number - 1], LANG.get()
    note(Message("Return leaves a field as it is; q leaves number {n} as it was read", n=number))
    shown = {"标题": draft.title, "日期": own_dates(draft, lang), "类别": kind_word(draft.kind, lang)}
    shown["地点"] = printable(draft.place)
    for name, words in shown.items():
        while answer := click.prompt(f"  {name} [{words}]", default="", show_default=False, err=True).strip():
            if leaves(answer):
                return choice.as_read(number)
            try:
                put = change(f"{number} {name}={answer}", len(drafts), session.today)
            except YuelingError as error:
                complain(error)
                continue
            choice = choice.changed(*put) if put else choice
            break
    return choice


def show_put(drafts: Sequence[Event], choice: Choice, number: int) -> None:
    """Prints a draft as it stands after it was put right."""
    from ..changes_shown import own_dates, said_words

    event = (
        replace(drafts[number - 1], **choice.put_right(drafts, number))
        if number in choice.changes
        else drafts[number - 1]
    )
    rule = own_dates(event, LANG.get()) or said_words(event, LANG.get())
    place = f"  {printable(event.place)}" if event.place else ""
    show_said(Message("{n}. {title}: {rule}", n=number, title=printable(event.title), rule=rule + place))


# ------------------------------------------------------------------ all that waits


@command(
    "yueling review",
    "yueling review --yes",
    "yueling review --json",
    'yueling review --only "1 3a -2"',
    replies=REPLIES,
)
@option(
    "--yes", "-y", is_flag=True, help="take what is certain; the doubtful, and what is proposed from above, waits on"
)
@option(
    "--only",
    metavar="N…",
    help="of the first notice take some alone: 1 3a; -2 never belongs on a calendar, or is declined where it is "
    "proposed from above; alone it takes all others, those proposed from above too",
)
@option("--dry-run", is_flag=True, help="show what would be stored; store nothing")
@click.pass_obj
def review(session: Session, *, yes: bool, only: str | None, dry_run: bool) -> None:
    """Shows what was read and waits: what would be new, moved, called off; takes, puts right or refuses it."""
    wish = Wish(as_json=session.as_json, yes=yes or dry_run or only is not None, dry_run=dry_run, only=only)
    with session.store() as store:
        if session.as_json and not (yes or only is not None):
            return emit_json(list(waiting_records(session, store)))
        if not wish.yes and not sys.stdin.isatty():
            return show_waiting(session, store)
        notices = waiting_notices(store)
        if not notices:
            return emit_json([]) if session.as_json else show_said(Message("nothing waits"))
        if dry_run and only is None:
            return show_foreseen(session, store, notices)
        answers = review_all(session, store, notices[:1] if only is not None else notices, wish)
        return emit_json(answers) if session.as_json else None


def review_all(session: Session, store: Store, notices: Sequence[Notice], wish: Wish) -> list[dict[str, Any]]:
    """Goes through what waits, notice by notice, the one issued first first; what became of it, as records."""
    from ..records import outcome_record

    answers = []
    for place, notice in enumerate(notices, 1):
        drafts = drafts_of(store, notice)
        if not drafts:
            continue
        if not wish.as_json:
            show_notice(notice, place, len(notices))
        said, outcome = taken_in(session, store, notice, drafts, wish, notice.name or "-", whole=False)
        for one in said:
            (note if wish.as_json else show_said)(one)
        answers.append({"notice": notice.to_json(), "stored": outcome_record(outcome)})
    return answers


def show_notice(notice: Notice, place: int, count: int) -> None:
    """Prints which notice of how many is looked at."""
    title = printable(notice.title) or printable(notice.name) or say(Message("(a notice without a title)"))
    heading(f"{place}/{count}  {title}" if count > 1 else title)


def waiting_notices(store: Store) -> list[Notice]:
    """The notices of which drafts wait, the one issued first first."""
    from ..inputs import waiting_piles

    return [pile.notice for pile in waiting_piles(store)]


def drafts_of(store: Store, notice: Notice) -> list[Event]:
    """The drafts of a notice that wait."""
    return [draft for _, draft in store.drafts() if draft.source and draft.source.digest == notice.digest]


def foreseen_of(session: Session, store: Store, notices: Sequence[Notice]) -> list[tuple[Notice, Outcome]]:
    """What would become of each notice once those before it are taken, as far as they are certain."""
    from ..actions import foreseen

    piles = [(notice, drafts_of(store, notice)) for notice in notices]
    return list(zip(notices, foreseen(store, piles, session.stamp), strict=True))


def waiting_records(session: Session, store: Store) -> Iterator[dict[str, Any]]:
    """What waits, notice by notice, as records."""
    from ..changes_shown import change_record, decided_uids

    for notice, seen in foreseen_of(session, store, waiting_notices(store)):
        decided = decided_uids(seen)
        shown = of_several(seen.changes)
        changes = [change_record(shown, number, decided) for number, _ in enumerate(shown, 1)]
        yield {"notice": {"digest": notice.digest, "name": notice.name, **notice.to_json()}, "changes": changes}


def show_waiting(session: Session, store: Store) -> None:
    """Prints what waits, notice by notice, where nobody can be asked."""
    notices = waiting_notices(store)
    if not notices:
        return show_said(Message("nothing waits"))
    found = foreseen_of(session, store, notices)
    for place, (notice, seen) in enumerate(found, 1):
        show_notice(notice, place, len(notices))
        show_changes(seen)
    if len(notices) > 1:
        note(Message("each notice is shown as after those above it; what is doubtful is not taken"))
    if all(takes_nothing(seen) for _, seen in found):
        return note(
            Message(
                "nobody can answer here, and nothing is certain: `yueling review --only 1` takes number 1 of the first notice "
                "alone, `yueling review --only 1a` a doubtful one as the event a"
            )
        )
    return note(Message("nobody can answer here: `yueling review --yes` takes what is certain"))


def show_foreseen(session: Session, store: Store, notices: Sequence[Notice]) -> None:
    """Prints what would be stored, notice by notice, each after those before it; nothing is."""
    from ..records import outcome_record

    found = foreseen_of(session, store, notices)
    if session.as_json:
        return emit_json([{"notice": one.to_json(), "stored": outcome_record(seen)} for one, seen in found])
    for place, (notice, seen) in enumerate(found, 1):
        show_notice(notice, place, len(notices))
        show_changes(seen)
        became = (
            [Message("nothing was stored")]
            if takes_nothing(seen)
            else [Message("nothing was stored; it would be:"), *stored_words(seen)]
        )
        for said in (*became, *waiting_words(seen)):
            show_said(said)
    return None


def show_changes(seen: Outcome) -> None:
    """Prints what the drafts of a notice would make of the calendar, and what is doubtful of it."""
    from ..changes_shown import change_rows, decided_uids, doubts

    changes = of_several(seen.changes)
    show_table(change_rows(changes, decided_uids(seen), LANG.get()), ruled=True)
    for said in doubts(changes, LANG.get()):
        show_said(said)


def opened(session: Session, wish: Wish) -> AbstractContextManager[Store]:
    """The store in which drafts are kept; for a trial a copy that is thrown away."""
    return session.trial() if wish.dry_run else session.store(create=True)
