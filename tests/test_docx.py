"""Word documents as outlines: numbers, headings, tables, changes, fields, notes, headers; what is not to be seen is not read."""

from __future__ import annotations

import io

import docx
import pytest

from rules import Outline, outlines_of
from tests.papers_docx import HEAD, W, document, paragraph, run

P = paragraph


def outline(data: bytes) -> Outline:
    ((_, found),) = outlines_of(data, "notice.docx")
    assert isinstance(found, Outline)
    return found


def lines(body: str, **parts: str) -> list[str]:
    """The lines of a document that are not blank."""
    return [line.strip() for line in outline(document(body, **parts)).text.split("\n") if line.strip()]


def cells(found: Outline) -> list[tuple[str, int, int, int, int]]:
    return [(found.text[c.start : c.end], c.row, c.column, c.rows, c.columns) for t in found.tables for c in t.cells]


def styles(*each: str) -> str:
    return f"{HEAD}<w:styles {W}>{''.join(each)}</w:styles>"


def style(
    name: str, label: str, properties: str = "", *, based: str = "", kind: str = "paragraph", runs: str = ""
) -> str:
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    own = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    of_runs = f"<w:rPr>{runs}</w:rPr>" if runs else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{label}"/>{base}{own}{of_runs}</w:style>'


def level(depth: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    own = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{own}</w:lvl>'


def numbering(
    *levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>', more: str = ""
) -> str:
    own = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    return f"{HEAD}<w:numbering {W}>{own}{more}{lists}</w:numbering>"


def item(text: str, depth: int = 0, number: int = 1) -> str:
    return P(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


# ------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("form", "text", "wanted"),
    [
        ("decimal", "%1.", "1. 甲|2. 甲|3. 甲"), ("chineseCounting", "%1、", "一、甲|二、甲|三、甲"),
        ("chineseCountingThousand", "（%1）", "（一）甲|（二）甲|（三）甲"),
        ("ideographTraditional", "%1、", "甲、甲|乙、甲|丙、甲"),
        ("japaneseCounting", "第%1章", "第一章甲|第二章甲|第三章甲"), ("decimalEnclosedCircle", "%1", "①甲|②甲|③甲"),
        ("upperLetter", "%1.", "A. 甲|B. 甲|C. 甲"), ("lowerLetter", "%1)", "a) 甲|b) 甲|c) 甲"),
        ("upperRoman", "%1", "I 甲|II 甲|III 甲"), ("lowerRoman", "%1.", "i. 甲|ii. 甲|iii. 甲"),
        ("bullet", "\uf0b7", "• 甲|• 甲|• 甲"), ("bullet", "\uf06c", "● 甲|● 甲|● 甲"), ("none", "", "甲|甲|甲"),
        ("decimalFullWidth", "%1．", "１．甲|２．甲|３．甲"), ("decimalZero", "%1", "01 甲|02 甲|03 甲"),
        ("chineseLegalSimplified", "%1、", "壹、甲|贰、甲|叁、甲"), ("aFormOfTomorrow", "%1.", "1. 甲|2. 甲|3. 甲"),
    ],
)  # fmt: skip
def test_numbers_of_lists_are_text(form: str, text: str, wanted: str) -> None:
    assert lines(item("甲") * 3, numbering=numbering(level(0, form, text))) == wanted.split("|")


def test_numbers_above_ten_are_written_as_people_count() -> None:
    found = lines(item("甲") * 21, numbering=numbering(level(0, "chineseCounting", "%1、")))
    assert (found[9], found[10], found[19], found[20]) == ("十、甲", "十一、甲", "二十、甲", "二十一、甲")


def test_deeper_levels_name_those_above_and_begin_anew_under_them() -> None:
    levels = level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3")
    body = item("甲") + item("乙", 1) + item("丙", 2) + item("乙", 1) + item("丙", 2) + item("甲") + item("乙", 1)
    assert lines(body, numbering=numbering(*levels)) == [
        "1 甲",
        "1.1 乙",
        "1.1.1 丙",
        "1.2 乙",
        "1.2.1 丙",
        "2 甲",
        "2.1 乙",
    ]


def test_a_level_may_go_on_counting_under_another_head() -> None:
    levels = level(0, "chineseCounting", "第%1章"), level(1, "chineseCounting", "第%2条", '<w:lvlRestart w:val="0"/>')
    body = item("总则") + item("甲", 1) + item("乙", 1) + item("附则") + item("丙", 1)
    assert lines(body, numbering=numbering(*levels)) == ["第一章总则", "第一条甲", "第二条乙", "第二章附则", "第三条丙"]


def test_levels_may_be_written_in_digits_throughout() -> None:
    levels = level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert lines(item("甲") + item("乙", 1), numbering=numbering(*levels)) == ["一、甲", "1.1 乙"]


def test_lists_of_one_definition_count_on_and_those_that_override_it_begin_anew() -> None:
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    lists = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>{more}</w:num>' for n, more in ((1, ""), (2, ""), (3, start))
    )
    body = item("甲") + item("甲", number=2) + item("乙", number=3) + item("乙", number=3)
    assert lines(body, numbering=numbering(level(0, "decimal", "%1."), lists=lists)) == [
        "1. 甲",
        "2. 甲",
        "5. 乙",
        "6. 乙",
    ]


def test_a_list_may_override_a_whole_level() -> None:
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)", start=3)}</w:lvlOverride>'
    lists = f'<w:num w:numId="1"><w:abstractNumId w:val="0"/>{other}</w:num>'
    assert lines(item("甲") * 2, numbering=numbering(level(0, "decimal", "%1."), lists=lists)) == ["C) 甲", "D) 甲"]


def test_styles_number_their_paragraphs_also_where_they_inherit_it() -> None:
    made = styles(
        style("h1", "heading 1", '<w:numPr><w:numId w:val="1"/></w:numPr>'),
        style("h2", "heading 2", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
        style("own", "Own", based="h1"),
        style("bare", "Bare", '<w:numPr><w:numId w:val="0"/></w:numPr>', based="h1"),
    )
    levels = level(0, "chineseCounting", "%1、", '<w:pStyle w:val="h1"/>'), level(1, "chineseCounting", "（%2）")
    body = "".join(P("甲", f'<w:pStyle w:val="{name}"/>') for name in ("h1", "h2", "own", "bare"))
    assert lines(body, styles=made, numbering=numbering(*levels)) == ["一、甲", "（一）甲", "二、甲", "甲"]


def test_a_style_of_lists_may_stand_for_the_definition() -> None:
    more = '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="s"/></w:abstractNum>'
    linked = '<w:styleLink w:val="s"/>' + level(0, "decimal", "%1)")
    lists = '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    assert lines(item("甲"), numbering=numbering(linked, lists=lists, more=more)) == ["1) 甲"]


def test_an_empty_item_counts_and_is_not_written() -> None:
    assert lines(item("甲") + item("") + item("乙"), numbering=numbering(level(0, "decimal", "%1."))) == [
        "1. 甲",
        "3. 乙",
    ]


# ------------------------------------------------------------------ headings and pages


def test_headings_have_levels_by_their_styles_and_what_these_are_based_on() -> None:
    made = styles(
        style("1", "heading 1"), style("x", "Own", based="1"), style("2", "Zwei", '<w:outlineLvl w:val="1"/>'),
        style("n", "Plain", '<w:outlineLvl w:val="9"/>', based="1"),
    )  # fmt: skip
    body = "".join(P(name, f'<w:pStyle w:val="{name}"/>') for name in ("1", "x", "2", "n"))
    found = outline(document(body + P("own", '<w:outlineLvl w:val="2"/>'), styles=made))
    assert [(found.text[start:].split("\n")[0], level) for start, level in found.headings] == [
        ("1", 1), ("x", 1), ("2", 2), ("own", 3),
    ]  # fmt: skip


def test_under_a_title_headings_are_a_level_deeper() -> None:
    made = styles(style("t", "Title"), style("1", "heading 1"))
    body = P("关于放假的通知", '<w:pStyle w:val="t"/>') + P("时间", '<w:pStyle w:val="1"/>')
    assert outline(document(body, styles=made)).headings == ((0, 1), (8, 2))


BROKEN = '<w:p><w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r></w:p>'
RENDERED = "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>乙</w:t></w:r></w:p>"


def test_pages_begin_where_the_file_breaks_them() -> None:
    found = outline(document(BROKEN + P("丙", "<w:pageBreakBefore/>")))
    assert [found.text[start:].split("\n")[0] for start in found.pages] == ["甲", "乙", "丙"]


def test_pages_as_they_were_laid_out_go_before_those_that_somebody_broke() -> None:
    found = outline(document(BROKEN + RENDERED))
    assert [found.text[start:][0] for start in found.pages] == ["甲", "乙"]
    assert found.text.endswith("甲乙\n")


def test_a_file_without_marks_has_no_pages() -> None:
    assert outline(document(P("甲"))).pages == ()


def test_a_section_may_begin_a_page_and_a_table_may_go_over_two() -> None:
    section = P("甲", '<w:sectPr><w:type w:val="nextPage"/></w:sectPr>')
    found = outline(document(section + P("乙") + '<w:sectPr><w:type w:val="nextPage"/></w:sectPr>'))
    assert found.pages == (0, 2)
    rows = "".join(f"<w:tr><w:tc>{c}</w:tc><w:tc>{P('丁')}</w:tc></w:tr>" for c in (P("丙"), RENDERED))
    found = outline(document(f"<w:tbl>{rows}</w:tbl>" + P("")))
    assert [found.text[start:][0] for start in found.pages] == ["丙", "乙"]
    assert [words for words, *_ in cells(found)] == ["丙", "丁", "甲乙", "丁"]


# ------------------------------------------------------------------ tables


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{P(text)}</w:tc>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def tr(*each: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(each)}</w:tr>"


DOWN, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_merged_cells_stand_where_they_begin() -> None:
    table = tbl(
        tr(tc("类别", DOWN), tc("安排", '<w:gridSpan w:val="2"/>')),
        tr(tc("", GOES_ON), tc("时间"), tc("地点")),
        tr(tc("甲"), tc("3月2日"), tc("一楼")),
    )
    assert cells(outline(document(table))) == [
        ("类别", 0, 0, 2, 1), ("安排", 0, 1, 1, 2), ("时间", 1, 1, 1, 1), ("地点", 1, 2, 1, 1),
        ("甲", 2, 0, 1, 1), ("3月2日", 2, 1, 1, 1), ("一楼", 2, 2, 1, 1),
    ]  # fmt: skip


def test_a_cell_goes_over_those_rows_alone_that_have_words() -> None:
    table = tbl(tr(tc("甲", DOWN), tc("乙")), tr(tc("", GOES_ON), tc("")), tr(tc("丙"), tc("丁")))
    assert cells(outline(document(table)))[0] == ("甲", 0, 0, 1, 1)


def test_a_row_may_begin_later_and_cells_may_be_merged_the_old_way() -> None:
    table = tbl(
        tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", '<w:hMerge w:val="continue"/>'), tc("乙")),
        tr(tc("丙"), tc("丁"), properties='<w:gridBefore w:val="1"/>'),
    )
    assert cells(outline(document(table))) == [
        ("甲", 0, 0, 1, 2), ("乙", 0, 2, 1, 1), ("丙", 1, 1, 1, 1), ("丁", 1, 2, 1, 1),
    ]  # fmt: skip


def test_a_table_in_a_cell_is_lines_of_it() -> None:
    inner = tbl(tr(tc("内一"), tc("内二")), tr(tc("内三"), tc("内四")))
    table = tbl(tr(tc("甲"), f"<w:tc>{inner}{P('后')}</w:tc>"), tr(tc("乙"), tc("丙")))
    assert [words for words, *_ in cells(outline(document(table)))] == ["甲", "内一 内二\n内三 内四\n后", "乙", "丙"]


def test_deleted_and_hidden_rows_are_left_out() -> None:
    gone = [tr(tc("无"), tc("无"), properties=mark) for mark in ('<w:del w:id="1"/>', "<w:hidden/>")]
    found = outline(document(tbl(tr(tc("甲"), tc("乙")), *gone, tr(tc("丙"), tc("丁")))))
    assert [words for words, *_ in cells(found)] == ["甲", "乙", "丙", "丁"]


def test_a_table_that_a_library_wrote_is_the_same() -> None:
    made = docx.Document()
    table = made.add_table(2, 3)
    for number in range(6):
        table.cell(number // 3, number % 3).text = f"格{number}"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "并"
    out = io.BytesIO()
    made.save(out)
    assert [c[0] for c in cells(outline(out.getvalue()))] == ["格0", "并", "格3", "格4", "格5"]


# ------------------------------------------------------------------ what is to be seen


def box(text: str) -> str:
    return f"<w:txbxContent>{P(text)}</w:txbxContent>"


def test_a_text_box_is_read_once_beside_its_paragraph() -> None:
    both = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx xmlns:wps="urn:wps">'
        f"{box('云坪市气象学会文件')}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box('云坪市气象学会文件')}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines(f"<w:p>{both}{run('正文')}</w:p>") == ["云坪市气象学会文件", "正文"]
    assert lines(f"<w:p>{run('正文')}{both}</w:p>") == ["正文", "云坪市气象学会文件"]


def test_the_older_form_is_read_where_the_newer_holds_nothing() -> None:
    both = (
        '<mc:AlternateContent><mc:Choice Requires="x"><w:drawing/></mc:Choice>'
        f"<mc:Fallback><w:pict>{box('甲')}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert lines(f"<w:p><w:r>{both}</w:r></w:p>") == ["甲"]


def test_changes_are_read_as_accepted() -> None:
    body = (
        f'<w:p>{run("报名")}<w:del w:id="1"><w:r><w:delText>3月2日</w:delText></w:r></w:del>'
        f'<w:ins w:id="2">{run("3月9日")}</w:ins><w:moveFrom w:id="3">{run("早")}</w:moveFrom>'
        f'<w:moveTo w:id="4">{run("前")}</w:moveTo></w:p>'
    )
    assert lines(body) == ["报名3月9日前"]


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    old = '<w:del w:id="2"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    gone = f'<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{old}</w:p>'
    joined = P("请于", '<w:rPr><w:del w:id="3"/></w:rPr>') + P("3月9日前报名")
    assert lines(gone + joined) == ["请于3月9日前报名"]


def test_hidden_words_are_not_read_whoever_hides_them() -> None:
    made = styles(
        style("c", "Secret", kind="character", runs="<w:vanish/>"), style("p", "Hidden", runs="<w:vanish/>"),
        style("q", "Shown", based="p", runs='<w:vanish w:val="0"/>'),
    )  # fmt: skip
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r>" + run("乙")
    by_style = '<w:r><w:rPr><w:rStyle w:val="c"/></w:rPr><w:t>丙</w:t></w:r></w:p>'
    body = hidden + by_style + P("丁", '<w:pStyle w:val="p"/>') + P("戊", '<w:pStyle w:val="q"/>')
    assert lines(body, styles=made) == ["乙", "戊"]


def char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def test_fields_are_read_by_what_they_show() -> None:
    inner = char("begin") + code("DATE") + char("separate") + run("内") + char("end")
    whole = char("begin") + code("IF ") + inner + char("separate") + run("3月9日") + char("end")
    assert lines(f"<w:p>{run('于')}{whole}{run('前')}</w:p>") == ["于3月9日前"]
    assert lines(f'<w:p><w:fldSimple w:instr="DATE">{run("3月9日")}</w:fldSimple></w:p>') == ["3月9日"]


def test_a_field_that_never_ends_hides_nothing_beyond_its_paragraph() -> None:
    assert lines(f"<w:p>{char('begin')}{code('X')}{run('甲')}</w:p>" + P("乙")) == ["乙"]


def test_small_signs_are_characters() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t>"
        '<w:softHyphen/><w:sym w:font="Wingdings" w:char="F0A8"/><w:sym w:font="Wingdings" w:char="F081"/></w:r></w:p>'
    )
    assert lines(body) == ["甲 乙", "丙", "1-2□①"]


def test_controls_and_links_are_only_wrappings() -> None:
    control = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{P('甲')}</w:sdtContent></w:sdt>"
    inline = f"<w:p><w:sdt><w:sdtContent>{run('乙')}</w:sdtContent></w:sdt><w:hyperlink>{run('丙')}</w:hyperlink></w:p>"
    assert lines(control + inline) == ["甲", "乙丙"]


def test_comments_are_not_read_and_notes_stand_at_the_end() -> None:
    notes = (
        f'{HEAD}<w:footnotes {W}><w:footnote w:type="separator" w:id="-1">{P("线")}</w:footnote>'
        f'<w:footnote w:id="2">{P("以邮戳为准。")}</w:footnote><w:footnote w:id="3">{P("无人提到。")}</w:footnote></w:footnotes>'
    )
    comments = f'{HEAD}<w:comments {W}><w:comment w:id="0">{P("改为4月")}</w:comment></w:comments>'
    body = f'<w:p>{run("3月9日前")}<w:r><w:footnoteReference w:id="2"/><w:commentReference w:id="0"/></w:r></w:p>' + P(
        "完"
    )
    assert lines(body, footnotes=notes, comments=comments) == ["3月9日前", "完", "[1] 以邮戳为准。"]


def test_the_head_of_the_first_page_stands_above_and_each_line_once() -> None:
    def edge(kind: str, text: str) -> str:
        return f"{HEAD}<w:{kind} {W}>{text}</w:{kind}>"

    number = (
        f"<w:p>{run('— ')}{char('begin')}{code(' PAGE ')}{char('separate')}{run('1')}{char('end')}{run(' —')}</w:p>"
    )
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header2"/><w:headerReference w:type="first" r:id="header1"/>'
        '<w:footerReference w:type="default" r:id="footer1"/><w:titlePg/></w:sectPr>'
    )
    found = lines(
        P("关于放假的通知") + section,
        header1=edge("hdr", P("云坪市气象学会文件")),
        header2=edge("hdr", P("关于放假的通知") + P("续页")),
        footer1=edge("ftr", number + P("内部资料")),
    )
    assert found == ["云坪市气象学会文件", "关于放假的通知", "续页", "内部资料"]


def test_lines_of_a_table_of_contents_are_left_out() -> None:
    made = styles(style("t", "toc 1"))
    assert lines(P("一、时间\t3", '<w:pStyle w:val="t"/>') + P("一、时间"), styles=made) == ["一、时间"]
