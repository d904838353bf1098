"""Commands for the tokens of programs, and how tokens are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from rules import Message

from ..access import ROLES
from ..terminal import Number, SpokenGroup, note, option, say, shanghai, show, show_said, show_table
from ..views import printable
from .group import cli, command, global_options
from .session import Session
from .shared import agree, answer

if TYPE_CHECKING:
    from ..access import Token
    from ..store import Store


@cli.group(cls=SpokenGroup)
@partial(global_options, hidden=True)
def tokens() -> None:
    """Issues, lists, rotates and revokes the tokens with which programs use the interface under /api/."""


assert isinstance(tokens, SpokenGroup)
tokens.examples = (
    "yueling tokens add --role editor --for 办公系统",
    "yueling tokens list",
    "yueling tokens revoke 2",
)


@command("yueling tokens add --role reader --for 看板", name="add", under=tokens)
@option("--role", type=click.Choice(ROLES), default="reader", help="what the program may do; reader by default")
@option("--for", "holder", default="", metavar="PROGRAM", help="for which program it is")
@option("--note", "remark", default="", help="what it is for")
@click.pass_obj
def tokens_add(session: Session, *, role: str, holder: str, remark: str) -> None:
    """Issues a token for a program and prints it, this once."""
    from ..access import API
    from ..actions.access import issue

    with session.store() as store:
        token, text = issue(store, API, role, session.stamp, holder=holder, note=remark)
    show_issued(session, token, text)


@command("yueling tokens list", name="list", under=tokens)
@click.pass_obj
def tokens_list(session: Session) -> None:
    """Lists the tokens of programs: their role, when they were last used, which are valid."""
    from ..access import API, keeping

    with session.store() as store:
        found = keeping.tokens(store, API)
    answer(session, [token_record(token) for token in found], lambda: show_table(token_rows(found)))


@command("yueling tokens rotate 2", name="rotate", under=tokens)
@click.argument("number", type=Number(1))
@option("--yes", "-y", is_flag=True, help="replace it without the question")
@click.pass_obj
def tokens_rotate(session: Session, *, number: int, yes: bool) -> None:
    """Issues a token in place of another one, by its number; the old one is over at once."""
    from ..access import API

    rotate_one(session, API, number, yes=yes)


@command("yueling tokens revoke 2", name="revoke", under=tokens)
@click.argument("number", type=Number(1))
@option("--yes", "-y", is_flag=True, help="end it without the question")
@click.pass_obj
def tokens_revoke(session: Session, *, number: int, yes: bool) -> None:
    """Ends a token of a program, by its number, at once and for good."""
    from ..access import API

    revoke_one(session, API, number, yes=yes)


# ------------------------------------------------------------------ tokens of either sort


def rotate_one(session: Session, sort: str, number: int, *, yes: bool) -> None:
    """Issues a token of the sort in place of another one, and shows it, once that was agreed to."""
    from ..actions.access import rotate

    with session.store() as store:
        question = Message("Replace token {number} ({holder}, {subject})? The old one opens nothing any more")
        if not _agreed(store, sort, number, question, yes=yes):
            return show_said(Message("nothing was replaced"))
        token, text = rotate(store, sort, number, session.stamp)
    return show_issued(session, token, text)


def _agreed(store: Store, sort: str, number: int, question: Message, *, yes: bool) -> bool:
    """Whether the token may be ended; one that is not there is not asked about."""
    from ..access import keeping

    token = next((one for one in keeping.tokens(store, sort) if one.number == number and one.is_open), None)
    if token is None:
        return True
    holder, subject = printable(token.holder), printable(token.subject)
    return agree(Message(question.text, number=number, holder=holder, subject=subject), store, yes=yes)


def revoke_one(session: Session, sort: str, number: int, *, yes: bool) -> None:
    """Ends a token of the sort, and says whose it was, once that was agreed to."""
    from ..actions.access import revoke

    with session.store() as store:
        question = Message("Revoke token {number} ({holder}, {subject})? It opens nothing any more")
        if not _agreed(store, sort, number, question, yes=yes):
            return show_said(Message("nothing was revoked"))
        token = revoke(store, sort, number, session.stamp)
    said = Message("revoked: {number} ({holder}, {subject})", number=number, holder=token.holder, subject=token.subject)
    return answer(session, token_record(token), lambda: show_said(said))


def show_issued(session: Session, token: Token, text: str) -> None:
    """Answers with a token that was just issued: the one time that its text is shown."""
    from ..access import FEED

    address = secret_address(session, token, text) if token.sort == FEED else None
    record = token_record(token) | {"token": text, "address": address}
    answer(session, record, partial(show, address or text))
    if session.as_json:
        return
    if address and not session.base_url:
        note(
            Message(
                "this address is that of `yueling serve` on this machine; for others set base_url under [feeds] in the settings,"
                " as in base_url = {example}, then it stands here",
                example='"https://example.org/feeds"',
            )
        )
    note(Message("number {number}; it is shown this once, and is as good as a password", number=token.number))


def public_address(session: Session, name: str) -> str:
    """The address of a feed for everybody; on this machine where no other one is set."""
    return f"{session.feeds_url}/{quote(name)}.ics"


def secret_address(session: Session, token: Token, text: str) -> str:
    """The address of a feed for the holder of a token; on this machine where no other one is set."""
    return f"{session.feeds_url}/secret/{text}/{quote(token.subject)}.ics"


def token_record(token: Token) -> dict[str, Any]:
    """A token as JSON has it, without its text, which nobody has."""
    moments = {
        name: moment and moment.isoformat()
        for name in ("created", "used", "ended")
        for moment in [getattr(token, name)]
    }
    subject = {"feed" if token.sort == "feed" else "role": token.subject}
    facts = {"number": token.number, **subject, "for": token.holder, "note": token.note}
    return {**facts, **moments, "ending": token.ending}


def token_rows(found: Iterable[Token]) -> tuple[list[Message], list[list[str]]]:
    """Tokens as a table, the latest last."""
    heads = [
        Message("No."), Message("Opens"), Message("For"), Message("Note"), Message("Given out"), Message("Last use"),
        Message("State"),
    ]  # fmt: skip
    rows = [
        [
            str(token.number), token.subject, token.holder, token.note, when(token.created),
            when(token.used) if token.used else say(Message("never")), say(_state(token)),
        ]
        for token in found
    ]  # fmt: skip
    return heads, rows


def _state(token: Token) -> Message:
    if token.is_open:
        return Message("valid")
    ended = when(token.ended) if token.ended else ""
    return Message("replaced {day}", day=ended) if token.ending == "rotated" else Message("revoked {day}", day=ended)


def when(moment: datetime) -> str:
    """A moment as tables show it, to the minute, in Asia/Shanghai."""
    return moment.astimezone(shanghai()).replace(tzinfo=None).isoformat(" ", "minutes")
