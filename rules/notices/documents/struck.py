"""What is struck through in a plain text: marks of Markdown (~~11月26日~~) and of pages (<del>, <s>)."""

from __future__ import annotations

import re

from ...messages import Message

STRUCK = re.compile(
    r"(?<!~)~~(?![~\s])(?P<tilde>(?:(?!~~|\n\s*\n)[\s\S]){1,400}?)(?<!\s)~~(?!~)"
    r"|<(?P<tag>del|s|strike)>(?:(?!\n\s*\n)[\s\S]){0,400}?</(?P=tag)>",
    re.IGNORECASE,
)
"""Words that are struck through, within a paragraph."""
SIGN = re.compile(r"\S")
NOT_READ = Message("what is struck through is not read")
DAY_ENDS = "日号月时点分年"
"""With what a day or a time ends, beside figures."""
MARKDOWN = (".md", ".markdown", ".mkd")


def without_struck(text: str, name: str = "") -> str:
    """The text with blanks in place of what is struck through, so that every place stays what it is.

    Outside of Markdown a ~~ between the ends of a run of dates is a sign of that run, and strikes nothing.

    >>> without_struck("请于~~11月26日~~12月3日前报送。")
    '请于          12月3日前报送。'
    >>> without_struck("3月5日~~8日，4月1日~~3日")
    '3月5日~~8日，4月1日~~3日'
    """
    if "~~" not in text and "</" not in text:
        return text
    marked = name.lower().endswith(MARKDOWN)
    found, begin = [], 0
    while match := STRUCK.search(text, begin):
        if match["tilde"] and not marked and _joins(text, match.start()):
            found.append(text[begin : match.start() + 2])
            begin = match.start() + 2
            continue
        found += [text[begin : match.start()], SIGN.sub(" ", match[0])]
        begin = match.end()
    return "".join((*found, text[begin:]))


def _joins(text: str, place: int) -> bool:
    """Whether a ~~ stands between two numbers or days: 3月5日~~8日, 9:00~~11:00."""
    before, behind = text[place - 1 : place], text[place + 2 : place + 3]
    return bool(before) and (before.isdecimal() or before in DAY_ENDS) and behind.isdecimal()
