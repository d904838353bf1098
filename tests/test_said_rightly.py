"""Words of commands, right in detail: what is called off has no next date, --now asks for no clock, one is no plural."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from calendars.duties.states import BadQuota, Quota
from calendars.people import BadPerson, weekday_named
from calendars.store import Store
from rules import Message
from scheduler.jobs import remind
from scheduler.settings import Settings
from scheduler.settings_file import read_settings
from tests.test_cli import Run, added, run

__all__ = ["run"]


def test_what_is_called_off_is_said_to_be_and_has_no_next_date(run: Run) -> None:
    uid = added(run, "每周一 例会")
    assert "next:" in run("--lang", "en", "edit", uid, "--place", "三楼").out
    off = run("--lang", "en", "cancel", uid, "--all")
    assert "called off" in off.out
    assert "next:" not in off.out
    assert "next:" in run("--lang", "en", "cancel", uid, "--all", "--undo").out


def test_with_now_the_clock_of_the_machine_is_not_asked_for(run: Run, tmp_path: Path) -> None:
    added(run, "4月15日前 报送总结")
    with Store.open(f"sqlite:///{tmp_path / 'events.sqlite3'}") as store:
        remind(store, Settings(), datetime(2026, 6, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai")), StringIO())
    shown = run("--now", "2026-04-08T09:00", "--lang", "en", "remind", "--dry-run")
    assert "trust-clock" not in shown.err
    assert "报送总结" in shown.out


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("3至5项", 3, 5),
        ("3—5项", 3, 5),
        ("3-5项", 3, 5),
        ("三至五项", 3, 5),
        ("３－５项", 3, 5),
        ("3项至5项", 3, 5),
        ("两次", 2, 2),
        ("不少于2次", 2, None),
        ("至少三篇", 3, None),
        ("2次以上", 2, None),
        ("10 项", 10, 10),
        ("十二项", 12, 12),
        ("3到5", 3, 5),
    ],
)
def test_a_quota_is_read_as_lists_of_duties_write_it(text: str, least: int, most: int | None) -> None:
    assert Quota.read(text) == Quota(least, most)


@pytest.mark.parametrize("text", ["五至三项", "零项", "几项", "3至5项以上", "不少于3至5项", "每周3次", "3天", "〇"])
def test_a_quota_that_says_no_number_of_times_is_refused(text: str) -> None:
    with pytest.raises(BadQuota):
        Quota.read(text)


def test_a_share_of_what_is_counted_is_refused_with_what_is_right(run: Run) -> None:
    uid = added(run, "4月15日前 报送总结")
    run("duties", "quota", uid, "3至5项")
    refused = run("--lang", "en", "progress", uid, "50%")
    assert refused.code == 1
    assert "it is to be done 3–5 times" in refused.err
    assert "+1 for once more" in refused.err
    assert run("progress", uid, "2").code == 0
    run("duties", "quota", uid, "none")
    assert run("progress", uid, "50%").code == 0


@pytest.mark.parametrize("number", range(7))
def test_weekdays_are_named_as_people_do_in_either_language(number: int) -> None:
    names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    full = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    day = "一二三四五六日"[number]
    for text in (names[number], full[number], full[number].upper(), f"周{day}", f"星期{day}", f"礼拜{day}", day):
        assert weekday_named(text) == names[number]
    for text in ("周八", "m", "", "周", "moon"):
        with pytest.raises(BadPerson):
            weekday_named(text)


def test_of_one_thing_english_says_one() -> None:
    assert str(Message("in {n} days", n=1)) == "in 1 day"
    assert str(Message("in {n} days", n=11)) == "in 11 days"
    assert str(Message("{n} reminders wait", n=1)) == "1 reminder waits"
    assert str(Message("{count} entries of {n} feeds", count=1, n=2)) == "1 entry of 2 feeds"
    assert str(Message("{n} working days left: {title}", n=1, title="1 days")) == "1 working day left: 1 days"
    assert str(Message("{n} is too small", n=1)) == "1 is too small"
    assert Message("in {n} days", n=1).say("zh") == Message("in {n} days", n=2).say("zh").replace("2", "1")


def test_what_would_be_sent_shows_the_page_and_each_link_and_none_that_acts(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(
        '[feeds]\nbase_url = "https://cal.example.org/feeds"\n[[recipients]]\nname = "张三"\n', encoding="utf-8"
    )
    uid = added(run, "4月9日前 报送总结")
    place = tmp_path / "events.sqlite3"
    before = place.read_bytes()
    shown = run(
        "--config", str(file), "--lang", "en", "--db", f"sqlite:///{place}", "remind", "--dry-run"
    ).out.splitlines()
    assert any(line.endswith(f": https://cal.example.org/event/{uid}") for line in shown), shown
    for label in ("done", "I take it on", "remind me tomorrow", "remind me in 3 days"):
        assert f"   {label}: https://cal.example.org/act/…" in shown
    assert place.read_bytes() == before
    bare = run("--lang", "en", "remind", "--dry-run").out
    assert "/act/" not in bare
    sent = StringIO()
    with Store.open(f"sqlite:///{place}") as store:
        remind(store, read_settings(file, {}), datetime(2026, 4, 8, 9, tzinfo=ZoneInfo("Asia/Shanghai")), sent)
    lines = [line for line in sent.getvalue().splitlines() if "/act/" in line]
    assert len(lines) == 4
    assert all("…" not in line for line in lines)
