"""Commands for the accounts of who reviews and changes in the browser."""

from __future__ import annotations

import sys
from functools import partial

import click

from rules import Message

from ..access import ROLES
from ..terminal import SpokenGroup, option, say, show_said, show_table
from .group import cli, command, global_options
from .session import Session
from .shared import agree, answer
from .tokens import when

LONGEST_LINE = 4096


@cli.group(cls=SpokenGroup)
@partial(global_options, hidden=True)
def accounts() -> None:
    """Makes, lists, changes and removes the accounts of people who log in to the pages."""


assert isinstance(accounts, SpokenGroup)
accounts.examples = (
    "yueling accounts add 张三 --role editor",
    "yueling accounts list",
    "yueling accounts password 张三",
)


@command(
    "yueling accounts add 张三 --role editor", "cat 密码.txt | yueling accounts add 李四 --role reader",
    name="add", under=accounts,
)  # fmt: skip
@click.argument("name")
@option("--role", type=click.Choice(ROLES), default="editor", help="reader or editor; editor by default")
@click.pass_obj
def accounts_add(session: Session, *, name: str, role: str) -> None:
    """Makes an account; its password is asked for, or read from standard input. From the first on, everybody logs in."""
    from ..access import account_name
    from ..actions.access import add_account

    name = account_name(name)
    with session.store() as store:
        found = add_account(store, name, _password(), role, session.stamp)
    said = Message("account {name} ({role})", name=found.name, role=found.role)
    answer(session, {"name": found.name, "role": found.role}, lambda: show_said(said))


@command("yueling accounts list", name="list", under=accounts)
@click.pass_obj
def accounts_list(session: Session) -> None:
    """Lists the accounts, their roles, and when each was made and last changed."""
    from ..access import keeping

    with session.store() as store:
        found = keeping.accounts(store)
    records = [
        {"name": one.name, "role": one.role, "created": one.created.isoformat(), "updated": one.updated.isoformat()}
        for one in found
    ]
    heads = [Message("Name"), Message("Role"), Message("Made"), Message("Changed")]
    rows = [[one.name, one.role, when(one.created), when(one.updated)] for one in found]
    answer(session, records, lambda: show_table((heads, rows)))


@command("yueling accounts remove 张三", name="remove", under=accounts)
@click.argument("name")
@option("--yes", "-y", is_flag=True, help="remove without the question")
@click.pass_obj
def accounts_remove(session: Session, *, name: str, yes: bool) -> None:
    """Removes an account and ends its sessions; what it decided stays."""
    from ..access import UnknownAccount, account_name, keeping
    from ..actions.access import remove_account

    name = account_name(name)
    with session.store() as store:
        if not keeping.account(store, name):
            raise UnknownAccount(name)
        if not agree(Message("Remove the account “{name}”?", name=name), store, yes=yes):
            return show_said(Message("nothing was removed"))
        remove_account(store, name)
    return answer(session, {"removed": name}, lambda: show_said(Message("removed: {name}", name=name)))


@command("yueling accounts password 张三", name="password", under=accounts)
@click.argument("name")
@click.pass_obj
def accounts_password(session: Session, *, name: str) -> None:
    """Gives an account another password, asked for or read from standard input, and ends all its sessions."""
    from ..access import UnknownAccount, account_name, keeping
    from ..actions.access import set_password

    name = account_name(name)
    with session.store() as store:
        if not keeping.account(store, name):
            raise UnknownAccount(name)
        set_password(store, name, _password(), session.stamp)
    said = Message("{name} has another password; all its sessions have ended", name=name)
    answer(session, {"name": name}, lambda: show_said(said))


@command("yueling accounts role 张三 reader", name="role", under=accounts)
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_obj
def accounts_role(session: Session, *, name: str, role: str) -> None:
    """Gives an account another role, from its next request on."""
    from ..access import account_name
    from ..actions.access import set_role

    name = account_name(name)
    with session.store() as store:
        set_role(store, name, role, session.stamp)
    said = Message("account {name} ({role})", name=name, role=role)
    answer(session, {"name": name, "role": role}, lambda: show_said(said))


def _password() -> str:
    """A password: asked for twice without echo at a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        found: str = click.prompt(say(Message("Password")), hide_input=True, confirmation_prompt=True, err=True)
        return found
    return sys.stdin.readline(LONGEST_LINE).rstrip("\r\n")
