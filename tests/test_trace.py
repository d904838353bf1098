"""How a date became a finding, stage by stage: the example of the documentation, each principle, what cannot be read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from calendars.tracing import BLOCKS, CATEGORIES, PARTS, PRINCIPLES, VERBS, trace_lines
from rules import LANGUAGES, Trace, find, read_notice, traced
from rules.languages.zh.table import RUNNING
from rules.notices import clause, judge, trace
from rules.notices.documents import BlockKind
from tests.test_cli import ROOT, Run, notice, on_terminal, run
from tests.test_notices import NOTICES, notices

__all__ = ["notice", "run"]
DAY = date(2026, 9, 1)
BLOCK = re.compile(r"^```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLE = BLOCK.findall((ROOT / "docs" / "reading.md").read_text(encoding="utf-8"))
"""The notice of the page, and what is printed of one of its dates in English and Chinese."""
HEAD = "云岭省科协文件\n\n关于秋季活动的通知\n\n各分会：\n"
FOOT = "\n\n云岭省科协\n2026年9月1日\n"


def stages(text: str, quote: str) -> Trace:
    """How the date of that quote became a finding."""
    return next(one for one in traced(read_notice(text), DAY) if one.finding.quote == quote)


def principle(text: str, quote: str) -> str | None:
    return stages(text, quote).finding.principle


# ------------------------------------------------------------------ one example through all stages


@pytest.mark.parametrize(("lang", "number"), [("en", 1), ("zh", 2)])
def test_the_page_shows_what_comes_out(lang: str, number: int, run: Run, tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text(EXAMPLE[0], encoding="utf-8")
    out = run("--lang", lang, "read", str(tmp_path / "notice.txt"), "--trace").out
    assert EXAMPLE[number].strip() in out
    assert len(EXAMPLE[number].strip().splitlines()) == 7


def test_each_stage_hands_on_what_it_found() -> None:
    found = stages(EXAMPLE[0], "11月20日前")
    assert (found.block, found.level, found.heading) == ("item", 1, "")
    assert (found.category, found.year, found.basis) == ("DUE", 2026, "issued")
    frame = found.frame
    assert (frame.who, frame.topic, frame.verb, frame.sort, frame.to) == (
        "各分会", "活动总结", "报", "send", "省科协普及部",
    )  # fmt: skip
    assert frame.modal
    assert (found.finding.principle, found.finding.kind, found.finding.title) == ("form", "deadline", "报送活动总结")


def test_a_heading_a_label_and_a_row_are_told() -> None:
    text = f"{HEAD}一、报名\n网上报名时间：9月12日\n{FOOT}"
    assert (stages(text, "9月12日").heading, stages(text, "9月12日").label) == ("报名", "网上报名时间")
    table = "| 事项 | 时间 |\n|---|---|\n| 新生体检 | 9月12日 |\n"
    assert (stages(table, "9月12日").block, stages(table, "9月12日").row) == ("cell", "新生体检")


def test_the_year_is_told_with_where_it_was_taken_from() -> None:
    assert (stages("2026年9月12日开会。", "2026年9月12日").basis, stages("9月12日开会。", "9月12日").basis) == (
        "words", "received",
    )  # fmt: skip
    assert stages("例会每月10日召开。", "每月10日").year is None


# ------------------------------------------------------------------ principles

SPOKEN = {
    "heads": (HEAD + "9月12日开会。" + FOOT, "2026年9月1日"),
    "gave_way": ("原定9月12日的沙龙推迟至9月15日举行。", "9月12日"),
    "counts": ("统计期：1月1日至6月30日。", "1月1日至6月30日"),
    "holds_until": ("登记证书有效期至2027年12月31日。", "至2027年12月31日"),
    "must_fulfil": ("申报人须为1986年1月1日后出生。", "1986年1月1日后"),
    "is_over": ("8月12日，我馆举办了修复技艺展示。", "8月12日"),
    "was_moved": ("报名由9月12日改为9月15日。", "9月15日"),
    "was_due": ("于2026年8月12日前报名。", "2026年8月12日前"),
    "is_last_day": ("9月12日停止受理。", "9月12日"),
    "form": ("9月12日举办修复技艺展示。", "9月12日"),
    "gone": ("9月12日的沙龙取消。", "9月12日"),
    "beside": ("请于5月12日全国防灾减灾日开展演练。", "全国防灾减灾日"),
}


@pytest.mark.parametrize("name", SPOKEN)
def test_the_principle_that_spoke_is_named(name: str) -> None:
    text, quote = SPOKEN[name]
    assert principle(text, quote) == name
    for lang in LANGUAGES:
        said = dict(trace_lines(stages(text, quote), lang)[4:5])
        assert PRINCIPLES[name].say(lang) in "".join(said.values())


def test_no_principle_is_asked_about_what_is_no_date_of_the_calendar() -> None:
    assert principle("例会每月召开一次。", "每月") is None
    assert principle("公示期3天。", "3天") is None


def test_the_schema_names_every_principle() -> None:
    schema = json.loads((ROOT / "calendars" / "schema" / "yueling.schema.json").read_text(encoding="utf-8"))
    assert {*PRINCIPLES, None} in [{*names} for names in enums(schema)]


def enums(schema: object) -> Iterator[list[str | None]]:
    """Every list of names in a schema."""
    if isinstance(schema, dict):
        yield from (schema["enum"],) if isinstance(schema.get("enum"), list) else ()
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    for part in parts:
        yield from enums(part)


def test_every_principle_block_category_and_verb_has_its_words() -> None:
    names = {principle.__name__.lstrip("_") for principle in judge.PRINCIPLES}
    assert PRINCIPLES.keys() == names | {judge.FORM, "gone", "beside"} == SPOKEN.keys()
    assert BLOCKS.keys() == {kind.value for kind in BlockKind}
    assert CATEGORIES.keys() == RUNNING.keys() - {"ORDINARY"}
    assert VERBS.keys() == set(clause.VERBS)
    assert tuple(PARTS) == trace.PARTS


# ------------------------------------------------------------------ whole notices


@pytest.mark.parametrize("name", notices())
def test_what_is_traced_is_what_is_found(name: str) -> None:
    read = read_notice((NOTICES / f"{name}.txt").read_bytes(), name)
    told = traced(read, DAY)
    assert [one.finding for one in told] == find(read, DAY)
    for one in told:
        record = one.to_json()
        assert read.text[record["start"] : record["end"]] == record["quote"]
        for lang in LANGUAGES:
            assert all(words for _, words in trace_lines(one, lang))


def test_the_trace_as_data_goes_with_the_findings(run: Run, notice: str) -> None:
    answer, plain = run("read", notice, "--trace", "--json").json(), run("read", notice, "--json").json()
    assert [one["quote"] for one in answer["trace"]] == [one["quote"] for one in answer["findings"]]
    assert answer["findings"] == plain["findings"]
    assert "trace" not in plain
    assert answer["trace"][0]["judge"]["principle"] == "form"


READ = """
import sys, runpy
sys.argv = ["yueling", "read", *sys.argv[1:]]
try:
    runpy.run_path("cli.py", run_name="__main__")
finally:
    print([name for name in ("rules.notices.trace", "calendars.tracing") if name in sys.modules])
"""


@pytest.mark.parametrize(
    ("options", "loaded"), [((), []), (("--trace",), ["rules.notices.trace", "calendars.tracing"])]
)
def test_nothing_of_it_is_even_loaded_where_it_is_not_asked_for(options: tuple[str, ...], loaded: list[str]) -> None:
    file = str(NOTICES / f"{notices()[0]}.txt")
    ran = subprocess.run(
        [sys.executable, "-c", READ, file, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == str(loaded)


# ------------------------------------------------------------------ what cannot be read, and how it is shown


def test_without_a_date_it_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("各分会：请查收。\n", encoding="utf-8")
    ran = run("--lang", "en", "read", str(tmp_path / "empty.txt"), "--trace")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "no date was found")
    assert run("read", str(tmp_path / "empty.txt"), "--trace", "--json").json()["trace"] == []


def test_what_is_no_text_is_refused_as_ever(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\xff" * 40)
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    for file in (tmp_path / name for name in ("bad.txt", "empty.txt", "none.txt")):
        ran = run("read", str(file), "--trace")
        assert (ran.code, ran.out, ran.err.count("Traceback")) == (1, "", 0)
        assert ran.err
        assert run("read", str(file), "--trace", "--json").json()["exit_code"] == 1


def test_a_notice_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text("请各\u202e分会于9月12日前报\u009b2J总结。", encoding="utf-8")
    out = run("read", str(tmp_path / "notice.txt"), "--trace").out
    assert "9月12日前" in out
    assert "\u009b" not in out
    assert "\u202e" not in out


def test_the_date_is_bold_where_a_terminal_takes_it(tmp_path: Path) -> None:
    file = NOTICES / f"{notices()[0]}.txt"
    assert "\x1b[1m" in on_terminal(tmp_path, "read", str(file), "--trace")[1]
    assert "\x1b" not in on_terminal(tmp_path, "read", str(file), "--trace", env={"NO_COLOR": "1"})[1]
