"""Outlines as readers write them: tables that are none, pages within a line, one outline within another."""

from __future__ import annotations

import pytest

from rules import Limits, Message, Outline, TooMuch, read_notice
from rules.notices.documents.outline import CellText, OutlineWriter


def rows(*lines: str) -> list[list[CellText | None]]:
    """The rows of a table; an empty cell is written -, a covered one is left out."""
    return [[CellText(cell.strip("-")) for cell in line.split()] for line in lines]


def written(*tables: list[list[CellText | None]]) -> Outline:
    out = OutlineWriter()
    for table in tables:
        out.table(table)
    return out.done()


def test_a_letterhead_and_a_foot_in_tables_are_lines() -> None:
    out = OutlineWriter()
    out.table([[CellText("云坪市气象学会文件", columns=2), None], *rows("云气学〔2026〕7号 签发人：张三")])
    for line in ("关于报名的通知", "各单位：", "请于3月9日前报名。"):
        out.paragraph(line)
    out.table(rows("- 云坪市气象学会", "- 2026年3月2日"))
    notice = read_notice(out.done())
    assert out.done().tables == ()
    assert (notice.title, notice.number, notice.issuer) == ("关于报名的通知", "云气学〔2026〕7号", "云坪市气象学会")


def test_a_table_has_two_rows_of_several_cells() -> None:
    assert len(written(rows("事项 时间", "报名 3月9日")).tables) == 1
    assert written(rows("事项 时间")).text == "事项\n时间\n"
    assert written(rows("事项", "报名")).tables == ()
    assert written(rows(f"事项 {'甲' * 401}", "报名 3月9日")).tables == ()


def test_a_page_begins_at_a_form_feed_and_cells_stand_where_they_are() -> None:
    out = OutlineWriter()
    out.page()
    out.paragraph("甲\f乙")
    out.table([[CellText("丙"), CellText("\f丁")], *rows("戊 己")])
    found = out.done()
    assert found.text == "甲乙\n丙\t丁\n戊\t己\n"
    assert [found.text[start] for start in found.pages] == ["甲", "乙", "丁"]
    assert [found.text[cell.start : cell.end] for cell in found.tables[0].cells] == ["丙", "丁", "戊", "己"]


def test_an_outline_within_another_is_moved_as_a_whole() -> None:
    inner = OutlineWriter()
    inner.page()
    inner.paragraph("题", level=1)
    inner.table(rows("事项 时间", "报名 3月9日"))
    inner.remark(Message("x"))
    out = OutlineWriter()
    out.paragraph("前言")
    out.include(inner.done())
    found = out.done()
    assert found.headings == ((3, 1),)
    assert found.pages == (3,)
    assert [found.text[cell.start : cell.end] for cell in found.tables[0].cells] == ["事项", "时间", "报名", "3月9日"]
    assert found.remarks == (Message("x"),)
    assert Outline.from_json(found.to_json()) == found


def test_an_outline_within_another_counts_towards_the_limits() -> None:
    inner = written(rows("事项 时间", "报名 3月9日"))
    for limits in (Limits(characters=5), Limits(cells=3)):
        with pytest.raises(TooMuch):
            OutlineWriter(limits).include(inner)


@pytest.mark.parametrize("levels", [(0, 1), (1, 1), (1, 2)])
def test_a_heading_of_the_text_is_no_second_title(levels: tuple[int, int]) -> None:
    title, section = levels
    out = OutlineWriter()
    for text, level in (("关于举办讲座的通知", title), ("活动安排", section), ("3月9日下午2点。", 0)):
        out.paragraph(text, level)
    assert read_notice(out.done()).title == "关于举办讲座的通知"
