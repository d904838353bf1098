"""The solar terms: every one as issued, and those that nobody can date yet."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from rules.errors import UnknownTermYear
from rules.reckoning.terms import NAMES, term_day, term_on, terms_of, uncertain

FACTS = Path(__file__).parents[2] / "shared" / "calendar" / "solar_terms.json"
YEARS = range(1900, 2101)
COMPARED = "c48c3d7966c0cc1edc240a561f391e109e4fb665bf262fcc2cdca852f58bbc21"
AS_ISSUED = """
1911-05-07 立夏  1912-11-23 小雪  1913-09-24 秋分  1917-12-07 大雪  1923-02-19 雨水  1927-09-08 白露  1928-06-21 夏至
1950-04-20 谷雨  1951-12-23 冬至  1979-01-21 大寒  2008-05-21 小满  2021-12-21 冬至  2024-12-21 冬至  2026-04-05 清明
2025-02-03 立春  2026-09-23 秋分  2026-12-22 冬至  2020-09-22 秋分  2024-09-22 秋分  2051-03-20 春分  2083-02-03 立春
2084-03-20 春分
""".split()


@pytest.mark.parametrize(("day", "name"), list(zip(AS_ISSUED[::2], AS_ISSUED[1::2], strict=True)))
def test_the_terms_that_others_get_wrong_are_as_issued(day: str, name: str) -> None:
    wanted = date.fromisoformat(day)
    assert term_day(wanted.year, name) == wanted
    assert term_on(wanted) == name


def test_every_term_is_that_of_the_facts() -> None:
    if not FACTS.exists():
        pytest.skip("the table of facts is not beside the checkout")
    facts = json.loads(FACTS.read_text("utf-8"))
    issued = facts["as_issued_differs"]
    wanted = [
        date.fromisoformat(issued.get(f"{year} {name}", at[:10]))
        for year, terms in facts["terms"].items()
        for name, at in terms.items()
    ]
    assert len(wanted) == 4_824
    assert [term_day(year, name) for year in YEARS for name in NAMES] == wanted


def test_every_term_is_still_the_one_that_was_compared_with_the_facts() -> None:
    days = "\n".join(str(day) for year in YEARS for _, day in terms_of(year))
    assert sha256(days.encode()).hexdigest() == COMPARED


def test_terms_are_in_order_about_fifteen_days_apart_two_a_month() -> None:
    days = [day for year in YEARS for _, day in terms_of(year)]
    assert {(two - one).days for one, two in pairwise(days)} == {14, 15, 16}
    assert [day.month for day in days[:24]] == [month for month in range(1, 13) for _ in range(2)]


def test_a_day_knows_its_term_and_most_days_have_none() -> None:
    day, found = date(1900, 1, 1), 0
    for year in YEARS:
        named = {day: name for name, day in terms_of(year)}
        while day.year == year:
            assert term_on(day) == named.get(day)
            found += day in named
            day += timedelta(1)
    assert found == 4_824


def test_the_names_are_twenty_four_and_begin_with_the_lesser_cold() -> None:
    assert len(set(NAMES)) == 24
    assert (NAMES[0], NAMES[6], NAMES[-1]) == ("小寒", "清明", "冬至")


@pytest.mark.parametrize("year", [1899, 2101, 0, 9999])
def test_a_year_outside_the_table_is_refused_with_its_bounds(year: int) -> None:
    for ask in (lambda y: term_day(y, "清明"), terms_of, lambda y: term_on(date(y or 1, 1, 6))):
        with pytest.raises(UnknownTermYear, match="1900 to 2100"):
            ask(year)


def test_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no solar term: 中秋"):
        term_day(2026, "中秋")


def test_the_terms_that_nobody_can_date_yet_say_why() -> None:
    doubtful = [(year, name) for year in YEARS for name in NAMES if uncertain(year, name)]
    assert doubtful == [(2051, "春分"), (2083, "立春"), (2084, "春分")]
    reason = uncertain(2051, "春分")
    assert reason is not None
    assert reason.say("zh") == "此节气距2051-03-21零时仅40秒，日后颁行的历书可能相差一天"
