"""What a notice says of itself, in the forms that offices give it: title, 文号, who issued it, when, and to whom it goes."""

from __future__ import annotations

import time
from datetime import date

import pytest

from rules import Notice, read_notice

BODY = "请于3月20日前报送材料，逾期不再受理。\n"


def notice(head: str, foot: str = "") -> Notice:
    return read_notice(f"{head}\n{BODY}{foot}")


# -- title ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("关于报送年度总结的通知", "关于报送年度总结的通知"),
        ("云坪市气象学会关于报送\n年度总结的通知", "云坪市气象学会关于报送年度总结的通知"),
        ("关于印发《评审办法》\n的通知", "关于印发《评审办法》的通知"),
        ("放 假 通 知", "放假通知"),
        ("通　知", "通知"),
        ("关于春季学术年会的通知（第二轮）", "关于春季学术年会的通知（第二轮）"),
        ("# 关于报送年度总结的通知", "关于报送年度总结的通知"),
        ("【云坪社区居委会】冬春活动提醒", "冬春活动提醒"),
        ("首届青年论坛征文启事", "首届青年论坛征文启事"),
        ("2026年科普日活动方案", "2026年科普日活动方案"),
        ("云坪市气象学会文件\n云气学〔2026〕7号\n关于换届的请示", "关于换届的请示"),
        ("关于停水的紧急通知\n关于停水的紧急通知", "关于停水的紧急通知"),
        ("---\ntitle: \"关于讲座的通知\"\ndate: 2026-03-02\n---", "关于讲座的通知"),
        ("发件人：教务处\n主题：补考安排", "补考安排"),
    ],
)  # fmt: skip
def test_the_title_is_what_stands_above_the_text(head: str, title: str) -> None:
    said = notice(f"{head}\n各学会：").title
    assert said is not None
    assert "".join(said.split()) == title


def test_a_text_alone_has_no_title() -> None:
    assert notice("").title is None


# -- number --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "［］", "【】", "()", "（）", "﹝﹞"])
def test_the_number_stands_in_any_brackets(brackets: str) -> None:
    code = f"云气学{brackets[0]}2026{brackets[1]}7号"
    said = notice(f"云坪市气象学会文件\n{code}\n关于换届的通知\n各分会：")
    assert said.number == code
    assert said.title == "关于换届的通知"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("云坪市气象学会文件云气学〔2026〕7号", "云气学〔2026〕7号"),
        ("云坪市气象学会云气学〔2026〕7号", "云气学〔2026〕7号"),
        ("云坪市教育局特急云教办〔2026〕12号", "云教办〔2026〕12号"),
        ("云气学〔2026〕第7号", "云气学〔2026〕第7号"),
        ("云 气 学 〔2026〕 7 号", "云气学〔2026〕7号"),
        ("文号：云气学〔2026〕7号", "云气学〔2026〕7号"),
        ("发文字号：科协发普字〔2026〕12号", "科协发普字〔2026〕12号"),
        ("索引号：000014672\n发文字号：云气学〔2026〕7号", "云气学〔2026〕7号"),
        ("索引号：000014672\n云气学〔2026〕7号", "云气学〔2026〕7号"),
    ],
)
def test_a_number_is_told_from_the_letterhead_that_it_is_glued_to(line: str, number: str) -> None:
    assert notice(f"{line}\n关于换届的通知\n各分会：").number == number


def test_the_number_may_stand_at_the_end_of_a_head_of_many_lines() -> None:
    lines = ("主题分类：科技", "发文机关：云坪市气象学会", "成文日期：2026年3月1日", "有效性：有效", "公开方式：主动公开",
             "废止日期：无", "信息类别：通知", "体裁分类：其他", "文号：YQX-2026-7")  # fmt: skip
    assert notice("\n".join((*lines, "关于换届的通知", "各分会："))).number == "YQX-2026-7"


def test_the_number_of_another_document_in_the_text_is_not_that_of_the_notice() -> None:
    assert read_notice(f"关于换届的通知\n各分会：\n根据云科协〔2025〕3号文件精神，{BODY}").number is None


# -- who issued it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("foot", "issuer"),
    [
        ("云坪市气象学会\n2026年3月2日\n", "云坪市气象学会"),
        ("　　　　云坪市气象学会　　\n　　　　2026年3月2日\n", "云坪市气象学会"),
        ("云坪市气象学会2026年3月2日\n", "云坪市气象学会"),
        ("云坪市教育局\n云坪市财政局\n2026年3月2日\n", "云坪市财政局、云坪市教育局"),
        ("云坪大学\n教务处\n2026年3月2日\n", "云坪大学教务处"),
        ("云坪大学图书馆（代章）\n2026年3月2日\n", "云坪大学图书馆（代章）"),
    ],
)
def test_who_signed_issued_it(foot: str, issuer: str) -> None:
    said = notice("关于换届的通知\n各分会：", foot)
    assert said.issuer is not None
    assert sorted(said.issuer.split("、")) == sorted(issuer.split("、"))
    assert said.issued == date(2026, 3, 2)


def test_houses_that_issue_together_are_named_in_the_order_of_the_text() -> None:
    assert (
        notice("关于换届的通知\n各分会：", "云坪市教育局\n云坪市财政局\n2026年3月2日\n").issuer
        == "云坪市教育局、云坪市财政局"
    )


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("云坪市气象学会关于换届的通知", "云坪市气象学会"),
        ("云坪市气象学会文件\n云气学〔2026〕7号\n关于换届的通知", "云坪市气象学会"),
        ("关于换届的通知\n来源：云坪市气象学会 浏览次数：3", "云坪市气象学会"),
    ],
)
def test_without_a_foot_the_head_says_who_issued_it(head: str, issuer: str) -> None:
    assert notice(f"{head}\n各分会：").issuer == issuer


# -- when ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    ["2026年3月2日", "2026 年 3 月 2 日", "２０２６年３月２日", "2026-03-02", "2026.3.2", "二〇二六年三月二日",
     "二○二六年三月二日", "二零二六年三月二日", "二O二六年三月二日", "2026年03月02日", "（2026年3月2日）", "日期：2026年3月2日"],
)  # fmt: skip
def test_the_date_of_issue_is_read_with_any_zero(day: str) -> None:
    said = notice("关于换届的通知\n各分会：", f"云坪市气象学会\n{day}\n")
    assert said.issued == date(2026, 3, 2)
    assert said.issuer == "云坪市气象学会"


@pytest.mark.parametrize(
    "printed", ["云坪市气象学会办公室　2026年3月5日印发", "抄送：市科协。\n云坪市气象学会秘书处 2026年3月5日印发"]
)
def test_the_day_of_printing_is_not_that_of_issue(printed: str) -> None:
    said = notice("关于换届的通知\n各分会：", f"云坪市气象学会\n2026年3月2日\n\n{printed}\n")
    assert (said.issued, said.printed) == (date(2026, 3, 2), date(2026, 3, 5))


@pytest.mark.parametrize(
    "head",
    ["关于换届的通知\n发布时间：2026-03-02 来源：云坪市气象学会", "关于换届的通知\n2026-03-02 来源：本站 浏览：31",
     "---\ntitle: 关于换届的通知\ndate: 2026-03-02\n---", "2026-03-02\n关于换届的通知"],
)  # fmt: skip
def test_without_a_foot_the_day_of_the_page_counts(head: str) -> None:
    assert notice(f"{head}\n各分会：").issued == date(2026, 3, 2)


def test_the_foot_goes_before_the_page() -> None:
    said = notice("关于换届的通知\n发布时间：2026-03-05\n各分会：", "云坪市气象学会\n2026年3月2日\n")
    assert said.issued == date(2026, 3, 2)
    assert [said.text[start:end] for start, end in said.dated] == ["2026年3月2日", "2026-03-05"]


def test_a_foot_in_two_languages_is_one() -> None:
    said = notice("关于换届的通知\n各分会：", "云坪市气象学会\n2026年3月2日 March 2, 2026\n")
    assert (said.issuer, said.issued) == ("云坪市气象学会", date(2026, 3, 2))


def test_a_day_within_the_text_dates_nothing() -> None:
    assert (
        read_notice("关于换届的通知\n各分会：\n请于2026年3月20日前报送材料。\n以上请遵照执行，并做好准备。\n").issued
        is None
    )


# -- to whom -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("各会员单位：", ("各会员单位",)),
        ("各县科协、各市级学会，机关各处室：", ("各县科协", "各市级学会", "机关各处室")),
        ("各学会（协会、研究会）、各基地:", ("各学会（协会、研究会）", "各基地")),
        ("尊敬的各位委员：", ("尊敬的各位委员",)),
    ],
)
def test_those_addressed_are_named_one_by_one(line: str, names: tuple[str, ...]) -> None:
    assert notice(f"关于换届的通知\n{line}").addressees == names


@pytest.mark.parametrize(
    "line",
    [
        "根据上级要求，现将有关事项通知如下：",
        "报名时间：",
        "各分会应于3月20日前完成以下工作：",
        "为做好换届工作，请各分会注意：",
    ],
)
def test_those_addressed_swallow_no_text(line: str) -> None:
    said = notice(f"关于换届的通知\n{line}")
    assert said.addressees == ()
    assert said.document is not None
    assert any(said.text[block.start : block.end].startswith(line[:4]) for block in said.document.blocks)


def test_very_many_addressed_are_read_in_the_time_of_their_length() -> None:
    start = time.process_time()
    said = notice("关于换届的通知\n" + "各县学会、" * 2_000 + "各分会：")
    assert said.title == "关于换届的通知"
    assert time.process_time() - start < 6


def test_a_number_behind_a_very_long_label_line_is_looked_for_in_its_beginning() -> None:
    start = time.process_time()
    assert notice("关于换届的通知\n文号：" + "气象" * 20_000).number is None
    assert time.process_time() - start < 6
