"""The year that a date leaves out: of the title, of the issue, of its paragraph, of the table's order; moved and past dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules import find, read_notice

RECEIVED = date(2026, 12, 9)
ISSUED = "\n\n青溪镇绿化站\n2026年12月8日\n"


def values(text: str, received: date = RECEIVED) -> dict[str, tuple[str | None, str, str | None]]:
    """What is found: the value, the role and where the year comes from, by the words."""
    return {f.quote: (f.value, f.role, f.basis) for f in find(read_notice(text, "notice.txt"), received)}


TITLE = "关于做好2027年观测计划的通知\n\n各站：\n3月5日启动布点，6月20日完成校准。" + ISSUED
SEND_SOON = "关于报送2027年度要点的通知\n\n各站：\n请于12月25日前报送要点。" + ISSUED
ISSUE = "关于修剪行道树的通知\n\n各组：\n请于1月12日前完成登记，2月3日验收。12月20日清点工具。" + ISSUED
PARAGRAPH = "工作安排\n\n各站：\n2027年，我站将扩建。3月5日动工，9月1日完工。\n" + ISSUED
SENTENCE = "关于收集样本的通知\n\n各组：\n采样于2027年4月9日进行，5月6日前交回样本盒。" + ISSUED
TABLE = (
    "冬季巡查安排\n\n| 时间 | 内容 |\n| --- | --- |\n| 11月20日 | 南线 |\n| 12月15日 | 北线 |"
    "\n| 1月10日 | 东线 |\n| 2月4日 | 总结 |"
    "\n\n青溪镇绿化站\n2026年11月8日\n"
)
MOVED = "关于调整讲座时间的通知\n\n各组：\n讲座由12月18日改至1月6日，地点不变。" + ISSUED
PAST = "巡查通报\n\n各组：\n11月3日，绿化站开展了巡查，修剪了行道树。12月20日将复查。" + ISSUED
LAST_WINTER = "巡查通报\n\n各组：\n12月28日，绿化站开展了巡查，修剪了行道树。\n\n青溪镇绿化站\n2026年2月8日\n"
FEAST = "关于值守的通知\n\n各组：\n请于春节前10个工作日报备值守名单。" + ISSUED


# -- which year it is ------------------------------------------------------------------------------------------------------


def test_the_year_of_the_title_holds_for_what_is_planned() -> None:
    found = values(TITLE)
    assert found["3月5日"] == ("2027-03-05", "calendar", "title")
    assert found["6月20日"] == ("2027-06-20", "calendar", "title")


def test_what_was_within_half_a_year_is_past_and_what_is_longer_ago_comes_again() -> None:
    for issued, value, role in (("6月20日", "2026-03-15", "context"), ("10月20日", "2027-03-15", "calendar")):
        text = f"关于年会的通知\n\n各组：\n3月15日召开年会。\n\n青溪镇绿化站\n2026年{issued}\n"
        assert values(text)["3月15日"][:2] == (value, role)


def test_a_sentence_is_kept_for_four_hundred_characters_to_either_side() -> None:
    before, behind = "前" * 150, "后" * 500
    text = f"{before}，请于2027年4月15日前报送，{behind}。"
    (found,) = find(read_notice(f"关于报送的通知\n\n各组：\n{text}{ISSUED}", "notice.txt"), RECEIVED)[:1]
    assert before in found.sentence
    assert 300 < found.sentence.count("后") < 500


def test_what_is_to_be_sent_in_soon_is_due_in_the_year_of_the_notice() -> None:
    assert values(SEND_SOON)["12月25日前"] == ("../2026-12-25", "calendar", "issued")


def test_a_year_further_on_or_over_in_the_title_says_nothing_of_its_days() -> None:
    for year in (2019, 2030):
        text = f"关于{year}年普查资料的通知\n\n各组：\n资料于12月20日移交。{ISSUED}"
        assert values(text)["12月20日"] == ("2026-12-20", "calendar", "issued")


def test_the_issue_gives_the_year_and_what_would_be_over_is_of_the_next() -> None:
    found = values(ISSUE)
    assert found["12月20日"] == ("2026-12-20", "calendar", "issued")
    assert found["1月12日前"][0] == "../2027-01-12"
    assert found["2月3日"][0] == "2027-02-03"


def test_the_day_of_receipt_stands_in_for_the_issue() -> None:
    found = values("各组：\n请于1月12日前完成登记。")
    assert found["1月12日前"] == ("../2027-01-12", "calendar", "received")


def test_a_year_that_opens_its_paragraph_holds_for_its_days() -> None:
    found = values(PARAGRAPH)
    assert found["3月5日"] == ("2027-03-05", "calendar", "sentence")
    assert found["9月1日"] == ("2027-09-01", "calendar", "sentence")


def test_the_year_of_the_first_date_holds_for_the_next_in_its_sentence() -> None:
    assert values(SENTENCE)["5月6日前"] == ("../2027-05-06", "calendar", "sentence")


def test_the_rows_of_a_table_go_on_over_new_year() -> None:
    found = values(TABLE)
    assert [found[day][0] for day in ("11月20日", "12月15日", "1月10日", "2月4日")] == [
        "2026-11-20",
        "2026-12-15",
        "2027-01-10",
        "2027-02-04",
    ]


def test_the_last_year_of_a_table_goes_on_where_the_title_names_only_the_first() -> None:
    found = values(TABLE.replace("冬季巡查安排", "2026年冬季巡查安排"))
    assert (found["12月15日"][0], found["1月10日"][0]) == ("2026-12-15", "2027-01-10")


def test_what_is_due_by_a_feast_is_due_by_the_coming_one() -> None:
    assert values(FEAST)["春节前10个工作日"][0] == "2027-01-22"


# -- moved and past --------------------------------------------------------------------------------------------------------


def test_of_a_moved_date_only_the_new_one_is_on_the_calendar() -> None:
    found = values(MOVED)
    assert found["12月18日"][:2] == ("2026-12-18", "context")
    assert found["至1月6日"][:2] == ("2027-01-06", "calendar")


@pytest.mark.parametrize(
    "text",
    [
        "12月18日的讲座取消。",
        "12月18日的讲座推迟至12月30日。",
        "取消原定于12月18日的讲座。",
        "12月18日的论坛暂缓举办。",
    ],
)
def test_what_does_not_take_place_is_not_on_the_calendar(text: str) -> None:
    assert values(f"各组：\n{text}{ISSUED}")["12月18日"][1] == "context"


def test_what_is_said_to_be_done_lies_before_the_notice() -> None:
    found = values(PAST)
    assert found["11月3日"][:2] == ("2026-11-03", "context")
    assert found["12月20日"][:2] == ("2026-12-20", "calendar")
    assert values(LAST_WINTER)["12月28日"][:2] == ("2025-12-28", "context")


# -- read again later ------------------------------------------------------------------------------------------------------

SIGNED = [TITLE, SEND_SOON, ISSUE, PARAGRAPH, SENTENCE, TABLE, MOVED, PAST, LAST_WINTER, FEAST]


@pytest.mark.parametrize("text", SIGNED)
def test_a_signed_notice_read_much_later_says_the_same(text: str) -> None:
    assert values(text, RECEIVED + timedelta(400)) == values(text)
