"""A year's days off are imported: what was provisional settles, moved dates are told, calendars hear of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import cli
from calendars.events import agenda
from calendars.feeds import feed_window
from calendars.holiday_moves import around, settle
from calendars.holidays import known_year, with_year
from calendars.one_line_event import written
from calendars.store import Store, StoreError
from rules import RECKONING, Span, UnknownYear
from rules.reckoning.holidays import read_holidays

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
LINES = """关于2027年部分节假日安排的通知（试验用，并非国务院文件）
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月30日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天。
六、中秋节：9月15日（周三）放假1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""
RULES = ("每年5月第3个工作日前 报送", "2027年2月最后一个工作日 报表", "每年5月30日 全国科技工作者日")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = Store.open(f"sqlite:///{tmp_path}/events.sqlite3", create=True)
    found.save([written(rule) for rule in RULES], NOW)
    return found


@pytest.fixture
def run(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*args: str) -> tuple[int, str, str]:
        code = cli.main(
            ["--now", "2026-11-22T09:00", "--db", f"sqlite:///{tmp_path}/events.sqlite3", "--lang", "en", *args]
        )
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def notice(tmp_path: Path) -> str:
    file = tmp_path / "2027.txt"
    file.write_text(LINES, encoding="utf-8")
    return str(file)


def test_only_events_that_hang_on_the_year_settle(store: Store) -> None:
    year = read_holidays(LINES)
    changes = settle(store.events(), RECKONING, with_year(RECKONING, year), around(2027))
    assert [(change.event.title, change.moved) for change in changes] == [("报送", True), ("报表", False)]
    moved = changes[0]
    assert (moved.day(moved.before), moved.day(moved.after)) == (date(2027, 5, 5), date(2027, 5, 8))
    assert moved.before
    assert moved.before.tentative
    assert moved.after
    assert not moved.after.tentative


def test_an_imported_year_is_kept_and_counts_up_the_sequence(store: Store) -> None:
    year, before, change = read_holidays(LINES), store.events(), store.last_change()
    store.add_year(year, NOW, [before[0].uid])
    assert store.years() == [year]
    assert 2027 in store.reckoning().workdays.years
    after = {event.uid: event for event in store.events()}
    assert after[before[0].uid].sequence == before[0].sequence + 1
    assert after[before[1].uid] == before[1]
    assert change
    assert (store.last_change() or change) > change
    store.add_year(year, NOW)
    assert store.years() == [year]


def test_a_store_without_imported_years_reckons_with_the_shipped_tables(store: Store) -> None:
    assert store.reckoning() is RECKONING
    assert store.years() == []


def test_a_damaged_year_is_said_with_its_remedy(store: Store) -> None:
    from sqlalchemy import text

    store.add_year(read_holidays(LINES), NOW)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE holiday_years SET content = '{}' WHERE org = this_org()"))
    with pytest.raises(StoreError, match="2027"):
        store.years()


def test_import_shows_checks_stores_and_lists_what_moved(run: Run, store: Store, notice: str) -> None:
    code, out, _ = run("holidays", "import", notice, "--yes")
    assert code == 0
    assert out.count("✓") == 10
    assert "2 dates of 2 events settled" in out
    assert "2027-05-05" in out.partition("Dates that moved")[2]
    assert "2027-05-08" in out.partition("Dates that moved")[2]
    assert [event.sequence for event in store.events()].count(1) == 2
    entries = agenda(store.events(), Span(date(2027, 1, 1), date(2027, 12, 31)), store.reckoning())
    assert {entry.status for entry in entries} == {"CONFIRMED"}
    again = run("holidays", "import", notice, "--yes")[1]
    assert "0 dates of 0 events settled" in again


def test_every_command_reckons_with_the_imported_year(run: Run, notice: str, tmp_path: Path) -> None:
    rule = ("explain", "2027年5月第3个工作日", "--from", "2027-01-01")
    assert "tentative" in run(*rule)[1]
    run("holidays", "import", notice, "--yes")
    assert "2027-05-08" in run(*rule)[1]
    assert "tentative" not in run(*rule)[1]
    assert "2027-05-08" in run("upcoming", "--from", "2027-05-01", "--days", "10")[1]
    assert "2027-05-08" in run("list")[1]
    assert run("publish", str(tmp_path / "feeds"))[0] == 0
    assert b"20270508" in (tmp_path / "feeds" / "all.ics").read_bytes()
    assert feed_window(date(2026, 11, 22)).last > date(2027, 5, 8)
    assert "2027 is known" in run("doctor")[1]


def test_nothing_is_stored_where_nobody_can_be_asked(run: Run, store: Store, notice: str) -> None:
    assert run("holidays", "import", notice)[0] == 2
    assert run("holidays", "import", "-")[0] == 2
    assert store.years() == []


def test_a_corrupt_notice_is_refused_with_its_check(run: Run, store: Store, notice: str) -> None:
    Path(notice).write_text(LINES.replace("5月8日（周六）", "5月9日（周六）"), encoding="utf-8")
    code, _, said = run("holidays", "import", notice, "--yes")
    assert code == 1
    assert "2027-05-09" in said
    assert store.years() == []
    assert run("holidays", "import", notice, "--yes", "--year", "2028")[0] == 1


def test_a_change_is_applied_to_the_year_that_was_imported(run: Run, store: Store, notice: str, tmp_path: Path) -> None:
    change = tmp_path / "change.txt"
    change.write_text("延长2027年春节假期至2月14日（星期日），2月15日（星期一）起正常上班。", encoding="utf-8")
    assert run("holidays", "import", str(change), "--yes")[0] == 1
    run("holidays", "import", notice, "--yes")
    code, out, _ = run("holidays", "import", str(change), "--yes")
    assert code == 0
    assert "1 weekday is off beyond the regulation" in out
    assert not store.reckoning().workdays.is_workday(date(2027, 2, 12))


def test_a_year_is_drawn_and_listed(run: Run, notice: str) -> None:
    code, out, _ = run("holidays", "show", "2026")
    assert code == 0
    assert "14+" in out
    assert all(len(line) <= 120 for line in out.splitlines())
    assert run("holidays", "show", "2027")[0] == 1
    run("holidays", "import", notice, "--yes")
    assert '"2027-05-08"' in run("holidays", "show", "2027", "--json")[1]
    listed = run("holidays", "list")[1]
    assert "imported" in listed
    assert listed.count("shipped") == 20


def test_a_shipped_year_knows_its_document() -> None:
    assert known_year(2026).number == "国办发明电〔2025〕7号"
    with pytest.raises(UnknownYear):
        known_year(2031)
