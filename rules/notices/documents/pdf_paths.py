"""The straight lines on a page of a PDF, whatever draws them: strokes, thin boxes, borders of cells."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import islice, pairwise

import pypdfium2
from pypdfium2 import raw

THIN = 3.0
"""Points of the thickness of a line."""
SHORT = 2.0
"""Points of a line that is none."""
DEEPEST = 4
"""Forms within forms that are looked into."""
MOST_OBJECTS, MOST_STROKES, MOST_SEGMENTS = 60_000, 30_000, 400
"""Of a page; segments of a path with more of them draw something else."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Matrix = tuple[float, float, float, float, float, float]
WHOLE: Matrix = (1, 0, 0, 1, 0, 0)


def strokes_of(page: pypdfium2.PdfPage) -> list[Box]:
    """The lines that lie or stand upright; none where there are so many that they are a drawing."""
    found: list[Box] = []
    for thing, kind, matrix in islice(_objects(page.raw, WHOLE, 0), MOST_OBJECTS):
        if kind == raw.FPDF_PAGEOBJ_PATH:
            found += _of_path(thing, matrix)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            found += _thin(_bounds(thing, matrix))
        if len(found) > MOST_STROKES:
            return []
    return found


def area_of_pictures(page: pypdfium2.PdfPage) -> tuple[float, int]:
    """How much of a page is pictures, from 0 to 1, and how many paths it has."""
    area, paths = 0.0, 0
    left, bottom, right, top = page.get_cropbox()
    for thing, kind, matrix in islice(_objects(page.raw, WHOLE, 0), MOST_OBJECTS):
        if kind == raw.FPDF_PAGEOBJ_PATH:
            paths += 1
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(thing, matrix)
            wide = min(box[2], right) - max(box[0], left)
            area += max(wide, 0.0) * max(min(box[3], top) - max(box[1], bottom), 0.0)
    return area / max((right - left) * (top - bottom), 1.0), paths


def _objects(holder: object, outer: Matrix, depth: int) -> Iterator[tuple[object, int, Matrix]]:
    """The paths and pictures of a page, or of a form on it, with the matrix of what they stand in."""
    within = depth > 0
    count = (raw.FPDFFormObj_CountObjects if within else raw.FPDFPage_CountObjects)(holder)
    take = raw.FPDFFormObj_GetObject if within else raw.FPDFPage_GetObject
    for n in range(min(count, MOST_OBJECTS)):
        thing = take(holder, n)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            yield from _objects(thing, _product(_matrix(thing), outer), depth + 1)
        elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            yield thing, kind, outer


def _matrix(thing: object) -> Matrix:
    found = raw.FS_MATRIX()
    return (found.a, found.b, found.c, found.d, found.e, found.f) if raw.FPDFPageObj_GetMatrix(thing, found) else WHOLE


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _around(points: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _bounds(thing: object, matrix: Matrix) -> Box:
    """The box of an object."""
    ends = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(thing, *ends):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = (end.value for end in ends)
    return _around([_moved(matrix, x, y) for x in (left, right) for y in (bottom, top)])


def _thin(box: Box) -> list[Box]:
    """A box that is as good as a line."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return [box] if min(wide, high) <= THIN and max(wide, high) >= SHORT else []


def _of_path(thing: object, outer: Matrix) -> list[Box]:
    """The lines of a path: its edges where it is stroked, its parts where they are filled and thin."""
    count = raw.FPDFPath_CountSegments(thing)
    if not 2 <= count <= MOST_SEGMENTS:
        return []
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(thing, fill, stroke)
    parts = _parts(thing, count, _product(_matrix(thing), outer))
    if not stroke.value:
        return [line for part in parts for line in _thin(_around(part))] if fill.value else []
    edges = [(a, b) for part in parts for a, b in pairwise(part)]
    return [box for edge in edges for box in _thin(_around([*edge])) if min(box[2] - box[0], box[3] - box[1]) < 1]


def _parts(thing: object, count: int, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The corners of each part of a path; those with curves are left out."""
    parts: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    curved = False
    for n in range(count):
        segment = raw.FPDFPath_GetPathSegment(thing, n)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        point = _moved(matrix, x.value, y.value)
        if kind == raw.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([point])
        else:
            parts[-1].append(point)
        if raw.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    return [] if curved else parts
