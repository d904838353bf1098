"""What stands behind a rule: exceptions, numbering, versions; read, written back, and refused with the place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rules import Clock, Edition, Move, Recurrence, Span, UnreadRule, parse, write
from rules.kinds import NthWeekday, Weekly, Yearly

JUNE5 = Span(date(2021, 6, 5), date(2021, 6, 5))
CASES = {
    "每年5月30日；2020年停办": Recurrence(Yearly(5, 30), suspended=(2020,)),
    "每年5月30日；2020年、2022年停办": Recurrence(Yearly(5, 30), suspended=(2020, 2022)),
    "每周一；2026年10月5日取消": Recurrence(Weekly((0,)), without=(date(2026, 10, 5),)),
    "每年5月30日；2021年5月30日改为2021年6月5日": Recurrence(Yearly(5, 30), moved=(Move(date(2021, 5, 30), JUNE5),)),
    "每年5月30日；2021年5月30日改为2021年6月5日至6日": Recurrence(
        Yearly(5, 30), moved=(Move(date(2021, 5, 30), Span(date(2021, 6, 5), date(2021, 6, 6))),)
    ),
    "每年5月30日；2021年5月30日改为2021年6月5日09:00": Recurrence(
        Yearly(5, 30), moved=(Move(date(2021, 5, 30), JUNE5, Clock(540)),)
    ),
    "每年5月30日；另加2021年6月5日": Recurrence(Yearly(5, 30), extra=(JUNE5,)),
    "每年5月30日；2017年为第1届": Recurrence(Yearly(5, 30), edition=Edition(((2017, 1),))),
    "每年10月1日；1949年为第0周年": Recurrence(Yearly(10, 1), edition=Edition(((1949, 0),), unit="周年")),
    "自1988年起每2年9月；1990年为第1届，每2年一届；2020年为第16届，每2年一届": Recurrence(
        Yearly(9, 1, 9, -1, 2, 1988), since=date(1988, 1, 1), edition=Edition(((1990, 1), (2020, 16)), 2)
    ),
    "每年5月30日；其中2016年为第31届": Recurrence(Yearly(5, 30), edition=Edition(known=((2016, 31),))),
    "每年5月30日；自2025年起改为每年9月第三个星期六": Recurrence(
        Yearly(5, 30), then=Recurrence(NthWeekday(9, 3, 5), since=date(2025, 1, 1))
    ),
    "每年5月30日；自2025年3月1日起改为每年9月第三个星期六；2026年停办；自2027年起改为每年7月1日": Recurrence(
        Yearly(5, 30),
        then=Recurrence(
            NthWeekday(9, 3, 5),
            since=date(2025, 3, 1),
            suspended=(2026,),
            then=Recurrence(Yearly(7, 1), since=date(2027, 1, 1)),
        ),
    ),
    "每周一；至2026年6月30日止": Recurrence(Weekly((0,)), until=date(2026, 6, 30)),
}


@pytest.mark.parametrize("text", CASES)
def test_a_rule_with_clauses_means_what_it_says(text: str) -> None:
    assert parse(text) == CASES[text]


@pytest.mark.parametrize("text", CASES)
def test_clauses_are_written_as_they_are_read(text: str) -> None:
    assert write(CASES[text], "zh") == text


def documented() -> list[tuple[str, str]]:
    """The clauses on the pages of the rule language, in both languages."""
    rows = []
    for page in ("rules.md", "rules.zh-CN.md"):
        for line in (Path(__file__).parent.parent / "docs" / page).read_text(encoding="utf-8").splitlines():
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) == 5 and "；" in cells[2]:
                rows.append((cells[2], cells[3]))
    return rows


@pytest.mark.parametrize(("in_chinese", "in_english"), documented())
def test_the_pages_show_each_clause_in_both_languages(in_chinese: str, in_english: str) -> None:
    rule = parse(in_chinese)
    assert parse(in_english) == rule
    assert (write(rule, "zh"), write(rule, "en")) == (in_chinese, in_english)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("5月30日; 2020年停办", "每年5月30日；2020年停办"),
        ("5·30；2020年未举办；2022年暂停。", "每年5月30日；2020年、2022年停办"),
        ("每年5月30日；2021年5月30日推迟至2021年6月5日", "每年5月30日；2021年5月30日改为2021年6月5日"),
    ],
)
def test_clauses_have_more_than_one_wording(text: str, same: str) -> None:
    assert parse(text) == parse(same)


@pytest.mark.parametrize(
    ("text", "part", "said"),
    [
        ("每年5月30日；明年再说", "明年再说", "nothing that is known"),
        ("每年5月30日；5月30日取消", "5月30日取消", "no full date"),
        ("每年5月30日；2021年2月30日取消", "2021年2月30日", "no day 30"),
        ("第35届；2020年停办", "第35届", ""),
    ],
)
def test_a_clause_that_is_none_is_shown_with_its_place(text: str, part: str, said: str) -> None:
    with pytest.raises(UnreadRule) as caught:
        parse(text)
    assert text[caught.value.start : caught.value.end] == part
    assert said in caught.value.say("en")
