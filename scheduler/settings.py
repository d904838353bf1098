"""Settings from one TOML file: where the database is, who is reminded of what, by which channel.

Secrets may stand in the file, in an environment variable or in a file of their own; they never appear in a repr.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from types import MappingProxyType

from calendars.events import Lead
from calendars.http_settings import DEFAULT, HttpSettings
from calendars.people import NO_WISHES, Person, Wishes
from calendars.second_reader import SecondReader
from rules import Message

from .channels import BrokenChannel, ChannelSettings, Stdout
from .deputies import OpenDeputy
from .recipients import Recipient
from .section import Secret, SettingsError


def _days(*amounts: int) -> tuple[Lead, ...]:
    return tuple(map(Lead, amounts))


DEFAULT_LEADS: Mapping[str, tuple[Lead, ...]] = MappingProxyType(
    {
        "deadline": _days(30, 7, 1, 0),
        "duty": _days(30, 7, 1, 0),
        "offset": _days(30, 7, 1, 0),
        "observance": _days(7, 0),
        "anniversary": _days(7, 0),
        "window": _days(7, 0),
        "event": _days(7, 1, 0),
    }
)
"""How long before each kind is reminded of where neither the event nor the settings say otherwise."""
MAX_JUMP = 45
"""Days from one pass to the next after which the clock is asked for."""
CHANNELS: Mapping[str, ChannelSettings] = MappingProxyType({"stdout": Stdout()})
"""The channels that need no settings."""


EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  # listened at, not chosen here
"""What names every address of the machine, and the one under which the machine reaches itself."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that one installation decides for itself; `Settings()` is what holds without a file."""

    database: str | None = None
    at: time = time(8)
    """The time of day of reminders whose lead names none, Asia/Shanghai."""
    leads: Mapping[str, tuple[Lead, ...]] = field(default_factory=lambda: DEFAULT_LEADS)
    max_jump: int = MAX_JUMP
    """After a leap of more days since the last planned one the clock is asked for: perhaps it is wrong."""
    ping_url: str | None = None
    """What is asked after each pass, so that somebody else notices when none runs."""
    recipients: tuple[Recipient, ...] = (Recipient(),)
    open_deputies: tuple[OpenDeputy, ...] = ()
    """Deputies whom the file does not name: the database has to know them."""
    wishes: Wishes = NO_WISHES
    """When those want to hear of things who do not say so themselves."""
    channels: Mapping[str, ChannelSettings] = field(default_factory=lambda: CHANNELS)
    """By name what digests may go by; `stdout` is always there."""
    feeds_title: str | None = None
    base_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8734
    http: HttpSettings = DEFAULT
    """Whom the server believes, and under which names and path it is reached."""
    desk: bool | None = None
    """Whether who sits at the machine that serves needs no login; None as long as nobody has an account."""
    caldav: bool = False
    """Whether the calendar is served as CalDAV too."""
    share_feeds: bool | None = None
    """Whether processes that serve one database take feeds from one another; None for on a database server alone."""
    cluster: bool = False
    """Whether messages are sent by workers, `yueling worker`, and by nobody else."""
    second_reader: SecondReader | None = None
    """Who is asked for a second opinion on a notice; nobody, where the settings name none."""
    file: Path | None = None
    """Where they were read; None for the defaults."""
    from_environment: bool = False
    """Whether YUELING_DB names the database."""

    def channel(self, name: str) -> ChannelSettings | None:
        """What is known of the channel of that name; None where there is none."""
        return self.channels.get(name) or CHANNELS.get(name)

    def lacks(self, recipient: Recipient) -> Message | None:
        """Why the recipient cannot be reached by his channel; None where he can."""
        channel = self.channel(recipient.channel)
        if channel is None:
            name = recipient.name or recipient.id
            return Message("{name}: no channel is called “{channel}”", name=name, channel=recipient.channel)
        return channel.lacks(recipient)

    def wrong_deputies(self, people: Collection[Person]) -> list[SettingsError]:
        """What is wrong with deputies whom neither the file names nor the people are."""
        return [wrong for one in self.open_deputies if (wrong := one.wrong(people))]

    @property
    def faults(self) -> tuple[SettingsError, ...]:
        """What is wrong with single channels, which alone do not send for it."""
        return tuple(channel.fault for channel in self.channels.values() if isinstance(channel, BrokenChannel))

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Everything that must not be shown."""
        return tuple(secret for channel in self.channels.values() for secret in channel.secrets)

    @property
    def chosen(self) -> Message:
        """Who named the database."""
        if self.from_environment:
            return Message("named by YUELING_DB")
        if self.database:
            return Message("named in {file}", file=str(self.file))
        return Message("the usual place: neither --db nor YUELING_DB nor a settings file names another")

    @property
    def local_feeds(self) -> str:
        """The address of the feeds as this machine reaches them, where `serve` listens as is set.

        >>> Settings(host="0.0.0.0").local_feeds, Settings(host="::1", port=80).local_feeds
        ('http://127.0.0.1:8734/feeds', 'http://[::1]:80/feeds')
        """
        host = EVERYWHERE.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/feeds"

    @property
    def url(self) -> str:
        """The URL of the database: the one that is set, else an SQLite file in the platform's user data folder."""
        return self.database or default_database()


def default_file() -> Path:
    """Where settings are looked for when nothing else is said: the platform's place for them."""
    from platformdirs import user_config_path

    return user_config_path("yueling", appauthor=False) / "settings.toml"


def default_database() -> str:
    """The URL of an SQLite file in the platform's user data folder."""
    from platformdirs import user_data_path

    return f"sqlite:///{user_data_path('yueling', appauthor=False) / 'yueling.db'}"
