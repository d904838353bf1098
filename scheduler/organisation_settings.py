"""The settings of an organisation: its own where it has some, and what the installation decides for all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calendars.commands.group import command
from calendars.commands.organising import org
from calendars.commands.shared import answer, content_of
from calendars.terminal import emit, option, show_said
from rules import Message

from .session import Session

if TYPE_CHECKING:
    from calendars.organisations import Organisation
    from calendars.store import Store

    from .settings import Settings

OWN = ("reminders", "recipients", "mail", "channels", "feeds")
"""The tables that an organisation may have; the others belong to the installation."""


def settings_within(store: Store, installed: Settings) -> Settings:
    """What holds for the organisation of a store: its own reminders, people, channels and title.

    Where nothing else is set its feeds lie below the address of the first one's. Raises SettingsError.
    """
    one = store.organisation()
    if not one.key:
        return installed
    return settings_of(one, store.own_settings() or "", installed, os.environ)


def settings_of(one: Organisation, text: str, installed: Settings, env: Mapping[str, str]) -> Settings:
    """What holds for an organisation whose own settings are that text (TOML).

    It sends mail by the installation's server as long as it names none; robots and groups of others are never its own. Whom
    nobody named is not reminded. Raises SettingsError.
    """
    from .settings_file import read_text

    own = read_text(Path(f"org {one.key}"), text, env, OWN)
    mail = {"mail": found} if (found := installed.channels.get("mail")) else {}
    return replace(
        own,
        recipients=tuple(reader for reader in own.recipients if reader.name or reader.email),
        channels={**mail, **own.channels},
        database=installed.database,
        feeds_title=own.feeds_title or one.title,
        base_url=own.base_url or address_within(installed.base_url, one.key),
        host=installed.host,
        port=installed.port,
        http=installed.http,
        desk=False,
        caldav=installed.caldav,
        cluster=installed.cluster,
        second_reader=installed.second_reader,
        file=installed.file,
        from_environment=installed.from_environment,
    )


def address_within(base_url: str | None, key: str) -> str | None:
    """Where the feeds of an organisation lie, beside those of the first one; None where nobody knows.

    >>> address_within("https://example.org/calendar/feeds", "fujian")
    'https://example.org/calendar/o/fujian/feeds'
    """
    pages, feeds = (base_url or "").removesuffix("/feeds"), "/feeds"
    return f"{pages}/o/{key}{feeds}" if base_url and base_url.endswith(feeds) else None


@command(
    "yueling org settings fujian", "yueling org settings fujian fujian.toml", "yueling org settings fujian --none",
    name="settings", under=org,
)  # fmt: skip
@click.argument("key")
@click.argument("file", required=False)
@option("--none", "no_settings", is_flag=True, help="keep none: what holds without a settings file")
@click.pass_obj
def org_settings(session: Session, *, key: str, file: str | None, no_settings: bool) -> None:
    """Shows the settings of an organisation, or keeps those of FILE (- for standard input): who is reminded, and how."""
    from calendars.actions.organising import set_own_settings

    with session.installation() as store:
        one = store.organisation(key)
        if file is None and not no_settings:
            text = store.within(one.number).own_settings() or ""
            return answer(session, {"key": key, "settings": text}, lambda: emit(text.encode()))
        kept = None
        if file is not None:
            from .settings_file import decoded

            kept = decoded(Path(file), content_of(file))
            settings_of(one, kept, session.installed, os.environ)  # refuses what is wrong before it is kept
        set_own_settings(store, key, kept)
    said = Message("the settings of {name} are kept", name=one.title)
    return answer(session, {"key": key, "settings": kept or ""}, lambda: show_said(said))
