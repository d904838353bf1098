"""How often something is to be done within each period, as notices say it: 每年推荐3—5项, 每年举办不少于2场.

Only the closed form is read: one number or range with a measure word beside 每年, 每季度 or 每月. A limit (限报2项, 不超过3篇), a
number for each person (每人2篇), and whatever names several numbers or periods stay words. What somebody types as a quota alone
(3至5项, 不少于2次) is read whole.
"""

from __future__ import annotations

import re

from ..squeeze import fold
from .numbers import COUNT, NUMERAL, number

PERIOD = re.compile("每(?:年|季|月)")
AT_LEAST = re.compile("不得?[少低]于|至少|最少|以上")
AMOUNT = re.compile(
    rf"(?<![第前\d.约近])(?P<least>{COUNT})(?:(?:[-‐–—－~～至到]|——)(?P<most>{COUNT}))?"
    r"(?:[项篇场次名件]|个(?!工作日|自然日|小时|星期|学期|季度|百分点|月|半|以))"
)
"""A number of times or things."""
LIMITS = re.compile("限|不得?(?:超|多于|高于|大于)|[最至]多|上限|以[内下]|之内|左右|上下|每(?![年季月])|人均")
"""Words that make of a number a limit, a guess, or one of each person or unit."""
ANOTHER = re.compile(rf"第{COUNT}[项篇场次名件个]")
MEASURES = "项次篇期场个件份家人名条部本节堂回轮批户所"
"""Measure words of what is counted."""
_NUMBER = rf"(?:\d{{1,5}}|[{NUMERAL}]{{1,5}})"
_QUOTA = re.compile(
    rf"(?P<floor>不少于|不低于|至少|最少)?(?P<least>{_NUMBER})[{MEASURES}]?"
    rf"(?:(?:至|到|\.\.|[-‐‑–—−－~～]{{1,2}})(?P<most>{_NUMBER})[{MEASURES}]?)?(?P<open>及?以上|\+|\.\.)?"
)


def said_quota(when: str, what: str) -> tuple[int, int | None] | None:
    """How often at least and at most, None for no upper bound, `what` is to be done each time that `when` names.

    None where it is not said, only once, or not plainly.

    >>> said_quota("每年6月30日前", "推荐科普作品3—5项"), said_quota("每年", "举办活动不少于两场")
    ((3, 5), (2, None))
    >>> said_quota("每年", "每单位限报2项"), said_quota("2026年5月15日前", "推荐3—5项"), said_quota("每年", "召开1次会议")
    (None, None, None)
    """
    periods = {*PERIOD.findall(when), *PERIOD.findall(what)}
    found = [*AMOUNT.finditer(ANOTHER.sub("", what))]
    if len(periods) != 1 or not PERIOD.search(when) or len(found) != 1 or LIMITS.search(what):
        return None
    least = number(found[0]["least"])
    most = number(found[0]["most"] or found[0]["least"])
    if not found[0]["most"] and AT_LEAST.search(what):
        return (least, None) if least else None
    return (least, most) if 1 <= least <= most and most > 1 else None


def times_of(words: str) -> tuple[int, int | None] | None:
    """The least and the most times, None for no upper bound; None where the words say no number of times.

    >>> times_of("3至5项"), times_of("三—五次"), times_of("不少于2次"), times_of("4"), times_of("两篇以上"), times_of("每周")
    ((3, 5), (3, 5), (2, None), (4, 4), (2, None), None)
    """
    match = _QUOTA.fullmatch(fold(words))
    if not match:
        return None
    bounds = match["floor"] or match["open"]
    if bounds and match["most"]:
        return None
    try:
        least, most = (
            int(found) if found.isascii() else number(found) for found in (match["least"], match["most"] or "0")
        )
    except ValueError:
        return None
    return least, most if match["most"] else None if bounds else least
