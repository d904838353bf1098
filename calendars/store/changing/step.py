"""One step: what is done in it is done whole or not at all, stands in the history, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import delete, insert, update

from calendars.completions import Completion

from .. import duties, given, history, named, people, reading, searching, tables, writing
from ..decided import Decision
from ..opening import executing
from ..rows import Loader, completion_row
from ..subscribed import Subscription, names_of
from ..tables import own
from .saving import Saving

DRAFT = "draft"
"""What is laid in for a person to look at changes nothing of the calendar, and stands in no history."""
OF_NOTICES = "SELECT uid FROM events WHERE org = this_org() AND notice"


class Changing(Saving):
    """A transaction that writes, and remembers of all that it touches what was there before."""

    def note(self) -> None:
        """Has the step stand in the history even where nothing of this organisation is changed by it."""
        self._log.always = True

    def decided(self, act: str, about: str) -> None:
        """Has the step stand in the history as what a person did, though what he decided of was read."""
        self.act, self.about = act, about
        self._origin = replace(self._origin, who=history.PERSON)

    def close(self) -> None:
        """Writes the step into the history; nothing where nothing changed."""
        if not (self._log.known or self._log.always) or self.act == DRAFT:
            return
        self._refresh_words()
        origin = self._origin
        row = {"number": self.number, "at": self._moment, "who": origin.who, "act": self.act, "about": self.about}
        row["program"] = history.PROGRAM.get() if origin.who == history.PERSON else None
        self._connection.execute(insert(tables.steps), row)
        rows = [
            {"step": self.number, "thing": thing, "key": key, "before": before}
            for (thing, key), before in self._log.known.items()
        ]
        if rows:
            self._connection.execute(insert(tables.changes), rows)

    def _refresh_words(self) -> None:
        """Makes the searched words of all that was touched what they are now; a notice is in those of its events."""
        touched = [key for thing, key in self._log.known if thing == "event"]
        notices = [key for (thing, key), before in self._log.known.items() if thing == "notice" and before]
        if notices:
            touched += (uid for (uid,) in reading.asked_in_parts(self._ask, OF_NOTICES, notices))

        searching.refresh(self._ask, executing(self._connection), list(dict.fromkeys(touched)))

    # -------------------------------------------------------------- the way back

    def take_back(self, step: history.Step) -> None:
        """Makes everything that a step changed what it was before; what is published goes on in its sequence."""
        rows = list(
            self._ask(
                "SELECT thing, key, before FROM changes WHERE org = this_org() AND step = :step", {"step": step.number}
            )
        )
        by_thing: dict[str, dict[str, str | None]] = {}
        for thing, key, before in rows:
            by_thing.setdefault(thing, {})[key] = before
        for key, before in by_thing.get("notice", {}).items():
            if before:
                writing.keep_notices(self._connection, {key: _dated(json.loads(before))}, self._moment, self._log)
        self._restore_events(by_thing.get("event", {}))
        for uid, before in by_thing.get("decisions", {}).items():
            self.forget(uid)
            self.decide(Decision.from_json(uid, record) for record in json.loads(before or "[]"))
        self._restore_duties(by_thing.get("completed", {}), by_thing.get("duty", {}), by_thing.get("stop", {}))
        for year, before in by_thing.get("year", {}).items():
            writing.put_year(self._connection, int(year), before, self._moment, self._log)
        for uid, before in by_thing.get("sources", {}).items():
            self._restore_statements(uid, json.loads(before or "[]"))
        for name, before in by_thing.get("subscribed", {}).items():
            self._restore_subscription(name, before)
        for digest, before in by_thing.get("drafts", {}).items():
            self._restore_drafts(digest, json.loads(before or "[]"))
        for name, before in by_thing.get("feed", {}).items():
            if feed := named.as_it_was(name, before, self.named_feed(name), self._moment):
                self.put_feed(feed)
        self._restore_people(by_thing.get("person", {}), by_thing.get("group", {}))
        self._restore_given(by_thing)
        match = own(tables.steps) & (tables.steps.c.number == step.number)
        self._connection.execute(update(tables.steps).where(match).values(undone=self.number))
        self._log.always = True

    def _restore_given(self, by_thing: Mapping[str, Mapping[str, str | None]]) -> None:
        """Makes what was given what it was; that is not taken back once more."""
        for thing, put in ((given.NOTICE, given.put_notice), (given.EVENT, given.put_event)):
            for key, before in by_thing.get(thing, {}).items():
                put(self._connection, given.key_of(key), json.loads(before) if before else None)

    def _restore_people(self, persons: Mapping[str, str | None], groups: Mapping[str, str | None]) -> None:
        for key, before in persons.items():
            self.put_person(key, people.person_of(key, before))
        for name, before in groups.items():
            self.put_group(name, people.group_of(name, before))

    def _restore_duties(
        self, completed: Mapping[str, str | None], said: Mapping[str, str | None], stopped: Mapping[str, str | None]
    ) -> None:
        for uid, before in completed.items():
            self._restore_completions(uid, json.loads(before or "[]"))
        for uid, before in said.items():
            self.put_duty_state(uid, duties.state_of(before))
        for name, before in stopped.items():
            channel, _, reader = name.partition(" ")
            since = datetime.fromisoformat(before) if before else None
            self.put_stop(reader, channel, since)

    def _restore_completions(self, uid: str, records: Iterable[dict[str, Any]]) -> None:
        self._log_completions(uid)
        table = tables.completions
        self._connection.execute(delete(table).where(own(table), table.c.uid == uid))
        if rows := [completion_row(uid, Completion.from_json(record)) for record in records]:
            self._connection.execute(insert(table), rows)
        writing.void_reminders(self._connection, [uid])
        writing.touch(self._connection, self._moment)

    def _restore_statements(self, uid: str, rows: Iterable[dict[str, Any]]) -> None:
        self._log_statements(uid)
        self._connection.execute(delete(tables.sources).where(own(tables.sources), tables.sources.c.uid == uid))
        if found := [{**row, "added": datetime.fromisoformat(row["added"])} for row in rows]:
            self._connection.execute(insert(tables.sources), found)

    def _restore_drafts(self, digest: str, old: Sequence[tuple[int, str]]) -> None:
        self._log_drafts(digest, self.drafts([digest]))
        table = tables.drafts
        self._connection.execute(delete(table).where(own(table), table.c.notice == digest))
        taken = {number for number, _ in self.drafts()}
        free = (number for number in count(1) if number not in taken)
        rows = [
            {
                "number": number if number not in taken else next(free),
                "notice": digest,
                "content": text,
                "added": self._moment,
            }
            for number, text in old
        ]
        if rows:
            self._connection.execute(insert(table), rows)

    def _restore_subscription(self, name: str, before: str | None) -> None:
        if before:
            self.keep_subscription(Subscription.from_json(json.loads(before)).forgetful())
            return
        self.remove_all(self.events_of_subscription(name))
        self.end_subscription(name)

    def _restore_events(self, befores: Mapping[str, str | None]) -> None:
        stored = {event.uid: event for event in self.events_of(list(befores))}
        self.remove_all([stored[uid] for uid, before in befores.items() if before is None and uid in stored])
        loader = Loader(reading.facts(self._ask))
        wanted = {
            uid: history.event_of_text(loader, before, self._place, uid) for uid, before in befores.items() if before
        }
        again = {uid: replace(event, sequence=0, updated=None) for uid, event in wanted.items()}
        here = {uid: stored[uid] for uid in again if uid in stored}
        self._wake(here, writing.write(self._connection, again, here, self._moment, self._log, force=True))
        for name in names_of([*wanted.values(), *stored.values()]):
            if known := self.subscription(name):  # what they are there by now is to be read again
                self.keep_subscription(known.forgetful(), silent=True)


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    """The columns of a notice, its days as dates."""
    days = {name: row[name] and date.fromisoformat(row[name]) for name in ("issued", "printed", "reference")}
    return {**row, **days}
