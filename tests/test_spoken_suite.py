"""Relative and spoken Chinese measured on another library's cases, read in place: the same value, or a reason why not."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import rules
from rules import Occurrence, Recurrence
from rules.kinds import Due, Duration, EachDay, Fixed, Lengths, Periodic

SUITE = next(
    (file for up in Path(__file__).parents[2:4] for file in (up / "shared").glob("conformance/zh_time_jionlp.json")),
    None,
)
TOPICS = ("date", "period", "deadline", "recurrence", "duration", "holiday")
Case = dict[str, Any]

END = "月底, 年底, 季度末 as a point are the last day"
START = "年初, 月初, 季度初 are the first ten days"
WORKED = "2021-06-14 was a day off (端午节), so it is no working day"
TERM_YEAR = "the year of a solar term is the civil one: 大寒 of 2017 was on 2017-01-20, 小寒 of 2020 on 2020-01-06"
CORRESPONDING = "a length in months ends on the corresponding day, not at the end of that month"
INTENDED = {
    "jio#38": "the text is more than a rule; notices are searched, rules are read whole",
    "jio#42": END,
    "jio#43": START,
    "jio#44": END,
    "jio#46": END,
    "jio#49": START,
    "jio#50": START,
    "jio#51": END,
    "jio#53": END,
    "jio#61": "the last five days of a month of 31 are the 27th to the 31st, theirs are six",
    "jio#65": START,
    "jio#108": "a thousand years after 2021 is 3021, not 3020",
    "jio#168": "the 21st of the lunar month was 2021-05-02; theirs takes the civil month 5 for the lunar one",
    "jio#177": "the 18th of 腊月 is one day, 2022-01-20; theirs drops the day",
    "jio#181": TERM_YEAR,
    "jio#182": TERM_YEAR,
    "jio#185": "winter lasts until the day before 立春, and that of 2022 was on 2022-02-04",
    "jio#201": "the weeks of a year are read by ISO 8601; theirs begin with the first Monday",
    "jio#208": END,
    "jio#209": END,
    "jio#234": "a lunar day of a year is that which falls in the civil year, as the dates of 除夕 are written",
    "jio#320": "half a year after June is December, not November",
    "jio#323": "three years and a half before May 2019 is November 2015, not October",
    "jio#326": CORRESPONDING,
    "jio#327": CORRESPONDING,
    "jio#328": "以来 ends on the day of reference, as in their own case 329",
    "jio#333": "a month is not 32 days long; ours ends on the same day",
    "jio#407": WORKED,
    "jio#417": "the next 8 October after 2021-09-01 is 2021-10-08",
    "jio#422": WORKED,
    "jio#423": WORKED,
}
"""Differences that follow from a settled reading, or from an error of theirs that can be shown."""
WRONG = {
    "jio#193": "以后 is open for us with every unit, for them not with weeks",
    "jio#402": "no rule below the day is read from spoken words",
    "jio#408": "no rule below the day is read from spoken words",
}
"""What remains."""


def cases(*topics: str) -> list[Case]:
    found: list[Case] = json.loads(SUITE.read_text(encoding="utf-8")) if SUITE else []
    return [case for case in found if case["topic"] in topics]


def length(value: str) -> Counter[str]:
    """A duration by its months, days, working days and hours: 2.5 years are 30 months, 4 weeks 28 days."""
    found: Counter[str] = Counter()
    for amount, unit in re.findall(r"([\d.]+)(Y|MI|M|WD|BD|W|D|H|S)", value.replace("T", "")):
        name, times = {"Y": ("M", 12), "BD": ("WD", 1), "W": ("D", 7), "H": ("D", Fraction(1, 24))}.get(unit, (unit, 1))
        found[name] += Fraction(amount) * times
    return found


def span(first: date, last: date) -> str:
    return str(first) if first == last else f"{first}/{last}"


def spans(occurrences: Iterable[Occurrence]) -> set[str]:
    return {span(each.span.first, each.span.last) for each in occurrences}


def value_of(recurrence: Recurrence, case: Case) -> set[str]:
    """What the suite may call it: a recurrence by its period and a first span, a rule without a year by its days in the
    year of reference or the next ones, the rest by its days."""
    rule = recurrence.rule
    if isinstance(rule, Due) and isinstance(rule.base, Fixed):
        return {f"<={rule.base.last}"}
    if isinstance(rule, Fixed):
        return {f">={rule.first}"} if rule.last is None else {span(rule.first, rule.last)}
    reference, value = day_of(case), rule.value() or "R/"
    if reference is None or isinstance(rule, Duration | Lengths):
        return set()
    if not value.startswith("R/"):
        years = [int(year) for year in re.findall(r"\d{4}", value)] or [reference.year]
        return spans(recurrence.between(date(min(years) - 1, 1, 1), date(max(years) + 1, 12, 31)))
    found = list(recurrence.between(reference - timedelta(800), reference + timedelta(800)))
    if case["type"] == "time_period":
        return recurring(recurrence, found, reference)
    coming = [each for each in found if each.span.last >= reference][:1]
    return spans([*(each for each in found if year_of(each) == reference.year), *coming])


def recurring(recurrence: Recurrence, found: list[Occurrence], reference: date) -> set[str]:
    """The period alone where its day is open, else the period and one of the spans of the period of reference."""
    named = re.match(r"R/(P[^/]+)", recurrence.rule.value() or "R/P1D" * isinstance(recurrence.rule, EachDay))
    period = named[1] if named else "P1Y"
    head = "R:" + {"P1W": "P7D", "P6M": "P0.5Y"}.get(period, period)
    if isinstance(recurrence.rule, Periodic) and not recurrence.clock:
        return {head}
    reach = {"D": 1, "W": 7, "M": 31}.get(period[-1], 366)
    near = [each for each in found if abs((each.span.first - reference).days) < reach]
    clock = " clock" if recurrence.clock else ""
    return {f"{head};{each.span.first}/{each.span.last}{clock}" for each in near}


def year_of(occurrence: Occurrence) -> int:
    year = re.match(r"L?(\d{4})", occurrence.key)
    return int(year[1]) if year else occurrence.span.first.year


def day_of(case: Case) -> date | None:
    return None if case["ref"] == "None" else date.fromisoformat(case["ref"][:10])


def difference(case: Case) -> str:
    """What we say where it is not the suite's value; empty where it is."""
    try:
        read = rules.parse(case["text"], reference=day_of(case))
    except rules.RuleError as error:
        return f"refused: {error}"
    (value,) = case["vals"]
    if value.startswith("P"):
        ours = (read.rule.value() or "").partition("/")[0].replace("..", "P")
        return "" if ours[:1] == "P" and length(ours) == length(value) else ours or "no length"
    said = value_of(read, case)
    return "" if value in said else " ".join(sorted(said)) or str(read.rule.value())


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['id']}-{case['text']}") for case in cases(*TOPICS)])
def test_a_spoken_wording_has_the_value_of_the_suite_or_a_reason(case: Case) -> None:
    said = difference(case)
    assert bool(said) == (case["id"] in INTENDED | WRONG), said


@pytest.mark.skipif(SUITE is None, reason="the suite is not here")
def test_at_least_95_in_100_agree_or_differ_for_a_reason() -> None:
    every = {case["id"] for case in cases(*TOPICS)}
    assert len(every) == 279
    assert not set(INTENDED) & set(WRONG)
    assert set(INTENDED | WRONG) <= every
    assert len(WRONG) <= 0.05 * len(every)


def moment(text: str, *, end: bool) -> datetime:
    """A moment to the minute; a bare day begins at midnight and ends a minute before the next."""
    if "T" not in text:
        text += "T23:59" if end else "T00:00"
    return datetime.fromisoformat(text).replace(second=0)


def agrees(case: Case) -> bool:
    """Whether a case with times agrees: the days and the minutes; what lasts up to now lasts to the end of our day."""
    (value,) = case["vals"]
    if value.startswith(("P", "<", ">")):
        return not difference(case)
    reference = day_of(case)
    try:
        read = rules.parse(case["text"], reference=reference)
    except rules.RuleError:
        return False
    if reference is None or (isinstance(read.rule, Fixed) and read.rule.last is None):
        return False
    begin, end = (moment(part, end=bool(n)) for n, part in enumerate(value.split("/")))
    now = datetime.fromisoformat(case["ref"]).replace(second=0)
    found = list(read.between(date(reference.year - 40, 1, 1), date(reference.year + 40, 12, 31)))
    near = [each for each in found if year_of(each) == reference.year] or found
    return any(_same_times(each, read, begin, end, now) for each in near)


def _same_times(each: Occurrence, read: Recurrence, begin: datetime, end: datetime, now: datetime) -> bool:
    clock = read.clock
    start, last = (clock.start, clock.end) if clock else (None, None)
    midnight, final = (datetime.combine(day, datetime.min.time()) for day in (each.span.first, each.span.last))
    starts = {midnight + timedelta(minutes=start or 0)} | (
        {now} if isinstance(read.rule, Due) or start is None else set()
    )
    if begin not in starts:
        return False
    if start is not None and last is None and not isinstance(read.rule, Due):
        return end - begin < timedelta(hours=1)
    ours = final + timedelta(minutes=last if last is not None else 1439)
    return (
        end == ours or (last is None and end == now) or (last is not None and ours <= end < ours + timedelta(hours=1))
    )


@pytest.mark.skipif(SUITE is None, reason="the suite is not here")
def test_the_cases_with_times_that_agree_do_not_become_fewer() -> None:
    agreeing = [case["id"] for case in cases("clock") if agrees(case)]
    assert len(agreeing) >= 71, len(agreeing)
