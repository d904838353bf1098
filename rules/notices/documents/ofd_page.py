"""A page of an OFD as characters and straight lines with their places."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .forms import plain_form
from .geometry import Glyph, Sheet, Stroke, is_wide
from .limits import LIMITS, TooMuch

POINTS = 72 / 25.4
"""Points of a millimetre; lengths of a page are millimetres."""
ASCENT = 0.86
STRAIGHT = 3.0
"""Degrees by which a line may be turned."""
THIN = 3.0
LARGE = 1.6
LIGHT = 0.72
"""How much larger than most the characters of a watermark are, and from which lightness on."""
CLEAR = 128
"""Up to which opacity, of 255, what is below shines through."""
DEEPEST = 8
"""Groups within groups."""
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
PATH = re.compile(r"[SMLQBAC]|[-+]?(?:\d+\.?\d*|\.\d+)")

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
WHOLE: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class Layers:
    """What a page has: where it lies, its own layers, and those of its templates."""

    area: Box
    own: list[Any]
    below: list[Any] = field(default_factory=list)


def children(element: Any, tag: str) -> list[Any]:
    """The elements of a name within another one, at any depth, whatever their namespace."""
    return [] if element is None else [one for one in element.iter("{*}" + tag) if one is not element]


def first(element: Any, tag: str) -> Any:
    """The first of them; None without one."""
    return None if element is None else next((one for one in element.iter("{*}" + tag) if one is not element), None)


def number_of(text: str | None) -> list[float]:
    """The numbers in a text."""
    return [float(number) for number in NUMBER.findall(text or "")]


def pictures(layers: Layers) -> bool:
    """Whether there are pictures on a page."""
    return any(first(layer, "ImageObject") is not None for layer in (*layers.own, *layers.below))


def sheet_of(layers: Layers, most: int) -> Sheet:
    """The characters and lines of a page. Raises TooMuch for more than `most` characters."""
    left, top, wide, high = layers.area
    sheet = Sheet(wide * POINTS, high * POINTS)
    marks: list[tuple[float, Glyph]] = []
    for layer in (*layers.below, *layers.own):
        for thing in _things(layer, 0):
            box = number_of(thing.get("Boundary"))
            if len(box) < 4:
                continue
            origin = (box[0] - left, box[1] - top)
            if str(thing.tag).endswith("PathObject"):
                sheet.strokes += _strokes(thing, origin)
                continue
            size = _size(thing)
            glyphs = list(_glyphs(thing, origin, most - len(sheet.glyphs)))
            if _is_pale(thing):
                marks += [(size, glyph) for glyph in glyphs]
            else:
                sheet.glyphs += glyphs
    sizes = sorted(glyph.bottom - glyph.top for glyph in sheet.glyphs) or [0.0]
    usual = sizes[len(sizes) // 2]
    sheet.glyphs += [glyph for _, glyph in marks if glyph.bottom - glyph.top <= LARGE * usual]
    return sheet


def _things(element: Any, depth: int) -> Iterator[Any]:
    """The texts and paths of a layer, in its order; those in groups too."""
    for thing in element:
        tag = str(thing.tag).rpartition("}")[2]
        if tag in ("TextObject", "PathObject"):
            yield thing
        elif tag == "PageBlock" and depth < DEEPEST:
            yield from _things(thing, depth + 1)


def _matrix(thing: Any) -> Matrix:
    numbers = number_of(thing.get("CTM"))
    return (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]) if len(numbers) == 6 else WHOLE


def _size(thing: Any) -> float:
    """The height of its characters in points."""
    return (number_of(thing.get("Size")) or [0.0])[0] * math.hypot(*_matrix(thing)[2:4]) * POINTS


def _is_pale(thing: Any) -> bool:
    """Whether it is light or lets through what is below it."""
    if (number_of(thing.get("Alpha")) or [255.0])[0] < CLEAR:
        return True
    colour = next((one for one in thing if str(one.tag).endswith("FillColor")), None)
    if colour is None:
        return False
    if (number_of(colour.get("Alpha")) or [255.0])[0] < CLEAR:
        return True
    numbers = number_of(colour.get("Value"))
    if len(numbers) == 3:
        return (0.3 * numbers[0] + 0.59 * numbers[1] + 0.11 * numbers[2]) / 255 > LIGHT
    return len(numbers) == 1 and numbers[0] / 255 > LIGHT


def _glyphs(thing: Any, origin: tuple[float, float], most: int) -> Iterator[Glyph]:
    """The characters of a text; none where it is turned."""
    matrix, size = _matrix(thing), _size(thing)
    off = math.degrees(math.atan2(matrix[1], matrix[0]))
    if abs(off) > STRAIGHT or size <= 0 or thing.get("Visible") == "false":
        return
    em = (number_of(thing.get("Size")) or [0.0])[0]
    scale = (number_of(thing.get("HScale")) or [1.0])[0]
    count, x, y = 0, 0.0, 0.0
    for code in children(thing, "TextCode"):
        chars = code.text or ""
        count += len(chars)
        if count > most:
            raise TooMuch("characters", LIMITS.characters)
        x, y = (number_of(code.get("X")) or [x])[0], (number_of(code.get("Y")) or [y])[0]
        steps = deltas(code.get("DeltaX"), len(chars)), deltas(code.get("DeltaY"), len(chars))
        for n, char in enumerate(chars):
            wide = em * scale * (1.0 if is_wide(char) else 0.5)
            step = steps[0][min(n, len(steps[0]) - 1)] if steps[0] else 0.0 if steps[1] else wide
            if char != "\n":  # nobody says how wide a letter is but the step to the next one
                own = step if wide < step < em and not is_wide(char) else wide
                yield _glyph(char, (x, y), own, size, matrix, origin)
            x += step
            y += steps[1][min(n, len(steps[1]) - 1)] if steps[1] else 0.0


def _glyph(
    char: str, place: tuple[float, float], wide: float, size: float, matrix: Matrix, origin: tuple[float, float]
) -> Glyph:
    left, base = _moved(matrix, *place, origin)
    right, _ = _moved(matrix, place[0] + wide, place[1], origin)
    return Glyph(plain_form(char), left, right, base - ASCENT * size, base + (1 - ASCENT) * size)


def deltas(text: str | None, most: int) -> list[float]:
    """The steps from one character to the next; `g 3 7.5` is 7.5 three times.

    >>> deltas("1 g 2 7.5 3", 9)
    [1.0, 7.5, 7.5, 3.0]
    """
    parts, result, n = (text or "").split(), list[float](), 0
    while n < len(parts) and len(result) < most:
        if parts[n] == "g" and n + 2 < len(parts) and parts[n + 1].isdecimal():
            result += (number_of(parts[n + 2]) or [0.0]) * min(int(parts[n + 1][:7]), most)
            n += 3
        else:
            result += number_of(parts[n])[:1]
            n += 1
    return result[:most]


def _moved(matrix: Matrix, x: float, y: float, origin: tuple[float, float]) -> tuple[float, float]:
    """A place on the page in points."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e + origin[0]) * POINTS, (b * x + d * y + f + origin[1]) * POINTS


def _strokes(thing: Any, origin: tuple[float, float]) -> list[Stroke]:
    """The lines of a path: its edges where it is stroked, itself where it is filled and thin."""
    matrix = _matrix(thing)
    data = first(thing, "AbbreviatedData")
    parts = [
        [_moved(matrix, x, y, origin) for x, y in part]
        for part in _parts((data.text or "") if data is not None else "")
    ]
    if thing.get("Stroke") == "false":
        return [line for part in parts for line in _thin(part)]
    edges = [[a, b] for part in parts for a, b in itertools.pairwise(part)]
    return [line for edge in edges for line in _thin(edge)]


def _parts(text: str) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path; none where it has curves."""
    tokens = PATH.findall(text)
    if any(sign in tokens for sign in "QBA"):
        return
    part: list[tuple[float, float]] = []
    n = 0
    while n < len(tokens):
        if tokens[n] in "SML" and n + 2 < len(tokens) and not tokens[n + 1].isalpha() and not tokens[n + 2].isalpha():
            if tokens[n] != "L":
                yield part
                part = []
            part.append((float(tokens[n + 1]), float(tokens[n + 2])))
            n += 3
        else:
            if tokens[n] == "C" and part:
                part.append(part[0])
            n += 1
    yield part


def _thin(points: Sequence[tuple[float, float]]) -> list[Stroke]:
    """What is as good as a straight line."""
    if len(points) < 2:
        return []
    xs, ys = [x for x, _ in points], [y for _, y in points]
    stroke = Stroke(min(xs), max(xs), min(ys), max(ys))
    return [stroke] if min(stroke.right - stroke.left, stroke.bottom - stroke.top) <= THIN else []
