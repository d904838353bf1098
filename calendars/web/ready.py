"""Public answers that are ready to be sent as they are: the way past routes and requests for feeds that were asked before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.types import Scope, Send

from .answering import Variants, coded
from .codings import choose
from .shelf import Shelf
from .stock import State

MOST_READY, LONGEST = 512, 500
"""How many answers are kept ready, and how long an address may be."""

Key = tuple[bytes, bytes, bytes]
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer in the form in which it goes out."""

    tag: bytes
    whole: Headers
    same: Headers
    body: bytes

    whole_head: bytes
    same_head: bytes

    async def send(self, condition: bytes | None, send: Send) -> tuple[int, int]:
        """Sends it, or 304 where the condition is its ETag; gives the status and the bytes of the body."""
        status, headers, body = (304, self.same, b"") if condition == self.tag else (200, self.whole, self.body)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return status, len(body)

    def written(self, condition: bytes | None) -> tuple[int, bytes, bytes]:
        """What `send` sends as it goes over a line: the status, the headers with the empty line behind them, the body."""
        return (304, self.same_head, b"") if condition == self.tag else (200, self.whole_head, self.body)


@dataclass(slots=True)
class Readies:
    """The answers of one state by path, query and Accept-Encoding, for whatever depends on nothing else."""

    shelf: Shelf
    _state: State | None = None
    _answers: dict[Key, Ready] = field(default_factory=dict)

    def find(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Ready | None:
        """The answer; None where the request is another one, or a condition is to be looked at closely."""
        if scope["method"] != "GET" or (state := self.shelf.fresh_state()) is None or state is not self._state:
            return None
        key = scope["path"], scope["query_string"], headers.get(b"accept-encoding", b"")
        ready = self._answers.get(key)
        if ready is None:
            return None
        condition = headers.get(b"if-none-match")
        plain = condition is None and b"if-modified-since" not in headers
        return ready if plain or condition == ready.tag else None

    def keep(
        self, request: Request, state: State, variants: Variants, content_type: str, more: Mapping[str, str]
    ) -> None:
        """Keeps the answer to such requests, as far as its bytes are made."""
        if state is not self._state or len(self._answers) >= MOST_READY:
            self._state = state
            self._answers.clear()
        path, query = request.scope["path"], request.scope["query_string"]
        accept = ", ".join(request.headers.getlist("accept-encoding"))
        coding = choose(accept)
        body = variants.known(coding)
        if body is None or len(path) + len(query) + len(accept) > LONGEST:
            return
        told = coded(variants, coding, content_type)
        same = _raw({**more, "Last-Modified": variants.modified_words, "ETag": told["ETag"]})
        whole = _raw({**more, "Last-Modified": variants.modified_words, **told, "Content-Length": str(len(body))})
        ready = Ready(told["ETag"].encode(), whole, same, body, _head(whole), _head(same))
        self._answers[path, query, accept.encode("latin-1")] = ready

    def forget(self) -> None:
        """Keeps nothing any more."""
        self._state = None
        self._answers.clear()


def _raw(headers: Mapping[str, str]) -> Headers:
    return [(name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in headers.items()]


def _head(headers: Headers) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers) + b"\r\n"
