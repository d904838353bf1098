"""What reading a notice would make of the calendar, for people and for programs: a diff of the calendar, line by line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from rules import Message, write
from rules.kinds import announcement

from .events import Event
from .plan import Change, may_be_new
from .proposals import Proposal
from .reconciling import Sort
from .statements import CANCELS, MOVES, STAYS, WAITS
from .store.decided import FIELDS
from .views import Table, cell, place_words, printable

if TYPE_CHECKING:
    from .actions import Outcome
    from .choosing import Choice

SORTS = {
    Sort.NEW: Message("new"),
    Sort.CONFIRMED: Message("confirmed"),
    Sort.MOVED: Message("moved"),
    Sort.AMENDED: Message("amended"),
    Sort.CANCELLED: Message("called off"),
    Sort.WAITING: Message("put off"),
    Sort.OLDER: Message("older notice"),
    Sort.DOUBTFUL: Message("doubtful"),
    Sort.REMOVED: Message("taken away"),
}
SAID = {
    CANCELS: Message("called off"),
    WAITS: Message("put off"),
    MOVES: Message("moved"),
    STAYS: Message("as it was"),
}
"""What a notice says of an entry without a date of its own."""
PUT_OFF_BY = {
    "P{}W": Message("{n} weeks later"),
    "P{}D": Message("{n} days later"),
    "-P{}W": Message("{n} weeks earlier"),
    "-P{}D": Message("{n} days earlier"),
    "PT{}M": Message("{n} minutes later"),
    "-PT{}M": Message("{n} minutes earlier"),
}
DECIDED = Message("decided by you")
"""What stands for a change of an event of which a person decided."""
PLACE_CHANGED = Message("another place")
"""What stands for a change of nothing but the place."""
MOST_CANDIDATES = 12
MOST_TITLES = 10
"""Proposals of one fate that are named."""
LONGEST_WORDS = 60


def change_rows(changes: Sequence[Change], decided: Collection[str], lang: str) -> Table:
    """The changes as a table: number, what becomes, title, from which dates to which, and the words with their place."""
    heads = [Message("No."), Message("Change"), Message("Title"), Message("Dates"), Message("Words")]
    rows = []
    for number, change in enumerate(changes, 1):
        rows.append(
            [
                str(number),
                sort_words(change, decided).say(lang),
                cell((change.before or change.event or change.draft).title),
                dates_words(change, lang),
                _words(change, lang),
            ]
        )
    return heads, rows


def sort_words(change: Change, decided: Collection[str]) -> Message:
    """What becomes of an event, or that a person decided of it."""
    if change.event and change.event.uid in decided and not change.proposal:
        return DECIDED
    elsewhere = change.before and change.event and change.before.place not in (None, change.event.place)
    return PLACE_CHANGED if elsewhere and change.sort is Sort.CONFIRMED else SORTS[change.sort]


def dates_words(change: Change, lang: str) -> str:
    """The dates that an event has, and those that it gets; of a doubtful one what its notice says."""
    if change.event is None:
        return said_words(change.draft, lang)
    behind = Message(" (tentative)").say(lang) if why_tentative(change) else ""
    if change.before and change.before.place != change.event.place:
        moved = " → ".join(printable(place) for place in (change.before.place, change.event.place) if place)
        behind += f" {Message('{label}: {words}', label=Message('Place'), words=moved).say(lang)}"
    if change.before is None or change.before.recurrence == change.event.recurrence:
        return own_dates(change.event, lang) + behind
    return f"{own_dates(change.before, lang)} → {own_dates(change.event, lang)}{behind}"


def own_dates(event: Event, lang: str) -> str:
    """The dates of an event; empty where nothing says when, as of a draft that only calls something off."""
    if _says_no_date(event):
        return ""
    return write(event.recurrence, lang)


def _says_no_date(event: Event) -> bool:
    """Whether nothing says when: of an entry that is called off or moves without a date."""
    rule = event.recurrence
    return announcement(rule.rule) is not None and bool(rule.never() or (event.reading and event.reading.act))


def said_words(draft: Event, lang: str) -> str:
    """What a notice says of dates, as far as a person has to decide it: from when to when, put off by how much, called off."""
    reading = draft.reading
    former = write(reading.former, lang) if reading and reading.former else ""
    now = own_dates(draft, lang)
    if reading and (not now or now == former):
        now = by_words(reading.by, lang) or (SAID[reading.act].say(lang) if reading.act in SAID else now)
    return f"{former} → {now}" if former and now else former or now


def by_words(by: str | None, lang: str) -> str:
    """By how much something moves, or to which time of day; "" where that is not said."""
    if by is None or by.startswith("@"):
        return by[1:].strip("/") if by else ""
    amount = "".join(filter(str.isdecimal, by))
    said = PUT_OFF_BY.get(by.replace(amount, "{}", 1))
    return Message(said.text, n=int(amount)).say(lang) if said else ""


def why_tentative(change: Change) -> tuple[Message, ...]:
    """Why the dates of a change are doubtful as they are written: a weekday that is not that of the date."""
    event = change.event or change.draft
    return () if _says_no_date(event) or _says_no_date(change.draft) else event.recurrence.doubts()


def _words(change: Change, lang: str) -> str:
    source = change.draft.source
    words = printable(source.sentence if source and source.sentence else change.draft.quote)
    words = words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"
    place = place_words(source)
    return (
        f"{words}（{place.say(lang)}）"
        if place and lang == "zh"
        else f"{words} ({place.say(lang)})"
        if place
        else words
    )


def doubts(changes: Sequence[Change], lang: str) -> Iterable[Message]:
    """Why changes are doubtful and dates tentative, and which events may be meant, by letters: 3a, 3b; 3n is a new one."""
    for number, change in enumerate(changes, 1):
        for origin in origin_words(change, changes, lang):
            yield Message("{n}: {reason}", n=number, reason=origin)
        reasons = () if change.event else (change.reason or Message("it is not sure"),)
        for reason in (*reasons, *why_tentative(change)):
            yield Message("{n}: {reason}", n=number, reason=reason)
        if change.event is not None:
            continue
        for letter, event in zip(ascii_lowercase, change.candidates[:MOST_CANDIDATES], strict=False):
            facts = {"title": printable(event.title), "rule": write(event.recurrence, lang)}
            yield Message("   {n}{letter}: {title}: {rule}", n=number, letter=letter, **facts)
        if change.candidates and may_be_new(change.draft):
            yield Message("   {n}n: none of these, it is new", n=number)
        elif change.candidates:
            yield Message("   -{n}: none of these, it never belongs here", n=number)
        elif _says_no_date(change.draft):
            yield Message("   it waits until what it speaks of is read; -{n}: it never belongs here", n=number)
        else:
            yield Message("   {n}: it is new; -{n}: it never belongs here", n=number)


def origin_words(change: Change, changes: Sequence[Change], lang: str) -> Iterator[Message]:
    """Of what is proposed from above who proposes it, what would be otherwise, and who else among the changes proposes the
    same; of what was given and may be here already who gave it; nothing of what was read here.
    """
    if change.proposal is None:
        for giver in change.givers:
            yield Message("from {giver}: given with this notice", giver=_giver(giver, lang))
        return
    yield _origin(change, change.proposal, lang)
    if others := agreeing(change, changes):
        givers = "、".join(_giver(one, lang) for one in others)
        yield Message("{givers} proposes the same: to accept one is enough", givers=givers)


def _giver(name: str, lang: str) -> str:
    return printable(name) or Message("the organisation above").say(lang)


def agreeing(change: Change, changes: Sequence[Change]) -> list[str]:
    """What those are called who propose the same of the same event among the changes."""
    if change.proposal is None:
        return []
    same = (other.proposal for other in changes if other is not change and _effect(other) == _effect(change))
    return [one.giver for one in same if one]


def _effect(change: Change) -> tuple[object, ...]:
    """What a proposal would make of which event; of what was read the change itself."""
    proposal, event = change.proposal, change.event
    if proposal is None or event is None:
        return (id(change),)
    return event.uid, proposal.gone, *(getattr(event, name) for name in FIELDS)


def _origin(change: Change, proposal: Proposal, lang: str) -> Message:
    from .past import changes_words  # few are given anything

    giver = _giver(proposal.giver, lang)
    if proposal.gone:
        return Message("from {giver}: it has this no longer", giver=giver)
    if change.before is None:
        return Message("from {giver}: it was taken away here, and is otherwise there by now", giver=giver)
    words = changes_words(change.before, change.event, lang) if change.event else ""
    if not words:
        return Message("from {giver}: it is so here already", giver=giver)
    return Message("from {giver}: {what}", giver=giver, what=words)


def verdict_words(changes: Sequence[Change], choice: Choice, lang: str) -> list[Message]:
    """Which of what was proposed from above is accepted by a choice, and which is declined."""
    proposed = [(number, change) for number, change in enumerate(changes, 1) if change.proposal]
    accepted = _titles([change for number, change in proposed if choice.takes(number)], lang)
    declined = _titles([change for number, change in proposed if number in choice.declined], lang)
    return [
        *([Message("accepted what was proposed from above: {titles}", titles=accepted)] if accepted else []),
        *([Message("declined what was proposed from above: {titles}", titles=declined)] if declined else []),
    ]


def _titles(changes: Sequence[Change], lang: str) -> str:
    """What the events of changes are called, the first of many."""
    titles = [printable((one.before or one.event or one.draft).title) or "–" for one in changes]
    named = ("、" if lang == "zh" else ", ").join(titles[:MOST_TITLES])
    if len(titles) <= MOST_TITLES:
        return named
    return Message("{titles} and others, {n} in all", titles=named, n=len(titles)).say(lang)


def change_record(changes: Sequence[Change], number: int, decided: Collection[str], lang: str = "en") -> dict[str, Any]:
    """The change of that number as plain JSON, its sentences in the language."""
    change = changes[number - 1]
    source, draft = change.draft.source, change.draft
    return {
        "number": number,
        "change": "decided" if change.event and change.event.uid in decided else change.sort.value,
        "uid": change.event.uid if change.event else None,
        "title": (change.before or change.event or draft).title,
        "before": write(change.before.recurrence) if change.before else None,
        "after": write(change.event.recurrence) if change.event else None,
        "status": change.event.status if change.event else None,
        "read": own_dates(draft, "zh"),
        "quote": draft.quote,
        "sentence": source.sentence if source else None,
        "page": source.page if source else None,
        "row": source.row if source else None,
        "reason": change.reason.say(lang) if change.reason else None,
        "doubts": [doubt.say(lang) for doubt in why_tentative(change)],
        "candidates": [{"uid": event.uid, "title": event.title} for event in change.candidates],
        "giver": change.proposal.giver if change.proposal else next(iter(change.givers), None),
        "proposed": list(change.proposal.fields) if change.proposal else [],
        "agreeing": agreeing(change, changes),
    }


def decided_uids(outcome: Outcome) -> set[str]:
    """The UIDs of events of a reading of which a person decided otherwise."""
    return {event.uid for event in (*outcome.stayed_away, *outcome.kept)}
