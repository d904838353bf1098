"""A sentence in clauses, with the place of a date in it.

It is parted at its commas and colons. Blanks and what stands in brackets are left out; the date itself is the sign HERE,
another date is THERE.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..lazy import Lazy
from .documents.shapes import QUOTES

HERE, THERE = "\0", "\1"
DATES = HERE + THERE
COMMAS, COLONS = "，,；;。｡！!？?\n", "：:"
LINK = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./?=&%_#~:+-]+|</?[A-Za-z][^<>]{0,60}>")
BRACKETS = "(（[〔"
NOISE = ")）]〕*_|#<>"
"""Signs of a page or of a bracket whose other half is elsewhere."""
ENDS = re.compile(rf"([{COMMAS}]|[{COLONS}](?!\d\d|\d\Z))")
"""What ends a clause."""
SIGNS = re.compile(f"[{re.escape(BRACKETS + NOISE)}]")
LONGEST_ASIDE = 80
"""Characters within which a bracket is closed."""


@dataclass(frozen=True)
class Sentence:
    """A sentence in clauses, with the place of a date in it."""

    clauses: tuple[str, ...]
    here: int
    """The number of the clause with the date."""
    colons: tuple[bool, ...]
    """For each clause whether a colon stands behind it."""
    aside: bool = False
    """Whether the date stands in brackets behind what it is said of."""

    @classmethod
    def of(cls, text: str, start: int, end: int, here: tuple[int, int], dates: Sequence[tuple[int, int]]) -> Sentence:
        """The sentence from start to end of a text; `here` is the date, `dates` are all of them.

        >>> sentence = Sentence.of("请各分会于5月6日前报名，5月9日开会。", 0, 19, (5, 10), [(5, 10), (13, 17)])
        >>> sentence.before, sentence.after, sentence.clauses[1]
        ('请各分会于', '报名', '\\x01开会')
        """
        clauses, colons = _clauses(_bare(_with_signs(text, start, end, here, dates)))
        place = next((n for n, clause in enumerate(clauses) if HERE in clause), len(clauses) - 1)
        return cls(clauses, place, colons, text[max(here[0] - 1, 0)] in "(（")

    @Lazy
    def clause(self) -> str:
        """The clause with the date."""
        return self.clauses[self.here]

    @Lazy
    def before(self) -> str:
        """What stands before the date in its clause."""
        return self.clause.partition(HERE)[0]

    @Lazy
    def after(self) -> str:
        """What stands behind the date in its clause."""
        return self.clause.partition(HERE)[2]

    def back(self) -> Iterator[str]:
        """The clauses before, the nearest first."""
        return reversed(self.clauses[: self.here])

    def on(self) -> Iterator[str]:
        """The clauses behind, up to another date."""
        for clause in self.clauses[self.here + 1 :]:
            words, date, _ = clause.partition(THERE)
            if words or not date:
                yield words
            if date:
                return


def _with_signs(text: str, start: int, end: int, here: tuple[int, int], dates: Iterable[tuple[int, int]]) -> str:
    """The text from start to end with a sign for each date."""
    parts: list[str] = []
    at = start
    for first, last in sorted({*dates, here}):
        if at < last and at <= first < end:
            parts += (text[at:first], HERE if (first, last) == here else THERE)
            at = last
    return "".join((*parts, text[at:end]))


def _clauses(plain: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """The clauses of a text, and for each whether a colon stands behind it; 9:30 is no end of a clause."""
    parts = ENDS.split(plain)
    return tuple(parts[::2]), (*[sign in COLONS for sign in parts[1::2]], False)


def _bare(text: str) -> str:
    """The text without white space and without what stands in brackets, unless the date stands there."""
    parts: list[str] = []
    at = 0
    text = LINK.sub("", "".join(text.split()))
    while sign := SIGNS.search(text, at):
        place, char = sign.start(), sign.group()
        parts.append(text[at:place])
        at = place + 1
        close = text.find(QUOTES[char], place, place + LONGEST_ASIDE) if char in BRACKETS else -1
        if close > 0 and HERE not in text[place:close]:
            at = close + 1
        elif close > 0:
            parts.append("，")
        elif char not in NOISE:
            parts.append(char)
    parts.append(text[at:])
    return "".join(parts)
