"""Plain text, laid out or run together, as blocks: head, salutation, headings, paragraphs, items, tables, foot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..words import vocabulary
from .blocks import Block, BlockKind, Cell, Document
from .glued import code_start, cut
from .lines import Line, lines
from .shapes import (
    ABOUT,
    COLONS,
    ENDS,
    LONGEST_ADDRESS,
    LONGEST_TITLE,
    NUMBER,
    URGENT,
    is_address,
    is_genre,
    is_org,
    squeezed,
    title_end,
)
from .tables import Table, tables

HEAD_LINES = 16
"""Lines in which the head of a document stands."""
SHORT = 30
"""Characters of a line that may be a heading without a number."""
FENCE = re.compile(r"-{3,}|\+{3,}")
FIELD = re.compile(r"[A-Za-z_]+\s*[:=]")
RUNS_ON = "，,、：:于为在至以的和与及将把由自从到（(《“—-–"
"""A line that ends so goes on in the next one."""
NARROWEST = 18
"""Characters of a line that may have been broken for its width."""


def read_text(text: str, days: Sequence[tuple[int, int]] = ()) -> Document:
    """The document in a text; `days` are where its full dates stand, which its head and foot are known by."""
    return _Reader(text, days).document()


@dataclass(slots=True)
class _Reader:
    """The lines of a text on their way to be blocks."""

    text: str
    days: Sequence[tuple[int, int]]
    lines: list[Line] = field(init=False)
    kinds: dict[int, BlockKind] = field(default_factory=dict)
    tables: list[Table] = field(init=False)
    levels: dict[int, int] = field(default_factory=dict)

    def document(self) -> Document:
        """The blocks of the text."""
        self.lines = cut(self.text, lines(self.text), self.days)
        self.tables = tables(self.text, self.lines)
        for table in self.tables:
            for n in range(table.first, table.last + 1):
                self.kinds[n] = BlockKind.CELL
        self._front()
        self._foot()
        self._head()
        self._body()
        return Document(self.text, tuple(self._blocks()))

    # -------------------------------------------------------------- head

    def _front(self) -> None:
        """--- title: … ---: the fields before a page."""
        if not self.lines or not FENCE.fullmatch(self.lines[0].text):
            return
        end = next((n for n, line in enumerate(self.lines[1:60], 1) if FENCE.fullmatch(line.text)), None)
        if end and any(FIELD.match(line.text) for line in self.lines[1:end]):
            for n in range(end + 1):
                self.kinds[n] = BlockKind.FRONT

    def _head(self) -> None:
        """The lines above the text, down to those addressed; a title that says what it is goes before one that does not."""
        first = next((n for n in range(len(self.lines)) if n not in self.kinds), len(self.lines))
        stop, n = min(first + HEAD_LINES, len(self.lines)), first
        plain: int | None = None
        titled = False
        while n < stop and self.kinds.get(n) is not BlockKind.CELL:
            line = self.lines[n]
            if n in self.kinds:
                n += 1
                continue
            if not is_page_line(line.text) and (colon := self._address_end(line)) is not None:
                if colon < line.end:
                    self._split(n, colon)
                self.kinds[n] = BlockKind.SALUTATION
                break
            if kind := self._head_kind(n, squeezed(line.text), titled=titled):
                self.kinds[n] = kind
            elif (last := self._title(n, stop)) is not None:
                titled = True
                self.kinds.update((place, BlockKind.TITLE) for place in range(n, last + 1))
                n = last
            elif titled and self._again(n):
                self.kinds[n] = BlockKind.TITLE
            elif plain is None and not titled and self._heads(n):
                plain = n
            elif plain == n - 1 and line.text[:1] in "—-":
                self.kinds[n] = BlockKind.TITLE
            elif titled or plain is not None or len(line.text) > LONGEST_TITLE or line.text[-1] in ENDS:
                break
            n += 1
        if not titled and plain is not None:
            self.kinds[plain] = BlockKind.TITLE

    def _address_end(self, line: Line) -> int | None:
        """Where those addressed end with whom a line begins; None where it names none: 各学院：现将…."""
        if line.mark:
            return None
        for place, char in enumerate(line.text[:LONGEST_ADDRESS]):
            if char in COLONS:
                return line.start + place + 1 if is_address(line.text[: place + 1]) else None
            if char in ENDS:
                return None
        return None

    def _head_kind(self, n: int, words: str, *, titled: bool) -> BlockKind | None:
        """What a line of the head is beside title and salutation."""
        line = self.lines[n]
        number = NUMBER.search(words)
        if number and len(words) - len(number.group()) <= 6:
            return BlockKind.NUMBER
        if (
            number
            and not titled
            and "《" not in words
            and code_start(words, 0, number) > 0
            and number.end() == len(words)
        ):
            return BlockKind.NUMBER
        if words.strip("【】[]（）()") in URGENT or words.startswith("签发人") or words.endswith(URGENT):
            return BlockKind.LETTERHEAD if len(words) < 60 and ABOUT not in words else None
        alone = self._is_day(line) and not self._clocks_below(n) and all(k in self.kinds for k in range(n))
        if is_page_line(line.text) or self._is_signed_day(line) or alone:
            return BlockKind.PAGE
        if not titled and is_org(words) and n + 1 < len(self.lines):
            return BlockKind.LETTERHEAD
        return None

    def _is_signed_day(self, line: Line) -> bool:
        """Whether a line is a bracket with who and when: （资产管理处　2018年6月28日）."""
        bare = line.text.strip("（）()")
        return len(bare) < len(line.text) and any(
            line.start <= s and e <= line.end and is_org(self.text[line.start : s].strip("（( 　")) for s, e in self.days
        )  # fmt: skip

    def _title(self, first: int, stop: int) -> int | None:
        """The last line of a title that begins with that line and says what document it is; None where none does."""
        line = self.lines[first]
        words = squeezed(line.text)
        if line.level or line.text[-1] in ENDS + COLONS or len(words) > LONGEST_TITLE:
            return None
        joined = ""
        for n in range(first, min(first + 4, stop)):
            part = squeezed(self.lines[n].text)
            if n in self.kinds or (n > first and (self.lines[n].mark or part[-1] in COLONS + ENDS)):
                break
            joined += part
            if (
                is_genre(joined)
                and title_end(joined) == len(joined)
                and (len(joined) > 4 or ABOUT in joined or len(words) > 3)
            ):
                more = squeezed(self.lines[n + 1].text) if n + 1 < stop and n + 1 not in self.kinds else ""
                if more and len(more) <= SHORT and is_genre(more) and more[:1] in "的》":
                    continue
                return n
            if ABOUT not in joined:
                break
        return first if line.sharps == 1 and ABOUT not in words else None

    def _heads(self, n: int) -> bool:
        """Whether a line that does not say what document it is stands above the text as its title."""
        line = self.lines[n]
        words = squeezed(line.text)
        below = self.lines[n + 1] if n + 1 < len(self.lines) else None
        passed = (BlockKind.PAGE, BlockKind.FRONT, BlockKind.LETTERHEAD, BlockKind.NUMBER)
        if below is None or not 3 <= len(words) <= 40 or any(self.kinds.get(k) not in passed for k in range(n)):
            return False
        if words[-1] in RUNS_ON + "】" or vocabulary().ends(words, "modal"):
            return False
        if re.search(r"[，,、；;：:。>»]", words) or line.mark or self.kinds.get(n + 1) is BlockKind.DATED:
            return False
        dated = any(s < line.end and e > line.start for s, e in self.days)
        return not (dated or re.search(r"\d[:：]\d", words) or is_org(words))

    def _again(self, n: int) -> bool:
        """Whether a line says the title once more."""
        words = squeezed(self.lines[n].text)
        return len(words) > 6 and any(
            kind is BlockKind.TITLE and words.startswith(squeezed(self.lines[k].text)) for k, kind in self.kinds.items()
        )  # fmt: skip

    def _split(self, n: int, place: int) -> None:
        """Makes two lines of one."""
        from .lines import line_at

        line = self.lines[n]
        parts = line_at(self.text, line.start, place), line_at(self.text, place, line.end, cut=True)
        new = [part for part in parts if part]
        self.lines[n : n + 1] = new
        shift = len(new) - 1
        self.kinds = {k + shift if k > n else k: kind for k, kind in self.kinds.items()}
        self.tables = [
            Table(t.first + shift, t.last + shift, t.rows) if t.first > n else t for t in self.tables
        ]  # fmt: skip

    # -------------------------------------------------------------- foot

    def _is_day(self, line: Line) -> bool:
        """Whether a line holds a full date and nothing besides."""
        return any(
            start >= line.start and end <= line.end and not self.text[line.start : start].strip("（( 日期：:")
            and not re.sub(r"^[A-Za-z0-9 ,.]+$", "", self.text[end : line.end].strip(" ）)。.　")) for start, end in self.days
        )  # fmt: skip

    def _clocks_below(self, n: int) -> bool:
        """Whether the next line begins with a time of day: the day heads a timetable."""
        return n + 1 < len(self.lines) and bool(re.match(r"\d{1,2}[:：]\d\d", self.lines[n + 1].text))

    def _foot(self) -> None:
        words = vocabulary()
        for n, line in enumerate(self.lines):
            if n in self.kinds or not n:
                continue
            day = next(((s, e) for s, e in self.days if line.start <= s and e <= line.end), None)
            if not day:
                continue
            before, after = self.text[line.start : day[0]], self.text[day[1] : line.end].strip(" 　\t。")
            after = "" if re.fullmatch(r"[A-Za-z0-9 ,.]+", after) else after  # the day once more in English
            if words.begins(after, "printed") and len(after) <= 4:
                self.kinds[n] = BlockKind.IMPRINT
            elif self._is_day(line) and self.lines[n - 1].text[-1] not in RUNS_ON:
                above = [k for k in range(n - 1, max(n - 5, -1), -1) if self._signs(k)]
                run = [k for place, k in enumerate(above) if k == n - 1 - place]
                if run or self._ends_text(n):
                    self.kinds[n] = BlockKind.DATED
                    self.kinds.update((k, BlockKind.SIGNATURE) for k in run)
            elif words.ends(before.strip(" 　（("), "written_by") and self._ends_text(n) and is_org(_without(before)):
                self.kinds[n] = BlockKind.DATED
            elif not after and not n + 1 < len(self.lines) and before and before.rstrip()[-1:] in ENDS:
                self._split(n, day[0])
                self.kinds[n + 1] = BlockKind.DATED
            elif not after and is_org(before) and (self._ends_text(n) or line.indent > 4):
                self.kinds[n] = BlockKind.DATED

    def _signs(self, n: int) -> bool:
        """Whether a line names who issued the notice."""
        if n in self.kinds or n < 1 or self.lines[n].mark:
            return False
        words = squeezed(self.lines[n].text)
        parts = [part for part in re.split(r"[\s\u3000]{2,}|、", self.lines[n].text.strip()) if part]
        return is_org(words) or (len(parts) > 1 and all(is_org(part) for part in parts))

    def _ends_text(self, n: int) -> bool:
        """Whether nothing but attachments, contacts and the like stands below the line."""
        words = vocabulary()
        for line in self.lines[n + 1 : n + 40]:
            plain = line.words
            if not (words.begins(plain, "attachment") or words.begins(plain, "contact") or is_page_line(plain)
                    or plain[0] in "(（[【" or line.level or is_genre(plain) or not re.search(r"[。；，]", plain)):  # fmt: skip
                return False
        return True

    # -------------------------------------------------------------- body

    def _body(self) -> None:
        words = vocabulary()
        attached = False
        for n, line in enumerate(self.lines):
            if n in self.kinds:
                attached = attached and self.kinds[n] is not BlockKind.SIGNATURE
                continue
            plain = squeezed(line.words)
            listed = words.begins(squeezed(line.text), "attachment")
            if listed and (len(listed) > 1 or squeezed(line.text)[1:2] in COLONS):
                self.kinds[n], attached = BlockKind.ATTACHMENT, True
            elif (
                attached and line.level in (3, 4, 5) and len(plain) <= LONGEST_TITLE and not re.search(r"[。；]", plain)
            ):
                self.kinds[n] = BlockKind.ATTACHMENT
            elif self._is_heading(n, plain):
                self.kinds[n], attached = BlockKind.HEADING, False
            else:
                self.kinds[n] = BlockKind.ITEM if line.mark else BlockKind.PARAGRAPH
                attached = False

    def _is_heading(self, n: int, plain: str) -> bool:
        line = self.lines[n]
        if not plain or plain[-1] in ENDS + "，,、" or len(plain) > 60:
            return False
        if line.sharps or (line.text[0] in "【〖" and line.text[-1] in "】〗"):
            return True
        if any(line.start <= s and e <= line.end for s, e in self.days) and plain[-1] not in COLONS:
            return False
        if plain[-1] in COLONS:
            return len(plain) <= 40 and n + 1 < len(self.lines)
        if re.search(r"[：:。；;]", plain) or n + 1 >= len(self.lines):
            return False
        if line.level == 5:
            other = self.lines[n + 1]
            below = other.level == 5 and other.text[0] != line.text[0]
            return below and len(plain) <= 14 and not re.search(r"[，,：:；;\d]", plain)
        if line.level in (1, 2, 3, 4):
            return len(plain) <= SHORT + 6 and not re.search(r"\d[:：.]\d", plain)
        return not line.mark and len(plain) <= 16 and not re.search(r"[，,\d]", plain) and bool(
            vocabulary().ends(plain, "time") or vocabulary().ends(plain, "genre")
        )  # fmt: skip

    # -------------------------------------------------------------- blocks

    def _blocks(self) -> list[Block]:
        found: list[Block] = []
        width = self._width()
        cells = {table.first: (number, table) for number, table in enumerate(self.tables)}
        open_level, n = 0, 0
        while n < len(self.lines):
            if n in cells and self.kinds[n] is BlockKind.CELL:
                number, table = cells[n]
                found += _cells(number, table)
                n = table.last + 1
                continue
            line, kind = self.lines[n], self.kinds[n]
            end, last = line.end, n
            if kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
                while self._goes_on(last, width):
                    last += 1
                    end = self.lines[last].end
            level = line.level
            if kind is BlockKind.HEADING:
                level = (4 if line.level == 5 else level) or (min(line.sharps, 2) if line.sharps else open_level + 1)
                open_level = line.level or (min(line.sharps, 2) if line.sharps else open_level)
            found.append(Block(kind, line.start, end, level, line.mark))
            n = last + 1
        return found

    def _width(self) -> int:
        """The characters of a line that was broken for its width; 0 where none was."""
        widths = sorted(
            (len(line.text) + line.indent // 2 for line in self.lines if len(line.text) >= NARROWEST), reverse=True
        )
        if len(widths) < 3:
            return 0
        widest = widths[0]
        return (
            widest
            if sum(1 for width in widths if width >= widest - 3) >= max(3, len(widths) // 4) and widest <= 80
            else 0
        )

    def _goes_on(self, n: int, width: int) -> bool:
        """Whether a line is broken and goes on in the next one."""
        if n + 1 >= len(self.lines) or self.kinds.get(n + 1) is not BlockKind.PARAGRAPH:
            return False
        line, below = self.lines[n], self.lines[n + 1]
        if below.cut or below.mark or line.text[-1] in ENDS or below.indent >= 4 > line.indent + 2:
            return False
        if BREAKS.search(self.text, line.end, below.start):
            return False  # an empty line parts them
        if line.text[-1] in RUNS_ON and line.text[-1] not in COLONS:
            return True
        return bool(width) and len(line.text) + line.indent // 2 >= width - 3


CRUMBS = re.compile(r"[^>»→/：:。]{2,12}(?:[>»→][^>»→：:。]{2,}|(?:/[^/：:。\d]{2,12}){2})")
"""Where a page stands in its site: 首页 > 通知公告 > 正文."""
GENERAL = ("时间", "日期", "审核", "编辑", "发布", "打印", "关闭", "返回", "分享", "审稿")
"""Words of page heads that stand in notices too."""
BREAKS = re.compile(r"\n[ \t\u3000]*\r?\n")


def _without(text: str) -> str:
    """Who wrote it, without the word for that: 综合统计室整理."""
    bare = text.strip(" 　（(")
    return bare.removesuffix(vocabulary().ends(bare, "written_by"))


def is_page_line(text: str) -> bool:
    """Whether a line says of a page when it was put there, where from, and how often it was looked at."""
    words = vocabulary()
    plain = squeezed(text).strip("【】[]()（）|")
    label = words.begins(plain, "page")
    if label and plain[len(label) : len(label) + 1] in tuple(COLONS) and len(plain) < 120:
        strong = len(label) > 2 or any(words.begins(plain, "page", n) and n for n in range(4, len(plain)))
        return strong or label in ("来源", "作者", "编辑", "审核", "点击", "浏览", "阅读")
    if len(plain) < 80 and CRUMBS.search(plain):
        return True
    if words.begins(plain, "mail_head") and plain[len(words.begins(plain, "mail_head")) :][:1] in tuple(COLONS):
        return True
    if words.find(plain, "copyright") or "©" in plain:
        return len(plain) < 200
    said = [word for word in words.words(plain) if "page" in word and word.text not in GENERAL]
    dated = bool(re.match(r"\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}", plain))
    return len(said) + dated >= 2 and len(plain) < 80 and not re.search(r"[。；，]", plain)


def _cells(number: int, table: Table) -> list[Block]:
    heads = table.heads()
    return [
        Block(BlockKind.CELL, cell.start, cell.end, cell=Cell(number, row, column, heads[row]))
        for row, line in enumerate(table.rows)
        for column, cell in enumerate(line)
        if cell
    ]
