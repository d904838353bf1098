"""RRULE of the Chinese calendar (RFC 7529, RSCALE=CHINESE), answered from our own tables."""

from __future__ import annotations

import re

from ..errors import UnreadRule
from ..kinds import Lunar, LunarMonthly
from ..messages import Message
from ..recurrence import Recurrence

KNOWN = ("RSCALE", "FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "SKIP")
REMEDY = Message("write it as RRULE:RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15;SKIP=OMIT")


def is_rrule(text: str) -> bool:
    """Whether the text means to be an RRULE.

    >>> is_rrule("RRULE:RSCALE=CHINESE;FREQ=YEARLY")
    True
    """
    return bool(re.match(r"(?:RRULE:)?[A-Z]+=", text))


def read_rrule(text: str) -> Recurrence:
    """The recurrence of an RRULE with RSCALE=CHINESE: yearly by month and day (BYMONTH=5L is leap), or monthly by day.

    Raises UnreadRule for every other part, naming it.
    """
    parts: dict[str, str] = {}
    place = len(text) - len(text.removeprefix("RRULE:"))
    for piece in text[place:].split(";"):
        name, equals, value = piece.partition("=")
        if not equals or name not in KNOWN or name in parts:
            raise _unread(text, place, piece, Message("“{part}” is not understood here", part=piece))
        parts[name] = value
        place += len(piece) + 1
    if parts.get("RSCALE") != "CHINESE":
        raise UnreadRule(text, 0, len(text), Message("only rules with RSCALE=CHINESE are read"), REMEDY)
    if parts.get("INTERVAL", "1") != "1":
        raise UnreadRule(text, 0, len(text), Message("an INTERVAL other than 1 is not understood here"), REMEDY)
    return Recurrence(_rule(text, parts))


def _rule(text: str, parts: dict[str, str]) -> Lunar | LunarMonthly:
    day, skip = parts.get("BYMONTHDAY", ""), parts.get("SKIP", "OMIT").lower()
    if not re.fullmatch(r"-1|[1-9]\d?", day) or skip not in ("omit", "backward", "forward"):
        raise UnreadRule(text, 0, len(text), Message("one BYMONTHDAY and a SKIP of RFC 7529 are needed"), REMEDY)
    if parts.get("FREQ") == "MONTHLY" and "BYMONTH" not in parts and skip == "omit":
        return LunarMonthly(int(day))
    month = re.fullmatch(r"([1-9]\d?)(L?)", parts.get("BYMONTH", ""))
    if parts.get("FREQ") != "YEARLY" or not month:
        raise UnreadRule(text, 0, len(text), Message("FREQ=YEARLY with one BYMONTH is needed"), REMEDY)
    return Lunar(int(month[1]), int(day), "only" if month[2] else "skip", skip)


def _unread(text: str, start: int, piece: str, said: Message) -> UnreadRule:
    return UnreadRule(text, start, start + max(len(piece), 1), said, REMEDY)
