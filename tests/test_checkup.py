"""What `yueling doctor` tries out and tells: mail as far as the sender, the last run, the clock, what cron lacks."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd import smtp
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

import cli
from calendars.events import Event, uid_of
from calendars.store import Store
from rules import parse
from scheduler.channels import Mail
from scheduler.checks import Check
from scheduler.checkup import checkup
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.section import Secret
from scheduler.settings import Settings
from scheduler.settings_file import read_settings

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
DAY = timedelta(days=1)
DESK = Recipient("办公室", "office@example.org", channel="mail")


class PostOffice:
    """Keeps the mails; takes none from a sender whose name begins with `no`."""

    def __init__(self) -> None:
        self.kept: list[tuple[list[str], bytes]] = []

    async def handle_MAIL(  # noqa: N802
        self, server: smtp.SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("no"):
            return "550 this sender may not send"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: smtp.SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.kept.append((list(envelope.rcpt_tos), envelope.content))
        return "250 OK"


def login(server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"office", b"geheim")
    return AuthResult(success=right, handled=False)


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def port(office: PostOffice) -> Iterator[int]:
    control = Controller(office, hostname="127.0.0.1", port=_free(), authenticator=login, auth_require_tls=False)
    control.start()
    yield control.port
    control.stop()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/x.db"
    with Store.open(address, create=True) as store:
        store.save([Event(uid_of("a"), "报送总结", "deadline", parse("2026年4月15日前"))], NOW)
    return address


def mail(port: int, **more: Any) -> Settings:
    return Settings(
        recipients=(DESK,),
        channels={"mail": Mail("127.0.0.1", **{"sender": "y@example.org", "port": port, "security": "none", **more})},
    )


def checks(settings: Settings, url: str, now: datetime = NOW, **more: Any) -> dict[str, list[Check]]:
    found: dict[str, list[Check]] = {}
    for check in checkup(lambda: settings, lambda: Store.open(url), now, **more):
        found.setdefault(check.name.say("en"), []).append(check)
    return found


# -- mail --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"user": "office", "password": Secret("wrong")}, "refuses the user name or the password"),
        ({"security": "starttls"}, "STARTTLS"),
        ({"security": "tls"}, "does not take mail"),
        ({"sender": "no@example.org"}, "550 this sender may not send"),
    ],
    ids=["password", "starttls", "tls", "sender"],
)
def test_a_mail_server_that_will_refuse_is_told_before_the_first_reminder(
    port: int, url: str, more: dict[str, Any], said: str
) -> None:
    (check,) = checks(mail(port, **more), url)["channel"]
    assert check.state == "wrong"
    assert said in check.said.say("en")
    assert check.remedy
    assert "[mail]" in check.remedy.say("en")


def test_a_test_mail_goes_out_and_none_without_the_wish(port: int, url: str, office: PostOffice) -> None:
    settings = mail(port, user="office", password=Secret("geheim"))
    (check,) = checks(settings, url)["channel"]
    assert (check.state, office.kept) == ("good", [])
    tried, sent = checks(settings, url, test="me@example.org")["channel"]
    assert (tried.state, sent.state) == ("good", "good")
    ((to, content),) = office.kept
    assert to == ["me@example.org"]
    assert "me@example.org" in sent.said.say("en")
    assert b"Message-ID" in content


def test_a_sender_that_may_not_send_kills_no_reminder(port: int, url: str, office: PostOffice) -> None:
    with Store.open(url) as store:
        for _ in range(7):
            report = remind(store, mail(port, sender="no@example.org"), NOW, io.StringIO())
            assert (report.sent, report.dead, report.exit_code) == (0, (), 1)
        assert remind(store, mail(port), NOW, io.StringIO()).sent == 1
    assert len(office.kept) == 1


# -- runs and the clock ------------------------------------------------------------------------------------------------


def test_it_is_told_when_reminders_last_ran(url: str) -> None:
    settings = Settings()
    assert "never run" in checks(settings, url)["reminders"][0].said.say("en")
    with Store.open(url) as store:
        remind(store, settings, NOW, io.StringIO())
    (check,) = checks(settings, url, NOW + DAY)["reminders"]
    assert check.state == "good"
    assert "2026-04-08 09:00" in check.said.say("en")
    (check,) = checks(settings, url, NOW + 3 * DAY)["reminders"]
    assert check.state == "wrong"


def test_a_clock_that_was_ahead_can_be_set_back(url: str) -> None:
    settings = Settings()
    with Store.open(url) as store:
        remind(store, settings, NOW + 3650 * DAY, io.StringIO())
        assert remind(store, settings, NOW, io.StringIO()).stopped
        told = checks(settings, url)["reminders"][-1]
        assert told.state == "wrong"
        assert "--trust-clock" in (told.remedy or told.said).say("en")
        supposed = checks(settings, url, supposed=True)["reminders"]
        assert not any("clock" in check.said.say("en") for check in supposed)
        out = io.StringIO()
        report = remind(store, settings, NOW, out, trust_clock=True)
        assert (report.stopped, report.warnings) == (False, ())
        assert "报送总结" in out.getvalue()
        assert not remind(store, settings, NOW + DAY, io.StringIO()).stopped


def test_now_never_changes_what_later_runs_do(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    args = ["--lang", "en", "--db", url]
    assert cli.main([*args, "--now", "2036-04-08T09:00", "remind"], now=lambda: NOW) == 0
    assert cli.main([*args, "--now", "2026-04-08T09:00", "remind"], now=lambda: NOW) == 0
    assert "shown and not sent" in capsys.readouterr().err
    assert cli.main([*args, "--now", "2026-04-08T09:00", "remind", "--trust-clock"], now=lambda: NOW) == 2
    capsys.readouterr()
    assert cli.main([*args, "remind"], now=lambda: NOW) == 0
    assert "报送总结" in capsys.readouterr().out


def test_what_is_removed_or_changed_is_not_sent_even_by_a_pass_that_runs(url: str) -> None:
    """While the first reader is told, the event moves: the second reader hears of the new day alone."""
    settings = Settings(recipients=(Recipient("甲"), Recipient("乙")))

    class Slow(io.StringIO):
        def write(self, text: str) -> int:
            if not self.getvalue():
                with Store.open(url) as other:
                    other.edit(uid_of("a"), NOW, recurrence=parse("2026年4月20日前"))
            return super().write(text)

    out = Slow()
    with Store.open(url) as store:
        remind(store, settings, NOW, out, lang="en")
        remind(store, settings, NOW, out, lang="en")
    before, moved, told = out.getvalue().split("[Yueling] ")[1:]
    assert before.startswith("due 15 April"), "what was out already when it changed"
    assert "Moved: it was Wednesday 15 April 2026, it is Monday 20 April" in moved
    assert told.startswith("due 20 April")
    assert "15 April" not in told
    with Store.open(url) as store:
        store.edit(uid_of("a"), NOW, title="别的", recurrence=parse("2026年5月8日前"))
        store.remove(uid_of("a"), NOW)
        out = Slow()
        assert remind(store, settings, NOW - DAY, out, lang="en").sent == 0


def test_a_day_that_moves_out_of_its_yearly_rule_is_called_moved(tmp_path: Path) -> None:
    yearly = Event(uid_of("b"), "报总结", "deadline", parse("每年4月15日前"))
    with Store.open(f"sqlite:///{tmp_path}/m.db", create=True) as store:
        store.save([yearly], NOW - 30 * DAY)
        remind(store, Settings(), NOW, io.StringIO(), lang="en")
        store.edit(yearly.uid, NOW, recurrence=parse("2026年4月20日前"))
        out = io.StringIO()
        remind(store, Settings(), NOW + timedelta(minutes=1), out, lang="en")
        assert "it was" in out.getvalue()
        assert "15 April" in out.getvalue()
        again = io.StringIO()
        remind(store, Settings(), NOW + timedelta(minutes=2), again, lang="en")
        assert again.getvalue() == ""


CLOSED = """
import sys
from datetime import datetime
import cli
from calendars.terminal import shanghai
sys.exit(cli.main(["--lang", "en", "--db", sys.argv[1], "remind"], now=lambda: datetime(2026, 4, 8, 9, tzinfo=shanghai())))
"""


@pytest.mark.skipif(os.name != "posix", reason="closes standard output in a shell")
def test_a_reminder_is_not_lost_where_standard_output_is_closed(url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", CLOSED, url]
    env = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}
    root = Path(__file__).parent.parent
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *command], stderr=subprocess.PIPE, cwd=root, env=env, check=False
    )
    assert closed.returncode in (1, 141)
    assert b"nobody reads the output" in closed.stderr
    assert b"unexpected" not in closed.stderr
    sent = subprocess.run(command, capture_output=True, cwd=root, env=env, check=False)
    assert (sent.returncode, "报送总结" in sent.stdout.decode()) == (0, True)


# -- settings and surroundings -----------------------------------------------------------------------------------------


def test_a_password_that_others_may_read_or_hear_is_told(tmp_path: Path, url: str) -> None:
    file = tmp_path / "s.toml"
    file.write_text(
        '[mail]\nhost = "mail.invalid"\nsender = "a@example.org"\nuser = "u"\npassword = "p"\nsecurity = "none"\ntimeout = 1\n'
    )
    file.chmod(0o644)
    found = checks(read_settings(file, {}), url)["settings"]
    assert [check.state for check in found] == ["good", "wrong"]
    assert "chmod 600" in (found[1].remedy or found[1].said).say("en")
    file.chmod(0o600)
    settings = read_settings(file, {})
    assert [check.state for check in checks(settings, url)["settings"]] == ["good"]
    spoken = checks(Settings(recipients=(DESK,), channels=settings.channels), url)["channel"]
    assert "for all to read" in spoken[0].said.say("en")


def test_what_cron_does_not_know_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    try:
        said = [check.said.say("en") for check in checks(Settings(), url, env={"YUELING_DB": url})["surroundings"]]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert any("YUELING_DB is set in this shell" in words for words in said)
    assert any("08:00 in its crontab is 16:00 there" in words for words in said)


def test_a_fault_of_the_settings_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "s.toml").write_text("[remainders]\n")
    monkeypatch.delenv("YUELING_DB", raising=False)
    assert cli.main(["--lang", "en", "--config", str(tmp_path / "s.toml"), "doctor"], now=lambda: NOW) == 1
    assert capsys.readouterr().out.count("remainders") == 1


def test_where_settings_are_looked_for_is_told(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (check,) = checks(Settings(), url)["settings"]
    assert str(tmp_path / "yueling" / "settings.toml") in check.said.say("en")
