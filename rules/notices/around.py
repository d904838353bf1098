"""The words around a place in a text: back to the beginning of its sentence, on to the end of its clause."""

from __future__ import annotations

import re

from ..languages.zh.numbers import number
from .documents.shapes import ABOUT
from .names import number_end
from .nearby import follows
from .words import vocabulary

LONGEST_NUMBER = 4

ENDS = re.compile("[。；;\n]")
COMMAS = re.compile("[，,]")
PARTS = re.compile("[，,：:]")
COLON = re.compile("[：:]")
BOOK = re.compile("《([^《》]*)》")


def without_titles(text: str) -> str:
    """The text without the titles of other documents in it; those of plays and books stay.

    >>> without_titles("对《工作安排》作如下调整")
    '对作如下调整'
    """
    words = vocabulary()
    return BOOK.sub(lambda book: "" if words.ends(book[1], "genre") or ABOUT in book[1] else book[0], text)


def sentence_before(text: str) -> str:
    """The words of the last sentence of a text.

    >>> sentence_before("会议取消。报名截止时间")
    '报名截止时间'
    """
    return ENDS.split(text)[-1]


def clauses_after(text: str) -> list[str]:
    """The clauses of the first sentence of a text, parted by commas.

    >>> clauses_after("召开，地点不变。请参加")
    ['召开', '地点不变']
    """
    return COMMAS.split(ENDS.split(text, maxsplit=1)[0])


def clause_before(text: str, *, labels: bool = False) -> str:
    """The words behind the last comma of a text; with `labels` also behind a colon.

    >>> clause_before("经研究，闭馆："), clause_before("闭馆：2月", labels=True)
    ('闭馆：', '2月')
    """
    return (PARTS if labels else COMMAS).split(text)[-1]


def half_of_day(quote: str) -> bool | None:
    """Whether a date is in the second half of its day; None where it does not say.

    >>> half_of_day("4月25日（星期六）上午"), half_of_day("5月8日晚"), half_of_day("5月8日")
    (False, True, None)
    """
    words, plain = vocabulary(), quote.rstrip("，, 　")
    if words.ends(plain, "morning"):
        return False
    return True if words.ends(plain, "afternoon") else None


def names_several(text: str) -> bool:
    """Whether words join names in a row: 报名、缴费截止时间, 投标截止及开标时间."""
    return any(word in text for word in vocabulary().classes["joins"])


def item_number(text: str) -> int | None:
    """The number of the row of a table that a text names last; None for none.

    >>> item_number("序号2，因车辆年检"), item_number("所列第4项因空域未获批准"), item_number("第2期")
    (2, 4, None)
    """
    words, found = vocabulary(), None
    for start, end in follows(text, "item_lead", len(text), stops=""):
        close = end + number_end(text[end : end + LONGEST_NUMBER])
        counted = end - start == 1  # 第 alone counts many things
        if close > end and (not counted or words.begins(text, "item_unit", close)):
            found = number(text[end:close])
    return found


def members(text: str) -> list[str]:
    """What words in a row join, each by itself: 运动会、开幕式.

    >>> members("报名、缴费和公示"), members("论坛")
    (['报名', '缴费', '公示'], ['论坛'])
    """
    joins = "|".join(map(re.escape, sorted(vocabulary().classes["joins"], key=len, reverse=True)))
    return [part.strip() for part in re.split(joins, COLON.split(text)[0]) if part.strip()]


def says_respectively(text: str) -> bool:
    """Whether each of several names has its own date: 开幕式、闭幕式分别调整为."""
    return vocabulary().has(text, "respectively")


def says_each(text: str) -> bool:
    """Whether words say something of each of several: 三个库区的盘点日期各往后延两天."""
    return vocabulary().has(text, "each_of")


def in_a_row(between: str) -> bool:
    """Whether nothing but what joins names in a row stands between two places."""
    return not between.strip() or between.strip() in vocabulary().classes["joins"]
