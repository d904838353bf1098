"""A third of a month is written as one where it was called so; a run of the same days is written by its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rules import Recurrence, find, parse, read_notice, rule_from_json, write


@pytest.mark.parametrize(
    "text",
    [
        "2026年10月11日至20日", "2026年9月1日至10日", "2026年10月21日至31日", "2026年10月中旬", "2026年9月上旬", "2026年2月下旬",
        "每年10月11日至20日", "每年10月中旬", "每月1日至10日", "每月上旬",
    ],
)  # fmt: skip
def test_what_is_read_is_written_as_it_was_called(text: str) -> None:
    read = parse(text)
    assert write(read) == text
    assert write(Recurrence.from_json(read.to_json())) == text


def test_both_are_the_same_days_and_the_same_rule() -> None:
    by_days, third = parse("2026年10月11日至20日"), parse("2026年10月中旬")
    assert by_days == third
    assert hash(by_days.rule) == hash(third.rule)
    assert rule_from_json(third.rule.to_json()) == by_days.rule
    assert write(replace(third, rule=by_days.rule)) == "2026年10月11日至20日"


@pytest.mark.parametrize(
    ("words", "written"), [("10月11日至20日", "2026年10月11日至20日"), ("10月中旬", "2026年10月中旬")]
)
def test_a_notice_is_shown_as_it_says_it(words: str, written: str) -> None:
    text = f"关于举办阅读节的通知\n各单位：\n阅读节于{words}举办。\n梅山社区居民委员会\n2026年9月1日\n"
    (found,) = [one for one in find(read_notice(text), date(2026, 9, 1)) if one.role == "calendar"]
    assert found.recurrence
    assert write(found.recurrence) == written
