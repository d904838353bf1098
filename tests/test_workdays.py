"""Working days: the official tables day by day, and the prefix sums against a walk from day to day."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from rules import WORKDAYS, UnknownYear, Workdays, parse
from rules.reckoning.statute import statutory_days

FACTS = Path(__file__).parent.parent.parent / "shared" / "calendar" / "workdays.json"
OF_A_YEAR = {2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}
FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]


def walked(workdays: Workdays, day: date, count: int) -> date:
    """The same step, one day after the other."""
    one, left = timedelta(1 if count > 0 else -1), abs(count)
    while left:
        day += one
        left -= workdays.is_workday(day)
    return day


def outcome(step: object, *given: object) -> object:
    try:
        return step(*given)  # type: ignore[operator]
    except UnknownYear as error:
        return error.year


@pytest.mark.skipif(not FACTS.exists(), reason="the facts of ../shared/calendar are not here")
def test_every_day_of_twenty_years_is_worked_as_announced() -> None:
    known = json.loads(FACTS.read_text(encoding="utf-8"))["years"]
    off = {day["date"] for year in known.values() for day in year["off"]}
    work = {day["date"] for year in known.values() for day in year["work"]}
    wrong = [
        day
        for day in DAYS
        if WORKDAYS.is_workday(day) != (str(day) in work or (day.weekday() < 5 and str(day) not in off))
    ]
    assert len(DAYS) == 7305
    assert not wrong


@pytest.mark.skipif(not FACTS.exists(), reason="the facts of ../shared/calendar are not here")
def test_the_statutory_days_of_twenty_three_years_follow_from_the_regulation() -> None:
    known = json.loads(FACTS.read_text(encoding="utf-8"))["years"]
    for year, facts in known.items():
        wanted = sorted((day["date"], day["name"]) for day in facts["statutory_days"])
        ours = sorted((str(day), name) for name, day in statutory_days(int(year)))
        coinciding = {"2020-10-01"}  # 中秋节 on 国庆节
        assert [day for day, _ in ours] == [day for day, _ in wanted], year
        assert ours == wanted or coinciding & {day for day, _ in ours}, year


def test_the_statutory_days_of_a_year_without_a_notice() -> None:
    assert [str(day) for name, day in statutory_days(2027) if name == "春节"] == [
        "2027-02-05",
        "2027-02-06",
        "2027-02-07",
        "2027-02-08",
    ]
    assert len(statutory_days(2027)) == 13
    assert statutory_days(1999) == ()
    assert len(statutory_days(2300)) == 6  # those with a civil date


@pytest.mark.parametrize(("year", "number"), OF_A_YEAR.items())
def test_how_many_days_of_a_year_are_worked(year: int, number: int) -> None:
    assert WORKDAYS.count(date(year, 1, 1), date(year, 12, 31)) == number


def test_a_count_over_all_years_is_the_sum_of_its_days() -> None:
    assert WORKDAYS.count(FIRST, LAST) == sum(map(WORKDAYS.is_workday, DAYS))
    assert WORKDAYS.count(date(2026, 1, 2), date(2026, 1, 1)) == 0


def test_steps_are_those_of_a_walk_from_day_to_day() -> None:
    chance = random.Random(20261122)
    for _ in range(3000):
        day, count = chance.choice(DAYS), chance.choice([n for n in range(-40, 41) if n])
        assert outcome(WORKDAYS.step, day, count) == outcome(walked, WORKDAYS, day, count), (day, count)


def test_a_hundred_thousand_steps_are_those_of_a_walk() -> None:
    chance = random.Random(42)
    for _ in range(100_000):
        day, count = chance.choice(DAYS), chance.choice([-1, 1]) * chance.randint(1, 120)
        assert outcome(WORKDAYS.step, day, count) == outcome(walked, WORKDAYS, day, count), (day, count)


def test_a_step_begins_outside_the_known_years_where_its_way_lies_inside() -> None:
    assert WORKDAYS.step(date(2027, 1, 1), -1) == date(2026, 12, 31)
    assert WORKDAYS.step(date(2006, 12, 31), 1) == date(2007, 1, 4)


@pytest.mark.parametrize(("day", "count", "year"), [(LAST, 1, 2027), (date(2027, 1, 2), -1, 2027), (FIRST, -1, 2006)])
def test_a_way_through_an_unknown_year_is_refused(day: date, count: int, year: int) -> None:
    with pytest.raises(UnknownYear) as refused:
        WORKDAYS.step(day, count)
    assert refused.value.year == year


def test_what_lies_in_an_unknown_year_is_refused() -> None:
    with pytest.raises(UnknownYear):
        WORKDAYS.is_workday(date(2027, 1, 4))
    with pytest.raises(UnknownYear):
        WORKDAYS.count(date(2026, 12, 1), date(2027, 1, 4))
    with pytest.raises(ValueError, match="other than 0"):
        WORKDAYS.step(FIRST, 0)


def test_a_hundred_thousand_working_days_end_in_an_answer_or_an_error() -> None:
    with pytest.raises(UnknownYear):
        WORKDAYS.step(FIRST, 100_000)
    far = WORKDAYS.provisional().step(date(2026, 1, 1), 100_000)
    assert 2415 < far.year < 2430
    for day, count in ((date(9999, 12, 31), 1), (date(9990, 1, 1), 100_000), (date(1, 1, 1), -1)):
        with pytest.raises(UnknownYear):
            WORKDAYS.provisional().step(day, count)


def test_provisional_years_leave_out_the_statutory_days_alone() -> None:
    guess = WORKDAYS.provisional()
    free = {day for _, day in statutory_days(2027)}
    year = [date(2027, 1, 1) + timedelta(n) for n in range(365)]
    assert [guess.is_workday(day) for day in year] == [day.weekday() < 5 and day not in free for day in year]
    assert guess.step(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert guess.years == WORKDAYS.years
    assert [guess.step(day, 5) for day in DAYS[:-20]] == [WORKDAYS.step(day, 5) for day in DAYS[:-20]]
    for n in (-700, -261, -3, 3, 261, 700):
        assert guess.step(date(2028, 6, 1), n) == walked(guess, date(2028, 6, 1), n)


def test_an_imported_year_stands_in_place_of_the_shipped_one() -> None:
    other = WORKDAYS.with_year(2026, [date(2026, 1, 1)], [])
    assert other.is_workday(date(2026, 1, 2))
    assert not WORKDAYS.is_workday(date(2026, 1, 2))
    assert 2027 in WORKDAYS.with_year(2027, [], []).years


def test_a_gap_between_known_years_is_no_bridge() -> None:
    gap = Workdays().with_year(2020, [], []).with_year(2022, [], [])
    with pytest.raises(UnknownYear):
        gap.step(date(2020, 12, 31), 1)
    with pytest.raises(UnknownYear):
        gap.count(date(2020, 12, 1), date(2022, 1, 31))
    assert gap.step(date(2022, 1, 3), 1) == date(2022, 1, 4)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("remind"), reason="the program remind is not installed")
def test_a_hundred_thousand_steps_are_those_of_remind(tmp_path: Path) -> None:
    chance = random.Random(7)
    inside = [day for day in DAYS if date(2008, 1, 1) <= day <= date(2026, 6, 1)]
    back = [(chance.choice(inside), chance.randint(1, 100)) for _ in range(50_000)]
    # Remind counts back alone: a step forward is asked as the way back from where it ends
    ahead = [(day, chance.randint(1, 100)) for day in chance.choices([d for d in inside if d.year < 2026], k=50_000)]
    asked = [*back, *((WORKDAYS.step(day, count), count) for day, count in ahead)]
    wanted = [WORKDAYS.step(day, -count) for day, count in back]
    wanted += [day if WORKDAYS.is_workday(day) else WORKDAYS.step(day, -1) for day, _ in ahead]
    script = tmp_path / "steps.rem"
    script.write_text(remind_script(asked), encoding="utf-8")
    command = ["remind", "-q", str(script), "2026-01-01"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=110)
    assert [date.fromisoformat(line) for line in said.stdout.split()] == wanted


def remind_script(asked: list[tuple[date, int]]) -> str:
    """Remind's own way back: OMITFUNC says what is off, -n steps over it."""
    free = "".join(f"SET d_{day:%Y%m%d} 1\n" for day in DAYS if not WORKDAYS.is_workday(day))
    rule = 'FSET free(x) defined("d_" + year(x) + pad(monnum(x), "0", 2) + pad(day(x), "0", 2))\nBANNER %\n'
    steps = (f"MSG [evaltrig(\"{day} -{count} OMITFUNC free\", '1990-01-01')]%\n" for day, count in asked)
    return free + rule + "".join(steps)


@pytest.mark.parametrize(
    "text", ["每月最后一个工作日前一天", "每月第一个工作日后两天", "the day after the last working day of each month"]
)
def test_days_counted_from_tentative_days_are_tentative_too(text: str) -> None:
    known, unknown = (parse(text).between(date(year, 5, 1), date(year, 9, 30)) for year in (2026, 2027))
    assert not any(each.tentative for each in known)
    assert unknown
    assert all(each.tentative for each in unknown)
