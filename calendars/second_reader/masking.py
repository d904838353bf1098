"""A notice without what is somebody's: addresses, telephones and numbers of people, each character of them a sign.

The text keeps its length, so that every place in it is the place in the notice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

SIGN = "#"
"""What stands for a character that is not sent: no part of any date, and a model does not make much of it."""
SEP = "[ \t\u3000\xa0\u2013\u2014\u2212-]{0,2}"
FEWEST = 7
"""Digits of a number that is taken to be somebody's wherever it stands, but for days and years."""
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64} ?@ ?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII
)
NUMBERS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?<!\d)\d{6} ?\d{4} ?\d{4} ?\d{3}[\dXx](?![\dA-Za-z])",  # of an identity card
        r"(?<![A-Za-z0-9])(?=[A-Z]*\d)[0-9A-Z]{18}(?![A-Za-z0-9])",  # of a body: the social credit code
        rf"(?<!\d)(?:\+?86{SEP})?1[3-9]\d(?:{SEP}\d{{4}}{SEP}\d{{4}}|{SEP}\d{{3}}{SEP}\d{{5}}|\d{SEP}\d{{3}}{SEP}\d{{4}})(?!\d)",
        rf"(?<!\d)(?:\+?86{SEP})?\(?0\d{{2,3}}\)?{SEP}\d{{3,4}}{SEP}\d{{4}}(?:-\d{{1,6}})?(?!\d)",
        rf"(?<!\d)[48]00{SEP}\d{{3,4}}{SEP}\d{{3,4}}(?!\d)",
        rf"(?<!\d)\d{{4}}(?:{SEP}\d{{4}}){{3}}(?:{SEP}\d{{1,4}})?(?!\d)",  # of a card, in groups
        rf"(?<!\d)\d{{{FEWEST},}}(?!\d)",
    )
)
TOKEN = re.compile(rf"[A-Za-z][A-Za-z0-9_-]{{4,40}}|\d{{3,}}(?:{SEP}\d{{3,}}){{0,6}}", re.ASCII)
"""What stands behind a label: a name of letters, or a number of groups none of which is a month or a day."""
SHORTEST = 5
"""Digits of a number behind a label."""
DAY = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d\d){0,3}"
DAYS = re.compile(rf"{DAY}(?:{SEP}(?<!\d){DAY})*", re.ASCII)
YEARS = re.compile(rf"(?:19|20)\d\d(?:{SEP}(?:19|20)\d\d)*", re.ASCII)


class Masked(NamedTuple):
    """A text of the same length, and how many places in it are not shown."""

    text: str
    places: int


@cache
def words() -> Mapping[str, Any]:
    """The words by which a document is kept back, and those beside which a number is somebody's."""
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))


def mask(text: str, number: str | None = None) -> Masked:
    """The text without mail addresses, telephones and other numbers of people; dates stay, and so does its own number.

    >>> mask("请于4月15日前发至a@b.cn，电话：010-8888 6666").text
    '请于4月15日前发至######，电话：######## ####'
    """
    even = text.translate(NARROW)
    own = number.translate(NARROW) if number else ""
    places = [(start, end) for start, end in _found(even) if even[start:end] not in own]
    chars = list(text)
    for start, end in places:
        chars[start:end] = [char if char.isspace() else SIGN for char in text[start:end]]
    return Masked("".join(chars), len(set(places)))


def _found(even: str) -> Iterator[tuple[int, int]]:
    """Where something is that is not sent; places may overlap."""
    yield from (match.span() for match in MAIL.finditer(even))
    for pattern in NUMBERS:
        for match in pattern.finditer(even):
            if not _is_of_days(match.group(), even[match.end() : match.end() + 1]):
                yield match.span()
    for match in _label().finditer(even):
        yield from _behind(even, match.end())


def _is_of_days(number: str, following: str) -> bool:
    """Whether a number is a day or some years, or a scan's run of digits before the sign of one."""
    return bool(DAYS.fullmatch(number) or YEARS.fullmatch(number) or following in words()["numbers"]["units"])


def _behind(even: str, at: int) -> Iterator[tuple[int, int]]:
    """The numbers behind a label, one after another."""
    while match := TOKEN.match(even, _between().match(even, at).end()):  # type: ignore[union-attr] # it matches nothing too
        digits = sum(map(str.isdigit, match.group()))
        if match.group()[0].isdigit() and (digits < SHORTEST or YEARS.fullmatch(match.group())):
            return
        yield match.span()
        at = match.end()


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?:{_any_of(words()['numbers']['labels'])})", re.IGNORECASE)


@cache
def _between() -> re.Pattern[str]:
    return re.compile(f"(?:{_any_of(words()['numbers']['between'])}){{0,4}}")


def _any_of(found: list[str]) -> str:
    return "|".join(map(re.escape, sorted({one.translate(NARROW) for one in found}, key=len, reverse=True)))
