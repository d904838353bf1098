"""Times of day without their date: timetables, the second time of a day, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest

from rules import find, read_notice

RECEIVED = date(2026, 3, 18)


def times(text: str) -> dict[str, str | None]:
    """What a text has on the calendar: the value by the words."""
    return {f.quote: f.value for f in find(read_notice(text, "timetable.txt"), RECEIVED) if f.role == "calendar"}


# -- a day heads the times under it -----------------------------------------------------------------------------------------

TIMETABLES = {
    "a line": "苔藓识别班日程如下。\n\n5月6日（周三）\n8:30 报到；\n14:00 开箱。\n\n5月7日（周四）\n9:15 制图\n",
    "a line of text": "苔藓识别班日程如下。\n\n5月6日\n8:30 报到；\n14:00 开箱。\n\n第二天，即5月7日：\n9:15 制图\n",
    "a heading": "苔藓识别班日程\n\n一、5月6日（周三）\n1. 8:30 报到\n2. 14:00 开箱\n\n二、5月7日（周四）\n1. 9:15 制图\n",
    "a mark of headings": "苔藓识别班日程\n\n## 5月6日\n8:30 报到\n\n14:00 开箱\n\n## 5月7日\n9:15 制图\n",
    "a cell": "| 5月6日 | 8:30 报到 | 14:00 开箱 |\n| 5月7日 | 9:15 制图 | 返程 |\n",
    "bullets": "苔藓识别班日程\n\n5月6日\n- 8:30 报到\n- 14:00 开箱\n\n5月7日\n- 9:15 制图\n",
}


@pytest.mark.parametrize("name", TIMETABLES)
def test_a_day_heads_the_times_under_it(name: str) -> None:
    found = times(TIMETABLES[name])
    assert found["8:30"] == "2026-05-06T08:30"
    assert found["14:00"] == "2026-05-06T14:00"
    assert found["9:15"] == "2026-05-07T09:15"


def test_the_day_of_a_title_heads_the_times_of_the_notice() -> None:
    found = times("关于举办5月16日观星夜活动的通知\n\n19:00 入场\n19:30—21:00 观测\n")
    assert found["19:00"] == "2026-05-16T19:00"
    assert found["19:30—21:00"] == "2026-05-16T19:30/2026-05-16T21:00"


def test_a_span_of_times_in_a_timetable_is_one_entry() -> None:
    found = times("5月6日\n8:30—11:30 清理河岸\n13时30分至15时 装车\n")
    assert found["8:30—11:30"] == "2026-05-06T08:30/2026-05-06T11:30"
    assert found["13时30分至15时"] == "2026-05-06T13:30/2026-05-06T15:00"


def test_each_row_of_a_table_has_the_day_of_its_own() -> None:
    head = "讲座安排\n\n| 日期 | 时间 | 内容 |\n| --- | --- | --- |\n"
    found = times(f"{head}| 6月3日 | 9:00—11:00 | 土壤讲座 |\n| 6月4日 | 14:00—16:00 | 水文讲座 |\n")
    assert found["9:00—11:00"] == "2026-06-03T09:00/2026-06-03T11:00"
    assert found["14:00—16:00"] == "2026-06-04T14:00/2026-06-04T16:00"


def test_the_year_of_the_day_is_that_of_its_times() -> None:
    assert times("2027年1月9日\n8:30 集合\n")["8:30"] == "2027-01-09T08:30"


# -- a second time of the same day -------------------------------------------------------------------------------------------

SECOND = {
    "展厅定于7月4日上午9:00—11:30、下午14:00—16:30开放。": (
        "2026-07-04T09:00/2026-07-04T11:30",
        "2026-07-04T14:00/2026-07-04T16:30",
    ),
    "摄影班7月4日上午8:30-12:00讲课，下午14:00-17:00外拍。": (
        "2026-07-04T08:30/2026-07-04T12:00",
        "2026-07-04T14:00/2026-07-04T17:00",
    ),
    "放映两场，7月4日上午9:00放纪录片，晚上19:30放动画片。": ("2026-07-04T09:00", "2026-07-04T19:30"),
    "7月4日放映，上午场9:00—11:30放纪录片，下午场14:00—16:30放动画片。": (
        "2026-07-04T09:00/2026-07-04T11:30",
        "2026-07-04T14:00/2026-07-04T16:30",
    ),
    "7月4日（周六）：上午场9:00，下午场14:30，每场限40人。": ("2026-07-04T09:00", "2026-07-04T14:30"),
    "7月4日开放，上午场9时，晚场19时。": ("2026-07-04T09:00", "2026-07-04T19:00"),
}


@pytest.mark.parametrize("text", SECOND)
def test_a_second_time_is_of_the_same_day(text: str) -> None:
    assert set(SECOND[text]) <= set(times(text).values())


def test_a_third_time_is_of_the_same_day_too() -> None:
    found = times("摄影班7月4日上午8:30-12:00讲课，下午14:00-17:00外拍，晚上19:30点评。")
    assert [value for value in found.values() if value] == [
        "2026-07-04T08:30/2026-07-04T12:00",
        "2026-07-04T14:00/2026-07-04T17:00",
        "2026-07-04T19:30",
    ]


def test_the_time_that_a_day_has_now_takes_its_place() -> None:
    assert times("7月4日上午9点的讲解改为下午2点。") == {"7月4日上午9点": "2026-07-04T14:00"}


def test_where_the_day_is_the_old_one_the_new_time_stands_for_itself() -> None:
    for text in ("原定7月4日上午9点的讲解改为下午2点。", "讲解原定7月4日9:00开始，现改为下午2点。"):
        assert times(text) == {"下午2点": "2026-07-04T14:00"}


# -- what is no time of a day -------------------------------------------------------------------------------------------------

NOT_TAKEN = {
    "no day above": "值班室接听时间如下。\n8:30—11:30\n14:00—17:00\n",
    "a day in running text heads nothing": "采样于4月2日进行，请各组备好记录本、样本盒和标签，并检查仪器。\n9:00 记录本\n",
    "a scale": "5月6日\n1:2000 地形图\n",
    "a score inside of a line": "5月6日\n比分 3:15 不计入总成绩。\n",
    "days of every year": "每年5月6日\n9:00 升旗\n",
    "a run of days": "5月6日至8日\n9:00 布展\n",
    "another sentence": "7月4日举办市集。下午2点闭市。",
    "a half day without a time": "报名于7月4日17:00截止，下午不再受理。",
    "the date of issue": "各组：\n请备好记录本。\n\n北岭林场\n2026年3月20日\n16:00 打印\n",
}


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_what_only_looks_like_a_time_is_left(name: str) -> None:
    found = times(NOT_TAKEN[name])
    assert not [value for quote, value in found.items() if value and "T" in value and "17:00" not in quote], found


def test_a_date_in_front_of_a_time_is_its_own_day() -> None:
    found = times("5月6日\n5月7日9:00 制图\n10:00 返程\n")
    assert found["5月7日9:00"] == "2026-05-07T09:00"
