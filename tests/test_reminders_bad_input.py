"""Bad input of the reminders: each is told with its place and what would be right, and the others still get theirs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from calendars.actions.people import add_person, remove_person
from calendars.events import Event
from calendars.people import Person
from calendars.store import Store
from rules import Recurrence, YuelingError
from rules.kinds import Due, Fixed
from scheduler.channels import Digest
from scheduler.channels.stream import Stream
from scheduler.jobs import remind
from scheduler.reminders import CHINA
from scheduler.section import SettingsError
from scheduler.settings import Settings
from scheduler.settings_file import load_settings
from tests.test_cli import Run, run
from tests.test_jobs import Inbox

from .doubles import Fault, ServiceDouble
from .test_robots import DOUBLES, made_for, settings

__all__ = ["run"]
NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
SECRET = 'secret = "0123456789abcdef0"\n'
LONG = "关于报送总结的通知" * 556
"""A title of five thousand characters."""


# -- settings ---------------------------------------------------------------------------------------------------------

WRONG = {
    "a webhook that is not https": (
        f'[channels.own]\ntype = "webhook"\n{SECRET}url = "http://example.org/hook"\n', 4, "without encryption", "https://",
    ),
    "an ntfy server that is not https": (
        '[channels.own]\ntype = "ntfy"\ntopic = "office"\nserver = "http://ntfy.example.org"\n', 4, "without encryption",
        "https://",
    ),
    "a slip in a channel": (
        f'[channels.own]\ntype = "webhook"\n{SECRET}ulr = "https://example.org/"\n', 4, "no such setting", "did you mean url?",
    ),
    "a kind of channel that there is not": ('[channels.own]\ntype = "webhok"\n', 2, "webhok", "did you mean webhook?"),
    "a slip in the reminders": ('[reminders]\n\nmax_jmp = 3\n', 3, "no such setting", "did you mean max_jump?"),
    "a lead of 10,000 days": ('[reminders.leads]\ndeadline = ["1d", "10000d"]\n', 2, "“10000d” is no lead", ""),
    "a lead of 10,000 working days": ('[reminders.leads]\ndeadline = ["10000wd"]\n', 2, "“10000wd” is no lead", ""),
    "a broken address": ('[[recipients]]\nname = "甲"\nemail = "zhang@"\n', 3, "no mail address", ""),
    "an address with a line in it": ('[[recipients]]\nname = "甲"\nemail = "a@example.org\\nBcc: b@example.org"\n', 3, "", ""),
    "a recipient by a channel that there is not": (
        '[[recipients]]\nname = "甲"\nchannel = "stdot"\n', 3, "stdot", "did you mean stdout?",
    ),
    "an unknown zone": ('[reminders]\ntime = "08:00 Mars/Phobos"\n', 2, "time of day", ""),
    "a zone for all": ('[reminders]\nzone = "Mars/Phobos"\n', 2, "zone: there is no such setting", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_fault_of_the_settings_says_its_line_and_what_would_be_right(tmp_path: Path, case: str) -> None:
    text, line, said, remedy = WRONG[case]
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    fault = fault_of(file)
    words = fault.say()
    assert f"settings.toml, line {line}" in words or f"settings.toml:{line}" in words, words
    assert said in words
    assert remedy in words + str(fault.remedy)


def fault_of(file: Path) -> YuelingError:
    """What is wrong with the settings: the file is refused, or one channel of it is left out."""
    try:
        (fault,) = load_settings(file, {}).faults
    except SettingsError as error:
        return error
    return fault


def test_a_lead_of_ten_thousand_days_is_none_on_the_command_line_either(run: Run) -> None:
    ran = run("add", "4月15日前 报送总结", "--lead", "10000d", "--lang", "en")
    assert ran.code == 1
    assert "“10000d” is no lead" in ran.err


def test_the_zone_of_the_machine_may_be_one_that_nobody_knows(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Mars/Phobos")
    run("add", "4月15日前 报送总结")
    assert run("remind").code == 0
    assert "Traceback" not in run("doctor").err


# -- passes -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def store() -> Iterator[Store]:
    due = Recurrence(Due(Fixed(date(2026, 4, 15), date(2026, 4, 15))))
    with Store.open("sqlite://") as opened:
        opened.save(
            [Event("aaaa", LONG, "deadline", due), Event("bbbb", "报送总结", "deadline", due)], NOW - timedelta(60)
        )
        yield opened


def person(name: str, *channels: str) -> Person:
    return Person(name, name, None, channels or ("stdout",))


def test_who_is_removed_while_a_message_is_due_gets_none_and_the_others_theirs(store: Store) -> None:
    for name in ("甲", "乙", "丙"):
        add_person(store, person(name), NOW - timedelta(60))
    inbox, left = Inbox(), ["甲", "乙", "丙"]

    def farewell(digest: Digest) -> None:
        inbox.answer = lambda _: None
        left.remove(digest.recipient.name)
        remove_person(store, left[0], NOW)

    inbox.answer = farewell
    report = remind(store, Settings(recipients=()), NOW, io.StringIO(), lang="en", senders={"stdout": inbox})
    told = [one.recipient.name for one in inbox.digests]
    assert (len(told), left[0] in told) == (2, False)
    assert (report.held, report.dead) == (0, ())
    again = remind(store, Settings(recipients=()), NOW + timedelta(hours=1), io.StringIO(), senders={"stdout": inbox})
    assert (again.sent, again.exit_code) == (0, 0)


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.ENDLESS, Fault.REDIRECT, Fault.LATIN, Fault.DEEP])
def test_whatever_a_service_answers_the_others_get_theirs_and_it_gets_its_own_later(store: Store, fault: Fault) -> None:
    with ExitStack() as stack:
        services: dict[str, ServiceDouble] = {name: stack.enter_context(make()) for name, make in DOUBLES.items()}
        channels = {name: settings(*made_for(double)) for name, double in services.items()}
        made = Settings(recipients=(), channels=channels)
        for name in (*services, "stdout"):
            add_person(store, person(f"{name}的人", name), NOW - timedelta(60))
        services["dingtalk"].faults = [fault]
        services["webhook"].faults = [fault] if fault not in (Fault.LATIN, Fault.DEEP) else []
        out = io.StringIO()
        report = remind(store, made, NOW, out, lang="en")
        assert report.exit_code == 1
        assert "报送总结" in out.getvalue()
        assert all(services[name].accepted for name in ("wecom", "feishu", "ntfy"))
        report = remind(store, made, NOW + timedelta(minutes=10), io.StringIO(), lang="en")
        assert (report.exit_code, report.held) == (0, 0)
        for double in services.values():
            assert double.accepted
            assert any("报送总结" in text for text in double.accepted)


def test_a_title_of_five_thousand_characters_goes_out_by_every_channel(store: Store) -> None:
    with ExitStack() as stack:
        services: dict[str, ServiceDouble] = {name: stack.enter_context(make()) for name, make in DOUBLES.items()}
        channels: dict[str, Any] = {name: settings(*made_for(double)) for name, double in services.items()}
        for name in (*services, "stdout"):
            add_person(store, person(f"{name}的人", name), NOW - timedelta(60))
        out = io.StringIO()
        report = remind(store, Settings(recipients=(), channels=channels), NOW, out, lang="en")
        assert (report.exit_code, report.sent) == (0, 2 * 6)
        texts = [out.getvalue(), *(text for double in services.values() for text in double.accepted)]
        assert len(texts) >= 6
        assert all(LONG[:9] in text for text in texts)
        assert max(len(line) for line in out.getvalue().splitlines()) < 1000


def test_a_subject_of_five_thousand_characters_is_printed_on_one_line() -> None:
    out = io.StringIO()
    from tests.post_office import digest

    Stream(out).send(digest(LONG, "a"))
    assert len(out.getvalue().splitlines()) == 3
