"""What is wrong is said in the first line, with its place and its remedy, and nothing is stored by halves."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cli

ROOT = Path(__file__).parent.parent
NOTICE = "关于报送总结的通知\n\n各单位：\n请于4月15日前报送总结。\n\n云溪省科学技术协会\n2026年4月1日\n"


def words(content: object) -> str:
    """The name of a case: the words of a command line, else the content itself."""
    return " ".join(content) if isinstance(content, list) else ascii(content)[:40]


@dataclass
class Place:
    """A home, and how to call the program in it."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def file(self, name: str, content: bytes) -> str:
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def run(self, *args: str) -> tuple[int, str, str]:
        code = cli.main(["--now", "2026-04-08T09:00", "--lang", "en", *args])
        return code, *self.capsys.readouterr()

    def refused(self, *args: str, code: int = 1) -> str:
        """The first line of the complaint; nothing may have been printed or stored besides."""
        got, out, err = self.run(*args)
        assert got == code, (out, err)
        assert "Traceback" not in err
        assert err.startswith("error: "), err
        assert out == ""
        return err.splitlines()[0]

    def stored(self) -> int:
        return len(json.loads(self.run("list", "--json")[1]))


@pytest.fixture
def place(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    make_database: Callable[[Path], Path],
) -> Place:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("YUELING_DB", f"sqlite:///{tmp_path / 'events.sqlite3'}")
    monkeypatch.setenv("LANGUAGE", "")
    make_database(tmp_path / "events.sqlite3")
    return Place(tmp_path, capsys)


# -- notices -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \r\n\t ", "is empty"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 8, "is not a text file"),
        (b"PK\x03\x04\x14\x00\x06\x00" + b"\x00\x01" * 500, "is ZIP"),
        (b"\xff\xff\xff\xfe" * 100, "GB18030"),
        (b"\xe5\xb9\xb4" * (51 * 1024 * 1024 // 3), "too large"),
    ],
    ids=["empty", "white", "program", "zip", "bytes", "51 MB"],
)
def test_a_file_that_is_no_notice_is_named_and_nothing_is_stored(place: Place, content: bytes, said: str) -> None:
    file = place.file("bad.txt", content)
    line = place.refused("read", file, "--add", "--yes")
    assert file in line
    assert said in line
    assert place.stored() == 0


def test_a_missing_file_is_named(place: Place) -> None:
    assert "/nowhere/x.txt: there is no such file" in place.refused("read", "/nowhere/x.txt")


def test_a_notice_without_a_date_is_no_error_and_stores_nothing(place: Place) -> None:
    file = place.file("quiet.txt", "关于加强学习的通知\n\n各单位要适时组织学习。\n".encode())
    code, out, _ = place.run("read", file, "--add", "--yes")
    assert code == 0
    assert "nothing here belongs on a calendar" in out
    assert place.stored() == 0


def test_a_notice_in_english_says_that_it_is_not_read(place: Place) -> None:
    file = place.file("english.txt", b"Annual report\n\nPlease report by 15 December 2026.\n")
    code, _, err = place.run("read", file)
    assert code == 0
    assert "notices in English are not read" in err


def test_a_long_notice_is_read_in_bounded_time(place: Place) -> None:
    text = NOTICE + "各单位要于5月30日前后开展活动，并于每季度末报送。\n" * 2000
    code, out, _ = place.run("read", place.file("long.txt", text.encode()), "--json")
    assert code == 0
    assert len(json.loads(out)["findings"]) > 2000


# -- rules and dates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2月30日", "1 to 29"),
        ("4月31日", "1 to 30"),
        ("13月45日", "1 to 12"),
        ("9月第七周", "week number 7"),
        ("适时", "names no date"),
        ("", "empty"),
        ("x" * 10_000, "at most"),
        ("每年5月30日和", ""),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_what_would_be_right(place: Place, text: str, said: str) -> None:
    assert said in place.refused("explain", text)


def test_a_caret_stands_under_what_was_not_understood(place: Place) -> None:
    _, _, err = place.run("explain", "2月30日")
    said, quoted, caret = err.splitlines()
    assert "day 30" in said
    assert quoted.strip() == "2月30日"
    assert caret.strip() == "^" * 7


@pytest.mark.parametrize(
    ("command", "near"),
    [
        (["explain", "every firday"], "every Friday"),
        (["add", "4月31日 报送总结"], "4月最后一日"),
        (["edit", "abcd", "--rule", "4月31日前"], "4月最后一日前"),
    ],
)
def test_the_nearest_wording_is_offered_wherever_a_rule_is_read(place: Place, command: list[str], near: str) -> None:
    code, out, err = place.run(*command)
    assert (code, out) == (1, "")
    assert f"write it as “{near}”" in err
    assert "^^" in err.splitlines()[-1]


def test_a_program_is_told_the_place_and_the_nearest_wording(place: Place) -> None:
    code, out, err = place.run("explain", "每月笫二个星期五", "--json")
    assert code == 1
    assert err.startswith("error: ")
    told = json.loads(out)
    assert (told["text"], told["start"], told["end"], told["nearest"]) == ("每月笫二个星期五", 2, 3, "每月第二个星期五")


@pytest.mark.parametrize(
    "args",
    [
        ["upcoming", "--from", "2026-05-01", "--to", "2026-04-30"],
        ["upcoming", "--to", "2026-04-07"],
        ["upcoming", "--from", "2026-02-30"],
        ["upcoming", "--days", "-1"],
        ["upcoming", "--days", "99999999999"],
        ["upcoming", "--days", "3", "--to", "2026-05-01"],
        ["upcoming", "--from", "0001-01-01", "--to", "9999-12-31"],
        ["upcoming", "--format", "xml"],
        ["explain", "5·30", "--count", "0"],
        ["explain", "5·30", "--count", "1000000"],
        ["explain", "5·30", "--from", "someday"],
        ["explain", "5·30", "--batch"],
        ["explain"],
        ["read", "x.txt", "--reference-date", "2026-13-01"],
        ["serve", "--port", "70000"],
        ["edit", "abcd"],
        ["edit", "abcd", "--rule", "5·30", "--date", "2026-05-30"],
        ["edit", "abcd", "--title", " "],
    ],
    ids=words,
)
def test_options_that_make_no_sense_are_wrong_usage(place: Place, args: list[str]) -> None:
    place.refused(*args, code=2)


@pytest.mark.parametrize(
    "moment", ["2026", "2026-02-30", "2026-04-08T25:00", "0001-01-01", "9999-12-31T23:59-12:00", "3000-01-01", ""]
)
def test_a_moment_that_is_none_is_wrong_usage(place: Place, moment: str) -> None:
    place.refused("--now", moment, "list", code=2)


@pytest.mark.parametrize("day", ["1900-01-01", "2999-12-31"])
def test_far_away_days_are_days_like_others(place: Place, day: str) -> None:
    place.run("add", "每周一 例会")
    for command in (["upcoming"], ["list"], ["explain", "9月第三周"], ["remind", "--dry-run"]):
        code, _, err = place.run("--now", day, *command)
        assert code == 0, (command, err)


@pytest.mark.parametrize(("args", "said"), [(["--kind", "party"], "there are"), (["--lead", "soon"], "7d")])
def test_a_kind_or_lead_that_is_none_stores_nothing(place: Place, args: list[str], said: str) -> None:
    assert said in place.refused("add", "5.30 甲", *args)
    assert place.stored() == 0


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.sampled_from("年月日前后第每周一二三十0123456789.·-—至 ，“”工作季度旬底\x00\ud800٣²③"), max_size=14)
)
def test_no_rule_however_odd_ends_unforeseen(place: Place, text: str) -> None:
    code, _, err = place.run("explain", "--", text)
    assert code in (0, 1)
    assert "unexpected" not in err


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_no_file_however_odd_ends_unforeseen(place: Place, data: bytes) -> None:
    code, _, err = place.run("read", place.file("odd.txt", data))
    assert code in (0, 1)
    assert "unexpected" not in err


# -- database, settings, ports -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [["list"], ["upcoming"], ["remind"], ["show", "abcd"], ["serve", "--port", "0"]], ids=words
)
def test_a_folder_that_cannot_be_written_is_named(place: Place, command: list[str]) -> None:
    file = place.file("file", b"")
    line = place.refused("--db", f"sqlite:///{file}/below/events.sqlite3", *command)
    assert file in line
    assert "--db" in line or "folder" in line


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\x00" + b"\xff" * 4096], ids=["text", "damaged"])
@pytest.mark.parametrize("command", [["list"], ["upcoming"], ["remind"], ["add", "5.30 甲"]], ids=words)
def test_a_corrupt_database_is_named_and_left_as_it_is(place: Place, content: bytes, command: list[str]) -> None:
    file = place.file("corrupt.sqlite3", content)
    assert file in place.refused("--db", f"sqlite:///{file}", *command)
    assert Path(file).read_bytes() == content


def test_a_database_of_another_program_is_left_alone(place: Place) -> None:
    file = place.folder / "other.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("create table events (x)")
    assert str(file) in place.refused("--db", f"sqlite:///{file}", "list")


@pytest.mark.parametrize("url", ["nonsense", "mysql://x"])
def test_an_address_that_is_no_database_is_refused(place: Place, url: str) -> None:
    place.refused("--db", url, "list")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[reminders\n", ":1"),
        (b'[reminders]\ntime = "25:00"\n', "time"),
        (b'[remainders]\ntime = "08:00"\n', "reminders"),
        (b"[server]\nport = 'x'\n", "port"),
        (b"\xff\xfe[server]", "UTF-8"),
    ],
    ids=words,
)
def test_broken_settings_are_named_with_line_or_key(place: Place, content: bytes, said: str) -> None:
    file = place.file("settings.toml", content)
    line = place.refused("--config", file, "remind")
    assert file in line
    assert said in line


def test_settings_that_are_not_there_are_named(place: Place) -> None:
    assert "/nowhere.toml" in place.refused("--config", "/nowhere.toml", "upcoming")


@pytest.mark.parametrize("command", [["show"], ["edit", "--title", "x"], ["remove"], ["why"]], ids=words)
def test_an_unknown_uid_is_named_with_the_way_to_the_known_ones(place: Place, command: list[str]) -> None:
    line = place.refused(command[0], "ffffffff", *command[1:])
    assert "ffffffff" in line
    assert "yueling list" in line


def test_a_port_in_use_is_named(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = place.refused("serve", "--port", str(port))
    assert str(port) in line
    assert "--port" in line


def test_an_address_that_is_not_ours_is_named(place: Place) -> None:
    assert "192.0.2.1" in place.refused("serve", "--host", "192.0.2.1", "--port", "0")


def test_feeds_are_not_written_over_foreign_files(place: Place) -> None:
    (place.folder / "www").mkdir()
    page = place.folder / "www" / "index.html"
    page.write_text("mine")
    assert str(page) in place.refused("publish", str(page.parent))
    assert page.read_text() == "mine"
    assert "file" in place.refused("publish", place.file("file", b"") + "/feeds")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", [["explain", "5·30"], ["upcoming", "--format", "json"], ["--help"]], ids=words)
def test_a_full_disk_behind_the_output_is_an_error(place: Place, command: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), *command],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            env=os.environ,
            text=True,
        )
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr
    assert ran.stderr


@pytest.mark.parametrize(
    "words", ["9999年12月31日至20日前报送材料。", "9999年12月31日前报送材料。", "9999年12月31日后3天前报送材料。"]
)
def test_a_notice_at_the_end_of_the_years_does_not_stop_the_next(place: Place, words: str) -> None:
    first = place.file("1.txt", f"关于材料的通知\n请于{words}\n".encode())
    second = place.file("2.txt", "关于总结的通知\n请于2026年5月8日前报送总结。\n".encode())
    code, out, err = place.run("read", first, second)
    assert "unexpected" not in err
    assert "8 May 2026" in out, (code, err)


def test_a_text_with_nul_is_stored_without_it_or_refused(place: Place) -> None:
    notice = place.file(
        "n.txt", ("\ufeff关于\0材料的通知\n请于2026年5月8日前报送\0总结。\n" + "各单位要重视。\n" * 30).encode()
    )
    assert place.run("read", notice, "--add", "--yes")[0] == 0
    export = place.run("export")[1]
    assert "\\u0000" not in export
    broken = place.file("e.json", export.replace("总结", "总\\u0000结").encode())
    assert place.run("import", broken, "--yes")[0] == 1
