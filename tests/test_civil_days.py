"""Days are those of Asia/Shanghai, also of a moment that is stored in UTC and lies on the day before there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from calendars.actions import read_in
from calendars.drafts import draft
from calendars.events import Reading, Source
from calendars.second_reader.opinions import Asked
from calendars.statements import Statement, leading
from calendars.store import Store
from calendars.store.rows import KeptNotice
from calendars.web import app
from calendars.which_notice import _age
from rules import find, read_notice

NIGHT = datetime(2026, 11, 30, 17, tzinfo=UTC)
"""One o'clock in the morning of 1 December in Shanghai."""
CALENDARS = Path(__file__).parent.parent / "calendars"
STORED = re.compile(
    r"\b(?:added|created|changed|updated|removed|closed|stamp|sent|kept|now)\.(?:date\(\)|isoformat\(\)\[:10\])"
)
"""A moment of the store from which a day is taken without its zone."""


def test_no_day_is_taken_from_a_stored_moment_without_the_zone() -> None:
    found = [
        f"{path.relative_to(CALENDARS)}: {match[0]}"
        for path in sorted(CALENDARS.rglob("*.py"))
        for match in STORED.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_page_of_a_notice_says_the_day_on_which_it_was_read_here() -> None:
    text = "关于报送材料的通知\n各单位：\n请于2026年12月20日前报送总结材料。\n"
    found = read_notice(text.encode(), "通知.txt")
    with Store.open("sqlite://") as store:
        read_in(store, found, draft(found, find(found, None)), NIGHT)
        client = TestClient(app(lambda: store, lambda: NIGHT, patience=0), base_url="http://127.0.0.1:8000")
        page = client.get(f"/notice/{found.digest}", params={"lang": "zh"}).text
    assert re.search(r"读入日期.{0,80}2026-12-01", page, re.DOTALL)
    assert "2026-11-30" not in page


def test_a_notice_without_a_date_stands_among_the_others_by_the_day_here() -> None:
    dated = Statement("a", None, Source(issued=date(2026, 11, 30)), Reading("报送", "deadline"), None, NIGHT)
    plain = replace(dated, source=Source())
    assert plain.issued == date(2026, 12, 1)
    assert leading([plain, dated]) is plain
    assert _age(KeptNotice("d", added=NIGHT))[0] == date(2026, 12, 1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_when_a_second_reader_was_asked_is_said_by_the_clock_here(lang: str) -> None:
    assert "2026-12-01 01:00" in Asked("m", "127.0.0.1:1", NIGHT, 1, 1, 0).said().say(lang)
