"""Notices as a model, and the same notice as a file of each format: what is found in it shall not depend on the format.

A notice is written in a small notation, a paragraph a line:

    # 关于报送总结的通知      the title
    一、报送内容              a heading, by its number where the line is short and ends no sentence
    ## 报送内容               a heading without a number
    | 事项 | 时间 |           a row of a table; < and ^ stand where the cell to the left or above goes on
    > 云坪市气象学会          what stands at the right, as a foot does
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
NUMBERED = re.compile(
    r"(?P<open>[（(第]?)(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2}|[①-⑳])"
    r"(?P<close>[、．)）]|\.(?!\d)|章|条)\s*(?=\S)"
)
LONGEST_HEADING = 24
ENDS = "。；：:;，"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a notice."""

    text: str
    """With its number."""
    kind: str = "text"
    """`title`, `heading`, `right` or `text`."""
    level: int = 0
    """Of a heading, from 1."""

    @property
    def mark(self) -> re.Match[str] | None:
        """The number before it: 一、, （二）, 3., ④."""
        found = NUMBERED.match(self.text)
        return found if found and (found["open"] or found["close"]) else None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, where it begins."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table; what a merged cell covers is None."""

    rows: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A notice."""

    name: str
    parts: tuple[Line | Table, ...]
    received: date

    @property
    def title(self) -> str:
        """The words of its title; "" where no line is marked as one."""
        return "".join(part.text for part in self.parts if isinstance(part, Line) and part.kind == "title")


def paper(name: str, text: str, received: date) -> Paper:
    """The notice that a text in the notation is."""
    parts: list[Line | Table] = []
    rows: list[list[str]] = []
    for line in [*text.strip("\n").split("\n"), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("| ").split("|")])
            continue
        if rows:
            parts.append(_table(rows))
            rows = []
        if line.strip():
            parts.append(_line(line))
    return Paper(name, tuple(parts), received)


def _line(line: str) -> Line:
    for sign, kind, level in (("# ", "title", 0), ("## ", "heading", 1), ("> ", "right", 0)):
        if line.startswith(sign):
            return Line(line.removeprefix(sign).strip(), kind, level)
    text = line.strip()
    short = len(text) <= LONGEST_HEADING and not any(sign in text for sign in ENDS)
    level = (
        1
        if re.match("[一二三四五六七八九十]+、|第.章", text)
        else 2
        if re.match("（[一二三四五六七八九十]+）", text)
        else 0
    )
    return Line(text, "heading", level) if level and short else Line(text)


def _table(rows: list[list[str]]) -> Table:
    def goes_on(row: int, column: int, sign: str) -> bool:
        return row < len(rows) and column < len(rows[row]) and rows[row][column] == sign

    made: list[tuple[Cell | None, ...]] = []
    for row, cells in enumerate(rows):
        line: list[Cell | None] = []
        for column, text in enumerate(cells):
            down = across = 1
            while goes_on(row + down, column, "^"):
                down += 1
            while goes_on(row, column + across, "<"):
                across += 1
            line.append(None if text in ("^", "<") else Cell(text, down, across))
        made.append(tuple(line))
    return Table(tuple(made))


# ------------------------------------------------------------------ the notices


@cache
def papers() -> tuple[Paper, ...]:
    """Every notice that files are made of: those written for it, the samples, and the small ones of kinds.toml."""
    own = tomllib.loads((ROOT / "tests/corpus/notices/papers.toml").read_text(encoding="utf-8"))["notice"]
    small = tomllib.loads((ROOT / "tests/corpus/notices/kinds.toml").read_text(encoding="utf-8"))["notice"]
    samples = sorted((ROOT / "calendars/samples").glob("*.txt"))
    return (
        *(paper(one["name"], one["text"], one["day"]) for one in own),
        *(paper(path.stem, _titled(path.read_text(encoding="utf-8")), date(2026, 3, 2)) for path in samples),
        *(paper(one["kind"], _titled(one["text"]), one["day"]) for one in small if one["kind"] not in NO_FILES),
    )


NO_FILES = (
    "numbers of a date that lines break",
    "a table of what is done and one of what is to do",
    "a report lists what is still to be done, by its row or by the head of its column",
    "what a scan has for 日 and for digits, and a verse",
)
"""Small notices about how a text is laid out, which no file has."""


def _titled(text: str) -> str:
    """The text in the notation: its first line that says what it is about is the title."""
    found = text.split("\n")
    at = next((n for n, line in enumerate(found[:8]) if "关于" in line and not line.startswith(("|", " "))), None)
    return "\n".join(f"# {line}" if n == at else line for n, line in enumerate(found))


# ------------------------------------------------------------------ files


def as_text(one: Paper) -> bytes:
    """The notice as plain text, the cells of a table parted by tabs."""
    return "\n".join(_plain(one)).encode()


def _plain(one: Paper) -> Iterator[str]:
    for part in one.parts:
        if isinstance(part, Table):
            yield from ("\t".join(cell.text if cell else "" for cell in row) for row in part.rows)
        elif part.kind == "title":
            yield from ("", part.text, "")
        else:
            yield f"{'　' * 12}{part.text}" if part.kind == "right" else part.text
    yield ""


def as_docx(one: Paper, *, numbered: bool = True) -> bytes:
    """The notice as a Word document; its numbers are those of lists, or stand in the text."""
    from tests.papers_docx import docx_of

    return docx_of(one, numbered=numbered)


PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="{charset}"><title>{title}_通知公告_云坪市政务网</title>
<style>p {{ text-indent: 2em }}</style><script>var day = "2020年1月1日前报送";</script></head>
<body><header><div class="logo">云坪市政务网</div></header>
<nav><ul><li><a href="/">首页</a></li><li><a href="/news">新闻动态</a></li><li><a href="/notice">通知公告</a></li></ul></nav>
<form action="/search"><input type="text" value="12月31日前"><button>搜索</button></form>
<div class="main"><div class="article">
{body}
</div></div>
<div style="display:none">2019年5月5日前报名</div>
<aside><h3>相关链接</h3><ul><li><a href="/1">2月3日讲座</a></li><li><a href="/2">2月4日讲座</a></li></ul></aside>
<footer><p>云坪市政务网 版权所有 2009-2021</p></footer><script src="a.js"></script></body></html>
"""


def as_html(one: Paper, *, charset: str = "utf-8", bare: bool = False) -> bytes:
    """The notice as a page of a site, saved with what stands around it, or without that."""
    body = "\n".join(_marked_up(one))
    if bare:
        return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()
    page = PAGE.format(charset=charset, title=html.escape(one.title or "通知"), body=body)
    return page.encode("gb18030" if charset.startswith("gb") else charset)


def _marked_up(one: Paper) -> Iterator[str]:
    for part in one.parts:
        if isinstance(part, Table):
            rows = ("".join(_td(cell) for cell in row if cell) for row in part.rows)
            yield '<table border="1"><tbody>\n' + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</tbody></table>"
        else:
            words = html.escape(part.text)
            tag = {"title": "h1", "heading": f"h{part.level + 1}"}.get(part.kind, "p")
            aside = ' style="text-align: right"' if part.kind == "right" else ""
            yield f"<{tag}{aside}>{words}</{tag}>"


def _td(cell: Cell) -> str:
    spans = f' rowspan="{cell.rows}"' * (cell.rows > 1) + f' colspan="{cell.columns}"' * (cell.columns > 1)
    return f"<td{spans}>{html.escape(cell.text)}</td>"


def as_eml(one: Paper, *, html_only: bool = False) -> bytes:
    """The notice as the body of a letter by mail, which says neither when it was sent nor what it is about."""
    letter = EmailMessage()
    letter["From"] = "张三 <zhang@example.org>"
    letter["To"] = "li@example.org"
    letter["Message-ID"] = "<1@example.org>"
    if html_only:
        letter.set_content("\n".join(_marked_up(one)), subtype="html")
    else:
        letter.set_content(as_text(one).decode())
        letter.add_alternative("<p>见附件</p>", subtype="html")
    return letter.as_bytes()
