"""One table of the settings file, looked at key by key, so that every error knows its file, line and key."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from calendars.mail_addresses import ascii_domain
from calendars.people import ADDRESS
from rules import Message, YuelingError

Table = Mapping[str, Any]


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
    variable: str | None = field(default=None, compare=False)
    """The variable of the environment that holds it, where one does."""
    inside: bool = field(default=False, compare=False)
    """Whether it stands in the settings file itself."""

    def reveal(self) -> str | None:
        """The password, or None where there is none; raises SettingsError where its place was empty."""
        if self.problem:
            raise self.problem
        return self.content


NOTHING = Secret()
"""No secret."""


def nearest(word: str, known: Sequence[str], *, all_of_them: bool = False) -> Message:
    """What would be right in place of a word: the known one that is like it, else (or always) all of them."""
    from difflib import get_close_matches  # only who has made a slip needs it

    near = get_close_matches(word, known, 1, 0.5)
    keys = ", ".join(known)
    if near and all_of_them:
        return Message("did you mean {key}? known are {keys}", key=near[0], keys=keys)
    return Message("did you mean {key}?", key=near[0]) if near else Message("known are {keys}", keys=keys)


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the file, such as [mail]; of several of one name the nth."""

    file: Path
    text: str
    """The whole file, to find lines in."""
    env: Mapping[str, str]
    name: str
    table: Table
    nth: int = 0

    def fail(self, key: str, said: Message, remedy: Message | None = None) -> SettingsError:
        """The error to raise at a key of the table; an empty key means the table itself."""
        whole = f"{self.name}.{key}" if self.name and key else self.name or key
        return SettingsError(self.file, whole, said, remedy, line_of(self.text, whole, self.nth))

    def known(self, keys: tuple[str, ...]) -> None:
        """Raises SettingsError at a key that is none of these, with the nearest one."""
        for key in self.table:
            if key not in keys:
                raise self.fail(key, Message("there is no such setting"), nearest(key, keys))

    def missing(self, key: str) -> SettingsError:
        """The error to raise where the table lacks the key."""
        return self.fail("", Message("{key} is missing", key=key), Message('write {key} = "…"', key=key))

    def words(self, key: str) -> str | None:
        """The text on one line; None where the key is not set."""
        content = self.table.get(key)
        if content is None:
            return None
        if not isinstance(content, str):
            raise self.fail(key, Message("this must be a text"), Message('write {key} = "…"', key=key))
        if not content.strip() or not content.isprintable():
            raise self.fail(key, Message("the text is empty or holds unprintable characters"))
        return content.strip()

    def needed(self, key: str) -> str:
        """The text, which must be there."""
        content = self.words(key)
        if content is None:
            raise self.missing(key)
        return content

    def number(self, key: str, least: int, most: int) -> int | None:
        """The whole number in these bounds, both included."""
        content = self.table.get(key)
        if content is None:
            return None
        if not isinstance(content, int) or isinstance(content, bool) or not least <= content <= most:
            raise self.fail(key, Message("this must be a whole number from {least} to {most}", least=least, most=most))
        return content

    def choice(self, key: str, known: tuple[str, ...]) -> str | None:
        """The text, which is one of these."""
        content = self.words(key)
        if content is not None and content not in known:
            raise self.fail(
                key, Message("“{text}” is not known here", text=content), nearest(content, known, all_of_them=True)
            )
        return content

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts."""
        content = self.table.get(key, [])
        if not isinstance(content, list) or not all(isinstance(part, str) and part for part in content):
            raise self.fail(key, Message("this must be a list of texts"), Message('write {key} = ["…"]', key=key))
        return tuple(content)

    def flag(self, key: str) -> bool | None:
        """Yes or no; None where the key is not set."""
        value = self.table.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self.fail(key, Message("this must be true or false"))

    def address(self, key: str) -> str | None:
        """The mail address."""
        content = self.words(key)
        content = content and ascii_domain(content)
        if content is not None and not ADDRESS.fullmatch(content):
            said = Message("“{text}” is no mail address", text=content)
            raise self.fail(key, said, Message("write it as name@example.org, in ASCII letters"))
        return content

    def secret(self, key: str) -> Secret:
        """What stands under `key`, or where `key_env` and `key_file` say; an empty one where none of them is set."""
        places = [place for place in (key, f"{key}_env", f"{key}_file") if place in self.table]
        if len(places) > 1:
            said = Message("the password is given twice")
            raise self.fail(places[1], said, Message("keep one of {keys}", keys=", ".join(places)))
        if not places:
            return Secret()
        content = self.needed(places[0])
        if places[0] == key:
            return Secret(content, inside=True)
        return self._from_env(places[0], content) if places[0].endswith("_env") else self._from_file(places[0], content)

    def _from_env(self, key: str, name: str) -> Secret:
        if self.env.get(name):
            return Secret(self.env[name], variable=name)
        said = Message("the environment variable {name} is empty", name=name)
        problem = self.fail(key, said, Message("set it where the reminders are sent"))
        return Secret(None, problem, variable=name)

    def _from_file(self, key: str, name: str) -> Secret:
        try:
            return Secret((self.file.parent / Path(name).expanduser()).read_text(encoding="utf-8").strip())
        except (OSError, UnicodeDecodeError) as error:
            said = Message("the password cannot be read from {name}", name=name)
            problem = self.fail(key, said, Message("write it there as one line of text"))
            problem.__cause__ = error
            return Secret(None, problem)


def secret_keys(key: str) -> tuple[str, ...]:
    """The keys under which a secret may stand.

    >>> secret_keys("password")
    ('password', 'password_env', 'password_file')
    """
    return key, f"{key}_env", f"{key}_file"


def line_of(text: str, key: str, nth: int = 0) -> int | None:
    """The line on which a key such as `mail.port` is set (or its table opened), from 1; None where it cannot be found.

    >>> line_of("[mail]\\nhost = 'a'\\nport = 1\\n", "mail.port")
    3
    """
    table, _, name = key.rpartition(".")
    current, opened = "", None
    seen: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            current = re.sub("[\"']", "", head[1])  # [channels."科普部群"]: names that are no ASCII stand in quotes
            seen[current] += 1
            if current in (table, key) and seen[current] == nth + 1:
                opened = number
        elif seen[current] in (nth + 1, 0) and (pair := re.match(r"\s*([\w\"'.-]+)\s*=", line)):
            path = ".".join(filter(None, (current, pair[1].strip("\"'"))))
            if path == key or (name and path == table):
                return number
    return opened
