"""`yueling feeds`, `accounts` and `tokens` as a user calls them."""

from __future__ import annotations

import importlib
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from calendars.access import passwords

test_cli: Any = importlib.import_module("tests.test_cli")
run = test_cli.run
home = test_cli.home
Run = Any
WORDS = "春眠不觉晓处处闻啼鸟"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a line on standard input."""

    def put(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return put


def settings(tmp_path: Path, text: str) -> tuple[str, str]:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return "--config", str(file)


# ------------------------------------------------------------------ calendars


def test_a_named_calendar_is_listed_with_its_readers_and_tokens(run: Run) -> None:
    run("add", "4月15日前 报送总结", "--tag", "科普")
    assert run("feeds", "add", "科普处", "--tag", "科普", "--kind", "截止", "--secret").code == 0
    assert "尚无人可以订阅" in run("feeds", "show", "科普处").out
    run("feeds", "token", "科普处", "--for", "张三")
    listed = {record["name"]: record for record in run("feeds", "list", "--json").json()}
    assert list(listed) == ["all", "deadline", "tag-科普", "科普处"]
    assert listed["科普处"] | {"version": 1} == {
        "version": 1, "time_zone": "Asia/Shanghai", "name": "科普处", "title": "科普处", "secret": True,
        "selection": {"kinds": ["deadline"], "tags": ["科普"]}, "valid_tokens": 1,
    }  # fmt: skip
    words = run("feeds", "list").out
    assert "持有令牌者" in words
    assert "公开" in words or "所有人" in words


def test_the_address_of_a_token_is_shown_once(run: Run, tmp_path: Path) -> None:
    config = settings(tmp_path, '[feeds]\nbase_url = "https://cal.example/feeds"\n')
    ran = run("feeds", "token", "all", "--for", "张三", "--note", "手机", *config)
    address = ran.out.strip()
    assert address.startswith("https://cal.example/feeds/secret/ylf_")
    assert address.endswith("/all.ics")
    assert "仅显示这一次" in ran.err
    token = address.split("/")[-2]
    shown = run("feeds", "show", "all", *config)
    assert token not in shown.out
    assert "张三" in shown.out
    assert "从未" in shown.out
    assert "有效" in shown.out
    assert run("backup", str(tmp_path / "all.jsonl")).code == 0
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert "张三".encode() in kept
    assert token.encode() not in kept


def test_without_the_address_for_others_that_of_this_machine_is_shown_and_how_to_set_the_other(
    run: Run, tmp_path: Path
) -> None:
    ran = run("feeds", "token", "all")
    assert ran.out.startswith("http://127.0.0.1:8734/feeds/secret/ylf_")
    assert 'base_url = "https://example.org/feeds"' in ran.err
    elsewhere = settings(tmp_path, '[server]\nhost = "0.0.0.0"\nport = 9000\n')
    shown = run("feeds", "show", "all", "--json", *elsewhere).json()
    assert shown["address"] == "http://127.0.0.1:9000/feeds/all.ics"


def test_a_token_is_rotated_and_revoked_by_its_number(run: Run) -> None:
    first = run("feeds", "token", "all", "--for", "张三", "--json").json()
    second = run("feeds", "rotate", str(first["number"]), "--json", "--yes").json()
    assert second["token"] != first["token"]
    assert second["for"] == "张三"
    assert run("feeds", "revoke", str(second["number"]), "--yes").code == 0
    records = run("feeds", "show", "all", "--json").json()["tokens"]
    assert [(record["number"], record["ending"]) for record in records] == [(1, "rotated"), (2, "revoked")]
    assert all("token" not in record for record in records)
    again = run("feeds", "revoke", "1", "--yes")
    assert again.code == 1
    assert "没有编号为1的有效令牌" in again.err
    assert run("tokens", "revoke", "2", "--yes").code == 1


def test_a_calendar_is_edited_undone_and_removed(run: Run) -> None:
    run("feeds", "add", "科普处", "--tag", "科普")
    run("feeds", "edit", "科普处", "--title", "科普", "--kind", "deadline", "--secret")
    shown = run("feeds", "show", "科普处", "--json").json()
    assert (shown["title"], shown["secret"], shown["address"]) == ("科普", True, None)
    assert shown["selection"] == {"kinds": ["deadline"], "tags": ["科普"]}
    run("feeds", "edit", "科普处", "--everything", "--word", "总结")
    assert run("feeds", "show", "科普处", "--json").json()["selection"] == {"words": ["总结"]}
    assert "修改日历" in run("history").out
    assert run("undo", "--yes").code == 0
    assert run("feeds", "show", "科普处", "--json").json()["selection"] == {"kinds": ["deadline"], "tags": ["科普"]}
    assert run("feeds", "remove", "科普处").code == 2
    assert run("feeds", "remove", "科普处", "--yes").code == 0
    assert "科普处" not in run("feeds", "list").out
    assert "公开地址保留" in run("feeds", "show", "科普处").out
    assert run("feeds", "token", "科普处").code == 1
    assert run("feeds", "edit", "科普处").code == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("feeds", "add", "a/b"), "a-b"),
        (("feeds", "add", "all"), "固有日历"),
        (("feeds", "add", "x", "--tag", " "), "tags"),
        (("feeds", "show", "没有"), "没有日历“没有”"),
        (("feeds", "token", "tag-没有"), "没有日历“tag-没有”"),
        (("feeds", "edit", "没有", "--title", "x"), "没有日历"),
        (("feeds", "remove", "没有", "--yes"), "没有日历"),
        (("feeds", "token", "all", "--note", "长" * 201), "过长"),
        (("accounts", "role", "没有", "reader"), "没有账户“没有”"),
        (("accounts", "remove", "没有", "--yes"), "没有账户“没有”"),
        (("accounts", "password", "没有"), "没有账户“没有”"),
        (("accounts", "add", "a b"), "不能作账户名称"),
        (("tokens", "rotate", "9"), "没有编号为9的有效令牌"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run: Run, typed: Any, args: tuple[str, ...], words: str) -> None:
    typed(WORDS)
    ran = run(*args)
    assert ran.code == 1
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_published_folder_has_the_named_calendars_for_everybody(run: Run, tmp_path: Path) -> None:
    run("add", "4月15日前 报送总结", "--tag", "科普")
    run("feeds", "add", "科普处", "--tag", "科普")
    run("feeds", "add", "秘书处", "--secret")
    folder = tmp_path / "www"
    run("publish", str(folder))
    assert "报送总结" in (folder / "科普处.ics").read_text(encoding="utf-8")
    assert not (folder / "秘书处.ics").exists()
    run("feeds", "edit", "科普处", "--secret")
    run("publish", str(folder))
    assert "BEGIN:VEVENT" not in (folder / "科普处.ics").read_text(encoding="utf-8")


# ------------------------------------------------------------------ accounts


def test_an_account_is_made_with_a_password_from_standard_input(run: Run, typed: Any, tmp_path: Path) -> None:
    typed(f"{WORDS}\n")
    ran = run("accounts", "add", "张三", "--role", "reader")
    assert ran.out.strip() == "账户 张三（reader）"
    assert WORDS not in ran.out + ran.err
    typed(WORDS)
    assert "已有账户“张三”" in run("accounts", "add", "张三").err
    assert run("accounts", "role", "张三", "editor").code == 0
    typed("另一个很长的密码就是这样")
    assert run("accounts", "password", "张三").code == 0
    (record,) = run("accounts", "list", "--json").json()
    assert (record["name"], record["role"]) == ("张三", "editor")
    assert "hashed" not in json.dumps(record)
    assert run("accounts", "remove", "张三").code == 2
    assert run("accounts", "remove", "张三", "--yes").code == 0
    assert run("accounts", "list", "--json").json() == []


@pytest.mark.parametrize("password", ["", "短", "aaaaaaaaaaaaaaa"])
def test_there_is_no_default_password_and_no_weak_one(run: Run, typed: Any, password: str) -> None:
    typed(f"{password}\n")
    ran = run("accounts", "add", "张三")
    assert ran.code == 1
    assert "密码" in ran.err
    assert run("accounts", "list", "--json").json() == []


@pytest.mark.timeout(40)
def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(
    tmp_path: Path, make_database: Callable[[Path], Path]
) -> None:
    environment = {**os.environ, **home(tmp_path), "LANG": "en_GB.UTF-8", "TERM": "dumb"}
    program = [sys.executable, "-m", "cli"]
    make_database(tmp_path / "events.sqlite3")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*program, "accounts", "add", "zhang.san"], env=environment, stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True,
    ) as running:  # fmt: skip
        os.close(theirs)
        seen = b""
        for asked in (1, 2):
            while seen.count(b": ") < asked:
                seen += os.read(ours, 1024)
            os.write(ours, b"correct horse battery\n")
        try:
            while part := os.read(ours, 1024):
                seen += part
        except OSError:  # the other end is closed
            pass
        assert running.wait(30) == 0
    os.close(ours)
    assert b"correct horse" not in seen
    assert b"zhang.san (editor)" in seen


# ------------------------------------------------------------------ programs


def test_a_token_of_a_program_is_shown_once_and_listed_without(run: Run) -> None:
    issued = run("tokens", "add", "--role", "editor", "--for", "办公系统")
    assert issued.out.startswith("yla_")
    (record,) = run("tokens", "list", "--json").json()
    assert (record["role"], record["for"], record["used"], record["ended"]) == ("editor", "办公系统", None, None)
    assert issued.out.strip() not in run("tokens", "list").out
    assert run("tokens", "rotate", "1", "--yes").out.startswith("yla_")
    assert run("tokens", "revoke", "2", "--yes").code == 0
    assert [record["ending"] for record in run("tokens", "list", "--json").json()] == ["rotated", "revoked"]
    assert run("feeds", "rotate", "2", "--yes").code == 1


def test_notes_and_names_do_not_steer_the_terminal(run: Run) -> None:
    run("tokens", "add", "--for", "a\x1b[2Jb\nc", "--note", "\x9b31m")
    listed = run("tokens", "list").out
    assert "\x1b" not in listed
    assert "\x9b" not in listed
    assert "a[2Jb c" in listed


def test_the_check_up_warns_of_a_desk_that_a_proxy_would_open(run: Run, tmp_path: Path) -> None:
    public = '[feeds]\nbase_url = "https://cal.example/feeds"\n'
    assert "desk = true" in run("doctor", *settings(tmp_path, f"{public}[server]\ndesk = true\n")).out
    assert "desk = true" not in run("doctor", *settings(tmp_path, public)).out
    assert "desk = true" not in run("doctor", *settings(tmp_path, "[server]\ndesk = true\n")).out
    wrong = run("doctor", *settings(tmp_path, '[server]\ndesk = "yes"\n'))
    assert "true 或 false" in wrong.out + wrong.err


def test_what_ends_an_address_is_asked_about_on_a_terminal_and_needs_yes_elsewhere(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("feeds", "add", "科普处", "--secret", "--json")
    run("feeds", "token", "科普处", "--for", "张三", "--json")
    run("tokens", "add", "--for", "办公系统", "--json")
    for words, wanted in (
        (("feeds", "rotate", "1"), "Replace token 1 (张三, 科普处)?"),
        (("feeds", "revoke", "1"), "Revoke token 1 (张三, 科普处)?"),
        (("tokens", "rotate", "2"), "Replace token 2 (办公系统, reader)?"),
        (("tokens", "revoke", "2"), "Revoke token 2 (办公系统, reader)?"),
    ):
        alone = run("--lang", "en", *words)
        assert (alone.code, "--yes" in alone.err) == (2, True)
        terminal = io.StringIO("n\n")
        monkeypatch.setattr(terminal, "isatty", lambda: True)
        monkeypatch.setattr("sys.stdin", terminal)
        asked = run("--lang", "en", *words)
        assert wanted in asked.out + asked.err
        assert "nothing was re" in asked.out
        monkeypatch.setattr("sys.stdin", io.StringIO())
    states = [one["ending"] for one in run("tokens", "list", "--json").json()]
    assert states == [None]
