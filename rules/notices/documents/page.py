"""What a page or a letter by mail says of itself: when it was put there, where from, how often it was looked at."""

from __future__ import annotations

import re

from ..words import vocabulary
from .shapes import COLONS, squeezed

SENDER, SENT = "发件人：", "发送时间："
"""What stands before who sent a letter by mail and when, where its text begins."""
PASSED_ON = "转发："
"""What the title of a letter begins with that hands on what hangs on it."""
LONGEST_LABELLED, LONGEST_SAYING, LONGEST_COPYRIGHT = 120, 80, 200
CRUMBS = re.compile(r"[^>»→/：:。]{2,12}(?:[>»→][^>»→：:。]{2,}|(?:/[^/：:。\d]{2,12}){2})")
"""Where a page stands in its site: 首页 > 通知公告 > 正文."""
DAY_TIME = re.compile(r"\d{4}[^\s\d]\d{1,2}[^\s\d]\d{1,2}日?\d{1,2}[:：]\d\d(?:[:：]\d\d)?")
"""When a letter was sent, to the minute."""
DAY = re.compile(r"\d{4}[^\s\d]\d{1,2}[^\s\d]\d{1,2}")


def is_page_line(text: str) -> bool:
    """Whether a line says of a page when it was put there, where from, and how often it was looked at.

    >>> [is_page_line(text) for text in ("发布时间：2026-03-02 浏览次数：12", "首页 > 通知公告 > 正文", "3月2日前报名。")]
    [True, True, False]
    """
    words = vocabulary()
    plain = squeezed(text).strip("【】[]()（）|")
    label = words.begins(plain, "mail_time")
    if label and _is_labelled(plain, label) and DAY_TIME.fullmatch(plain[len(label) + 1 :]):
        return True
    label = words.begins(plain, "page")
    if label and _is_labelled(plain, label) and len(plain) < LONGEST_LABELLED:
        other = any(words.begins(plain, "page", n) for n in range(4, len(plain)))
        return len(label) > 2 or other or label in words.classes["page_label"]
    if len(plain) < LONGEST_SAYING and CRUMBS.search(plain):
        return True
    if (label := words.begins(plain, "mail_head")) and _is_labelled(plain, label):
        return True
    if len(plain) >= LONGEST_COPYRIGHT:
        return False
    return is_owned(plain) or _says_twice(plain)


def is_letter(text: str) -> bool:
    """Whether a text is that of a letter by mail, by its first line: what hangs on it is no other version of it.

    >>> is_letter("发件人：教务处"), is_letter("关于报名的通知")
    (True, False)
    """
    return text.startswith((SENDER, SENT))


def passes_on(text: str) -> bool:
    """Whether a text says that it hands on another paper: 现将通知转发给你们."""
    return any(vocabulary().has(text, name) for name in ("forwards", "passes_on"))


def is_owned(text: str) -> bool:
    """Whether a line says whose a page is: 版权所有 © 2009-2021."""
    if len(text) >= LONGEST_COPYRIGHT:
        return False
    words = vocabulary()
    return "©" in text or (words.has(text, "copyright") and words.find(text, "copyright") is not None)


def _is_labelled(plain: str, label: str) -> bool:
    return plain[len(label) : len(label) + 1] in tuple(COLONS)


def _says_twice(plain: str) -> bool:
    """Whether a short line has two words of pages, or one and the day: 2026-03-02 来源：教务处."""
    if len(plain) >= LONGEST_SAYING or any(sign in plain for sign in "。；，"):
        return False
    everywhere = vocabulary().classes["everywhere"]
    said = [word for word in vocabulary().words(plain) if "page" in word and word.text not in everywhere]
    return len(said) + bool(DAY.match(plain)) >= 2
