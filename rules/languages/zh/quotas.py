"""How often something is to be done, as lists of duties write it: 3至5项, 不少于2次."""

from __future__ import annotations

import re

from ..squeeze import fold
from .numbers import NUMERAL, number

MEASURES = "项次篇期场个件份家人名条部本节堂回轮批户所"
"""Measure words of what is counted."""
_NUMBER = rf"(?:\d{{1,5}}|[{NUMERAL}]{{1,5}})"
_QUOTA = re.compile(
    rf"(?P<floor>不少于|不低于|至少|最少)?(?P<least>{_NUMBER})[{MEASURES}]?"
    rf"(?:(?:至|到|\.\.|[-‐‑–—−－~～]{{1,2}})(?P<most>{_NUMBER})[{MEASURES}]?)?(?P<open>及?以上|\+|\.\.)?"
)


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
