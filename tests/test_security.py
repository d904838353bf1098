"""What docs/security.md promises and no other file of tests holds: nothing is executed, unpickled or kept busy by a text."""

from __future__ import annotations

import ast
import contextlib
import email
import re
import time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from rules import YuelingError, find, parse, read_notice
from scheduler.channels import header
from scheduler.checkup import mail_library

ROOT = Path(__file__).parents[1]
SOURCES = sorted(file for room in ("rules", "calendars", "scheduler") for file in (ROOT / room).rglob("*.py"))
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
EXECUTING = {"eval", "exec", "compile", "__import__"}
UNPICKLING = {"pickle", "cPickle", "dill", "shelve", "marshal", "yaml", "jsonpickle", "joblib"}
PAYLOAD = "=?utf-8?q?a=0AReply-To=3A_evil=40x?="


def calls(tree: ast.AST) -> set[str]:
    found = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {func.id for func in found if isinstance(func, ast.Name)}


def imported(tree: ast.AST) -> set[str]:
    names = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_nothing_is_executed_and_nothing_unpickled() -> None:
    trees = {
        str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8")) for file in [*SOURCES, ROOT / "cli.py"]
    }
    assert {file for file, tree in trees.items() if calls(tree) & EXECUTING} == set()
    assert {file for file, tree in trees.items() if imported(tree) & UNPICKLING} == set()


def test_the_clock_keeps_no_jobs_in_a_database() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES)
    assert "MemoryJobStore" in text
    assert not re.search(r"SQLAlchemyJobStore|jobstores\.(?!memory)", text)


# A word said ever again is what makes a pattern try everything: each of these in turn, then two by two.
WORDS = (
    "1", "年", "各单位、", "日", " ", "　", "(", "（", "4月15日", "，", "《关于", "2026年", "第三", "至", "每年", "提前3天",
    "上午9:00",     "〔2026〕1号", "\n", "各学会、各协会和", "前", "-", "a.", "截止", "\t",
)  # fmt: skip
PAIRS = [(one, WORDS[(7 * n + 3) % len(WORDS)]) for n, one in enumerate(WORDS)]


def cost(text: str) -> float:
    """Seconds of this process to read the text as a notice and find what it says, once what it needs is there."""
    times = []
    for _ in range(2):  # patterns are made when the first text needs them
        start = time.process_time()
        with contextlib.suppress(YuelingError):  # refused: that is an answer
            find(read_notice(text.encode(), "n.txt"))
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.slow
@pytest.mark.parametrize("pair", PAIRS, ids="|".join)
def test_no_text_keeps_the_reader_busy(pair: tuple[str, str]) -> None:
    unit = "".join(pair)
    size = 3_000 // len(unit)
    small, large = cost(unit * size + "4月15日前报送。"), cost(unit * (3 * size) + "4月15日前报送。")
    # three times the text may cost three times as much and some more; trying everything would cost nine times and more
    assert large < 1 or large < 6 * small, (small, large)


@pytest.mark.slow
@pytest.mark.parametrize("unit", WORDS)
def test_no_typed_line_keeps_the_reader_busy(unit: str) -> None:
    start = time.process_time()
    for text in (unit * 5_000, f"每年{unit * 500}", f"{unit * 100}前报送"):
        with contextlib.suppress(YuelingError):
            parse(text)
    assert time.process_time() - start < 5


def test_a_header_says_what_its_words_say_whatever_the_library_does() -> None:
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = header(PAYLOAD)
    assert set(email.message_from_bytes(letter.as_bytes()).keys()) == {"Subject"}


def test_a_library_that_writes_headers_out_of_words_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    (check,) = mail_library()
    writes = b"\nReply-To" in _plain(PAYLOAD)
    assert check.state == ("note" if writes else "good")


def _plain(subject: str) -> bytes:
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = subject
    return letter.as_bytes()


def test_every_control_names_a_test_that_is_there() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]
    assert [int(row.split("|")[1]) for row in rows] == list(range(1, 23))
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, row
        for file, name in named:
            assert re.search(
                rf"^\s*(?:async )?def {name}\b", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE
            ), (file, name)
