"""docs/api.md keeps its word: each of its calls of curl is made, in their order, against the interface."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from calendars.answers import agenda
from calendars.answers.paging import MOST
from calendars.mcp.confirming import LASTING
from calendars.store import Store
from calendars.web.api.serving import ROWS
from tests.asking import NOTICE, asking
from tests.test_docs import DOCS

TEXT = (DOCS / "api.md").read_text(encoding="utf-8")
SERVER = "http://127.0.0.1:8734/api/v1"


def calls() -> Iterator[list[str]]:
    """The words of each call of curl."""
    for block in re.findall(r"^```sh\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE):
        for line in block.replace("\\\n", " ").splitlines():
            yield shlex.split(line)[1:]


def asked(words: list[str]) -> tuple[str, str, dict[str, str], str | None]:
    """Method, address, headers and body of a call."""
    method, address, headers, body, query = "GET", "", dict[str, str](), None, list[tuple[str, str]]()
    rest, as_query = iter(words), "-G" in words
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _, content = next(rest).partition(": ")
            headers[name] = content
        elif word == "--data-urlencode" or (word == "-d" and as_query):
            query += [tuple(next(rest).split("=", 1))]  # type: ignore[list-item]
        elif word in ("-d", "--data-binary"):
            body = next(rest)
        elif word != "-G":
            address = word
    parts = urlsplit(address)
    query += parse_qsl(parts.query)
    assert address.startswith(SERVER)
    return method, parts.path.removeprefix("/api/v1") + (f"?{urlencode(query)}" if query else ""), headers, body


def test_each_call_of_the_page_is_answered() -> None:
    made = set()
    with Store.open("sqlite://") as store, asking(store) as ask:
        stand = {"UID": ask.add("每周一上午9点 例会", tags=["统计"])["uid"], "TOKEN": "editor"}
        for words in calls():
            method, path, headers, body = asked(words)
            if "DRAFT" in path:
                change = ask.get("/review")["notices"][0]["changes"][0]
                stand |= {"DRAFT": str(change["draft"]), "SEEN": change["seen"]}
            if "undo" in path:
                stand["STEP"] = str(ask.get("/history")["steps"][0]["number"])
            if body == "@notice.txt":
                body = NOTICE
            for name, content in stand.items():
                path, body = path.replace(name, content), body and body.replace(name, content)
                headers = {key: told.replace(name, content) for key, told in headers.items()}
            role = headers.pop("Authorization", "Bearer nobody").removeprefix("Bearer ")
            found = ask(method, path, role=role, headers=headers, content=body and body.encode())
            assert found.status_code in (200, 201), (words, found.text)
            made.add((method, path.partition("?")[0].replace(stand["UID"], "{uid}")))
    shown = {row.name for row in ROWS if (row.method, row.path) in made}
    assert shown > {"events", "why", "add", "edit", "move", "cancel", "remove", "undo", "read_notice", "review"}


def test_the_bounds_that_the_page_names_are_those_of_the_program() -> None:
    for number in (f"{agenda.MOST_DAYS:,}", f"{agenda.MOST_DATES:,}", f"({MOST} at most)"):
        assert number in TEXT
    assert LASTING == 600


def test_the_settings_of_an_assistant_are_json() -> None:
    (block,) = re.findall(r"^```json\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    assert json.loads(block)["mcpServers"]["yueling"]["args"] == ["mcp"]
