"""Nothing that a file, an argument or a setting holds steers the terminal on which it is quoted."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from calendars.terminal import json_bytes, say
from rules import Message

ESC = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u061c"
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_database: Callable[[Path], Path]) -> Path:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("YUELING_DB", f"sqlite:///{make_database(tmp_path / 'x.db')}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    """What a run prints; nothing of it may steer a terminal."""
    cli.main(["--lang", "en", "--now", "2026-04-08T09:00", *args])
    said = "".join(capsys.readouterr())
    assert not STEERING.search(said), ascii(said)
    return said


CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART{start}\r\n{more}SUMMARY:{title}\r\n"
    "END:{end}\r\nEND:VCALENDAR\r\n"
)
GOOD = {"uid": "1", "start": ";VALUE=DATE:20260530", "more": "", "title": "t", "end": "VEVENT"}
HOSTILE = [
    {"start": f":{ESC}"}, {"start": f";TZID={ESC}:20260530T090000"}, {"end": f"VEVENT{ESC}"}, {"uid": ESC}, {"title": ESC},
    {"more": f"RDATE:{ESC}\r\n"}, {"more": f"DURATION:{ESC}\r\n"}, {"more": f"RRULE:FREQ={ESC}\r\n"},
    {"more": f"EXDATE:{ESC}\r\n"}, {"more": f"{ESC}:x\r\n"}, {"more": f"RECURRENCE-ID:{ESC}\r\n"},
    {"more": f"LOCATION:{ESC}\r\n"},
    {"more": f"CATEGORIES:{ESC}\r\n"}, {"more": f"X-WR-CALNAME:{ESC}\r\n"},
]  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE, ids=lambda part: next(iter(part)))
def test_a_calendar_of_others(home: Path, capsys: pytest.CaptureFixture[str], part: dict[str, str]) -> None:
    (home / "a.ics").write_bytes(CALENDAR.format(**{**GOOD, **part}).encode())
    shown(capsys, "import", "a.ics", "--yes")
    for command in (["list"], ["upcoming"], ["list", "--json"], ["remind", "--dry-run"], ["doctor"], ["history"]):
        shown(capsys, *command)


@pytest.mark.parametrize(
    "text",
    [f"{ESC}", f'{{"format": "{ESC}"}}', f'{{"format": "yueling events", "version": "{ESC}", "events": []}}',
     '{"format": "yueling events", "version": 1, "events": [{"uid": "' + ESC + '", "title": "t", "kind": "' + ESC + '"}]}',
     f'format = "yueling events"\nversion = 1\n[[events]]\n"{ESC}" = 1'],
    ids=["plain", "format", "version", "record", "toml"],
)  # fmt: skip
def test_a_document(home: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (home / "a.json").write_text(text, encoding="utf-8")
    shown(capsys, "import", "a.json", "--yes")


@pytest.mark.parametrize(
    "text",
    [f'"{ESC}" = 1', f"[reminders]\nleads = {{ deadline = ['{ESC}'] }}", f'[[recipients]]\nname = "a"\nkinds = ["{ESC}"]',
     f"[{ESC}]", f"{ESC}", f'[database]\nurl = "{ESC}"'],
    ids=["key", "lead", "kind", "table", "junk", "url"],
)  # fmt: skip
def test_settings(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.delenv("YUELING_DB")
    (home / "s.toml").write_text(text.replace("\x1b", "\\u001b").replace("\x07", "\\u0007").replace("\x9b", "\\u009b"))
    for command in (["list"], ["doctor"]):
        assert shown(capsys, "--config", "s.toml", *command)


@pytest.mark.parametrize(
    "args",
    [["explain", ESC], ["explain", f"每周一{ESC}"], ["add", ESC], ["add", f"每周一{ESC}", "--title", ESC],
     ["list", "--kind", ESC],
     ["list", "--tag", ESC], ["show", ESC], ["edit", ESC, "--title", "x"], ["remove", ESC, "--yes"], ["why", ESC], [ESC],
     ["upcoming", "--from", ESC], ["--now", ESC, "list"], ["--db", f"sqlite:///{ESC}/x", "list"], ["--db", ESC, "list"],
     ["--config", ESC, "list"], ["read", ESC], ["import", ESC, "--yes"], ["publish", f"x/{ESC}/y"], ["restore", ESC],
     ["history", ESC], ["observances", "--search", ESC], ["add", "5.30 甲", "--lead", ESC], ["doctor", "--send-test", ESC]],
    ids=lambda args: args[0] if args[0] != ESC else "command",
)  # fmt: skip
def test_an_argument(home: Path, capsys: pytest.CaptureFixture[str], args: list[str]) -> None:
    shown(capsys, *args)


def test_a_notice(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        f"关于{ESC}报送的通知\n"
        + "各单位要高度重视。" * 120
        + f"\n请在{ESC}变动后10个工作日内告知我会。4月15日前报送{ESC}总结。\n"
    )
    (home / f"n{ESC[:4]}.txt".replace("/", "")).write_text(text, encoding="utf-8")
    (file,) = home.glob("n*.txt")
    shown(capsys, "read", str(file), "--add", "--yes")
    uids = re.findall(r"^[0-9a-f]{16}", shown(capsys, "list"), re.MULTILINE)
    for uid in uids:
        for command in (["show", uid], ["why", uid], ["history", uid], ["edit", uid, "--tag", "x"]):
            shown(capsys, *command)


def test_a_quoted_text_begins_no_line_of_its_own() -> None:
    assert "\n" not in say(Message("{file}: gone", file="a\nerror: everything is fine"))


def test_json_on_a_terminal_escapes_what_steers_it() -> None:
    assert not STEERING.search(json_bytes({"title": ESC}).decode())
