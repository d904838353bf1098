"""Dates that stand for one another in the text itself: said twice, or quoted with what takes their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..spans import Span
from .documents.shapes import squeezed
from .notice import Finding
from .place import Place, joins
from .words import vocabulary

FURTHEST = 120
"""Characters between two quotations of which one takes the place of the other."""
AFTER = 8
"""Characters behind a quotation that are looked at."""
CLAUSES = re.compile("[，,。；;]")
QUOTES = (("“", "”"), ("‘", "’"), ("「", "」"), ('"', '"'))


def said_again(found: Sequence[tuple[Finding, Place]]) -> Iterator[tuple[int, int]]:
    """The dates that only say once more which day the one before them is, with the number of that.

    下周六也就是4月18日, 明日（3月26日）, 下周四、周五（4月23日、24日）.
    """
    first: int | None = None
    for number in range(1, len(found)):
        here, there = found[number - 1][1], found[number][1]
        between = squeezed(here.text[here.end : there.start])
        if first is None or not joins(between):
            opened = between[:1] in tuple("（(")
            bare = between.strip("（(，,")
            first = number - 1 if (opened and not bare) or (bare and vocabulary().made_of(bare, "that_is")) else None
            inside = opened
        if first is None or here.number != there.number:
            first = None
            continue
        ours, theirs = (days_on_calendar(found[one][0]) for one in (first, number))
        within = ours is not None and theirs is not None and ours.first <= theirs.first and theirs.last <= ours.last
        like = found[first][0].kind == found[number][0].kind if ours == theirs else inside
        if within and like:
            yield number, first
        else:
            first = None


def days_on_calendar(finding: Finding) -> Span | None:
    """The days of an entry of the calendar; None for others and where they are no one run."""
    rule = finding.recurrence.rule if finding.recurrence and finding.role == "calendar" else None
    return rule.subject().single_span() if rule else None


def by_quotation(found: Sequence[tuple[Finding, Place]]) -> Iterator[tuple[int, int]]:
    """The dates in words that take the place of other words that are quoted, with those of these, one by one.

    “5月6日至10日”更正为“5月8日至12日”, ‘顺延至5月8日’应为‘顺延至5月9日’.
    """
    quotes = [_quotation(place) for _, place in found]
    spans = sorted({span for span in quotes if span})
    for one, other in pairwise(spans):
        text = found[quotes.index(one)][1].text
        between = squeezed(text[one[1] : other[0]])
        behind = squeezed(text[other[1] : other[1] + AFTER])
        error = len(between) <= 1 and bool(vocabulary().begins(behind, "error_of"))  # “4月9日”系“4月10日”之误
        takes = error or vocabulary().ends(CLAUSES.split(between)[-1], "should_be", "moved")
        if len(between) > FURTHEST or not takes:
            continue
        yield from zip(
            (n for n, span in enumerate(quotes) if span == other),
            (n for n, span in enumerate(quotes) if span == one),
            strict=False,
        )


def _quotation(place: Place) -> tuple[int, int] | None:
    """From where to where the quotation goes in which a date stands, marks included; None where it stands in none."""
    start, end = place.sentence_start, place.sentence_end
    for opening, closing in QUOTES:
        left = place.text.rfind(opening, start, place.start + 1)
        right = place.text.find(closing, max(place.end - 1, 0), end)
        if left >= 0 and right >= 0 and closing not in place.text[left : place.start]:
            return left, right + 1
    return None
