"""Whatever programs send, the interface answers it in time and never with a fault of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendars.store import Store
from calendars.web.api.bodies import FORMS
from calendars.web.api.openapi import fields_of
from calendars.web.api.parameters import Parameter
from calendars.web.api.serving import ROWS
from calendars.web.api.table import Row
from tests.asking import Asking, asking, faults

SOON = 5.0
"""Seconds within which the worst of questions is answered, on a machine that has other things to do."""
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STRANGE: list[Any] = [
    "", " ", "x", "\x00", "\u202e每周一", "0", "-1", "1e9", "99999999999999999999999", "2026-02-30", "10000-01-01", "0001-01-01",
    "9999-12-31", "%", "' OR 1=1 --", "../../etc/passwd", "null", "🙂" * 50, "每" * 1_000, "2026-W01-1", "20260101", "１２",
]  # fmt: skip
TYPED: list[Any] = [
    None, True, 0, -1, 1.5, 10**30, [], {}, [[]], ["x"] * 300, {"a": {"b": 1}}, *STRANGE,
]  # fmt: skip


@pytest.fixture(scope="module")
def ask() -> Iterator[Asking]:
    with Store.open("sqlite://") as store, asking(store) as found:
        found.add("每周一上午9点 例会")
        yield found


def texts(one: Parameter) -> st.SearchStrategy[str]:
    """What may be sent for a parameter: what is right, what is nearly right, anything."""
    whole = one.kind.schema()
    near = [
        str(one.example),
        *(str(whole[name] + step) for name in ("minimum", "maximum") if name in whole for step in (-1, 0, 1)),
    ]
    days = st.dates().map(str) if whole.get("format") == "date" else st.just(str(one.example))
    return st.one_of(st.sampled_from(near), days, st.sampled_from(STRANGE), st.text(max_size=40))


def sent(row: Row, data: st.DataObject) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A path, a query and a body for a row."""
    drawn = {one.name: data.draw(texts(one)) for one in row.within}
    # a client takes dots out of a path itself, and no route has an address with a line feed
    within = {name: quote(text.replace("\n", "").strip("."), safe="") or "x" for name, text in drawn.items()}
    query = {one.name: data.draw(texts(one)) for one in row.query if one.required or data.draw(st.booleans())}
    fields = fields_of(row)
    body = {
        one.name: data.draw(st.one_of(st.just(one.example), st.sampled_from(TYPED)))
        for one in fields
        if data.draw(st.booleans())
    }
    return row.path.format(**within), query, body


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@given(data=st.data())
@FEW
def test_no_question_is_answered_with_a_fault(row: Row, ask: Asking, data: st.DataObject) -> None:
    path, query, body = sent(row, data)
    begun = time.monotonic()
    more: dict[str, Any] = {"json": body} if row.body is not None else {}
    found = ask(row.method, path, params=query, **more)
    assert time.monotonic() - begun < SOON
    assert found.status_code < 500, (path, query, body, found.text)
    assert faults(row.answer if found.is_success else "problem", found.json()) == []


@pytest.mark.parametrize("row", [row for row in ROWS if not row.within], ids=lambda row: row.name)
@pytest.mark.parametrize("text", STRANGE)
def test_each_strange_value_of_each_parameter_is_answered(row: Row, ask: Asking, text: str) -> None:
    for one in row.query:
        query = {other.name: other.example for other in row.query if other.required} | {one.name: text}
        more: dict[str, Any] = {"json": {}} if row.body is not None else {}
        found = ask(row.method, row.path, params=query, **more)
        assert found.status_code < 500, found.text


BODIES: dict[str, bytes] = {
    "empty": b"", "nothing": b"null", "a list": b"[]", "a text": b'"x"', "broken": b'{"text": ', "no UTF-8": b'{"text": "\xff"}',
    "NaN": b'{"text": NaN}', "deep lists": b"[" * 50_000, "deep objects": b'{"a":' * 10_000, "twice": b'{"text":"a","text":"b"}',
    "half a character": b'{"text": "\\ud800"}', "NUL": b'{"text": "\\u0000"}', "long number": b'{"text": ' + b"9" * 5000 + b"}",
    "long": json.dumps({"text": "每" * 10_000}).encode(), "unknown": b'{"x": 1}', "null": b'{"text": null}',
    "lines": '{"text": "每周一\\n每周二"}'.encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", ["/events", "/undo", "/notices", "/review/1"])
def test_each_strange_body_is_refused_with_a_reason(ask: Asking, path: str, name: str) -> None:
    found = ask("POST", path, content=BODIES[name], headers={"Content-Type": "application/json"})
    if path == "/notices" and name == "long":
        assert found.status_code == 200  # a long notice without a date
        return
    if path == "/notices" and name == "lines":
        assert found.status_code == 200
        return
    assert found.status_code in (400, 404, 413, 422), found.text
    assert faults("problem", found.json()) == []
    assert found.json()["detail"]


def test_a_large_body_is_refused_before_it_is_read(ask: Asking) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        for _ in range(1600):
            read += 65_536
            yield b"x" * 65_536

    for path in ("/events", "/notices"):
        kind = {"Content-Type": "application/json", "Content-Length": str(100_000_000)}
        begun = time.monotonic()
        found = ask("POST", path, content=b"x", headers=kind)
        assert (found.status_code, time.monotonic() - begun < 1) == (413, True)
    found = ask("POST", "/events", content=endless(), headers={"Content-Type": "application/json"})
    assert found.status_code == 413
    assert ask("POST", "/events", content=b"{}", headers={"Content-Length": "x"}).status_code in (400, 415)


def test_a_file_of_ten_megabytes_is_looked_at_and_a_larger_one_is_not(ask: Asking) -> None:
    kind = {"Content-Type": "application/octet-stream"}
    most = 10 * 1024 * 1024
    for data, status in (
        (b"\x00" * most, 422),
        (b"a" * (most + 1), 413),
        (b"", 422),
        (b"PK\x03\x04xx", 422),
        (b"%PDF-1.7", 422),
    ):
        begun = time.monotonic()
        found = ask("POST", "/notices?dry_run=1", content=data, headers=kind)
        assert (found.status_code, time.monotonic() - begun < SOON) == (status, True), found.text


@pytest.mark.parametrize("kind", [*FORMS, "", "text"])
def test_what_forms_of_pages_may_send_is_no_notice(ask: Asking, kind: str) -> None:
    found = ask("POST", "/events", content=b"text=x", headers={"Content-Type": kind})
    assert found.status_code == 415
    if kind != "text":
        assert ask("POST", "/notices", content=b"text=x", headers={"Content-Type": kind}).status_code == 415


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "e30", "W" * 399, "____", "é", "WyLtoIAiXQ"])
def test_cursors_that_nobody_handed_out_are_refused_or_lead_somewhere(ask: Asking, cursor: str) -> None:
    for path in ("/events", "/search?q=例会", "/occurrences?from=2026-04-01&to=2026-04-30", "/notices", "/review"):
        found = ask("GET", f"{path}{'&' if '?' in path else '?'}cursor={quote(cursor)}")
        assert found.status_code in (200, 400), found.text


@pytest.mark.parametrize(
    "match", ['"', "x", '"-1"', '"1', 'W/"0.a"', '"' + "9" * 400 + '"', "\u00e9".encode("latin-1")]
)
def test_an_if_match_that_is_no_etag_changes_nothing(ask: Asking, match: str | bytes) -> None:
    uid = ask.add("每周五下午2点 学习")["uid"]
    found = ask("PATCH", f"/events/{uid}", json={"title": "别的"}, headers={"If-Match": match})
    assert found.status_code == 412, found.text


@pytest.mark.parametrize(
    "text",
    ["每" * 500, "每周一" * 160, "(" * 500, "1" * 500, "每年5月30日和" * 60, "FREQ=SECONDLY;COUNT=99999999",
     "FREQ=YEARLY;BYDAY=" + "MO," * 120,
     "自9999年12月31日起36600个工作日内", "每10000年2月30日", "农历闰十二月三十", "* * * * *"],
)  # fmt: skip
def test_the_worst_of_rules_are_answered_in_time(ask: Asking, text: str) -> None:
    for path in ("/explain", "/periods"):
        begun = time.monotonic()
        found = ask("GET", path, params={"text": text, "n": 100} if path == "/explain" else {"text": text})
        assert (found.status_code in (200, 422), time.monotonic() - begun < SOON) == (True, True), (path, found.text)


def test_a_value_given_twice_an_unknown_language_and_years_at_the_edge(ask: Asking) -> None:
    for path, status in (
        ("/explain?text=每周一&text=每周二", 400), ("/events?lang=fr", 400), ("/events?lang=en&lang=zh", 400),
        ("/workdays/9999-12-31", 200), ("/workdays/0001-01-01", 200), ("/workdays/add?day=9999-12-31&n=1", 404),
        ("/workdays/add?day=0001-01-01&n=-1", 404), ("/workdays/count?from=0001-01-01&to=9999-12-31", 422),
        ("/holidays/0", 400), ("/holidays/10000", 400), ("/occurrences?from=9998-01-01&to=9999-12-31", 200),
        ("/explain?text=每天&from=9999-12-31&n=100", 200), ("/events/" + "a" * 300, 400),
        ("/events/%00", 400), ("/events/" + quote("例会"), 404), ("/events?" + "&".join(["tag=x"] * 21), 400),
    ):  # fmt: skip
        assert ask("GET", path).status_code == status, path
