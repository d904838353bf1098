"""The command `yueling serve` as a process: how it begins, what it logs, how it ends, and the clock beside it."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from calendars.events import Event, Lead
from calendars.http_settings import HttpSettings, networks_of
from calendars.store import Store
from calendars.terminal import speak
from rules import Recurrence, YuelingError
from rules.kinds import Due, Fixed
from scheduler.channels import Digest
from scheduler.checkup import checkup
from scheduler.jobs import remind, serve_clock
from scheduler.outbox import Outbox
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.section import SettingsError
from scheduler.serving import listen
from scheduler.settings import Settings
from scheduler.settings_file import read_settings

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
FUTURE = datetime(2026, 4, 7, 9, tzinfo=CHINA)


@pytest.fixture
def url(tmp_path: Path) -> str:
    found = f"sqlite:///{tmp_path}/events.db"
    rule = Recurrence(Due(Fixed(date(2026, 4, 8), date(2026, 4, 8))))
    with Store.open(found, create=True) as store:
        store.save([Event("aaaa", "报送总结", "deadline", rule, leads=(Lead(0),))], FUTURE)
    return found


@contextmanager
def serving(url: str, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The process, and the address of its first page."""
    command = [sys.executable, "-m", "cli", "--lang", "en", "--db", url, "serve", "--port", "0", *options]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "YUELING_CONFIG": ""}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout
            yield process, process.stdout.readline().decode().split()[-1]
        finally:
            process.kill()


def fetch(address: str) -> int:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return int(answer.status)


def text(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_server_that_is_stopped_says_so_and_ends_in_order(url: str, number: int, code: int) -> None:
    with serving(url) as (process, address):
        assert fetch(address) == 200
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert process.returncode == code
    assert b"Traceback" not in err
    assert err.decode().splitlines()[-1] == "stopped"
    assert re.search(r"(?m)^\S+ 127.0.0.1 GET / 200 \d+ ", err.decode())
    assert "reminders: nobody is reached from here" in err.decode()


def test_the_log_and_the_clock_can_be_left_out(url: str) -> None:
    with serving(url, "--no-access-log", "--no-clock", "--root-path", "/calendar") as (process, address):
        assert fetch(f"{address}calendar/feeds/all.ics") == 200
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    assert err.decode() == "stopped\n"


def test_a_clock_that_cannot_send_says_so_and_the_server_goes_on(url: str, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(
        '[[recipients]]\nname = "a"\nemail = "a@example.org"\nchannel = "mail"\n'
        '[mail]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nsender = "a@example.org"\n'
        '[reminders]\ntime = "00:00"\n'
    )
    with Store.open(url) as store:
        today = datetime.now(CHINA).date()
        rule = Recurrence(Due(Fixed(today, today)))
        store.save([Event("bbbb", "今日事", "deadline", rule, leads=(Lead(0),))], datetime.now(CHINA))
    with serving(url, "--config", str(tmp_path / "s.toml")) as (process, address):
        assert fetch(address) == 200
        end = time.monotonic() + 20
        while "yueling_reminders_timestamp" not in text(f"{address}metrics") and time.monotonic() < end:
            time.sleep(0.1)
        assert fetch(address) == 200
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "reminders: looked for every minute" in err.decode()
    assert "127.0.0.1:1" in err.decode()


def test_a_place_where_nobody_can_listen_is_said_in_words() -> None:
    speak("zh")
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(YuelingError) as refused:
            listen("127.0.0.1", port)
        assert refused.value.said.say("zh") == f"127.0.0.1:{port}：无法在此监听：该端口已被其他程序占用"
    for host, reason in (("nowhere.invalid", "找不到这个主机名"), ("203.0.113.7", "本机没有这个地址")):
        with pytest.raises(YuelingError) as refused:
            listen(host, 0)
        assert refused.value.said.say("zh") == f"{host}:0：无法在此监听：{reason}"


# ------------------------------------------------------------------ the clock beside other passes


class Post:
    """A channel that keeps what it is given."""

    def __init__(self) -> None:
        self.digests: list[Digest] = []

    def send(self, message: Digest) -> None:
        self.digests.append(message)

    def close(self) -> None:
        pass


@pytest.fixture
def post() -> Post:
    return Post()


BOTH = Settings(recipients=(Recipient("甲", "a@example.org", channel="mail"), Recipient("乙")))


def test_a_pass_leaves_what_it_must_not_send_to_the_next_one(url: str, post: Post) -> None:
    out = io.StringIO()
    with Store.open(url) as store:
        report = remind(store, BOTH, NOW, out, unsent=("stdout",), by_minute=True, senders={"mail": post})
        assert (report.exit_code, report.sent, len(post.digests), out.getvalue()) == (0, 1, 1, "")
        assert Outbox(store.engine, store.place).runs()[0] is None, "the pass that matters is still to come"
        report = remind(store, BOTH, NOW, out, senders={"mail": post})
        assert (report.sent, len(post.digests)) == (1, 1)
        assert "报送总结" in out.getvalue()
        assert Outbox(store.engine, store.place).runs()[0] is not None


def test_passes_of_the_server_and_of_cron_send_everything_once(url: str, post: Post) -> None:
    mail = replace(BOTH, recipients=BOTH.recipients[:1])
    start = threading.Barrier(6)

    def go(by_minute: bool) -> None:
        start.wait(10)
        for _ in range(3):
            with Store.open(url) as store:
                unsent = ("stdout",) if by_minute else ()
                remind(store, mail, NOW, io.StringIO(), by_minute=by_minute, unsent=unsent, senders={"mail": post})

    threads = [threading.Thread(target=go, args=(bool(number % 2),)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(post.digests) == 1


def test_a_chore_that_fails_keeps_neither_reminders_nor_other_chores_from_their_work(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[Any] = []

    def bad(store: Store, now: datetime) -> None:
        raise OSError("the network is gone")

    def good(store: Store, now: datetime) -> None:
        done.append((store.count(), now.tzinfo))

    with serve_clock(lambda: Store.open(url), Settings(), io.StringIO(), seconds=0.05, chores=(bad, good)):
        end = time.monotonic() + 20
        while len(done) < 2 and time.monotonic() < end:
            time.sleep(0.02)
    assert done[0] == (1, CHINA)
    assert "a chore of the clock failed" in caplog.text


def test_a_clock_whose_reminders_fail_still_does_its_chores(url: str) -> None:
    done: list[int] = []
    broken = replace(BOTH, recipients=BOTH.recipients[:1])  # mail without a server
    with serve_clock(lambda: Store.open(url), broken, io.StringIO(), seconds=0.05, chores=(lambda *_: done.append(1),)):
        end = time.monotonic() + 20
        while len(done) < 2 and time.monotonic() < end:
            time.sleep(0.02)
    assert len(done) >= 2


# ------------------------------------------------------------------ settings


def settings(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "settings.toml"
    file.write_text(f"[server]\n{text}\n", encoding="utf-8")
    return read_settings(file, {})


def test_the_settings_say_whom_the_server_believes(tmp_path: Path) -> None:
    read = settings(
        tmp_path,
        'root_path = "/calendar/"\ntrusted_proxies = ["127.0.0.1", "10.0.0.0/8", "::1"]\n'
        'hosts = ["office"]\nmetrics_from = ["192.168.1.0/24"]',
    )
    assert read.http == HttpSettings(
        "/calendar", networks_of(["127.0.0.1", "10.0.0.0/8", "::1"]), ("office",), networks_of(["192.168.1.0/24"])
    )
    assert settings(tmp_path, "port = 80").http == HttpSettings()


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('root_path = "calendar"', "root_path"), ('root_path = "/a/../b?"', "root_path"), ('root_path = "//x"', "root_path"),
        ('trusted_proxies = ["proxy.example"]', "trusted_proxies"), ('trusted_proxies = "127.0.0.1"', "trusted_proxies"),
        ('metrics_from = ["10.0.0.0/99"]', "metrics_from"), ('hosts = ["https://a"]', "hosts"), ('hosts = [""]', "hosts"),
        ('trusted_proxys = []', "trusted_proxys"),
    ],
)  # fmt: skip
def test_settings_of_the_server_that_cannot_be_are_refused_by_their_line(tmp_path: Path, line: str, key: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(tmp_path, line)
    assert (refused.value.key, refused.value.line) == (f"server.{key}", 2)


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"host": "0.0.0.0"}, "no base_url"),
        ({"host": "192.168.1.5"}, "no base_url"),
        ({"host": "0.0.0.0", "base_url": "https://example.org/feeds"}, None),
        ({}, None),
        ({"http": HttpSettings(trusted_proxies=networks_of(["0.0.0.0/0"]))}, "believes everybody"),
    ],
)
def test_the_doctor_says_what_a_public_server_lacks(url: str, facts: dict[str, Any], wrong: str | None) -> None:
    checks = list(checkup(lambda: Settings(**facts), lambda: Store.open(url), NOW))
    found = [check.said.say("en") for check in checks if check.state == "wrong" and check.name.say("en") == "server"]
    assert (len(found) == 1 and wrong in found[0]) if wrong else not found
