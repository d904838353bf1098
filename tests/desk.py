"""Somebody at the desk, in this process: pages with their forms, as a browser sends them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from calendars.http_settings import DEFAULT, HttpSettings
from calendars.store import Store
from calendars.web import app

NOW = datetime(2026, 4, 8, 1, 0, tzinfo=UTC)
NOTICE = """关于报送材料的通知

各学会：
请各学会于2026年12月20日前报送年度工作总结，12月25日召开总结会。

云岭省化学学会
2026年11月25日
"""


class Page:
    """A page as it came."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.text: str = answer.text
        self.status: int = answer.status_code

    def hidden(self, name: str) -> str:
        """The content of the first field of that name."""
        found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', self.text)
        assert found, f"there is no field {name}"
        return unescape(found[1])

    @property
    def words(self) -> str:
        """What it says, without its tags."""
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", self.text)))

    @property
    def where(self) -> str:
        """Where it leads to."""
        assert self.status == 303, (self.status, self.words[:2000])
        return str(self.answer.headers["location"])


class Desk:
    """Who sits at the machine."""

    def __init__(self, client: TestClient, store: Store) -> None:
        self.client, self.store = client, store

    def get(self, path: str, **more: Any) -> Page:
        return Page(self.client.get(path, **more))

    def post(self, path: str, **more: Any) -> Page:
        return Page(self.client.post(path, **more))

    def send(self, path: str, to: str | None = None, /, **fields: str) -> Page:
        """Sends the form of a page, with what its hidden fields hold."""
        page = self.get(path)
        assert page.status == 200, page.words[:1000]
        hidden = {name: page.hidden(name) for name in ("form", "seen", "whole") if f'name="{name}" value=' in page.text}
        return self.post(to or path, data=hidden | fields)

    def hand_in(self, text: str | bytes = NOTICE, name: str = "通知.txt", **fields: str) -> Page:
        """Hands a file in."""
        data = text.encode() if isinstance(text, str) else text
        form = self.get("/desk").hidden("form")
        return self.post("/desk/read", data={"form": form} | fields, files={"files": (name, data)})


@contextmanager
def at_the_desk(
    store: Store, now: Callable[[], datetime] = lambda: NOW, http: HttpSettings = DEFAULT, **facts: Any
) -> Iterator[Desk]:
    """Somebody who sits at the machine, with a desk of his own."""
    place: dict[str, Any] = {"base_url": "http://localhost", "client": ("127.0.0.1", 50_000)} | facts
    with TestClient(app(lambda: store, now, patience=0, http=http), follow_redirects=False, **place) as client:
        yield Desk(client, store)
