"""Which one of a row the year's is: 第35届, the 9th, 76周年."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

Base = tuple[int, int]
"""A year and the number that it has."""


@dataclass(frozen=True, slots=True)
class Edition:
    """How editions count: every so many years from a base; a later base begins the count anew from its own number.

    `known` lists years whose number no count gives. `unit` is 届, 个, 次 or 周年.

    >>> row = Edition(((1990, 1), (2006, 10)))
    >>> row.of(2005), row.of(2006), row.of(2007), row.of(1989)
    (16, 10, 11, None)
    """

    bases: tuple[Base, ...] = ()
    every: int = 1
    known: tuple[Base, ...] = ()
    unit: str = "届"

    def __post_init__(self) -> None:
        if self.every < 1:
            raise ValueError(f"editions come round every year or more, not every {self.every} years")
        object.__setattr__(self, "bases", tuple(sorted(self.bases)))

    def of(self, year: int, without: Container[int] = ()) -> int | None:
        """The edition of the year; None where the year has none or it is not known.

        Years `without` an occurrence (suspended ones) have no number, and the count goes on behind them as if they were not
        there: 2019 is the 3rd, 2020 has none, 2021 is the 4th.
        """
        if (number := dict(self.known).get(year)) is not None:
            return number
        base = max((base for base in self.bases if base[0] <= year), default=None)
        if base is None or year in without or (year - base[0]) % self.every:
            return None
        left_out = sum(at in without for at in range(base[0], year, self.every))
        return base[1] + (year - base[0]) // self.every - left_out

    def to_json(self) -> dict[str, Any]:
        """The row as plain JSON; `from_json` reads it back."""
        record: dict[str, Any] = {"bases": [list(base) for base in self.bases]}
        if self.every != 1:
            record["every"] = self.every
        if self.known:
            record["known"] = [list(base) for base in self.known]
        if self.unit != "届":
            record["unit"] = self.unit
        return record

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Edition:
        """The row that `to_json` wrote."""
        bases, known = (tuple((year, n) for year, n in record.get(name, ())) for name in ("bases", "known"))
        return cls(bases, record.get("every", 1), known, record.get("unit", "届"))
