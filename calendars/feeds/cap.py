"""Which entries stay where a feed has more than calendar programs bear."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from rules import Message

from ..captions import is_due
from ..events import DUE_KINDS, Entry, Event
from ..lines import one_line

MOST_ENTRIES = 2000
MOST_NAMED, MOST_LETTERS = 3, 30
"""Series that the feed names which are not whole, and characters of the title of each."""


def stays(event: Event) -> bool:
    """Whether its entries go only where there is no room for what is due alone."""
    return event.kind in DUE_KINDS or is_due(event)


def share(counts: Iterable[int], room: int) -> int:
    """The most entries that each series may have, so that all of them together have no more than the room.

    >>> share([500, 500, 3], 103), share([5, 5], 100)
    (50, 5)
    """
    counts = list(counts)
    low, high = 0, max(counts, default=0)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(count, middle) for count in counts) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def shares(counts: Iterable[tuple[Event, int]], most: int) -> tuple[int, int]:
    """The most entries that each event may have: one that stays, and any other."""
    kept, others = list[int](), list[int]()
    for event, count in counts:
        (kept if stays(event) else others).append(count)
    mine = share(kept, most)
    return mine, share(others, max(most - sum(min(count, mine) for count in kept), 0))


def trim_to(entries: Sequence[Entry], today: date, most: int = MOST_ENTRIES, weight: int = 1) -> list[Entry]:
    """The entries, in their order; of more than `most` the series with the most entries are thinned first.

    Each series has as many entries as any other, or all that it has: those nearest to the month of today, what is to come
    before what is past. What is due stays: only where that alone is too much it is thinned alike. The month and not the
    day decides, so that the choice stays the same for a whole month. What is due counts `weight` times.
    """
    due = [place for place, entry in enumerate(entries) if stays(entry.event)]
    if len(entries) + (weight - 1) * len(due) <= most:
        return list(entries)
    pivot, mine = today.replace(day=1), set(due)
    kept = _shared(entries, due, pivot, most // weight)
    others = [place for place in range(len(entries)) if place not in mine]
    kept += _shared(entries, others, pivot, most - weight * len(kept))
    return [entries[place] for place in sorted(kept)]


def _shared(entries: Sequence[Entry], places: Sequence[int], pivot: date, room: int) -> list[int]:
    """The places of the entries that stay."""
    if len(places) <= room:
        return list(places)
    ahead, past = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for place in places:
        entry = entries[place]
        (ahead if entry.span.last >= pivot else past)[entry.event.uid].append(place)
    series = [ahead[uid] + past[uid][::-1] for uid in {**ahead, **past}]
    each = share(map(len, series), room)
    kept = [place for one in series for place in one[:each]]
    last = [one[each] for one in series if len(one) > each]  # room for some of them is left
    return kept + sorted(last, key=lambda place: _distance(entries[place], pivot))[: room - len(kept)]


def _distance(entry: Entry, pivot: date) -> tuple[bool, int, str]:
    """How far it is: what is to come before what is past."""
    return entry.span.last < pivot, abs(entry.span.first.toordinal() - pivot.toordinal()), entry.uid


def omission(entries: Iterable[Entry], shown: Iterable[Entry], count: int, lang: str) -> str:
    """The sentence that says how many entries there are, how many are here, and of which series some are missing."""
    total, here = Counter(entry.event.uid for entry in entries), Counter(entry.event.uid for entry in shown)
    titles = {entry.event.uid: entry.event.title for entry in entries}
    missing = {uid: total[uid] - here[uid] for uid in total if total[uid] > max(here[uid], 1)}
    if not missing:
        said = Message(" Of {count} entries these are the nearest {shown}.", count=count, shown=here.total())
        return said.say(lang)
    names = [one_line(titles[uid], MOST_LETTERS) for uid in sorted(missing, key=lambda uid: (-missing[uid], uid))]
    listed = ("、" if lang == "zh" else ", ").join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        listed = Message("{titles} and others, {n} in all", titles=listed, n=len(names)).say(lang)
    return Message(
        " Of {count} entries {shown} are here; of what recurs most often only the nearest: {titles}.",
        count=count,
        shown=here.total(),
        titles=listed,
    ).say(lang)
