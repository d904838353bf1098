"""Commands for the organisations that share a database: `yueling org`."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from rules import Message, commands_for, whole_command

from ..organisations import title_of
from ..terminal import LANG, SpokenGroup, note, option, say, show_line, show_said, show_table
from ..which_notice import paper_line
from .group import cli, command, global_options
from .session import Session
from .shared import agree, answer
from .tokens import when

if TYPE_CHECKING:
    from ..actions.giving import Giving, Receipt
    from ..actions.organising import Estate
    from ..organisations import Organisation
    from ..store import KeptNotice


@cli.group("org", cls=SpokenGroup)
@partial(global_options, hidden=True)
def org() -> None:
    """Organisations that share the database and never see each other; every command takes one with --org KEY."""


assert isinstance(org, SpokenGroup)
org.examples = (
    "yueling org add fujian 福建省科学技术协会",
    "yueling org add xiamen 厦门市科学技术协会 --under fujian",
    "yueling upcoming --org xiamen",
)


@command(
    "yueling org add fujian 福建省科学技术协会", "yueling org add xiamen 厦门市科学技术协会 --under fujian",
    name="add", under=org,
)  # fmt: skip
@click.argument("key")
@click.argument("name")
@option("--under", metavar="KEY", help="the organisation above it; that of --org by default, else the first one")
@click.pass_obj
def org_add(session: Session, *, key: str, name: str, under: str | None) -> None:
    """Adds an organisation; KEY names it in addresses and commands, NAME in what people read.

    Nobody is reminded there before somebody is named; what is to be done is said.
    """
    from ..actions.organising import add_organisation
    from ..organisations import FIRST

    with session.naming(), session.installation() as store:
        found = add_organisation(store, key, name, session.stamp, under=(session.org or "") if under is None else under)
        above = store.within(found.parent or FIRST).organisation()
    facts = {"name": found.title, "key": found.key, "above": _title(above)}
    _tell(session, found, Message("added: {name} ({key}), under {above}", **facts), under=above.key)
    if not session.as_json:
        _show_next(session, found)


def _show_next(session: Session, one: Organisation) -> None:
    """Says what is to be done so that somebody hears of what is due there."""
    show_said(Message("nobody is reminded there yet; what comes next:"))
    with commands_for(one.key):
        people = whole_command("yueling people add 张三 --email zhangsan@example.org --channel mail")
        accounts = whole_command("yueling accounts add 张三 --role editor")
    if not session.sends_mail:
        said = Message("mail needs a server first: [mail] in the settings of all, or in its own")
        show_line(Message("by what"), said, "  ")
    show_line(Message("who is reminded"), people, "  ")
    show_line(Message("who works at its pages"), accounts, "  ")
    show_line(Message("settings of its own"), f"yueling org settings {one.key} FILE", "  ")


@command("yueling org list", name="list", under=org)
@click.pass_obj
def org_list(session: Session) -> None:
    """Lists the organisations as the tree that they are."""
    from ..organisations import FIRST, below, depths

    with session.installation() as store:
        found = store.organisations()
    deep = depths(found)
    shown = [*(one for one in found if one.number == FIRST), *below(found, FIRST)]
    names = {one.number: one.key for one in found}
    heads = [Message("Key"), Message("Name"), Message("Created"), Message("Closed")]
    rows = [["· " * deep[one.number] + (one.key or "–"), _title(one), _since(one), _day(one.closed)] for one in shown]
    records = [_record(one) | {"under": names.get(one.parent) if one.parent else None} for one in shown]
    answer(session, records, lambda: show_table((heads, rows)))


@command("yueling org rename fujian 福建省科协", name="rename", under=org)
@click.argument("key")
@click.argument("name")
@click.pass_obj
def org_rename(session: Session, *, key: str, name: str) -> None:
    """Gives an organisation another name; its key stays, because addresses hold it. "" names the first one."""
    from ..actions.organising import rename_organisation

    with session.installation() as store:
        found = rename_organisation(store, key, name)
    _tell(session, found, Message("it is called {name} now", name=found.name))


@command("yueling org move xiamen --under fujian", name="move", under=org)
@click.argument("key")
@option("--under", metavar="KEY", default="", help="the organisation above it; the first one by default")
@click.pass_obj
def org_move(session: Session, *, key: str, under: str) -> None:
    """Puts an organisation, with all below it, under another one; what it has stays."""
    from ..actions.organising import move_organisation

    with session.installation() as store:
        found = move_organisation(store, key, under)
        above = store.organisation(under, closed=True)
    _tell(session, found, Message("moved: {name}, under {above}", name=found.title, above=_title(above)))


@command("yueling org close xiamen", name="close", under=org)
@click.argument("key")
@click.pass_obj
def org_close(session: Session, *, key: str) -> None:
    """Ends an organisation's part: its addresses are gone, what waits to be sent is void. What it has stays."""
    from ..actions.organising import close_organisation

    with session.installation() as store:
        found = close_organisation(store, key, session.stamp)
    name, going_on = found.organisation.title, found.going_on
    said = Message("closed: {name}; reminders that waited and are void now: {n}", name=name, n=found.waiting)
    _tell(session, found.organisation, said, voided=found.waiting, going_on=going_on)
    if going_on:
        note(Message("organisations below it that go on: {n}; each is closed by itself", n=going_on))


@command("yueling org open xiamen", name="open", under=org)
@click.argument("key")
@click.pass_obj
def org_open(session: Session, *, key: str) -> None:
    """Has a closed organisation take part again; the next run plans what is still to be said."""
    from ..actions.organising import open_organisation

    with session.installation() as store:
        found = open_organisation(store, key)
    _tell(session, found, Message("open: {name}", name=found.title))


@command("yueling org remove xiamen", name="remove", under=org)
@click.argument("key")
@option("--yes", "-y", is_flag=True, help="remove without the question")
@option("--dry-run", is_flag=True, help="say what would go; remove nothing")
@click.pass_obj
def org_remove(session: Session, *, key: str, yes: bool, dry_run: bool) -> None:
    """Deletes a closed organisation with everything it has; nothing brings it back but its backup.

    `yueling backup FILE --org KEY` writes one, also when it is closed; `yueling restore FILE --org KEY` makes it again.
    """
    from ..actions.organising import estate_of, remove_organisation

    with session.installation() as store:
        estate = estate_of(store, key, session.stamp)
        if dry_run:
            record = {"removed": key, "rows": estate.holdings, "dry_run": True}
            return answer(session, record, lambda: show_said(_would(estate)))
        if not (yes or sys.stdin.isatty()):
            note(_would(estate))
        if not agree(_question(estate), None, yes=yes):
            return show_said(Message("nothing was removed"))
        found = remove_organisation(store, key, session.stamp, seen=estate)
    said = Message("removed: {key}, with {n} rows", key=key, n=sum(found.values()))
    return answer(session, {"removed": key, "rows": found, "dry_run": False}, lambda: show_said(said))


def _question(estate: Estate) -> Message:
    """Whether all of it is to go, by number, and whether there is a backup."""
    one = estate.organisation
    return Message(
        "Only a backup brings it back ({command}). Delete {whose} with everything it has: "
        "events: {events}, notices: {notices}, people: {people}, accounts: {accounts}, named calendars: {named_feeds}?",
        command=f"yueling backup FILE --org {one.key}", whose=title_of(one.key, one.name), **estate.holdings,
    )  # fmt: skip


def _would(estate: Estate) -> Message:
    """What would go with it, by number."""
    one = estate.organisation
    return Message(
        "{whose} would be deleted with everything it has: events: {events}, notices: {notices}, people: {people}, "
        "accounts: {accounts}, named calendars: {named_feeds}; nothing was removed",
        whose=title_of(one.key, one.name), **estate.holdings,
    )  # fmt: skip


@command(
    'yueling org give 3f2a', "yueling org give 关于开展科技工作者日活动的通知 --org fujian", "yueling org give 3f2a --to xiamen",
    name="give", under=org,
)  # fmt: skip
@click.argument("notice")
@option("--to", metavar="KEY", multiple=True, help="an organisation below; may be given several times. All by default")
@click.pass_obj
def org_give(session: Session, *, notice: str, to: tuple[str, ...]) -> None:
    """Gives a notice to the organisations below the one of --org, each a copy of its own; NOTICE is its number, its title or
    words of it, or the beginning of its digest.

    What is there already stays as it was decided there; what has become otherwise waits there as a proposal (`yueling review`).
    """
    from ..actions.giving import give

    with session.store() as store:
        found = give(store, notice, session.stamp, to=to)
    record = {
        "notice": _paper(found.notice),
        "earlier": [_paper(one) for one in found.earlier],
        "given": [_receipt(one, LANG.get()) for one in found.receipts],
    }
    answer(session, record, lambda: _show_giving(found))


def _show_giving(found: Giving) -> None:
    """Prints which notice was given, and what reached each organisation."""
    from ..words.given import receipts_words

    receipts = found.receipts
    show_said(Message("given: {notice}", notice=paper_line(found.notice)))
    for paper in found.earlier:
        show_said(Message("not given: another version of it, {notice}", notice=paper_line(paper)))
    if not receipts:
        return show_said(Message("no organisation stands below"))
    for said in receipts_words(receipts):
        show_said(said)
    return None


def _paper(one: KeptNotice) -> dict[str, Any]:
    issued = one.issued.isoformat() if one.issued else None
    return {"digest": one.digest, "title": one.title, "number": one.number, "issued": issued}


def _receipt(one: Receipt, lang: str) -> dict[str, Any]:
    return {
        "key": one.receiver.key,
        "name": one.receiver.name,
        "added": one.added,
        "proposed": one.proposed,
        "withdrawn": one.withdrawn,
        "waiting": one.waiting,
        "new": one.is_new,
        "error": one.error.said.say(lang) if one.error else None,
    }


def _tell(session: Session, found: Organisation, said: Message, **more: Any) -> None:
    answer(session, _record(found) | more, lambda: show_said(said))


def _record(one: Organisation) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "created": one.created.isoformat(),
        "closed": one.closed.isoformat() if one.closed else None,
    }


def _title(one: Organisation) -> str:
    return one.title or say(Message("(the first one)"))


def _since(one: Organisation) -> str:
    return _day(one.created) if one.parent else ""


def _day(moment: datetime | None) -> str:
    return when(moment) if moment else ""
