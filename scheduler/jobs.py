"""One pass over the reminders as it is asked for, and the clock that makes one each minute."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TextIO

from calendars.organisations import ClosedOrganisation
from rules import Reckoning

from .channels import Channel
from .circumstances import Circumstances
from .clock import Ticker
from .heartbeat import ping
from .organisation_settings import settings_within
from .organisations import Rounds, go_round, named, other, speaking, title_within
from .outbox import HandOn
from .passes import Pass
from .report import Report
from .settings import Settings

if TYPE_CHECKING:
    from calendars.store import Store


def remind(
    store: Store,
    settings: Settings,
    now: datetime,
    out: TextIO,
    dry_run: bool = False,
    lang: str = "zh",
    *,
    reckoning: Reckoning | None = None,
    by_minute: bool = False,
    trust_clock: bool = False,
    confirm_jump: bool = False,
    senders: Mapping[str, Channel] = MappingProxyType({}),
    unsent: Collection[str] = (),
    hand_on: HandOn | None = None,
) -> Report:
    """What one pass did: everything that is due at the moment and was not sent before goes out, one digest a reader.

    A moment without time zone is one of Asia/Shanghai. Where the day lies before the last planned one, or further behind
    it than `settings.max_jump`, nothing is planned, and only what was tried before is tried again; `trust_clock` plans
    all the same and makes that day the last planned one, `confirm_jump` does where it is a later one. A dry run writes
    what would be sent to `out` and nothing to the database. Without `reckoning` it is the store's own. `senders` stand
    in for channels of the settings. What would go by a channel in `unsent` is planned and left to another pass. With
    `hand_on`, or where the settings leave sending to workers, what is planned becomes theirs; only what goes to standard
    output is sent here.

    A channel that cannot be set up is among the failures, and what would go by it waits. Raises StoreError where the
    database does not answer; nothing was sent then that is not on record.
    """
    store.refuse_moved()
    if hand_on is None and settings.cluster and not dry_run:
        hand_on = _workers(store, settings)
    asked = Circumstances(
        settings=settings,
        out=out,
        lang=lang,
        reckoning=reckoning or store.reckoning(),
        by_minute=by_minute,
        trust_clock=trust_clock,
        confirm_jump=confirm_jump,
        senders=senders,
        unsent=unsent,
        hand_on=hand_on,
        of=other(store),
    )
    with speaking(asked.of):
        run = Pass(store, now, asked)
        return run.dry() if dry_run else run.run()


def _workers(store: Store, settings: Settings) -> HandOn:
    """Gives what is planned to the workers at the same database; raises StoreError where it can have none."""
    from .cluster.queue import Queue  # what it needs is installed only where there are workers
    from .cluster.schema import make_ready

    make_ready(store.engine, store.place)
    return Queue(settings).hand_on


def remind_and_tell(store: Store, settings: Settings, now: datetime, out: TextIO, **asked: Any) -> Report:
    """As `remind`; the monitor that the settings name hears how it went, also where it raised something."""
    if not settings.ping_url:
        return remind(store, settings, now, out, **asked)
    good = False
    try:
        report = remind(store, settings, now, out, **asked)
        good = not report.exit_code
    finally:
        silent = ping(settings.ping_url, good=good)
    return replace(report, warnings=(*report.warnings, silent)) if silent else report


Chore = Callable[["Store", datetime], object]
"""What the clock does beside the reminders: it is given the store and the moment."""


def each_minute(
    store: Store, settings: Settings, now: datetime, out: TextIO, lang: str, chores: Sequence[Chore], **asked: Any
) -> None:
    """What a service does each minute: a pass, of which faults are logged, then the chores, whatever became of the pass.

    A chore that fails is logged and the others go on. Raises what the pass does.
    """
    log = logging.getLogger("yueling")
    try:
        report = remind_and_tell(store, settings, now, out, lang=lang, by_minute=True, **asked)
        if lines := (*report.warnings, *report.failures):
            of = other(store)
            with speaking(of):
                for line in lines:
                    log.warning(named(of, line).say(lang))
    finally:
        for chore in chores:
            try:
                chore(store, now)
            except Exception:
                log.exception("a chore of the clock failed; it is tried again")


def serve_clock(
    open_store: Callable[[], Store],
    settings: Settings,
    out: TextIO,
    lang: str = "zh",
    seconds: float = 60,
    *,
    unsent: Collection[str] = (),
    chores: Sequence[Chore] = (),
) -> Ticker:
    """A clock to open as a context beside a server: a pass each minute, with leads at their time of day.

    Each pass opens the store anew, so that a database that was away for a while is found again. `unsent` are channels
    that are left to other passes. After the reminders come the chores; one that fails is logged and the others go on. It
    looks at every organisation that has something.
    """
    rounds = Rounds()

    def work(now: datetime) -> None:
        try:
            opened = open_store()
        except ClosedOrganisation:
            return  # nothing is due there until it is open again
        with opened as store:

            def look(org: int) -> None:
                own = settings_within(store, org, settings)
                each_minute(store.within(org), own, now, out, lang, chores, unsent=unsent)

            go_round(rounds.numbers(store, now), look, title_within(store))

    return Ticker(work, seconds)
