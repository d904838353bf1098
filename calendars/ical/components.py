"""The components of an iCalendar file as they stand in it, however broken it is; `lint` judges them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rules import Message

MOST_FAULTS = 1000
"""A file of garbage is not worth more; reading stops there."""
MOST_LINES = 10_000_000
"""Content lines that are read of a file at most."""
DEEPEST = 20
"""A calendar nests three deep."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken law: in which line of the file (from 1), the law's short name, and what is wrong."""

    line: int
    law: str
    said: Message
    effect: str = ""
    """What programs make of it: a name in `lint.effects.EFFECTS`; empty where nobody has tried."""


@dataclass(frozen=True, slots=True)
class Property:
    """A content line: its name and the names of its parameters in capitals."""

    line: int
    name: str
    params: dict[str, str]
    value: str
    text: str = ""
    """The whole line, unfolded."""

    def fault(self, law: str, said: Message, effect: str = "") -> Fault:
        """A fault in this line."""
        return Fault(self.line, law, said, effect)


@dataclass(frozen=True, slots=True)
class Component:
    """What stands between BEGIN and END; its line is that of BEGIN."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)
    broken: list[Fault] = field(default_factory=list)
    """Its lines that are no properties."""

    def all(self, *names: str) -> list[Property]:
        """The properties of these names, in the order of the file."""
        return [prop for prop in self.properties if prop.name in names]

    def one(self, name: str) -> Property | None:
        """The first property of the name."""
        for prop in self.properties:
            if prop.name == name:
                return prop
        return None

    def walk(self) -> Iterator[Component]:
        """The component and everything below it."""
        pending = [self]
        while pending:
            current = pending.pop()
            yield current
            pending += reversed(current.children)

    def fault(self, law: str, said: Message, effect: str = "") -> Fault:
        """A fault in the line in which the component begins."""
        return Fault(self.line, law, said, effect)


def physical(data: bytes) -> list[bytes]:
    """The lines of the file as CRLF parts them; in a file without any, as line feeds or carriage returns do."""
    end = next((end for end in (b"\r\n", b"\n", b"\r") if end in data), b"\r\n")
    lines = data.split(end)
    return lines[:-1] if lines[-1] == b"" else lines


def logical(lines: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    """The content lines, continuations joined, each with the number of its first physical line."""
    start, whole = 0, bytearray()
    for number, line in enumerate(lines, 1):
        if not line:
            continue  # an empty line ends nothing: what is folded may go on behind it
        if line[:1] in (b" ", b"\t") and whole:
            whole += line[1:]
            continue
        if whole:
            yield start, whole.decode(errors="replace")
        start, whole = number, bytearray(line)
    if whole:
        yield start, whole.decode(errors="replace")


_PARAM = r';[A-Za-z0-9-]++=(?:"[^"\r\n]*+"|[^";:,\r\n]*+)(?:,(?:"[^"\r\n]*+"|[^";:,\r\n]*+))*+'
_CONTENT = re.compile(rf"([A-Za-z0-9-]++)((?:{_PARAM})*+):(.*+)", re.DOTALL)


def parse(lines: Iterable[tuple[int, str]], most: int = MOST_LINES) -> tuple[Component, list[Fault]]:
    """The file as one tree below a component without a name, and what could not be read of it; at most so many lines."""
    stack, faults = [Component("", 1)], list[Fault]()
    for count, (number, text) in enumerate(lines):
        if count >= most:
            return stack[0], [*faults, Fault(number, "size", Message("the file has more than {most} lines", most=most))]
        match = _CONTENT.fullmatch(text)
        if match:
            faults += _place(stack, number, match)
        elif text.strip():
            said = Message("“{text}” is no property: a raw line break before it?", text=text[:40])
            faults.append(Fault(number, "line", said, "raw line break"))
            stack[-1].broken.append(faults[-1])
        if len(faults) > MOST_FAULTS:
            words = Message("more than {most} lines up to here are none of a calendar", most=MOST_FAULTS)
            return stack[0], [*faults, Fault(number, "size", words)]
    said = Message("this component is never ended")
    return stack[0], faults + [open_.fault("balance", said, "not ended") for open_ in stack[1:]]


def _place(stack: list[Component], number: int, match: re.Match[str]) -> list[Fault]:
    name, value = match[1].upper(), match[3]
    if name == "END":
        return _close(stack, number, value.strip().upper())
    if name != "BEGIN":
        stack[-1].properties.append(Property(number, name, _params(match[2]), value, match[0]))
        return _misplaced(stack, number, name)
    if len(stack) > DEEPEST:
        return [Fault(number, "balance", Message("components nest too deep"))]
    child = Component(value.strip().upper(), number)
    stack[-1].children.append(child)
    stack.append(child)
    return []


def _close(stack: list[Component], number: int, name: str) -> list[Fault]:
    if stack[-1].name == name and len(stack) > 1:
        stack.pop()
        return []
    said = Message("END:{name} where {open} is open", name=name[:40], open=stack[-1].name[:40] or "-")
    depth = next((i for i in range(len(stack) - 1, 0, -1) if stack[i].name == name), 0)
    if depth:
        del stack[depth:]
    return [Fault(number, "balance", said, "not ended")]


def _misplaced(stack: list[Component], number: int, name: str) -> list[Fault]:
    if len(stack) == 1:
        return [Fault(number, "balance", Message("{name} outside of any component", name=name[:40]))]
    if stack[-1].name == "VCALENDAR" and stack[-1].children:
        said = Message("{name} after the first component; some clients ignore it there", name=name[:40])
        return [Fault(number, "head", said, "late head")]
    return []


_NONE: dict[str, str] = {}


def _params(text: str) -> dict[str, str]:
    if not text:
        return _NONE  # most lines have none, and nobody changes what is read
    found = re.findall(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";])*)', text)
    return {name.upper(): value.strip('"') for name, value in found}
