"""What a step can ask while it is done, and the log of what was there before it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from calendars.completions import WHOLE, Completion
from calendars.duties.states import NOTHING_SAID, DutyState
from calendars.events import Event
from calendars.organisations import Organisation
from calendars.people import Group, Person
from calendars.statements import Statement
from rules import Reckoning

from .. import duties, given, history, named, organisations, people, reading, statements, writing
from ..accepted import settled_by_proposals
from ..decided import Decision, decisions
from ..opening import asking
from ..rows import KeptNotice, Loader
from ..subscribed import Subscription, subscription, subscriptions

TEXTS = "SELECT digest, text FROM notices WHERE org = this_org() AND digest"
COMPLETED = """SELECT before FROM changes WHERE org = this_org() AND thing = 'completed' AND key = :uid
 ORDER BY step DESC"""
USED = "SELECT 1 FROM links_used WHERE org = this_org() AND nonce = :nonce"
WANTED = "SELECT number FROM drafts WHERE org = this_org() AND wanted = :yes"
UIDS = "SELECT uid FROM events WHERE org = this_org()"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who does something, what, and what about."""

    act: str
    """A name in `history.ACTS`."""
    who: str = history.PERSON
    about: str | None = None


class Known:
    """A transaction, and what stands in it by now."""

    def __init__(self, connection: Connection, place: str, moment: datetime, origin: Origin) -> None:
        self._connection, self._place, self._moment, self._origin = connection, place, moment, origin
        self.act, self.about = origin.act, origin.about
        """What is done, by its name in `history.ACTS`, and what about, as far as is known."""
        self._ask = asking(connection)
        self._log = writing.Log()
        self.number = history.last_number(self._ask) + 1
        """The number of the step, which it has once anything is changed."""

    @property
    def moment(self) -> datetime:
        """When it happens (UTC)."""
        return self._moment

    # -------------------------------------------------------------- events and notices

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

    def children(self, uids: Sequence[str]) -> list[Event]:
        """The events whose dates follow those of one of these."""
        return reading.children(self._ask, self._place, uids)

    def uids(self) -> list[str]:
        """The UIDs of all events."""
        return [uid for (uid,) in self._ask(UIDS, {})]

    def notice(self, digest: str) -> KeptNotice:
        """The notice with the digest; raises UnknownNotice."""
        return reading.notice(self._ask, digest)

    def notices(self) -> list[KeptNotice]:
        """The notices without their texts, in the order in which they were stored."""
        return reading.notices(self._ask)

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

    def reckoning(self) -> Reckoning:
        """The tables that the package ships and the imported years, which stand in place of shipped ones."""
        return reading.reckoning(self._ask, self._place)

    # -------------------------------------------------------------- what was said and decided

    def decisions(self, uids: Sequence[str] | None = None) -> dict[str, dict[str, Decision]]:
        """What was decided of these events, or of all, by UID and field."""
        return decisions(self._ask, uids)

    def settled_by_proposals(self, uids: Sequence[str]) -> dict[str, frozenset[str]]:
        """The fields of these events of which a person accepted or declined what was proposed, by UID."""
        return settled_by_proposals(self._ask, self._place, self.events_of(uids))

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

    def in_doubt(self) -> dict[str, list[Event]]:
        """The drafts that only a doubt keeps from being taken, by the digest of their notice."""
        rows = self._ask(WANTED, {"yes": True})
        numbers = {int(number) for (number,) in rows}
        found: dict[str, list[Event]] = {}
        for number, draft in self.drafts() if numbers else ():
            if number in numbers and draft.source and draft.source.digest:
                found.setdefault(draft.source.digest, []).append(draft)
        return found

    def given_notices(self, giver: int) -> dict[str, given.GivenNotice]:
        """The notices as that organisation gave each the last time, by digest."""
        return given.given_notices(self._ask, giver)

    def given_events(self, giver: int, uids: Sequence[str]) -> dict[str, given.GivenEvent]:
        """What that organisation gave of these events the last time, by UID."""
        return given.given_events(self._ask, giver, uids)

    def givers_of(self, uids: Sequence[str]) -> dict[str, list[int]]:
        """The numbers of those who gave these events, by UID."""
        return given.givers_of(self._ask, uids)

    # -------------------------------------------------------------- what is done

    def part_done(self, uid: str, key: str) -> Completion | None:
        """How far an occurrence was before it was done whole, as the history tells; None for not begun."""
        for (before,) in self._ask(COMPLETED, {"uid": uid}):
            found = [Completion.from_json(one) for one in json.loads(before or "[]")]
            said = next((one for one in found if one.key == key), None)
            if said is None or said.percent < WHOLE:
                return said
        return None

    def duty_state(self, uid: str) -> DutyState:
        """What was said of an event beside that it is done."""
        return duties.duty_states(self._ask, [uid]).get(uid, NOTHING_SAID)

    def stops(self) -> dict[tuple[str, str], datetime]:
        """Who wants no more messages, by reader and channel, and since when."""
        return duties.stops(self._ask)

    def is_used(self, nonce: str) -> bool:
        """Whether the link was used before."""
        return bool(list(self._ask(USED, {"nonce": nonce})))

    def waiting_for(self, key: str) -> int:
        """How many reminders wait for a reader."""
        return writing.waiting_for(self._connection, key)

    # -------------------------------------------------------------- who, and where it comes from

    def people(self) -> list[Person]:
        """Everybody who is reminded beside those of the settings, by name."""
        return people.people(self._ask)

    def groups(self) -> list[Group]:
        """The groups of people, by name."""
        return people.groups(self._ask)

    def organisations(self) -> list[Organisation]:
        """Every organisation as the tree is now."""
        return organisations.all_of_them(self._ask)

    def named_feed(self, name: str) -> named.NamedFeed | None:
        """The named feed, also one that was removed."""
        return named.named_feed(self._ask, name)

    def subscription(self, name: str) -> Subscription | None:
        """The calendar of others that is kept here under that name."""
        return subscription(self._ask, name)

    def subscriptions(self) -> list[Subscription]:
        """All calendars of others that are kept here."""
        return subscriptions(self._ask)

    def events_of_subscription(self, name: str) -> list[Event]:
        """The events of that calendar, as far as no person took them away."""
        return reading.events_of_subscription(self._ask, self._place, name)

    def steps(self, most: int, *, still_open: bool = False, refreshed: bool = True) -> list[history.Step]:
        """The last steps, the latest first; without `refreshed` those are left out in which other calendars changed."""
        return history.steps(self._ask, most, still_open=still_open, refreshed=refreshed)
