"""The settings file: TOML in, Settings out, or the line, the key and what would be right there.

A file that is wrong in any place is refused as a whole; where only what a channel is set to is wrong, that channel alone is
`BrokenChannel`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import time
from pathlib import Path
from types import MappingProxyType

from calendars.captions import kind_named, kinds_known
from calendars.events import KINDS, BadLead, Lead
from calendars.http_settings import DEFAULT, HttpSettings, Network, networks_of
from calendars.people import MOST_AFTER, MOST_REPEATS, NO_WISHES, BadPerson, Leads, Quiet, Wishes
from calendars.second_reader import LONGEST, TIMEOUT, BadSecondReader, SecondReader
from calendars.selection import BadSelection, Selection
from calendars.system_words import system_reason
from rules import Message, YuelingError

from . import deputies
from .channels import ChannelSettings, Mail
from .channels_given import channels_of
from .deputies import OpenDeputy
from .heartbeat import read_ping_url
from .recipients import Recipient
from .section import Section, SettingsError, Table
from .settings import DEFAULT_LEADS, MAX_JUMP, Settings, default_file


def load_settings(path: Path | None, env: Mapping[str, str]) -> Settings:
    """The settings of the file; without a path those of YUELING_CONFIG, or of the platform's place if it has any.

    YUELING_DB comes before the database that the file names. Raises SettingsError.
    """
    asked = path or (Path(env["YUELING_CONFIG"]) if env.get("YUELING_CONFIG") else None)
    place = asked or default_file()
    database = env.get("YUELING_DB") or None
    if not asked and not place.exists():
        return Settings(database=database, from_environment=bool(database))
    return read_settings(place, env, database)


def read_settings(file: Path, env: Mapping[str, str], database: str | None = None) -> Settings:
    """The settings of the file; the database, where one is given, comes before the one that the file names.

    Raises SettingsError.
    """
    return _Reader(file, _text(file), env).settings(database)


def read_text(place: Path, text: str, env: Mapping[str, str], tables: Collection[str]) -> Settings:
    """The settings that a text says, of which it may have these tables alone; `place` is how errors name it.

    Raises SettingsError.
    """
    reader = _Reader(place, text, env)
    for name in reader.data:
        if name in TABLES and name not in tables:
            said = Message("this is decided for all organisations")
            remedy = Message("it may have: {tables}; the rest stands in the settings file", tables=", ".join(tables))
            raise SettingsError(place, name, said, remedy)
    return reader.settings(None)


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        said = Message("the settings cannot be read: {reason}", reason=system_reason(error))
        raise SettingsError(
            file, "", said, Message("name a file that exists with --config, or leave it out")
        ) from error
    return decoded(file, data)


def decoded(file: Path, data: bytes) -> str:
    """The text of a settings file; raises SettingsError for what is none."""
    if len(data) > 1_000_000:
        raise SettingsError(file, "", Message("this is no settings file: it is larger than 1 MB"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        said = Message("the file is not UTF-8")
        raise SettingsError(file, "", said, Message("save it as UTF-8, without another encoding"), line) from error


TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "database": ("url",),
        "reminders": ("time", "leads", "quiet", "rest", "repeat", "max_jump", "ping_url"),
        "recipients": (
            "name", "email", "kinds", "tags", "organisations", "people", "words", "channel",
            "time", "leads", "quiet", "rest", "repeat", "deputy", "deputy_after",
        ),
        "mail": Mail.KEYS,
        "channels": ("default",),
        "feeds": ("title", "base_url"),
        "server": (
            "host", "port", "desk", "root_path", "trusted_proxies", "hosts", "metrics_from", "cors", "most_upload", "caldav",
            "share_feeds",
        ),
        "cluster": ("enabled",),
        "second_reader": ("url", "model", "key_env", "timeout", "longest"),
    }
)  # fmt: skip
"""Every table of the file and its keys; `recipients` comes as often as there are people, `channels` holds one for each."""

MB, MOST_UPLOAD = 1024 * 1024, 64
"""A document that is handed in at the desk has so many MB at most, whatever is set: the readers take no larger ones."""
LONGEST_QUOTE = 120
"""Characters of a line that an error quotes."""


BARE = re.compile(r"""(?P<head>\s*\[{0,2}\s*)(?P<key>[^\s\]="'\[#]+)(?P<tail>\s*(?:\]|=).*)""")
"""A line that opens a table or sets a key, without quotes around it."""


def _in_quotes(line: str) -> str | None:
    """The line with quotes around those parts of its key that are not of ASCII letters; None where it has no such part.

    >>> _in_quotes("[channels.科普]"), _in_quotes("[mail]")
    ('[channels."科普"]', None)
    """
    match = BARE.fullmatch(line)
    if not match or match["key"].isascii():
        return None
    parts = [part if part.isascii() else f'"{part}"' for part in match["key"].split(".")]
    return f"{match['head']}{'.'.join(parts)}{match['tail']}"[:LONGEST_QUOTE]


class _Reader:
    """One settings file on its way to Settings: every key is looked at through a `Section` of it."""

    def __init__(self, file: Path, text: str, env: Mapping[str, str]) -> None:
        self.file, self.text, self.env = file, text, env
        try:
            self.data: Table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            place = re.search(r" \(at (?:line (\d+).*|end of document)\)$", str(error))
            line = int(place[1]) if place and place[1] else None
            reason = str(error)[: place.start()] if place else str(error)
            said = Message("this is not TOML: {reason}", reason=reason)
            right = _in_quotes(text.splitlines()[line - 1]) if line else None
            quoted = (
                Message("names that are not of ASCII letters stand in quotes: {line}", line=right) if right else None
            )
            raise SettingsError(
                file, "", said, quoted or Message('write key = "value" under a [table]'), line
            ) from error

    def settings(self, database: str | None) -> Settings:
        self._section("", self.data).known(tuple(TABLES))
        sections = {name: self._table(name) for name in TABLES if name != "recipients"}
        mail = sections["mail"] if "mail" in self.data else None
        default, channels = channels_of(sections["channels"], mail)
        server, feeds = sections["server"], sections["feeds"]
        recipients, open_deputies = self._recipients(default, channels)
        return Settings(
            database=database or sections["database"].words("url"),
            at=self._time(sections["reminders"]),
            leads=self._leads(sections["reminders"]),
            max_jump=sections["reminders"].number("max_jump", 1, 3650) or MAX_JUMP,
            ping_url=read_ping_url(sections["reminders"], "ping_url"),
            recipients=recipients,
            open_deputies=open_deputies,
            wishes=wishes_of(sections["reminders"]),
            channels=channels,
            feeds_title=feeds.words("title"),
            base_url=self._base_url(feeds),
            host=server.words("host") or "127.0.0.1",
            port=server.number("port", 1, 65535) or 8734,
            http=self._http(server),
            desk=server.flag("desk"),
            caldav=bool(server.flag("caldav")),
            share_feeds=server.flag("share_feeds"),
            cluster=bool(sections["cluster"].flag("enabled")),
            second_reader=self._second_reader(sections["second_reader"]) if "second_reader" in self.data else None,
            file=self.file,
            from_environment=bool(database),
        )

    def _section(self, name: str, table: Table, nth: int = 0) -> Section:
        return Section(self.file, self.text, self.env, name, table, nth)

    def _table(self, name: str) -> Section:
        table = self.data.get(name, {})
        section = self._section(name, table if isinstance(table, dict) else {})
        if not isinstance(table, dict):
            raise section.fail("", Message("this must be a table"), Message("write [{name}] on a line", name=name))
        if name != "channels":  # holds others, by the names that people give
            section.known(TABLES[name])
        return section

    def _time(self, section: Section) -> time:
        return time_of(section) or time(8)

    def _leads(self, section: Section) -> Mapping[str, tuple[Lead, ...]]:
        content = section.table.get("leads", {})
        if not isinstance(content, dict):
            remedy = Message("write [reminders.leads] on a line")
            raise section.fail("leads", Message("this must be a table"), remedy)
        inner = self._section("reminders.leads", content)
        inner.known(KINDS)
        return MappingProxyType({**DEFAULT_LEADS, **{kind: kind_leads(inner, kind) for kind in content}})

    def _recipients(
        self, default: str, channels: Mapping[str, ChannelSettings]
    ) -> tuple[tuple[Recipient, ...], tuple[OpenDeputy, ...]]:
        tables = self.data.get("recipients", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            remedy = Message("write [[recipients]] for each of them")
            raise self._section("recipients", {}).fail("", Message("this must be a list of tables"), remedy)
        sections = [self._section("recipients", table, nth) for nth, table in enumerate(tables)]
        known = tuple(dict.fromkeys((*channels, "mail")))
        found, unknown = deputies.checked(sections, [self._recipient(section, default, known) for section in sections])
        found = found or [Recipient(channel=default)]
        for nth, recipient in enumerate(found):
            section = sections[nth] if sections else self._section("recipients", {})
            self._reachable(recipient, channels, section)
            if any((other.id, other.channel) == (recipient.id, recipient.channel) for other in found[:nth]):
                said = Message("“{name}” is named twice", name=recipient.id)
                raise section.fail("", said, Message("put both sets of kinds and tags into one [[recipients]]"))
        return tuple(found), unknown

    def _recipient(self, section: Section, default: str, channels: tuple[str, ...]) -> Recipient:
        section.known(TABLES["recipients"])
        email = section.address("email")
        name = section.words("name") or email
        if not name:
            raise section.fail("", Message("somebody has no name"), Message('write name = "…"'))
        kinds = tuple(_kind(word, section) for word in section.texts("kinds"))
        follows = _follows(section)
        return Recipient(
            name,
            email,
            kinds,
            section.texts("tags"),
            section.choice("channel", channels) or default,
            follows=() if follows.is_everything else (follows,),
            wishes=wishes_of(section, his=True),
        )

    def _reachable(self, recipient: Recipient, channels: Mapping[str, ChannelSettings], section: Section) -> None:
        channel = channels.get(recipient.channel)
        if channel is None:
            said = Message("mail is to be sent, but no server is named")
            remedy = Message("write a [mail] table with host and sender")
            raise self._section("mail", {}).fail("", said, remedy)
        if lack := channel.lacks(recipient):
            raise section.fail("", lack, Message('write a [[recipients]] table with email = "…"'))

    def _second_reader(self, section: Section) -> SecondReader:
        url, model = section.needed("url"), section.needed("model")
        timeout = section.number("timeout", 1, 600) or TIMEOUT
        longest = section.number("longest", 1000, 200_000) or LONGEST
        try:
            return SecondReader(url, model, section.words("key_env"), timeout, longest)
        except BadSecondReader as error:
            raise section.fail(error.key, error.said, error.remedy) from None

    def _http(self, section: Section) -> HttpSettings:
        path = section.words("root_path")
        hosts = section.texts("hosts")
        for host in hosts:
            if not re.fullmatch(r"[A-Za-z0-9._-]{1,253}", host):
                said = Message("“{text}” is no host name", text=host)
                raise section.fail("hosts", said, Message("write names alone, without scheme, port or path"))
        try:
            root = path_of(path) if path else None
        except YuelingError as error:
            raise section.fail("root_path", error.said, error.remedy) from None
        trusted, counting = _networks(section, "trusted_proxies"), _networks(section, "metrics_from")
        upload = section.number("most_upload", 1, MOST_UPLOAD) or DEFAULT.most_upload // MB
        return HttpSettings(root, trusted, hosts, counting, _origins(section), most_upload=upload * MB)

    def _base_url(self, section: Section) -> str | None:
        url = section.words("base_url")
        if url and not re.fullmatch(r"https?://[!-~]{1,1000}", url):
            said = Message("“{text}” is no web address", text=url)
            raise section.fail("base_url", said, Message("write it as https://example.org/feeds"))
        return url.rstrip("/") if url else None


def time_of(section: Section) -> time | None:
    """The time of day under `time`; None where it is not set."""
    content = section.table.get("time")
    if content is None:
        return None
    if isinstance(content, str) and re.fullmatch(r"(?:[01]?\d|2[0-3]):[0-5]\d", content, re.ASCII):
        hour, minute = content.split(":")
        return time(int(hour), int(minute))
    if not isinstance(content, time):
        remedy = Message('write time = "08:00", without a zone')
        raise section.fail("time", Message("this must be a time of day"), remedy)
    return content.replace(second=0, microsecond=0)


def wishes_of(section: Section, *, his: bool = False) -> Wishes:
    """When somebody wants to hear of things: one recipient (`his`), or all who do not say so themselves."""
    words = section.words("quiet")
    try:
        quiet = Quiet.read(words) if words else None
    except BadPerson as error:
        raise section.fail("quiet", error.said, error.remedy) from error
    common = Wishes(quiet=quiet, rest=section.flag("rest"), repeat=section.number("repeat", 0, MOST_REPEATS))
    if not his:
        return common
    after = section.number("deputy_after", 1, MOST_AFTER) or NO_WISHES.after
    return replace(common, leads=_own_leads(section), at=time_of(section), deputy=section.words("deputy"), after=after)


def _own_leads(section: Section) -> Leads:
    """The leads by kind of one recipient."""
    content = section.table.get("leads", {})
    if not isinstance(content, dict):
        raise section.fail(
            "leads", Message("this must be a table"), Message('write leads = { deadline = ["7d", "1d"] }')
        )
    inner = replace(section, name=f"{section.name}.leads", table=content)
    inner.known(KINDS)
    return tuple((kind, kind_leads(inner, kind)) for kind in content)


def _follows(section: Section) -> Selection:
    """What concerns a recipient beside kinds and tags."""
    names = ("organisations", "people", "words")
    try:
        return Selection(**{name: section.texts(name) for name in names})
    except BadSelection as error:
        raise section.fail("", error.said, error.remedy) from error


def kind_leads(section: Section, kind: str) -> tuple[Lead, ...]:
    """The leads under the name of a kind."""
    content = section.table[kind]
    remedy = Message('write days as "7d", working days as "3wd", with a time as "1d@17:30", in a list')
    if not isinstance(content, list):
        raise section.fail(kind, Message("this must be a list of leads"), remedy)
    leads = []
    for part in content:
        try:
            plain = isinstance(part, int) and not isinstance(part, bool)
            leads.append(Lead.read(f"{part}d" if plain else str(part)))
        except BadLead as error:
            raise section.fail(kind, error.said, remedy) from error
    return tuple(leads)


def _kind(word: str, section: Section) -> str:
    """The kind that is called so, in any language."""
    if kind := kind_named(word):
        return kind
    known = Message("known are {keys}", keys=kinds_known())
    raise section.fail("kinds", Message("“{text}” is not known here", text=word), known)


def _origins(section: Section) -> tuple[str, ...]:
    origins = section.texts("cors")
    for origin in origins:
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]{1,253}(?::\d{1,5})?", origin):
            said = Message("“{text}” is no origin of pages", text=origin[:200])
            raise section.fail("cors", said, Message('write cors = ["https://example.org"], without a path'))
    return origins


def _networks(section: Section, key: str) -> tuple[Network, ...]:
    words = section.texts(key)
    try:
        return networks_of(words)
    except ValueError:
        said = Message("“{text}” is no list of addresses", text=", ".join(words)[:200])
        raise section.fail(key, said, Message('write {key} = ["127.0.0.1", "10.0.0.0/8"]', key=key)) from None


def path_of(text: str) -> str:
    """The path under which a server is reached, without a slash at its end; raises YuelingError.

    >>> path_of("/calendar/"), path_of("/")
    ('/calendar', '')
    """
    if not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)*/?", text) or len(text) > 200:
        said = Message("“{text}” is no path", text=text[:200])
        raise YuelingError(said, Message("write it as /calendar, in ASCII letters and digits"))
    return text.rstrip("/")
