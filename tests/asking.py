"""The interface for programs, asked in this process: who asks is said by a header, as a double of the desk reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jsonschema import Draft202012Validator
from starlette.requests import Request
from starlette.testclient import TestClient

from calendars.access import ROLES
from calendars.store import Store
from calendars.web import app
from calendars.web.api.openapi import BASE
from calendars.web.api.schemas import HERE, schemas
from calendars.web.api.serving import ROWS
from calendars.web.api.visitors import Stranger

NOW = datetime(2026, 4, 8, 9, 0)
NOTICE = """云溪省科学技术协会文件
云科协普〔2026〕12号

关于报送科普工作总结的通知

各设区市科协：
请各单位于4月15日前将工作总结报送至 zongjie@example.org。9月第三周举办全国科普日活动。

云溪省科学技术协会
2026年4月1日
"""
ANSWERS = {row.name: row.answer for row in ROWS}


async def by_token(request: Request) -> Stranger:
    """The role that the token names: a double of the desk."""
    word = request.headers.get("authorization", "").removeprefix("Bearer ")
    return Stranger(word if word in ROLES else "nobody")


async def at_the_desk(_: Request) -> Stranger:
    """An editor without a token."""
    return Stranger("editor")


@dataclass
class Asking:
    """Asks the interface."""

    client: TestClient
    store: Store
    role: str = "editor"

    def __call__(self, method: str, path: str, *, role: str | None = None, **more: Any) -> Any:
        """The answer, whatever it is."""
        headers = {"Authorization": f"Bearer {role or self.role}", **more.pop("headers", {})}
        return self.client.request(method, BASE + path, headers=headers, **more)

    def get(self, path: str, **more: Any) -> Any:
        """The answer of a question that must succeed."""
        found = self("GET", path, **more)
        assert found.status_code == 200, found.text
        return found.json()

    def add(self, line: str, **fields: Any) -> Any:
        """The event of a line, stored."""
        found = self("POST", "/events", json={"text": line, **fields})
        assert found.status_code in (200, 201), found.text
        return found.json()["event"]


@contextmanager
def asking(store: Store, **options: Any) -> Iterator[Asking]:
    """The interface over a store."""
    given: dict[str, Any] = {"visitor": by_token, "patience": 0.0} | options
    with TestClient(app(lambda: store, lambda: NOW, **given), base_url="http://desk.example") as client:
        yield Asking(client, store)


def faults(name: str, record: Any) -> list[str]:
    """What of an answer is not as the schema of that name says."""
    told = {"$ref": HERE + name, "components": {"schemas": schemas()}}
    return [f"{error.json_path}: {error.message[:200]}" for error in Draft202012Validator(told).iter_errors(record)]
