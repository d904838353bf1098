"""Which documents are sent to nobody: those that say at their head, their foot or in their title that they are not for others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from rules import Notice, fold

from .masking import words

EDGE = 12
"""Lines with words at either end of a document that are its head and its foot."""
SHORT = 60
"""Characters of a line that may say of the whole document what it is."""
BRACKETS = re.compile(r"[(（\[【〔〈《]([^()（）\[\]【】〔〕〈〉《》]{1,60})[)）\]】〕〉》]")
PARTS = re.compile(r"\t|[:：,，;；。.|｜、!！/]| {2,}|\u3000{2,}")
JOINTS = re.compile(r"[-_ ]")
"""What joins the words of a file's name."""
STAR = "★☆*＊✩✭⭐"
NO_WORD = re.compile(r"[\W\d_]+")


def mark_of(notice: Notice) -> str | None:
    """The mark by which a document is kept from others, as it is known; None where it has none.

    >>> mark_of(Notice("机　密★一年\\n关于会议的通知\\n请于4月15日前报名。")), mark_of(Notice("关于内部审计的通知\\n"))
    ('机密', None)
    """
    lines = [line for line in notice.text.splitlines() if line.strip()]
    edges = lines if len(lines) <= 2 * EDGE else [*lines[:EDGE], *lines[-EDGE:]]
    inner = [] if len(lines) <= 2 * EDGE else lines[EDGE:-EDGE]
    for line in [*edges, notice.title or "", JOINTS.sub("\t", notice.name)]:
        within = _within(line) if len(line) <= SHORT or line is notice.title else None
        if marks := [mark for mark in (_in_line(line, ("secret", "alone")), within) if mark]:
            return max(marks, key=len)
    plain = fold("".join(inner))
    if not any(mark in plain for mark in _marks("secret")):
        return None
    short = (line for line in inner if len(line) <= SHORT)
    return next((mark for line in short if (mark := _in_line(line, ("secret",), whole=True))), None)


def _in_line(line: str, classes: Iterable[str], *, whole: bool = False) -> str | None:
    """The mark that stands alone on the line, in a bracket of it or between its signs."""
    known = frozenset().union(*map(_marks, classes))
    return next((mark for piece in _pieces(line, whole) if (mark := _alone(piece, known))), None) or _starred(line)


def _pieces(line: str, whole: bool) -> Iterator[str]:
    yield line
    if not whole:
        yield from BRACKETS.findall(line)
        yield from PARTS.split(BRACKETS.sub("\t", line))


def _alone(piece: str, known: frozenset[str]) -> str | None:
    """The mark of a piece that holds nothing else but what may stand beside a mark."""
    rest, found = NO_WORD.sub("", fold(piece)), None
    while rest:
        word = _begins(rest, known | _marks("beside"))
        if not word:
            return None
        found = word if word in known and (found is None or len(word) > len(found)) else found
        rest = rest[len(word) :]
    return found


def _begins(text: str, known: frozenset[str]) -> str:
    """The longest of the words that the text begins with; "" for none."""
    return next((text[:n] for n in range(min(_longest(known), len(text)), 0, -1) if text[:n] in known), "")


@cache
def _longest(known: frozenset[str]) -> int:
    return max(map(len, known))


def _starred(line: str) -> str | None:
    """A mark with a star beside it, whatever else stands on the line: 000123 机密★1年 特急."""
    plain = fold(line)
    if not any(star in plain for star in STAR):
        return None
    near = (plain[max(0, at - 8) : at + 9] for at, char in enumerate(plain) if char in STAR)
    return next((mark for piece in near for mark in sorted(_marks("secret")) if mark in piece), None)


def _within(line: str) -> str | None:
    plain = fold(line)
    found = (mark for mark in _marks("within") if mark in plain)
    return max(found, key=lambda mark: (len(mark), -plain.find(mark)), default=None)


@cache
def _marks(name: str) -> frozenset[str]:
    return frozenset(map(fold, words()["marks"][name]))
