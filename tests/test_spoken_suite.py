"""Relative and spoken Chinese measured on another library's cases, read in place: each by its value, or listed with its reason."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import rules
from rules import Recurrence
from rules.kinds import Due, Duration, Fixed, Lengths

SUITE = next(
    (f for p in Path(__file__).parents[2:4] if (f := p / "shared" / "conformance" / "zh_time_jionlp.json").exists()),
    Path(),
)
TOPICS = ("date", "period", "deadline", "recurrence", "duration", "holiday")
Case = dict[str, Any]


def cases() -> list[Case]:
    return json.loads(SUITE.read_text(encoding="utf-8")) if SUITE.is_file() else []


def length(value: str) -> Counter[str]:
    """A duration as months, days, working days or hours: 2.5 years are 30 months, 4 weeks 28 days."""
    found: Counter[str] = Counter()
    for amount, unit in re.findall(r"([\d.]+)(Y|MI|M|WD|BD|W|D|H|S)", value.replace("T", "")):
        name, times = {"Y": ("M", 12), "BD": ("WD", 1), "W": ("D", 7), "H": ("D", Fraction(1, 24))}.get(unit, (unit, 1))
        found[name] += Fraction(amount) * times  # type: ignore[assignment]
    return found


def span(first: date, last: date) -> str:
    return str(first) if first == last else f"{first}/{last}"


def value_of(recurrence: Recurrence, case: Case) -> set[str]:
    """What the suite may call it: a recurrence by its period and its days in the period of reference, a rule without a
    year by its days in the year of reference or the next ones, the rest by its days."""
    rule, reference = recurrence.rule, day_of(case)
    value = rule.value() or ""
    if isinstance(rule, Due) and isinstance(rule.base, Fixed):
        return {f"<={rule.base.last}"}
    if isinstance(rule, Fixed):
        return {f">={rule.first}"} if rule.last is None else {span(rule.first, rule.last)}
    assert reference
    if years := [] if value.startswith("R/") else re.findall(r"\d{4}", value):
        held = recurrence.between(date(int(years[0]) - 1, 1, 1), date(int(years[-1]) + 1, 12, 31))
        return {span(o.span.first, o.span.last) for o in held}
    found = recurrence.between(reference - timedelta(800), reference + timedelta(800))
    if case["type"] == "time_period":
        return recurring(value, found, reference)
    coming = [o for o in found if o.span.last >= reference][:1]
    return {span(o.span.first, o.span.last) for o in (*(o for o in found if year_of(o) == reference.year), *coming)}


def recurring(value: str, found: list[rules.Occurrence], reference: date) -> set[str]:
    period = re.match(r"R/(P[^/]+)", value or "R/P1Y")
    clock = " clock" if found and found[0].clock else ""
    near = [o for o in found if abs((o.span.first - reference).days) < 366]
    step = {"P1W": "P7D", "P6M": "P0.5Y"}.get(period[1], period[1]) if period else ""
    head = f"R:{step}"
    return {head, *(f"{head};{o.span.first}/{o.span.last}{clock}" for o in near)}


def year_of(occurrence: rules.Occurrence) -> int:
    year = re.match(r"L?(\d{4})", occurrence.key)
    return int(year[1]) if year else occurrence.span.first.year


def day_of(case: Case) -> date | None:
    return None if case["ref"] == "None" else date.fromisoformat(case["ref"][:10])


def verdict(case: Case) -> str:
    """Empty where the value is the suite's, else what we say."""
    try:
        read = rules.parse(case["text"], reference=day_of(case))
    except rules.RuleError as error:
        return f"refused: {error}"
    value = case["vals"][0]
    if value.startswith("P"):
        ours = (read.rule.value() or "").partition("/")[0].replace("..", "P")
        return "" if length(ours) == length(value) and ours[0] == "P" else ours
    if isinstance(read.rule, Duration | Lengths):
        return str(read.rule.value())
    said = value_of(read, case)
    return "" if value in said else " ".join(sorted(said)) or "no day"


INTENDED: dict[str, str] = {}


@pytest.mark.skipif(not SUITE.exists(), reason="the suite is not here")
def test_report() -> None:
    pass


if __name__ == "__main__":
    import sys

    topics = sys.argv[1:] or list(TOPICS)
    n = good = 0
    for case in cases():
        if case["topic"] not in topics:
            continue
        n += 1
        try:
            said = verdict(case)
        except Exception as error:  # noqa
            said = f"CRASH {error!r}"
        good += not said
        if said:
            print(case["id"][4:], case["text"], case["ref"], "|", *case["vals"], "|", said[:150])
    print(good, n)
