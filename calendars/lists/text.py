"""The page as Markdown and as HTML."""

from __future__ import annotations

import re
from html import escape

from .rows import WIDTHS, Page

_ACTIVE = re.compile(r"[\\`*_\[\]<>|~#&!]")
_STYLE = (
    "body{font:15px/1.5 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:2em auto;max-width:70em;padding:0 1em}"
    "h1{font-size:1.3em}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "th{background:#eee}thead{display:table-header-group}tr{break-inside:avoid}@page{size:A4 landscape;margin:15mm}"
)


def to_markdown(page: Page) -> bytes:
    """A heading and a table (GitHub's Markdown)."""
    lines = [f"# {marked(page.title)}", "", _line(page.heads), "|" + " --- |" * len(page.heads)]
    lines += map(_line, page.rows)
    return ("\n".join(lines) + "\n").encode()


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(marked, cells))} |"


def marked(text: str) -> str:
    r"""The text with a backslash before what Markdown would obey.

    >>> print(marked("a|b *c* <script>"))
    a\|b \*c\* \<script\>
    """
    return _ACTIVE.sub(lambda match: "\\" + match[0], text)


def to_html(page: Page) -> bytes:
    """A document of its own, without anything from elsewhere, that prints on A4."""
    language, title = "zh-CN" if page.lang == "zh" else "en", escape(page.title)
    columns = "".join(f'<col style="width:{width}%">' for width in shares(WIDTHS))
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in page.heads)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in page.rows)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n'
        f"<body>\n<h1>{title}</h1>\n<table>\n<colgroup>{columns}</colgroup>\n<thead>\n<tr>{heads}</tr>\n</thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table>\n</body>\n</html>\n"
    ).encode()


def shares(widths: tuple[int, ...]) -> list[int]:
    """The widths in percent.

    >>> shares((1, 3))
    [25, 75]
    """
    return [100 * width // sum(widths) for width in widths]
