"""Words for people, kept as values until somebody knows the reader's language.

A rule says *why* without knowing who asks: it hands out a Message, and the command line or a page turns it into Chinese
or English. Message ids are the English sentences; the Chinese ones are in `locale/zh/LC_MESSAGES/yueling.po`.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parent / "locale"
LANGUAGES = ("zh", "en")

COUNTED = (
    "actions|attachments|calendars|cells|channels|characters|dates|days|duties|entries|events|faults|feeds|files|groups|hours"
    "|instances|items|jobs|leads|letters|lines|links|members|messages|minutes|months|octets|occurrences|organisations|pages"
    "|people|pixels"
    "|reminders|rules|runs|seconds|sets|tags|things|times|tries|values|weekdays|weeks|words|workers|years|zones"
)
"""Nouns that stand behind a number in sentences."""
SINGULARS = {"people": "person"}
VERBS = {
    " are": " is", " were": " was", " have": " has", " wait": " waits", " do": " does", " begin": " begins", " keep": " keeps",
}  # fmt: skip
"""Verbs behind such a noun, of many and of one."""
_COUNTED = re.compile(rf"{{(\w+)}}((?: [a-z]+)??) ({COUNTED})\b((?: of [a-z]+)?(?: that)?)((?:{'|'.join(VERBS)})\b)?")

_COMMAND = re.compile(
    r"(?<![\w./-])yueling (?=[a-z])(?!(?:init|migrate-to|serve|worker|remind(?! -)|org (?!give\b))\b)", re.ASCII
)
"""A command in a sentence that is about one organisation; the others are about the database as a whole."""
_ORGANISATION: ContextVar[str] = ContextVar("organisation", default="")

Fact = str | int


@contextmanager
def commands_for(key: str) -> Iterator[None]:
    """Until the end of the block every command that a sentence proposes names the organisation with the key; "" is the first one.

    >>> with commands_for("xiamen"):
    ...     Message("`yueling list` shows all").say("en")
    '`yueling --org xiamen list` shows all'
    """
    before = _ORGANISATION.set(key)
    try:
        yield
    finally:
        _ORGANISATION.reset(before)


def name_organisation(key: str) -> None:
    """As `commands_for`, until the end of the block around it."""
    _ORGANISATION.set(key)


def whole_command(text: str) -> str:
    """The words with each command in them as whoever reads them has to type it: with the organisation that is spoken for.

    >>> with commands_for("xiamen"):
    ...     whole_command("yueling why 8f14e45f"), whole_command("yueling org list")
    ('yueling --org xiamen why 8f14e45f', 'yueling org list')
    """
    key = _ORGANISATION.get()
    return _COMMAND.sub(f"yueling --org {key} ", text) if key and "yueling " in text else text


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with its facts: `Message("no day {day} in month {month}", day=30, month=2)`.

    Facts may be messages themselves. Commands in it, which are none of its facts, name the organisation of `commands_for`.

    Of one thing English says one: the nouns in COUNTED, and the verb behind them.

    >>> Message("{n} days before", n=3).say("en"), Message("{n} more messages were dropped", n=1).say("en")
    ('3 days before', '1 more message was dropped')
    """

    text: str
    facts: tuple[tuple[str, Fact | Message], ...] = ()

    def __init__(self, text: str, /, **facts: Fact | Message) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "facts", tuple(facts.items()))

    def say(self, lang: str = "en") -> str:
        """The sentence in the language asked for ("zh" or "en")."""
        sentence = whole_command(_sentence(self.text, lang))
        if not self.facts:
            return sentence
        if lang == "en" and (single := tuple(name for name, value in self.facts if value in (1, "1"))):
            sentence = _singular(sentence, single)
        return sentence.format(**{k: v.say(lang) if isinstance(v, Message) else v for k, v in self.facts})

    def to_json(self) -> list[Any]:
        """The sentence and its facts as plain JSON; `from_json` reads it back."""
        return [self.text, {name: v.to_json() if isinstance(v, Message) else v for name, v in self.facts}]

    @classmethod
    def from_json(cls, record: list[Any]) -> Message:
        """The message that `to_json` wrote."""
        text, facts = record
        return cls(text, **{name: cls.from_json(v) if isinstance(v, list) else v for name, v in facts.items()})

    def __str__(self) -> str:
        return self.say("en")


@lru_cache(maxsize=4096)
def _singular(text: str, single: tuple[str, ...]) -> str:
    """The English sentence where each of the facts counts one."""

    def one(match: re.Match[str]) -> str:
        name, adjective, noun, of, verb = match.groups(default="")
        if name not in single:
            return match[0]
        ending = SINGULARS.get(noun) or (noun[:-3] + "y" if noun.endswith("ies") else noun[:-1])
        return f"{{{name}}}{adjective} {ending}{of}{VERBS.get(verb, verb)}"

    return _COUNTED.sub(one, text)


@lru_cache(maxsize=4096)
def _sentence(text: str, lang: str) -> str:
    return translation(lang).gettext(text)


@lru_cache
def translation(lang: str) -> gettext.NullTranslations:
    """The catalogue of a language; English needs none, and an unknown language reads as English."""
    if lang == "en":
        return gettext.NullTranslations()
    return gettext.translation("yueling", LOCALES, languages=[lang], fallback=True)
