"""The foot of a document: who issued it, the date of issue (成文日期), who printed it when (印发日期)."""

from __future__ import annotations

import re
from itertools import takewhile

from ..names import is_person
from ..words import vocabulary
from .blocks import BlockKind
from .layout import Layout, runs_on
from .lines import Line
from .page import is_page_line
from .shapes import ENDS, LONGEST_NAME, is_genre, is_org, squeezed
from .spans import Span

SIGNERS = 4
"""Lines above the date in which those stand who issued a document."""
BELOW = 39
"""Lines below the foot that are looked at."""
LONGEST_PRINTED = 4
INDENT = 4
"""Blanks from which a line stands at the right."""
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.&'’-]*")
"""A name once more in English."""
LATIN_TAIL = re.compile(rf"\s+{LATIN.pattern}$")
TIME = re.compile(r"\s*(?:\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?\s*")
"""A time of day behind the day on which a note is written, and behind the part of the day."""
SECONDS = re.compile(r"\d:\d\d:\d\d")
DASHES = " 　—-－–"
LONGEST_PERSON = 4
NAMES = re.compile(r"\s{2,}|、")


def mark_foot(layout: Layout) -> None:
    """Finds every foot: a notice that passes another on has two."""
    foot = _Foot(layout)
    foot.mark_heads()
    for n, line in enumerate([*layout.lines]):
        if n and n not in layout.kinds and (day := layout.day_of(line)):
            foot.mark(n, day)
    if BlockKind.DATED not in layout.kinds.values():
        foot.mark_short()
    if BlockKind.DATED not in layout.kinds.values():
        foot.mark_note()
    if BlockKind.DATED not in layout.kinds.values():
        foot.mark_undated()


class _Foot:
    """The foot of a layout; what stands below a line is looked at once."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._trails: dict[int, bool] = {}
        """Whether a line may stand below the foot, by where it begins."""

    def mark(self, n: int, day: Span) -> None:
        """Gives the line with the day, and those above it that sign, their kinds."""
        layout, words = self.layout, vocabulary()
        line = layout.lines[n]
        before, after = layout.around(line, day)
        if words.begins(after, "printed") and len(after) <= LONGEST_PRINTED:
            layout.kinds[n] = BlockKind.IMPRINT
        elif layout.is_day(line) and not runs_on(layout.lines[n - 1].text):
            signers = self._signers(n)
            if signers or self._ends_text(n):
                layout.kinds[n] = BlockKind.DATED
                layout.kinds.update((k, BlockKind.SIGNATURE) for k in signers)
        elif self._is_written(before) and self._ends_text(n):
            layout.kinds[n] = BlockKind.DATED
        elif after:
            return
        elif n + 1 == len(layout.lines) and before.rstrip()[-1:] in tuple(ENDS):
            layout.split(n, day[0])
            layout.kinds[n + 1] = BlockKind.DATED
        elif is_org(before) and (self._ends_text(n) or line.indent > INDENT):
            layout.kinds[n] = BlockKind.DATED

    def mark_short(self) -> None:
        """Finds the foot whose day leaves out its year, below who signs and at the end of the text."""
        for n in range(len(self.layout.lines) - 1, 1, -1):
            if not self._trailing(self.layout.lines[n]):
                return
            if self.layout.is_short_day(self.layout.lines[n]) and (signers := self._signers(n)):
                self.layout.kinds[n] = BlockKind.DATED
                self.layout.kinds.update((k, BlockKind.SIGNATURE) for k in signers)
                return

    def mark_heads(self) -> None:
        """Finds the lines above messages, with who wrote each and when: 【班级群】王老师 5月13日 10:05, 李敏 10:05:32."""
        layout = self.layout
        for n, line in enumerate(layout.lines):
            day = layout.day_of(line) or layout.short.first(line.start, line.end)
            rest = _behind_time(layout.text[day[1] : line.end]).strip() if day else ""
            stamp = layout.text[day[0] : line.end].replace("：", ":") if day else ""
            if not day or rest or ":" not in stamp:
                continue
            writer = layout.text[line.start : day[0]].strip(DASHES)
            bracket, _, name = writer.rpartition("】")
            told = bool(bracket) or vocabulary().has(writer, "group") or _is_writer(name)
            if (told and len(writer) <= LONGEST_NAME) or (
                name and len(name) <= LONGEST_PERSON and SECONDS.search(stamp)
            ):
                layout.kinds.setdefault(n, BlockKind.PAGE)

    def mark_note(self) -> None:
        """Finds the last line of a note, with who writes it and when: 物业小邱 5月13日, 居委会 小冯 2026.4.10, 5月13日 物业."""
        layout = self.layout
        for n in range(len(layout.lines) - 1, max(len(layout.lines) - SIGNERS, 0), -1):
            line = layout.lines[n]
            if not self._trailing(line):
                return
            day = layout.day_of(line) or layout.short.first(line.start, line.end)
            if not day:
                continue
            before, after = layout.text[line.start : day[0]].strip(DASHES), layout.text[day[1] : line.end]
            if before and not _is_writer(before):
                continue
            rest = _behind_time(after)
            if not rest.strip() if before else _is_writer(rest):
                layout.kinds[n] = BlockKind.DATED
            return

    def mark_undated(self) -> None:
        """Finds who signs a letter without a date: among its last lines, above how to reach them."""
        found = self.layout.lines
        for n in range(len(found) - 1, max(len(found) - SIGNERS - 3, 0), -1):
            if is_page_line(found[n].words):
                continue
            if n in self.layout.kinds or len(found[n].text) > LONGEST_NAME:
                return
            if _signs(found[n]):
                self.layout.kinds.update((k, BlockKind.SIGNATURE) for k in (*self._signers(n), n))
                return

    def _is_written(self, before: str) -> bool:
        """Whether who wrote it stands before the day, with the word for that: 综合统计室整理."""
        bare = before.strip(" 　（(")
        word = vocabulary().ends(bare, "written_by")
        return bool(word) and is_org(bare.removesuffix(word))

    def _signers(self, n: int) -> list[int]:
        """The lines right above the date that name who issued the notice."""
        found: list[int] = []
        for k in range(n - 1, max(n - SIGNERS - 1, 0), -1):
            line = self.layout.lines[k]
            if k in self.layout.kinds or not (_signs(line) or (not found and LATIN.fullmatch(line.text))):
                break
            found.append(k)
        while found and LATIN.fullmatch(self.layout.lines[found[-1]].text):
            found.pop()
        return found

    def _ends_text(self, n: int) -> bool:
        """Whether nothing but attachments, contacts and the like stands below the line."""
        return all(self._trailing(line) for line in self.layout.lines[n + 1 : n + 1 + BELOW])

    def _trailing(self, line: Line) -> bool:
        if line.start not in self._trails:
            self._trails[line.start] = _may_trail(line)
        return self._trails[line.start]


def _may_trail(line: Line) -> bool:
    """Whether a line may stand below the foot: no sentence of the text."""
    words, plain = vocabulary(), line.words
    return bool(
        line.level
        or plain[0] in "(（[【"
        or words.begins(plain, "attachment")
        or words.begins(plain, "contact")
        or not any(sign in plain for sign in "。；，")
        or is_genre(plain)
        or is_page_line(plain)
    )


def _behind_time(text: str) -> str:
    """What stands behind a time of day at the beginning of a text: 晚上 18:40."""
    words, plain = vocabulary(), text.lstrip()
    half = words.begins(plain, "morning") or words.begins(plain, "afternoon")
    return TIME.sub("", plain.removeprefix(half), count=1)


def _is_writer(text: str) -> bool:
    """Whether words name a body, or somebody of one: 社区居委会 小冯, 行政部小傅."""
    parts = re.split(rf"[{re.escape(DASHES)}]+", text.strip(DASHES))
    name = "".join(parts)
    if is_org(name):
        return True
    if len(parts) > 1 and len(parts[-1]) <= LONGEST_PERSON and is_org("".join(parts[:-1])):
        return True
    return any(
        is_person(name[at:]) and is_org(name[:at]) for at in range(len(name) - LONGEST_PERSON, len(name) - 1) if at > 1
    )


def _signs(line: Line) -> bool:
    """Whether a line names who issued the notice."""
    if line.mark:
        return False
    parts = [part for part in NAMES.split(LATIN_TAIL.sub("", line.text)) if part]
    parts = list(takewhile(lambda part: not vocabulary().begins(part, "contact"), parts))
    return bool(parts) and (is_org(squeezed("".join(parts))) or all(is_org(part) for part in parts))
