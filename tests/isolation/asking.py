"""A client of an ASGI application in this process, without a server, a socket or a thread in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlencode

import anyio.to_thread
from starlette.types import ASGIApp

HOST = "localhost"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def text(self) -> str:
        """Everything that came, headers and body."""
        head = "\n".join(f"{name.decode()}: {value.decode('latin-1')}" for name, value in self.headers)
        return f"{head}\n\n{self.body.decode('utf-8', 'replace')}"


async def _at_once(function: Callable[..., Any], *values: Any, **_: Any) -> Any:
    """Does in this thread what a server leaves to another one."""
    return function(*values)


class Client:
    """Asks an application from the loopback address, or from any other one."""

    def __init__(self, application: ASGIApp, address: str = "127.0.0.1") -> None:
        self.application, self.address = application, address
        self.runner = asyncio.Runner()
        self._threads = anyio.to_thread.run_sync

    def __enter__(self) -> Self:
        setattr(anyio.to_thread, "run_sync", _at_once)  # noqa: B010  # of another type
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.runner.run(self._end())
        self.runner.close()
        anyio.to_thread.run_sync = self._threads

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a question."""
        return self.send("GET", path, headers)

    def send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"", sort: str = ""
    ) -> Answer:
        """The answer to a request; `sort` is the media type of its body."""
        plain, _, query = path.partition("?")
        given = {"host": HOST, "content-length": str(len(body)), **(headers or {})}
        if sort:
            given["content-type"] = sort
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(plain),
            "raw_path": plain.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
            "client": (self.address, 50_000),
            "server": (HOST, 80),
        }
        return self.runner.run(self._asked(scope, body))

    def post(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a form."""
        return self.send("POST", path, headers, urlencode(fields).encode(), FORM)

    async def _asked(self, scope: dict[str, Any], body: bytes) -> Answer:
        status, headers, parts = 500, tuple[tuple[bytes, bytes], ...](), list[bytes]()
        sent = False
        done = asyncio.Event()

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:
                await done.wait()
                return {"type": "http.disconnect"}
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], tuple(message.get("headers", ()))
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    done.set()

        await self.application(scope, receive, send)
        return Answer(status, headers, b"".join(parts))

    async def _end(self) -> None:
        """Ends the application as a server does."""
        said = iter(({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}))

        async def receive() -> Any:
            return next(said)

        async def send(_: Any) -> None:
            """Nobody waits for it."""

        await self.application({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)
