"""With which characters a match of a pattern may begin: a scan of the pattern that looks no further than it must.

`re` knows it too, but reads the whole of every pattern for it, and that takes longer than the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

__all__ = ["first_characters"]

ESCAPED = r"\\(?:u[0-9a-fA-F]{4}|.)"
PLAIN = r"[^\\\[\](){}|*+?.^$]"
PART = re.compile(
    rf"(?:(\((?:\?(?:[:=!]|<[=!]|[a-z]+:))?)|({PLAIN}+(?![*+?{{]))|({PLAIN}|{ESCAPED})|(\[\^?\]?(?:{ESCAPED}|[^\]\\])*\])"
    r"|(\))|(\|)|([\^$])|(.))([*+?][+?]?|\{\d*,?\d*\}[+?]?)?",
    re.DOTALL,
)
"""A part of a pattern: a bracket opens, words, one character, a set, a bracket closes, or, an edge, else; how often."""
ITEM = re.compile(rf"({ESCAPED}|.)(?:-({ESCAPED}|[^\]]))?", re.DOTALL)
"""A member of a set: a character, or from one to another."""
Part = tuple[str, str, str, str, str, str, str, str, str]
Heads = tuple[frozenset[str] | None, bool]
"""The characters with which something may begin, None for any, and whether it may be empty."""
NONE: frozenset[str] = frozenset()
DIGITS = frozenset("0123456789")
LACKING = ("*", "?", "{0", "{,")
"""What is repeated so may be left out."""
LOOKING = ("=", "!", "<")
"""A bracket that only looks around."""
WORD_EDGE = r"\b"
CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
WIDEST = 2000
"""Characters from one to another at most; a wider set is as good as any."""


@cache
def first_characters(pattern: str, flags: re.RegexFlag) -> frozenset[str] | None:
    """The characters with which a match of the pattern may begin, both cases where cases are ignored; None for any.

    >>> sorted(first_characters("(?:上|下)午|[1-3]点", re.ASCII))
    ['1', '2', '3', '上', '下']
    """
    heads, empty = _heads(iter(PART.findall(pattern)))
    if heads is None or empty:
        return None
    if flags & re.IGNORECASE:
        heads |= {char.lower() for char in heads} | {char.upper() for char in heads}
    return heads


def _heads(parts: Iterator[Part]) -> Heads:
    """Of what stands before the bracket that closes it."""
    found: set[str] = set()
    any_char = empty = ahead = False
    """`ahead`: something that begins the alternative is read, and cannot be left out."""
    for opens, words, one, members, closes, bar, edge, _, times in parts:
        if closes:
            return None if any_char else frozenset(found), empty or not ahead or times.startswith(LACKING)
        if bar:
            empty, ahead = empty or not ahead, False
        elif opens and (ahead or opens[2:3] in LOOKING):
            _pass_over(parts)
        elif words and not ahead:
            found.add(words[0])
            ahead = True
        elif not (ahead or edge or one == WORD_EDGE):
            heads, hollow = _heads(parts) if opens else (_character(one) if one else _set(members), bool(times))
            found |= heads or NONE
            any_char |= heads is None
            ahead = not (hollow and (opens or times.startswith(LACKING)))
    return None if any_char else frozenset(found), empty or not ahead


def _pass_over(parts: Iterator[Part]) -> None:
    """Goes on behind the bracket that closes what is open."""
    depth = 1
    for opens, _, _, _, closes, *_ in parts:
        depth += bool(opens) - bool(closes)
        if not depth:
            return


def _character(one: str) -> frozenset[str] | None:
    """A character of a pattern, or what its escape stands for."""
    if one[0] != "\\":
        return frozenset(one)
    if one[1] == "u" and len(one) > 2:
        return frozenset(one.encode("ascii").decode("unicode-escape"))
    if one[1] == "d":
        return DIGITS
    char = CONTROLS.get(one[1], one[1])
    return None if char.isalnum() else frozenset(char)


def _set(members: str) -> frozenset[str] | None:
    """The characters of a set in brackets; None for one that names what is outside it, and for a point."""
    if not members or members[1] == "^":
        return None
    found = NONE
    for first, last in ITEM.findall(members[1:-1]):
        heads = _character(first)
        if last and heads:
            start, end = map(ord, (*heads, *(_character(last) or NONE)))
            heads = frozenset(map(chr, range(start, end + 1))) if end - start < WIDEST else None
        if heads is None:
            return None
        found |= heads
    return found
