"""Characters as lines: what stands side by side, with blanks where there are gaps."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from .plane import Glyph, Strip, is_wide

PARTED, APART = 0.6, 1.4
"""Heights of a character from which a gap parts pieces of a line: columns, cells without ruling; and from which it is more
than one blank."""
NARROW_GAP, MIXED_GAP, WIDE_GAP, FEW_GAP = 0.2, 0.65, 0.18, 0.6
"""Gaps that are a blank: between letters and figures, between those and wide characters, between wide characters more than
most of them have, and between those of which there are few."""
FEWEST_PAIRS = 3
RAISED, SMALL = 0.2, 0.75
"""How much higher and smaller than its line a mark of a note is."""
DOUBLED = 0.25
"""Within what part of its height the same character once more is only there to be bold."""
LEAST_OVERLAP = 0.5
MOST_BLANKS = 40
OPENING, CLOSING = "（(《“‘【〔[「『<", "，。、；：！？）)》”’】〕]」』>,.;:!?%…—"
"""What does not stand at the end of a line, and what not at its beginning."""

Run = list[Glyph]
Band = list[Strip]
"""The pieces of a line, from left to right."""


def bands(glyphs: Sequence[Glyph]) -> list[Band]:
    """The lines of some characters from top to bottom."""
    found = []
    for runs in _levels(_runs(glyphs)):
        line = _line(runs)
        if pieces := [_strip(piece) for piece in _pieces(line)]:
            found.append(pieces)
    return found


def _runs(glyphs: Iterable[Glyph]) -> list[Run]:
    """Characters that their file has behind one another on one line."""
    result: list[Run] = []
    last: Glyph | None = None
    for glyph in glyphs:
        size = glyph.bottom - glyph.top
        if (
            last
            and abs(glyph.bottom - last.bottom) < 0.1 * size
            and abs(last.bottom - last.top - size) < 0.1 * size
            and glyph.left > last.left - 0.1 * size
        ):
            result[-1].append(glyph)
        else:
            result.append([glyph])
        last = glyph
    return result


def _levels(runs: list[Run]) -> Iterator[list[Run]]:
    """The runs of each line: those that overlap the highest of them by half."""
    waiting = sorted(runs, key=lambda run: run[0].top + run[0].bottom)
    level: list[Run] = []
    top = bottom = 0.0
    for run in waiting:
        high, low = run[0].top, run[0].bottom
        shared = min(bottom, low) - max(top, high)
        if level and shared >= LEAST_OVERLAP * min(bottom - top, low - high):
            level.append(run)
            if low - high > bottom - top:
                top, bottom = high, low
            continue
        if level:
            yield level
        level, top, bottom = [run], high, low
    if level:
        yield level


def _line(runs: list[Run]) -> Run:
    """The characters of a line from left to right, without marks of notes and without what stands there twice."""
    if len(runs) == 1 and all(a.left <= b.left for a, b in zip(runs[0], runs[0][1:], strict=False)):
        line = runs[0]
    else:
        tallest = max(runs, key=lambda run: (run[0].bottom - run[0].top, len(run)))[0]
        size = tallest.bottom - tallest.top
        line = [glyph for run in runs if not _is_note(run, tallest.bottom, size) for glyph in run]
        line.sort(key=lambda glyph: glyph.left)
    result: Run = []
    for glyph in line:
        if result and result[-1].text == glyph.text and not glyph.text.isspace():
            last = result[-1]
            if glyph.left - last.left < DOUBLED * min(glyph.bottom - glyph.top, 2 * (glyph.right - glyph.left)):
                continue
        result.append(glyph)
    return result


def _is_note(run: Run, baseline: float, size: float) -> bool:
    """Whether characters are a small raised mark of a note: [1], ①, *."""
    mark = run[0]
    if mark.bottom - mark.top > SMALL * size or baseline - mark.bottom < RAISED * size:
        return False
    return all(glyph.text in "0123456789[]()*,①②③④⑤⑥⑦⑧⑨† " for glyph in run)


def _pieces(line: Run) -> Iterator[Run]:
    """A line in pieces, parted by wide gaps; blanks at their ends are left out."""
    piece: Run = []
    for glyph in line:
        if glyph.text.isspace():
            if piece:
                piece.append(glyph)
            continue
        if piece:
            inked = next(one for one in reversed(piece) if not one.text.isspace())
            size = max(glyph.bottom - glyph.top, inked.bottom - inked.top)
            blank = piece[-1] is not inked and piece[-1].text != " "
            if glyph.left - (piece[-1].right if blank else inked.right) >= PARTED * size:
                yield _trimmed(piece)
                piece = []
        piece.append(glyph)
    if piece:
        yield _trimmed(piece)


def _trimmed(piece: Run) -> Run:
    end = len(piece)
    while piece[end - 1].text.isspace():
        end -= 1
    return piece[:end]


def _strip(piece: Run) -> Strip:
    """The strip of a piece, with blanks where the gaps say so."""
    parts = [piece[0].text]
    last = piece[0]
    usual = _usual_gap(piece)
    body = 0.0
    for glyph in piece[1:]:
        gap = glyph.left - last.right
        if gap > 0 and _is_blank(last, glyph, gap, usual):
            parts.append(" ")
        if not body and len(parts) < 8 and parts[-1].isspace() and not glyph.text.isspace():
            body = glyph.left
        parts.append(glyph.text)
        last = glyph
    tall = max(piece, key=lambda glyph: glyph.bottom - glyph.top)
    left = piece[0].left
    right = max(last.right, piece[-2].right) if len(piece) > 1 else last.right
    return Strip("".join(parts), left, right, tall.top, tall.bottom, _first(piece) - left, body or left)


def _is_blank(last: Glyph, glyph: Glyph, gap: float, usual: float) -> bool:
    if last.text.isspace() or glyph.text.isspace():
        return False
    size = min(last.bottom - last.top, glyph.bottom - glyph.top)
    match is_wide(last.text) + is_wide(glyph.text):
        case 0:
            return gap >= NARROW_GAP * size
        case 1:
            return gap >= MIXED_GAP * size + max(usual, 0)
    if last.text in OPENING + CLOSING or glyph.text in OPENING + CLOSING:
        return gap >= FEW_GAP * size + max(usual, 0)
    return gap >= (WIDE_GAP * size + usual if usual >= 0 else FEW_GAP * size)


def _usual_gap(piece: Run) -> float:
    """The gap between the wide characters of a line that may be spread to fill it; -1 where they are too few to tell."""
    gaps = sorted(b.left - a.right for a, b in itertools.pairwise(piece) if is_wide(a.text) and is_wide(b.text))
    return max(gaps[len(gaps) // 3], 0.0) if len(gaps) >= FEWEST_PAIRS else -1.0


def _first(piece: Run) -> float:
    """Where the part of a piece ends that cannot be broken off its beginning."""
    end = 0
    while end < len(piece) - 1 and piece[end].text in OPENING:
        end += 1
    if not is_wide(piece[end].text):
        while end < len(piece) - 1 and not is_wide(piece[end + 1].text) and not piece[end + 1].text.isspace():
            end += 1
    while end < len(piece) - 1 and piece[end + 1].text in CLOSING:
        end += 1
    return piece[end].right


def joined(band: Band) -> Strip:
    """The pieces of a line as one strip, their gaps as blanks."""
    if len(band) == 1:
        return band[0]
    parts = [band[0].text]
    for last, piece in itertools.pairwise(band):
        gap = (piece.left - last.right) / max(piece.size, 1.0)
        blanks = min(max(round(2 * gap), 2), MOST_BLANKS) if gap >= APART else 1
        parts += [" " * blanks, piece.text]
    tall = max(band, key=lambda piece: piece.size)
    return Strip("".join(parts), band[0].left, band[-1].right, tall.top, tall.bottom, band[0].first, band[0].body)
