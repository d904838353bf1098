"""Commands that keep calendars of others: subscribe, look, end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from rules import Message

from ..terminal import LANG, emit_json, note, option, say, show_said, show_table
from ..views import printable
from .group import command
from .session import Session
from .shared import agree, answer, show_all

if TYPE_CHECKING:
    from ..store import Store
    from ..store.subscribed import Subscription
    from ..subscriptions import Copy

MOST_REMARKS = 5
"""Events of a copy of which something is said; of more the number is told."""


@command(
    "yueling subscribe https://example.org/校历.ics --tag 校历",
    "yueling subscribe webcal://example.org/team.ics --name 团队 --every 6h",
)
@click.argument("url")
@option("--name", help="how it is called here; by default as it calls itself")
@option("--tag", "tags", multiple=True, help="a tag for all its events; may be given several times")
@option("--every", metavar="TIME", help="how often it is looked at, as 12h or 1d; by default as it asks, else 12h")
@option(
    "--allow-private/--no-private", "private", default=None, help="it may lie on this machine or in a private network"
)
@option("--publish/--no-publish", "published", default=None, help="its events also stand in our own feeds")
@option("--move", is_flag=True, help="the calendar of that name lies at this address now")
@click.pass_obj
def subscribe(
    session: Session,
    url: str,
    *,
    name: str | None,
    tags: tuple[str, ...],
    every: str | None,
    private: bool | None,
    published: bool | None,
    move: bool,
) -> None:
    """Keeps the calendar of others at URL: its events stand in lists, on pages and in reminders, and follow it.

    What you edit of them, and what you remove, stays as you decided. `yueling refresh` looks at what is due; a copy that is
    broken, empty or away leaves the last good one. They stand in no feed of ours without --publish; private ones never.
    """
    from ..actions import AlreadyKept, NameTaken
    from ..actions import subscribe as begin
    from ..one_line_event import checked_tags
    from ..outside import web_address
    from ..subscriptions import first_copy, held_of, interval_of, name_for
    from ..subscriptions.naming import checked_name

    address = web_address(url)
    given: dict[str, Any] = {"private": private, "published": published, "every": interval_of(every) if every else None}
    given |= {"tags": checked_tags(tags) or None}
    name = checked_name(name) if name is not None else None
    with session.trial() as store:
        known = store.subscriptions()
    old = next((one for one in known if (one.name == name if name else one.url == url.strip())), None)
    if old and old.url != url.strip() and not move:
        raise NameTaken(old.name)  # before anybody is asked
    if same := next((one.name for one in known if one.url == url.strip() and one is not old), None):
        raise AlreadyKept(same)
    copy = first_copy(url, private=bool(old and old.private) if private is None else private)
    name = name or (old.name if old else name_for(copy.title, address.host, [one.name for one in known]))
    wanted = _wanted(old, name, url.strip(), given)
    wanted = copy.at(wanted).after_success(session.stamp)
    with session.store(create=True) as store:
        outcome = begin(store, wanted, held_of(copy, wanted), session.stamp, move=move)
        twice = _twice(store, copy)
        count = store.subscribed_counts().get(name, 0)
    _show(session, wanted, outcome, copy, count)
    if not address.secure:
        note(Message("it comes without encryption: whoever is on the way can read and change it"))
    if twice:
        note(Message("{n} of its events are here already from an import, and stand here twice now", n=twice))


def _wanted(old: Subscription | None, name: str, url: str, given: dict[str, Any]) -> Subscription:
    """The subscription as it is to be: what is not given stays as it was."""
    from ..store.subscribed import Subscription

    fields = {field: value for field, value in given.items() if value is not None}
    return replace(old or Subscription(name, url), name=name, url=url, **fields)


def _twice(store: Store, copy: Copy) -> int:
    """How many events of the copy are stored from a file as well."""
    own = {one.event.origin.uid for one in copy.found if one.event and one.event.origin}
    return sum(1 for event in store.events() if event.origin and not event.subscription and event.origin.uid in own)


def _show(session: Session, wanted: Subscription, outcome: Any, copy: Copy, count: int) -> None:
    from ..records import outcome_record, reference
    from ..subscriptions.shown import copy_words, remark_records, subscription_record

    lang = LANG.get()
    if session.as_json:
        return emit_json({
            "subscription": subscription_record(wanted, count, lang),
            "events": outcome_record(outcome),
            "gone": [reference(event) for event in outcome.gone],
            "remarks": remark_records(copy.found, lang),
        })  # fmt: skip
    show_said(Message("subscribed: {name}, {n} events", name=printable(wanted.name), n=count))
    show_all(copy_words(outcome, lang))
    show_said(Message("looked at every {hours} hours by `yueling refresh`, `yueling remind` and `yueling serve`",
                      hours=f"{wanted.interval / 60:g}"))  # fmt: skip
    said = [one for one in copy.found if one.error or one.note]
    for one in said[:MOST_REMARKS]:
        why = one.error.said if one.error else one.note
        assert why
        note(Message("line {line}: {title}: {why}", line=one.line, title=printable(one.title)[:60] or "-", why=why))
    if (more := len(said) - MOST_REMARKS) > 0:
        note(Message("{n} more are not shown here", n=more))
    return None


@command("yueling subscriptions", "yueling subscriptions --addresses")
@option("--addresses", "whole", is_flag=True, help="show whole addresses, in which something secret may stand")
@click.pass_obj
def subscriptions(session: Session, *, whole: bool) -> None:
    """Lists the calendars of others that are kept here, and how it stands with each."""
    from ..subscriptions.shown import subscription_record, subscription_rows

    with session.store() as store:
        found, counts = store.subscriptions(), store.subscribed_counts()
    lang = LANG.get()
    records = [subscription_record(one, counts.get(one.name, 0), lang, whole=whole) for one in found]
    if not found and not session.as_json:
        return show_said(Message("there are none; `yueling subscribe URL` begins one"))
    return answer(session, records, lambda: show_table(subscription_rows(found, counts, lang, whole=whole)))


@command("yueling refresh", "yueling refresh 校历", "0 * * * * yueling refresh   # crontab")
@click.argument("name", required=False, metavar="[NAME]")
@option("--all", "every", is_flag=True, help="all of them now, also those that are not due")
@option("--allow-empty", is_flag=True, help="with NAME: take out its events where it holds none any more")
@click.pass_obj
def refresh(session: Session, name: str | None, *, every: bool, allow_empty: bool) -> int:
    """Looks at the subscribed calendars that are due, or now at the one that is named."""
    from ..subscriptions import look_at, refresh_due
    from ..subscriptions.shown import look_record, look_words

    if allow_empty and name is None:
        raise click.UsageError(say(Message("--allow-empty needs the name of the calendar")))
    with session.store() as store:
        if name is None:
            looks = refresh_due(store, session.stamp, whole=every)
        else:
            looks = [look_at(store, the_subscription(store, name), session.stamp, allow_empty=allow_empty, anew=True)]
        counts, left = store.subscribed_counts(), len(store.subscriptions())
    lang = LANG.get()
    if session.as_json:
        emit_json([look_record(look, counts.get(look.subscription.name, 0), lang) for look in looks])
    for look in () if session.as_json else looks:
        for words in look_words(look, lang):
            note(words) if look.error else show_said(words)
    if not looks and not session.as_json:
        show_said(Message("none of {n} calendars is due; `yueling refresh --all` looks at all now", n=left))
    return int(any(look.error for look in looks))


@command("yueling unsubscribe 校历", "yueling unsubscribe 团队 --keep")
@click.argument("name")
@option("--keep", is_flag=True, help="its events stay, as our own from now on")
@option("--yes", "-y", is_flag=True, help="end it without the question")
@click.pass_obj
def unsubscribe(session: Session, name: str, *, keep: bool, yes: bool) -> None:
    """Ends a subscription and takes its events out; `yueling undo` brings both back."""
    from ..actions import unsubscribe as end
    from ..records import reference

    with session.store() as store:
        name = the_subscription(store, name).name
        if not _agreed(store, name, store.subscribed_counts().get(name, 0), keep=keep, yes=yes):
            return show_said(Message("nothing was ended"))
        events = end(store, name, session.stamp, keep=keep)
    shown, n = printable(name), len(events)
    said = Message("subscription ended: {name}; {n} events taken out", name=shown, n=n)
    if keep:
        said = Message("subscription ended: {name}; {n} events stay, as our own", name=shown, n=n)
    record = {"name": name, "kept": keep, "events": [reference(event) for event in events]}
    answer(session, record, lambda: show_said(said))
    return note(Message("`yueling undo` brings it back"))


def _agreed(store: Store, name: str, count: int, *, keep: bool, yes: bool) -> bool:
    """Whether the subscription is to be ended."""
    question = Message("End the subscription “{name}” and take out its {n} events?", name=printable(name), n=count)
    if keep:
        question = Message(
            "End the subscription “{name}” and keep its {n} events as our own?", name=printable(name), n=count
        )
    return agree(question, store, yes=yes)


def the_subscription(store: Store, words: str) -> Subscription:
    """The subscription of that name, or the only one whose name begins so; raises UnknownSubscription."""
    from ..actions import UnknownSubscription

    found = store.subscriptions()
    exact = [one for one in found if one.name == words.strip()]
    near = exact or [one for one in found if one.name.casefold().startswith(words.strip().casefold())]
    if len(near) != 1 or not words.strip():
        raise UnknownSubscription(words)
    return near[0]
