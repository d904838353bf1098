"""Days that have a name: named by itself (科技工作者日), right behind its date, or given to a date (是第十八个全省科技体验周)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from ..observances import names
from .nearby import leads
from .notice import Finding
from .place import Place
from .words import vocabulary

A_STEP = 40
"""Characters within which the name of a day belongs to a date beside it."""
LONGEST_NAME = 14
"""Characters of the name of a day before its last one."""
ASIDE = re.compile(r"[(（][^()（）]{1,8}[)）]")
NUMERALS = "一二三四五六七八九十"
OPENS, HAN = '“"「', re.compile("[\u4e00-\u9fff]")


def is_mentioned(before: str) -> bool:
    """Whether the words before the name of a day only mention it: nothing is done on it.

    >>> is_mentioned("法定节假日包括"), is_mentioned("我会将于")
    (True, False)
    """
    return leads(before, "raises", 6) or leads(before, "together", 40) or leads(before, "includes")


def names_a_day(after: str) -> bool:
    """Whether a date is followed by the name of a day, a week or a month that it is.

    >>> names_a_day("是第十八个全省科技体验周。"), names_a_day("举办科技体验周活动"), names_a_day("起一周内")
    (True, False, False)
    """
    return any(_is_name(after, at) for at in _starts(after))


def _starts(after: str) -> set[int]:
    """Where the name may begin: behind a bracket, 是, 第十八个, a quotation mark, each of which may stand or not."""
    starts = {0}
    if aside := ASIDE.match(after):
        starts.add(aside.end())
    for skip in (_verb_end, _ordinal_end, _quote_end):
        starts |= {skip(after, at) for at in starts}
    return starts


def _verb_end(after: str, at: int) -> int:
    return at + len(vocabulary().begins(after, "calls", at))


def _quote_end(after: str, at: int) -> int:
    return at + (after[at : at + 1] in tuple(OPENS))


def _ordinal_end(after: str, at: int) -> int:
    """Behind 第十八个, 首个, where one stands there."""
    if after.startswith("首个", at):
        return at + 2
    end = start = at + after.startswith("第", at)
    while end < len(after) and (after[end].isdecimal() or after[end] in NUMERALS):
        end += 1
    return end + 1 if end > start and after.startswith("个", end) else at


def _is_name(after: str, at: int) -> bool:
    words = vocabulary()
    for end in range(at, min(at + LONGEST_NAME + 1, len(after))):
        ends = end > at and words.begins(after, "named_day", end)
        if ends and not words.begins(after, "day_goes_on", end + 1):
            return True
        if not HAN.match(after, end) or words.begins(after, "unnamed", end):
            return False
    return False


def name_beside(place: Place) -> str:
    """The observance whose name stands right behind the date: “5·30”全国科技工作者日; "" for none."""
    match = _names().match(place.after[:A_STEP].lstrip('”"」 '))
    return match.group() if match else ""


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    """The names of the catalogue, in its order."""
    return re.compile("|".join(map(re.escape, names("zh"))))


def settle(findings: Sequence[Finding]) -> list[Finding]:
    """The findings; where the name of a day stands beside its date there is one entry, the date's, under the name."""
    dates = [f for f in findings if f.role == "calendar" and f.quote not in names("zh")]
    starts = [f.start for f in dates]

    def beside(finding: Finding) -> bool:
        if finding.kind != "observance" or finding.quote not in names("zh"):
            return False
        near = dates[bisect_left(starts, finding.start - A_STEP) : bisect_left(starts, finding.start + A_STEP)]
        return any(date.sentence == finding.sentence for date in near)

    return [_explains(finding) if beside(finding) else finding for finding in findings]


def _explains(finding: Finding) -> Finding:
    """The name of a day as what only explains the date beside it."""
    return replace(finding, role="context", title=None, principle="beside")
