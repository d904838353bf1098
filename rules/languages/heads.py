"""With which characters a match of a pattern may begin, and which it must hold: what a pattern says of itself uncompiled.

`re` knows it too, but to compile every pattern for it takes longer than to read the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

__all__ = ["first_characters", "needed_characters"]

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
EDGES = (r"\b", r"\A")
"""What holds no character: the edge of a word, the beginning of the text."""
CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
WIDEST = 2000
"""Characters from one to another at most; a wider set is as good as any."""


@cache
def first_characters(pattern: str, flags: re.RegexFlag) -> frozenset[str] | None:
    r"""The characters with which a match of the pattern may begin, both cases where cases are ignored; None for any.

    >>> sorted(first_characters("(?:上|下)午|[1-3]点", re.ASCII))
    ['1', '2', '3', '上', '下']
    >>> sorted(first_characters(r"(?:\A|\n)[12]、", re.ASCII))
    ['\n', '1', '2']
    """
    heads, empty = _heads(iter(PART.findall(pattern)))
    if heads is None or empty:
        return None
    return in_cases(heads, flags)


@cache
def needed_characters(pattern: str, flags: re.RegexFlag) -> tuple[frozenset[str], ...]:
    """Sets of characters; every match of the pattern holds one of each.

    >>> [sorted(one) for one in needed_characters("第?[一二]{1,2}个?(?:周末|世纪)", re.ASCII)]
    [['一', '二'], ['末', '纪']]
    """
    return tuple(in_cases(one, flags) for one in _needs(iter(PART.findall(pattern))))


def in_cases(chars: frozenset[str], flags: re.RegexFlag) -> frozenset[str]:
    """Both cases of the characters where cases are ignored."""
    return chars.union(map(str.lower, chars), map(str.upper, chars)) if flags & re.IGNORECASE else chars


def _needs(parts: Iterator[Part]) -> list[frozenset[str]]:
    """What is needed of what stands before the bracket that closes it; of each alternative its last, for many end alike."""
    ways: list[list[frozenset[str]]] = [[]]
    times = ""
    for opens, words, one, members, closes, bar, _, _, times in parts:
        if closes:
            break
        if bar:
            ways.append([])
        elif opens[2:3] in LOOKING:
            pass_over(parts)
        elif opens:
            ways[-1] += _needs(parts)
        elif words:
            ways[-1] += map(frozenset, words)
        elif not times.startswith(LACKING) and (chars := character(one) if one else members_of(members)):
            ways[-1].append(chars)
    else:
        times = ""
    if times.startswith(LACKING) or not all(ways):
        return []
    return ways[0] if len(ways) == 1 else [NONE.union(*(min(reversed(way), key=len) for way in ways))]


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
            pass_over(parts)
        elif words and not ahead:
            found.add(words[0])
            ahead = True
        elif not (ahead or edge or one in EDGES):
            heads, hollow = _heads(parts) if opens else (character(one) if one else members_of(members), bool(times))
            found |= heads or NONE
            any_char |= heads is None
            ahead = not (hollow and (opens or times.startswith(LACKING)))
    return None if any_char else frozenset(found), empty or not ahead


def pass_over(parts: Iterator[Part]) -> None:
    """Goes on behind the bracket that closes what is open."""
    depth = 1
    for opens, _, _, _, closes, *_ in parts:
        depth += bool(opens) - bool(closes)
        if not depth:
            return


def character(one: str) -> frozenset[str] | None:
    """A character of a pattern, or what its escape stands for."""
    if one[0] != "\\":
        return frozenset(one)
    if one[1] == "u" and len(one) > 2:
        return frozenset(one.encode("ascii").decode("unicode-escape"))
    if one[1] == "d":
        return DIGITS
    char = CONTROLS.get(one[1], one[1])
    return None if char.isalnum() else frozenset(char)


def begins_beyond_ascii(members: str) -> bool:
    """Whether a set names characters one by one or from one to another, and none of them is an ASCII character."""
    if not members or members[1] == "^":
        return False
    firsts = [character(first) for first, _ in ITEM.findall(members[1:-1])]
    return all(first is not None and all(char > "\x7f" for char in first) for first in firsts)


def members_of(members: str) -> frozenset[str] | None:
    """The characters of a set in brackets; None for one that names what is outside it, and for a point."""
    if not members or members[1] == "^":
        return None
    found = NONE
    for first, last in ITEM.findall(members[1:-1]):
        heads = character(first)
        if last and heads:
            start, end = map(ord, (*heads, *(character(last) or NONE)))
            heads = frozenset(map(chr, range(start, end + 1))) if end - start < WIDEST else None
        if heads is None:
            return None
        found |= heads
    return found
