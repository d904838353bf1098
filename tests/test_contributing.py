"""The walks of docs/CONTRIBUTING.md are followed in a copy of the checkout: each block goes where the line above it says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "CONTRIBUTING.md").read_text(encoding="utf-8")
WORDING, KIND = "One new wording", "One new rule kind"
STEP = re.compile(
    r"^In `(?P<path>[^`]+)`, (?:behind `(?P<anchor>[^`]+)`|at its end):\n\n```\w+\n(?P<block>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
PARTS = ("rules", "calendars", "scheduler", "tests", "docs", "cli.py", "pyproject.toml")


@dataclass(frozen=True)
class Step:
    """A block of the page and where it goes: behind an anchor in a file, or at its end."""

    path: str
    anchor: str | None
    block: str

    def apply(self, folder: Path) -> None:
        """Puts the block into the file; an anchor that ends its line has the block in the lines below it."""
        file = folder / self.path
        text = file.read_text(encoding="utf-8")
        if self.anchor is None:
            file.write_text(text + self.block, encoding="utf-8")
            return
        place = text.index(self.anchor) + len(self.anchor)
        below = text[place : place + 1] == "\n"
        block = "\n" + self.block.rstrip("\n") if below else self.block.rstrip("\n") + " "
        file.write_text(text[:place] + block + text[place:], encoding="utf-8")


def steps(heading: str) -> list[Step]:
    """The steps of a walk, in their order."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [Step(found["path"], found["anchor"], found["block"]) for found in STEP.finditer(section)]


def of_program(walk: list[Step]) -> set[str]:
    """The files of the program that a walk touches."""
    return {step.path for step in walk if not step.path.startswith(("tests/", "docs/"))}


def copy(folder: Path, walk: list[Step]) -> Path:
    """A copy of the checkout with the walk done in it."""
    skipped = shutil.ignore_patterns("__pycache__", ".*", "*.egg-info", "benchmarks", "clients")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=skipped)
        else:
            shutil.copy(ROOT / part, folder / part)
    for step in walk:
        step.apply(folder)
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python in the copy."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The copy in which a walk is done, made once for each walk."""
    done: dict[str, Path] = {}

    def of(heading: str) -> Path:
        if heading not in done:
            done[heading] = copy(tmp_path_factory.mktemp("walk"), steps(heading))
        return done[heading]

    return of


CHECK = """
import json, sys
from datetime import UTC, date, datetime
import rules
from calendars.drafts import draft
from calendars.store import Store
from rules import Recurrence

say, english, sentence, zh, en, day = sys.argv[1:7]
rule = rules.parse(say)
assert (rules.write(rule, "zh"), rules.write(rule, "en")) == (zh, en), (rules.write(rule, "zh"), rules.write(rule, "en"))
assert rules.parse(zh) == rules.parse(en) == rules.parse(english) == rule
assert Recurrence.from_json(json.loads(json.dumps(rule.to_json()))) == rule
assert rule.next(date(2026, 1, 1)).start == day
notice = rules.read_notice(sentence)
(finding,) = rules.find(notice, date(2026, 3, 1))
assert (finding.quote, finding.role) == (say, "calendar"), finding
assert str(finding.recurrence.rule.single_span().first) == rule.next(date(2026, 3, 1)).start, finding
(finding,) = rules.find(rules.read_notice(sentence.replace(say, zh)))
assert finding.recurrence.rule == rule.rule, finding
with Store.open("sqlite:///events.sqlite3", create=True) as store:
    store.save(draft(rules.read_notice(sentence.replace(say, zh)), [finding]), now=datetime(2026, 3, 1, tzinfo=UTC))
with Store.open("sqlite:///events.sqlite3", create=True) as store:
    assert [event.recurrence.rule for event in store.events()] == [rule.rule]
print("good")
"""
ASKED = {
    WORDING: ("大年夜", "lunar New Year's Eve", "会议定于大年夜召开。", "每年除夕",
              "the last day of lunar month 12 every year", "2026-02-16"),
    KIND: ("年底倒计时100天", "the day with 100 days to go", "会议定于年底倒计时100天召开。", "每年年底倒计时100天",
           "the day with 100 days to go every year", "2026-09-22"),
}  # fmt: skip


FORGOTTEN = {"def missing_day": "def forgotten", "@wording.register": "", "@named.register": ""}
"""What stands there where a part of the new kind is forgotten."""


def test_a_wording_is_one_file_of_the_program_and_a_kind_at_most_four() -> None:
    assert len(of_program(steps(WORDING))) == 1
    assert len(steps(WORDING)) == 2
    assert len(of_program(steps(KIND))) <= 4


@pytest.mark.parametrize("heading", [WORDING, KIND])
def test_what_a_walk_adds_is_read_found_written_and_stored(heading: str, walked: Callable[[str], Path]) -> None:
    done = run(walked(heading), "-W", "error", "-c", CHECK, *ASKED[heading])
    assert done.stdout == "good\n", done.stderr


@pytest.mark.parametrize("heading", [WORDING, KIND])
def test_before_the_walk_it_is_not_read(heading: str) -> None:
    done = run(ROOT, "-c", CHECK, *ASKED[heading])
    assert "UnreadRule" in done.stderr


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("heading", [WORDING, KIND])
def test_the_commands_of_the_page_pass_when_a_walk_is_done(heading: str, walked: Callable[[str], Path]) -> None:
    files = [f"tests/test_{name}.py" for name in ("corpus", "english", "house", "categories")]
    chosen = "days- or lunar- or on_the_page or test_house or test_categories"
    done = run(walked(heading), "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", chosen, *files)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("def missing_day", "does not answer: missing_day"),
        ("@wording.register", "Chinese has no words for DaysToGo"),
        ("@named.register", "English has no words for DaysToGo"),
    ],
)
def test_what_is_forgotten_of_a_kind_is_named(words: str, said: str, tmp_path: Path) -> None:
    walk = [Step(one.path, one.anchor, one.block.replace(words, FORGOTTEN[words])) for one in steps(KIND)]
    done = run(copy(tmp_path, walk), "-c", CHECK, *ASKED[KIND])
    assert said in done.stderr


@pytest.mark.slow
def test_a_kind_without_its_row_on_the_page_is_named(tmp_path: Path) -> None:
    walk = [step for step in steps(KIND) if not step.path.startswith("docs/")]
    done = run(copy(tmp_path, walk), "-m", "pytest", "-q", "tests/test_corpus.py", "-k", "stands_on_the_page")
    assert "DaysToGo" in done.stdout
    assert "2 failed" in done.stdout


def test_every_file_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:rules|calendars|scheduler|tests|docs)/[\w./-]+)`", PAGE))
    assert len(named) > 25
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
