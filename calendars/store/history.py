"""What was done, step by step: who, when, what of it changed. Questions in plain SQL, as in `reading`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime

from calendars.completions import Completion
from calendars.duties.states import NOTHING_SAID, DutyState
from calendars.events import Event
from rules import Message

from .decided import EVENT, MERGED, decisions
from .duties import duty_states, state_of
from .reading import Ask, Row, asked_in_parts, completions, events_of, facts, loaded, unreadable
from .rows import BadRow, Loader, event_row_of

PROGRAM: ContextVar[str | None] = ContextVar("program", default=None)
"""Through what is done what is done now, within the thread of one request; None by hand."""
PAGE, LINK, CALDAV = "page", "link", "CalDAV"
"""Through what is done what no program with a name of its own does."""
PERSON, MACHINE = "person", "machine"
UNDO, REFRESH, GIVE, GIVEN, ACCEPT, DECLINE = "undo", "refresh", "give", "given", "accept", "decline"
LASTING = (UNDO, REFRESH, GIVE)
"""What is not taken back: what others have by now, they take back themselves."""
ACTS = {
    "add": Message("added"),
    "read": Message("read in"),
    "edit": Message("edited"),
    "move": Message("moved one date"),
    "cancel": Message("cancelled one date"),
    "call_off": Message("called off"),
    "hold": Message("not called off after all"),
    "remove": Message("removed"),
    "split": Message("split"),
    "merge": Message("merged"),
    "import": Message("imported"),
    "cascade": Message("made an earlier deadline"),
    "announce": Message("dates announced"),
    "holidays": Message("days off imported"),
    "restore": Message("restored from a backup"),
    "feed": Message("changed a calendar"),
    "person": Message("changed who is reminded"),
    "group": Message("changed a group"),
    "complete": Message("marked as done"),
    "progress": Message("progress noted"),
    "reopen": Message("marked as not done"),
    "snooze": Message("snoozed"),
    "wake": Message("snooze ended"),
    "ack": Message("taken on"),
    "unack": Message("given back"),
    "quota": Message("quota set"),
    "stop": Message("messages ended"),
    "resume": Message("messages resumed"),
    "subscribe": Message("subscribed"),
    "unsubscribe": Message("subscription ended"),
    GIVE: Message("given to those below"),
    GIVEN: Message("given from above"),
    ACCEPT: Message("accepted what was proposed from above"),
    DECLINE: Message("declined what was proposed from above"),
    REFRESH: Message("refreshed"),
    UNDO: Message("taken back"),
}
"""What is done in a step, and how it is said."""
STEPS = """SELECT s.number, s.at, s.who, s.act, s.about, s.undone, s.program,
 (SELECT count(DISTINCT key) FROM changes c WHERE c.org = s.org AND c.step = s.number
  AND c.thing IN ('event', 'completed', 'duty')),
 (SELECT count(*) FROM changes c WHERE c.org = s.org AND c.step = s.number
  AND c.thing IN ('proposed', 'accepted', 'declined')),
 (SELECT count(*) FROM changes c WHERE c.org = s.org AND c.step = s.number AND c.thing = 'withdrawn'),
 (SELECT count(*) FROM changes c WHERE c.org = s.org AND c.step = s.number AND c.thing = 'declined')
 FROM steps s WHERE s.org = this_org()"""
OF_THINGS = """s.number IN (SELECT step FROM changes WHERE org = this_org() AND thing IN ('event', 'completed', 'duty')
 AND key = :uid) ORDER BY s.number"""
OF_EVENT = f"{STEPS} AND {OF_THINGS}"
TOUCHED = """SELECT DISTINCT key FROM changes WHERE org = this_org() AND step = :step
 AND thing IN ('event', 'completed', 'duty') ORDER BY key LIMIT :most"""
OF_STEP = """SELECT thing, before FROM changes WHERE org = this_org() AND step = :step AND key = :uid
 AND thing IN ('event', 'completed', 'duty')"""
BEFORE = """SELECT step, key, before FROM changes WHERE org = this_org() AND thing = 'event' AND before IS NOT NULL"""
BURIED = "SELECT uid, sequence FROM removals WHERE org = this_org()"
CHANGED = """SELECT s.number, c.key, s.at, c.before FROM changes c JOIN steps s ON s.org = c.org AND s.number = c.step
 WHERE c.org = this_org() AND c.thing = 'event'"""
LATER = """SELECT before FROM changes WHERE org = this_org() AND thing = :thing AND key = :uid AND step > :step
 ORDER BY step LIMIT 1"""


@contextmanager
def through(name: str) -> Iterator[None]:
    """What is done meanwhile is done through that."""
    named = PROGRAM.set(name)
    try:
        yield
    finally:
        PROGRAM.reset(named)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, whole."""

    number: int
    at: datetime
    """UTC."""
    who: str
    """PERSON, or MACHINE for what was read in a text or a file."""
    act: str
    """A name in ACTS."""
    about: str | None
    """The notice, file or step that it was about."""
    undone: int | None
    """The step that took it back."""
    events: int
    """How many events it changed."""
    program: str | None = None
    """Through what somebody did it: PAGE, LINK, CALDAV, or API and the note of the token; None on the command line."""
    proposals: int = 0
    """How many proposals from above it laid, accepted or declined."""
    withdrawn: int = 0
    """How many that lay open it took back, because whoever proposed them has it as it is here."""
    declined: int = 0
    """How many of the proposals it declined."""

    @property
    def open(self) -> bool:
        """Whether it can be taken back; what another calendar changed comes again at the next look."""
        return self.undone is None and self.act not in LASTING


@dataclass(frozen=True, slots=True)
class Past:
    """What a step made of one event; None where it was not there, or is no longer."""

    step: Step
    before: Event | None
    after: Event | None
    done: tuple[tuple[Completion, ...], tuple[Completion, ...]] | None = None
    """What was done before and after; None where the step did not touch that."""
    duty: tuple[DutyState, DutyState] | None = None
    """What else was said before and after; None where the step did not touch that."""


def steps(
    ask: Ask, most: int, *, below: int | None = None, still_open: bool = False, refreshed: bool = True
) -> list[Step]:
    """The last steps, the latest first; with `below` those before the step of that number.

    Without `refreshed` those are left out in which other calendars changed.
    """
    conditions = [STEPS]
    if below is not None:
        conditions.append("s.number < :below")
    if still_open:
        conditions.append(f"s.undone IS NULL AND s.act NOT IN {LASTING}")
    elif not refreshed:
        conditions.append(f"s.act <> '{REFRESH}'")
    wanted = {"most": most} | ({"below": below} if below is not None else {})
    rows = ask(f"{' AND '.join(conditions)} ORDER BY s.number DESC LIMIT :most", wanted)
    return [_step(row) for row in rows]


def last_number(ask: Ask) -> int:
    """The number of the latest step; 0 where nothing was done yet."""
    return next(int(number or 0) for (number,) in ask("SELECT max(number) FROM steps WHERE org = this_org()", {}))


def refreshes(ask: Ask, name: str) -> list[int]:
    """The numbers of the steps in which that calendar of others changed, the latest first."""
    question = """SELECT number FROM steps WHERE org = this_org() AND act = :act AND about = :name
     ORDER BY number DESC"""
    return [int(number) for (number,) in ask(question, {"act": REFRESH, "name": name})]


def past(ask: Ask, place: str, uid: str) -> list[Past]:
    """What became of the event, and of what was said of it, in each step that changed that, the first one first."""
    loader = Loader(facts(ask))
    return [_past(ask, place, _step(row), uid, loader) for row in list(ask(OF_EVENT, {"uid": uid}))]


def made_by(ask: Ask, place: str, steps: Iterable[Step], most: int) -> list[list[Past]]:
    """What each step made of the events that it changed, at most so many of each."""
    loader = Loader(facts(ask))
    return [list(_made_by(ask, place, step, most, loader)) for step in steps]


def _made_by(ask: Ask, place: str, step: Step, most: int, loader: Loader) -> Iterator[Past]:
    for (uid,) in list(ask(TOUCHED, {"step": step.number, "most": most})):
        yield _past(ask, place, step, uid, loader)


def _past(ask: Ask, place: str, step: Step, uid: str, loader: Loader) -> Past:
    """What the step made of the event: what stands in it is what was before, and in the next one what came of it."""
    rows = ask(OF_STEP, {"step": step.number, "uid": uid})
    touched: dict[str, str | None] = {str(thing): before for thing, before in rows}

    def later(thing: str) -> list[str | None]:
        return [text for (text,) in ask(LATER, {"thing": thing, "uid": uid, "step": step.number})]

    def event(texts: list[str | None]) -> Event | None:
        text = texts[0] if texts else None
        if texts:
            return event_of_text(loader, text, place, uid) if text else None
        return next(iter(events_of(ask, place, [uid])), None)

    after, done, duty = event(later("event")), None, None
    if "completed" in touched:
        texts = later("completed")
        became = _completions(texts[0]) if texts else completions(ask, [uid]).get(uid, ())
        done = _completions(touched["completed"]), became
    if "duty" in touched:
        texts = later("duty")
        duty = (
            state_of(touched["duty"]),
            (state_of(texts[0]) if texts else duty_states(ask, [uid]).get(uid, NOTHING_SAID)),
        )
    return Past(step, event([touched["event"]]) if "event" in touched else after, after, done, duty)


def _completions(text: str | None) -> tuple[Completion, ...]:
    return tuple(map(Completion.from_json, json.loads(text or "[]")))


def event_of_text(loader: Loader, text: str, place: str, uid: str) -> Event:
    """The event that `rows.event_text` wrote; raises StoreError."""
    try:
        return loaded(loader, [event_row_of(json.loads(text))], place)[0]
    except (ValueError, AttributeError) as error:
        raise unreadable(BadRow(uid, error), place) from error


def departed(ask: Ask, place: str, uids: Sequence[str]) -> dict[str, Event]:
    """Those of the events that are no more, as they last were; without those that were made one with others.

    Their sequence is one more than it was, because to go is a change as well.
    """
    here = {event.uid for event in events_of(ask, place, uids)}
    merged = {uid for uid, fields in decisions(ask, uids).items() if EVENT in fields and fields[EVENT].fate == MERGED}
    gone = [uid for uid in uids if uid not in here | merged]
    rows = asked_in_parts(ask, f"{BEFORE} AND key", gone) if gone else ()
    texts = {uid: text for _, uid, text in sorted((int(step), uid, text) for step, uid, text in rows)}
    done, loader = completions(ask, gone), Loader(facts(ask))
    sequences = {uid: int(nth) for uid, nth in asked_in_parts(ask, f"{BURIED} AND uid", gone)} if gone else {}
    events = {uid: event_of_text(loader, text, place, uid) for uid, text in texts.items()}
    return {
        uid: replace(event, completions=done.get(uid, ()), sequence=sequences.get(uid, event.sequence) + 1)
        for uid, event in events.items()
    }


def versions(ask: Ask, place: str, uids: Sequence[str]) -> list[tuple[str, datetime, Event | None]]:
    """What the events were before each of their changes, the first one first; None where an event was not there."""
    rows = sorted(
        (int(step), uid, at, before) for step, uid, at, before in asked_in_parts(ask, f"{CHANGED} AND c.key", uids)
    )
    loader = Loader(facts(ask))
    return [
        (uid, datetime.fromisoformat(at), event_of_text(loader, before, place, uid) if before else None)
        for _, uid, at, before in rows
    ]


def _step(row: Row) -> Step:
    number, at, who, act, about, undone, program, events, *proposals = row
    return Step(
        int(number), datetime.fromisoformat(at), who, act, about, undone, int(events), program, *map(int, proposals)
    )
