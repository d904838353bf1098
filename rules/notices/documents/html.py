"""Saved web pages: their text as a person sees it, without what stands around it. Nothing is fetched, no script is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ...errors import UnreadNotice
from ...messages import Message
from .formats import Part
from .limits import Limits
from .lines import line_at
from .outline import CellText, Outline, OutlineWriter
from .shapes import ABOUT, is_genre
from .text import HEAD_LINES, begins_with_title
from .web.grid import lays_out, rows_of
from .web.outside import OWN, Mass, is_outside, weighed
from .web.source import text_of, tree_of
from .word.numerals import written

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {
    *HEADINGS, "html", "body", "address", "article", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "li", "main", "menu", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
"""Elements that stand in lines of their own."""
BREAK, BLANK = "\v", re.compile(r"[ \t\r\n\f]+")
WIDE = "\u2e80"
"""From here on characters stand without blanks between them."""
FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
         "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting"}  # fmt: skip
LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]{0,60}?([a-z-]+)\s*(?:;|$)", re.IGNORECASE)
BULLET = "• "
RIGHT = re.compile(r"text-align\s*:\s*(?:right|end)", re.IGNORECASE)
INDENT = "\u3000" * 4
SITE = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+|--+|[-–—](?=[^-–—]*$)")
"""What parts the title of a page from the name of its site."""
FEWEST_TITLE = 8


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, a heading or a table, as it is to be written."""

    text: str = ""
    level: int = 0
    rows: list[list[CellText | None]] | None = None


def read(data: bytes, name: str, limits: Limits) -> Iterator[Part]:
    """The text of a page.

    Raises UnreadNotice where it has none, is nested too deeply, or holds too much.
    """
    yield Part(name, read_page(text_of(data), name, limits))


def read_page(text: str, name: str, limits: Limits) -> Outline:
    """The outline of the source text of a page.

    Raises UnreadNotice as `read` does.
    """
    root = tree_of(text, name, limits)
    blocks = [] if root is None else [*_Page(limits, weighed(root)).blocks(root)]
    if not any(block.rows or block.text.strip() for block in blocks):
        raise UnreadNotice(Message("{name} is empty", name=name), Message("give a file with the text of a notice"))
    if (title := _own_title(root)) and not _has_title(blocks):
        blocks.insert(0, _Block(title, 1))
    out = OutlineWriter(limits)
    for block in blocks:
        if block.rows is None:
            out.paragraph(block.text, block.level)
        else:
            out.table(block.rows)
    return out.done()


class _Page:
    """Walks through a page and collects its lines."""

    def __init__(self, limits: Limits, masses: dict[Any, Mass]) -> None:
        self._limits = limits
        self._masses = masses
        self._parts: list[str] = []
        """The words of the line that is being read."""
        self._label = ""
        """The number or bullet before the next words."""
        self._level = self._kept = self._owned = 0
        """The level of the heading that is being read; how many elements around keep blanks, and are articles."""
        self._right = 0
        self._lists: list[tuple[Any, int]] = []
        """The lists around, with the number of the next item."""

    def blocks(self, root: Any) -> Iterator[_Block]:
        """The lines and tables of an element, in order.

        Raises TooMuch for too many cells.
        """
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: Any = None
        for event, element in walk:
            if event == "start":
                if element is not root and is_outside(element, self._masses, owned=self._owned > 0):
                    skipped = element
                    walk.skip_subtree()
                elif element.tag == "table" and not lays_out(element, self._masses.get(element)):
                    yield from self._line()
                    yield from self._table(element)
                    skipped = element
                    walk.skip_subtree()
                else:
                    yield from self._begin(element)
                continue
            if element is skipped:
                skipped = None
                if element.tag in BLOCKS:
                    yield from self._line()
            else:
                yield from self._end(element)
            if element is not root:
                self._say(element.tail)
        yield from self._line()

    def _begin(self, element: Any) -> Iterator[_Block]:
        tag = element.tag
        if tag in BLOCKS:
            yield from self._line()
            self._level = HEADINGS.get(tag, self._level)
            self._right += _stands_right(element)
        if tag == "br":
            self._parts.append(BREAK)
        elif tag in ("ol", "ul", "menu"):
            self._lists.append((element, _start(element)))
        elif tag == "li":
            self._label = self._item(element)
        self._kept += tag in ("pre", "xmp", "listing")
        self._owned += tag in OWN
        self._say(element.text)

    def _end(self, element: Any) -> Iterator[_Block]:
        tag = element.tag
        if tag in BLOCKS:
            yield from self._line()
            self._right -= _stands_right(element)
        if tag in HEADINGS:
            self._level = 0
        elif tag in ("ol", "ul", "menu") and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._label = ""
        self._kept -= tag in ("pre", "xmp", "listing")
        self._owned -= tag in OWN

    def _say(self, text: str | None) -> None:
        if text:
            plain = text.replace(BREAK, " ").replace("\f", " ")
            self._parts.append(plain.replace("\r\n", "\n").replace("\n", BREAK) if self._kept else plain)

    def _line(self) -> Iterator[_Block]:
        """The line that has been read; none where it has no words."""
        text = _collapsed("".join(self._parts))
        self._parts = []
        if not text.strip():
            return
        label, self._label = self._label, ""
        if label and line_at(text, 0, len(text)) and not _is_numbered(text):
            text = label + text.lstrip()
        yield _Block((INDENT if self._right > 0 else "") + text, self._level)

    def _item(self, element: Any) -> str:
        """What stands before an item of a list."""
        if not self._lists:
            return BULLET
        around, number = self._lists[-1]
        style = _style(element) or _style(around)
        if style == "none":
            return ""
        if around.tag != "ol":
            return BULLET
        number = _whole(element.get("value"), number)
        self._lists[-1] = around, number + (-1 if "reversed" in around.attrib else 1)
        form = FORMS.get(element.get("type") or around.get("type") or style, "decimal")
        return written(number, form) + ("、" if form == "chineseCounting" else ". ")

    def _table(self, table: Any) -> Iterator[_Block]:
        for caption in table.findall("caption"):
            if words := self._words(caption):
                yield _Block(words)
        yield _Block(rows=rows_of(table, self._words, self._limits))

    def _words(self, element: Any) -> str:
        inner = _Page(self._limits, self._masses)
        return "\n".join(block.text for block in inner.blocks(element))


def _collapsed(text: str) -> str:
    """The text of a line with its blanks as they are to be seen; a break of the source between Chinese characters is none."""

    def blank(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        at_end = before in ("", BREAK) or after in ("", BREAK)
        return "" if at_end or ("\n" in match.group() and before >= WIDE and after >= WIDE) else " "

    return BLANK.sub(blank, text).replace(BREAK, "\n").strip("\n")


def _is_numbered(text: str) -> bool:
    """Whether a line has a number of its own."""
    line = line_at(text, 0, len(text))
    return bool(line and line.mark)


def _style(element: Any) -> str:
    """The sort of number or bullet that an element is said to have; "" where nothing is said."""
    found = LIST_STYLE.search(element.get("style", ""))
    return found[1].lower() if found else ""


def _start(element: Any) -> int:
    """The first number of a list."""
    backwards = sum(1 for child in element if child.tag == "li") if "reversed" in element.attrib else 1
    return _whole(element.get("start"), backwards)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else otherwise


def _stands_right(element: Any) -> bool:
    return element.get("align", "").lower() == "right" or bool(RIGHT.search(element.get("style", "")))


# ------------------------------------------------------------------ the title


def _has_title(blocks: list[_Block]) -> bool:
    """Whether the text of a page begins with a title of its own."""
    out = OutlineWriter()
    for block in blocks[:HEAD_LINES]:
        if block.rows is None:
            out.paragraph(block.text, block.level)
    return begins_with_title(out.done())


def _own_title(root: Any) -> str:
    """What the head of a page calls it, without the name of the site behind it; "" where that is no title."""
    if root is None:
        return ""
    named = (e.get("content", "") for e in root.iter("meta") if e.get("name", "").lower() == "articletitle")
    said = next((e.text or "" for e in root.iter("title")), "")
    for text in (*named, said):
        parts = [part for one in SITE.split(" ".join(text.split())) if (part := one.strip())]
        title = next((part for part in parts if is_genre(part)), parts[0] if parts else "")
        if len(title) >= FEWEST_TITLE or ABOUT in title or (is_genre(title) and len(title) > 3):
            return title
    return ""
