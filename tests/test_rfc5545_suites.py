"""The engine against the suite of libical, read in place where it is there: forward, backward and from every instance on."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from rules import RuleError
from rules.rfc5545.rrule import RRule, read_moment
from rules.rfc5545.series import END, EPOCH, Series

SUITE = Path(__file__).parents[2] / "shared" / "conformance" / "rrule_libical.json"
CASES: list[dict[str, Any]] = json.loads(SUITE.read_text("utf-8")) if SUITE.exists() else []
WITHOUT_AN_ANSWER = {
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;BYWEEKNO=1;UNTIL=20320101": "20241230 20251230 20301230 20311230"
}
"""What libical calls unimplemented and RFC 5545 allows (the table in 3.3.10), with its instances."""
pytestmark = pytest.mark.skipif(not CASES, reason="the suite of libical is not there")


def moment(text: str) -> date:
    """A moment of the suite as a local one: it compares what it calls UTC with floating times as they stand."""
    read = read_moment(text)
    return read.replace(tzinfo=None) if isinstance(read, datetime) else read


def cases(*, refused: bool) -> list[Any]:
    return [
        pytest.param(case, id=f"{case['file'].removesuffix('.txt')}-{case['line']}")
        for case in CASES
        if (case["error"] is not None) == refused and case["rrule"] not in WITHOUT_AN_ANSWER
    ]


@pytest.mark.parametrize("rule", WITHOUT_AN_ANSWER)
def test_what_libical_only_lacks_has_instances(rule: str) -> None:
    (case,) = (case for case in CASES if case["rrule"] == rule)
    found = Series(RRule.read(rule), moment(case["dtstart"])).between(date.min, date.max)
    assert " ".join(f"{day:%Y%m%d}" for day in found) == WITHOUT_AN_ANSWER[rule]


@pytest.mark.parametrize("case", cases(refused=True))
def test_what_libical_refuses_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(RuleError):
        RRule.read(case["rrule"])


@pytest.mark.parametrize("case", cases(refused=False))
def test_the_instances_are_those_of_libical(case: dict[str, Any]) -> None:
    start = moment(case["dtstart"])
    series = Series(RRule.read(case["rrule"]), start)
    dated = not isinstance(start, datetime)
    first, end = (date.min, date.max) if dated else (EPOCH, END)
    expected = [moment(text) for text in case["instances"]]

    assert list(islice(series.between(first, end), len(expected) + 1)) == expected

    ahead = [series.after(first)]
    while (last := ahead[-1]) is not None:
        ahead.append(series.after(last))
    assert ahead[:-1] == expected

    back = [series.before(end)]
    while (last := back[-1]) is not None:
        back.append(series.before(last))
    assert back[-2::-1] == expected

    step = timedelta(1) if dated else timedelta(seconds=1)
    for instance in expected:
        assert series.after(instance - step) == instance
        assert series.before(instance + step) == instance
    if case["start_at"]:
        begin = moment(case["start_at"])
        assert list(series.between(begin, end)) == [day for day in expected if day >= begin]
