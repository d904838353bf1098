"""The options of an address: which there are, each as it was given; what cannot be answered is refused."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from urllib.parse import parse_qsl

from rules import Message, YuelingError

from ..lines import one_line

MOST_OCTETS = 2000
"""Of the query."""
MOST_PAIRS = 60


class BadLook(YuelingError):
    """An option that there is not, or a value that it cannot have."""


def options_of(
    query: str, known: Collection[str], repeated: Collection[str] = (), *, blank: bool = False
) -> dict[str, list[str]]:
    """The values of each option, without white space around them; those of `repeated` may be several.

    With `blank` what is empty counts as not given, as forms send it.

    >>> options_of("ym=2026-12", ("lang", "ym"))
    {'ym': ['2026-12']}

    Raises BadLook for an option that is none of the known, and for values that cannot be read.
    """
    if len(query) > MOST_OCTETS:
        said = Message("the address asks with {n} octets, {most} at most are read", n=len(query), most=MOST_OCTETS)
        raise BadLook(said)
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PAIRS)
    except ValueError as error:  # no UTF-8, or too many
        raise BadLook(Message("the options of the address cannot be read"), _right("", known)) from error
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in known:
            raise BadLook(Message("there is no option “{name}”", name=one_line(name, 40)), _right(name, known))
        if blank and not value.strip():
            continue
        if not value.isprintable() or not value.strip():
            raise bad_value(name, value, Message("a value that can be read"))
        found.setdefault(name, []).append(value.strip())
    for name, values in found.items():
        if name not in repeated and len(values) > 1:
            raise BadLook(Message("{name} is given {n} times; once is right", name=name, n=len(values)))
    return found


def _right(name: str, known: Collection[str]) -> Message:
    """Which options there are, the one first that is most like the name."""
    names = ", ".join(known)
    if near := get_close_matches(name.lower()[:40], known, 1, 0.6):
        return Message("did you mean {name}? The options are {names}", name=near[0], names=names)
    return Message("the options are {names}", names=names)


def bad_value(name: str, value: str, right: Message) -> BadLook:
    """The error of a value that the option cannot have."""
    said = Message("{name}={value} cannot be answered", name=name, value=one_line(value, 60))
    return BadLook(said, Message("right is {right}", right=right))


def one_of(name: str, value: str, right: Collection[str]) -> str:
    """The value, which is one of the right ones. Raises BadLook."""
    if value not in right:
        raise bad_value(name, value, Message("one of {values}", values=", ".join(right)))
    return value
