"""Makes rules/tables/lunar.toml and terms.toml: `python tests/tables/make_tables.py [lunar_table.json solar_terms.json]`.

Without files the facts are computed anew by `ephemeris.py` beside this one (extra `tables`; JPL DE406 and ERFA, Beijing
time, GB/T 33661-2017); both ways the calendars as issued prevail. With --check the tables are compared, not written.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

TABLES = Path(__file__).parents[2] / "rules" / "tables"
LUNAR_HEAD = '''\
# The Chinese lunar calendar of the lunar years 1900 to 2100, a line each: the year, its new year's day (month and day of
# the same civil year), its leap month (0: none), and its months in order, 1 = 30 days and 0 = 29; a leap month stands
# behind the month whose number it bears. Made by tests/tables/make_tables.py.
source = """
Computed from JPL DE406 and ERFA by the rules of GB/T 33661-2017 (Beijing time); the months that begin on 1914-11-17,
1916-02-03 and 1920-11-10 as the calendars of those years were issued. Equal on every day to the list of the Purple
Mountain Observatory; the Hong Kong Observatory prints two months a day apart."""
years = """
'''
LUNAR_DOUBTS = """

# New moons within two minutes of midnight in years whose calendars nobody has issued: first and last day of the doubt,
# the day that the midnight begins, the seconds between them, and whether the Hong Kong Observatory prints the other day
# (of 2089 it says only that it may change).
[[doubts]]
first = 2057-09-28
last = 2057-10-27
midnight = 2057-09-29
seconds = 40
apart = true

[[doubts]]
first = 2089-09-04
last = 2089-10-03
midnight = 2089-09-05
seconds = 54
apart = false

[[doubts]]
first = 2097-08-07
last = 2097-09-05
midnight = 2097-08-08
seconds = 84
apart = true
"""
TERMS_HEAD = '''\
# The 24 solar terms of 1900 to 2100 by civil date in Beijing time. `names` are in order, two a month; `earliest` is the
# earliest day of the month that each falls on; a line of `years` says for each how many days later. Made by
# tests/tables/make_tables.py.
source = """
Computed from JPL DE406 and ERFA (apparent longitude of the sun, Beijing time); as issued where the calendar of the year
was printed otherwise: {issued}."""
'''
TERMS_DOUBTS = """

# Terms within a minute of midnight in years whose calendars nobody has issued: the other day may be printed.
[[doubts]]
year = 2051
name = "春分"
midnight = 2051-03-21
seconds = 40

[[doubts]]
year = 2083
name = "立春"
midnight = 2083-02-04
seconds = 37

[[doubts]]
year = 2084
name = "春分"
midnight = 2084-03-20
seconds = 31
"""

Year = tuple[int, date, int, str]
"""A lunar year: its number, new year's day, leap month, lengths of its months."""


def lunar_toml(years: Iterable[Year]) -> str:
    """The text of lunar.toml."""
    lines = (f"{year} {start:%m%d} {leap} {lengths}\n" for year, start, leap, lengths in years)
    return LUNAR_HEAD + "".join(lines) + '"""' + LUNAR_DOUBTS


def terms_toml(days: Mapping[int, Mapping[str, date]], issued: Mapping[str, date]) -> str:
    """The text of terms.toml from the date of each term of each year, names in their order in every year."""
    names = list(next(iter(days.values())))
    earliest = [min(terms[name].day for terms in days.values()) for name in names]
    lines = (
        f"{year} {''.join(str(terms[name].day - first) for name, first in zip(names, earliest, strict=True))}\n"
        for year, terms in days.items()
    )
    head = TERMS_HEAD.format(issued=", ".join(f"{term} {day:%m-%d}" for term, day in issued.items()))
    return f'{head}names = "{" ".join(names)}"\nearliest = {earliest}\nyears = """\n{"".join(lines)}"""{TERMS_DOUBTS}'


def lunar_facts(facts: Mapping[str, Any]) -> list[Year]:
    """The lunar years of lunar_table.json."""
    return [
        (int(year), date.fromisoformat(row["new_year"]), row["leap"], row["lengths"])
        for year, row in facts["years"].items()
    ]


def issued_terms(facts: Mapping[str, Any]) -> dict[str, date]:
    """The terms that were printed otherwise than computed: `1912 小雪` and its date."""
    return {term: date.fromisoformat(day) for term, day in facts["as_issued_differs"].items()}


def term_facts(facts: Mapping[str, Any]) -> dict[int, dict[str, date]]:
    """The civil date of each term of solar_terms.json, as issued."""
    issued = issued_terms(facts)
    return {
        int(year): {name: issued.get(f"{year} {name}", date.fromisoformat(at[:10])) for name, at in terms.items()}
        for year, terms in facts["terms"].items()
    }


def computed() -> tuple[str, str]:
    """The texts of both tables, computed anew: half a minute."""
    ephemeris: Any = importlib.import_module("tests.tables.ephemeris")
    issued = ephemeris.TERMS_AS_ISSUED
    terms = {
        year: {name: issued.get(f"{year} {name}", day) for name, day in days.items()}
        for year, days in ephemeris.terms().items()
        if 1900 <= year <= 2100
    }
    return lunar_toml(ephemeris.lunar_years()), terms_toml(terms, issued)


def from_facts(lunar: Path, terms: Path) -> tuple[str, str]:
    """The texts of both tables from lunar_table.json and solar_terms.json."""
    lunar_record, terms_record = (json.loads(file.read_text("utf-8")) for file in (lunar, terms))
    return lunar_toml(lunar_facts(lunar_record)), terms_toml(term_facts(terms_record), issued_terms(terms_record))


def main(arguments: list[str]) -> int:
    """Writes both tables, or with --check says which differ and returns 1 for that."""
    files = [Path(name) for name in arguments if name != "--check"]
    texts = dict(zip(("lunar.toml", "terms.toml"), from_facts(*files) if files else computed(), strict=True))
    different = [name for name, text in texts.items() if not _same(TABLES / name, text)]
    for name in different:
        print(f"{name}: {'differs' if '--check' in arguments else 'changed'}")
        if "--check" not in arguments:
            (TABLES / name).write_text(texts[name], "utf-8")
    return int("--check" in arguments and bool(different))


def _same(file: Path, text: str) -> bool:
    return file.exists() and file.read_text("utf-8") == text


if __name__ == "__main__":
    sys.path.insert(0, str(TABLES.parents[1]))
    sys.exit(main(sys.argv[1:]))
