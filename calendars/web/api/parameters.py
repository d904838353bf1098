"""What a request may say: each parameter with its type and bounds, how it is read, and how the OpenAPI document tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from rules import Message, YuelingError

from ...lines import one_line

NUL = "\x00"


class BadParameter(YuelingError):
    """A parameter that is unknown, is missing, or says what it cannot; `name` is what it is called."""

    def __init__(self, name: str, said: Message, remedy: Message | None = None) -> None:
        super().__init__(Message("{name}: {what}", name=one_line(name, 60), what=said), remedy)
        self.name = name


class Kind(Protocol):
    """A type of parameters."""

    def of_text(self, text: str) -> Any:
        """The value that stands in an address; raises _Wrong."""

    def of_json(self, value: Any) -> Any:
        """The value that stands in a body; raises _Wrong."""

    def schema(self) -> dict[str, Any]:
        """The type as JSON Schema has it."""


class _Wrong(Exception):
    """A value that the type does not have: what is wrong, and what would be right."""

    def __init__(self, said: Message, remedy: Message | None = None) -> None:
        super().__init__(said)
        self.said, self.remedy = said, remedy


def _no_type(value: Any, right: Message) -> _Wrong:
    names = {bool: "true/false", int: "number", float: "number", str: "text", list: "list", dict: "object"}
    called = names.get(type(value), "null")
    return _Wrong(Message("a {type} cannot stand here", type=called), right)


@dataclass(frozen=True, slots=True)
class Words:
    """A text of so many characters at most; an empty one only where that is allowed."""

    most: int
    empty: bool = False

    def of_text(self, text: str) -> str:
        """The text; raises _Wrong."""
        if len(text) > self.most:
            raise _Wrong(
                Message("{n} characters are too many", n=len(text)), Message("at most {most} are read", most=self.most)
            )
        if not (self.empty or text.strip()):
            raise _Wrong(Message("it is empty"), Message("write at least one character"))
        if NUL in text or (not text.isprintable() and any("\ud800" <= char <= "\udfff" for char in text)):
            raise _Wrong(Message("it holds a character that is none"), Message("write it as plain text in UTF-8"))
        return text

    def of_json(self, value: Any) -> str:
        """The text; raises _Wrong."""
        if not isinstance(value, str):
            raise _no_type(value, Message("write it as text, in quotes"))
        return self.of_text(value)

    def schema(self) -> dict[str, Any]:
        """A string with its bounds."""
        return {"type": "string", "minLength": 0 if self.empty else 1, "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def of_text(self, text: str) -> int:
        """The number; raises _Wrong."""
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > 12:
            raise _Wrong(Message("“{text}” is no whole number", text=one_line(text, 40)), self._bounds())
        return self._within(int(text))

    def of_json(self, value: Any) -> int:
        """The number; raises _Wrong."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise _no_type(value, Message("write it as a whole number, without quotes"))
        return self._within(value)

    def _within(self, number: int) -> int:
        if not self.least <= number <= self.most:
            raise _Wrong(Message("the number is out of bounds"), self._bounds())
        return number

    def _bounds(self) -> Message:
        return Message("it goes from {least} to {most}", least=self.least, most=self.most)

    def schema(self) -> dict[str, Any]:
        """An integer with its bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Civil:
    """A day: 2026-04-15."""

    def of_text(self, text: str) -> date:
        """The day; raises _Wrong."""
        try:
            if len(text) != len("2026-04-15"):
                raise ValueError(text)
            return date.fromisoformat(text)
        except ValueError:
            raise _Wrong(
                Message("“{text}” is no day", text=one_line(text, 40)), Message("write it as in 2026-04-15")
            ) from None

    def of_json(self, value: Any) -> date:
        """The day; raises _Wrong."""
        if not isinstance(value, str):
            raise _no_type(value, Message("write it as in 2026-04-15"))
        return self.of_text(value)

    def schema(self) -> dict[str, Any]:
        """A string in the form of a day."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no: 1 or 0, true or false."""

    def of_text(self, text: str) -> bool:
        """Whether it is so; raises _Wrong."""
        if text not in ("0", "1", "false", "true"):
            raise _Wrong(Message("“{text}” is neither yes nor no", text=one_line(text, 40)), Message("write 1 or 0"))
        return text in ("1", "true")

    def of_json(self, value: Any) -> bool:
        """Whether it is so; raises _Wrong."""
        if not isinstance(value, bool):
            raise _no_type(value, Message("write true or false"))
        return value

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several words."""

    words: tuple[str, ...]

    def of_text(self, text: str) -> str:
        """The word; raises _Wrong."""
        if text not in self.words:
            remedy = Message("one of {words}", words=", ".join(self.words))
            raise _Wrong(Message("“{text}” is none of the words that may stand here", text=one_line(text, 40)), remedy)
        return text

    def of_json(self, value: Any) -> str:
        """The word; raises _Wrong."""
        if not isinstance(value, str):
            raise _no_type(value, Message("one of {words}", words=", ".join(self.words)))
        return self.of_text(value)

    def schema(self) -> dict[str, Any]:
        """A string of these."""
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a request may say, in its path, its query or its body."""

    name: str
    kind: Kind
    about: str
    example: Any
    key: str = ""
    """What the function that answers calls it, where that is another name."""
    required: bool = False
    default: Any = None
    many: int = 0
    """How many times it may be given; 0 where only one value is wanted."""
    nullable: bool = False
    """Whether null takes away what there is."""

    @property
    def called(self) -> str:
        """The name of the argument."""
        return self.key or self.name

    def of_texts(self, texts: Sequence[str]) -> Any:
        """The value that stands in an address; raises BadParameter."""
        if not self.many and len(texts) > 1:
            raise BadParameter(self.name, Message("it is given several times"), Message("give it once"))
        return self._read(texts, self.kind.of_text)

    def of_json(self, value: Any) -> Any:
        """The value that stands in a body; raises BadParameter."""
        if value is None and self.nullable:
            return None
        if not self.many:
            return self._read([value], self.kind.of_json)
        if not isinstance(value, list):
            raise BadParameter(self.name, Message("it is no list"), Message('write it in brackets, as in ["…"]'))
        return self._read(value, self.kind.of_json)

    def _read(self, values: Sequence[Any], read: Any) -> Any:
        if self.many and len(values) > self.many:
            said = Message("{n} values are too many", n=len(values))
            raise BadParameter(self.name, said, Message("at most {most} are read", most=self.many))
        try:
            found = tuple(map(read, values))
        except _Wrong as error:
            raise BadParameter(self.name, error.said, error.remedy) from None
        return found if self.many else found[0]

    def schema(self) -> dict[str, Any]:
        """Its type as JSON Schema has it."""
        found = self.kind.schema()
        if self.many:
            found = {"type": "array", "items": found, "maxItems": self.many}
        if self.nullable:
            found["type"] = [found["type"], "null"]
        if self.default is not None:
            found["default"] = self.default
        return found


def read(
    parameters: Iterable[Parameter], given: Mapping[str, Any], *, typed: bool, fill: bool = True
) -> dict[str, Any]:
    """The arguments that `given` says, by their names, with what stands in for those that are not given.

    `typed` values are those of a body, others lists of texts. Without `fill` what was not given is left out.

    Raises BadParameter for what is unknown, missing, or wrong.
    """
    known = {one.name: one for one in parameters}
    if strange := next((name for name in given if name not in known), None):
        said = Message("there is no such parameter here")
        raise BadParameter(strange, said, Message("there are {names}", names=", ".join(known) or "—"))
    found: dict[str, Any] = {}
    for one in known.values():
        if one.name in given:
            found[one.called] = one.of_json(given[one.name]) if typed else one.of_texts(given[one.name])
        elif one.required:
            raise BadParameter(one.name, Message("it is missing"), Message("as in {example}", example=str(one.example)))
        elif fill:
            found[one.called] = () if one.many else one.default
    return found
