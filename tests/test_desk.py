"""The desk: documents read in and decided, lines added, events changed, what was done taken back."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select

from calendars import actions
from calendars.access import passwords
from calendars.actions.access import add_account
from calendars.choosing import Choice
from calendars.drafts import draft
from calendars.events import CANCELLED, CONFIRMED, Event
from calendars.http_settings import HttpSettings
from calendars.inputs import Document, Pile, accept, look, papers_in
from calendars.store import Store
from calendars.store.opening import reading
from calendars.store.tables import metadata, own
from calendars.web.page_forms import BLANK
from calendars.web.routes.desk import reader
from rules import find, read_notice
from tests.desk import NOTICE, NOW, Desk, Page, at_the_desk
from tests.test_cli import Run, run
from tests.test_later_notices import CALL, POSTPONED

__all__ = ["run"]

LINE = "2026年12月15日上午10点 理事会"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'desk.sqlite3'}", create=True) as opened:
        yield opened


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    with at_the_desk(store) as found:
        yield found


def titles(store: Store) -> list[str]:
    return [event.title for event in store.events()]


def only(store: Store) -> Event:
    (event,) = store.events()
    return event


def added(desk: Desk, line: str = LINE) -> Event:
    assert desk.send("/desk/add", text=line, do="store").where
    return desk.store.events()[-1]


# ------------------------------------------------------------------ from a file to the calendar


def test_a_notice_is_read_decided_stored_and_taken_back(desk: Desk, store: Store) -> None:
    where = desk.hand_in().where
    assert where.startswith("/desk/notice/")
    page = desk.get(where)
    for words in ("报送年度工作总结", "总结会", "2026年12月20日前", "接下来：2026-12-25 周五", "从原文到日期"):
        assert words in page.words
    assert store.events() == []
    done = desk.send(where, do1="take", do2="later", title1="报送年度总结").where
    assert titles(store) == ["报送年度总结"]
    page = desk.get(done)
    assert "已完成：读入通知" in page.words
    assert "另有 1 项仍待定" in page.words
    assert desk.post("/desk/undo", data={name: page.hidden(name) for name in ("form", "seen", "count")}).where
    assert store.events() == []
    assert len(store.drafts()) == 2


def test_what_never_belongs_on_a_calendar_is_not_offered_again(desk: Desk, store: Store) -> None:
    where = desk.hand_in().where
    desk.send(where, do1="never", do2="take")
    assert titles(store) == ["总结会"]
    where = desk.hand_in().where
    assert "已由您决定" in desk.get(where).words
    assert desk.send(where, do1="take", do2="take").where
    assert titles(store) == ["总结会"]


def test_a_correction_has_its_year_and_its_deadline_from_what_was_read(desk: Desk, store: Store) -> None:
    where = desk.hand_in().where
    fields = {"rule1": "12月18日", "place1": "三楼会议室", "tags1": "报送，总结", "leads1": "7d 1d", "kind1": "duty"}
    desk.send(where, do1="take", do2="never", **fields)
    event = only(store)
    assert event.recurrence.rule.single_span() is not None
    assert event.recurrence.upcoming(date(2026, 4, 8), 1)[0].span.last == date(2026, 12, 18)
    assert event.recurrence.rule.deadline() is not None
    assert (event.place, event.tags, event.kind) == ("三楼会议室", ("报送", "总结"), "duty")
    assert [lead.write() for lead in event.leads or ()] == ["7d", "1d"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"rule1": "每月35日"}, "每月35日"), ({"title1": " "}, "标题"),
     ({"leads1": "soon"}, "soon"), ({"kind1": "nothing"}, "nothing"),
     ({"title1": "别的", "do1": "later"}, "没有选择入库")],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_change_and_nothing_entered_is_lost(
    desk: Desk, store: Store, fields: dict[str, str], words: str
) -> None:
    where = desk.hand_in().where
    page = desk.send(where, **{"do1": "take", "do2": "take", "title2": "年终总结会"} | fields)
    assert page.status == 422
    assert words in page.words
    assert 'value="年终总结会"' in page.text
    assert "--" not in page.words
    assert store.events() == []


def test_a_text_is_pasted(desk: Desk, store: Store) -> None:
    form = desk.get("/desk").hidden("form")
    page = desk.post("/desk/read", data={"form": form, "text": NOTICE.replace("2026年", "")})
    assert page.where.startswith("/desk/notice/")
    form = desk.get("/desk").hidden("form")
    page = desk.post("/desk/read", data={"form": form, "text": "请于下周五前报送总结。", "received": "2026-05-04"})
    assert "2026年5月15日前" in desk.get(page.where).words


def test_several_files_are_told_of_one_by_one_and_the_good_ones_wait(desk: Desk, store: Store) -> None:
    form = desk.get("/desk").hidden("form")
    files = [
        ("files", ("好.txt", NOTICE.encode())),
        ("files", ("坏<img src=x>.zip", b"PK\x03\x04" + b"\0" * 40)),
        ("files", ("空.txt", b"")),
        ("files", ("闲.txt", "天气很好。".encode())),
    ]
    page = desk.get(desk.post("/desk/read", data={"form": form}, files=files).where)
    assert "关于报送材料的通知" in page.words
    assert "坏&lt;img src=x&gt;.zip" in page.text
    assert page.text.count("未能读取") == 2
    assert "没有应列入日历的内容" in page.words
    assert len(store.drafts()) == 2


CHOICES = [
    ((), {"do1": "take", "do2": "take"}),
    (("--only", "1"), {"do1": "take", "do2": "later"}),
    (("--only=-2",), {"do1": "take", "do2": "never"}),
    (("--only", "2 -1", "--title", "2=年终会", "--kind", "2=window"),
     {"do1": "never", "do2": "take", "title2": "年终会", "kind2": "window"}),
    (("--date", "1=12月18日"), {"do1": "take", "do2": "take", "rule1": "12月18日"}),
]  # fmt: skip


COMPARED = ("events", "notices", "sources", "drafts", "decisions", "steps", "changes")


def rows(file: Path) -> dict[str, list[str]]:
    """Everything that a database holds, but for who it is."""
    with Store.open(f"sqlite:///{file}") as store, reading(store.engine, store.place) as connection:
        tables = [metadata.tables[name] for name in COMPARED]
        return {one.name: sorted(map(repr, connection.execute(select(one).where(own(one))))) for one in tables}


@pytest.mark.parametrize(("options", "fields"), CHOICES)
def test_the_page_stores_what_the_command_stores_with_the_same_choices(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], fields: dict[str, str]
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("通知.txt").write_text(NOTICE, encoding="utf-8")
    ran = run("--now", NOW.isoformat(), "read", "通知.txt", "--add", "--yes", *options)
    assert ran.code == 0, ran.err
    with Store.open(f"sqlite:///{tmp_path / 'web.sqlite3'}", create=True) as store, at_the_desk(store) as desk:
        assert desk.send(desk.hand_in().where, **fields).where
    by_command, by_page = rows(tmp_path / "events.sqlite3"), rows(tmp_path / "web.sqlite3")
    assert by_command["events"]
    assert by_page == by_command


def test_which_event_is_meant_is_chosen_and_stored_as_review_does(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    lines = ("2026年5月15日 理论学术年会", "2026年5月15日 青年学术年会")
    later = POSTPONED.replace("青岭市第十二届学术年会", "学术年会")
    Path("延期.txt").write_text(later, encoding="utf-8")
    for line in lines:
        assert run("--now", NOW.isoformat(), "add", line).code == 0
    assert run("--now", NOW.isoformat(), "read", "延期.txt", "--add", "--yes", "--only", "1b").code == 0
    with Store.open(f"sqlite:///{tmp_path / 'web.sqlite3'}", create=True) as store, at_the_desk(store) as desk:
        for line in lines:
            added(desk, line)
        where = desk.hand_in(later, "延期.txt").where
        uids = re.findall(r'name="event1" value="(\w{16})"', desk.get(where).text)
        assert len(uids) == 2
        unsaid = desk.send(where, event1="nobody")
        assert unsaid.status == 422
        assert desk.send(where, event1=uids[1]).where
    assert rows(tmp_path / "web.sqlite3")["events"] == rows(tmp_path / "events.sqlite3")["events"]


def test_a_later_notice_shows_from_what_to_what_it_moves_an_event(desk: Desk, store: Store) -> None:
    assert desk.send(desk.hand_in(CALL).where, do1="take", do2="take").where
    where = desk.hand_in(POSTPONED).where
    page = desk.get(where)
    assert re.search(r"<s>2026年5月15日.*</s>", page.text)
    desk.send(where, do1="take")
    assert date(2026, 5, 29) in {
        event.recurrence.upcoming(date(2026, 4, 8), 1)[0].span.first for event in store.events()
    }


def test_drafts_that_wait_since_before_the_start_are_decided_too(store: Store) -> None:
    notice = read_notice(NOTICE.encode(), "通知.txt")
    actions.lay_in(store, notice, draft(notice, find(notice, None)), NOW)
    with at_the_desk(store) as desk:
        assert "关于报送材料的通知" in desk.get("/desk").words
        assert desk.send(f"/desk/notice/{notice.digest}", do1="take", do2="later").where
    assert titles(store) == ["报送年度工作总结"]
    assert len(store.drafts()) == 1


# ------------------------------------------------------------------ a line


def test_a_line_is_shown_as_it_is_read_before_it_is_stored(desk: Desk, store: Store) -> None:
    page = desk.send("/desk/add", text="12月18日下午2:30在三楼会议室召开理事会", do="read")
    assert page.status == 200
    for words in ("理事会", "三楼会议室", "2026年12月18日14:30", "2026-12-18 周五 14:30", "每年12月18日14:30"):
        assert words in page.words
    assert store.events() == []
    page = desk.get(desk.send("/desk/add", text="12月18日下午2:30在三楼会议室召开理事会", do="store").where)
    assert "已完成：添加" in page.words
    assert only(store).place == "三楼会议室"


def test_the_other_reading_of_a_line_can_be_chosen(desk: Desk, store: Store) -> None:
    desk.send("/desk/add", text="12月18日下午2:30 理事会", do="store", reading="other")
    assert only(store).recurrence.rule.single_span() is None


def test_a_line_that_is_not_understood_is_answered_with_a_caret_and_a_remedy(desk: Desk, store: Store) -> None:
    page = desk.send("/desk/add", text="每月35日 例会", do="store", place="三楼")
    assert page.status == 422
    assert 'value="每月35日 例会"' in page.text
    assert 'value="三楼"' in page.text
    found = desk.get("/desk/reading", params={"text": "每月35日"})
    assert re.search(r"<mark>[^<]*35日[^<]*</mark>", found.text)
    assert store.events() == []


@pytest.mark.parametrize(
    ("query", "words"),
    [({"text": "每周五上午9点 例会", "line": "1"}, "2026-04-10 周五 09:00"),
     ({"text": "12月18日", "was": "2026年12月20日前"}, "2026年12月18日前"),
     ({"text": "会议前3天"}, "暂定"), ({"text": "<script>alert(1)</script>", "line": "1"}, "<script>alert(1)</script>")],
)  # fmt: skip
def test_a_reading_is_a_part_of_a_page_with_its_text_escaped(desk: Desk, query: dict[str, str], words: str) -> None:
    found = desk.get("/desk/reading", params=query)
    assert found.status == 200
    assert words in found.words
    assert "<script" not in found.text


# ------------------------------------------------------------------ an event


def test_fields_of_an_event_are_changed_and_the_step_is_taken_back(desk: Desk, store: Store) -> None:
    event = added(desk)
    path = f"/desk/event/{event.uid}"
    page = desk.get(
        desk.send(
            path, title="常务理事会", rule="2026年12月16日上午9点", note="带材料\r\n两份", tags="会议，理事会"
        ).where
    )
    changed = only(store)
    assert (changed.title, changed.note, changed.tags) == ("常务理事会", "带材料\n两份", ("会议", "理事会"))
    assert "2026-12-16" in page.words
    desk.post("/desk/undo", data={name: page.hidden(name) for name in ("form", "seen", "count") if name != "seen"}
              | {"seen": re.findall(r'name="seen" value="(\d+)"', page.text)[0]})  # fmt: skip
    assert only(store).title == "理事会"


def test_fields_that_come_back_as_they_were_change_nothing(desk: Desk, store: Store) -> None:
    event = added(desk, "每周一上午9点 例会")
    path = f"/desk/event/{event.uid}"
    assert desk.send(path, f"{path}/move", day="2026-04-13", to="4月14日上午10点").where
    event = only(store)
    page = desk.get(f"/desk/event/{event.uid}")
    values = {name: page.hidden(name) for name in ("title", "rule", "place", "tags", "leads", "contact", "url")}
    assert desk.send(f"/desk/event/{event.uid}", **values, kind=event.kind, note="").where
    assert only(store) == event


def test_one_date_is_moved_and_another_cancelled(desk: Desk, store: Store) -> None:
    event = added(desk, "每周一上午9点 例会")
    path = f"/desk/event/{event.uid}"
    assert desk.send(path, f"{path}/move", day="2026-04-13", to="4月14日上午10点").where
    assert desk.send(path, f"{path}/cancel", day="2026-04-20").where
    days = [one.span.first for one in only(store).recurrence.upcoming(date(2026, 4, 9), 2)]
    assert days == [date(2026, 4, 14), date(2026, 4, 27)]
    wrong = desk.send(path, f"{path}/move", day="2026-04-20", to="某天")
    assert wrong.status == 422
    assert 'value="某天"' in wrong.text


def test_an_event_is_split_merged_and_removed_after_a_question(desk: Desk, store: Store) -> None:
    event = added(desk, "4月20日前 报名并交回执")
    path = f"/desk/event/{event.uid}"
    assert desk.send(path, f"{path}/split", lines="4月10日前 报名").status == 422
    assert desk.send(path, f"{path}/split", lines="4月10日前 报名\n4月20日前 交回执").where
    assert sorted(titles(store)) == ["交回执", "报名"]
    first, second = store.events()
    assert desk.send(f"/desk/event/{first.uid}", f"/desk/event/{first.uid}/merge", other=second.uid).where
    left = only(store)
    asked = desk.get(f"/desk/event/{left.uid}/remove")
    assert left.title in asked.words
    assert len(store.events()) == 1
    done = desk.send(f"/desk/event/{left.uid}/remove").where
    assert store.events() == []
    assert left.title in desk.get(done).words
    gone = desk.get(f"/desk/event/{left.uid}")
    assert gone.status == 404
    assert left.title in gone.words


def test_a_second_editor_is_told_what_the_first_did_and_keeps_what_he_entered(desk: Desk, store: Store) -> None:
    event = added(desk)
    path = f"/desk/event/{event.uid}"
    theirs, mine = desk.get(path), desk.get(path)
    seen = {"form": theirs.hidden("form"), "seen": str(event.sequence)}
    assert desk.post(path, data=seen | {"title": "常务理事会"}).where
    page = desk.post(
        path, data={"form": mine.hidden("form"), "seen": str(event.sequence), "title": "年终理事会", "place": "二楼"}
    )
    assert page.status == 409
    assert "常务理事会" in page.words
    assert 'value="年终理事会"' in page.text
    assert 'value="二楼"' in page.text
    assert only(store).title == "常务理事会"


def test_two_who_decide_the_same_notice_do_not_decide_it_twice(desk: Desk, store: Store) -> None:
    where = desk.hand_in().where
    first, second = desk.get(where), desk.get(where)
    for page, status in ((first, 303), (second, 409)):
        fields = {name: page.hidden(name) for name in ("form", "seen", "whole")}
        found = desk.post(where, data=fields | {"do1": "take", "do2": "take"})
        assert found.status == status
    assert len(store.events()) == 2
    assert len(store.steps(10)) == 1


def test_what_was_seen_is_checked_once_more_where_it_is_stored(store: Store) -> None:
    notice = read_notice(NOTICE.encode(), "通知.txt")
    pile = Pile(notice, draft(notice, find(notice, None)))
    seen = look(store, pile, NOW)
    assert accept(store, pile, seen.changes, Choice(frozenset({1})), NOW).added
    with pytest.raises(actions.Stale):
        accept(store, pile, seen.changes, Choice(), NOW)
    assert len(store.events()) == 1


def test_steps_below_the_last_are_taken_back_with_those_above_and_only_as_seen(desk: Desk, store: Store) -> None:
    for line in ("12月1日 甲会", "12月2日 乙会", "12月3日 丙会"):
        added(desk, line)
    page = desk.get("/desk/history")
    form, seen = page.hidden("form"), page.hidden("seen")
    added(desk, "12月4日 丁会")
    stale = desk.post("/desk/undo", data={"form": form, "seen": seen, "count": "2"})
    assert stale.status == 409
    assert len(store.events()) == 4
    page = desk.get("/desk/history")
    assert desk.post("/desk/undo", data={"form": page.hidden("form"), "seen": page.hidden("seen"), "count": "3"}).where
    assert titles(store) == ["甲会"]
    assert "已由第" in desk.get("/desk/history").words


# ------------------------------------------------------------------ what is refused


def test_a_form_that_is_sent_again_does_nothing_and_leads_to_what_was_done(desk: Desk, store: Store) -> None:
    form = desk.get("/desk/add").hidden("form")
    fields = {"form": form, "text": LINE, "do": "store"}
    where = desk.post("/desk/add", data=fields).where
    again = desk.post("/desk/add", data=fields)
    assert again.status == 409
    assert where.replace("&", "&amp;") in again.text
    assert len(store.steps(10)) == 1


POSTS = ("/desk/read", "/desk/add", "/desk/undo", "/desk/notice/{digest}", "/desk/event/{uid}",
         "/desk/event/{uid}/move", "/desk/event/{uid}/cancel", "/desk/event/{uid}/split",
         "/desk/event/{uid}/merge", "/desk/event/{uid}/remove")  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
def test_no_form_of_another_site_or_without_a_mark_does_anything(desk: Desk, store: Store, path: str) -> None:
    event = added(desk)
    digest = desk.hand_in().where.split("/")[-1].split("?")[0]
    address = path.format(uid=event.uid, digest=digest)
    good = {"form": desk.get("/desk").hidden("form"), "seen": "0", "text": "每周一 例会", "do": "store", "count": "1",
            "title": "别的", "day": "2026-12-15", "to": "12月16日", "lines": "12月1日 一\n12月2日 二", "other": "x"}  # fmt: skip
    before = (store.events(), store.drafts(), len(store.steps(20)))
    for fields, headers in (
        (good | {"form": "0" * 32 + ".1.5." + "0" * 64}, {}),
        (good | {"form": ""}, {}),
        (good, {"origin": "https://evil.example"}),
        (good, {"sec-fetch-site": "cross-site"}),
    ):
        assert desk.post(address, data=fields, headers=headers).status == 403
    assert (store.events(), store.drafts(), len(store.steps(20))) == before


PAGES = ("/desk", "/desk/add", "/desk/history", "/desk/reading?text=每周一", "/desk/notice/{digest}", "/desk/event/{uid}",
         "/desk/event/{uid}/remove")  # fmt: skip


@pytest.fixture
def filled(desk: Desk) -> dict[str, str]:
    event = added(desk)
    return {"uid": event.uid, "digest": desk.hand_in().where.split("/")[-1].split("?")[0]}


def test_who_is_not_known_sees_nothing_of_the_desk(store: Store, filled: dict[str, str]) -> None:
    with at_the_desk(store, client=("192.0.2.1", 50_000)) as stranger:
        for path in PAGES:
            page = stranger.get(path.format(**filled))
            assert page.status in (303, 401, 403)
            assert "报送" not in page.text
            assert "理事会" not in page.text
        for path in POSTS:
            assert stranger.post(path.format(**filled), data={"form": "x"}).status in (401, 403)


def test_a_reader_sees_what_waits_and_has_no_buttons(
    store: Store, filled: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "matches", lambda *_: (True, False))
    add_account(store, "李四", "春眠不觉晓处处闻啼鸟", "reader", NOW)
    with at_the_desk(store) as reader_:
        page = reader_.get("/login")
        reader_.post("/login", data={"form": page.hidden("form"), "name": "李四", "password": "春眠不觉晓处处闻啼鸟"})
        for path in PAGES:
            page = reader_.get(path.format(**filled))
            assert page.status == 200, path
            assert 'method="post"' not in page.text
            assert 'type="submit"' not in page.text or path == "/desk/add"
        assert "关于报送材料的通知" in reader_.get("/desk").words
        for path in POSTS:
            assert reader_.post(path.format(**filled), data={"form": "x"}).status == 403


def test_what_is_too_large_is_refused_early_and_one_file_does_not_spoil_the_others(store: Store) -> None:
    with at_the_desk(store, http=HttpSettings(most_upload=2000, most_body=1000)) as desk:
        form = desk.get("/desk").hidden("form")
        files = [("files", ("大.txt", b"x" * 2500)), ("files", ("好.txt", NOTICE.encode()))]
        page = desk.get(desk.post("/desk/read", data={"form": form}, files=files).where)
        assert "大.txt" in page.words
        assert "最多" in page.words
        assert len(store.drafts()) == 2
        length = {"content-length": str(100 * 2**20)}
        assert desk.post("/desk/read", content=iter([b"x"]), headers=length).status == 413
        endless = (b"x" * 1000 for _ in range(100))
        kind = {"content-type": "multipart/form-data; boundary=x"}
        assert desk.post("/desk/read", content=endless, headers=kind).status in (400, 413)
        assert desk.post("/desk/add", content=b"x" * 1500).status == 413


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "<script>alert(1)</script>.txt", "a\r\nSet-Cookie: x=1.txt", "\u202efdp.txt", "名" * 5000],
)
def test_the_name_of_a_file_is_only_a_text(desk: Desk, store: Store, name: str) -> None:
    page = desk.hand_in(b"PK\x03\x04" + b"\0" * 40, name)
    assert page.status in (303, 400)
    if page.status == 303:
        shown = desk.get(page.where)
        assert "<script>alert" not in shown.text
        assert "\u202e" not in shown.text
        assert "set-cookie" not in shown.answer.headers


def test_a_hostile_notice_is_shown_as_text(desk: Desk, store: Store) -> None:
    text = NOTICE.replace("总结会", "<img src=x onerror=alert(1)>总结会").replace("材料", '"><script>x</script>')
    where = desk.hand_in(text).where
    page = desk.get(where)
    assert "<img src=x" not in page.text
    assert "<script>x" not in page.text
    desk.send(where, do1="take", do2="take")
    for path in ("/desk", "/desk/history", *(f"/desk/event/{event.uid}" for event in store.events())):
        assert "<img src=x" not in desk.get(path).text


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, real = threading.Event(), papers_in

    def slow(document: Document, today: date) -> object:
        if document.name == "慢.txt":
            held.wait(20)
        return real(document, today)

    monkeypatch.setattr(reader, "papers_in", slow)
    monkeypatch.setattr(reader, "SECONDS", 0.3)
    with at_the_desk(store) as desk:
        try:
            assert "秒" in desk.get(desk.hand_in(NOTICE, "慢.txt").where).words
            monkeypatch.setattr(reader, "SECONDS", 30)
            assert desk.hand_in().where.startswith("/desk/notice/")
        finally:
            held.set()


@pytest.mark.parametrize("path", ["/desk/notice/nothing", "/desk/event/nothing", "/desk/event/nothing/remove"])
def test_what_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    assert desk.get(path).status == 404


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_the_desk_are_kept_nowhere_and_hold_nothing_inline(
    desk: Desk, filled: dict[str, str], path: str
) -> None:
    for lang in ("zh", "en"):
        page: Page = desk.get(path.format(**filled), headers={"accept-language": lang})
        assert page.answer.headers["cache-control"] == "no-store"
        policy = page.answer.headers["content-security-policy"]
        assert "connect-src 'self'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<[^>]*\s(?:style|on\w+)=", page.text)
        assert not re.search(r"<(?:script|style)>", page.text)


# ------------------------------------------------------------------ done, and called off


def ticks(page: Page) -> list[dict[str, str]]:
    """The small forms of a page: their address and what their hidden fields hold."""
    forms = re.findall(r'<form class="tick" method="post" action="([^"]*)">(.*?)</form>', page.text, re.DOTALL)
    return [
        {"to": unescape(to)}
        | {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', inner)}
        for to, inner in forms
    ]


def sent(desk: Desk, tick: dict[str, str]) -> Page:
    return desk.post(tick["to"], data={name: value for name, value in tick.items() if name != "to"})


def test_a_deadline_is_ticked_on_its_page_and_the_tick_taken_back(desk: Desk, store: Store) -> None:
    event = added(desk, "2026年4月20日前 报送总结")
    meeting = added(desk, "2026年4月21日 座谈会")
    assert ticks(desk.get(f"/event/{meeting.uid}")) == []
    path = f"/event/{event.uid}"
    page = desk.get(path)
    tick = ticks(page)[0]
    assert {one["to"].split("/")[3] for one in ticks(page)} == {event.uid}
    assert page.answer.headers["cache-control"] == "no-store"
    assert sent(desk, tick).where.partition("?")[0] == path
    assert [one.percent for one in store.event(event.uid).completions] == [100]
    page = desk.get(path)
    assert "已完成" in page.words
    assert ticks(page)[0]["to"].partition("?")[0].endswith("/reopen")
    assert sent(desk, tick).status == 409
    assert sent(desk, ticks(page)[0]).where
    assert store.event(event.uid).completions == ()


def test_only_who_may_write_has_ticks_and_a_form_of_others_does_nothing(desk: Desk, store: Store) -> None:
    event = added(desk, "2026年4月20日前 报送总结")
    with at_the_desk(store, client=("10.0.0.9", 50_000)) as stranger:
        page = stranger.get(f"/event/{event.uid}")
        assert ticks(page) == []
        assert page.answer.headers["etag"]
        assert "Cookie" in page.answer.headers["vary"]
        tick = ticks(desk.get(f"/event/{event.uid}"))[0]
        assert sent(stranger, tick).status in (401, 403)
    foreign = desk.client.post(tick["to"], data=tick, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert store.event(event.uid).completions == ()


def test_a_tick_for_another_state_of_the_event_is_refused_and_shown(desk: Desk, store: Store) -> None:
    event = added(desk, "2026年4月20日前 报送总结")
    path = f"/event/{event.uid}"
    tick = ticks(desk.get(path))[0]
    actions.edit(store, event.uid, NOW, place="二楼")
    assert sent(desk, tick).status == 409
    assert store.event(event.uid).completions == ()
    tick = ticks(desk.get(path))[0]
    assert "2026-04-22" in sent(desk, tick | {"day": "2026-04-22", "key": ""}).words


def test_a_name_that_looks_like_a_mark_is_no_mark(desk: Desk) -> None:
    path = f"/event/{added(desk, '2026年4月20日前 报送总结').uid}"
    first, second = ticks(desk.get(path))[0]["form"], ticks(desk.get(path))[0]["form"]
    assert first != second
    assert BLANK not in desk.get(path).text


def test_a_whole_event_is_called_off_at_the_desk_and_takes_place_after_all(desk: Desk, store: Store) -> None:
    event = added(desk)
    where = f"/desk/event/{event.uid}"
    done = desk.send(where, f"{where}/call_off", off="1").where
    assert only(store).status == CANCELLED
    assert "确认 → 取消" in desk.get(done).words
    assert "STATUS:CANCELLED" in desk.get("/feeds/all.ics").text
    page = desk.get(where)
    assert (page.hidden("off"), "恢复举行" in page.words) == ("0", True)
    desk.send(where, f"{where}/call_off", off="0")
    assert only(store).status == CONFIRMED
