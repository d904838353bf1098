"""Proposals against findings: where both say the same, where they differ, and what only one of them has.

Nothing here makes a date. Words that only the second reader names are read by the grammar, and shown as it reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import rules
from calendars.captions import KIND_WORDS
from calendars.views import FINDING_WORDS
from rules import Finding, Message, RuleError

from .answering import LONGEST_QUOTE, Answer, Proposal, shown
from .opinions import AGREED, DOUBTED, UNSEEN, Asked, Missed, Opinion

MOST_RULES = 6
"""Readings of one quote that are shown."""
Place = tuple[int, int]
WORDS = {**KIND_WORDS, **FINDING_WORDS}
"""What the kinds are called for people."""


class Compared(NamedTuple):
    """Opinions in the order of the findings, what only the second reader has, and how many proposals came to nothing."""

    opinions: tuple[Opinion, ...]
    missed: tuple[Missed, ...]
    idle: int


class _Named(NamedTuple):
    """A finding that a proposal names: whether no other stands at that place, and no other place is meant by its words."""

    proposal: Proposal
    alone: bool
    sure: bool


def compare(text: str, findings: Sequence[Finding], answer: Answer, asked: Asked, day: date | None) -> Compared:
    """What the proposals come to beside the findings; `text` is the notice, words without a year lean on the day."""
    named: dict[int, list[_Named]] = {}
    missed: dict[tuple[Place, ...], Missed] = {}
    often = Counter(one.places for one in answer.proposals)
    idle = 0
    for proposal in answer.proposals:
        found = list(_found(proposal, text, findings))
        fit = [(nth, one) for nth, one in found if not one.alone or _fits(proposal, findings[nth])]
        for nth, one in fit or found:
            named.setdefault(nth, []).append(one)
        free = tuple(place for place in proposal.places if not any(_shared(place, one) for one in findings))
        over = often[proposal.places] > len(proposal.places) - len(free)  # named more often than it was found
        if free and over and not _explains(proposal):
            missed.setdefault(free, _missed(proposal, free, text, day))
        elif not found:
            idle += 1
    opinions = tuple(_opinion(one, named.get(nth, []), asked) for nth, one in enumerate(findings))
    return Compared(opinions, tuple(missed.values()), idle)


def _found(proposal: Proposal, text: str, findings: Sequence[Finding]) -> Iterator[tuple[int, _Named]]:
    """The findings that the words of a proposal name at any of their places: a fair part of theirs, cut at no number."""
    for place in proposal.places:
        if any(_inside_number(text, at) for at in place):
            continue
        parts = 3 if rules.dates_in(text[slice(*place)], "zh") else 2
        near = [nth for nth, one in enumerate(findings) if parts * _shared(place, one) >= max(1, one.end - one.start)]
        for nth in near:
            yield nth, _Named(proposal, len(near) == 1, len(proposal.places) == 1)


def _shared(place: Place, finding: Finding) -> int:
    return max(0, min(place[1], finding.end) - max(place[0], finding.start))


def _inside_number(text: str, at: int) -> bool:
    return text[max(at - 1, 0) : at].isdigit() and text[at : at + 1].isdigit()


def _fits(proposal: Proposal, finding: Finding) -> bool:
    """Whether a proposal says nothing else of a finding than was found; kinds that only explain are not told apart."""
    if proposal.role and proposal.role != finding.role:
        return False
    if finding.role == "context" and _explains(proposal):
        return True
    return proposal.kind in (None, finding.kind)


def _explains(proposal: Proposal) -> bool:
    """Whether a proposal says itself that its date belongs on no calendar."""
    return proposal.role == "context" or (proposal.role is None and proposal.kind in FINDING_WORDS)


def _opinion(finding: Finding, named: Sequence[_Named], asked: Asked) -> Opinion:
    """What those that name a finding come to: who is sure and differs counts before who agrees."""
    place = (finding.start, finding.end)
    if finding.end > asked.sent:
        return Opinion(*place, UNSEEN, Message("the second reader was not shown this part of the notice"), asked)
    differing = [one for one in named if one.alone and not _fits(one.proposal, finding)]
    agreeing = [one for one in named if one not in differing]
    if differing and (not agreeing or any(one.sure for one in differing)):
        other = differing[0].proposal
        return Opinion(*place, DOUBTED, _difference(other, finding), asked, other.kind, other.role, other.why)
    if agreeing:
        same = agreeing[0].proposal
        said = Message("the second reader names this date too")
        if not agreeing[0].alone:
            return Opinion(*place, AGREED, said, asked, why=same.why)
        return Opinion(*place, AGREED, said, asked, same.kind, same.role, same.why)
    if finding.role == "calendar":
        return Opinion(*place, DOUBTED, Message("the second reader does not name this date"), asked)
    return Opinion(*place, AGREED, Message("the second reader does not put it on the calendar either"), asked)


def _difference(proposal: Proposal, finding: Finding) -> Message:
    if proposal.role and proposal.role != finding.role:
        if finding.role == "calendar":
            return Message("the second reader leaves this date off the calendar")
        return Message("the second reader puts this date on the calendar")
    own, other = (WORDS.get(kind or "", kind or "") for kind in (finding.kind, proposal.kind))
    return Message("the second reader takes this for “{other}”, and it was read as “{own}”", other=other, own=own)


def _missed(proposal: Proposal, places: tuple[Place, ...], text: str, day: date | None) -> Missed:
    quote = text[slice(*places[0])]
    words = shown(quote, LONGEST_QUOTE)
    return Missed(words, places, _rules(quote, day), proposal.kind, proposal.role, proposal.why)


def _rules(quote: str, day: date | None) -> tuple[str, ...]:
    """How the grammar reads words by themselves, as rules in words; the words as a whole, else each date in them."""
    parts = [quote, *(quote[start:end] for start, end in rules.dates_in(quote, "zh"))]
    for found in (parts[:1], parts[1:]):
        read = [rules.write(one) for part in found for one in _readings(part, day)]
        if read:
            return tuple(dict.fromkeys(read))[:MOST_RULES]
    return ()


def _readings(words: str, day: date | None) -> tuple[rules.Recurrence, ...]:
    try:
        return rules.readings(words, "zh", day)
    except RuleError:
        return ()
