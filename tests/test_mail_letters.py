"""Letters as they are received: their fields, their parts, and nothing in them that a title could have smuggled in."""

from __future__ import annotations

import re
import time as clock
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope, Session
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calendars.events import Entry, Event
from calendars.feeds import Fragments
from calendars.ical.lint import lint
from rules import Clock, Occurrence, Recurrence, Span
from rules.kinds import Due, Fixed
from scheduler.channels import Digest, Item, header
from scheduler.channels.letter_fields import field, mailbox, text_field
from scheduler.channels.letter_page import MOST, page
from scheduler.channels.letters import Letters
from scheduler.channels.mail import MailSender
from scheduler.digest_calendar import MOST_ENTRIES, calendar_of
from scheduler.wording import digest_text, linked
from tests.post_office import HEADERS, PostOffice, Server, calendar_in, digest, mail, parsed, serving, text_of

READER = "office@example.org"
LETTERS = Letters("yueling@example.org")
BODY = "时间：2026年4月15日 星期三（还有7天）\n依据：“请于4月15日前报送总结。”\n文件：关于报送年度工作总结的通知"
ITEM = Item("cd" * 16, "4月15日截止：报送总结", BODY, date(2026, 4, 15), (("完成", "https://example.org/act/x"),))
SCRIPTS = (
    "年度工作总结报送通知", "abcdefghij klm", "ежегодный отчёт", "השנתי הדוח", "年次報告書の提出", "연례 보고서",
    "📅👨\u200d👩\u200d👧🇨🇳é", "𠮷𡈽𠀋",
)  # fmt: skip


def with_items(*items: Item, **more: Any) -> Digest:
    return replace(digest(), items=items, **more)


def written(message: Digest, eight_bit: bool = True, letters: Letters = LETTERS) -> EmailMessage:
    return parsed(letters.write(message, READER, eight_bit))


def entry(uid: str = "a1", day: int = 15, *, clock: Clock | None = None, **more: Any) -> Entry:
    span = Span.of(date(2026, 4, day))
    event = Event(uid, "报送总结", "deadline", Recurrence(Due(Fixed(span.first, span.last))), **more)
    return Entry(event, Occurrence(span, "2026", clock=clock))


# -- fields -----------------------------------------------------------------------------------------------------------


def subject_lines(content: bytes) -> list[bytes]:
    found = re.search(rb"^Subject: .*\r\n(?:[ \t].*\r\n)*", content, re.MULTILINE)
    assert found
    return found[0].split(b"\r\n")[:-1]


def check_subject(content: bytes, subject: str) -> None:
    lines = subject_lines(content)
    assert max(map(len, lines)) <= 76
    words = re.findall(rb"=\?.*?\?=", b"\n".join(lines))
    assert all(len(word) <= 75 for word in words)
    assert b"?==?" not in b"".join(lines)
    assert str(parsed(content)["Subject"]) == header(subject)


def test_subjects_of_every_length_and_script_arrive_as_they_were_sent() -> None:
    office = PostOffice()
    subjects = [(script * 120)[:length] for script in SCRIPTS for length in range(1, 121, 7)] + ["x" * 120]
    with serving(office) as control, closing(MailSender(mail(control.port))) as sender:
        for number, subject in enumerate(subjects):
            sender.send(digest(subject=subject, key=f"{number:032x}"))
    assert len(office.kept) == len(subjects) > 100
    for (_, content), subject in zip(office.kept, subjects, strict=True):
        check_subject(content, subject)


@settings(max_examples=300, deadline=None)
@given(st.text(min_size=1, max_size=120))
@example("a" * 67 + " b")
@example("a b" * 40)
@example("a " + "b" * 75)
@example("a " + "b" * 76)
@example("月" * 120)
def test_any_subject_is_folded_and_read_back(subject: str) -> None:
    check_subject(LETTERS.write(digest(subject=subject), READER), subject)


@pytest.mark.parametrize("evil", ["a\r\nBcc: b", "a\nb", "a\rb", "月", "x" * 1000, "\0"])
def test_a_field_takes_nothing_but_one_line_of_ascii(evil: str) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        field("To", evil)


def test_a_field_is_as_long_as_a_line_may_be() -> None:
    assert len(field("To", "x" * 994)) == 998 + 2
    with pytest.raises(ValueError, match="cannot hold"):
        field("To", "x" * 995)


EVIL = (
    "=?utf-8?q?a=0AReply-To=3A_evil=40x?=",
    "=?utf-8?b?YQpCY2M6IGV2aWxAeA==?=",
    "a\r\nBcc: evil@example.org\r\n\r\nbody",
    "--=_0_" + "ab" * 16 + "--\r\n.\r\nMAIL FROM:<x>",
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "{{7*7}}{0.__class__}%s",
    "\x1b]0;x\x07\u202eabc\0",
)


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_that_a_notice_says_becomes_a_field_a_part_or_a_tag(evil: str) -> None:
    office = PostOffice()
    item = replace(ITEM, headline=evil, body=f"依据：{evil}\n{evil}", links=((evil, "https://example.org/x"),))
    message = with_items(item, subject=evil, text=evil, calendar=calendar_of([entry(quote=evil, place=evil)]))
    with serving(office) as control, closing(MailSender(mail(control.port))) as sender:
        sender.send(message)
    (letter,) = office.letters()
    assert len(letter.keys()) == len(HEADERS)
    assert set(letter.keys()) == HEADERS
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"
    ]  # fmt: skip
    assert Tags(text_of(letter.get_body(("html",)))).harmless()
    assert "{{" not in evil or f"1. {evil}" in text_of(letter.get_body(("html",)))
    (calendar,) = letter.iter_attachments()
    assert len(calendar_in(text_of(calendar)).walk("VEVENT")) == 1


def test_a_way_out_is_named_and_one_click_is_enough_where_there_is_an_address() -> None:
    assert written(digest())["List-Unsubscribe"] == "<mailto:yueling@example.org?subject=unsubscribe>"
    message = digest()
    letter = written(replace(message, unsubscribe="https://example.org/act/" + "x" * 300))
    assert letter["List-Unsubscribe"].startswith("<https://example.org/act/x")
    assert letter["List-Unsubscribe"].endswith("x>, <mailto:yueling@example.org?subject=unsubscribe>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "不再接收" in text_of(letter.get_body(("html",)))
    plain = written(replace(message, unsubscribe="http://intranet/act/x"))
    assert "http://intranet/act/x" in plain["List-Unsubscribe"]
    assert "List-Unsubscribe-Post" not in plain  # which is for https alone
    for evil in ("javascript:x", "https://a\r\nBcc: b", "https://a b", "https://例子", "https://" + "a" * 2000):
        letter = written(replace(message, unsubscribe=evil))
        assert letter["List-Unsubscribe"] == "<mailto:yueling@example.org?subject=unsubscribe>"
        assert "<a" not in text_of(letter.get_body(("html",)))


def test_a_sender_of_strange_letters_is_quoted_where_he_stands() -> None:
    letter = written(digest(), letters=Letters("a,b@example.org"))
    assert letter["From"] == '"a,b"@example.org'
    assert [one.addr_spec for one in letter["From"].addresses] == ['"a,b"@example.org']
    assert letter["List-Unsubscribe"] == "<mailto:%22a%2Cb%22@example.org?subject=unsubscribe>"
    assert letter["Message-ID"].endswith("@example.org>")


def test_programs_that_answer_mail_are_told_not_to() -> None:
    letter = written(digest())
    assert (letter["Auto-Submitted"], letter["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert letter["List-Id"] == "<yueling.example.org>"
    assert "Precedence" not in letter


@given(st.text(max_size=80))
def test_an_address_is_ascii_without_blanks_or_none(address: str) -> None:
    found = mailbox(address)
    assert found == "" or re.fullmatch(r"[!-~]+@[A-Za-z0-9.-]+", found)


# -- parts ------------------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def harmless(self) -> bool:
        tags = {tag for tag, _ in self.found}
        names = {(tag, name) for tag, attributes in self.found for name in attributes if tag not in ("meta", "table")}
        links = [str(attributes["href"]) for tag, attributes in self.found if tag == "a"]
        styles = " ".join(str(attributes.get("style")) for _, attributes in self.found)
        return (
            tags <= {"html", "head", "meta", "title", "body", "table", "tr", "td", "strong", "br", "span", "a"}
            and names <= {("html", "lang"), ("a", "href"), *((tag, "style") for tag in tags)}
            and all(re.match("https?://", link) for link in links)
            and not re.search(r"url|expression|import|@", styles)
        )


def test_both_texts_say_the_same_and_the_page_fetches_nothing() -> None:
    message = with_items(ITEM, ITEM, text="1. 4月15日截止：报送总结\n   时间：2026年4月15日")
    letter = written(message)
    assert text_of(letter.get_body(("plain",))) == message.text + "\n"
    html = text_of(letter.get_body(("html",)))
    tags = Tags(html)
    assert tags.harmless()
    words = "".join(tags.words).partition("1. ")[2]
    for line in (ITEM.headline, *BODY.splitlines(), "完成"):
        assert words.count(line) == 2
    assert len(re.findall(r'<br>\s*<a href="https://example.org/act/x"', html)) == 2
    assert "color:" not in re.sub("border[^;]*", "", html)  # programs that show mail light on dark choose the colours


@pytest.mark.parametrize(
    ("lang", "code", "stop"), [("zh", "zh-CN", "不再接收此类邮件"), ("en", "en", "Send me no more")]
)
def test_the_page_is_in_the_readers_language(lang: str, code: str, stop: str) -> None:
    html = page(with_items(ITEM, lang=lang, unsubscribe="https://example.org/act/x", more=7))
    assert f'<html lang="{code}">' in html
    assert stop in html
    assert ("还有 7 项" if lang == "zh" else "and 7 more") in html


def test_a_link_that_leads_nowhere_good_is_no_link() -> None:
    links = (("a", "javascript:alert(1)"), ("b", "data:text/html,x"), ("c", "https://example.org/a b"))
    html = page(with_items(replace(ITEM, links=links)))
    assert "<a" not in html


def test_a_text_without_items_keeps_its_lines_on_the_page() -> None:
    html = page(digest(text="1. 第一项\n   时间：4月15日\n\n2. <b>"))
    assert "1. 第一项<br>\n&nbsp;&nbsp;&nbsp;时间：4月15日<br>\n<br>\n2. &lt;b&gt;<br>" in html


def test_the_lines_under_a_headline_are_indented_so_that_outlook_leaves_them_alone() -> None:
    text = digest_text([(ITEM.headline, linked(ITEM, "zh"))] * 3, "zh")
    lines = [line for block in text.split("\n\n") for line in block.split("\n")[1:]]
    assert len(lines) == 12
    assert all(line.startswith("   ") for line in lines)
    assert "   完成：https://example.org/act/x" in lines


def test_what_is_much_too_long_is_bounded_and_the_rest_counted() -> None:
    long = replace(
        ITEM, headline="题" * 5000, body="\n".join(["行" * 5000] * 500), links=(("x", "https://e.org"),) * 99
    )
    begin = clock.process_time()
    for message in (with_items(long), with_items(*[ITEM] * 10_000), with_items(*[long] * 10_000)):
        html = page(message)
        assert len(html.encode()) < MOST + 80_000
        left = re.search(r"还有 (\d+) 项", html)
        assert html.count("<strong") + (int(left[1]) if left else 0) == len(message.items)
    html = page(with_items(long))
    assert (html.count("<br>"), html.count("<a ")) == (24 + 1, 8)
    assert len(page(digest(text="行\n" * 1_000_000)).encode()) < MOST + 1_000
    assert clock.process_time() - begin < 3


@pytest.mark.parametrize("eight_bit", [True, False])
@pytest.mark.parametrize(
    "text", [".", "..\n.\n", "\r\n.\r\nQUIT", "a\rb\n\n\nc", "x" * 5000, "月" * 5000, "a\0b", "\ud800", ""]
)
def test_any_text_arrives_in_lines_that_servers_take(text: str, eight_bit: bool) -> None:
    office = PostOffice() if eight_bit else Seven()
    with serving(office) as control, closing(MailSender(mail(control.port))) as sender:
        sender.send(digest(text=text))
    content = office.kept[0][1]
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    assert eight_bit or content.isascii()
    whole = "\n".join([*f"{text}\n".splitlines(), ""])
    assert text_of(office.letters()[0].get_body(("plain",))) == whole.replace("\ud800", "?")


class Seven(PostOffice):
    """Takes ASCII alone."""

    async def handle_EHLO(  # noqa: N802
        self, server: Server, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [line for line in responses if "8BITMIME" not in line]


def test_octets_go_out_as_they_are_where_the_server_takes_them() -> None:
    for office, taken in ((PostOffice(), True), (Seven(), False)):
        with serving(office) as control, closing(MailSender(mail(control.port))) as sender:
            sender.send(with_items(ITEM))
        assert ("BODY=8BITMIME" in office.options) == taken
        assert ("报送总结".encode() in office.kept[0][1]) == taken
        assert any(option.startswith("SIZE=") for option in office.options)
        assert ITEM.headline in text_of(office.letters()[0].get_body(("html",)))


def test_a_letter_that_is_written_again_is_the_same() -> None:
    message = with_items(ITEM, calendar=calendar_of([entry()]))
    assert LETTERS.write(message, READER) == Letters("yueling@example.org").write(message, READER)


# -- calendars --------------------------------------------------------------------------------------------------------


def test_the_dates_of_a_digest_are_a_calendar_that_others_read() -> None:
    entries = [entry("a1"), entry("b2", 16, clock=Clock(540, 600)), entry("a1")]
    data = calendar_of(entries, lang="zh", pages="https://example.org/events/")
    assert data
    assert lint(data) == []
    calendar = calendar_in(data)
    assert [str(event["UID"]) for event in calendar.walk("VEVENT")] == ["a1-2026@yueling", "b2-2026@yueling"]
    assert calendar.walk("VEVENT")[0]["DTSTART"].dt == date(2026, 4, 15)
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert "报送总结" in str(calendar.walk("VEVENT")[0]["SUMMARY"])
    assert calendar_of(entries, lang="zh", pages="https://example.org/events/", kept=Fragments()) == data
    assert calendar_of([]) is None


def test_what_is_called_off_is_so_in_the_calendar_with_the_number_that_the_store_gave_it() -> None:
    removed, off = entry("a1", sequence=3), entry("b2", status="cancelled", sequence=5)
    data = calendar_of([entry("c3")], [removed, off], "en")
    assert data
    events = {str(event["UID"])[:2]: event for event in calendar_in(data).walk("VEVENT")}
    assert {uid: (str(event["STATUS"]), int(event["SEQUENCE"])) for uid, event in events.items()} == {
        "a1": ("CANCELLED", 3), "b2": ("CANCELLED", 5), "c3": ("CONFIRMED", 0)
    }  # fmt: skip


def test_the_calendar_of_a_digest_is_bounded_and_keeps_what_is_called_off() -> None:
    data = calendar_of([entry(f"a{n}") for n in range(500)], [entry("gone")])
    assert data
    assert data.count(b"BEGIN:VEVENT") == MOST_ENTRIES
    assert b"UID:gone-2026@yueling" in data


def test_an_attachment_is_a_calendar_without_a_method() -> None:
    letter = written(with_items(ITEM, calendar=calendar_of([entry()])))
    assert letter.get_content_type() == "multipart/mixed"
    kinds = [part.get_content_type() for part in letter.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"]
    (attachment,) = letter.iter_attachments()
    assert (attachment.get_content_type(), attachment.get_filename()) == ("text/calendar", "yueling.ics")
    assert attachment.get_content_disposition() == "attachment"
    assert attachment["Content-Transfer-Encoding"] == "base64"  # so that nobody on the way folds its lines anew
    assert "METHOD" not in calendar_in(text_of(attachment))


def spoken(entries: list[Entry], called_off: list[Entry] | None = None) -> Iterator[tuple[str, Any]]:
    """The method and the calendar of each part of a letter that speaks to calendar programs."""
    data = calendar_of(entries, called_off or [])
    letter = written(with_items(ITEM, calendar=data), letters=Letters("yueling@example.org", imip=True))
    for part in letter.walk():
        if part.get_content_type() == "text/calendar" and not part.get_filename():
            text = text_of(part)
            faults = {fault.effect for fault in lint(text.replace("\n", "\r\n").encode())}
            assert faults == {"head METHOD"}  # which a feed must not have, and a message must
            calendar = calendar_in(text)
            assert calendar["METHOD"] == part.get_param("method")
            yield str(part.get_param("method")), calendar


def test_one_date_is_a_request_that_wants_no_answer() -> None:
    ((method, calendar),) = spoken([entry("a1", sequence=2)])
    (event,) = calendar.walk("VEVENT")
    assert (method, str(event["UID"]), int(event["SEQUENCE"])) == ("REQUEST", "a1-2026@yueling", 2)
    assert str(event["ORGANIZER"]) == "mailto:yueling@example.org"
    assert str(event["ATTENDEE"]) == f"mailto:{READER}"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"


def test_several_dates_are_published_together() -> None:
    ((method, calendar),) = spoken([entry("a1"), entry("b2", clock=Clock(540, 600))])
    assert (method, len(calendar.walk("VEVENT")), len(calendar.walk("VTIMEZONE"))) == ("PUBLISH", 2, 1)
    assert all("ATTENDEE" not in event and "ORGANIZER" in event for event in calendar.walk("VEVENT"))


def test_each_date_that_is_called_off_is_cancelled_by_itself() -> None:
    said = list(spoken([entry("a1")], [entry("b2"), entry("c3", sequence=4)]))
    assert [method for method, _ in said] == ["REQUEST", "CANCEL", "CANCEL"]
    (event,) = said[2][1].walk("VEVENT")
    assert (str(event["UID"]), str(event["STATUS"]), int(event["SEQUENCE"])) == ("c3-2026@yueling", "CANCELLED", 4)
    assert [method for method, _ in spoken([], [entry("b2")])] == ["CANCEL"]
    assert len(list(spoken([], [entry(f"b{n}") for n in range(30)]))) == 20


def test_the_part_that_programs_act_on_stands_last_among_the_alternatives() -> None:
    letters = Letters("yueling@example.org", imip=True)
    letter = written(with_items(ITEM, calendar=calendar_of([entry()])), letters=letters)
    alternative = next(letter.iter_parts())
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]


def test_a_title_cannot_end_an_event_or_call_it_off() -> None:
    evil = entry(quote="x\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nBEGIN:VEVENT", place="END:VCALENDAR")
    ((method, calendar),) = spoken([evil])
    assert method == "REQUEST"
    assert str(calendar.walk("VEVENT")[0]["STATUS"]) == "CONFIRMED"


# -- speed ------------------------------------------------------------------------------------------------------------


def test_writing_letters_is_quick() -> None:
    messages = [with_items(ITEM, ITEM, ITEM, subject=f"[月令] 4月15日截止：报送总结{n}") for n in range(300)]
    begin = clock.process_time()
    for message in messages:
        LETTERS.write(message, READER, True)
    assert clock.process_time() - begin < 0.6  # 0.02 s measured


def test_a_field_of_people_is_folded_where_it_may_be() -> None:
    line = text_field("Subject", "word " * 24)
    assert line.startswith(b"Subject: word word")
    assert line.count(b"\r\n word") == 1
