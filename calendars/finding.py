"""Which event somebody means, and the events in the order of their next dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rules import LAST_DAY, RECKONING, Message, Occurrence, Reckoning, Recurrence, YuelingError, fold, tell

from .captions import kind_word
from .events import CANCELLED, CONFIRMED, Entry, Event, UnknownEvent
from .lines import one_line
from .single import standing_rule
from .views import MOST_RULE, STATUS_WORDS, Table, cell, standing, when

if TYPE_CHECKING:
    from .store import Store

MOST_NAMED = 10


class SeveralMeant(YuelingError):
    """Words that fit several events, with a line for each of them."""

    def __init__(self, words: str, lines: Iterable[str]) -> None:
        shown = list(lines)
        most = {f"line{number}": line for number, line in enumerate(shown[:MOST_NAMED])}
        rows = [f"{{{name}}}" for name in most] + ["…"] * (len(shown) > MOST_NAMED)
        named = Message("".join(f"\n  {row}" for row in rows), **most)  # its line ends are no part of what it quotes
        super().__init__(
            Message(
                "“{words}” fits several events; write the UID or more of the title. Was meant:{lines}",
                words=one_line(words, 60),
                lines=named,
            )
        )


class OnlyAPart(YuelingError):
    """A part of a title where nobody is asked whether its event is meant."""

    def __init__(self, words: str, event: Event) -> None:
        title = one_line(event.title, 60)
        super().__init__(
            Message("“{words}” is only a part of the title “{title}”", words=one_line(words, 60), title=title),
            Message("to be sure, write the whole title or the UID: {uid}", uid=event.uid),
        )


@dataclass(frozen=True, slots=True)
class Coming:
    """An event with the occurrence that goes on or comes next; one that is over has its last one, if it ever had any."""

    event: Event
    occurrence: Occurrence | None
    over: bool


def the_event(store: Store, words: str, today: date, lang: str, *, whole: bool = False) -> Event:
    """The only event that the words mean: a UID, its beginning, or a title or part of it; where `whole`, no part.

    Raises UnknownEvent, SeveralMeant, OnlyAPart.
    """
    found = store.meant(words)
    if not found:
        raise UnknownEvent(words)
    if len(found) > 1:
        raise SeveralMeant(words, (_line(one, lang) for one in coming(found, today, store.reckoning())))
    if whole and not _is_named(found[0], words.strip(), store.org):
        raise OnlyAPart(words, found[0])
    return found[0]


def _is_named(event: Event, words: str, org: int) -> bool:
    """Whether the words are the event's whole title, its UID or its beginning, or the UID of one of its entries."""
    from .store.searching import entry_uids  # here, as whoever only asks for help needs no store

    begins = event.uid.casefold().startswith(words.casefold())
    return begins or event.uid in entry_uids(words, org) or fold(event.title) == fold(words)


def _line(one: Coming, lang: str) -> str:
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


def coming_rows(found: Iterable[Coming], lang: str) -> Table:
    """Stored events as a table, each with its rule and its next day; rules alike are written once."""
    heads = [Message("UID"), Message("Title"), Message("Kind"), Message("Rule"), Message("Next"), Message("Tags")]
    written: dict[int, tuple[str, str]] = {}
    rows = []
    for one in found:
        event, known = one.event, id(one.event.recurrence)
        if known not in written:
            written[known] = one_line(tell(event.recurrence, lang), MOST_RULE), _next_day(one, lang)
        rule, day = written[known]
        if not one.occurrence and standing_rule(event) is None:
            day = STATUS_WORDS[CANCELLED].say(lang)  # its only date is cancelled
        elif event.status != CONFIRMED:
            day = standing(day, event, lang) if day else STATUS_WORDS[event.status].say(lang)
        elif one.occurrence and Entry(event, one.occurrence).is_done:
            day = Message("{when}, done", when=day).say(lang)
        rows.append(
            [
                event.uid, cell(event.title), kind_word(event.kind, lang), rule, day, cell(" ".join(event.tags)),
            ]
        )  # fmt: skip
    return heads, rows


def _next_day(one: Coming, lang: str) -> str:
    if not one.occurrence:
        return ""
    day = when(one.occurrence, lang, one.event.recurrence)
    return Message("{when}, past", when=day).say(lang) if one.over else day
