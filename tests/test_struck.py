"""What is struck through is no text of the notice: in Markdown, in pages, in Word files, in letters."""

from __future__ import annotations

import pytest

from rules import Message, Outline, find, outlines_of, read_notice
from rules.notices.documents.struck import without_struck
from tests.papers_docx import document, run
from tests.test_docx import style, styles
from tests.test_letters import letter

OFF = '<w:strike w:val="0"/>'
NOT_READ = Message("what is struck through is not read")


def outline(data: bytes, name: str) -> Outline:
    ((_, found),) = outlines_of(data, name)
    assert isinstance(found, Outline)
    return found


def dates(found: Outline) -> list[str | None]:
    return [one.value for one in find(read_notice(found)) if one.role == "calendar"]


MINUTES = """# 关于报名的通知

各单位：

- ~~11月26日布置会~~
- 请于~~11月20日~~12月3日前报送名单。

教务处
2026年11月2日
"""


@pytest.mark.parametrize("name", ["n.md", "n.txt"])
def test_what_markdown_strikes_through_is_not_read_and_every_place_stays(name: str) -> None:
    found = outline(MINUTES.encode(), name)
    assert dates(found) == ["../2026-12-03"]
    assert len(found.text) == len(MINUTES)
    assert found.text.index("12月3日") == MINUTES.index("12月3日")
    assert NOT_READ in found.remarks


def test_nothing_is_said_where_nothing_is_struck_through() -> None:
    assert outline(MINUTES.replace("~~", "").encode(), "n.md").remarks == ()


@pytest.mark.parametrize(
    "text",
    [
        "3月5日~~8日报名，4月1日~~3日报到。",
        "9:00~~11:00开会，14:00~~16:00参观。",
        "~~~\n3月5日\n~~~",
        "报名~~\n\n交表~~",
        "用~~ 空 ~~表示",
    ],
)
def test_what_only_looks_struck_through_is_read(text: str) -> None:
    assert without_struck(text) == text


@pytest.mark.parametrize(
    "words",
    [
        "<s>11月20日</s>", "<del>11月20日</del>", "<strike>11月20日</strike>",
        '<span style="color:red;text-decoration: line-through">11月20日</span>',
        '<span style="text-decoration-line:underline line-through">11月20日</span>',
    ],
)  # fmt: skip
def test_what_a_page_strikes_through_is_not_read(words: str) -> None:
    page = f"<html><body><h1>关于报名的通知</h1><p>各单位：</p><p>请于{words}12月3日前报名。</p></body></html>"
    assert "请于12月3日前报名" in outline(page.encode(), "n.html").text


def test_tags_that_strike_through_do_so_in_a_plain_text() -> None:
    assert without_struck("<del>11月20日</del>12月3日") == " " * 17 + "12月3日"


def test_what_a_letter_strikes_through_is_not_read() -> None:
    found = outline(letter("各单位：\n请于~~3月5日~~3月9日前报名。\n").as_bytes(), "n.eml")
    assert "3月5日" not in found.text
    assert "3月9日" in found.text
    assert NOT_READ in found.remarks


def struck(text: str, properties: str) -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize("properties", ["<w:strike/>", "<w:dstrike/>", '<w:rStyle w:val="gone"/>'])
def test_what_a_word_file_strikes_through_is_not_read(properties: str) -> None:
    gone = style("gone", "Gone", kind="character", runs="<w:strike/>")
    body = f"<w:p>{run('请于')}{struck('11月20日', properties)}{run('12月3日前报名。')}</w:p>"
    found = outline(document(body, styles=styles(gone)), "n.docx")
    assert found.text.strip() == "请于12月3日前报名。"
    assert NOT_READ in found.remarks


def test_what_a_word_file_no_longer_strikes_through_is_read() -> None:
    body = f"<w:p>{struck('请于12月3日前报名。', OFF)}</w:p>"
    found = outline(document(body), "n.docx")
    assert (found.text.strip(), found.remarks) == ("请于12月3日前报名。", ())
