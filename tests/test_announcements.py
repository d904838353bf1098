"""A notice that dates a stored observance announces it; every other notice leaves it alone."""

from __future__ import annotations

import importlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from calendars.announcements import bare_name, reconciled
from calendars.catalogue import event_of
from calendars.drafts import draft
from calendars.events import Event
from rules import Span, find, read_notice
from rules.observances import observance_named

test_cli: Any = importlib.import_module("tests.test_cli")
run = test_cli.run
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
LETTER = """云溪省科学技术协会文件
云科协普〔2026〕12号

关于做好科普工作的通知

各设区市科协：
{body}

云溪省科学技术协会
2026年4月1日
"""


def drafts(body: str) -> list[Event]:
    notice = read_notice(LETTER.format(body=body).encode(), "通知.txt")
    return draft(notice, find(notice, date(2026, 4, 1)))


def dates(event: Event) -> list[tuple[str, str, bool]]:
    return [(o.start, o.end, o.tentative) for o in event.recurrence.between(YEAR.first, YEAR.last)]


@pytest.mark.parametrize(
    ("name", "body", "days"),
    [
        ("科技活动周", "2026年全国科技活动周将于5月23日至31日举行。", ("2026-05-23", "2026-05-31")),
        ("公众科学日", "中国科学院第二十二届公众科学日定于2026年5月16日至17日举行。", ("2026-05-16", "2026-05-17")),
        ("中国科协年会", "2026年中国科协年会于7月5日至7月7日在青禾市召开。", ("2026-07-05", "2026-07-07")),
    ],
)
def test_a_notice_that_dates_an_observance_announces_it(name: str, body: str, days: tuple[str, str]) -> None:
    stored = event_of(observance_named(name))
    (event,) = reconciled(drafts(body), [stored])
    assert (event.uid, event.title) == (stored.uid, stored.title)
    assert dates(event) == [(*days, False)]
    assert event.source
    assert event.source.number == "云科协普〔2026〕12号"


@pytest.mark.parametrize(
    "body",
    [
        "请于5月15日前报送全国科技活动周活动方案。",
        "2026年全国科技活动周启动仪式将于5月23日上午9:00举行。",
        "青禾市科技活动周将于5月23日至31日举行。",
        "2026年全国科技活动周将于5月23日起举行。",
        "2026年全国科技活动周将于5月23日至31日举行。2026年全国科技活动周将于5月16日至24日举行。",
    ],
)
def test_what_is_no_announcement_stays_a_draft(body: str) -> None:
    wanted = drafts(body)
    assert reconciled(wanted, [event_of(observance_named("科技活动周"))]) == wanted


def test_an_observance_with_a_certain_rule_is_not_moved_by_a_notice() -> None:
    wanted = drafts("全国科技工作者日活动将于5月28日至30日举行。")
    assert reconciled(wanted, [event_of(observance_named("科技工作者日"))]) == wanted


def test_year_edition_and_quotes_are_no_part_of_the_name() -> None:
    assert bare_name(" 今年“双创活动周” ") == "双创活动周"
    assert bare_name("第23届中国科协年会") == "中国科协年会"


def test_reading_the_notice_moves_the_stored_date_once(run: Any, tmp_path: Path) -> None:
    run("observances", "--add", "科技活动周")
    file = tmp_path / "通知.txt"
    file.write_text(LETTER.format(body="2026年全国科技活动周将于5月23日至31日举行。"), encoding="utf-8")
    assert "新增 0，修改 1，未变 0" in run("read", str(file), "--add", "--yes").out
    assert "新增 0，修改 0，未变 1" in run("read", str(file), "--add", "--yes").out
    (entry,) = run("upcoming", "--from", "2026-05-01", "--to", "2026-06-10", "--format", "json").json()
    assert (entry["start"], entry["status"], entry["notice"]["number"]) == (
        "2026-05-23",
        "CONFIRMED",
        "云科协普〔2026〕12号",
    )
    told = run("--lang", "en", "why", entry["uid"], "2026-05-25").out
    assert "2026年全国科技活动周将于5月23日至31日举行" in told
    assert "the rule had predicted 2026-05-18/2026-05-24" in told
