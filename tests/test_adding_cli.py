"""What the command line answers to whoever adds and corrects by hand, on Monday, 30 November 2026."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cli

Ran = tuple[int, str, str]
Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*args: str) -> Ran:
        code = cli.main(["--now", "2026-11-30T09:00", "--db", f"sqlite:///{tmp_path / 'y.db'}", "--lang", "zh", *args])
        out, err = capsys.readouterr()
        return code, out, err

    return ran


def stored(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("list", "--json")[1])
    return found


def added(run: Run, *args: str) -> str:
    code, out, err = run("add", *args)
    assert code == 0, err
    return out.split()[0]


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("明天上午九点 对账", ["对账：2026年12月1日09:00", "2026-12-01 周二 09:00"]),
        ("周五下班前 交表", ["交表：2026年12月4日前", "下班"]),
        ("每月的第一个星期一上午 例会", ["上午"]),
        ("每周五下午 例会", ["下午"]),
        (
            "12月18日下午2:30在三楼会议室召开理事会",
            ["理事会", "地点：三楼会议室", "只此一次", '--rule "每年12月18日14:30"'],
        ),
        ("12月18日 开放日", ["每年12月18日", "只今年一次", '--rule "2026年12月18日"']),
        ("会议前三天 发通知", ["没有日期", "“会议”的日期未知", "--date"]),
        ("昨天 座谈会", ["2026-11-29", "已经过去"]),
        ("一个月后 回访", ["2026年12月30日", '--rule "2026年12月"']),
    ],
)
def test_the_answer_shows_what_was_understood(run: Run, line: str, answers: list[str]) -> None:
    code, out, err = run("add", line)
    assert (code, err) == (0, "")
    assert [answer for answer in answers if answer not in out] == [], out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["4月15日 会\x1b[31m红\x07"], "U+001B"),
        (["4月15日", "--title", "会\x07"], "U+0007"),
        (["4月15日", "--title", "\u200b\u202e"], "看得见"),
        (["4月15日 \u200b\u202e"], ""),
        (["4月15日 会", "--place", "\u200b"], "看得见"),
        (["4月15日 会", "--tag", "\u200b"], "看得见"),
        (["4月15日 会\n4月16日 会二"], "2 行"),
        (["4月15日 会\r\n\r\n4月16日 会二\n"], "yueling read"),
        (["4月15日\n会"], "2 行"),
        (["4月15日 会", "--note", "长" * 5001], "--url"),
    ],
)
def test_what_cannot_be_shown_on_one_line_is_refused_with_what_to_do(run: Run, words: list[str], reason: str) -> None:
    run("init")
    code, out, err = run("add", *words)
    assert (code, out) == (1, "")
    assert reason in err, err
    if "--note" in words:
        assert "--note，" not in err.split("；")[1]
    assert stored(run) == []


def test_lines_are_alike_for_all_who_type_them(run: Run) -> None:
    uid = added(run, "4月15日\t会\n")
    assert stored(run)[0]["title"] == "会"
    assert run("edit", uid, "--title", "会\x07")[0] == 1
    assert run("edit", uid, "--title", "")[0] == 2
    assert run("edit", uid, "--title", "\u200b")[0] == 1
    assert run("split", uid, "4月15日 会\x07", "4月16日 会二")[0] == 1
    assert [each["title"] for each in stored(run)] == ["会"]


def test_the_other_reading_can_be_pasted(run: Run) -> None:
    uid = added(run, "12月18日下午2:30 理事会")
    assert run("edit", uid, "--rule", "每年12月18日14:30")[0] == 0
    assert stored(run)[0]["rule"] == "每年12月18日14:30"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["每周二 四例会"], "“四”可能是日期的一部分"),
        (["每周一9:00至乱七八糟", "--title", "T"], "^^"),
        (["隔周周三 党员学习"], "自2026年11月30日起每2周的周三"),
        (["3天 出差"], "3天后"),
        (["12月18日（周四） 理事会"], "星期五"),
        (["12月18日 会", "--url", "ftp://a"], "https://"),
        (["12月18日 会", "--place", " "], "--place"),
        (["12月18日 会", "--tag", ""], "--tag"),
        (["12月18日 会", "--lead", "2分钟"], "3天"),
        (["12月18日", "--title", "长" * 501], "--title"),
        (["长" * 501], "500"),
    ],
)
def test_what_was_not_understood_is_refused_and_stores_nothing(run: Run, args: list[str], words: str) -> None:
    run("init")
    code, out, err = run("add", *args)
    assert (code, out) == (1, "")
    assert words in err
    assert stored(run) == []


def test_fields_are_kept_taken_away_and_shown(run: Run) -> None:
    given = ["--place", "科技馆", "--contact", "张三 010-1", "--url", "https://a.cn/x", "--note", "带伞"]
    code, out, _ = run("add", "2026年12月18日 开放日", *given)
    assert code == 0
    assert all(words in out for words in given[1::2])
    uid = out.split()[0]
    assert "科技馆" not in run("edit", uid, "--place", "", "--note", "不下雨了")[1]
    assert "不下雨了" in run("edit", uid, "--title", "科技馆开放日")[1]
    assert run("edit", uid, "--url", "javascript:1")[0] == 1


def test_another_date_keeps_the_time_and_a_series_stays_one(run: Run) -> None:
    uid = added(run, "2026年12月18日14:30 理事会")
    assert "2026年12月20日14:30" in run("edit", uid, "--date", "12月20日")[1]
    series = added(run, "每月20日 发工资")
    code, _, err = run("edit", series, "--date", "2026-12-09")
    assert code == 1
    assert f"yueling move {series}" in err
    assert [event["rule"] for event in stored(run) if event["uid"] == series] == ["每月20日"]


def test_a_day_that_is_over_this_year_is_said_to_be_the_next_years(run: Run) -> None:
    uid = added(run, "2026年12月18日14:30 理事会")
    assert "取2027年" not in run("edit", uid, "--date", "12月20日")[2]
    assert "2027-11-01" not in run("edit", uid, "--date", "2027年11月1日")[2]
    said = run("edit", uid, "--date", "11月2日")[2]
    assert ("2027-11-02" in said, "2026-11-02" in said) == (True, True)
    series = added(run, "每周一上午9点 例会")
    assert "2027-11-03" in run("edit", series, "--this", "2026-12-07", "--date", "11月3日")[2]
    assert "2027-11-04" in run("move", series, "2026-12-14", "11月4日上午10点")[2]
    assert "已过" not in run("move", series, "2026-12-21", "周二")[2]


def test_a_day_with_its_time_is_refused_with_what_takes_a_time(run: Run) -> None:
    uid = added(run, "2026年12月18日14:30 理事会")
    code, _, err = run("edit", uid, "--date", "12月3日上午10点")
    assert (code, "--rule “12月3日上午10点”" in err, "yueling move" in err) == (2, True, True)


def test_one_date_of_a_series_is_another(run: Run) -> None:
    uid = added(run, "每周一上午9点 例会")
    assert run("edit", uid, "--this", "下周一", "--date", "12月8日")[0] == 0
    assert run("edit", uid, "--this", "2026-12-14", "--rule", "上午10点")[0] == 0
    assert run("move", uid, "2026-12-21", "12月22日下午3点")[0] == 0
    entries = json.loads(run("upcoming", "--from", "明天", "--to", "12月28日", "--format", "json")[1])
    starts = [entry["start"] for entry in entries]
    assert starts == ["2026-12-08T09:00", "2026-12-14T10:00", "2026-12-22T15:00", "2026-12-28T09:00"]


@pytest.mark.parametrize(
    "args",
    [
        ["--this", "2026-12-07"],
        ["--this", "2026-12-07", "--title", "甲"],
        ["--this", "2026-12-07", "--date", "2026-12-08", "--tag", "甲"],
        ["--this", "2026-12-07", "--date", "2026-12-08", "--rule", "12月8日"],
        ["--announce", "2026-12-07", "--date", "2026-12-08"],
        ["--date", "每周一"],
        ["--date", "下周"],
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(run: Run, args: list[str]) -> None:
    uid = added(run, "每周一上午9点 例会")
    assert run("edit", uid, *args)[0] == 2
    assert stored(run)[0]["sequence"] == 0


def test_a_date_on_which_the_series_does_not_fall_is_refused(run: Run) -> None:
    uid = added(run, "每周一上午9点 例会")
    assert run("edit", uid, "--this", "明天", "--date", "12月8日")[0] == 1


def test_words_for_days_lean_on_the_day_of_the_run_wherever_it_is_given(run: Run) -> None:
    added(run, "每周一上午9点 例会")
    late = run("upcoming", "--from", "明天", "--to", "下周一", "--format", "json", "--now", "2026-12-07")
    assert [entry["start"] for entry in json.loads(late[1])] == ["2026-12-14T09:00"]
    month = run("upcoming", "--from", "2026-12", "--to", "2026-12", "--format", "json")
    assert len(json.loads(month[1])) == 4


@pytest.mark.parametrize(("lead", "written"), [("3天", "3d"), ("1周", "7d"), ("两个工作日", "2wd")])
def test_leads_are_taken_in_words(run: Run, lead: str, written: str) -> None:
    uid = added(run, "2026年12月18日 会")
    assert run("edit", uid, "--lead", lead)[0] == 0
    assert stored(run)[0]["leads"] == [written]


def test_the_same_line_again_keeps_what_was_given_since(run: Run) -> None:
    uid = added(run, "2026年12月18日在三楼召开理事会")
    run("edit", uid, "--place", "四楼", "--title", "常务理事会")
    _, out, err = run("add", "2026年12月18日在三楼召开理事会")
    assert "四楼" in out
    assert "常务理事会" in out
    assert "已" in err
    assert len(stored(run)) == 1


def test_what_is_written_again_says_what_became_another(run: Run) -> None:
    added(run, "12月18日 理事会 地点：三楼会议室", "--tag", "A", "--lead", "7d")
    code, _, err = run("add", "12月18日 理事会 地点：四楼会议室", "--tag", "B")
    assert code == 0
    assert "此前已入库；" in err
    assert "地点：三楼会议室 → 四楼会议室" in err
    assert stored(run)[0]["tags"] == ["A", "B"]
    assert "修改" in run("history", "--limit", "1")[1]


def test_the_answer_to_an_edit_shows_what_became_another(run: Run) -> None:
    uid = added(run, "2026年12月18日 理事会")
    err = run("edit", uid, "--kind", "截止", "--tag", "A", "--lead", "7d")[2]
    assert all(words in err for words in ("类别：活动 → 截止", "标签：– → A", "提前量：– → 7d"))


def test_a_move_says_what_it_does_not_store_and_which_date_it_took(run: Run) -> None:
    uid = added(run, "每周一14:00至17:00 例会")
    assert "14:00–17:00" in run("move", uid, "2026-12-07", "12月8日上午")[2]
    assert run("move", uid, "2026-12-08", "12月14日")[0] == 0
    assert "2026-12-07" in run("cancel", uid, "2026-12-14")[2]
    assert "2026-12-14" in run("edit", uid, "--rule", "每周二上午9点")[2]


def test_a_move_of_a_period_warns_of_no_days_of_its_own(run: Run) -> None:
    uid = added(run, "2026年12月19日至25日 科技周")
    code, out, err = run("move", uid, "2026-12-19", "2026-12-21")
    assert (code, err) == (0, "")
    assert "2026-12-21 周一 – 2026-12-27 周日" in out


def test_a_whole_event_is_called_off_and_takes_place_after_all(run: Run) -> None:
    uid = run("add", "每周一 例会", "--json")[1]
    uid = json.loads(uid)["event"]["uid"]
    code, out, err = run("cancel", uid, "--all", "--json")[:3]
    assert (code, json.loads(out)["event"]["status"]) == (0, "cancelled")
    assert "（取消）" in run("list")[1]
    assert "例会" not in run("upcoming")[1]
    assert "没有变化" in run("cancel", uid, "--all")[2]
    assert json.loads(run("cancel", uid, "--all", "--undo", "--json")[1])["event"]["status"] == "confirmed"
    for wrong in ((uid,), (uid, "2026-12-14", "--all"), (uid, "2026-12-14", "--undo")):
        code, out, err = run("cancel", *wrong)[:3]
        assert code == 2
        assert "--all" in err


def test_an_event_whose_only_date_is_cancelled_says_so_and_what_helps(run: Run) -> None:
    uid = added(run, "2026年12月18日 理事会")
    out = run("cancel", uid, "2026-12-18")[1]
    assert "取消" in out
    assert "--date" in out
    assert not any(line.endswith("：") for line in out.splitlines())


def test_the_parts_of_a_split_are_shown_as_they_were_typed(run: Run) -> None:
    there = added(run, "每周一上午9点 处务会")
    uid = added(run, "2026年12月18日前 交报告")
    lines = [f"2026年12月{day}日前 交第{day}份" for day in (5, 4, 9, 7)]
    code, out, err = run("split", uid, *lines, "每周一上午9点 处务会")
    assert code == 0, err
    shown = [line.split("：")[0].split()[1] for line in out.splitlines() if "  " in line]
    assert shown == ["交第5份", "交第4份", "交第9份", "交第7份", "处务会"]
    assert there in err
    assert len(stored(run)) == 5


def test_the_history_names_each_event(run: Run) -> None:
    uid = added(run, "每周一上午9点 例会")
    run("edit", uid, "--title", "周会")
    run("move", uid, "2026-12-07", "12月8日")
    run("remove", uid, "--yes")
    lines = run("history")[1].splitlines()
    assert "事项数" in lines[0]
    steps = ("周会", "2026-12-07 → 2026-12-08", "例会 → 周会", "例会")
    assert all(words in line for words, line in zip(steps, lines[1:], strict=True))
    (step,) = json.loads(run("history", "--limit", "1", "--json")[1])
    assert step["named"] == [{"uid": uid, "title": "周会"}]
    assert "周会" in run("undo", "--yes")[1]


def test_the_history_of_several_events_names_what_became_of_each(run: Run) -> None:
    uid = added(run, "2026年12月18日前 交报告")
    run("split", uid, "2026年12月5日前 甲", "2026年12月8日前 乙")
    run("merge", uid, "乙")
    merged, parted = run("history", "--limit", "2")[1].splitlines()[1:]
    assert "乙 → 甲" in merged
    assert "交报告 → 甲" in parted
    assert "乙" in parted
