"""What the system refuses is said in the language of the run, not in that of the system."""

from __future__ import annotations

import errno
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from calendars.second_reader.client import ask
from calendars.second_reader.errors import NoAnswer
from calendars.second_reader.settings import SecondReader
from calendars.system_words import BY_NUMBER, system_reason
from rules import Message
from tests.test_cli import ROOT, Run, home, run

__all__ = ["run"]


def in_chinese(text: str) -> bool:
    """Whether the text has Chinese, and no English word but names of ours."""
    return any("一" <= sign <= "鿿" for sign in text)


@pytest.mark.parametrize("number", sorted(BY_NUMBER))
def test_every_number_of_the_system_has_words(number: int) -> None:
    said = system_reason(OSError(number, "some English"))
    assert isinstance(said, Message)
    assert in_chinese(said.say("zh"))
    assert not any(sign.isascii() and sign.isalpha() for sign in said.say("zh"))


@pytest.mark.parametrize(
    "error",
    [socket.gaierror(-2, "Name or service not known"), ssl.SSLError(1, "x"), TimeoutError(), OSError(9999, "odd")],
)
def test_what_has_no_number_of_its_own_has_words_too(error: Exception) -> None:
    said = system_reason(error)
    assert isinstance(said, Message)
    assert in_chinese(said.say("zh"))


def test_a_second_reader_where_nothing_listens_is_told_so_in_chinese() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever calls is refused
        reader = SecondReader(url=f"http://127.0.0.1:{taken.getsockname()[1]}/v1/chat/completions", model="m")
        with pytest.raises(NoAnswer) as refused:
            ask(reader, b"{}", None)
    assert "refused" not in refused.value.say("zh")
    assert BY_NUMBER[errno.ECONNREFUSED].say("zh") in refused.value.say("zh")


@pytest.mark.parametrize("arguments", [("watch", "nope"), ("watch", "a-file")])
def test_a_folder_that_is_none_is_told_so_in_chinese(tmp_path: Path, arguments: tuple[str, str]) -> None:
    (tmp_path / "a-file").touch()
    command, name = arguments
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--lang", "zh", command, str(tmp_path / name)],
        env=home(tmp_path) | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "文件夹" in done.stderr
    assert "Directory" not in done.stderr


def test_a_number_that_is_none_is_told_so_in_chinese(run: Run, tmp_path: Path) -> None:
    assert "“x”不是整数" in run("--lang", "zh", "watch", str(tmp_path), "--every", "x").err


def test_a_file_that_is_not_there_is_told_so_in_chinese(run: Run) -> None:
    assert "没有这个文件" in run("--lang", "zh", "read", "nope.txt").err
