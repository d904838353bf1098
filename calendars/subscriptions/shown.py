"""Subscriptions and what came of looking at them: as tables, sentences and records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rules import Message

from ..actions import Outcome
from ..civil import HOME
from ..events import Event
from ..exchange import Incoming
from ..outside import host_of
from ..records import outcome_record, reference
from ..store.subscribed import Subscription
from ..views import Table, printable
from .looking import Look

MOST_NAMED = 5
"""Events that are named; of more the number is told."""
IN_ORDER = Message("in order")


def subscription_rows(found: Iterable[Subscription], counts: Mapping[str, int], lang: str, *, whole: bool) -> Table:
    """The subscriptions as a table: name, where it lies (`whole`: the address), events, looked at, next look, state."""
    heads = [
        Message("Name"),
        Message("Address"),
        Message("Events"),
        Message("Last good copy"),
        Message("Next look"),
        Message("State"),
    ]
    return heads, [
        [
            printable(one.name),
            shown_address(one, whole=whole),
            str(counts.get(one.name, 0)),
            _when(one.succeeded),
            _when(one.due),
            state_of(one).say(lang),
        ]
        for one in found
    ]


def state_of(one: Subscription) -> Message:
    """How it stands with a subscription, in words."""
    if not one.error:
        return IN_ORDER
    return Message("{why}; {n} times in a row, the last good copy stays", why=one.error, n=one.failures)


def shown_address(one: Subscription, *, whole: bool = False) -> str:
    """Where it lies: the host, for the rest may be secret; the `whole` address without its name and password."""
    if not whole:
        return host_of(one.url)
    begin, slashes, rest = one.url.partition("://")
    host, slash, path = rest.partition("/")
    login, at, plain = host.rpartition("@")
    return printable(f"{begin}{slashes}{'•••@' if login or at else ''}{plain}{slash}{path}")


def _when(moment: datetime | None) -> str:
    return moment.astimezone(HOME).isoformat(" ", "minutes")[:16] if moment else ""


def copy_words(outcome: Outcome, lang: str) -> Iterator[Message]:
    """What became of the events of a calendar: counted, and which are gone or on another day."""
    from ..words.redated import redated_line  # only what changed is written

    facts = {name: len(getattr(outcome, name)) for name in ("added", "changed", "unchanged", "gone")}
    yield Message("{added} new, {changed} changed, {unchanged} as before, {gone} gone", **facts)
    for old, new in outcome.redated[:MOST_NAMED]:
        yield redated_line(old, new, lang)
    if outcome.gone:
        yield Message("gone: {titles}", titles=_titles(outcome.gone))
    if others := tuple(dict.fromkeys(one.event for one in outcome.differing)):
        yield Message("set by you otherwise than the calendar says, and left so: {titles}", titles=_titles(others))


def _title(event: Event) -> str:
    return printable(event.title)[:60]


def _titles(events: Sequence[Event]) -> str:
    more = "…" if len(events) > MOST_NAMED else ""
    return ", ".join(map(_title, events[:MOST_NAMED])) + more


def look_words(look: Look, lang: str) -> Iterator[Message]:
    """What came of looking at one calendar, a line each, its name before the first."""
    name = printable(look.subscription.name)
    if look.busy:
        yield Message("{name}: somebody else looks at it just now", name=name)
    elif look.error:
        yield Message("{name}: {why}; the last good copy stays", name=name, why=look.error.said)
        if look.error.remedy:
            yield look.error.remedy
    elif not look.outcome:
        yield Message("{name}: as before", name=name)
    else:
        first, *others = copy_words(look.outcome, lang)
        yield Message("{name}: {what}", name=name, what=first)
        yield from others
    if look.unread:
        yield Message("{n} of its events could not be read; those that were there stay", n=look.unread)


def subscription_record(one: Subscription, count: int, lang: str, *, whole: bool = False) -> dict[str, Any]:
    """A subscription as JSON has it; its address is the host alone, unless the `whole` is asked for."""
    moments = {name: getattr(one, name) for name in ("tried", "succeeded", "due")}
    return {
        "name": one.name,
        "title": one.title,
        "address": shown_address(one, whole=whole),
        "tags": list(one.tags),
        "minutes": one.interval,
        "private": one.private,
        "published": one.published,
        "events": count,
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
        "failures": one.failures,
        "error": one.error.say(lang) if one.error else None,
    }


def look_record(look: Look, count: int, lang: str) -> dict[str, Any]:
    """What came of looking at one calendar, as JSON has it."""
    return {
        "subscription": subscription_record(look.subscription, count, lang),
        "changed": look.is_changed,
        "busy": look.busy,
        "error": look.error.say(lang) if look.error else None,
        "events": outcome_record(look.outcome),
        "gone": [reference(event) for event in look.outcome.gone] if look.outcome else [],
        "unread": look.unread,
    }


def remark_records(found: Iterable[Incoming], lang: str) -> list[dict[str, Any]]:
    """What is to be said of single events of a copy."""
    return [
        {
            "line": one.line,
            "uid": one.uid,
            "title": one.title,
            "error": one.error.say(lang) if one.error else None,
            "note": one.note.say(lang) if one.note else None,
        }
        for one in found
        if one.error or one.note
    ]
