"""How much of a duty is done, as somebody writes it: 2/3, 60%, 2, one more."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules import Message, YuelingError

from ..completions import WHOLE, Completion
from .states import MOST_TIMES, Quota

_AMOUNT = re.compile(r"(?P<more>\+)?(?P<part>\d{1,5})(?:/(?P<whole>\d{1,5})|(?P<percent>[%％]))?", re.ASCII)


class BadAmount(YuelingError):
    """Words that do not say how much is done."""

    def __init__(self, text: str) -> None:
        super().__init__(
            Message("“{text}” does not say how much is done", text=text[:40]),
            Message("write 2/3 for two of three, 60% for a share, +1 for one more"),
        )


class NoWhole(YuelingError):
    """A number that is done, and nobody knows of how many."""

    def __init__(self) -> None:
        super().__init__(
            Message("it is not known of how many"),
            Message("write 2/3, or say it once: `yueling duties quota UID 3..5`"),
        )


class Counted(YuelingError):
    """A share of something of which it is counted how often it was done."""

    def __init__(self, percent: int, quota: Quota) -> None:
        super().__init__(
            Message(
                "{percent}% says nothing here: it is to be done {times} times", percent=percent, times=quota.write()
            ),
            Message(
                "write how often it was done: 2, or +1 for once more; `yueling duties quota UID none` ends the count"
            ),
        )


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is done.

    >>> Amount.read("2/3"), Amount.read("60%").percent, Amount.read("+1").more
    (Amount(part=2, whole=3, percent=None, more=False), 60, True)
    """

    part: int | None = None
    """How many."""
    whole: int | None = None
    """Of how many; None for as many as the quota says, or as was said before."""
    percent: int | None = None
    """The share, in place of a number."""
    more: bool = False
    """Whether so many come to those that were done."""

    @classmethod
    def read(cls, text: str) -> Amount:
        """The amount written as 2/3, 60%, 2 or +1; raises BadAmount."""
        match = _AMOUNT.fullmatch(text.strip())
        if not match:
            raise BadAmount(text)
        number, whole = int(match["part"]), int(match["whole"]) if match["whole"] else None
        if match["percent"]:
            if number > WHOLE or match["more"]:
                raise BadAmount(text)
            return cls(percent=number)
        if number > MOST_TIMES or (whole is not None and not (1 <= whole <= MOST_TIMES and number <= whole)):
            raise BadAmount(text)
        return cls(number, whole, more=bool(match["more"]))

    def counted(self, before: Completion | None, quota: Quota | None) -> tuple[int, int]:
        """How many are done, and of how many; raises NoWhole, ValueError for a share."""
        if self.part is None:
            raise ValueError("a share counts nothing")
        whole = self.whole or (quota.least if quota else None) or (before.whole if before else None)
        if whole is None:
            raise NoWhole
        done = (before.part or 0) if self.more and before else 0
        return min(done + self.part, MOST_TIMES), whole


def share(part: int, whole: int) -> int:
    """The percentage of so many of so many, rounded down; more than all is all.

    >>> share(1, 3), share(3, 3), share(5, 3), share(0, 3)
    (33, 100, 100, 0)
    """
    return min(WHOLE * part // whole, WHOLE)
