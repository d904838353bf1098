"""Notices of blind rounds, read as well as before: what was learned once is not lost, whatever is changed for another."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.scoring import ROUNDS, alike, notices, read, same, score_set

BARS = json.loads((ROUNDS / "bars.json").read_text(encoding="utf-8"))
"""For each round its figures, a hundredth below what they are; raised with the reader, never lowered for it."""


@pytest.mark.parametrize("path", sorted(ROUNDS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_round_is_read_as_well_as_it_was(path: Path) -> None:
    figures = score_set(path).figures
    worse = {name: (figures[name], bar) for name, bar in BARS[path.stem].items() if (figures[name] or 0.0) < bar}
    assert worse == {}


@pytest.mark.parametrize("path", sorted(ROUNDS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_notice_whose_date_is_found_gives_the_same_calendar_a_year_later(path: Path) -> None:
    for notice in notices(path):
        day = date.fromisoformat(notice["reference_date"])
        now, later = (read(notice["text"], when) for when in (day, day + timedelta(400)))
        if now["notice"]["issued"]:
            assert [f["value"] for f in now["findings"]] == [f["value"] for f in later["findings"]], notice["id"]


@pytest.mark.parametrize("path", sorted(ROUNDS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_quote_stands_where_it_is_said_to(path: Path) -> None:
    for notice in notices(path):
        for finding in read(notice["text"], date.fromisoformat(notice["reference_date"]))["findings"]:
            assert notice["text"][finding["start"] : finding["end"]] == finding["quote"]


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("2026-05-30", "2026-05-30/2026-05-30", True), ("../2026-04-15", "../2026-04-15T24:00", True),
        ("2026-09", "2026-09-01/2026-09-30", True), ("../2026-04-15", "2026-04-15", False), (None, "2026", False),
        ("+P3D@公示", "+P3D@自公示之日", True), ("-P3D@公示", "+P3D@公示", False),
    ],
)  # fmt: skip
def test_values_are_the_same_where_they_mean_the_same(one: str | None, other: str, *, equal: bool) -> None:
    assert same(one, [other]) is equal


def test_words_are_alike_by_what_they_share() -> None:
    assert alike("报送总结", "报送总结。") == 1.0
    assert alike("报送年度总结", "提交年度总结") >= 0.5
    assert alike("报名", "答辩") == 0.0
