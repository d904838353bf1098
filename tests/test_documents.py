"""Texts as blocks: head, body, tables and foot as a careful reader parts them, every character where it stands."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import UnreadNotice
from rules.notices.documents import Block, BlockKind, Document, decode_notice, format_of, read_text

DAY = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2}|二[〇○零O]二六年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)


def read(text: str) -> Document:
    return read_text(text, [match.span() for match in DAY.finditer(text)])


def parts(text: str) -> list[tuple[str, str]]:
    """The kind and the words of each block."""
    return [(block.kind.name, text[block.start : block.end]) for block in read(text).blocks]


def kinds(text: str) -> list[str]:
    return [kind for kind, _ in parts(text)]


def said(text: str, kind: BlockKind) -> list[str]:
    return [words for name, words in parts(text) if name == kind.name]


def rows(text: str) -> list[list[str]]:
    """The cells of the tables, row by row; an empty cell is left out."""
    document = read(text)
    found: dict[tuple[int, int], list[str]] = {}
    for block in document.blocks:
        if block.cell:
            found.setdefault((block.cell.table, block.cell.row), []).append(text[block.start : block.end])
    return [*found.values()]


LAID_OUT = """云坪市气象学会文件

云气学〔2026〕7号

关于召开年度学术交流会的通知

各会员单位、各专业委员会：
    定于4月12日召开年度学术交流会，请派员参加。
一、会议时间
    4月12日上午9:00。
二、其他事项
（一）请于3月20日前报送回执。
（二）食宿自理。

附件：1.回执
      2.交通图

                    云坪市气象学会
                    2026年3月2日
"""


def test_a_text_that_is_laid_out_has_head_body_attachments_and_foot() -> None:
    assert kinds(LAID_OUT) == [
        *("LETTERHEAD", "NUMBER", "TITLE", "SALUTATION", "PARAGRAPH", "HEADING", "PARAGRAPH", "HEADING"),
        *("ITEM", "ITEM", "ATTACHMENT", "ATTACHMENT", "SIGNATURE", "DATED"),
    ]


def test_headings_stand_above_what_is_under_them() -> None:
    document = read(LAID_OUT)
    number = next(n for n, block in enumerate(document.blocks) if "回执" in document.words(block))
    assert [document.words(head) for head in document.headings(number)] == ["其他事项"]


def test_lines_that_were_broken_for_their_width_are_one_paragraph() -> None:
    lines = (
        "为进一步做好今年的科普工作现将有关",
        "安排通知如下请各地结合自己的实际情",
        "况认真抓好落实并将方案报送至办公室",
        "联系处以便于统一汇总备案特此通知。",
    )
    text = "关于科普工作的通知\n\n各县学会：\n" + "\n".join(lines) + "\n"
    wide = (
        text.replace("请各地结合自己", "请各地各部门结合自己")
        .replace("今年的", "今年全年的")
        .replace("认真抓好", "认真仔细抓好")
    )
    wide = wide.replace("统一汇总", "统一集中汇总")
    assert said(wide, BlockKind.PARAGRAPH) == [wide[wide.index("为进") : wide.index("通知。") + 3]]


def test_a_text_recognised_as_one_line_is_cut_by_its_own_marks() -> None:
    text = (
        "云坪市气象学会关于报送工作总结的通知各会员单位：现将总结报送事项通知如下。一、报送内容为全年工作情况和下一年的打算，请如实填写。"
        "二、报送时间为3月20日前，逾期不再受理，请各单位务必按时报送。三、报送方式为电子邮件，标题注明单位名称，并同时寄送纸质材料一份。"
        "附件：1.登记表云坪市气象学会2026年3月2日"
    )
    found = parts(text)
    assert found[0] == ("TITLE", "云坪市气象学会关于报送工作总结的通知")
    assert found[1] == ("SALUTATION", "各会员单位：")
    assert [words[:2] for kind, words in found if kind == "ITEM"] == ["一、", "二、", "三、"]
    assert found[-2:] == [("SIGNATURE", "云坪市气象学会"), ("DATED", "2026年3月2日")]


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_fields_before_a_page_in_markdown_are_no_text(fence: str) -> None:
    fields = f"{fence}\ntitle: 关于春季讲座的通知\ndate: 2026-03-02\n{fence}\n"
    text = fields + "# 关于春季讲座的通知\n\n各学院：\n\n- 讲座于3月9日举行。\n"
    assert kinds(text) == ["FRONT"] * 4 + ["TITLE", "SALUTATION", "ITEM"]
    assert said(text, BlockKind.TITLE) == ["关于春季讲座的通知"]


TABLES = {
    "bars": "| 序号 | 内容 | 时间 |\n|---|:---:|---|\n| 1 | 初审 | 3月5日 |\n| 2 | 复审 | 4月5日 |\n",
    "bars without ends": "序号|内容|时间\n1|初审|3月5日\n2|复审|4月5日\n",
    "tabs": "序号\t内容\t时间\n1\t初审\t3月5日\n2\t复审\t4月5日\n",
    "blanks": "序号    内容    时间\n1       初审    3月5日\n2       复审    4月5日\n",
    "single blanks": "序号 内容 时间\n1 初审 3月5日\n2 复审 4月5日\n",
    "stacked": "序号\n|内容\n|时间\n|\n1\n|初审\n|3月5日\n|\n2\n|复审\n|4月5日\n|\n",
}


@pytest.mark.parametrize("form", TABLES)
def test_tables_of_all_forms_have_the_same_cells(form: str) -> None:
    text = "关于评审的通知\n\n各单位：\n评审安排如下，请遵照执行。\n" + TABLES[form]
    assert rows(text) == [["序号", "内容", "时间"], ["1", "初审", "3月5日"], ["2", "复审", "4月5日"]]
    document = read(text)
    cell = next(block for block in document.blocks if text[block.start : block.end] == "4月5日")
    head = document.column_head(cell)
    assert head
    assert document.words(head) == "时间"


def test_a_cell_over_several_rows_stands_in_the_first_and_dates_stay_under_their_head() -> None:
    text = "类别\n|内容\n|时间\n|\n评审\n|初审\n|3月5日\n|\n复审\n|4月5日\n|\n"
    document = read(text)
    places = {text[b.start : b.end]: (b.cell.row, b.cell.column) for b in document.blocks if b.cell}
    assert places["3月5日"] == (1, 2)
    assert places["4月5日"] == (2, 2)


def test_an_empty_cell_of_a_merged_column_keeps_the_others_in_their_columns() -> None:
    text = "| 类别 | 内容 | 时间 |\n| 评审 | 初审 | 3月5日 |\n| | 复审 | 4月5日 |\n"
    document = read(text)
    places = {text[b.start : b.end]: b.cell.column for b in document.blocks if b.cell}
    assert places["复审"] == 1
    assert places["4月5日"] == 2


def test_lines_of_a_page_say_nothing_of_the_notice() -> None:
    page = "首页 > 通知公告 > 正文\n关于闭馆的通知\n发布时间：2026-03-02 来源：图书馆 浏览次数：31\n"
    text = page + "全体师生：\n3月9日闭馆一天，请提前安排。\n"
    assert kinds(text) == ["PAGE", "TITLE", "PAGE", "SALUTATION", "PARAGRAPH"]


def test_the_head_of_a_letter_by_mail_is_no_text() -> None:
    text = "发件人：教务处\n收件人：全体教师\n主题：关于补考的通知\n\n各位老师：\n补考定于3月9日举行，请准时监考。\n"
    assert kinds(text) == ["PAGE", "PAGE", "PAGE", "SALUTATION", "PARAGRAPH"]


def test_a_notice_that_passes_another_on_has_two_feet() -> None:
    text = (
        "关于转发评审通知的通知\n各单位：\n现将通知转发给你们，请遵照执行。\n云坪市气象学会\n2026年3月9日\n"
        "关于评审的通知\n各学会：\n请于3月20日前报送材料。\n云坪市科学技术协会\n2026年3月2日\n"
    )
    assert said(text, BlockKind.DATED) == ["2026年3月9日", "2026年3月2日"]
    assert said(text, BlockKind.SIGNATURE) == ["云坪市气象学会", "云坪市科学技术协会"]


def test_a_foot_glued_to_the_last_sentence_is_cut_off() -> None:
    text = "关于评审的通知\n各学会：\n请于3月20日前报送材料，逾期不予受理，特此通知。云坪市科学技术协会2026年3月2日\n"
    assert parts(text)[-3:] == [
        ("PARAGRAPH", "请于3月20日前报送材料，逾期不予受理，特此通知。"),
        ("SIGNATURE", "云坪市科学技术协会"),
        ("DATED", "2026年3月2日"),
    ]


@pytest.mark.parametrize(
    "salutation",
    [
        "各会员单位：",
        "各县（区）科协:",
        "全体师生员工：",
        "尊敬的各位会员：",
        "各学院、各部门，机关各处室：",
        "校属各单位：",
    ],
)
def test_those_addressed_are_told_from_a_label(salutation: str) -> None:
    text = f"关于评审的通知\n{salutation}\n请于3月20日前报送材料。\n"
    assert said(text, BlockKind.SALUTATION) == [salutation]


@pytest.mark.parametrize(
    "line", ["报名时间：3月9日", "地点：一号楼", "联系人：张老师", "现将有关事项通知如下：", "注意：请带证件。"]
)
def test_a_label_addresses_nobody(line: str) -> None:
    assert said(f"关于评审的通知\n{line}\n请于3月20日前报送材料。\n", BlockKind.SALUTATION) == []


def test_what_is_behind_those_addressed_in_their_line_is_text() -> None:
    text = "关于评审的通知\n各学会：请于3月20日前报送材料，并附说明。\n"
    assert parts(text)[1:] == [("SALUTATION", "各学会："), ("PARAGRAPH", "请于3月20日前报送材料，并附说明。")]


# -- offsets -------------------------------------------------------------------------------------------------------------

LAYOUT = re.compile(r"[\s\ufeff\u200b|｜#>*_`-]|:(?=-)|(?<=-):|</?[A-Za-z][^<>]{0,80}>")
"""What no block holds: blanks and marks of layout."""
PIECES = st.sampled_from(
    [
        *(
            "关于评审的通知",
            "各学会：",
            "云坪市气象学会",
            "2026年3月2日",
            "请于3月20日前报送材料。",
            "云气学〔2026〕7号",
            "印发",
        ),
        *(
            "一、",
            "（二）",
            "3.",
            "- ",
            "附件：",
            "附件",
            "时间",
            "内容",
            "3月5日",
            "序号 内容 时间\n",
            "来源：",
            "特急",
            "：",
            "材料",
        ),
        *(
            "|",
            "\t",
            "  ",
            "\u3000",
            "\n",
            "\r\n",
            "\n\n",
            "\f",
            "\u2028",
            "\u202e",
            "\x01",
            "，",
            "。",
            "（",
            "）",
            "《",
            "a",
        ),
        *("---\n", "# ", "> ", "**", "<br>", "title: x\n"),
    ]
)


def check(text: str) -> None:
    """Blocks do not overlap, stand in order, and cover every character that is no layout."""
    document = read(text)
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(text), block
        assert 0 <= block.mark <= block.end - block.start
        assert not LAYOUT.sub("", text[end : block.start]), (text[end : block.start], block)
        assert not text[block.start].isspace()
        end = block.end
    assert not LAYOUT.sub("", text[end:]), text[end:]
    assert len(document.flowing()) == len(text)


@settings(deadline=None, max_examples=400)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_blocks_do_not_overlap_stand_in_order_and_cover_every_character(text: str) -> None:
    check(text)


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, min_size=30, max_size=60).map(lambda pieces: "".join(pieces).replace("\n", "")))
def test_blocks_cover_a_text_without_line_ends(text: str) -> None:
    check(text)


@pytest.mark.parametrize("text", [LAID_OUT, *TABLES.values()])
def test_blocks_cover_the_texts_of_this_file(text: str) -> None:
    check(text)


def test_the_block_of_each_character_is_found() -> None:
    document = read(LAID_OUT)
    for number, block in enumerate(document.blocks):
        assert {document.number_at(block.start), document.number_at(block.end - 1)} == {number}
    assert document.number_at(LAID_OUT.index("\n")) is None


# -- bounds --------------------------------------------------------------------------------------------------------------

SLOW: dict[str, Callable[[], str]] = {
    "dates in a row": lambda: "2026年3月5日" * 50_000,
    "dates by line": lambda: "云坪市气象学会\n2026年3月5日\n" * 4_000,
    "one line": lambda: "材料" * 1_000_000,
    "open brackets": lambda: "（《【3月5日" * 30_000,
    "line ends": lambda: "请报送。" + "\n" * 300_000 + "请反馈。",
    "bars": lambda: "|内容\n" * 10_000,
    "rows": lambda: "| 1 | 内容 | 2026年3月5日 |\n" * 5_000,
    "wide rows": lambda: ("内容|" * 20_000 + "\n") * 3,
    "two columns": lambda: "报送总结    三月五日\n" * 8_000,
    "blanks behind a number": lambda: "1" + " " * 300_000 + "x",
    "items": lambda: "一、甲\n（一）乙\n1.丙\n（1）丁\n" * 3_000,
    "long parts": lambda: "通知如下。一、报送材料和总结；" * 40_000,
    "form feeds": lambda: "1|2\f" * 8_000,
    "attached to nothing": lambda: "材料" * 40 + "。附件",
}


@pytest.mark.parametrize("name", SLOW)
def test_a_text_made_to_be_slow_is_read_in_the_time_of_its_length(name: str) -> None:
    text = SLOW[name]()
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 6


# -- bytes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("signs", "is_text"), [(20, True), (21, False)])
def test_more_than_one_control_character_in_fifty_is_no_text(signs: int, is_text: bool) -> None:
    data = ("\x01" * signs + "a" * (1000 - signs)).encode()
    if is_text:
        assert len(decode_notice(data, "x")) == 1000
    else:
        with pytest.raises(UnreadNotice, match="x is not a text file"):
            decode_notice(data, "x")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_of_each_encoding_is_read_with_its_line_ends(encoding: str) -> None:
    assert decode_notice("关于评审的通知\r\n各学会：\n".encode(encoding), "x") == "关于评审的通知\r\n各学会：\n"


def test_a_text_of_half_a_million_characters_is_read_and_one_of_more_is_not() -> None:
    assert len(decode_notice(b"a" * 500_000, "x")) == 500_000
    with pytest.raises(UnreadNotice, match="too large"):
        decode_notice(b"a" * (50 * 1024 * 1024 + 1), "x")


def test_comments_before_a_page_cost_no_more_than_their_length() -> None:
    start = time.process_time()
    assert decode_notice(b"<!-- a -->" * 4_000 + b"x", "x").endswith("x")
    assert format_of(b"<!-- a -->" * 4_000 + b"x").name == "text"
    assert format_of(b"<!-- a --> <!-- b -->\n<html>").name == "HTML"
    assert time.process_time() - start < 2


def test_a_block_of_no_cell_has_no_row() -> None:
    document = read("关于评审的通知\n")
    block: Block = document.blocks[0]
    assert document.row(block) == []
    assert document.column_head(block) is None
