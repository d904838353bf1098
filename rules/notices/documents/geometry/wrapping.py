"""Lines as paragraphs: a line that reaches the margin goes on in the next one that is not indented."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ..lines import line_at
from ..shapes import ENDS
from .plane import Flow, Strip, is_wide

SAME = 0.5
"""Characters within which two margins are the same."""
INDENT = 0.8
"""Characters from which a line is indented."""
UNEVEN, MANY = 1.6, 0.35
"""Characters by which the margins of a page differ at most; the part of the lines that end at a margin wherever it is."""
PAUSES = "，、：,:"
STOPS = "。！？!?"
LEADING = "—–-（(《“、年月日号午至到于"
BARE_SLACK = 2.0
"""Characters that may be missing before a word of letters where paragraphs are not indented, but for an address."""
SLACK = 0.3
"""Characters by which the margin may be farther than the longest line shows."""
FARTHEST = 2.1
"""Heights of a character from which lines are apart that begin without an indent."""
SPACED, RESIZED = 1.35, 0.12
"""How much wider than most the gap between lines of two paragraphs is; how much their characters differ."""
ASIDE, NARROW = 4.0, 0.55
"""A line that begins so many characters from the margin and is no wider than this part of the column stands for itself."""
SEPARATED = 1.8
"""From how wide a gap on, in pitches of lines, an empty line stands between two."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Where lines begin and end at most, and how far apart they are."""

    left: float
    right: float
    pitch: float = 0.0
    """From the bottom of a line to that of the next; 0 where nobody knows."""
    size: float = 0.0
    """The height of most characters."""
    indents: bool = True
    """Whether paragraphs begin with an indented line."""


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    strips: list[Strip]
    text: str
    parted: bool = False
    """Whether more than the usual gap stands before it."""

    def add(self, strip: Strip) -> None:
        """One more line."""
        self.text = joint(self.text, strip.text)
        self.strips.append(strip)

    def join(self, other: Paragraph, sign: str) -> None:
        """Goes on with another one, behind a sign."""
        text = joint(self.text, other.text)
        place = len(text) - len(other.text)
        self.text = f"{text[:place]}{sign}{text[place:]}"
        self.strips += other.strips


def margins(flow: Flow, width: float, others: Iterable[Flow] = ()) -> Margins:
    """The margins of a flow on a page of that width; where it is too short to show them, those of flows like it."""
    every = [strip for other in others for strip in other.strips] or flow.strips
    starts = (_left(strips) for strips in (flow.strips, every))
    left = next((place for place in starts if place is not None), min(strip.left for strip in flow.strips))
    even = width - left if flow.column == (0, 1) else 0.0
    ends = (_right(strips, even) for strips in (flow.strips, every))
    right = next((place for place in ends if place is not None), None)
    longest = max(strip.right for strip in flow.strips)
    if right is None and not _is_broken(flow.strips, left, longest):  # as far from the edge as on the other side
        right = even - flow.strips[0].size
    right = max(right or 0.0, longest)
    size = median(strip.size for strip in flow.strips)
    return Margins(left, right, _pitch(flow.strips), size, _indents(flow.strips, left, right))


def _is_broken(strips: Sequence[Strip], left: float, longest: float) -> bool:
    """Whether the longest line, which is indented and ends no sentence, is followed by one that is not indented."""
    return any(
        a.right == longest
        and a.left > left + a.size
        and abs(b.left - left) < SAME * b.size
        and a.text[-1] not in ENDS + PAUSES
        and b.size == a.size
        for a, b in itertools.pairwise(strips)
    )


def _left(strips: Sequence[Strip]) -> float | None:
    """The leftmost place where several lines begin."""
    near = SAME * min(strip.size for strip in strips)
    lefts = sorted(strip.left for strip in strips)
    return next((a for a, b in itertools.pairwise(lefts) if b - a <= near), None)


def _right(strips: Sequence[Strip], even: float) -> float | None:
    """The rightmost place where several lines end: two where the other margin is as wide, many where it is not."""
    size = min(strip.size for strip in strips)
    rights = sorted((strip.right for strip in strips), reverse=True)
    for n, right in enumerate(rights):
        alike = sum(1 for other in rights[n : n + 40] if right - other <= SAME * size)
        if alike >= 2 and (right >= even - UNEVEN * size > 0 or alike >= max(4, len(rights) * MANY)):
            return right
    return None


def _pitch(strips: Sequence[Strip]) -> float:
    """How far apart lines of a paragraph are: a rather small one of the gaps that there are."""
    gaps = sorted(
        b.bottom - a.bottom
        for a, b in itertools.pairwise(strips)
        if b.bottom > a.bottom and abs(a.size - b.size) <= RESIZED * a.size
    )
    return gaps[len(gaps) // 4] if len(gaps) >= 2 else 0.0


def _indents(strips: Sequence[Strip], left: float, right: float) -> bool:
    """Whether full lines that begin with an indent are followed by lines that do not."""
    last = itertools.pairwise(strips)
    return any(
        a.left > left + a.size and b.left < left + SAME * b.size and a.right > right - 2 * a.size for a, b in last
    )


def paragraphs(strips: Iterable[Strip], margin: Margins) -> list[Paragraph]:
    """The paragraphs of some lines."""
    result: list[Paragraph] = []
    for strip in strips:
        if result and goes_on(result[-1], strip, margin):
            result[-1].add(strip)
            continue
        gap = strip.bottom - result[-1].strips[-1].bottom if result else 0.0
        usual = margin.pitch or 2 * strip.size
        result.append(Paragraph([strip], strip.text, gap > SEPARATED * max(usual, 1.3 * strip.size)))
    return result


def goes_on(paragraph: Paragraph, below: Strip, margin: Margins) -> bool:
    """Whether a paragraph goes on in the line below it."""
    above = paragraph.strips[-1]
    if abs(above.size - below.size) > RESIZED * above.size:
        return False
    gap = below.bottom - above.bottom
    pitch = margin.pitch * max(above.size / margin.size, 1.0)
    if (pitch and gap > SPACED * pitch) or (gap > FARTHEST * above.size and not margin.indents):
        return False
    if not is_full(above, below, margin.right) or is_apart(above, below, margin):
        return False
    centred = is_centred(above, margin) and is_centred(below, margin) and below.left > margin.left + SAME * below.size
    return _follows(paragraph, below, margin) or (centred and above.text[-1] not in ENDS)


def is_apart(above: Strip, below: Strip, margin: Margins) -> bool:
    """Whether one of two lines stands for itself: who signs, and when; a heading behind the end of a sentence."""
    size = above.size
    if above.left > margin.left + ASIDE * size and above.right - above.left < NARROW * (margin.right - margin.left):
        return True
    if is_marked(below.text) and above.text[-1] in ENDS + PAUSES:
        return True
    return above.text[-1] in STOPS and below.text[-1] not in ENDS + PAUSES and margin.right - below.right > 2 * size


def is_centred(strip: Strip, margin: Margins) -> bool:
    """Whether a line stands in the middle of its column, and does not begin where others do."""
    off = strip.left + strip.right - margin.left - margin.right
    return abs(off) < strip.size and strip.left > margin.left - strip.size


def is_full(above: Strip, below: Strip, right: float) -> bool:
    """Whether the beginning of the line below had no place any more in a line."""
    return right - above.right < below.first + SLACK * above.size


def _follows(paragraph: Paragraph, below: Strip, margin: Margins) -> bool:
    """Whether a line begins where a further one of the paragraph does, and not a new one."""
    first, above, size = paragraph.strips[0], paragraph.strips[-1], below.size
    if above is first and first.body > first.left and abs(below.left - first.body) <= SAME * size:
        return True  # it hangs under the words behind a number
    if below.left > max(above.left, margin.left) + INDENT * size:
        return False
    if margin.indents and (above.left - below.left > INDENT * size or above is not first):
        return True
    return is_open(above, below, margin)


def is_open(above: Strip, below: Strip, margin: Margins) -> bool:
    """Whether a full line ends within a sentence, where no indent says which line begins a paragraph."""
    if above.text[-1] in STOPS or is_marked(below.text):
        return False
    word, last = below.text.partition(" ")[0], above.text[-1]
    if is_wide(word[0]) or not is_wide(last) or last in LEADING:
        return True
    return margin.right - above.right < BARE_SLACK * above.size or "@" in word or "/" in word


def is_marked(text: str) -> bool:
    """Whether a number or a bullet begins a line."""
    line = line_at(text, 0, len(text))
    return bool(line and line.mark)


def joint(above: str, below: str) -> str:
    """Two lines as one, with a blank between words of letters.

    >>> joint("请于3月", "15日前"), joint("open", "days"), joint("at 2026-03-", "15")
    ('请于3月15日前', 'open days', 'at 2026-03-15')
    """
    last, first = above[-1:], below[:1]
    if is_wide(last) or is_wide(first) or not (last + first).isascii():
        return above + below
    if last == "-" and above[-2:-1].isalpha() and first.islower():
        return above[:-1] + below
    words = last.isalpha() or last in ",.;:)" or first.isalpha()
    tail, head = above.rpartition(" ")[2], below.partition(" ")[0]
    address = any(sign in tail + head for sign in ("@", "://", "www."))
    return f"{above} {below}" if words and not address and last not in "-/" else above + below
