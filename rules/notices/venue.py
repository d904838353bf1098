"""Where something takes place, as its sentence, its row of a table, or a line beside it says it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .documents import BlockKind, Document
from .documents.shapes import COLONS, squeezed
from .documents.tables import has_date
from .nearby import follows
from .notice import Finding, Notice
from .rows import column_title
from .words import vocabulary

HAPPENS = ("event", "window")
"""Kinds of what takes place somewhere."""
NEAREST = 4
"""Blocks between a date and the line that says where."""
SHORTEST, LONGEST, LONGEST_LABEL = 2, 40, 16
ENDS = "。；;\n"
"""Signs that end a sentence."""
STOPS = "，,。；;！!？?\n\t"
"""Signs that end the name of a place."""
LABELLED = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING)


def with_venues(notice: Notice, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, each of what takes place with where, as far as the notice says that of it alone."""
    happening = [one for one in findings if one.role == "calendar" and one.kind in HAPPENS]
    if not happening or notice.document is None:
        return list(findings)
    beside = _beside(notice.document, happening)
    starts = sorted(one.start for one in findings if one.role == "calendar")
    found = {
        one.start: place
        for one in happening
        if (place := _in_row(notice.document, one) or _in_sentence(notice.text, one, starts) or beside.get(one.start))
    }
    takes_place = set(map(id, happening))
    return [
        replace(one, place=found[one.start]) if id(one) in takes_place and one.start in found else one
        for one in findings
    ]


def said_place(text: str) -> str | None:
    """The place that words name that may move something there, or hold it there; None where they name none.

    >>> said_place("地点改为市科技馆报告厅，时间不变"), said_place("在市科技馆举行"), said_place("地点不变")
    ('市科技馆报告厅', '市科技馆', None)
    """
    return next((place for place in (*_labelled(text), *_held(text)) if place), None)


def _in_row(document: Document, finding: Finding) -> str | None:
    """What stands under 地点 in the row of a date."""
    number = document.number_at(finding.start)
    cell = document.blocks[number] if number is not None else None
    if cell is None or not cell.cell:
        return None
    for other in document.row(cell):
        if other is not cell and _is_label(column_title(document, other)):
            return _place(document.words(other))
    return None


def _in_sentence(text: str, finding: Finding, starts: Sequence[int]) -> str | None:
    """What its sentence says behind its date, up to the next one; `starts` is where the dates begin, in order."""
    place = bisect_left(starts, finding.end)
    following = starts[place] if place < len(starts) else len(text)
    behind = text[finding.end : min(finding.end + len(finding.sentence), following)]
    end = next((at for at, sign in enumerate(behind) if sign in ENDS), len(behind))
    return said_place(behind[:end])


def _is_label(text: str) -> bool:
    """Whether words are a label of where something takes place: 地点, 培训地点; 第二分会场 is what takes place there."""
    words = vocabulary()
    return text in words.classes["place"] or words.ends(text, "place_head") != ""


def _beside(document: Document, happening: Sequence[Finding]) -> dict[int, str]:
    """What lines with 地点 before their colon, or under such a heading, say of the date next to them."""
    lines = [(number, place) for number in range(len(document.blocks)) if (place := _of_block(document, number))]
    blocks: dict[int, list[Finding]] = {}
    for one in happening:
        if (number := document.number_at(one.start)) is not None:
            blocks.setdefault(number, []).append(one)
    if len(lines) == 1 and len(happening) == 1:
        return {happening[0].start: lines[0][1]}
    found: dict[int, str] = {}
    for number, place in lines:
        above = [at for at in blocks if 0 <= number - at <= NEAREST and not _parted(document, at, number)]
        below = [at for at in blocks if 0 < at - number <= NEAREST and not _parted(document, at, number)]
        nearest = max(above, default=None) if above else min(below, default=None)
        if nearest is not None and len(blocks[nearest]) == 1:
            found.setdefault(blocks[nearest][0].start, place)
    return found


def _parted(document: Document, one: int, other: int) -> bool:
    """Whether two blocks stand under different headings, those that only name the place or the time left out."""
    return _under(document, one) != _under(document, other)


def _under(document: Document, number: int) -> list[int]:
    words = vocabulary()
    return [
        head.start
        for head in document.headings(number)
        if not words.ends(squeezed(document.words(head)), "place", "time") and head.end - head.start > 0
    ]


def _of_block(document: Document, number: int) -> str | None:
    """The place that a block names behind a label, or under a heading that is one."""
    block = document.blocks[number]
    if block.kind not in LABELLED:
        return None
    text = document.words(block)
    colon = next((at for at, sign in enumerate(text[:LONGEST_LABEL]) if sign in COLONS), -1)
    if colon > 0 and _is_label(squeezed(text[:colon])):
        return _place(text[colon + 1 :])
    heads = document.headings(number)
    if heads and _is_label(squeezed(document.words(heads[0]))) and (name := _place(text)):
        return name if vocabulary().has(name, "venue_end") or vocabulary().ends(name, "venue_region") else None
    return None


def _labelled(text: str) -> Iterator[str | None]:
    """What stands behind a label: 地点：, 地点在, 地点改为."""
    words = vocabulary()
    for at in range(len(text)):
        if not (label := words.begins(text, "place", at)):
            continue
        if text[at - 1 : at].isalnum() and not words.ends(label, "place_head"):
            continue
        behind = text[at + len(label) :]
        moved = next((end for _, end in follows(behind, "moved", LONGEST)), 0)
        verb = moved or len(words.begins(behind, "is_at"))
        if verb or behind[:1] in tuple(COLONS):
            yield _place(behind[verb or 1 :])


def _held(text: str) -> Iterator[str | None]:
    """What stands between 在 and a verb that holds something."""
    words = vocabulary()
    for at in range(len(text)):
        if not words.begins(text, "at", at):
            continue
        inner = text[at + 1 : at + 1 + LONGEST]
        for end in range(SHORTEST, len(inner)):
            if inner[end] in STOPS:
                break
            if words.begins(inner, "held", end):
                if words.ends(inner[:end], "venue_end", "venue_region"):
                    yield _place(inner[:end])
                break


def _place(text: str) -> str | None:
    """The name of a place at the beginning of a text; None where it is none."""
    bare = text.strip()
    end = next((at for at, sign in enumerate(bare) if sign in STOPS), len(bare))
    name = bare[:end].strip()
    words = vocabulary()
    unsaid = words.has(name, "no_place") or words.has(name, "unchanged") or words.ends(name, "span_unit")
    if unsaid or has_date(name) or name[:1].isdecimal():
        return None
    return name if SHORTEST <= len(name) <= LONGEST else None
