"""Named days, weeks and months: the catalogue in `tables/observances.toml`; their dates are in `observance_dates.py`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from .editions import Edition
from .errors import YuelingError
from .messages import Message

TABLE = Path(__file__).parent / "tables" / "observances.toml"
Days = tuple[date, date]
"""A first and a last day, both included."""

GRADES = {
    "law": Message("law"),
    "official": Message("State Council"),
    "read": Message("read"),
    "dataset": Message("from a dataset"),
    "memory": Message("not verified"),
}
"""How well the rule of an observance is known, best first: a statute was read, a State Council text, a page or the press, the
data of a package, nothing."""


class UnknownObservance(YuelingError):
    """A name that the catalogue does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Message("the catalogue has no “{name}”", name=name),
            Message("`yueling observances --search` finds names by their parts"),
        )
        self.name = name


@dataclass(frozen=True, slots=True)
class Version:
    """The rule of a stretch of years, both included; `norm` in its place where it only predicts what is announced."""

    rule: str | None = None
    norm: str | None = None
    since: int | None = None
    until: int | None = None
    source: str | None = None

    def holds_in(self, year: int) -> bool:
        """Whether the year lies in its stretch."""
        return (self.since or year) <= year <= (self.until or year)


@dataclass(frozen=True, slots=True)
class Observance:
    """A named day: how it is called, the rule that sets it, and where that rule stands.

    `rule` is a sentence of the rule language; None where its dates are announced each year: then `norm` predicts them,
    where there is one, and `held` lists those that were announced.
    """

    zh: str
    en: str
    source: str
    rule: str | None = None
    since: int | None = None
    until: int | None = None
    also: tuple[str, ...] = ()
    category: str = ""
    grade: str = "memory"
    norm: str | None = None
    versions: tuple[Version, ...] = ()
    held: tuple[Days, ...] = ()
    edition: Edition | None = None
    quiet: bool = False
    """Whether the name may mean something else in running text, so that notices are not searched for it."""
    spoken: tuple[str, ...] = ()
    """Names that mean the day only where somebody asks for one: 国庆, 十一."""
    printed: str = ""
    """How a wall calendar prints it in the day's cell (重阳节); empty for what is not printed there."""
    note: str | None = field(default=None, compare=False)

    @property
    def predicted(self) -> bool:
        """Whether its dates are announced each year."""
        return self.rule is None

    @property
    def verified(self) -> bool:
        """Whether somebody read a source of its rule."""
        return self.grade not in ("dataset", "memory")

    def name(self, lang: str) -> str:
        """Its name in the language ("zh" or "en")."""
        return self.en if lang == "en" else self.zh

    def version(self, year: int | None = None) -> Version | None:
        """The rule of that year, by default the last one; None where the year has none."""
        stretches = self.versions or (Version(self.rule, self.norm, self.since, self.until),)
        if year is None:
            return stretches[-1]
        return next((each for each in stretches if each.holds_in(year)), None)

    def edition_of(self, year: int) -> int | None:
        """Which edition the year's is (第N届); None where it has none or it is not known.

        >>> observance_named("全国科技工作者日").edition_of(2025)
        9
        """
        if not self.edition or not (self.since or year) <= year <= (self.until or year):
            return None
        return self.edition.of(year)


@cache
def catalogue() -> tuple[Observance, ...]:
    """Every observance of the catalogue, in the order of the table."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["observance"]
    return tuple(map(_observance, rows))


def _observance(row: Mapping[str, Any]) -> Observance:
    versions = tuple(Version(**version) for version in row.get("versions", ()))
    last = versions[-1] if versions else Version(row.get("rule"), row.get("norm"))
    made = {
        **row,
        "rule": last.rule,
        "norm": last.norm,
        "versions": versions,
        "also": tuple(row.get("also", ())),
        "spoken": tuple(row.get("spoken", ())),
        "held": tuple((days[0], days[-1]) for days in row.get("held", ())),
        "edition": _edition(**row["edition"]) if "edition" in row else None,
    }
    return Observance(**made)


def _edition(
    offset: int | None = None,
    every: int = 1,
    since: int | None = None,
    known: Sequence[Sequence[int]] = (),
    unit: str = "届",
) -> Edition:
    """The numbering as the table has it: a year is number (year - offset) / every, from the year `since` on."""
    bases: tuple[tuple[int, int], ...] = ()
    if offset is not None:
        first = max(1, -(-((since or 0) - offset) // every))
        bases = ((offset + first * every, first),)
    return Edition(bases, every, tuple((year, number) for year, number in known), unit)


@cache
def names(lang: str) -> dict[str, Observance]:
    """The observances by every name under which a running text in the language may mean them.

    >>> names("zh")["科技工作者日"].rule
    '每年5月30日'
    """
    return dict(_named(lang, quiet=False))


@cache
def spoken_names() -> dict[str, Observance]:
    """The observances by the Chinese names that mean them only where somebody asks for a day.

    >>> spoken_names()["国庆"].zh
    '国庆节'
    """
    return {name: day for day in catalogue() for name in (*day.spoken, *((day.zh, *day.also) if day.quiet else ()))}


@cache
def _every_name() -> dict[str, Observance]:
    pairs = [*_named("en", quiet=True), *_named("zh", quiet=True)]
    return {name.casefold(): day for name, day in pairs}


def _named(lang: str, *, quiet: bool) -> Iterator[tuple[str, Observance]]:
    for day in catalogue():
        if quiet or not day.quiet:
            yield from ((name, day) for name in ((day.zh, *day.also) if lang == "zh" else (day.en,)))


def observance_named(name: str) -> Observance:
    """The observance of that name, long or short, in either language; also of a name that notices are not searched for.

    Raises UnknownObservance.
    """
    try:
        return _every_name()[" ".join(name.split()).casefold()]
    except KeyError:
        raise UnknownObservance(name) from None


def search_observances(words: str) -> list[Observance]:
    """The observances whose names or category hold the words: whole names first, then in the order of the table.

    >>> [each.zh for each in search_observances("公众科学")]
    ['中国科学院公众科学日']
    """
    wanted = " ".join(words.split()).casefold()
    if not wanted:
        return []
    texts = {day: [text.casefold() for text in (day.zh, day.en, *day.also, day.category)] for day in catalogue()}
    hits = [day for day, names in texts.items() if any(wanted in text for text in names)]
    return sorted(hits, key=lambda day: wanted not in texts[day])


@cache
def categories() -> tuple[str, ...]:
    """The categories, in the order of the table."""
    return tuple(dict.fromkeys(day.category for day in catalogue()))
