"""One step: what is done in it is done whole or not at all, stands in the history, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from calendars.completions import WHOLE, Completion
from calendars.doing import HOME, occurrence_of_key
from calendars.duties.states import NOTHING_SAID, DutyState, Snooze
from calendars.events import Entry, Event, Source
from calendars.following import follow, left_behind
from calendars.organisations import Organisation
from calendars.people import Group, Person
from calendars.proposals import Proposal
from calendars.statements import Statement
from rules import RECKONING, Reckoning

from . import duties, given, history, named, organisations, people, reading, searching, statements, tables, writing
from .decided import EVENT, Decision, decisions
from .opening import asking, executing
from .rows import KeptNotice, Loader, Saved, compact, completion_row, notice_key, notice_row
from .subscribed import Subscription, names_of, subscription, subscriptions
from .tables import own, write_instant

READER = "1"
"""The version of the reader: what an older one read is read again."""
DRAFT = "draft"
"""What is laid in for a person to look at changes nothing of the calendar, and stands in no history."""
TEXTS = "SELECT digest, text FROM notices WHERE org = this_org() AND digest"
COMPLETED = """SELECT before FROM changes WHERE org = this_org() AND thing = 'completed' AND key = :uid
 ORDER BY step DESC"""
OF_NOTICES = "SELECT uid FROM events WHERE org = this_org() AND notice"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who does something, what, and what about."""

    act: str
    """A name in `history.ACTS`."""
    who: str = history.PERSON
    about: str | None = None


class Changing:
    """A transaction that writes, and remembers of all that it touches what was there before."""

    def __init__(self, connection: Connection, place: str, moment: datetime, origin: Origin) -> None:
        self._connection, self._place, self._moment, self._origin = connection, place, moment, origin
        self.act, self.about = origin.act, origin.about
        """What is done, by its name in `history.ACTS`, and what about, as far as is known."""
        self._ask = asking(connection)
        self._log = writing.Log()
        self.number = history.last_number(self._ask) + 1
        """The number of the step, which it has once anything is changed."""

    # -------------------------------------------------------------- what there is

    def events(self) -> list[Event]:
        """All events, in the order in which they were added."""
        return reading.events(self._ask, self._place, None, None, None)

    def event(self, uid: str) -> Event:
        """The event with the UID or its beginning; raises UnknownEvent, AmbiguousUid."""
        return reading.event(self._ask, self._place, uid)

    def events_of(self, uids: Sequence[str]) -> list[Event]:
        """The events with these UIDs that exist."""
        return reading.events_of(self._ask, self._place, uids)

    def events_of_notices(self, digests: Sequence[str]) -> list[Event]:
        """The events of which these notices speak, each as they have it."""
        found = {event.uid: event for event in reading.events_of_notices(self._ask, self._place, digests)}
        said = self.statements_in(digests)
        found |= {event.uid: event for event in self.events_of([uid for uid in said if uid not in found])}
        return [said[uid][-1].of(event) if uid in said else event for uid, event in found.items()]

    def notices_like(
        self, number: str | None, title: str | None, issued: date | None, issuer: str | None = None
    ) -> list[str]:
        """The digests of the notices that have this number (文号), or this title and day of issue; of another office none."""
        return reading.notices_like(self._ask, number, title, issued, issuer)

    def notices_among(self, digests: Sequence[str]) -> set[str]:
        """Those of the digests of which the notice is known."""
        return set(reading.facts(self._ask, digests)) if digests else set()

    def texts_of(self, digests: Sequence[str]) -> dict[str, str]:
        """The texts of these notices that are kept, by digest."""
        rows = reading.asked_in_parts(self._ask, TEXTS, digests)
        return {digest: text for digest, text in rows if text is not None}

    def steps(self, most: int, *, still_open: bool = False, refreshed: bool = True) -> list[history.Step]:
        """The last steps, the latest first; without `refreshed` those are left out in which other calendars changed."""
        return history.steps(self._ask, most, still_open=still_open, refreshed=refreshed)

    def subscription(self, name: str) -> Subscription | None:
        """The calendar of others that is kept here under that name."""
        return subscription(self._ask, name)

    def subscriptions(self) -> list[Subscription]:
        """All calendars of others that are kept here."""
        return subscriptions(self._ask)

    def events_of_subscription(self, name: str) -> list[Event]:
        """The events of that calendar, as far as no person took them away."""
        return reading.events_of_subscription(self._ask, self._place, name)

    def decisions(self, uids: Sequence[str] | None = None) -> dict[str, dict[str, Decision]]:
        """What was decided of these events, or of all, by UID and field."""
        return decisions(self._ask, uids)

    def removed(self, decision: Decision) -> Event | None:
        """The event as it was when a decision took it away; None where that is not known."""
        if not decision.read:
            return None
        return history.event_of_text(Loader(reading.facts(self._ask)), decision.read, self._place, decision.uid)

    def statements_of(self, uids: Sequence[str] | None) -> dict[str, list[Statement]]:
        """What notices say of these events, or of all, by UID."""
        if uids is None:
            return statements.all_statements(self._ask)
        return statements.statements_of(self._ask, uids)

    def statements_in(self, digests: Sequence[str]) -> dict[str, list[Statement]]:
        """What these notices say, by the UID of the event."""
        return statements.statements_in(self._ask, digests)

    def drafts(self, digests: Sequence[str] | None = None) -> list[tuple[int, Event]]:
        """The drafts that wait for a person, of these notices or of all, with their numbers."""
        return statements.drafts(self._ask, self._place, digests)

    def named_feed(self, name: str) -> named.NamedFeed | None:
        """The named feed, also one that was removed."""
        return named.named_feed(self._ask, name)

    def people(self) -> list[Person]:
        """Everybody who is reminded beside those of the settings, by name."""
        return people.people(self._ask)

    def groups(self) -> list[Group]:
        """The groups of people, by name."""
        return people.groups(self._ask)

    def waiting_for(self, key: str) -> int:
        """How many reminders wait for a reader."""
        return writing.waiting_for(self._connection, key)

    # -------------------------------------------------------------- what becomes of it

    @property
    def moment(self) -> datetime:
        """When it happens (UTC)."""
        return self._moment

    def put_feed(self, feed: named.NamedFeed) -> named.NamedFeed:
        """The named feed as it is stored, in place of what was there."""
        old = self.named_feed(feed.name)
        self._log.before("feed", feed.name, named.text_of(old))
        return writing.put_feed(self._connection, feed, old, self._moment)

    def put_person(self, key: str, new: Person | None) -> None:
        """Keeps the person in place of what was there; None for nobody. What waits for him is taken back."""
        old = people.person(self._ask, key)
        self._log.before("person", key, people.text_of(old))
        writing.put_person(self._connection, key, new, old, self._moment)

    def put_group(self, name: str, new: Group | None) -> None:
        """Keeps the group in place of what was there; None for none."""
        old = people.group(self._ask, name)
        self._log.before("group", name, people.text_of(old))
        writing.put_group(self._connection, name, new, old, self._moment)

    def state(self, new: Iterable[Statement]) -> None:
        """Keeps what notices say of events, in place of what they said before; now, where they do not say when."""
        said = [(statements.statement_row(one), one.added) for one in new]
        rows = {(row["uid"], row["notice"]): row for row, _ in said}
        times = {(row["uid"], row["notice"]): added for row, added in said}
        known = self.statements_of([uid for uid, _ in rows])
        table = tables.sources
        for (uid, notice), row in rows.items():
            old = {notice_key(one.source): one for one in known.get(uid, ())}
            if notice in old and statements.statement_row(old[notice]) == row:
                continue
            self._log_statements(uid)
            match = own(table) & (table.c.uid == uid) & (table.c.notice == notice)
            self._connection.execute(delete(table).where(match))
            added = (notice in old and old[notice].added) or times[uid, notice] or self._moment
            self._connection.execute(insert(table), {**row, "added": added})

    def unstate(self, uid: str, digests: Sequence[str]) -> None:
        """Forgets what these notices said of an event."""
        table = tables.sources
        match = own(table) & (table.c.uid == uid) & table.c.notice.in_(list(digests))
        if digests:
            self._log_statements(uid)
            self._connection.execute(delete(table).where(match))

    def lay(self, digest: str, drafts: Iterable[Event], wanted: Collection[str] = ()) -> None:
        """Keeps the drafts of a notice that wait for a person, in place of those that waited; what is proposed waits on.

        `wanted` are the UIDs of those that only a doubt keeps from being taken.
        """
        waiting = self.drafts([digest])
        old = [(number, draft) for number, draft in waiting if not proposal_of(draft)]
        new = [draft for draft in drafts if not proposal_of(draft)]
        same_drafts = [draft for _, draft in old] == [replace(draft, created=None, updated=None) for draft in new]
        if same_drafts and not wanted:
            return
        self._log_drafts(digest, waiting)
        self._drop_drafts(number for number, _ in old)
        table = tables.drafts
        last = max((number for number, _ in self.drafts()), default=0)
        same = {draft.uid: number for number, draft in old}
        numbers = count(last + 1)
        rows = [
            {
                "number": same.get(draft.uid) or next(numbers),
                "notice": digest,
                "content": statements.draft_text(draft, self._moment),
                "wanted": draft.uid in wanted,
                "added": self._moment,
            }
            for draft in new
        ]
        if rows:
            self._connection.execute(insert(table), rows)

    def propose(self, wanted: Mapping[str, Event | None]) -> None:
        """Keeps what is proposed, by the UID of the draft, in place of what lies open of it; None for nothing."""
        open_now = {draft.uid: (number, draft) for number, draft in self.drafts() if proposal_of(draft)}
        for uid, new in wanted.items():
            number, old = open_now.get(uid, (0, None))
            if old == new:
                continue
            for one in filter(None, (old, new)):
                digest = one.source and one.source.digest
                assert digest
                self._log_drafts(digest, self.drafts([digest]))
            self._drop_drafts([number])
            if new and new.source:
                row = {
                    "number": number or max((taken for taken, _ in self.drafts()), default=0) + 1,
                    "notice": new.source.digest,
                    "content": statements.draft_text(new, self._moment),
                    "wanted": False,
                    "added": self._moment,
                }
                self._connection.execute(insert(tables.drafts), row)

    def _drop_drafts(self, numbers: Iterable[int]) -> None:
        match = own(tables.drafts) & tables.drafts.c.number.in_(list(numbers))
        self._connection.execute(delete(tables.drafts).where(match))

    def notices(self) -> list[KeptNotice]:
        """The notices without their texts, in the order in which they were stored."""
        return reading.notices(self._ask)

    def uids(self) -> list[str]:
        """The UIDs of all events."""
        return [uid for (uid,) in self._ask("SELECT uid FROM events WHERE org = this_org()", {})]

    def organisations(self) -> list[Organisation]:
        """Every organisation as the tree is now."""
        return organisations.all_of_them(self._ask)

    def given_notice(self, digest: str, giver: int) -> given.GivenNotice | None:
        """The notice as that organisation gave it the last time."""
        return given.given_notice(self._ask, digest, giver)

    def given_events(self, giver: int, uids: Sequence[str]) -> dict[str, given.GivenEvent]:
        """What that organisation gave of these events the last time, by UID."""
        return given.given_events(self._ask, giver, uids)

    def put_given_notice(self, new: given.GivenNotice) -> None:
        """Keeps what was given with a notice, in place of what was given before."""
        old = self.given_notice(new.notice, new.giver)
        self._log.before(given.NOTICE, given.key_text(new.notice, new.giver), compact(old.to_json()) if old else None)
        given.put_notice(self._connection, (new.notice, new.giver), new.to_json())

    def put_given_event(self, new: given.GivenEvent) -> None:
        """Keeps what was given of an event, in place of what was given before."""
        old = self.given_events(new.giver, [new.uid]).get(new.uid)
        if old != new:
            before = compact(old.to_json()) if old else None
            self._log.before(given.EVENT, given.key_text(new.uid, new.giver), before)
            given.put_event(self._connection, (new.uid, new.giver), new.to_json())

    def note(self) -> None:
        """Has the step stand in the history even where nothing of this organisation is changed by it."""
        self._log.always = True

    def in_doubt(self) -> dict[str, list[Event]]:
        """The drafts that only a doubt keeps from being taken, by the digest of their notice."""
        rows = self._ask("SELECT number FROM drafts WHERE org = this_org() AND wanted = :yes", {"yes": True})
        numbers = {int(number) for (number,) in rows}
        found: dict[str, list[Event]] = {}
        for number, draft in self.drafts() if numbers else ():
            if number in numbers and draft.source and draft.source.digest:
                found.setdefault(draft.source.digest, []).append(draft)
        return found

    def notice(self, digest: str) -> KeptNotice:
        """The notice with the digest; raises UnknownNotice."""
        return reading.notice(self._ask, digest)

    def _log_statements(self, uid: str) -> None:
        known = self.statements_of([uid]).get(uid, ())
        rows = [{**statements.statement_row(one), "added": one.added and write_instant(one.added)} for one in known]
        self._log.before("sources", uid, compact(rows))

    def _log_drafts(self, digest: str, drafts: Iterable[tuple[int, Event]]) -> None:
        rows = [[number, statements.draft_text(draft, self._moment)] for number, draft in drafts]
        self._log.before("drafts", digest, compact(rows))

    def save(self, events: Iterable[Event], extra: Mapping[str, Any] | None = None) -> Saved:
        """What was added, what was changed and what was there already; `extra` belongs to the notice of the events."""
        wanted: dict[str, Event] = {}
        for event in events:
            wanted.setdefault(event.uid, event)
        facts = writing.sources_of(wanted.values(), extra or {})
        stored = {event.uid: event for event in self.events_of(list(wanted))}
        writing.keep_notices(self._connection, facts, self._moment, self._log)
        saved = writing.write(self._connection, wanted, stored, self._moment, self._log)
        self.lead([event.uid for event in (*saved.added, *saved.changed)])
        return replace(saved, woken=self._wake(stored, saved))

    def _wake(self, before: Mapping[str, Event], saved: Saved) -> tuple[Snooze, ...]:
        """Ends what was put off to a day that is another one now; returns what would have gone on."""
        moved = [(before[one.uid], one) for one in saved.changed if _has_moved(before[one.uid], one)]
        states = duties.duty_states(self._ask, [new.uid for _, new in moved]) if moved else {}
        today, found = self._moment.astimezone(HOME).date(), list[Snooze]()
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

    def children(self, uids: Sequence[str]) -> list[Event]:
        """The events whose dates follow those of one of these."""
        return reading.children(self._ask, self._place, uids)

    def reckoning(self) -> Reckoning:
        """The tables that the package ships and the imported years, which stand in place of shipped ones."""
        return reading.reckoning(self._ask, self._place)

    def lead(self, uids: Sequence[str], gone: Event | None = None) -> None:
        """Makes the events that follow these what they are now; those whose dates a person set stay as they are.

        `gone` is the one of them that was taken away.
        """
        children = self.children(uids)
        if not children:
            return
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
        if wanted:
            before = {child.uid: child for child in free}
            saved = writing.write(self._connection, wanted, before, self._moment, self._log)
            self._wake(before, saved)
            self.lead([event.uid for event in saved.changed])

    def keep_notice(self, source: Source, extra: Mapping[str, Any]) -> None:
        """Keeps the notice of a source, with its text and what else is known of it."""
        facts = {notice_key(source): {**notice_row(source), **extra}}
        writing.keep_notices(self._connection, facts, self._moment, self._log)

    def keep_file(self, digest: str, name: str, error: str | None = None) -> None:
        """Remembers that a file was read, or why it could not be."""
        table = tables.files
        self._connection.execute(delete(table).where(own(table), table.c.digest == digest))
        row = {"digest": digest, "name": name, "reader": READER, "error": error, "added": self._moment}
        self._connection.execute(insert(table), row)

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

    def put_year(self, year: int, content: str, settled: Iterable[str] = ()) -> None:
        """Keeps a year of days off; the sequence of the settled UIDs is counted up."""
        writing.restamp(self._connection, self.events_of(list(settled)), self._moment, self._log)
        writing.put_year(self._connection, year, content, self._moment, self._log)

    def keep_subscription(self, wanted: Subscription, *, silent: bool = False) -> None:
        """Keeps what is known of a calendar of others; `silent` where nobody decided anything, and no history has it."""
        self._drop_subscription(wanted.name, silent=silent)
        self._connection.execute(insert(tables.subscriptions), wanted.row())

    def end_subscription(self, name: str) -> None:
        """Forgets where a calendar of others lies; its events stay as they are."""
        self._drop_subscription(name)

    def _drop_subscription(self, name: str, *, silent: bool = False) -> None:
        if not silent:
            old = self.subscription(name)
            self._log.before("subscribed", name, compact(old.to_json()) if old else None)
        table = tables.subscriptions
        self._connection.execute(delete(table).where(own(table), table.c.name == name))

    def forget_refreshes(self, name: str, most: int) -> None:
        """Leaves of the steps in which that calendar changed only the last ones in the history."""
        if old := history.refreshes(self._ask, name)[most:]:
            self._connection.execute(delete(tables.changes).where(own(tables.changes), tables.changes.c.step.in_(old)))
            self._connection.execute(delete(tables.steps).where(own(tables.steps), tables.steps.c.number.in_(old)))

    def decide(self, decided: Iterable[Decision]) -> None:
        """Keeps what was decided, in place of what was decided of the same fields before."""
        new = list(decided)
        for uid in dict.fromkeys(decision.uid for decision in new):
            self._log_decisions(uid)
        table = tables.decisions
        for decision in new:
            match = own(table) & (table.c.uid == decision.uid) & (table.c.field == decision.field)
            self._connection.execute(delete(table).where(match))
            self._connection.execute(insert(table), self._decision_row(decision))

    def forget(self, uid: str, fields: Iterable[str] | None = None) -> None:
        """Forgets what was decided of these fields of an event, or of all."""
        table = tables.decisions
        match = own(table) & (table.c.uid == uid)
        if fields is not None:
            match &= table.c.field.in_(list(fields))
        self._log_decisions(uid)
        self._connection.execute(delete(table).where(match))

    def put_completion(self, uid: str, key: str, completion: Completion | None) -> None:
        """Keeps how far an occurrence is, in place of what was known; None for nothing. Its reminders are taken back."""
        self.put_completions(uid, {key: completion})

    def put_completions(self, uid: str, wanted: Mapping[str, Completion | None]) -> None:
        """The same for several occurrences of an event, by their keys."""
        if not wanted:
            return
        self._log_completions(uid)
        table = tables.completions
        match = own(table) & (table.c.uid == uid) & (table.c.key == bindparam("wanted"))
        self._connection.execute(delete(table).where(match), [{"wanted": key} for key in wanted])
        if rows := [completion_row(uid, one) for one in wanted.values() if one]:
            self._connection.execute(insert(table), rows)
        writing.void_entries(self._connection, uid, wanted)
        writing.touch(self._connection, self._moment)

    def part_done(self, uid: str, key: str) -> Completion | None:
        """How far an occurrence was before it was done whole, as the history tells; None for not begun."""
        for (before,) in self._ask(COMPLETED, {"uid": uid}):
            found = [Completion.from_json(one) for one in json.loads(before or "[]")]
            said = next((one for one in found if one.key == key), None)
            if said is None or said.percent < WHOLE:
                return said
        return None

    def _log_completions(self, uid: str) -> None:
        known = reading.completions(self._ask, [uid]).get(uid, ())
        self._log.before("completed", uid, compact([one.to_json() for one in known]))

    def _restore_completions(self, uid: str, records: Iterable[dict[str, Any]]) -> None:
        self._log_completions(uid)
        table = tables.completions
        self._connection.execute(delete(table).where(own(table), table.c.uid == uid))
        if rows := [completion_row(uid, Completion.from_json(record)) for record in records]:
            self._connection.execute(insert(table), rows)
        writing.void_reminders(self._connection, [uid])
        writing.touch(self._connection, self._moment)

    def duty_state(self, uid: str) -> DutyState:
        """What was said of an event beside that it is done."""
        return duties.duty_states(self._ask, [uid]).get(uid, NOTHING_SAID)

    def put_duty_state(self, uid: str, state: DutyState) -> None:
        """Keeps what was said of an event beside that it is done. Reminders that are not to go out now are taken back."""
        old = self.duty_state(uid)
        self._log.before("duty", uid, duties.text_of(old))
        duties.write_state(self._connection, uid, state)
        for one in set(old.snoozes) ^ set(state.snoozes):
            writing.void_entries(self._connection, uid, [one.key], one.reader or None)
        writing.wake(self._connection, [uid])
        writing.touch(self._connection, self._moment)

    def stops(self) -> dict[tuple[str, str], datetime]:
        """Who wants no more messages, by reader and channel, and since when."""
        return duties.stops(self._ask)

    def put_stop(self, reader: str, channel: str, since: datetime | None) -> None:
        """Ends the messages of a reader by a channel, those that wait too; with None they come again."""
        table, old = tables.stops, self.stops().get((reader, channel))
        self._log.before("stop", f"{channel} {reader}"[:255], write_instant(old) if old else None)
        self._connection.execute(
            delete(table).where(own(table), (table.c.reader == reader) & (table.c.channel == channel))
        )
        if since:
            self._connection.execute(insert(table), {"reader": reader, "channel": channel, "since": since})
            writing.void_reader(self._connection, reader, channel)
        writing.touch(self._connection, self._moment)

    def is_used(self, nonce: str) -> bool:
        """Whether the link was used before."""
        return bool(
            list(self._ask("SELECT 1 FROM links_used WHERE org = this_org() AND nonce = :nonce", {"nonce": nonce}))
        )

    def use_link(self, nonce: str, expires: date) -> bool:
        """Whether the link was not used before; from now on it is. Those that have expired are forgotten."""
        return writing.use_link(self._connection, nonce, expires, self._moment.astimezone(HOME).date())

    def _decision_row(self, decision: Decision) -> dict[str, Any]:
        return {**decision.row(), "decided": decision.decided or self._moment}

    def _log_decisions(self, uid: str) -> None:
        known = self.decisions([uid]).get(uid, {})
        self._log.before("decisions", uid, compact([decision.to_json() for decision in known.values()]))

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


def proposal_of(draft: Event) -> Proposal | None:
    """What an organisation above proposes with a draft."""
    return draft.reading.proposal if draft.reading else None


def _has_moved(old: Event, new: Event) -> bool:
    """Whether the days of an event may be others than they were."""
    return (old.recurrence, old.kind) != (new.recurrence, new.kind)


def _due(event: Event, key: str, today: date, reckoning: Reckoning) -> date | None:
    found = occurrence_of_key(event, key, today, reckoning)
    return Entry(event, found).due if found else None


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    """The columns of a notice, its days as dates."""
    days = {name: row[name] and date.fromisoformat(row[name]) for name in ("issued", "printed", "reference")}
    return {**row, **days}
