"""Parts on which programs disagree, because RFC 5545 leaves them open: how they are read here, and the other reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..errors import RuleError
from ..messages import Message
from .rrule import RSCALES, Day, Month, RRule

_RULE = re.compile(
    r"(?:(?<=^RRULE:)|(?<=\sRRULE:)|^(?=\s*[A-Za-z-]{3,}=))(?:\S|(?<=[;,])\s+)+", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Dispute:
    """How a part is read here, what to write so that nobody reads it otherwise, and the rule of the other reading."""

    reading: Message
    remedy: Message
    other: RRule | None
    """None where no rule that is read alike by all says it."""


def dispute(rule: RRule) -> Dispute | None:
    """What is disputed in a rule; None where all read it alike.

    >>> found = dispute(RRule.read("FREQ=YEARLY;BYMONTHDAY=1"))
    >>> found and found.other and found.other.write()
    'FREQ=MONTHLY;BYMONTHDAY=1'
    """
    if rule.freq != "YEARLY" or rule.by_year_day:
        return None
    if rule.by_month_day and not (rule.by_month or rule.by_week_no):
        return Dispute(
            Message(
                "BYMONTHDAY without BYMONTH is read in the month of DTSTART (RFC 8984); others read it in every month"
            ),
            Message("write BYMONTH with the month that is meant, or FREQ=MONTHLY for every month"),
            _every_month(rule),
        )
    if rule.by_week_no and not (rule.by_day or rule.by_month_day):
        return Dispute(
            Message(
                "BYWEEKNO without BYDAY is read on the weekday of DTSTART (RFC 8984); others read it on all seven days"
            ),
            Message("write BYDAY with the weekday that is meant, or with all seven"),
            replace(rule, by_day=tuple(Day(0, weekday) for weekday in range(7))),
        )
    return None


def _every_month(rule: RRule) -> RRule | None:
    if any(day.n for day in rule.by_day):
        return None  # they count in the year, and beside BYMONTH in the month
    if rule.interval == 1 and not rule.by_set_pos:
        return replace(rule, freq="MONTHLY")
    return replace(rule, by_month=tuple(Month(n) for n in range(1, RSCALES[rule.rscale] + 1)))


def disputes(text: str) -> Iterator[tuple[Dispute, str | None]]:
    """What is disputed in a text of content lines, each with the text of the other reading.

    >>> [other for _, other in disputes("DTSTART:20260101 RRULE:FREQ=YEARLY;BYMONTHDAY=1")]
    ['DTSTART:20260101 RRULE:FREQ=MONTHLY;BYMONTHDAY=1']
    """
    for match in _RULE.finditer(text):
        try:
            found = dispute(RRule.read(match.group()))
        except RuleError:
            continue
        if found:
            other = found.other.write() if found.other else ""
            yield found, text[: match.start()] + other + text[match.end() :] if other else None
