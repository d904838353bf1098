"""How events come to stand, and those that follow them with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from calendars.civil import day_of
from calendars.doing import Redated, done_and_redated, occurrence_of_key
from calendars.duties.states import NOTHING_SAID, Snooze
from calendars.events import Entry, Event, Source
from calendars.following import follow, left_behind
from rules import RECKONING, Reckoning

from .. import duties, writing
from ..decided import EVENT
from ..rows import Saved, notice_key, notice_row
from .done import Done
from .kept import Kept
from .said import Said


class Saving(Said, Done, Kept):
    """Events and their notices, and all else that a step can change."""

    def save(self, events: Iterable[Event], extra: Mapping[str, Any] | None = None) -> Saved:
        """What was added, what was changed and what was there already; `extra` belongs to the notice of the events."""
        wanted: dict[str, Event] = {}
        for event in events:
            wanted.setdefault(event.uid, event)
        facts = writing.sources_of(wanted.values(), extra or {})
        stored = {event.uid: event for event in self.events_of(list(wanted))}
        writing.keep_notices(self._connection, facts, self._moment, self._log)
        saved = writing.write(self._connection, wanted, stored, self._moment, self._log)
        led = self.lead([event.uid for event in (*saved.added, *saved.changed)])
        return replace(saved, woken=self._wake(stored, saved), done=(*self._done(stored, saved), *led))

    def remove(self, event: Event) -> None:
        """Takes the event out; its sequence and its notice stay."""
        self.remove_all([event])

    def remove_all(self, events: Sequence[Event]) -> None:
        """Takes the events out, as `remove` does one."""
        writing.bury(self._connection, events, self._moment, self._log)
        led = {child.parent for child in self.children([event.uid for event in events])}
        for event in events:
            if event.uid in led:
                self.lead([event.uid], event)

    def lead(self, uids: Sequence[str], gone: Event | None = None) -> tuple[Redated, ...]:
        """Makes the events that follow these what they are now; those whose dates a person set stay as they are.

        `gone` is the one of them that was taken away. Returns what was done of dates of theirs that are others now.
        """
        children = self.children(uids)
        if not children:
            return ()
        parents = {event.uid: event for event in self.events_of(uids)}
        decided = self.decisions([child.uid for child in children])
        free = [child for child in children if not {"recurrence", EVENT} & decided.get(child.uid, {}).keys()]
        said, reckoning = self.statements_of([child.uid for child in free]), self.reckoning()
        wanted = {}
        for child in free:
            statements = said.get(child.uid, ())
            if parent := parents.get(child.parent or ""):
                wanted[child.uid] = follow(child, parent, reckoning, statements)
                if "status" in decided.get(child.uid, {}):  # a person said whether it takes place
                    wanted[child.uid] = replace(wanted[child.uid], status=child.status)
            elif gone:
                wanted[child.uid] = left_behind(child, gone, statements)
        if not wanted:
            return ()
        before = {child.uid: child for child in free}
        saved = writing.write(self._connection, wanted, before, self._moment, self._log)
        self._wake(before, saved)
        return (*self._done(before, saved), *self.lead([event.uid for event in saved.changed]))

    def keep_notice(self, source: Source, extra: Mapping[str, Any]) -> None:
        """Keeps the notice of a source, with its text and what else is known of it."""
        facts = {notice_key(source): {**notice_row(source), **extra}}
        writing.keep_notices(self._connection, facts, self._moment, self._log)

    def _done(self, before: Mapping[str, Event], saved: Saved) -> tuple[Redated, ...]:
        """What was said to be done of dates that are others now, or none any more."""
        moved = [(before[one.uid], one) for one in saved.changed if _has_moved(before[one.uid], one)]
        pairs = [(old, new) for old, new in moved if old.completions]
        today, reckoning = day_of(self._moment), self.reckoning() if pairs else RECKONING
        return tuple(one for old, new in pairs for one in done_and_redated(old, new, today, reckoning))

    def _wake(self, before: Mapping[str, Event], saved: Saved) -> tuple[Snooze, ...]:
        """Ends what was put off to a day that is another one now; returns what would have gone on."""
        moved = [(before[one.uid], one) for one in saved.changed if _has_moved(before[one.uid], one)]
        states = duties.duty_states(self._ask, [new.uid for _, new in moved]) if moved else {}
        today, found = day_of(self._moment), list[Snooze]()
        for old, new in moved:
            state = states.get(new.uid, NOTHING_SAID)
            kept, reckoning = state, self.reckoning() if state.snoozes else RECKONING
            for one in state.snoozes:
                if _due(old, one.key, today, reckoning) != _due(new, one.key, today, reckoning):
                    kept = kept.with_snooze(one.key, one.reader, None)
                    found += [one] if one.until > today else []
            if kept != state:
                self.put_duty_state(new.uid, kept)
        return tuple(found)


def _has_moved(old: Event, new: Event) -> bool:
    """Whether the days of an event may be others than they were."""
    return (old.recurrence, old.kind) != (new.recurrence, new.kind)


def _due(event: Event, key: str, today: date, reckoning: Reckoning) -> date | None:
    found = occurrence_of_key(event, key, today, reckoning)
    return Entry(event, found).due if found else None
