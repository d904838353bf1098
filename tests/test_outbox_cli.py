"""What waits and what was given up, as a person sees it; and the monitor that hears of each pass."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import cli
from calendars.events import Event
from calendars.store import Store
from rules import Message, Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import DeliveryError, Digest
from scheduler.checks import RUNS
from scheduler.checkup import checkup
from scheduler.heartbeat import ping
from scheduler.jobs import remind, remind_and_tell
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.report import Report
from scheduler.section import SettingsError
from scheduler.settings import Settings
from scheduler.settings_file import read_settings
from tests.test_json import checked

NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
READERS = Settings(recipients=(Recipient("甲"), Recipient("乙")))
Run = Callable[..., tuple[int, str, str]]


class Desk:
    """A channel that refuses, or takes, what it is given."""

    def __init__(self, error: DeliveryError | None = None) -> None:
        self.error, self.keys = error, list[str]()

    def send(self, message: Digest) -> None:
        if self.error:
            raise self.error
        self.keys.append(message.key)

    def close(self) -> None:
        pass


GONE = DeliveryError(Message("no such\x1b[31m address"), permanent=True)


def deadline(uid: str = "aaaa", day: int = 15) -> Event:
    return Event(uid, f"报送{uid}", "deadline", Recurrence(Due(Fixed(date(2026, 4, day), date(2026, 4, day)))))


def pass_over(url: str, now: datetime, desk: Desk) -> Report:
    with Store.open(url, create=True) as store:
        return remind(store, READERS, now, io.StringIO(), lang="en", senders={"stdout": desk})


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/events.db"
    with Store.open(address, create=True) as store:
        store.save([deadline()], NOW - timedelta(days=60))
    return address


@pytest.fixture
def run(url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = cli.main(["--lang", "en", "--db", url, *words], now=lambda: NOW)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_where_nothing_waits_it_says_so(run: Run) -> None:
    assert run("deliveries") == (0, "nothing waits, and nothing was given up\n", "")
    assert json.loads(run("deliveries", "--json")[1]) == []


def test_what_was_given_up_is_listed_with_its_reason(run: Run, url: str) -> None:
    pass_over(url, NOW, Desk(GONE))
    code, out, _ = run("deliveries")
    assert code == 0
    assert out.count("given up") == 2
    assert "no such" in out
    assert "\x1b[31m" not in out
    first = json.loads(run("deliveries", "--state", "dead", "--json")[1])[0]
    assert {name: first[name] for name in ("state", "reminders", "tries", "due", "subject")} == {
        "state": "dead", "reminders": 1, "tries": 1, "due": "2026-04-15", "subject": "[Yueling] due 15 April: 报送aaaa",
    }  # fmt: skip
    assert json.loads(run("deliveries", "--state", "sent", "--json")[1]) == []


def test_what_waits_says_when_it_is_tried_again(run: Run, url: str) -> None:
    pass_over(url, NOW, Desk(DeliveryError(Message("busy"), retry_after=timedelta(hours=2))))
    _, out, _ = run("deliveries")
    assert out.count("2026-04-08 11:00") == 2
    assert "busy" in out


def test_what_was_given_up_goes_out_once_it_is_sent_again_under_the_same_key(run: Run, url: str) -> None:
    pass_over(url, NOW, Desk(GONE))
    key = json.loads(run("deliveries", "--json")[1])[0]["key"]
    assert run("deliveries", "resend", key[:8])[1] == "1 message is tried again by the next `yueling remind`\n"
    again = {one["key"]: one for one in json.loads(run("deliveries", "--json")[1])}[key]
    assert {name: again[name] for name in ("state", "tries", "error")} == {
        "state": "pending",
        "tries": 0,
        "error": None,
    }
    mended = Desk()
    assert pass_over(url, NOW + timedelta(hours=1), mended).sent == 1
    assert run("deliveries", "resend", "--all-dead")[0] == 0
    assert pass_over(url, NOW + timedelta(hours=2), mended).sent == 1
    assert len(set(mended.keys)) == 2
    assert pass_over(url, NOW + timedelta(hours=3), mended).exit_code == 0


def test_what_is_dropped_is_not_said_and_what_comes_later_is(run: Run, url: str) -> None:
    pass_over(url, NOW, Desk(GONE))
    records = json.loads(run("deliveries", "--json")[1])
    first = checked("delivery", records)[0]
    assert run("deliveries", "drop", first["key"])[1] == "1 message was dropped\n"
    assert run("deliveries", "drop", "--all-dead")[1] == "1 message was dropped\n"
    desk = Desk()
    report = pass_over(url, NOW + timedelta(hours=1), desk)
    assert (report.sent, report.dead, report.exit_code) == (0, (), 0)
    assert pass_over(url, NOW + timedelta(days=6), desk).sent == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("resend",), "name messages by their keys, or give --all-dead"),
        (("resend", "abcd", "--all-dead"), "name messages by their keys, or give --all-dead"),
        (("resend", "abcd"), "no message has the key “abcd”"),
        (("drop", "ab"), "no message has the key “ab”"),
        (("drop", "%%%%"), "no message has the key “%%%%”"),
        (("drop", "a\x1b[31mb"), "no message has the key"),
    ],
)
def test_what_cannot_be_meant_is_said(words: tuple[str, ...], said: str, run: Run, url: str) -> None:
    pass_over(url, NOW, Desk(GONE))
    code, _, err = run("deliveries", *words)
    assert code != 0
    assert said in err
    assert "\x1b" not in err


def test_what_was_sent_cannot_be_sent_again(run: Run, url: str) -> None:
    pass_over(url, NOW, Desk())
    key = json.loads(run("deliveries", "--state", "sent", "--json")[1])[0]["key"]
    for verb in ("resend", "drop"):
        code, _, err = run("deliveries", verb, key)
        assert code == 1
        assert f"{key[:8]} is sent" in err


def test_a_report_tells_of_twenty_that_were_given_up_and_counts_the_rest(tmp_path: Path) -> None:
    readers = Settings(recipients=tuple(Recipient(f"reader{n}") for n in range(50)))
    with Store.open("sqlite://") as store:
        store.save([deadline()], NOW - timedelta(days=60))
        report = remind(store, readers, NOW, io.StringIO(), lang="en", senders={"stdout": Desk(GONE)})
    assert len(report.dead) == 21
    assert report.dead[-1].say() == "30 more messages were given up; `yueling deliveries` lists them"
    assert len(report.lines()) == 20 + 1 + 21 + 1


# -- the monitor ------------------------------------------------------------------------------------------------------


@contextmanager
def monitor(status: int = 200) -> Iterator[tuple[str, list[str]]]:
    paths: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"OK")

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/ping/abc", paths
        finally:
            server.shutdown()
            thread.join()


def told(url: str, desk: Desk) -> Report:
    with Store.open("sqlite://") as store:
        store.save([deadline()], NOW - timedelta(days=60))
        chosen = Settings(ping_url=url)
        return remind_and_tell(store, chosen, NOW, io.StringIO(), lang="en", senders={"stdout": desk})


def test_a_monitor_hears_of_good_passes_and_of_bad_ones() -> None:
    with monitor() as (url, paths):
        assert told(url, Desk()).exit_code == 0
        assert told(url, Desk(GONE)).exit_code == 1
    assert paths == ["/ping/abc", "/ping/abc/fail"]


def test_a_monitor_that_is_down_harms_no_pass() -> None:
    with monitor(500) as (url, _):
        report = told(url, Desk())
        assert (report.sent, report.exit_code) == (1, 0)
        assert report.warnings[0].say() == "the monitor of the reminders answered 500"
    report = told(url, Desk())
    assert (report.sent, report.exit_code) == (1, 0)
    assert "the monitor of the reminders was not reached" in report.warnings[0].say()


def test_a_monitor_hears_of_a_pass_that_broke_off() -> None:
    class Broken(Desk):
        def send(self, message: Digest) -> None:
            raise OSError("gone")

    with monitor() as (url, paths):
        with pytest.raises(OSError, match="gone"):
            told(url, Broken())
        assert ping(url, good=True) is None
    assert paths == ["/ping/abc/fail", "/ping/abc"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('ping_url = "http://example.org/x"', "this must be an address that begins with https://"),
        ('ping_url = "file:///etc/passwd"', "ping_url"),
        ("max_jump = 0", "this must be a whole number from 1 to 3650"),
        ("max_jum = 3", "did you mean max_jump?"),
    ],
)
def test_wrong_settings_are_named_with_their_line(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f"[reminders]\n{text}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as found:
        read_settings(file, {})
    assert words in f"{found.value.said.say()} {found.value.remedy.say() if found.value.remedy else ''}"
    assert f"{file}:2" in found.value.said.say()


def test_settings_of_the_clock_and_the_monitor_are_read(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[reminders]\nmax_jump = 90\nping_url = "https://hc.example.org/ping/abc/"\n', encoding="utf-8")
    found = read_settings(file, {})
    assert (found.max_jump, found.ping_url) == (90, "https://hc.example.org/ping/abc")


def test_now_shows_and_confirms_nothing(run: Run) -> None:
    code, _, err = run("--now", "2027-01-01T09:00", "remind", "--confirm-jump")
    assert code == 2
    assert "--confirm-jump is about the clock of the machine" in err


def test_a_long_pause_asks_whether_the_clock_is_right(run: Run, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("remind")[0] == 0
    late = NOW + timedelta(days=46)
    assert cli.main(["--lang", "en", "--db", url, "remind"], now=lambda: late) == 1
    assert cli.main(["--lang", "en", "--db", url, "remind", "--confirm-jump"], now=lambda: late) == 0
    assert cli.main(["--lang", "en", "--db", url, "remind"], now=lambda: late) == 0


def test_a_check_up_tells_of_what_was_given_up_and_of_a_long_pause(url: str) -> None:
    pass_over(url, NOW, Desk(GONE))

    def found(now: datetime) -> list[str]:
        return [check.said.say() for check in checkup(Settings, lambda: Store.open(url), now) if check.name == RUNS]

    assert "2 messages were given up" in found(NOW)
    assert not any("next run asks" in said for said in found(NOW + timedelta(days=45)))
    late = found(NOW + timedelta(days=46))
    assert "the reminders were last planned on 2026-04-08: the next run asks whether the clock is right" in late


# -- what waits at a channel that fails -------------------------------------------------------------------------------


def stuck_checks(url: str, now: datetime) -> list[tuple[str, str]]:
    with Store.open(url) as store:
        found = checkup(lambda: READERS, lambda: store, now)
        return [(check.state, check.said.say("en")) for check in found if "wait to go out" in check.said.say("en")]


DOWN = Desk(DeliveryError(Message("{host} has no address", host="mail.example.org"), reached=False))


def test_the_check_up_tells_what_waits_at_a_channel_that_fails_since_when_and_why(url: str) -> None:
    assert stuck_checks(url, NOW) == []
    pass_over(url, NOW, DOWN)
    said = "2 reminders wait to go out by stdout, the first since 2026-04-08 09:00: mail.example.org has no address"
    assert stuck_checks(url, NOW + timedelta(hours=1)) == [("note", said)]
    for day in (1, 2):
        pass_over(url, NOW + timedelta(days=day), DOWN)
    assert stuck_checks(url, NOW + timedelta(days=2, hours=1)) == [("wrong", said)]
    pass_over(url, NOW + timedelta(days=3), Desk())
    assert stuck_checks(url, NOW + timedelta(days=3)) == []


def test_what_no_pass_could_send_yet_or_quiet_hours_hold_is_no_fault_of_the_channel(url: str, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text('[reminders]\nquiet = "08:00-10:00"\n', encoding="utf-8")
    with Store.open(url) as store:
        remind(store, read_settings(file, {}), NOW, io.StringIO(), lang="en")
        assert store.last_change()
    assert stuck_checks(url, NOW + timedelta(minutes=1)) == []


def test_why_something_was_not_delivered_is_said_in_the_language_of_whoever_looks(
    run: Run, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pass_over(url, NOW, DOWN)
    assert "mail.example.org has no address" in run("deliveries")[1]
    cli.main(["--lang", "zh", "--db", url, "deliveries"], now=lambda: NOW)
    chinese = capsys.readouterr().out
    assert "mail.example.org" in chinese
    assert "has no address" not in chinese


def test_reasons_of_older_versions_stay_as_they_were_written(run: Run, url: str) -> None:
    pass_over(url, NOW, DOWN)
    with Store.open(url) as store, store.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE messages SET error = 'server down {0}' WHERE org = this_org() AND error IS NOT NULL"
        )
    assert "server down {0}" in run("deliveries")[1]


def test_a_moment_that_is_past_holds_nothing_back(run: Run, url: str) -> None:
    pass_over(url, NOW - timedelta(hours=3), Desk(DeliveryError(Message("busy"), retry_after=timedelta(hours=2))))
    assert "2026-04-08 08:00" not in run("deliveries")[1]
