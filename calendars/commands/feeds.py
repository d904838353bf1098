"""Commands for the calendars that are published: named ones, and the tokens with which people read them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from rules import Message

from ..terminal import LANG, Number, SpokenGroup, heading, option, say, show_line, show_said, show_table
from .group import cli, command, global_options
from .session import Session
from .shared import Function, Kind, agree, answer
from .tokens import revoke_one, rotate_one, show_issued, token_record, token_rows

if TYPE_CHECKING:
    from ..selection import Selection
    from ..store import Store
    from ..store.named import NamedFeed


@cli.group(cls=SpokenGroup)
@partial(global_options, hidden=True)
def feeds() -> None:
    """Names calendars, for everybody or for who has a token, and issues, rotates and revokes these tokens."""


assert isinstance(feeds, SpokenGroup)
feeds.examples = (
    "yueling feeds add 科普处 --tag 科普 --organisation 科普处 --secret",
    "yueling feeds token 科普处 --for 张三",
    "yueling feeds list",
)


def choices(function: Function) -> Function:
    """The options that say which events a calendar holds, and what it is called."""
    several = partial(option, multiple=True)
    for decorate in (
        option("--title", help="what calendar programs show; by default the name"),
        several("--word", "words", help="only with this word somewhere; of several all"),
        several("--person", "people", help="only what this person has to do or can be asked about"),
        several("--organisation", "organisations", help="only what this body issued, has to do or receives"),
        several("--tag", "tags", help="only with this tag; may be given several times"),
        several(
            "--kind", "kinds", type=Kind(), metavar="KIND",
            help="only this kind: deadline duty offset observance anniversary window event, or as 截止; more by several",
        ),
    ):  # fmt: skip
        function = decorate(function)
    return function


@command("yueling feeds list", name="list", under=feeds)
@click.pass_obj
def feeds_list(session: Session) -> None:
    """Lists the calendars that there are, who may read them, and how many valid tokens each has."""
    with session.store() as store:
        found = _all_feeds(store)
        records = [{"name": name, **facts} for name, facts in found.items()]
        answer(session, records, lambda: show_table(_feed_rows(found)))


def _all_feeds(store: Store) -> dict[str, dict[str, Any]]:
    """The feeds that there are by themselves, then the named ones, each with its facts, by name."""
    from ..access import FEED, keeping
    from ..events import KINDS
    from ..feeds import tag_name

    used = set(store.kinds())
    standing = ["all", *(kind for kind in KINDS if kind in used), *map(tag_name, store.tags())]
    found: dict[str, dict[str, Any]] = {
        name: {"title": None, "secret": False, "selection": None, "valid_tokens": 0} for name in standing
    }
    for feed in store.named_feeds():
        if feed.removed is None:
            facts = {"title": feed.title, "secret": feed.secret, "selection": feed.selection.to_json()}
            found[feed.name] = {**facts, "valid_tokens": 0}
    for token in keeping.tokens(store, FEED):
        if token.is_open and token.subject in found:
            found[token.subject]["valid_tokens"] += 1
    return found


def _feed_rows(found: dict[str, dict[str, Any]]) -> tuple[list[Message], list[list[str]]]:
    heads = [Message("Name"), Message("Title"), Message("Readers"), Message("Tokens")]
    rows = [
        [name, facts["title"] or "", say(_readers(facts["secret"])), str(facts["valid_tokens"])]
        for name, facts in found.items()
    ]
    return heads, rows


def _readers(secret: bool) -> Message:
    return Message("who has a token") if secret else Message("everybody")


@command(
    "yueling feeds add 科普处 --tag 科普 --organisation 科普处",
    'yueling feeds add 秘书处 --title "秘书处 截止" --kind 截止 --secret',
    name="add", under=feeds,
)  # fmt: skip
@click.argument("name")
@choices
@option("--secret", is_flag=True, help="only for who has a token; holds what is private as well")
@click.pass_obj
def feeds_add(session: Session, /, *, name: str, title: str | None, secret: bool, **wanted: tuple[str, ...]) -> None:
    """Names a calendar of the events that meet all options; its address stays, whatever becomes of it."""
    from ..actions.feeds import add_feed
    from ..selection import Selection

    with session.store() as store:
        feed = add_feed(store, name, title or "", Selection(**wanted), secret, session.stamp)
        _show(session, store, feed)


@command("yueling feeds edit 科普处 --title 科普处日历 --tag 科普 --tag 培训", name="edit", under=feeds)
@click.argument("name")
@choices
@option("--everything", is_flag=True, help="of all events, but for what the options beside it leave out")
@option("--secret/--public", default=None, help="for who has a token, or for everybody")
@click.pass_obj
def feeds_edit(
    session: Session,
    /,
    *,
    name: str,
    title: str | None,
    secret: bool | None,
    everything: bool,
    **wanted: tuple[str, ...],
) -> None:
    """Gives a named calendar another title, other readers or other events; what is not named stays."""
    from dataclasses import replace

    from ..actions.feeds import edit_feed
    from ..selection import Selection

    with session.store() as store:
        old = _named(store, name)
        given = {field: values for field, values in wanted.items() if values}
        before = Selection() if everything else old.selection
        changes: dict[str, Any] = {"selection": replace(before, **given)} if given or everything else {}
        changes |= {key: value for key, value in (("title", title), ("secret", secret)) if value is not None}
        if not changes:
            raise click.UsageError(say(Message("say what is to be another: --title, --secret, --tag …")))
        _show(session, store, edit_feed(store, old.name, session.stamp, seen=old.sequence, **changes))


@command("yueling feeds show 科普处", name="show", under=feeds)
@click.argument("name")
@click.pass_obj
def feeds_show(session: Session, *, name: str) -> None:
    """Shows what a calendar holds, its address, and its tokens: for whom, when they were last used, which are valid."""
    from ..actions.feeds import feed_there, spelling
    from ..store.named import UnknownFeed

    name = spelling(name)
    with session.store() as store:
        found = store.named_feed(name)
        if not found and not feed_there(store, name):
            raise UnknownFeed(name)
        _show(session, store, found or name)


@command("yueling feeds remove 科普处", "yueling feeds remove 科普处 --yes", name="remove", under=feeds)
@click.argument("name")
@option("--yes", "-y", is_flag=True, help="remove without the question")
@click.pass_obj
def feeds_remove(session: Session, *, name: str, yes: bool) -> None:
    """Takes a named calendar away: its tokens are revoked for good, a public address stays, empty."""
    from ..actions.feeds import remove_feed

    with session.store() as store:
        old = _named(store, name)
        if not agree(Message("Remove the calendar “{title}” and revoke its tokens?", title=old.title), store, yes=yes):
            return show_said(Message("nothing was removed"))
        gone = remove_feed(store, old.name, session.stamp, seen=old.sequence)
        said = Message("removed: {name}", name=gone.name)
        return answer(session, {"removed": gone.name}, lambda: show_said(said))


@command(
    "yueling feeds token 科普处 --for 张三", "yueling feeds token all --for 李四 --note 手机", name="token", under=feeds
)
@click.argument("name")
@option("--for", "holder", default="", metavar="PERSON", help="for whom it is: one token a person")
@option("--note", default="", help="what it is for, as 手机")
@click.pass_obj
def feeds_token(session: Session, *, name: str, holder: str, note: str) -> None:
    """Issues a token for a calendar and prints its address, this once; what is private stands in it as well."""
    from ..actions.feeds import issue_for

    with session.store() as store:
        token, text = issue_for(store, name, session.stamp, holder=holder, note=note)
    show_issued(session, token, text)


@command("yueling feeds rotate 3", name="rotate", under=feeds)
@click.argument("number", type=Number(1))
@option("--yes", "-y", is_flag=True, help="replace it without the question")
@click.pass_obj
def feeds_rotate(session: Session, *, number: int, yes: bool) -> None:
    """Issues a token in place of another one, by its number; the old address is over at once."""
    from ..access import FEED

    rotate_one(session, FEED, number, yes=yes)


@command("yueling feeds revoke 3", name="revoke", under=feeds)
@click.argument("number", type=Number(1))
@option("--yes", "-y", is_flag=True, help="end it without the question")
@click.pass_obj
def feeds_revoke(session: Session, *, number: int, yes: bool) -> None:
    """Ends a token of a calendar, by its number; its address is over at once, and for good."""
    from ..access import FEED

    revoke_one(session, FEED, number, yes=yes)


def _named(store: Store, name: str) -> NamedFeed:
    """The named feed; raises UnknownFeed."""
    from ..actions.feeds import spelling
    from ..store.named import UnknownFeed

    found = store.named_feed(spelling(name))
    if not found or found.removed is not None:
        raise UnknownFeed(name)
    return found


def _show(session: Session, store: Store, feed: NamedFeed | str) -> None:
    """Answers with a calendar and its tokens."""
    from ..access import FEED, keeping
    from .tokens import public_address

    name = feed if isinstance(feed, str) else feed.name
    named = None if isinstance(feed, str) else feed
    tokens = keeping.tokens(store, FEED, name)
    everybody = named is None or (named.is_open and not named.secret)
    address = public_address(session, name) if everybody else None
    record = {
        "name": name,
        "title": named and named.title,
        "secret": bool(named and named.secret),
        "removed": bool(named and named.removed),
        "selection": named and named.selection.to_json(),
        "address": address,
        "tokens": [token_record(token) for token in tokens],
    }
    answer(session, record, partial(_show_feed, name, named, address, tokens))


def _show_feed(name: str, named: NamedFeed | None, address: str | None, tokens: list[Any]) -> None:
    show_said(Message("{name}: {title}", name=name, title=named.title if named else name))
    if named and named.removed:
        show_said(Message("it was removed; its public address stays, empty"))
    if named:
        show_line(Message("Events"), selection_words(named.selection))
        show_line(Message("Readers"), _readers(named.secret))
    if address:
        show_line(Message("Address"), address)
    if tokens:
        heading(say(Message("Tokens")))
        show_table(token_rows(tokens))
    elif named and named.secret:
        show_said(Message("nobody can read it yet: `yueling feeds token {name} --for …`", name=name))


FIELDS: dict[str, Message] = {
    "kinds": Message("Kind"),
    "tags": Message("Tag"),
    "organisations": Message("Body"),
    "people": Message("Person"),
    "words": Message("Words"),
}


def selection_words(selection: Selection) -> str:
    """What a selection wants, in words."""
    from ..captions import kind_word

    lang = LANG.get()
    named: dict[str, Callable[[str], str]] = {"kinds": lambda kind: kind_word(kind, lang)}
    parts = [
        f"{say(FIELDS[field])}: {', '.join(map(named.get(field, str), values))}"
        for field, values in selection.to_json().items()
    ]
    return "; ".join(parts) or say(Message("Everything"))
