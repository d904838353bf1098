"""Which of the stored notices somebody means by words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from unicodedata import normalize

from rules import Message, YuelingError

from .civil import day_of
from .lines import one_line

if TYPE_CHECKING:  # a quick command knows no store
    from .store import KeptNotice

LONGEST_NAME = 60
"""Characters of a title or of a name in what is said."""
FEWEST = 4
"""Characters of the beginning of a digest that names a notice."""
MOST_NAMED = 5
"""Notices among which somebody is asked to choose."""
BRACKETS = str.maketrans("[［(（【﹝]］)）】﹞", "〔〔〔〔〔〔〕〕〕〕〕〕")
"""The brackets around the year of a document number (文号), however they are typed."""
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class UnknownPaper(YuelingError):
    """Words that name no notice, or several."""

    def __init__(self, words: str, found: Sequence[KeptNotice] = ()) -> None:
        said = Message("no notice is called “{words}”", words=one_line(words, LONGEST_NAME))
        remedy = Message(
            "name it by its document number or by words of its title; `yueling read FILE --add` stores one"
        )
        if found:
            said = Message("“{words}” may be several notices", words=one_line(words, LONGEST_NAME))
            remedy = Message(
                "name one by the beginning of its digest: {some}", some="; ".join(map(paper_line, found[:MOST_NAMED]))
            )
        if not words.strip():
            said = Message("no notice is named: the words are empty")
        super().__init__(said, remedy)


def paper_line(one: KeptNotice) -> str:
    """How a notice is named among others: the beginning of its digest, its title, number and day of issue."""
    facts = (one.digest[:12], one_line(one.title or one.name or "", LONGEST_NAME), one.number, one.issued)
    return " ".join(str(fact) for fact in facts if fact)


def versions_meant(notices: Iterable[KeptNotice], words: str) -> list[KeptNotice]:
    """The notice that somebody means by its digest or the beginning of it, its number, its title, words of it or a part of
    its number: the latest version of it first, by the day of issue and by when it was stored.

    Raises UnknownPaper where that is none, or may be several that are not versions of one.
    """
    papers, plain, number = list(notices), _plain(words), _number(words)
    ways = (
        lambda one: one.digest == words or (len(words) >= FEWEST and one.digest.startswith(words)),
        lambda one: number == _number(one.number) or plain == _plain(one.title),
        lambda one: plain in _plain(one.title),
        lambda one: _is_part(number, _number(one.number)),
    )
    for way in ways if plain else ():
        found = sorted(filter(way, papers), key=_age, reverse=True)
        if any(not is_version(one, found[0]) for one in found):
            raise UnknownPaper(words, found)
        if found:
            return found
    raise UnknownPaper(words)


def _plain(text: str | None) -> str:
    return "".join((text or "").split())


def _number(text: str | None) -> str:
    return normalize("NFKC", _plain(text)).translate(BRACKETS)


def _is_part(part: str, number: str) -> bool:
    """Whether it stands in a document number, its figures whole: 1号 is no part of 11号."""
    left, right = (r"(?<!\d)" if part[:1].isdigit() else "", r"(?!\d)" if part[-1:].isdigit() else "")
    return re.search(left + re.escape(part) + right, number) is not None


def _age(one: KeptNotice) -> tuple[date, datetime]:
    return one.issued or (day_of(one.added) if one.added else date.min), one.added or LONG_AGO


def is_version(one: KeptNotice, other: KeptNotice) -> bool:
    """Whether two notices are one, corrected or sent anew: of one office, the number the same, or without one the title."""
    from rules import one_house  # slow to load

    if one.digest == other.digest:
        return True
    if one.issuer and other.issuer and not one_house(one.issuer, other.issuer):
        return False
    if one.number and other.number:
        return _number(one.number) == _number(other.number)
    return _plain(one.title) == _plain(other.title)
