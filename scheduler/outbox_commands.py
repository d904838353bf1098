"""Commands for what waits to be sent and what was given up."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from calendars.commands.group import cli, command, global_options, with_json
from calendars.commands.shared import answer
from calendars.terminal import SpokenGroup, option, say, shanghai, show_said, show_table
from calendars.views import printable
from rules import Message

from .delivery_states import HELD, PENDING, RETRIED, STATE_WORDS
from .session import Session

if TYPE_CHECKING:
    from .outbox import Letter


@cli.group(cls=SpokenGroup, invoke_without_command=True)
@option("--state", type=click.Choice(tuple(STATE_WORDS)), help="only those; by default all that are not at their end")
@with_json
@partial(global_options, hidden=True)
@click.pass_context
def deliveries(context: click.Context, state: str | None) -> None:
    """Lists the messages that wait, are being sent or were given up: to whom, by what, how often tried, why."""
    if context.invoked_subcommand:
        return
    from .outbox import Outbox, desk

    session: Session = context.obj
    with session.store() as store:
        found = desk.letters(Outbox(store.engine, store.place), (state,) if state else desk.OPEN)
    show(session, found, Message("nothing waits, and nothing was given up"))


assert isinstance(deliveries, SpokenGroup)
deliveries.examples = (
    "yueling deliveries",
    "yueling deliveries --state dead --json",
    "yueling deliveries resend --all-dead",
)


@command("yueling deliveries resend 3f2a", "yueling deliveries resend --all-dead", under=deliveries)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@option("--all-dead", is_flag=True, help="all that were given up")
@click.pass_obj
def resend(session: Session, *, keys: tuple[str, ...], all_dead: bool) -> None:
    """Has messages that were given up tried again by the next `yueling remind`."""
    from .outbox import Outbox, desk

    checked(keys, all_dead)
    with session.store() as store:
        found = desk.resend(Outbox(store.engine, store.place), None if all_dead else keys)
    said = Message("{n} messages are tried again by the next `yueling remind`", n=len(found))
    answer(session, [record(letter) for letter in found], lambda: show_said(said))


@command("yueling deliveries drop 3f2a", "yueling deliveries drop --all-dead", under=deliveries)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@option("--all-dead", is_flag=True, help="all that were given up")
@click.pass_obj
def drop(session: Session, *, keys: tuple[str, ...], all_dead: bool) -> None:
    """Drops messages that wait or were given up: what is in them is not said; later reminders are."""
    from .outbox import Outbox, desk

    checked(keys, all_dead)
    with session.store() as store:
        found = desk.drop(Outbox(store.engine, store.place), None if all_dead else keys)
    said = Message("{n} messages were dropped", n=len(found))
    answer(session, [record(letter) for letter in found], lambda: show_said(said))


def checked(keys: tuple[str, ...], all_dead: bool) -> None:
    """Raises UsageError unless either messages are named or all are meant."""
    if bool(keys) == all_dead:
        raise click.UsageError(say(Message("name messages by their keys, or give --all-dead")))


def show(session: Session, letters: list[Letter], nothing: Message) -> None:
    """Answers with messages as a table, or that there are none."""
    if letters or session.as_json:
        answer(session, [record(letter) for letter in letters], lambda: show_table(table(letters, session.stamp)))
    else:
        show_said(nothing)


def record(letter: Letter) -> dict[str, Any]:
    """A message as JSON has it."""
    return {
        "key": letter.key,
        "state": letter.state,
        "recipient": letter.recipient,
        "channel": letter.channel,
        "reminders": letter.members,
        "due": letter.due.isoformat(),
        "tries": letter.tries,
        "next_try": letter.next_try.isoformat() if letter.next_try else None,
        "subject": letter.subject,
        "error": letter.error,
    }


def state_of(letter: Letter, now: datetime) -> Message:
    """What becomes of a message; of what waits for what."""
    if letter.state != PENDING:
        return STATE_WORDS[letter.state]
    if not letter.untried:
        return RETRIED
    return HELD if letter.next_try and letter.next_try > now else STATE_WORDS[PENDING]


def table(letters: list[Letter], now: datetime) -> tuple[list[Message], list[list[str]]]:
    """The messages as a table, without their words."""
    heads = [
        Message("key"), Message("state"), Message("to"), Message("channel"), Message("reminders"), Message("tries"),
        Message("not before"), Message("why"),
    ]  # fmt: skip
    rows = []
    for letter in letters:
        moment = letter.next_try.astimezone(shanghai()) if letter.next_try else None
        rows.append(
            [
                letter.key[:8],
                say(state_of(letter, now)),
                printable(letter.recipient) or say(Message("everybody")),
                letter.channel,
                str(letter.members),
                str(letter.tries),
                moment.isoformat(" ", "minutes")[:16] if moment else "",
                printable(letter.error or ""),
            ]
        )
    return heads, rows
