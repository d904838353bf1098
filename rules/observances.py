"""Named days, weeks and months: the catalogue in `tables/observances.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "tables" / "observances.toml"


@dataclass(frozen=True, slots=True)
class Observance:
    """A named day: how it is called, the rule that sets it, and where that rule stands.

    `rule` is a sentence of the rule language; None where its dates are announced each year.
    """

    zh: str
    en: str
    source: str
    rule: str | None = None
    since: int | None = None
    until: int | None = None
    also: tuple[str, ...] = ()


@cache
def catalogue() -> tuple[Observance, ...]:
    """Every observance of the catalogue, in the order of the table."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["observance"]
    return tuple(
        Observance(**{**row, "en": row.get("en", row["zh"]), "also": tuple(row.get("also", ()))}) for row in rows
    )


@cache
def names(lang: str) -> dict[str, Observance]:
    """The observances by every name that they have in the language.

    >>> names("zh")["科技工作者日"].rule
    '每年5月30日'
    """
    if lang == "zh":
        return {name: day for day in catalogue() for name in (day.zh, *day.also)}
    return {day.en: day for day in catalogue()}
