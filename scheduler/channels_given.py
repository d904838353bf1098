"""The channels that a settings file names: each ready to be opened, or `BrokenChannel` where what it is set to is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from rules import Message

from .channels import KINDS, BrokenChannel, ChannelSettings
from .section import Section, SettingsError, Table
from .settings import CHANNELS

MOST_CHANNELS = 200
"""Channels that may be set."""
KEYS = ("default",)
"""What stands in the table beside the channels."""


def channels_of(section: Section, mail: Section | None) -> tuple[str, Mapping[str, ChannelSettings]]:
    """The name of the usual channel, and every channel by its name; `mail` is the table of that name, where there is one.

    Raises SettingsError for a table or a key that nobody knows.
    """
    found = dict(CHANNELS)
    if mail:
        found["mail"] = _read("mail", mail)
    for name, table in section.table.items():
        if isinstance(table, dict):
            found[name] = _channel(section, name, table, found)
        elif name not in KEYS:
            section.known((*KEYS, *(key for key, of in section.table.items() if isinstance(of, dict))))
    if len(found) > MOST_CHANNELS:
        raise section.fail("", Message("there are more than {n} channels", n=MOST_CHANNELS))
    known = tuple(dict.fromkeys((*found, "mail")))  # that mail lacks its server is said where it is wanted
    return section.choice("default", known) or "stdout", MappingProxyType(found)


def _channel(whole: Section, name: str, table: Table, others: Mapping[str, ChannelSettings]) -> ChannelSettings:
    section = replace(whole, name=f"channels.{name}", table=table)
    if name in ("mail", *CHANNELS):
        said = Message("{name} is the name of a channel of another sort", name=name)
        own = Message("write the mail server into a [mail] table of its own, or choose another name")
        raise section.fail("", said, own if name == "mail" else Message("choose another name"))
    if name in others or name in KEYS or not name.isprintable() or not 0 < len(name) <= 40:
        said = Message("a channel cannot be called “{name}”", name=name[:60])
        raise section.fail("", said, Message("choose another name of at most {n} characters", n=40))
    kind = section.choice("type", tuple(KINDS))
    if kind is None:
        raise section.missing("type")
    return _read(kind, replace(section, table={key: value for key, value in table.items() if key != "type"}))


def _read(kind: str, section: Section) -> ChannelSettings:
    """The channel of the table; one that is broken where a value is wrong or missing. Raises SettingsError for unknown keys."""
    section.known(KINDS[kind].KEYS)
    try:
        return KINDS[kind].read(section)
    except SettingsError as error:
        return BrokenChannel(kind, error)
