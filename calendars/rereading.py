"""Which stored event a draft is, when a notice is read again: the same text, a corrected one, or by a better reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .events import Event


def paired(drafts: Sequence[Event], stored: Iterable[Event]) -> dict[str, str]:
    """The UID of the stored event that each draft is, by the draft's UID; drafts that are new are left out.

    First those with the same UID; then, in the same text, those whose words overlap, the most first; then, in another text
    of the notice, those with the same sentence but for its numbers, and those with the same title and kind. Each stored
    event is one draft only.
    """
    left = {event.uid: event for event in stored}
    found: dict[str, str] = {}
    for likeness in (_same, _overlap, _sentence, _title):
        ranked = sorted(_ranked(drafts, left, found, likeness), key=lambda rank: -rank[0])
        for _, draft, uid in ranked:
            if draft not in found and uid in left:
                found[draft] = uid
                del left[uid]
    return found


def _ranked(
    drafts: Sequence[Event], left: dict[str, Event], found: dict[str, str], likeness: object
) -> Iterator[tuple[int, str, str]]:
    assert callable(likeness)
    for draft in drafts:
        if draft.uid in found:
            continue
        for event in left.values():
            if alike := likeness(draft, event):
                yield alike, draft.uid, event.uid


def _same(draft: Event, event: Event) -> int:
    return int(draft.uid == event.uid)


def _overlap(draft: Event, event: Event) -> int:
    """How many characters of the same text both quote."""
    one, other = draft.source, event.source
    if not one or not other or one.digest != other.digest:
        return 0
    return max(min(one.end, other.end) - max(one.start, other.start), 0)


def _sentence(draft: Event, event: Event) -> int:
    """Whether the sentences are the same but for their numbers; more where the words of the date and the kind are too."""
    one, other = draft.source, event.source
    if not one or not other or one.digest == other.digest or not (one.sentence and other.sentence):
        return 0
    if _bare(one.sentence) != _bare(other.sentence):
        return 0
    words = (draft.quote == event.quote) + 2 * (_bare(draft.quote or "") == _bare(event.quote or ""))
    return 1 + (draft.kind == event.kind) + 2 * words


def _title(draft: Event, event: Event) -> int:
    one, other = draft.source, event.source
    if not one or not other or one.digest == other.digest:
        return 0
    return int((draft.kind, draft.title) == (event.kind, event.title))


def _bare(sentence: str) -> str:
    return re.sub(r"[\d\s零〇一二三四五六七八九十]+", "", sentence)
