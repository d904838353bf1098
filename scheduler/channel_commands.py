"""Commands that show the channels and try one out."""

from __future__ import annotations

import sys
from datetime import timedelta
from functools import partial
from io import StringIO
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import click

from calendars.commands.group import cli, command, global_options, with_json
from calendars.commands.shared import answer
from calendars.terminal import LANG, SpokenGroup, note, option, say, show, show_said, show_table
from rules import Message

from .session import Session, fault_words

if TYPE_CHECKING:
    from .channels import ChannelSettings, DeliveryError, Digest, Rate
    from .recipients import Recipient

A_MINUTE = timedelta(minutes=1)


@cli.group(cls=SpokenGroup, invoke_without_command=True)
@partial(global_options, hidden=True)
@with_json
@click.pass_context
def channels(context: click.Context) -> None:
    """Lists the ways by which reminders go: their kind, how much they take, and who is told by them."""
    if context.invoked_subcommand is not None:
        return
    from .channels import kind_of

    session: Session = context.obj
    settings = session.settings
    names = dict.fromkeys((*settings.channels, "stdout"))
    found = [(name, channel) for name in names if (channel := settings.channel(name))]
    everybody = _everybody(session)
    users = {name: [one.name or one.id for one in everybody if one.channel == name] for name in names}
    records = [
        {
            "name": name,
            "kind": kind_of(channel),
            "rate": _record(channel.rate),
            "used_by": users[name],
            "faults": _faults(channel),
        }
        for name, channel in found
    ]
    heads = [Message("Channel"), Message("Kind"), Message("At most"), Message("Told by it")]
    rows = [[name, kind_of(channel), say(_words(channel.rate)), _users(users[name])] for name, channel in found]
    answer(session, records, lambda: show_table((heads, rows)))
    for _, channel in found:
        for secret in channel.secrets:
            if secret.problem:
                note(fault_words(secret.problem))


assert isinstance(channels, SpokenGroup)
channels.examples = ("yueling channels", "yueling channels test 科普部群")


def _everybody(session: Session) -> tuple[Recipient, ...]:
    """Everybody who is told, of the database too; a database that is not there has nobody."""
    from calendars.store import MissingStore

    from .recipients import readers

    settings = session.settings
    try:
        with session.store() as store:
            return readers(settings.recipients, store.people(), store.groups(), settings.wishes)
    except MissingStore:
        return settings.recipients


def _faults(channel: ChannelSettings) -> list[str]:
    """What keeps the channel from being opened: what it is set to, or a secret that is nowhere."""
    from .channels import BrokenChannel

    broken = [channel.fault] if isinstance(channel, BrokenChannel) else []
    return [say(one.said) for one in (*broken, *(secret.problem for secret in channel.secrets if secret.problem))]


def _users(names: list[str]) -> str:
    return ", ".join(name or say(Message("everybody")) for name in names)


def _words(rate: Rate | None) -> Message:
    if rate is None:
        return Message("no limit")
    if rate.within == A_MINUTE:
        return Message("{n} a minute", n=rate.messages)
    return Message("{n} in {seconds} s", n=rate.messages, seconds=round(rate.within.total_seconds()))


def _record(rate: Rate | None) -> dict[str, Any] | None:
    return {"messages": rate.messages, "seconds": rate.within.total_seconds()} if rate else None


@command(
    "yueling channels test 科普部群", "yueling channels test mail --to me@example.org", name="test", under=channels
)
@click.argument("name")
@option(
    "--to", "address", metavar="ADDRESS", help="where a test mail goes; else to the first who is told by the channel"
)
@click.pass_obj
def channels_test(session: Session, *, name: str, address: str | None) -> int:
    """Sends a message by a channel now, and says what came of it; nothing is stored."""
    from .channels import DeliveryError, kind_of

    channel = _channel(session, name)
    out = StringIO() if session.as_json else sys.stdout
    message = _message(session, name, channel, address)
    record = {"channel": name, "kind": kind_of(channel), "key": message.key}
    sender = channel.open(out)
    try:
        sender.send(message)
    except DeliveryError as error:
        (kind, then), wait = outcome(error), error.retry_after
        failed = {"outcome": kind, "said": say(error.said), "retry_after": wait.total_seconds() if wait else None}
        lines = say(Message("{name}: {reason}", name=name, reason=error.said)), say(then)
        answer(session, record | failed, lambda: show("✗ {}\n    → {}".format(*lines)))
        return 1
    finally:
        sender.close()
    said = Message(
        "{name}: the message was taken (no. {key}); look whether it is there", name=name, key=message.key[:8]
    )
    if kind_of(channel) == "apprise":
        said = Message("{name}: accepted by HTTP status; Apprise asks no more, so look whether it is there", name=name)
    answer(session, record | {"outcome": "delivered", "said": say(said), "retry_after": None}, lambda: show_said(said))
    return 0


def outcome(error: DeliveryError) -> tuple[str, Message]:
    """What came of a message that was not delivered: for programs, and in words."""
    if error.permanent:
        return "permanent", Message("refused for good: this message would never be taken")
    if error.unknown:
        return "unknown", Message("nobody knows whether it arrived: a reminder is sent again, under the same number")
    if not error.reached:
        return "channel", Message("the channel itself fails: reminders wait until it is mended, and none is lost")
    if error.retry_after:
        seconds = round(error.retry_after.total_seconds())
        return "retry", Message("not taken now: a reminder is sent again after {n} s", n=seconds)
    return "retry", Message("not taken now: a reminder is sent again later")


def _channel(session: Session, name: str) -> ChannelSettings:
    channel = session.settings.channel(name)
    if channel is None:
        known = ", ".join(dict.fromkeys((*session.settings.channels, "stdout")))
        said = Message("no channel is called “{name}”; there are {names}", name=name, names=known)
        raise click.BadParameter(say(said), param_hint="NAME")
    return channel


def _message(session: Session, name: str, channel: ChannelSettings, address: str | None) -> Digest:
    """The message that tries a channel out, to the address, or to the first who is told by it."""
    from .channels import Digest
    from .recipients import Recipient
    from .wording import HOUSE, short

    known = (one for one in _everybody(session) if one.channel == name)
    reader: Recipient = Recipient(email=address, channel=name) if address else next(known, Recipient(channel=name))
    if lack := channel.lacks(reader):
        if not reader.name and not address:
            lack = Message("nobody is reminded by the channel “{name}” yet", name=name)
        raise click.UsageError(say(Message("{lack}; name one with --to", lack=lack)))
    lang = LANG.get()
    subject = Message("[Yueling] a test of the channel “{name}”", name=name).say(lang)
    if session.org:
        with session.store() as store:
            title = short(store.organisation().title, HOUSE)
        facts = {"organisation": title, "name": name}
        subject = Message("[Yueling, {organisation}] a test of the channel “{name}”", **facts).say(lang)
    text = Message("Whoever reads this is reminded by this channel.").say(lang)
    return Digest(token_hex(16), reader, name, subject, text, session.moment, lang=lang)
