"""Several organisations in one database: each tells its own readers, under its own keys; who has something is looked at."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from calendars.actions.organising import add_organisation, close_organisation, open_organisation, set_own_settings
from calendars.events import Event
from calendars.people import Wishes
from calendars.store import Store, StoreError
from calendars.store.errors import LOCKED
from rules import Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import Digest
from scheduler.jobs import remind, serve_clock
from scheduler.organisations import Rounds, go_round, needing, with_ready
from scheduler.outbox import Outbox
from scheduler.recipients import Recipient
from scheduler.reminders import CHINA
from scheduler.settings import Settings

NOW = datetime(2026, 4, 8, 9, tzinfo=CHINA)
READER = Recipient("张三", "zhang@example.org", channel="post")
DUE = date(2026, 4, 15)
EVENT = Event("edc20de4ef3f2fe7", "报送总结", "deadline", Recurrence(Due(Fixed(DUE, DUE))))


class Post:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[Digest] = []

    def send(self, message: Digest) -> None:
        self.sent.append(message)

    def close(self) -> None:
        """Has nothing open."""


@pytest.fixture
def store() -> Store:
    """Three organisations: the first one, and two below it."""
    made = Store.open("sqlite://")
    for key in ("fujian", "hunan"):
        add_organisation(made, key, key, NOW)
    return made


def told(store: Store, now: datetime = NOW, reader: Recipient = READER) -> list[Digest]:
    post = Post()
    report = remind(store, Settings(recipients=(reader,)), now, io.StringIO(), lang="en", senders={"post": post})
    assert not report.failures
    return post.sent


def uids(digest: Digest) -> list[bytes]:
    return re.findall(rb"^UID:(.+?)\r\n", digest.calendar or b"", re.MULTILINE)


# ------------------------------------------------------------------ keys that leave the house


def test_two_organisations_that_tell_the_same_person_of_the_same_event_use_keys_of_their_own(store: Store) -> None:
    digests = []
    for org in (1, 2, 3):
        store.within(org).save([EVENT], NOW - timedelta(days=30))
        digests += told(store.within(org))
    assert len(digests) == 3
    assert len({one.items[0].headline for one in digests}) == 1
    for part in (lambda one: one.key, lambda one: one.items[0].key, lambda one: uids(one)[0]):
        assert len({part(one) for one in digests}) == 3
    assert uids(digests[1]) == [b"edc20de4ef3f2fe7-once.2@yueling"]


def test_the_first_organisation_keeps_the_keys_that_it_has_always_had(store: Store) -> None:
    store.save([EVENT], NOW - timedelta(days=30))
    (digest,) = told(store)
    assert digest.key == "bfde58a6ed64866a4d6211d61ed054ae"
    assert digest.items[0].key == "efdf7ade301df26c3d53425858e2328e"
    assert uids(digest) == [b"edc20de4ef3f2fe7-once@yueling"]


def test_weekly_messages_of_two_organisations_do_not_stand_for_one_another(store: Store) -> None:
    chief = replace(READER, wishes=Wishes(summary="mon"))
    keys = {one.key for org in (1, 2, 3) for one in told(store.within(org), reader=chief)}
    assert len(keys) == 3
    assert told(store.within(2), NOW + timedelta(hours=1), chief) == [], "it is known there that it went out"


# ------------------------------------------------------------------ whom the clock looks at


def quiet(store: Store) -> Store:
    """As it is when every organisation was gone through long ago on this day."""
    for org in (1, 2, 3):
        told(store.within(org), NOW - timedelta(hours=2))
    return store


def test_who_has_nothing_is_looked_at_once_a_day(store: Store) -> None:
    assert needing(store, NOW) == [1, 2, 3]
    quiet(store)
    assert needing(store, NOW) == [1]
    assert needing(store, NOW + timedelta(days=1)) == [1, 2, 3]


def test_who_changed_something_is_looked_at(store: Store) -> None:
    quiet(store).within(3).save([EVENT], NOW - timedelta(hours=1))
    assert needing(store, NOW) == [1, 3]
    assert len(told(store.within(3))) == 1
    assert needing(store, NOW + timedelta(hours=1)) == [1]
    assert needing(store, NOW.replace(day=14, hour=9)) == [1, 2, 3]


def test_what_is_ready_is_sent_by_whoever_looks_and_what_is_left_to_a_person_is_not(store: Store) -> None:
    for org, channel in ((2, "stdout"), (3, "post")):
        inner = store.within(org)
        inner.save([EVENT], NOW - timedelta(days=30))
        reader = replace(READER, channel=channel)
        remind(inner, Settings(recipients=(reader,)), NOW, io.StringIO(), senders={channel: Post()}, unsent=(channel,))
    assert with_ready(store, NOW) == [3]


def test_who_has_a_weekly_message_is_looked_at_at_its_hour(store: Store) -> None:
    quiet(store)
    chief = replace(READER, wishes=Wishes(summary="mon"))
    told(store.within(2), NOW, chief)
    eight = NOW.replace(day=9, hour=8)
    for org in (1, 2, 3):
        told(store.within(org), NOW.replace(day=9, hour=0), chief if org == 2 else READER)
    assert needing(store, eight - timedelta(minutes=1)) == [1]
    assert needing(store, eight) == [1, 2]


def test_who_is_watched_by_a_monitor_is_looked_at_each_minute(store: Store) -> None:
    set_own_settings(quiet(store), "hunan", '[reminders]\nping_url = "https://example.org/ping"\n')
    assert needing(store, NOW) == [1, 3]


def test_who_is_closed_is_not_looked_at_and_hears_of_what_is_due_once_it_is_open(store: Store) -> None:
    store.within(3).save([EVENT], NOW - timedelta(days=30))
    quiet(store)
    close_organisation(store, "hunan", NOW)
    assert needing(store, NOW + timedelta(days=1)) == [1, 2]
    open_organisation(store, "hunan")
    assert needing(store, NOW) == [1, 3]


def test_new_settings_have_every_event_looked_at(store: Store) -> None:
    store.within(2).save([EVENT], NOW - timedelta(days=30))
    quiet(store)
    assert needing(store, NOW) == [1]
    set_own_settings(store, "fujian", '[[recipients]]\nname = "李四"\n')
    assert needing(store, NOW) == [1, 2]
    assert [event.uid for event in store.within(2).events_awake(NOW.date())] == [EVENT.uid]


def test_a_process_looks_at_all_of_them_when_it_begins_and_one_organisation_stands_for_itself(store: Store) -> None:
    rounds = Rounds()
    assert [rounds.numbers(quiet(store), NOW) for _ in range(2)] == [[1, 2, 3], [1]]
    assert Rounds().numbers(store.within(3), NOW) == [3]


def test_what_fails_for_one_keeps_nobody_from_theirs_and_a_database_that_is_away_ends_the_round() -> None:
    done = list[int]()

    def work(number: int) -> None:
        done.append(number)
        if number in (1, 2):
            raise KeyError(number)
        if number > 3:
            raise StoreError("there", *LOCKED)

    with pytest.raises(KeyError):
        go_round((1, 2, 3), work)
    assert done == [1, 2, 3]
    with pytest.raises(StoreError):
        go_round(range(2, 99), work)
    assert done[3:] == [2, 3, 4, 5, 6]


def test_the_clock_of_a_server_reminds_each_organisation_by_its_own_settings(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/events.db"
    with Store.open(url, create=True) as store:
        add_organisation(store, "fujian", "福建", NOW)
        hook = '[channels.hook]\ntype = "webhook"\nurl = "http://127.0.0.1:1/"\nallow_private = true\n'
        secret = 'secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"\n'
        own = f'[reminders]\ntime = "00:00"\n[[recipients]]\nname = "李四"\nchannel = "hook"\n{hook}{secret}'
        set_own_settings(store, "fujian", own)
        for org in (1, 2):
            store.within(org).save([replace(EVENT, uid=f"{org}" * 4)], NOW - timedelta(days=30))
    ticker = serve_clock(lambda: Store.open(url), Settings(recipients=()), io.StringIO(), "en", unsent=("stdout",))
    ticker.work(NOW)
    with Store.open(url) as store:
        waiting = {org: Outbox(store.within(org).engine, store.place).held() for org in (1, 2)}
    assert waiting == {1: 0, 2: 1}, "nobody of the second one is told of the first one's, and the other way round"
