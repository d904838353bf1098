"""The command that serves: feeds and pages over HTTP, and beside them the clock of the reminders."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

import click

from calendars.commands.group import command
from calendars.errors_shown import reason_of
from calendars.http_settings import is_loopback
from calendars.terminal import LANG, Number, note, option, show_said
from rules import Message, YuelingError

from .session import Session

if TYPE_CHECKING:
    from socket import socket
    from types import FrameType

    from calendars.known import Named
    from calendars.store import Store
    from calendars.web.access_log import AccessLog
    from calendars.web.app import Application
    from calendars.web.organisations import Organisations

    from .jobs import Chore
    from .recipients import Recipient
    from .settings import Settings

GRACE = 10
"""Seconds that answers have to come to their end when the server is stopped."""
FRESH = 2.0
"""Seconds for which it is known when reminders were last gone through."""


def refresh(store: Store, now: datetime) -> None:
    """Looks at the calendars of others that are due."""
    from calendars.subscriptions import refresh_due  # only where there are such

    refresh_due(store, now)


CHORES: tuple[Chore, ...] = (refresh,)
"""What the clock does beside the reminders."""


@command("yueling serve", "yueling serve --host 0.0.0.0 --port 8080", answers=False)
@option("--host", help="the address to listen on; 127.0.0.1 by default")
@option("--port", type=Number(0, 65535), metavar="N", help="the port; 8734 by default, 0 for a free one")
@option("--root-path", metavar="PATH", help="the path under which a proxy hands requests on, as in /calendar")
@option("--no-clock", is_flag=True, help="send no reminders; leave them to `yueling remind`")
@option("--caldav", is_flag=True, help="the calendar and its tasks as CalDAV under /dav, for who has an account")
@option("--no-access-log", is_flag=True, help="write no line for each request to stderr")
@click.pass_obj
def serve(
    session: Session,
    *,
    host: str | None,
    port: int | None,
    root_path: str | None,
    no_clock: bool,
    caldav: bool,
    no_access_log: bool,
) -> None:
    """Serves feeds and pages over HTTP until Ctrl-C, and sends the reminders that are due."""
    from calendars.organisations import ClosedOrganisation

    try:
        session.store().close()  # a database that cannot be opened is better said now than to the first visitor
    except ClosedOrganisation as error:  # it may be open again while this serves
        note(Message("{said}: all its addresses answer 410; {remedy}", said=error.said, remedy=error.remedy or ""))
    settings = session.settings
    if root_path is not None:
        from .settings_file import path_of

        session.settings = settings = replace(settings, http=replace(settings.http, root_path=path_of(root_path)))
    if caldav:
        session.settings = settings = replace(settings, caldav=True)
    listening = listen(host or settings.host, settings.port if port is None else port)
    serve_on(listening, session, with_clock=not no_clock, with_log=not no_access_log)


def listen(host: str, port: int) -> socket:
    """A socket that listens there; raises YuelingError where the port is taken or the address is not ours."""
    from socket import AF_INET, AF_INET6, create_server, gaierror

    from rules import YuelingError

    try:
        return create_server((host, port), family=AF_INET6 if ":" in host else AF_INET)
    except (OSError, UnicodeError) as error:
        # create_server hides what was wrong with a name behind an error of its own
        cause = error.__context__ if isinstance(error.__context__, gaierror) else error
        said = Message("{host}:{port}: cannot listen there: {reason}", host=host, port=port, reason=reason_of(cause))
        raise YuelingError(said, Message("choose another with --port, 0 for a free one, or another --host")) from error


def free_socket(settings: Settings) -> socket:
    """A socket on the usual port, or on a free one where that is taken."""
    from rules import YuelingError

    try:
        return listen(settings.host, settings.port)
    except YuelingError:
        return listen(settings.host, 0)


class _Stopped(BaseException):
    """The process was asked to end."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped


def serve_on(listening: socket, session: Session, *, with_clock: bool = True, with_log: bool = True) -> None:
    """Prints the addresses and serves until Ctrl-C, which ends it as KeyboardInterrupt, or SIGTERM, after which it returns."""
    from signal import SIGTERM, signal

    import uvicorn

    from calendars.web.connections import KEPT_SECONDS, protocol
    from calendars.web.front import MOST_HEAD

    pages = pages_of_all(session, with_log=with_log)
    _greet(listening, session)
    config = uvicorn.Config(
        pages,
        http=protocol(pages.first.counts, find=pages.at_once),
        ws="none",
        log_level="info" if session.verbose else "error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEPT_SECONDS,
        h11_max_incomplete_event_size=MOST_HEAD,
        timeout_graceful_shutdown=GRACE,
    )
    before = signal(SIGTERM, _stop)
    try:
        with _clock(session) if with_clock else nullcontext():
            uvicorn.Server(config).run(sockets=[listening])
    except _Stopped:
        note(Message("stopped"))
    finally:
        signal(SIGTERM, before)


def pages_of_all(session: Session, *, with_log: bool) -> Organisations:
    """The pages of the organisation that the run is about, and below them those of each other one.

    With --org there are no others: what is asked for under their addresses is not found.
    """
    from calendars.organisations import UnknownOrganisation
    from calendars.web.access_log import AccessLog
    from calendars.web.hosts import root_of
    from calendars.web.organisations import Organisations, root_within

    from .clock import wall_clock
    from .installation import Installation
    from .people_given import names_of

    settings = session.settings
    log = AccessLog(sys.stderr, wall_clock) if with_log else None
    installation = Installation(session.installation, settings)
    root = root_of(settings.http, settings.base_url)

    def make(key: str) -> Application:
        one = installation.store().organisation(key)
        own = installation.settings(one)
        http = replace(own.http, root_path=root_within(root, key))
        inner = replace(own, http=http)
        return _application(session, inner, lambda: installation.store(one.number), names_of(inner), log, key)

    def made_of(key: str) -> Hashable:
        if session.org:
            raise UnknownOrganisation(key)
        return installation.made_of(key)

    first = _application(session, settings, session.store, session.named, log, session.org or "")
    alone = partial(installation.made_of, session.org) if session.org else None
    return Organisations(first, make, made_of, root=root, end=installation.close, alone=alone)


def _application(
    session: Session,
    settings: Settings,
    open_store: Callable[[], Store],
    named: tuple[Named, ...],
    log: AccessLog | None,
    org: str,
) -> Application:
    from calendars.web import app

    return app(
        open_store,
        lambda: session.moment,
        base_url=settings.base_url,
        owner=settings.feeds_title,
        desk=settings.desk,
        lang=LANG.get(),
        caldav=settings.caldav,
        http=settings.http,
        log=log,
        last_pass=_last_pass(open_store),
        named=named,
        org=org,
        share=not session.url.startswith("sqlite") if settings.share_feeds is None else settings.share_feeds,
    )


def _last_pass(open_store: Callable[[], Store]) -> Callable[[], datetime | None]:
    """Tells when reminders were last gone through, by whomever; None where that is not known.

    The database is asked at most once in `FRESH` seconds, however often somebody watches.
    """
    from rules import YuelingError

    from .outbox import Outbox

    asked: list[tuple[float, datetime | None]] = []

    def ask() -> datetime | None:
        if asked and monotonic() - asked[-1][0] < FRESH:
            return asked[-1][1]
        try:
            with open_store() as store:
                ran = Outbox(store.engine, store.place).runs()[0]
        except YuelingError:
            ran = None
        asked[:] = [(monotonic(), ran)]
        return ran

    return ask


def _greet(listening: socket, session: Session) -> None:
    host, port = listening.getsockname()[:2]
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    show_said(Message("page:  {url}", url=f"{base}/"))
    show_said(Message("feed:  {url}", url=f"{base}/feeds/all.ics"))
    if session.settings.caldav:
        show_said(Message("CalDAV:  {url}", url=f"{base}/dav/"))
    if session.org:
        show_said(
            Message("only one organisation is served: “{key}”, {chosen}", key=session.org, chosen=session.org_chosen)
        )
    show_said(Message("Ctrl-C ends it."))
    sys.stdout.flush()
    if not is_loopback(host) and not session.settings.base_url:
        note(
            Message("others can reach this server, but base_url is not set: its pages name the address of each request")
        )
    from .links import ends_in_feeds, no_links, pages_address

    if (base_url := session.settings.base_url) and not pages_address(base_url):
        note(no_links(base_url))
        note(ends_in_feeds(base_url))


def _clock(session: Session) -> AbstractContextManager[object]:
    """The clock of the reminders, open; says what it does. Whatever goes wrong with it, the server goes on."""
    if session.now:
        note(Message("with --now reminders are shown and not sent"))
        return nullcontext()
    if session.settings.cluster:
        note(Message("reminders: left to the workers, `yueling worker`"))
        return nullcontext()
    from .circumstances import LEFT  # loads what a server without a clock does not need

    if any(one.channel not in LEFT for one in _readers(session)) or _others_are_reached(session):
        note(Message("reminders: looked for every minute; --no-clock leaves them to `yueling remind`"))
    else:
        note(Message("reminders: nobody is reached from here, so they are left to `yueling remind`"))
    return _running(session)


def _readers(session: Session) -> tuple[Recipient, ...]:
    """Who is reminded now; where the database does not answer those whom the settings name."""
    from .recipients import readers

    settings = session.settings
    try:
        with session.store() as store:
            return readers(settings.recipients, store.people(), store.groups(), settings.wishes)
    except YuelingError:
        return settings.recipients


def _others_are_reached(session: Session) -> bool:
    """Whether anybody of another organisation is told from here."""
    from .circumstances import LEFT
    from .overview import overview

    if session.org:
        return False
    try:
        with (
            session.store() as store,
            closing(overview(store, session.installed, os.environ, session.moment)) as houses,
        ):
            return any(not one.channels.issubset(LEFT) for one in houses)
    except YuelingError:
        return False  # whatever is wrong is said elsewhere


@contextmanager
def _running(session: Session) -> Iterator[None]:
    from .circumstances import LEFT
    from .jobs import serve_clock

    clock = serve_clock(session.store, session.settings, sys.stdout, LANG.get(), unsent=LEFT, chores=CHORES)
    with ExitStack() as stack:
        try:
            stack.enter_context(clock)
        except Exception:
            logging.getLogger("yueling").exception("the clock does not start; `yueling remind` sends what is due")
        yield
