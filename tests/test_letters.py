"""Letters by mail: their text, what their head says, their attachments; pages saved as letters."""

from __future__ import annotations

import time
from contextlib import suppress
from email import encoders
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP

import pytest

from rules import LIMITS, Outline, UnreadNotice, find, format_of, outlines_of, read_notice
from tests.papers import as_docx, as_eml, as_html, papers

TEXT = "关于报名的通知\n\n各单位：\n请于3月9日前报名。\n"
PAGE = "<html><body><h1>关于报名的通知</h1><p>各单位：</p><p>请于3月9日前报名。</p></body></html>"
TABLE = "<table><tr><td>事项<td>时间<tr><td>报名<td>3月9日</table>"


def letter(text: str = TEXT, subject: str = "关于报名的通知", charset: str = "utf-8") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "教务处 <jwc@example.org>"
    made["To"] = "li@example.org"
    made["Date"] = "Mon, 02 Mar 2026 09:30:00 +0800"
    made["Subject"] = subject
    made.set_content(text, charset=charset)
    return made


def outlines(data: bytes | EmailMessage) -> list[tuple[str, str]]:
    octets = data if isinstance(data, bytes) else data.as_bytes()
    assert format_of(octets).name == "mail (.eml)"
    return [
        (name, one.text if isinstance(one, Outline) else str(one)) for name, one in outlines_of(octets, "letter.eml")
    ]


def lines(data: bytes | EmailMessage) -> list[str]:
    (_, text), *_ = outlines(data)
    return [line for line in text.split("\n") if line]


HEAD = ["发件人：教务处 <jwc@example.org>", "发送时间：2026年3月2日 09:30"]


def test_the_head_says_who_sent_it_and_when_and_the_text_follows() -> None:
    assert lines(letter()) == [*HEAD, "关于报名的通知", "各单位：", "请于3月9日前报名。"]
    ((_, found),) = outlines_of(letter().as_bytes(), "letter.eml")
    assert isinstance(found, Outline)
    notice = read_notice(found)
    assert (notice.title, str(notice.issued)) == ("关于报名的通知", "2026-03-02")
    assert [one.value for one in find(notice) if one.role == "calendar"] == ["../2026-03-09"]


def test_the_subject_is_the_title_where_the_text_has_none() -> None:
    found = lines(letter("各位老师：\n请于3月9日前报名。\n", "转发：Re: 关于春季报名的通知"))
    assert found == [*HEAD, "关于春季报名的通知", "各位老师：", "请于3月9日前报名。"]


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "big5", "utf-8"])
def test_letters_in_other_encodings_are_read(charset: str) -> None:
    text = "3月9日前報名。\n" if charset == "big5" else TEXT
    made = MIMEText(text.encode(charset).decode("latin-1"), "plain", "latin-1")
    made.set_param("charset", charset)
    made["Subject"] = "=?gb2312?B?udjT2rGow/u1xM2o1qo=?="
    assert [line for line in text.split("\n") if line][-1] in lines(made.as_bytes())
    assert "关于报名的通知" in lines(made.as_bytes())


def test_a_sign_that_gb2312_does_not_have_is_read_all_the_same() -> None:
    data = b"MIME-Version: 1.0\nContent-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
    assert lines(data + "請于3月9日前聯繫鎔先生。".encode("gbk"))[-1] == "請于3月9日前聯繫鎔先生。"


def test_headers_in_bare_octets_are_read() -> None:
    data = "Subject: 关于报名的通知\nFrom: 教务处\nMessage-ID: <1@a>\nTo: a@b\n\n请于3月9日前报名。\n".encode("gb18030")
    assert lines(data) == ["发件人：教务处", "关于报名的通知", "请于3月9日前报名。"]


def test_plain_text_goes_before_a_page_unless_only_that_has_tables() -> None:
    both = letter()
    both.add_alternative(PAGE.replace("3月9日", "3月10日"), subtype="html")
    assert lines(both)[-1] == "请于3月9日前报名。"
    tables = letter()
    tables.add_alternative(PAGE.replace("</body>", f"{TABLE}</body>"), subtype="html")
    ((_, found),) = outlines_of(tables.as_bytes(), "letter.eml")
    assert isinstance(found, Outline)
    assert [found.text[c.start : c.end] for t in found.tables for c in t.cells] == ["事项", "时间", "报名", "3月9日"]
    assert [found.text[start:].split("\n")[0] for start, _ in found.headings] == ["关于报名的通知"]


def test_each_attachment_is_a_document_of_its_own_by_its_octets() -> None:
    made = letter("见附件。\n", "材料")
    made.add_attachment(as_docx(papers()[0]), maintype="application", subtype="octet-stream", filename="通知.bin")
    made.add_attachment("请于4月9日前报送。".encode("gb18030"), maintype="text", subtype="plain", filename="说明.txt")
    made.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="../../a\\包.zip")
    names = [name for name, _ in outlines(made)]
    assert names == ["letter.eml", "letter.eml › 通知.bin", "letter.eml › 说明.txt", "letter.eml › 包.zip"]
    texts = dict(outlines(made))
    assert "云气学〔2026〕7号" in texts["letter.eml › 通知.bin"]
    assert texts["letter.eml › 说明.txt"] == "请于4月9日前报送。"
    assert "is not read here" in texts["letter.eml › 包.zip"]


def test_pictures_in_the_text_are_left_out() -> None:
    related = MIMEMultipart("related")
    related["Message-ID"] = "<1@a>"
    related.attach(MIMEText(PAGE, "html", "utf-8"))
    picture = MIMEBase("image", "png")
    picture.set_payload(b"\x89PNG\r\n\x1a\n")
    encoders.encode_base64(picture)
    picture["Content-ID"] = "<a>"
    picture.add_header("Content-Disposition", "inline", filename="logo.png")
    related.attach(picture)
    assert [name for name, _ in outlines(related.as_bytes())] == ["letter.eml"]


def test_a_letter_in_a_letter_is_a_document_with_its_own_attachments() -> None:
    inner = letter("见附件。\n", "内")
    inner.add_attachment(as_html(papers()[0]), maintype="text", subtype="html", filename="page.html")
    outer = letter("转发。\n", "外")
    outer.add_attachment(inner)
    assert [name for name, _ in outlines(outer)] == [
        "letter.eml", "letter.eml › letter.eml", "letter.eml › letter.eml › page.html",
    ]  # fmt: skip


def test_letters_may_lie_so_deep_in_one_another() -> None:
    made = letter("末\n", "末")
    for _ in range(8):
        outer = letter("外\n", "外")
        outer.add_attachment(made)
        made = outer
    found = outlines(made)
    assert "more than 4 deep" in found[-1][1]
    assert len(found) == LIMITS.depth + 2


def test_lines_that_flow_are_joined() -> None:
    data = (
        b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n"
        b"Content-Transfer-Encoding: 8bit\n\n"
    )
    text = "请于3月 \n9日前报名。\n> 旧 \n> 信\n-- \n王\n"
    assert lines(data + text.encode()) == ["请于3月9日前报名。", "> 旧信", "-- ", "王"]


MHT = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://example.org/\r\nSubject: =?utf-8?Q?=E9=80=9A?=\r\n"
    b"Date: Mon, 2 Mar 2026 01:30:00 -0000\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="b"\r\n\r\n\r\n--b\r\n'
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n--b\r\n"
    b"Content-Type: text/css\r\nContent-Location: a.css\r\n\r\np { content: '2026' }\r\n--b--\r\n"
)


def test_a_page_saved_as_a_letter_is_a_page_that_nobody_sent() -> None:
    assert outlines(MHT % PAGE.encode()) == [("letter.eml", "关于报名的通知\n各单位：\n请于3月9日前报名。\n")]


# ------------------------------------------------------------------ limits and damage


def refused(data: bytes) -> str:
    begun = time.monotonic()
    with pytest.raises(UnreadNotice) as caught:
        outlines_of(data, "letter.eml")
    assert time.monotonic() - begun < 20
    return str(caught.value)


def test_there_may_be_so_many_attachments() -> None:
    made = letter()
    for number in range(LIMITS.attachments + 1):
        made.add_attachment(b"a", maintype="application", subtype="x", filename=f"{number}")
    assert "more than 50 attachments" in refused(made.as_bytes())


def test_parts_nested_very_deeply_are_refused() -> None:
    def nested(depth: int) -> bytes:
        return b"MIME-Version: 1.0\n" + b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)
        )

    assert "more than 50 attachments" in refused(nested(10_000))
    assert "damaged" in refused(nested(400)) or "is empty" in refused(nested(400))


def test_a_letter_that_breaks_off_says_so() -> None:
    made = letter()
    made.add_attachment(as_docx(papers()[0]), maintype="application", subtype="x", filename="a.docx")
    whole = made.as_bytes()
    (_, found), *_ = outlines_of(whole[: len(whole) // 2], "letter.eml")
    assert isinstance(found, Outline)
    assert [str(remark) for remark in found.remarks] == [
        "the letter breaks off before its end: something of it may be missing"
    ]


@pytest.mark.parametrize("form", ["mixed", "plain", "page"])
def test_a_letter_cut_anywhere_is_read_or_refused(form: str) -> None:
    made = letter()
    made.add_alternative(PAGE, subtype="html")
    made.add_attachment(as_docx(papers()[0]), maintype="application", subtype="x", filename="a.docx")
    whole = {"mixed": made.as_bytes(), "plain": as_eml(papers()[1]), "page": MHT % PAGE.encode()}[form]
    for part in range(1, 50):
        try:
            assert outlines_of(whole[: len(whole) * part // 50], "letter.eml")
        except UnreadNotice:
            continue


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: text/plain; charset=x-none", b"Content-Type: text/plain; charset*=a'b", b"Content-Type: ;;;",
        b"Content-Type: multipart/mixed", b"Content-Transfer-Encoding: base64", b"Content-Type: message/rfc822",
        b"Content-Disposition: attachment; filename*0*=utf-8''%FF; filename*2=x", b"Date: Mon, 99 Foo 99999 99:99",
        b"From: =?utf-8?B?////?= <", b"Subject: =?x?Q?=?= =?utf-8?B?a?=", b"Content-Type: text/plain; charset=utf-7",
    ],
)  # fmt: skip
def test_a_head_that_breaks_the_rules_is_read_or_refused(head: bytes) -> None:
    data = b"Message-ID: <1@a>\n" + head + b"\n\n" + TEXT.encode()
    with suppress(UnreadNotice):
        assert outlines_of(data, "letter.eml")


def test_letters_of_other_programs_are_known_by_their_heads() -> None:
    assert (
        format_of(b"Subject:\r\n =?utf-8?B?5p2Q5paZ?=\r\nX-Mailer:a\r\nMIME-Version: 1.0\r\n\r\n").name == "mail (.eml)"
    )
    assert format_of("时间：3月9日\nContent-Type: a".encode()).name == "text"
    assert lines(letter().as_bytes(policy=SMTP)) == lines(letter())
