"""Ordinary words and figures that only look like parts of a date: 前往, 日元, 第3版.

They compete with the words of dates for the same characters. An ordinary word costs a little more than a reading, so that
it wins only where the date would leave some of its characters to nobody: in 5月3日前往 the day is 5月3日, in 5月3日前 it is due.
A new one is an entry here and a line in `tests/corpus/zh/` or `tests/notices/`.
"""

from __future__ import annotations

from ..grammar import Lexeme
from .lexemes import Subject, cue

WORDS: dict[str, str] = {
    "class and decade": r"(?:19|20)?\d\d年[代级鉴画]",
    "what is in the year": "年内[容部]|[本上一]年度?会|第[一二三四五六七八九十\\d]期间",
    "go and come": "前往|前来|前去|前赴",
    "names": "明天小小科学家",
}
"""Words by what they are about; patterns without look-arounds."""
NAME = 480
"""What a name in quotes costs besides: a date in it is meant where it leaves less than five characters of the name over."""

LEXEMES = (
    *(Lexeme(name, pattern, cue("ORDINARY")) for name, pattern in WORDS.items()),
    Lexeme("name in quotes", r"“[^“”\n]{2,10}”", cue("ORDINARY"), cost=NAME),
)
SUBJECT = Subject(LEXEMES)
