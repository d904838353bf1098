"""Signs that a scan has for others, put right where only one of them can stand; every character stays where it stood.

Letters among digits (l0日) the grammar itself knows; a rule that somebody types has no 曰.
"""

from __future__ import annotations

from .names import number_end

MISREAD = "曰"
"""The 日 of a date as a scan has it: 5月1曰."""
LONGEST_DAY = 4
"""Characters from 月 to 日: 月二十一."""


def with_day_signs(text: str) -> str:
    """The text with 日 for the 曰 behind the number of a day: 5月1曰, 四月二十曰; 一曰水 stays."""
    if MISREAD not in text:
        return text
    found = list(text)
    for at, char in enumerate(text):
        if char != MISREAD:
            continue
        _, month, number = text[max(at - LONGEST_DAY, 0) : at].rpartition("月")
        of_month = month and number and number_end(number) == len(number)
        if of_month or number[-1:].isdecimal():
            found[at] = "日"
    return "".join(found)
