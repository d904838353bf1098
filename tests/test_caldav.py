"""CalDAV on a real server: dates to read, tasks to tick, tokens of synchronisation, and who may do what."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher

from calendars.access import passwords
from calendars.actions import complete, edit, remove
from calendars.actions.access import add_account, issue, remove_account, revoke, set_password, set_role
from calendars.actions.syncing import KEPT, note_state
from calendars.caldav import MissingExtra
from calendars.caldav.items import Holdings, items_of
from calendars.caldav.progress import Refusal, said_of
from calendars.caldav.syncing import BadToken, changes, token_of
from calendars.events import Event, Origin
from calendars.store import Store
from calendars.web import app
from calendars.web.routes.caldav import MOST_OCTETS
from rules import RECKONING, Recurrence
from rules.kinds import Due, Fixed
from tests.test_house import ROOT
from tests.web import EVENTS, REPORT, STORED, Clockwork, served

EXTRA = find_spec("radicale") is not None and find_spec("a2wsgi") is not None
needs_extra = pytest.mark.skipif(not EXTRA, reason="the extra [caldav] is not installed")
needs_client = pytest.mark.skipif(not EXTRA or find_spec("caldav") is None, reason="python-caldav is not installed")
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
WORDS, OTHERS = "春眠不觉晓处处闻啼鸟", "夜来风雨声花落知多少"
SECRET = replace(
    REPORT, uid="cccc000011112222", title="不公开的事项", origin=Origin("x", "校历", lines=("CLASS:PRIVATE",))
)
TASK = f"{REPORT.uid}-2026-todo.ics"
SYNC = '<sync-collection xmlns="DAV:"><sync-token>{}</sync-token><prop><getetag/></prop></sync-collection>'
QUERY = """<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/><C:calendar-data/></prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="{}">
<C:time-range start="{}" end="{}"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'a.sqlite3'}", create=True) as opened:
        opened.save([*EVENTS, SECRET], STORED)
        add_account(opened, "张三", WORDS, "editor", STORED)
        add_account(opened, "李四", OTHERS, "reader", STORED)
        yield opened


@pytest.fixture
def client(store: Store) -> Iterator[httpx.Client]:
    """Of an editor, on a server that looks at the store with every request."""
    with served(app(lambda: store, Clockwork(), caldav=True, patience=0.0)) as opened:
        opened.headers["Authorization"] = basic("张三", WORDS)
        yield opened


def basic(name: str, password: str) -> str:
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()


def hrefs(answer: httpx.Response) -> set[str]:
    return {found.rpartition("/")[2] for found in re.findall(r"<href>([^<]*)</href>", answer.text)}


def report(client: httpx.Client, name: str, body: str, **more: Any) -> httpx.Response:
    return client.request("REPORT", f"/dav/张三/{name}/", content=body.encode(), headers={"Depth": "1"}, **more)


def synced(client: httpx.Client, old: str = "", name: str = "tasks") -> tuple[str, set[str]]:
    answer = report(client, name, SYNC.format(old))
    assert answer.status_code == 207, answer.text
    token = re.search(r"<sync-token>([^<]+)</sync-token>", answer.text)
    assert token
    return token[1], hrefs(answer)


def ticked(text: str, *lines: str) -> bytes:
    """The task as a program sends it back, with other lines in place of its STATUS."""
    return re.sub(r"STATUS:.*\r\n(?:PERCENT.*\r\n)?(?:COMPLETED.*\r\n)?", "\r\n".join((*lines, "")), text).encode()


def done(store: Store) -> list[str]:
    return [one.key for one in store.event(REPORT.uid).completions if one.done]


# -- what stands there -------------------------------------------------------------------------------------------------


@needs_extra
def test_dates_have_the_bytes_of_the_feed(client: httpx.Client) -> None:
    feed = client.get("/feeds/all.ics").text
    listed = client.request("PROPFIND", "/dav/张三/events/", headers={"Depth": "1"})
    names = hrefs(listed) - {""}
    assert f"{REPORT.uid}-2026.ics" in names
    texts = [client.get(f"/dav/张三/events/{name}").text for name in names]
    blocks = {re.search(r"BEGIN:VEVENT.*END:VEVENT\r\n", text, re.DOTALL)[0] for text in texts}  # type: ignore[index]
    public = set(re.findall(r"BEGIN:VEVENT.*?END:VEVENT\r\n", feed, re.DOTALL))
    assert public < blocks
    assert all("不公开的事项" in block for block in blocks - public)


@needs_extra
def test_a_query_by_time_finds_what_falls_there(client: httpx.Client) -> None:
    answer = report(client, "events", QUERY.format("VEVENT", "20261214T160000Z", "20261215T160000Z"))
    assert f"{REPORT.uid}-2026.ics" in hrefs(answer)
    before = report(client, "events", QUERY.format("VEVENT", "20261213T160000Z", "20261214T160000Z"))
    assert hrefs(before) == set()
    tasks = report(client, "tasks", QUERY.format("VTODO", "20261125T000000Z", "20261126T000000Z"))
    assert len(hrefs(tasks)) == 1
    assert "线上填报" in tasks.text


@needs_extra
def test_programs_find_their_way_from_the_address_that_is_known_to_all(client: httpx.Client) -> None:
    for method in ("GET", "PROPFIND"):
        answer = client.request(method, "/.well-known/caldav")
        assert (answer.status_code, answer.headers["location"]) == (301, "/dav/")
    body = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'
    answer = client.request("PROPFIND", "/dav/", content=body, headers={"Depth": "0"})
    assert "/dav/%E5%BC%A0%E4%B8%89/" in answer.text


@needs_extra
def test_under_a_path_of_a_proxy_addresses_have_it(store: Store) -> None:
    from calendars.http_settings import HttpSettings

    http = HttpSettings(root_path="/calendar")
    with served(app(lambda: store, Clockwork(), caldav=True, http=http)) as client:
        client.headers["Authorization"] = basic("张三", WORDS)
        answer = client.request("PROPFIND", "/dav/张三/", headers={"Depth": "1"})
        assert "<href>/calendar/dav/%E5%BC%A0%E4%B8%89/tasks/</href>" in answer.text


@needs_extra
def test_etags_stay_as_long_as_nothing_changes(client: httpx.Client, store: Store) -> None:
    address = f"/dav/张三/tasks/{TASK}"
    first = client.get(address)
    edit(store, EVENTS[3].uid, NOW, title="线上填报（改）")
    second = client.get(address)
    assert second.headers["etag"] == first.headers["etag"]
    complete(store, REPORT.uid, date(2026, 12, 15), NOW)
    assert client.get(address).headers["etag"] != first.headers["etag"]


# -- ticking -----------------------------------------------------------------------------------------------------------


@needs_extra
def test_ticking_a_task_marks_that_date_as_done(client: httpx.Client, store: Store) -> None:
    address = f"/dav/张三/tasks/{TASK}"
    task = client.get(address)
    body = ticked(task.text, "STATUS:COMPLETED", "COMPLETED:20261119T080000Z", "PERCENT-COMPLETE:100")
    answer = client.put(address, content=body, headers={"If-Match": task.headers["etag"]})
    assert (answer.status_code, "etag" in answer.headers) == (204, False)
    [said] = store.event(REPORT.uid).completions
    assert (said.key, said.percent, said.by) == ("2026", 100, "张三")
    assert said.done == datetime(2026, 11, 19, 8, tzinfo=UTC)
    assert "COMPLETED:20261119T080000Z" in client.get(address).text
    assert "STATUS:COMPLETED" in client.get("/feeds/all.ics?todo=1").text


@needs_extra
def test_of_what_a_program_sends_only_the_progress_counts(client: httpx.Client, store: Store) -> None:
    address = f"/dav/张三/tasks/{TASK}"
    text = client.get(address).text.replace("报送工作总结", "别的").replace("20261215", "20270101")
    assert client.put(address, content=ticked(text, "STATUS:COMPLETED")).status_code == 204
    now = client.get(address).text
    assert "报送工作总结" in now
    assert "DUE;VALUE=DATE:20261215" in now
    assert done(store) == ["2026"]
    assert store.event(REPORT.uid).title == "报送工作总结"


@needs_extra
def test_a_tick_is_taken_back(client: httpx.Client, store: Store) -> None:
    address = f"/dav/张三/tasks/{TASK}"
    client.put(address, content=ticked(client.get(address).text, "STATUS:COMPLETED"))
    client.put(address, content=ticked(client.get(address).text, "STATUS:IN-PROCESS", "PERCENT-COMPLETE:40"))
    assert [one.percent for one in store.event(REPORT.uid).completions] == [40]
    client.put(address, content=ticked(client.get(address).text, "STATUS:NEEDS-ACTION"))
    assert store.event(REPORT.uid).completions == ()


@needs_extra
def test_a_task_that_changed_meanwhile_is_not_ticked(client: httpx.Client, store: Store) -> None:
    address = f"/dav/张三/tasks/{TASK}"
    task = client.get(address)
    edit(store, REPORT.uid, NOW, title="报送总结")
    body = ticked(task.text, "STATUS:COMPLETED")
    assert client.put(address, content=body, headers={"If-Match": task.headers["etag"]}).status_code == 412
    assert done(store) == []


@needs_extra
def test_nothing_is_made_moved_removed_or_called_off(client: httpx.Client, store: Store) -> None:
    task = client.get(f"/dav/张三/tasks/{TASK}").text
    new = task.replace(f"{REPORT.uid}-2026-todo", "new")
    event = client.get(f"/dav/张三/events/{REPORT.uid}-2026.ics").text
    tried = [
        client.put("/dav/张三/tasks/new.ics", content=new.encode()),
        client.put("/dav/张三/events/new.ics", content=event.replace("-2026@", "-new@").encode()),
        client.put(f"/dav/张三/events/{REPORT.uid}-2026.ics", content=event.encode()),
        client.put("/dav/张三/tasks/", content=task.encode()),
        client.put(f"/dav/张三/tasks/{TASK}", content=ticked(task, "STATUS:CANCELLED")),
        client.delete(f"/dav/张三/tasks/{TASK}"),
        client.delete(f"/dav/张三/events/{REPORT.uid}-2026.ics"),
        client.delete("/dav/张三/tasks/"),
        client.request("MKCALENDAR", "/dav/张三/new/"),
        client.request("MKCOL", "/dav/张三/new/"),
        client.request(
            "MOVE", f"/dav/张三/tasks/{TASK}", headers={"Destination": "/dav/%E5%BC%A0%E4%B8%89/tasks/b.ics"}
        ),
        client.request("PROPPATCH", "/dav/张三/tasks/", content="<x/>"),
        client.post("/dav/张三/tasks/", content=task.encode()),
    ]
    assert [answer.status_code for answer in tried] == [403] * len(tried)
    assert [step.act for step in store.steps(9)] == ["add"]


@needs_extra
def test_what_is_too_long_is_refused_unread(client: httpx.Client) -> None:
    assert client.put(f"/dav/张三/tasks/{TASK}", content=b"x" * (MOST_OCTETS + 1)).status_code == 413
    assert client.get(f"/dav/张三/tasks/{TASK}").status_code == 200


@needs_extra
def test_what_is_no_task_is_refused(client: httpx.Client, store: Store) -> None:
    for body in (b"", b"BEGIN:VCALENDAR\r\n", b"\xff\xfe", b"BEGIN:VCARD\r\nEND:VCARD\r\n", b"x" * 2000):
        assert client.put(f"/dav/张三/tasks/{TASK}", content=body).status_code in (400, 403, 409), body
    assert done(store) == []


def test_what_a_program_says_of_a_task() -> None:
    moment = datetime(2026, 11, 20, 9)
    assert said_of("completed", "7", moment).done == datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert said_of(None, None, "yesterday").percent == 100
    assert said_of("COMPLETED", None, "yesterday").done is None
    assert said_of("IN-PROCESS", "100", None).percent == 99
    assert said_of("IN-PROCESS", "x", None).percent == 0
    assert said_of(None, "-5", None).percent is None
    assert said_of(None, "1000", None).percent == 100
    assert said_of("NEEDS-ACTION", None, moment).percent is None
    assert said_of("COMPLETED", None, datetime(1, 1, 1)).done is None
    with pytest.raises(Refusal):
        said_of("CANCELLED", None, None)


# -- synchronising -----------------------------------------------------------------------------------------------------


@needs_extra
def test_a_token_tells_what_changed_since(client: httpx.Client, store: Store) -> None:
    first, everything = synced(client)
    assert TASK in everything
    assert synced(client, first) == (first, set())
    complete(store, REPORT.uid, date(2026, 12, 15), NOW)
    second, changed = synced(client, first)
    assert (second != first, changed) == (True, {TASK})
    remove(store, EVENTS[3].uid, NOW)
    third, gone = synced(client, second)
    assert gone == {f"{EVENTS[3].uid}-once-todo.ics"}
    assert synced(client, first)[1] == {TASK, *gone}
    assert synced(client, third)[1] == set()


@needs_extra
def test_a_token_outlives_the_server(store: Store) -> None:
    tokens: list[str] = []
    for _ in range(2):
        with served(app(lambda: store, Clockwork(), caldav=True)) as client:
            client.headers["Authorization"] = basic("张三", WORDS)
            tokens.append(synced(client, tokens[-1] if tokens else "")[0])
    assert tokens[0] == tokens[1]


@needs_extra
def test_a_token_that_was_not_given_out_is_refused(client: httpx.Client) -> None:
    synced(client)
    for token in ("urn:x-yueling:sync:1", "urn:x-yueling:sync:999999999999999999", "http://a/b", "x"):
        answer = report(client, "tasks", SYNC.format(token))
        assert (answer.status_code, "valid-sync-token" in answer.text) == (403, True)


def test_what_is_gone_is_told_for_a_year_and_then_everything_is_asked_for() -> None:
    with Store.open("sqlite://") as store:
        first, _ = changes(store, "tasks", {"a": "1", "b": "1"}, NOW, "")
        second, gone = changes(store, "tasks", {"a": "1"}, NOW + timedelta(days=1), first)
        assert gone == ["b"]
        later = NOW + KEPT + timedelta(days=2)
        third, changed = changes(store, "tasks", {"a": "2"}, later, second)
        assert changed == ["a"]
        with pytest.raises(BadToken):
            changes(store, "tasks", {"a": "2"}, later, first)
        assert changes(store, "tasks", {"a": "2"}, later, third) == (third, [])


def test_a_clock_that_goes_back_does_not_make_two_states_one() -> None:
    with Store.open("sqlite://") as store:
        first = note_state(store, "tasks", {"a": "1"}, NOW)
        second = note_state(store, "tasks", {"a": "2"}, NOW - timedelta(days=1))
        assert second.latest > first.latest
        assert changes(store, "tasks", {"a": "2"}, NOW, token_of(first.latest))[1] == ["a"]
        assert changes(store, "events", {"a": "2"}, NOW, "")[1] == ["a"]


# -- who ---------------------------------------------------------------------------------------------------------------


@needs_extra
def test_who_is_not_known_sees_nothing(store: Store) -> None:
    pairs = (("张三", OTHERS), ("王五", WORDS), ("", ""), ("../张三", WORDS), ("张三", "yla_" + "a" * 43))
    lines = ("Basic !", "Basic", "Bearer x", *(basic(*pair) for pair in pairs))
    with served(app(lambda: store, Clockwork(), caldav=True)) as client:
        for sent in ({}, *({"Authorization": line} for line in lines)):
            for method, path in (("GET", f"/dav/张三/tasks/{TASK}"), ("DELETE", "/dav/x")):
                answer = client.request(method, path, headers=sent)
                assert (answer.status_code, answer.headers["www-authenticate"][:5]) == (401, "Basic"), sent
                assert "报送" not in answer.text


@needs_extra
def test_strangers_invent_no_names_among_the_counters(store: Store) -> None:
    with served(app(lambda: store, Clockwork(), caldav=True, patience=0.0)) as client:
        for name in ("nobody", "李四"):
            assert client.request("PROPFIND", f"/dav/{name}/events/").status_code == 401
        counted = client.get("/metrics").text
    assert 'yueling_requests_total{route="dav",status="401"} 2' in counted
    assert "nobody" not in counted


@needs_extra
def test_a_name_that_a_proxy_is_said_to_send_is_not_believed(store: Store) -> None:
    with served(app(lambda: store, Clockwork(), caldav=True)) as client:
        forged = [(name, "张三".encode()) for name in (b"X-Remote-User", b"Remote-User")]
        assert client.request("PROPFIND", "/dav/", headers=forged).status_code == 401
        known = {"Authorization": basic("李四", OTHERS), "X-Script-Name": "/evil"}
        answer = client.request("PROPFIND", "/dav/李四/", headers=known)
        assert (answer.status_code, "evil" in answer.text) == (207, False)


@needs_extra
def test_nobody_sees_the_collections_of_others(client: httpx.Client) -> None:
    client.headers["Authorization"] = basic("李四", OTHERS)
    for name in ("张三", "王五"):
        for path in (f"/dav/{name}/", f"/dav/{name}/tasks/", f"/dav/{name}/tasks/{TASK}"):
            assert client.request("PROPFIND", path, headers={"Depth": "0"}).status_code == 403
            assert client.get(path).status_code == 403
    assert "张三" not in client.request("PROPFIND", "/dav/", headers={"Depth": "1"}).text


@needs_extra
def test_a_reader_reads_and_an_editor_ticks(client: httpx.Client, store: Store) -> None:
    address = f"/dav/李四/tasks/{TASK}"
    client.headers["Authorization"] = basic("李四", OTHERS)
    body = ticked(client.get(address).text, "STATUS:COMPLETED")
    assert client.put(address, content=body).status_code == 403
    set_role(store, "李四", "editor", NOW)
    assert client.put(address, content=body).status_code == 204
    assert [one.by for one in store.event(REPORT.uid).completions] == ["李四"]


@needs_extra
def test_a_token_of_a_program_opens_it_for_its_holder(client: httpx.Client, store: Store) -> None:
    token, text = issue(store, "api", "reader", NOW, holder="王五")
    client.headers["Authorization"] = basic("王五", text)
    assert client.get(f"/dav/王五/tasks/{TASK}").status_code == 200
    client.headers["Authorization"] = basic("张三", text)
    assert client.get(f"/dav/张三/tasks/{TASK}").status_code == 401
    revoke(store, "api", token.number, NOW)
    client.headers["Authorization"] = basic("王五", text)
    assert client.get(f"/dav/王五/tasks/{TASK}").status_code == 401


@needs_extra
def test_a_password_that_was_changed_is_right_no_more(client: httpx.Client, store: Store) -> None:
    address = f"/dav/张三/tasks/{TASK}"
    assert [client.get(address).status_code for _ in range(3)] == [200] * 3
    set_password(store, "张三", OTHERS, NOW)
    assert client.get(address).status_code == 401
    client.headers["Authorization"] = basic("张三", OTHERS)
    assert client.get(address).status_code == 200
    remove_account(store, "张三")
    assert client.get(address).status_code == 401


@needs_extra
def test_whoever_tries_too_often_has_to_wait(client: httpx.Client) -> None:
    for _ in range(10):
        assert client.get("/dav/", headers={"Authorization": basic("李四", "x" * 12)}).status_code == 401
    answer = client.get("/dav/", headers={"Authorization": basic("李四", OTHERS)})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert client.get(f"/dav/张三/tasks/{TASK}").status_code == 200


# -- around it ---------------------------------------------------------------------------------------------------------


def test_without_the_option_there_is_nothing(store: Store) -> None:
    with served(app(lambda: store, Clockwork())) as client:
        assert [client.get(path).status_code for path in ("/dav/", "/.well-known/caldav")] == [404, 404]


def test_where_the_extra_is_missing_it_is_said_what_to_install(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calendars.caldav.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"yueling\[caldav\]"):
        app(lambda: store, Clockwork(), caldav=True)


def test_only_the_room_of_caldav_knows_of_radicale() -> None:
    room = ROOT / "calendars" / "caldav"
    found = {
        path for path in ROOT.glob("[crs]*/**/*.py") if re.search(r"(?:import|from) radicale", path.read_text("utf-8"))
    }
    assert found == {room / name for name in ("application.py", "rights.py", "storage.py")}


def test_what_was_due_before_it_was_known_is_no_task() -> None:
    def of(created: datetime) -> set[str]:
        day = date(2026, 11, 1)
        event = Event("aaaa", "报送", "deadline", Recurrence(Due(Fixed(day, day))), created=created, updated=created)
        return set(items_of("tasks", Holdings(0, date(2026, 11, 20), [event], RECKONING, NOW)))

    assert of(datetime(2026, 10, 1, tzinfo=UTC)) == {"aaaa-once-todo.ics"}
    assert of(datetime(2026, 11, 2, tzinfo=UTC)) == set()


def test_an_odd_uid_has_an_address_of_its_own() -> None:
    day = date(2026, 12, 1)
    events = [Event(uid, "报送", "deadline", Recurrence(Due(Fixed(day, day)))) for uid in ("a/../b", "科普@x", "a b")]
    found = items_of("tasks", Holdings(0, date(2026, 11, 20), events, RECKONING, NOW))
    assert len(found) == 3
    assert all(re.fullmatch(r"[0-9a-f]{64}\.ics", name) for name in found)
    assert {item.uid for item in found.values()} == {None}


@needs_extra
def test_a_task_with_an_odd_uid_is_ticked_too(client: httpx.Client, store: Store) -> None:
    day = date(2026, 12, 1)
    store.save([Event("科普,@x;", "报送", "deadline", Recurrence(Due(Fixed(day, day))))], NOW)
    [name] = [name for name in synced(client)[1] if len(name) == 68]
    address = f"/dav/张三/tasks/{name}"
    assert client.put(address, content=ticked(client.get(address).text, "STATUS:COMPLETED")).status_code == 204
    assert [one.percent for one in store.event("科普,@x;").completions] == [100]


@needs_client
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_client_of_others_reads_ticks_and_synchronises(client: httpx.Client, store: Store) -> None:
    caldav: Any = import_module("caldav")
    refused = import_module("caldav.lib.error").AuthorizationError
    with caldav.DAVClient(f"{client.base_url}/dav/", username="张三", password=WORDS) as dav:
        principal = dav.principal()
        found = {str(calendar.url).rstrip("/").rpartition("/")[2]: calendar for calendar in principal.calendars()}
        dates, tasks = found["events"], found["tasks"]
        start = datetime(2026, 12, 1, tzinfo=UTC)
        assert len(dates.search(start=start, end=start + timedelta(days=1), event=True)) == 1
        assert len(dates.events()) == 8
        token = tasks.objects_by_sync_token(load_objects=True).sync_token
        todo = next(one for one in tasks.todos() if f"{REPORT.uid}-2026" in one.data)
        todo.complete()
        assert done(store) == ["2026"]
        changed = tasks.objects_by_sync_token(token, load_objects=True)
        assert [str(one.url).rpartition("/")[2] for one in changed] == [TASK]
        assert f"{REPORT.uid}-2026" not in "".join(one.data for one in tasks.todos())
        attempts: tuple[Callable[[], object], ...] = (
            lambda: tasks.save_todo(summary="new"),
            lambda: dates.save_event(dtstart=start, dtend=start + timedelta(hours=1), summary="new"),
            todo.delete,
            lambda: principal.make_calendar(name="new"),
        )
        for attempt in attempts:
            with pytest.raises(refused):
                attempt()
