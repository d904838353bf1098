"""What a review says and does where organisations above proposed something: foreseen as it will be, and told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cli import NOTICE, Run, run
from tests.test_exchange_guard import both
from tests.test_given import MEETING, REPLY
from tests.test_later_notices import CALL

__all__ = ["both", "run"]
BELOW = ("--org", "fj")
ADVICE = "`yueling --org fj review --yes`"


@pytest.fixture
def two(both: Run) -> Run:
    """fj, to which two things are proposed."""
    both("edit", MEETING, "--date", "2026-05-18")
    both("edit", REPLY, "--date", "2026-05-12")
    both("org", "give", "学术年会")
    return both


def rules(run: Run) -> list[str]:
    return sorted(one["rule"] for one in run("list", "--all", "--json", *BELOW).json())


# ------------------------------------------------------------------ foreseen


def test_a_dry_run_says_of_proposals_alone_what_a_review_without_questions_does(two: Run) -> None:
    before = rules(two)
    said = [two("review", "--yes", *flags, *BELOW).out.splitlines()[-2:] for flags in (("--dry-run",), ())]
    assert said[0] == said[1]
    assert said[0][0] == "未入库"
    assert said[0][1].startswith("2 条待审")
    dry, real = (two("review", "--yes", *flags, "--json", *BELOW).json() for flags in (("--dry-run",), ()))
    assert dry == real
    assert dry[0]["stored"]["changed"] == []
    assert rules(two) == before


def test_a_dry_run_beside_what_was_read_counts_that_alone(two: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.txt").write_text(NOTICE, encoding="utf-8")
    two("read", str(tmp_path / "in"), *BELOW)
    out = two("review", "--yes", "--dry-run", *BELOW).out
    assert "新增 2，修改 0" in out
    assert "修改 2" not in out
    assert ADVICE in two("review", *BELOW).err
    assert "新增 2，修改 0" in two("review", "--yes", *BELOW).out


def test_what_takes_nothing_is_not_advised(two: Run) -> None:
    ran = two("review", *BELOW)
    assert ADVICE not in ran.err
    assert "`yueling --org fj review --only" in ran.err


# ------------------------------------------------------------------ accepted and declined at once


def test_a_refusal_beside_what_is_accepted_is_said_and_stands_in_the_history(two: Run) -> None:
    help_ = two("review", "--help").out
    assert "上级建议" in help_
    ran = two("review", "--only", "-1", *BELOW)
    assert "不采纳上级建议：青岭市第十二届学术年会" in ran.out
    assert "采纳上级建议：报送参会回执" in ran.out
    assert rules(two) == ["2026年5月12日前", "2026年5月15日09:00"]
    step = two("history", "--json", *BELOW).json()[0]
    assert (step["act"], step["proposals"], step["declined"], step["events"]) == ("accept", 2, 1, 1)
    assert "不采纳 1 项" in two("history", *BELOW).out


def test_a_refusal_alone_says_what_waits_on_nothing(two: Run) -> None:
    ran = two("review", "--only", "-1 -2", *BELOW)
    assert "不采纳上级建议：青岭市第十二届学术年会、报送参会回执" in ran.out
    assert "\n采纳上级建议" not in ran.out
    step = two("history", "--json", *BELOW).json()[0]
    assert (step["act"], step["proposals"], step["declined"], step["events"]) == ("decline", 2, 2, 0)
    assert "建议 2 项" in two("history", *BELOW).out
    assert "不采纳 2 项" not in two("history", *BELOW).out


def test_a_dry_run_of_a_choice_says_what_would_be_accepted_and_declined_and_does_nothing(two: Run) -> None:
    before = rules(two)
    ran = two("review", "--only", "1 -2", "--dry-run", *BELOW)
    assert "不采纳上级建议：报送参会回执" in ran.out
    assert "采纳上级建议：青岭市第十二届学术年会" in ran.out
    assert rules(two) == before
    assert len(two("review", "--json", *BELOW).json()[0]["changes"]) == 2


# ------------------------------------------------------------------ given, and here already


TYPED = "2026年5月15日 上午9:00 青岭市第十二届学术年会"


@pytest.fixture
def matched(run: Run, tmp_path: Path) -> Run:
    """fj, which typed the meeting itself before it was given it."""
    (tmp_path / "a.txt").write_text(CALL, encoding="utf-8")
    run("read", str(tmp_path / "a.txt"), "--add", "--yes")
    run("org", "rename", "", "省科协")
    run("org", "add", "fj", "福建省科协")
    run("add", TYPED, *BELOW)
    run("org", "give", "学术年会")
    return run


def test_what_is_given_and_was_typed_here_says_who_gave_it(matched: Run) -> None:
    out = matched("review", *BELOW).out
    assert "青岭市第十二届学术年会" in out
    assert "1：来自省科协：随本通知下发" in out
    (pile,) = matched("review", "--json", *BELOW).json()
    assert [(one["proposed"], one["giver"]) for one in pile["changes"]] == [([], "省科协")]


def test_what_was_read_here_comes_from_nobody_above(matched: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.txt").write_text(NOTICE, encoding="utf-8")
    matched("read", str(tmp_path / "in"), *BELOW)
    found = {
        one["title"]: one["giver"] for pile in matched("review", "--json", *BELOW).json() for one in pile["changes"]
    }
    assert [title for title, giver in found.items() if giver] == ["青岭市第十二届学术年会"]
    assert len(found) == 3
