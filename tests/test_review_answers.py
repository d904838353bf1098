"""What a person answers where a review asks: numbers and letters, what is put right, ways out, and what may be answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cli import Run, on_terminal, run
from tests.test_review import folder, titles

__all__ = ["folder", "run"]


def test_nothing_is_refused_after_something_was_put_right(tmp_path: Path, run: Run, folder: Path) -> None:
    run("read", str(folder / "deep"))
    code, said = on_terminal(tmp_path, "review", typed="e 2\n交回执\n\n\n\nn\n".encode())
    assert code == 0
    assert "--only" not in said
    assert titles(run) == []
    assert len(run("review", "--json").json()[0]["changes"]) == 2


def test_what_is_put_right_and_not_named_is_asked_again(tmp_path: Path, run: Run, folder: Path) -> None:
    run("read", str(folder / "deep"))
    code, said = on_terminal(tmp_path, "review", typed="e 2\n交回执\n\n\n\n1\n1-2\n".encode())
    assert code == 0
    assert "请把第 2 条" in said
    assert "交回执" in titles(run)


def test_putting_right_has_a_way_out(tmp_path: Path, run: Run, folder: Path) -> None:
    run("read", str(folder / "deep"))
    code, said = on_terminal(tmp_path, "review", typed="2 标题=甲\ne 2\n乙\nq\n\n".encode())
    assert code == 0
    assert "q" in said
    assert not {"甲", "乙"} & set(titles(run))
    assert len(titles(run)) == 2


def test_the_help_of_a_review_lists_what_may_be_answered(run: Run) -> None:
    out = run("review", "--help").out
    for reply in ("回车", "1 3-5", "3a", "-2", "  n ", "e 2", "q / 退出", "Ctrl-C", "? / 帮助"):
        assert reply in out
    assert "只写 -2 则其余" in out


@pytest.mark.parametrize("word", ["q", "退出", "Ｑ"])
def test_a_review_is_left_by_a_word_and_all_of_it_waits(tmp_path: Path, run: Run, folder: Path, word: str) -> None:
    run("read", str(folder))
    code, said = on_terminal(tmp_path, "review", typed=f"{word}\n".encode())
    assert code == 0
    assert "已退出" in said
    assert titles(run) == []
    assert len(run("review", "--json").json()) == 3


def test_a_review_explains_its_answers_where_it_is_asked_or_cannot_read_one(
    tmp_path: Path, run: Run, folder: Path
) -> None:
    run("read", str(folder / "deep"))
    for word in ("?", "？", "帮助", "help"):
        _, said = on_terminal(tmp_path, "review", typed=f"{word}\nq\n".encode())
        assert "没有选中" not in said
        assert "3a：" in said
    _, said = on_terminal(tmp_path, "review", typed="哪个\nq\n".encode())
    assert "没有选中" in said
    assert "? 看可以怎样回答；q 退出" in said


def test_the_place_is_put_right_too(tmp_path: Path, run: Run, folder: Path) -> None:
    run("read", str(folder / "deep"))
    assert on_terminal(tmp_path, "review", typed="e ２\n交回执\n\n\n三楼会议室\n\n".encode())[0] == 0
    assert run("show", "交回执", "--json").json()["place"] == "三楼会议室"


def test_a_row_without_a_date_of_its_own_shows_none_and_is_nothing_new(tmp_path: Path, run: Run) -> None:
    call = (
        "关于举办社区运动会的通知\n各楼：\n定于2026年6月20日在操场举办运动会。请各楼于6月10日前报送名单。\n"
        "梅山社区居民委员会\n2026年4月1日\n"
    )
    off = "关于取消社区运动会的通知\n各楼：\n因故，原定6月20日举办的运动会取消。\n梅山社区居民委员会\n2026年4月7日\n"
    for name, text in (("1.txt", call), ("2.txt", off)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    run("read", str(tmp_path / "1.txt"), "--add", "--yes")
    ran = run("read", str(tmp_path / "2.txt"), "--add", "--dry-run")
    assert "2a：报送名单" in ran.out
    assert "2n" not in ran.out
    ran = run("read", str(tmp_path / "2.txt"), "--add", "--yes", "--only", "2n")
    assert ran.code == 1
    assert "第 2 条没有日期" in ran.err
    assert "写 2a 指明" in ran.err
    run("read", str(tmp_path / "2.txt"))
    _, said = on_terminal(tmp_path, "read", str(tmp_path / "2.txt"), "--add", typed=b"e 2\n\n\n\n\nq\n")
    assert "日期 []" in said
    assert "每年公布日期" not in said


def test_one_is_put_right_on_the_spot(tmp_path: Path, run: Run, folder: Path) -> None:
    run("read", str(folder / "deep"))
    typed = "e 2\n交回执\n\n\n\n1-2\n".encode()
    assert on_terminal(tmp_path, "review", typed=typed)[0] == 0
    assert "交回执" in titles(run)


def test_who_stops_at_the_question_loses_nothing(tmp_path: Path, run: Run, folder: Path) -> None:
    code, _ = on_terminal(tmp_path, "read", str(folder / "deep" / "1.txt"), "--add", typed=b"\x04")
    assert code == 130
    assert len(run("review", "--json").json()[0]["changes"]) == 2


def test_what_counts_from_something_is_new_where_a_person_says_so(run: Run, tmp_path: Path) -> None:
    asked = "联络员有变动的，应在变动后10个工作日内告知办公室。"
    text = f"关于联络员工作的通知\n各学会：\n{asked}\n青岭市科学技术协会\n2026年4月2日\n"
    file = tmp_path / "1.txt"
    file.write_text(text, encoding="utf-8")
    run("read", str(file), "--add", "--yes", "--only", "1")
    assert len(titles(run)) == 1
    assert run("review", "--json").json() == []
