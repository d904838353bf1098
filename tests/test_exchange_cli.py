"""`yueling export` and `yueling import` as a user calls them."""

from __future__ import annotations

import importlib
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from calendars.ical.lint import lint

test_cli: Any = importlib.import_module("tests.test_cli")
run = test_cli.run
Run = Any
FOLDER = Path(__file__).parent / "exchange"
TEAM = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.org//calendar//EN
X-WR-CALNAME:Team
BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20260101T000000Z
DTSTART;TZID=America/New_York:20260302T090000
DTEND;TZID=America/New_York:20260302T100000
RRULE:FREQ=WEEKLY;COUNT=9
LOCATION:Room\\, 1
SUMMARY:Call\x1b[2J
END:VEVENT
BEGIN:VEVENT
UID:2@example.org
DTSTART:20260302T090000Z
RRULE:FREQ=SOMETIMES
SUMMARY:Bad
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def team(tmp_path: Path) -> str:
    file = tmp_path / "team.ics"
    file.write_text(TEAM, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("shape", ["json", "toml", "ics"])
def test_everything_is_taken_to_another_database(run: Any, tmp_path: Path, shape: str) -> None:
    run("add", "每年5月30日 全国科技工作者日", "--tag", "科普", "--lead", "7d")
    run("add", "每月第一个工作日前 报数")
    file = tmp_path / f"all.{shape}"
    assert "2 个事项" in run("export", "-o", str(file)).out
    before = run("list", "--json").json()
    there = ("--db", f"sqlite:///{tmp_path}/there.sqlite3")
    assert "新增 2" in run("import", str(file), "--yes", *there).out
    assert run("list", "--json", *there).json() == before
    again = run("import", str(file), "--yes", *there)
    assert "未变 2" in again.out
    assert again.code == 0


def test_the_export_goes_to_stdout_and_can_be_filtered(run: Any) -> None:
    run("add", "每年5月30日 全国科技工作者日", "--tag", "科普")
    run("add", "4月15日前 报送总结")
    titles = [each["title"] for each in run("export", "--kind", "deadline").json()["events"]]
    assert titles == ["报送总结"]
    assert lint(run("export", "--format", "ics", "--tag", "科普").out.encode()) == []
    assert run("export", "--kind", "party").code == 1


def test_an_export_is_for_its_owner_only_and_replaces_the_file_at_once(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    for _ in range(2):
        run("export", "-o", str(file))
        assert json.loads(file.read_text())["events"] == []
        assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.glob(".yueling-*")) == []
    assert run("export", "-o", str(tmp_path / "no" / "all.json")).code == 1


def test_a_foreign_calendar_is_shown_stored_and_expanded_like_our_own_events(run: Any, team: str) -> None:
    ran = run("import", team, "--yes")
    assert "新增 1" in ran.out
    assert "\x1b" not in ran.out + ran.err
    assert "2@example.org" in ran.err
    assert ran.code == 1
    (event,) = run("list", "--json").json()
    starts = [
        each["start"] for each in run("upcoming", "--from", "2026-03-01", "--days", "14", "--format", "json").json()
    ]
    assert starts == ["2026-03-02T22:00", "2026-03-09T21:00"]
    assert "Room, 1" in run("show", event["uid"]).out
    assert "Team" in run("why", event["uid"], "2026-03-09").out
    feed = run("upcoming", "--from", "2026-03-01", "--days", "14", "--format", "ics").out
    assert "DTSTART;TZID=Asia/Shanghai:20260309T210000" in feed
    assert lint(feed.encode()) == []
    assert "未变 1" in run("import", team, "--yes").out


def test_a_dry_run_and_a_question_without_an_answer_store_nothing(run: Any, team: str) -> None:
    assert "没有存入" in run("import", team, "--dry-run").out
    refused = run("import", team)
    assert refused.code == 2
    assert run("list", "--json").out.strip() == "" or run("list", "--json").json() == []


def test_no_answers_the_question(run: Any, team: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *args, **kwargs: "否")
    assert "没有存入" in run("import", team).out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_that_is_no_calendar_names_the_file_and_the_remedy(run: Any, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "通知.txt"
    file.write_text("各单位：\n")
    ran = run("import", str(file), "--yes", "--lang", lang)
    assert ran.code == 1
    assert "通知.txt" in ran.err
    assert "BEGIN:VCALENDAR" in ran.err


def test_reminders_come_for_imported_events(run: Any) -> None:
    run("import", str(FOLDER / "weekly_meeting.ics"), "--yes")
    out = run("--now", "2026-01-25T09:00", "remind", "--dry-run").out
    assert "周会" in out
    assert "1月26日" in out


def test_every_sample_calendar_is_imported_exported_and_imported_again_without_a_change(
    run: Any, tmp_path: Path
) -> None:
    for file in sorted(FOLDER.glob("*.ics")):
        data = file.read_text(encoding="utf-8").replace("UID:1@", f"UID:{file.stem}@").encode()
        (tmp_path / file.name).write_bytes(data)
        assert run("import", str(tmp_path / file.name), "--yes").code == 0, file
    window = ("--from", "2026-01-01", "--to", "2028-12-31", "--format", "json")
    before = run("upcoming", *window).json()
    for shape in ("json", "toml", "ics"):
        everything = tmp_path / f"everything.{shape}"
        run("export", "-o", str(everything))
        there = ("--db", f"sqlite:///{tmp_path}/{shape}.sqlite3")
        assert run("import", str(everything), "--yes", *there).code == 0
        assert run("upcoming", *window, *there).json() == before
        assert "新增 0，修改 0" in run("import", str(everything), "--yes").out


@pytest.mark.parametrize("shape", ["ics", "json"])
def test_an_address_that_is_no_page_is_left_out_and_said(run: Any, tmp_path: Path, shape: str) -> None:
    file = tmp_path / f"links.{shape}"
    bad, good = "javascript:alert(1)", "https://example.cn/1"
    if shape == "ics":
        body = "".join(
            f"BEGIN:VEVENT\nUID:{n}@x\nDTSTART:2026050{n}\nSUMMARY:会{n}\nURL:{url}\nEND:VEVENT\n"
            for n, url in ((1, bad), (2, good))
        )
        file.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{body}END:VCALENDAR\n", encoding="utf-8")
    else:
        for day, title in (("1日", "会1"), ("2日", "会2")):
            run("add", f"2026年5月{day} {title}", "--url", good)
        whole = run("export").json()
        next(each for each in whole["events"] if each["title"] == "会1")["url"] = bad
        file.write_text(json.dumps(whole), encoding="utf-8")
        for title in ("会1", "会2"):
            run("remove", title, "--yes")
    ran = run("import", str(file), "--yes", "--again")
    assert ran.code == 0, ran.err
    assert bad in ran.err
    assert "略去" in ran.err
    urls = {each["title"]: each["url"] for each in run("list", "--json").json()}
    assert urls == {"会1": None, "会2": good}
    assert bad not in run("export").json()["events"][0].get("url", "")
    assert run("import", str(file), "--yes").code == 0


CALL = """关于举办学术年会的通知
各学会：
定于2026年5月15日上午9:00举办青岭市第十二届学术年会。
青岭市科学技术协会
2026年3月13日
"""
POSTPONED = """关于延期举办学术年会的通知
各学会：
原定5月15日召开的青岭市第十二届学术年会延期至2026年5月29日上午9:00举行。
青岭市科学技术协会
2026年4月22日
"""


@pytest.mark.parametrize("shape", ["json", "toml"])
def test_an_export_has_what_each_notice_says_and_gives_it_back(run: Run, tmp_path: Path, shape: str) -> None:
    for name, text in (("1.txt", CALL), ("2.txt", POSTPONED)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        run("read", str(tmp_path / name), "--add", "--yes")
    file, other = tmp_path / f"all.{shape}", f"sqlite:///{tmp_path / 'other.db'}"
    run("export", "-o", str(file))
    (uid,) = [event["uid"] for event in run("list", "--all", "--json").json()]
    sources = run("show", uid, "--json").json()["sources"]
    assert [(one["act"], one["notice"]["title"]) for one in sources] == [
        (None, "关于举办学术年会的通知"),
        ("moves", "关于延期举办学术年会的通知"),
    ]
    assert run("import", str(file), "--yes", "--db", other).code == 0
    assert run("show", uid, "--json", "--db", other).json()["sources"] == sources
    again = tmp_path / f"again.{shape}"
    run("export", "-o", str(again), "--db", other)
    assert again.read_bytes() == file.read_bytes()
    run("import", str(file), "--yes", "--db", other)
    assert len(run("show", uid, "--json", "--db", other).json()["sources"]) == 2


@pytest.mark.parametrize(
    "broken",
    [{"act": "explodes"}, {"dates": []}, {"source": {"title": "无"}}, {"title": 3}, {"added": "2026-04-01T00:00:00"}],
)
def test_a_statement_that_is_none_is_refused_with_its_event(
    run: Run, tmp_path: Path, broken: dict[str, object]
) -> None:
    (tmp_path / "1.txt").write_text(CALL, encoding="utf-8")
    run("read", str(tmp_path / "1.txt"), "--add", "--yes")
    document = run("export").json()
    document["events"][0]["statements"][0] |= broken
    (tmp_path / "x.json").write_text(json.dumps(document), encoding="utf-8")
    ran = run("import", str(tmp_path / "x.json"), "--yes", "--db", f"sqlite:///{tmp_path / 'other.db'}")
    assert ran.code == 1
    assert "拒绝 1" in ran.out


SPECIAL = """BEGIN:VEVENT
UID:1@example.org
RECURRENCE-ID;TZID=America/New_York:20260309T090000
DTSTART;TZID=America/New_York:20260309T110000
SUMMARY:Special
END:VEVENT
"""


def test_what_a_calendar_no_longer_has_is_taken_out_and_comes_back_by_undo(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "team.ics"
    whole = TEAM.replace("BEGIN:VEVENT\nUID:2", SPECIAL + "BEGIN:VEVENT\nUID:2", 1)
    file.write_text(whole, encoding="utf-8")
    run("import", str(file), "--yes")
    assert len(run("list", "--all", "--json").json()) == 2
    file.write_text(TEAM, encoding="utf-8")
    assert [each["title"] for each in run("import", str(file), "--dry-run", "--json").json()["removed"]] == ["Special"]
    ran = run("import", str(file), "--yes")
    assert "Special" in ran.err
    assert len(run("list", "--all", "--json").json()) == 1
    run("undo", "--yes")
    assert len(run("list", "--all", "--json").json()) == 2


def test_what_a_person_settled_of_an_event_is_not_lost_where_its_calendar_drops_it(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "team.ics"
    file.write_text(TEAM.replace("BEGIN:VEVENT\nUID:2", SPECIAL + "BEGIN:VEVENT\nUID:2", 1), encoding="utf-8")
    run("import", str(file), "--yes")
    run("edit", "Special", "--note", "带材料")
    file.write_text(TEAM, encoding="utf-8")
    run("import", str(file), "--yes")
    (kept,) = [each for each in run("list", "--all", "--json").json() if each["title"] == "Special"]
    assert (kept["note"], kept["status"]) == ("带材料", "cancelled")


def test_a_meeting_that_is_called_off_is_no_longer_reminded_of(run: Any, team: str) -> None:
    run("import", team, "--yes")
    assert "Call" in run("--now", "2026-03-02T09:00", "remind", "--dry-run").out
    off = Path(team)
    off.write_text(TEAM.replace("LOCATION", "STATUS:CANCELLED\nSEQUENCE:1\nLOCATION"), encoding="utf-8")
    ran = run("import", team, "--yes")
    assert "修改 1" in ran.out
    assert "STATUS:CANCELLED" in ran.err
    assert "Call" not in run("--now", "2026-03-02T09:00", "remind", "--dry-run").out


def test_what_is_due_goes_out_as_tasks_and_comes_back_as_it_was(run: Any, tmp_path: Path) -> None:
    run("add", "4月15日前 报送总结", "--lead", "7d")
    run("add", "每月10日前 报数")
    run("add", "每周一9:00至10:00 例会")
    run("add", "2026年4月20日18:00前 交表")
    file = tmp_path / "tasks.ics"
    assert run("export", "--todo", "-o", str(file)).code == 0
    text = file.read_text("utf-8")
    assert (text.count("BEGIN:VTODO"), text.count("BEGIN:VEVENT")) == (3, 1)
    assert "DUE;TZID=Asia/Shanghai:20260420T180000" in text
    assert lint(file.read_bytes()) == []
    there = ("--db", f"sqlite:///{tmp_path}/there.sqlite3")
    assert "新增 4" in run("import", str(file), "--yes", *there).out
    window = ("--from", "2026-01-01", "--to", "2026-12-31", "--format", "json")
    assert run("upcoming", *window, *there).json() == run("upcoming", *window).json()
    assert run("export", "--todo", "--format", "json").code == 2


@pytest.mark.parametrize("uid", ["abcd-2026", "a@b.example", "with blank", "-dash", "ab*%_?"])
def test_whatever_uid_a_document_has_commands_can_name_it(run: Any, tmp_path: Path, uid: str) -> None:
    record = {
        "uid": uid,
        "title": "会",
        "kind": "event",
        "recurrence": {"rule": {"kind": "yearly", "month": 5, "day": 30}},
    }
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"format": "yueling events", "version": 1, "events": [record]}), encoding="utf-8")
    assert run("import", str(file), "--yes").code == 0
    assert uid in run("show", "--", uid).out
    assert run("remove", "--yes", "--", uid).code == 0


DOCUMENTS = {
    "tags": '{"format": "yueling events", "version": 1, "events": [{"uid": "abcd1234", "title": "t", "kind": "event", '
    '"recurrence": {"rule": {"kind": "yearly", "month": 5, "day": 30}}, "tags": ' + json.dumps(["x"] * 100_000) + "}]}",
    "keys": 'format = "yueling events"\nversion = 1\n' + "a." * 100_000 + "a = 1\n",
    "a table": 'format = "yueling events"\nversion = 1\n[' + "a." * 100_000 + "a]\n",
    "an inner table": 'format = "yueling events"\nversion = 1\nx = {' + "a." * 100_000 + "a = 1}\n",
    "records": '{"format": "yueling events", "version": 1, "events": [' + "{}," * 300_000 + "{}]}",
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_made_to_keep_us_busy_is_refused_with_words(run: Any, tmp_path: Path, name: str) -> None:
    file = tmp_path / "x.toml"
    file.write_text(DOCUMENTS[name], encoding="utf-8")
    begun = time.process_time()
    ran = run("import", str(file), "--yes", "--lang", "en")
    assert time.process_time() - begun < 8
    assert ran.code == 1
    assert re.search(
        "more than 1000$|nested too deep|more than 10000 of its records", ran.err.strip().partition(";")[0]
    )
