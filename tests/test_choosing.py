"""Which drafts of a notice are stored is chosen by number, and what is wrong is put right on the spot."""

from __future__ import annotations

import importlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from calendars.choosing import BadChoice, Numbers, change, edited, numbers
from calendars.single import in_place_of
from rules import YuelingError, parse

test_cli: Any = importlib.import_module("tests.test_cli")
run = test_cli.run
Run = Any
TEXT: str = importlib.import_module("tests.test_actions").TEXT
TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "chosen", "declined"),
    [
        ("", None, ()), ("是", None, ()), ("Y", None, ()), ("n", (), ()), ("都不要", (), ()),
        ("2", (2,), ()), ("1 3-5", (1, 3, 4, 5), ()), ("1,3、5", (1, 3, 5), ()), ("-2", None, (2,)),
        ("1-3 -5", (1, 2, 3), (5,)), ("2至4", (2, 3, 4), ()), ("１，３", (1, 3), ()), ("1～3", (1, 2, 3), ()),
        ("１－３", (1, 2, 3), ()), ("－２", None, (2,)), ("1—3；５", (1, 2, 3, 5), ()), ("Ｎ", (), ()), ("1〜2", (1, 2), ()),
    ],
)  # fmt: skip
def test_numbers_choose_and_with_a_minus_decline(
    text: str, chosen: tuple[int, ...] | None, declined: tuple[int, ...]
) -> None:
    assert numbers(text, 6) == Numbers(None if chosen is None else frozenset(chosen), frozenset(declined))


@pytest.mark.parametrize("text", ["7", "0", "1 -1", "5-3", "x", "1 x", "1..3", "--2", "1-", "９９９９９９"])
def test_what_chooses_nothing_is_told(text: str) -> None:
    with pytest.raises(BadChoice):
        numbers(text, 6)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--title", "9=x"], "没有第 9 条"), (["--title", "0=x"], "没有第 0 条"), (["--title", "1="], "= 后面"),
        (["--title", "x"], "= 前面"), (["--date", "一=4月9日"], "= 前面"), (["--only", "2-1"], "1-2"),
        (["--only", "9"], "没有第 9 条"), (["--only", "1 -1"], "1"), (["--only", "x"], "没有选中"),
        (["--title", "1=会\x1b[31m"], "U+001B"), (["--title", "1=\u200b"], "看得见"), (["--title", "1=" + "长" * 501], "501"),
        (["--kind", "1=聚会"], "聚会"),
    ],
)  # fmt: skip
def test_each_wrong_choice_is_told_its_own_reason(run: Run, notice: str, words: list[str], reason: str) -> None:
    done = run("--lang", "zh", "read", notice, "--add", "--yes", *words)
    assert done.code == 1
    assert reason in done.err, done.err
    assert run("list", "--json").json() == []


def test_one_answer_puts_several_fields_right() -> None:
    assert change("1 标题=甲 日期=4月11日 类别=活动", 3, TODAY) == (
        1, {"title": "甲", "recurrence": parse("4月11日", reference=TODAY), "kind": "event"}
    )  # fmt: skip
    with pytest.raises(YuelingError):
        change("1 标题=甲 日期=4月99日", 3, TODAY)


def test_an_answer_that_puts_nothing_right_says_what_can_be(run: Run, notice: str) -> None:
    for answer, reason in (("1 颜色=红", "颜色"), ("9 标题=x", "没有第 9 条"), ("1 标题=\u200b", "看得见")):
        with pytest.raises(YuelingError) as error:
            change(answer, 2, TODAY)
        assert reason in error.value.say("zh")
    with pytest.raises(YuelingError) as error:
        change("1 颜色=红", 2, TODAY)
    assert "标题、日期、类别、地点" in error.value.say("zh")
    assert numbers("３Ａ", 6).meant == {3: "a"}
    assert (edited("ｅ　２", 6), edited("E2", 6)) == (2, 2)


def test_what_is_put_right_is_read_as_it_is_typed() -> None:
    assert change("2 标题=年度总结", 6, TODAY) == (2, {"title": "年度总结"})
    found = change("3 日期：明天", 6, TODAY)
    assert found
    assert found[1]["recurrence"].rule.value() == "2026-12-01"
    assert change("1 类别=截止", 6, TODAY) == (1, {"kind": "deadline"})
    assert change("1 3-5", 6, TODAY) is None
    for wrong in ("9 标题=x", "1 颜色=红", "1 日期=无", "1 类别=无"):
        with pytest.raises(YuelingError):
            change(wrong, 6, TODAY)


@pytest.mark.parametrize(
    ("read", "typed", "stored"),
    [
        ("2026年6月30日前", "6月28日", "../2026-06-28"), ("2026年6月30日前", "2026-06-28", "../2026-06-28"),
        ("2026年9月19日上午9时", "9月21日", "2026-09-21"), ("2026年9月19日", "9月21日前", "../2026-09-21"),
        ("每月5日前", "每月8日前", "R/P1M/../08"),
    ],
)  # fmt: skip
def test_a_day_put_right_is_of_the_year_that_was_read_and_due_where_that_was(
    read: str, typed: str, stored: str
) -> None:
    found = change(f"1 日期={typed}", 1, TODAY)
    assert found
    new = in_place_of(parse(read), found[1]["recurrence"])
    assert new.rule.value() == stored
    assert new.clock == parse(read).clock


@pytest.fixture
def notice(tmp_path: Path) -> str:
    path = tmp_path / "n.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_chosen_drafts_are_stored_as_they_were_put_right_and_stay_so(run: Run, notice: str) -> None:
    done = run(
        "read", notice, "--add", "--yes", "--only", "1 -2", "--title", "1=交总结", "--date", "1=2026年12月18日前"
    )
    assert done.code == 0, done.err
    listed = run("list").out
    assert "交总结" in listed
    assert "总结会" not in listed
    again = run("read", notice, "--add", "--yes")
    assert "1" in again.out
    assert run("list").out == listed


def test_a_dry_run_stores_nothing(run: Run, notice: str) -> None:
    run("add", "每月1日 例会")
    before = run("list").out
    assert run("read", notice, "--add", "--dry-run").code == 0
    assert run("list").out == before
    assert "read" not in run("history", "--json").out


def test_choices_go_with_one_file_that_is_stored(run: Run, notice: str) -> None:
    assert run("read", notice, "--only", "1").code == 2
    assert run("read", notice, notice, "--add", "--yes", "--only", "1").code == 2
    assert run("read", notice, "--add", "--yes", "--only", "99").code == 1


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"%PDF-1.7\n%abc", "PDF"), (b"PK\x03\x04....", "ZIP"), (b"<html><body></body></html>", "n.bin"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_known_by_its_first_bytes(run: Run, tmp_path: Path, data: bytes, form: str) -> None:
    path = tmp_path / "n.bin"
    path.write_bytes(data)
    done = run("read", str(path))
    assert done.code == 1
    assert form in done.err


@pytest.mark.parametrize(
    "title", ["第三届青年科技论文征文通知（第一轮）", "停电通知", "云岭省化学学会章程修改说明", "放假安排"]
)
def test_a_first_line_of_any_form_is_the_title(run: Run, tmp_path: Path, title: str) -> None:
    path = tmp_path / "n.txt"
    path.write_text(f"{title}\n\n请于2026年12月20日前报送材料。\n", encoding="utf-8")
    assert title == run("read", str(path)).out.strip().splitlines()[0]


def test_what_is_not_stored_is_not_put_right(run: Run, notice: str) -> None:
    done = run("read", notice, "--add", "--yes", "--only", "1", "--title", "2=x")
    assert done.code == 1
    assert "2" in done.err
    assert run("list").out.strip() == ""
