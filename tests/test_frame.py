"""A clause as an officer writes it: who does what with which thing, by what means, to whom and where."""

from __future__ import annotations

import pytest

from rules.notices.frame import parse
from rules.notices.names import clean, has_day, is_amount, is_who, label_name, material, name_of, who_leads
from rules.notices.sentence import HERE, THERE, Sentence
from rules.notices.words import Vocabulary

FIELDS = ("who", "topic", "thing", "means", "verb", "sort", "object", "to", "where")

SENDING = {
    "请各乡镇农技站于〔〕前将墒情监测表报送县农业农村局": "who=各乡镇农技站 thing=墒情监测表 verb=报送 sort=send to=县农业农村局",
    "请于〔〕前提交选题申报书": "verb=提交 sort=send object=选题申报书",
    "请将修改后的稿件发至编辑部": "thing=修改后的稿件 verb=发 sort=send to=编辑部",
    "报名表请于〔〕前发送至zhansai@qingyuan.example": "topic=报名表 verb=发送 sort=send to=zhansai@qingyuan.example",
    "把样书寄至资料室": "thing=样书 verb=寄 sort=send to=资料室",
    "课题组要把结题报告于〔〕前交给科研处": "who=课题组 thing=结题报告 verb=交 sort=send to=科研处",
    "年度总结请于〔〕前报送秘书处": "topic=年度总结 verb=报送 sort=send to=秘书处",
    "材料报送省厅备案": "topic=材料 verb=报送 sort=send to=省厅",
    "向主管部门报备": "verb=报备 sort=send to=主管部门",
    "登记表于〔〕前交回": "topic=登记表 verb=交回 sort=send",
    "请〔〕前回复": "verb=回复 sort=send",
    "通过学习平台提交心得体会": "means=通过学习平台 verb=提交 sort=send object=心得体会",
    "考核表请送人事科": "topic=考核表 verb=送 sort=send to=人事科",
    "请将三年工作计划于〔〕前报送秘书处": "thing=三年工作计划 verb=报送 sort=send to=秘书处",
}
ACTING = {
    "各分馆应在〔〕前完成藏书清点": "who=各分馆 verb=完成 sort=act object=藏书清点",
    "参展企业须于〔〕前缴纳展位费": "who=参展企业 verb=缴纳 sort=act object=展位费",
    "由技术组于〔〕前编制应急预案": "who=技术组 verb=编制 sort=act object=应急预案",
    "请登录报名系统填写个人信息": "means=登录报名系统 verb=填写 sort=act object=个人信息",
    "凭工作证领取": "means=凭工作证 verb=领取 sort=act",
    "各单位要认真落实": "who=各单位 verb=落实 sort=act",
    "报名参加": "verb=报名参加 sort=act",
    "由后勤保障部负责更换": "who=后勤保障部 verb=更换 sort=act",
    "进行集中审核": "verb=进行集中审核 sort=act",
    "请未交回执的单位尽快补交": "who=未交回执的单位 verb=补交 sort=act",
}
HOLDING = {
    "理事会定于〔〕在晨光楼三层召开": "who=理事会 verb=召开 sort=hold where=晨光楼三层",
    "学会拟于〔〕举办青年编辑沙龙": "who=学会 verb=举办 sort=hold object=青年编辑沙龙",
    "对食堂开展卫生检查": "thing=食堂 verb=开展 sort=hold object=卫生检查",
    "组织专家到田间开展春季备耕服务": "verb=开展 sort=hold object=春季备耕服务",
    "计划于〔〕召开": "verb=召开 sort=hold",
    "〔〕举行揭牌仪式": "verb=举行 sort=hold object=揭牌仪式",
}
HAPPENING = {
    "图书馆〔〕闭馆": "who=图书馆 verb=闭馆 sort=happen",
    "校车〔〕停运": "topic=校车 verb=停运 sort=happen",
    "将于〔〕开馆": "verb=开馆 sort=happen",
    "请参加培训的会计人员于〔〕报到": "who=参加培训的会计人员 verb=报到 sort=happen",
    "请携带身份证入场": "means=携带身份证 verb=入场 sort=happen",
    "申报工作〔〕结束": "topic=申报工作 verb=结束 sort=happen",
    "评审结果〔〕公布": "topic=评审结果 verb=公布 sort=publish",
    "审核人员〔〕到岗": "who=审核人员 verb=到岗 sort=happen",
}
"""审核 of 审核人员 is no verb."""
IN_TWO_STEPS = {
    "各系部初审后于〔〕前报送科技处": "who=各系部 verb=报送 sort=send to=科技处",
    "汇总排序后交科技处": "verb=交 sort=send to=科技处",
}
WITHOUT_A_VERB = {
    "活动时间为〔〕": "topic=活动时间",
    "公示期为〔〕": "topic=公示期",
    "不得转让": "topic=转让",
    "请未到场的代表": "who=未到场的代表",
    "": "",
    "〔〕": "",
}


@pytest.mark.parametrize(
    ("clause", "says"), [*{**SENDING, **ACTING, **HOLDING, **HAPPENING, **IN_TWO_STEPS, **WITHOUT_A_VERB}.items()]
)
def test_a_clause_says_who_does_what(clause: str, says: str) -> None:
    frame = parse(clause.replace("〔〕", HERE))
    assert {name: getattr(frame, name) for name in FIELDS if getattr(frame, name)} == dict(
        part.split("=") for part in says.split()
    )


@pytest.mark.parametrize(
    ("clause", "asks"),
    [
        ("请各班报名", True), ("各班应当报名", True), ("校车将停运", True), ("计划于〔〕召开", True),
        ("各班报名", False), ("校车〔〕停运", False), ("计划表〔〕前报送秘书处", False), ("将样书寄至资料室", False),
    ],
)  # fmt: skip
def test_a_clause_asks_or_only_tells(clause: str, asks: bool) -> None:
    assert parse(clause.replace("〔〕", HERE)).modal is asks


@pytest.mark.parametrize(
    ("clause", "thing", "title"),
    [
        ("报至秘书处", "年度总结", "报送年度总结"),
        ("交科研处", "结题报告", "交结题报告"),
        ("召开", "例会", "例会"),
        ("进行", "现场核查", "现场核查"),
        ("完成", "", "完成"),
        ("报名", "报名表", "报名表"),
    ],
)
def test_a_deed_is_the_verb_with_what_it_is_done_to(clause: str, thing: str, title: str) -> None:
    assert parse(clause).deed(thing) == title


# ------------------------------------------------------------------ names


@pytest.mark.parametrize(
    "name", ["各分会", "财务处", "项目负责人", "参展企业", "全体档案员", "省科协", "由后勤处", "晨光诗社"]
)
def test_somebody_may_act(name: str) -> None:
    assert is_who(name)


@pytest.mark.parametrize(
    "name", ["", "会", "年会", "学术年会", "报名表", "截止日期", "样书", "将各班", "报送处", "登记" * 30 + "处"]
)
def test_a_thing_or_a_happening_does_not_act(name: str) -> None:
    assert not is_who(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("于（年度总结的", "年度总结"), ("报到", "报到"), ("将军", "将军"), ("表", "表"), ("书", ""), ("", ""), ("改为", ""),
        ("“晨光”展", "“晨光”展"), (f"材料{HERE}于", "材料"),
    ],
)  # fmt: skip
def test_a_name_has_no_small_words_at_its_ends(text: str, name: str) -> None:
    assert name_of(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026年度藏书清点", "藏书清点"), ("2025-2026学年第一学期考试", "考试"), ("三场专题讲座", "专题讲座"),
        ("本次研讨会", "研讨会"), ("修复班延期", "修复班"), ("申报书及相关证明材料", "申报书"), ("营业执照等", "营业执照"),
        ("“晨光”", "晨光"), ("《青衿》创刊号", "青衿创刊号"), ("2026", ""), ("本会", "本会"), ("a=1", ""),
        ("三百场讲座", "三百场讲座"), ("读者与作者", "读者与作者"),
    ],
)  # fmt: skip
def test_a_clean_name_says_what_it_is_and_nothing_besides(text: str, name: str) -> None:
    assert clean(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("符合条件的全部年检材料", "年检材料"), ("课题负责人申报材料", "申报材料"), ("展位费", "展位费"), ("", "")],
)
def test_material_is_named_without_whose_it_is(text: str, name: str) -> None:
    assert material(text) == name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("报名截止时间", "报名"), ("答辩的具体时间为", "答辩"), ("各分馆网上提交时间", "网上提交"), ("第二学期", "第二学期"),
        ("时间", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_label_names_what_happens_and_not_when(label: str, name: str) -> None:
    assert label_name(label) == name


def test_who_leads_a_label() -> None:
    assert who_leads("各分馆网上提交") == "各分馆"
    assert who_leads("样书提交") == ""


@pytest.mark.parametrize("text", ["9月12日", "9:30", "2026.9", "星期三开会", "下午", "十月"])
def test_a_day_is_seen(text: str) -> None:
    assert has_day(text)


@pytest.mark.parametrize("text", ["藏书清点", "3场讲座", "第二批", ""])
def test_a_number_is_no_day(text: str) -> None:
    assert not has_day(text)


def test_an_amount_is_how_much_and_nothing_else() -> None:
    assert all(map(is_amount, ("一次", "三天", "12", "2场", "3名")))
    assert not any(map(is_amount, ("", "一次讲座", "次")))


# ------------------------------------------------------------------ sentences


def sentence(text: str) -> Sentence:
    """The sentence of a text whose date is 〔here〕 and whose other dates are 〔there〕."""
    start, end = text.index("〔here〕"), text.index("〔here〕") + len("〔here〕")
    there = [(at, at + 7) for at in range(len(text)) if text.startswith("〔there〕", at)]
    return Sentence.of(text, 0, len(text), (start, end), [(start, end), *there])


def test_a_sentence_is_parted_at_commas_and_colons() -> None:
    found = sentence("各班：请于〔here〕前报名，9:30 开始；逾期不候")
    assert found.clauses == ("各班", f"请于{HERE}前报名", "9:30开始", "逾期不候")
    assert (found.before, found.after, found.colons) == ("请于", "前报名", (True, False, False, False))
    assert [*found.back()] == ["各班"]


def test_the_clauses_behind_go_on_up_to_another_date() -> None:
    assert [*sentence("〔here〕报名，到礼堂，并于〔there〕开班，另行通知").on()] == ["到礼堂", "并于"]
    assert [*sentence("〔here〕报名，〔there〕开班").on()] == []
    assert sentence("〔there〕至〔here〕报名").before == f"{THERE}至"


def test_brackets_are_left_out_unless_the_date_stands_in_them() -> None:
    assert sentence("各县（区）分馆于〔here〕报到（自带证件）").clauses == (f"各县分馆于{HERE}报到",)
    inside = sentence("教研组备课（〔here〕）")
    assert (inside.clauses, inside.aside) == (("教研组备课", HERE), True)


# ------------------------------------------------------------------ words


def test_a_class_apart_hides_no_shorter_word() -> None:
    words = Vocabulary({"verb": ["安排"], "tail": ["工作安排"]}, apart=["tail"])
    assert [word.text for word in words.words("工作安排")] == ["安排"]
    assert words.ends("工作安排", "tail") == "工作安排"
    assert words.without_end("工作安排", "tail", 2) == "工作安排"
    assert words.without_end("春季工作安排", "tail", 2) == "春季"


def test_a_word_is_hidden_by_a_longer_one_of_another_class() -> None:
    words = Vocabulary({"aspect": ["了", "过"], "cover": ["了解", "过程"]})
    assert words.has("举办了", "aspect", "cover")
    assert not words.has("了解过程", "aspect", "cover")
    assert words.made_of("了过了", "aspect")
    assert not words.made_of("了解", "aspect")
