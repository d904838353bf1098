"""What stands on every page of a book and is no text of it: heads and feet, the numbers of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from .plane import Strip
from .strips import Band, joined

TOP, BOTTOM = 0.12, 0.86
"""The parts of a page in which heads and feet stand."""
HIGHEST = 0.075
"""The part in which heads stand that say another number on each page; lower there may be the number of an annex."""
LOWEST, SMALLER = 0.93, 0.92
"""From where on a foot stands; how small the characters of a head or foot are that is there but once."""
EACH_SIDE = 3
"""Lines of a page from its edge that may be heads or feet."""
SAME_PLACE = 4.0
"""Points."""
PAGE_SIGNS = frozenset("第页共张頁第Pageofpage./|-—–―－·• ()（）")
FIGURES = re.compile(r"\d+")
LONGEST_NUMBER = 4
ROMAN = re.compile(r"[ivxIVX]{1,6}")

Place = tuple[int, int]
"""A page and a line on it."""


def running(pages: Sequence[tuple[float, Sequence[Band]]]) -> set[Place]:
    """The lines that are heads, feet and numbers of pages; of each page its height and its lines are given."""
    result: set[Place] = set()
    several = [(page, n, strip, high) for page, n, strip, high in _edges(pages)]
    for page, n, strip, high in several:
        found = pages[page][1]
        if (is_page_number(strip.text) and not _is_in_text(found, n)) or _is_small(found, strip, high):
            result.add((page, n))
    for _, same in groupby(sorted(several, key=_shape), key=_shape):
        result |= _repeated(list(same), len(pages))
    return result


Edge = tuple[int, int, Strip, float]


def _edges(pages: Sequence[tuple[float, Sequence[Band]]]) -> Iterator[Edge]:
    """The lines at the edges of the pages."""
    for page, (height, found) in enumerate(pages):
        for n, band in enumerate(found):
            if EACH_SIDE <= n < len(found) - EACH_SIDE:
                continue
            strip = joined(band)
            if strip.bottom < TOP * height or strip.top > BOTTOM * height:
                yield page, n, strip, strip.bottom / height


def _shape(edge: Edge) -> str:
    return FIGURES.sub("#", "".join(edge[2].text.split()))


def _repeated(same: list[Edge], count: int) -> set[Place]:
    """Of lines that are alike but for numbers, those that are on several pages at the same place."""
    result: set[Place] = set()
    for page, n, strip, high in same:
        others = [one for one in same if one[0] != page and abs(one[2].top - strip.top) <= SAME_PLACE]
        alike = sum(1 for one in others if one[2].text == strip.text)
        counted = sum(1 for one in others if _counts(strip.text, one[2].text, one[0] - page))
        if (alike >= 1 and 2 * (alike + 1) >= min(count, 6) - 1) or (counted and (high > BOTTOM or high < HIGHEST)):
            result.add((page, n))
    return result


def _counts(text: str, other: str, pages: int) -> bool:
    """Whether a number in one of two lines differs as their pages do."""
    pairs = zip(FIGURES.findall(text), FIGURES.findall(other), strict=False)
    return any(len(a) <= LONGEST_NUMBER and len(b) <= LONGEST_NUMBER and int(b) - int(a) == pages for a, b in pairs)


def is_page_number(text: str) -> bool:
    """Whether a line is the number of a page and nothing else.

    >>> [is_page_number(text) for text in ("— 2 —", "第2页 共5页", "Page 3 of 4", "iv", "2026", "3月")]
    [True, True, True, True, False, False]
    """
    numbers = FIGURES.findall(text)
    if not numbers:
        return bool(ROMAN.fullmatch(text.strip("-—– ")))
    if len(numbers) > 2 or any(len(number) >= LONGEST_NUMBER for number in numbers):
        return False
    rest = FIGURES.sub("", text)
    return len(rest) <= 16 and set(rest) <= PAGE_SIGNS and not (rest.strip() == "." and len(numbers) == 2)


def _is_small(found: Sequence[Band], strip: Strip, high: float) -> bool:
    """Whether a line in the margin of a page has smaller characters than its text."""
    if HIGHEST < high < LOWEST:
        return False
    sizes = sorted(piece.size for band in found for piece in band)
    return strip.size < SMALLER * sizes[len(sizes) // 2]


def _is_in_text(found: Sequence[Band], n: int) -> bool:
    """Whether a line is not the first or the last of its page."""
    return 1 < n < len(found) - 2
