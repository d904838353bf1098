"""A picture of a page as characters and straight lines with their places; only asked where the extra is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from PIL.Image import Image
from rapidocr import RapidOCR

from .geometry import Glyph, Sheet, Stroke

A4_SIDE = 842.0
"""Points of the longer side of a page."""
LEAST_SURE = 0.5
"""How sure of its characters one has to be of a line; of less it is a stamp, or dirt."""
SKEW, STEP = 3.0, 0.1
"""Degrees by which a page may lie askew, and how finely that is measured."""
SKEW_SIDE = 800
"""Pixels of the picture in which that is measured."""
LEAST_SKEW = 0.15
RULE_PART = 0.032
"""How long a ruling line is, in parts of the longer side."""
THICKEST = 9
"""Pixels of a ruling line."""
MOST_RULES = 2_000
ALIKE = 0.2
"""By how much the heights of lines differ that are of one size."""
APART = 1.2
"""Heights from which a gap within a line parts pieces of it."""
UPRIGHT = 1.8
"""How many times as high as wide most lines are of a page that lies on its side."""

Pixels = Any
"""An array of a picture."""


@dataclass(slots=True)
class Words:
    """A line as it was recognised, in pixels."""

    chars: list[str]
    edges: list[tuple[float, float]]
    """Where each character begins and ends."""
    top: float
    bottom: float


@cache
def recogniser() -> RapidOCR:
    """What recognises characters; its models are within its package, so nothing is fetched."""
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "critical"})


def sheet_of_picture(picture: Image) -> Sheet:
    """The characters and ruling lines of a page."""
    pixels = _straight(np.asarray(picture)[:, :, ::-1].copy())
    found = recogniser()(pixels, return_word_box=True, return_single_char_box=True)
    if _lies_on_its_side(found):
        pixels = np.ascontiguousarray(np.rot90(pixels, 3))
        found = recogniser()(pixels, return_word_box=True, return_single_char_box=True)
    high, wide = pixels.shape[:2]
    scale = A4_SIDE / max(high, wide)
    sheet = Sheet(wide * scale, high * scale)
    for words in _evened(list(_words(found))):
        top, bottom = words.top * scale, words.bottom * scale
        sheet.glyphs += [
            Glyph(char, left * scale, right * scale, top, bottom)
            for char, (left, right) in zip(words.chars, words.edges, strict=True)
        ]
    sheet.strokes = [Stroke(*(end * scale for end in line)) for line in _rules(pixels)]
    return sheet


# ------------------------------------------------------------------ askew


def _straight(pixels: Pixels) -> Pixels:
    """The picture turned so that its lines lie level."""
    angle = _skew(pixels)
    if abs(angle) < LEAST_SKEW:
        return pixels
    high, wide = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    return cv2.warpAffine(pixels, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def _skew(pixels: Pixels) -> float:
    """By how many degrees its lines rise to the right: turned back, they are sharpest from the side."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    scale = SKEW_SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=min(scale, 1.0), fy=min(scale, 1.0), interpolation=cv2.INTER_AREA)
    ink = (255 - small).astype(np.float32)
    ink[ink < ink.mean() + ink.std()] = 0
    if not ink.any():
        return 0.0
    high, wide = ink.shape

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
        rows = cv2.warpAffine(ink, turn, (wide, high)).sum(axis=1)
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    coarse = max(np.arange(-SKEW, SKEW + 0.01, 5 * STEP), key=sharpness)
    return float(max(np.arange(coarse - 4 * STEP, coarse + 4.5 * STEP, STEP), key=sharpness))


def _lies_on_its_side(found: Any) -> bool:
    """Whether most lines are upright."""
    boxes = [] if found.boxes is None else found.boxes
    sides = [
        (np.ptp(box[:, 0]), np.ptp(box[:, 1]), len(text)) for box, text in zip(boxes, found.txts or (), strict=False)
    ]
    long = [(wide, high) for wide, high, count in sides if count > 2]
    return len(long) > 3 and 2 * sum(1 for wide, high in long if high > UPRIGHT * wide) > len(long)


# ------------------------------------------------------------------ characters


def _words(found: Any) -> Iterator[Words]:
    """The lines that were recognised."""
    if found.boxes is None:
        return
    for box, text, sure, chars in zip(found.boxes, found.txts, found.scores, found.word_results, strict=True):
        if sure < LEAST_SURE or not text.strip():
            continue
        top, bottom = float(box[:2, 1].mean()), float(box[2:, 1].mean())
        left, right = float(box[[0, 3], 0].mean()), float(box[[1, 2], 0].mean())
        centres = _centres(text, chars, left, right)
        yield Words(list(text), _edges(centres, left, right, bottom - top), top, bottom)


def _centres(text: str, chars: Sequence[Any], left: float, right: float) -> list[float]:
    """The middle of each character of a line; those that nobody placed stand between their neighbours."""
    placed = [
        (word, sum(corner[0] for corner in place) / len(place)) for word, _, place in chars or () if place is not None
    ]
    centres: list[float | None] = []
    for char in text:
        if placed and placed[0][0] == char:
            centres.append(float(placed.pop(0)[1]))
        else:
            centres.append(None)
    known = [(n, centre) for n, centre in enumerate(centres) if centre is not None]
    marks = [(-0.5, left), *known, (len(text) - 0.5, right)]
    return [float(np.interp(n, [n for n, _ in marks], [x for _, x in marks])) for n in range(len(text))]


def _edges(centres: Sequence[float], left: float, right: float, high: float) -> list[tuple[float, float]]:
    """Where each character begins and ends: they touch, but for wide gaps."""
    result = []
    begin = left
    for centre, following in zip(centres, [*centres[1:], None], strict=True):
        if following is None:
            result.append((begin, right))
        elif following - centre > (1 + APART) * high:
            result.append((begin, centre + high / 2))
            begin = following - high / 2
        else:
            end = (centre + following) / 2
            result.append((begin, end))
            begin = end
    return result


def _evened(found: list[Words]) -> list[Words]:
    """The lines, those of about the same height made of one height: what is recognised is cut out now more, now less closely."""
    groups: list[list[Words]] = []
    for words in sorted(found, key=lambda words: words.bottom - words.top):
        if groups and words.bottom - words.top <= (1 + ALIKE) * (groups[-1][0].bottom - groups[-1][0].top):
            groups[-1].append(words)
        else:
            groups.append([words])
    for group in groups:
        high = float(np.median([words.bottom - words.top for words in group]))
        for words in group:
            middle = (words.top + words.bottom) / 2
            words.top, words.bottom = middle - high / 2, middle + high / 2
    return found


# ------------------------------------------------------------------ ruling lines


def _rules(pixels: Pixels) -> list[tuple[float, float, float, float]]:
    """The ruling lines: left, right, top, bottom."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    length = max(int(RULE_PART * max(ink.shape)), 12)
    result = []
    for shape in ((length, 1), (1, length)):
        thick = cv2.dilate(
            ink, np.ones((3, 1) if shape[0] > 1 else (1, 3), np.uint8)
        )  # a line a little askew stays whole
        lines = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        count, _, stats, _ = cv2.connectedComponentsWithStats(lines)
        for left, top, wide, high, _ in stats[1:] if count <= MOST_RULES else ():
            if min(wide, high) <= THICKEST + max(wide, high) // 100:
                result.append((float(left), float(left + wide), float(top), float(top + high)))
    return result
