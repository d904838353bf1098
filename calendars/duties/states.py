"""What people said of a duty beside that it is done: later, I have it, and how often it is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from rules import LAST_DAY, Message, YuelingError

from ..civil import day_of

EVERYBODY = ""
"""The reader of a snooze that is for all of them."""
MOST_TIMES = 10_000
"""How often something can be to be done within one occurrence."""


class BadQuota(YuelingError):
    """A quota that cannot be read, or can never be met."""

    def __init__(self, text: str) -> None:
        super().__init__(
            Message("“{text}” says no number of times", text=text[:40]),
            Message("write 3..5 or 3至5项 for three to five, 2+ for two or more, 4 for four, none for no quota"),
        )


@dataclass(frozen=True, slots=True)
class Snooze:
    """That nobody, or one reader, is to hear of an occurrence for a while."""

    key: str
    """Of the occurrence."""
    until: date
    """The first day on which it is told again."""
    changed: datetime
    """When somebody said so; UTC."""
    reader: str = EVERYBODY
    """Who hears nothing of it: the id of a recipient, or EVERYBODY."""
    by: str | None = None

    def ends(self, due: date) -> date:
        """The first day on which an occurrence of that day is told again.

        What is to come is put off up to the day that matters, and no longer; what somebody put off then, or when it was
        over, up to the day that he named.

        >>> from datetime import UTC
        >>> early = Snooze("once", date(2026, 4, 20), datetime(2026, 4, 8, tzinfo=UTC))
        >>> early.ends(date(2026, 4, 15)), early.ends(date(2026, 4, 8))
        (datetime.date(2026, 4, 15), datetime.date(2026, 4, 20))
        """
        return min(self.until, due) if day_of(self.changed) < due else self.until

    def to_json(self) -> dict[str, Any]:
        """The snooze as plain JSON."""
        facts = {"key": self.key, "reader": self.reader, "until": self.until.isoformat(), "by": self.by}
        return facts | {"changed": self.changed.isoformat()}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Snooze:
        """The snooze that `to_json` wrote."""
        until, changed = date.fromisoformat(record["until"]), datetime.fromisoformat(record["changed"])
        return cls(record["key"], until, changed, record["reader"], record["by"])


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That somebody has taken an occurrence on."""

    key: str
    by: str | None
    """Who; None where nobody said."""
    changed: datetime
    """When that was said; UTC."""

    def to_json(self) -> dict[str, Any]:
        """The acknowledgement as plain JSON."""
        return {"key": self.key, "by": self.by, "changed": self.changed.isoformat()}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Acknowledgement:
        """The acknowledgement that `to_json` wrote."""
        return cls(record["key"], record["by"], datetime.fromisoformat(record["changed"]))


@dataclass(frozen=True, slots=True)
class Quota:
    """How often something is to be done within each occurrence (每年3—5项, 不少于2次).

    >>> Quota.read("3..5").write(), Quota.read("2+").write(), Quota.read("3—5").most, Quota.read("4").write()
    ('3–5', '2+', 5, '4')
    """

    least: int
    most: int | None = None
    """None where there is no upper bound."""

    @classmethod
    def read(cls, text: str) -> Quota:
        """The quota written as 3..5, 3—5项, 三至五项, 2+, 不少于2次 or 4; raises BadQuota."""
        from rules import times_of  # here, because it is of the grammar, and most who know of quotas read none

        times = times_of(text)
        if times is None:
            raise BadQuota(text)
        least, most = times
        if not 1 <= least <= (most or MOST_TIMES) <= MOST_TIMES:
            raise BadQuota(text)
        return cls(least, most)

    def write(self) -> str:
        """The quota in figures: 3–5, 2+, 4."""
        if self.most is None:
            return f"{self.least}+"
        return str(self.least) if self.most == self.least else f"{self.least}–{self.most}"

    def to_json(self) -> dict[str, Any]:
        """The quota as plain JSON."""
        return {"least": self.least, "most": self.most}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Quota:
        """The quota that `to_json` wrote."""
        return cls(record["least"], record["most"])


@dataclass(frozen=True, slots=True)
class DutyState:
    """Everything of that sort that was said of one event.

    >>> from datetime import UTC
    >>> said = DutyState((Snooze("2026", date(2026, 4, 13), datetime(2026, 4, 8, tzinfo=UTC)),))
    >>> said.snoozed_until("2026", "a@example.org"), said.snoozed_until("2027", "a@example.org")
    (datetime.date(2026, 4, 13), None)
    """

    snoozes: tuple[Snooze, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    quota: Quota | None = None

    def snoozed_until(self, key: str, reader: str = EVERYBODY, due: date = LAST_DAY) -> date | None:
        """The first day on which the reader hears of the occurrence again; None where nobody put it off for him.

        Of what was said for him and for everybody the later day counts. `due` is the day that matters of the occurrence.
        """
        found = [one.ends(due) for one in self.snoozes if one.key == key and one.reader in (EVERYBODY, reader)]
        return max(found, default=None)

    def acknowledgement(self, key: str) -> Acknowledgement | None:
        """Who has taken the occurrence on; None where nobody has."""
        return next((one for one in self.acknowledgements if one.key == key), None)

    def with_snooze(self, key: str, reader: str, snooze: Snooze | None) -> DutyState:
        """The same with another snooze of that occurrence for that reader; None for none."""
        others = [one for one in self.snoozes if (one.key, one.reader) != (key, reader)]
        found = sorted(filter(None, (*others, snooze)), key=lambda one: (one.key, one.reader))
        return replace(self, snoozes=tuple(found))

    def with_acknowledgement(self, key: str, said: Acknowledgement | None) -> DutyState:
        """The same where somebody else, or with None nobody, has taken the occurrence on."""
        others = [one for one in self.acknowledgements if one.key != key]
        found = sorted(filter(None, (*others, said)), key=lambda one: one.key)
        return replace(self, acknowledgements=tuple(found))

    def to_json(self) -> dict[str, Any]:
        """The state as plain JSON; `from_json` reads it back."""
        return {
            "snoozes": [one.to_json() for one in self.snoozes],
            "acknowledgements": [one.to_json() for one in self.acknowledgements],
            "quota": self.quota and self.quota.to_json(),
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> DutyState:
        """The state that `to_json` wrote."""
        return cls(
            tuple(map(Snooze.from_json, record["snoozes"])),
            tuple(map(Acknowledgement.from_json, record["acknowledgements"])),
            Quota.from_json(record["quota"]) if record["quota"] else None,
        )


NOTHING_SAID = DutyState()
"""Of an event of which nobody said anything of that sort."""
