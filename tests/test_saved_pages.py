"""Saved pages as outlines: the text that a person reads, without what stands around it, and nothing of it lost."""

from __future__ import annotations

import time

import pytest

from rules import Outline, UnreadNotice, find, format_of, outlines_of, read_notice
from tests.papers import as_html, papers

SOON = 20.0
"""Seconds for the worst of pages, on a machine that has other things to do."""


def outline(data: str | bytes) -> Outline:
    octets = data if isinstance(data, bytes) else f"<!DOCTYPE html><html><body>{data}</body></html>".encode()
    ((_, found),) = outlines_of(octets, "page.html")
    assert isinstance(found, Outline)
    return found


def lines(body: str | bytes) -> list[str]:
    return [line.strip() for line in outline(body).text.split("\n") if line.strip()]


def cells(body: str) -> list[tuple[str, int, int, int, int]]:
    found = outline(body)
    return [(found.text[c.start : c.end], c.row, c.column, c.rows, c.columns) for t in found.tables for c in t.cells]


# ------------------------------------------------------------------ lines


def test_blocks_are_lines_and_the_blanks_of_the_source_are_none() -> None:
    body = "<div>甲<p>请于3月9日\n   前\n报名</p>乙  <b>丙</b>\t丁</div>Read\n   this"
    assert lines(body) == ["甲", "请于3月9日前报名", "乙 丙 丁", "Read this"]


def test_a_break_is_a_line_end_and_what_is_laid_out_stays() -> None:
    assert lines("<p>甲<br>乙<br/> 丙</p><pre>丁\n  戊</pre>") == ["甲", "乙", "丙", "丁", "戊"]


def test_headings_have_levels() -> None:
    found = outline("<h1>甲</h1><p>乙</p><h3><span>丙</span></h3>")
    assert found.headings == ((0, 1), (4, 3))


@pytest.mark.parametrize(
    ("list_", "wanted"),
    [
        ("<ol><li>甲<li>乙</ol>", "1. 甲|2. 乙"), ('<ol start="3"><li>甲<li value="7">乙<li>丙</ol>', "3. 甲|7. 乙|8. 丙"),
        ('<ol type="a"><li>甲<li>乙</ol>', "a. 甲|b. 乙"), ('<ol type="I"><li>甲<li>乙</ol>', "I. 甲|II. 乙"),
        ("<ol reversed><li>甲<li>乙</ol>", "2. 甲|1. 乙"), ("<ul><li>甲<li>乙</ul>", "• 甲|• 乙"),
        ('<ol style="list-style-type: cjk-ideographic"><li>甲<li>乙</ol>', "一、甲|二、乙"),
        ('<ul style="list-style: none"><li>甲<li>乙</ul>', "甲|乙"), ("<ul><li>一、甲<li>（二）乙</ul>", "一、甲|（二）乙"),
        ("<ol><li>甲<ul><li>乙</ul><li>丙</ol>", "1. 甲|• 乙|2. 丙"), ("<ol><li><p>甲</p><p>乙</p></ol>", "1. 甲|乙"),
    ],
)  # fmt: skip
def test_items_have_their_numbers(list_: str, wanted: str) -> None:
    assert lines(f"{list_}<p>文</p>")[:-1] == wanted.split("|")


# ------------------------------------------------------------------ tables


def test_merged_cells_stand_where_they_begin() -> None:
    table = (
        "<table><thead><tr><th rowspan=2>类别<th colspan=2>安排</thead><tbody><tr><td>时间<td>地点"
        "<tr><td>甲<td>3月2日<td>一楼</tbody></table>"
    )
    assert cells(table.replace("<thead><tr>", "<tr>").replace("</thead>", "")) == [
        ("类别", 0, 0, 2, 1), ("安排", 0, 1, 1, 2), ("时间", 1, 1, 1, 1), ("地点", 1, 2, 1, 1),
        ("甲", 2, 0, 1, 1), ("3月2日", 2, 1, 1, 1), ("一楼", 2, 2, 1, 1),
    ]  # fmt: skip


def test_a_cell_over_all_rows_that_follow_ends_with_the_table() -> None:
    table = "<table><tr><td rowspan=0>甲<td>乙<tr><td>丙<tr><td>丁</table>"
    assert cells(table)[0] == ("甲", 0, 0, 3, 1)
    assert cells(table.replace("rowspan=0", "rowspan=65000"))[0] == ("甲", 0, 0, 3, 1)


def test_a_table_that_lays_out_a_page_is_its_lines() -> None:
    inner = "<table><tr><td>事项<td>时间<tr><td>报名<td>3月2日</table>"
    page = f"<table><tr><td>左<td><h1>关于报名的通知</h1><p>各单位：</p>{inner}</table>"
    found = outline(page)
    assert lines(page)[:3] == ["左", "关于报名的通知", "各单位："]
    assert [found.text[c.start : c.end] for t in found.tables for c in t.cells] == ["事项", "时间", "报名", "3月2日"]
    long = f"<table><tr><td>{'甲' * 300}<p>{'乙' * 300}</td><td>丙</td></tr><tr><td>丁<td>戊</table>"
    assert outline(long).tables == ()


# ------------------------------------------------------------------ what stands around the text

OUTSIDE = {
    "scripts": '<script>document.write("2月1日前报名")</script><style>a { b: "2月1日" }</style><template>2月1日</template>',
    "hidden": '<p hidden>2月1日前报名</p><p style="color: red; display : none">2月1日</p><i aria-hidden="true">2月1日</i>',
    "menus": '<nav>2月1日</nav><div role="navigation"><a href="/">2月1日讲座</a></div><aside>2月1日前报名</aside>',
    "links": '<ul><li><a href="/a">首页</a></li><li><a href="/b">机构</a></li> | <li><a href="/c">服务</a></li></ul>',
    "forms": '<form><label>检索</label><input value="2月1日"><select><option>2月1日</select><button>查</button></form>',
    "site": "<header><div>云坪市政务网</div></header><footer>云坪市政务网 版权所有 © 2009</footer>",
    "foot": '<div class="footer">主办：云坪市信息中心 京ICP备00000000号</div>',
    "neighbours": '<p>上一篇：<a href="/1">关于2026年2月30日放假的通知</a></p><p>下一篇：没有了</p>',
    "neighbours in a list": '<ul><li>上一条：<a href="/1">2月1日讲座</a></li><li>下一条：<a href="/2">2月2日讲座</a></li></ul>',
    "neighbours that are links": '<a href="/1">上一篇：2月1日讲座</a> <a href="/2">下一篇：2月2日讲座</a>',
    "further reading": '<h3>相关阅读</h3><ul><li><a href="/1">2月1日讲座</a><span>[2026-02-01]</span></li></ul>',
    "further reading in a box": '<div><b>【推荐阅读】</b><p><a href="/1">2月1日前报名</a></p></div>',
    "menu": '<div id="menu">栏目 <a href="/a">新闻</a> <a href="/b">通知</a></div>',
}


@pytest.mark.parametrize("what", OUTSIDE)
def test_what_is_surely_outside_is_left_out(what: str) -> None:
    assert lines(f"{OUTSIDE[what]}<p>请于3月9日前报名。</p>{OUTSIDE[what]}") == ["请于3月9日前报名。"]


INSIDE = {
    "a page in a form": '<form id="form1"><input type="hidden"><p>请于3月9日前报名，逾期不予受理。</p></form>',
    "links with dates": '<ul><li><a href="/1">3月9日 讲座</a><li><a href="/2">3月10日 沙龙</a><li><a href="/3">讨论</a></ul>',
    "files": '<p><a href="/a.docx">附件1 报名表</a><br><a href="/f?id=2">附件2：汇总表</a><br><a href="/c.pdf">说明.pdf</a></p>',
    "a head with the title": "<header><h1>关于报名的通知</h1></header><p>各单位：</p>",
    "a foot that signs": "<footer><p>云坪市气象学会</p><p>2026年3月2日</p></footer>",
    "a menu that speaks": '<div class="menu">请于3月9日前报名。</div>',
    "a paper that came before": "<p>上一篇论文请于3月9日前提交。</p><p>相关内容</p><p>请于3月9日前报送。</p>",
    "a link within a sentence": '<p>相关链接：请于3月9日前登录<a href="/x">系统</a>填报。</p>',
    "files below such a head": '<p>相关链接</p><p><a href="/a.docx">报名表</a></p>',
    "two links": '<p><a href="/a">甲</a> <a href="/b">乙</a></p>',
    "the head of an article": "<article><header><p>发布时间：2026-03-02</p></header><footer>来源：教务处</footer></article>",
    "links to places": '<p><a href="#a">一、时间</a><a href="#b">二、地点</a><a href="#c">三、报名</a></p>',
    "sentences that are links": '<p><a href="/a">请于3月9日前报名。</a><a href="/b">四</a><a href="/c">五</a></p>',
}


@pytest.mark.parametrize("what", INSIDE)
def test_what_may_be_text_stays(what: str) -> None:
    import re

    words = re.findall("[\u4e00-\u9fff]{2,}", re.sub("<[^>]+>", " ", INSIDE[what]))
    text = outline(f"<p>文</p>{INSIDE[what]}").text
    assert [word for word in words if word not in text] == []


def test_the_head_of_a_page_tells_when_it_was_put_there() -> None:
    page = "<h1>关于报名的通知</h1><p><span>发布时间：2026-03-02</span><span>来源：教务处</span></p><p>请于3月9日前报名。</p>"
    assert str(read_notice(outline(page)).issued) == "2026-03-02"


TITLED = (
    "<html><head><title>关于报名的通知_通知公告_云坪市政务网</title></head>"
    "<body>{}<p>各单位：</p><p>请于3月9日前报名。</p></body></html>"
)


def test_the_title_of_the_page_serves_where_the_text_has_none() -> None:
    assert lines(TITLED.format("").encode())[0] == "关于报名的通知"
    assert lines(TITLED.format("<h1>关于春季报名的通知</h1>").encode())[0] == "关于春季报名的通知"
    other = TITLED.replace("关于报名的通知_通知公告_云坪市政务网", "首页")
    assert lines(other.format("").encode())[0] == "各单位："


def test_a_title_that_the_head_names_goes_before_that_of_the_window() -> None:
    named = TITLED.replace("<title>", '<meta name="ArticleTitle" content="关于补报名的通知"><title>')
    assert lines(named.format("").encode())[0] == "关于补报名的通知"


# ------------------------------------------------------------------ octets


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "GB18030", "big5", "utf-16"])
def test_a_page_is_decoded_by_what_it_says(charset: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><p>3月9日前報名</p></html>'
    assert lines(page.encode("gbk" if charset == "gb2312" else charset)) == ["3月9日前報名"]


def test_a_page_that_says_nothing_or_something_wrong_is_decoded_by_its_octets() -> None:
    page = "<html><p>请于3月9日前报名</p></html>"
    assert lines(page.encode("gb18030")) == lines(b"\xef\xbb\xbf" + page.encode()) == ["请于3月9日前报名"]
    assert lines(b'<html><meta charset="gb2312">' + page.encode() * 2)[-1] == "请于3月9日前报名"
    assert lines(b'<?xml version="1.0" encoding="x-none"?>' + page.encode()) == ["请于3月9日前报名"]


def test_what_is_nested_very_deeply_is_refused_in_time() -> None:
    for tag in ("div", "b", "table><tr><td", "ul><li", "blockquote"):
        begun = time.monotonic()
        page = f"<html>{f'<{tag}>' * 100_000}3月9日{f'</{tag}>' * 100_000}</html>".encode()
        with pytest.raises(UnreadNotice, match="nested too deeply"):
            outlines_of(page, "page.html")
        assert time.monotonic() - begun < SOON


def test_a_depth_that_occurs_is_read() -> None:
    assert lines(f"{'<div>' * 1500}3月9日{'</div>' * 1500}") == ["3月9日"]


@pytest.mark.slow
def test_long_pages_take_a_time_that_grows_with_them() -> None:
    pieces = {
        "lines": "<p>请于3月9日前报送材料。</p>", "open": "<p>请于3月9日前报送材料", "links": '<a href="/a">甲</a> ',
        "rows": "<tr><td>甲<td>3月9日", "blanks": " \n\t", "items": "<li>甲", "breaks": "<br>",
    }  # fmt: skip
    for name, piece in pieces.items():
        table = "<table>" if name == "rows" else ""
        begun = time.monotonic()
        outline(f"<p>文</p>{table}{piece * 35_000}")
        assert time.monotonic() - begun < SOON, name


def test_cells_and_tags_are_counted() -> None:
    with pytest.raises(UnreadNotice, match="more than 100000 cells"):
        outlines_of(b"<html><table>" + b"<tr><td colspan=1000>a<td>b" * 200 + b"</table>", "page.html")
    with pytest.raises(UnreadNotice, match="tags"):
        outlines_of(b"<html>" + b"<" * 6_000_001, "page.html")


def test_a_page_without_words_is_empty() -> None:
    for page in (
        "<html></html>",
        "<html><body><script>a</script></body></html>",
        "<!DOCTYPE html>",
        "<html><!-- a --></html>",
    ):
        with pytest.raises(UnreadNotice, match="is empty"):
            outlines_of(page.encode(), "page.html")


def test_a_page_that_breaks_off_anywhere_is_read_or_refused() -> None:
    whole = as_html(papers()[0])
    for part in range(1, 50):
        data = whole[: len(whole) * part // 50]
        try:
            ((_, found),) = outlines_of(data, "page.html")
        except UnreadNotice:
            continue
        assert isinstance(found, Outline | UnreadNotice)


def test_findings_stand_where_their_words_are() -> None:
    found = outline(as_html(papers()[0]))
    notice = read_notice(found)
    assert format_of(as_html(papers()[0])).name == "HTML"
    for one in find(notice, papers()[0].received):
        assert notice.text[one.start : one.end] == one.quote
