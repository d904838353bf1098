"""The lines of a text: where each begins and ends without blanks and marks of layout, and the number or bullet before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..words import vocabulary

BLANKS = " \t\u3000\xa0\ufeff\u200b\x0b\f"
BREAK = re.compile(r"\r\n|[\n\r\x0b\f\u2028\u2029\x85]")
BLANK = re.compile(f"[{BLANKS}]+")
NUMERALS = "一二三四五六七八九十百零〇"
NUMBERING = "第" + NUMERALS
NUMBERED = re.compile(
    rf"(?P<chapter>第[{NUMERALS}\d]{{1,4}}[章节条款编])[{BLANKS}]*"
    rf"|(?P<one>[{NUMERALS}]{{1,4}})[{BLANKS}]*[、．.，,][{BLANKS}]*"
    rf"|[(（〔\[][{BLANKS}]*(?P<two>[{NUMERALS}]{{1,4}}|[㈠-㈩])[{BLANKS}]*[)）〕\]][{BLANKS}]*|(?P<ring>[㈠-㈩])"
    rf"|(?P<four>[(（][{BLANKS}]*\d{{1,2}}[{BLANKS}]*[)）]|[①-⑳⑴-⒇])[{BLANKS}]*"
    rf"|(?P<three>\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}(?:[{BLANKS}]*+(?:[、．)）]|\.(?!\d)|\.(?=(?:\d{{1,2}}|\d{{4}})[{BLANKS}]*+[月年]))"
    rf"|[{BLANKS}]++(?=\d{{4}}年|[\u4e00-\u9fff《“])|(?<=\.\d)(?=[\u4e00-\u9fff])(?![月年日号时点])))[{BLANKS}]*"
)
"""The number before a heading or an item, by its level."""
LEVELS = {"chapter": 1, "one": 1, "two": 2, "ring": 2, "three": 3, "four": 4}
BULLET = re.compile(rf"(?:[-*+•◆●■□▲△★☆※○◇◎►▪❖➢·]|[—–]{{1,2}}(?=[{BLANKS}]))[{BLANKS}]*")
MARKS = re.compile(r"#{1,6}(?=\s)|>+|\*\*|__|</?[A-Za-z][^<>]{0,80}>|`")
"""Marks of Markdown and of pages that may stand before or behind the words of a line."""


FROM_TO = re.compile(r"(?:1[0-2]|[1-9])\.(?:[12]\d|3[01]|[1-9])\s?[-—–~～]\s?(?:1[0-2]|[1-9])\.\d{1,2}")
"""Days in figures with which a line begins."""
DOTTED = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})[{BLANKS}]++(?![月日号年])")
"""The number of an item within an item, or a day."""
WHOLE = re.compile(rf"[{NUMERALS}]{{1,3}}|(?<![\d.])\d{{1,2}}(?![\d.])")
YEAR = re.compile(r"\d{4}年")
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a part of a long one, that is not blank."""

    start: int
    end: int
    text: str
    """What stands from start to end."""
    mark: int = 0
    """Characters of the number or bullet at its beginning."""
    level: int = 0
    """How deep its number stands; 0 without one."""
    sharps: int = 0
    """How many # stood before it."""
    indent: int = 0
    """Blanks before it; a full-width one counts as two."""
    cut: bool = False
    """Whether it is a further part of a line that was cut."""

    @property
    def words(self) -> str:
        """The line without its number or bullet."""
        return self.text[self.mark :]


def lines(text: str) -> list[Line]:
    """The lines of a text that are not blank, in its order."""
    found = [line for start, end in _spans(text) if (line := line_at(text, start, end))]
    return (
        list(_counted(found)) if any(DOTTED.match(line.text) or FROM_TO.match(line.text) for line in found) else found
    )


def _counted(found: Iterable[Line]) -> Iterator[Line]:
    """The same, where 1.2 numbers an item if it follows on what was numbered before, and is the second of January if not."""
    last = (0, 0)
    for line in found:
        if line.level and FROM_TO.match(line.text):
            yield replace(line, mark=0, level=0)  # 3.8-3.10
            continue
        match = DOTTED.match(line.text)
        if not match or match.end() == len(line.text):
            if line.level and (whole := WHOLE.search(line.text, 0, line.mark)):
                from ...languages.zh.numbers import number  # here: who only reads a file needs no languages

                last = (number(whole.group()), 0)
            yield line
            continue
        this = int(match[1]), int(match[2])
        follows = this in ((last[0], last[1] + 1), (last[0] + 1, 1)) or (
            this == last and bool(this[1])
        )  # in two languages
        if follows:
            last = this
            yield replace(line, mark=match.end(), level=LEVELS["three"])
        elif line.level and this[0] <= MONTHS and not YEAR.match(line.text, match.end()):
            yield replace(line, mark=0, level=0)
        else:
            last = this if line.level else last
            yield line


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _is_plain(char: str) -> bool:
    """Whether neither a blank, nor a mark, nor a number or a bullet begins with the character."""
    return "\u4e00" <= char <= "\u9fff" and char not in NUMBERING


def line_at(text: str, start: int, end: int, *, cut: bool = False) -> Line | None:
    """The line within those offsets; None where it is blank."""
    begin, sharps = start, 0
    plain = start < end and _is_plain(text[start])
    while start < end and not plain:
        if blank := BLANK.match(text, start, end):
            start = blank.end()
        elif mark := MARKS.match(text, start, end):
            sharps = sharps or mark.group().count("#")
            start = mark.end()
        else:
            break
    while end > start and (text[end - 1] in BLANKS or text[end - 1] in "*_`"):
        end -= 1
    if start >= end:
        return None
    if plain:
        return Line(start, end, text[start:end], cut=cut)
    indent = sum(2 if char == "\u3000" else 1 for char in text[begin:start] if char in BLANKS)
    return numbered(Line(start, end, text[start:end], sharps=sharps, indent=indent, cut=cut))


def numbered(line: Line) -> Line:
    """The line with what its number or bullet is."""
    match = NUMBERED.match(line.text)
    if match and match.lastgroup and match.end() < len(line.text):
        amount = match.lastgroup == "three" and vocabulary().begins(line.text, "counted", match.end())
        if not amount:
            return _marked(line, match.end(), LEVELS[match.lastgroup])
    bullet = BULLET.match(line.text)
    if bullet and bullet.end() < len(line.text):
        inner = NUMBERED.match(line.text, bullet.end())
        return _marked(line, inner.end() if inner else bullet.end(), 5)
    return line


def _marked(line: Line, mark: int, level: int) -> Line:
    """The line with its number or bullet."""
    return Line(line.start, line.end, line.text, mark, level, line.sharps, line.indent, line.cut)
