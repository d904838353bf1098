"""The command of a worker: one of many processes that send what is planned."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import click

from calendars.commands.group import command
from calendars.terminal import LANG, Number, note, option, show_said
from rules import Message, YuelingError

from .session import Session

MOST_AT_ONCE = 12
"""Messages that one worker sends at a time at most: each has a connection to the database."""


@command("yueling worker", "yueling worker --concurrency 8", "yueling worker --once", answers=False)
@option("--concurrency", type=Number(1, MOST_AT_ONCE), metavar="N", default=4, help="send so many messages at a time")
@option("--once", is_flag=True, help="send what can go now, and end")
@click.pass_obj
def worker(session: Session, *, concurrency: int, once: bool) -> None:
    """Sends reminders together with other workers, on this machine and others, until Ctrl-C; needs PostgreSQL."""
    if session.now:
        said = Message("a worker sends at the moment at which it is; leave out --now")
        raise click.UsageError(said.say(LANG.get()))
    if session.org:
        said = Message("a worker sends for all organisations; leave out --org")
        if session.org_in_environment:
            said = Message("a worker sends for all organisations; unset YUELING_ORG")
        raise click.UsageError(said.say(LANG.get()))
    if not (find_spec("procrastinate") and find_spec("psycopg")):
        said = Message("the engine of the workers is not installed")
        raise YuelingError(said, Message("install it: pip install 'yueling[cluster]'"))
    from .circumstances import Circumstances
    from .cluster.queue import CLOCK, DELIVER
    from .cluster.worker import Worker
    from .serving import CHORES

    settings = session.settings
    with session.store() as store:
        asked = Circumstances(settings=settings, out=sys.stdout, lang=LANG.get(), reckoning=store.reckoning())
        made = Worker(store, asked, CHORES)
        made.prepare()
        facts: dict[str, str | int] = {"place": store.place, "queue": f"{CLOCK}, {DELIVER}", "n": concurrency}
        show_said(Message("worker at {place}: queues {queue}, {n} messages at a time", **facts))
        show_said(Message("it plans each minute, together with the others; Ctrl-C ends it after what is under way"))
        sys.stdout.flush()
        made.run(concurrency, once=once)
    note(Message("stopped"))
