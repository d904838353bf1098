"""A reminder from the event to the reader's mail program, in both languages."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, time

import pytest

from calendars.events import Entry, Event, Lead, Source
from rules import Clock, Occurrence, Recurrence, Span
from rules.kinds import Due, Fixed
from scheduler.channels import Digest, Item
from scheduler.channels.mail import MailSender
from scheduler.digest_calendar import calendar_of
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA, Reminder
from scheduler.wording import body, digest_subject, digest_text, headline, linked
from tests.post_office import HEADERS, PostOffice, calendar_in, mail, serving, text_of

TODAY = date(2026, 4, 8)
SENTENCE = "请各分会于4月15日前将<工作总结>报送秘书处 & 抄送办公室。"
SOURCE = Source(
    "关于报送2025年度工作总结的通知", "青禾会发〔2026〕3号", "青禾市作物学会", date(2026, 1, 9), "5f" * 32,
    sentence=SENTENCE,
)  # fmt: skip
PAGES = "https://example.org/events/"
DESK = Recipient("办公室", "office@example.org", channel="mail")


def reminder(uid: str, title: str, day: date, *, clock: Clock | None = None, key: str = "2026") -> Reminder:
    event = Event(
        uid, title, "deadline" if clock is None else "event", Recurrence(Due(Fixed(day, day))),
        quote="4月15日前", source=SOURCE, created=datetime(2026, 1, 9, tzinfo=UTC),
    )  # fmt: skip
    due_on = datetime.combine(TODAY, time(8), CHINA)
    return Reminder(Entry(event, Occurrence(Span.of(day), key, clock=clock)), Lead(7), DESK, due_on, TODAY)


def composed(reminders: list[Reminder], lang: str) -> Digest:
    links = (("完成" if lang == "zh" else "done", "https://example.org/act/abc"),)
    items = tuple(
        Item(f"{nth:032x}", headline(one).say(lang), body(one, lang, pages=PAGES), one.entry.due, links)
        for nth, one in enumerate(reminders)
    )
    return Digest(
        "ab" * 16, DESK, "mail",
        digest_subject([item.headline for item in items], lang),
        digest_text([(item.headline, linked(item, lang)) for item in items], lang),
        datetime(2026, 4, 8, 1, tzinfo=UTC),
        items,
        lang=lang,
        calendar=calendar_of([one.entry for one in reminders], lang=lang),
        unsubscribe="https://example.org/act/stop",
    )  # fmt: skip


WORDS = {
    "zh": ("[月令] 4月15日截止：报送总结 等2项", "2026年4月15日（星期三）"),
    "en": ("[Yueling] due 15 April: 报送总结 (2 in all)", "Wednesday 15 April 2026"),
}


@pytest.mark.parametrize("lang", WORDS)
def test_a_reminder_reaches_the_mail_program(lang: str) -> None:
    office = PostOffice()
    told = [
        reminder("a1", "报送总结", date(2026, 4, 15)),
        reminder("b2", "培训会", date(2026, 4, 16), clock=Clock(540, 660)),
    ]
    with serving(office) as control, closing(MailSender(mail(control.port, imip=True))) as sender:
        sender.send(composed(told, lang))
    ((readers, _),) = office.kept
    (letter,) = office.letters()
    assert readers == ["office@example.org"]
    assert set(letter.keys()) == HEADERS | {"List-Unsubscribe-Post"}
    subject, day = WORDS[lang]
    assert letter["Subject"] == subject
    assert str(letter["Date"]) == "Wed, 08 Apr 2026 01:00:00 +0000"
    plain, html = text_of(letter.get_body(("plain",))), text_of(letter.get_body(("html",)))
    assert day in plain
    assert day in html
    assert SENTENCE in plain
    assert SENTENCE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in html
    assert plain.count("https://example.org/act/abc") == html.count("https://example.org/act/abc") == 2
    assert "https://example.org/events/a1\n" in plain
    assert '<a href="https://example.org/events/a1">' in html
    (attachment,) = letter.iter_attachments()
    events = calendar_in(text_of(attachment)).walk("VEVENT")
    assert events[0]["DTSTART"].dt == date(2026, 4, 15)
    assert (events[1]["DTSTART"].dt.hour, str(events[1]["DTSTART"].dt.tzinfo)) == (9, "Asia/Shanghai")
    methods = [part.get_param("method") for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert methods == ["PUBLISH", None]
