"""What the codes of a service mean for a message: a table for each service, made of our words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from rules import Message

from .channel import clean

WORDS = 200
"""Characters that are quoted of an answer."""
NO_WORDS = "–"
"""What stands for the words of a service that gave none."""


class Meaning(Enum):
    """What a code of a service says of a message."""

    DELIVERED = "delivered"
    LATER = "later"
    """It was not taken this time."""
    SLOWER = "slower"
    """None is taken for a while."""
    NEVER = "never"
    """This one will not be taken."""
    ROBOT = "robot"
    """None is taken until the robot or its settings are mended."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means, and in our words why."""

    meaning: Meaning
    why: Message


Codes = Mapping[int, Code]


def codes(*groups: tuple[Meaning, Mapping[int, Message]]) -> Codes:
    """A table of codes from what each meaning has."""
    return MappingProxyType({n: Code(meaning, why) for meaning, words in groups for n, why in words.items()})


def refusal(host: str, words: str, code: int) -> Message:
    """That a service refuses, with its words as `quote_words` has them, where it has any."""
    if words == NO_WORDS:
        return Message("{host} refuses and does not say why ({code})", host=host, code=code)
    return Message("{host} refuses: {words} ({code})", host=host, words=words, code=code)


def quote_words(words: object, hidden: tuple[str, ...] = ()) -> str:
    """What a service says, on one line, short, without anything that is hidden."""
    line = clean(words if isinstance(words, str) else "")
    for part in sorted(hidden, key=len, reverse=True):
        line = line.replace(part, "…")
    return line[:WORDS] or NO_WORDS
