"""The command that keeps the settings of an organisation: they stand in the database, for every machine that serves it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from calendars.commands.group import command
from calendars.commands.organising import org
from calendars.commands.shared import answer, content_of
from calendars.terminal import emit, option, show_said
from rules import Message, YuelingError

from .session import Session


@command(
    "yueling org settings fujian", "yueling org settings fujian fujian.toml", "yueling org settings fujian --none",
    name="settings", under=org,
)  # fmt: skip
@click.argument("key")
@click.argument("file", required=False)
@option("--none", "no_settings", is_flag=True, help="keep none: what holds without a settings file")
@click.pass_obj
def org_settings(session: Session, *, key: str, file: str | None, no_settings: bool) -> None:
    """Shows the settings of an organisation, or keeps those of FILE (- for standard input): who is reminded, and how.

    What is secret is shown as "".
    """
    from calendars.actions.organising import refuse_settings_of_first, set_own_settings

    from .organisation_settings import blanked

    with session.installation() as store:
        one = store.organisation(key)
        refuse_settings_of_first(one)
        if file is None and not no_settings:
            text = blanked(store.within(one.number).own_settings() or "")
            return answer(session, {"key": key, "settings": text}, lambda: emit(text.encode()))
        kept = None
        if file is not None:
            from .organisation_settings import settings_of
            from .settings_file import decoded

            kept = decoded(Path(file), content_of(file))
            _refuse_nothing(file, kept, no_settings=no_settings)
            settings_of(one, kept, session.installed, os.environ)  # refuses what is wrong before it is kept
        set_own_settings(store, key, kept)
    said = Message("the settings of {name} are kept", name=one.title)
    return answer(session, {"key": key, "settings": blanked(kept or "")}, lambda: show_said(said))


def _refuse_nothing(file: str, text: str, *, no_settings: bool) -> None:
    """Raises YuelingError for a file with nothing in it, and for one beside --none."""
    if no_settings:
        said = Message("--none keeps no settings, and {file} is one to keep", file=file)
        raise YuelingError(said, Message("give either the file or --none"))
    if not text.strip():
        said = Message("{file} is empty; the settings stay as they were", file=file)
        raise YuelingError(said, Message("write settings into it; --none instead of it means none of its own"))
