"""Organisations that are moved, closed, removed in the midst of things; secrets at the wrong door; keys that are none."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from calendars.access import API, EDITOR, keeping, new_secret, new_token
from calendars.access.links import STOP, Link, make
from calendars.actions.access import add_account, issue, log_in
from calendars.actions.duties import stop
from calendars.actions.feeds import issue_for
from calendars.actions.links import link_key
from calendars.actions.organising import (
    add_organisation,
    close_organisation,
    move_organisation,
    open_organisation,
    remove_organisation,
    set_own_settings,
)
from calendars.civil import HOME
from calendars.events import Event
from calendars.organisations import BadOrganisation, UnknownOrganisation
from calendars.store import Store
from rules import RECKONING, Message, Recurrence
from rules.kinds import Due, Fixed
from scheduler.channels import DeliveryError, Digest
from scheduler.circumstances import Circumstances
from scheduler.cluster.delivering import Courier
from scheduler.cluster.leases import RenewedLeases
from scheduler.jobs import remind, serve_clock
from scheduler.organisations import every_open, needing
from scheduler.outbox import Outbox
from scheduler.recipients import Recipient
from scheduler.report import Report
from scheduler.serving import pages_of_all
from scheduler.session import Session
from scheduler.settings import Settings

from .isolation.asking import Answer, Client
from .isolation.world import CHANNEL, Robot
from .postgresql.threads import in_threads
from .test_cli import Run, run

__all__ = ["run"]

NOW = datetime(2026, 4, 8, 1, 30, tzinfo=UTC)
DAY = timedelta(days=1)
DUE = date(2026, 4, 15)
KEYS = ("fujian", "xiamen", "zhejiang")
WANG = Recipient("王", channel=CHANNEL, key="wang")
SETTINGS = Settings(recipients=(WANG,), channels={CHANNEL: Robot()})


@dataclass
class Keeper:
    """Keeps what is sent; does something first, and takes nothing while it is down."""

    first: Callable[[], object] = lambda: None
    down: bool = False
    sent: list[Digest] = field(default_factory=list)

    def send(self, message: Digest) -> None:
        self.first()
        if self.down:
            raise DeliveryError(Message("busy"))
        self.sent.append(message)

    def close(self) -> None:
        """Has nothing open."""


@pytest.fixture
def file(tmp_path: Path, make_database: Callable[[Path], Path]) -> Path:
    return make_database(tmp_path / "events.sqlite3")


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    """The same event in the first organisation and in three others, of whom xiamen stands below fujian."""
    with Store.open(f"sqlite:///{file}") as found:
        for key in KEYS:
            add_organisation(found, key, f"{key}协会", NOW - 60 * DAY, under="fujian" if key == "xiamen" else "")
        for one in found.organisations():
            event = Event("ab" * 8, f"报送{one.key or '总会'}", "deadline", Recurrence(Due(Fixed(DUE, DUE))))
            found.within(one.number).save([event], NOW - 60 * DAY)
        yield found


def of(store: Store, key: str) -> Store:
    return store.within(store.organisation(key).number)


def passed(store: Store, keeper: Keeper, now: datetime = NOW) -> Report:
    return remind(store, SETTINGS, now, io.StringIO(), reckoning=RECKONING, senders={CHANNEL: keeper})


def states(store: Store) -> list[str]:
    return [state for (state,) in store.ask("SELECT state FROM messages WHERE org = this_org()", {})]


# ------------------------------------------------------------------ with deliveries due


def test_what_waits_in_an_organisation_that_was_moved_is_sent_as_if_it_had_stayed(store: Store) -> None:
    inner = of(store, "xiamen")
    passed(inner, Keeper(down=True))
    move_organisation(store, "xiamen", "zhejiang")
    keeper = Keeper()
    passed(inner, keeper, NOW + DAY)
    assert ["报送xiamen" in one.text for one in keeper.sent] == [True]
    passed(inner, keeper, NOW + DAY)
    assert len(keeper.sent) == 1


def test_an_organisation_that_is_closed_while_its_message_is_under_way_has_said_it_once(store: Store) -> None:
    inner = of(store, "xiamen")
    keeper = Keeper(lambda: close_organisation(store, "xiamen", NOW))
    assert passed(inner, keeper).failures == ()
    assert states(inner) == ["sent"]
    open_organisation(store, "xiamen")
    again = Keeper()
    passed(inner, again, NOW + timedelta(hours=1))
    assert (len(keeper.sent), len(again.sent)) == (1, 0)


def test_what_waited_in_an_organisation_that_was_closed_is_said_once_it_is_open_again(store: Store) -> None:
    inner = of(store, "xiamen")
    passed(inner, Keeper(down=True))
    assert close_organisation(store, "xiamen", NOW).waiting == 1
    assert inner.org not in every_open(store)
    assert inner.org not in needing(store, NOW + DAY)
    open_organisation(store, "xiamen")
    assert inner.org in needing(store, NOW + DAY)
    keeper = Keeper()
    passed(inner, keeper, NOW + DAY)
    assert ["报送xiamen" in one.text for one in keeper.sent] == [True]


def test_an_organisation_whose_message_is_under_way_is_not_removed(store: Store) -> None:
    inner, said = of(store, "xiamen"), list[str]()

    def try_it() -> None:
        close_organisation(store, "xiamen", NOW)
        with pytest.raises(BadOrganisation) as refused:
            remove_organisation(store, "xiamen", NOW)
        said.append(refused.value.said.say("en"))

    passed(inner, Keeper(try_it))
    assert said == ["a message of “xiamen协会” is just on its way; nothing was removed"]
    assert states(inner) == ["sent"]


def test_whoever_is_still_at_work_for_an_organisation_that_was_removed_writes_nothing_of_another(store: Store) -> None:
    """Its lease is over, as that of one that slept is, and so the organisation could be removed; another one has come."""
    inner = of(store, "zhejiang")

    def replace() -> None:
        close_organisation(store, "zhejiang", NOW)
        remove_organisation(store, "zhejiang", NOW + DAY)
        add_organisation(store, "zhejiang", "另一个协会", NOW)

    assert passed(inner, Keeper(replace)).failures == ()
    another = of(store, "zhejiang")
    assert another.org > inner.org
    for table in ("messages", "deliveries", "events", "steps"):
        assert inner.ask(f"SELECT 1 FROM {table} WHERE org = this_org()", {}) == [], table
    assert another.ask("SELECT 1 FROM marks WHERE org = this_org()", {}) == []


@pytest.mark.parametrize("ended", ["closed", "removed"])
def test_a_job_of_an_organisation_that_takes_no_part_ends_in_silence(
    store: Store, ended: str, caplog: pytest.LogCaptureFixture
) -> None:
    inner, keeper = of(store, "xiamen"), Keeper()
    passed(inner, Keeper(down=True))
    keys = [letter.key for letter in Outbox(inner.engine, inner.place).ready(NOW + DAY)]
    assert keys
    asked = Circumstances(
        settings=SETTINGS, out=io.StringIO(), lang="zh", reckoning=RECKONING, senders={CHANNEL: keeper}
    )
    courier = Courier(inner, asked, RenewedLeases(store))
    close_organisation(store, "xiamen", NOW)
    if ended == "removed":
        remove_organisation(store, "xiamen", NOW)
    tally = courier.deliver(keys)
    assert (keeper.sent, tally.failures, caplog.records) == ([], [], [])


def test_a_number_is_never_given_again(store: Store) -> None:
    before = [one.number for one in store.organisations()]
    for key in ("zhejiang", "xiamen"):
        close_organisation(store, key, NOW)
        remove_organisation(store, key, NOW)
    found = [add_organisation(store, key, f"另一个{key}协会", NOW).number for key in ("xiamen", "zhejiang")]
    assert found == [max(before) + 1, max(before) + 2]
    assert (of(store, "zhejiang").steps(9), of(store, "zhejiang").own_settings()) == ([], None)


def test_a_number_is_not_given_again_after_an_older_backup_was_put_back(store: Store, tmp_path: Path) -> None:
    backup = tmp_path / "first.jsonl"
    store.back_up(backup, NOW)
    removed = add_organisation(store, "anhui", "某协会", NOW).number
    close_organisation(store, "anhui", NOW)
    remove_organisation(store, "anhui", NOW)
    store.put_back(backup, NOW)
    assert add_organisation(store, "anhui", "另一个协会", NOW).number == removed + 1


def test_one_that_others_stand_under_is_not_removed(store: Store) -> None:
    close_organisation(store, "fujian", NOW)
    with pytest.raises(BadOrganisation, match="others stand under"):
        remove_organisation(store, "fujian", NOW)
    assert of(store, "xiamen").count() == 1


# ------------------------------------------------------------------ one person in two


def test_a_person_in_two_organisations_gets_both_under_keys_of_their_own(store: Store) -> None:
    keepers = {key: Keeper() for key in ("", *KEYS)}
    for key, keeper in keepers.items():
        passed(of(store, key), keeper)
    sent = [one for keeper in keepers.values() for one in keeper.sent]
    assert {one.recipient.id for one in sent} == {"wang"}
    assert len({one.key for one in sent}) == len(sent) == 4
    assert all(("报送" + (key or "总会")) in keeper.sent[0].text for key, keeper in keepers.items())


def test_whoever_ends_the_messages_of_one_organisation_gets_those_of_the_others(store: Store) -> None:
    stop(of(store, "fujian"), "wang", CHANNEL, NOW)
    counts = {}
    for key in ("", *KEYS):
        keeper = Keeper()
        passed(of(store, key), keeper)
        counts[key] = len(keeper.sent)
    assert counts == {"": 1, "fujian": 0, "xiamen": 1, "zhejiang": 1}


# ------------------------------------------------------------------ at the wrong door


@pytest.fixture
def web(store: Store, file: Path) -> Iterator[Client]:
    """All of them behind one server."""
    for one in store.organisations():
        add_account(store.within(one.number), "editor", "春眠不觉晓处处闻啼鸟", EDITOR, NOW)
    session = Session(db=f"sqlite:///{file}", now=NOW.astimezone(HOME), clock=lambda: NOW)
    session.settings = SETTINGS
    with Client(pages_of_all(session, with_log=False), "192.0.2.7") as client:
        yield client


def test_a_secret_of_one_organisation_is_answered_by_another_as_one_that_nobody_has(store: Store, web: Client) -> None:
    other = of(store, "zhejiang")
    _, feed = issue_for(other, "all", NOW)
    _, program = issue(other, API, EDITOR, NOW)
    account = keeping.account(other, "editor")
    assert account
    cookie = log_in(other, account, NOW)
    link = Link(STOP, "wang", date(2027, 1, 1), channel=CHANNEL)
    doors: list[tuple[str, str, Callable[[str, str], Answer]]] = [
        (feed, new_token("feed"), lambda at, it: web.get(f"{at}/feeds/secret/{it}/all.ics")),
        (program, new_token("api"), lambda at, it: web.get(f"{at}/api/v1/history", {"authorization": f"Bearer {it}"})),
        (cookie, new_secret(), lambda at, it: web.get(f"{at}/desk", {"cookie": f"yueling-session{at.replace('/o/', '-')}={it}"})),
        (make(link, link_key(other, NOW)), make(link, bytes(32)), lambda at, it: web.get(f"{at}/act/{it}")),
        (make(link, link_key(other, NOW)), make(link, bytes(32)), lambda at, it: web.post(f"{at}/act/{it}", {})),
    ]  # fmt: skip
    for secret, unknown, ask in doors:
        assert ask("/o/zhejiang", secret).status == 200
        for at in ("", "/o/fujian"):
            here, nowhere = ask(at, secret), ask(at, unknown)
            assert here.status in (303, 401, 404)  # 303 leads to the login
            assert here == nowhere
    assert other.stops()
    assert not store.stops()


def test_the_pages_of_a_closed_organisation_are_gone_and_those_of_none_are_not_there(store: Store, web: Client) -> None:
    close_organisation(store, "xiamen", NOW)
    for path in ("/", "/feeds/all.ics", "/desk", "/api/v1/events", "/healthz"):
        assert web.get(f"/o/xiamen{path}").status == 410
        assert web.get(f"/o/nobody{path}").status == 404
    assert "xiamen协会" not in web.get("/o/xiamen/").text
    open_organisation(store, "xiamen")
    assert web.get("/o/xiamen/").status == 200


@pytest.mark.parametrize(
    "path",
    ["/o/", "/o", "/o/-/", "/o/FUJIAN/", "/o/../o/fujian/", "/o/%00/", "/o/ｆujian/", "/o/fujian%0a/", f"/o/{'a' * 41}/",
     "/o/o/fujian/", "/o/*/", "/o/1/", "/o/'/"],
)  # fmt: skip
def test_an_address_that_names_no_organisation_shows_nothing_of_any(web: Client, path: str) -> None:
    found = web.get(path)
    assert found.status in (400, 404)
    assert "协会" not in found.text


@pytest.mark.parametrize(
    "path", ["/o/fujian%2F..%2Fzhejiang/", "/o/fujian/../zhejiang/", "/o/fujian//", "/o/fujian/o/zhejiang/"]
)
def test_an_address_that_names_two_leads_into_neither(web: Client, path: str) -> None:
    found = web.get(path)
    assert found.status == 404
    assert "zhejiang协会" not in found.text


# ------------------------------------------------------------------ keys, commands, settings


@pytest.mark.parametrize(
    "key",
    ["", "-", "-a", "a-", "A", "Fujian", "é", "福建", "a b", "a/b", "..", "a.b", "a_b", "a\n", "a\x00", "ａ", "٣", "%61",
     "a" * 41, "a'b", "a;b"],
)  # fmt: skip
def test_a_key_that_cannot_stand_in_an_address_is_refused(store: Store, key: str) -> None:
    before = store.organisations()
    with pytest.raises(BadOrganisation):
        add_organisation(store, key, "某协会", NOW)
    assert store.organisations() == before


def test_of_two_who_add_one_key_at_once_one_is_told_that_it_is_taken(store: Store) -> None:
    refused = list[str]()

    def add(nth: int) -> None:
        try:
            add_organisation(store, "anhui", f"第{nth}个", NOW)
        except BadOrganisation as error:
            refused.append(error.said.say("en"))

    in_threads(add)
    assert refused == ["there is an organisation “anhui” already"] * 3
    assert [one.key for one in store.organisations()].count("anhui") == 1


def test_who_adds_others_at_once_gives_each_a_number_of_its_own(store: Store) -> None:
    in_threads(lambda nth: add_organisation(store, f"new{nth}", f"第{nth}个", NOW))
    numbers = [one.number for one in store.organisations()]
    assert len(set(numbers)) == len(numbers) == 8


def test_a_command_about_an_organisation_that_is_closed_or_not_there_says_so(store: Store, run: Run) -> None:
    close_organisation(store, "xiamen", NOW)
    for key, said in (("xiamen", "is closed since 2026-04-08"), ("nobody", "there is no organisation “nobody”")):
        for words in (("upcoming",), ("list",), ("remind", "--dry-run"), ("add", "每周一例会")):
            ran = run("--lang", "en", "--org", key, *words)
            assert ran.code
            assert said in ran.err
            assert ran.out == ""
    assert of(store, "fujian").count() == 1


def test_a_store_of_an_organisation_that_is_closed_or_not_there_is_not_opened(store: Store, file: Path) -> None:
    close_organisation(store, "xiamen", NOW)
    for key, error in (("xiamen", BadOrganisation), ("nobody", UnknownOrganisation)):
        with pytest.raises(error):
            Store.open(f"sqlite:///{file}", org=key)


BROKEN = (
    'recipients = "',
    "[[recipients]]\nname = 3\n",
    "[database]\nurl = 'sqlite:////etc/passwd'\n",
    "[elsewhere]\nx = 1\n",
)


@pytest.mark.parametrize("broken", BROKEN)
def test_where_the_settings_of_one_are_broken_the_others_are_served_and_reminded(
    store: Store, web: Client, run: Run, broken: str
) -> None:  # fmt: skip
    set_own_settings(store, "fujian", broken)
    for key in ("xiamen", "zhejiang"):
        set_own_settings(store, key, f'[[recipients]]\nname = "王{key}"\n')
    assert web.get("/o/fujian/").status == 503
    assert [web.get(path).status for path in ("/", "/o/xiamen/", "/o/zhejiang/feeds/all.ics")] == [200, 200, 200]
    ran = run("--lang", "en", "remind")
    assert ran.code
    assert [key for key in KEYS if f"报送{key}" in ran.out] == ["xiamen", "zhejiang"]
    assert "fujian协会" in ran.err


def test_the_clock_goes_round_one_whose_settings_are_broken(store: Store, file: Path) -> None:
    set_own_settings(store, "fujian", BROKEN[1])
    set_own_settings(store, "zhejiang", '[[recipients]]\nname = "王zhejiang"\n')
    out = io.StringIO()
    clock = serve_clock(lambda: Store.open(f"sqlite:///{file}"), Settings(), out)
    clock.work(NOW)
    assert "报送zhejiang" in out.getvalue()
