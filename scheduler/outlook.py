"""What is to be said of events at a moment: of all that are awake, or of those in certain messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from calendars.doing import LOOK_BACK
from calendars.events import CONFIRMED, Entry, Event
from rules import LAST_DAY, Reckoning, shift

from . import planning
from .delivery_states import PENDING
from .entered_late import entered_in_time
from .outbox import Outbox, Record, mark_of
from .recipients import Recipient
from .reminders import Reader, Reminder, event_uid
from .settings import Settings
from .standing import Standing
from .watching import View, Watch

if TYPE_CHECKING:
    from calendars.store import Store

Look = tuple[list[Reminder], Record, list[tuple[str, date, date]]]
"""What is to be said, what was said before, and when to look at each event again."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The events of a store as they concern these readers at a moment."""

    store: Store
    outbox: Outbox
    start: datetime
    settings: Settings
    reckoning: Reckoning
    readers: Mapping[Reader, Recipient]
    by_minute: bool

    @property
    def today(self) -> date:
        """The day of the moment."""
        return self.start.date()

    def look(self, until: date | None) -> Look:
        """What is to be said of the events that are awake; with a day also of those that have one up to then."""
        events = self.store.events_awake(self.today, until)
        record = self.outbox.record(self.today, until)
        watch, standing = self._watch(), Standing.of(self.store)
        views = [(event, watch.view(event)) for event in events]
        found = self._found(views, record, standing, frozenset(self.outbox.spoken(self.start)))
        # when a day that was told has passed, what moved may mean another one
        again = {uid: shift(day, 1) for uid, day in record.ahead.items()}
        heard = self.today if watch.has_come(self.today) else shift(self.today, -1)
        days = [
            (
                event.uid,
                view.nearest,
                min(view.wakes, again.get(event.uid, LAST_DAY), standing.wakes(event, view.occurrences, heard)),
            )
            for event, view in views
        ]
        return found, record, days

    def look_again(self, keys: Sequence[str]) -> tuple[dict[str, Reminder], bool]:
        """What is to be said of the events in the messages with these keys, by its key, and whether all that waits is in it.

        Until when it waits is not told: who sends asks for that once more.
        """
        events, record = self.outbox.about(keys, self.readers, self.today)
        watch, standing = self._watch(), Standing(self.store.duty_states([event.uid for event in events]))
        views = [(event, watch.view(event)) for event in events]
        found = {one.key: one for one in self._found(views, record, standing, frozenset())}
        return found, all(key in found for key, state in record.states.items() if state == PENDING)

    def since(self, record: Record) -> dict[Reader, date]:
        """From when on each reader hears of what passed: a new one from today, the first ones a month back."""
        start = self.today if record.planned else shift(self.today, -LOOK_BACK)
        return {reader: record.since.get(mark_of(reader), start) for reader in self.readers}

    def _watch(self) -> Watch:
        settings, everybody = self.settings, list(self.readers.values())
        return Watch(self.start, settings.at, self.reckoning, settings.leads, everybody, by_minute=self.by_minute)

    def _found(
        self, views: Sequence[tuple[Event, View]], record: Record, standing: Standing, spoken: frozenset[Reader]
    ) -> list[Reminder]:
        run = planning.Situation(
            self.start, self.settings.leads, list(self.readers.values()), self.reckoning, self.since(record), record.told,
            self.settings.at, self.by_minute, standing, spoken,
        )  # fmt: skip
        events = [event for event, _ in views]
        found = planning.planned(self._groups(views, record), run, self._former(events, record))
        return entered_in_time(self.store, found, self.reckoning)

    def _groups(self, views: Iterable[tuple[Event, View]], record: Record) -> Iterator[list[Entry]]:
        """The entries of each event as far as leads reach, and further where a day was told that may have moved."""
        told: dict[str, set[str]] = defaultdict(set)
        for uid, *_ in record.told:
            told[event_uid(uid)].add(uid)
        for event, view in views:
            if event.status != CONFIRMED:
                continue  # nobody is reminded of what is called off, or put off until nobody knows when
            entries = [Entry(event, occurrence) for occurrence in view.occurrences]
            if event.uid in record.ahead:
                moved = planning.further(event, entries, told[event.uid], self.today, self.reckoning)
                entries = sorted([*entries, *moved], key=lambda entry: entry.due)
            if entries:
                yield entries

    def _former(self, events: Iterable[Event], record: Record) -> dict[str, Event]:
        """The events of which a day was told that is still to come, as they are, or were last where they are no more."""
        here = {event.uid: event for event in events if event.uid in record.ahead}
        gone = sorted(uid for uid in record.ahead if uid not in here)
        return here | (self.store.departed(gone) if gone else {})
