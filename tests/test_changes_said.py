"""What notices say of changes, line by line as offices write them: what gives way, what takes its place, by how much."""

from __future__ import annotations

from datetime import date

import pytest

from calendars.reconciling.evidence import Evidence
from rules import find, read_notice, undated
from rules.notices.notice import value_of

RECEIVED = date(2026, 4, 8)
FOOT = "\n\n云岭省地质学会\n2026年4月8日\n"


def _said(text: str) -> list[str]:
    """Value and act of each date that belongs on the calendar, then what clauses say without one."""
    notice = read_notice(f"关于有关安排的通知\n各有关单位：\n{text}{FOOT}")
    findings = find(notice, RECEIVED)
    dated = [one for one in findings if one.role == "calendar" and one.recurrence]
    lines = [f"{one.act or 'sets'} {value_of(one.recurrence)}" for one in dated if one.recurrence]
    return lines + [f"{one.act} {one.quote}" for one in undated(notice, findings)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("原定4月25日的理事会时间变更为5月9日14:00。", ["moves 2026-05-09T14:00"]),
        ("因系统检修，原定4月25日的理事会推迟至5月9日（周六）上午9:00召开。", ["moves 2026-05-09T09:00"]),
        ("专家评审顺延至5月下旬进行。", ["moves 2026-05-21/2026-05-31"]),
        ("今天下午的演练顺延，定于4月15日15:00进行。", ["moves 2026-04-15T15:00"]),
        ("会议时间调整至周五下午3:00。", ["moves 2026-04-10T15:00"]),
        ("截稿日期再次延长，至5月31日止。", ["moves ../2026-05-31"]),
        ("申报截止时间在5月20日的基础上再次延长至6月10日。", ["moves ../2026-06-10"]),
        ("申报截止日期不是5月8日而是5月18日。", ["moves 2026-05-18"]),
        ("“请于4月31日前报送”有误，应为“请于4月26日前报送”。", ["moves ../2026-04-26"]),
        ("《补充通知》中“顺延至5月8日”应为“顺延至5月9日”。", ["moves 2026-05-09"]),
        ("读书会改到下周四、周五（4月16日、17日）举行。", ["moves 2026-04-16/2026-04-17"]),
        ("如遇雨，4月12日的活动顺延，定于4月19日举行。", ["sets 2026-04-12", "sets 2026-04-19"]),
        ("报名时间“5月6日至10日”更正为“5月8日至12日”。", ["moves 2026-05-08/2026-05-12"]),
        ("开场时间晚一个小时。", ["moves 开场时间晚一个小时"]),
        ("参加人员另行通知。", []),
        ("以往获奖者不再推荐。", []),
        ("请在演练开始前关闭燃气阀门。", []),
        ("第二批疗休养无法按原计划成行。", []),
        ("按《2026年7月工作安排》执行。", []),
    ],
)  # fmt: skip
def test_a_sentence_says_this_of_a_change(text: str, said: list[str]) -> None:
    assert _said(text) == said


@pytest.mark.parametrize("line", ["柳汀社区居委会 小冯 2026.4.10", "物业小邱 4月10日", "科普协会 4月10日15:40"])
def test_the_last_line_of_a_note_says_who_wrote_it_and_when(line: str) -> None:
    notice = read_notice(f"各位居民：\n义诊改到4月18日，地点不变。\n{line}\n")
    kinds = {one.quote: one.kind for one in find(notice, RECEIVED)}
    assert [kind for quote, kind in kinds.items() if "18" not in quote] == ["issued"]


def test_columns_of_an_erratum_say_what_was_wrong_and_what_holds() -> None:
    table = "\n序号　位置　　　　误　　　　　　　正\n1　　 正文第2段　 10月31日前提交　 11月30日前提交"
    assert _said(f"勘误如下：\n{table}\n") == ["moves ../2026-11-30"]


def test_what_many_names_have_tells_none_of_them() -> None:
    names = {"one": ["制造业专场招聘会"], "two": ["家政服务专场招聘会"], "three": ["退役军人专场招聘会"]}
    evidence = Evidence(names)
    assert evidence.meant(list(names), "退役军人专场与征兵办活动合办") == ["three"]
    assert len(evidence.meant(list(names), "专场招聘会改期")) == 3
    assert evidence.meant(list(names), "报名截止时间") == []


def test_the_number_of_an_occasion_tells_which_one_is_meant() -> None:
    evidence = Evidence({"second": ["继续教育第二讲"], "fourth": ["继续教育第四讲"]})
    assert evidence.meant(["second", "fourth"], "第四讲“医患沟通技巧”") == ["fourth"]
