"""The stored events: lists of them, one with all that is known of it, why it has its date, what has certain words."""

from __future__ import annotations

from datetime import date
from typing import Any

from rules import Message, Occurrence, YuelingError, tell

from ..events import Event
from ..finding import coming, ranked
from ..records import by_hand_record, imported_record, occurrence_record, statement_record, words
from ..selection import Selection
from ..statements import Statement
from ..views import chain, occurrence_near, sources, when
from ..words.accepted import accepted_fields, accepted_records, accepted_words
from ..words.decided import by_hand_words, imported_words
from ..words.proposed import proposed, proposed_words, said_without
from .inquiry import Inquiry, reply
from .paging import page


class NotOnDay(YuelingError):
    """A day on which an event does not fall."""

    def __init__(self, day: date, nearby: str | None) -> None:
        remedy = Message("the nearest date is {when}", when=nearby) if nearby else Message("it has no dates at all")
        super().__init__(Message("{day}: the event does not fall on that day", day=str(day)), remedy)


def events(inquiry: Inquiry, *, limit: int, cursor: str | None = None, **wanted: Any) -> dict[str, Any]:
    """A page of the events in the order in which they were stored; `wanted` are the fields of a Selection.

    Raises BadSelection, BadCursor.
    """
    found = sorted(inquiry.events(Selection.from_json(wanted)), key=_stored)
    shown, following = page(found, _stored, limit, cursor)
    reckoning = inquiry.reckoning
    return reply(events=[inquiry.record(event, reckoning) for event in shown], total=len(found), next=following)


def _stored(event: Event) -> tuple[str, ...]:
    return event.created.isoformat() if event.created else "", event.uid


def event(inquiry: Inquiry, uid: str) -> dict[str, Any]:
    """One event with what each notice says of it, and what a person set otherwise than it was read; raises UnknownEvent."""
    found = inquiry.event(uid)
    decided, taken = inquiry.store.decisions([uid]).get(uid, {}), accepted_fields(inquiry.store, found)
    decided = {name: one for name, one in decided.items() if name not in taken}
    said = {"by_hand": by_hand_record(found, decided), "imported": imported_record(found, decided)}
    record = inquiry.record(found) | said | {"accepted": accepted_records(found, taken)}
    return reply(**record, sources=[statement_record(one, inquiry.lang) for one in _statements(inquiry, found)])


def _statements(inquiry: Inquiry, event: Event) -> list[Statement]:
    """What notices say of it, in the order of their issue; what only a proposal rests on says nothing yet."""
    said = inquiry.store.statements([event.uid]).get(event.uid, [])
    if len(said) > 1:
        said = said_without(event, said, proposed(inquiry.store, event.uid))
    return sorted(said, key=lambda one: one.issued)


def why(inquiry: Inquiry, uid: str, day: date | None = None) -> dict[str, Any]:
    """The chain from the sentence of a notice to a date: that of the day, else the next one.

    Raises UnknownEvent, NotOnDay.
    """
    found, lang = inquiry.event(uid), inquiry.lang
    occurrence, steps = way(inquiry, found, day)
    return reply(
        event=inquiry.record(found),
        steps=[{"step": label.say(lang), "words": words(text, lang)} for label, text in steps],
        date=occurrence_record(found, occurrence, lang) if occurrence else None,
        sources=[statement_record(one, lang) for one in _statements(inquiry, found)],
    )


def way(
    inquiry: Inquiry, event: Event, day: date | None = None
) -> tuple[Occurrence | None, list[tuple[Message, str | Message]]]:
    """The date of the day, else the next one, and the steps that lead to it; raises NotOnDay."""
    lang, reckoning = inquiry.lang, inquiry.reckoning
    occurrence = occurrence_near(event, day or inquiry.today, reckoning)
    if day and not (occurrence and day in occurrence.span):
        raise NotOnDay(day, when(occurrence, lang, event.recurrence) if occurrence else None)
    taken = accepted_fields(inquiry.store, event)
    decided = inquiry.store.decisions([event.uid]).get(event.uid, {})
    decided = {name: one for name, one in decided.items() if name not in taken}
    otherwise = by_hand_words(event, decided, lang), imported_words(event, decided, lang)
    said = _statements(inquiry, event)
    steps = chain(
        event, occurrence, tell(event.recurrence, lang), lang, reckoning, *otherwise, accepted_words(event, taken, lang)
    )
    if len(said) > 1 or any(one.reading.opinion for one in said):
        steps += sources(said, lang)
    drafts = proposed(inquiry.store, event.uid)
    steps += [(Message("Proposed"), one) for one in proposed_words(event, drafts, lang)]
    return occurrence, steps


def search(inquiry: Inquiry, q: str, *, limit: int, cursor: str | None = None, past: bool = True) -> dict[str, Any]:
    """A page of the events that have all the words, wherever they stand: the whole title first, then the next date first.

    Without `past` what is over is left out. Raises BadSearch, BadText, BadCursor.
    """
    seen = [event for event in inquiry.store.events(words=q) if inquiry.sees(event)]
    reckoning = inquiry.reckoning
    found = ranked((one for one in coming(seen, inquiry.today, reckoning) if past or not one.over), q)
    places = {one.event.uid: (f"{place:09}",) for place, one in enumerate(found)}
    shown, following = page(found, lambda one: places[one.event.uid], limit, cursor)
    return reply(events=[inquiry.record(one.event, reckoning) for one in shown], total=len(found), next=following)
