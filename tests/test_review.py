"""What is read waits for a person: drafts reach no list, feed or reminder; a review takes, puts right or refuses them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from calendars import actions
from calendars.drafts import draft
from calendars.store import Store
from rules import find, read_notice
from tests.papers import as_docx, as_eml, as_html, papers
from tests.test_cli import ROOT, Run, home, on_terminal, run
from tests.test_later_notices import CALL, CALLED_OFF, POSTPONED

__all__ = ["run"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three notices of one affair, and one file that is none."""
    found = tmp_path / "in"
    (found / "deep").mkdir(parents=True)
    for name, text in (("3.txt", CALLED_OFF), ("2.txt", POSTPONED), ("deep/1.txt", CALL)):
        (found / name).write_text(text, encoding="utf-8")
    (found / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    (found / "~$1.docx").write_bytes(b"lock")
    return found


def titles(run: Run) -> list[str]:
    return [event["title"] for event in run("list", "--all", "--json").json()]


def test_what_is_read_from_a_folder_reaches_no_list_no_feed_and_no_reminder(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    ran = run("read", str(folder))
    assert ran.code == 1  # a file could not be read
    assert "bad.pdf" in ran.err
    assert "3" in ran.out
    assert titles(run) == []
    assert run("upcoming", "--days", "365", "--json").json() == []
    run("publish", str(tmp_path / "feeds"))
    assert "BEGIN:VEVENT" not in (tmp_path / "feeds" / "all.ics").read_text(encoding="utf-8")
    assert not run("remind", "--json").json()["printed"]


def test_a_file_that_is_changed_moves_what_it_gave_and_doubles_nothing(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "1.txt").write_text(CALL, encoding="utf-8")
    run("read", str(folder), "--add", "--yes")
    before = sorted(titles(run))
    (folder / "1.txt").write_text(CALL.replace("5月6日", "5月4日"), encoding="utf-8")
    run("read", str(folder), "--add", "--yes")
    assert sorted(titles(run)) == before
    assert "2026-05-04" in run("list", "--all", "--json").out


def test_what_a_file_that_is_changed_says_is_called_what_it_is(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "1.txt"
    file.write_text(CALL, encoding="utf-8")
    run("read", str(file), "--add", "--yes")

    def word(text: str) -> str:
        file.write_text(text, encoding="utf-8")
        seen = run("read", str(file), "--add", "--dry-run")
        (line,) = [one for one in seen.out.splitlines() if one.startswith("1 ") and "→" in one]
        return line.split()[1]

    assert word(CALL.replace("5月15日（星期五）", "5月16日（星期六）")) == "改期"
    assert word(CALL.replace("9:00", "10:00")) == "改期"
    assert run("read", str(file), "--json", "--add", "--dry-run").code == 0


def test_another_place_alone_is_no_confirmation(run: Run, tmp_path: Path) -> None:
    text = (
        "关于召开理事会的通知\n各理事：\n定于2026年5月20日上午9:00在{}召开理事会。\n青岭市科学技术协会\n2026年4月2日\n"
    )
    file = tmp_path / "1.txt"
    for place in ("三楼会议室", "五楼会议室"):
        file.write_text(text.format(place), encoding="utf-8")
        ran = run("read", str(file), "--add", "--yes")
    assert "改地点" in ran.out
    assert "三楼会议室 → 五楼会议室" in ran.out


def test_a_link_to_itself_stops_no_folder(run: Run, folder: Path) -> None:
    (folder / "0.txt").symlink_to("0.txt")
    ran = run("read", str(folder))
    assert "0.txt" in ran.err
    assert "本次读入 3 个" in ran.out


def test_a_letter_behind_what_is_certain_is_refused(run: Run, folder: Path) -> None:
    run("read", str(folder))
    ran = run("review", "--only", "1z")
    assert ran.code == 1
    assert "1" in ran.err
    assert titles(run) == []


def test_what_is_put_off_until_further_notice_is_marked_in_what_comes(run: Run, tmp_path: Path) -> None:
    later = (
        "关于推迟举办青岭市第十二届学术年会的通知\n原定5月15日召开的青岭市第十二届学术年会推迟举行，具体时间另行通知。\n"
        "青岭市科学技术协会\n2026年4月22日\n"
    )
    for name, text in (("1.txt", CALL), ("2.txt", later)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        run("read", str(tmp_path / name), "--add", "--yes")
    (line,) = [
        one for one in run("--now", "2026-04-25T09:00", "upcoming", "--days", "60").out.splitlines() if "年会" in one
    ]
    assert "延期" in line


def test_a_folder_is_read_once_and_its_bad_files_are_told_again(run: Run, folder: Path) -> None:
    run("read", str(folder))
    again = run("read", str(folder))
    assert "本次读入 0 个" in again.out
    assert "bad.pdf" in again.err
    (folder / "4.txt").write_text(CALL.replace("第十二届", "第十三届"), encoding="utf-8")
    assert "本次读入 1 个" in run("read", str(folder)).out


def letter_with(*attachments: tuple[str, bytes]) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "wang@example.org", "会议材料"
    made["Date"] = "Mon, 02 Mar 2026 09:30:00 +0800"
    made.set_content("各位老师：\n请于2026年5月9日前报名。\n")
    for name, content in attachments:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def test_a_letter_with_an_attachment_that_cannot_be_read_is_read_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "1.eml").write_bytes(letter_with(("表.xlsx", b"PK\x03\x04xx"), ("x.exe", b"MZ\0\0\0")))
    first = run("read", str(folder))
    assert (first.err.count("表.xlsx › 表.xlsx"), first.err.count("1.eml › 表.xlsx")) == (0, 1)
    assert "x.exe" in first.err
    assert "本次读入 1 个" in first.out
    second = run("read", str(folder))
    assert "本次读入 0 个，已读过 1 个" in second.out
    assert "xlsx" not in second.err
    again = run("read", str(folder), "--again")
    assert "表.xlsx" in again.err
    assert "本次读入 1 个" in again.out


def test_what_is_read_of_a_folder_again_stands_against_what_was_decided(run: Run, folder: Path) -> None:
    run("read", str(folder / "deep"), "--add", "--yes")
    (event,) = [one for one in run("list", "--all", "--json").json() if "年会" in one["title"]]
    run("remove", event["uid"], "--yes")
    run("read", str(folder / "deep"), "--add", "--yes")
    assert len(titles(run)) == 1
    run("read", str(folder / "deep"), "--add", "--yes", "--again")
    assert len(titles(run)) == 2


def test_a_name_with_signs_that_steer_a_terminal_stands_once_in_what_is_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "29\x1b[31m红.txt").write_bytes(b"\0\1\2")
    assert run("read", str(folder)).err.count("红.txt") == 1
    assert run("read", str(folder / "29\x1b[31m红.txt")).err.count("红.txt") == 1


def test_a_review_shows_what_would_change_and_takes_what_is_certain(run: Run, folder: Path) -> None:
    run("read", str(folder))
    waiting = run("review", "--json").json()
    assert [notice["notice"]["issued"] for notice in waiting] == ["2026-03-13", "2026-04-22", "2026-05-20"]
    assert [[change["change"] for change in notice["changes"]] for notice in waiting] == [
        ["new", "new"],
        ["moved"],
        ["cancelled"],
    ]  # each as after those before it
    assert titles(run) == []
    assert run("review", "--yes").code == 0
    (event,) = [one for one in run("list", "--all", "--json").json() if "年会" in one["title"]]
    assert event["status"] == "cancelled"
    sources = run("why", event["uid"], "--json").json()["sources"]
    assert [one["act"] for one in sources] == [None, "moves", "cancels"]


def test_what_is_refused_is_not_offered_again(run: Run, folder: Path) -> None:
    run("read", str(folder / "deep"))
    assert run("review", "--only", "1 -2").code == 0
    assert len(titles(run)) == 1
    assert run("review", "--json").json() == []
    (folder / "deep" / "2.html").write_text(f"<html><body><pre>{CALL}</pre></body></html>", encoding="utf-8")
    run("read", str(folder / "deep"), "--add", "--yes")
    assert len(titles(run)) == 1


def test_without_a_terminal_each_notice_is_shown_as_after_those_before_it(run: Run, folder: Path) -> None:
    run("read", str(folder))
    for options in ((), ("--dry-run",)):
        out = run("review", *options).out
        assert [out.count(word) for word in ("新增  青岭", "改期  青岭", "取消  青岭")] == [1, 1, 1]
        assert titles(run) == []
    assert len(run("review", "--json").json()) == 3


def test_files_read_before_are_counted_and_no_path_stands_twice(run: Run, folder: Path) -> None:
    ran = run("read", str(folder))
    (bad,) = [line for line in ran.err.splitlines() if "bad.pdf" in line]
    assert bad.count("bad.pdf") == 1
    assert "本次读入 3 个\n" in ran.out
    assert "本次读入 0 个，已读过 3 个" in run("read", str(folder)).out


def test_what_nobody_takes_waits_on(tmp_path: Path, run: Run, folder: Path) -> None:
    run("read", str(folder / "deep"))
    assert on_terminal(tmp_path, "review", typed=b"n\n")[0] == 0
    assert titles(run) == []
    assert len(run("review", "--json").json()[0]["changes"]) == 2


def test_an_undone_review_waits_again(run: Run, folder: Path) -> None:
    run("read", str(folder / "deep"))
    run("review", "--yes")
    assert len(titles(run)) == 2
    run("undo", "--yes")
    assert titles(run) == []
    assert len(run("review", "--json").json()[0]["changes"]) == 2


def test_a_doubtful_one_is_told_with_what_may_be_meant_and_taken_by_its_letter(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "n.txt"
    file.write_text(CALL, encoding="utf-8")
    run("read", str(file), "--add", "--yes")
    file.write_text(POSTPONED.replace("原定5月15日", "原定5月18日"), encoding="utf-8")
    ran = run("read", str(file), "--add", "--yes")
    assert "1a" in ran.out
    (event,) = [one for one in run("list", "--json").json() if "年会" in one["title"]]
    assert event["next"]["start"].startswith("2026-05-15")
    assert run("review", "--only", "1a").code == 0
    assert run("show", event["uid"], "--json").json()["next"]["start"].startswith("2026-05-29")


def test_the_watch_takes_what_is_dropped(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    command = [sys.executable, str(ROOT / "cli.py"), "watch", str(folder), "--every", "1", "--yes"]
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # what runs in the background of a shell ignores it, its children too
    with subprocess.Popen(
        command, env={**os.environ, **home(tmp_path)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        (folder / "n.txt").write_text(CALL, encoding="utf-8")
        until = time.monotonic() + 30
        while not (run("list", "--all", "--json").code == 0 and titles(run)) and time.monotonic() < until:
            time.sleep(0.5)
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=20)
    assert len(titles(run)) == 2


def test_what_a_person_decided_holds_when_the_notice_comes_in_another_format(tmp_path: Path) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    paper = next(one for one in papers() if len(draft(notice := read_notice(one_text(one)), find(notice))) >= 3)
    with Store.open("sqlite://") as store:
        notice = read_notice(one_text(paper))
        drafts = draft(notice, find(notice))
        actions.read_in(store, notice, drafts, now)
        actions.edit(store, drafts[0].uid, now, title="我的标题")
        actions.remove(store, drafts[1].uid, now)
        before = {event.uid: event.title for event in store.events()}
        for name, data in (("n.docx", as_docx(paper)), ("n.html", as_html(paper)), ("n.eml", as_eml(paper))):
            again = next(iter(_notices(data, name)))
            actions.read_in(store, again, draft(again, find(again)), now)
            assert {event.uid: event.title for event in store.events()} == before, name


def one_text(paper: object) -> str:
    """The text of a paper."""
    from tests.papers import as_text

    text = as_text(paper)  # type: ignore[arg-type]
    return text if isinstance(text, str) else text.decode()


def _notices(data: bytes, name: str) -> list:  # type: ignore[type-arg]
    from calendars.intake import notices_in

    return list(notices_in(data, name))


@pytest.mark.slow
def test_two_hundred_files_are_reviewed_to_the_end_though_it_is_killed(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(200):
        text = CALL.replace("第十二届", f"第{number + 1}届").replace("5月15日（星期五）", f"{number % 12 + 1}月15日")
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, str(ROOT / "cli.py"), "read", str(folder), "--add", "--yes"]
    for pause in (3.0, 6.0, 9.0):
        with subprocess.Popen(
            command, env={**os.environ, **home(tmp_path)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as child:
            time.sleep(pause)
            child.kill()
    done = subprocess.run(command, env={**os.environ, **home(tmp_path)}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    stored = run("list", "--all", "--json").json()
    meetings = [event["title"] for event in stored if "年会" in event["title"]]
    assert len(meetings) == len(set(meetings)) == 200
    assert json.loads(json.dumps(run("review", "--json").json())) == []
