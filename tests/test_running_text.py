"""What is read as a whole text is read in a notice: wordings that say themselves that they recur, in sentences of notices."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import rules
from rules import Finding
from rules.languages.parsing import TONGUES, meanings
from rules.languages.zh import running

CORPUS = Path(__file__).parent / "corpus" / "zh"
CARRIERS = ("请各单位{}报送总结。", "会议定于{}召开。", "动员会时间为{}。")
DIFFERS = {
    "weekdays without 每 are single days of a notice, and no rule": (
        "周二、周四",
        "周三或周四",
        "周三或者周四",
    ),
    "逢五逢十 without 每月 is as often said of years": ("逢五逢十",),
    "days in a row are one run of days in a notice": ("5月15/16日",),
    "25年 is a length in a notice; as a year it is a word of speech": ("25年第40周", "25年第四十个星期"),
}
"""Wordings that are read otherwise in running text, in every sentence, by the reason."""
ANOTHER_WORD = {("每周日", "请各单位{}报送总结。"), ("每星期日", "请各单位{}报送总结。")}
"""每周日报送 is also 每周 日报 送, and nothing in the sentence decides."""
SHORTER = {
    "自2026年12月1日起每10天报送一次": "自2026年12月1日起每10天",
    "2026年12月1日起每10天更新一次": "2026年12月1日起每10天",
}
"""What is done stays outside of the words of the date, unless the date goes on behind it: 每月召开一次，15号."""
OTHERWISE = {say for says in DIFFERS.values() for say in says}
LEAST = 520
"""Wordings at least that are tried, so that the choice of them does not shrink in silence."""


def recurring() -> Iterator[tuple[str, dict[str, Any]]]:
    """The wordings of the corpus whose words say that they recur, with their tables."""
    for file in sorted(CORPUS.glob("*.toml")):
        for table in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", ()):
            for say in table["say"]:
                whole = meanings(say, TONGUES["zh"])
                if whole and running.recurring(whole[0].meaning) is not None:
                    yield say, table


RECURRING = list(recurring())
CARRIED = [
    pytest.param(say, table, carrier, id=carrier.format(say))
    for say, table in RECURRING
    for carrier in CARRIERS
    if say not in OTHERWISE and (say, carrier) not in ANOTHER_WORD
]


SENTENCES = tomllib.loads((CORPUS / "sentences.toml").read_text(encoding="utf-8"))["sentence"]
RECEIVED = date(2026, 3, 18)


@pytest.mark.parametrize("table", [pytest.param(table, id=table["text"]) for table in SENTENCES])
def test_a_sentence_gives_its_readings_and_no_other_value(table: dict[str, Any]) -> None:
    findings = rules.find(rules.read_notice(table["text"]), RECEIVED)
    assert [f"{one.quote} {one.value}" for one in findings if one.value] == table["found"]


def found(say: str, carrier: str, reference: date | None) -> list[Finding]:
    return rules.find(rules.read_notice(carrier.format(say)), reference)


def agrees(say: str, carrier: str, table: dict[str, Any]) -> bool:
    """Whether the sentence gives one finding, which is the whole wording and its rule; a 于 in front stays outside."""
    whole = rules.parse(say, reference=table.get("reference"))
    findings = found(say, carrier, table.get("reference"))
    return [(one.quote, one.recurrence and (one.recurrence.rule, one.recurrence.clock)) for one in findings] == [
        (SHORTER.get(say, say).removeprefix("于"), (whole.rule, whole.clock))
    ]


@pytest.mark.parametrize(("say", "table", "carrier"), CARRIED)
def test_a_wording_that_recurs_is_found_in_a_notice(say: str, table: dict[str, Any], carrier: str) -> None:
    assert agrees(say, carrier, table), found(say, carrier, table.get("reference"))


def test_most_wordings_agree_and_few_are_let_off() -> None:
    assert len(RECURRING) >= LEAST
    assert len(OTHERWISE) <= len(RECURRING) // 30


@pytest.mark.parametrize("say", sorted(OTHERWISE))
def test_a_wording_that_is_let_off_is_one_of_the_corpus_and_still_differs(say: str) -> None:
    table = dict(RECURRING)[say]
    assert not any(agrees(say, carrier, table) for carrier in CARRIERS)


@pytest.mark.parametrize(("say", "carrier"), sorted(ANOTHER_WORD))
def test_a_sentence_that_is_let_off_still_differs(say: str, carrier: str) -> None:
    assert not agrees(say, carrier, dict(RECURRING)[say])


@pytest.mark.parametrize(
    ("sentence", "issued", "rule"),
    [
        ("3月1日起每周一开例会。", date(2026, 3, 5), "每周一；自2026年3月1日起施行"),
        ("自8月1日起，每周一上午9点值班。", date(2026, 11, 28), "每周一09:00；自2026年8月1日起施行"),
        ("1月5日起每周三值班。", date(2026, 11, 28), "每周三；自2027年1月5日起施行"),
        ("每周三，从12月2日开始，共3次。", date(2026, 11, 28), "每周三；自2026年12月2日起施行；至2026年12月16日止"),
        (
            "12月15日至次年3月15日每周一开例会。",
            date(2026, 11, 28),
            "每周一；自2026年12月15日起施行；至2027年3月15日止",
        ),
        (
            "从12月15日到次年3月15日，每周一开例会。",
            date(2026, 11, 28),
            "每周一；自2026年12月15日起施行；至2027年3月15日止",
        ),
        (
            "从12月15日到次年3月15日，每周一开例会。",
            date(2027, 1, 28),
            "每周一；自2026年12月15日起施行；至2027年3月15日止",
        ),
        ("考生自7月下旬开始，工作日每天测温。", date(2026, 7, 24), "每个工作日"),
    ],
)
def test_a_rhythm_begins_in_the_year_of_the_notice_or_in_the_next(sentence: str, issued: date, rule: str) -> None:
    findings = rules.find(rules.read_notice(sentence), issued)
    assert [rules.write(one.recurrence, "zh") for one in findings if one.recurrence][-1] == rule


def test_a_beginning_without_its_year_is_no_date_in_a_text_without_a_day() -> None:
    (finding,) = rules.find(rules.read_notice("每周三，从3月1日开始，共3次。"))
    assert (finding.quote, finding.recurrence) == ("每周三，从3月1日开始，共3次", None)
