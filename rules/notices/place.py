"""Where a reading stands: its sentence, its clause, and the words before and behind it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ..languages.grammar import Reading

RUNS_ON = "，,、：:于为在至以的和与及将把由自从到（("
"""A line that ends so goes on in the next: the break is no end of a sentence."""
CLAUSE_END = re.compile(r"[，,。；;！？!?\n]")


@dataclass(frozen=True, slots=True)
class Place:
    """The surroundings of a reading in a text; all offsets in code points."""

    text: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int

    @property
    def quote(self) -> str:
        """The words themselves."""
        return self.text[self.start : self.end]

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self.text[self.sentence_start : self.sentence_end].strip()

    @property
    def before(self) -> str:
        """What stands before it in its sentence."""
        return self.text[self.sentence_start : self.start]

    @property
    def after(self) -> str:
        """What follows it in its sentence."""
        return self.text[self.end : self.sentence_end]

    @property
    def clause_before(self) -> str:
        """What stands before it in its clause."""
        return CLAUSE_END.split(self.before)[-1]

    @property
    def clause_after(self) -> str:
        """What follows it in its clause."""
        return CLAUSE_END.split(self.after.lstrip("，, "), maxsplit=1)[0]


class Places:
    """The sentences of a text, found once."""

    def __init__(self, text: str) -> None:
        self.text = text
        starts = [0]
        for match in re.finditer(r"[。；;！？]|\r?\n", text):
            line_end = match.group()[-1] == "\n"
            if line_end and text[: match.start()].rstrip(" \t\r")[-1:] in tuple(RUNS_ON):
                continue
            starts.append(match.end())
        self.starts: Sequence[int] = starts

    def of(self, reading: Reading) -> Place:
        """The place of a reading; its sentence runs from one full stop, semicolon or end of line to the next."""
        number = bisect_right(self.starts, reading.start) - 1
        end = next((s for s in self.starts[number + 1 :] if s >= reading.end), len(self.text))
        return Place(self.text, reading.start, reading.end, self.starts[number], end)
