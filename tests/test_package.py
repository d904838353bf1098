"""Packed files that anybody may have made: what they may hold, and what is said of those that hold more or are damaged."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest

from rules import LIMITS, Outline, TooMuch, UnreadNotice, format_of, outlines_of
from tests.papers import as_docx, papers
from tests.papers_docx import HEAD, PACKAGE, R, W, document, packed, paragraph

P = paragraph
SOON = 20.0
"""Seconds for the worst of files, on a machine that has other things to do."""


def outline(data: bytes) -> Outline:
    ((_, found),) = outlines_of(data, "notice.docx")
    assert isinstance(found, Outline)
    return found


def refused(data: bytes) -> str:
    """What is said of a file that is not read."""
    begun = time.monotonic()
    with pytest.raises(UnreadNotice) as caught:
        outlines_of(data, "notice.docx")
    assert time.monotonic() - begun < SOON
    return str(caught.value)


def test_what_stands_at_the_right_is_moved_in() -> None:
    found = outline(
        document(P("云坪市气象学会", '<w:jc w:val="right"/>') + P("2026年3月2日", '<w:ind w:leftChars="1200"/>'))
    )
    assert found.text == "　　　　云坪市气象学会\n　　　　2026年3月2日\n"


def test_large_pictures_are_told() -> None:
    picture = (
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:extent cx="5000000" cy="7000000"/><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
        "</wp:inline></w:drawing>"
    )
    found = outline(document(f"<w:p><w:r>{picture}</w:r></w:p>" + P("甲")))
    assert [str(remark) for remark in found.remarks] == ["it holds large pictures (1), whose words are not read"]


# ------------------------------------------------------------------ the package


def test_names_of_the_strict_form_and_of_windows_are_read() -> None:
    body = f"<w:document {W}><w:body>{P('甲')}</w:body></w:document>"
    strict = body.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/", "http://purl.oclc.org/ooxml/wordprocessingml/"
    )
    assert outline(packed({"word/document.xml": strict})).text == "甲\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("word\\document.xml", body)
    assert outline(out.getvalue()).text == "甲\n"


def test_the_text_is_where_the_package_says() -> None:
    data = packed(
        {"word/document2.xml": f"<w:document {W}><w:body>{P('甲')}</w:body></w:document>"}, main="word/document2.xml"
    )
    assert outline(data).text == "甲\n"


def test_nothing_outside_of_the_file_is_followed() -> None:
    relations = (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="x/header" '
        'Target="http://127.0.0.1:9/a.xml" TargetMode="External"/><Relationship Id="rId2" Type="x/header" '
        'Target="../../../../etc/passwd"/></Relationships>'
    )
    section = '<w:sectPr><w:headerReference r:id="rId1"/><w:headerReference r:id="rId2"/></w:sectPr>'
    body = f"<w:document {W} {R}><w:body>{P('甲')}{section}</w:body></w:document>"
    data = packed({"word/document.xml": body, "word/_rels/document.xml.rels": relations})
    assert outline(data).text == "甲\n"


def test_a_part_in_another_format_is_a_document_of_its_own() -> None:
    relations = (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="x/aFChunk" Target="part.html"/>'
        "</Relationships>"
    )
    body = f'<w:document {W} {R}><w:body><w:altChunk r:id="rId1"/></w:body></w:document>'
    data = packed(
        {"word/document.xml": body, "word/_rels/document.xml.rels": relations, "word/part.html": "<html><p>甲乙丙</p>"}
    )
    assert [(name, getattr(one, "text", "")) for name, one in outlines_of(data, "a.docx")] == [
        ("a.docx › part.html", "甲乙丙\n")
    ]


def test_a_document_of_pictures_alone_says_so() -> None:
    data = packed(
        {"word/document.xml": f"<w:document {W}><w:body><w:p/></w:body></w:document>", "word/media/image1.png": b"x"}
    )
    with pytest.raises(UnreadNotice, match="holds pictures and no text"):
        outlines_of(data, "a.docx")
    with pytest.raises(UnreadNotice, match="is empty"):
        outlines_of(document("<w:p/>"), "a.docx")


# ------------------------------------------------------------------ too much


def test_a_part_that_unpacks_to_very_much_is_not_read() -> None:
    bomb = document(P(" " * 30_000_000))
    assert len(bomb) < 100_000
    assert "more than 200 times its size" in refused(bomb)


@pytest.mark.slow
def test_all_parts_together_may_unpack_to_so_much() -> None:
    noise = "".join(f"<w:p><w:r><w:t>{n * n * 7919}</w:t></w:r></w:p>" for n in range(1_500_000))
    data = document(noise)
    assert len(data) < LIMITS.octets
    assert "it has more than" in refused(data) or "it holds more than 100 MB unpacked" in refused(data)


def lying(data: bytes, part: bytes, size: int) -> bytes:
    """The file with another unpacked size of a part in its directory and before the part."""
    changed = bytearray(data)
    for sign, where, head in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        at = data.find(sign)
        while at >= 0:
            if data[at + head : at + head + len(part)] == part:
                struct.pack_into("<I", changed, at + where, size)
            at = data.find(sign, at + 1)
    return bytes(changed)


@pytest.mark.parametrize("size", [0, 1, 10, 100_000, 90_000_000, 4_000_000_000])
def test_a_part_that_lies_about_its_size_is_not_believed(size: int) -> None:
    data = lying(document(P("甲" * 3000)), b"word/document.xml", size)
    try:
        assert outline(data).text == "甲" * 3000 + "\n"  # it may say more than there is
    except UnreadNotice:
        assert "damaged" in refused(data) or "it holds more than" in refused(data) or "times" in refused(data)


def test_there_may_be_so_many_files() -> None:
    many = {f"word/x{n}.bin": b"" for n in range(LIMITS.files)}
    assert "it holds more than 2000 files" in refused(packed({"word/document.xml": "<x/>", **many}))
    assert "it holds more than 2000 files" in refused(document(P("甲")) + b"PK\x01\x02" * 30_000)


@pytest.mark.slow
def test_a_table_may_have_so_many_cells() -> None:
    cells = [f"<w:tc><w:p><w:r><w:t>{n * n * 7919 % 1000}</w:t></w:r></w:p></w:tc>" for n in range(100_050)]
    rows = [f"<w:tr>{''.join(cells[n : n + 50])}</w:tr>" for n in range(0, 100_050, 50)]
    assert len(outline(document(f"<w:tbl>{''.join(rows[:2000])}</w:tbl>")).tables[0].cells) == 100_000
    assert "more than 100000 cells" in refused(document(f"<w:tbl>{''.join(rows)}</w:tbl>"))
    wide = f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>{P("甲")}</w:tc></w:tr>'
    assert "more than 100000 cells" in refused(document(f"<w:tbl>{wide * 1001}</w:tbl>"))


@pytest.mark.slow
def test_there_may_be_so_many_tags_and_characters() -> None:
    tags = "".join(f"<w:p{n % 10}/>" for n in range(LIMITS.tags + 10))
    assert "more than 6000000 tags" in refused(packed({"word/document.xml": f"<a>{tags}</a>"}, compress=0))
    long = P("".join(chr(0x4E00 + n * 7 % 5000) for n in range(LIMITS.characters // 2)))
    assert f"more than {LIMITS.characters} characters" in refused(document(long * 2))  # with the ends of two lines


# ------------------------------------------------------------------ what is no document


def test_xml_with_a_document_type_is_not_read() -> None:
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    kind = f'<!DOCTYPE a [<!ENTITY a0 "ha">{laughs}]>'
    text = f"{kind}<w:document {W}><w:body>{P('甲')}<w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
    assert "document type" in refused(packed({"word/document.xml": text}))
    outer = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {W}><w:body>&x;</w:body></w:document>'
    assert "document type" in refused(packed({"word/document.xml": outer}))


def test_what_is_nested_very_deeply_is_not_read() -> None:
    cell = f"<w:tbl><w:tr><w:tc>{'{}'}</w:tc></w:tr></w:tbl>"
    deep = P("甲")
    for _ in range(60):
        deep = cell.replace("{}", deep)
    assert "甲" in outline(document(deep)).text
    for _ in range(2000):
        deep = cell.replace("{}", deep)
    assert "nested too deeply" in refused(document(deep))


def test_broken_xml_and_missing_parts_are_damage() -> None:
    assert "no well-formed XML" in refused(packed({"word/document.xml": "<a><b></a>"}))
    assert "is missing" in refused(packed({"word/document.xml": "<a/>"}))
    assert "word/document.xml is missing" in refused(packed({"word/documents.xml": "<a/>"}, main="word/none.xml"))


def test_locked_files_say_so() -> None:
    data = bytearray(document(P("甲")))
    for sign, where in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(sign)
        while at >= 0:
            data[at + where] |= 1
            at = data.find(sign, at + 1)
    assert "locked with a password" in refused(bytes(data))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert "locked with a password; open it, save it without a password" in refused(ole)


@pytest.mark.parametrize(
    ("stream", "form", "called"),
    [("WordDocument", "Word (.doc, .wps)", "Word (.doc, .wps)"), ("Workbook", "Excel (.xls)", "a spreadsheet"),
     ("PowerPoint Document", "PowerPoint (.ppt)", "a presentation"),
     ("__properties_version1.0", "Outlook (.msg)", "Outlook (.msg)")],
)  # fmt: skip
def test_files_of_older_office_programs_are_told_apart(stream: str, form: str, called: str) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le") + bytes(600)
    assert format_of(ole).name == form
    assert called in refused(ole)


@pytest.mark.parametrize(
    ("part", "called", "remedy"),
    [("xl/workbook.xml", "是电子表格", "文本"), ("xl/workbook.bin", "是电子表格", "文本"),
     ("ppt/presentation.xml", "是演示文稿", "PDF"), ("a.txt", "是 ZIP", "解压")],
)  # fmt: skip
def test_what_is_packed_is_called_by_its_name_and_what_to_do_is_told(part: str, called: str, remedy: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr(part, "x")
    with pytest.raises(UnreadNotice) as error:
        outlines_of(out.getvalue(), "n")
    assert called in error.value.say("zh")
    assert remedy in error.value.say("zh")


def test_what_is_named_as_a_spreadsheet_and_is_none_is_told_so() -> None:
    with pytest.raises(UnreadNotice) as error:
        outlines_of(b"PK\x03\x04xx", "盘点表.xlsx")
    assert "盘点表.xlsx 的名称是电子表格" in error.value.say("zh")


@pytest.mark.parametrize("form", ["docx", "python-docx"])
def test_a_file_that_breaks_off_is_damaged(form: str) -> None:
    whole = as_docx(papers()[0])
    if form == "python-docx":
        import docx

        out = io.BytesIO()
        docx.Document().save(out)
        whole = out.getvalue()
    for part in range(1, 50):
        data = whole[: len(whole) * part // 50]
        assert "damaged" in refused(data) or "not read here" in refused(data)


def test_octets_that_are_changed_give_a_text_or_say_that_it_is_damaged() -> None:
    whole = as_docx(papers()[0])
    for place in range(0, len(whole), max(len(whole) // 400, 1)):
        data = bytearray(whole)
        data[place] ^= 0x55
        try:
            assert outlines_of(bytes(data), "notice.docx")
        except UnreadNotice:
            continue


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_of_more_characters_than_are_read_is_refused_before_anything_is_looked_for(encoding: str) -> None:
    line = "请于2026年3月9日前报名，4月15日（星期五）前报送材料。\n"
    long = (line * (LIMITS.characters // len(line) + 1)).encode(encoding)
    for data in (long, long * 20):
        begun = time.perf_counter()
        with pytest.raises(TooMuch, match="500000"):
            outlines_of(data, "book.txt")
        assert time.perf_counter() - begun < 2
    assert outlines_of(line.encode(encoding), "line.txt")
