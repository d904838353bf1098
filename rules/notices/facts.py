"""What a notice says of itself: title, number, issuer, those addressed, the dates of issue and printing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from ..languages.grammar import Reading
from ..languages.meanings import Point
from .documents import Block, BlockKind, Document
from .documents.shapes import ABOUT, NUMBER, addressees, is_genre, is_org, squeezed, title_end
from .notice import Notice
from .words import vocabulary

TITLE_FIELDS = ("title", "标题", "主题")
SUBJECTS = ("主题", "Subject", "SUBJECT", "标题")
SENDERS = ("发件人", "发布单位", "发布机构", "发文单位", "来源", "信息来源", "供稿", "From")
PARTS = re.compile(r"[\u3000|｜]+|\s{2,}|[\[\]【】]|\s(?=[\u4e00-\u9fff]{2,5}[:：])")
DATE_FIELDS = ("date", "发布日期", "发布时间")
WORDY = "《“"

HEAD = 14
"""Blocks in which the head of a document stands."""
CODE = re.compile(r"[A-Za-z\u4e00-\u9fff]*[A-Za-z0-9〔〕\[\]()（）-]{4,30}号?")
Days = Mapping[tuple[int, int], date]
"""The full dates of a text by where they stand."""


def whole_day(reading: Reading) -> date | None:
    """The day that a reading gives in full, with its year; None for everything else."""
    point = reading.meaning
    if not isinstance(point, Point) or not (point.year and point.month and point.day):
        return None
    try:
        return date(point.year, point.month, point.day)
    except ValueError:
        return None


def facts(document: Document, days: Days, name: str = "") -> Notice:
    """The notice that a document is."""
    blocks = document.blocks
    foot = _foot(document, days)
    printed = _first_day(document, days, BlockKind.IMPRINT)
    paged = _page_day(document, days)
    issued = foot[1] if foot else paged[1] if paged else printed[1] if printed else None
    title = _title(document)
    marked = [spans for spans in (foot and foot[0], printed and printed[0], paged and paged[0]) if spans]
    return Notice(
        text=document.text,
        name=name,
        title=title,
        number=_number(document),
        issuer=_issuer(document, foot[2] if foot else None, title),
        issued=issued,
        printed=printed[1] if printed else None,
        addressees=next((addressees(document.words(b)) for b in blocks if b.kind is BlockKind.SALUTATION), ()),
        dated=tuple(marked),
        document=document,
    )


def _title(document: Document) -> str | None:
    """The title above the text, its lines joined, the last of several; else that of the fields before the page."""
    groups: list[list[str]] = []
    last = None
    for number, block in enumerate(document.blocks):
        if block.kind is BlockKind.TITLE:
            words = _unsigned(document.words(block).strip())
            if last == number - 1 and not _says(groups[-1], words) and not _is_whole(groups[-1], words):
                groups[-1].append(words)
            elif not groups or not _says(groups[-1], words):
                groups.append([words])
            last = number
    if groups:
        parts = groups[-1]
        joined = "".join(parts)
        return squeezed(joined) if ABOUT in joined or _spaced(joined) or len(parts) > 1 else joined
    return _field(document, TITLE_FIELDS) or _labelled(document, SUBJECTS)


def _labelled(document: Document, labels: Sequence[str]) -> str | None:
    """What a line of the head says behind one of the labels: 主题：…, 来源：…"""
    for block in document.blocks:
        if block.kind is not BlockKind.PAGE:
            continue
        for part in PARTS.split(document.words(block)):
            label, sign, said = part.replace("：", ":", 1).partition(":")
            if sign and label.strip() in labels and said.strip():
                return said.strip()
    return None


def _is_whole(parts: Sequence[str], more: str) -> bool:
    """Whether the lines are a title by themselves, in which the next line has no part."""
    words = squeezed("".join(parts))
    return bool(title_end(words) == len(words) and is_genre(words) and more[:1] not in "的》")


def _says(parts: Sequence[str], words: str) -> bool:
    """Whether a line says once more what a title says."""
    return squeezed(words).startswith(squeezed("".join(parts)))


def _unsigned(words: str) -> str:
    """A title without the name in brackets that stands before it: 【云坪社区】冬春活动提醒."""
    head, sign, rest = words.partition("】")
    return rest.strip() if sign and words.startswith("【") and rest.strip() and is_org(head[1:]) else words


def _spaced(words: str) -> bool:
    """Whether each character of a title stands apart: 停 电 通 知."""
    parts = words.split()
    return len(parts) > 1 and all(len(part) == 1 for part in parts)


def _field(document: Document, names: Sequence[str]) -> str | None:
    """What a field before the page says, without the quotes around it."""
    for block in document.blocks:
        if block.kind is not BlockKind.FRONT:
            continue
        name, sign, said = document.words(block).replace("=", ":", 1).partition(":")
        if sign and name.strip() in names and (words := said.strip().strip("\"'").strip()):
            return words
    return None


def _number(document: Document) -> str | None:
    """The document number (文号) of the head, without white space."""
    words = vocabulary()
    for block in document.blocks[:HEAD]:
        plain = document.words(block).strip()
        if (label := words.begins(plain, "number_label")) and (match := CODE.search(plain, len(label))):
            return match.group()
    for block in document.blocks:
        if block.kind is BlockKind.NUMBER and (match := NUMBER.search(squeezed(document.words(block)))):
            return match.group().lstrip("（(")
        if block.kind in (BlockKind.SALUTATION, BlockKind.HEADING):
            return None
    return None


def _foot(document: Document, days: Days) -> tuple[tuple[int, int], date, int] | None:
    """Where the date of issue stands, the day, and the number of its block."""
    found = None
    for number, block in enumerate(document.blocks):
        if block.kind is BlockKind.DATED and (span := _day_in(block, days)):
            if found is None:
                found = span, days[span], number
    return found


def _day_in(block: Block, days: Days) -> tuple[int, int] | None:
    return next((span for span in days if block.start <= span[0] and span[1] <= block.end), None)


def _first_day(document: Document, days: Days, kind: BlockKind) -> tuple[tuple[int, int], date] | None:
    spans = (_day_in(block, days) for block in document.blocks if block.kind is kind)
    return next(((span, days[span]) for span in spans if span), None)


def _page_day(document: Document, days: Days) -> tuple[tuple[int, int], date] | None:
    """The day on which a page was put there: in its head, in the fields before it, or behind a label of its own."""
    words = vocabulary()
    for block in document.blocks:
        if block.kind is BlockKind.FRONT:
            name = document.words(block).replace("=", ":", 1).partition(":")[0].strip()
            if name not in DATE_FIELDS:
                continue
        elif block.kind is not BlockKind.PAGE:
            continue
        if span := _day_in(block, days):
            return span, days[span]
    for block in document.blocks:
        label = words.begins(document.words(block), "issue_label") if block.kind is not BlockKind.CELL else ""
        if label and (span := _day_in(block, days)) and span[0] - block.start <= len(label) + 3:
            return span, days[span]
    return None


def _issuer(document: Document, dated: int | None, title: str | None) -> str | None:
    """Who signed it; else who stands before 关于 in the title, else the letterhead."""
    blocks = document.blocks
    if dated is not None:
        line = blocks[dated]
        above: list[str] = []
        for number in range(dated - 1, -1, -1):
            if blocks[number].kind is not BlockKind.SIGNATURE:
                break
            above.insert(0, squeezed(document.words(blocks[number])))
        if above:
            return _joined(above)
        before = squeezed(document.text[line.start : line.end])
        name = next((before[:n] for n in range(len(before), 1, -1) if is_org(before[:n])), None)
        if name:
            return name
    head = (title or "").partition(ABOUT)[0].strip()
    if head and ABOUT in (title or "") and is_org(head):
        return head
    for block in blocks:
        if block.kind is BlockKind.LETTERHEAD:
            name = squeezed(document.words(block)).removesuffix("文件")
            if is_org(name):
                return name
    sender = (_labelled(document, SENDERS) or "").partition("<")[0].strip()
    if sender and is_org(sender):
        return squeezed(sender)
    owned = (
        document.words(b)
        for b in blocks
        if b.kind is BlockKind.PAGE and vocabulary().find(document.words(b), "copyright")
    )
    return next(
        (part for words in owned for part in re.split(r"[\s\u3000©|]+", words) if len(part) > 3 and is_org(part)), None
    )


def _joined(names: Sequence[str]) -> str:
    """The names of several lines: a department behind its house is one with it, others stand side by side."""
    found = names[0]
    for name in names[1:]:
        whole = vocabulary().ends(found, "house") and vocabulary().ends(name, "department")
        found += name if whole else f"、{name}"
    return found


__all__ = ["facts"]
