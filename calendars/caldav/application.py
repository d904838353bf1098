"""Radicale over our collections, as a WSGI application."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from radicale import config
from radicale.app import Application

from ..store import Store
from .items import Shelves
from .person import KEY, PERSON
from .rights import Rights
from .storage import Desk, Storage

Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]
CLIENT_ONLY = ("HTTP_X_SCRIPT_NAME", "HTTP_X_REMOTE_USER", "HTTP_REMOTE_USER")
"""What a client may say, and nobody believes."""


def application(
    shelves: Shelves,
    store: Callable[[], Store],
    now: Callable[[], datetime],
    doubt: Callable[[], None],
    lang: str,
) -> Wsgi:
    """The collections over WSGI, for requests that carry the person who asks (`person.KEY` in the scope).

    `shelves` give what there is now, `doubt` is called after a change.
    """
    logging.getLogger("radicale").setLevel(logging.CRITICAL)  # what clients do wrong stands in the access log
    desk = Desk(shelves, store, now, doubt, lang)
    inner = Application(_configuration(desk))

    def call(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        person = environ["asgi.scope"][KEY]
        PERSON.set(person)
        for name in CLIENT_ONLY:
            environ.pop(name, None)
        environ["REMOTE_USER"] = person.name
        for name in ("PATH_INFO", "SCRIPT_NAME"):  # WSGI hands on octets as Latin-1
            environ[name] = environ.get(name, "").encode("latin-1").decode("utf-8", "replace")
        changed = environ["REQUEST_METHOD"] == "PUT"
        return inner(environ, partial(_start, start_response) if changed else start_response)

    return call


def _start(start_response: Start, status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
    """Begins the answer to a change without an ETag: what was stored is not what was sent (RFC 9110, 9.3.4)."""
    return start_response(status, [pair for pair in headers if pair[0].lower() != "etag"], *more)


def _configuration(desk: Desk) -> config.Configuration:
    found = config.load()
    found.update(
        {
            "auth": {"type": "remote_user", "delay": "0"},
            "storage": {"type": lambda configuration: Storage(configuration, desk)},
            "rights": {"type": Rights, "permit_delete_collection": "False", "permit_overwrite_collection": "False"},
            "web": {"type": "none"},
            "server": {"delay_on_error": "0"},
        },
        "yueling",
    )
    return found
