"""The nearest wording is near, is understood, and is none rather than a silly one."""

from __future__ import annotations

from datetime import date

import pytest

from rules import RuleError, UnreadRule, parse
from rules.languages.suggest import distance, similar, suggest, vocabulary


@pytest.mark.parametrize(
    ("text", "near"),
    [
        # characters
        ("5月31曰", "5月31日"),
        ("每月笫二个星期五", "每月第二个星期五"),
        ("國慶節後第3天", None),  # 慶 is no word of rules
        ("每週一", "每周一"),
        ("農曆正月十五", "农历正月十五"),
        ("毎年5月30日", "每年5月30日"),
        # misspelt words
        ("9月第三个星其五", "9月第三个星期五"),
        ("每月第3个工做日", "每月第3个工作日"),
        ("全国科技工作着日", "全国科技工作者日"),
        ("thrid Saturday of Septembr", "third Saturday of September"),
        ("every firday", "every Friday"),
        ("the last workng day of every month", "the last working day of every month"),
        ("Wendesday", None),
        ("quaterly", "quarterly"),
        ("Spring Festivl", "Spring Festival"),
        # days and weeks that cannot be
        ("2月30日", "2月最后一日"),
        ("4月31日", "4月最后一日"),
        ("2026年2月29日", "2026年2月最后一日"),
        ("2026-02-30", "2026-02-28"),
        ("30 Febuary", "the last day of February"),
        ("June 31", "the last day of June"),
        ("9月第七周", None),  # a number that is no slip: nobody knows which week is meant
        ("13月45日", None),
        ("2月45日", None),
        # what is missing, and what is too much
        ("周一", "每周一"),
        ("第三周", "每月第三周"),
        ("5月30日和", "5月30日"),
        ("请于4月15日前报送", "4月15日前"),
        ("5月30日 5月30日", "5月30日"),
        # notations
        ("FREQ=YEARLYY;BYMONTH=5;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30"),
        ("FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=30", None),
        ("FREQ=BIWEEKLY;BYDAY=MO", None),
        ("FREQ=WEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO"),
        ("FRQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO"),
        ("RRULE:BYMONTH=5;BYMONTHDAY=30", "RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=30"),
        ("0 9 * * mno", "0 9 * * mon"),
        ("0 24 * * *", "0 0 * * *"),
        ("0 24 1 * *", None),  # which is midnight of the second
        ("0 9 * *", "0 9 * * *"),
        ("0 0 9 * * 1", "0 9 * * 1"),
        # nothing is near
        ("适时", None),
        ("biweekly", None),
        ("双周一", None),
        ("hello world", None),
        ("一些完全不相干的话", None),
        ("xyz", None),
        ("", None),
        ("\ud800", None),
    ],
)
def test_a_text_has_the_nearest_wording_or_none(text: str, near: str | None) -> None:
    assert suggest(text) == near
    if near:
        parse(near)


def test_an_error_hands_it_out_with_its_remedy() -> None:
    with pytest.raises(UnreadRule) as caught:
        parse("every firday")
    assert caught.value.nearest == "every Friday"
    assert caught.value.say() == "“firday” was not understood in “every firday”; write it as “every Friday”"
    assert caught.value.to_json() == {"error": caught.value.say(), "text": "every firday", "start": 6, "end": 12,
                                      "nearest": "every Friday"}  # fmt: skip


def test_what_is_known_of_the_cause_stays_beside_it() -> None:
    with pytest.raises(UnreadRule, match="its days run from 1 to 29; or write it as “2月最后一日”"):
        parse("2月30日")


def test_it_leans_on_the_day_of_reference_where_the_text_does() -> None:
    assert suggest("下下週五", reference=date(2026, 11, 25)) == "下下周五"
    assert suggest("下下週五") is None


@pytest.mark.parametrize("name", ["September", "Wednesday", "working", "quarterly", "fortnightly"])
def test_every_slip_of_one_letter_is_found(name: str) -> None:
    word = name.lower()
    slips = {word[:n] + word[n + 1 :] for n in range(len(word))} | {
        word[:n] + "x" + word[n:] for n in range(len(word) + 1)
    }
    slips |= {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)} - {word}
    known = vocabulary("en")
    assert [slip for slip in slips if slip not in known and name not in [w for _, w in similar(slip, "en")]] == []


@pytest.mark.parametrize(
    ("one", "other", "steps"), [("", "ab", 2), ("ab", "ba", 1), ("third", "third", 0), ("ab", "cd", 2)]
)
def test_a_distance_counts_letters_and_swaps(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == distance(other, one) == steps


@pytest.mark.parametrize("text", ["5月30日", "every Friday", "FREQ=WEEKLY;BYDAY=MO", "0 9 * * 1"])
def test_a_text_that_is_understood_needs_none(text: str) -> None:
    try:
        found = suggest(text)
    except RuleError:
        pytest.fail("it was understood")
    assert found is None or parse(found)
