"""Which stored event a draft is, when a notice is read again: the same text, a corrected one, or by a better reader.

An event is known again by what the machine read of it (`Event.reading`, its quote, its sentence), never by what a person
made of it: who renames an event does not make another one of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import accumulate

from rules import is_letter

from .events import Event

LONGEST = 300
"""Characters of a sentence that are compared with another one's."""
MOST_COMPARED = 4_000
"""Pairs of sentences that are compared character by character; of more only those with a title in common."""
SAME = 2e9
"""How much alike two are with one UID; those at one place are more so."""
CLOSEST, CLOSE, LOOSE = 0.9, 0.8, 0.6
"""How much of two titles, or of two sentences, is alike where they may be the same in other words."""
SHORTEST, MOSTLY = 4, 0.5
"""Characters of a sentence that are compared; how many of the sentences of a paper stand in a letter that is that paper."""
_SENTENCES = re.compile(r"[。；\n]")
_PARTS = re.compile(r"(?<=[时点])(?:半|整|[一二三123]刻|\d+分?)|(?<=星期|礼拜)[日天]|(?<=[(（]周)[日天]")


def are_versions(one: str, other: str) -> bool:
    """Whether texts that are called the same are versions of one notice; a letter and what hangs on it, where it says it all."""
    if is_letter(one) == is_letter(other):
        return True
    letter, paper = (one, other) if is_letter(one) else (other, one)
    sentences = [words for part in _SENTENCES.split(paper) if len(words := "".join(part.split())) >= SHORTEST]
    whole = "".join(letter.split())
    return sum(words in whole for words in sentences) > MOSTLY * len(sentences)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which stored event each draft is, by UIDs; drafts that are new are left out."""

    same: Mapping[str, str] = field(default_factory=dict)
    perhaps: Mapping[str, str] = field(default_factory=dict)
    """Of those that are in no pair: a draft and what it may be in other words. A person has to look."""


@dataclass(frozen=True, slots=True)
class _Trace:
    """What the machine read of an event, as it is compared."""

    uid: str
    title: str
    named: bool
    """Whether the title is the event's own, and not that of the whole notice."""
    kind: str
    nth: int
    quote: str
    sentence: str
    masked: str
    """The sentence without its numbers."""
    digest: str | None
    place: tuple[int, int] | None
    """Where its quote stands in the text, white space not counted; None where the text is not known."""


def paired(
    drafts: Sequence[Event], stored: Iterable[Event], text: str, texts: Mapping[str, str], *, exact: bool = False
) -> Pairs:
    """Which stored event each draft of a text is; each stored event is one draft only.

    `texts` are those in which the stored ones were read, by digest: of the same notice perhaps with other line breaks.

    First those at the same place of the same text and those with the same UID, then those whose words overlap there; then
    those in the same sentence but for its numbers: of several the one with the same title, at the same place among its
    dates, with the same words. Then those whose sentences are much alike and which are the same by title and kind; what is
    alike and no more than that is only perhaps the same. Where they have to be `exact`, only the first of these count.
    """
    stored = list(stored)
    here, there = _Text(text), {digest: _Text(text) for digest, text in texts.items()}
    news = [_trace(draft, here) for draft in drafts]
    left = {e.uid: _trace(e, there.get(e.source.digest or "") if e.source else None) for e in stored if e.reading}
    same = {draft.uid: draft.uid for draft in drafts if draft.uid in {event.uid for event in stored} - left.keys()}
    if exact:
        _pair(news, left, same, lambda one, other: _text(one, other) if _text(one, other) >= SAME else 0)
        return Pairs(same)
    for likeness in (_text, _sentence):
        _pair(news, left, same, likeness)
    waiting = [trace for trace in news if trace.uid not in same]
    compare = len(waiting) * len(left) <= MOST_COMPARED
    _pair(news, left, same, lambda one, other: _words(one, other, compare=compare)[0])
    perhaps: dict[str, str] = {}
    _pair([t for t in news if t.uid not in same], left, perhaps, lambda a, b: _words(a, b, compare=compare)[1])
    return Pairs(same, perhaps)


def _pair(
    drafts: Iterable[_Trace],
    left: dict[str, _Trace],
    found: dict[str, str],
    likeness: Callable[[_Trace, _Trace], float],
) -> None:
    """Pairs the most alike first, and takes what is paired out of what is left."""
    for _, draft, uid in sorted(_ranked(drafts, left, found, likeness), key=lambda rank: -rank[0]):
        if draft not in found and uid in left:
            found[draft] = uid
            del left[uid]


def _ranked(
    drafts: Iterable[_Trace],
    left: Mapping[str, _Trace],
    found: Mapping[str, str],
    likeness: Callable[[_Trace, _Trace], float],
) -> Iterator[tuple[float, str, str]]:
    for draft in drafts:
        if draft.uid in found:
            continue
        for event in left.values():
            if (alike := likeness(draft, event)) > 0:
                yield alike, draft.uid, event.uid


def _text(one: _Trace, other: _Trace) -> float:
    """How much of the same text both quote; the same place is above the same UID, and that above all overlaps."""
    if one.uid == other.uid:
        return SAME
    if one.digest != other.digest or not one.place or not other.place:
        return 0
    if one.place == other.place:
        return 3e9
    return max(min(one.place[1], other.place[1]) - max(one.place[0], other.place[0]), 0)


def _sentence(one: _Trace, other: _Trace) -> float:
    """How alike two are in a sentence that is the same but for its numbers."""
    if not one.masked or one.masked != other.masked:
        return 0
    alike = 1.0 + 6 * (one.sentence == other.sentence and one.quote == other.quote)
    alike += 4 * (one.named and one.title == other.title) + 3 * (one.nth == other.nth)
    return alike + 2 * (_bare(one.quote) == _bare(other.quote)) + (one.kind == other.kind)


def _words(one: _Trace, other: _Trace, *, compare: bool) -> tuple[float, float]:
    """How surely two are the same in other words, and how perhaps."""
    sentences = _alike(one.masked, other.masked) if compare else 0.0
    named = one.named and other.named
    titles = 1.0 if one.title == other.title else _titles(one.title, other.title) if compare else 0.0
    rank = sentences + titles + 0.5 * (one.nth == other.nth) + 0.5 * (one.quote == other.quote)
    if one.kind == other.kind:
        words = one.nth == other.nth and _bare(one.quote) == _bare(other.quote)
        if named and (titles == 1 or (titles >= CLOSE and sentences >= LOOSE)):
            return rank, rank
        if words and sentences >= (CLOSE if titles == 1 else CLOSEST):
            return rank, rank
    return 0, rank if sentences >= LOOSE or (named and titles >= CLOSE) else 0


def _titles(one: str, other: str) -> float:
    """How alike two titles are; one that holds the other only says more."""
    short, long = sorted((one, other), key=len)
    return 0.9 if len(short) > 1 and short in long else _alike(one, other)


def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one[:LONGEST], other[:LONGEST], autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < LOOSE:
        return 0
    return matcher.ratio()


class _Text:
    """A text, and how many characters stand before each of it, white space not counted."""

    def __init__(self, text: str) -> None:
        self._text, self._before = text, [0, *accumulate(not c.isspace() for c in text)]

    def place(self, start: int, end: int, quote: str) -> tuple[int, int] | None:
        """Where the quote stands; None where something else stands there."""
        return (self._before[start], self._before[end]) if _close(self._text[start:end]) == quote else None


def _trace(event: Event, text: _Text | None) -> _Trace:
    reading, source, quote = event.reading, event.source, _close(event.quote or "")
    title, kind, nth = (reading.title, reading.kind, reading.nth) if reading else (event.title, event.kind, 0)
    sentence = _close(source.sentence or "") if source else ""
    place = text.place(source.start, source.end, quote) if source and text and quote else None
    named = not source or title != source.title
    digest = source.digest if source else None
    return _Trace(event.uid, title, named, kind, nth, quote, sentence, masked(sentence), digest, place)


def masked(sentence: str) -> str:
    """The sentence without its numbers and white space: a correction of a date leaves it as it is.

    >>> masked("9月19日上午9时 在三楼"), masked("9月20日上午9时半 在三楼")
    ('月日上午时在楼', '月日上午时在楼')
    """
    return _bare(_PARTS.sub("", sentence))


def _bare(words: str) -> str:
    return re.sub(r"[\d\s零〇一二两三四五六七八九十:：]+", "", words)


def _close(text: str) -> str:
    return "".join(text.split())
