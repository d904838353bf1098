"""The settings file: TOML in, Settings out, or the line, the key and what would be right there.

A file that is wrong in any place is refused as a whole.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from types import MappingProxyType
from typing import Any

from calendars.captions import kind_named, kinds_known
from calendars.events import KINDS, BadLead, Lead
from calendars.http_settings import DEFAULT, HttpSettings, Network, networks_of
from calendars.second_reader import LONGEST, TIMEOUT, BadSecondReader, SecondReader
from calendars.system_words import system_reason
from rules import Message, YuelingError

from .channels import CHANNELS
from .settings import DEFAULT_LEADS, Mail, Recipient, Secret, Settings, SettingsError, default_file

SECURITY = ("starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""The usual port of each way to secure mail."""


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


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        said = Message("the settings cannot be read: {reason}", reason=system_reason(error))
        raise SettingsError(
            file, "", said, Message("name a file that exists with --config, or leave it out")
        ) from error
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
        "reminders": ("time", "leads"),
        "recipients": ("name", "email", "kinds", "tags", "channel"),
        "mail": (
            "host", "port", "security", "user", "password", "password_env", "password_file", "sender", "timeout",
        ),
        "channels": ("default",),
        "feeds": ("title", "base_url"),
        "server": (
            "host", "port", "desk", "root_path", "trusted_proxies", "hosts", "metrics_from", "cors", "most_upload", "caldav",
        ),
        "second_reader": ("url", "model", "key_env", "timeout", "longest"),
    }
)  # fmt: skip
"""Every table of the file and its keys; `recipients` comes as often as there are people."""

Table = Mapping[str, Any]
MB, MOST_UPLOAD = 1024 * 1024, 64
"""A document that is handed in at the desk has so many MB at most, whatever is set: the readers take no larger ones."""
ADDRESS = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")


class _Reader:
    """One settings file on its way to Settings: every key is looked at through it, so that errors know their line."""

    def __init__(self, file: Path, text: str, env: Mapping[str, str]) -> None:
        self.file, self.text, self.env = file, text, env
        try:
            self.data: Table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            place = re.search(r" \(at (?:line (\d+).*|end of document)\)$", str(error))
            line = int(place[1]) if place and place[1] else None
            reason = str(error)[: place.start()] if place else str(error)
            said = Message("this is not TOML: {reason}", reason=reason)
            raise SettingsError(file, "", said, Message('write key = "value" under a [table]'), line) from error

    def settings(self, database: str | None) -> Settings:
        self._known("", self.data, tuple(TABLES))
        tables = {name: self._table(name) for name in TABLES if name != "recipients"}
        default = self._one_of("channels", tables["channels"], "default", tuple(CHANNELS)) or "stdout"
        mail = self._mail(tables["mail"]) if "mail" in self.data else None
        server = tables["server"]
        return Settings(
            database=database or self._words("database", tables["database"], "url"),
            at=self._time(tables["reminders"]),
            leads=self._leads(tables["reminders"]),
            recipients=self._recipients(default, mail),
            mail=mail,
            feeds_title=self._words("feeds", tables["feeds"], "title"),
            base_url=self._base_url(tables["feeds"]),
            host=self._words("server", server, "host") or "127.0.0.1",
            port=self._number("server", server, "port", 1, 65535) or 8734,
            http=self._http(server),
            desk=self._yes_or_no("server", server, "desk"),
            caldav=bool(self._yes_or_no("server", server, "caldav")),
            second_reader=self._second_reader(tables["second_reader"]) if "second_reader" in self.data else None,
            file=self.file,
            from_environment=bool(database),
        )

    def fail(self, key: str, said: Message, remedy: Message | None = None, nth: int = 0) -> SettingsError:
        """The error to raise at a key such as `mail.port` of the nth such table."""
        return SettingsError(self.file, key, said, remedy, line_of(self.text, key, nth))

    def _known(self, name: str, table: Table, known: tuple[str, ...], nth: int = 0) -> None:
        from difflib import get_close_matches

        for key in table:
            if key in known:
                continue
            whole = f"{name}.{key}" if name else key
            near = get_close_matches(key, known, 1, 0.5)
            remedy = Message("did you mean {key}?", key=near[0]) if near else None
            raise self.fail(
                whole,
                Message("there is no such setting"),
                remedy or Message("known are {keys}", keys=", ".join(known)),
                nth,
            )

    def _table(self, name: str) -> Table:
        table = self.data.get(name, {})
        if not isinstance(table, dict):
            raise self.fail(name, Message("this must be a table"), Message("write [{name}] on a line", name=name))
        self._known(name, table, TABLES[name])
        return table

    def _words(self, name: str, table: Table, key: str, nth: int = 0) -> str | None:
        content = table.get(key)
        if content is None:
            return None
        whole = f"{name}.{key}"
        if not isinstance(content, str):
            raise self.fail(whole, Message("this must be a text"), Message('write {key} = "…"', key=key), nth)
        if not content.strip() or not content.isprintable():
            raise self.fail(whole, Message("the text is empty or holds unprintable characters"), None, nth)
        return content.strip()

    def _number(self, name: str, table: Table, key: str, least: int, most: int) -> int | None:
        content = table.get(key)
        if content is None:
            return None
        if not isinstance(content, int) or isinstance(content, bool) or not least <= content <= most:
            raise self.fail(
                f"{name}.{key}", Message("this must be a whole number from {least} to {most}", least=least, most=most)
            )
        return content

    def _one_of(self, name: str, table: Table, key: str, known: tuple[str, ...], nth: int = 0) -> str | None:
        content = self._words(name, table, key, nth)
        if content is not None and content not in known:
            raise self.fail(
                f"{name}.{key}",
                Message("“{text}” is not known here", text=content),
                Message("known are {keys}", keys=", ".join(known)),
                nth,
            )
        return content

    def _list(self, name: str, table: Table, key: str, nth: int) -> tuple[str, ...]:
        content = table.get(key, [])
        if not isinstance(content, list) or not all(isinstance(part, str) and part for part in content):
            raise self.fail(
                f"{name}.{key}", Message("this must be a list of texts"), Message('write {key} = ["…"]', key=key), nth
            )
        return tuple(content)

    def _time(self, table: Table) -> time:
        content = table.get("time", time(8))
        if isinstance(content, str) and re.fullmatch(r"(?:[01]?\d|2[0-3]):[0-5]\d", content, re.ASCII):
            hour, minute = content.split(":")
            return time(int(hour), int(minute))
        if not isinstance(content, time):
            raise self.fail(
                "reminders.time", Message("this must be a time of day"), Message('write time = "08:00", without a zone')
            )
        return content.replace(second=0, microsecond=0)

    def _leads(self, table: Table) -> Mapping[str, tuple[Lead, ...]]:
        content = table.get("leads", {})
        if not isinstance(content, dict):
            raise self.fail(
                "reminders.leads", Message("this must be a table"), Message("write [reminders.leads] on a line")
            )
        self._known("reminders.leads", content, KINDS)
        return MappingProxyType({**DEFAULT_LEADS, **{kind: self._kind_leads(kind, of) for kind, of in content.items()}})

    def _kind_leads(self, kind: str, content: object) -> tuple[Lead, ...]:
        key = f"reminders.leads.{kind}"
        remedy = Message('write days as "7d", working days as "3wd", with a time as "1d@17:30", in a list')
        if not isinstance(content, list):
            raise self.fail(key, Message("this must be a list of leads"), remedy)
        leads = []
        for part in content:
            try:
                plain = isinstance(part, int) and not isinstance(part, bool)
                leads.append(Lead.read(f"{part}d" if plain else str(part)))
            except BadLead as error:
                raise self.fail(key, error.said, remedy) from error
        return tuple(leads)

    def _recipients(self, default: str, mail: Mail | None) -> tuple[Recipient, ...]:
        tables = self.data.get("recipients", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise self.fail(
                "recipients", Message("this must be a list of tables"), Message("write [[recipients]] for each of them")
            )
        found = [self._recipient(table, nth, default) for nth, table in enumerate(tables)] or [
            Recipient(channel=default)
        ]
        for nth, recipient in enumerate(found):
            self._reachable(recipient, mail, nth)
            if any((other.id, other.channel) == (recipient.id, recipient.channel) for other in found[:nth]):
                raise self.fail(
                    "recipients",
                    Message("“{name}” is named twice", name=recipient.id),
                    Message("put both sets of kinds and tags into one [[recipients]]"),
                    nth,
                )
        return tuple(found)

    def _recipient(self, table: Table, nth: int, default: str) -> Recipient:
        self._known("recipients", table, TABLES["recipients"], nth)
        email = self._words("recipients", table, "email", nth)
        if email is not None and not ADDRESS.fullmatch(email):
            raise self._bad_address("recipients.email", email, nth)
        name = self._words("recipients", table, "name", nth) or email
        if not name:
            raise self.fail("recipients", Message("somebody has no name"), Message('write name = "…"'), nth)
        kinds = tuple(self._kind(word, nth) for word in self._list("recipients", table, "kinds", nth))
        channel = self._one_of("recipients", table, "channel", tuple(CHANNELS), nth) or default
        return Recipient(name, email, kinds, self._list("recipients", table, "tags", nth), channel)

    def _kind(self, word: str, nth: int) -> str:
        """The kind that is called so, in any language."""
        if kind := kind_named(word):
            return kind
        known = Message("known are {keys}", keys=kinds_known())
        raise self.fail("recipients.kinds", Message("“{text}” is not known here", text=word), known, nth)

    def _reachable(self, recipient: Recipient, mail: Mail | None, nth: int) -> None:
        if recipient.channel != "mail":
            return
        if not mail:
            raise self.fail(
                "mail",
                Message("mail is to be sent, but no server is named"),
                Message("write a [mail] table with host and sender"),
            )
        if not recipient.email:
            said = Message("“{name}” is to be reminded by mail, but has no address", name=recipient.name)
            raise self.fail("recipients", said, Message('write a [[recipients]] table with email = "…"'), nth)

    def _bad_address(self, key: str, address: str, nth: int = 0) -> SettingsError:
        said = Message("“{text}” is no mail address", text=address)
        return self.fail(key, said, Message("write it as name@example.org, in ASCII letters"), nth)

    def _mail(self, table: Table) -> Mail:
        host, sender = self._words("mail", table, "host"), self._words("mail", table, "sender")
        if not host or not sender:
            missing = "sender" if host else "host"
            raise self.fail("mail", Message("{key} is missing", key=missing), Message('write {key} = "…"', key=missing))
        if not ADDRESS.fullmatch(sender):
            raise self._bad_address("mail.sender", sender)
        if not re.fullmatch(r"[!-~]{1,253}", host):
            raise self.fail("mail.host", Message("“{text}” is no host name", text=host))
        security = self._one_of("mail", table, "security", SECURITY) or "starttls"
        return Mail(
            host,
            sender,
            self._number("mail", table, "port", 1, 65535) or PORTS[security],
            security,
            self._words("mail", table, "user"),
            self._password(table),
            float(self._number("mail", table, "timeout", 1, 600) or 30),
            self._words("mail", table, "password_env"),
            "password" in table,
        )

    def _password(self, table: Table) -> Secret:
        places = [key for key in ("password", "password_env", "password_file") if key in table]
        if len(places) > 1:
            raise self.fail(
                f"mail.{places[1]}",
                Message("the password is given twice"),
                Message("keep one of {keys}", keys=", ".join(places)),
            )
        if not places:
            return Secret()
        key, content = places[0], self._words("mail", table, places[0])
        assert content is not None
        if key == "password":
            return Secret(content)
        return self._from_env(content) if key == "password_env" else self._from_file(content)

    def _from_env(self, name: str) -> Secret:
        if self.env.get(name):
            return Secret(self.env[name])
        said = Message("the environment variable {name} is empty", name=name)
        return Secret(None, self.fail("mail.password_env", said, Message("set it where the reminders are sent")))

    def _from_file(self, name: str) -> Secret:
        try:
            words = (self.file.parent / Path(name).expanduser()).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            said = Message("the password cannot be read from {name}", name=name)
            problem = self.fail("mail.password_file", said, Message("write it there as one line of text"))
            problem.__cause__ = error
            return Secret(None, problem)
        return Secret(words)

    def _second_reader(self, table: Table) -> SecondReader:
        name = "second_reader"
        url, model = self._words(name, table, "url"), self._words(name, table, "model")
        if not url or not model:
            missing = "model" if url else "url"
            raise self.fail(name, Message("{key} is missing", key=missing), Message('write {key} = "…"', key=missing))
        timeout = self._number(name, table, "timeout", 1, 600) or TIMEOUT
        longest = self._number(name, table, "longest", 1000, 200_000) or LONGEST
        try:
            return SecondReader(url, model, self._words(name, table, "key_env"), timeout, longest)
        except BadSecondReader as error:
            raise self.fail(f"{name}.{error.key}", error.said, error.remedy) from None

    def _http(self, table: Table) -> HttpSettings:
        path = self._words("server", table, "root_path")
        hosts = self._list("server", table, "hosts", 0)
        for host in hosts:
            if not re.fullmatch(r"[A-Za-z0-9._-]{1,253}", host):
                said = Message("“{text}” is no host name", text=host)
                raise self.fail("server.hosts", said, Message("write names alone, without scheme, port or path"))
        try:
            root = path_of(path) if path else None
        except YuelingError as error:
            raise self.fail("server.root_path", error.said, error.remedy) from None
        trusted, counting = self._networks(table, "trusted_proxies"), self._networks(table, "metrics_from")
        upload = self._number("server", table, "most_upload", 1, MOST_UPLOAD) or DEFAULT.most_upload // MB
        return HttpSettings(root, trusted, hosts, counting, self._origins(table), most_upload=upload * MB)

    def _origins(self, table: Table) -> tuple[str, ...]:
        origins = self._list("server", table, "cors", 0)
        for origin in origins:
            if not re.fullmatch(r"https?://[A-Za-z0-9.-]{1,253}(?::\d{1,5})?", origin):
                said = Message("“{text}” is no origin of pages", text=origin[:200])
                raise self.fail("server.cors", said, Message('write cors = ["https://example.org"], without a path'))
        return tuple(origins)

    def _networks(self, table: Table, key: str) -> tuple[Network, ...]:
        words = self._list("server", table, key, 0)
        try:
            return networks_of(words)
        except ValueError:
            said = Message("“{text}” is no list of addresses", text=", ".join(words)[:200])
            raise self.fail(
                f"server.{key}", said, Message('write {key} = ["127.0.0.1", "10.0.0.0/8"]', key=key)
            ) from None

    def _yes_or_no(self, name: str, table: Table, key: str) -> bool | None:
        value = table.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self.fail(f"{name}.{key}", Message("this must be true or false"))

    def _base_url(self, table: Table) -> str | None:
        url = self._words("feeds", table, "base_url")
        if url and not re.fullmatch(r"https?://[!-~]{1,1000}", url):
            said = Message("“{text}” is no web address", text=url)
            raise self.fail("feeds.base_url", said, Message("write it as https://example.org/feeds"))
        return url.rstrip("/") if url else None


def path_of(text: str) -> str:
    """The path under which a server is reached, without a slash at its end; raises YuelingError.

    >>> path_of("/calendar/"), path_of("/")
    ('/calendar', '')
    """
    if not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)*/?", text) or len(text) > 200:
        said = Message("“{text}” is no path", text=text[:200])
        raise YuelingError(said, Message("write it as /calendar, in ASCII letters and digits"))
    return text.rstrip("/")


def line_of(text: str, key: str, nth: int = 0) -> int | None:
    """The line on which a key such as `mail.port` is set (or its table opened), from 1; None where it cannot be found.

    >>> line_of("[mail]\\nhost = 'a'\\nport = 1\\n", "mail.port")
    3
    """
    table, _, name = key.rpartition(".")
    current, seen, opened = "", -1, None
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            current = head[1]
            seen += current in (table, key)
            if current in (table, key) and seen == nth:
                opened = number
        elif seen in (nth, -1) and (pair := re.match(r"\s*([\w\"'.-]+)\s*=", line)):
            path = ".".join(filter(None, (current, pair[1].strip("\"'"))))
            if path == key or (name and path == table):
                return number
    return opened
