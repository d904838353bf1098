"""Links in messages: to look changes nothing, to send acts once; forged, altered, expired and foreign ones open nothing."""

from __future__ import annotations

import base64
import io
import random
import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from calendars.access import keeping
from calendars.access.links import ACK, DONE, PURPOSES, SNOOZE, STOP, Link, make, read
from calendars.actions import NeverStopped, complete, move_one, remove, resume, stop, undo
from calendars.actions.links import AGAIN, FIRST, GONE, follow, link_key, renew_links
from calendars.duties.states import NOTHING_SAID
from calendars.events import Entry, Event
from calendars.store import Store
from calendars.web import app
from calendars.web.masking import masked
from rules import Recurrence, Span
from rules.kinds import Due, Monthly
from scheduler.jobs import remind
from scheduler.links import Links, links_for, pages_address, stop_link
from scheduler.recipients import Recipient
from scheduler.reminders import Reminder
from scheduler.settings import Settings
from scheduler.stops import check_stops

NOW = datetime(2026, 4, 8, 1, 0, tzinfo=UTC)
TODAY, DAY = date(2026, 4, 8), date(2026, 4, 15)
KEY = bytes(range(32))
ZHANG = Recipient("张三", "zhang@example.org", channel="mail")
PLAIN = Link(DONE, ZHANG.id, date(2026, 5, 16), "aaaa", "2026-04", ZHANG.name)
BASE = "https://calendar.example/feeds"


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        opened.save([Event("aaaa", "报送<b>统计表", "deadline", Recurrence(Due(Monthly(15))))], NOW - timedelta(days=7))
        yield opened


class Clock:
    """The moment, moved by hand."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextmanager
def visiting(store: Store, clock: Clock) -> Iterator[TestClient]:
    application = app(lambda: store, clock, patience=0, base_url=BASE, desk=False)
    with TestClient(application, base_url="https://calendar.example", follow_redirects=False) as client:
        yield client


@pytest.fixture
def web(store: Store, clock: Clock) -> Iterator[TestClient]:
    with visiting(store, clock) as client:
        yield client


def address(store: Store, link: Link = PLAIN, stamp: str = "1") -> str:
    return f"/act/{make(link, link_key(store, NOW), stamp)}"


def content(store: Store) -> tuple[Any, ...]:
    """Everything that a link could change."""
    return store.event("aaaa"), store.duty_states(), len(store.steps(99)), nonces(store)


def nonces(store: Store) -> list[str]:
    """The links that were used."""
    return [nonce for (nonce,) in store.ask("SELECT nonce FROM links_used WHERE org = this_org()", {})]


# -- what stands in them -----------------------------------------------------------------------------------------------


@given(
    purpose=st.sampled_from(PURPOSES), person=st.text(max_size=60), uid=st.text(max_size=60), occurrence=st.text(max_size=60),
    name=st.text(max_size=30), days=st.integers(0, 31), expires=st.dates(), key=st.binary(min_size=32, max_size=32),
)  # fmt: skip
def test_a_link_says_what_was_put_into_it(
    purpose: str, person: str, uid: str, occurrence: str, name: str, days: int, expires: date, key: bytes
) -> None:
    link = Link(purpose, person, expires, uid, occurrence, name, days)
    text = make(link, key)
    assert re.fullmatch(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}", text)
    found = read(text, key)
    assert found is not None
    assert replace(found, nonce="") == link
    assert read(text, secrets.token_bytes(32)) is None


def test_each_part_of_a_link_is_under_its_seal() -> None:
    whole = make(PLAIN, KEY)
    others = (
        {"purpose": ACK}, {"person": "li@example.org"}, {"uid": "bbbb"}, {"occurrence": "2026-05"}, {"name": "李四"},
        {"expires": date(2027, 1, 1)}, {"days": 3},
    )  # fmt: skip
    seal = whole.partition(".")[2]
    for other in others:
        body = make(replace(PLAIN, **other), KEY).partition(".")[0]
        assert read(f"{body}.{seal}", KEY) is None, other


def test_each_character_of_a_link_counts() -> None:
    whole = make(PLAIN, KEY)
    for place in range(len(whole)):
        for letter in ("A", "_", "="):
            if whole[place] != letter:
                assert read(whole[:place] + letter + whole[place + 1 :], KEY) is None
    for other in (
        whole + "=",
        whole + "A",
        whole[:-1],
        " " + whole,
        whole + ".",
        whole.swapcase(),
        whole.replace(".", ""),
    ):
        assert read(other, KEY) is None


def test_ten_thousand_texts_of_chance_are_none() -> None:
    chance = random.Random(13)
    whole = make(PLAIN, KEY)
    body = whole.partition(".")[0]
    for n in range(10_000):
        noise = base64.urlsafe_b64encode(chance.randbytes(chance.randrange(1, 200))).decode().rstrip("=")
        seal = base64.urlsafe_b64encode(chance.randbytes(32)).decode().rstrip("=")
        assert read((f"{noise}.{seal}", f"{body}.{seal}", noise, f"{body}.{noise}")[n % 4], KEY) is None


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b", "é.ü", "\ud800.\ud800", "A" * 100_000, "\0", "%2e", "null.", "W10.W10"]
)
def test_odd_texts_are_none(text: str) -> None:
    assert read(text, KEY) is None


def test_the_same_message_has_the_same_links_and_the_next_one_others() -> None:
    assert make(PLAIN, KEY, "a") == make(PLAIN, KEY, "a") != make(PLAIN, KEY, "b")


# -- where they come from ----------------------------------------------------------------------------------------------


def test_a_reminder_has_a_link_for_each_thing_that_can_be_done() -> None:
    found = links_for("aaaa-2026-04", DAY, ZHANG, BASE, KEY, TODAY, "k")
    assert [label.say() for label, _ in found] == ["done", "I take it on", "remind me tomorrow", "remind me in 3 days"]
    assert all(url.startswith("https://calendar.example/act/") and len(url) < 400 for _, url in found)
    links = [read(url.rpartition("/")[2], KEY) for _, url in found]
    assert [(one.purpose, one.days) for one in links if one] == [(DONE, 0), (ACK, 0), (SNOOZE, 1), (SNOOZE, 3)]
    assert {(one.person, one.uid, one.occurrence, one.by, one.expires) for one in links if one} == {
        ("zhang@example.org", "aaaa", "2026-04", "张三", date(2026, 5, 16))
    }


@pytest.mark.parametrize(
    "reader", [Recipient(), Recipient("处" * 2000, "zhang@example.org"), Recipient("处" * 400), Recipient('\x1f"\n<b>')]
)
def test_odd_readers_have_links_that_are_read_again(reader: Recipient) -> None:
    for _, url in links_for("aaaa-2026-04", DAY, reader, BASE, KEY, TODAY, "k"):
        found = read(url.rpartition("/")[2], KEY)
        assert found is not None
        assert found.person == reader.id
        assert len(found.by or "") <= 400


@pytest.mark.parametrize("base", [None, "", "https://calendar.example/other"])
def test_where_nobody_can_reach_the_pages_there_are_no_links(base: str | None) -> None:
    assert pages_address(base) is None
    assert links_for("aaaa-2026-04", DAY, ZHANG, base, KEY, TODAY, "k") == ()
    assert stop_link(ZHANG, base, KEY, TODAY) is None


def test_the_link_that_ends_messages_names_the_way_and_stays_for_a_month() -> None:
    one, other = stop_link(ZHANG, BASE, KEY, TODAY), stop_link(ZHANG, BASE, KEY, date(2026, 4, 30))
    assert one == other
    assert one is not None
    link = read(one.rpartition("/")[2], KEY)
    assert link is not None
    assert (link.purpose, link.person, link.channel) == (STOP, "zhang@example.org", "mail")


# -- the key -----------------------------------------------------------------------------------------------------------


def test_the_key_is_made_once_and_renewed_on_demand(store: Store) -> None:
    assert keeping.link_key(store) is None
    first = link_key(store, NOW)
    assert (len(first), link_key(store, NOW), keeping.link_key(store)) == (32, first, first)
    renew_links(store)
    assert link_key(store, NOW) != first


def test_the_key_is_in_no_backup_and_no_restore_takes_it_away(store: Store, tmp_path: Path) -> None:
    key = link_key(store, NOW)
    follow(store, read(make(PLAIN, key), key) or PLAIN, NOW)
    store.back_up(tmp_path / "b.jsonl", NOW)
    text = (tmp_path / "b.jsonl").read_text(encoding="utf-8")
    assert key.hex() not in text
    assert "link_keys" not in text
    assert "links_used" not in text
    store.put_back(tmp_path / "b.jsonl", NOW)
    assert keeping.link_key(store) == key
    assert follow(store, read(make(PLAIN, key), key) or PLAIN, NOW).outcome == AGAIN


# -- what they do ------------------------------------------------------------------------------------------------------


def test_done_counts_once_and_stands_in_the_history(store: Store, web: TestClient) -> None:
    path = address(store)
    before = content(store)
    for _ in range(3):
        page = web.get(path)
        assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
        assert (page.headers["X-Robots-Tag"], page.headers["Referrer-Policy"]) == ("noindex", "no-referrer")
        assert "报送&lt;b&gt;统计表" in page.text
        assert web.head(path).status_code == 200
    assert content(store) == before
    assert "已记下" in web.post(path).text
    [said] = store.event("aaaa").completions
    assert (said.key, said.percent, said.by) == ("2026-04", 100, "张三")
    assert [(step.act, step.program) for step in store.steps(9)] == [("complete", "link"), ("add", None)]
    undo(store, NOW)
    again = web.post(path)
    assert "已经" in again.text
    assert store.event("aaaa").completions == ()
    assert "<form" not in web.get(path).text


def test_take_it_on_and_later_do_what_they_say(store: Store, web: TestClient) -> None:
    assert web.post(address(store, replace(PLAIN, purpose=ACK))).status_code == 200
    assert web.post(address(store, replace(PLAIN, purpose=SNOOZE, days=3))).status_code == 200
    said = store.duty_states()["aaaa"]
    taken = said.acknowledgement("2026-04")
    assert taken is not None
    assert taken.by == "张三"
    assert said.snoozed_until("2026-04", "zhang@example.org") == date(2026, 4, 11)
    assert said.snoozed_until("2026-04", "li@example.org") is None
    assert [step.act for step in store.steps(9)] == ["snooze", "ack", "add"]


def test_a_link_of_another_message_counts_again(store: Store, web: TestClient) -> None:
    later = replace(PLAIN, purpose=SNOOZE, days=1)
    web.post(address(store, later, "first"))
    web.post(address(store, later, "second"))
    assert len(nonces(store)) == 2


def test_a_date_that_was_moved_is_the_same_and_one_that_is_gone_is_not(store: Store, web: TestClient) -> None:
    move_one(store, "aaaa", DAY, Span.of(date(2026, 4, 20)), None, NOW)
    assert "2026-04-20" in web.get(address(store)).text
    assert follow(store, read(address(store)[5:], link_key(store, NOW)) or PLAIN, NOW).outcome == FIRST
    remove(store, "aaaa", NOW)
    for answer in (web.get(address(store, stamp="2")), web.post(address(store, stamp="2"))):
        assert answer.status_code == 410
        assert "<form" not in answer.text
    assert follow(store, replace(PLAIN, nonce="x"), NOW).outcome == GONE
    assert follow(store, replace(PLAIN, nonce="x", uid="none"), NOW).outcome == GONE


def test_what_was_done_before_in_another_way_is_done(store: Store, web: TestClient) -> None:
    complete(store, "aaaa", DAY, NOW, by="李四")
    assert web.post(address(store)).status_code == 200
    assert store.event("aaaa").completions[0].by == "李四"


@pytest.mark.parametrize("purpose", [DONE, ACK, SNOOZE])
def test_what_is_over_or_called_off_is_said_and_nothing_is_noted(store: Store, web: TestClient, purpose: str) -> None:
    path = address(store, replace(PLAIN, purpose=purpose, days=3))
    complete(store, "aaaa", DAY, NOW, by="李四")
    before = content(store)
    for answer in (web.get(path), web.post(path)):
        assert answer.status_code == 200
        assert "已经完成" in answer.text
        assert "<form" not in answer.text
    assert content(store) == before
    undo(store, NOW)
    for status, code, words in (("cancelled", 410, "已取消"), ("waiting", 200, "推迟")):
        store.edit("aaaa", NOW, status=status)
        before = content(store)
        for answer in (web.get(path), web.post(path)):
            assert answer.status_code == code
            assert words in answer.text
            assert "<form" not in answer.text
        assert content(store) == before
    store.edit("aaaa", NOW, status="confirmed")
    assert "已记下" in web.post(path).text, "the link was not spent"


def test_the_page_of_what_was_put_off_names_the_day(store: Store, web: TestClient) -> None:
    assert "4月11日" in web.post(address(store, replace(PLAIN, purpose=SNOOZE, days=3))).text
    assert "4月15日" in web.post(address(store, replace(PLAIN, purpose=SNOOZE, days=30))).text, (
        "not beyond the day itself"
    )


def test_of_many_clicks_at_once_one_acts(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/events.sqlite3"
    with Store.open(url, create=True) as made:
        made.save([Event("aaaa", "报送", "deadline", Recurrence(Due(Monthly(15))))], NOW)
        key = link_key(made, NOW)
        link = read(make(replace(PLAIN, purpose=SNOOZE, days=1), key), key)
        assert link is not None

        def click(_: int) -> str:
            with Store.open(url) as own:
                return follow(own, link, NOW).outcome

        with ThreadPoolExecutor(8) as pool:
            outcomes = sorted(pool.map(click, range(24)))
        assert outcomes == [AGAIN] * 23 + [FIRST]
        assert [step.act for step in made.steps(9)] == ["snooze", "add"]


# -- what they do not do -----------------------------------------------------------------------------------------------


def body(answer: Any) -> str:
    return re.sub(r'href="\?[^"]*"', "", str(answer.text))


def test_whatever_is_no_link_of_ours_is_answered_alike(store: Store, web: TestClient, clock: Clock) -> None:
    good = address(store)
    key = link_key(store, NOW)
    before = content(store)
    forged = make(PLAIN, secrets.token_bytes(32))
    other_person = make(replace(PLAIN, person="li@example.org"), key).partition(".")[0] + "." + good.partition(".")[2]
    wrong = [forged, other_person, good[5:-1], good[5:] + "A", "x", "x.y", "%2e%2e", "é.ü", "A" * 3000]
    answers = [getattr(web, how)(f"/act/{text}") for text in wrong for how in ("get", "post")]
    assert {answer.status_code for answer in answers} == {404}
    clock.moment = NOW + timedelta(days=60)
    late = [web.get(good), web.post(good)]
    assert [answer.status_code for answer in late] == [410, 410]
    assert len({body(answer) for answer in (*answers, *late)}) == 1
    assert content(store) == before


def test_a_link_holds_on_its_last_day_and_no_longer(store: Store, web: TestClient, clock: Clock) -> None:
    path = address(store)
    clock.moment = datetime(2026, 5, 16, 15, 59, tzinfo=UTC)
    assert web.get(path).status_code == 200
    clock.moment = datetime(2026, 5, 16, 16, 0, tzinfo=UTC)
    assert web.get(path).status_code == 410


def test_a_new_key_ends_all_links(store: Store, web: TestClient) -> None:
    path = address(store)
    renew_links(store)
    assert web.get(path).status_code == 404
    link_key(store, NOW)
    assert web.post(path).status_code == 404


def test_a_link_of_one_organisation_opens_nothing_of_another(store: Store, web: TestClient) -> None:
    key, other = link_key(store, NOW), store.within(2)
    foreign = link_key(other, NOW)
    assert foreign != key
    before = content(store)
    assert web.post(f"/act/{make(PLAIN, foreign, '1')}").status_code == 404
    assert content(store) == before
    renew_links(other)
    assert link_key(store, NOW) == key
    assert web.post(address(store)).status_code == 200


def test_a_page_of_another_site_cannot_send_it(store: Store, web: TestClient) -> None:
    path = address(store)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert web.post(path, headers=headers).status_code == 403
    assert store.event("aaaa").completions == ()
    for headers in ({"Origin": "https://calendar.example"}, {"Origin": "null"}):
        assert web.post(path, headers=headers).status_code == 200


def test_other_methods_do_nothing(store: Store, web: TestClient) -> None:
    before = content(store)
    assert {web.request(how, address(store)).status_code for how in ("PUT", "DELETE", "PATCH", "OPTIONS")} == {405}
    assert content(store) == before


def test_used_links_are_forgotten_once_they_have_expired(store: Store) -> None:
    key = link_key(store, NOW)
    follow(store, read(make(PLAIN, key, "1"), key) or PLAIN, NOW)
    next_one = replace(PLAIN, expires=date(2026, 12, 31), occurrence="2026-05")
    follow(store, read(make(next_one, key, "2"), key) or PLAIN, NOW + timedelta(days=60))
    until = "SELECT expires FROM links_used WHERE org = this_org()"
    assert [str(expires) for (expires,) in store.ask(until, {})] == ["2026-12-31"]


def test_what_fails_uses_no_link(store: Store) -> None:
    from calendars.actions import BadSnooze

    key = link_key(store, NOW)
    never = read(make(replace(PLAIN, purpose=SNOOZE, days=0), key), key)
    assert never is not None
    with pytest.raises(BadSnooze):
        follow(store, never, NOW)
    assert nonces(store) == []
    assert store.duty_states().get("aaaa", NOTHING_SAID) == NOTHING_SAID


def test_no_log_holds_the_text_of_a_link() -> None:
    text = make(PLAIN, KEY)
    for path in (f"/act/{text}", f"/office/act/{text}?lang=zh", f"/act%2F{text}", f"/ACT/{text}"):
        assert text[:20] not in masked(path)
        assert text[-20:] not in masked(path)


# -- the end of messages -----------------------------------------------------------------------------------------------


def stop_path(store: Store, reader: Recipient = ZHANG) -> str:
    url = stop_link(reader, BASE, link_key(store, NOW), TODAY)
    assert url is not None
    return url.removeprefix("https://calendar.example")


def test_one_click_ends_the_messages_of_a_reader_by_that_channel(store: Store, web: TestClient) -> None:
    path = stop_path(store)
    before = content(store)
    assert "<form" in web.get(path).text
    assert (content(store), store.stops()) == (before, {})
    for _ in range(2):
        assert web.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(store.stops()) == [("zhang@example.org", "mail")]
    assert "<form" not in web.get(path).text
    assert [step.act for step in store.steps(9)] == ["stop", "add"]
    undo(store, NOW)
    assert store.stops() == {}
    assert web.post(path).status_code == 200
    assert resume(store, "zhang@example.org", NOW) == ["mail"]
    with pytest.raises(NeverStopped):
        resume(store, "zhang@example.org", NOW)
    undo(store, NOW)
    assert list(store.stops()) == [("zhang@example.org", "mail")]


def test_whoever_ended_his_messages_is_not_told_and_what_waits_is_taken_back(store: Store) -> None:
    readers = Settings(recipients=(Recipient("张三"), Recipient("李四")))
    remind(store, readers, NOW, io.StringIO(), unsent=("stdout",))
    waiting = "SELECT recipient FROM deliveries WHERE org = this_org() AND state = 'pending' ORDER BY recipient"
    assert [who for (who,) in store.ask(waiting, {})] == ["张三", "李四"]
    assert stop(store, "张三", "stdout", NOW)
    assert not stop(store, "张三", "stdout", NOW)
    assert [who for (who,) in store.ask(waiting, {})] == ["李四"]
    remind(store, readers, NOW, io.StringIO())
    told = "SELECT recipient FROM deliveries WHERE org = this_org() AND state = 'sent' ORDER BY recipient"
    assert [who for (who,) in store.ask(told, {})] == ["李四"]
    resume(store, "张三", NOW)
    remind(store, readers, NOW, io.StringIO())
    assert [who for (who,) in store.ask(told, {})] == ["张三", "李四"]


def test_a_check_up_says_who_ended_his_messages(store: Store) -> None:
    assert list(check_stops(store)) == []
    for n in range(7):
        stop(store, f"reader{n}@example.org\x1b[31m", "mail", NOW)
    said = [check.said.say("en") for check in check_stops(store)]
    assert (len(said), said[-1]) == (6, "2 more ended theirs")
    assert said[0] == "reader0@example.org[31m ended the messages by mail on 2026-04-08"


def test_a_backup_holds_who_ended_his_messages(store: Store, tmp_path: Path) -> None:
    stop(store, "张三", "stdout", NOW)
    store.back_up(tmp_path / "b.jsonl", NOW)
    with Store.open("sqlite://") as other:
        other.put_back(tmp_path / "b.jsonl", NOW)
        assert other.stops() == store.stops()


# -- a pass ------------------------------------------------------------------------------------------------------------


def test_a_pass_makes_the_links_of_its_reminders(store: Store) -> None:
    [occurrence] = store.event("aaaa").recurrence.between(DAY, DAY)
    reminder = Reminder(Entry(store.event("aaaa"), occurrence), None, ZHANG, NOW, TODAY)
    assert Links.of(store, None, NOW).of_reminder("k", reminder, "zh") == ()
    assert keeping.link_key(store) is None
    links = Links.of(store, BASE, NOW)
    assert [label for label, _ in links.of_reminder("k", reminder, "zh")] == [
        "已完成",
        "我来办",
        "明天再提醒",
        "3 天后再提醒",
    ]
    assert links.of_reminder("k", reminder, "zh") == Links.of(store, BASE, NOW).of_reminder("k", reminder, "zh")
    assert links.stop(ZHANG) == f"https://calendar.example{stop_path(store)}"
    assert link_key(store, NOW).hex() not in repr(links)
    assert repr(link_key(store, NOW)) not in repr(links)
