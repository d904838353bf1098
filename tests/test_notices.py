"""Notices of our own with what a careful reader finds in them: nothing more on the calendar, nothing less."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import rules

NOTICES = Path(__file__).parent / "notices"
CONTAINED = ("title", "actor", "action", "recipient")
"""Facts in free words: the words expected must stand in what was found."""
EXACT = ("inclusive", "tentative", "rule", "unread")


def notices() -> list[str]:
    return sorted(file.stem for file in NOTICES.glob("*.txt"))


def read(name: str) -> tuple[rules.Notice, list[rules.Finding], dict[str, Any]]:
    expected = json.loads((NOTICES / f"{name}.json").read_text(encoding="utf-8"))
    notice = rules.read_notice((NOTICES / f"{name}.txt").read_bytes(), f"{name}.txt")
    return notice, rules.find(notice, date.fromisoformat(expected["reference_date"])), expected


def place(text: str, quote: str, nth: int = 1) -> tuple[int, int]:
    """Where the nth such quote stands."""
    start = -1
    for _ in range(nth):
        start = text.index(quote, start + 1)
    return start, start + len(quote)


def either(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def overlapping(findings: list[rules.Finding], where: tuple[int, int]) -> list[rules.Finding]:
    return [finding for finding in findings if finding.start < where[1] and where[0] < finding.end]


def record(finding: rules.Finding) -> dict[str, Any]:
    """The finding as `read --json` prints it."""
    return finding.to_json(rules.write(finding.recurrence, "zh") if finding.recurrence else None)


def fits(finding: rules.Finding, wanted: dict[str, Any]) -> bool:
    kinds = [wanted["kind"], *wanted.get("also", ())]
    if finding.kind not in kinds or wanted["role"] not in ("any", finding.role):
        return False
    if finding.value not in either(wanted["value"]):
        return False
    if any(wanted[fact] not in (getattr(finding, fact) or "") for fact in CONTAINED if fact in wanted):
        return False
    facts = record(finding)
    return all(facts[fact] == wanted[fact] for fact in EXACT if fact in wanted)


def shown(finding: rules.Finding) -> str:
    said = record(finding)
    facts = [f"{fact}={said[fact]!r}" for fact in (*CONTAINED, *EXACT) if said[fact] is not None]
    return f"{finding.quote!r} {finding.kind}/{finding.role} {finding.value} {' '.join(facts)}"


def differences(text: str, findings: list[rules.Finding], expected: dict[str, Any]) -> Iterator[str]:
    allowed = [place(text, quote) for quote in expected.get("free", ())]
    for wanted in expected["findings"]:
        where = place(text, wanted["quote"], wanted.get("nth", 1))
        allowed.append(where)
        there = overlapping(findings, where)
        if not any(fits(finding, wanted) for finding in there):
            yield f"wanted {wanted}\n    found  {[shown(finding) for finding in there] or 'nothing there'}"
    for quote in expected["none"]:
        for finding in overlapping(findings, place(text, quote)):
            yield f"{quote!r} must give nothing, gave {shown(finding)}"
    for finding in findings:
        if finding.role == "calendar" and not any(overlapping([finding], where) for where in allowed):
            yield f"not wanted on the calendar: {shown(finding)}"


@pytest.mark.parametrize("name", notices())
def test_the_findings_are_those_of_a_careful_reader(name: str) -> None:
    notice, findings, expected = read(name)
    found = list(differences(notice.text, findings, expected))
    assert not found, f"{name}.txt:\n  " + "\n  ".join(found)


@pytest.mark.parametrize("name", notices())
def test_the_head_and_foot_of_the_notice_are_read(name: str) -> None:
    notice, _, expected = read(name)
    fields = notice.to_json()
    assert {field: fields[field] for field in expected["notice"]} == expected["notice"]


@pytest.mark.parametrize("name", notices())
def test_every_finding_quotes_its_place(name: str) -> None:
    notice, findings, _ = read(name)
    assert [finding.quote for finding in findings] == [notice.text[f.start : f.end] for f in findings]


@pytest.mark.parametrize("name", notices())
def test_every_rule_found_can_be_explained(name: str) -> None:
    _, findings, _ = read(name)
    for said in map(record, findings):
        if said["rule"] is not None:
            found = rules.parse(said["rule"])
            assert found.rule.value() or found.upcoming(date(2026, 1, 1), 1), said
        assert (said["rule"] is None) == (said["value"] is None), said


def test_reading_a_notice_twice_finds_the_same() -> None:
    for name in notices():
        assert read(name)[1] == read(name)[1]


@pytest.mark.parametrize(
    "sample", sorted((Path(__file__).parent.parent / "calendars" / "samples").glob("*.txt")), ids=lambda f: f.stem
)
def test_every_sample_notice_has_a_head_and_something_for_the_calendar(sample: Path) -> None:
    notice = rules.read_notice(sample.read_bytes(), sample.name)
    assert notice.title
    assert notice.issuer
    assert notice.issued
    assert any(finding.role == "calendar" or finding.act for finding in rules.find(notice))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "元旦假期（2027年1月1日至3日）各部门安排人员值班，值班时间为每天8:30至次日8:30。",
            ["2027年1月1日至3日", "自2027年起每日08:30至次日08:30；至2027年1月3日止"],
        ),
        (
            "12月1日至15日的工作日9:00-11:30受理咨询（周三除外）。",
            ["每个工作日09:00至11:30，周三除外；自2026年12月1日起施行；至2026年12月15日止"],
        ),
        ("自2027年1月起，每周一召开例会，每月5日前报送信息。", ["自2027年起每周一", "自2027年起每月5日前"]),
    ],
)
def test_a_sentence_gives_these_rules_for_the_calendar(sentence: str, expected: list[str]) -> None:
    found = rules.find(rules.read_notice(sentence), date(2026, 11, 30))
    assert [rules.write(f.recurrence, "zh") for f in found if f.role == "calendar" and f.recurrence] == expected


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (
            "Notice on the annual meeting\n\nPlease send your report by 15 December 2026. We meet every Friday at 9:00.",
            True,
        ),
        ("Meeting on May 5", True),
        ("Notice without any day: you may come as you please", False),
        ("关于召开 IEEE ICASSP Annual Conference on Acoustics 筹备会的通知：12月15日前报送，联系 Friday 组。", False),
    ],
)
def test_a_notice_in_english_is_one_that_is_not_read(text: str, english: bool) -> None:
    assert rules.read_notice(text).in_english() is english


def test_what_a_plan_of_next_year_has_sent_in_soon_is_not_sure() -> None:
    text = "关于印发2027年工作要点的通知\n\n　　各单位12月15日前报送贯彻情况，10月底前报送总结。\n\n松岭市科协\n2026年11月27日\n"
    found = [f for f in rules.find(rules.read_notice(text)) if f.kind == "deadline"]
    assert [(f.value, record(f)["tentative"]) for f in found] == [("../2027-12-15", True), ("../2027-10-31", False)]


@pytest.mark.parametrize("title", ["关于报送2028年工作计划的通知", "关于印发2028年工作要点的通知"])
def test_a_leap_day_of_the_year_of_the_title_is_none_of_the_year_of_the_notice(title: str) -> None:
    text = f"{title}\n\n　　各单位2月29日前报送总结。\n\n松岭市科协\n2027年12月27日\n"
    assert [f.value for f in rules.find(rules.read_notice(text)) if f.kind == "deadline"] == ["../2028-02-29"]
