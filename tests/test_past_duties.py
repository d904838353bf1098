"""What was said of duties stands in the history: how much, who, which day, from what to what; and what was taken back."""

from __future__ import annotations

import re

from tests.test_cli import Run, added, run

__all__ = ["run"]


def abouts(run: Run, lang: str = "en") -> list[str]:
    return [line.strip() for line in run("history", "--lang", lang).out.splitlines()[1:]]


def test_the_history_says_what_was_said_of_which_date(run: Run) -> None:
    run("people", "add", "张三", "--email", "zhang@example.org", "--channel", "stdout")
    uid = added(run, "4月15日前 报送总结")
    run("progress", uid, "1/3")
    run("progress", uid, "2/3", "--by", "李四")
    run("snooze", uid, "--until", "3d", "--for", "张三", "--by", "李四")
    run("ack", uid, "--by", "张三")
    run("snooze", uid, "--end", "--for", "张三")
    run("duties", "quota", uid, "3..5")
    run("done", uid, "--by", "王五")
    day = "2026-04-15 Wed"
    wanted = [
        f"done: {day} 2/3 (李四) → done (王五)",
        "quota: 3–5 times each",
        f"snoozed: {day} until 11 Apr, for zhang@example.org (李四) → –",
        f"taken on: {day} 张三",
        f"snoozed: {day} until 11 Apr, for zhang@example.org (李四)",
        f"done: {day} 1/3 → 2/3 (李四)",
        f"done: {day} 1/3",
    ]
    for line, words in zip(abouts(run), wanted, strict=False):
        assert re.search(rf"  1 +报送总结 · {re.escape(words)}$", line), line
    of_event = run("history", uid, "--lang", "en").out.splitlines()[1:]
    assert len(of_event) == len(wanted) + 1
    for line, words in zip(of_event[::-1], wanted, strict=False):
        assert words in line, line
    chinese = run("history", "--lang", "zh").out
    assert "暂缓提醒：2026-04-15 周三 至4月11日，zhang@example.org（李四）" in chinese
    assert "认领：2026-04-15 周三 张三" in chinese


def test_what_is_taken_back_is_told_before_and_after(run: Run) -> None:
    uid = added(run, "4月15日前 报送总结")
    run("progress", uid, "2/3", "--by", "李四")
    run("ack", uid, "--by", "张三")
    asked = run("undo", "2", "--yes", "--lang", "en").out
    assert "done: 2026-04-15 Wed 2/3 (李四)" in asked
    assert "taken on: 2026-04-15 Wed 张三" in asked
    lines = abouts(run)
    assert "taken back" in lines[0]
    assert "2026-04-15 Wed 2/3 (李四) → –" in lines[0] + lines[1]
    assert "2026-04-15 Wed 张三 → –" in lines[0] + lines[1]
    assert len(run("history", uid, "--json").json()) == len(run("history", "--json").json())


def test_programs_read_what_was_said_and_what_it_was_before(run: Run) -> None:
    uid = added(run, "4月15日前 报送总结")
    run("progress", uid, "1/3")
    run("progress", uid, "2/3", "--by", "李四")
    step = run("history", "--json").json()[0]
    (said,) = step["said"]
    assert (step["events"], step["named"][0]["uid"]) == (1, uid)
    assert (said["what"], said["uid"] == uid, said["from"]["part"], said["to"]["part"], said["to"]["by"]) == (
        "done",
        True,
        1,
        2,
        "李四",
    )
    assert run("history", uid, "--json").json()[-1]["said"] == [said]


def test_the_past_of_an_event_that_is_gone_keeps_what_was_said_of_it(run: Run) -> None:
    uid = added(run, "4月15日前 报送总结")
    run("progress", uid, "1/3")
    run("remove", uid, "--yes")
    lines = run("history", uid, "--lang", "en").out.splitlines()[1:]
    assert "done: 2026-04-15 Wed 1/3" in lines[1]
    assert "removed" in lines[2]
