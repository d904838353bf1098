"""What a run knows beside its options: the settings."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from calendars.commands import session as commands

if TYPE_CHECKING:
    from calendars.known import Named
    from calendars.second_reader import SecondReader
    from rules import Message
    from scheduler.section import SettingsError
    from scheduler.settings import Settings


class Session(commands.Session):
    """What the global options say; settings are read when they are first asked for."""

    tells_faults: bool = True
    """Whether what is wrong with single channels is said when the settings are read; some answers hold it themselves."""

    @cached_property
    def installed(self) -> Settings:
        """The settings of `--config` or of the platform's place, which are those of the first organisation."""
        from scheduler.settings_file import load_settings  # here, as all that a command may not need

        found = load_settings(self.config, os.environ)
        self._tell(found)
        return found

    @cached_property
    def settings(self) -> Settings:
        """The settings of the organisation that the run is about; raises SettingsError, UnknownOrganisation."""
        if not self.org:
            return self.installed
        from scheduler.organisation_settings import settings_within  # few have more than one

        with self.naming(), self.installation() as store:
            one = store.organisation(self.org, closed=True)  # its data is another question
            found = settings_within(store, one.number, self.installed)
        self._tell(found)
        return found

    def _tell(self, found: Settings) -> None:
        """Says on stderr what is wrong with channels."""
        from calendars.terminal import note

        for fault in found.faults if self.tells_faults else ():
            note(fault_words(fault))

    @property
    def url(self) -> str:
        """The database's URL: `--db`, else YUELING_DB, the settings, the user data folder."""
        return self.db or self.installed.url

    @property
    def base_url(self) -> str | None:
        """The address of the feeds as others reach it."""
        return self.settings.base_url

    @property
    def feeds_url(self) -> str:
        """The address of the feeds: as others reach it, else where `serve` has it on this machine."""
        from scheduler.organisation_settings import address_within

        local = self.settings.local_feeds
        return self.base_url or (address_within(local, self.org) if self.org else None) or local

    @property
    def second_reader(self) -> SecondReader | None:
        """Who may look over what was read, as the settings say; None for nobody."""
        return self.settings.second_reader

    @property
    def owner(self) -> str | None:
        """Whose calendar it is, as the settings say; None where they do not."""
        return self.settings.feeds_title

    @property
    def sends_mail(self) -> bool:
        """Whether the installation has a mail server, by which every organisation may send."""
        from scheduler.section import SettingsError

        try:
            return self.installed.channel("mail") is not None
        except SettingsError:
            return False

    @property
    def named(self) -> tuple[Named, ...]:
        """Those whom the settings name to be reminded; raises SettingsError."""
        from scheduler.people_given import names_of

        return names_of(self.settings)

    @property
    def config_chosen(self) -> Message:
        """Who named the settings file."""
        from rules import Message

        if self.config:
            return Message("named by --config")
        return Message("named by YUELING_CONFIG") if os.environ.get("YUELING_CONFIG") else Message("the usual place")

    @property
    def chosen(self) -> Message:
        """Who named the database."""
        from rules import Message

        return Message("named by --db") if self.db else self.installed.chosen


def fault_words(fault: SettingsError) -> Message:
    """What is wrong with a channel of the settings, and what would be right."""
    from rules import Message

    return Message("{said}; {remedy}", said=fault.said, remedy=fault.remedy) if fault.remedy else fault.said
