"""A letter by mail with what hangs on it: each is a notice of its own, and what both say is one event with two sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest

from calendars import actions
from calendars.drafts import draft
from calendars.events import Event
from calendars.intake import notices_in
from calendars.reconciling import Sort
from calendars.store import Store
from rules import Notice, find
from rules.notices.notice import value_of
from tests.papers import as_docx, as_text, paper

NOW = datetime(2026, 4, 22, 1, tzinfo=UTC)
NOTICE = paper(
    "contest",
    """# 关于举办2026年全市科普讲解大赛的通知
各区科协：
一、大赛定于2026年6月12日上午9:00在云坪市科技馆举行。
二、请各单位于2026年5月20日前将参赛名单报送至市科协办公室。
> 云坪市科学技术协会
> 2026年4月21日
""",
    date(2026, 4, 22),
)
SUBJECT = "关于举办2026年全市科普讲解大赛的通知"
PASSED_ON = (
    "各县区科协：\n\n现将《关于举办2026年全市科普讲解大赛的通知》转发给你们，"
    "请于2026年5月15日前将参赛名单报送至市科协办公室。\n\n安禾区科学技术协会\n2026年4月21日\n"
)
NOTE = "各位老师：\n\n附件是大赛通知，大赛6月12日上午9点举行，请于5月20日前报名。谢谢！\n"


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def letter(body: str, subject: str = SUBJECT, sender: str = "云坪市科学技术协会 <kx@example.org>") -> bytes:
    """A letter that was sent on the day of the notice, with the notice as a file."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "a@example.org", subject
    made["Date"], made["Message-ID"] = "Tue, 21 Apr 2026 09:00:00 +0800", "<1@example.org>"
    made.set_content(body)
    made.add_attachment(as_docx(NOTICE), maintype="application", subtype="octet-stream", filename="通知.docx")
    return made.as_bytes()


def read(store: Store, data: bytes, *, backwards: bool = False) -> list[actions.Outcome]:
    found = [one for one in notices_in(data, "letter.eml") if isinstance(one, Notice)]
    return [
        actions.read_in(store, one, draft(one, find(one, NOW.date())), NOW)
        for one in (reversed(found) if backwards else found)
    ]


def dates(store: Store) -> list[str]:
    return sorted(str(value_of(event.recurrence)) for event in store.events())


def sources(store: Store, event: Event) -> int:
    return len(store.statements([event.uid])[event.uid])


def doubtful(outcomes: list[actions.Outcome]) -> list[str]:
    return [str(one.reason) for outcome in outcomes for one in outcome.changes if one.sort is Sort.DOUBTFUL]


@pytest.mark.parametrize("body", [as_text(NOTICE).decode(), NOTE])
@pytest.mark.parametrize(
    ("sender", "backwards"),
    [
        ("云坪市科学技术协会 <kx@example.org>", False),
        ("云坪市科学技术协会 <kx@example.org>", True),
        ("li@example.org", False),
        ("li@example.org", True),
        ("安禾区教育局 <j@example.org>", False),
    ],
)
def test_what_letter_and_attachment_both_say_is_one_event_with_two_sources(
    store: Store, body: str, sender: str, *, backwards: bool
) -> None:
    outcomes = read(store, letter(body, sender=sender), backwards=backwards)
    assert doubtful(outcomes) == []
    assert dates(store) == ["../2026-05-20", "2026-06-12T09:00"]
    assert [sources(store, event) for event in store.events()] == [2, 2]
    again = read(store, letter(body, sender=sender))
    assert [outcome.added for outcome in again] == [(), ()]
    assert [sources(store, event) for event in store.events()] == [2, 2]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("subject", [SUBJECT, f"转发：{SUBJECT}", "Fw: 大赛通知"])
def test_a_letter_that_only_hands_a_notice_on_gives_its_own_dates(
    store: Store, subject: str, *, backwards: bool
) -> None:
    outcomes = read(store, letter(PASSED_ON, subject, "安禾区科学技术协会 <q@example.org>"), backwards=backwards)
    assert doubtful(outcomes) == []
    assert dates(store) == ["../2026-05-15", "../2026-05-20", "2026-06-12T09:00"]
    assert [sources(store, event) for event in store.events()] == [1, 1, 1]


def test_a_letter_that_contradicts_its_attachment_is_asked_about(store: Store) -> None:
    outcomes = read(store, letter(NOTE.replace("6月12日", "6月13日")))
    assert len(doubtful(outcomes)) == 1
    assert len(store.events()) == 2
