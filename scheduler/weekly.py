"""The weekly messages of one pass: whose turn it is, and their words, which are found once and only where they go out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from rules import Reckoning

from .links import Links
from .outbox import Outbox, Words
from .recipients import Recipient
from .summaries import Summary, summaries_due, summary_words

if TYPE_CHECKING:
    from calendars.store import Store


@dataclass(slots=True)
class Weekly:
    """Plans the weekly messages and puts those into words that are to be sent and were not written before."""

    store: Store
    outbox: Outbox
    reckoning: Reckoning
    lang: str
    now: datetime
    usual: time
    """The time of day of whoever names none."""
    by_minute: bool
    house: str = ""
    """Whose messages they are, where they say so."""
    waiting: dict[str, Summary] = field(default_factory=dict)
    """What waits to be sent, by its key."""
    _written: tuple[str, str] | None = None

    def due(self, readers: Iterable[Recipient]) -> list[Summary]:
        """Those of this week whose day has come, and their hour where a clock is kept to."""
        wanted = [
            (one, one.wishes.summary)
            for one in readers
            if one.wishes.summary and not (self.by_minute and self.now.time() < one.at(self.usual))
        ]
        return summaries_due(wanted, self.now.date())

    def again(self, readers: Iterable[Recipient]) -> datetime | None:
        """The next hour at which somebody's weekly message may be due; None where nobody has one."""
        hours = {one.at(self.usual) for one in readers if one.wishes.summary}
        today = [datetime.combine(self.now.date(), hour, self.now.tzinfo) for hour in hours]
        return min((at if at > self.now else at + timedelta(1) for at in today), default=None)

    def post(self, readers: Iterable[Recipient]) -> None:
        """Plans what is due and was not planned before."""
        self.waiting = {one.key: one for one in self.due(readers) if self.outbox.post(one, self.now)}

    def unsent(self, readers: Iterable[Recipient], links: Links) -> Iterator[tuple[Summary, Words]]:
        """What is due and neither went out nor was given up, in words."""
        for one in self.due(readers):
            if not self.outbox.is_over(one):
                yield one, self.words(one, links)

    def words(self, summary: Summary, links: Links) -> Words:
        """What a message says: the same to every reader. It takes long, and must not while the database is held."""
        if self._written is None:
            self._written = summary_words(self.store, self.now.date(), self.reckoning, self.lang, self.house)
        return Words(*self._written, lang=self.lang, unsubscribe=links.stop(summary.recipient))
