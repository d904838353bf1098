"""Where things stand in a text, asked for by place: each answer takes a few steps, however many there are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

Span = tuple[int, int]


class Spans:
    """Spans of a text that do not overlap, in its order.

    >>> days = Spans([(40, 50), (3, 12)])
    >>> days.first(0, 60), days.first(4, 45), days.meets(10, 11), [*days.within(0, 60)]
    ((3, 12), None, True, [(3, 12), (40, 50)])
    """

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def first(self, start: int, end: int) -> Span | None:
        """The first span that lies within those offsets; None for none."""
        return next(self.within(start, end), None)

    def within(self, start: int, end: int) -> Iterator[Span]:
        """The spans that lie within those offsets, in the order of the text."""
        for number in range(bisect_left(self._starts, start), len(self._spans)):
            span = self._spans[number]
            if span[1] > end:
                return
            yield span

    def meets(self, start: int, end: int) -> bool:
        """Whether a span shares a character with those offsets."""
        number = bisect_left(self._starts, end) - 1
        return number >= 0 and self._spans[number][1] > start
