"""The head of a document: fields before a page, letterhead, number, title, and those addressed."""

from __future__ import annotations

import re

from ..words import vocabulary
from .blocks import BlockKind
from .glued import code_start
from .layout import Layout, runs_on
from .lines import Line
from .page import is_page_line
from .shapes import (
    ABOUT,
    COLONS,
    ENDS,
    LONGEST_ADDRESS,
    LONGEST_TITLE,
    NUMBER,
    SERIAL,
    SHORT,
    is_address,
    is_genre,
    is_org,
    squeezed,
    title_end,
)

HEAD_LINES = 16
"""Lines in which the head of a document stands."""
FRONT_LINES = 60
"""Lines in which the fields before a page stand."""
TITLE_LINES = 4
LONGEST_STAMPED = 60
SHORTEST_LETTERHEAD = 6
"""Characters of a name that the number behind it has no part in."""
LONGEST_NUMBERED = 300
"""Characters of a line that ends with a document number."""
LONGEST_SIGNED = 200
"""Characters before the day in a bracket with who and when."""
APART = re.compile(r"(?:[^\s|｜]|[ ](?=\S))+")
"""What stands between wide blanks or bars."""
FENCE = re.compile(r"-{3,}|\+{3,}")
FIELD = re.compile(r"[A-Za-z_]+\s*[:=]")
CLOCK = re.compile(r"\d{1,2}[:：]\d\d")
ROUND = re.compile(r"^[（(]?第?[一二三四五六七八九十\d]+[轮号次]|[）)]$")
"""What numbers a document: 第二轮通知, （第一号）公告."""
ABOVE_TITLE = (BlockKind.PAGE, BlockKind.FRONT, BlockKind.LETTERHEAD, BlockKind.NUMBER)


def mark_front(layout: Layout) -> None:
    """Finds the fields before a page: --- title: … ---."""
    found = layout.lines
    if not found or not FENCE.fullmatch(found[0].text):
        return
    end = next((n for n, line in enumerate(found[1:FRONT_LINES], 1) if FENCE.fullmatch(line.text)), None)
    if end and any(FIELD.match(line.text) for line in found[1:end]):
        layout.kinds.update((n, BlockKind.FRONT) for n in range(end + 1))


def mark_head(layout: Layout) -> None:
    """Finds what stands above the text, down to those addressed."""
    _Head(layout).mark()


class _Head:
    """The head of a layout; a title that says what it is goes before one that does not."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.kinds = layout.kinds
        self.titles: list[str] = []
        """What the lines of the title say so far."""
        self.sharps = 0
        """The level of the title, where the file says that it is a heading."""
        self.plain: int | None = None
        """The line that may be the title though it does not say what document it is."""

    def mark(self) -> None:
        """Goes through the first lines until one belongs to the text."""
        found = self.layout.lines
        first = next((n for n in range(len(found)) if n not in self.kinds), len(found))
        self.stop = min(first + HEAD_LINES, len(found))
        n: int | None = first
        while n is not None and n < self.stop and self.kinds.get(n) is not BlockKind.CELL:
            n = n + 1 if n in self.kinds else self._step(n)
        if not self.titles and self.plain is not None:
            self.kinds[self.plain] = BlockKind.TITLE

    def _step(self, n: int) -> int | None:
        """The number of the next line to look at; None where the head ends."""
        line = self.layout.lines[n]
        if not is_page_line(line.text) and (colon := _address_end(line)) is not None:
            if colon < line.end:
                self.layout.split(n, colon)
                self.kinds = self.layout.kinds
            self.kinds[n] = BlockKind.SALUTATION
            return None
        if parts := self._issue_parts(line):
            return self._part(n, parts)
        if kind := self._kind(n, squeezed(line.text)):
            self.kinds[n] = kind
            if kind is BlockKind.NUMBER and (place := self._code_at(line)):
                self.layout.split(n, place)
                self.kinds = self.layout.kinds
                self.kinds.update({n: BlockKind.LETTERHEAD, n + 1: BlockKind.NUMBER})
                return n + 2
        elif self._heads_text(line):
            return None
        elif (last := self._title(n)) is not None:
            self._entitle(n, last)
            return last + 1
        elif self._again(line):
            self._entitle(n, n)
        elif self.plain is None and not self.titles and self._stands_above(n):
            self.plain = n
        elif self.plain is not None and self.plain == n - 1 and line.text[:1] in "—-":
            self._entitle(n, n, titled=False)
        elif self.titles or self.plain is not None or len(line.text) > LONGEST_TITLE or line.text[-1] in ENDS:
            return None
        return n + 1

    def _heads_text(self, line: Line) -> bool:
        """Whether a line below the title is a heading of the text, as its file says: 活动安排, of a deeper level or no title."""
        words = squeezed(line.text)
        if not self.titles or not line.sharps or ABOUT in words or words[0] in "（(" or self._again(line):
            return False
        return line.sharps > self.sharps or not _is_title(words, first=False)

    def _issue_parts(self, line: Line) -> list[tuple[int, BlockKind]]:
        """Where number, day and issuer begin in one line: 教务〔2022〕33号　2022年6月10日　教务处; [] where there is more."""
        if len(line.text) > LONGEST_STAMPED or is_page_line(line.text):
            return []
        found: list[tuple[int, BlockKind]] = []
        for match in APART.finditer(self.layout.text, line.start, line.end):
            words, day = match.group(), self.layout.days.first(match.start(), match.end())
            if day and day[1] - day[0] >= len(words) - 1:
                found.append((match.start(), BlockKind.DATED))
            elif NUMBER.fullmatch(words):
                found.append((match.start(), BlockKind.NUMBER))
            elif is_org(words.removesuffix(vocabulary().ends(words, "stamp"))):
                found.append((match.start(), BlockKind.LETTERHEAD))
            else:
                return []
        return found if len(found) > 1 and any(kind is not BlockKind.LETTERHEAD for _, kind in found) else []

    def _part(self, n: int, parts: list[tuple[int, BlockKind]]) -> int:
        """Makes a line of each part; the number of the line behind them."""
        for place, _ in reversed(parts[1:]):
            self.layout.split(n, place)
        self.kinds = self.layout.kinds
        self.kinds.update((n + k, kind) for k, (_, kind) in enumerate(parts))
        return n + len(parts)

    def _entitle(self, first: int, last: int, *, titled: bool = True) -> None:
        self.sharps = self.sharps or self.layout.lines[first].sharps
        for n in range(first, last + 1):
            self.kinds[n] = BlockKind.TITLE
            if titled:
                self.titles.append(squeezed(self.layout.lines[n].text))

    def _kind(self, n: int, words: str) -> BlockKind | None:
        """What a line of the head is beside title and salutation."""
        if len(words) <= LONGEST_NUMBERED and self._is_number(words):
            return BlockKind.NUMBER
        if _is_stamped(words):
            return BlockKind.LETTERHEAD if len(words) < LONGEST_STAMPED and ABOUT not in words else None
        line = self.layout.lines[n]
        if is_page_line(line.text) or self._is_signed_day(line) or self._is_day_alone(n):
            return BlockKind.PAGE
        if not self.titles and is_org(words) and n + 1 < len(self.layout.lines):
            return BlockKind.LETTERHEAD
        return None

    def _is_number(self, words: str) -> bool:
        """Whether a line is a document number, alone or behind the letterhead."""
        number = NUMBER.search(words)
        if not number:
            return bool(SERIAL.fullmatch(words))
        if len(words) - len(number.group()) <= 6:
            return True
        glued = not self.titles and "《" not in words and number.end() == len(words)
        return glued and code_start(words, 0, number) > 0

    def _code_at(self, line: Line) -> int:
        """Where the document number begins behind a letterhead in its line; 0 where it stands alone.

        A short name is a part of the number: 云科协办发〔2026〕7号.
        """
        if vocabulary().begins(line.text.strip(), "number_label"):
            return 0  # behind a label all of it is the number
        number = NUMBER.search(self.layout.text, line.start, line.end)
        place = code_start(self.layout.text, line.start, number) if number else line.start
        before = squeezed(self.layout.text[line.start : place])
        return place if len(before) >= SHORTEST_LETTERHEAD or vocabulary().ends(before, "stamp") else 0

    def _is_day_alone(self, n: int) -> bool:
        """Whether a line above everything else is a day, and heads no timetable."""
        if not self.layout.is_day(self.layout.lines[n]) or any(k not in self.kinds for k in range(n)):
            return False
        return not (n + 1 < len(self.layout.lines) and CLOCK.match(self.layout.lines[n + 1].text))

    def _is_signed_day(self, line: Line) -> bool:
        """Whether a line is a bracket with who and when: （资产管理处　2018年6月28日）."""
        if len(line.text.strip("（）()")) == len(line.text):
            return False
        days = self.layout.days.within(line.start, line.end)
        near = [day for day in days if day[0] - line.start <= LONGEST_SIGNED]
        if any(is_org(self.layout.text[line.start : day[0]].strip("（( 　")) for day in near):
            return True
        if any(is_org(self.layout.text[day[1] : line.end].strip("，, 　）)")) for day in near):
            return True  # （2022年8月15日，街道办事处）
        adopted = vocabulary().ends(line.text.rstrip("）)"), "adopted")
        return bool(adopted) and any(not self.layout.text[line.start : day[0]].strip("（( 　") for day in near)

    def _title(self, first: int) -> int | None:
        """The last line of a title that begins with that line and says what document it is; None where none does."""
        line = self.layout.lines[first]
        if line.level or line.text[-1] in ENDS + COLONS or len(squeezed(line.text)) > LONGEST_TITLE:
            return None
        joined = ""
        for n in range(first, min(first + TITLE_LINES, self.stop)):
            part = squeezed(self.layout.lines[n].text)
            if n in self.kinds or (n > first and (self.layout.lines[n].mark or part[-1] in COLONS + ENDS)):
                break
            joined += part
            if _is_title(joined, first=n == first):
                if not self._goes_on(n + 1):
                    return n
            elif ABOUT not in joined and not self._names_more(n, joined):
                break
        return first if line.sharps == 1 and ABOUT not in squeezed(line.text) else None

    def _goes_on(self, n: int) -> bool:
        """Whether a line ends the title above it: …通知 / 的补充通知."""
        more = squeezed(self.layout.lines[n].text) if n < self.stop and n not in self.kinds else ""
        return bool(more) and len(more) <= SHORT and is_genre(more) and more[:1] in "的》"

    def _names_more(self, n: int, joined: str) -> bool:
        """Whether a line only says what document it is of what the line above names: …研讨会 / 第二轮通知."""
        more = squeezed(self.layout.lines[n + 1].text) if n + 1 < self.stop and n + 1 not in self.kinds else ""
        bare = ROUND.sub("", more)
        named = vocabulary().ends(joined, "occasion") and not is_org(joined)
        return bool(named) and bare in vocabulary().classes["genre"]

    def _stands_above(self, n: int) -> bool:
        """Whether a line that does not say what document it is stands above the text as its title."""
        line = self.layout.lines[n]
        words = squeezed(line.text)
        named = len(words) >= 3 or words in vocabulary().classes["genre"]
        if n + 1 == len(self.layout.lines) or not named or len(words) > 40:
            return False
        if any(self.kinds.get(k) not in ABOVE_TITLE for k in range(n)) or self.kinds.get(n + 1) is BlockKind.DATED:
            return False
        if runs_on(words) or words[-1] == "】" or vocabulary().ends(words, "modal") or line.mark:
            return False
        if any(sign in words for sign in "，,、；;：:。>»"):
            return False
        return not (self.layout.days.meets(line.start, line.end) or is_org(words))

    def _again(self, line: Line) -> bool:
        """Whether a line says the title once more."""
        words = squeezed(line.text)
        return len(words) > 6 and any(words.startswith(title) for title in self.titles)


def _is_title(words: str, *, first: bool) -> bool:
    """Whether the words are a title as a whole: a sort of document alone (通知) is one in a line of its own."""
    if not is_genre(words) or title_end(words) != len(words):
        return False
    return len(words) > 4 or ABOUT in words or (first and len(words) > 3)


def _is_stamped(words: str) -> bool:
    """Whether a line ends with what is stamped on a letterhead, or says who signed for it."""
    known = vocabulary()
    bare = words.strip("【】[]（）()")
    return bool(bare in known.classes["stamp"] or known.ends(words, "stamp") or known.begins(words, "signed_by"))


def _address_end(line: Line) -> int | None:
    """Where those addressed end with whom a line begins; None where it names none: 各学院：现将…."""
    if line.mark or vocabulary().begins(line.text, "signed_by"):
        return None
    for place, char in enumerate(line.text[:LONGEST_ADDRESS]):
        if char in COLONS:
            return line.start + place + 1 if is_address(line.text[: place + 1]) else None
        if char in ENDS:
            return None
    return None
