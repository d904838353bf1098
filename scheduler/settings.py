"""Settings from one TOML file: where the database is, who is reminded of what, by which channel.

Secrets may stand in the file, in an environment variable or in a file of their own; they never appear in a repr.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from types import MappingProxyType

from calendars.events import Lead
from calendars.http_settings import DEFAULT, HttpSettings
from calendars.second_reader import SecondReader
from rules import Message, YuelingError


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


class SettingsError(YuelingError):
    """Settings that cannot be used: the file, the line where it is known, and the key."""

    def __init__(
        self, file: Path | None, key: str, said: Message, remedy: Message | None = None, line: int | None = None
    ) -> None:
        place = str(file or "settings") + (f":{line}" if line else "")
        where = Message("{place}: {key}: {said}" if key else "{place}: {said}", place=place, key=key, said=said)
        super().__init__(where, remedy)
        self.file, self.key, self.line = file, key, line


@dataclass(frozen=True, slots=True)
class Secret:
    """A password that is not shown; where it could not be found, asking for it raises what was wrong."""

    content: str | None = field(default=None, repr=False)
    problem: SettingsError | None = field(default=None, repr=False, compare=False)

    def reveal(self) -> str | None:
        """The password, or None where there is none; raises SettingsError where its place was empty."""
        if self.problem:
            raise self.problem
        return self.content


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is reminded, of which kinds and tags (of everything where none are named), and by which channel."""

    name: str = ""
    email: str | None = None
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    channel: str = "stdout"

    @property
    def id(self) -> str:
        """What a recipient is known by in the record of deliveries: the address, else the name."""
        return self.email or self.name

    def wants(self, kind: str, tags: tuple[str, ...]) -> bool:
        """Whether an event of that kind with those tags concerns this recipient.

        >>> Recipient("办公室", tags=("年检",)).wants("deadline", ("科普",))
        False
        """
        return (not self.kinds or kind in self.kinds) and (not self.tags or bool(set(self.tags) & set(tags)))


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server that reminders are handed to, and the address that they come from; timeout in seconds."""

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    password: Secret = Secret()
    timeout: float = 30.0
    password_env: str | None = None
    """The variable that holds the password, where one does."""
    password_inside: bool = False
    """Whether the password stands in the settings file itself."""


EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  # listened at, not chosen here
"""What names every address of the machine, and the one under which the machine reaches itself."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that one installation decides for itself; `Settings()` is what holds without a file."""

    database: str | None = None
    at: time = time(8)
    """The time of day of reminders whose lead names none, Asia/Shanghai."""
    leads: Mapping[str, tuple[Lead, ...]] = field(default_factory=lambda: DEFAULT_LEADS)
    recipients: tuple[Recipient, ...] = (Recipient(),)
    mail: Mail | None = None
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
    second_reader: SecondReader | None = None
    """Who is asked for a second opinion on a notice; nobody, where the settings name none."""
    file: Path | None = None
    """Where they were read; None for the defaults."""
    from_environment: bool = False
    """Whether YUELING_DB names the database."""

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
