"""The title of a date is what is done by it or what happens, and nothing besides; with who acts and whom it reaches."""

from __future__ import annotations

from datetime import date

import pytest

from rules import Finding, find, read_notice
from rules.notices.saying import core_of

DAY = date(2026, 9, 1)


def finding(text: str) -> Finding:
    """The finding of the last 9月12日 of a text."""
    return [one for one in find(read_notice(text), DAY) if "9月12日" in one.quote][-1]


def under(title: str, text: str) -> str:
    """A notice with its title and one paragraph."""
    return f"{title}\n\n各分馆：\n　　{text}\n"


def table(*rows: str) -> str:
    """A table of rows, cells parted by blanks."""
    lines = [f"| {' | '.join(row.split())} |" for row in rows]
    return "\n".join((lines[0], "|---" * len(rows[0].split()) + "|", *lines[1:]))


DUE = {
    "请各分馆于9月12日前报送藏书清点表。": "报送藏书清点表",
    "请将结题报告于9月12日前交科研处。": "交结题报告",
    "参展企业须于9月12日前缴纳展位费。": "缴纳展位费",
    "各村小应在9月12日前完成校舍安全自查。": "完成校舍安全自查",
    "请填写用车申请单，于9月12日前发至车队邮箱。": "发用车申请单",
    "拟参展的请于9月12日前报名。": "报名",
    "报名请于9月12日前扫码填写。": "报名",
    "各课题组9月12日前提交中期报告及相关证明材料。": "提交中期报告",
    "请全体档案员于9月12日前补录2025年度借阅台账。": "补录借阅台账",
    "回执于9月12日前返回。": "返回回执",
    "各部门请于9月12日前上报。": "上报",
    "填报工作于9月12日结束。": "填报工作",
    "年度考核表请于9月12日前送人事科。": "送年度考核表",
    "考察由人事科进行，9月12日前完成。": "完成考察",
    "（一）样书寄送，9月12日前；": "样书寄送",
    "请将心得体会于9月12日前提交。": "提交心得体会",
}
LABELLED = {
    "报名截止时间：9月12日": "报名",
    "作品提交截止日期为9月12日。": "作品提交",
    "选题征集截止到9月12日。": "选题征集",
    "答辩时间：9月12日": "答辩",
    "开馆时间：9月12日上午9:00": "开馆",
    "公示期为9月12日至9月16日。": "公示",
    "1. 初审：9月12日前完成。": "初审",
    "（二）瓷器修复班，9月12日开班。": "瓷器修复班开班",
    "教研组备课（9月12日）": "教研组备课",
}
HAPPENING = {
    "本规定自9月12日起实施。": "规定实施",
    "定于9月12日举办青年编辑沙龙。": "青年编辑沙龙",
    "青衿诗社定于9月12日召开理事会。": "理事会",
    "9月12日举行落成典礼。": "落成典礼",
    "校史馆9月12日起闭馆。": "校史馆闭馆",
    "9月12日校车停运。": "校车停运",
    "秋季运动会将于9月12日开幕。": "秋季运动会开幕",
    "9月12日为全校读书日。": "全校读书日",
    "评审结果9月12日公布。": "公布评审结果",
    "9月12日，各支部开展主题团日活动。": "主题团日活动",
    "对各门店于9月12日开展消防检查。": "消防检查",
    "9月12日至14日放假。": "放假",
    "9月12日举行揭牌仪式。": "揭牌仪式",
}
ROWS = {
    table("事项 责任单位 完成时间", "管网巡检 运维班 9月12日"): "管网巡检",
    table("序号 日期 内容", "1 9月12日 新员工消防演练"): "新员工消防演练",
    table("日期 时间 讲座", "9月12日 9:00 古籍装帧入门"): "古籍装帧入门",
    table("项目 报名时间 比赛时间", "拔河 9月2日 9月12日"): "拔河比赛",
    table("负责人 节目 日期", "周岚 合唱《晨光》 9月12日"): "合唱《晨光》",
}
ABOVE = {
    under("关于召开2026年藏品研讨会的通知", "时间：9月12日。"): "藏品研讨会",
    under("关于开展藏书清点工作的通知", "9月12日前。"): "藏书清点工作",
    under("关于报送藏书清单的通知", "请于9月12日前报送。"): "报送藏书清单",
    "一、报名\n9月12日前。": "报名",
}


@pytest.mark.parametrize(("text", "title"), [*{**DUE, **LABELLED, **HAPPENING, **ROWS, **ABOVE}.items()])
def test_a_title_says_what_is_done_or_happens(text: str, title: str) -> None:
    assert finding(text).title == title


@pytest.mark.parametrize("text", ["9月12日", "9月12日。", "时间：9月12日", "个人参展的，9月12日截止；"])
def test_where_nothing_is_said_there_is_no_title(text: str) -> None:
    assert not finding(text).title


def test_a_title_is_short_whatever_the_sentence_is_like() -> None:
    title = finding(f"请于9月12日前报送{'关于馆藏文献分类编目与数字化' * 5}的说明。").title
    assert title
    assert len(title) <= 30


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("关于举办2026年青年编辑沙龙的通知", "青年编辑沙龙"),
        ("关于报送藏书清单的通知", "报送藏书清单"),
        ("关于组织开展安全自查的函（第二次）", "安全自查"),
        ("青衿县图书馆关于闭馆的公告", "闭馆"),
        ("晨光诗社章程", "晨光诗社"),
        ("", ""),
    ],
)
def test_a_title_of_a_notice_is_about_what_is_held_or_done(title: str, about: str) -> None:
    assert core_of(title) == about


# ------------------------------------------------------------------ who, to whom, in what words


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("请各分馆于9月12日前报送清点表。", "各分馆"),
        ("各县（区）分馆应于9月12日前报送清点表。", "各县（区）分馆"),
        ("因故不能参展的，请于9月12日前退还展位。", "因故不能参展的"),
        ("会务组：9月12日前布置会场。", "会务组"),
        ("由采编部牵头，于9月12日前完成清点。", "采编部"),
        ("清点由采编部负责，9月12日前完成。", "采编部"),
        (table("事项 责任单位 完成时间", "管网巡检 运维班 9月12日"), "运维班"),
        ("请于9月12日前报送清点表。", None),
        ("落成典礼：9月12日", None),
    ],
)
def test_who_acts_is_named_as_it_is_written(text: str, actor: str | None) -> None:
    assert finding(text).actor == actor


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("请于9月12日前将清点表报送采编部。", "采编部"),
        ("请于9月12日前将清点表发至caibian@qingyuan.example。", "caibian@qingyuan.example"),
        ("请各分馆9月12日前，诗社9月13日前，分别将总结报送采编部。", "采编部"),
        ("请于9月12日前报送清点表，邮箱：caibian@qingyuan.example。", "caibian@qingyuan.example"),
        ("请于9月12日前报送清点表。", None),
        ("请于9月12日前完成清点。", None),
    ],
)
def test_whom_it_reaches_is_a_body_or_an_address(text: str, recipient: str | None) -> None:
    assert finding(text).recipient == recipient


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("请各分馆于9月12日前将清点表报送至采编部。", "将清点表报送至采编部"),
        ("各村小应在9月12日前完成校舍安全自查。", "完成校舍安全自查"),
        ("请于9月12日前登录报名系统填写个人信息。", "登录报名系统填写个人信息"),
        (table("事项 责任单位 完成时限", "报送巡检记录 运维班 9月12日"), "报送巡检记录"),
    ],
)
def test_an_action_is_in_the_words_of_the_sentence(text: str, action: str) -> None:
    assert finding(text).action == action
