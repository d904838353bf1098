"""A digest as a page of HTML that mail programs show: a table with a row for each item, nothing fetched, nothing run.

Styles stand at what they are for, because web mail drops style sheets. No colour is set but that of lines: programs that
show mail light on dark turn what has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape

from rules import Message

from .channel import Digest, Item, clean

MOST = 90_000
"""Octets of a page, about: Gmail hides what stands behind 102 kB."""
ROOM = 40_000
"""Octets that items in full take; those behind them have their headlines alone."""
LINE = 1_000
"""The most characters of a line."""
FILL = 330
"""Characters of a line of the page: three octets each are less than what servers must take."""
LINES, LINKS = 24, 8
"""The most lines and links of an item."""
ADDRESS = re.compile(r"https?://[!-~]{1,900}", re.IGNORECASE)
"""What a link may lead to."""
CACHE = 2_048
"""Lines that are kept as they were written: readers are told the same."""
LABEL = re.compile(r"([^：:“”\"]{1,16})(：|: )(?=\S)")
"""What a line begins with that says what it is about."""
LANGUAGES = {"zh": "zh-CN"}

HEAD = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>{title}</title></head>
<body style="margin:0;padding:16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="{style}">
"""
STYLE = "max-width:680px;font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;font-size:15px;line-height:1.6"
ROW = '<tr><td style="padding:12px 0;border-top:1px solid #999;overflow-wrap:anywhere">'
STRONG = '<strong style="font-size:16px">{}</strong>'
QUIET = '<span style="opacity:.7">{}</span>'
PLAIN_LINK = '<a href="{0}">{0}</a>'
BUTTON = "display:inline-block;margin:8px 8px 0 0;padding:4px 12px;border:1px solid #999;border-radius:4px"
LINK = f' <a href="{{}}" style="{BUTTON}">{{}}</a>'
ENDED = "</td></tr>\n"
TAIL = "</table></body></html>\n"


def page(digest: Digest) -> str:
    """The page of a digest; of one without items that of its text."""
    lang = LANGUAGES.get(digest.lang, digest.lang)
    head = HEAD.format(lang=_safe(lang), title=_safe(digest.subject), style=STYLE)
    rows = _rows(digest) if digest.items else _text(digest.text)
    return "".join((head, *rows, *_foot(digest), TAIL))


def is_web_address(address: str) -> bool:
    """Whether a mail may lead there.

    >>> is_web_address("https://example.org/act/x"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    return ADDRESS.fullmatch(address) is not None


def _safe(text: str) -> str:
    return _escaped(text[: 2 * LINE])


@lru_cache(maxsize=CACHE)
def _escaped(text: str) -> str:
    return escape(clean(text)[:LINE])


def _rows(digest: Digest) -> Iterator[str]:
    """The items: as many in full as there is room for, then headlines, then how many are left."""
    size = 0
    for number, item in enumerate(digest.items, 1):
        row = _filled(_row(number, item, digest.lang, size < ROOM))
        size += len(row.encode())
        if size > MOST:
            left = len(digest.items) - number + 1 + digest.more
            break
        yield row
    else:
        left = digest.more
    if left:
        yield f"{ROW}{_safe(Message('… and {n} more', n=left).say(digest.lang))}{ENDED}"


def _row(number: int, item: Item, lang: str, in_full: bool) -> Iterator[str]:
    yield ROW
    yield STRONG.format(f"{number}. {_safe(item.headline)}")
    if in_full:
        for line in item.body.splitlines()[:LINES]:
            if line and not line.isspace():
                yield f"<br>{_line(line[: 2 * LINE])}"
        links = [(label, url) for label, url in item.links if is_web_address(url)][:LINKS]
        if links:
            yield "<br>"
        for label, url in links:
            yield LINK.format(escape(url), _safe(label))
    yield ENDED


def _filled(pieces: Iterable[str]) -> str:
    """The pieces in as few lines as servers take: what reads mail reads it by the line."""
    lines, room = list[str](), FILL
    for piece in pieces:
        if len(piece) > room and lines:
            lines.append("\n")
            room = FILL
        lines.append(piece)
        room -= len(piece)
    return "".join(lines)


@lru_cache(maxsize=CACHE)
def _line(line: str) -> str:
    """A line, what it is about said more quietly."""
    words = clean(line)[:LINE]
    label = LABEL.match(words)
    if not label:
        return escape(words)
    rest = words[label.end() :]
    shown = PLAIN_LINK.format(escape(rest)) if is_web_address(rest) else escape(rest)
    return QUIET.format(escape(label[0])) + shown


def _text(text: str) -> Iterator[str]:
    """The lines of a text with the blanks before them."""
    yield ROW
    size = 0
    for line in text.splitlines():
        bare = line.lstrip(" ")
        row = "&nbsp;" * min(len(line) - len(bare), 8) + _safe(bare) + "<br>\n"
        size += len(row.encode())
        if size > MOST:
            yield "…"
            break
        yield row
    yield ENDED


def _foot(digest: Digest) -> Iterator[str]:
    if digest.unsubscribe and is_web_address(digest.unsubscribe):
        said = _safe(Message("Send me no more of these mails").say(digest.lang))
        yield f'{ROW}<a href="{escape(digest.unsubscribe)}">{said}</a>{ENDED}'
