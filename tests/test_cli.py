"""The commands as a user calls them: in this process where that is enough, in a process of their own where it matters."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import cli
from calendars.ical.lint import lint
from calendars.store import Store
from calendars.terminal import language, shanghai
from rules import Message, find, read_notice
from scheduler.demo import dated
from scheduler.session import Session

ROOT = Path(__file__).parent.parent
SAMPLES = sorted((ROOT / "calendars" / "samples").glob("*.txt"))
NOW = ("--now", "2026-04-08T09:00")
NOTICE = """云溪省科学技术协会文件
云科协普〔2026〕12号

关于报送科普工作总结的通知

各设区市科协：
请各单位于4月15日前将工作总结报送至 zongjie@example.org。9月第三周举办全国科普日活动。

云溪省科学技术协会
2026年4月1日
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


class Run:
    """Calls the command line in this process, with a home and a database of its own."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *args: str) -> Ran:
        code = cli.main([*NOW, *args])
        captured = self.capsys.readouterr()
        return Ran(code, captured.out, captured.err)


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    make_database: Callable[[Path], Path],
) -> Run:
    for name, content in home(tmp_path).items():
        monkeypatch.setenv(name, content)
    make_database(tmp_path / "events.sqlite3")
    return Run(capsys)


@pytest.fixture
def notice(tmp_path: Path) -> str:
    file = tmp_path / "通知.txt"
    file.write_text(NOTICE, encoding="utf-8")
    return str(file)


def home(folder: Path) -> dict[str, str]:
    """The environment of somebody who has never used the program and speaks no particular language."""
    places = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    database = f"sqlite:///{folder / 'events.sqlite3'}"
    empty = dict.fromkeys(("LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "YUELING_CONFIG", "NO_COLOR"), "")
    return {**empty, **places, "HOME": str(folder), "YUELING_DB": database}


def process(folder: Path, *args: str, **kwargs: Any) -> subprocess.Popen[bytes]:
    env = {**os.environ, **home(folder), **kwargs.pop("env", {})}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *NOW, *args],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **{"stdin": subprocess.DEVNULL, **kwargs},
    )  # fmt: skip


def added(run: Run, *args: str) -> str:
    """The UID of an event that `add` stored."""
    ran = run("add", *args)
    assert ran.code == 0, ran.err
    return ran.out.split()[0]


# -- reading -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_finding_quotes_the_text_at_its_offsets_and_its_rule_can_be_explained(run: Run, sample: Path) -> None:
    found = run("read", str(sample), "--json").json()
    text = sample.read_bytes().decode()
    assert set(found) == {"notice", "findings"}
    assert set(found["notice"]) == {"title", "number", "issuer", "issued", "printed", "addressees"}
    for finding in found["findings"]:
        assert text[finding["start"] : finding["end"]] == finding["quote"]
        assert (finding["rule"] is None) == (finding["value"] is None)
        if finding["rule"]:
            assert run("explain", finding["rule"], "--json").code == 0, finding["rule"]


def test_a_deadline_comes_out_with_its_date_and_its_recipient(run: Run, notice: str) -> None:
    findings = run("read", notice, "--json").json()["findings"]
    deadline = next(f for f in findings if f["kind"] == "deadline")
    assert (deadline["value"], deadline["recipient"]) == ("../2026-04-15", "zongjie@example.org")


def test_standard_input_and_gb18030_are_read_like_a_file(tmp_path: Path, run: Run, notice: str) -> None:
    other = tmp_path / "gb.txt"
    other.write_bytes(NOTICE.encode("gb18030"))
    wanted = run("read", notice, "--json").json()
    assert run("read", str(other), "--json").json() == wanted
    piped = process(tmp_path, "read", "-", "--json", stdin=subprocess.PIPE).communicate(NOTICE.encode())
    assert json.loads(piped[0]) == wanted


def test_several_notices_give_a_line_each_and_a_bad_one_does_not_hide_the_others(run: Run, notice: str) -> None:
    ran = run("read", notice, "/nowhere.txt", notice, "--json")
    lines = ran.out.splitlines()
    assert ran.code == 1
    assert len(lines) == 3
    assert lines[0] == lines[2]
    assert "/nowhere.txt" in json.loads(lines[1])["error"]
    assert "/nowhere.txt" in ran.err.splitlines()[0]


def test_the_table_shows_the_words_the_rule_and_the_next_days(run: Run, notice: str) -> None:
    out = run("read", notice).out
    assert "关于报送科普工作总结的通知" in out
    assert "2026-04-15 周三" in next(line for line in out.splitlines() if "  4月15日前" in line)


def test_a_notice_is_stored_once_however_often_it_is_read(run: Run, notice: str) -> None:
    assert "新增 2" in run("read", notice, "--add", "--yes").out
    assert "新增 0，修改 0，未变 2" in run("read", notice, "--add", "--yes").out
    assert len(run("list", "--json").json()) == 2


def test_nothing_is_stored_where_nobody_can_be_asked(run: Run, notice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"y\n")))
    ran = run("read", notice, "--add")
    assert ran.code == 2
    assert "--yes" in ran.err.splitlines()[0]
    assert run("list", "--json").json() == []


@pytest.mark.parametrize(("answer", "stored"), [("y", 2), ("n", 0), ("", 2)])
def test_the_answer_to_the_question_decides(tmp_path: Path, run: Run, notice: str, answer: str, stored: int) -> None:
    assert on_terminal(tmp_path, "read", notice, "--add", typed=f"{answer}\n".encode())[0] == 0
    assert len(run("list", "--json").json()) == stored


def test_who_stops_at_the_question_is_told_that_it_stopped(tmp_path: Path, run: Run, notice: str) -> None:
    code, out = on_terminal(tmp_path, "read", notice, "--add", typed=b"\x04")
    assert code == 130
    assert "已停止" in out
    assert "Abort" not in out
    assert run("list", "--json").json() == []


INTERRUPTED = """
import runpy, sys

class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupts())
runpy.run_module("cli", run_name="__main__")
"""


@pytest.mark.parametrize("module", ["click", "calendars.commands", "rules", "scheduler.session"])
def test_ctrl_c_while_the_program_is_loaded_leaves_no_traceback(tmp_path: Path, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, module],
        cwd=ROOT, env={**os.environ, **home(tmp_path)}, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


# -- rules -------------------------------------------------------------------------------------------------------------


def test_a_rule_is_explained_with_its_dates_and_the_reason_for_each(run: Run) -> None:
    meaning = run("explain", "9月第三周", "--from", "2026-01-01", "--count", "2", "--json").json()
    names = {"reading", "rule", "english", "rrule", "instead", "cautions", "also", "tentative", "dates"}
    assert set(meaning) == names | {"version", "time_zone"}
    assert meaning["tentative"] is True
    assert meaning["rrule"] is None
    first, second = meaning["dates"]
    assert set(first) == {"start", "end", "tentative", "running", "why"}
    assert (first["start"], first["end"]) == ("2026-09-21", "2026-09-27")
    assert second["start"] == "2027-09-20"
    assert all(isinstance(step, str) for step in first["why"])
    assert first["why"]


def test_a_batch_answers_each_line_and_survives_every_bad_one(tmp_path: Path) -> None:
    lines = [
        b'{"text": "5\xc2\xb730", "from": "2026-01-01", "count": 1}',
        b"nonsense",
        b"\xff\xfe",
        b"[1]",
        b'{"text": 5}',
        b'{"text": "2\xe6\x9c\x8830\xe6\x97\xa5"}',
        b'{"text": "5.30", "count": 0}',
        b'{"text": "5.30", "count": true}',
        b'{"text": "5.30", "from": "2026-02-30"}',
        b'{"text": "5.30", "from": 3}',
        b"[" * 100_000,
        b'{"text": "' + b"x" * 2_000_000 + b'"}',
        b'{"text": "\\ud800"}',
        b'{"text": "5.30", "from": null, "count": null}',
    ]
    out, err = process(tmp_path, "explain", "--batch", stdin=subprocess.PIPE).communicate(b"\n".join(lines) + b"\n\n")
    answers = [json.loads(line) for line in out.splitlines()]
    assert len(answers) == len(lines)
    assert answers[0]["dates"][0]["start"] == "2026-05-30"
    assert len(answers[-1]["dates"]) == 5
    assert all(answer["error"] and "dates" not in answer for answer in answers[1:-1])
    assert (answers[5]["start"], answers[5]["end"], answers[5]["nearest"]) == (0, 5, "2月最后一日")
    assert err == b""


def test_a_batch_answers_before_the_next_question(tmp_path: Path) -> None:
    with process(tmp_path, "explain", "--batch", stdin=subprocess.PIPE) as asked:
        assert asked.stdin
        assert asked.stdout
        for _ in range(2):
            asked.stdin.write('{"text": "5·30"}\n'.encode())
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["rule"] == "每年5月30日"
        asked.stdin.close()
        assert asked.wait(20) == 0


# -- events ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "title", "rule", "kind"),
    [
        ("每年5月30日 全国科技工作者日", "全国科技工作者日", "每年5月30日", "observance"),
        ("全国科技工作者日 5·30", "全国科技工作者日", "每年5月30日", "observance"),
        ("9月第三周：全国科普日", "全国科普日", "每年9月第三周", "observance"),
        ("4月15日前报送工作总结", "报送工作总结", "2026年4月15日前", "deadline"),
        ("每季度 报送进展", "报送进展", "每季度", "duty"),
        ("每月10日 第3次例会", "第3次例会", "每月10日", "event"),
        ("2026年9月19日至25日 科普周", "科普周", "2026年9月19日至25日", "window"),
    ],
)
def test_a_line_is_split_into_rule_and_title(run: Run, line: str, title: str, rule: str, kind: str) -> None:
    added(run, line)
    (event,) = run("list", "--json").json()
    assert (event["title"], event["rule"], event["kind"]) == (title, rule, kind)


@pytest.mark.parametrize(
    "line", ["2月30日", "2月30日 报送", "2月 30日 报送", "13月45日 例会", "9月第七周 科普", "适时开展", ""]
)
def test_a_line_without_a_possible_rule_stores_nothing(run: Run, line: str) -> None:
    assert run("add", line).code == 1
    assert run("list", "--json").json() == []


def test_the_same_line_again_stores_nothing(run: Run) -> None:
    assert added(run, "5.30 科技工作者日") == added(run, "5.30 科技工作者日")
    assert len(run("list", "--json").json()) == 1


def test_an_edit_raises_the_sequence_and_a_void_one_does_not(run: Run) -> None:
    uid = added(run, "4月15日前 报送总结", "--tag", "科普", "--lead", "1d", "--lead", "7d")
    assert run("show", uid, "--json").json()["leads"] == ["7d", "1d"]
    assert run("edit", uid[:6], "--title", "报送总结").code == 0
    assert run("show", uid, "--json").json()["sequence"] == 0
    ran = run("edit", uid[:6], "--title", "报送年度总结", "--rule", "4月20日前", "--tag", "年报", "--no-tag", "科普")
    assert ran.code == 0, ran.err
    event = run("show", uid, "--json").json()
    assert (event["title"], event["rule"], event["tags"]) == ("报送年度总结", "2026年4月20日前", ["年报"])
    assert event["sequence"] == 1


def test_a_date_replaces_the_rule(run: Run) -> None:
    uid = added(run, "2026年9月第三周 科普日")
    assert run("edit", uid, "--date", "2026-09-19").code == 0
    (entry,) = run("upcoming", "--from", "2026-09-01", "--to", "2027-12-31", "--format", "json").json()
    assert (entry["start"], entry["status"]) == ("2026-09-19", "CONFIRMED")


def test_what_was_removed_is_gone(run: Run) -> None:
    uid = added(run, "5.30 科技工作者日")
    assert uid in run("remove", uid, "--yes").out
    assert run("show", uid).code == 1


def test_the_agenda_is_sorted_and_has_the_promised_fields(run: Run, notice: str) -> None:
    run("read", notice, "--add", "--yes")
    added(run, "每周一 例会", "--tag", "内部")
    entries = run("upcoming", "--days", "200", "--format", "json").json()
    names = ["version", "time_zone", "uid", "title", "kind", "start", "end", "all_day", "status", "tags", "rule"]
    names += [
        "quote",
        "notice",
        "part_of_day",
        "reasons",
        "occurrence",
        "completion",
        "action",
        "actor",
        "recipient",
        "place",
        "url",
    ]
    names += ["contact", "note", "sentence"]
    assert all(list(entry) == names for entry in entries)
    assert [e["start"] for e in entries] == sorted(e["start"] for e in entries)
    deadline = next(e for e in entries if e["kind"] == "deadline")
    assert (deadline["start"], deadline["end"], deadline["all_day"]) == ("2026-04-15", "2026-04-15", True)
    assert deadline["notice"]["number"] == "云科协普〔2026〕12号"
    assert [e["tags"] for e in run("upcoming", "--tag", "内部", "--format", "json").json()] == [["内部"]] * 4


def test_the_window_holds_both_its_ends(run: Run) -> None:
    added(run, "4月15日 活动")
    wanted = {(): 1, ("--days", "7"): 1, ("--days", "6"): 0, ("--from", "2026-04-15", "--to", "20260415"): 1}
    for options, count in {**wanted, ("--from", "2026/4/16"): 0, ("--to", "2026年4月14日"): 0}.items():
        assert len(run("upcoming", *options, "--format", "json").json()) == count, options


def test_a_spreadsheet_takes_no_title_for_a_formula(run: Run) -> None:
    added(run, "5.30", "--title", '=HYPERLINK("http://example.org";"x")')
    added(run, "5.31", "--title", "＋1")
    rows = list(csv.DictReader(io.StringIO(run("--lang", "en", "upcoming", "--days", "90", "--format", "csv").out)))
    assert [row["title"][0] for row in rows] == ["'", "'"]
    assert rows[0]["start"] == "2026-05-30"


def test_the_agenda_as_icalendar_keeps_every_law(run: Run, notice: str) -> None:
    run("read", notice, "--add", "--yes")
    data = run("upcoming", "--days", "200", "--format", "ics").out.encode()
    assert not list(lint(data))
    assert data.count(b"BEGIN:VEVENT") == 2


def test_control_characters_of_a_title_do_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    uid = added(run, "5.30", "--title", "x")
    with Store.open(
        f"sqlite:///{tmp_path / 'events.sqlite3'}"
    ) as store:  # as older versions and other programs let it in
        store.edit(uid, datetime(2026, 4, 8, tzinfo=UTC), title="a\x1b[2Jb\x07\u202ec")
    for command in (["list"], ["show", uid], ["why", uid], ["upcoming", "--days", "90"], ["remove", uid]):
        out = run(*command).out
        assert not {"\x1b", "\x07", "\u202e"} & set(out), command


def test_why_leads_from_the_sentence_to_the_date(run: Run, notice: str) -> None:
    run("read", notice, "--add", "--yes")
    uid = next(e["uid"] for e in run("list", "--json").json() if e["kind"] == "deadline")
    out = run("why", uid, "2026-04-15").out
    places = [
        out.index(part)
        for part in ("云科协普〔2026〕12号", "请各单位于", "4月15日前", "../2026-04-15", "2026-04-15 周三")
    ]
    assert places == sorted(places)
    ran = run("why", uid, "2026-04-16")
    assert ran.code == 1
    assert "2026-04-15" in ran.err


def test_the_uid_of_a_feed_entry_is_understood(run: Run) -> None:
    uid = added(run, "5.30 科技工作者日")
    assert run("show", f"{uid}-2026@yueling").code == 0


# -- reminders, feeds, pages -------------------------------------------------------------------------------------------


def test_a_reminder_is_sent_once_and_a_second_run_is_silent(run: Run, notice: str) -> None:
    run("read", notice, "--add", "--yes")
    assert "报送" in run("remind", "--dry-run").out
    assert "报送" in run("remind").out
    assert "报送" in run("remind").out, "with --now nothing is sent"
    assert cli.main(["remind"], now=day) == 0
    assert "报送" in run.capsys.readouterr().out
    assert cli.main(["remind"], now=day) == 0
    assert run.capsys.readouterr() == ("", "")


def day() -> datetime:
    return datetime(2026, 4, 8, 9, tzinfo=shanghai())


def test_publishing_twice_changes_no_file(run: Run, notice: str, tmp_path: Path) -> None:
    run("read", notice, "--add", "--yes")
    folder = tmp_path / "www"
    assert run("publish", str(folder)).code == 0
    stamps = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert not list(lint((folder / "all.ics").read_bytes()))
    assert "写入 0 个" in run("publish", str(folder)).out
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == stamps


def test_serving_answers_and_ends_cleanly_at_ctrl_c(tmp_path: Path, run: Run) -> None:
    added(run, "5.30 科技工作者日")
    with process(tmp_path, "serve", "--port", "0") as server:
        assert server.stdout
        address = server.stdout.readline().decode().split()[-1].split("：")[-1].strip()
        page = urllib.request.urlopen(address if address.startswith("http") else "http" + address.split("http")[-1])
        assert "科技工作者日" in page.read().decode()
        feed = urllib.request.urlopen(page.url.rstrip("/") + "/feeds/all.ics").read()
        assert not list(lint(feed))
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=20)
        assert server.returncode == 130
        assert b"Traceback" not in err


def test_the_doctor_finds_nothing_wrong_with_a_fresh_installation(run: Run) -> None:
    ran = run("doctor")
    assert ran.code == 0
    assert "✗" not in ran.out
    assert "2026年已知" in ran.out


def test_the_doctor_says_what_is_wrong_and_what_to_do(run: Run, tmp_path: Path) -> None:
    settings = tmp_path / "s.toml"
    settings.write_text('[[recipients]]\nname = "a"\nemail = "a@example.org"\nchannel = "mail"\n'
                        '[mail]\nhost = "127.0.0.1"\nport = 1\nsender = "a@example.org"\n')  # fmt: skip
    ran = run("--config", str(settings), "doctor")
    assert ran.code == 1
    assert "127.0.0.1:1" in ran.out
    assert "[mail]" in ran.out
    assert cli.main(["--now", "2040-01-01", "doctor"]) == 1


def test_the_demonstration_goes_the_whole_way(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    ran = run("demo", str(folder))
    assert ran.code == 0, ran.err
    assert not list(lint((folder / "feeds" / "all.ics").read_bytes()))
    coming = Message("What is coming").say("zh")
    for part in ("关于转发", "4月15日前", coming, "的提醒", "[月令]", str(folder / "feeds")):
        assert part in ran.out
    assert run("demo", str(folder)).code == 0
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("today", [date(2026, 2, 27), date(2026, 12, 28), date(2027, 10, 3)])
def test_the_demonstration_has_something_to_come_on_whatever_day_it_is_run(today: date) -> None:
    template = (ROOT / "calendars" / "samples" / "now.template").read_text(encoding="utf-8")
    found = find(read_notice(dated(template, today).encode(), "now.txt"), None)
    dates = [one.recurrence for one in found if one.role == "calendar" and one.recurrence]
    week = [rule for rule in dates if rule.between(today, today + timedelta(8))]
    assert len(dates) >= 9
    assert len(week) >= 5


# -- help, languages, terminals ----------------------------------------------------------------------------------------

COMMANDS = [
    "read", "add", "explain", "list", "show", "edit", "remove", "upcoming", "remind", "publish", "serve", "why",
    "doctor", "demo",
]  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("lang", "word"), [("zh", "示例"), ("en", "Examples")])
def test_every_command_has_help_with_an_example(run: Run, name: str, lang: str, word: str) -> None:
    ran = run("--lang", lang, name, "--help")
    assert ran.code == 0
    assert f"yueling {name}" in ran.out.rsplit(word, 1)[1]


def test_the_help_names_every_command(run: Run) -> None:
    out = run("--help").out
    assert [name for name in COMMANDS if f"\n  {name} " not in out] == []


@pytest.mark.parametrize(
    "args", [[], ["--nope"], ["nope"], ["upcoming", "--days", "x"], ["show"], ["--now", "x", "list"]]
)
def test_wrong_usage_is_said_in_the_first_line_and_in_chinese(run: Run, args: list[str]) -> None:
    ran = run(*args)
    assert ran.code == 2
    if args:
        assert ran.err.startswith("错误：")
        assert "用法" in ran.err
    else:
        assert "用法" in ran.err


@pytest.mark.parametrize(
    ("args", "env", "lang"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, "zh"),
        ([], {"LANG": "zh_TW.UTF-8"}, "zh"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LC_MESSAGES": "fr_FR", "LANG": "zh_CN"}, "en"),
        (["list", "--lang=en"], {"LANG": "zh_CN"}, "en"),
        (["--lang", "zh", "list"], {"LANG": "en_GB"}, "zh"),
        (["--lang", "xx"], {"LANG": "en_GB"}, "en"),
    ],
)
def test_the_language_is_the_one_asked_for_else_that_of_the_locale(
    args: list[str], env: dict[str, str], lang: str
) -> None:
    assert language(args, env) == lang


def test_global_options_may_stand_behind_the_command(run: Run, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    assert run("add", "5.30 甲", "--db", other, "--lang", "en").code == 0
    assert run("list", "--json").json() == []
    assert len(run("--db", other, "list", "--json").json()) == 1
    entries = run("upcoming", "--db", other, "--now", "2027-05-01", "--format", "json").json()
    assert [e["start"] for e in entries] == ["2027-05-30"]


def on_terminal(folder: Path, *args: str, typed: bytes = b"", env: dict[str, str] | None = None) -> tuple[int, str]:
    """Exit code and output of a run on a pseudo terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, str(ROOT / "cli.py"), *NOW, *args]
    variables = {**os.environ, **home(folder), "TERM": "xterm", "COLUMNS": "100", **(env or {})}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=variables) as child:
        os.close(theirs)
        if typed:
            os.write(ours, typed)
        out = b"".join(_until_closed(ours))
    os.close(ours)
    return child.returncode, out.decode()


def _until_closed(handle: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(handle, 65536)
        except OSError:
            return
        if not data:
            return
        yield data


def test_a_terminal_gets_frames_and_no_color_takes_every_escape_away(tmp_path: Path, run: Run) -> None:
    added(run, "5.30 科技工作者日")
    code, styled = on_terminal(tmp_path, "list")
    assert code == 0
    assert "│" in styled
    assert "\x1b[1m" in styled
    _, bare = on_terminal(tmp_path, "list", env={"NO_COLOR": "1"})
    assert "科技工作者日" in bare
    assert "\x1b" not in bare
    assert "│" not in run("list").out


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}])
def test_chinese_comes_out_whatever_the_locale(tmp_path: Path, env: dict[str, str]) -> None:
    out, err = process(tmp_path, "explain", "5·30", env=env).communicate()
    assert "每年5月30日" in out.decode()
    assert err == b""


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    with process(tmp_path, "explain", "每周一", "--count", "1000") as writer:
        assert writer.stdout
        assert writer.stderr
        writer.stdout.readline()
        writer.stdout.close()
        assert writer.stderr.read() == b""
        assert writer.wait(20) == 141


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Ctrl-C reaches what is started, also where these tests run in the background of a shell, which ignores it there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts")
def test_ctrl_c_ends_a_command_with_130_and_a_word(tmp_path: Path) -> None:
    with process(tmp_path, "explain", "--batch", stdin=subprocess.PIPE) as waiting:
        assert waiting.stdin
        assert waiting.stdout
        waiting.stdin.write(b"{}\n")
        waiting.stdin.flush()
        waiting.stdout.readline()
        assert waiting.stderr
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait(20) == 130  # before its input ends, which would end the command too
        assert waiting.stderr.read().decode().strip() == "已停止"


def test_an_unforeseen_error_says_where_its_trace_is_kept(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **_more: object) -> None:
        raise LookupError("somewhere deep\ninside")

    monkeypatch.setattr("calendars.store.Store.open", broken)
    ran = run("list")
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert "LookupError" in ran.err
    (log,) = tmp_path.rglob("error.log")
    assert "Traceback" in log.read_text()
    assert "Traceback" in run("-v", "list").err


HEAVY = {"rich", "starlette", "uvicorn", "icalendar", "apscheduler", "jinja2", "alembic", "babel", "smtplib", "asyncio"}


@pytest.mark.parametrize(
    ("args", "unwanted"), [(["--help"], HEAVY | {"sqlalchemy", "calendars.store"}), (["upcoming"], HEAVY)]
)
def test_a_quick_command_loads_nothing_heavy(tmp_path: Path, args: list[str], unwanted: set[str]) -> None:
    process(tmp_path, "list").communicate()  # a database that is there already
    asked = f"import sys, cli; cli.main({args!r}); sys.stderr.write(' '.join(sys.modules))"
    env = {**os.environ, **home(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert not unwanted & set(ran.stderr.split())


def test_the_clock_is_read_where_no_moment_is_given() -> None:
    before = date.today()
    assert before <= Session(clock=cli.clock).today


def test_two_periods_are_told_as_they_were_typed(run: Run) -> None:
    for words, named in (
        (["--week", "--month"], ("--week", "--month")),
        (["本周", "--week"], ("本周", "--week")),
        (["下周", "--month"], ("下周", "--month")),
    ):
        ran = run("upcoming", *words)
        assert ran.code == 2, words
        assert all(name in ran.err.splitlines()[0] for name in named)
    assert run("upcoming", "--week").code == 0
    assert run("upcoming", "--month").code == 0


def test_init_says_that_a_database_was_there_already(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    first, second = run("--db", url, "init"), run("--db", url, "init")
    assert (first.code, second.code) == (0, 0)
    assert "已" not in first.out
    assert "已有" in second.out
    assert "0" in second.out


@pytest.mark.parametrize("name", ["/srv/x.db", "x.db", "~/x.db", "数据/x.db"])
def test_a_path_in_place_of_an_address_is_answered_with_the_address(run: Run, name: str, tmp_path: Path) -> None:
    ran = run("--db", name, "list")
    assert ran.code == 1
    assert f"sqlite:///{name.replace('~', str(tmp_path))}" in ran.err
    assert "postgresql" not in ran.err


def test_a_long_title_is_cut_in_a_table_and_whole_for_programs(run: Run) -> None:
    added(run, "2026年5月30日", "--title", "长" * 245)
    added(run, "2026年5月31日 短会")
    for command in (["list"], ["upcoming", "--days", "90"]):
        lines = run(*command).out.splitlines()
        assert any("长" * 79 + "…" in line for line in lines)
        assert max(len(line) for line in lines if "长" not in line) < 120
    assert "长" * 245 in run("list", "--json").out
    assert "长" * 245 in run("upcoming", "--days", "90", "--json").out


def test_who_reads_chinese_gets_chinese_examples(run: Run, notice: str) -> None:
    for command in (["read", notice, "--add", "--yes", "--date", "1=abc"], ["explain", "abc"]):
        ran = run("--lang", "zh", *command)
        assert ran.code == 1
        assert "每年5月30日" in ran.err
