"""The settings of an organisation: its own where it has some, and what the installation decides for all."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calendars.organisations import Organisation
    from calendars.store import Store

    from .settings import Settings

OWN = ("reminders", "recipients", "mail", "channels", "feeds")
"""The tables that an organisation may have; the others belong to the installation."""
SECRETS = ("password", "token", "secret", "hook", "key", "topic", "url", "ping_url")
"""Keys under which a channel may have what nobody else is to read."""
SECRET = re.compile(rf"""(\b(?:{"|".join(SECRETS)})["']?[ \t]*=[ \t]*)(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')""")


def settings_within(store: Store, number: int, settings: Settings) -> Settings:
    """What holds for the organisation with the number, where `settings` hold for that of the store: its own reminders,
    people, channels and title.

    Where nothing else is set its feeds lie below the address of the first one's. Raises SettingsError, UnknownOrganisation.
    """
    if number == store.org:
        return settings
    inner = store.within(number)
    return settings_of(inner.organisation(), inner.own_settings() or "", settings, os.environ)


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


def blanked(text: str) -> str:
    """The settings as they are shown: what is secret in them is blank, and all of them are where that cannot be told.

    >>> blanked('[mail]\\npassword = "geheim"\\nhost = "m"')
    '[mail]\\npassword = ""\\nhost = "m"'
    """
    shown = SECRET.sub(r'\1""', text)
    try:
        return "" if any(_told(tomllib.loads(shown))) else shown
    except (tomllib.TOMLDecodeError, RecursionError):
        return ""


def _told(found: object) -> Iterator[object]:
    """What is secret and stands there all the same."""
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, one in inner:
        yield from [one] if key in SECRETS and one and not isinstance(one, dict) else _told(one)


def address_within(base_url: str | None, key: str) -> str | None:
    """Where the feeds of an organisation lie, beside those of the first one; None where nobody knows.

    >>> address_within("https://example.org/calendar/feeds", "fujian")
    'https://example.org/calendar/o/fujian/feeds'
    """
    pages, feeds = (base_url or "").removesuffix("/feeds"), "/feeds"
    return f"{pages}/o/{key}{feeds}" if base_url and base_url.endswith(feeds) else None
