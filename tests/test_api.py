"""The interface for programs: each route answers as the document says, in pages, with ETags, to whom it may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from calendars import actions
from calendars.access import API
from calendars.actions.access import issue
from calendars.events import Event, Origin, uid_of
from calendars.http_settings import HttpSettings
from calendars.past import step_rows
from calendars.store import Store
from calendars.store.history import PROGRAM
from calendars.web import app
from calendars.web.api.serving import ROWS
from calendars.web.api.table import Row
from calendars.web.api.visitors import Stranger, nobody
from rules import parse
from tests.asking import NOTICE, NOW, Asking, asking, at_the_desk, by_token, faults
from tests.test_json import checked

STORED = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


@pytest.fixture
def ask(store: Store) -> Iterator[Asking]:
    with asking(store) as found:
        yield found


def event(title: str, rule: str, **facts: Any) -> Event:
    return Event(uid_of(title), title, "event", parse(rule), **facts)


PRIVATE = event("私事", "每年5月1日", origin=Origin("x@example.org", lines=("CLASS:PRIVATE",)))


# ------------------------------------------------------------------ every route


def filled(row: Row, ask: Asking) -> dict[str, str]:
    """What stands for the parameters of a path, so that there is such a thing."""
    uid = ask.add("每周一上午9点 例会")["uid"]
    ask("POST", "/notices?store=1", json={"text": NOTICE}, role="editor")
    laid = ask("POST", "/notices", json={"text": NOTICE.replace("4月15日", "4月16日").replace("总结", "计划")}).json()
    change = laid["notices"][0]["changes"][0]
    digest = ask.get("/notices")["notices"][0]["digest"]
    return {"uid": uid, "digest": digest, "number": str(change["draft"]), "seen": change["seen"]}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_route_answers_its_example_as_the_document_says(row: Row, ask: Asking) -> None:
    stand = filled(row, ask)
    path = row.path.format(**{one.name: stand.get(one.name, one.example) for one in row.within})
    query = {one.name: row.example.get(one.name, one.example) for one in row.query}
    for name in ("cursor", "kind", "tag", "organisation", "person", "words"):
        query.pop(name, None)
    more: dict[str, Any] = {}
    if row.body is not None:
        names = [one.name for one in row.body if one.name in row.example or one.required]
        more["json"] = {one.name: row.example.get(one.name, one.example) for one in row.body if one.name in names}
        if row.name == "decide":
            more["json"]["seen"] = stand["seen"]
        if row.name == "undo":
            more["json"]["seen"] = ask.get("/history")["steps"][0]["number"]
    if row.sequence:
        more["headers"] = {"If-Match": ask("GET", f"/events/{stand['uid']}").headers["ETag"]}
    if row.name == "add":
        query = {}
    found = ask(row.method, path, params=query, **more)
    assert found.status_code == (200 if row.name == "add" else row.status), found.text  # it is there already
    assert faults(row.answer, found.json()) == []
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Content-Type"] == "application/json"
    assert found.headers["Cache-Control"] == ("no-store" if row.writes else "private, no-cache")


def test_records_are_those_that_the_commands_print(ask: Asking) -> None:
    uid = ask.add("每周一上午9点 例会", tags=["统计"])["uid"]
    single = ask.get(f"/events/{uid}")
    checked("event", single)
    checked("why", ask.get(f"/events/{uid}/why?day=2026-04-13"))
    checked("explanation", ask.get("/explain?text=2026年12月18日14:30&from=2026-01-01"))
    checked("year", ask.get("/holidays/2026"))
    listed = ask.get("/events")["events"][0]
    assert listed == {name: single[name] for name in listed}


def test_the_document_is_answered_and_has_every_row(ask: Asking) -> None:
    told = ask("GET", "/openapi.json", role="nobody").json()
    assert told["openapi"] == "3.1.0"
    assert set(told["paths"]) == {row.path for row in ROWS} | {"/openapi.json"}


# ------------------------------------------------------------------ lists


def test_pages_hold_every_event_once_also_when_one_comes_between(ask: Asking) -> None:
    titles = [f"例会{n:02}" for n in range(7)]
    for title in titles:
        ask.add(f"每周一上午9点 {title}")
    seen, cursor = [], None
    while True:
        page = ask.get("/events", params={"limit": 3} | ({"cursor": cursor} if cursor else {}))
        assert page["total"] >= 7
        seen += [one["title"] for one in page["events"]]
        if len(seen) == 3:
            gone = page["events"][0]
            assert ask("POST", f"/events/{gone['uid']}/remove", json={"sequence": 0}).status_code == 200
            ask.store.save([replace(event("新的", "每周二"), created=STORED.replace(year=2027))], STORED)
        if (cursor := page["next"]) is None:
            break
    assert sorted(seen) == sorted([*titles, "新的"])


def test_dates_come_in_pages_in_their_order_and_say_how_many_there_are(ask: Asking) -> None:
    ask.add("每天上午9点 晨会")
    ask.add("每周一上午9点 例会")
    path = "/occurrences?from=2026-04-01&to=2026-04-30&limit=20"
    first = ask.get(path)
    second = ask.get(f"{path}&cursor={first['next']}")
    found = first["occurrences"] + second["occurrences"]
    assert (first["total"], len(found), second["next"]) == (34, 34, None)
    assert [one["start"] for one in found] == sorted(one["start"] for one in found)
    assert len({one["occurrence"] for one in found}) == 34
    assert (first["from"], first["to"]) == ("2026-04-01", "2026-04-30")


def test_events_are_chosen_as_a_selection_says(ask: Asking) -> None:
    ask.add("4月15日前 报送总结", tags=["科普"], contact="王芳")
    ask.add("每周一上午9点 例会", tags=["统计"])
    for query, titles in (
        ("kind=deadline", ["报送总结"]), ("kind=截止&kind=duty", ["报送总结"]), ("tag=统计", ["例会"]),
        ("tag=统计&tag=科普", ["报送总结", "例会"]), ("person=王", ["报送总结"]), ("words=例会", ["例会"]),
        ("tag=统计&words=总结", []), ("organisation=科协", []),
    ):  # fmt: skip
        assert sorted(one["title"] for one in ask.get(f"/events?{query}")["events"]) == sorted(titles), query
        found = ask.get(f"/occurrences?from=2026-04-13&to=2026-04-19&{query}")["occurrences"]
        assert sorted({one["title"] for one in found}) == sorted(titles), query


def test_what_is_coming_leaves_out_what_is_called_off(ask: Asking, store: Store) -> None:
    store.save([replace(event("停办的会", "2026年4月10日"), status="cancelled")], STORED)
    ask.add("2026年4月11日 开会")
    assert [one["title"] for one in ask.get("/upcoming?days=7")["occurrences"]] == ["开会"]
    found = ask.get("/occurrences?from=2026-04-08&to=2026-04-15")["occurrences"]
    assert [(one["title"], one["status"]) for one in found] == [("停办的会", "CANCELLED"), ("开会", "CONFIRMED")]


def test_more_dates_than_are_listed_are_refused_and_counted(ask: Asking) -> None:
    for n in range(10):
        ask.add(f"每天上午9点 晨会{n}")
    refused = ask("GET", "/occurrences?from=2026-01-01&to=2028-12-30")
    assert refused.status_code == 422
    assert (refused.json()["sort"], "10950" in refused.json()["detail"]) == ("TooMuch", True)
    assert ask("GET", "/occurrences?from=2026-01-01&to=2029-01-02").json()["sort"] == "BadWindow"
    assert ask("GET", "/occurrences?from=2026-01-02&to=2026-01-01").status_code == 400


def test_words_are_found_and_the_whole_title_comes_first(ask: Asking) -> None:
    ask.add("4月9日 例会筹备")
    ask.add("5月9日 例会")
    assert [one["title"] for one in ask.get("/search?q=例会")["events"]] == ["例会", "例会筹备"]
    first = ask.get("/search?q=例会&limit=1")
    assert [one["title"] for one in ask.get(f"/search?q=例会&limit=1&cursor={first['next']}")["events"]] == ["例会筹备"]


# ------------------------------------------------------------------ days


def test_days_are_told_with_their_reasons(ask: Asking) -> None:
    worked = ask.get("/workdays/2026-10-10")
    assert (worked["workday"], worked["weekday"], worked["worked_for"], worked["tentative"]) == (
        True,
        6,
        "国庆节",
        False,
    )
    assert ask.get("/workdays/2026-10-01")["off_for"] == "国庆节"
    unknown = ask.get("/workdays/2035-10-02?lang=en")
    assert (unknown["workday"], unknown["tentative"]) == (False, True)
    assert unknown["reasons"] == ["the working days of 2035 are not known"]
    assert ask.get("/workdays/add?day=2026-10-08&n=-3")["day"] == "2026-09-28"
    assert ask.get("/workdays/add?day=2026-10-08&n=0")["day"] == "2026-10-08"
    assert ask.get("/workdays/count?from=2026-10-01&to=2026-10-31")["workdays"] == 18
    assert ask.get("/workdays/count?from=2026-10-31&to=2026-10-01")["workdays"] == 0


def test_a_period_is_counted_by_its_law(ask: Asking) -> None:
    told = [
        "text=自2026年9月18日起20个工作日内", "text=20个工作日内&from=2026-09-18",
        "text=within 20 working days&from=2026-09-18",
    ]  # fmt: skip
    assert {ask.get(f"/periods?{words}")["last"] for words in told} == {"2026-10-22"}
    found = ask.get("/periods?text=自2026年9月18日起20个工作日内&lang=en")
    assert "Civil Code art. 201" in found["steps"][0]
    assert ask("GET", "/periods?text=每年5月30日").json()["sort"] == "NoPeriod"


def test_the_lunar_calendar_is_told_both_ways(ask: Asking) -> None:
    found = ask.get("/lunar/2027-02-06")
    assert (found["words"], found["cycle"], found["animal"]) == ("正月初一", "丁未", "羊")
    back = ask.get("/lunar", params={name: int(part) for name, part in found["lunar"].items()})
    assert back == found
    assert ask("GET", "/lunar?year=2026&month=12&day=30").json()["sort"] == "NoLunarDay"
    assert ask("GET", "/lunar?year=2026&month=3&day=1&leap=1").json()["sort"] == "NoLunarDay"
    assert ask("GET", "/lunar?year=2026&month=3&day=0").status_code == 422
    assert ask("GET", "/lunar/1890-01-01").status_code == 422


# ------------------------------------------------------------------ ETags


def test_a_copy_that_still_holds_is_not_sent_again(ask: Asking) -> None:
    uid = ask.add("每周一上午9点 例会")["uid"]
    first = ask("GET", "/events")
    again = ask("GET", "/events", headers={"If-None-Match": f'"x", W/{first.headers["ETag"]}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    ask("PATCH", f"/events/{uid}", json={"title": "周会", "sequence": 0})
    assert ask("GET", "/events", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    packed, plain = (ask("GET", "/events", headers={"Accept-Encoding": one}) for one in ("gzip", "identity"))
    assert packed.headers["ETag"] != plain.headers["ETag"] or len(plain.content) < 1000
    assert packed.json() == plain.json()


def test_a_long_answer_is_compressed_under_an_etag_of_its_own(ask: Asking) -> None:
    packed, plain = (ask("GET", "/holidays/2026", headers={"Accept-Encoding": one}) for one in ("gzip", "identity"))
    whole = ask("GET", "/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert (plain.headers.get("Content-Encoding"), whole.headers["Content-Encoding"]) == (None, "gzip")
    assert packed.json() == plain.json()
    assert whole.headers["ETag"] != ask("GET", "/openapi.json", headers={"Accept-Encoding": "identity"}).headers["ETag"]


# ------------------------------------------------------------------ writing


def test_an_event_is_written_put_right_and_taken_away_and_back(ask: Asking) -> None:
    found = ask("POST", "/events", json={"text": "每周一上午9点 例会", "tags": ["统计"], "leads": ["1d"]})
    uid = found.json()["event"]["uid"]
    assert found.headers["Location"] == f"/api/v1/events/{uid}"
    assert [one["uid"] for one in found.json()["added"]] == [uid]
    edited = ask(
        "PATCH", f"/events/{uid}", json={"place": "三楼", "leads": [], "rule": "每周二上午9点", "sequence": 0}
    ).json()
    assert (edited["event"]["place"], edited["event"]["leads"], edited["event"]["rule"]) == ("三楼", [], "每周二09:00")
    cleared = ask("PATCH", f"/events/{uid}", json={"place": None, "leads": None, "sequence": 1}).json()["event"]
    assert (cleared["place"], cleared["leads"], cleared["tags"]) == (None, None, ["统计"])
    moved = ask("POST", f"/events/{uid}/move", json={"day": "2026-04-14", "to": "2026-04-15", "sequence": 2}).json()
    assert "2026年4月14日改为2026年4月15日" in moved["event"]["rule"]
    assert ask("POST", f"/events/{uid}/cancel", json={"day": "2026-04-21", "sequence": 3}).status_code == 200
    assert ask("POST", f"/events/{uid}/remove", json={"sequence": 4}).json()["removed"][0]["uid"] == uid
    assert ask("GET", f"/events/{uid}").status_code == 404
    latest = ask.get("/history")["steps"][0]["number"]
    assert ask("POST", "/undo", json={"seen": latest - 1}).status_code == 412
    assert ask("POST", "/undo", json={"seen": latest}).json()["steps"][0]["act"] == "remove"
    assert ask.get(f"/events/{uid}")["title"] == "例会"


def test_a_trial_stores_nothing(ask: Asking) -> None:
    found = ask("POST", "/events?dry_run=1", json={"text": "每周一上午9点 例会"})
    assert (found.status_code, found.json()["event"]["title"], ask.get("/events")["total"]) == (200, "例会", 0)
    read = ask("POST", "/notices?dry_run=1", json={"text": NOTICE}).json()
    assert [one["change"] for one in read["notices"][0]["changes"]] == ["new", "new"]
    assert (ask.get("/events")["total"], ask.get("/notices")["total"], ask.get("/review")["total"]) == (0, 0, 0)


def test_two_who_edit_do_not_overwrite_one_another(ask: Asking) -> None:
    uid = ask.add("每周一上午9点 例会")["uid"]
    tag = ask("GET", f"/events/{uid}").headers["ETag"]
    assert ask("PATCH", f"/events/{uid}", json={"title": "周会"}, headers={"If-Match": tag}).status_code == 200
    refused = ask("PATCH", f"/events/{uid}", json={"title": "月会"}, headers={"If-Match": tag})
    assert (refused.status_code, refused.json()["sort"]) == (412, "Stale")
    for name, body in (
        ("cancel", {"day": "2026-04-13"}),
        ("move", {"day": "2026-04-13", "to": "2026-04-14"}),
        ("remove", {}),
    ):
        assert ask("POST", f"/events/{uid}/{name}", json=body, headers={"If-Match": tag}).status_code == 412
        assert ask("POST", f"/events/{uid}/{name}", json=body).status_code == 428
    assert ask.get(f"/events/{uid}")["title"] == "周会"
    assert ask("PATCH", f"/events/{uid}", json={"title": "月会"}, headers={"If-Match": '"abc"'}).status_code == 412
    both = ask("PATCH", f"/events/{uid}", json={"title": "月会", "sequence": 0}, headers={"If-Match": '"1.ab"'})
    assert (both.status_code, both.json()["parameter"]) == (400, "sequence")
    assert ask("PATCH", f"/events/{uid}", json={"title": "月会"}, headers={"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"rule": "每周一", "date": "2026-04-14"}, {"title": " "}, {"kind": "什么"}, {"leads": ["5分钟"]}, {"rule": "无此规则"},
     {"date": "2026-04-14"}, {"announce": "x"}, {"url": "javascript:alert(1)"}, {"title": None}, {"tags": [""]}],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused_and_changes_nothing(ask: Asking, body: dict[str, Any]) -> None:
    uid = ask.add("每周一上午9点 例会")["uid"]
    before = ask.get(f"/events/{uid}")
    refused = ask("PATCH", f"/events/{uid}", json={**body, "sequence": 0})
    assert refused.status_code in (400, 422)
    assert faults("problem", refused.json()) == []
    assert ask.get(f"/events/{uid}") == before


# ------------------------------------------------------------------ notices


def test_a_notice_waits_is_decided_and_tells_what_became_of_it(ask: Asking) -> None:
    laid = ask("POST", "/notices", json={"text": NOTICE}).json()["notices"][0]
    digest, changes = laid["notice"]["digest"], laid["changes"]
    assert (len(changes), ask.get("/events")["total"], laid["stored"]) == (2, 0, None)
    (pile,) = ask.get("/review")["notices"]
    assert pile["changes"] == changes
    due, week = changes
    accept = {"verdict": "accept", "seen": due["seen"]}
    assert ask("POST", f"/review/{week['draft']}", json=accept).status_code == 412
    right = {"verdict": "correct", "seen": due["seen"], "rule": "4月20日前", "title": "报送科普总结"}
    (added,) = ask("POST", f"/review/{due['draft']}", json=right).json()["added"]
    assert ask.get(f"/events/{added['uid']}")["rule"] == "2026年4月20日前"
    assert ask("POST", f"/review/{due['draft']}", json=accept).status_code == 404
    refuse = {"verdict": "refuse", "seen": week["seen"]}
    assert ask("POST", f"/review/{week['draft']}", json=refuse).json()["waiting"] == 0
    whole = ask.get(f"/notices/{digest}")
    states = [one["became"]["state"] for one in whole["findings"] if one["became"]]
    assert (states, whole["text"]) == (["stored"], NOTICE)
    assert [one["uid"] for one in whole["says"]] == [added["uid"]]


def test_what_was_decided_meanwhile_is_not_decided_again(ask: Asking) -> None:
    change, other = ask("POST", "/notices", json={"text": NOTICE}).json()["notices"][0]["changes"]
    path, seen = f"/review/{change['draft']}", change["seen"]
    assert ask("POST", path, json={"verdict": "accept", "seen": other["seen"]}).status_code == 412
    assert ask("POST", path, json={"verdict": "refuse", "seen": seen}).status_code == 200
    assert ask("POST", path, json={"verdict": "accept", "seen": seen}).status_code == 404
    assert ask.get("/events")["total"] == 0
    step = ask.get("/history")["steps"][0]["number"]
    assert ask("POST", "/undo", json={"seen": step}).status_code == 200
    assert [one["draft"] for one in ask.get("/review")["notices"][0]["changes"]] == [change["draft"], other["draft"]]


def test_a_draft_that_means_something_else_by_now_is_shown_again_first(ask: Asking) -> None:
    ask("POST", "/notices?store=1", json={"text": NOTICE})
    later = NOTICE.replace("12号", "13号").replace("关于报送", "关于延期报送").replace("4月15日前", "4月25日前")
    changes = ask("POST", "/notices", json={"text": later}).json()["notices"][0]["changes"]
    for one in ask.get("/events")["events"]:
        ask("PATCH", f"/events/{one['uid']}", json={"title": f"{one['title']}（改）", "sequence": 0})
    verdict = {"verdict": "accept", "seen": changes[0]["seen"]}
    assert ask("POST", f"/review/{changes[0]['draft']}", json=verdict).status_code == 412


def test_who_asks_is_known_to_the_application_around(store: Store) -> None:
    async def known(request: Request) -> Stranger:
        return Stranger(request.app.state.role)

    application = app(lambda: store, lambda: NOW, visitor=known, patience=0)
    application.state.role = "editor"
    with TestClient(application) as client:
        assert client.get("/api/v1/review").status_code == 200
        assert client.head("/api/v1/events").headers["ETag"]


def test_a_notice_may_be_a_file(ask: Asking) -> None:
    found = ask(
        "POST", "/notices?name=通知.txt&store=1", content=NOTICE.encode("gb18030"),
        headers={"Content-Type": "application/octet-stream"},
    ).json()  # fmt: skip
    assert len(found["notices"][0]["stored"]["added"]) == 2
    assert ask.get("/notices")["notices"][0]["name"] == "通知.txt"
    again = ask("POST", "/notices?store=1", json={"text": NOTICE}).json()
    assert (again["notices"][0]["stored"]["added"], ask.get("/events")["total"]) == ([], 2)


def test_what_is_doubtful_wants_to_know_which_event_is_meant(ask: Asking) -> None:
    for day in ("20", "21"):
        ask.add(f"2026年4月{day}日 学会论坛", place=f"{day}号厅")
    later = "关于学会论坛延期的通知\n\n各单位：\n学会论坛延期至2026年5月8日举行。\n\n云溪省学会\n2026年4月7日\n"
    (laid,) = ask("POST", "/notices", json={"text": later}).json()["notices"]
    change = next(one for one in laid["changes"] if one["change"] == "doubtful")
    verdict = {"verdict": "accept", "seen": change["seen"]}
    refused = ask("POST", f"/review/{change['draft']}", json=verdict)
    assert (refused.status_code, refused.json()["sort"]) == (422, "BadChoice")
    meant = change["candidates"][0]["uid"]
    done = ask("POST", f"/review/{change['draft']}", json=verdict | {"event": meant})
    assert [one["uid"] for one in done.json()["changed"]] == [meant]
    assert ask.get(f"/events/{meant}")["rule"].startswith("2026年5月8日")


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("row", [row for row in ROWS if row.role != "nobody"], ids=lambda row: row.name)
def test_nobody_and_readers_are_refused_before_anything_is_read(row: Row, ask: Asking) -> None:
    path = row.path.format(uid="x", number="1")
    refused = ask(row.method, path, role="nobody", content=b"\xff" * 1000)
    assert (refused.status_code, refused.headers["WWW-Authenticate"][:6]) == (401, "Bearer")
    assert ask(row.method, path, role="reader").status_code == (403 if row.role == "editor" else 200)


def test_by_default_nobody_may_write(store: Store) -> None:
    with asking(store, visitor=nobody) as ask:
        assert ask("POST", "/events", json={"text": "每周二 例会"}).status_code == 401
        assert ask.get("/events")["total"] == 0


def test_private_events_are_told_to_nobody_who_is_not_known(ask: Asking, store: Store) -> None:
    store.save([PRIVATE], STORED)
    paths = (f"/events/{PRIVATE.uid}", f"/events/{PRIVATE.uid}/why")
    lists = ("/events", "/search?q=私事", "/occurrences?from=2026-04-01&to=2026-05-31", "/upcoming?days=60")
    assert [ask("GET", path, role="nobody").status_code for path in paths] == [404, 404]
    assert not any("私事" in ask("GET", path, role="nobody").text for path in (*paths, *lists))
    assert [ask.get(path, role="reader")["total"] for path in lists] == [1, 1, 1, 1]
    assert ask("GET", "/events", role="nobody").headers["Cache-Control"] == "no-cache"


def test_what_waits_is_told_to_editors_alone(ask: Asking) -> None:
    laid = ask("POST", "/notices", json={"text": NOTICE}).json()["notices"][0]
    digest = laid["notice"]["digest"]
    assert ask.get("/notices", role="nobody")["total"] == 0
    assert ask("GET", f"/notices/{digest}", role="nobody").status_code == 404
    assert ask.get(f"/notices/{digest}")["findings"][0]["became"]["state"] == "waiting"


def test_a_page_of_others_cannot_write_from_the_desk(store: Store) -> None:
    with asking(store, visitor=at_the_desk) as ask:
        send: dict[str, Any] = {"json": {"text": "每周一 例会"}}
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            refused = ask.client.post("/api/v1/events", headers=headers, **send)
            assert refused.status_code == 403
        assert ask.client.post("/api/v1/events", headers={"Origin": "http://desk.example"}, **send).status_code == 201
        assert ask.client.post("/api/v1/events", data={"text": "每周二 例会"}).status_code == 415


def test_pages_of_other_addresses_ask_only_where_that_is_allowed(store: Store) -> None:
    asks = {"Origin": "https://a.example", "Access-Control-Request-Method": "PATCH"}
    with asking(store) as ask:
        assert "Access-Control-Allow-Origin" not in ask("GET", "/events", headers=asks).headers
    with asking(store, http=HttpSettings(cors=("https://a.example",))) as ask:
        assert ask("GET", "/events", headers=asks).headers["Access-Control-Allow-Origin"] == "https://a.example"
        assert ask.client.options("/api/v1/events", headers=asks).status_code == 200
        others = asks | {"Origin": "https://b.example"}
        assert "Access-Control-Allow-Origin" not in ask("GET", "/events", headers=others).headers


# ------------------------------------------------------------------ errors


def test_an_error_says_what_where_and_what_would_be_right_in_the_language_asked_for(ask: Asking) -> None:
    found = ask("GET", "/explain?text=每月笫二个星期五&lang=en")
    record = found.json()
    assert (found.status_code, found.headers["Content-Type"]) == (422, "application/problem+json")
    assert record["text"][record["start"] : record["end"]] == "笫"
    assert (record["nearest"], "每月第二个星期五" in record["remedy"]) == ("每月第二个星期五", True)
    chinese, english = (
        ask("GET", "/events?x=1", headers={"Accept-Language": lang}).json() for lang in ("zh-CN", "en;q=0.9")
    )
    assert (chinese["detail"], english["detail"]) == ("x：没有这个参数", "x: there is no such parameter here")
    assert chinese["parameter"] == "x"


def test_addresses_and_methods_that_there_are_not_are_problems_too(ask: Asking) -> None:
    for method, path, status in (
        ("GET", "/nothing", 404),
        ("GET", "/events/", 404),
        ("DELETE", "/events", 405),
        ("PUT", "/undo", 405),
    ):
        found = ask(method, path)
        assert (found.status_code, found.headers["Content-Type"]) == (status, "application/problem+json")
        assert faults("problem", found.json()) == []


def test_a_database_that_is_down_is_said_without_its_place() -> None:
    def down() -> Store:
        raise OSError("/srv/secret.sqlite3: disk I/O error")

    with TestClient(app(down, lambda: NOW, visitor=by_token)) as client:
        found = client.get("/api/v1/events")
        assert (found.status_code, "Retry-After" in found.headers, "secret" in found.text) == (503, True, False)
        assert faults("problem", found.json()) == []


def test_the_history_names_the_program_that_did_it(store: Store) -> None:
    moment = NOW.replace(tzinfo=UTC)
    _, text = issue(store, API, "editor", moment, holder="张三", note="看板")
    actions.add(store, event("手录", "每周二"), moment)
    with TestClient(
        app(lambda: store, lambda: NOW, patience=0), base_url="http://127.0.0.1", client=("127.0.0.1", 1)
    ) as client:
        bearer = {"Authorization": f"Bearer {text}"}
        assert client.post("/api/v1/events", json={"text": "每周一 例会"}, headers=bearer).status_code == 201
        assert client.post("/api/v1/events", json={"text": "每周三 例会"}).status_code == 201
        steps = client.get("/api/v1/history", headers=bearer).json()["steps"]
        rows = step_rows(store.steps(5), store.made_by(store.steps(5)), "zh")[1]
    assert [(step["who"], step["program"]) for step in steps] == [
        ("person", "API"),
        ("person", "API: 看板"),
        ("person", None),
    ]
    assert [row[2] for row in rows] == ["API", "API: 看板", "人工"]
    assert PROGRAM.get() is None


def test_a_date_is_done_and_is_not_and_who_did_it_is_kept(ask: Asking) -> None:
    uid = ask.add("每年4月15日前 报送总结")["uid"]
    path = f"/events/{uid}/done"
    said = ask("POST", path, json={"day": "2026-04-15", "by": "张三", "sequence": 0}).json()
    assert faults("completed", said) == []
    assert (said["date"]["end"], said["by"], said["changed"]) == ("2026-04-15", "张三", True)
    assert not ask("POST", path, json={"day": "2026-04-15", "sequence": 0}).json()["changed"]
    undone = ask("POST", path, json={"day": "2026-04-15", "done": False, "sequence": 0}).json()
    assert (undone["by"], undone["changed"]) == (None, True)
    assert [step["act"] for step in ask.get("/history")["steps"]] == ["reopen", "complete", "add"]
    assert ask("POST", path, json={"day": "2026-04-15"}).status_code == 428
    assert ask("POST", path, json={"day": "2026-04-15", "sequence": 7}).status_code == 412
    assert ask("POST", path, json={"day": "2026-04-16", "sequence": 0}).status_code == 422
    assert ask("POST", path, role="reader", json={"day": "2026-04-15", "sequence": 0}).status_code == 403


def test_a_whole_event_is_called_off_and_not_after_all(ask: Asking) -> None:
    uid = ask.add("每周一上午9点 例会")["uid"]
    off = ask("POST", f"/events/{uid}/call_off", json={"sequence": 0}).json()["event"]
    assert (off["status"], off["sequence"]) == ("cancelled", 1)
    assert ask.get("/upcoming")["occurrences"] == []
    assert ask("POST", f"/events/{uid}/call_off", json={"off": False, "sequence": 0}).status_code == 412
    on = ask("POST", f"/events/{uid}/call_off", json={"off": False, "sequence": 1}).json()["event"]
    assert on["status"] == "confirmed"
