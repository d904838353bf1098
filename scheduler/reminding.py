"""One run of `yueling remind`: a pass for each organisation that takes part, and what is told of all of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any, TextIO, cast

from calendars.terminal import LANG, note, say
from rules import Message, YuelingError

from . import jobs
from .organisation_settings import settings_within
from .organisations import named, speaking
from .report import Report
from .session import Session

if TYPE_CHECKING:
    from calendars.organisations import Organisation
    from calendars.store import Store

    from .settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """How the passes are asked for."""

    dry_run: bool
    trust_clock: bool
    confirm_jump: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What a pass of an organisation did, and what it printed for programs."""

    report: Report
    printed: str = ""
    of: Organisation | None = None
    """None for the one that the run is about."""

    @property
    def is_worth_telling(self) -> bool:
        """Whether somebody should hear of it who wants to hear of nothing but what is wrong."""
        return bool(self.report.exit_code or self.report.warnings or self.report.held > self.report.resting)

    def to_json(self) -> dict[str, Any]:
        """The run as JSON has it."""
        whose = {"organisation": self.of.key} if self.of else {}
        with self._speaking():
            return whose | self.report.to_json(LANG.get()) | {"printed": self.printed}

    def tell(self) -> None:
        """Says on stderr what it did."""
        with self._speaking():
            for line in self.report.lines():
                note(named(self.of, line))

    def _speaking(self) -> AbstractContextManager[None]:
        """What is said of the one that the run is about is said for that already."""
        return speaking(self.of) if self.of else nullcontext()


class Apart:
    """A stream on which what is printed for one organisation stands apart from what was printed for those before."""

    def __init__(self, out: TextIO) -> None:
        self.out, self._written, self._gap = out, False, False

    def begin(self) -> None:
        """What comes now is another organisation's."""
        self._gap = self._written

    def write(self, text: str) -> int:
        """Writes there; returns how many characters."""
        if self._gap:
            self.out.write("\n\n")
        self._written, self._gap = True, False
        return self.out.write(text)

    def flush(self) -> None:
        """As the stream does."""
        self.out.flush()


def runs(session: Session, store: Store, asked: Asked) -> Iterator[Run]:
    """A run for the organisation that the session is about; where it names none, then for every other one.

    What is wrong with one of the others keeps nobody else from his reminders. Raises what the first one does.
    """
    out = Apart(sys.stdout)
    report, printed = _pass(session, store, session.settings, asked, out)
    yield Run(report, printed)
    for one in () if session.org else store.organisations()[1:]:
        if one.closed:
            continue
        if not asked.dry_run:  # what would be sent stands apart already
            out.begin()
        try:
            settings = settings_within(store, one.number, session.installed)
            report, printed = _pass(session, store.within(one.number), settings, asked, out, one)
        except YuelingError as error:
            said = Message("{said}; {remedy}", said=error.said, remedy=error.remedy) if error.remedy else error.said
            report, printed = Report(session.today, failures=(said,), dry_run=asked.dry_run), ""
        yield Run(report, printed, one)


def _pass(
    session: Session, store: Store, settings: Settings, asked: Asked, printer: Apart, of: Organisation | None = None
) -> tuple[Report, str]:
    """What one pass did, and what it printed where a program reads the answer."""
    out = StringIO() if session.as_json else cast("TextIO", printer)  # nothing else is asked of it
    if not asked.dry_run:
        refresh_subscriptions(store, session, of)
    report = (jobs.remind if asked.dry_run else jobs.remind_and_tell)(
        store,
        settings,
        session.moment,
        out,
        dry_run=asked.dry_run,
        lang=LANG.get(),
        trust_clock=asked.trust_clock,
        confirm_jump=asked.confirm_jump,
    )
    return report, out.getvalue() if isinstance(out, StringIO) else ""


def refresh_subscriptions(store: Store, session: Session, of: Organisation | None = None) -> None:
    """Looks at the calendars of others that are due; tells of those that have brought nothing for days."""
    if not store.subscriptions():
        return  # without loading what asks the network
    from calendars.subscriptions import refresh_due
    from calendars.views import printable

    now = session.stamp
    for look in refresh_due(store, now):
        if look.subscription.error and look.subscription.is_stale(now):
            name, why = printable(look.subscription.name), say(look.subscription.error)
            note(named(of, Message("the subscription {name} brings nothing new: {why}", name=name, why=why)))
