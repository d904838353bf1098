"""Files that are not what their names say, and letters that are torn: what they are is said, and no odd title is made."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from calendars.intake import notices_in
from rules import Notice, UnreadNotice, format_of, outlines_of
from tests.papers import as_eml, papers

test_cli: Any = importlib.import_module("tests.test_cli")
run = test_cli.run
TEXT = "关于报名的通知\n各单位：\n请于3月9日前报名。\n".encode()


@pytest.mark.parametrize(("name", "taken"), [("a.docx", "Word"), ("a.PDF", "PDF"), ("a.wps", "Word"), ("a.ofd", "OFD")])
def test_plain_text_under_another_name_is_read_and_said_to_be_that(name: str, taken: str) -> None:
    (notice,) = notices_in(TEXT, name)
    assert isinstance(notice, Notice)
    (said,) = [remark.say("zh") for remark in notice.remarks]
    assert taken in said
    assert "纯文本" in said


def test_a_page_under_another_name_is_said_to_be_one_and_a_text_is_none() -> None:
    (page,) = notices_in("<html><body><p>请于3月9日前报名。</p></body></html>".encode(), "a.pdf")
    assert isinstance(page, Notice)
    assert "网页" in page.remarks[0].say("zh")
    for name in ("a.txt", "a.md", "a"):
        (notice,) = notices_in(TEXT, name)
        assert isinstance(notice, Notice)
        assert notice.remarks == ()


def test_what_is_neither_its_name_nor_text_is_said_to_be_that() -> None:
    with pytest.raises(UnreadNotice) as caught:
        outlines_of(b"\0\1\2" * 100, "a.docx")
    assert "Word" in str(caught.value)


def torn() -> bytes:
    """A letter whose subject is encoded words on several lines."""
    letter = as_eml(next(one for one in papers() if len(one.title) > 20))
    head, _, rest = letter.partition(b"Subject:")
    return b"Subject:" + rest.partition(b"\n\n")[0] + b"\n" + head + b"\n" + rest.partition(b"\n\n")[2]


def test_a_letter_cut_within_its_head_has_no_encoded_title() -> None:
    data = torn()
    assert b"=?utf-8?" in data
    for at in range(9, len(data.partition(b"\n\n")[0]), 5):
        for part in (data[at:], data[:at]):
            if format_of(part).name != "mail (.eml)":
                continue
            try:
                found = [*notices_in(part, "letter.eml")]
            except UnreadNotice:
                continue
            titles = [one.title or "" for one in found if isinstance(one, Notice)]
            assert [title for title in titles if "=?" in title or "?=" in title] == []


def test_a_letter_whose_text_breaks_off_within_a_character_is_read_in_its_encoding() -> None:
    data = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n请于3月9日前报名。".encode()[:-2]
    ((_, outline),) = outlines_of(data, "letter.eml")
    assert "请于3月9日前报名" in getattr(outline, "text", "")


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff\xe0\0\x10JFIF\x1b[31m" + bytes(range(256)), b"\xff\xd8\xff\xe1\xfe\xfd\x80" * 9]
)
def test_importing_a_picture_shows_nothing_of_its_octets(run: Any, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(data)
    ran = run("import", str(tmp_path / "a.jpg"), "--yes")
    assert ran.code == 1
    assert "不是文本" in ran.err
    assert not {"\ufffd", "\x1b", "J"} & set(ran.err.replace("a.jpg", "").replace(str(tmp_path), ""))
