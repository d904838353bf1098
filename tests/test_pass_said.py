"""What a pass says of itself: what went out to how many, what is held until when, that its hour is a quiet one."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import cli
from calendars.events import Event, Lead
from calendars.people import Quiet, Wishes
from calendars.store import Store
from rules import Message, Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import DeliveryError
from scheduler.checks import RUNS
from scheduler.checkup import checkup
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.report import Report
from scheduler.settings import Settings
from tests.test_jobs import Inbox

NIGHT = Wishes(quiet=Quiet.read("22:00-07:00"))
BOTH = Settings(recipients=(Recipient("甲"), Recipient("乙", wishes=NIGHT)))
Run = Callable[..., tuple[int, str, str]]


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 4, day, hour, tzinfo=CHINA)


EARLY = at(8, 6)


def deadline(uid: str, day: int) -> Event:
    rule = Due(Fixed(date(2026, 4, day), date(2026, 4, day)))
    return Event(uid, f"报送{uid}", "deadline", Recurrence(rule), leads=(Lead(7), Lead(1)))


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/events.db"
    with Store.open(address, create=True) as store:
        store.save([deadline("aaaa", 15), deadline("bbbb", 15)], at(1))
    return address


def over(url: str, now: datetime, **more: object) -> tuple[Report, str]:
    out = io.StringIO()
    with Store.open(url) as store:
        report = remind(store, BOTH, now, out, lang="zh", **more)  # type: ignore[arg-type]
    return report, out.getvalue()


def said(report: Report) -> list[str]:
    return [line.say("zh") for line in report.lines()]


def test_it_says_how_many_messages_went_to_how_many_people(url: str) -> None:
    assert said(over(url, at(8))[0]) == ["已发出 2 封，给 2 人，共 4 条提醒"]
    assert said(over(url, at(9))[0]) == ["没有需要发送的提醒"]


def test_what_came_late_is_counted(url: str) -> None:
    assert said(over(url, at(9))[0]) == ["已发出 2 封，给 2 人，共 4 条提醒（其中补发 4 条）"]


WARNING = (
    "06:00的运行在免打扰时段内（乙，22:00-07:00）：提醒暂缓，最迟到期限当日发出；请将 cron 的钟点改到免打扰时段之外"
)


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_daily_run_in_quiet_hours_says_so_and_until_when_it_holds(url: str, dry_run: bool) -> None:
    report, text = over(url, at(8, 6), dry_run=dry_run)
    assert (report.sent, report.held, report.resting, report.exit_code) == (2, 2, 2, 0)
    assert said(report)[0] == WARNING
    assert said(report)[-1] == "2 条提醒暂缓，最早 2026-04-08 07:00 发出"
    assert ("拟经 stdout 发给乙，暂缓至 2026-04-08 07:00：" in text) == dry_run


def test_a_service_in_quiet_hours_warns_of_nothing(url: str) -> None:
    report = over(url, at(8, 6), by_minute=True)[0]
    assert report.warnings == ()
    assert over(url, at(8), by_minute=True)[0].sent == 4


def test_what_was_tried_waits_for_another_try_and_what_is_held_does_not(url: str) -> None:
    inbox = Inbox()
    inbox.answer = lambda digest: DeliveryError(Message("busy"), retry_after=timedelta(hours=9))
    report = over(url, at(8, 6), senders={"stdout": inbox})[0]
    assert (report.held, report.resting) == (4, 2)
    assert said(report)[-2:] == ["2 条提醒暂缓，最早 2026-04-08 07:00 发出", "2 条提醒待重试"]


@pytest.fixture
def run(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    settings = tmp_path / "yueling.toml"
    settings.write_text('[[recipients]]\nname = "乙"\n[reminders]\nquiet = "22:00-07:00"\n', "utf-8")

    def call(*words: str, now: datetime = EARLY, terminal: bool = False) -> tuple[int, str, str]:
        with monkeypatch.context() as patch:
            if terminal:
                patch.setattr(sys.stdout, "isatty", lambda: True)
            code = cli.main(["--lang", "zh", "--db", url, "--config", str(settings), *words], now=lambda: now)
        caught = capsys.readouterr()
        return code, caught.out, caught.err

    return call


def test_the_list_of_messages_says_that_what_was_not_tried_is_held_and_until_when(run: Run) -> None:
    assert "免打扰时段" in run("remind")[2]
    out = run("deliveries")[1]
    assert "暂缓" in out
    assert "最早发出" in out
    assert "2026-04-08 07:00" in out
    assert "重试" not in out
    (record,) = json.loads(run("deliveries", "--json")[1])
    assert (record["state"], record["next_try"]) == ("pending", "2026-04-07T23:00:00+00:00")


def test_at_a_terminal_a_line_says_what_went_out_and_cron_mails_reminders_alone(run: Run) -> None:
    assert run("remind", now=at(8), terminal=True)[2] == "已发出 1 封，给 1 人，共 2 条提醒\n"
    assert run("remind", now=at(9))[1:] == ("", "")


def test_a_check_up_and_who_sets_quiet_hours_hear_that_the_daily_run_lies_in_them(run: Run, url: str) -> None:
    run("remind")
    with Store.open(url) as store:
        checks = [
            check.said.say("zh")
            for check in checkup(lambda: BOTH, lambda: store, at(8, 8))
            if check.name == RUNS and check.state == "note"
        ]
    assert checks == [WARNING]
    warned = run("people", "add", "丙", "--channel", "stdout", "--quiet", "05:00-06:30", now=at(8, 8))[2]
    assert "06:00的运行在免打扰时段内（丙，05:00-06:30）" in warned
    assert "免打扰时段内" not in run("people", "set", "丙", "--quiet", "22:00-05:00", now=at(8, 8))[2]


def test_they_hear_it_right_after_the_run_too_and_not_where_a_service_makes_it(run: Run, url: str) -> None:
    run("remind")
    assert f"· 提醒：{WARNING}" in run("doctor", now=at(8, 6))[1]
    assert (
        "免打扰时段内（丙"
        in run("people", "add", "丙", "--channel", "stdout", "--quiet", "05:00-06:30", now=at(8, 6))[2]
    )
    over(url, at(8, 6), by_minute=True)
    assert "静默时段内" not in run("doctor", now=at(8, 8))[1]
    assert "静默时段内" not in run("people", "set", "丙", "--quiet", "05:00-06:40", now=at(8, 8))[2]


def test_who_puts_something_off_beyond_its_day_reads_that_the_day_itself_is_told(run: Run) -> None:
    assert run("snooze", "aaaa", "--until", "3d", now=at(9))[2] == ""
    _, out, err = run("snooze", "aaaa", "--until", "10d", now=at(9))
    assert out.startswith("已暂缓至 2026-04-15")
    assert out.endswith("；期限当日必须提醒，不推迟到 2026-04-19\n")
    assert err == ""
    assert run("snooze", "aaaa", "--until", "3d", now=at(15))[2] == "届时 2026-04-15 已过；如未办结，将再提醒一次\n"
    code, _, err = run("snooze", "aaaa", "--until", "40d", "--date", "2026-04-15", now=at(16))
    assert code
    assert "已超过2026-04-15后 31 天" in err


def test_a_trial_with_nothing_to_send_says_no_figures(run: Run) -> None:
    out, err = run("remind", "--dry-run")[1:3]
    assert "没有要发送的提醒" in out + err
