"""Which event somebody means, and the events in the order of their next dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rules import LAST_DAY, RECKONING, Message, Occurrence, Reckoning, Recurrence, YuelingError, fold

from .events import Event, UnknownEvent
from .lines import one_line

if TYPE_CHECKING:
    from .store import Store

MOST_NAMED = 10


class NothingMeant(UnknownEvent):
    """Words that are no event's UID, no beginning of one, and in no title."""

    def __init__(self, words: str) -> None:
        said = Message("no event has the UID or the title “{words}”", words=one_line(words, 60))
        YuelingError.__init__(self, said, Message("`yueling search WORDS` looks in everything, `yueling list` shows all"))
        self.uid = words


class SeveralMeant(YuelingError):
    """Words that fit several events, with a line for each of them."""

    def __init__(self, words: str, lines: Iterable[str]) -> None:
        shown = list(lines)
        named = "".join(f"\n  {line}" for line in shown[:MOST_NAMED]) + ("\n  …" if len(shown) > MOST_NAMED else "")
        super().__init__(
            Message(
                "“{words}” fits several events; write the UID or more of the title. Was meant:{lines}",
                words=one_line(words, 60),
                lines=named,
            )
        )


@dataclass(frozen=True, slots=True)
class Coming:
    """An event with the occurrence that goes on or comes next; one that is over has its last one, if it ever had any."""

    event: Event
    occurrence: Occurrence | None
    over: bool


def the_event(store: Store, words: str, today: date, lang: str) -> Event:
    """The only event that the words mean: a UID, its beginning, or a title or part of it.

    Raises NothingMeant, SeveralMeant.
    """
    found = store.meant(words)
    if not found:
        raise NothingMeant(words)
    if len(found) > 1:
        raise SeveralMeant(words, (_line(one, lang) for one in coming(found, today, store.reckoning())))
    return found[0]


def _line(one: Coming, lang: str) -> str:
    from .views import when  # only who is asked needs it

    day = when(one.occurrence, lang) if one.occurrence else ""
    if one.over and day:
        day = Message("{when}, past", when=day).say(lang)
    return "  ".join(filter(None, (one.event.uid, one_line(one.event.title, 60), day)))


def coming(events: Iterable[Event], today: date, reckoning: Reckoning = RECKONING) -> list[Coming]:
    """The events in the order of what comes next, what is over behind, the latest first; rules alike are reckoned once."""
    known: dict[int, tuple[Recurrence, Occurrence | None, bool]] = {}
    found = []
    for event in events:
        rule = event.recurrence
        if id(rule) not in known:
            known[id(rule)] = (rule, *_next(rule, today, reckoning))
        found.append(Coming(event, *known[id(rule)][1:]))
    return sorted(found, key=_order)


def _next(rule: Recurrence, today: date, reckoning: Reckoning) -> tuple[Occurrence | None, bool]:
    if now := rule.between(today, today, reckoning):
        return now[0], False
    if ahead := rule.next(today, reckoning):
        return ahead, False
    last = rule.previous(today, reckoning)
    return last, last is not None


def _order(one: Coming) -> tuple[bool, int, str, str]:
    """What comes, what has no date at all, what is over; a date that goes on counts as its last day does."""
    if not one.occurrence:
        day = LAST_DAY.toordinal()
    elif one.over:
        day = -one.occurrence.span.last.toordinal()
    else:
        day = one.occurrence.span.first.toordinal()
    return one.over, day, one.event.title, one.event.uid


def ranked(found: Iterable[Coming], words: str) -> list[Coming]:
    """What was searched for: the whole title before all else, then by what comes next."""
    whole = fold(words)
    return sorted(found, key=lambda one: fold(one.event.title) != whole)
