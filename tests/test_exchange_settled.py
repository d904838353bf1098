"""An import against what a person settled of what organisations above proposed, and what it is counted and said to have done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cli import Run, run
from tests.test_exchange_guard import SHAPES, both, exported, shown
from tests.test_given import MEETING, REPLY

__all__ = ["both", "run"]
BELOW = ("--org", "fj")


def proposed(run: Run, date: str) -> None:
    """The organisation above moves the meeting, and gives it again."""
    run("edit", MEETING, "--date", date)
    run("org", "give", "学术年会")


def of_below(run: Run) -> str:
    rule: str = run("show", MEETING, "--json", *BELOW).json()["rule"]
    return rule


def why(run: Run, uid: str) -> str:
    return run("why", uid, *BELOW).out


@pytest.mark.parametrize("shape", SHAPES)
def test_a_date_that_was_declined_does_not_come_in_by_an_import(both: Run, tmp_path: Path, shape: str) -> None:
    proposed(both, "2026-05-18")
    both("review", "--only", "-1", *BELOW)
    assert of_below(both) == "2026年5月15日09:00"
    ran = both("import", exported(both, tmp_path, shape, ""), "--yes", *BELOW)
    assert ran.code == 0, ran.err
    assert "规则保持“2026年5月15日09:00”，系本级设定；文件中为“2026年5月18日09:00”" in ran.err
    assert of_below(both) == "2026年5月15日09:00"
    both("import", exported(both, tmp_path, shape, ""), "--yes", "--again", *BELOW)
    assert of_below(both) == "2026年5月18日09:00"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_date_that_was_accepted_does_not_go_back_by_an_older_export(both: Run, tmp_path: Path, shape: str) -> None:
    for title in ("甲", "乙", "丙", "青岭市第十二届学术年会"):
        both("edit", MEETING, "--title", title)
    old = exported(both, tmp_path, shape, "")
    proposed(both, "2026-05-18")
    both("review", "--only", "1", *BELOW)
    assert of_below(both) == "2026年5月18日09:00"
    ran = both("import", old, "--yes", *BELOW)
    assert "系本级设定；文件中为“2026年5月15日09:00”" in ran.err
    assert of_below(both) == "2026年5月18日09:00"
    assert "已采纳" in why(both, MEETING)
    both("import", old, "--yes", "--again", *BELOW)
    assert of_below(both) == "2026年5月15日09:00"
    assert "人工所定" not in why(both, MEETING)
    both("import", old, "--yes", *BELOW)
    assert of_below(both) == "2026年5月15日09:00"


def test_what_was_declined_and_taken_back_is_settled_no_more(both: Run, tmp_path: Path) -> None:
    proposed(both, "2026-05-18")
    both("review", "--only", "-1", *BELOW)
    both("undo", "--yes", *BELOW)
    both("import", exported(both, tmp_path, "json", ""), "--yes", *BELOW)
    assert of_below(both) == "2026年5月18日09:00"


def test_what_was_declined_settles_its_field_alone(both: Run, tmp_path: Path) -> None:
    proposed(both, "2026-05-18")
    both("review", "--only", "-1", *BELOW)
    both("edit", MEETING, "--title", "省学术年会")
    ran = both("import", exported(both, tmp_path, "json", ""), "--yes", *BELOW)
    assert "标题“青岭市第十二届学术年会”改为“省学术年会”" in ran.err
    now = both("show", MEETING, "--json", *BELOW).json()
    assert (now["title"], now["rule"]) == ("省学术年会", "2026年5月15日09:00")


def test_why_says_of_what_an_import_changed_that_it_was_imported_and_of_an_edit_that_it_was_by_hand(
    both: Run, tmp_path: Path
) -> None:
    both("edit", MEETING, "--date", "2026-05-18")
    both("import", exported(both, tmp_path, "json", ""), "--yes", *BELOW)
    for said in (why(both, MEETING), both("show", MEETING, *BELOW).out):
        assert "导入" in said
        assert "2026年5月15日" in said
        assert "人工所定" not in said
    record = both("show", MEETING, "--json", *BELOW).json()
    assert record["by_hand"] == []
    assert record["imported"] == [{"field": "recurrence", "set": "2026年5月18日09:00", "before": "2026年5月15日09:00"}]
    both("edit", MEETING, "--date", "2026-05-19", *BELOW)
    assert "导入" not in why(both, MEETING)
    assert "人工所定" in why(both, MEETING)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_only_kept_counts_as_no_change_and_stands_in_no_history(both: Run, tmp_path: Path, shape: str) -> None:
    both("edit", MEETING, "--title", "省学术年会", *BELOW)
    both("edit", MEETING, "--title", "本级学术年会")
    both("edit", REPLY, "--date", "2026-05-12")
    file = exported(both, tmp_path, shape, "")
    for flags in (("--dry-run",), ("--yes",)):
        ran = both("import", file, *flags, *BELOW)
        assert "新增 0，修改 1，未变 1" in ran.out
        assert "1 条您改过的未动" in ran.out
    before = both("history", "--json", *BELOW).json()
    for flags in (("--dry-run",), ("--yes",)):
        ran = both("import", file, *flags, *BELOW)
        assert "新增 0，修改 0，未变 2" in ran.out
        assert "1 条您改过的未动" in ran.out
        assert "标题保持“省学术年会”" in ran.err
        record = both("import", file, *flags, "--json", *BELOW).json()
        assert (record["changed"], [one["uid"] for one in record["kept"]]) == ([], [MEETING])
        assert sorted(one["uid"] for one in record["unchanged"]) == sorted((MEETING, REPLY))
    assert both("history", "--json", *BELOW).json() == before


def test_what_an_import_keeps_of_a_date_keeps_the_words_that_it_stands_in(both: Run, tmp_path: Path) -> None:
    proposed(both, "2026-05-18")
    both("review", "--only", "-1", *BELOW)
    before = shown(both, MEETING), both("show", MEETING, "--json", *BELOW).json()
    both("import", exported(both, tmp_path, "json", ""), "--yes", *BELOW)
    assert both("show", MEETING, "--json", *BELOW).json()["quote"] == before[1]["quote"]
    assert "修改 0" in both("import", exported(both, tmp_path, "json", ""), "--yes", *BELOW).out
