"""What a database of an older version tells of its deliveries is known in the messages of this one."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from calendars.events import Event
from calendars.store import Store
from calendars.store.opening import MIGRATIONS
from calendars.store.scope import EVERY
from rules import Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import Digest
from scheduler.jobs import remind
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.settings import Settings

NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
DIGEST = "0123456789abcdef" * 2


class Inbox:
    def __init__(self) -> None:
        self.digests: list[Digest] = []

    def send(self, message: Digest) -> None:
        self.digests.append(message)

    def close(self) -> None:
        pass


def pass_over(url: str, now: datetime) -> list[Digest]:
    inbox = Inbox()
    with Store.open(url) as store:
        remind(store, Settings(recipients=(Recipient("甲"),)), now, io.StringIO(), lang="en", senders={"stdout": inbox})
    return inbox.digests


def older(url: str, change: Callable[[Connection], object]) -> None:
    """Takes the database back to the version before, and changes it there."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with Store.open(url) as store:
        engine = store.within(EVERY).engine
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, "0010")
        with engine.begin() as connection:
            change(connection)


def made(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/events.db"
    due = Recurrence(Due(Fixed(date(2026, 4, 15), date(2026, 4, 15))))
    with Store.open(url, create=True) as store:
        store.save([Event(uid * 4, f"报送{uid}", "deadline", due) for uid in "ab"], NOW - timedelta(days=60))
    return url


def state(words: str) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(text(f"UPDATE deliveries SET {words}"))


def test_what_was_sent_stays_sent(tmp_path: Path) -> None:
    url = made(tmp_path)
    assert len(pass_over(url, NOW)) == 1
    older(url, state(f"lease_owner = '{DIGEST}/1234'"))
    assert pass_over(url, NOW + timedelta(hours=1)) == []
    with Store.open(url) as store:
        assert store.ask("SELECT digest, state, members FROM messages WHERE org = this_org()", {}) == [
            (DIGEST, "sent", 2)
        ]
        elsewhere = "SELECT count(*) FROM deliveries WHERE org = this_org() AND message <> :key"
        assert store.ask(elsewhere, {"key": DIGEST}) == [(0,)]


def test_what_was_tried_goes_out_under_its_key(tmp_path: Path) -> None:
    url = made(tmp_path)
    pass_over(url, NOW)
    older(url, state(f"state = 'pending', sent = NULL, tries = 2, lease_owner = '{DIGEST}/1234'"))
    assert [digest.key for digest in pass_over(url, NOW + timedelta(hours=1))] == [DIGEST]
    assert pass_over(url, NOW + timedelta(hours=2)) == []


def test_a_sender_that_died_before_the_change_of_version_is_followed_by_another(tmp_path: Path) -> None:
    url, ended = made(tmp_path), "2026-04-08T01:00:00.000000+00:00"
    pass_over(url, NOW)
    older(url, state(f"state = 'sending', sent = NULL, lease_until = '{ended}', lease_owner = '{DIGEST}/1234'"))
    assert [digest.key for digest in pass_over(url, NOW + timedelta(hours=1))] == [DIGEST]


def test_what_waited_untried_goes_out(tmp_path: Path) -> None:
    url = made(tmp_path)
    pass_over(url, NOW)
    older(url, state("state = 'pending', sent = NULL, lease_owner = NULL"))
    (digest,) = pass_over(url, NOW + timedelta(hours=1))
    assert len(digest.items) == 2
    assert pass_over(url, NOW + timedelta(hours=2)) == []
